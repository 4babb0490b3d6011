"""What geometry, buffer and pumps do to a prescribed calcium current, over drawn geometries.

Every base spine stands beside copies of itself with one dimension changed, all on one uniform
dendrite and far enough apart not to share calcium. The current is the same in all: what differs is
diffusion, volume, buffer and extrusion alone.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import trapezoid

from spinecable.describe.experiment import Experiment
from spinecable.simulate.run import run

BASES = 6
SPACING_UM = 18.0
"""Some fifty length constants of calcium in the dendrite (docs/physics.md)."""
CHANGES = {
    "base": {},
    "wider": {"neck_diameter_um": 1.5},
    "longer": {"neck_length_um": 1.5},
    "larger": {"head_volume_um3": 2.0},
}
CONTROL: dict[str, float] = {}
BUFFER = {"immobile_buffer_uM": 800.0}
BLOCK = {"pmca_per_um2": 280.0, "ncx_per_um2": 140.0}


def geometries() -> list[dict[str, float]]:
    """Drawn evenly, in logarithms, over what EM shows of CA1 spines.

    Heads 0.02-0.15 um^3, necks 0.3-1.2 um long and 0.07-0.20 um wide (Harris & Stevens 1989,
    10.1523/JNEUROSCI.09-08-02982.1989).
    """
    low, high = np.log([0.02, 0.3, 0.07]), np.log([0.15, 1.2, 0.20])
    drawn = np.exp(np.random.default_rng(5).uniform(low, high, (BASES, 3)))
    names = ("head_volume_um3", "neck_length_um", "neck_diameter_um")
    return [dict(zip(names, map(float, row), strict=True)) for row in drawn]


def response(contents: dict[str, float]):
    """Peaks above rest and times to fall to 1/e, shape (bases, changes)."""
    spines = []
    for n, base in enumerate(geometries()):
        for m, (name, factors) in enumerate(CHANGES.items()):
            shape = {key: value * factors.get(key, 1.0) for key, value in base.items()}
            at_um = 30.0 + SPACING_UM * (n * len(CHANGES) + m)
            site = {"domain": "dendrite", "path_distance_um": at_um}
            spines.append({"name": f"{name}{n}", "site": site, "geometry": shape})
    current = {"kind": "calcium_current", "times_ms": [2.0], "pulse_ms": 2.0, "amplitude_pA": 1.0}
    result = run(
        Experiment.model_validate(
            {
                "cell": {"morphology": "ball_and_stick", "axon": "none", "implicit_spines": None},
                "buffering": "dialysed",
                "contents": contents,
                "shaft": {"cav23_S_per_cm2": 0.0},
                "spine": spines,
                "stimulus": [current],
                "simulation": {"duration_ms": 120.0, "chemistry_dt_ms": 0.1},
                "outcome": {"minutes_after": 0.01},
            }
        )
    )
    time = result["time_ms"].values
    heads = result["head_ca_uM"].values
    heads = heads - heads[:, :1]
    shafts = result["shaft_ca_uM"].values
    peaks, bases = heads.max(axis=1), (BASES, len(CHANGES))
    falls = [
        time[top + np.argmax(trace[top:] < trace[top] / np.e)] - time[top]
        for trace, top in zip(heads, heads.argmax(axis=1), strict=True)
    ]
    shaft_peaks = (shafts - shafts[:, :1]).max(axis=1)
    # What a mean over the transient keeps: a slow tail counts, unlike in the fall to 1/e.
    retention = trapezoid(heads, time, axis=1) / peaks
    columns = list(CHANGES)
    return {
        key: dict(zip(columns, np.reshape(values, bases).T, strict=True))
        for key, values in {
            "head": peaks,
            "shaft": shaft_peaks,
            "fall": falls,
            "retention": retention,
        }.items()
    }


@pytest.fixture(scope="module")
def control():
    return response(CONTROL)


def test_a_wider_neck_lowers_head_calcium_and_raises_that_of_the_shaft(control) -> None:
    assert (control["head"]["wider"] < control["head"]["base"]).all()
    assert (control["shaft"]["wider"] > control["shaft"]["base"]).all()


def test_a_longer_neck_slows_the_decay(control) -> None:
    assert (control["retention"]["longer"] > control["retention"]["base"]).all()


def test_a_larger_head_lowers_the_peak_and_lengthens_retention(control) -> None:
    assert (control["head"]["larger"] < control["head"]["base"]).all()
    assert (control["retention"]["larger"] > control["retention"]["base"]).all()


def test_more_buffer_lowers_the_peak_and_lengthens_the_decay(control) -> None:
    buffered = response(BUFFER)
    assert (buffered["head"]["base"] < control["head"]["base"]).all()
    assert (buffered["retention"]["base"] > control["retention"]["base"]).all()


def test_blocked_pumps_lengthen_the_decay(control) -> None:
    blocked = response(BLOCK)
    assert (blocked["retention"]["base"] > control["retention"]["base"]).all()
    assert (blocked["fall"]["base"] > control["fall"]["base"]).all()
