"""Compartments, the links between them and what reacts inside: the space that calcium sees."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spinecable.chemistry.reactions import Scheme, Species
from spinecable.errors import ChemistryError, suggestion

Floats = NDArray[np.float64]

CALCIUM = "ca"
"""Name of free calcium, which every scheme of a network holds."""


@dataclass(frozen=True)
class Compartment:
    """A well-mixed volume.

    Parameters
    ----------
    name : for messages, such as ``narrow.head``.
    kind : which scheme of the network reacts here.
    volume_um3, area_um2 : of the cytosol and of its membrane.
    values : parameters of the scheme that differ in this compartment.
    """

    name: str
    kind: str
    volume_um3: float
    area_um2: float
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    """A diffusive connection between compartments `a` and `b`.

    Parameters
    ----------
    a, b : indices into the network's compartments.
    factor_um : cross-section / length (um), with the resistances of both half cells in series;
        the conductance of a species is its diffusion coefficient times this (um^3/s).
    """

    a: int
    b: int
    factor_um: float


@dataclass(frozen=True)
class Network:
    """Compartments joined into trees (one or several), with a reaction scheme for each kind.

    Raises
    ------
    ChemistryError : a kind without scheme, an impossible size, a link that closes a loop, a
        mobile species that one side of a link lacks, or that diffuses differently there.
    """

    compartments: tuple[Compartment, ...]
    links: tuple[Link, ...]
    schemes: Mapping[str, Scheme]

    def __post_init__(self) -> None:
        object.__setattr__(self, "schemes", MappingProxyType(dict(self.schemes)))
        if not self.compartments:
            raise ChemistryError("the network has no compartment")
        for kind, scheme in self.schemes.items():
            if CALCIUM not in {s.name for s in scheme.species}:
                raise ChemistryError(
                    f"the scheme of '{kind}' has no calcium",
                    tip=f"Add the species '{CALCIUM}'.",
                )
        for compartment in self.compartments:
            self._check_compartment(compartment)
        self._check_tree()
        alike: set[tuple[str, str]] = set()
        for link in self.links:
            ends = self.compartments[link.a], self.compartments[link.b]
            if any(self._own_diffusion(compartment) for compartment in ends):
                self._check_mobility(link)
            elif (kinds := (ends[0].kind, ends[1].kind)) not in alike:
                self._check_mobility(link)
                alike.add(kinds)

    def _own_diffusion(self, compartment: Compartment) -> bool:
        """Whether it has diffusion coefficients of its own, not those of its scheme."""
        return not self._coefficients[compartment.kind].isdisjoint(compartment.values)

    @cached_property
    def _coefficients(self) -> dict[str, frozenset[str]]:
        """Kind -> parameters that are diffusion coefficients."""
        return {
            kind: frozenset(str(species.diffusion) for species in self.mobile(kind).values())
            for kind in self.schemes
        }

    def _check_compartment(self, compartment: Compartment) -> None:
        scheme = self.schemes.get(compartment.kind)
        if scheme is None:
            raise ChemistryError(
                f"no scheme for the kind '{compartment.kind}'",
                where=compartment.name,
                tip=suggestion(compartment.kind, self.schemes),
            )
        if not (math.isfinite(compartment.volume_um3) and compartment.volume_um3 > 0):
            raise ChemistryError(
                f"the volume must be positive, not {compartment.volume_um3:g} um^3",
                where=compartment.name,
            )
        if not (math.isfinite(compartment.area_um2) and compartment.area_um2 >= 0):
            raise ChemistryError(
                f"the membrane area cannot be {compartment.area_um2:g} um^2",
                where=compartment.name,
            )
        known = self._parameters[compartment.kind]
        for name, value in compartment.values.items():
            if name not in known:
                raise ChemistryError(
                    f"'{scheme.name}' has no parameter '{name}'",
                    where=compartment.name,
                    tip=suggestion(name, known),
                )
            if not math.isfinite(value):
                raise ChemistryError(f"'{name}' is {value}", where=compartment.name)

    @cached_property
    def _parameters(self) -> dict[str, frozenset[str]]:
        """Kind -> names of the parameters of its scheme."""
        return {
            kind: frozenset(p.name for p in scheme.parameters)
            for kind, scheme in self.schemes.items()
        }

    def _check_tree(self) -> None:
        root = list(range(len(self.compartments)))

        def find(i: int) -> int:
            while root[i] != i:
                root[i] = root[root[i]]
                i = root[i]
            return i

        for link in self.links:
            for end in (link.a, link.b):
                if not 0 <= end < len(self.compartments):
                    raise ChemistryError(f"a link names compartment {end}, which does not exist")
            if not (math.isfinite(link.factor_um) and link.factor_um > 0):
                raise ChemistryError(
                    f"the link's area / length must be positive, not {link.factor_um:g} um",
                    where=self._ends(link),
                )
            a, b = find(link.a), find(link.b)
            if a == b:
                raise ChemistryError(
                    "the link closes a loop",
                    where=self._ends(link),
                    tip="Compartments must form a tree.",
                )
            root[a] = b

    def _check_mobility(self, link: Link) -> None:
        here, there = self.compartments[link.a], self.compartments[link.b]
        mine, theirs = self.mobile(here.kind), self.mobile(there.kind)
        for name in sorted({*mine, *theirs}):
            if name not in mine or name not in theirs:
                lacking = here if name not in mine else there
                raise ChemistryError(
                    f"'{name}' diffuses into a compartment of kind '{lacking.kind}', which "
                    f"has no mobile '{name}'",
                    where=self._ends(link),
                    tip=f"Give the scheme of '{lacking.kind}' the same species.",
                )
            a = self.value(link.a, str(mine[name].diffusion))
            b = self.value(link.b, str(theirs[name].diffusion))
            if not math.isclose(a, b, rel_tol=1e-12) or a < 0:
                raise ChemistryError(
                    f"the diffusion coefficient of '{name}' is {a:g} on one side and {b:g} "
                    "um^2/s on the other",
                    where=self._ends(link),
                    tip="It must be one number, not negative, along a connected network.",
                )

    def _ends(self, link: Link) -> str:
        return f"{self.compartments[link.a].name} - {self.compartments[link.b].name}"

    def mobile(self, kind: str) -> dict[str, Species]:
        """The species that diffuse in compartments of this kind, calcium included."""
        return self._mobile[kind]

    def value(self, index: int, parameter: str) -> float:
        """The parameter as it holds in one compartment."""
        compartment = self.compartments[index]
        if parameter in compartment.values:
            return float(compartment.values[parameter])
        return self.schemes[compartment.kind].parameter(parameter).value

    @cached_property
    def columns(self) -> dict[str, dict[str, Floats]]:
        """Kind -> parameter -> its value in each compartment of the kind."""
        return {
            kind: {
                p.name: np.array(
                    [float(self.compartments[i].values.get(p.name, p.value)) for i in members]
                )
                for p in self.schemes[kind].parameters
            }
            for kind, members in self.members.items()
        }

    @cached_property
    def _mobile(self) -> dict[str, dict[str, Species]]:
        return {
            kind: {s.name: s for s in scheme.species if s.diffusion is not None}
            for kind, scheme in self.schemes.items()
        }

    @cached_property
    def members(self) -> dict[str, NDArray[np.int64]]:
        """Kind -> indices of its compartments."""
        kinds = [c.kind for c in self.compartments]
        return {
            kind: np.array([i for i, k in enumerate(kinds) if k == kind], dtype=np.int64)
            for kind in self.schemes
        }

    @cached_property
    def volumes_um3(self) -> Floats:
        """Volume of every compartment."""
        return np.array([c.volume_um3 for c in self.compartments])

    @cached_property
    def species(self) -> tuple[str, ...]:
        """Every species that some compartment holds."""
        return tuple(dict.fromkeys(s.name for v in self.schemes.values() for s in v.species))

    def index(self, name: str) -> int:
        """Index of the compartment called `name`."""
        for i, compartment in enumerate(self.compartments):
            if compartment.name == name:
                return i
        raise ChemistryError(
            f"no compartment '{name}'", tip=suggestion(name, (c.name for c in self.compartments))
        )

    @cached_property
    def ends(self) -> NDArray[np.int64]:
        """Both compartments of each link, shape (n_links, 2)."""
        return np.array([(k.a, k.b) for k in self.links], dtype=np.int64).reshape(-1, 2)

    def diffusion(self, species: str) -> Floats:
        """Diffusion coefficient (um^2/s) in each compartment; 0 where it does not diffuse."""
        result = np.zeros(len(self.compartments))
        for kind, members in self.members.items():
            mobile = self.mobile(kind).get(species)
            if mobile is not None:
                result[members] = self.columns[kind][str(mobile.diffusion)]
        return result

    def conductances(self, species: str) -> Floats:
        """D * factor (um^3/s) of each link for one species; 0 where it does not diffuse."""
        factors = np.array([k.factor_um for k in self.links])
        return self.diffusion(species)[self.ends[:, 0]] * factors

    def with_values(self, name: str, values: ArrayLike) -> Network:
        """A copy in which one parameter has the given value in each compartment.

        `values` has shape (n_compartments,); entries that are nan leave theirs as it is.
        """
        column = np.broadcast_to(np.asarray(values, dtype=float), len(self.compartments))
        changed = tuple(
            c if math.isnan(v) else replace(c, values={**c.values, name: float(v)})
            for c, v in zip(self.compartments, column, strict=True)
        )
        return replace(self, compartments=changed)


State = Mapping[str, Floats]
"""Species -> concentration (uM) in each compartment; nan where the kind lacks it."""


def state_arrays(
    network: Network, initial: Mapping[str, Mapping[str, float]] | Mapping[str, ArrayLike]
) -> dict[str, Floats]:
    """Concentrations of the whole network from values by kind, or completed from arrays.

    Parameters
    ----------
    initial : kind -> species -> uM, or species -> array (n_compartments,). What is not named
        starts at 0.

    Raises
    ------
    ChemistryError : unknown kinds or species, negative or infinite values.
    """
    n = len(network.compartments)
    state = {name: np.full(n, np.nan) for name in network.species}
    for kind, members in network.members.items():
        for s in network.schemes[kind].species:
            state[s.name][members] = 0.0
    for key, given in initial.items():
        if isinstance(given, Mapping):
            if key not in network.schemes:
                raise ChemistryError(f"no kind '{key}'", tip=suggestion(key, network.schemes))
            known = {s.name for s in network.schemes[key].species}
            for name, value in given.items():
                if name not in known:
                    raise ChemistryError(
                        f"compartments of kind '{key}' have no '{name}'",
                        tip=suggestion(name, known),
                    )
                state[name][network.members[key]] = value
        else:
            if key not in state:
                raise ChemistryError(f"no species '{key}'", tip=suggestion(key, state))
            held = ~np.isnan(state[key])
            state[key][held] = np.broadcast_to(np.asarray(given, dtype=float), n)[held]
    for kind, members in network.members.items():
        for s in network.schemes[kind].species:
            values = state[s.name][members]
            wrong = ~np.isfinite(values) | ((values < 0) & (not s.bookkeeping))
            if wrong.any():
                worst = int(members[int(np.argmax(wrong))])
                raise ChemistryError(
                    f"'{s.name}' cannot start at {state[s.name][worst]:g} uM",
                    where=network.compartments[worst].name,
                )
    return state
