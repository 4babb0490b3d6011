"""Intervals for shares and means of trials."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import norm

RESAMPLES = 2000


def wilson_interval(successes: int, trials: int, level: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval of a share (Wilson 1927, 10.1080/01621459.1927.10502953).

    Unlike share +- z sd it stays within 0 and 1 and has a width when all trials agree.

    Raises
    ------
    ValueError : no trial, or more successes than trials.
    """
    if trials < 1 or not 0 <= successes <= trials:
        raise ValueError(f"{successes} of {trials} trials")
    z = float(norm.ppf(0.5 + level / 2))
    share = successes / trials
    scale = 1 + z * z / trials
    centre = (share + z * z / (2 * trials)) / scale
    half = z / scale * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    low = 0.0 if successes == 0 else centre - half
    high = 1.0 if successes == trials else centre + half
    return low, high


def bootstrap_interval(
    values: ArrayLike, level: float = 0.95, seed: int = 0
) -> tuple[float, float]:
    """Percentile bootstrap of the mean (Efron 1979, 10.1214/aos/1176344552), seeded.

    Of one value it is that value twice.
    """
    given = np.asarray(values, dtype=float)
    draws = np.random.default_rng(seed).integers(0, given.size, (RESAMPLES, given.size))
    low, high = np.quantile(given[draws].mean(axis=1), [0.5 - level / 2, 0.5 + level / 2])
    return float(low), float(high)
