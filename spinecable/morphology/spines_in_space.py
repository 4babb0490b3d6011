"""Where the necks and heads of spines are in space, for pictures.

A model says where on a dendrite a spine stands, not on which side of it: the side is chosen here so
that spines are seen, and means nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from spinecable.describe.spine import Spine
from spinecable.morphology.sites import Placement, resolve_sites
from spinecable.morphology.tree import FloatArray, Morphology, Section

GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))
"""Turn from one spine of a section to the next; never twice the same side."""


@dataclass(frozen=True, eq=False)
class DrawnSpine:
    """A spine with its place in space.

    Parameters
    ----------
    section, position : index in `Morphology.sections`, and the fraction of its length.
    base_um, head_um : where the neck leaves the dendrite's surface, and the head's centre, (3,).
    head_volume_um3, head_diameter_um, neck_length_um, neck_diameter_um : its shape.
    """

    name: str
    section: int
    position: float
    base_um: FloatArray
    head_um: FloatArray
    head_volume_um3: float
    head_diameter_um: float
    neck_length_um: float
    neck_diameter_um: float


def stand_spines(
    morphology: Morphology,
    spines: Sequence[Spine],
    placements: Mapping[str, Placement] | None = None,
    *,
    flat: bool = False,
) -> tuple[DrawnSpine, ...]:
    """Spines at right angles to their dendrites.

    Parameters
    ----------
    placements : where they stand; None: resolved from their sites.
    flat : left and right by turns in the plane of the first two coordinates; otherwise all round
        the dendrite, each 137.5 degrees on from the one before.
    """
    placed = placements if placements is not None else resolve_sites(morphology, spines)
    order = sorted(spines, key=lambda s: (placed[s.name].section, placed[s.name].position))
    standing = {}
    for number, spine in enumerate(order):
        place, shape = placed[spine.name], spine.geometry
        section = morphology.sections[place.section]
        turn = np.pi * number if flat else GOLDEN_ANGLE * number
        outward = _outward(section, place.position, turn)
        base = section.point_um(place.position) + outward * section.diameter_um(place.position) / 2
        standing[spine.name] = DrawnSpine(
            name=spine.name,
            section=place.section,
            position=place.position,
            base_um=base,
            head_um=base + outward * (shape.neck_length_um + shape.diameter_um / 2),
            head_volume_um3=shape.volume_um3,
            head_diameter_um=shape.diameter_um,
            neck_length_um=shape.neck_length_um,
            neck_diameter_um=shape.neck_diameter_um,
        )
    return tuple(standing[spine.name] for spine in spines)


def _outward(section: Section, position: float, turn: float) -> FloatArray:
    """Unit vector across the dendrite, turned around it from the picture's plane."""
    at = position * section.length_um
    piece = int(np.clip(np.searchsorted(section.arc_um, at) - 1, 0, len(section.arc_um) - 2))
    steps = np.diff(section.points_um, axis=0)
    while not steps[piece].any():
        piece -= 1
    along = steps[piece] / np.linalg.norm(steps[piece])
    side = np.array([-along[1], along[0], 0.0])
    if np.linalg.norm(side) < 1e-9:
        side = np.array([1.0, 0.0, 0.0])
    side /= np.linalg.norm(side)
    return side * np.cos(turn) + np.cross(along, side) * np.sin(turn)
