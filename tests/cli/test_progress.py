"""When the progress bar shows."""

from __future__ import annotations

import io
import sys

import pytest

from spinecable.cli import progress
from spinecable.cli.progress import LateBar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "patience_s", "shown"),
    [(Terminal(), 0.0, True), (Terminal(), 60.0, False), (io.StringIO(), 0.0, False)],
    ids=["slow on a terminal", "fast on a terminal", "slow in a pipe"],
)
def test_bar(
    stream: io.StringIO, patience_s: float, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(progress, "PATIENCE_S", patience_s)
    with LateBar() as bar:
        bar(0.25, "compiling")
        bar(0.5, "simulating")
    assert ("simulating" in stream.getvalue()) is shown
    assert ("50 %" in stream.getvalue()) is shown
