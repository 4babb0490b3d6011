"""Lines and totals of the scoreboard."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from spinecable.errors import SpinecableError
from spinecable.validate.entry import NeedsData, NotComputable, Part
from spinecable.validate.gates import Band, Sign, Watch, Z
from spinecable.validate.score import RowScore, Totals, failed_with, score, worse_than


@pytest.fixture
def row(make_row):
    return make_row


def test_mean_spread_and_z_over_spines(row) -> None:
    found = score(row(), np.array([12.0, 14.0, np.nan, 16.0]), 3.0)
    (part,) = found.parts
    assert (part.value, part.spread, part.count, part.z) == (14.0, 2.0, 3, 2.0)
    assert found.passed is True
    assert found.seconds == 3.0
    assert not score(row(), 14.1, 0.0).passed


def test_a_median_where_the_row_says_so(row) -> None:
    parts = (Part(10.0, "ms", Z(), median=True),)
    assert score(row(parts=parts), np.array([9.0, 10.0, 1000.0]), 0.0).parts[0].value == 10.0


def test_the_reason_shows_only_where_it_fails(row) -> None:
    entry = row(note="Calibrated.", why="No SK.")
    assert score(entry, 10.0, 0.0).note == "Calibrated."
    assert score(entry, 100.0, 0.0).note == "Calibrated. No SK."


def test_a_row_of_several_numbers_passes_only_as_a_whole(row) -> None:
    parts = (
        Part(10.0, "ms", Z(), name="head"),
        Part(gate=Sign(1), name="slope"),
        Part(3.0, gate=Watch(), name="seen"),
    )
    good = score(row(parts=parts), {"head": 12.0, "slope": 0.1, "seen": 9.0}, 0.0)
    assert good.passed is True
    assert good.z == pytest.approx(40 / 3)  # the watched part's: (9 - 3) / 0.45
    bad = score(row(parts=parts), {"head": 12.0, "slope": -0.1, "seen": 9.0}, 0.0)
    assert bad.passed is False
    assert bad.headline.name == "slope"
    watched = (Part(3.0, gate=Watch()),)
    assert score(row(parts=watched), 9.0, 0.0).passed is None


@pytest.mark.parametrize(
    ("measured", "match"),
    [
        ({"head": 1.0}, "gives"),
        (np.array([np.nan]), "finite"),
        (np.array([np.inf, 1.0]), "finite"),
        (np.array([]), "finite"),
    ],
)
def test_a_measure_must_give_numbers(row, measured, match) -> None:
    with pytest.raises(SpinecableError, match=match):
        score(row(), measured, 0.0)


def test_json_and_back(row) -> None:
    parts = (Part(10.0, "ms", Band(8.0, float("inf")), sd=2.0, name="a"), Part(name="b"))
    parts = (parts[0], replace(parts[1], gate=Sign(-1)))
    found = score(row(parts=parts), {"a": np.array([9.0, 11.0]), "b": -1.0}, 1.25)
    record = json.loads(json.dumps(found.as_json(), allow_nan=False))
    assert RowScore.from_json(record) == found
    columns = [
        "id",
        "group",
        "quantity",
        "published",
        "value",
        "spread",
        "z",
        "passed",
        "grade",
        "gate",
        "seconds",
        "note",
    ]
    assert set(columns) <= set(record)


def test_totals_by_hand(row) -> None:
    watched = (Part(10.0, gate=Watch()),)
    scores = [
        score(row("C1"), 10.0, 0.0),
        score(row("C2"), 20.0, 0.0),
        score(row("C3", grade="B"), 11.0, 0.0),
        score(row("C4", parts=watched), 99.0, 0.0),
        failed_with(row("C5", grade="B"), ValueError("no"), 0.0),
    ]
    totals = Totals.of(scores)
    assert (totals.passed, totals.gated, totals.watched) == (2, 4, 1)
    assert (totals.passed_A, totals.gated_A) == (1, 2)
    assert totals.worst is scores[1]
    assert "1 of 2 grade-A gates passed (50 %); 2 of 4 of all (50 %)" in totals.text()
    assert "worst z 5.0 (C2)" in totals.text()


def test_worse_is_what_passed_before_and_does_not_now(row) -> None:
    good, bad = score(row("C1"), 10.0, 0.0), score(row("C1"), 99.0, 0.0)
    other = score(row("C2"), 99.0, 0.0)
    assert worse_than([bad, other], {"C1": good, "C2": other}) == ["C1"]
    assert worse_than([good], {"C1": bad}) == []
    assert worse_than([bad], {}) == []
    broken = failed_with(row("C1"), ValueError("no"), 0.0)
    assert worse_than([broken], {"C1": good}) == ["C1"]


def test_a_row_without_its_data_is_skipped_and_not_worse(make_row) -> None:
    gated = make_row("X1")
    passed = score(gated, 10.0, 1.0)
    skipped = failed_with(gated, NeedsData("model.xml in a folder"), 1.0)
    assert (skipped.passed, skipped.error, skipped.skipped) == (None, False, True)
    assert skipped.note == "skipped: needs model.xml in a folder."
    assert worse_than([skipped], {"X1": passed}) == []
    assert failed_with(gated, NotComputable("no SK"), 1.0).passed is False
    totals = Totals.of([passed, skipped])
    assert (totals.gated, totals.watched, totals.skipped) == (1, 0, 1)
    assert "1 skipped" in totals.text()
