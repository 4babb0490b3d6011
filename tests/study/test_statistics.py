"""Intervals against published and hand-computed values."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest, norm

from spinecable.study.statistics import bootstrap_interval, wilson_interval


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [  # Newcombe 1998 Stat Med 17:857, 10.1002/(SICI)1097-0258(19980430)17:8<857, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_of_newcombe(successes: int, trials: int, low: float, high: float) -> None:
    assert wilson_interval(successes, trials) == pytest.approx((low, high), abs=6e-5)


@pytest.mark.parametrize(("successes", "trials"), [(3, 10), (20, 20), (199, 400)])
def test_wilson_is_that_of_scipy(successes: int, trials: int) -> None:
    theirs = binomtest(successes, trials).proportion_ci(0.9, method="wilson")
    assert wilson_interval(successes, trials, 0.9) == pytest.approx((theirs.low, theirs.high))


@pytest.mark.parametrize(("successes", "trials"), [(1, 0), (3, 2), (-1, 4)])
def test_impossible_counts(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match="trials"):
        wilson_interval(successes, trials)


def test_bootstrap_of_many_values_is_the_normal_interval() -> None:
    values = np.random.default_rng(3).normal(2.0, 1.0, 400)
    half = norm.ppf(0.975) * values.std() / np.sqrt(values.size)
    low, high = bootstrap_interval(values)
    assert (low, high) == pytest.approx((values.mean() - half, values.mean() + half), abs=0.01)
    assert bootstrap_interval(values) == (low, high)


def test_bootstrap_of_one_value() -> None:
    assert bootstrap_interval([1.5]) == (1.5, 1.5)
