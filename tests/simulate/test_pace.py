"""Steps are short around events and while voltages move, and never ring."""

from __future__ import annotations

import numpy as np

from spinecable.describe.experiment import Experiment
from spinecable.simulate.pace import Pace
from spinecable.simulate.run import run


def experiment(stimulus: list, duration_ms: float, **simulation) -> Experiment:
    return Experiment(
        cell={"morphology": "ball_and_stick", "axon": "none"},
        spine=[
            {
                "name": "thin",
                "site": {"domain": "dendrite", "path_distance_um": 100.0},
                "geometry": {
                    "head_volume_um3": 0.05,
                    "neck_length_um": 1.5,
                    "neck_diameter_um": 0.06,
                },
            }
        ],
        stimulus=stimulus,
        simulation={"duration_ms": duration_ms, **simulation},
        recording={"interval_ms": simulation.get("chemistry_dt_ms", 0.1)},
    )


EPSP = [{"kind": "presynaptic", "times_ms": [5.0]}]


def test_stretches_are_divided_by_what_goes_on() -> None:
    rest = np.array([-65.0, -65.0])
    pace = Pace(experiment(EPSP, 50.0), rest)
    pace.see(rest)
    assert pace.steps(3.0).chemistry == 1
    assert not pace.steps(5.0).staggered  # the event: damped half steps
    assert pace.steps(5.0).voltage == 2
    assert pace.steps(5.2).staggered
    assert pace.steps(6.0).chemistry == 4
    assert pace.steps(20.0).chemistry == 1
    pace.see(rest + np.array([0.0, 0.1]))
    assert pace.steps(20.0).staggered


def test_an_event_between_grid_points_is_not_missed() -> None:
    rest = np.array([-65.0])
    pace = Pace(experiment([{"kind": "presynaptic", "times_ms": [5.07]}], 50.0), rest)
    pace.see(rest)
    assert pace.steps(4.9).chemistry == 1
    assert pace.steps(5.0).voltage == 2


def test_a_head_behind_a_thin_neck_does_not_ring() -> None:
    """Sampled at every step, an EPSP rises once and falls once, with few inflections."""
    result = run(experiment(EPSP, 15.0, chemistry_dt_ms=0.025))
    head = result["head_mV"].values[0]
    assert np.ptp(head) > 5.0
    slopes = np.diff(head)
    slopes = slopes[np.abs(slopes) > 1e-4]
    assert np.count_nonzero(np.diff(np.sign(slopes))) == 1
    assert np.count_nonzero(np.diff(np.sign(np.diff(slopes)))) <= 6
