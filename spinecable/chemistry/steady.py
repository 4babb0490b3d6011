"""The steady state of one well-mixed scheme while free calcium is held."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from spinecable.chemistry.equations import Equations
from spinecable.chemistry.reactions import Scheme
from spinecable.errors import ChemistryError, suggestion

Floats = NDArray[np.float64]

_FIRST_STEP_S = 1e-6
_LAST_STEP_S = 1e16
_VANISHED_UM = 1e-200
_MAX_STEPS = 2000

NO_UNIQUE_REST = "the reactions have no unique resting state"
NO_UNIQUE_REST_TIP = (
    "A state that nothing leaves, such as phosphorylated CaMKII without PP1, fills up for ever: "
    "give what removes it a small amount instead of 0."
)


def steady_state(
    scheme: Scheme,
    calcium_uM: float,
    *,
    values: Mapping[str, float] | None = None,
    free_calmodulin_uM: float | None = None,
    held_uM: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """Concentrations (uM) at which nothing but calcium's own balance is left to move.

    The state is approached by implicit Euler steps of growing length from the empty molecules
    (so that of several steady states the unstimulated one is found), then polished by Newton's
    method on logarithms, which keeps every species positive and relatively exact.

    Parameters
    ----------
    calcium_uM : free calcium, held.
    values : parameters that replace the scheme's, totals (``camkii_total_uM``) among them.
    free_calmodulin_uM : calmodulin outside enzymes; when given it is held instead of
        ``cam_total_uM``.
    held_uM : further species that are held, such as luminal calcium.

    Returns
    -------
    dict : every species of the scheme; accounts of extruded calcium are 0.

    Raises
    ------
    ChemistryError : negative calcium or totals, or no steady state found.
    """
    if not calcium_uM >= 0.0:
        raise ChemistryError(f"free calcium cannot be {calcium_uM:g} uM", where=scheme.name)
    equations = Equations(scheme)
    p = equations.parameter_values(values)
    rows, targets, pivots = _constraints(scheme, equations, p, free_calmodulin_uM)
    x = np.zeros(len(equations.species))
    x[equations.species.index("ca")] = calcium_uM
    x[pivots] = targets
    held = dict(held_uM or {})
    for name, value in held.items():
        x[equations.species.index(name)] = value
    unknown = np.array(
        [s.name != "ca" and s.name not in held and not s.bookkeeping for s in scheme.species]
    )
    x = _approach(equations, x, p, unknown, rows, targets, pivots)
    x = _polish(equations, x, p, unknown, rows, targets, pivots)
    return dict(zip(equations.species, (float(v) for v in x), strict=True))


def _constraints(
    scheme: Scheme, equations: Equations, p: Floats, free_calmodulin_uM: float | None
) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Weights and values of the conserved sums, and a species of each that stands in no other.

    The equation of that species follows from the others, so the sum replaces it.
    """
    sums = {name: weights for name, weights in scheme.conserved.items() if name != "calcium"}
    mobile = {s.name for s in scheme.species if s.diffusion is not None}
    rows, targets, pivots = [], [], []
    for name, weights in sums.items():
        others = {n for other, w in sums.items() if other != name for n in w}
        pivot = next(s for s in equations.species if s in weights and s not in others)
        held = dict(weights)
        if name == "cam" and free_calmodulin_uM is not None:
            held = {n: w for n, w in weights.items() if n in mobile}
            target = free_calmodulin_uM
        else:
            target = p[equations.parameters.index(_total_parameter(equations, name))]
        if not (np.isfinite(target) and target >= 0.0):
            raise ChemistryError(
                f"the total of '{name}' cannot be {target:g} uM", where=scheme.name
            )
        rows.append([held.get(n, 0.0) for n in equations.species])
        targets.append(target)
        pivots.append(equations.species.index(pivot))
    n = len(equations.species)
    return (
        np.array(rows, dtype=float).reshape(-1, n),
        np.array(targets, dtype=float),
        np.array(pivots, dtype=np.int64),
    )


def _total_parameter(equations: Equations, name: str) -> str:
    wanted = f"{name}_total_uM"
    if wanted not in equations.parameters:
        raise ChemistryError(
            f"the scheme '{equations.scheme.name}' conserves '{name}' but has no '{wanted}'",
            tip=suggestion(wanted, equations.parameters),
        )
    return wanted


def _approach(
    equations: Equations,
    x: Floats,
    p: Floats,
    unknown: NDArray[np.bool_],
    rows: Floats,
    targets: Floats,
    pivots: NDArray[np.int64],
) -> Floats:
    """Linearly implicit Euler from `x` to the longest step; a negative result halves the step."""
    at = np.flatnonzero(unknown)
    place = {i: k for k, i in enumerate(at)}
    local = [place[i] for i in pivots]
    largest = max(float(targets.max(initial=0.0)), 1e-12)
    dt = _FIRST_STEP_S
    for _ in range(_MAX_STEPS):
        matrix = np.eye(len(at)) / dt - equations.jacobian(x, p)[np.ix_(at, at)]
        right = equations.derivative(x, p)[at]
        matrix[local] = rows[:, at]
        right[local] = targets - rows @ x
        change = _solved(matrix, right, equations.scheme.name)
        moved = x[at] + change
        if moved.min(initial=0.0) < -1e-9 * largest and dt > 1e-12:
            dt /= 4.0
            continue
        settled = np.abs(change).max(initial=0.0) < 1e-10 * largest
        x = x.copy()
        x[at] = np.maximum(moved, 0.0)
        if dt >= _LAST_STEP_S and settled:
            return x
        dt = min(dt * 3.0, _LAST_STEP_S)
    raise ChemistryError("no steady state was found", where=equations.scheme.name)


def _solved(matrix: Floats, right: Floats, scheme: str) -> Floats:
    try:
        return np.asarray(np.linalg.solve(matrix, right), dtype=float)
    except np.linalg.LinAlgError:
        raise ChemistryError(NO_UNIQUE_REST, where=scheme, tip=NO_UNIQUE_REST_TIP) from None


def _polish(
    equations: Equations,
    x: Floats,
    p: Floats,
    unknown: NDArray[np.bool_],
    rows: Floats,
    targets: Floats,
    pivots: NDArray[np.int64],
) -> Floats:
    """Newton's method in the logarithms of all species that are present."""
    x = x.copy()
    present = unknown & (x > _VANISHED_UM)
    x[unknown & ~present] = 0.0
    at = np.flatnonzero(present)
    place = {i: k for k, i in enumerate(at)}
    held = [k for k, i in enumerate(pivots) if i in place and targets[k] > 0.0]
    local = [place[pivots[k]] for k in held]
    size = np.inf
    for _ in range(60):
        scale = equations.turnover(x, p)[at]
        scale[scale == 0.0] = 1.0
        matrix = equations.jacobian(x, p)[np.ix_(at, at)] * x[at] / scale[:, None]
        right = -equations.derivative(x, p)[at] / scale
        matrix[local] = rows[held][:, at] * x[at] / targets[held][:, None]
        right[local] = 1.0 - rows[held] @ x / targets[held]
        change = _solved(matrix, right, equations.scheme.name)
        before, size = size, float(np.abs(change).max(initial=0.0))
        if size < 1e-6 and size >= 0.5 * before:
            return x
        x[at] *= np.exp(np.clip(change, -2.0, 2.0))
    raise ChemistryError("the steady state could not be refined", where=equations.scheme.name)
