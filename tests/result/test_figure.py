"""The figure renders for one to eight spines and says what it shows."""

from __future__ import annotations

import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from spinecable.result.figure import neighbours_figure, write_figure
from spinecable.result.result import Result


def test_png_is_1200_pixels_wide(result: Result, tmp_path: Path) -> None:
    path = write_figure(result, tmp_path / "figure.png")
    header = path.read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", header[16:24]) == (1200, 1000)


@pytest.mark.parametrize("count", [1, 2, 5, 8])
def test_every_axis_has_a_unit_and_every_spine_a_line(
    count: int, result_of: Callable[[int], Result]
) -> None:
    figure = neighbours_figure(result_of(count))
    figure.canvas.draw()
    panels = [axes for axes in figure.axes if axes.axison]
    assert len(panels) == 7
    for axes in panels:
        assert "(" in axes.get_xlabel()
        assert "(" in axes.get_ylabel() or axes.get_ylabel() == "active fraction"
        assert len(axes.lines) >= count
    (legend,) = figure.legends
    labels = [text.get_text() for text in legend.get_texts()]
    assert len(labels) == count
    assert "MΩ" in labels[0]
    assert "LTP" in labels[0]
    styles = {(line.get_color(), str(line.get_linestyle())) for line in legend.get_lines()}
    assert len(styles) == count


def test_samples_that_miss_peaks_are_told(
    result: Result, result_of: Callable[[int], Result]
) -> None:
    titles = [axes.get_title() for axes in neighbours_figure(result).axes]
    assert "Head voltage (soma in grey)" in titles
    coarse = result_of(2)
    coarse.dataset = coarse.dataset.isel(time_ms=slice(None, None, 16))
    titles = [axes.get_title() for axes in neighbours_figure(coarse).axes]
    assert "Head voltage every 8 ms (soma in grey)" in titles


def test_pyplot_stays_out(tmp_path: Path) -> None:
    code = "import sys, spinecable.result.figure; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
