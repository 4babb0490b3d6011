"""A neuron's shape as plain arrays: sections, soma, path distances, domains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spinecable.errors import DescriptionError, suggestion

FloatArray = NDArray[np.float64]

DOMAINS = ("basal", "apical_trunk", "apical_oblique", "apical_tuft", "axon")
APICAL = ("apical_trunk", "apical_oblique", "apical_tuft")
SELECTORS: dict[str, tuple[str, ...]] = {
    "basal": ("basal",),
    "apical": APICAL,
    "apical_trunk": ("apical_trunk",),
    "apical_oblique": ("apical_oblique",),
    "apical_tuft": ("apical_tuft",),
    "axon": ("axon",),
    "dendrite": ("basal", *APICAL),
}


def frozen_array(values: Any) -> FloatArray:
    """A read-only float64 copy, so that a description cannot change under its users."""
    array = np.array(values, dtype=np.float64)
    array.setflags(write=False)
    return array


def polyline_length_um(points_um: FloatArray) -> float:
    """Length of the line through `points_um`, shape (n, 3)."""
    return float(np.linalg.norm(np.diff(points_um, axis=0), axis=1).sum())


def frusta_area_um2(points_um: FloatArray, diameters_um: FloatArray) -> float:
    """Lateral membrane of the truncated cones between consecutive points (um^2).

    Each cone of length l and radii r0, r1 has pi (r0 + r1) sqrt(l^2 + (r0 - r1)^2); its two
    discs carry no membrane.
    """
    lengths = np.linalg.norm(np.diff(points_um, axis=0), axis=1)
    radii = diameters_um / 2
    slant = np.hypot(lengths, np.diff(radii))
    return float(np.sum(np.pi * (radii[:-1] + radii[1:]) * slant))


@dataclass(frozen=True, eq=False)
class Section:
    """An unbranched piece of neurite.

    Parameters
    ----------
    index : place in `Morphology.sections`; a parent always stands before its children.
    name : kind and running number within that kind: ``basal[0]``, ``apical[12]``, ``axon[3]``.
    parent : index of the parent section; -1 is the soma.
    domain : basal, apical_trunk, apical_oblique, apical_tuft or axon.
    points_um : shape (n, 3), n >= 2. The first point is the parent's last one, or, next to the
        soma, the first point of the neurite in the file.
    diameters_um : shape (n,).
    path_start_um : path distance of the first point from the soma's surface (um).
    branch_order : 0 next to the soma, one more at each branch point.
    children : indices of the child sections.
    """

    index: int
    name: str
    parent: int
    domain: str
    points_um: FloatArray
    diameters_um: FloatArray
    path_start_um: float
    branch_order: int
    children: tuple[int, ...]
    arc_um: FloatArray = field(init=False, repr=False)
    length_um: float = field(init=False)

    def __post_init__(self) -> None:
        points = frozen_array(self.points_um)
        steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
        arc = frozen_array(np.concatenate([[0.0], np.cumsum(steps)]))
        object.__setattr__(self, "points_um", points)
        object.__setattr__(self, "diameters_um", frozen_array(self.diameters_um))
        object.__setattr__(self, "arc_um", arc)
        object.__setattr__(self, "length_um", float(arc[-1]))

    @property
    def kind(self) -> str:
        """The name without its number: basal, apical, axon, ais."""
        return self.name.split("[")[0]

    @property
    def path_end_um(self) -> float:
        """Path distance of the last point (um)."""
        return self.path_start_um + self.length_um

    @property
    def area_um2(self) -> float:
        """Membrane of the section: lateral area of its truncated cones (um^2)."""
        return frusta_area_um2(self.points_um, self.diameters_um)

    @property
    def mean_diameter_um(self) -> float:
        """Mean over arc length (um)."""
        return float(np.trapezoid(self.diameters_um, self.arc_um) / self.length_um)

    def point_um(self, position: float) -> FloatArray:
        """Coordinates at a fraction 0-1 of the arc length, shape (3,)."""
        at = position * self.length_um
        return np.array([np.interp(at, self.arc_um, self.points_um[:, axis]) for axis in range(3)])

    def diameter_um(self, position: float) -> float:
        """Diameter at a fraction 0-1 of the arc length (um)."""
        return float(np.interp(position * self.length_um, self.arc_um, self.diameters_um))

    def path_distance_um(self, position: float) -> float:
        """Path distance from the soma's surface at a fraction 0-1 of the arc length (um)."""
        return self.path_start_um + position * self.length_um


@dataclass(frozen=True, eq=False)
class Soma:
    """The cell body: one isopotential cylinder whose side has the membrane of the traced soma.

    Parameters
    ----------
    centre_um : shape (3,).
    area_um2 : membrane; see ``spinecable.morphology.soma`` for how each format gives it.
    kind : sphere, cylinders, contour, or assumed when the file has none.
    points_um, diameters_um : the samples of the file, shapes (n, 3) and (n,). A sphere's single
        sample has the sphere's diameter; those of a contour lie on its outline.
    links : pairs of samples joined by a truncated cone (kind ``cylinders``).

    `diameter_um` and `length_um` are equal, so that pi * diameter * length is the area.
    """

    centre_um: FloatArray
    area_um2: float
    kind: str
    points_um: FloatArray
    diameters_um: FloatArray
    links: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        for name in ("centre_um", "points_um", "diameters_um"):
            object.__setattr__(self, name, frozen_array(getattr(self, name)))

    @property
    def diameter_um(self) -> float:
        """Diameter of the equivalent cylinder (um)."""
        return float(np.sqrt(self.area_um2 / np.pi))

    @property
    def length_um(self) -> float:
        """Length of the equivalent cylinder (um), equal to its diameter."""
        return self.diameter_um


@dataclass(frozen=True, eq=False)
class Morphology:
    """A checked neuron.

    Path distances run from the soma's surface along the neurite: 0 at the first point of each
    neurite that starts at the soma, then the arc length through the file's points. A gap between
    the soma's surface and that first point is neither dendrite nor distance. Total lengths are
    those MorphIO reports.

    Parameters
    ----------
    name : bundled name, or the file's stem.
    path : the file it came from.
    sha256 : of the file's bytes, in hexadecimal.
    sections : parents before children.
    notices : what a user should know: things passed over, taken as equal, or accepted.
    """

    name: str
    path: Path
    sha256: str
    soma: Soma
    sections: tuple[Section, ...]
    notices: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Section]:
        return iter(self.sections)

    def section(self, name: str) -> Section:
        """The section of that name; DescriptionError with a suggestion if there is none."""
        for section in self.sections:
            if section.name == name:
                return section
        raise DescriptionError(
            f"{self.name} has no section '{name}'",
            tip=suggestion(name, (section.name for section in self.sections))
            if len(self.sections) <= 20
            else self._section_ranges(name),
        )

    def path_distance_um(self, index: int, position: float) -> float:
        """Path distance from the soma's surface at a fraction 0-1 along a section (um)."""
        return self.sections[index].path_distance_um(position)

    def in_domain(self, domain: str) -> tuple[Section, ...]:
        """Sections of a domain; ``apical`` and ``dendrite`` stand for several.

        Raises
        ------
        DescriptionError : no domain of that name exists.
        """
        if domain not in SELECTORS:
            raise DescriptionError(
                f"there is no domain '{domain}'", tip=suggestion(domain, SELECTORS)
            )
        wanted = SELECTORS[domain]
        return tuple(section for section in self.sections if section.domain in wanted)

    def total_length_um(self, domain: str | None = None) -> float:
        """Summed length of a domain's sections, or of all of them, axon included (um)."""
        sections = self.sections if domain is None else self.in_domain(domain)
        return float(sum(section.length_um for section in sections))

    def ancestors(self, index: int) -> tuple[int, ...]:
        """Indices from the section itself to the one at the soma."""
        chain = []
        while index >= 0:
            chain.append(index)
            index = self.sections[index].parent
        return tuple(chain)

    def _section_ranges(self, name: str) -> str:
        counts: dict[str, int] = {}
        for section in self.sections:
            counts[section.kind] = counts.get(section.kind, 0) + 1
        ranges = ", ".join(f"{kind}[0] to {kind}[{n - 1}]" for kind, n in counts.items() if n > 1)
        near = suggestion(name.split("[")[0], counts)
        return f"It has {ranges}." if name.split("[")[0] in counts else f"{near} It has {ranges}."
