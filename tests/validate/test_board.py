"""The entries themselves, and choosing among them."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from spinecable.errors import DescriptionError
from spinecable.validate.board import all_rows, select
from spinecable.validate.entry import GROUPS, NotComputable, Scale, absent
from spinecable.validate.gates import OneOf, Watch, Within, Z
from spinecable.validate.page import page
from spinecable.validate.score import failed_with
from spinecable.validate.store import load_baseline

ROWS = all_rows()
DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_ids_are_unique_and_of_a_group() -> None:
    ids = [row.id for row in ROWS]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Z]\d+[a-z]?", i) and i[0] in GROUPS for i in ids)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_an_entry_is_complete(row) -> None:
    assert re.search(r"10\.\d{4,9}/\S+|PMC\d{6,}|PMID \d{6,}|PII S[\d()-]+", row.source)
    for text in (row.quantity, row.preparation, row.condition, row.how):
        assert text
        assert not text.endswith(".")
    for part in row.parts:
        assert part.published
        assert part.name or len(row.parts) == 1
        if isinstance(part.gate, Z | Within):
            assert part.value is not None
        if not isinstance(part.gate, Watch):
            assert part.gate.accepted(part.value, part.sd)
        assert not isinstance(part.gate, OneOf) or part.says
    assert all(text.endswith(".") for text in (row.note, row.why) if text)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_the_work_of_a_row_is_reproducible(row) -> None:
    fast = Scale(fast=True)
    assert [t.key for t in row.tasks(fast)] == [t.key for t in row.tasks(fast)]


def test_rows_are_chosen_by_group_and_id(make_row) -> None:
    rows = [make_row(i, fast=i != "C2") for i in ("B1", "B7", "C1", "C2")]
    assert [r.id for r in select(rows, ["C", "B7"])] == ["B7", "C1", "C2"]
    assert [r.id for r in select(rows)] == ["B1", "B7", "C1", "C2"]
    assert [r.id for r in select(rows, fast=True)] == ["B1", "B7", "C1"]
    with pytest.raises(DescriptionError, match="no group or row 'C3'"):
        select(rows, ["C3"])
    with pytest.raises(DescriptionError, match="Leave out --fast"):
        select(rows, ["C2"], fast=True)


def test_the_page_is_that_of_the_stored_result() -> None:
    stored = load_baseline(fast=False)
    scores = [stored[row.id] for row in ROWS if row.id in stored]
    assert (DOCS / "scoreboard.md").read_text(encoding="utf-8") == page(
        ROWS, scores, "scoreboard.png"
    )


INPUTS = {"D6", "M5", "M6", "M10"}
"""Numbers that are put into the model; on the board they are shown and say so."""


@pytest.fixture(scope="module")
def targets(shared_data):
    """The published measurements that the board is to hold, by id."""
    listed = shared_data.parent / "science" / "validation_targets.csv"
    with listed.open(encoding="utf-8", newline="") as file:
        return {line["id"]: line for line in csv.DictReader(file)}


def test_every_published_measurement_is_on_the_board(targets) -> None:
    rows = {row.id for row in ROWS}
    assert sorted(set(targets) - rows) == []
    assert {i for i in rows - set(targets) if not i.startswith("X")} == set()


def test_rows_are_gated_where_the_list_gates_them(targets) -> None:
    rows = {row.id: row for row in ROWS}
    gated = [i for i, line in targets.items() if "gate" in line["use"] and i in rows]
    assert len(gated) > 50
    loose = [i for i in gated if all(isinstance(p.gate, Watch) for p in rows[i].parts)]
    assert loose == []


def test_what_is_put_in_is_said_to_be(targets) -> None:
    assert {i for i, line in targets.items() if line["use"] == "input"} == INPUTS
    for row in ROWS:
        if row.id in INPUTS:
            assert all(isinstance(part.gate, Watch) for part in row.parts)
            assert "An input" in row.note


def test_the_page_tells_why_a_row_has_no_value(make_row) -> None:
    row = make_row("C5", measure=absent("there is no SK."))
    text = page([row], [failed_with(row, NotComputable("there is no SK."), 0.0)], "a.png")
    assert "- **C5** (decay): Not computable: there is no SK." in text
