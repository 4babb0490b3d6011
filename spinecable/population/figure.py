"""A figure of what samplers give, beside the published means and standard deviations."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from spinecable.population.marginal import Floats
from spinecable.population.sampler import MEASURES, SpineSampler

BARS, PUBLISHED, DRAWN = "#56B4E9", "#D55E00", "#000000"
"""Okabe & Ito's colour-blind-safe palette."""

LABELS = {
    "head_volume_um3": "head volume (um³)",
    "psd_area_um2": "PSD area (um²)",
    "neck_length_um": "neck length (um)",
    "neck_diameter_um": "neck diameter (um)",
    "neck_resistance_Mohm": "neck resistance (MOhm)",
}


def save_figure(
    samplers: Sequence[SpineSampler], path: Path, count: int = 10_000, seed: int = 1
) -> None:
    """One row a sampler: histograms of `count` drawn spines, with mean and SD above them.

    Parameters
    ----------
    path : PNG, PDF or SVG.
    """
    figure = Figure(figsize=(13, 2.3 * len(samplers) + 0.5), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(len(samplers), len(LABELS), squeeze=False)
    for row, sampler in zip(axes, samplers, strict=True):
        drawn = sampler.draw(count, seed)
        values = {measure: getattr(drawn, measure) for measure in MEASURES}
        values["neck_resistance_Mohm"] = drawn.neck_resistance_Mohm(sampler.Ra_ohm_cm)
        for axis, (measure, own) in zip(row, values.items(), strict=True):
            _panel(axis, sampler, measure, own)
            axis.set_xlabel(LABELS[measure])
        row[0].set_ylabel(sampler.name.replace("_", " "), fontweight="bold")
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper right", ncols=2, frameon=False)
    figure.savefig(path, dpi=110)


def _panel(axis: Axes, sampler: SpineSampler, measure: str, own: Floats) -> None:
    top = float(np.percentile(own, 99.5))
    axis.hist(own, bins=np.linspace(0, top, 50).tolist(), density=True, color=BARS)
    height = axis.get_ylim()[1]
    axis.errorbar(
        own.mean(), 1.10 * height, xerr=own.std(), fmt="o", color=DRAWN, capsize=3,
        label="drawn, mean and SD",
    )  # fmt: skip
    number = sampler.numbers.get(f"{measure}.mean")
    if number is not None and "ASSUMED" not in number.source:
        sd = sampler.numbers.get(f"{measure}.sd")
        known = sd is not None and "ASSUMED" not in sd.source
        axis.errorbar(
            number.value, 1.25 * height, xerr=sd.value if known and sd else None, fmt="D",
            color=PUBLISHED, capsize=3, label="published mean (and SD)",
        )  # fmt: skip
    axis.set_ylim(0, 1.38 * height)
    axis.set_yticks([])
    axis.spines[["top", "right", "left"]].set_visible(False)
