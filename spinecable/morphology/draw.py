"""A picture of a morphology: two dimensions, true diameters, domains in colour."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from spinecable.morphology.sites import Placement
from spinecable.morphology.tree import DOMAINS, FloatArray, Morphology, Section

# Okabe & Ito's palette, told apart by colour-blind eyes (https://jfly.uni-koeln.de/color/).
COLOURS = {
    "soma": "#000000",
    "basal": "#0072B2",
    "apical_trunk": "#D55E00",
    "apical_oblique": "#E69F00",
    "apical_tuft": "#CC79A7",
    "axon": "#999999",
}
LABELS = {
    "basal": "basal",
    "apical_trunk": "apical trunk",
    "apical_oblique": "apical oblique",
    "apical_tuft": "apical tuft",
    "axon": "axon",
}
MARK_COLOUR = "#009E73"
BARS_UM = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
MIN_LINE_POINTS = 0.35
LABEL_SHARE = 0.02  # of the cell's extent: nearer names would cover each other


def draw_morphology(
    morphology: Morphology,
    *,
    sites: Mapping[str, Placement] | None = None,
    axes: Any = None,
    axon: bool = True,
) -> Any:
    """Draw a morphology's projection onto the plane of its first two coordinates.

    Parameters
    ----------
    sites : places to mark, with the names written beside them.
    axes : matplotlib axes to draw into; a new figure by default.
    axon : whether to draw the axon.

    Returns
    -------
    The matplotlib axes. Dendrites are polygons as wide as their diameter, with a line of 0.35
    points along the middle, so that thin ones stay visible in a small picture; the picture has one
    scale in both directions and a scale bar.
    """
    from matplotlib.collections import LineCollection, PolyCollection

    if axes is None:
        axes = _new_axes()
    for domain in DOMAINS:
        sections = morphology.in_domain(domain)
        if not sections or (domain == "axon" and not axon):
            continue
        colour = COLOURS[domain]
        quads = [quad for section in sections for quad in _quads(section)]
        axes.add_collection(
            PolyCollection(quads, facecolors=colour, edgecolors="none", label=LABELS[domain])
        )
        lines = [section.points_um[:, :2] for section in sections]
        axes.add_collection(LineCollection(lines, colors=colour, linewidths=MIN_LINE_POINTS))
    _draw_soma(axes, morphology)
    _mark_sites(axes, morphology, sites or {})
    axes.set_aspect("equal")
    axes.autoscale_view()
    axes.margins(0.05)
    axes.axis("off")
    _scale_bar(axes)
    axes.legend(
        loc="upper left",
        bbox_to_anchor=(1.0, 1.0),
        frameon=False,
        fontsize="small",
        handlelength=1.0,
    )
    axes.set_title(morphology.name)
    return axes


def save_picture(
    morphology: Morphology, file: Path, *, sites: Mapping[str, Placement] | None = None
) -> None:
    """Write the picture; the ending of `file` gives the format (png, pdf, svg)."""
    axes = draw_morphology(morphology, sites=sites)
    axes.figure.savefig(file, dpi=200, bbox_inches="tight")


def _new_axes() -> Any:
    from matplotlib.figure import Figure

    return Figure(figsize=(6, 8)).add_subplot()


def _quads(section: Section) -> list[FloatArray]:
    """The outline of each piece between two points, shape (4, 2)."""
    points, radii = section.points_um[:, :2], section.diameters_um / 2
    along = np.diff(points, axis=0)
    length = np.linalg.norm(along, axis=1)
    flat = length > 0
    across = np.zeros_like(along)
    across[flat] = np.column_stack([-along[flat, 1], along[flat, 0]]) / length[flat, None]
    a, b = points[:-1], points[1:]
    ra, rb = radii[:-1, None], radii[1:, None]
    return list(
        np.stack([a + across * ra, b + across * rb, b - across * rb, a - across * ra], axis=1)
    )


def _draw_soma(axes: Any, morphology: Morphology) -> None:
    from matplotlib.patches import Circle, Polygon

    soma = morphology.soma
    if soma.kind == "contour":
        axes.add_patch(Polygon(soma.points_um[:, :2], color=COLOURS["soma"]))
        return
    for point, diameter in zip(soma.points_um, soma.diameters_um, strict=True):
        axes.add_patch(Circle((point[0], point[1]), diameter / 2, color=COLOURS["soma"]))


def _mark_sites(axes: Any, morphology: Morphology, sites: Mapping[str, Placement]) -> None:
    """A dot at each site; names of sites that the picture cannot part stand together."""
    spots = {
        name: morphology.sections[place.section].point_um(place.position)[:2]
        for name, place in sites.items()
    }
    groups: list[list[str]] = []
    near_um = LABEL_SHARE * _extent_um(morphology)
    for name, spot in spots.items():
        axes.plot(*spot, "o", color=MARK_COLOUR, markersize=5, markeredgecolor="white", zorder=5)
        for group in groups:
            if np.linalg.norm(spots[group[0]] - spot) < near_um:
                group.append(name)
                break
        else:
            groups.append([name])
    for group in groups:
        text = ", ".join(group) if len(group) <= 4 else f"{group[0]} and {len(group) - 1} more"
        axes.annotate(
            text, spots[group[0]], xytext=(5, 3), textcoords="offset points", fontsize="small"
        )


def _extent_um(morphology: Morphology) -> float:
    points = np.concatenate([section.points_um[:, :2] for section in morphology.sections])
    return float(np.ptp(points, axis=0).max())


def _scale_bar(axes: Any) -> None:
    left, right = axes.get_xlim()
    bottom, top = axes.get_ylim()
    extent = max(right - left, top - bottom)
    length = max((bar for bar in BARS_UM if bar <= extent / 5), default=BARS_UM[0])
    y = bottom + 0.02 * (top - bottom)
    axes.plot([left, left + length], [y, y], color="black", linewidth=2, solid_capstyle="butt")
    axes.annotate(
        f"{length} µm",
        (left + length / 2, y),
        xytext=(0, 4),
        textcoords="offset points",
        ha="center",
        fontsize="small",
    )
