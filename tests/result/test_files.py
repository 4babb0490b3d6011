"""Files are whole or not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from spinecable.errors import SpinecableError
from spinecable.result.files import write_whole


def test_two_writers_at_once_do_not_touch_each_other(tmp_path: Path) -> None:
    target = tmp_path / "run" / "table.csv"

    def slow(part: Path) -> None:
        part.write_text("first, ")
        write_whole(target, lambda other: other.write_text("second"), "table")
        assert target.read_text() == "second"
        part.write_text(part.read_text() + "whole")

    assert write_whole(target, slow, "table").read_text() == "first, whole"
    assert [file.name for file in target.parent.iterdir()] == ["table.csv"]


def test_what_cannot_be_written_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "table.csv"
    target.write_text("old")

    def fails(part: Path) -> None:
        part.write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(SpinecableError, match=r"table cannot be written: No space left"):
        write_whole(target, fails, "table")
    assert target.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["table.csv"]
