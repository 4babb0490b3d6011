"""Remodelling beside changes of the bath: each acts through what the other has left."""

from __future__ import annotations

import pytest

from spinecable.describe.experiment import Experiment
from spinecable.simulate.job import run_isolated


def experiment(**changes) -> Experiment:
    """Pulses of calcium that make one head grow on a passive ball and stick."""
    given = {
        "cell": {"morphology": "ball_and_stick", "biophysics": "passive", "axon": "none"},
        "spine": [
            {
                "name": "s",
                "site": {"domain": "dendrite", "path_distance_um": 100.0},
                "geometry": {
                    "head_volume_um3": 0.06,
                    "neck_length_um": 0.8,
                    "neck_diameter_um": 0.15,
                },
            }
        ],
        "stimulus": [
            {
                "kind": "calcium_current",
                "times_ms": {"start": 20.0, "interval": 25.0, "count": 10},
                "pulse_ms": 5.0,
                "amplitude_pA": 1.5,
            }
        ],
        "remodelling": {"on": True, "update_interval_s": 0.05},
        "simulation": {"duration_ms": 400.0, "d_lambda": 0.5, "shaft_cell_um": 1.0},
        "outcome": {"minutes_after": 5.0},
    }
    return Experiment.model_validate({**given, **changes})


def at_the_end(given: Experiment, progress) -> dict[str, float]:
    """Head and receptors when the outcome is read."""
    from spinecable.simulate import experiment as module

    kept = {}
    original = module.course_until_outcome

    def look(experiment, loop):
        course = original(experiment, loop)
        spine, calcium, remodeller = loop.model.spines[0], loop.calcium, loop.remodeller
        head = calcium.grid.spines[0].head
        kept.update(
            area_um2=float(spine.head_seg.area()),
            inflow=float(calcium.resting_inflow[head]),
            ampa_uS=float(spine.ampa.gmax),
            weight=1.0 if remodeller is None else float(remodeller.weights(course.time_ms)[0, -1]),
        )
        return course

    module.course_until_outcome = look
    module.simulate(given, progress)
    return kept


CA_4 = {"at_ms": 5.0, "ca_mM": 4.0}


@pytest.fixture(scope="module")
def small():
    """A head that keeps its shape, in the bath of the description."""
    return run_isolated(at_the_end, experiment(remodelling={"on": False}))


def test_the_inflow_of_a_grown_head_is_that_of_the_present_bath(small) -> None:
    """Channels are a density: inflow per area is that of a head of the first size in that bath.

    Twice the calcium outside drives twice the current; the dendrite's own share of it moves the
    rest by 0.15 mV, which opens R-type channels a little further.
    """
    grown = run_isolated(at_the_end, experiment(bath_change=[CA_4]))
    same = run_isolated(at_the_end, experiment(bath_change=[CA_4], remodelling={"on": False}))
    assert same["area_um2"] == small["area_um2"]
    assert grown["area_um2"] > 1.05 * small["area_um2"]
    per_area = grown["inflow"] / grown["area_um2"]
    assert per_area == pytest.approx(same["inflow"] / same["area_um2"], rel=1e-6)
    assert 2.0 < per_area / (small["inflow"] / small["area_um2"]) < 2.1


@pytest.mark.parametrize("at_ms", [5.0, 390.0])
def test_a_blocker_and_the_weight_multiply(small, at_ms: float) -> None:
    """Whichever is written last, before the head grows or after it."""
    block = {"at_ms": at_ms, "block": {"nbqx": 0.75}}
    found = run_isolated(at_the_end, experiment(bath_change=[block]))
    assert abs(found["weight"] - 1.0) > 0.005
    assert found["ampa_uS"] == pytest.approx(0.25 * found["weight"] * small["ampa_uS"], rel=1e-9)


def test_what_is_washed_out_leaves_the_weight(small) -> None:
    changes = [
        {"at_ms": 5.0, "block": {"nbqx": 0.75}},
        {"at_ms": 390.0, "block": {"nbqx": 0.0}},
    ]
    found = run_isolated(at_the_end, experiment(bath_change=changes))
    assert found["ampa_uS"] == pytest.approx(found["weight"] * small["ampa_uS"], rel=1e-9)
