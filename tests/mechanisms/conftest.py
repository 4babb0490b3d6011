"""Tiny real mechanisms, a cache of their own, and fresh processes to use them in."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from spinecable.mechanisms.cache import CACHE_VARIABLE

TINY = """TITLE Leak for tests
COMMENT
Model: ohmic leak
  of one conductance
Source: Nobody 1900 10.1000/none

Units: as NEURON
ENDCOMMENT
NEURON {
    SUFFIX sc_tiny
    NONSPECIFIC_CURRENT i
    RANGE g, e, i
    GLOBAL scale
}
UNITS {
    (mV) = (millivolt)
    (mA) = (milliamp)
    (S) = (siemens)
}
PARAMETER {
    g = 1e-3 (S/cm2) <0, 1e9> : conductance, Nobody 1900
                              : in the dark
    e = -70 (mV)              : reversal, ASSUMED
    scale = 1 (1)
    celsius (degC)
}
ASSIGNED {
    v (mV)
    i (mA/cm2)
}
BREAKPOINT {
    i = scale*g*(v - e)
}
"""

USUAL_CACHE = os.environ.get(CACHE_VARIABLE)

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(autouse=True)
def cache_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache for this test alone; its path holds a space."""
    folder = tmp_path / "the cache"
    monkeypatch.setenv(CACHE_VARIABLE, str(folder))
    return folder


@pytest.fixture
def usual_cache(cache_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache of all other tests, for one that needs every bundled mechanism compiled."""
    if USUAL_CACHE is None:
        monkeypatch.delenv(CACHE_VARIABLE)
    else:
        monkeypatch.setenv(CACHE_VARIABLE, USUAL_CACHE)


@pytest.fixture
def mod_dir(tmp_path: Path) -> Path:
    """A user's folder with one valid mechanism, sc_tiny."""
    folder = tmp_path / "user mods"
    folder.mkdir()
    (folder / "sc_tiny.mod").write_text(TINY)
    return folder


@pytest.fixture
def run_python(tmp_path: Path) -> Run:
    """Run code in a fresh interpreter whose current folder holds no mechanisms."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    def run(
        code: str, *arguments: object, cwd: Path = elsewhere, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", code, *map(str, arguments)],
            cwd=cwd,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )

    return run
