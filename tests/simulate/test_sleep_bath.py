"""Electrics go to sleep again where another bath has moved their rest."""

from __future__ import annotations

import numpy as np
import pytest

from spinecable.describe.experiment import Experiment
from spinecable.simulate.run import run

BATH = [{"at_ms": 5.0, "ca_mM": 8.0, "block": {"ttx": 1.0}}]


def experiment(**changes) -> Experiment:
    """Two releases, the first after a change of calcium and sodium channels; cells with both."""
    given = {
        "cell": {"morphology": "ball_and_stick", "axon": "none"},
        "shaft": {"cav23_S_per_cm2": 5e-3},
        "spine": [
            {
                "name": "s",
                "site": {"domain": "dendrite", "path_distance_um": 100.0},
                "geometry": {
                    "head_volume_um3": 0.08,
                    "neck_length_um": 1.0,
                    "neck_diameter_um": 0.15,
                },
            }
        ],
        "stimulus": [{"kind": "presynaptic", "times_ms": [20.0, 1800.03]}],
        "bath_change": BATH,
        "simulation": {"duration_ms": 2200.0, "d_lambda": 0.5, "shaft_cell_um": 1.0},
        "outcome": {"minutes_after": 0.5},
    }
    return Experiment.model_validate({**given, **changes})


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="module")
def asleep(folder):
    return run(experiment(), checkpoint=folder)


@pytest.fixture(scope="module")
def awake():
    simulation = {**experiment().simulation.model_dump(), "electrics_sleep": False}
    return run(experiment(simulation=simulation))


def test_the_rest_has_moved_and_they_do_sleep(asleep) -> None:
    time, soma = asleep["time_ms"].values, asleep["soma_mV"].values
    before_the_second = np.searchsorted(time, 1799.0)
    assert abs(soma[before_the_second] - soma[0]) > 0.1
    assert np.diff(time).max() > 50.0


def test_what_is_seen_is_that_of_a_run_awake(asleep, awake) -> None:
    times = asleep["time_ms"].values
    for name, tolerance in (("head_mV", 0.12), ("shaft_mV", 0.03), ("shaft_ca_uM", 0.002)):
        there = np.interp(times, awake["time_ms"].values, awake[name].values[0])
        assert np.abs(asleep[name].values[0] - there).max() < tolerance, name
    for name in ("peak_head_mV", "peak_head_ca_uM"):
        assert asleep[name].values == pytest.approx(awake[name].values, rel=2e-3)


def test_a_resumed_run_knows_the_rest_that_was_found(asleep, folder) -> None:
    resumed = run(experiment(), resume=folder)
    for name in ("head_mV", "shaft_ca_uM", "weight"):
        np.testing.assert_allclose(
            resumed[name].values, asleep[name].values, rtol=1e-9, atol=1e-9, err_msg=name
        )
