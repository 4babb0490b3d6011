"""The synaptic efficacy of Graupner & Brunel while its calcium stands still against thresholds.

    tau drho/dt = -rho (1 - rho) (1/2 - rho) + gP p (1 - rho) - gD d rho
                  + sigma sqrt(tau) sqrt(p + d) noise

p and d are 1 while calcium is above its threshold, else 0. Between two crossings both are
constant and each part has a solution in closed form.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Floats = NDArray[np.float64]

STAR = 0.5
"""Boundary of the wells, rho*."""


@dataclass(frozen=True)
class Rates:
    """Strengths of potentiation and depression, noise, and the time constant (s)."""

    gamma_p: float
    gamma_d: float
    sigma: float
    tau_s: float


def roll(rho: Floats, duration: float) -> Floats:
    """rho after `duration` (in units of tau) in the double well alone.

    With x = rho - 1/2 the square of x follows a logistic equation.
    """
    x = rho - STAR
    grown = np.exp(0.5 * min(duration, 1400.0))
    square = 0.25 * x * x * grown / (0.25 + x * x * (grown - 1.0))
    return np.asarray(STAR + np.sign(x) * np.sqrt(square))


def pull(rho: Floats, rates: Rates, duration_s: float, p: bool, d: bool) -> Floats:
    """rho after a time under potentiation and depression alone, without noise."""
    total = rates.gamma_p * p + rates.gamma_d * d
    target = rates.gamma_p * p / total
    return np.asarray(target + (rho - target) * np.exp(-duration_s * total / rates.tau_s))


@dataclass
class Expected:
    """Mean and variance of rho from each well; the weight expected if stimulation ended now.

    The double well is left out while calcium is above a threshold, as in the publication; a
    synapse counts by the well it will fall into.

    Parameters
    ----------
    down : share of synapses that start in the lower well.
    ratio : weight of the upper over that of the lower well.
    """

    rates: Rates
    down: float
    ratio: float
    mean: Floats = field(default_factory=lambda: np.array([0.0, 1.0]))
    variance: float = 0.0

    def advance(self, duration_s: float, p: bool, d: bool) -> None:
        """Let a time pass with calcium above (True) or below the thresholds."""
        if not (p or d):
            return
        r = self.rates
        total = r.gamma_p * p + r.gamma_d * d
        self.mean = pull(self.mean, r, duration_s, p, d)
        stationary = r.sigma**2 * (int(p) + int(d)) / (2 * total)
        decay = np.exp(-2 * duration_s * total / r.tau_s)
        self.variance = stationary + (self.variance - stationary) * decay

    def weight(self) -> float:
        """Relative to that at the start."""
        if self.variance == 0.0:
            high = (self.mean > STAR).astype(float)
        else:
            high = ndtr((self.mean - STAR) / np.sqrt(self.variance))
        share = self.down * high[0] + (1 - self.down) * high[1]
        before = self.down + (1 - self.down) * self.ratio
        return float((1 - share + share * self.ratio) / before)


LONGEST_STEP = 0.02
"""Longest step relative to the relaxation time: Strang splitting is then good to 1e-4."""


@dataclass
class Sampled:
    """Sample paths with noise and both wells; the mean weight over that at the start.

    Pull and noise are solved exactly (Ornstein-Uhlenbeck), the wells before and after by half a
    step (Strang splitting).
    """

    rates: Rates
    down: float
    ratio: float
    synapses: int
    random: np.random.Generator
    rho: Floats = field(init=False)
    start: float = field(init=False)

    def __post_init__(self) -> None:
        self.rho = (self.random.random(self.synapses) >= self.down).astype(float)
        self.start = self._mean_weight()

    def _mean_weight(self) -> float:
        return float(np.mean(1 + self.rho * (self.ratio - 1)))

    def advance(self, duration_s: float, p: bool, d: bool) -> None:
        """Let a time pass with calcium above (True) or below the thresholds."""
        r = self.rates
        if not (p or d):
            self.rho = roll(self.rho, duration_s / r.tau_s)
            return
        total = r.gamma_p * p + r.gamma_d * d
        steps = max(1, int(np.ceil(duration_s * total / r.tau_s / LONGEST_STEP)))
        h = duration_s / steps
        spread = np.sqrt(
            r.sigma**2 * (int(p) + int(d)) / (2 * total) * -np.expm1(-2 * h * total / r.tau_s)
        )
        for _ in range(steps):
            rho = pull(roll(self.rho, 0.5 * h / r.tau_s), r, h, p, d)
            rho += spread * self.random.standard_normal(self.synapses)
            self.rho = roll(rho, 0.5 * h / r.tau_s)

    def weight(self) -> float:
        """Relative to that at the start."""
        return self._mean_weight() / self.start


@dataclass
class Flat:
    """rho without wells and noise from 1/2 (the later sets); weight = rho / 0.5."""

    rates: Rates
    rho: float = STAR

    def advance(self, duration_s: float, p: bool, d: bool) -> None:
        """Let a time pass with calcium above (True) or below the thresholds."""
        if p or d:
            self.rho = float(pull(np.array(self.rho), self.rates, duration_s, p, d))

    def weight(self) -> float:
        """Relative to that at the start."""
        return self.rho / STAR
