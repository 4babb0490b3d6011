"""The membrane of spines that are not modelled one by one (F factor), and its exact account.

Implicit spines scale cm and g_pas of the dendrite that carries them, segment by segment, by
F = 1 + (implicit spine area) / (shaft area), the definition of Eyal et al. 2016
(10.7554/eLife.16553). Every explicit spine takes the place of as much implicit membrane within its
own window of about 10 um, so that the membrane of the whole dendrite stays what it was.
"""

from __future__ import annotations

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
    if implicit is None or implicit.density_per_um * implicit.area_um2 == 0:
        return ()
    first = max(0.0, implicit.min_path_distance_um - path_start_um)
    spiny = length_um - first
    if spiny <= 0:
        return ()
    count = max(1, round(spiny / WINDOW_UM))
    width = spiny / count
    allowed = implicit.density_per_um * implicit.area_um2 * width
    taken = [0.0] * count
    for spine in explicit:
        if spine.at_um >= first:
            taken[min(int((spine.at_um - first) / width), count - 1)] += spine.area_um2
    windows = []
    for i, area in enumerate(taken):
        start, end = first + i * width, first + (i + 1) * width
        if area > allowed * (1 + 1e-12):
            here = [s.name for s in explicit if start <= s.at_um <= end]
            raise DescriptionError(
                f"the spines {', '.join(here)} have {area:.3g} um^2 of membrane, more than the "
                f"{allowed:.3g} um^2 of the implicit spines that they replace there",
                where=f"{section_name} from {start:.1f} to {end:.1f} um",
                tip="Set them further apart, raise cell.implicit_spines.density_per_um, "
                "or leave the implicit spines out.",
            )
        windows.append(Window(start, end, max(0.0, allowed - area) / width))
    return tuple(windows)


def segment_areas(windows: Sequence[Window], length_um: float, nseg: int) -> list[float]:
    """Implicit spine area (um^2) of each of `nseg` equal segments of a section."""
    edge = [length_um * i / nseg for i in range(nseg + 1)]
    return [sum(w.area_within(edge[i], edge[i + 1]) for w in windows) for i in range(nseg)]
