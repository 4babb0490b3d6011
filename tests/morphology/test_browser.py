"""The page with a cell in three dimensions."""

from __future__ import annotations

import json
import math
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from spinecable.morphology import Morphology, read_morphology
from spinecable.morphology.browser import page_data, save_page
from spinecable.morphology.colouring import by_measure, by_values
from spinecable.morphology.scene import read_scene


def rows(flat: list[float], width: int) -> np.ndarray:
    return np.array(flat, dtype=float).reshape(-1, width)


def data_of(page: str) -> dict:
    found = re.search(r'<script id="data" type="application/json">(.*?)</script>', page, re.S)
    assert found
    return json.loads(found[1])


def test_the_cones_are_the_cell(cell: Morphology) -> None:
    data = page_data(cell, (), None)
    cones = rows(data["cones"], 9)
    lengths = np.linalg.norm(cones[:, 0:3] - cones[:, 4:7], axis=1)
    assert lengths.sum() == pytest.approx(cell.total_length_um(), rel=1e-4)
    slant = np.hypot(lengths, cones[:, 3] - cones[:, 7])
    area = float(np.sum(math.pi * (cones[:, 3] + cones[:, 7]) * slant))
    assert area == pytest.approx(sum(section.area_um2 for section in cell), rel=2e-3)
    (soma,) = rows(data["balls"], 5)
    assert 4 * math.pi * soma[3] ** 2 == pytest.approx(cell.soma.area_um2, rel=1e-3)


def test_spines_are_necks_and_heads_of_their_size() -> None:
    scene = read_scene("ball_and_stick").with_population("rat_ca1", 0.1)
    data = page_data(scene.morphology, scene.standing(flat=False), None)
    assert len(scene.spines) == 50
    heads = rows(data["balls"], 5)[data["somata"] :]
    expected = [spine.geometry.diameter_um / 2 for spine in scene.spines]
    assert heads[:, 3] == pytest.approx(expected, abs=6e-4)
    necks = rows(data["cones"], 9)[1:]
    assert necks[:, 3] == pytest.approx(
        [s.geometry.neck_diameter_um / 2 for s in scene.spines], abs=6e-4
    )
    assert ["#009E73", "spines"] in data["legend"]["items"]


def test_colours_follow_the_numbers(cell: Morphology) -> None:
    colouring = by_measure(cell, "path_distance")
    data = page_data(cell, (), colouring)
    shades = rows(data["cones"], 9)[:, 8]
    numbers = np.concatenate(colouring.pieces)
    assert (shades == np.round(shades)).all()
    assert shades.max() == data["legend"]["shades"] - 1
    assert (np.diff(shades[np.argsort(numbers)]) >= 0).all()
    (place, text) = data["legend"]["ticks"][1]
    assert place == pytest.approx(float(text) / numbers.max(), rel=1e-3)


def test_what_has_no_number_is_grey(cell: Morphology) -> None:
    data = page_data(cell, (), by_values(cell, {"soma": 1.0, "basal[0]": 2.0}, label="x"))
    cones = rows(data["cones"], 9)
    grey = [data["palette"][int(shade)] == "#D0D0D0" for shade in cones[:, 8]]
    assert sum(not is_grey for is_grey in grey) == len(cell.section("basal[0]").points_um) - 1


def test_the_page_stands_alone_and_names_do_no_harm(cell: Morphology, tmp_path: Path) -> None:
    file = tmp_path / "cell.html"
    save_page(replace(cell, name="</script><b>{{data}}"), file)
    page = file.read_text("utf-8")
    assert not re.search(r"https?:|<link|src=|import ", page)
    assert "<b>" not in page
    assert data_of(page)["name"] == "</script><b>{{data}}"


def test_a_browser_draws_it(tmp_path: Path) -> None:
    """The script runs to its end: the length of the scale bar is written last."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("needs a browser")
    file = tmp_path / "cell.html"
    save_page(read_morphology("ball_and_stick"), file)
    shown = subprocess.run(
        [
            *(browser, "--headless", "--no-sandbox", "--use-angle=swiftshader"),
            *("--enable-unsafe-swiftshader", "--window-size=800,600", "--dump-dom", file.as_uri()),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    ).stdout
    assert re.search(r'id="scale"[^>]*><span>100 µm</span>', shown)
