"""Activity of the head's enzymes under a prescribed calcium course.

Free calcium is imposed, so no buffer, pump or neck matters: what an induction looks like to
CaMKII and calcineurin alone. Used to calibrate and to test the readout.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spinecable.chemistry.contents import (
    camkii_active_weights,
    can_active_weights,
    head_scheme,
    scheme_values,
)
from spinecable.chemistry.equations import Equations
from spinecable.chemistry.steady import steady_state
from spinecable.describe.preparation import Preparation
from spinecable.plasticity.slot_model import sphere_area_um2

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class CalciumCourse:
    """Calcium pulses that jump and decay exponentially, on a resting level.

    Parameters
    ----------
    times_s : onset of each pulse (s), ascending.
    peaks_uM : height of each pulse above rest (uM), one a pulse.
    decay_s : of every pulse (s).
    end_s : end of the course (s).
    """

    times_s: tuple[float, ...]
    peaks_uM: tuple[float, ...]
    decay_s: float
    end_s: float


def uncaging_train(end_s: float = 2460.0) -> CalciumCourse:
    """Thirty pulses at 0.5 Hz whose calcium runs down: the test of Chang 2019.

    Peak 4 uM times ``0.5 exp(-i/5) + 0.5``, decay 0.1 s (10.1038/s41467-019-10694-z).
    """
    peaks = tuple(float(4.0 * (0.5 * np.exp(-i / 5) + 0.5)) for i in range(30))
    return CalciumCourse(tuple(2.0 * i for i in range(30)), peaks, 0.1, end_s)


def regular_train(
    count: int, frequency_Hz: float, peak_uM: float, decay_s: float, end_s: float
) -> CalciumCourse:
    """Equal pulses at equal intervals, the first at 0 s."""
    times = tuple(i / frequency_Hz for i in range(count))
    return CalciumCourse(times, (peak_uM,) * count, decay_s, end_s)


@dataclass(frozen=True)
class EnzymeCourse:
    """Enzyme activities on a grid of times that is finer after each pulse.

    `camkii_active` and `can_active` are fractions of their totals, shape of `time_s`; the first
    value is the resting one. `camkii_bound` is the fraction of subunits that hold calmodulin.
    """

    time_s: Floats
    calcium_uM: Floats
    camkii_active: Floats
    can_active: Floats
    camkii_bound: Floats


GAMMA = 1 - 1 / np.sqrt(2)
"""Of the two-stage Rosenbrock method: with it second order and L-stable."""


LONGEST_STEP_S = 2.0


def enzyme_course(
    preparation: Preparation, course: CalciumCourse, *, steps_per_piece: int = 32
) -> EnzymeCourse:
    """CaMKII and calcineurin of the preparation's head under imposed calcium.

    The equations are those of the head's reaction list. Between one pulse and the next calcium
    decays by an equation of its own, so the system is autonomous and a two-stage Rosenbrock
    method of second order (ROS2; Verwer 1999 SIAM J Sci Comput 20:1456,
    10.1137/S1064827597326651) with geometrically growing steps solves it.

    Parameters
    ----------
    steps_per_piece : steps from one pulse to the next; every one is kept.
    """
    scheme = head_scheme(kinetics=preparation.values("kinetics"))
    values = scheme_values(preparation, "head", 0.08, sphere_area_um2(0.08))
    rest_uM = preparation.quantity("head", "resting_calcium_uM").value
    equations = Equations(scheme)
    p = equations.parameter_values(values)
    resting = steady_state(scheme, rest_uM, values=values)
    buffers = ("imm", "cbh", "cbm", "pmca", "ncx")
    moving = np.array(
        [s.name.split("_")[0] not in buffers and not s.bookkeeping for s in scheme.species]
    )
    calcium = equations.species.index("ca")
    local = int(np.count_nonzero(moving[:calcium]))
    x = np.array([resting[name] for name in equations.species])

    def slope(state: Floats) -> Floats:
        found = equations.derivative(state, p)[moving]
        found[local] = (rest_uM - state[calcium]) / course.decay_s
        return found

    def step(state: Floats, dt: float) -> Floats:
        matrix = equations.jacobian(state, p)[np.ix_(moving, moving)]
        matrix[local] = 0.0
        matrix[local, local] = -1.0 / course.decay_s
        inverse = np.linalg.inv(np.eye(len(matrix)) - GAMMA * dt * matrix)
        k1 = inverse @ slope(state)
        middle = state.copy()
        middle[moving] += dt * k1
        k2 = inverse @ (slope(middle) - 2 * k1)
        after = state.copy()
        after[moving] += dt * (1.5 * k1 + 0.5 * k2)
        return after

    times, states = [0.0], [x]
    edges = [*course.times_s, course.end_s]
    for peak, begin, end in zip(course.peaks_uM, edges[:-1], edges[1:], strict=True):
        x = x.copy()
        x[calcium] += peak
        now = begin
        for until in begin + _spread(end - begin, steps_per_piece, course.decay_s):
            x = step(x, until - now)
            now = until
            times.append(now)
            states.append(x)
    state = np.array(states).T

    def share(weights: dict[str, float], total: str) -> Floats:
        vector = np.array([weights.get(n, 0.0) for n in equations.species])
        return vector @ state / values[total]

    return EnzymeCourse(
        np.array(times),
        state[calcium],
        share(camkii_active_weights(scheme), "camkii_total_uM"),
        share(can_active_weights(scheme), "can_total_uM"),
        share(camkii_active_weights(scheme, autonomous_factor=0.0), "camkii_total_uM"),
    )


def _spread(duration_s: float, count: int, decay_s: float) -> Floats:
    """Times in (0, duration]: steps grow geometrically from a fraction of the decay.

    None is longer than `LONGEST_STEP_S`: phosphorylation by neighbours is not linear.
    """
    first = min(0.02 * decay_s, duration_s / count)
    times = np.geomspace(first, min(duration_s, LONGEST_STEP_S * 5), count)
    if duration_s > times[-1]:
        more = int(np.ceil((duration_s - times[-1]) / LONGEST_STEP_S))
        times = np.append(times, np.linspace(times[-1], duration_s, more + 1)[1:])
    return times
