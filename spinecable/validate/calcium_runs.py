"""Experiments of the calcium rows, and what is read from their traces."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.stats import linregress

from spinecable.calibration.measure import transient
from spinecable.describe.experiment import Experiment
from spinecable.describe.stimulus import Presynaptic
from spinecable.validate.entry import Arrays, Floats, Scale, Task
from spinecable.validate.populations import imaged_shapes, mirrored_shapes, sites, spines
from spinecable.validate.tasks import benched, simulated

EVENT_MS = 10.0
"""Time of the first event."""

APART_MS = 50.0
"""Between the releases onto one spine and the next. Fifty at once would depolarise the dendrite;
50 ms later the dendrite is back at rest and calcium has fallen to a few percent."""


def ca1(scale: Scale, **changes: Any) -> Experiment:
    """Spines on obliques of the CA1 cell 60-150 um from the soma, as patch-clamped at 34 C.

    Sabatini 2002 (10.1016/S0896-6273(02)00573-1) imaged spines nearer than 150 um at 34 C.
    """
    count = scale.of(50, 6)
    places = sites("ca1_pyramidal", "apical_oblique", 60.0, 150.0, count)
    return Experiment.model_validate(
        {
            "buffering": "dialysed",
            "cell": {
                "morphology": "ca1_pyramidal",
                "biophysics": "ca1_migliore2005",
                "temperature_C": 34.0,
            },
            "spine": spines(places, imaged_shapes(count)),
            "simulation": {"duration_ms": 100.0},
            "recording": {"interval_ms": 0.1},
            "outcome": {"minutes_after": 0.01},
            **changes,
        }
    )


def l5(scale: Scale, **changes: Any) -> Experiment:
    """Spines with the contents of mouse layer-5 cells, 34 C.

    Cornelisse 2007 (10.1371/journal.pone.0001073) imaged oblique and secondary dendrites about
    100 um from the soma.
    """
    return ca1(scale, preparation="mouse_l5", buffering="intact", **changes)


def l5_bench(scale: Scale) -> Task:
    """One spike, one EPSP and the titration of layer-5 spines, without dye."""
    return benched(l5(scale), APART_MS)


def l5_spike_ogb1(scale: Scale) -> Task:
    """One spike with 100 uM OGB-1, on dendrites as thick as the authors'.

    Their model (ModelDB 97903) has a dendrite of 1.22 um. Of the bundled CA1 cell only basal stems
    are as thick; its obliques, of 0.75 um, have more pump for their volume.
    """
    count = scale.of(50, 6)
    places = sites("ca1_pyramidal", "basal", 40.0, 200.0, count, thickness_um=(1.05, 1.4))
    return simulated(
        l5(
            scale,
            spine=spines(places, imaged_shapes(count)),
            stimulus=[spike()],
            chemistry={"dye": "ogb1", "dye_uM": 100.0},
            simulation={"duration_ms": 450.0},
        )
    )


def l5_train(scale: Scale) -> Task:
    """Five spikes at 50 Hz, without dye."""
    times = [EVENT_MS + 20.0 * i for i in range(5)]
    return simulated(l5(scale, stimulus=[spike(*times)], simulation={"duration_ms": 150.0}))


def ca1_bench(scale: Scale) -> Task:
    """One spike, one EPSP and the titration, without dye."""
    return benched(ca1(scale), APART_MS)


def spike(*times_ms: float) -> dict[str, Any]:
    """A somatic spike."""
    return {"kind": "evoked_spikes", "times_ms": list(times_ms or (EVENT_MS,))}


def releases(experiment: Experiment) -> Experiment:
    """One release at every spine, one spine after the other."""
    stimuli = [
        Presynaptic(spines=[spine.name], times_ms=[EVENT_MS + APART_MS * i])
        for i, spine in enumerate(experiment.spines)
    ]
    last_ms = EVENT_MS + APART_MS * len(stimuli)
    longer = experiment.simulation.model_copy(update={"duration_ms": last_ms + 100.0})
    return experiment.model_copy(update={"stimuli": tuple(stimuli), "simulation": longer})


def ca1_release(scale: Scale) -> Task:
    """One release at every spine."""
    return simulated(releases(ca1(scale)))


def ca1_spike(scale: Scale) -> Task:
    """One somatic spike."""
    return simulated(ca1(scale, stimulus=[spike()]))


def ca1_release_without_r(scale: Scale) -> Task:
    """One release, no R-type channels anywhere."""
    return simulated(releases(ca1(scale, contents={"cav23_S_per_cm2": 0.0})))


def ca1_spike_without_r(scale: Scale) -> Task:
    """One somatic spike, no R-type channels anywhere."""
    return simulated(ca1(scale, stimulus=[spike()], contents={"cav23_S_per_cm2": 0.0}))


def ca1_sizes(scale: Scale) -> Experiment:
    """The spines of `ca1`, with necks that know nothing of their heads."""
    shapes = mirrored_shapes(scale.of(50, 6))
    places = sites("ca1_pyramidal", "apical_oblique", 60.0, 150.0, len(shapes))
    return ca1(scale, spine=spines(places, shapes))


def ca1_release_sizes(scale: Scale) -> Task:
    """One release onto heads of many sizes with equal NMDA receptors."""
    return simulated(releases(ca1_sizes(scale)))


def ca1_release_sizes_receptors(scale: Scale) -> Task:
    """One release onto heads of many sizes with NMDA receptors that grow with the head.

    Their conductance is 35 pS + 625 pS/um^3 times head volume, "approx like Noguchi et al. (2005)"
    in the code of O'Donnell et al. 2011 (10.1523/JNEUROSCI.2520-11.2011, ModelDB 144463: 35 pS and
    an eighth of the AMPA conductance, which is 1 nS for 0.2 um^3). Only the proportions are taken:
    the mean is that of the preparation, 12 receptors.
    """
    experiment = ca1_sizes(scale)
    conductance = np.array([35.0 + 625.0 * s.geometry.volume_um3 for s in experiment.spines])
    counts = 12.0 * conductance / conductance.mean()
    own = [
        spine.model_copy(update={"contents": {"nmdar_count": round(float(n), 3)}})
        for spine, n in zip(experiment.spines, counts, strict=True)
    ]
    return simulated(releases(ca1(scale, spine=own)))


def ca1_release_no_magnesium(scale: Scale) -> Task:
    """One release without magnesium."""
    return simulated(releases(ca1(scale, bath={"mg_mM": 0.0})))


def rise(arrays: Arrays, name: str = "head_ca_uM") -> Floats:
    """Peak above rest of each spine."""
    trace = arrays[name]
    return np.asarray(trace.max(axis=1) - trace[:, 0])


def decay_ms(arrays: Arrays, name: str) -> Floats:
    """Time constant of an exponential fitted to each trace over 300 ms."""
    time = arrays["time_ms"]
    return np.array([transient(time, trace, fit_ms=300.0).tau_ms for trace in arrays[name]])


def last_over_first(arrays: Arrays, name: str, interval_ms: float = 20.0, count: int = 5) -> Floats:
    """Peak above rest after the last event of a train over that after the first."""
    time, trace = arrays["time_ms"], arrays[name]

    def peak(n: int) -> Floats:
        start = EVENT_MS + interval_ms * n
        window = (time >= start) & (time < start + interval_ms)
        return np.asarray(trace[:, window].max(axis=1) - trace[:, 0])

    return peak(count - 1) / peak(0)


def slope_with_volume(arrays: Arrays) -> tuple[float, float]:
    """Of log rise against log head volume, and its standard error."""
    volume, seen = np.log(arrays["head_volume_um3"]), np.log(rise(arrays))
    fit = linregress(volume, seen)
    return float(fit.slope), float(fit.stderr)


def half_width_ms(arrays: Arrays) -> Floats:
    """Time each head's calcium spends above half of its rise."""
    trace = arrays["head_ca_uM"]
    half = trace[:, :1] + 0.5 * rise(arrays)[:, None]
    return np.asarray((trace > half).sum(axis=1) * np.diff(arrays["time_ms"]).mean())
