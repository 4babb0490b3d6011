"""The spines drawn to scale on a piece of dendrite."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Circle, Rectangle

from spinecable.describe.geometry import SpineGeometry

DENDRITE = "0.82"
GAP_UM = 0.35
DENDRITE_UM = 0.4


def draw_spines(
    axes: Axes, shapes: Sequence[SpineGeometry], colours: Sequence[str], labels: Sequence[str]
) -> None:
    """Heads and necks side by side, all at one scale, with a bar of 0.5 um.

    Distances between the spines are not to scale. The axes keep their labels off.
    """
    widths = [shape.diameter_um for shape in shapes]
    left, centres = 0.0, []
    for width in widths:
        centres.append(left + width / 2)
        left += width + GAP_UM
    right = left - GAP_UM
    tallest = max(shape.neck_length_um + shape.diameter_um for shape in shapes)
    axes.add_patch(
        Rectangle((-GAP_UM, -DENDRITE_UM), right + 2 * GAP_UM, DENDRITE_UM, facecolor=DENDRITE)
    )
    for shape, colour, centre, label in zip(shapes, colours, centres, labels, strict=True):
        neck, length = shape.neck_diameter_um, shape.neck_length_um
        radius = shape.diameter_um / 2
        axes.add_patch(
            Rectangle((centre - neck / 2, -0.01), neck, length + radius, facecolor=colour)
        )
        axes.add_patch(Circle((centre, length + radius), radius, facecolor=colour))
        axes.text(
            centre,
            length + 2 * radius + 0.06,
            label,
            ha="center",
            va="bottom",
            fontsize=8,
            rotation=0 if len(shapes) < 5 else 60,
        )
    bar_y = -DENDRITE_UM - 0.16
    axes.plot([-GAP_UM, -GAP_UM + 0.5], [bar_y, bar_y], color="black", lw=2, solid_capstyle="butt")
    axes.text(-GAP_UM, bar_y - 0.06, "0.5 µm", ha="left", va="top", fontsize=8)
    axes.text(
        right / 2, -DENDRITE_UM / 2, "dendrite", ha="center", va="center", fontsize=8, color="0.3"
    )
    axes.set_xlim(-GAP_UM - 0.05, right + GAP_UM + 0.05)
    axes.set_ylim(bar_y - 0.35, tallest + (0.35 if len(shapes) < 5 else 0.8))
    axes.set_aspect("equal")
    axes.set_axis_off()
