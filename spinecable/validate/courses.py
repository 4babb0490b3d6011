"""Times read from a course that rises and falls."""

from __future__ import annotations

import numpy as np

from spinecable.validate.entry import Floats


def to_share(time: Floats, values: Floats, share: float) -> float:
    """When the rise above the first value first reaches a share of its peak, from time 0."""
    above = values - values[0]
    first = int(np.argmax(above >= share * above.max()))
    return float(
        np.interp(share * above.max(), above[first - 1 : first + 1], time[first - 1 : first + 1])
    )


def decay_time(time: Floats, values: Floats) -> float:
    """From the peak of the rise above the first value until 1/e of it is left."""
    above = values - values[0]
    top = int(np.argmax(above))
    falling = above[top:]
    last = int(np.argmax(falling <= falling[0] / np.e))
    if last == 0:
        return float("inf")
    return float(
        np.interp(
            -falling[0] / np.e, -falling[last - 1 : last + 1], time[top:][last - 1 : last + 1]
        )
        - time[top]
    )
