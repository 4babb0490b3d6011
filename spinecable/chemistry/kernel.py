"""The compiled chemistry of a network: its state, its steps, its accounts."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spinecable.chemistry import rates
from spinecable.chemistry.adaptive import AdaptiveReport, advance_adaptive
from spinecable.chemistry.kernel_source import kernel_source, mobile_species, work_size
from spinecable.chemistry.network import Floats, Link, Network, state_arrays
from spinecable.errors import ChemistryError, suggestion
from spinecable.mechanisms.cache import digest

_ALIGNMENT = 64
_Long = ctypes.c_long
_Doubles = ctypes.POINTER(ctypes.c_double)
_Longs = ctypes.POINTER(ctypes.c_long)


class _Kind(ctypes.Structure):
    _fields_ = (
        *((name, _Long) for name in ("count", "blocks")),
        *(
            (name, _Doubles)
            for name in ("state", "values", "source", "work", "schur", "rhs", "change")
        ),
        *((name, _Longs) for name in ("place", "slots")),
    )


_SCALARS = ("ca", "ca_flow", "ca_conductance", "per_volume", "coupling")
_VECTORS = ("field", "change", "flow", "conductance", "ratio", "inverse")


class _Tree(ctypes.Structure):
    _fields_ = (
        *((name, _Long) for name in ("count", "kinds")),
        *((name, _Longs) for name in ("parent", "order")),
        *(
            (name, _Doubles)
            for name in (*("volume", "link", "diffusion", *_SCALARS, *_VECTORS, "block", "ca_uM"),)
        ),
        ("kind", ctypes.POINTER(_Kind)),
    )


@lru_cache(maxsize=16)
def _library(source: str) -> ctypes.CDLL:
    from spinecable.mechanisms.cxx import compile_shared

    library = ctypes.CDLL(str(compile_shared(source, "chemistry_kernel")))
    library.advance.restype = ctypes.c_long
    library.advance.argtypes = [
        ctypes.POINTER(_Tree),
        ctypes.c_double,
        ctypes.c_long,
        ctypes.c_void_p,
        ctypes.c_void_p,
        ctypes.c_int,
    ]
    library.factorise.argtypes = [ctypes.POINTER(_Tree), ctypes.c_double]
    library.publish.argtypes = [ctypes.POINTER(_Tree)]
    return library


class Kernel:
    """A network with a state, advanced in time by compiled code.

    Arrays that the caller passes or receives have one entry per compartment, in the order of
    ``network.compartments``.

    Parameters
    ----------
    network : compartments, links, schemes.
    initial : concentrations (uM) at the start, by kind (``{"head": {"ca": 0.05}}``) or as arrays
        by species; what is not named starts at 0.

    Attributes
    ----------
    source_hash : digest of the generated code, which the schemes alone decide.

    Raises
    ------
    ChemistryError : an initial value that cannot be.
    MechanismError, ToolchainError : no compiler, or it refuses the code.
    """

    def __init__(
        self,
        network: Network,
        *,
        initial: Mapping[str, Mapping[str, float]] | Mapping[str, ArrayLike],
    ) -> None:
        self.network = network
        source = kernel_source(network.schemes)
        self.source_hash = digest([source])
        self._library = _library(source)
        self._width = int(self._library.lane_width())
        self._parents, self._order = _tree(network)
        self._places = np.argsort(self._order)
        self._sorted = {
            kind: members[np.argsort(self._places[members])]
            for kind, members in network.members.items()
        }
        self._kept: list[Any] = []
        self._state: Floats
        self._blocks: dict[str, Floats] = {}
        self._values: dict[str, Floats] = {}
        self._tree = self._build()
        self._dt_ms = float("nan")
        for name, values in state_arrays(network, initial).items():
            self._write(name, values)
        self._publish()

    # -- memory ---------------------------------------------------------------------------

    def _keep(self, array: NDArray[Any]) -> Any:
        """A pointer to the array's data, which lives as long as the kernel."""
        self._kept.append(array)
        kind = _Longs if array.dtype == np.int64 else _Doubles
        return array.ctypes.data_as(kind)

    def _build(self) -> _Tree:
        network, width = self.network, self._width
        n = len(network.compartments)
        counts = {k: -(-len(m) // width) for k, m in self._sorted.items()}
        sizes = {k: counts[k] * len(network.schemes[k].species) * width for k in counts}
        self._state = aligned(sum(sizes.values()))
        mobile = mobile_species(network.schemes)
        rows = len(mobile)
        diffusion = np.stack([network.diffusion(name)[self._order] for name in mobile], axis=1)

        kinds = (_Kind * len(network.schemes))()
        start = 0
        for entry, (kind, members) in zip(kinds, self._sorted.items(), strict=True):
            scheme, blocks = network.schemes[kind], counts[kind]
            names = [s.name for s in scheme.species]
            state = self._state[start : start + sizes[kind]]
            start += sizes[kind]
            values = aligned(blocks * len(scheme.parameters) * width)
            self._blocks[kind] = state.reshape(blocks, len(names), width)
            self._values[kind] = values.reshape(blocks, len(scheme.parameters), width)
            slots = np.array([names.index(m) if m in names else -1 for m in mobile], np.int64)
            entry.count, entry.blocks = len(members), blocks
            entry.state, entry.values = self._keep(state), self._keep(values)
            for field, size in (
                ("source", rows),
                ("work", work_size(scheme, mobile)),
                ("schur", rows * rows),
                ("rhs", rows),
                ("change", rows),
            ):
                setattr(entry, field, self._keep(aligned(blocks * size * width)))
            entry.place = self._keep(self._places[members].astype(np.int64))
            entry.slots = self._keep(slots)
            sort = np.argsort(self._places[network.members[kind]])
            for name, column in network.columns[kind].items():
                self._write_value(kind, name, column[sort])
        self._kept.append(kinds)

        self._volumes = aligned(n)
        self._volumes[:] = network.volumes_um3[self._order]
        self._links = aligned(n)
        self._links[:] = self._link_factors(network.links)
        self._ca = np.zeros(n)
        tree = _Tree(count=n, kinds=len(kinds))
        tree.parent = self._keep(self._parents)
        tree.order = self._keep(self._order)
        tree.volume, tree.link = self._keep(self._volumes), self._keep(self._links)
        tree.diffusion = self._keep(np.ascontiguousarray(diffusion))
        others = int(self._library.others_size())
        for field in _SCALARS:
            setattr(tree, field, self._keep(aligned(n)))
        for field in _VECTORS:
            setattr(tree, field, self._keep(aligned(n * others)))
        tree.block = self._keep(aligned(n * rows * (rows + 1)))
        tree.ca_uM = self._keep(self._ca)
        tree.kind = kinds
        return tree

    def _link_factors(self, links: Sequence[Link]) -> Floats:
        """Factor of the link to the parent, in tree order (0 at roots)."""
        result = np.zeros(len(self._order))
        for link in links:
            a, b = self._places[link.a], self._places[link.b]
            result[max(a, b)] = link.factor_um
        return result

    def _fill(self, kind: str, block: Floats, values: Floats) -> None:
        flat = np.full(block.shape[0] * self._width, values[-1] if len(values) else 0.0)
        flat[: len(values)] = values
        block[:] = flat.reshape(-1, self._width)

    def _write(self, name: str, values: Floats) -> None:
        for kind, members in self._sorted.items():
            slot = _slot(self.network.schemes[kind].species, name)
            if slot is not None and len(members):
                self._fill(kind, self._blocks[kind][:, slot], values[members])

    def _write_value(self, kind: str, name: str, values: Floats) -> None:
        slot = _slot(self.network.schemes[kind].parameters, name)
        if slot is not None and len(values):
            self._fill(kind, self._values[kind][:, slot], values)

    def _publish(self) -> None:
        self._library.publish(ctypes.byref(self._tree))

    # -- state ----------------------------------------------------------------------------

    @property
    def ca_uM(self) -> Floats:
        """Free calcium (uM); a live array that each step overwrites. Do not write to it."""
        return self._ca

    @property
    def volumes_um3(self) -> Floats:
        """Present volume of every compartment."""
        return self._volumes[self._places]

    def _read(self, name: str, store: Mapping[str, Floats], what: str) -> Floats:
        result = np.full(len(self.network.compartments), np.nan)
        found = False
        for kind, members in self._sorted.items():
            scheme = self.network.schemes[kind]
            slot = _slot(scheme.species if what == "species" else scheme.parameters, name)
            if slot is not None:
                found = True
                result[members] = store[kind][:, slot].ravel()[: len(members)]
        if not found:
            known = {
                x.name
                for s in self.network.schemes.values()
                for x in (s.species if what == "species" else s.parameters)
            }
            raise ChemistryError(f"no {what} '{name}'", tip=suggestion(name, known))
        return result

    def state(self, species: str) -> Floats:
        """Concentration (uM) in every compartment; nan where the kind lacks the species."""
        return self._read(species, self._blocks, "species")

    def probe(self, weights: Mapping[str, float], compartments: ArrayLike) -> Callable[[], Floats]:
        """A fast reader of a weighted sum of species (uM) in some compartments of one kind.

        Calling what is returned gives shape (n,), in the order of `compartments`.
        """
        chosen = np.asarray(compartments, dtype=np.int64)
        every = np.arange(len(self._state))
        places = []
        for name in weights:
            numbered = np.full(len(self.network.compartments), -1, dtype=np.int64)
            for kind, members in self._sorted.items():
                slot = _slot(self.network.schemes[kind].species, name)
                block = self._blocks[kind]
                if slot is not None and len(members):
                    start = (block.ctypes.data - self._state.ctypes.data) // 8
                    own = every[start : start + block.size].reshape(block.shape)[:, slot]
                    numbered[members] = own.ravel()[: len(members)]
            if np.any(numbered[chosen] < 0):
                bad = int(chosen[numbered[chosen] < 0][0])
                raise ChemistryError(
                    f"there is no species '{name}'", where=self.network.compartments[bad].name
                )
            places.append(numbered[chosen])
        index = np.array(places)
        factors = np.array(list(weights.values()))
        return lambda: factors @ self._state[index]

    def states(self) -> dict[str, Floats]:
        """Every species' concentrations; what `initial` takes."""
        return {name: self.state(name) for name in self.network.species}

    def set_state(self, species: str, values: ArrayLike) -> None:
        """Overwrite one species (uM), with a number or one value per compartment."""
        self.state(species)
        n = len(self.network.compartments)
        self._write(species, np.array(np.broadcast_to(np.asarray(values, dtype=float), n)))
        self._publish()

    def parameter(self, name: str) -> Floats:
        """A parameter's value in every compartment; nan where the scheme lacks it."""
        return self._read(name, self._values, "parameter")

    def set_parameter(self, name: str, values: ArrayLike) -> None:
        """Overwrite a parameter; nothing is compiled again. Diffusion coefficients are refused."""
        self.parameter(name)
        if any(s.diffusion == name for v in self.network.schemes.values() for s in v.species):
            raise ChemistryError(
                f"'{name}' is a diffusion coefficient", tip="Build a new network with it."
            )
        given = np.broadcast_to(np.asarray(values, dtype=float), len(self.network.compartments))
        for kind, members in self._sorted.items():
            self._write_value(kind, name, given[members])

    def set_geometry(self, volumes_um3: ArrayLike, factors_um: ArrayLike) -> None:
        """New volumes and link factors; every amount stays where it is.

        Parameters
        ----------
        volumes_um3 : shape (n_compartments,).
        factors_um : area / length of each link, in the order of ``network.links``.
        """
        volumes = np.asarray(volumes_um3, dtype=float)
        factors = np.asarray(factors_um, dtype=float)
        if volumes.shape != self._volumes.shape or len(factors) != len(self.network.links):
            raise ChemistryError("one volume per compartment and one factor per link are needed")
        if not (np.all(volumes > 0) and np.all(factors > 0)):
            raise ChemistryError("volumes and link factors must be positive")
        ratio = self.volumes_um3 / volumes
        for name in self.network.species:
            self._write(name, self.state(name) * ratio)
        self._volumes[:] = volumes[self._order]
        self._links[:] = self._link_factors(
            [Link(k.a, k.b, float(f)) for k, f in zip(self.network.links, factors, strict=True)]
        )
        self._dt_ms = float("nan")
        self._publish()

    def snapshot(self) -> Floats:
        """A copy of the whole state for `restore`."""
        return self._state.copy()

    def restore(self, snapshot: Floats) -> None:
        """Return to a state taken with `snapshot`."""
        self._state[:] = snapshot
        self._publish()

    def tolerated(self) -> NDArray[np.bool_]:
        """Entries of a snapshot that count as error: not accounts, not unused lanes."""
        parts = []
        for kind, block in self._blocks.items():
            used = np.arange(block.shape[0] * self._width) < len(self._sorted[kind])
            counts = [not s.bookkeeping for s in self.network.schemes[kind].species]
            parts.append(
                (used.reshape(-1, 1, self._width) & np.array(counts)[None, :, None]).ravel()
            )
        return np.concatenate(parts)

    # -- time -----------------------------------------------------------------------------

    def advance(
        self,
        dt_ms: float,
        inflow_uM_um3_per_ms: ArrayLike | None = None,
        clamped: ArrayLike | None = None,
        *,
        steps: int = 1,
        coupled: bool = False,
    ) -> None:
        """One step, or several with the same inflow.

        Parameters
        ----------
        dt_ms : length of a step.
        inflow_uM_um3_per_ms : calcium that enters each compartment through its membrane.
        clamped : True where free calcium is held (the amount that this takes is not booked).
        coupled : solve all mobile species together with calcium. Needed where steps are long
            against their diffusion; several times as costly.

        Raises
        ------
        ChemistryError : calcium is no longer a number.
        """
        n = len(self.network.compartments)
        inflow = mask = None
        if inflow_uM_um3_per_ms is not None:
            inflow = np.ascontiguousarray(inflow_uM_um3_per_ms, dtype=float)
            if inflow.shape != (n,):
                raise ChemistryError(f"the inflow has shape {inflow.shape}, not ({n},)")
        if clamped is not None:
            mask = np.ascontiguousarray(np.broadcast_to(np.asarray(clamped, dtype=np.uint8), n))
        if dt_ms != self._dt_ms:
            if not dt_ms > 0:
                raise ChemistryError(f"a step of {dt_ms} ms")
            self._library.factorise(ctypes.byref(self._tree), dt_ms * 1e-3)
            self._dt_ms = dt_ms
        failed = self._library.advance(
            ctypes.byref(self._tree),
            dt_ms * 1e-3,
            steps,
            None if inflow is None else inflow.ctypes.data,
            None if mask is None else mask.ctypes.data,
            int(coupled),
        )
        if failed:
            bad = failed - 1
            if inflow is not None and not np.isfinite(inflow).all():
                bad = int(np.argmin(np.isfinite(inflow)))
            raise ChemistryError(
                f"calcium is not a number after a step of {dt_ms:g} ms",
                where=self.network.compartments[bad].name,
                tip="Check the inflow and the parameters of this compartment.",
            )

    def advance_adaptive(
        self,
        duration_ms: float,
        inflow_uM_um3_per_ms: ArrayLike | None = None,
        *,
        clamped: ArrayLike | None = None,
        rtol: float = 1e-3,
        first_dt_ms: float = 0.1,
        largest_dt_ms: float = 6e4,
        sample_times_ms: Sequence[float] | Floats | None = None,
        on_sample: Callable[[float], None] | None = None,
    ) -> AdaptiveReport:
        """Steps as long as the accuracy allows; see `spinecable.chemistry.adaptive`."""
        return advance_adaptive(
            self,
            duration_ms,
            inflow_uM_um3_per_ms,
            clamped=clamped,
            rtol=rtol,
            first_dt_ms=first_dt_ms,
            largest_dt_ms=largest_dt_ms,
            sample_times_ms=sample_times_ms,
            on_sample=on_sample,
        )

    # -- accounts -------------------------------------------------------------------------

    def total(self, name: str) -> float:
        """Amount (uM um^3) of a species, or of a conserved total of the schemes."""
        weights: dict[str, Mapping[str, float]] = {}
        for kind, scheme in self.network.schemes.items():
            if name in scheme.conserved:
                weights[kind] = scheme.conserved[name]
            elif name in {s.name for s in scheme.species}:
                weights[kind] = {name: 1.0}
        if not weights:
            known = {t for s in self.network.schemes.values() for t in s.conserved}
            raise ChemistryError(f"no total '{name}'", tip=suggestion(name, known))
        return self._amount(weights)

    def calcium_total(self) -> float:
        """All calcium (uM um^3): free, bound, and the account of what was extruded."""
        return self._amount(
            {
                kind: {s.name: float(s.calcium) for s in scheme.species}
                for kind, scheme in self.network.schemes.items()
            }
        )

    def _amount(self, weights: Mapping[str, Mapping[str, float]]) -> float:
        volumes = self.volumes_um3
        return float(
            sum(
                weight * np.dot(volumes[self.network.members[kind]], self.state(name)[members])
                for kind, members in self.network.members.items()
                for name, weight in weights.get(kind, {}).items()
            )
        )

    def derivative(self, inflow_uM_um3_per_ms: ArrayLike | None = None) -> float:
        """Largest |dx/dt| relative to the turnover of the same species (0 at a fixed point)."""
        network = self.network
        for kind, scheme in network.schemes.items():
            for p in scheme.parameters:
                if p.per_compartment and len(network.members[kind]):
                    network = network.with_values(p.name, self._only(kind, p.name, network))
        return rates.imbalance(network, self.states(), inflow_uM_um3_per_ms)

    def _only(self, kind: str, name: str, network: Network) -> Floats:
        values = np.full(len(network.compartments), np.nan)
        members = network.members[kind]
        values[members] = self.parameter(name)[members]
        return values


def aligned(size: int) -> Floats:
    """Zeros whose address suits every vector instruction."""
    raw = np.zeros(size + _ALIGNMENT // 8)
    offset = (-raw.ctypes.data % _ALIGNMENT) // 8
    return raw[offset : offset + size]


def _slot(items: Sequence[Any], name: str) -> int | None:
    return next((i for i, item in enumerate(items) if item.name == name), None)


def _tree(network: Network) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Parents (tree positions, -1 at roots) and the compartment at each tree position."""
    n = len(network.compartments)
    neighbours: list[list[int]] = [[] for _ in range(n)]
    for link in network.links:
        neighbours[link.a].append(link.b)
        neighbours[link.b].append(link.a)
    order: list[int] = []
    parent = np.full(n, -1, dtype=np.int64)
    place = np.full(n, -1)
    for root in range(n):
        if place[root] >= 0:
            continue
        stack = [(root, -1)]
        while stack:
            i, above = stack.pop()
            place[i] = len(order)
            parent[place[i]] = above
            order.append(i)
            stack += [(j, int(place[i])) for j in neighbours[i] if place[j] < 0]
    return parent, np.array(order, dtype=np.int64)
