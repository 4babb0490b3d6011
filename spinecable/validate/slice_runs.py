"""Uncaging and theta bursts at remodelling spines of the CA1 cell, and what is read from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from spinecable.describe.experiment import Experiment
from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.site import Site
from spinecable.describe.spine import Spine
from spinecable.validate.entry import Arrays, Floats, Scale, Task
from spinecable.validate.populations import sites
from spinecable.validate.tasks import simulated

UNCAGED = 0.04
"""Glutamate of an uncaging pulse without magnesium, relative to a release (ASSUMED, as in the
bundled protocols: a few uM of calcium a pulse, as Chang et al. 2019 take it)."""
SIZES_UM3 = (0.03, 0.05, 0.08, 0.15, 0.3)
"""Heads from small to large, over the range of rat CA1 (Harris & Stevens 1989)."""
TINY_UM = 1e-3
"""Amount that stands for a knock-out; without any a total has no resting state."""
SLICE = (*(f"v{1e3 * size:g}" for size in SIZES_UM3), "no_nmda", "no_camkii", "neighbour")
SHRINK = (*(f"v{1e3 * size:g}" for size in SIZES_UM3), "no_nmda", "no_calcineurin", "no_pp1")


TWINS = 8
"""Pairs of neighbours that get one train."""

COARSE = {"dt_ms": 0.05, "d_lambda": 0.1}
"""Steps and segments of runs that last for minutes, twice the defaults. In the theta burst, whose
spikes ask most of both, the peak of calcium moves by 0.9 %, weight and volume by 0.2 %."""


def usual_shape(volume_um3: float = 0.08) -> SpineGeometry:
    """The neck of the bundled protocols with a head of this size."""
    return SpineGeometry(head_volume_um3=volume_um3, neck_length_um=0.7, neck_diameter_um=0.15)


def named_spines(names: Sequence[str]) -> list[dict[str, Any]]:
    """One spine a name, on obliques of the CA1 cell; ``neighbour`` stands 3 um from the first.

    ``v50`` has a head of 0.05 um3, others have 0.08.
    """
    own: dict[str, dict[str, float]] = {
        "no_nmda": {"nmdar_count": 0.0},
        "no_camkii": {"camkii_uM": TINY_UM},
        "no_calcineurin": {"calcineurin_uM": TINY_UM},
        "no_pp1": {"pp1_uM": TINY_UM},
    }
    places = sites("ca1_pyramidal", "apical_oblique", 60.0, 150.0, len(names))
    found: list[dict[str, Any]] = []
    for name, site in zip(names, places, strict=True):
        volume = 1e-3 * float(name[1:]) if name.startswith("v") else 0.08
        beside = {"near": names[0], "distance_um": 3.0}
        found.append(
            {
                "name": name,
                "site": beside if name == "neighbour" else site.model_dump(exclude_none=True),
                "geometry": usual_shape(volume).model_dump(exclude_none=True),
                "contents": own.get(name, {}),
            }
        )
    return found


def ca1_experiment(
    temperature_C: float, minutes_after: float, duration_ms: float, **changes: Any
) -> Experiment:
    """An experiment on the CA1 cell that reads its outcome so many minutes after."""
    return Experiment.model_validate(
        {
            "cell": {
                "morphology": "ca1_pyramidal",
                "biophysics": "ca1_migliore2005",
                "temperature_C": temperature_C,
            },
            "outcome": {"minutes_after": minutes_after},
            "recording": {"interval_ms": 5.0},
            "simulation": {"duration_ms": duration_ms, **COARSE},
            **changes,
        }
    )


def magnesium_free(duration_ms: float, **changes: Any) -> Experiment:
    """Uncaging as in slice cultures: 0 Mg, 4 mM Ca, TTX, 25 C (Chang 2019)."""
    return ca1_experiment(
        25.0,
        60.0,
        duration_ms,
        bath={"mg_mM": 0.0, "ca_mM": 4.0},
        bath_change=[{"at_ms": 0.0, "block": {"ttx": 1.0}}],
        **changes,
    )


def _uncaging(
    names: Sequence[str], interval_ms: float, count: int, amount: float
) -> dict[str, Any]:
    return {
        "kind": "uncaging",
        "spines": list(names),
        "times_ms": {"start": 100.0, "interval": interval_ms, "count": count},
        "amplitude": amount,
    }


def slice_uncaging(scale: Scale) -> Task:
    """60 pulses at 1 Hz at spines of five sizes and at two knock-outs, none at a neighbour."""
    return simulated(
        magnesium_free(
            60_500.0,
            spine=named_spines(SLICE),
            stimulus=[_uncaging(SLICE[:-1], 1000.0, 60, UNCAGED)],
            remodelling={"on": True},
        )
    )


def two_frequencies(scale: Scale) -> Task:
    """100 pulses, at 5 Hz at one spine and at 20 Hz at another."""
    return simulated(
        magnesium_free(
            20_500.0,
            spine=named_spines(("hz5", "hz20")),
            stimulus=[
                _uncaging(["hz5"], 200.0, 100, UNCAGED),
                _uncaging(["hz20"], 50.0, 100, UNCAGED),
            ],
            remodelling={"on": True},
        )
    )


def shrinkage(scale: Scale) -> Task:
    """90 pulses at 0.1 Hz in 1 mM magnesium."""
    return simulated(
        ca1_experiment(
            34.0,
            40.0,
            891_000.0,
            spine=named_spines(SHRINK),
            stimulus=[_uncaging(SHRINK, 10_000.0, 90, 1.0)],
            remodelling={"on": True},
        )
    )


def _theta_burst() -> list[dict[str, Any]]:
    times = {"start": 100.0, "interval": 10.0, "count": 4, "burst_interval": 200.0, "bursts": 10}
    return [
        {"kind": "presynaptic", "spines": "all", "times_ms": times},
        {"kind": "evoked_spikes", "times_ms": {"after": "presynaptic", "delay": 5.0}},
    ]


def theta_burst(scale: Scale) -> Task:
    """Ten bursts of four paired events at 100 Hz, at 5 Hz."""
    return simulated(
        ca1_experiment(
            34.0,
            45.0,
            2500.0,
            spine=named_spines(("v80",)),
            stimulus=_theta_burst(),
            remodelling={"on": True},
        )
    )


def twins(scale: Scale) -> Task:
    """A theta burst, vesicles by chance, at `TWINS` pairs of neighbours with equal heads."""
    volumes = np.geomspace(0.02, 0.12, TWINS)
    places = sites("ca1_pyramidal", "apical_oblique", 60.0, 150.0, TWINS)
    spines = []
    for n, (volume, place) in enumerate(zip(volumes, places, strict=True)):
        shape = usual_shape(round(float(volume), 4))
        beside = Site(near=f"a{n}", distance_um=1.0)
        spines += [
            Spine(name=f"a{n}", site=place, geometry=shape),
            Spine(name=f"b{n}", site=beside, geometry=shape),
        ]
    return simulated(
        ca1_experiment(
            34.0,
            40.0,
            2500.0,
            spine=spines,
            stimulus=_theta_burst(),
            noise={"release": True},
            remodelling={"on": True},
        )
    )


def before_and_after(scale: Scale) -> Task:
    """One release at a head of 0.08 um3, and beside it at one of 1.81 times the volume.

    The growth is that of Noguchi 2019, the neck follows the default exponents of remodelling, and
    the AMPA conductance is the same.
    """
    from spinecable.describe.preparation import load_preparation
    from spinecable.describe.remodelling import Remodelling

    grown, rule = 1.81, Remodelling()
    small = usual_shape()
    large = SpineGeometry(
        head_volume_um3=0.08 * grown,
        neck_length_um=0.7 * grown**rule.neck_length_exponent,
        neck_diameter_um=0.15 * grown**rule.neck_width_exponent,
    )
    density = load_preparation().values("head")["ampar_per_um3"]
    (place,) = sites("ca1_pyramidal", "apical_oblique", 60.0, 150.0, 1)
    beside = Site(near="before", distance_um=0.5)
    own = {"ampar_per_um3": density / grown}
    spines = [
        Spine(name="before", site=place, geometry=small),
        Spine(name="after", site=beside, geometry=large, contents=own),
    ]
    apart = [
        {"kind": "presynaptic", "spines": [name], "times_ms": [at]}
        for name, at in (("before", 10.0), ("after", 110.0))
    ]
    return simulated(
        ca1_experiment(
            34.0,
            0.01,
            200.0,
            spine=spines,
            stimulus=apart,
            recording={"interval_ms": 0.1},
        )
    )


def grown(arrays: Arrays, minutes: float) -> Floats:
    """Relative change of each head's volume at a time after the last stimulus."""
    time, volume = arrays["late_time_min"], arrays["late_head_volume_um3"]
    return np.array([np.interp(minutes, time, v) / v[0] - 1.0 for v in volume])
