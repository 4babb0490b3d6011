"""What neighbours of stimulated spines get, against the distance along the dendrites."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from spinecable.result.figure import COLOURS, DPI, label_axes

if TYPE_CHECKING:
    from spinecable.result.neighbours import Neighbours

STIMULATED, OTHERS, FIT = COLOURS[1], COLOURS[0], COLOURS[6]
WIDE = 4
PANEL_INCHES = (3.2, 2.9)

LABELS = {
    "rise_head_mV": "head voltage (mV)",
    "rise_shaft_mV": "shaft voltage (mV)",
    "rise_head_ca_uM": "head calcium (µM)",
    "rise_shaft_ca_uM": "shaft calcium (µM)",
    "rise_camkii_active": "active CaMKII (fraction)",
    "rise_can_active": "active calcineurin (fraction)",
    "weight_change": "weight change (%)",
    "volume_change": "volume change (%)",
}
PERCENT = ("weight_change", "volume_change")

WIDE_RANGE, SMALLEST = 30.0, 1e-3
"""Where the largest value is so many times the smallest the axis is logarithmic, and what is
below this share of what any unstimulated spine gets is left out."""


def distance_figure(found: Neighbours) -> Figure:
    """One panel a quantity: highest value above rest (or final change) of every spine.

    The dashed line is the exponential through the unstimulated spines, where there is one. Axes of
    values that differ much are logarithmic; they show sizes without sign, and distances only as far
    as anything arrives.
    """
    names = found.quantities
    rows = -(-len(names) // WIDE)
    size = (PANEL_INCHES[0] * WIDE, PANEL_INCHES[1] * rows + 0.4)
    figure = Figure(figsize=size, dpi=DPI, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(rows, WIDE, squeeze=False)
    for place, name in zip(axes.flat, names, strict=False):
        _panel(place, found, name)
    for place in axes.flat[len(names) :]:
        place.set_axis_off()
    handles, labels = axes.flat[0].get_legend_handles_labels()
    known = dict(zip(labels, handles, strict=True))
    known.setdefault("exponential", axes.flat[0].plot([], [], "--", color=FIT, lw=1.2)[0])
    figure.legend(
        known.values(), known.keys(), loc="outside lower center", ncols=3, frameon=False, fontsize=9
    )
    return figure


def _panel(axes: Axes, found: Neighbours, name: str) -> None:
    scale = 100.0 if name in PERCENT else 1.0
    values = scale * found.table[name].to_numpy(dtype=float)
    distance = found.table["distance_um"].to_numpy(dtype=float)
    stimulated = found.table["stimulated"].to_numpy(dtype=bool)
    size = np.abs(values)
    logarithmic = bool(size.max() > WIDE_RANGE * size.min()) and size.max() > 0
    least = SMALLEST * size[~stimulated].max() if logarithmic else 0.0
    shown = size >= least
    drawn = size if logarithmic else values
    for own, colour, marker, label in (
        (stimulated, STIMULATED, "s", "stimulated"),
        (~stimulated, OTHERS, "o", "not stimulated"),
    ):
        chosen = own & shown
        filling = colour if marker == "s" else "none"
        axes.plot(
            distance[chosen], drawn[chosen], marker, color=colour, mfc=filling, ms=5, label=label
        )
    fit = found.fit(name)
    if fit.determined:
        seen = distance[~stimulated & shown]
        x = np.linspace(0.0, seen.max(), 200) if seen.size else np.zeros(0)
        curve = scale * fit.at(x)
        curve = np.abs(curve) if logarithmic else curve
        visible = np.abs(curve) >= least
        axes.plot(x[visible], curve[visible], "--", color=FIT, lw=1.2, label="exponential")
        title = f"λ = {fit.length_um:.3g} µm ({fit.low_um:.3g} to {fit.high_um:.3g})"
    else:
        title = "λ not determined"
    label = LABELS[name]
    if logarithmic:
        axes.set_yscale("log")
        label = f"size of {label}" if (values < 0).any() else label
    else:
        axes.axhline(0, color="0.8", lw=0.8, zorder=0)
    axes.set_title(title, fontsize=9)
    label_axes(axes, "distance along the dendrite (µm)", label)
