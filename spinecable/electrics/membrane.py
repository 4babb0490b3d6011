"""The membrane of spines that are not modelled one by one (F factor), and its exact account.

Implicit spines scale cm and g_pas of the dendrite that carries them, segment by segment, by
F = 1 + (implicit spine area) / (shaft area), the definition of Eyal et al. 2016
(10.7554/eLife.16553); on request its channels too. Every explicit spine takes the place of as much
implicit membrane within its own window of about 10 um, so that the membrane of the whole dendrite
stays what it was.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from spinecable.describe.channel import covers
from spinecable.describe.implicit_spines import ImplicitSpines
from spinecable.errors import DescriptionError

if TYPE_CHECKING:
    from spinecable.morphology.tree import Morphology, Section

WINDOW_UM = 10.0
"""Explicit spines are taken out of the implicit ones in windows of about this length (um)."""


@dataclass(frozen=True)
class ExplicitArea:
    """An explicit spine as the account sees it."""

    name: str
    at_um: float
    area_um2: float


@dataclass(frozen=True)
class Piece:
    """A stretch of dendrite (um along the section) with a uniform implicit spine area."""

    start_um: float
    end_um: float
    area_per_um: float

    def area_within(self, start_um: float, end_um: float) -> float:
        """Implicit spine area (um^2) between two places of the section."""
        overlap = min(end_um, self.end_um) - max(start_um, self.start_um)
        return max(0.0, overlap) * self.area_per_um


@dataclass(frozen=True)
class Window:
    """The stretch of dendrite over which the allowance for explicit spines is counted.

    Parameters
    ----------
    pieces : in order and without gaps; more than one where the density changes inside.
    """

    pieces: tuple[Piece, ...]

    @property
    def start_um(self) -> float:
        """Where it begins, along the section."""
        return self.pieces[0].start_um

    @property
    def end_um(self) -> float:
        """Where it ends, along the section."""
        return self.pieces[-1].end_um

    @property
    def area_um2(self) -> float:
        """Implicit spine area of the whole stretch: what explicit spines may have there."""
        return self.area_within(self.start_um, self.end_um)

    def area_within(self, start_um: float, end_um: float) -> float:
        """Implicit spine area (um^2) between two places of the section."""
        return sum(piece.area_within(start_um, end_um) for piece in self.pieces)

    def without(self, area_um2: float) -> Window:
        """The window with so much membrane taken out, the same share of every piece."""
        left = max(0.0, 1.0 - area_um2 / self.area_um2)
        return Window(tuple(Piece(p.start_um, p.end_um, left * p.area_per_um) for p in self.pieces))


def implicit_windows(
    section: Section, implicit: ImplicitSpines | None, explicit: Sequence[ExplicitArea]
) -> tuple[Window, ...]:
    """The implicit spine membrane along one section, explicit spines taken out.

    A spine that stands where the dendrite carries no implicit spines adds its own membrane.

    Raises
    ------
    DescriptionError : explicit spines have more membrane than the implicit ones they replace.
    """
    windows = list(spiny_windows(section, implicit))
    inside: list[list[ExplicitArea]] = [[] for _ in windows]
    for spine in explicit:
        index = window_at(windows, spine.at_um)
        if index is not None:
            inside[index].append(spine)
    for i, (window, here) in enumerate(zip(windows, inside, strict=True)):
        area = sum(spine.area_um2 for spine in here)
        if area > window.area_um2 * (1 + 1e-12):
            raise DescriptionError(
                f"the spines {', '.join(s.name for s in here)} have {area:.3g} um^2 of membrane, "
                f"more than the {window.area_um2:.3g} um^2 of the implicit spines that they "
                "replace there",
                where=f"{section.name} from {window.start_um:.1f} to {window.end_um:.1f} um",
                tip="Set them further apart, raise cell.implicit_spines.density_per_um (or that of "
                "its zone), or leave the implicit spines out.",
            )
        windows[i] = window.without(area)
    return tuple(windows)


def spiny_windows(section: Section, implicit: ImplicitSpines | None) -> tuple[Window, ...]:
    """The implicit spine membrane along one section, none taken out yet."""
    if implicit is None or section.domain == "axon":
        return ()
    windows: list[Window] = []
    for stretch in _stretches(section, implicit):
        start, end = stretch[0].start_um, stretch[-1].end_um
        count = max(1, round((end - start) / WINDOW_UM))
        edges = [start + i * (end - start) / count for i in range(count)] + [end]
        windows += [Window(_between(stretch, a, b)) for a, b in pairwise(edges)]
    return tuple(windows)


def window_at(windows: Sequence[Window], at_um: float) -> int | None:
    """Index of the window that holds a place (um along the section), None between windows."""
    index = bisect_right(windows, at_um, key=lambda window: window.start_um) - 1
    return index if index >= 0 and at_um <= windows[index].end_um else None


def segment_areas(windows: Sequence[Window], length_um: float, nseg: int) -> list[float]:
    """Implicit spine area (um^2) of each of `nseg` equal segments of a section."""
    edge = [length_um * i / nseg for i in range(nseg + 1)]
    return [sum(w.area_within(a, b) for w in windows) for a, b in pairwise(edge)]


def check_zones(morphology: Morphology, implicit: ImplicitSpines | None) -> None:
    """Every zone is on a kind of dendrite that the cell has.

    Raises
    ------
    DescriptionError : one is not.
    """
    present = {section.domain for section in morphology.sections} - {"axon"}
    for i, zone in enumerate(implicit.zones if implicit else ()):
        if not covers(zone.domain, present):
            raise DescriptionError(
                f"{morphology.name} has no '{zone.domain}'",
                where=f"cell.implicit_spines.zone[{i}].domain",
                tip=f"It has {', '.join(sorted(present))}.",
            )


def _stretches(section: Section, implicit: ImplicitSpines) -> list[list[Piece]]:
    """Spiny stretches of a section, each of pieces with one density, smooth parts left out."""
    zones = [zone for zone in implicit.zones if covers(zone.domain, [section.domain])]
    bounds = [implicit.min_path_distance_um]
    for zone in zones:
        bounds += [implicit.start_um(zone), float("inf") if zone.to_um is None else zone.to_um]
    inside = {b - section.path_start_um for b in bounds if b < section.path_end_um}
    edges = [0.0, *sorted(b for b in inside if b > 0.0), section.length_um]
    stretches: list[list[Piece]] = [[]]
    for start, end in pairwise(edges):
        per_um = 0.0
        middle_um = section.path_start_um + 0.5 * (start + end)
        if middle_um > implicit.min_path_distance_um:
            per_um = implicit.density_per_um * implicit.area_um2
        for zone in zones:
            if implicit.start_um(zone) < middle_um and (
                zone.to_um is None or middle_um < zone.to_um
            ):
                area = implicit.area_um2 if zone.area_um2 is None else zone.area_um2
                per_um = zone.density_per_um * area
        if per_um > 0 and end > start:
            stretches[-1].append(Piece(start, end, per_um))
        else:
            stretches.append([])
    return [stretch for stretch in stretches if stretch]


def _between(pieces: Sequence[Piece], start_um: float, end_um: float) -> tuple[Piece, ...]:
    return tuple(
        Piece(max(p.start_um, start_um), min(p.end_um, end_um), p.area_per_um)
        for p in pieces
        if p.end_um > start_um and p.start_um < end_um
    )
