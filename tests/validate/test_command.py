"""`spinecable validate` as a user meets it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import matplotlib.image
import pytest

from spinecable.cli import validate as command
from spinecable.cli.main import execute
from spinecable.validate import board, store
from spinecable.validate.score import RowScore


@pytest.fixture(scope="module")
def fast_run(tmp_path_factory):
    """The short run, as continuous integration does it."""
    folder = tmp_path_factory.mktemp("board")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "spinecable", "validate", "--fast", "--json"),
            *("--out", "run", "--figure", "board.png"),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        env=dict(os.environ),
        timeout=900,
        check=False,
    )
    return folder, done


def test_no_row_is_worse_than_stored(fast_run) -> None:
    folder, done = fast_run
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert [row["id"] for row in rows] == [row.id for row in board.all_rows() if row.fast]
    assert len(store.load_baseline(fast=True)) == len(rows)
    assert not any(row["error"] for row in rows)
    kept = sorted(file.name for file in (folder / "run").glob("row-*.json"))
    assert kept == sorted(f"row-{row['id']}.json" for row in rows)


def test_the_figure_is_a_picture(fast_run) -> None:
    folder, _ = fast_run
    picture = matplotlib.image.imread(folder / "board.png")
    assert min(picture.shape[:2]) > 200
    assert picture[..., :3].std() > 0.05


def test_resuming_runs_only_what_is_missing(fast_run, monkeypatch, capsys) -> None:
    """A kept answer that nobody could compute stays; a removed one is computed again."""
    folder, done = fast_run
    run = folder / "run"
    kept = json.loads((run / "row-C1.json").read_text())
    kept["note"] = "kept from before"
    (run / "row-C1.json").write_text(json.dumps(kept))
    (run / "row-C20.json").unlink(missing_ok=True)
    (run / "row-C23.json").unlink()
    assert execute(["validate", "--fast", "--json", "--only", "C1,C23", "--resume", str(run)]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert first["note"] == "kept from before"
    before = next(row for row in json.loads(done.stdout) if row["id"] == "C23")
    assert second["value"] == pytest.approx(before["value"], rel=1e-12)


@pytest.fixture
def rows(make_row, monkeypatch, tmp_path):
    """A board of three rows without runs, and its own stored result."""
    values = {"C1": 10.0, "C2": 99.0, "C3": 11.0}
    made = tuple(
        make_row(i, measure=lambda i=i: values[i], why="No SK." if i == "C2" else "")
        for i in values
    )
    monkeypatch.setattr(board, "all_rows", lambda: made)
    monkeypatch.setattr(store, "BASELINE", tmp_path / "baseline.json")
    return values


def test_the_exit_status_tells_what_became_worse(rows, capsys) -> None:
    assert execute(["validate"]) == 0
    assert execute(["validate", "--store"]) == 0
    rows["C2"] = 98.0
    assert execute(["validate"]) == 0, "it failed before"
    rows["C3"] = 50.0
    assert execute(["validate"]) == command.EXIT_WORSE
    assert "Worse than the stored result: C3 passed" in capsys.readouterr().err
    assert execute(["validate", "--only", "C1"]) == 0
    rows["C1"] = float("nan")
    assert execute(["validate"]) == 1
    assert "could not be measured: C1" in capsys.readouterr().err


def test_the_table_names_what_fails_and_why(rows, capsys) -> None:
    execute(["validate"])
    out = capsys.readouterr().out
    assert "C2 fails: No SK." in out
    assert "2 of 3 of all (67 %)" in out
    assert max(map(len, out.splitlines())) <= 100


def test_json_is_a_list_of_rows(rows, capsys) -> None:
    execute(["validate", "--json"])
    records = json.loads(capsys.readouterr().out)
    assert [(r["id"], r["passed"], r["value"]) for r in records] == [
        ("C1", True, 10.0),
        ("C2", False, 99.0),
        ("C3", True, 11.0),
    ]
    again = [RowScore.from_json(r).as_json() for r in records]
    assert json.loads(json.dumps(again)) == records


def test_out_and_resume_exclude_each_other(rows, capsys) -> None:
    assert execute(["validate", "--out", "a", "--resume", "b"]) == 2
