"""Vesicles that a bouton releases at each of its spikes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from spinecable.describe.release import Release


def site_probabilities(release: Release, times_ms: Sequence[float], ca_mM: float) -> list[float]:
    """Probability that a ready site releases, at each spike: U facilitated by the spikes before."""
    rested = release.site_probability(ca_mM)
    found: list[float] = []
    for n, time in enumerate(times_ms):
        if n == 0:
            found.append(rested)
            continue
        left = math.exp(-(time - times_ms[n - 1]) / release.facilitation_ms)
        found.append(rested + found[-1] * (1.0 - rested) * left)
    return found


def expected_vesicles(release: Release, times_ms: Sequence[float], ca_mM: float) -> list[float]:
    """Mean number of vesicles at each spike (times ascending, ms)."""
    found: list[float] = []
    ready = float(release.sites)
    for n, probability in enumerate(site_probabilities(release, times_ms, ca_mM)):
        if n:
            empty = release.sites - ready
            ready += empty * _refilled(release, times_ms[n] - times_ms[n - 1])
        found.append(ready * probability)
        ready -= found[-1]
    return found


def drawn_vesicles(
    release: Release, times_ms: Sequence[float], ca_mM: float, random: np.random.Generator
) -> list[int]:
    """Numbers of vesicles drawn for each spike."""
    found: list[int] = []
    ready = release.sites
    for n, probability in enumerate(site_probabilities(release, times_ms, ca_mM)):
        if n:
            share = _refilled(release, times_ms[n] - times_ms[n - 1])
            ready += int(random.binomial(release.sites - ready, share))
        found.append(int(random.binomial(ready, min(probability, 1.0))))
        ready -= found[-1]
    return found


def glutamate(
    release: Release, times_ms: Sequence[float], ca_mM: float, random: np.random.Generator
) -> list[float]:
    """Glutamate of each spike, in units of one mean vesicle; `random` is used where it is drawn.

    The sum of n vesicles, each gamma distributed with mean 1 and `amplitude_cv`, is gamma
    distributed with shape n / cv^2.
    """
    if release.mode == "deterministic":
        return [1.0] * len(times_ms)
    if release.mode == "mean":
        return expected_vesicles(release, times_ms, ca_mM)
    vesicles = drawn_vesicles(release, times_ms, ca_mM, random)
    variance = release.amplitude_cv**2
    if variance == 0.0:
        return [float(n) for n in vesicles]
    return [float(random.gamma(n / variance, variance)) if n else 0.0 for n in vesicles]


def _refilled(release: Release, interval_ms: float) -> float:
    """Probability that an empty site is filled within an interval."""
    return -math.expm1(-interval_ms / release.recovery_ms)
