"""Replaced contents reach the run; knock-outs run; what cannot be is refused in words."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from spinecable.describe.experiment import Experiment
from spinecable.errors import ChemistryError, DescriptionError
from spinecable.result.result import Result
from spinecable.simulate.run import run


def experiment(spine_contents=None, **changes) -> Experiment:
    return Experiment(
        cell={"morphology": "ball_and_stick", "axon": "none"},
        spine=[
            {
                "name": "one",
                "site": {"domain": "dendrite", "path_distance_um": 100.0},
                "geometry": {
                    "head_volume_um3": 0.08,
                    "neck_length_um": 1.0,
                    "neck_diameter_um": 0.15,
                },
                "contents": spine_contents or {},
            }
        ],
        stimulus=[{"kind": "presynaptic", "times_ms": [5.0]}],
        simulation={"duration_ms": 30.0},
        outcome={"minutes_after": 0.01},
        **changes,
    )


def peak_uM(result: Result) -> float:
    return float(result.summary()["peak_head_ca_uM"].iloc[0])


@pytest.fixture(scope="module")
def control() -> Result:
    return run(experiment())


def test_less_calbindin_everywhere_means_more_calcium(control: Result) -> None:
    assert peak_uM(run(experiment(contents={"calbindin_uM": 0.0}))) > 1.3 * peak_uM(control)


def test_dialysed_is_the_same_as_no_calbindin(control: Result) -> None:
    dialysed = run(experiment(buffering="dialysed"))
    without = run(experiment(contents={"calbindin_uM": 0.0}))
    np.testing.assert_allclose(dialysed["head_ca_uM"], without["head_ca_uM"], rtol=1e-12)


def test_outside_calcium_scales_the_influx(control: Result) -> None:
    """GHK at fixed permeability far from balance: influx in proportion to outside calcium."""
    half = run(experiment(bath={"ca_mM": 1.0}))
    ratio = (peak_uM(half) - 0.05) / (peak_uM(control) - 0.05)
    assert ratio == pytest.approx(0.5, abs=0.06)


@pytest.mark.parametrize("enzyme", ["camkii", "calcineurin"])
def test_a_knock_out_runs(enzyme: str) -> None:
    result = run(experiment({f"{enzyme}_uM": 0.0}))
    active = {"camkii": "camkii_active", "calcineurin": "can_active"}[enzyme]
    assert np.all(result[active].values == 0.0)


def test_nothing_that_removes_phosphate_is_refused() -> None:
    with pytest.raises(ChemistryError, match="no unique resting state"):
        run(experiment({"pp1_uM": 0.0}))


@pytest.mark.parametrize("key", ["calbindin_uM", "calmodulin_uM", "resting_calcium_uM"])
def test_one_spine_cannot_have_its_own_of_what_diffuses(key: str) -> None:
    with pytest.raises(ValidationError, match=r"set it in \[contents\]"):
        experiment({key: 1.0})


def test_a_fraction_above_one_is_refused() -> None:
    with pytest.raises(DescriptionError, match="a fraction of 3"):
        run(experiment({"nmdar_calcium_fraction": 3.0}))


def test_equal_steps_of_voltage_and_chemistry() -> None:
    """All three kinds of step then have one length; only their method differs."""
    equal = experiment().changed(
        simulation=experiment().simulation.changed(dt_ms=0.05, chemistry_dt_ms=0.05)
    )
    fine = experiment().changed(
        simulation=experiment().simulation.changed(dt_ms=0.0125, chemistry_dt_ms=0.05)
    )
    assert peak_uM(run(equal)) == pytest.approx(peak_uM(run(fine)), rel=0.02)


def test_a_cold_bath_is_remarked_upon(control: Result) -> None:
    assert not any("keep their rates" in notice for notice in control.provenance.notices)
    cold = experiment().changed(cell=experiment().cell.changed(temperature_C=22.0))
    assert any("keep their rates" in notice for notice in run(cold).provenance.notices)
