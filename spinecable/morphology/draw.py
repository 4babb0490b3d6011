"""A picture of a morphology: two dimensions, true diameters, domains or any numbers in colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from spinecable.morphology.colouring import Colouring
from spinecable.morphology.draw_spines import SPINE_COLOUR, draw_spines
from spinecable.morphology.sites import Placement
from spinecable.morphology.spines_in_space import DrawnSpine
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
LABEL_SHARE = 0.02  # of the picture's extent: nearer names would cover each other
NAMED_SPINES = 20


def draw_morphology(
    morphology: Morphology,
    *,
    sites: Mapping[str, Placement] | None = None,
    spines: Sequence[DrawnSpine] = (),
    colouring: Colouring | None = None,
    axes: Any = None,
    axon: bool = True,
    window_um: tuple[float, float, float, float] | None = None,
) -> Any:
    """Draw a morphology's projection onto the plane of its first two coordinates.

    Parameters
    ----------
    sites : places to mark, with the names written beside them.
    spines : to draw with necks and heads, see `spinecable.morphology.spines_in_space`; up to 20 of
        them with their names.
    colouring : what the colours mean, see `spinecable.morphology.colouring`; None: the domains.
    axes : matplotlib axes to draw into; a new figure by default.
    axon : whether to draw the axon.
    window_um : left, right, bottom and top of what is shown; None: everything.

    Returns
    -------
    The matplotlib axes. Dendrites, necks and heads are as wide as their diameter, with a line of
    0.35 points along the middle, so that thin ones stay visible in a small picture; where the whole
    cell is shown, heads have 0.4 points at least, up to 5 where there are few. The picture has one
    scale in both directions and a scale bar.
    """
    if axes is None:
        axes = _new_axes()
    sections = [s for s in morphology.sections if axon or s.domain != "axon"]
    if colouring is None:
        _draw_domains(axes, sections)
    else:
        _draw_coloured(axes, sections, colouring)
    _draw_soma(axes, morphology, colouring)
    spots = {
        name: morphology.sections[place.section].point_um(place.position)[:2]
        for name, place in (sites or {}).items()
    }
    for spot in spots.values():
        axes.plot(*spot, "o", color=MARK_COLOUR, markersize=5, markeredgecolor="white", zorder=5)
    axes.set_aspect("equal")
    axes.autoscale_view()
    axes.margins(0.05)
    if window_um is not None:
        axes.set_xlim(*window_um[:2])
        axes.set_ylim(*window_um[2:])
    draw_spines(axes, spines, colouring, enlarged=window_um is None)
    if len(spines) <= NAMED_SPINES:
        spots |= {spine.name: spine.head_um[:2] for spine in spines}
    _write_names(axes, spots)
    axes.axis("off")
    _scale_bar(axes)
    if colouring is None:
        if spines:
            axes.plot([], [], "o", color=SPINE_COLOUR, markersize=4, label="spines")
        axes.legend(
            loc="upper left",
            bbox_to_anchor=(1.0, 1.0),
            frameon=False,
            fontsize="small",
            handlelength=1.0,
        )
    axes.set_title(morphology.name)
    return axes


def colour_bar(axes: Any, colouring: Colouring, **options: Any) -> Any:
    """The labelled colour bar of a drawing, beside its axes.

    Parameters
    ----------
    options : of matplotlib's ``Figure.colorbar``.
    """
    from matplotlib.cm import ScalarMappable

    chart, norm = colouring.scale()
    bar = axes.figure.colorbar(
        ScalarMappable(norm, chart),
        ax=axes,
        label=colouring.label,
        **{"shrink": 0.5, "aspect": 25, "pad": 0.02, **options},
    )
    ticks = colouring.ticks()
    bar.set_ticks(ticks, labels=[f"{tick:g}" for tick in ticks])
    bar.minorticks_off()
    bar.outline.set_visible(False)
    return bar


def _draw_domains(axes: Any, sections: Sequence[Section]) -> None:
    for domain in DOMAINS:
        here = [section for section in sections if section.domain == domain]
        if here:
            _draw_sections(axes, here, facecolors=COLOURS[domain], label=LABELS[domain])


def _draw_coloured(axes: Any, sections: Sequence[Section], colouring: Colouring) -> None:
    numbers = np.concatenate([colouring.pieces[section.index] for section in sections])
    chart, norm = colouring.scale()
    _draw_sections(axes, sections, facecolors=chart(norm(np.ma.masked_invalid(numbers))))


def _draw_sections(
    axes: Any, sections: Sequence[Section], facecolors: Any, label: str | None = None
) -> None:
    """Every piece as a polygon of its true width, over a line that is never too thin to see.

    A round joint at the end of each piece closes the gaps of bends; what is nearer (larger third
    coordinate) covers what is behind.
    """
    from matplotlib.collections import EllipseCollection, LineCollection, PolyCollection

    quads = np.array([quad for section in sections for quad in _quads(section)])
    ends = np.concatenate([section.points_um[1:] for section in sections])
    starts = np.concatenate([section.points_um[:-1] for section in sections])
    widths = np.concatenate([section.diameters_um[1:] for section in sections])
    order = np.argsort(starts[:, 2] + ends[:, 2], kind="stable")
    colours = facecolors if isinstance(facecolors, str) else facecolors[order]
    lines = np.stack([starts[:, :2], ends[:, :2]], axis=1)[order]
    axes.add_collection(
        LineCollection(
            list(lines), colors=colours, linewidths=MIN_LINE_POINTS, capstyle="round", zorder=1
        )
    )
    axes.add_collection(
        EllipseCollection(
            widths[order],
            widths[order],
            np.zeros(len(order)),
            units="xy",
            offsets=ends[order, :2],
            offset_transform=axes.transData,
            facecolors=colours,
            edgecolors="none",
            zorder=1.1,
        )
    )
    axes.add_collection(
        PolyCollection(
            list(quads[order]), facecolors=colours, edgecolors="none", label=label, zorder=1.2
        )
    )


def _new_axes() -> Any:
    from matplotlib.figure import Figure

    return Figure(figsize=(6, 8), layout="constrained").add_subplot()


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


def _draw_soma(axes: Any, morphology: Morphology, colouring: Colouring | None) -> None:
    from matplotlib.patches import Circle, Polygon

    soma, colour = morphology.soma, COLOURS["soma"]
    if colouring is not None and np.isfinite(colouring.soma):
        chart, norm = colouring.scale()
        colour = chart(norm(colouring.soma))
    if soma.kind == "contour":
        axes.add_patch(Polygon(soma.points_um[:, :2], color=colour, zorder=1.3))
        return
    for point, diameter in zip(soma.points_um, soma.diameters_um, strict=True):
        axes.add_patch(Circle((point[0], point[1]), diameter / 2, color=colour, zorder=1.3))


def _write_names(axes: Any, spots: Mapping[str, FloatArray]) -> None:
    """Names beside their spots; those that the picture cannot part stand together."""
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    near_um = LABEL_SHARE * max(right - left, top - bottom)
    groups: list[list[str]] = []
    for name, spot in spots.items():
        if not (left <= spot[0] <= right and bottom <= spot[1] <= top):
            continue
        for group in groups:
            if np.linalg.norm(spots[group[0]] - spot) < near_um:
                group.append(name)
                break
        else:
            groups.append([name])
    for group in groups:
        text = ", ".join(group) if len(group) <= 4 else f"{group[0]} and {len(group) - 1} more"
        axes.annotate(
            text, spots[group[0]], xytext=(10, 4), textcoords="offset points", fontsize="small"
        )


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
