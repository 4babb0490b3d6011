"""Reaction schemes as plain data: the one place where a reaction stands.

NMODL text, the compiled kernel, the steady-state solver and the scipy reference are all made
from these. Concentrations are in uM, rates in s^-1 and uM^-1 s^-1, as papers print them.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from spinecable.errors import ChemistryError, suggestion

FUNCTIONS = ("exp", "pow", "fabs")
"""Functions that a rate expression may call."""


@dataclass(frozen=True)
class Species:
    """A concentration (uM of the compartment's volume).

    Parameters
    ----------
    name : lower case, a valid NMODL name; ``ca`` is free calcium.
    meaning : one line.
    diffusion : name of the parameter with its diffusion coefficient (um2/s); None: immobile.
    calcium : calcium ions that one molecule holds.
    bookkeeping : True for a running account (calcium extruded), which may grow at rest.
    """

    name: str
    meaning: str
    diffusion: str | None = None
    calcium: int = 0
    bookkeeping: bool = False


@dataclass(frozen=True)
class Parameter:
    """A number with its unit and its source ('ASSUMED: ...' where there is none).

    `per_compartment` marks values that differ between compartments of one kind (totals set by a
    membrane density, the calcium leak); the others are shared but may be overridden too.
    """

    name: str
    value: float
    unit: str
    meaning: str
    source: str
    per_compartment: bool = False


@dataclass(frozen=True)
class Derived:
    """A quantity computed from species and parameters at the start of each step."""

    name: str
    expression: str
    unit: str
    meaning: str


@dataclass(frozen=True)
class Reaction:
    """``left <-> right`` by mass action.

    The flux (uM/s) is ``forward * prod(left^n) - backward * prod(right^n)``. `forward` and
    `backward` are arithmetic over parameters, derived quantities and species. What they take
    from species is a slow modulation, held constant over one time step.

    `zero_order` makes the flux ``forward`` alone (a constant source such as the leak).
    """

    name: str
    left: Mapping[str, int]
    right: Mapping[str, int]
    forward: str
    backward: str = "0"
    source: str = ""
    zero_order: bool = False

    def change(self) -> dict[str, int]:
        """Net stoichiometry: species -> molecules gained per forward event."""
        net: dict[str, int] = {}
        for name, n in self.right.items():
            net[name] = net.get(name, 0) + n
        for name, n in self.left.items():
            net[name] = net.get(name, 0) - n
        return {name: n for name, n in net.items() if n}


@cache
def names_in(expression: str) -> frozenset[str]:
    """The names an arithmetic expression uses (function names left out)."""
    try:
        tree = ast.parse(expression, mode="eval")
    except SyntaxError as error:
        raise ChemistryError(f"'{expression}' is not an arithmetic expression") from error
    calls = {
        n.func.id
        for n in ast.walk(tree)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
    }
    bad = calls - set(FUNCTIONS)
    if bad:
        raise ChemistryError(
            f"'{expression}' calls '{sorted(bad)[0]}'", tip=suggestion(sorted(bad)[0], FUNCTIONS)
        )
    return frozenset(n.id for n in ast.walk(tree) if isinstance(n, ast.Name)) - calls


@dataclass(frozen=True, eq=False)
class Scheme:
    """A set of reactions that is solved as one system. Two schemes are equal if they are one.

    Parameters
    ----------
    name : for messages and for the generated mechanism.
    conserved : name -> weights of the species whose weighted sum no reaction changes.
    """

    name: str
    species: tuple[Species, ...]
    reactions: tuple[Reaction, ...]
    parameters: tuple[Parameter, ...]
    derived: tuple[Derived, ...] = ()
    conserved: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for what, items in (
            ("species", self.species),
            ("reaction", self.reactions),
            ("parameter", self.parameters),
            ("derived quantity", self.derived),
        ):
            for name, count in Counter(item.name for item in items).items():
                if count > 1:
                    raise ChemistryError(f"the {what} '{name}' stands twice in '{self.name}'")
        species = {s.name for s in self.species}
        known = species | {p.name for p in self.parameters} | {d.name for d in self.derived}
        if len(known) != len(self.species) + len(self.parameters) + len(self.derived):
            raise ChemistryError(f"one name has two meanings in the scheme '{self.name}'")
        for reaction in self.reactions:
            for name in (*reaction.left, *reaction.right):
                if name not in species:
                    raise ChemistryError(
                        f"reaction '{reaction.name}' uses the species '{name}', which "
                        f"'{self.name}' lacks",
                        tip=suggestion(name, species),
                    )
        expressions = [(r.name, e) for r in self.reactions for e in (r.forward, r.backward)]
        expressions += [(d.name, d.expression) for d in self.derived]
        for owner, expression in expressions:
            for name in names_in(expression):
                if name not in known:
                    raise ChemistryError(
                        f"'{owner}' uses '{name}', which '{self.name}' does not define",
                        tip=suggestion(name, known),
                    )
        for s in self.species:
            if s.diffusion is not None and s.diffusion not in known:
                raise ChemistryError(f"species '{s.name}': no parameter '{s.diffusion}'")
        for total, weights in self.conserved.items():
            for reaction in self.reactions:
                drift = sum(weights.get(n, 0.0) * k for n, k in reaction.change().items())
                if abs(drift) > 1e-12:
                    raise ChemistryError(
                        f"reaction '{reaction.name}' does not conserve '{total}' in '{self.name}'"
                    )

    def parameter(self, name: str) -> Parameter:
        """The parameter called `name`."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        raise ChemistryError(
            f"the scheme '{self.name}' has no parameter '{name}'",
            tip=suggestion(name, (p.name for p in self.parameters)),
        )

    def with_values(self, values: Mapping[str, float]) -> Scheme:
        """A copy with some parameter values replaced; unknown names are refused."""
        for name in values:
            self.parameter(name)
        changed = tuple(
            Parameter(
                p.name,
                float(values.get(p.name, p.value)),
                p.unit,
                p.meaning,
                p.source,
                p.per_compartment,
            )
            for p in self.parameters
        )
        return Scheme(
            self.name, self.species, self.reactions, changed, self.derived, self.conserved
        )


def compose(name: str, parts: Iterable[Scheme]) -> Scheme:
    """One scheme out of several. A species or parameter that parts share must be the same."""
    species: dict[str, Species] = {}
    parameters: dict[str, Parameter] = {}
    reactions: list[Reaction] = []
    derived: list[Derived] = []
    conserved: dict[str, Mapping[str, float]] = {}
    for part in parts:
        for s in part.species:
            if species.setdefault(s.name, s) != s:
                raise ChemistryError(f"two parts of '{name}' differ in the species '{s.name}'")
        for p in part.parameters:
            if parameters.setdefault(p.name, p) != p:
                raise ChemistryError(f"two parts of '{name}' differ in the parameter '{p.name}'")
        reactions += part.reactions
        derived += part.derived
        conserved.update(part.conserved)
    return Scheme(
        name,
        tuple(species.values()),
        tuple(reactions),
        tuple(parameters.values()),
        tuple(derived),
        conserved,
    )
