"""Pictures with true diameters."""

from __future__ import annotations

from pathlib import Path

import pytest
from matplotlib.collections import PolyCollection

from spinecable.morphology import Morphology, read_morphology
from spinecable.morphology.draw import COLOURS, draw_morphology, save_picture
from spinecable.morphology.sites import Placement


def polygons(axes) -> dict[str, list]:
    return {
        str(collection.get_label()): [path.vertices[:4] for path in collection.get_paths()]
        for collection in axes.collections
        if isinstance(collection, PolyCollection)
    }


def area(quad) -> float:
    x, y = quad[:, 0], quad[:, 1]
    return abs(sum(x[k - 1] * y[k] - x[k] * y[k - 1] for k in range(4))) / 2


def test_a_stick_is_as_wide_as_its_diameter() -> None:
    (quad,) = polygons(draw_morphology(read_morphology("ball_and_stick")))["basal"]
    assert area(quad) == pytest.approx(500.0 * 2.0)


def test_each_domain_present_is_drawn_in_its_colour(cell: Morphology) -> None:
    axes = draw_morphology(cell)
    assert set(polygons(axes)) == {"basal", "apical trunk", "apical oblique", "apical tuft"}
    assert len(set(COLOURS.values())) == len(COLOURS)
    assert axes.get_aspect() == 1.0
    assert "200 µm" in [text.get_text() for text in axes.texts]


def test_sites_are_marked_where_they_are() -> None:
    ball = read_morphology("ball_and_stick")
    axes = draw_morphology(ball, sites={"here": Placement(0, 0.5, 250.0)})
    assert (260.0, 0.0) in [tuple(line.get_xydata()[0]) for line in axes.lines]
    assert "here" in [text.get_text() for text in axes.texts]


def test_names_of_neighbours_stand_together() -> None:
    ball = read_morphology("ball_and_stick")
    sites = {
        "a": Placement(0, 0.5, 250.0),
        "b": Placement(0, 0.506, 253.0),
        "far": Placement(0, 0.9, 450.0),
    }
    texts = [text.get_text() for text in draw_morphology(ball, sites=sites).texts]
    assert "a, b" in texts
    assert "far" in texts


def test_the_file_is_a_picture(cell: Morphology, tmp_path: Path) -> None:
    file = tmp_path / "cell.png"
    save_picture(cell, file)
    assert file.read_bytes().startswith(b"\x89PNG")
