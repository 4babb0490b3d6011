"""The neighbours figure: spines of one run compared, from voltage to weight."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from spinecable.result.files import write_whole
from spinecable.result.sketch import draw_spines

if TYPE_CHECKING:
    from spinecable.result.result import Result

Floats = NDArray[np.float64]

COLOURS = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#E69F00",
    "#56B4E9",
    "#000000",
    "#8C6D00",
)
"""Okabe & Ito's colours, told apart by colour-blind readers (yellow darkened to be seen)."""

STYLES = ("-", "--", "-.", ":", (0, (6, 1)), (0, (3, 1, 1, 1)), (0, (1, 1)), (0, (8, 3)))
SOMA = "0.55"

PIXELS_WIDE, PIXELS_HIGH, DPI = 1200, 1000, 100
COARSE_MS = 1.0
"""Nine in ten samples further apart than this miss peaks, and the figure says so (ms)."""

ZOOM_MS = 60.0
"""Length of the piece of voltage shown enlarged (ms)."""

AFTER_LAST_S = 60.0
"""Enzymes are shown at least this long after the last stimulus, where known (s)."""


def neighbours_figure(result: Result) -> Figure:
    """Voltage, calcium, enzymes and weight of every spine (1 to about 8), and their shapes.

    The figure has its own Agg canvas, 1200 x 1000 pixels, and leaves pyplot alone.
    """
    figure = Figure(figsize=(PIXELS_WIDE / DPI, PIXELS_HIGH / DPI), dpi=DPI, layout="constrained")
    FigureCanvasAgg(figure)
    grid = figure.add_gridspec(3, 3)
    shapes = [spine.geometry for spine in result.experiment.spines]
    count = len(shapes)
    colours = [COLOURS[i % len(COLOURS)] for i in range(count)]

    sketch = figure.add_subplot(grid[0, 0])
    draw_spines(sketch, shapes, colours, result.spines)
    sketch.set_title("Shapes, to scale", fontsize=10)

    voltage = figure.add_subplot(grid[0, 1])
    _voltage(voltage, result, None)
    voltage.set_title(f"Head voltage{_sampled(result)} (soma in grey)", fontsize=10)
    zoom = figure.add_subplot(grid[0, 2])
    _voltage(zoom, result, _window_ms(result))
    zoom.set_title("...around its highest value", fontsize=10)

    for place, name, title in (
        (grid[1, 0], "head_ca_uM", "Head calcium"),
        (grid[1, 1], "shaft_ca_uM", "Shaft calcium at the neck base"),
    ):
        axes = figure.add_subplot(place)
        time, label = _time_axis(result)
        for i in range(count):
            _line(axes, time, result.dataset[name].values[i], i)
        _finish(axes, label, "free calcium (µM)", title)
        axes.set_ylim(bottom=0)

    for place, name, title in (
        (grid[1, 2], "camkii_active", "CaMKII activity in the head"),
        (grid[2, 0], "can_active", "Calcineurin activity in the head"),
    ):
        axes = figure.add_subplot(place)
        for i in range(count):
            _line(axes, *_activity(result, name, i), i)
        _finish(axes, "time (s)", "active fraction", title)
        axes.set_ylim(bottom=0)

    weight = figure.add_subplot(grid[2, 1:])
    late = result.dataset["late_time_min"].values
    weight.axhline(100, color=SOMA, lw=0.8)
    for i in range(count):
        _line(weight, late, 100 * result.dataset["weight"].values[i], i)
    _finish(weight, "time after the last stimulus (min)", "weight (% of rest)", "Synaptic weight")
    weight.set_xlim(late[0], late[-1])

    handles = [
        _line(weight, late[:1], np.array([np.nan]), i, label=_legend(result, i))
        for i in range(count)
    ]
    figure.legend(
        handles=handles,
        loc="outside lower center",
        ncols=1 if count < 4 else 2,
        fontsize=9,
        frameon=False,
        handlelength=3.5,
    )
    if result.experiment.title:
        figure.suptitle(result.experiment.title, fontsize=12)
    return figure


def write_figure(result: Result, path: str | Path, dpi: int = DPI) -> Path:
    """Write the figure; the format follows the name (``.png``, ``.pdf``, ``.svg``)."""
    figure = neighbours_figure(result)
    return write_whole(path, lambda file: figure.savefig(file, dpi=dpi), "figure")


def _line(axes: Axes, x: Floats, y: Floats, index: int, label: str = "") -> object:
    return axes.plot(
        x,
        y,
        color=COLOURS[index % len(COLOURS)],
        ls=STYLES[index % len(STYLES)],
        lw=1.4,
        label=label,
    )[0]


def _finish(axes: Axes, x_label: str, y_label: str, title: str) -> None:
    label_axes(axes, x_label, y_label)
    axes.set_title(title, fontsize=10)
    axes.margins(x=0)


def label_axes(axes: Axes, x_label: str, y_label: str) -> None:
    """Labels with units, small ticks, no frame above and to the right."""
    axes.set_xlabel(x_label, fontsize=9)
    axes.set_ylabel(y_label, fontsize=9)
    axes.tick_params(labelsize=8)
    axes.spines[["top", "right"]].set_visible(False)


def _time_axis(result: Result) -> tuple[Floats, str]:
    """Sample times in the unit that suits the run's length, and the axis' label."""
    time = result.dataset["time_ms"].values
    return (time / 1e3, "time (s)") if time[-1] > 3000 else (time, "time (ms)")


def _voltage(axes: Axes, result: Result, window_ms: tuple[float, float] | None) -> None:
    """Head potentials over the soma's; the whole run, or a window of it in ms."""
    data = result.dataset
    time, label = _time_axis(result)
    if window_ms is not None:
        data = data.sel(time_ms=slice(*window_ms))
        time, label = data["time_ms"].values, "time (ms)"
    axes.plot(time, data["soma_mV"].values, color=SOMA, lw=0.9)
    for i in range(data.sizes["spine"]):
        _line(axes, time, data["head_mV"].values[i], i)
    _finish(axes, label, "membrane potential (mV)", "")


def _sampled(result: Result) -> str:
    """What to say of samples so far apart that the peaks of EPSPs and spikes lie between them."""
    spacing_ms = float(np.percentile(np.diff(result.dataset["time_ms"].values), 10))
    return f" every {spacing_ms:.2g} ms" if spacing_ms > COARSE_MS else ""


def _window_ms(result: Result) -> tuple[float, float]:
    """A window around the highest head potential, more of it after than before."""
    time = result.dataset["time_ms"].values
    peak = int(result.dataset["head_mV"].values.max(axis=0).argmax())
    start = max(time[0], time[peak] - 0.25 * ZOOM_MS)
    return float(start), float(start + ZOOM_MS)


def _activity(result: Result, name: str, index: int) -> tuple[Floats, Floats]:
    """Time (s) and activity: the traces, and what is known of the time after them."""
    data = result.dataset
    time = data["time_ms"].values / 1e3
    values = data[name].values[index]
    if f"late_{name}" not in data:
        return time, values
    last_s = result.experiment.last_event_ms() / 1e3
    later = last_s + 60 * data["late_time_min"].values
    chosen = (later > time[-1]) & (later <= max(time[-1], last_s + AFTER_LAST_S))
    return (
        np.concatenate([time, later[chosen]]),
        np.concatenate([values, data[f"late_{name}"].values[index][chosen]]),
    )


def _legend(result: Result, index: int) -> str:
    row = result.dataset.isel(spine=index)
    return (
        f"{result.spines[index]}: neck {float(row.neck_length_um):.2g} x "
        f"{float(row.neck_diameter_um):.2g} µm, {float(row.neck_resistance_Mohm):.0f} MΩ, "
        f"weight {100 * float(row.weight_change):+.0f} %, {row.outcome.item()}"
    )
