"""Pictures with true diameters."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from matplotlib import colormaps
from matplotlib.collections import EllipseCollection, PolyCollection
from matplotlib.figure import Figure

import spinecable as sc
from spinecable.morphology import Morphology, read_morphology
from spinecable.morphology.colouring import by_values
from spinecable.morphology.draw import COLOURS, draw_morphology
from spinecable.morphology.picture import save_drawing
from spinecable.morphology.scene import read_scene, scene_of
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
    save_drawing(cell, file)
    assert file.read_bytes().startswith(b"\x89PNG")


def heads(axes) -> EllipseCollection:
    """The drawn heads: the last circles added."""
    return [c for c in axes.collections if isinstance(c, EllipseCollection)][-1]


def test_colours_are_those_of_the_numbers() -> None:
    stick = read_morphology("ball_and_stick")
    axes = draw_morphology(
        stick, colouring=by_values(stick, {"basal[0]": 3.0, "soma": 1.0}, label="x")
    )
    (piece,) = [c for c in axes.collections if isinstance(c, PolyCollection)]
    assert piece.get_facecolor()[0] == pytest.approx(colormaps["cividis"](1.0))
    (soma,) = axes.patches
    assert soma.get_facecolor() == pytest.approx(colormaps["cividis"](0.0))


def test_a_colour_bar_says_quantity_and_unit(cell: Morphology) -> None:
    axes = sc.draw(cell, colour_by="path_distance")
    (bar,) = [other for other in axes.figure.axes if other is not axes]
    assert bar.get_ylabel() == "path distance from the soma (µm)"
    farthest = max(section.path_end_um for section in cell)
    assert bar.get_ylim()[1] == pytest.approx(farthest, rel=0.05)
    whole = sc.draw(cell, colour_by="branch_order").figure.axes[-1].get_yticks()
    assert (whole == np.round(whole)).all()


def test_heads_are_to_scale_where_they_can_be_seen_and_never_lost() -> None:
    scene = read_scene("ball_and_stick").with_population("rat_ca1", 2.0)
    small = Figure(figsize=(1.5, 1.5)).add_subplot()
    near = heads(sc.draw(scene, axes=small, around="basal[0]:0.2", width_um=10.0))
    true = sorted(spine.geometry.diameter_um for spine in scene.spines)
    assert sorted(2 * near._widths) == pytest.approx(true)
    far = heads(sc.draw(scene))
    axes = far.axes
    pixels_per_um = axes.get_window_extent().width / np.ptp(axes.get_xlim())
    assert (2 * far._widths * pixels_per_um * 72 / axes.figure.dpi).min() > 1.8


def test_the_picture_is_centred_on_what_is_asked_for() -> None:
    scene = read_scene("ball_and_stick").with_population("rat_ca1", 0.1)
    for around, x in (("soma", 0.0), ("basal[0]", 260.0), ("basal[0]:1", 510.0)):
        axes = sc.draw(scene, around=around, width_um=30.0)
        assert axes.get_xlim() == pytest.approx((x - 15, x + 15))
        assert axes.get_ylim() == pytest.approx((-15, 15))
    spine = scene.spines[7]
    left, right = sc.draw(scene, around=spine.name).get_xlim()
    assert (left + right) / 2 == pytest.approx(10 + 500 * scene.placements[spine.name].position)
    for wrong, message in (
        ("spine_0x08", "there is no spine .*Did you mean .spine_0"),
        ("basal[0]:2", "2 is no position"),
        ("basal[0]:x", "x is no position"),
        ("basal[3]", "no section 'basal\\[3\\]'"),
    ):
        with pytest.raises(sc.errors.DescriptionError, match=message):
            sc.draw(scene, around=wrong)


def test_a_few_spines_have_their_names_beside_them() -> None:
    scene = read_scene("neighbours")
    whole = [text.get_text() for text in sc.draw(scene).texts]
    assert "narrow, wide" in whole
    near = [text.get_text() for text in sc.draw(scene, around="wide", width_um=10.0).texts]
    assert {"narrow", "wide"} <= set(near)
    beside = [text.get_text() for text in sc.draw(scene, around="wide", width_um=3.0).texts]
    assert "narrow" not in beside
    many = read_scene("ball_and_stick").with_population("rat_ca1", 0.1)
    assert not [text for text in sc.draw(many).texts if "spine" in text.get_text()]


def test_names_are_those_of_morphologies_then_presets_then_protocols() -> None:
    assert read_scene("ca1_pyramidal").morphology.name == "ca1_pyramidal"
    assert not read_scene("ca1_pyramidal").morphology.in_domain("axon")
    assert read_scene("ca1_weak").morphology.in_domain("axon")
    assert [spine.name for spine in read_scene("neighbours").spines] == ["narrow", "wide"]


def test_a_result_is_drawn_by_any_number_of_its_spines(tmp_path: Path) -> None:
    experiment = sc.Experiment(
        cell=sc.Cell(morphology="ball_and_stick", biophysics="passive", implicit_spines=None),
        spines=[
            sc.Spine(
                name=name,
                site=sc.Site(domain="dendrite", path_distance_um=x),
                geometry=sc.SpineGeometry.named("thin"),
            )
            for name, x in (("a", 100.0), ("b", 300.0))
        ],
        simulation=sc.Simulation(duration_ms=1.0),
    )
    result = sc.run(experiment)
    result.save(tmp_path / "result.nc")
    scene = read_scene(tmp_path / "result.nc")
    assert scene.morphology.in_domain("axon")  # the stub of the cell
    colouring = scene.colouring("neck_resistance_Mohm")
    assert colouring.label == "axial resistance of the neck (MΩ)"
    table = result.summary().set_index("spine")["neck_resistance_Mohm"]
    assert dict(colouring.spines) == pytest.approx(table.to_dict())
    by_place = scene_of(experiment).colouring("path_distance")
    # a spine takes the number of the piece it stands on, of which the stick has one
    assert by_place.spines == pytest.approx({"a": 250.0, "b": 250.0})
    with pytest.raises(sc.errors.DescriptionError, match="Did you mean 'peak_head_ca_uM'"):
        scene.colouring("peak_head_ca")
