"""The distribution of one measure of a spine: log-normal or normal, truncated at the range seen.

A paper gives mean, standard deviation and range of its sample. The parent distribution is the one
that has that mean and deviation *after* truncation at that range; it is solved for, once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares
from scipy.special import ndtr, ndtri

from spinecable.errors import DescriptionError

Floats = NDArray[np.float64]
Shape = Literal["lognormal", "normal"]


@dataclass(frozen=True)
class Marginal:
    """A truncated distribution.

    Parameters
    ----------
    shape : ``lognormal`` or ``normal``.
    centre, spread : mean and standard deviation of the parent's logarithm (log-normal), or of
        the parent itself.
    low, high : where it is truncated, in the measure's own unit.
    """

    shape: Shape
    centre: float
    spread: float
    low: float
    high: float

    def quantile(self, z: Floats, high: Floats | float = math.inf) -> Floats:
        """The value whose rank is that of `z` in a standard normal distribution.

        Parameters
        ----------
        z : shape (n,).
        high : upper bounds in place of the distribution's own where they are lower, shape (n,).
            They must be above `low`.
        """
        top = np.minimum(self.high, high)
        bottom, ceiling = ndtr(self._standard(self.low)), ndtr(self._standard(top))
        found = self.centre + self.spread * ndtri(bottom + ndtr(z) * (ceiling - bottom))
        values = np.exp(found) if self.shape == "lognormal" else found
        return np.clip(values, self.low, top)

    def density(self, x: Floats) -> Floats:
        """Probability density at `x`."""
        z = self._standard(x)
        bell = np.exp(-0.5 * z * z) / (math.sqrt(2 * math.pi) * self.spread)
        bell = bell / x if self.shape == "lognormal" else bell
        share = ndtr(self._standard(self.high)) - ndtr(self._standard(self.low))
        return np.where((x >= self.low) & (x <= self.high), bell / share, 0.0)

    def moments(self) -> tuple[float, float]:
        """Mean and standard deviation of the truncated distribution."""
        a, b = (float(self._standard(x)) for x in (self.low, self.high))
        share = ndtr(b) - ndtr(a)
        if self.shape == "lognormal":
            s = self.spread
            first, second = (
                math.exp(k * self.centre + (k * s) ** 2 / 2)
                * (ndtr(b - k * s) - ndtr(a - k * s))
                / share
                for k in (1, 2)
            )
            return first, math.sqrt(max(second - first * first, 0.0))
        pa, pb = (math.exp(-0.5 * z * z) / math.sqrt(2 * math.pi) for z in (a, b))
        shift = (pa - pb) / share
        variance = 1 + (a * pa - b * pb) / share - shift * shift
        return self.centre + self.spread * shift, self.spread * math.sqrt(max(variance, 0.0))

    def _standard(self, x: Floats | float) -> Floats:
        value = np.log(x) if self.shape == "lognormal" else np.asarray(x, dtype=float)
        return np.asarray((value - self.centre) / self.spread)


@lru_cache(maxsize=256)
def marginal(
    shape: Shape,
    mean: float,
    low: float,
    high: float,
    *,
    sd: float | None = None,
    ln_sd: float | None = None,
) -> Marginal:
    """The distribution with this mean (and `sd`) after truncation at `low` and `high`.

    Parameters
    ----------
    sd : standard deviation after truncation; or
    ln_sd : of the logarithm, before truncation (log-normal only).

    Raises
    ------
    DescriptionError : no such distribution exists.
    """
    if not low < mean < high:
        raise DescriptionError(f"the mean {mean:g} is outside of {low:g} to {high:g}")
    start = math.log(mean) if shape == "lognormal" else mean

    def parent(x: Floats) -> Marginal:
        return Marginal(shape, float(x[0]), ln_sd or float(np.exp(x[1])), low, high)

    def miss(x: Floats) -> list[float]:
        first, second = parent(x).moments()
        errors = [first / mean - 1]
        return errors if sd is None else [*errors, second / sd - 1]

    guess = [start] if sd is None else [start, math.log(sd / mean if shape != "normal" else sd)]
    solution = least_squares(miss, guess)
    if max(abs(error) for error in miss(solution.x)) > 1e-6:
        raise DescriptionError(
            f"no {shape} distribution between {low:g} and {high:g} has the mean {mean:g}"
            + ("" if sd is None else f" and the standard deviation {sd:g}")
        )
    return parent(solution.x)
