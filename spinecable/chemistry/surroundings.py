"""Which sections of a dendrite far-reaching messengers enter."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spinecable.morphology.sites import Placement
    from spinecable.morphology.tree import Morphology

REACH_UM = 60.0
"""Path from a spine along which sections are included. Five lengths sqrt(D/k) of the Ras-like
messenger (12 um), two of IP3 (27 um) and one of sodium (60 um, a decay of seconds): what sodium
has beyond, when it is a fraction of its peak, is reflected."""


def sections_within(
    morphology: Morphology, placements: Iterable[Placement], reach_um: float
) -> set[int]:
    """Indices of the sections that begin or end within `reach_um` of a placement by path.

    Branch points are crossed, the soma is not; axons are left out.
    """
    sections = morphology.sections
    # A node is the far end of a section; the near end of a section is its parent's far end.
    touching: dict[int, list[int]] = {}
    for section in sections:
        if section.domain != "axon":
            for node in (section.index, section.parent):
                touching.setdefault(node, []).append(section.index)
    distance: dict[int, float] = {}
    waiting: list[tuple[float, int]] = []
    found: set[int] = set()
    for place in placements:
        section = sections[place.section]
        found.add(section.index)
        at = place.position * section.length_um
        heapq.heappush(waiting, (at, section.parent))
        heapq.heappush(waiting, (section.length_um - at, section.index))
    while waiting:
        path_um, node = heapq.heappop(waiting)
        if node < 0 or path_um > reach_um or distance.get(node, path_um + 1.0) <= path_um:
            continue
        distance[node] = path_um
        for index in touching.get(node, ()):
            found.add(index)
            section = sections[index]
            other = section.parent if node == index else index
            heapq.heappush(waiting, (path_um + section.length_um, other))
    return found
