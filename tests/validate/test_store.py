"""Answers on disk: resuming a run, and the stored scoreboard."""

from __future__ import annotations

import json

import pytest

from spinecable.errors import SpinecableError
from spinecable.validate.score import failed_with, score
from spinecable.validate.store import RunFolder, load_baseline, store_baseline


def test_a_run_is_resumed_with_the_answers_it_has(make_row, tmp_path) -> None:
    answer = score(make_row("C1"), 11.0, 2.0)
    first = RunFolder(tmp_path, fast=True, resume=False)
    first.keep(answer)
    first.keep(failed_with(make_row("C2"), ValueError("no"), 1.0))
    assert RunFolder(tmp_path, fast=True, resume=True).answers() == {"C1": answer}
    assert RunFolder(tmp_path, fast=True, resume=False).answers() == {}


def test_what_cannot_be_resumed_says_why(tmp_path) -> None:
    with pytest.raises(SpinecableError, match=r"no run to resume.* Start one with --out"):
        RunFolder(tmp_path, fast=False, resume=True)
    RunFolder(tmp_path, fast=True, resume=False)
    with pytest.raises(SpinecableError, match="made with --fast"):
        RunFolder(tmp_path, fast=False, resume=True)
    settings = tmp_path / "run.json"
    settings.write_text(json.dumps({"fast": True, "code": "of last year"}))
    with pytest.raises(SpinecableError, match="another state of the code"):
        RunFolder(tmp_path, fast=True, resume=True)


def test_storing_some_rows_keeps_the_others_and_drops_those_off_the_board(
    make_row, tmp_path
) -> None:
    path = tmp_path / "baseline.json"
    assert load_baseline(False, path) == {}
    old = [score(make_row(i), 10.0, 0.0) for i in ("C1", "C2", "C3")]
    store_baseline(old, ["C1", "C2", "C3"], False, path)
    new = score(make_row("C2"), 99.0, 0.0)
    store_baseline([new], ["C2", "C1"], False, path)
    assert load_baseline(False, path) == {"C1": old[0], "C2": new}
    assert load_baseline(True, path) == {}
    with pytest.raises(SpinecableError, match="ended with an error: C1"):
        store_baseline([failed_with(make_row("C1"), ValueError("no"), 0.0)], ["C1"], False, path)
    assert load_baseline(False, path)["C1"] == old[0]
