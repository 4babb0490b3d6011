"""A dye in a whole run: its traces beside free calcium."""

from __future__ import annotations

import numpy as np
import pytest

from spinecable.chemistry.library.dyes import DYES
from spinecable.describe.experiment import Experiment
from spinecable.result.result import Result
from spinecable.simulate.run import run


def experiment(**chemistry):
    return Experiment(
        cell={"morphology": "ball_and_stick", "axon": "none"},
        buffering="dialysed",
        spine=[
            {
                "name": "a",
                "site": {"domain": "dendrite", "path_distance_um": 100.0},
                "geometry": {
                    "head_volume_um3": 0.08,
                    "neck_length_um": 1.0,
                    "neck_diameter_um": 0.1,
                },
            }
        ],
        stimulus=[{"kind": "presynaptic", "times_ms": [10.0]}],
        simulation={"duration_ms": 60.0},
        outcome={"minutes_after": 0.01},
        chemistry=chemistry,
    )


@pytest.fixture(scope="module")
def imaged():
    return run(experiment(dye="ogb1", dye_uM=100.0))


def test_dff_follows_calcium_and_starts_at_zero(imaged):
    dff, ca = imaged["head_dff"].values[0], imaged["head_ca_uM"].values[0]
    assert abs(dff[0]) < 1e-9
    assert dff.max() > 0.1
    # OGB-1 (92 /s) nearly keeps pace with slow calcium, so dF/F is a saturating function of it; it
    # stays below, as calcium rises and fresh dye comes through the neck.
    dye = DYES["ogb1"]
    late = imaged["time_ms"].values > 40.0
    share = ca / (ca + dye.kd_uM)
    base = 1.0 + (dye.range - 1.0) * share[0]
    steady = (1.0 + (dye.range - 1.0) * share) / base - 1.0
    assert np.all(dff[late] < steady[late])
    assert np.all(dff[late] > 0.8 * steady[late])
    assert imaged["shaft_dff"].values.max() < 0.1 * dff.max()


def test_a_dye_takes_part_in_what_it_shows(imaged):
    bare = run(experiment())
    assert "head_dff" not in bare.dataset
    free, dyed = (float(r.summary()["peak_head_ca_uM"].iloc[0]) for r in (bare, imaged))
    assert dyed < 0.7 * free


def test_the_traces_are_kept_in_the_file(imaged, tmp_path):
    again = Result.load(imaged.save(tmp_path / "result.nc"))
    assert np.allclose(again["head_dff"].values, imaged["head_dff"].values)
    assert again["shaft_dff"].attrs["units"] == "1"
