"""Experiments on the layer-5 cell: calcium of spikes along its dendrites, and of spikes with EPSPs.

Contents are those of the preparation `mouse_l5`; the cell is the thick-tufted one, for spiny
stellate cells of layer 4 too, which have no preset.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from spinecable.describe.experiment import Experiment
from spinecable.validate.calcium_runs import releases, rise
from spinecable.validate.electrical_runs import L5_CELL
from spinecable.validate.entry import Arrays, Floats, Scale, Task
from spinecable.validate.populations import imaged_shapes, sites, spines
from spinecable.validate.tasks import simulated

SPIKE_MS = 100.0
"""Time of a somatic spike."""

HYPERPOLARISING_NA, HYPERPOLARISED_MS = -0.34, 200.0
"""The step of Sjostrom & Hausser 2006."""

STRONG_NA = 5.0
"""Of the 2 ms pulse that makes the cell fire from either potential (ASSUMED)."""

DELAYS_MS = (10.0, 20.0, 50.0, -50.0)
"""Of the spike behind the EPSP (Nevian & Sakmann 2004)."""


def l5(domain: str, from_um: float, to_um: float, count: int, **changes: Any) -> Experiment:
    """Spines spread over a range of path distances of the thick-tufted cell."""
    places = sites(L5_CELL.morphology, domain, from_um, to_um, count)
    return Experiment.model_validate(
        {
            "preparation": "mouse_l5",
            "cell": L5_CELL,
            "spine": spines(places, imaged_shapes(count)),
            "simulation": {"duration_ms": 250.0},
            "recording": {"interval_ms": 0.5},
            "outcome": {"minutes_after": 0.01},
            **changes,
        }
    )


def _ogb1(uM: float = 200.0) -> dict[str, Any]:
    return {"dye": "ogb1", "dye_uM": uM}


def _spike(at_ms: float = SPIKE_MS, **more: Any) -> dict[str, Any]:
    return {"kind": "evoked_spikes", "times_ms": [at_ms], **more}


def basal_spike(scale: Scale) -> Task:
    """One spike; spines along basal dendrites up to 250 um, 200 uM OGB-1."""
    count = scale.of(40, 6)
    return simulated(l5("basal", 15.0, 250.0, count, stimulus=[_spike()], chemistry=_ogb1()))


def _apical_spike(scale: Scale, *more: dict[str, Any]) -> Task:
    stimuli = [_spike(SPIKE_MS + 150.0, amplitude_nA=STRONG_NA), *more]
    return simulated(
        l5(
            "apical_trunk",
            50.0,
            450.0,
            scale.of(16, 4),
            stimulus=stimuli,
            chemistry={"dye": "fluo5f", "dye_uM": 200.0},
            simulation={"duration_ms": 350.0},
        )
    )


def apical_spike(scale: Scale) -> Task:
    """One spike; spines of the apical trunk, 200 uM Fluo-5F (concentration ASSUMED)."""
    return _apical_spike(scale)


def apical_spike_hyperpolarised(scale: Scale) -> Task:
    """The same spike 150 ms after the beginning of a hyperpolarising step."""
    step = {
        "kind": "current",
        "start_ms": SPIKE_MS,
        "duration_ms": HYPERPOLARISED_MS,
        "amplitude_nA": HYPERPOLARISING_NA,
    }
    return _apical_spike(scale, step)


def _basal_release(scale: Scale, **contents: float) -> Task:
    return simulated(releases(l5("basal", 25.0, 100.0, scale.of(12, 3), contents=contents)))


def basal_release(scale: Scale) -> Task:
    """One release onto each basal spine, one after the other."""
    return _basal_release(scale)


def basal_release_apv(scale: Scale) -> Task:
    """The same without NMDA receptors."""
    return _basal_release(scale, nmdar_count=0.0)


def basal_release_nbqx(scale: Scale) -> Task:
    """The same without AMPA receptors."""
    return _basal_release(scale, ampar_per_um3=0.0)


def _paired(scale: Scale, release_ms: float | None, spike_ms: float | None) -> Task:
    stimuli: list[dict[str, Any]] = []
    if spike_ms is not None:
        stimuli.append(_spike(spike_ms))
    if release_ms is not None:
        stimuli.append({"kind": "presynaptic", "spines": "all", "times_ms": [release_ms]})
    count = scale.of(12, 3)
    return simulated(l5("basal", 25.0, 150.0, count, stimulus=stimuli, chemistry=_ogb1()))


def basal_epsp(scale: Scale) -> Task:
    """A release onto all basal spines at once, 200 uM OGB-1."""
    return _paired(scale, SPIKE_MS, None)


def basal_bap(scale: Scale) -> Task:
    """A spike in the same spines."""
    return _paired(scale, None, SPIKE_MS)


def basal_pair(delay_ms: float) -> Any:
    """The run of the spike this long after the release."""

    def run(scale: Scale) -> Task:
        return _paired(scale, SPIKE_MS - delay_ms, SPIKE_MS)

    return run


def over_sum(epsp: Arrays, bap: Arrays, pair: Arrays, delay_ms: float) -> Floats:
    """Peak of each head's signal in a pair over that of the shifted sum of the single signals."""
    interval = float(np.diff(pair["time_ms"]).mean())
    shift = round(-delay_ms / interval)
    alone = epsp["head_dff"] - epsp["head_dff"][:, :1]
    shifted = np.zeros_like(alone)
    if shift < 0:
        shifted[:, :shift] = alone[:, -shift:]
    else:
        shifted[:, shift:] = alone[:, : alone.shape[1] - shift]
    summed = shifted + bap["head_dff"] - bap["head_dff"][:, :1]
    return np.asarray(rise(pair, "head_dff") / summed.max(axis=1))
