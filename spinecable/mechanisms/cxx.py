"""C++ source text compiled into a cached shared library."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from spinecable.errors import MechanismError
from spinecable.mechanisms import cache
from spinecable.mechanisms.toolchain import (
    Compiler,
    native_target,
    platform_identity,
    require_compiler,
)

NATIVE = "-march=native"
DEFAULT_FLAGS = ("-std=c++17", "-O3", NATIVE)
_SHARED = ("-shared", "-fPIC")
_LOG_LINES_SHOWN = 15


def compile_shared(source: str, name: str, flags: Sequence[str] = DEFAULT_FLAGS) -> Path:
    """Compile C++ source into a shared library, once per source, compiler and processor.

    ``-march=native`` among the flags is dropped where the compiler does not know it or fails with
    it. With it, the processor's instruction set is part of the cache key, so machines that share a
    home folder never load each other's instructions.

    Parameters
    ----------
    source : a whole translation unit.
    name : file stem of the library, letters, digits and underscores; shown in listings.
    flags : compiler flags besides those that make a shared library.

    Returns
    -------
    path of the library, for ``ctypes.CDLL``.

    Raises
    ------
    ToolchainError : no working C++ compiler.
    MechanismError : the source does not compile, or the cache cannot be written.
    """
    if not name.isidentifier():
        raise MechanismError(f"'{name}' cannot name a library", tip="Use letters, digits and _.")
    compiler = require_compiler()
    native = native_target(compiler) if NATIVE in flags else None
    used = [flag for flag in flags if flag != NATIVE or native is not None]
    product = f"lib{name}{_suffix()}"
    key = cache.digest([source, name, compiler.identity, platform_identity(), native or "", *used])

    def build(folder: Path) -> None:
        text = folder / f"{name}.cpp"
        text.write_text(source, encoding="utf-8")
        failed = _run(compiler, used, text, product)
        if failed and NATIVE in used:
            failed = _run(compiler, [flag for flag in used if flag != NATIVE], text, product)
        if failed:
            raise MechanismError(
                f"the C++ compiler refused '{name}' (exit code {failed})",
                tip=f"Its output:\n{_head(folder / cache.LOG)}\n"
                f"The whole log: {cache.failed_log('kernels', key)}",
            )

    return cache.find_or_build("kernels", key, product, name, build)


def _run(compiler: Compiler, flags: Sequence[str], text: Path, product: str) -> int:
    """Compile inside the folder of `text`; output is the new log, the exit code comes back."""
    command = [*compiler.command, *flags, *_SHARED, text.name, "-o", product]
    with (text.parent / cache.LOG).open("w", encoding="utf-8") as log:
        log.write(f"{' '.join(command)}\n")
        log.flush()
        done = subprocess.run(
            command,
            cwd=text.parent,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "LC_ALL": "C"},
            check=False,
        )
    return done.returncode


def _suffix() -> str:
    return ".dylib" if sys.platform == "darwin" else ".so"


def _head(log: Path) -> str:
    """The first lines: the first error of a compiler explains those that follow."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(lines[:_LOG_LINES_SHOWN])
