"""The command line as a user meets it: a process of its own in an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def spinecable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``python -m spinecable`` with arguments in an empty folder, without a terminal."""
    monkeypatch.chdir(tmp_path)
    environment = {**os.environ, "COLUMNS": "100"}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "spinecable", *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=environment,
            timeout=600,
            check=False,
        )

    return run
