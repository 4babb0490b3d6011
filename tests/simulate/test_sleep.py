"""Electrics that sleep change nothing beyond the tolerance that their module states."""

from __future__ import annotations

import math

import numpy as np
import pytest

from spinecable.describe.experiment import Experiment
from spinecable.simulate.observe import Moment, Traces, growing_times
from spinecable.simulate.run import run

PEAKS = ("peak_head_mV", "peak_shaft_mV", "peak_head_ca_uM", "peak_shaft_ca_uM")


def experiment(stimuli: list, duration_ms: float, **simulation) -> Experiment:
    return Experiment(
        cell={"morphology": "ball_and_stick", "axon": "none"},
        spine=[
            {
                "name": name,
                "site": {"domain": "dendrite", "path_distance_um": at},
                "geometry": {
                    "head_volume_um3": 0.08,
                    "neck_length_um": 1.0,
                    "neck_diameter_um": wide,
                },
            }
            for name, at, wide in (("narrow", 100.0, 0.1), ("wide", 103.0, 0.25))
        ],
        stimulus=stimuli,
        simulation={"duration_ms": duration_ms, **simulation},
    )


TWO_PAIRINGS = [
    {"kind": "presynaptic", "times_ms": [20.0, 1520.03]},
    {"kind": "current", "start_ms": 30.0, "duration_ms": 2.0, "amplitude_nA": 1.0},
    {"kind": "calcium_current", "times_ms": [2600.0], "pulse_ms": 3.0, "amplitude_pA": 0.5},
]


@pytest.fixture(scope="module")
def asleep():
    return run(experiment(TWO_PAIRINGS, 3000.0))


@pytest.fixture(scope="module")
def awake():
    return run(experiment(TWO_PAIRINGS, 3000.0, electrics_sleep=False))


def test_it_does_sleep(asleep) -> None:
    steps = np.diff(asleep["time_ms"].values)
    assert steps.max() > 50.0
    assert len(steps) < 0.5 * 3000.0 / 0.5


def test_scalars_are_those_of_a_run_awake(asleep, awake) -> None:
    for name in PEAKS:
        assert asleep[name].values == pytest.approx(awake[name].values, rel=2e-3)
    for name in ("ca_integral_uM_ms", "peak_camkii_active", "peak_can_active"):
        assert asleep[name].values == pytest.approx(awake[name].values, rel=6e-3), name
    assert asleep["weight_change"].values == pytest.approx(awake["weight_change"].values, rel=0.02)


@pytest.mark.parametrize(
    ("name", "tolerance"), [("head_mV", 0.12), ("head_ca_uM", 0.004), ("camkii_active", 1e-4)]
)
def test_traces_are_those_of_a_run_awake(asleep, awake, name, tolerance) -> None:
    """At the samples of the run that sleeps; the greatest head voltage is 5 mV, calcium 1 uM."""
    times = asleep["time_ms"].values
    for mine, other in zip(asleep[name].values, awake[name].values, strict=True):
        there = np.interp(times, awake["time_ms"].values, other)
        quick = (times > 29.5) & (times < 35.0) | (times > 2602.5) & (times < 2604.0)
        assert np.abs(mine - there)[~quick].max() < tolerance


def test_the_second_release_finds_receptors_at_rest(asleep, awake) -> None:
    """The event after the sleep acts at its own time and to its full size."""
    for result in (asleep, awake):
        time, head = result["time_ms"].values, result["head_mV"].values[0]
        after = (time > 1520) & (time < 1560)
        top = time[after][int(np.argmax(head[after]))]
        assert 1520.1 < top < 1530
    late = [np.interp(1526.0, r["time_ms"].values, r["head_mV"].values[0]) for r in (asleep, awake)]
    assert late[0] == pytest.approx(late[1], abs=0.03)
    assert late[0] > -64.5


def test_a_day_between_two_releases_is_practical() -> None:
    day = 24 * 3600e3
    result = run(experiment([{"kind": "presynaptic", "times_ms": [10.0, day]}], day + 300.0))
    head, time = result["head_mV"].values[0], result["time_ms"].values
    first, second = (head[(time > at) & (time < at + 50)].max() for at in (10.0, day))
    assert second == pytest.approx(first, abs=0.02)
    assert len(time) < 3000
    calcium = result["head_ca_uM"].values[0]
    assert calcium[np.searchsorted(time, day - 1)] == pytest.approx(calcium[0], rel=1e-4)


def test_growing_times_end_where_they_should() -> None:
    times = growing_times(1000.0, 0.5, 1.25)
    assert times[0] == 0.5
    assert times[-1] == 1000.0
    assert (np.diff(times) > 0).all()
    assert len(times) < math.log(1000 / 0.5 * 0.25 + 1) / math.log(1.25) + 2
    assert list(growing_times(0.3, 0.5, 1.25)) == [0.3]


def test_samples_are_thinned_by_halves_and_borders_stay() -> None:
    traces = Traces(1, 0.5, most=64)
    for n in range(200):
        value = np.array([float(n)])
        traces.add(0.5 * n, Moment(-65.0, *[value] * 6), border=n == 33)
    assert len(traces) <= 64
    assert traces.thinned >= 2
    assert traces.interval_ms == 0.5 * 2**traces.thinned
    assert 16.5 in traces.time_ms
    assert traces.time_ms[-1] == 99.5
    assert (traces.array("head_ca_uM")[0] == 2 * traces.time_ms).all()
