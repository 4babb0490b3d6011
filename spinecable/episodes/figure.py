"""What became of the spines over the episodes, and what their first size foretold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter

from spinecable.result.figure import COLOURS, DPI, label_axes

if TYPE_CHECKING:
    from spinecable.episodes.result import EpisodesResult

LOOKS = {
    "strengthened": (COLOURS[1], "^", "-"),
    "unchanged": ("0.5", "o", "-"),
    "weakened": (COLOURS[0], "v", "--"),
    "vanished": (COLOURS[6], "x", ":"),
}
"""Colour, marker and line of each fate."""


def episodes_figure(result: EpisodesResult) -> Figure:
    """Head volume and weight of every spine over the episodes, and the weight at the end against
    the head volume at the beginning."""
    figure = Figure(figsize=(12.0, 3.9), dpi=DPI, layout="constrained")
    FigureCanvasAgg(figure)
    volume, weight, foretold = figure.subplots(1, 3)
    fates = result.fates()
    fate_of = dict(zip(fates["spine"], fates["fate"], strict=True))
    for name, own in result.table.groupby("spine", sort=False):
        colour, marker, line = LOOKS[str(fate_of[str(name)])]
        looks = {"color": colour, "marker": marker, "ls": line, "lw": 1.0, "ms": 4, "alpha": 0.8}
        episode = own["episode"].to_numpy()
        first = episode[0] - 1
        volumes = [own["head_volume_um3"].iloc[0], *own["head_volume_after_um3"]]
        volume.plot([first, *episode], volumes, **looks)
        weight.plot([first, *episode], [100.0, *(100 * own["weight"])], **looks)
    for fate, (colour, marker, _) in LOOKS.items():
        chosen = fates[fates["fate"] == fate]
        if not chosen.empty:
            foretold.plot(
                chosen["head_volume_um3"],
                100 * chosen["weight"],
                marker,
                color=colour,
                label=f"{fate} ({len(chosen)})",
            )
    _finish(volume, "episode", "head volume (µm³)")
    _finish(weight, "episode", "AMPA receptors (% of the first)")
    _finish(foretold, "first head volume (µm³)", "AMPA receptors at the end (%)")
    for axes in (volume, foretold):
        _logarithmic(axes, fates["head_volume_um3"], horizontal=axes is foretold)
    for axes in (weight, foretold):
        axes.axhline(100.0, color="0.8", lw=0.8, zorder=0)
    figure.legend(loc="outside lower center", ncols=len(LOOKS), frameon=False, fontsize=9)
    return figure


def _logarithmic(axes: Axes, volumes: pd.Series, *, horizontal: bool) -> None:
    """Volumes that differ much on a logarithmic scale."""
    if volumes.max() > 5 * volumes.min():
        (axes.set_xscale if horizontal else axes.set_yscale)("log")
        scale = axes.xaxis if horizontal else axes.yaxis
        scale.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        scale.set_major_formatter(lambda value, _: f"{value:g}")
        scale.set_minor_formatter(NullFormatter())


def _finish(axes: Axes, x_label: str, y_label: str) -> None:
    label_axes(axes, x_label, y_label)
    if x_label == "episode":
        low, high = axes.get_xlim()
        if high - low < 12:
            axes.set_xticks(np.arange(np.ceil(low), np.floor(high) + 1))
