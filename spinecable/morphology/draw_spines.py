"""Spines in the two-dimensional picture of a cell: necks and heads to scale, and never lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from spinecable.morphology.colouring import Colouring
from spinecable.morphology.spines_in_space import DrawnSpine

SPINE_COLOUR = "#009E73"
"""Green of Okabe & Ito's palette, where the dendrites have the colours of their domains."""

NECK_POINTS = 0.35
"""Width of the line along a neck that keeps it visible (points)."""

SMALLEST_POINTS, LARGEST_POINTS = 0.4, 5.0
"""Least diameter of a drawn head: of many, and of a few spines (points)."""


def draw_spines(
    axes: Any,
    spines: Sequence[DrawnSpine],
    colouring: Colouring | None,
    *,
    enlarged: bool = True,
) -> None:
    """Add necks (polygons) and heads (circles) to a drawing whose limits are set.

    Heads are to scale, but none is drawn narrower than 0.4 points, and where they are `enlarged`
    than up to 5 points, the more the fewer they are. Larger numbers cover smaller ones.
    """
    from matplotlib.collections import EllipseCollection, LineCollection, PolyCollection

    if not spines:
        return
    colours: Any = SPINE_COLOUR
    if colouring is not None:
        chart, norm = colouring.scale()
        numbers = np.array([colouring.spines.get(spine.name, np.nan) for spine in spines])
        order = np.argsort(np.nan_to_num(numbers, nan=-np.inf), kind="stable")
        spines, numbers = [spines[k] for k in order], numbers[order]
        colours = chart(norm(np.ma.masked_invalid(numbers)))
    necks = [np.array([spine.base_um[:2], spine.head_um[:2]]) for spine in spines]
    axes.add_collection(LineCollection(necks, colors=colours, linewidths=NECK_POINTS, zorder=3))
    axes.add_collection(
        PolyCollection(
            [
                _neck(line, spine.neck_diameter_um)
                for line, spine in zip(necks, spines, strict=True)
            ],
            facecolors=colours,
            edgecolors="none",
            zorder=3,
        )
    )
    least = least_points(len(spines)) if enlarged else SMALLEST_POINTS
    diameters = _seen_diameters_um(axes, spines, least)
    axes.add_collection(
        EllipseCollection(
            diameters,
            diameters,
            np.zeros(len(spines)),
            units="xy",
            offsets=[spine.head_um[:2] for spine in spines],
            offset_transform=axes.transData,
            facecolors=colours,
            edgecolors="none",
            zorder=3.1,
        )
    )


def least_points(count: int) -> float:
    """Diameter below which a head among so many is not drawn (points)."""
    return float(np.clip(60 / np.sqrt(max(count, 1)), SMALLEST_POINTS, LARGEST_POINTS))


def _seen_diameters_um(axes: Any, spines: Sequence[DrawnSpine], least: float) -> Any:
    """Diameters of the heads, those below `least` points on these axes enlarged to it (um)."""
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    box = axes.get_window_extent()
    pixels_per_um = min(box.width / (right - left), box.height / (top - bottom))
    least_um = least * axes.figure.dpi / 72 / pixels_per_um
    return np.maximum([spine.head_diameter_um for spine in spines], least_um)


def _neck(line: Any, diameter_um: float) -> Any:
    along = line[1] - line[0]
    length = np.linalg.norm(along)
    across = np.array([-along[1], along[0]]) / (length or 1.0) * diameter_um / 2
    return np.array([line[0] + across, line[1] + across, line[1] - across, line[0] - across])
