"""When a weight change counts as LTP, LTD or none."""

from __future__ import annotations

from typing import Literal

from spinecable.describe.simulation import Outcome

Verdict = Literal["LTP", "LTD", "none"]


def classify(weight_change: float, criterion: Outcome) -> Verdict:
    """``LTP`` above ``criterion.ltp_above``, ``LTD`` below ``criterion.ltd_below``, else ``none``.

    `weight_change` is relative: 0.25 is a weight 25 % larger than before. The limits themselves
    count as ``none``.
    """
    if weight_change > criterion.ltp_above:
        return "LTP"
    if weight_change < criterion.ltd_below:
        return "LTD"
    return "none"


def criterion_text(criterion: Outcome) -> str:
    """The criterion in one sentence, for the metadata of a result."""
    return (
        f"weight read {criterion.minutes_after:g} min after the last stimulus, relative to its "
        f"value before the first; LTP above {criterion.ltp_above:+.0%}, "
        f"LTD below {criterion.ltd_below:+.0%}, else none"
    )
