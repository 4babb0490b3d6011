"""Trials of whole runs: what changes them, what must not, and where their mean must lie."""

from __future__ import annotations

from typing import Any

import numpy as np

from spinecable.describe.experiment import Experiment
from spinecable.result.result import Result
from spinecable.simulate.run import run

A = {
    "name": "a",
    "site": {"domain": "dendrite", "path_distance_um": 100.0},
    "geometry": {"head_volume_um3": 0.08, "neck_length_um": 1.0, "neck_diameter_um": 0.15},
}
FAR = {**A, "name": "far", "site": {"domain": "dendrite", "path_distance_um": 180.0}}
SPIKES_MS = [2.0, 12.0, 22.0, 32.0, 42.0, 52.0]


def trial(number: int = 0, spines: Any = (A,), duration_ms: float = 60.0, **changes: Any) -> Result:
    return run(
        Experiment(
            cell={"morphology": "ball_and_stick", "axon": "none"},
            spine=list(spines),
            stimulus=[{"kind": "presynaptic", "spines": ["a"], "times_ms": SPIKES_MS}],
            simulation={"duration_ms": duration_ms, "trial": number},
            **changes,
        )
    )


def test_release_is_the_same_in_every_run_and_differs_by_trial() -> None:
    noise = {"release": True}
    first, again = trial(noise=noise), trial(noise=noise)
    np.testing.assert_array_equal(first["head_mV"], again["head_mV"])
    other = trial(1, noise=noise)
    assert np.abs(first["head_mV"].values - other["head_mV"].values).max() > 0.1


def test_release_onto_a_spine_does_not_depend_on_others() -> None:
    """Voltages differ by the other head's load; which spikes fail does not."""
    noise = {"release": True}
    alone, beside = trial(noise=noise), trial(spines=[FAR, A], noise=noise)
    rows = list(beside["spine"].values).index("a")
    change = np.diff(alone["head_mV"].values[0]) - np.diff(beside["head_mV"].values[rows])
    assert np.abs(change).max() < 0.2 < np.ptp(alone["head_mV"].values)


def test_mean_release_depresses() -> None:
    mean = trial(release={"mode": "mean", "probability": 0.95, "sites": 1})["head_mV"].values[0]
    every = trial()["head_mV"].values[0]
    first, last = slice(4, 24), slice(104, 121)
    assert np.ptp(mean[first]) > 0.8 * np.ptp(every[first])
    assert np.ptp(mean[last]) < 0.3 * np.ptp(every[last])
