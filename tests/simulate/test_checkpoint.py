"""A run that is resumed gives what an unbroken one gives."""

from __future__ import annotations

import numpy as np
import pytest

from spinecable.describe.experiment import Experiment
from spinecable.errors import SimulationError
from spinecable.simulate.checkpoint import NAME, Checkpoints, read_checkpoint
from spinecable.simulate.run import run


def experiment(**changes) -> Experiment:
    """Two releases far apart, the first with calcium that makes the head grow."""
    given = {
        "cell": {"morphology": "ball_and_stick", "biophysics": "passive", "axon": "none"},
        "spine": [
            {
                "name": "one",
                "site": {"domain": "dendrite", "path_distance_um": 100.0},
                "geometry": {
                    "head_volume_um3": 0.06,
                    "neck_length_um": 0.8,
                    "neck_diameter_um": 0.15,
                },
            }
        ],
        "stimulus": [
            {"kind": "presynaptic", "times_ms": [20.0, 1500.03]},
            {
                "kind": "calcium_current",
                "times_ms": {"start": 20.0, "interval": 100.0, "count": 3},
                "pulse_ms": 5.0,
                "amplitude_pA": 1.5,
            },
        ],
        "bath_change": [{"at_ms": 300.0, "block": {"nmda": 0.5, "camkii": 0.3}}],
        "remodelling": {"on": True, "update_interval_s": 0.4},
        "simulation": {"duration_ms": 1700.0, "d_lambda": 0.5, "shaft_cell_um": 1.0},
        "outcome": {"minutes_after": 0.5},
    }
    return Experiment.model_validate({**given, **changes})


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="module")
def unbroken(folder):
    return run(experiment(), checkpoint=folder)


@pytest.fixture(scope="module")
def resumed(unbroken, folder):
    """From the file in which the first sample of the soma is marked by 1 mV."""
    with np.load(folder / NAME) as data:
        state = {name: data[name] for name in data.files}
    assert 400.0 < state["traces/time_ms"][-1] <= 1500.1
    state["traces/rows"][0, 0] += 1.0
    np.savez(folder / NAME, **state)
    return run(experiment(), resume=folder)


def test_it_goes_on_from_the_file(unbroken, resumed) -> None:
    mark = resumed["soma_mV"].values - unbroken["soma_mV"].values
    assert mark[0] == pytest.approx(1.0)
    assert np.abs(mark[1:]).max() < 1e-10


def test_it_gives_the_same_as_an_unbroken_run(unbroken, resumed) -> None:
    assert unbroken["late_head_volume_um3"].values.max() > 0.0602
    assert set(unbroken.dataset.data_vars) == set(resumed.dataset.data_vars)
    for name, values in unbroken.dataset.variables.items():
        if values.dtype.kind == "f" and name != "soma_mV":
            np.testing.assert_allclose(
                resumed[name].values, values.values, rtol=1e-12, atol=1e-15, err_msg=str(name)
            )


def test_it_has_the_second_response(resumed) -> None:
    time, head = resumed["time_ms"].values, resumed["head_mV"].values[0]
    assert np.ptp(head[(time > 1499) & (time < 1560)]) > 1.0


def test_another_experiment_is_refused(resumed, folder) -> None:
    with pytest.raises(SimulationError, match="another experiment"):
        read_checkpoint(folder, {"experiment": "of another hash"})


def test_what_is_no_checkpoint_is_refused(tmp_path) -> None:
    with pytest.raises(SimulationError, match="no checkpoint here"):
        read_checkpoint(tmp_path, {})
    for content in (b"", b"something else"):
        (tmp_path / NAME).write_bytes(content)
        with pytest.raises(SimulationError, match="not a checkpoint"):
            read_checkpoint(tmp_path, {})


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"noise": {"ampa": True}}, "at random"),
        ({"simulation": {"duration_ms": 1700.0, "electrics_sleep": False}}, "kept awake"),
    ],
)
def test_what_cannot_be_resumed_is_refused(tmp_path, changes, text) -> None:
    with pytest.raises(SimulationError, match=text):
        Checkpoints(write_to=tmp_path).check(experiment(**changes))
