"""The membrane of spines that are not modelled one by one (F factor), and its exact account.

Implicit spines scale cm and g_pas of the dendrite that carries them, segment by segment, by
F = 1 + (implicit spine area) / (shaft area), the definition of Eyal et al. 2016
(10.7554/eLife.16553). Every explicit spine takes the place of as much implicit membrane within its
own window of about 10 um, so that the membrane of the whole dendrite stays what it was.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from spinecable.describe.cell import ImplicitSpines
from spinecable.errors import DescriptionError

WINDOW_UM = 10.0
"""Explicit spines are taken out of the implicit ones in windows of about this length (um)."""


@dataclass(frozen=True)
class ExplicitArea:
    """An explicit spine as the account sees it."""

    name: str
    at_um: float
    area_um2: float


@dataclass(frozen=True)
class Window:
    """A stretch of dendrite (um along the section) with a uniform implicit spine area."""

    start_um: float
    end_um: float
    area_per_um: float

    @property
    def area_um2(self) -> float:
        """Implicit spine area of the whole stretch."""
        return (self.end_um - self.start_um) * self.area_per_um

    def area_within(self, start_um: float, end_um: float) -> float:
        """Implicit spine area (um^2) between two places of the section."""
        overlap = min(end_um, self.end_um) - max(start_um, self.start_um)
        return max(0.0, overlap) * self.area_per_um


def implicit_windows(
    section_name: str,
    path_start_um: float,
    length_um: float,
    implicit: ImplicitSpines | None,
    explicit: Sequence[ExplicitArea],
) -> tuple[Window, ...]:
    """The implicit spine membrane along one section, explicit spines taken out.

    A spine that stands where the dendrite carries no implicit spines adds its own membrane.

    Raises
    ------
    DescriptionError : explicit spines have more membrane than the implicit ones they replace.
    """
    windows = list(spiny_windows(path_start_um, length_um, implicit))
    starts = [window.start_um for window in windows]
    inside: list[list[ExplicitArea]] = [[] for _ in windows]
    for spine in explicit:
        index = bisect_right(starts, spine.at_um) - 1
        if index >= 0:
            inside[index].append(spine)
    for i, (window, here) in enumerate(zip(windows, inside, strict=True)):
        area = sum(spine.area_um2 for spine in here)
        if area > window.area_um2 * (1 + 1e-12):
            raise DescriptionError(
                f"the spines {', '.join(s.name for s in here)} have {area:.3g} um^2 of membrane, "
                f"more than the {window.area_um2:.3g} um^2 of the implicit spines that they "
                "replace there",
                where=f"{section_name} from {window.start_um:.1f} to {window.end_um:.1f} um",
                tip="Set them further apart, raise cell.implicit_spines.density_per_um, "
                "or leave the implicit spines out.",
            )
        left = max(0.0, window.area_um2 - area) / (window.end_um - window.start_um)
        windows[i] = Window(window.start_um, window.end_um, left)
    return tuple(windows)


def spiny_windows(
    path_start_um: float, length_um: float, implicit: ImplicitSpines | None
) -> tuple[Window, ...]:
    """The implicit spine membrane along one section, none taken out yet.

    `Window.area_um2` is what explicit spines may have there.
    """
    if implicit is None or implicit.density_per_um * implicit.area_um2 == 0:
        return ()
    first = max(0.0, implicit.min_path_distance_um - path_start_um)
    spiny = length_um - first
    if spiny <= 0:
        return ()
    count = max(1, round(spiny / WINDOW_UM))
    width = spiny / count
    per_um = implicit.density_per_um * implicit.area_um2
    return tuple(Window(first + i * width, first + (i + 1) * width, per_um) for i in range(count))


def segment_areas(windows: Sequence[Window], length_um: float, nseg: int) -> list[float]:
    """Implicit spine area (um^2) of each of `nseg` equal segments of a section."""
    edge = [length_um * i / nseg for i in range(nseg + 1)]
    return [sum(w.area_within(edge[i], edge[i + 1]) for w in windows) for i in range(nseg)]
