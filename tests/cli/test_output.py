"""The folder of a run and the table on the terminal."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from spinecable.cli.output import output_folder, summary_text
from spinecable.errors import SpinecableError


def test_files_appear_together_and_replace_old_ones(tmp_path: Path) -> None:
    target = tmp_path / "a" / "b"
    with output_folder(target) as scratch:
        (scratch / "x").write_text("old")
        assert not (target / "x").exists()
    with output_folder(target) as scratch:
        (scratch / "x").write_text("new")
    assert [path.name for path in target.iterdir()] == ["x"]
    assert (target / "x").read_text() == "new"


def _fail_half_way(target: Path) -> None:
    with output_folder(target) as scratch:
        (scratch / "x").write_text("half")
        raise RuntimeError


def test_nothing_is_left_after_an_error(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with pytest.raises(RuntimeError):
        _fail_half_way(target)
    assert not target.exists()


def test_old_files_stay_after_an_error(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("old")
    with pytest.raises(RuntimeError):
        _fail_half_way(tmp_path)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(SpinecableError, match="cannot write"), output_folder(tmp_path / "out"):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_write_permission(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(SpinecableError, match="Permission denied"), output_folder(tmp_path / "x"):
        pass


def test_table_has_one_column_a_spine() -> None:
    rows = [
        {"spine": "narrow", "peak_head_mV": -12.34567, "outcome": "LTP"},
        {"spine": "wide", "peak_head_mV": -20.0, "outcome": "none"},
    ]
    assert summary_text(rows).splitlines() == [
        "spine         narrow  wide",
        "--------------------------",
        "peak_head_mV  -12.35   -20",
        "outcome          LTP  none",
    ]


def test_many_spines_are_split_into_blocks() -> None:
    rows = [{"spine": f"spine_{i:02d}", "peak_head_ca_uM": 1.0 / (i + 1)} for i in range(40)]
    text = summary_text(rows, width=100)
    assert max(len(line) for line in text.splitlines()) <= 100
    for row in rows:
        assert row["spine"] in text
