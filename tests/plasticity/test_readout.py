"""What a readout is given and what it must return."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.integrate import cumulative_trapezoid

from spinecable.describe.simulation import Outcome
from spinecable.errors import SimulationError
from spinecable.plasticity.readout import (
    FunctionReadout,
    Readout,
    Traces,
    read_outcome,
    relative_weight,
)


def ramp() -> Traces:
    time = np.array([0.0, 1.0, 5.0, 100.0])
    return Traces(time, 0.1 * time, 0 * time, 0 * time, 0.08)


def test_a_users_function_is_a_readout() -> None:
    readout = FunctionReadout(
        "integral", lambda t: 1 + cumulative_trapezoid(t.ca_uM, t.time_ms, initial=0)
    )
    assert isinstance(readout, Readout)
    np.testing.assert_allclose(relative_weight(readout, ramp()), 1 + 0.05 * ramp().time_ms ** 2)


def test_a_users_class_is_a_readout() -> None:
    class Threshold:
        name = "threshold"

        def weight(self, traces: Traces) -> Any:
            return np.where(traces.ca_uM > 0.3, 2.0, 1.0)

    assert isinstance(Threshold(), Readout)
    assert list(relative_weight(Threshold(), ramp())) == [1, 1, 2, 2]


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda t: 1.0, r"readout 'mine': it returned shape \(\) for 4 times"),
        (lambda t: t.ca_uM * np.nan, "not finite at 0 ms"),
    ],
)
def test_wrong_answers_are_named(function: Any, words: str) -> None:
    with pytest.raises(SimulationError, match=words):
        relative_weight(FunctionReadout("mine", function), ramp())


def test_wrong_traces_are_refused() -> None:
    time = np.array([0.0, 1.0, 2.0])
    with pytest.raises(SimulationError, match="ascending"):
        Traces(time[::-1], time, time, time, 0.1)
    with pytest.raises(SimulationError, match="can_active has shape"):
        Traces(time, time, time, time[:2], 0.1)
    with pytest.raises(SimulationError, match="camkii_active is not finite at 1"):
        Traces(time, time, np.array([0, np.nan, 0]), time, 0.1)


def test_outcome_is_read_at_the_stated_time() -> None:
    minutes = np.array([0.0, 1.0, 41.0, 61.0])
    weight = np.array([1.0, 2.0, 1.2, 0.5])
    reading = read_outcome(minutes * 6e4, weight, 6e4, Outcome(minutes_after=40))
    assert reading.change == pytest.approx(0.2)
    assert reading.outcome == "LTP"
    late = read_outcome(minutes * 6e4, weight, 6e4, Outcome(minutes_after=60))
    assert late.outcome == "LTD"
    with pytest.raises(SimulationError, match="known only until"):
        read_outcome(minutes * 6e4, weight, 6e4, Outcome(minutes_after=61))
