"""The whole path on a small cell: voltage and chemistry together, against independent accounts."""

from __future__ import annotations

import numpy as np
import pytest

from spinecable.constants import FARADAY_C_PER_MOL
from spinecable.describe.experiment import Experiment
from spinecable.simulate.run import run

SPINES = [
    {
        "name": "narrow",
        "site": {"domain": "dendrite", "path_distance_um": 100.0},
        "geometry": {"head_volume_um3": 0.08, "neck_length_um": 1.0, "neck_diameter_um": 0.1},
    },
    {
        "name": "wide",
        "site": {"near": "narrow", "distance_um": 3.0},
        "geometry": {"head_volume_um3": 0.08, "neck_length_um": 1.0, "neck_diameter_um": 0.25},
    },
]
PAIRING = [
    {"kind": "presynaptic", "times_ms": [5.0]},
    {"kind": "evoked_spikes", "times_ms": {"after": "presynaptic", "delay": 10.0}},
]


def experiment(stimuli=(), duration_ms=60.0, **changes) -> Experiment:
    simulation = {"duration_ms": duration_ms, **changes.pop("simulation", {})}
    cell = {"morphology": "ball_and_stick", "axon": "none"}
    return Experiment(
        cell=cell, spine=SPINES, stimulus=list(stimuli), simulation=simulation, **changes
    )


@pytest.fixture(scope="module")
def paired():
    return run(experiment(PAIRING))


def test_nothing_moves_at_rest() -> None:
    result = run(experiment(duration_ms=200.0))
    assert np.ptp(result["soma_mV"].values) < 1e-9
    assert np.ptp(result["head_mV"].values) < 1e-9
    for name in ("head_ca_uM", "shaft_ca_uM", "camkii_active"):
        values = result[name].values
        assert np.max(np.abs(values / values[:, :1] - 1)) < 1e-9, name
    late = result["late_camkii_active"].values
    assert np.max(np.abs(late / late[:, :1] - 1)) < 1e-9
    assert np.max(np.abs(result["weight"].values - 1)) < 1e-9
    assert list(result["outcome"].values) == ["none", "none"]


def test_the_spike_reaches_the_heads_and_the_synapse_opens(paired) -> None:
    table = paired.summary().set_index("spine")
    assert (table["peak_head_mV"] > -20).all()
    first = paired["time_ms"].values < 14.0
    epsp = paired["head_mV"].values[:, first].max(axis=1) + 65.0
    assert epsp[0] > epsp[1] > 0.5  # the higher neck resistance isolates the head
    assert (table["peak_head_ca_uM"] > 0.1).all()


def test_same_numbers_in_every_process(paired) -> None:
    again = run(experiment(PAIRING))
    for name in ("head_mV", "head_ca_uM", "camkii_active", "weight"):
        np.testing.assert_array_equal(paired[name], again[name])


def test_the_saved_experiment_runs_again_alike(paired, tmp_path) -> None:
    from spinecable.result.result import Result

    loaded = Result.load(paired.save(tmp_path / "result.nc"))
    assert loaded.experiment == experiment(PAIRING)


def test_prescribed_calcium_is_all_accounted_for() -> None:
    """A current of I pA for T ms brings I T / 2F; without it nothing enters but the leak."""

    def book(stimuli, progress):
        from spinecable.simulate import experiment as module

        kept = []
        original = module.course_until_outcome

        def look(experiment, loop):
            kept.append(loop.calcium.kernel.calcium_total())
            return original(experiment, loop)

        module.course_until_outcome = look
        module.simulate(experiment(stimuli), progress)
        return kept[0]

    from spinecable.simulate.job import run_isolated

    pulse = {"kind": "calcium_current", "times_ms": [5.03, 20.0], "pulse_ms": 1.7}
    with_current = run_isolated(book, [{**pulse, "amplitude_pA": 0.2}])
    without = run_isolated(book, [{**pulse, "amplitude_pA": 0.0}])
    expected = 2 * 2 * 0.2e-12 * 1.7e-3 / (2 * FARADAY_C_PER_MOL) / 1e-21  # two spines, two pulses
    # Window currents also change a little, because the raised calcium lowers their driving force.
    assert with_current - without == pytest.approx(expected, rel=2e-3)


@pytest.mark.parametrize(
    "finer",
    [
        {"dt_ms": 0.0125, "chemistry_dt_ms": 0.05},
        {"neck_cells": 15, "neck_cell_um": 0.1 / 3},
        {"shaft_cell_um": 0.1 / 3},
        {"d_lambda": 0.1 / 3},
    ],
    ids=["dt halved", "neck cells / 3", "shaft cells / 3", "segments / 3"],
)
def test_numbers_do_not_depend_on_steps_and_grids(paired, finer) -> None:
    table = paired.summary()
    fine = run(experiment(PAIRING, simulation=finer)).summary()
    rest = {"peak_head_mV": -65.0, "peak_shaft_mV": -65.0}
    for name in (
        "peak_head_mV",
        "peak_shaft_mV",
        "peak_head_ca_uM",
        "peak_shaft_ca_uM",
        "ca_integral_uM_ms",
        "peak_camkii_active",
        "peak_can_active",
    ):
        origin = rest.get(name, 0.0)
        change = (fine[name] - origin) / (table[name] - origin) - 1
        assert change.abs().max() < 0.01, f"{name}: {change.tolist()}"
