"""Light on an inert tracer in spine heads: bleaching, photoactivation, and the time constant.

A head behind a neck exchanges with the dendrite in ``tau = V (L / (D A))``, head volume times
the resistance of the neck to diffusion; with the neck's electrical resistance R and the axial
resistivity rho this is ``tau = V R / (rho D)`` (Bloodgood & Sabatini 2005,
10.1126/science.1114816; Tonnesen 2014, 10.1038/nn.3682).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from spinecable.chemistry.kernel import Kernel
from spinecable.chemistry.library.tracer import TRACER
from spinecable.chemistry.network import Floats
from spinecable.describe.experiment import Experiment
from spinecable.describe.stimulus import Photoactivation, Photobleach
from spinecable.result.variables import Variable

TAU = Variable(
    ("spine",),
    "ms",
    "time constant of the tracer in the head after the last flash (0: none, or no fit)",
)

FEWEST_SAMPLES = 5
"""Samples after the light without which no time constant is fitted."""

WIDEST_FIT = 1e3
"""The fitted time constant lies within this factor of the fit's length of time, either way."""


class Light:
    """Acts on the tracer at the start of the chemistry step in which a flash falls."""

    def __init__(self, experiment: Experiment, kernel: Kernel, heads: NDArray[np.int64]) -> None:
        self._kernel = kernel
        self._flashes: list[tuple[float, NDArray[np.int64], float, float]] = []
        for i, stimulus in enumerate(experiment.stimuli):
            if isinstance(stimulus, Photobleach | Photoactivation):
                lit = [experiment.reaches(i, spine.name) for spine in experiment.spines]
                goal = 1.0 if isinstance(stimulus, Photoactivation) else 0.0
                cells = heads[np.array(lit, dtype=bool)]
                for time_ms in experiment.times_ms(i):
                    self._flashes.append((time_ms, cells, stimulus.fraction, goal))
        self._flashes.sort(key=lambda flash: flash[0])
        kernel.set_state(TRACER, 0.0 if experiment.photoactivated else 1.0)

    def act(self, time_ms: float, dt_ms: float) -> None:
        """Bleach or activate what is due in the step that starts at `time_ms`."""
        for at_ms, cells, fraction, goal in self._flashes:
            if time_ms - 1e-9 <= at_ms < time_ms + dt_ms - 1e-9:
                bright = self._kernel.state(TRACER)
                bright[cells] += fraction * (goal - bright[cells])
                self._kernel.set_state(TRACER, bright)


def fitted_tau_ms(time_ms: Floats, values: Floats) -> float:
    """Time constant of ``a + b exp(-t / tau)`` fitted to a recovery or decay (ms).

    Least squares, each sample weighted by the time that it stands for; a and b follow from tau.
    0 where there are too few samples or nothing changes.
    """
    if len(time_ms) < FEWEST_SAMPLES or np.ptp(values) < 1e-9:
        return 0.0
    t = time_ms - time_ms[0]
    root = np.sqrt(np.gradient(t))

    def left(log_tau: float) -> float:
        basis = np.stack([np.ones_like(t), np.exp(-t / np.exp(log_tau))], axis=1) * root[:, None]
        found = np.linalg.lstsq(basis, values * root)[0]
        return float(np.sum((basis @ found - values * root) ** 2))

    middle, width = np.log(t[-1]), np.log(WIDEST_FIT)
    coarse = np.linspace(middle - width, middle + width, 60)
    best = int(np.argmin([left(x) for x in coarse]))
    bounds = coarse[max(best - 1, 0)], coarse[min(best + 1, len(coarse) - 1)]
    return float(np.exp(minimize_scalar(left, bounds=bounds, method="bounded").x))


def tracer_taus_ms(experiment: Experiment, time_ms: Floats, heads: Floats) -> Floats:
    """The time constant of each head after the last flash on it, shape (n_spines,).

    Parameters
    ----------
    time_ms, heads : the samples and the tracer in the heads, shape (n_spines, n_times).
    """
    found = np.zeros(len(experiment.spines))
    for n, spine in enumerate(experiment.spines):
        flashes = [
            experiment.times_ms(i)[-1]
            for i, stimulus in enumerate(experiment.stimuli)
            if isinstance(stimulus, Photobleach | Photoactivation)
            and experiment.reaches(i, spine.name)
        ]
        if flashes:
            after = time_ms > max(flashes) + 1e-9
            found[n] = fitted_tau_ms(time_ms[after], heads[n, after])
    return found
