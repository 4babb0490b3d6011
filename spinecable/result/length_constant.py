"""How fast something falls off with distance: an exponential and the interval of its length."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import f as f_distribution

Floats = NDArray[np.float64]

FEWEST = 3
"""Distances that an exponential with an interval needs: one more than it has parameters."""

GRID = 400
LONGEST, SHORTEST = 1e3, 1e-2
"""Lengths are looked for up to `LONGEST` times the greatest distance and down to `SHORTEST` times
the smallest difference of two distances."""


@dataclass(frozen=True)
class LengthConstant:
    """value = amplitude exp(-distance / length).

    Parameters
    ----------
    length_um : not a number where it is not determined.
    low_um, high_um : ends of its interval; 0 and infinity where the data set none.
    amplitude : of the exponential at distance 0, in the unit of the values.
    explained : share of the sum of squares about the mean that the exponential explains.
    spines : how many values it was fitted to.
    note : empty, or why the length is not determined.
    """

    length_um: float
    low_um: float
    high_um: float
    amplitude: float
    explained: float
    spines: int
    note: str = ""

    @property
    def determined(self) -> bool:
        """Whether there is a length with two ends."""
        return not self.note

    def at(self, distance_um: ArrayLike) -> Floats:
        """The fitted value at distances (um)."""
        return np.asarray(
            self.amplitude * np.exp(-np.asarray(distance_um, dtype=float) / self.length_um)
        )


def fit_length_constant(
    distance_um: ArrayLike, value: ArrayLike, *, level: float = 0.95, floor: float = 0.0
) -> LengthConstant:
    """Fit amplitude exp(-distance / length) by least squares.

    The interval of the length is that of the profile of the sum of squares: all lengths at which it
    stays below its minimum times 1 + F(1, n - 2) / (n - 2) (Bates & Watts 1988, Nonlinear
    Regression Analysis, ch. 6). The length is not determined where that interval has no end: the
    values do not fall off over the distances at hand, or have fallen off at the nearest.

    Parameters
    ----------
    distance_um, value : shape (n,); values may have either sign.
    level : of the interval.
    floor : where no value is larger than this there is nothing to fit.
    """
    x, y = np.asarray(distance_um, dtype=float), np.asarray(value, dtype=float)
    distances = np.unique(x)
    if distances.size < FEWEST:
        return _none(x.size, f"{distances.size} distances, and {FEWEST} are needed")
    if np.abs(y).max() <= floor:
        return _none(x.size, "nothing arrives")
    scale = float(np.abs(y).max())

    def squares(log_rate: float) -> float:
        shape = np.exp(-np.exp(log_rate) * (x - x.min()))
        residual = y - shape * (shape @ y) / (shape @ shape)
        return float(residual @ residual) / scale**2

    ends = np.log([1 / (LONGEST * distances[-1]), 1 / (SHORTEST * np.diff(distances).min())])
    grid = np.linspace(ends[0], ends[1], GRID)
    profile = np.array([squares(rate) for rate in grid])
    best = int(np.argmin(profile))
    around = grid[max(best - 1, 0)], grid[min(best + 1, GRID - 1)]
    found = minimize_scalar(squares, bounds=around, method="bounded", options={"xatol": 1e-12})
    at, least = (found.x, found.fun) if found.fun < profile[best] else (grid[best], profile[best])
    limit = least * (1 + f_distribution.ppf(level, 1, x.size - 2) / (x.size - 2))
    limit = max(limit, least + x.size * np.finfo(float).eps)

    def end(outside: Floats) -> float | None:
        if outside.size == 0:
            return None
        nearest = outside[int(np.argmin(np.abs(outside - at)))]
        return float(brentq(lambda rate: squares(rate) - limit, at, nearest))

    lower = end(grid[(profile > limit) & (grid < at)])
    upper = end(grid[(profile > limit) & (grid > at)])
    high_um = np.inf if lower is None else float(np.exp(-lower))
    low_um = 0.0 if upper is None else float(np.exp(-upper))
    about_mean = float(((y - y.mean()) ** 2).sum()) / scale**2
    explained = 1 - least / about_mean if about_mean > 0 else 0.0
    if lower is None:
        note = "no fall over these distances"
    elif upper is None:
        note = f"has fallen at the nearest; below {high_um:.3g} um"
    else:
        note = ""
    shape = np.exp(-np.exp(at) * (x - x.min()))
    first = float((shape @ y) / (shape @ shape))
    length_um = float(np.exp(-at))
    return LengthConstant(
        length_um=np.nan if note else length_um,
        low_um=low_um,
        high_um=high_um,
        amplitude=np.nan if note else first * float(np.exp(x.min() / length_um)),
        explained=explained,
        spines=int(x.size),
        note=note,
    )


def _none(count: int, note: str) -> LengthConstant:
    return LengthConstant(np.nan, 0.0, np.inf, np.nan, 0.0, int(count), note)
