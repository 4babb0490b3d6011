"""The scoreboard as a picture: model against data, one panel a group, failing rows marked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from spinecable.result.files import write_whole
from spinecable.validate.entry import GROUPS
from spinecable.validate.score import PartScore, RowScore

PASSED, FAILED, WATCHED, RANGE = "#0072B2", "#D55E00", "0.35", "0.85"
REACH = 8.0
"""The axis ends at this ratio and its inverse; what lies beyond stands at the edge as an arrow."""

LINE_INCH, DPI = 0.21, 120


def scoreboard_figure(scores: Sequence[RowScore]) -> Figure:
    """Model over published value of every row, on a logarithmic axis.

    Grey: the range that passes. Blue dots pass, orange crosses fail, open grey dots are watched;
    the bar is the spread over spines or sites. Rows that have no published number stand at the
    right, as passed or failed. The figure leaves pyplot alone.
    """
    groups = [g for g in GROUPS if any(s.group == g for s in scores)]
    lines = {g: [(s, p) for s in scores if s.group == g for p in s.parts] for g in groups}
    columns = [groups] if len(groups) < 3 else _balanced(groups, {g: len(lines[g]) for g in groups})
    heights = [sum(len(lines[g]) + 3 for g in column) for column in columns]
    figure = Figure(
        figsize=(7.2 * len(columns), LINE_INCH * max(heights) + 0.5), dpi=DPI, layout="constrained"
    )
    FigureCanvasAgg(figure)
    halves = figure.subfigures(1, len(columns), squeeze=False)[0]
    for half, own, height in zip(halves, columns, heights, strict=True):
        rest = max(heights) - height
        ratios = [len(lines[g]) + 3 for g in own] + ([rest] if rest else [])
        grid = half.add_gridspec(len(ratios), 1, height_ratios=ratios)
        for j, group in enumerate(own):
            _panel(half.add_subplot(grid[j, 0]), GROUPS[group], lines[group])
    return figure


def write_figure(scores: Sequence[RowScore], path: Path) -> Path:
    """Draw the scoreboard into a file; its ending decides the format."""
    figure = scoreboard_figure(scores)
    return write_whole(path, lambda file: figure.savefig(file, dpi=DPI), "figure")


def _balanced(groups: Sequence[str], sizes: dict[str, int]) -> list[list[str]]:
    """Two columns of about equal height, groups in order."""
    total = sum(sizes.values())
    best = min(
        range(1, len(groups)),
        key=lambda n: abs(total - 2 * sum(sizes[g] for g in groups[:n])),
    )
    return [list(groups[:best]), list(groups[best:])]


def _panel(axes: Axes, title: str, lines: Sequence[tuple[RowScore, PartScore]]) -> None:
    axes.set_title(title, fontsize=9, loc="left", fontweight="bold")
    axes.set_xscale("log", base=2)
    axes.set_xlim(1 / REACH / 1.15, REACH * 1.15)
    axes.set_ylim(len(lines) - 0.5, -0.5)
    axes.axvline(1.0, color="0.6", linewidth=0.8, zorder=0)
    labels = []
    for y, (row, part) in enumerate(lines):
        _line(axes, y, part)
        what = f"{row.quantity}: {part.name}" if part.name else row.quantity
        labels.append(f"{row.id}  {what[:52]}")
    axes.set_yticks(range(len(lines)), labels, fontsize=6.5)
    for label, (_, part) in zip(axes.get_yticklabels(), lines, strict=True):
        if part.passed is False:
            label.set_color(FAILED)
            label.set_fontweight("bold")
    ticks = [2.0**n for n in range(-3, 4)]
    axes.set_xticks(ticks, [f"{t:g}" for t in ticks], fontsize=7)
    axes.minorticks_off()
    axes.set_xlabel("model / published", fontsize=7)
    axes.spines[["top", "right"]].set_visible(False)


def _line(axes: Axes, y: int, part: PartScore) -> None:
    published, value = part.published_value, part.value
    colour = {True: PASSED, False: FAILED, None: WATCHED}[part.passed]
    if published is None or published <= 0 or value is None:
        word = "no value" if value is None else f"{value:.3g} ({part.gate})"
        mark = {True: "pass: ", False: "FAIL: ", None: ""}[part.passed]
        axes.text(1.0, y, mark + word, color=colour, fontsize=6, va="center", ha="center")
        return
    for low, high in part.accepted:
        left = 1 / REACH / 2 if low is None or low <= 0 else low / published
        right = REACH * 2 if high is None else high / published
        axes.barh(y, right - left, left=left, height=0.7, color=RANGE, zorder=1)
    ratio = value / published
    x = float(np.clip(ratio, 1 / REACH, REACH)) if ratio > 0 else 1 / REACH
    if part.spread is not None and x == ratio:
        ends = np.clip([ratio - part.spread / published, ratio + part.spread / published], 1e-3, 99)
        axes.plot(ends, [y, y], color=colour, linewidth=1.0, zorder=2)
    marker = "o" if part.passed is not False else "X"
    if x != ratio:
        marker = "<" if ratio < 1 else ">"
    face = "white" if part.passed is None else colour
    axes.plot([x], [y], marker, color=colour, markerfacecolor=face, markersize=5, zorder=3)
