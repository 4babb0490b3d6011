"""From the shape of spines and their dendrite to compartments and links.

A head is one compartment, a neck a row of equal cells, and every section that carries spines a
row of cells: fine at each neck base, growing away from it. Cells are joined by their half
resistances in series, so that a narrow neck between wide neighbours keeps its own resistance.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from spinecable.chemistry.network import Compartment, Floats, Link, Network
from spinecable.chemistry.reactions import Scheme
from spinecable.describe.geometry import SpineGeometry
from spinecable.errors import ChemistryError

_SAMPLE_UM = 0.05


@dataclass(frozen=True)
class ShaftSection:
    """A stretch of dendrite with sealed ends.

    Parameters
    ----------
    name : of the section, ``apical[12]``.
    length_um : arc length.
    diameter_um : one number, a function of the arc position (um), or a pair of arrays
        (positions_um rising, diameters_um) between which it is linear (frusta).
    """

    name: str
    length_um: float
    diameter_um: float | Callable[[float], float] | tuple[ArrayLike, ArrayLike]


@dataclass(frozen=True)
class AttachedSpine:
    """A spine and the place of its neck base: section name and arc position (um)."""

    name: str
    geometry: SpineGeometry
    section: str
    position_um: float


@dataclass(frozen=True)
class ShaftCells:
    """The cells of one section: compartment indices, and the arc positions of their borders."""

    section: str
    compartments: tuple[int, ...]
    edges_um: tuple[float, ...]

    @property
    def centres_um(self) -> Floats:
        """Arc position of each cell's middle."""
        edges = np.asarray(self.edges_um)
        return (edges[1:] + edges[:-1]) / 2


@dataclass(frozen=True)
class SpineCells:
    """The compartments of one spine: head, neck from the head down, shaft cell at its base."""

    name: str
    head: int
    neck: tuple[int, ...]
    base: int


@dataclass(frozen=True)
class Grid:
    """Compartments and links in space, and the way back from them to spines and sections.

    `compartments` carry the kinds ``head``, ``neck`` and ``shaft``.
    """

    compartments: tuple[Compartment, ...]
    links: tuple[Link, ...]
    spines: tuple[SpineCells, ...]
    shafts: tuple[ShaftCells, ...]
    attached: tuple[AttachedSpine, ...]
    profiles: Mapping[str, _Profile]

    def network(self, schemes: Mapping[str, Scheme]) -> Network:
        """The network with these reaction schemes for ``head``, ``neck`` and ``shaft``."""
        return Network(self.compartments, self.links, schemes)

    def shaft(self, section: str) -> ShaftCells:
        """The cells of a section."""
        if section not in self._by_section:
            raise ChemistryError(f"the section '{section}' has no calcium grid")
        return self._by_section[section]

    @cached_property
    def _by_section(self) -> Mapping[str, ShaftCells]:
        return {cells.section: cells for cells in self.shafts}

    def windows(self, width_um: float = 1.0) -> sparse.csr_matrix:
        """`window_weights` of every spine, shape (n_spines, n_compartments)."""
        found = [self._window(n, width_um) for n in range(len(self.attached))]
        rows = np.repeat(np.arange(len(found)), [len(cells) for cells, _ in found])
        columns = np.concatenate([cells for cells, _ in found])
        values = np.concatenate([share for _, share in found])
        shape = (len(found), len(self.compartments))
        return sparse.csr_matrix((values, (rows, columns)), shape=shape)

    def _window(self, spine: int, width_um: float) -> tuple[NDArray[np.int64], Floats]:
        """Compartments under a window centred on a neck base, and their weights."""
        attached = self.attached[spine]
        half = width_um / 2
        window = np.array([attached.position_um - half, attached.position_um + half])
        share = self._overlap(attached.section, window, "volume")[:, 0]
        (inside,) = np.nonzero(share)
        cells = np.asarray(self.shaft(attached.section).compartments)[inside]
        return cells, share[inside] / share.sum()

    def window_weights(self, spine: int, width_um: float = 1.0) -> Floats:
        """Weights (n_compartments,) of the volume mean over a window centred on a neck base.

        Where the dendrite ends, the window ends too.
        """
        cells, share = self._window(spine, width_um)
        result = np.zeros(len(self.compartments))
        result[cells] = share
        return result

    def inflow_weights(self, section: str, segment_edges_um: ArrayLike) -> Floats:
        """Share of each segment's calcium inflow that enters each cell, by membrane area.

        Shape (cells of the section, segments); each column sums to 1, so no amount is lost.
        """
        share = self._overlap(section, np.asarray(segment_edges_um, dtype=float), "area")
        return share / share.sum(axis=0)

    def segment_weights(self, section: str, segment_edges_um: ArrayLike) -> Floats:
        """Weights of the volume mean of the cells under each segment.

        Shape (segments, cells of the section); each row sums to 1.
        """
        share = self._overlap(section, np.asarray(segment_edges_um, dtype=float), "volume").T
        return share / share.sum(axis=1, keepdims=True)

    def _overlap(self, section: str, borders: Floats, what: str) -> Floats:
        """Volume or area shared by each cell and each interval between `borders`."""
        edges = np.asarray(self.shaft(section).edges_um)
        if borders.ndim != 1 or len(borders) < 2 or np.any(np.diff(borders) <= 0):
            raise ChemistryError("segment borders must be a rising list", where=section)
        low = np.clip(np.maximum(edges[:-1, None], borders[None, :-1]), edges[0], edges[-1])
        high = np.clip(np.minimum(edges[1:, None], borders[None, 1:]), edges[0], edges[-1])
        high = np.maximum(low, high)
        profile = self.profiles[section]
        measure = profile.volume if what == "volume" else profile.area
        share = measure(high) - measure(low)
        if np.any(share.sum(axis=0) <= 0):
            raise ChemistryError("a segment lies outside of the section", where=section)
        return np.asarray(share)


class _Profile:
    """Integrals along one section: volume, side area and resistance (length / cross-section)."""

    def __init__(self, section: ShaftSection) -> None:
        length = section.length_um
        if not (math.isfinite(length) and length > 0):
            raise ChemistryError(f"the length is {length} um", where=section.name)
        x = np.linspace(0.0, length, max(3, math.ceil(length / _SAMPLE_UM) + 1))
        given = section.diameter_um
        if isinstance(given, tuple):
            knots, values = (np.asarray(a, dtype=float) for a in given)
            if knots.shape != values.shape or len(knots) < 1 or np.any(np.diff(knots) < 0):
                raise ChemistryError("diameters need one rising position each", where=section.name)
            x = np.union1d(x, knots[(knots > 0) & (knots < length)])
            d = np.interp(x, knots, values)
        elif callable(given):
            d = np.array([float(given(float(v))) for v in x])
        else:
            d = np.full(len(x), float(given))
        if not (np.all(np.isfinite(d)) and np.all(d > 0)):
            raise ChemistryError("the diameter is not positive everywhere", where=section.name)
        step, a, b = np.diff(x), d[:-1], d[1:]
        self._x = x
        self._volume = _running(math.pi / 12 * (a * a + a * b + b * b) * step)
        self._area = _running(math.pi / 2 * (a + b) * step)
        self._resistance = _running(4 / math.pi * step / (a * b))

    def volume(self, at_um: Floats) -> Floats:
        """Volume (um^3) from the start of the section to `at_um`."""
        return np.interp(at_um, self._x, self._volume)

    def area(self, at_um: Floats) -> Floats:
        """Side area (um^2) from the start of the section to `at_um`."""
        return np.interp(at_um, self._x, self._area)

    def resistance(self, at_um: Floats) -> Floats:
        """Integral of dx / cross-section (1/um) from the start of the section to `at_um`."""
        return np.interp(at_um, self._x, self._resistance)


def _running(steps: Floats) -> Floats:
    return np.concatenate(([0.0], np.cumsum(steps)))


def build_grid(
    spines: Sequence[AttachedSpine],
    sections: Sequence[ShaftSection],
    *,
    neck_cells: int = 5,
    neck_cell_um: float = 0.1,
    shaft_cell_um: float = 0.1,
    fine_um: float = 0.5,
    growth: float = 1.3,
    coarsest_um: float = 5.0,
    joints: Sequence[tuple[str, str]] = (),
) -> Grid:
    """Compartments of all spines and of the sections that carry them.

    Parameters
    ----------
    spines, sections : every spine's section must be among `sections`; each section becomes a
        row of cells from end to end.
    neck_cells, neck_cell_um : each neck is a row of at least `neck_cells` equal cells, none
        longer than `neck_cell_um`. Calcium's length constant in a thin neck is a few tenths
        of a um; peaks in the head of a 4 um neck err by 0.7 % at 0.1 um, by 2.8 % at 0.2 um.
    shaft_cell_um : length of the cells within `fine_um` of a neck base; a quarter of calcium's
        length constant there (0.35-0.5 um with immobile buffer) at most.
    growth : ratio of neighbouring cells further away, up to `coarsest_um`.
    joints : pairs (section, parent): the start of the one is the end of the other. Ends that no
        joint names are sealed.

    Raises
    ------
    ChemistryError : a joint or a spine on an unknown section, a spine beyond its end, or
        impossible sizes.

    Notes
    -----
    A cell is centred on each neck base; bases nearer than half a cell share one, centred on
    their mean. Half of a head resists like a cylinder of the head's cross-section and volume,
    half its length being d/3; the shaft cell is entered without further resistance.
    """
    if (
        neck_cells < 1
        or neck_cell_um <= 0
        or shaft_cell_um <= 0
        or growth <= 1
        or coarsest_um < shaft_cell_um
    ):
        raise ChemistryError(
            f"no grid with {neck_cells} neck cells, shaft cells from {shaft_cell_um:g} to "
            f"{coarsest_um:g} um, growth {growth:g}"
        )
    by_name = {s.name: s for s in sections}
    for spine in spines:
        host = by_name.get(spine.section)
        if host is None:
            raise ChemistryError(f"no section '{spine.section}'", where=spine.name)
        if not 0 <= spine.position_um <= host.length_um:
            raise ChemistryError(
                f"{spine.position_um:g} um lies beyond '{host.name}' of {host.length_um:g} um",
                where=spine.name,
            )
    bases_um: dict[str, list[float]] = {section.name: [] for section in sections}
    for spine in spines:
        bases_um[spine.section].append(spine.position_um)
    compartments: list[Compartment] = []
    links: list[Link] = []
    shafts: list[ShaftCells] = []
    profiles: dict[str, _Profile] = {}
    for section in sections:
        profile = profiles[section.name] = _Profile(section)
        bases = sorted(bases_um[section.name])
        edges = _edges(section.length_um, bases, shaft_cell_um, fine_um, growth, coarsest_um)
        first = len(compartments)
        volume, area = np.diff(profile.volume(edges)), np.diff(profile.area(edges))
        for n, (v, a) in enumerate(zip(volume, area, strict=True)):
            compartments.append(
                Compartment(f"{section.name}.shaft[{n}]", "shaft", float(v), float(a))
            )
        between = np.diff(profile.resistance((edges[1:] + edges[:-1]) / 2))
        links += [Link(first + n, first + n + 1, float(1 / r)) for n, r in enumerate(between)]
        indices = tuple(range(first, first + len(volume)))
        shafts.append(ShaftCells(section.name, indices, tuple(float(e) for e in edges)))
    by_section = {s.section: s for s in shafts}
    for child, parent in joints:
        for name in (child, parent):
            if name not in by_section:
                raise ChemistryError(f"a joint names the section '{name}', which is not there")
        links.append(_joint(by_section[child], by_section[parent], profiles))
    cells = []
    for spine in spines:
        shaft = by_section[spine.section]
        slot = int(np.searchsorted(shaft.edges_um, spine.position_um, side="right")) - 1
        base = shaft.compartments[min(max(slot, 0), len(shaft.compartments) - 1)]
        count = max(neck_cells, math.ceil(spine.geometry.neck_length_um / neck_cell_um - 1e-9))
        cells.append(_add_spine(spine, base, count, compartments, links))
    return Grid(
        tuple(compartments), tuple(links), tuple(cells), tuple(shafts), tuple(spines), profiles
    )


def _joint(child: ShaftCells, parent: ShaftCells, profiles: Mapping[str, _Profile]) -> Link:
    """The link from the last cell of `parent` to the first of `child`, half of each in series."""
    first, last = np.asarray(child.edges_um[:2]), np.asarray(parent.edges_um[-2:])
    half = [
        float(np.diff(profiles[cells.section].resistance(np.sort([edges.mean(), end])))[0])
        for cells, edges, end in ((child, first, first[0]), (parent, last, last[-1]))
    ]
    return Link(parent.compartments[-1], child.compartments[0], 1 / sum(half))


def _add_spine(
    spine: AttachedSpine,
    base: int,
    neck_cells: int,
    compartments: list[Compartment],
    links: list[Link],
) -> SpineCells:
    g = spine.geometry
    head = len(compartments)
    compartments.append(Compartment(f"{spine.name}.head", "head", g.volume_um3, g.head_area_um2))
    neck = tuple(range(head + 1, head + 1 + neck_cells))
    volume, area = g.neck_volume_um3 / neck_cells, g.neck_area_um2 / neck_cells
    for n in range(neck_cells):
        compartments.append(Compartment(f"{spine.name}.neck[{n}]", "neck", volume, area))
    links += [
        Link(a, b, factor)
        for a, b, factor in zip(
            (head, *neck), (*neck, base), spine_factors(g, neck_cells), strict=True
        )
    ]
    return SpineCells(spine.name, head, neck, base)


def spine_factors(geometry: SpineGeometry, neck_cells: int) -> tuple[float, ...]:
    """Area / length (um) of the links head - neck cells - shaft, from the head down."""
    d = geometry.diameter_um
    half_head = (d / 3) / (math.pi * d * d / 4)
    half_cell = geometry.neck_length_um / (2 * neck_cells) / geometry.neck_cross_section_um2
    inner = [1 / (2 * half_cell)] * (neck_cells - 1)
    return (1 / (half_head + half_cell), *inner, 1 / half_cell)


def _edges(
    length: float, bases: Sequence[float], cell: float, fine: float, growth: float, coarsest: float
) -> Floats:
    """Cell borders along one section."""
    centred = _centred_cells(length, bases, cell)
    edges = [0.0]
    for low, high in (*centred, (length, length)):
        if low - edges[-1] > 1e-9 * length:
            edges += list(_graded(edges[-1], low, bases, cell, fine, growth, coarsest)[1:])
        edges[-1] = low
        if high > low:
            edges.append(high)
    return np.array(edges)


def _centred_cells(length: float, bases: Sequence[float], cell: float) -> list[tuple[float, float]]:
    """One cell for each group of bases, centred on it and apart from its neighbours."""
    groups: list[list[float]] = []
    for base in bases:
        if groups and base - groups[-1][0] < cell / 2:
            groups[-1].append(base)
        else:
            groups.append([base])
    centres = [float(np.mean(g)) for g in groups]
    result = []
    for n, centre in enumerate(centres):
        half = cell / 2
        for other in (*centres[max(n - 1, 0) : n], *centres[n + 1 : n + 2]):
            half = min(half, abs(other - centre) / 2)
        # Towards a near end the cell reaches the end instead of being centred.
        low = centre - half if centre - half > cell / 4 else 0.0
        high = centre + half if length - centre - half > cell / 4 else length
        result.append((low, high))
    return result


def _graded(
    low: float,
    high: float,
    bases: Sequence[float],
    cell: float,
    fine: float,
    growth: float,
    coarsest: float,
) -> Floats:
    """Borders from `low` to `high`; each cell holds one unit of the integral of 1 / local size."""
    x = np.linspace(low, high, max(3, math.ceil((high - low) / (0.1 * cell)) + 1))
    if bases:
        near = np.asarray(bases)
        slot = np.searchsorted(near, x)
        before = np.abs(x - near[np.clip(slot - 1, 0, len(near) - 1)])
        after = np.abs(near[np.clip(slot, 0, len(near) - 1)] - x)
        distance = np.minimum(before, after)
        size = np.minimum(cell + math.log(growth) * np.maximum(distance - fine, 0.0), coarsest)
    else:
        size = np.full(len(x), coarsest)
    middle = 0.5 * (1 / size[1:] + 1 / size[:-1])
    count = _running(middle * np.diff(x))
    cells = max(1, math.ceil(count[-1] - 1e-9))
    edges = np.interp(np.linspace(0.0, count[-1], cells + 1), count, x)
    edges[0], edges[-1] = low, high
    return edges
