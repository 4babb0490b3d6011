"""Where the compiled chemistry keeps its numbers, and how they are read and written by name."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from spinecable.chemistry.kernel_library import (
    SCALARS,
    VECTORS,
    Doubles,
    Kind,
    Longs,
    Tree,
    aligned,
    load,
)
from spinecable.chemistry.kernel_source import kernel_source, mobile_species, work_size
from spinecable.chemistry.network import Floats, Link, Network
from spinecable.errors import ChemistryError, suggestion
from spinecable.mechanisms.cache import digest

What = Literal["species", "parameter"]


class Memory:
    """The arrays of one network in the order and alignment of the compiled code.

    Compartments stand there in the order of a tree, and those of one kind in blocks of as many as
    a vector of the processor holds; the last block is filled up with copies. Arrays that the
    methods take and give are in the order of ``network.compartments``.

    Attributes
    ----------
    library : the compiled code.
    source_hash : digest of the generated code, which the schemes alone decide.
    order, places : compartment at each position of the tree; position of each compartment.
    members : by kind, its compartments in the order of its blocks.
    width : compartments in a block.
    state : concentrations (uM) of every kind, one after the other.
    volumes, links : volume (um3), and factor (um) of the link to the parent, in tree order.
    ca_uM : free calcium by compartment, written by the compiled code.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        source = kernel_source(network.schemes)
        self.source_hash = digest([source])
        self.library = load(source)
        self.width = int(self.library.lane_width())
        self._parents, self.order = _tree(network)
        self.places = np.argsort(self.order)
        self.members = {
            kind: members[np.argsort(self.places[members])]
            for kind, members in network.members.items()
        }
        self._kept: list[Any] = []
        self.state: Floats
        self.blocks: dict[str, Floats] = {}
        self._values: dict[str, Floats] = {}
        self.tree = self._build()

    # -- building -------------------------------------------------------------------------

    def _keep(self, array: NDArray[Any]) -> Any:
        """A pointer to the array's data, which lives as long as this memory."""
        self._kept.append(array)
        kind = Longs if array.dtype == np.int64 else Doubles
        return array.ctypes.data_as(kind)

    def _build(self) -> Tree:
        network, width = self.network, self.width
        n = len(network.compartments)
        counts = {k: -(-len(m) // width) for k, m in self.members.items()}
        sizes = {k: counts[k] * len(network.schemes[k].species) * width for k in counts}
        self.state = aligned(sum(sizes.values()))
        mobile = mobile_species(network.schemes)
        rows = len(mobile)
        diffusion = np.stack([network.diffusion(name)[self.order] for name in mobile], axis=1)

        kinds = (Kind * len(network.schemes))()
        start = 0
        for entry, (kind, members) in zip(kinds, self.members.items(), strict=True):
            scheme, blocks = network.schemes[kind], counts[kind]
            names = [s.name for s in scheme.species]
            state = self.state[start : start + sizes[kind]]
            start += sizes[kind]
            values = aligned(blocks * len(scheme.parameters) * width)
            self.blocks[kind] = state.reshape(blocks, len(names), width)
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
            entry.place = self._keep(self.places[members].astype(np.int64))
            entry.slots = self._keep(slots)
            sort = np.argsort(self.places[network.members[kind]])
            for name, column in network.columns[kind].items():
                self._fill(kind, "parameter", name, column[sort])
        self._kept.append(kinds)

        self.volumes = aligned(n)
        self.volumes[:] = network.volumes_um3[self.order]
        self.links = aligned(n)
        self.links[:] = self.link_factors(network.links)
        self.ca_uM = np.zeros(n)
        tree = Tree(count=n, kinds=len(kinds))
        tree.parent = self._keep(self._parents)
        tree.order = self._keep(self.order)
        tree.volume, tree.link = self._keep(self.volumes), self._keep(self.links)
        tree.diffusion = self._keep(np.ascontiguousarray(diffusion))
        others = int(self.library.others_size())
        for field in SCALARS:
            setattr(tree, field, self._keep(aligned(n)))
        for field in VECTORS:
            setattr(tree, field, self._keep(aligned(n * others)))
        tree.block = self._keep(aligned(n * rows * (rows + 1)))
        tree.ca_uM = self._keep(self.ca_uM)
        tree.kind = kinds
        return tree

    def link_factors(self, links: Sequence[Link]) -> Floats:
        """Factor of the link to the parent, in tree order (0 at roots)."""
        result = np.zeros(len(self.order))
        for link in links:
            a, b = self.places[link.a], self.places[link.b]
            result[max(a, b)] = link.factor_um
        return result

    # -- by name --------------------------------------------------------------------------

    def _store(self, what: What) -> Mapping[str, Floats]:
        return self.blocks if what == "species" else self._values

    def _slot(self, kind: str, what: What, name: str) -> int | None:
        """Place of a species or parameter in a block of its kind; None where it is absent."""
        names = self._names(kind, what)
        return names.index(name) if name in names else None

    def _names(self, kind: str, what: What) -> list[str]:
        scheme = self.network.schemes[kind]
        if what == "species":
            return [species.name for species in scheme.species]
        return [parameter.name for parameter in scheme.parameters]

    def _fill(self, kind: str, what: What, name: str, values: Floats) -> None:
        """Write what stands in the order of a kind's blocks; the last value fills them up."""
        slot = self._slot(kind, what, name)
        if slot is None or not len(values):
            return
        block = self._store(what)[kind][:, slot]
        flat = np.full(block.shape[0] * self.width, values[-1])
        flat[: len(values)] = values
        block[:] = flat.reshape(-1, self.width)

    def write(self, what: What, name: str, values: Floats) -> None:
        """Overwrite a species or parameter wherever it exists."""
        for kind, members in self.members.items():
            self._fill(kind, what, name, values[members])

    def read(self, what: What, name: str) -> Floats:
        """A species or parameter in every compartment; nan where the kind lacks it."""
        result = np.full(len(self.network.compartments), np.nan)
        found = False
        for kind, members in self.members.items():
            slot = self._slot(kind, what, name)
            if slot is not None:
                found = True
                result[members] = self._store(what)[kind][:, slot].ravel()[: len(members)]
        if not found:
            known = {n for kind in self.members for n in self._names(kind, what)}
            raise ChemistryError(f"no {what} '{name}'", tip=suggestion(name, known))
        return result

    def positions(self, name: str) -> NDArray[np.int64]:
        """Where in `state` each compartment keeps a species; -1 where it has none."""
        result = np.full(len(self.network.compartments), -1, dtype=np.int64)
        every = np.arange(len(self.state))
        for kind, members in self.members.items():
            slot = self._slot(kind, "species", name)
            block = self.blocks[kind]
            if slot is not None and len(members):
                start = (block.ctypes.data - self.state.ctypes.data) // 8
                own = every[start : start + block.size].reshape(block.shape)[:, slot]
                result[members] = own.ravel()[: len(members)]
        return result

    def tolerated(self) -> NDArray[np.bool_]:
        """Entries of `state` that count as error: not accounts, not what fills up blocks."""
        parts = []
        for kind, block in self.blocks.items():
            used = np.arange(block.shape[0] * self.width) < len(self.members[kind])
            counts = [not s.bookkeeping for s in self.network.schemes[kind].species]
            parts.append(
                (used.reshape(-1, 1, self.width) & np.array(counts)[None, :, None]).ravel()
            )
        return np.concatenate(parts)

    def publish(self) -> None:
        """Let the compiled code write `ca_uM` from the state."""
        self.library.publish(ctypes.byref(self.tree))


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
