"""Pairings of release and spike on the CA1 and layer-5 cells, and readings of their weights."""

from __future__ import annotations

from typing import Any

import numpy as np

from spinecable.describe.experiment import Experiment
from spinecable.describe.spine import Spine
from spinecable.validate.entry import Arrays, Floats, NotComputable, Scale, Task
from spinecable.validate.populations import sites
from spinecable.validate.slice_runs import COARSE, ca1_experiment, named_spines, usual_shape
from spinecable.validate.tasks import simulated

WINDOW_MS = (5.0, 10.0, 20.0, 40.0, -5.0, -10.0, -20.0, -40.0)
TIMINGS_MS = (10.0, -10.0, 0.0)
EACH = 3
"""Spines a timing in the pairings of layer 5."""


def stdp_window(scale: Scale) -> Task:
    """60 pairings at 1 Hz; each spine has its own delay from release to spike (`WINDOW_MS`)."""
    names = [f"at{i}" for i in range(len(WINDOW_MS))]
    spike = {"start": 150.0, "interval": 1000.0, "count": 60}
    stimuli: list[dict[str, Any]] = [{"kind": "evoked_spikes", "times_ms": spike}]
    stimuli += _shifted(dict(zip(names, WINDOW_MS, strict=True)), spike)
    return simulated(
        ca1_experiment(
            34.0,
            40.0,
            60_000.0,
            spine=named_spines(names),
            stimulus=stimuli,
        )
    )


def _shifted(delays_ms: dict[str, float], spike: dict[str, Any]) -> list[dict[str, Any]]:
    """Releases earlier than the spikes by each spine's delay."""
    return [
        {
            "kind": "presynaptic",
            "name": f"release at {name}",
            "spines": [name],
            "times_ms": {**spike, "start": spike["start"] - delay},
        }
        for name, delay in delays_ms.items()
    ]


def pairing(frequency_Hz: float) -> Any:
    """Pairings of Sjostrom 2001 at a frequency, as a function of the scale; see `run_at`.

    Three delays (`TIMINGS_MS`) with `EACH` basal spines each, and as many on the tuft with the
    first delay. 0.1 Hz is 50 single pairings, others are five pairs, 15 times at 0.1 Hz.
    """

    def run(scale: Scale) -> Task:
        basal = sites("l5_thick_tufted", "basal", 50.0, 120.0, EACH * len(TIMINGS_MS))
        tuft = sites("l5_thick_tufted", "apical_tuft", 500.0, 900.0, EACH)
        delays = {f"s{i}": TIMINGS_MS[i % len(TIMINGS_MS)] for i in range(len(basal))}
        delays |= {f"distal{i}": TIMINGS_MS[0] for i in range(EACH)}
        spines = [
            Spine(name=name, site=site, geometry=usual_shape())
            for name, site in zip(delays, [*basal, *tuft], strict=True)
        ]
        spike: dict[str, Any] = {"start": 200.0, "interval": 10_000.0, "count": 50}
        if frequency_Hz > 0.1:
            spike = {"start": 200.0, "interval": 1000.0 / frequency_Hz, "count": 5}
            spike |= {"burst_interval": 10_000.0, "bursts": 15}
        last_ms = 10_000.0 * (14 if frequency_Hz > 0.1 else 49)
        return simulated(
            Experiment.model_validate(
                {
                    "preparation": "mouse_l5",
                    "cell": {"preset": "l5_thick_tufted"},
                    "bath": {"ca_mM": 2.5},
                    "spine": spines,
                    "stimulus": [
                        {"kind": "evoked_spikes", "times_ms": spike},
                        *_shifted(delays, spike),
                    ],
                    "simulation": {"duration_ms": last_ms + 1500.0, **COARSE},
                    "recording": {"interval_ms": 20.0},
                    "outcome": {"minutes_after": 40.0},
                }
            )
        )

    return run


def ratios(arrays: Arrays, delay_ms: float) -> Floats:
    """EPSP after over before of the basal spines with this delay."""
    own = np.arange(EACH * len(TIMINGS_MS)) % len(TIMINGS_MS) == TIMINGS_MS.index(delay_ms)
    return np.asarray(1.0 + arrays["weight_change"][: len(own)][own])


def distal_ratios(arrays: Arrays) -> Floats:
    """EPSP after over before of the tuft's spines."""
    return np.asarray(1.0 + arrays["weight_change"][EACH * len(TIMINGS_MS) :])


def time_constant(delay_ms: Floats, change: Floats) -> float:
    """Of an exponential through changes of one sign (ms).

    Raises
    ------
    NotComputable : fewer than two changes of the majority's sign, or they do not fall off.
    """
    sign = np.sign(change[np.argmax(np.abs(change))])
    used = change * sign > 1e-3
    if used.sum() < 2:
        raise NotComputable("there is no change of weight to fit a time constant to")
    slope = np.polyfit(np.abs(delay_ms[used]), np.log(np.abs(change[used])), 1)[0]
    if slope >= 0:
        raise NotComputable("the change of weight does not fall off with the delay")
    return float(-1.0 / slope)
