"""What a user reads when a program is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from spinecable.errors import ToolchainError
from spinecable.mechanisms.toolchain import (
    Compiler,
    native_target,
    require_compiler,
    require_nrnivmodl_tools,
)

Run = Callable[..., subprocess.CompletedProcess[str]]

COMPILE = """
import sys
from pathlib import Path
from spinecable.errors import ToolchainError
from spinecable.mechanisms.compile import compile_mechanisms
from spinecable.mechanisms.library import MechanismSet, read_folder
try:
    compile_mechanisms(MechanismSet(tuple(read_folder(Path(sys.argv[1])))))
except ToolchainError as error:
    print(error)
"""


def test_all_that_is_missing_is_named_in_one_message(mod_dir: Path, run_python: Run) -> None:
    done = run_python(COMPILE, mod_dir, PATH="/nonexistent")
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1
    assert "needs a C++ compiler, bash, make," in done.stdout
    for system in ("apt install", "dnf install", "xcode-select --install", "conda install"):
        assert system in done.stdout


def test_only_the_compiler_is_named_where_only_it_is_missing(
    mod_dir: Path, tmp_path: Path, run_python: Run
) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("bash", "make", "dirname", "basename", "mkdir", "mv", "uname"):
        (programs / name).symlink_to(str(shutil.which(name)))
    done = run_python(COMPILE, mod_dir, PATH=str(programs))
    assert "needs a C++ compiler, not found" in done.stdout


def test_neither_perl_nor_libpython_is_needed(
    mod_dir: Path, tmp_path: Path, run_python: Run
) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    tools = ["bash", "make", "dirname", "basename", "mkdir", "mv", "uname", "as", "ld"]
    for name in (*tools, "c++"):
        (programs / name).symlink_to(str(shutil.which(name)))
    done = run_python(COMPILE + "print('done')", mod_dir, PATH=str(programs))
    assert done.stdout == "done\n", done.stdout + done.stderr


def test_a_compiler_that_cxx_names_wrongly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXX", "/no/such/compiler")
    with pytest.raises(ToolchainError, match="CXX is set to '/no/such/compiler'"):
        require_compiler()
    with pytest.raises(ToolchainError, match="CXX"):
        require_nrnivmodl_tools()


def test_a_compiler_that_only_fails_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "c++"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.delenv("CXX", raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert require_compiler().command != (str(broken),)


def test_arguments_in_cxx_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = require_compiler()
    monkeypatch.setenv("CXX", f"{plain.command[0]} -DONE -DTWO")
    assert require_compiler().command == (plain.command[0], "-DONE", "-DTWO")
    assert require_compiler().identity != plain.identity


def test_the_native_target_follows_the_instruction_set() -> None:
    """A compiler told to build for another processor names another target."""
    compiler = require_compiler()
    target = native_target(compiler)
    if target is None:
        pytest.skip("this compiler does not know -march=native")
    assert target == native_target(compiler)
    other = Compiler((*compiler.command, "-mno-sse4.2"), compiler.version)
    assert native_target(other) != target
