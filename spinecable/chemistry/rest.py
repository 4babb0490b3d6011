"""The resting state of a network, and the leak that keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import splu

from spinecable.chemistry.kernel import Kernel
from spinecable.chemistry.network import CALCIUM, Floats, Network, state_arrays
from spinecable.chemistry.rates import imbalance, jacobian, rates
from spinecable.chemistry.reactions import Scheme
from spinecable.chemistry.steady import NO_UNIQUE_REST, NO_UNIQUE_REST_TIP
from spinecable.chemistry.stores import with_rest
from spinecable.errors import ChemistryError

LEAK = "leak_uM_per_s"
"""Parameter of the constant calcium inflow from the account of extruded calcium."""

TOLERANCE = 1e-9
"""Net rate over turnover that counts as rest."""

_APPROACH_MS = 1e7
_NEWTON_STEPS = 60


@dataclass(frozen=True)
class Rest:
    """A network that nothing moves.

    Parameters
    ----------
    network : with the leak of each compartment among its values.
    state : species -> concentration (uM) in each compartment; what `Kernel` starts from.
    leak_uM_per_s : shape (n_compartments,).
    imbalance : largest net rate of any species over its turnover.
    """

    network: Network
    state: Mapping[str, Floats]
    leak_uM_per_s: Floats
    imbalance: float


def settle(
    network: Network,
    resting_calcium_uM: float,
    *,
    initial: Mapping[str, Mapping[str, float]] | Mapping[str, ArrayLike] | None = None,
    inflow_uM_um3_per_ms: ArrayLike | None = None,
) -> Rest:
    """Find the state in which nothing changes while free calcium is uniform.

    Every compartment first settles by itself with calcium held; then all of them together,
    so that what diffuses is in balance along the links too. Last, each compartment's leak is
    what its pumps remove less its resting inflow. The leaks of sodium and of spine apparatus are
    found before (`spinecable.chemistry.stores`).

    A total that diffuses (calmodulin, calbindin) is set by the largest compartment of each
    connected part, the dendrite: its free pivot species keeps the value it has there alone.

    Parameters
    ----------
    resting_calcium_uM : free calcium, everywhere.
    initial : amounts to start from. Without it every conserved total ``x`` is taken from the
        parameter ``x_total_uM``.
    inflow_uM_um3_per_ms : calcium that enters each compartment at rest (window currents).

    Raises
    ------
    ChemistryError : more calcium enters than the pumps remove, or no resting state exists.
    """
    if not resting_calcium_uM > 0:
        raise ChemistryError(f"resting calcium of {resting_calcium_uM} uM")
    for kind, scheme in network.schemes.items():
        if LEAK not in {p.name for p in scheme.parameters}:
            raise ChemistryError(
                f"the scheme of '{kind}' has no leak",
                tip=f"Add a zero-order reaction with the parameter '{LEAK}'.",
            )
    network = network.with_values(LEAK, 0.0)
    start = _totals(network) if initial is None else state_arrays(network, initial)
    start[CALCIUM] = np.full(len(network.compartments), float(resting_calcium_uM))
    network, start = with_rest(network, start, float(resting_calcium_uM))
    state = _seeded(network, _alone(network, start))
    state = _together(network, state)

    found = rates(network, state, inflow_uM_um3_per_ms)
    leak = -found.net[CALCIUM]
    leak[np.abs(leak) < 1e-12 * found.gross[CALCIUM]] = 0.0
    if np.any(leak < 0):
        worst = int(np.argmin(leak))
        raise ChemistryError(
            f"at {resting_calcium_uM:g} uM calcium enters faster than the pumps remove it, by "
            f"{-leak[worst]:.3g} uM/s",
            where=network.compartments[worst].name,
            tip="Lower the calcium conductances open at rest, or raise the pump densities "
            "or the resting calcium.",
        )
    network = network.with_values(LEAK, leak)
    left = imbalance(network, state, inflow_uM_um3_per_ms)
    if left > TOLERANCE:
        raise ChemistryError(
            f"no resting state was found; rates differ from balance by {left:.1e} of turnover"
        )
    return Rest(network, state, leak, left)


def _pivots(scheme: Scheme) -> dict[str, str]:
    """Conserved total (without calcium) -> a species that stands in no other."""
    totals = {n: w for n, w in scheme.conserved.items() if CALCIUM not in w}
    result = {}
    for name, weights in totals.items():
        own = [s for s in weights if sum(s in w for w in totals.values()) == 1]
        if not own:
            raise ChemistryError(f"every species of '{name}' belongs to another total too")
        result[name] = own[0]
    return result


def _totals(network: Network) -> dict[str, Floats]:
    """All of each conserved total in its pivot species."""
    state = state_arrays(network, {})
    for kind, members in network.members.items():
        scheme = network.schemes[kind]
        for name, pivot in _pivots(scheme).items():
            scheme.parameter(f"{name}_total_uM")
            weight = scheme.conserved[name][pivot]
            state[pivot][members] = network.columns[kind][f"{name}_total_uM"] / weight
    return state_arrays(network, state)


def _alone(network: Network, start: Mapping[str, Floats]) -> dict[str, Floats]:
    """The state in which each compartment is at rest by itself, calcium held; accounts are 0."""
    kernel = Kernel(replace(network, links=()), initial=start)
    every = np.ones(len(network.compartments), dtype=bool)
    kernel.advance_adaptive(_APPROACH_MS, clamped=every, first_dt_ms=1e-3, rtol=1e-2)
    return {
        s: np.where(np.isnan(v), np.nan, 0.0) if _bookkeeping(network, s) else np.maximum(v, 0.0)
        for s, v in kernel.states().items()
    }


def _seeded(network: Network, state: dict[str, Floats]) -> dict[str, Floats]:
    """What diffuses is put wherever it may come from elsewhere: logarithms need more than 0."""
    mobile = {name for kind in network.schemes for name in network.mobile(kind)}
    for name in mobile:
        values = state[name]
        held = ~np.isnan(values)
        if held.any() and values[held].max() > 0.0:
            mean = float(np.average(values[held], weights=network.volumes_um3[held]))
            state[name] = np.where(values == 0.0, mean, values)
    return state


def _bookkeeping(network: Network, name: str) -> bool:
    return any(s.bookkeeping for v in network.schemes.values() for s in v.species if s.name == name)


def _together(network: Network, state: dict[str, Floats]) -> dict[str, Floats]:
    """Newton's method over all compartments, in the logarithms of what is present.

    One balance per conserved total follows from the others. In its place stands the total
    itself where it cannot diffuse, and the pivot's value in the largest compartment of each
    connected part where it can.
    """
    names = [n for n in network.species if n != CALCIUM and not _bookkeeping(network, n)]
    x = np.concatenate([state[n] for n in names])
    used = np.flatnonzero(np.nan_to_num(x) > 0)
    n = len(network.compartments)
    row = {name: k * n for k, name in enumerate(names)}
    fixed, sums, targets = _constraints(network, row, x)
    place = np.full(len(x), -1)
    place[used] = np.arange(len(used))
    replaced = place[fixed]
    replaced_ok = replaced >= 0
    keep = np.ones(len(used))
    keep[replaced[replaced_ok]] = 0.0
    size = np.inf
    for _ in range(_NEWTON_STEPS):
        now = dict(state)
        for name in names:
            now[name] = x[row[name] : row[name] + n]
        found = rates(network, now)
        gross = np.concatenate([found.gross[name] for name in names])[used]
        gross[~(gross > 0)] = 1.0
        right = -np.concatenate([found.net[name] for name in names])[used] / gross
        matrix, places = jacobian(network, now)
        at = np.concatenate([places[name] for name in names])[used]
        matrix = matrix[at][:, at]
        system = sparse.diags(keep / gross) @ matrix @ sparse.diags(x[used])
        totals = sums[replaced_ok][:, used]
        want = targets[replaced_ok]
        extra = sparse.diags(1.0 / want) @ totals @ sparse.diags(x[used])
        select = sparse.csr_matrix(
            (np.ones(len(want)), (replaced[replaced_ok], np.arange(len(want)))),
            shape=(len(used), len(want)),
        )
        right = right * keep + select @ (1.0 - (totals @ x[used]) / want)
        try:
            change = splu((system + select @ extra).tocsc()).solve(right)
        except RuntimeError:
            raise ChemistryError(NO_UNIQUE_REST, tip=NO_UNIQUE_REST_TIP) from None
        before, size = size, float(np.max(np.abs(change), initial=0.0))
        if size < 1e-7 and size >= 0.9 * before:  # rounding is all that is left
            break
        x[used] *= np.exp(np.clip(change, -2.0, 2.0))
    return {
        name: x[row[name] : row[name] + n] if name in row else values
        for name, values in state.items()
    }


def _constraints(
    network: Network, row: Mapping[str, int], x: Floats
) -> tuple[NDArray[np.int64], sparse.csr_matrix, Floats]:
    """Balances to replace, the weights of the sums that replace them, and their values."""
    fixed: list[int] = []
    i: list[int] = []
    j: list[int] = []
    weight: list[float] = []
    largest = _largest_of_part(network)
    for kind, members in network.members.items():
        scheme = network.schemes[kind]
        mobile = network.mobile(kind)
        for name, pivot in _pivots(scheme).items():
            diffuses = any(s in mobile for s in scheme.conserved[name])
            for m in members:
                if diffuses and m not in largest:
                    continue
                terms = {pivot: 1.0} if diffuses else scheme.conserved[name]
                for s, w in terms.items():
                    i.append(len(fixed))
                    j.append(row[s] + int(m))
                    weight.append(w)
                fixed.append(row[pivot] + int(m))
    sums = sparse.csr_matrix((weight, (i, j)), shape=(len(fixed), len(x)))
    return np.array(fixed, dtype=np.int64), sums, sums @ np.nan_to_num(x)


def _largest_of_part(network: Network) -> set[int]:
    """In each connected part, the compartment of the largest volume."""
    n = len(network.compartments)
    ends = network.ends
    graph = sparse.csr_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(n, n))
    count, part = connected_components(graph, directed=False)
    order = np.argsort(network.volumes_um3)
    best = np.zeros(count, dtype=np.int64)
    best[part[order]] = order
    return {int(b) for b in best}
