"""Leaks that rest decides besides calcium's own: out of the spine apparatus, and of sodium."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from spinecable.chemistry.equations import Equations
from spinecable.chemistry.network import CALCIUM, Floats, Network
from spinecable.chemistry.reactions import Scheme, Species, names_in
from spinecable.chemistry.steady import steady_state
from spinecable.errors import ChemistryError

LUMEN, LUMEN_REST, LUMEN_SHARE = "er_ca", "er_calcium_uM", "er_volume_fraction"
LUMEN_LEAK = "er_leak_per_s"
SODIUM, SODIUM_REST, SODIUM_LEAK = "na", "na_rest_uM", "na_leak_uM_per_s"
HELD_REST = {"ip3": "ip3_rest_uM"}
"""Species that return to a resting level of their own -> the parameter that holds it."""


def with_rest(
    network: Network, start: Mapping[str, Floats], calcium_uM: float
) -> tuple[Network, dict[str, Floats]]:
    """The network with the leaks of sodium and of every apparatus, and the start at their rest.

    Sodium's leak is what the pump removes at resting sodium. An apparatus is solved by itself at
    resting calcium on both sides: its leak is what the pump takes up, less what receptors that
    are open at rest let out, over the difference of free calcium.

    Raises
    ------
    ChemistryError : at rest more leaves the lumen through receptors than the pump takes up, or
        the lumen holds no more calcium than the cytosol.
    """
    state = {name: values.copy() for name, values in start.items()}
    leaks = {name: np.full(len(network.compartments), np.nan) for name in (LUMEN_LEAK, SODIUM_LEAK)}
    for kind, members in network.members.items():
        if not len(members):
            continue
        scheme = network.schemes[kind]
        species = {s.name for s in scheme.species}
        columns = network.columns[kind]
        for name, parameter in HELD_REST.items():
            if name in species:
                state[name][members] = columns[parameter]
        if SODIUM in species:
            state[SODIUM][members] = columns[SODIUM_REST]
            leaks[SODIUM_LEAK][members] = _pumped(scheme, columns, len(members))
        if LUMEN in species:
            part = tied_scheme(scheme, LUMEN)
            used = [p.name for p in part.parameters if p.name != LUMEN_LEAK]
            known: dict[tuple[float, ...], tuple[dict[str, float], float]] = {}
            for m, i in enumerate(members):
                key = tuple(float(columns[name][m]) for name in used)
                if key not in known:
                    given = {**dict(zip(used, key, strict=True)), LUMEN_LEAK: 0.0}
                    known[key] = _apparatus(part, given, calcium_uM)
                found, leak = known[key]
                if leak < 0:
                    raise ChemistryError(
                        "at rest receptors of the apparatus let out more calcium than its pump "
                        f"takes up: the leak would be {leak:.3g} /s",
                        where=network.compartments[i].name,
                        tip="Raise serca_uM_per_s (or serca_uM), or lower ryr_count, "
                        "er_calcium_uM or the resting IP3.",
                    )
                leaks[LUMEN_LEAK][i] = leak
                for name, value in found.items():
                    state[name][i] = value
    for name, column in leaks.items():
        if not np.isnan(column).all():
            network = network.with_values(name, column)
    return network, state


def _pumped(scheme: Scheme, columns: Mapping[str, Floats], count: int) -> Floats:
    """Sodium that the pump removes at rest (uM/s)."""
    part = tied_scheme(scheme, SODIUM)
    equations = Equations(part)
    p = np.array([columns[name] for name in equations.parameters])
    p[equations.parameters.index(SODIUM_LEAK)] = 0.0
    x = np.zeros((len(equations.species), count))
    x[equations.species.index(SODIUM)] = columns[SODIUM_REST]
    return -equations.derivative(x, p)[equations.species.index(SODIUM)]


def _apparatus(
    part: Scheme, given: Mapping[str, float], calcium_uM: float
) -> tuple[dict[str, float], float]:
    """States of the apparatus at rest, and its leak."""
    lumen_uM = given[LUMEN_REST]
    if lumen_uM <= calcium_uM:
        raise ChemistryError(
            f"luminal calcium of {lumen_uM:g} uM is not above that of the cytosol", where=LUMEN_REST
        )
    held = {LUMEN: lumen_uM * given[LUMEN_SHARE]}
    held |= {n: given[p] for n, p in HELD_REST.items() if p in given}
    state = steady_state(part, calcium_uM, values=given, held_uM=held)
    equations = Equations(part)
    x = np.array([state[name] for name in equations.species])
    p = equations.parameter_values(given)
    gain = float(equations.derivative(x, p)[equations.species.index(LUMEN)])
    if abs(gain) < 1e-12 * float(equations.turnover(x, p)[equations.species.index(LUMEN)]):
        gain = 0.0
    found = {n: v for n, v in state.items() if n != CALCIUM and n not in HELD_REST}
    return found, gain / (lumen_uM - calcium_uM)


def tied_scheme(scheme: Scheme, root: str) -> Scheme:
    """The reactions of `root` and of what they depend on; calcium and IP3 are boundary values."""
    outside = {CALCIUM, *HELD_REST}
    species = {root}
    derived = {d.name: d for d in scheme.derived}
    names = {s.name for s in scheme.species}

    def used(expressions: tuple[str, ...]) -> set[str]:
        found: set[str] = set()
        waiting = set().union(*(names_in(e) for e in expressions))
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                if name in derived:
                    waiting |= names_in(derived[name].expression)
        return found

    while True:
        reactions = [r for r in scheme.reactions if species & set(r.change())]
        seen = {n for r in reactions for n in (*r.left, *r.right)}
        seen |= used(tuple(e for r in reactions for e in (r.forward, r.backward))) & names
        if seen - outside <= species:
            break
        species |= seen - outside
    known = used(tuple(e for r in reactions for e in (r.forward, r.backward)))
    every = species | (seen & outside) | ({CALCIUM} & names)
    return Scheme(
        f"{scheme.name}: {root}",
        tuple(_still(s) for s in scheme.species if s.name in every),
        tuple(reactions),
        tuple(
            p
            for p in scheme.parameters
            if p.name in known or p.name in _extra(root, species, scheme)
        ),
        tuple(d for d in scheme.derived if d.name in known),
        {n: w for n, w in scheme.conserved.items() if set(w) <= species},
    )


def _still(species: Species) -> Species:
    """The same species in one volume."""
    return Species(species.name, species.meaning, None, species.calcium, species.bookkeeping)


def _extra(root: str, species: set[str], scheme: Scheme) -> set[str]:
    """Parameters that no rate reads: resting values and totals."""
    totals = {f"{n}_total_uM" for n, w in scheme.conserved.items() if set(w) <= species}
    rest = {LUMEN: {LUMEN_REST, LUMEN_SHARE, *HELD_REST.values()}, SODIUM: {SODIUM_REST}}
    return totals | rest.get(root, set())
