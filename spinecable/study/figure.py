"""Figures of a sweep: curves over one thing that is varied, maps over two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from spinecable.errors import DescriptionError
from spinecable.result.figure import COLOURS, STYLES
from spinecable.result.variables import SCALARS

if TYPE_CHECKING:
    from spinecable.study.result import SweepResult

PANEL_INCHES, DPI = (4.6, 3.6), 120
DEFAULT_COLUMNS = ("weight_change", "peak_head_ca_uM", "peak_camkii_active")
LTP, LTD = "P(LTP)", "P(LTD)"
UNITS = {"um": "µm", "um2": "µm²", "um3": "µm³", "uM": "µM", "Mohm": "MΩ"}
MARKERS = "osD^vP*X"
SHORT = {
    "weight_change": "weight change",
    "peak_head_ca_uM": "peak head calcium",
    "peak_shaft_ca_uM": "peak shaft calcium",
    "peak_camkii_active": "peak active CaMKII",
    "peak_can_active": "peak active calcineurin",
}
"""Labels of the usual columns; others have that of `SCALARS`."""


def sweep_figure(result: SweepResult, columns: Sequence[str] = ()) -> Figure:
    """What depends on what was varied.

    With several trials the first panels are the probabilities of LTP and LTD with Wilson's 95 %
    interval; then one panel for each of `columns` (by default weight change, peak calcium and
    CaMKII): means with the bootstrap's 95 % interval. Over two axes each panel is a map, one for
    each spine.

    Raises
    ------
    DescriptionError : nothing or more than two things were varied, or a column is not there.
    """
    shown = [key for key in result.axes if result.table[key].nunique() > 1]
    if not 1 <= len(shown) <= 2:
        raise DescriptionError(
            f"a figure shows one or two varied keys, not {len(shown)}",
            tip="Use the table, or vary fewer.",
        )
    trials = int(result.table["trial"].nunique())
    panels = [LTP, LTD] if trials > 1 else []
    panels += [c for c in columns or DEFAULT_COLUMNS if c in result.table or columns]
    return _curves(result, shown[0], panels) if len(shown) == 1 else _maps(result, shown, panels)


def axis_label(key: str) -> str:
    """``neck diameter (µm), narrow`` from ``spine.narrow.geometry.neck_diameter_um``."""
    parts = key.split(".")
    words = parts[-1].split("_")
    unit = UNITS.get(words[-1], words[-1] if words[-1] in ("ms", "mM", "C", "mV", "nA") else "")
    name = " ".join(words[:-1] if unit else words)
    if unit == "C":
        unit = "°C"
    text = f"{name} ({unit})" if unit else name
    inside = parts[1] if len(parts) > 2 and parts[0] in ("spine", "stimulus") else ""
    return f"{text}, {inside}" if inside and inside != "*" else text


def _statistics(result: SweepResult, panel: str) -> tuple[pd.DataFrame, str]:
    """Rows with ``value``, ``low`` and ``high``, and the label of the value's axis."""
    if panel in (LTP, LTD):
        found = result.probability("LTP" if panel == LTP else "LTD")
        return found.rename(columns={"probability": "value"}), f"probability of {panel[2:-1]}"
    found = result.mean(panel).rename(columns={"mean": "value"})
    meaning = SCALARS[panel].long_name if panel in SCALARS else panel.replace("_", " ")
    label = SHORT.get(panel, meaning)
    unit = SCALARS[panel].units if panel in SCALARS else "1"
    if panel == "weight_change":
        found[["value", "low", "high"]] *= 100
        unit = "%"
    return found, label if unit == "1" else f"{label} ({UNITS.get(unit, unit)})"


def _canvas(rows: int, wide: int) -> tuple[Figure, Any]:
    size = (PANEL_INCHES[0] * wide, PANEL_INCHES[1] * rows)
    figure = Figure(figsize=size, dpi=DPI, layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.subplots(rows, wide, squeeze=False)


def _curves(result: SweepResult, key: str, panels: Sequence[str]) -> Figure:
    wide = min(len(panels), 3)
    figure, axes = _canvas(-(-len(panels) // wide), wide)
    for place, panel in zip(axes.flat, panels, strict=False):
        _curve(place, result, key, panel)
    for place in axes.flat[len(panels) :]:
        place.set_axis_off()
    handles, labels = axes.flat[0].get_legend_handles_labels()
    if len(labels) > 1:
        figure.legend(
            handles, labels, loc="outside lower center", ncols=min(len(labels), 6), frameon=False
        )
    return figure


def _curve(axes: Axes, result: SweepResult, key: str, panel: str) -> None:
    found, label = _statistics(result, panel)
    numeric = pd.api.types.is_numeric_dtype(found[key])
    for n, spine in enumerate(result.spines):
        own = found[found["spine"] == spine]
        x = own[key].to_numpy() if numeric else np.arange(len(own))
        colour = COLOURS[n % len(COLOURS)]
        value, low, high = (own[name].to_numpy() for name in ("value", "low", "high"))
        axes.plot(
            x,
            value,
            color=colour,
            ls=STYLES[n % len(STYLES)],
            marker=MARKERS[n % len(MARKERS)],
            ms=4,
            lw=1.4,
            label=spine,
        )
        if np.any(high > low):
            axes.fill_between(x, low, high, color=colour, alpha=0.15, lw=0)
        if not numeric:
            axes.set_xticks(x, [str(v) for v in own[key]])
    if panel in (LTP, LTD):
        axes.set_ylim(-0.03, 1.03)
    if numeric and _even_ratios(found[key].unique()):
        axes.set_xscale("log")
        ticks = np.sort(found[key].unique())
        axes.set_xticks(ticks[:: max(1, len(ticks) // 5)])
        axes.minorticks_off()
        axes.xaxis.set_major_formatter(lambda v, _: f"{v:.3g}")
    axes.set_xlabel(axis_label(key), fontsize=9)
    axes.set_ylabel(label, fontsize=9, wrap=True)
    axes.tick_params(labelsize=8)
    axes.spines[["top", "right"]].set_visible(False)


def _even_ratios(values: Any) -> bool:
    """Whether values were spaced by equal ratios and not by equal differences."""
    ordered = np.sort(np.asarray(values, dtype=float))
    if ordered.size < 3 or ordered[0] <= 0:
        return False
    ratios, steps = np.diff(np.log(ordered)), np.diff(ordered)
    return bool(np.ptp(ratios) < 0.02 * ratios.mean() < np.ptp(steps))


def _maps(result: SweepResult, keys: Sequence[str], panels: Sequence[str]) -> Figure:
    spines = result.spines
    figure, axes = _canvas(len(spines), len(panels))
    for column, panel in enumerate(panels):
        found, label = _statistics(result, panel)
        bounds = (0.0, 1.0) if panel in (LTP, LTD) else (found["value"].min(), found["value"].max())
        for row, spine in enumerate(spines):
            own = found[found["spine"] == spine]
            grid = own.pivot_table(index=keys[1], columns=keys[0], values="value", sort=True)
            place = axes[row, column]
            image = place.pcolormesh(
                grid.to_numpy(), cmap="cividis", vmin=bounds[0], vmax=bounds[1]
            )
            place.set_xticks(
                np.arange(grid.shape[1]) + 0.5, [_short(v) for v in grid.columns], rotation=45
            )
            place.set_yticks(np.arange(grid.shape[0]) + 0.5, [_short(v) for v in grid.index])
            place.tick_params(labelsize=8)
            place.set_xlabel(axis_label(keys[0]), fontsize=9)
            place.set_ylabel(axis_label(keys[1]), fontsize=9)
            place.set_title(spine if len(spines) > 1 else "", fontsize=10)
            figure.colorbar(image, ax=place).set_label(label, fontsize=8)
    return figure


def _short(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
