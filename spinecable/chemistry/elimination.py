"""Which unknowns of one compartment are solved for, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from spinecable.chemistry.arithmetic import constant
from spinecable.chemistry.reactions import Reaction, Scheme

Pattern = dict[str, set[str]]
"""Row -> columns that are not structurally zero."""


@dataclass(frozen=True)
class Plan:
    """How the linear system of one scheme is eliminated.

    Parameters
    ----------
    interface : species left for the coupling between compartments, calcium first.
    order : all other species that are solved for, in the order of elimination.
    dependent : species that is not solved for -> weights of the others; its change is
        ``-sum(weight * change)``, so that the conserved total is kept to round-off.
    closing : species that is solved for, whose change is then replaced in the same way.
    """

    interface: tuple[str, ...]
    order: tuple[str, ...]
    dependent: Mapping[str, Mapping[str, float]]
    closing: Mapping[str, Mapping[str, float]]


def sides(reaction: Reaction) -> tuple[tuple[str, str, Mapping[str, int]], ...]:
    """The directions that occur: sign, rate expression, and the molecules that drive it."""
    if reaction.zero_order:
        return (("", reaction.forward, {}),)
    both = (("", reaction.forward, reaction.left), ("-", reaction.backward, reaction.right))
    return tuple(side for side in both if constant(side[1]) != 0.0)


def differentiated(reaction: Reaction) -> tuple[str, ...]:
    """Species on which the reaction's flux depends by mass action."""
    return tuple(dict.fromkeys(name for side in sides(reaction) for name in side[2]))


def partials(
    reaction: Reaction, dependent: Mapping[str, Mapping[str, float]]
) -> dict[str, list[tuple[float, str]]]:
    """Unknown -> terms (weight, species) whose weighted partial derivatives add up to its own.

    A dependent species passes its derivative on to the others of its conserved total.
    """
    terms: dict[str, list[tuple[float, str]]] = {}
    for name in differentiated(reaction):
        if name in dependent:
            for other, weight in dependent[name].items():
                terms.setdefault(other, []).append((-weight, name))
        else:
            terms.setdefault(name, []).append((1.0, name))
    return terms


def _pattern(scheme: Scheme, dependent: Mapping[str, Mapping[str, float]]) -> Pattern:
    rows: Pattern = {s.name: {s.name} for s in scheme.species if s.name not in dependent}
    for reaction in scheme.reactions:
        columns = set(partials(reaction, dependent))
        for row in reaction.change():
            if row in rows:
                rows[row] |= columns
    return rows


def _eliminate(pattern: Pattern, interface: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """Minimum-degree (Markowitz) order down to the interface, and the operations it costs."""
    rows = {name: set(columns) for name, columns in pattern.items()}
    order: list[str] = []
    cost = 0
    left = [name for name in rows if name not in interface]
    while left:

        def fill(name: str) -> tuple[int, int]:
            others = sum(1 for r in rows if r != name and name in rows[r])
            return others * (len(rows[name]) - 1), others

        pivot = min(left, key=fill)
        cost += _DIVISION + (fill(pivot)[1] + 2) * len(rows[pivot])
        columns = rows.pop(pivot)
        for row in rows.values():
            if pivot in row:
                row |= columns
                row.discard(pivot)
        order.append(pivot)
        left.remove(pivot)
    return tuple(order), cost


_DIVISION = 8
"""Cost of a vector division in multiplications (ASSUMED; it only ranks alternatives)."""


def _candidates(scheme: Scheme) -> Iterable[tuple[str, dict[str, float]]]:
    """For each conserved total that stays in place, a species of no other total and its weights.

    Diffusion changes a total that holds a mobile species, so those are left to the solve.
    """
    mobile = {s.name for s in scheme.species if s.diffusion is not None}
    totals = [
        {n: w for n, w in weights.items() if w}
        for weights in scheme.conserved.values()
        if not mobile & set(weights)
    ]
    for total in totals:
        own = [n for n in total if sum(n in t for t in totals) == 1]
        if own and len(total) > 1:
            chosen = min(own, key=lambda n: sum(n in differentiated(r) for r in scheme.reactions))
            yield chosen, {n: w / total[chosen] for n, w in total.items() if n != chosen}


@lru_cache(maxsize=64)
def plan(scheme: Scheme, interface: tuple[str, ...]) -> Plan:
    """The cheapest elimination found.

    Each conserved total may replace one unknown (fewer pivots, denser rows); those that do not
    pay are applied after the solve.
    """
    dependent: dict[str, Mapping[str, float]] = {}
    closing: dict[str, Mapping[str, float]] = {}
    order, cost = _eliminate(_pattern(scheme, dependent), interface)
    for name, weights in _candidates(scheme):
        trial, price = _eliminate(_pattern(scheme, {**dependent, name: weights}), interface)
        if price < cost:
            dependent[name], order, cost = weights, trial, price
        else:
            closing[name] = weights
    return Plan(interface, order, dependent, closing)
