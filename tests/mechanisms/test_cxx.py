"""C++ source to a cached shared library."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pytest

from spinecable.errors import MechanismError
from spinecable.mechanisms import cache
from spinecable.mechanisms.cxx import DEFAULT_FLAGS, compile_shared
from spinecable.mechanisms.toolchain import require_compiler

TWICE = 'extern "C" double twice(double x) { return FACTOR * x; }\n'


def call(path: Path) -> float:
    function = ctypes.CDLL(str(path)).twice
    function.restype = ctypes.c_double
    function.argtypes = [ctypes.c_double]
    return float(function(3.0))


def test_source_and_flags_decide_which_library() -> None:
    two = compile_shared(TWICE, "twice", (*DEFAULT_FLAGS, "-DFACTOR=2"))
    made = two.stat().st_mtime_ns
    assert call(two) == 6.0
    assert compile_shared(TWICE, "twice", (*DEFAULT_FLAGS, "-DFACTOR=2")) == two
    assert two.stat().st_mtime_ns == made
    assert call(compile_shared(TWICE, "twice", (*DEFAULT_FLAGS, "-DFACTOR=5"))) == 15.0


def test_the_compilers_words_reach_the_user() -> None:
    with pytest.raises(MechanismError, match="FACTOR") as caught:
        compile_shared(TWICE, "twice")
    log = Path(str(caught.value.tip).rsplit("The whole log: ", 1)[1])
    assert "FACTOR" in log.read_text()
    assert cache.entries() == []


def test_native_is_dropped_where_compiling_with_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A compiler that knows -march=native but whose output with it the assembler refuses."""
    real = require_compiler().command[0]
    wrapper = tmp_path / "picky++"
    wrapper.write_text(
        "#!/bin/sh\n"
        'case "$*" in *" -shared "*) case "$*" in *-march=native*) exit 1;; esac;; esac\n'
        f'exec {real} "$@"\n'
    )
    wrapper.chmod(0o755)
    monkeypatch.setenv("CXX", str(wrapper))
    path = compile_shared(TWICE, "twice", (*DEFAULT_FLAGS, "-DFACTOR=2"))
    assert call(path) == 6.0
    assert "-march=native" not in (path.parent / cache.LOG).read_text()


def test_a_name_that_is_no_file_stem() -> None:
    with pytest.raises(MechanismError, match="cannot name a library"):
        compile_shared("", "../escape")
