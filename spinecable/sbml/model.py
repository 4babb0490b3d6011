"""A cascade that has been read: its equations as Python functions, driven by calcium."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spinecable.errors import ChemistryError
from spinecable.sbml.formula import VECTOR_SCOPE

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Readout:
    """Something of the model that is recorded.

    Parameters
    ----------
    name : SBML id.
    label : its name in the file.
    unit : ``uM`` for species, otherwise as the file says (``1`` where it says nothing).
    """

    name: str
    label: str
    unit: str


@dataclass(frozen=True)
class CascadeModel:
    """The ordinary differential equations of one SBML file with calcium prescribed.

    State variables are species in the file's own units (concentration or amount) and quantities
    with a rate rule. Time is in the file's unit.

    Parameters
    ----------
    path : of the file.
    calcium : ids that are held at the prescribed free calcium, with the file's value of 1 uM.
    state : ids of the state variables; `initial` their values in the file.
    seconds : length of the file's unit of time.
    litres : factor from a state variable to the amount that is conserved.
    scales : size of a state variable that counts as much as 1 unit of concentration does; 0 for
        one that is no species.
    stoichiometry : change of the state's amounts per unit of each reaction, (n_state, n_reactions).
    moieties : conserved sums of amounts, each state variable -> weight.
    readouts : what `observe` returns, in order.
    notices : what a user should know, such as units that could not be checked.
    source : Python text of the equations.
    """

    path: str
    calcium: Mapping[str, float]
    state: tuple[str, ...]
    initial: tuple[float, ...]
    seconds: float
    litres: tuple[float, ...]
    scales: tuple[float, ...]
    stoichiometry: Floats = field(repr=False)
    moieties: tuple[Mapping[str, float], ...] = field(repr=False)
    readouts: tuple[Readout, ...]
    notices: tuple[str, ...]
    source: str = field(repr=False)

    def functions(self) -> tuple[Any, Any]:
        """``rates(t, x, ca)`` and ``observe(t, x, ca)``.

        `t` in the file's unit, `x` of shape (n_state, ...), `ca` in uM; the first returns dx/dt
        of that shape, the second a tuple in the order of `readouts`.
        """
        scope = dict(VECTOR_SCOPE)
        exec(compile(self.source, f"<{self.path}>", "exec"), scope)
        sides, own, observe = scope["reactions"], scope["own_rates"], scope["observe"]
        per_amount = self.stoichiometry / np.array(self.litres)[:, None]
        place = {name: i for i, name in enumerate(self.state)}

        def rates(t: float, x: Floats, ca: float) -> Floats:
            shape = x.shape[1:]
            with np.errstate(all="ignore"):
                if shape:
                    velocities = np.empty((per_amount.shape[1], *shape))
                    for j, velocity in enumerate(sides(t, x, ca)):
                        velocities[j] = velocity
                else:
                    velocities = np.array(sides(t, [np.float64(v) for v in x], ca), dtype=float)
                change = per_amount @ velocities
                for name, value in own(t, x, ca).items():
                    change[place[name]] = value
            if not np.isfinite(change).all():
                bad = self.state[int(np.argwhere(~np.isfinite(change))[0][0])]
                raise ChemistryError(f"the rate of '{bad}' is not finite", where=self.path)
            return change

        return rates, observe

    def magnitudes(self, x: Floats) -> Floats:
        """What counts as large in each state variable, for tolerances; shape (n_state,).

        Every species has the largest concentration of all, since any may become that; a quantity
        with a rate rule its own value, at least 1.
        """
        scales = np.array(self.scales)
        species = scales > 0
        largest = float(np.abs(x[species] / scales[species]).max(initial=0.0)) or 1.0
        return np.where(species, largest * scales, np.maximum(np.abs(x), 1.0))

    def amounts(self, x: Floats) -> Floats:
        """The value of every conserved sum, shape (n_moieties, ...)."""
        weights = np.array([[m.get(name, 0.0) for name in self.state] for m in self.moieties])
        weights = weights.reshape(len(self.moieties), len(self.state)) * np.array(self.litres)
        return np.asarray(weights @ x)


def conserved_sums(stoichiometry: Floats, names: tuple[str, ...]) -> tuple[dict[str, float], ...]:
    """A basis of the weighted sums that no reaction changes, in small whole numbers.

    Rows of [N | 1] are reduced until the left part is in echelon form; what stands on the right of
    its zero rows is the left null space. Species in no reaction are left out.
    """
    n, m = stoichiometry.shape
    moving = np.flatnonzero(np.abs(stoichiometry).sum(axis=1) > 0)
    table = np.hstack([stoichiometry[moving], np.eye(n)[moving]])
    row = 0
    for column in range(m):
        below = np.abs(table[row:, column])
        if row >= len(table) or below.max(initial=0.0) < 1e-9:
            continue
        pivot = row + int(below.argmax())
        table[[row, pivot]] = table[[pivot, row]]
        factors = table[row + 1 :, column] / table[row, column]
        table[row + 1 :] -= factors[:, None] * table[row]
        row += 1
    found = []
    for weights in _tidied(table[row:, m:]):
        found.append({names[i]: float(weights[i]) for i in np.flatnonzero(weights)})
    return tuple(found)


def _tidied(rows: Floats) -> Floats:
    """Reduced from the right, the leading weight 1, round-off removed."""
    rows = rows.copy()
    done = 0
    for column in range(rows.shape[1]):
        if done == len(rows):
            break
        pivot = done + int(np.abs(rows[done:, column]).argmax())
        if abs(rows[pivot, column]) < 1e-9:
            continue
        rows[[done, pivot]] = rows[[pivot, done]]
        rows[done] /= rows[done, column]
        others = np.arange(len(rows)) != done
        rows[others] -= rows[others, column][:, None] * rows[done]
        done += 1
    rows[np.abs(rows) < 1e-9] = 0.0
    near = np.round(rows)
    return np.where(np.abs(rows - near) < 1e-9, near, rows)
