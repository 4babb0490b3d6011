"""Numbers for colours, against a cell small enough to reckon by hand."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from spinecable.errors import DescriptionError
from spinecable.morphology import Morphology, read_morphology
from spinecable.morphology.colouring import by_measure, by_values, places_along

FORK = """1 1 0 0 0 10 -1
2 3 10 0 0 1 1
3 3 40 0 0 1 2
4 3 50 0 0 0.5 3
5 3 50 30 0 0.5 4
6 3 80 0 40 0.25 4
"""


@pytest.fixture
def fork(tmp_path: Path) -> Morphology:
    """A stem of 30 + 10 um with children of 30 and 50 um."""
    (tmp_path / "fork.swc").write_text(FORK)
    return read_morphology(tmp_path / "fork.swc")


@pytest.mark.parametrize(
    ("measure", "stem", "side", "soma"),
    [
        ("path_distance", [15, 35], 40 + 15, 0),
        ("path_distance_um", [15, 35], 40 + 15, 0),
        ("radial_distance", [25, 45], (50 + math.hypot(50, 30)) / 2, 0),
        ("diameter", [2, 1.5], 1, math.nan),
        ("branch_order", [0, 0], 1, math.nan),
    ],
)
def test_measures_of_the_shape(fork: Morphology, measure, stem, side, soma) -> None:
    found = by_measure(fork, measure)
    assert found.pieces[0] == pytest.approx(stem)
    assert found.pieces[fork.section("basal[1]").index] == pytest.approx([side])
    assert found.soma == pytest.approx(soma, nan_ok=True)


def test_given_numbers_are_interpolated_along_a_section(fork: Morphology) -> None:
    values = {"soma": 9.0, ("basal[0]", 0.25): 1.0, "basal[0]:0.75": 3.0, "basal[2]": 7.0}
    found = by_values(fork, values, label="voltage (mV)")
    # the pieces' middles are at 15 and 35 of 40 um
    assert found.pieces[0] == pytest.approx([1 + 2 * (15 / 40 - 0.25) / 0.5, 3.0])
    assert np.isnan(found.pieces[1]).all()
    assert found.pieces[2] == pytest.approx([7.0])
    assert found.soma == 9.0
    assert found.limits() == (1.5, 9.0)


def test_a_table_of_a_measure_is_taken_as_it_is(fork: Morphology) -> None:
    table = pd.DataFrame(
        {"section": ["soma", "basal[1]"], "position": [0.5, 0.5], "amplitude_mV": [90.0, 40.0]}
    )
    series = table.set_index(["section", "position"])["amplitude_mV"]
    found = by_values(fork, series, label="amplitude (mV)")
    assert found.soma == 90.0
    assert found.pieces[1] == pytest.approx([40.0])


def test_places_along_a_cell_are_its_sections_in_equal_parts(fork: Morphology) -> None:
    assert places_along(fork, every_um=25.0) == [
        "soma",
        *("basal[0]:0.25", "basal[0]:0.75", "basal[1]:0.25", "basal[1]:0.75"),
        *("basal[2]:0.25", "basal[2]:0.75"),
    ]
    found = by_values(fork, dict.fromkeys(places_along(fork), 1.0), label="x")
    assert all(np.isfinite(pieces).all() for pieces in found.pieces)


def test_equal_numbers_still_make_a_scale(fork: Morphology) -> None:
    low, high = by_values(fork, {"soma": 0.0}, label="x").limits()
    assert low < 0.0 < high
    low, high = by_values(fork, {"soma": -70.0}, label="x").limits()
    assert low < -70.0 < high
    _, norm = by_values(fork, {"soma": 2.0}, label="x", logarithmic=True).scale()
    assert 0 < norm(2.0) < 1


@pytest.mark.parametrize(
    ("values", "options", "message"),
    [
        ({"basal[7]": 1.0}, {}, "no section 'basal\\[7\\]'"),
        ({}, {}, "no numbers to show"),
        ({"soma": math.nan}, {}, "no numbers to show"),
        ({"soma": 0.0}, {"logarithmic": True}, "0 has no place on a logarithmic scale"),
        ({"basal[0]:1.5": 1.0}, {}, "1.5 is no position"),
    ],
)
def test_what_cannot_be_shown_is_refused(fork: Morphology, values, options, message) -> None:
    with pytest.raises(DescriptionError, match=message):
        by_values(fork, values, label="x", **options)


def test_an_unknown_measure_is_answered_with_the_nearest(fork: Morphology) -> None:
    with pytest.raises(DescriptionError, match="Did you mean 'path_distance'"):
        by_measure(fork, "path_distanse")
    with pytest.raises(DescriptionError, match="a measure of spines, and none are drawn"):
        by_measure(fork, "neck_length_um")
