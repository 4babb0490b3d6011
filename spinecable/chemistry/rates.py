"""Reaction and diffusion rates of a network in numpy: for the resting state and its check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from spinecable.chemistry.arithmetic import evaluate
from spinecable.chemistry.network import CALCIUM, Floats, Network
from spinecable.chemistry.reactions import Reaction


@dataclass(frozen=True)
class Rates:
    """dx/dt of every species in every compartment.

    Parameters
    ----------
    net : species -> dx/dt (uM/s), shape (n_compartments,), nan where the kind lacks it.
    gross : the same with every one-way flux counted positive: the turnover.
    """

    net: dict[str, Floats]
    gross: dict[str, Floats]


@dataclass(frozen=True)
class _OneWay:
    """One direction of a reaction in the compartments of one kind."""

    change: Mapping[str, int]
    rate: Floats
    slopes: Mapping[str, Floats]


def rates(network: Network, state: Mapping[str, Floats], inflow: ArrayLike | None = None) -> Rates:
    """Rates at `state`; `inflow` (uM um^3/ms per compartment) is calcium entering."""
    net = {name: np.where(np.isnan(values), np.nan, 0.0) for name, values in state.items()}
    gross = {name: values.copy() for name, values in net.items()}

    def book(name: str, where: NDArray[np.int64] | int, amount: Floats) -> None:
        np.add.at(net[name], where, amount)
        np.add.at(gross[name], where, np.abs(amount))

    for members, one in _one_ways(network, state):
        for name, n in one.change.items():
            book(name, members, n * one.rate)
    volume = network.volumes_um3
    ends = network.ends
    for name in network.species:
        conductance = network.conductances(name)
        linked = conductance > 0
        for here, there in (ends[linked].T, ends[linked][:, ::-1].T):
            book(name, here, -conductance[linked] * state[name][here] / volume[here])
            book(name, here, conductance[linked] * state[name][there] / volume[here])
    if inflow is not None:
        every = np.arange(len(volume))
        book(CALCIUM, every, 1e3 * np.broadcast_to(np.asarray(inflow, float), len(volume)) / volume)
    return Rates(net, gross)


def imbalance(
    network: Network, state: Mapping[str, Floats], inflow: ArrayLike | None = None
) -> float:
    """Largest |net| / gross over all species that are not accounts."""
    found = rates(network, state, inflow)
    worst = 0.0
    for kind, members in network.members.items():
        for s in network.schemes[kind].species:
            gross = found.gross[s.name][members]
            used = gross > 0
            if not s.bookkeeping and used.any():
                net = np.abs(found.net[s.name][members])
                worst = max(worst, float(np.max(net[used] / gross[used])))
    return worst


def jacobian(
    network: Network, state: Mapping[str, Floats]
) -> tuple[sparse.csc_matrix, dict[str, NDArray[np.int64]]]:
    """d(dx/dt)/dx with rate coefficients held, and species -> row of each compartment (or -1)."""
    rows: dict[str, NDArray[np.int64]] = {}
    size = 0
    for name, values in state.items():
        held = ~np.isnan(values)
        rows[name] = np.where(held, size + np.cumsum(held) - 1, -1)
        size += int(held.sum())
    i: list[NDArray[np.int64]] = []
    j: list[NDArray[np.int64]] = []
    value: list[Floats] = []

    def put(row: NDArray[np.int64], column: NDArray[np.int64], what: Floats) -> None:
        i.append(row)
        j.append(column)
        value.append(np.broadcast_to(what, row.shape))

    for members, one in _one_ways(network, state):
        for name, n in one.change.items():
            for other, slope in one.slopes.items():
                put(rows[name][members], rows[other][members], n * slope)
    volume = network.volumes_um3
    ends = network.ends
    for name in network.species:
        conductance = network.conductances(name)
        linked = conductance > 0
        for here, there in (ends[linked].T, ends[linked][:, ::-1].T):
            rate = conductance[linked] / volume[here]
            put(rows[name][here], rows[name][here], -rate)
            put(rows[name][here], rows[name][there], rate)
    if not i:
        return sparse.csc_matrix((size, size)), rows
    where = (np.concatenate(i), np.concatenate(j))
    return sparse.csc_matrix((np.concatenate(value), where), shape=(size, size)), rows


def _one_ways(
    network: Network, state: Mapping[str, Floats]
) -> Iterator[tuple[NDArray[np.int64], _OneWay]]:
    for kind, members in network.members.items():
        if not len(members):
            continue
        scheme = network.schemes[kind]
        values: dict[str, Floats] = {s.name: state[s.name][members] for s in scheme.species}
        values |= network.columns[kind]
        for d in scheme.derived:
            values[d.name] = evaluate(d.expression, values)
        for reaction in scheme.reactions:
            for one in _directions(reaction, values, len(members)):
                yield members, one


def _directions(reaction: Reaction, values: Mapping[str, Floats], n: int) -> Iterator[_OneWay]:
    sides = [(1, reaction.forward, reaction.left)]
    if not reaction.zero_order:
        sides.append((-1, reaction.backward, reaction.right))
    for sign, expression, side in sides:
        k = np.broadcast_to(np.asarray(evaluate(expression, values), dtype=float), (n,))
        if not k.any():
            continue
        orders = {} if reaction.zero_order else side
        slopes = {}
        for name, order in orders.items():
            slope = order * k * values[name] ** (order - 1)
            for other, m in orders.items():
                if other != name:
                    slope = slope * values[other] ** m
            slopes[name] = slope
        rate = k.copy()
        for name, order in orders.items():
            rate = rate * values[name] ** order
        yield _OneWay({s: sign * c for s, c in reaction.change().items()}, rate, slopes)
