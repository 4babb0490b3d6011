"""A cascade integrated along a prescribed course of calcium."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from scipy import sparse
from scipy.integrate import BDF

from spinecable.errors import SimulationError
from spinecable.sbml.model import CascadeModel, Floats

RELATIVE_TOLERANCE = 1e-6
DRIFT = 1e-5
"""Largest relative change of a conserved sum over a run before the run is refused."""

_SWING = 0.2
"""No step reaches beyond the time at which calcium has changed by this share of its value."""

_INSTANT_S = 1e-9
"""Times closer than this are one (s)."""

_FLOOR_UM = 0.02
"""Calcium changes are measured against at least this (uM)."""


@dataclass(frozen=True)
class CascadeCourse:
    """What a cascade did.

    Parameters
    ----------
    values : of the readouts at the asked-for times, shape (n_readouts, n_times).
    peaks : highest value of each readout at any step, shape (n_readouts,).
    state : of the model at the end, in the file's units.
    drift : largest relative change of a conserved sum.
    """

    values: Floats
    peaks: Floats
    state: Floats
    drift: float


def settled_state(model: CascadeModel, calcium_uM: float, settle_s: float) -> Floats:
    """The model's state after `settle_s` at constant calcium, from the file's initial values."""
    start = np.array(model.initial)
    if settle_s <= 0:
        return start
    times = np.array([0.0, settle_s])
    return integrate(model, times, np.full(2, calcium_uM), times[1:], start).state


def integrate(
    model: CascadeModel,
    time_s: Floats,
    calcium_uM: Floats,
    sample_s: Floats,
    start: Floats | None = None,
    rtol: float = RELATIVE_TOLERANCE,
) -> CascadeCourse:
    """Solve the cascade by BDF along calcium that is linear between its samples.

    Parameters
    ----------
    time_s, calcium_uM : the course of free calcium, shape (n,); times ascend, and a time given
        twice is a jump, after which the solver starts anew.
    sample_s : when the readouts are wanted, ascending, within `time_s`.
    start : state in the file's units; None: the file's initial values.
    rtol : relative tolerance; the absolute one is 1e-3 of it times the largest concentration
        at the start.

    Raises
    ------
    SimulationError : the solver fails or a conserved sum drifts.
    """
    rates, observe = model.functions()
    scale = model.seconds
    state = np.array(model.initial if start is None else start, dtype=float)
    magnitudes = model.magnitudes(state)
    absolute: Any = 1e-3 * rtol * magnitudes
    before = model.amounts(state)
    peaks = np.full(len(model.readouts), -np.inf)
    values = np.empty((len(model.readouts), len(sample_s)))
    done = 0
    edges = [0, *(np.flatnonzero(np.diff(time_s) <= 0) + 1), len(time_s)]
    for first, last in pairwise(edges):
        times, course = time_s[first:last], calcium_uM[first:last]
        at, limit = _interpolator(times, course), _limiter(times, course)

        def seen(t: float, x: Floats, at: Callable[[float], float] = at) -> list[float]:
            return [float(v) for v in observe(t / scale, x, at(t))]

        while done < len(sample_s) and sample_s[done] <= times[0]:
            values[:, done] = seen(times[0], state)
            done += 1
        peaks = np.maximum(peaks, seen(times[0], state))
        if len(times) < 2 or not len(state):
            continue

        def slope(t: float, x: Floats, at: Callable[[float], float] = at) -> Floats:
            return np.asarray(rates(t / scale, x, at(t)) / scale)

        def jacobian(t: float, x: Floats, at: Callable[[float], float] = at) -> sparse.csc_matrix:
            step = 1e-7 * np.maximum(np.abs(x), 1e-6 * magnitudes)
            moved = np.hstack([x[:, None], x[:, None] + np.diag(step)])
            columns = rates(t / scale, moved, at(t)) / scale
            return sparse.csc_matrix((columns[:, 1:] - columns[:, :1]) / step)

        end = float(times[-1])
        solver = BDF(slope, float(times[0]), state, end, rtol=rtol, atol=absolute, jac=jacobian)
        while solver.status == "running":
            solver.max_step = limit(solver.t)
            message = solver.step()
            if solver.status == "failed":
                raise SimulationError(
                    f"the cascade could not be integrated beyond {solver.t:g} s: {message}",
                    where=model.path,
                )
            peaks = np.maximum(peaks, seen(solver.t, solver.y))
            dense = None
            while done < len(sample_s) and sample_s[done] <= solver.t:
                dense = dense or solver.dense_output()
                values[:, done] = seen(float(sample_s[done]), dense(sample_s[done]))
                done += 1
        state = solver.y
    while done < len(sample_s):
        values[:, done] = seen(float(time_s[-1]), state)
        done += 1
    drift = _drift(before, model.amounts(state), model, state)
    if drift > DRIFT:
        raise SimulationError(
            f"a conserved sum of the cascade drifted by {drift:.1e} of its value",
            where=model.path,
            tip="The model's rate laws and its stoichiometry do not agree.",
        )
    return CascadeCourse(
        values, np.maximum(peaks, values.max(axis=1, initial=-np.inf)), state, drift
    )


def _interpolator(times: Floats, course: Floats) -> Callable[[float], float]:
    return lambda t: float(np.interp(t, times, course))


def _limiter(times: Floats, course: Floats) -> Callable[[float], float]:
    """The longest step from a time that does not pass over a change of calcium."""
    marks = []
    level = course[0]
    for time, value in zip(times, course, strict=True):
        if abs(value - level) > _SWING * max(abs(level), _FLOOR_UM):
            marks.append(time)
            level = value
    stops = np.array([*marks, times[-1]])

    def limit(t: float) -> float:
        ahead = int(np.searchsorted(stops, t + _INSTANT_S, side="right"))
        return max(float(stops[min(ahead, len(stops) - 1)]) - t, _INSTANT_S)

    return limit


def _drift(before: Floats, after: Floats, model: CascadeModel, state: Floats) -> float:
    """Largest change of a conserved sum, relative to what takes part in it."""
    if not len(before):
        return 0.0
    weights = np.array([[abs(m.get(n, 0.0)) for n in model.state] for m in model.moieties])
    size = np.maximum(weights @ (np.array(model.litres) * np.abs(state)), np.abs(before))
    present = size > 0
    return float((np.abs(after - before)[present] / size[present]).max(initial=0.0))
