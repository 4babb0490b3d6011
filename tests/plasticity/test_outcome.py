"""Where LTP and LTD begin."""

from __future__ import annotations

import pytest

from spinecable.describe.simulation import Outcome
from spinecable.plasticity.outcome import classify, criterion_text


@pytest.mark.parametrize(
    ("change", "outcome"),
    [(0.11, "LTP"), (0.1, "none"), (0.0, "none"), (-0.1, "none"), (-0.11, "LTD")],
)
def test_limits_themselves_count_as_none(change: float, outcome: str) -> None:
    assert classify(change, Outcome()) == outcome


def test_limits_follow_the_description() -> None:
    strict = Outcome(minutes_after=5, ltp_above=0.3, ltd_below=-0.05)
    assert classify(0.25, strict) == "none"
    assert classify(-0.06, strict) == "LTD"
    text = criterion_text(strict)
    assert "5 min" in text
    assert "+30%" in text
    assert "-5%" in text
