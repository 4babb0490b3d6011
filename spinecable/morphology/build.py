"""From parsed sections to a Morphology: names, order, path distances, domains."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from spinecable.morphology.domains import Branch, classify
from spinecable.morphology.soma import surface_gap_um
from spinecable.morphology.tree import FloatArray, Morphology, Section, Soma, polyline_length_um

KINDS = {2: "axon", 3: "basal", 4: "apical"}
MIN_LENGTH_UM = 1e-6


@dataclass(frozen=True)
class Raw:
    """Sections as the file has them, parents before children.

    Parameters
    ----------
    soma : None where the file has none.
    parents : index of each section's parent, -1 at the soma.
    types : SWC type numbers.
    loose_um : first points of pieces that are connected to nothing.
    """

    soma: Soma | None
    parents: list[int]
    types: list[int]
    points_um: list[FloatArray]
    diameters_um: list[FloatArray]
    loose_um: list[FloatArray] = field(default_factory=list)

    def with_soma(self, soma: Soma) -> Raw:
        """A copy with another soma."""
        return replace(self, soma=soma)

    def with_loose(self, points: Iterable[tuple[float, float, float]]) -> Raw:
        """A copy that marks the neurites beginning at `points` as connected to nothing."""
        return replace(self, loose_um=[np.array(point) for point in points])

    def is_loose(self, index: int) -> bool:
        """Whether a section is the first one of a piece connected to nothing."""
        start = self.points_um[index][0]
        return self.parents[index] < 0 and any(
            np.allclose(start, point, rtol=1e-6, atol=1e-4) for point in self.loose_um
        )

    @property
    def empty_ends(self) -> int:
        """How many sections without children have no length."""
        return sum(
            not _long_enough(points) and index not in self.parents
            for index, points in enumerate(self.points_um)
        )

    def without_empty(self) -> Raw:
        """A copy without sections of no length; their children hang on their parents.

        MorphIO makes one of a neurite that branches at its first point, and of doubled points.
        """
        keep = [k for k, points in enumerate(self.points_um) if _long_enough(points)]
        new = {old: k for k, old in enumerate(keep)}

        def heir(index: int) -> int:
            while index >= 0 and index not in new:
                index = self.parents[index]
            return new.get(index, -1)

        return replace(
            self,
            parents=[heir(self.parents[k]) for k in keep],
            types=[self.types[k] for k in keep],
            points_um=[self.points_um[k] for k in keep],
            diameters_um=[self.diameters_um[k] for k in keep],
        )


def _long_enough(points_um: FloatArray) -> bool:
    return len(points_um) > 1 and polyline_length_um(points_um) >= MIN_LENGTH_UM


def build(raw: Raw, *, name: str, path: Path, sha256: str, notices: tuple[str, ...]) -> Morphology:
    """The Morphology of checked sections; `raw.soma` must be there."""
    soma = raw.soma
    if soma is None:
        raise ValueError("build() needs a soma")
    count = len(raw.parents)
    children: list[list[int]] = [[] for _ in range(count)]
    for index, parent in enumerate(raw.parents):
        if parent >= 0:
            children[parent].append(index)
    kinds = _kinds(raw)
    starts, orders = _starts_and_orders(raw, soma, children)
    branches = [
        Branch(parent, tuple(children[k]), starts[k] + polyline_length_um(raw.points_um[k]))
        for k, parent in enumerate(raw.parents)
    ]
    apical = classify(branches, [k for k in range(count) if kinds[k] == "apical"])
    numbers: dict[str, int] = {}
    sections = []
    for index, kind in enumerate(kinds):
        number = numbers.setdefault(kind, 0)
        numbers[kind] += 1
        sections.append(
            Section(
                index=index,
                name=f"{kind}[{number}]",
                parent=raw.parents[index],
                domain=apical.get(index, kind),
                points_um=raw.points_um[index],
                diameters_um=raw.diameters_um[index],
                path_start_um=starts[index],
                branch_order=orders[index],
                children=tuple(children[index]),
            )
        )
    return Morphology(name, path, sha256, soma, tuple(sections), notices)


def _kinds(raw: Raw) -> list[str]:
    """Kind of each section; a custom type takes its parent's, basal at the soma."""
    kinds: list[str] = []
    for index, parent in enumerate(raw.parents):
        inherited = kinds[parent] if parent >= 0 else "basal"
        kinds.append(KINDS.get(raw.types[index], inherited))
    return kinds


def _starts_and_orders(
    raw: Raw, soma: Soma, children: list[list[int]]
) -> tuple[list[float], list[int]]:
    starts: list[float] = []
    orders: list[int] = []
    for index, parent in enumerate(raw.parents):
        if parent < 0:
            loose = raw.is_loose(index) and soma.kind != "assumed"
            starts.append(surface_gap_um(soma, raw.points_um[index][0]) if loose else 0.0)
            orders.append(0)
        else:
            starts.append(starts[parent] + polyline_length_um(raw.points_um[parent]))
            orders.append(orders[parent] + (len(children[parent]) > 1))
    return starts, orders
