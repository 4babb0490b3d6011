"""Trials of whole runs: what changes them, what must not, and where their mean must lie."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from spinecable.describe.experiment import Experiment
from spinecable.result.result import Result
from spinecable.simulate.run import run

A = {
    "name": "a",
    "site": {"domain": "dendrite", "path_distance_um": 100.0},
    "geometry": {"head_volume_um3": 0.08, "neck_length_um": 1.0, "neck_diameter_um": 0.15},
}
FAR = {**A, "name": "far", "site": {"domain": "dendrite", "path_distance_um": 180.0}}
SPIKES_MS = [2.0, 7.0, 12.0, 17.0]


def trial(number: int = 0, spines: Any = (A,), duration_ms: float = 30.0, **changes: Any) -> Result:
    return run(
        Experiment(
            cell={"morphology": "ball_and_stick", "axon": "none"},
            spine=list(spines),
            stimulus=[{"kind": "presynaptic", "spines": ["a"], "times_ms": SPIKES_MS}],
            simulation={"duration_ms": duration_ms, "trial": number},
            **changes,
        )
    )


@pytest.fixture(scope="module")
def released() -> Result:
    return trial(noise={"release": True})


def test_release_is_the_same_in_every_run_and_differs_by_trial(released: Result) -> None:
    noise = {"release": True}
    first, again = released, trial(noise=noise)
    np.testing.assert_array_equal(first["head_mV"], again["head_mV"])
    other = trial(1, noise=noise)
    assert np.abs(first["head_mV"].values - other["head_mV"].values).max() > 0.1


def test_release_onto_a_spine_does_not_depend_on_others(released: Result) -> None:
    """Voltages differ by the other head's load; which spikes fail does not."""
    alone, beside = released, trial(spines=[FAR, A], noise={"release": True})
    rows = list(beside["spine"].values).index("a")
    change = np.diff(alone["head_mV"].values[0]) - np.diff(beside["head_mV"].values[rows])
    assert np.abs(change).max() < 0.2 < np.ptp(alone["head_mV"].values)


def test_mean_release_depresses() -> None:
    mean = trial(release={"mode": "mean", "probability": 0.95, "sites": 1})["head_mV"].values[0]
    every = trial()["head_mV"].values[0]
    first, last = slice(4, 14), slice(34, 61)
    assert np.ptp(mean[first]) > 0.8 * np.ptp(every[first])
    assert np.ptp(mean[last]) < 0.3 * np.ptp(every[last])


MANY = [
    {**A, "name": f"s{n}", "site": {"domain": "dendrite", "path_distance_um": 40.0 + 12.0 * n}}
    for n in range(12)
]


def integrals(result: Result) -> dict[str, np.ndarray]:
    """Of each spine: depolarisation (mV ms) and head calcium above rest (uM ms)."""
    voltage = (result["head_mV"].values + 65.0).sum(axis=1) * 0.5
    return {"voltage": voltage, "calcium": result["ca_integral_uM_ms"].values}


def test_trials_of_gating_scatter_about_the_run_without_noise() -> None:
    """Twelve far-apart synapses in two trials; five standard errors of the mean.

    Voltage and calcium follow the conductance almost linearly after one release onto a cell at
    rest, so their means agree; NMDA receptors alone make calcium vary by some tenths.
    """
    spines = [{**spine, "name": "a" if n == 0 else spine["name"]} for n, spine in enumerate(MANY)]

    def one(number: int = 0, **changes: Any) -> Result:
        return run(
            Experiment(
                cell={"morphology": "ball_and_stick", "axon": "none"},
                spine=spines,
                stimulus=[{"kind": "presynaptic", "times_ms": [2.0]}],
                simulation={"duration_ms": 30.0, "trial": number},
                **changes,
            )
        )

    mean = integrals(one())
    noise = {"ampa": True, "nmda": True, "vgcc": True}
    trials = [integrals(one(number, noise=noise)) for number in range(2)]
    for name, expected in mean.items():
        ratio = np.concatenate([found[name] / expected for found in trials])
        scatter = ratio.std(ddof=1)
        assert abs(ratio.mean() - 1) < 5 * scatter / np.sqrt(len(ratio)), name
        assert 0.02 < scatter < 0.6, name


def test_receptors_of_a_spine_draw_the_same_beside_others() -> None:
    noise = {"ampa": True, "nmda": True}
    alone = trial(noise=noise, duration_ms=20.0)
    beside = trial(spines=[FAR, A], noise=noise, duration_ms=20.0)
    other = trial(1, noise=noise, duration_ms=20.0)
    row = list(beside["spine"].values).index("a")
    course = np.diff(alone["head_mV"].values[0])
    assert np.abs(course - np.diff(beside["head_mV"].values[row])).max() < 0.05
    assert np.abs(course - np.diff(other["head_mV"].values[0])).max() > 0.2


def test_calcium_channels_flicker_at_rest_about_the_same_calcium() -> None:
    """The leak is that of the mean current, so that calcium does not drift."""
    quiet = Experiment(
        cell={"morphology": "ball_and_stick", "axon": "none"},
        spine=[A],
        simulation={"duration_ms": 100.0, "electrics_sleep": False},
        noise={"vgcc": True},
    )
    calcium = run(quiet)["head_ca_uM"].values[0]
    assert np.ptp(calcium) > 1e-4
    assert 0.9 < calcium[40:].mean() / calcium[0] < 1.1


def test_the_electrics_sleep_only_when_every_receptor_has_let_go() -> None:
    """A late second release finds the receptors as the first one did, asleep between or not."""

    def two(sleep: bool) -> Result:
        return run(
            Experiment(
                cell={"morphology": "ball_and_stick", "axon": "none"},
                spine=[A],
                stimulus=[{"kind": "presynaptic", "times_ms": [2.0, 1200.0]}],
                simulation={"duration_ms": 1210.0, "electrics_sleep": sleep},
                noise={"ampa": True, "nmda": True},
            )
        )

    slept, awake = two(True), two(False)
    head = slept["head_mV"].values[0]
    after = slept["time_ms"].values > 1200.0
    assert len(head) < 0.9 * len(awake["time_ms"])
    assert head[after].max() > head[~after][-1] + 1.0
    same = slept["peak_head_mV"].values[0] - awake["peak_head_mV"].values[0]
    assert abs(same) < 0.5
