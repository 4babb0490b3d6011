"""The programs that compiling needs: found, identified, or named when they are missing."""

from __future__ import annotations

import functools
import os
import platform
import shlex
import shutil
import subprocess
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from spinecable.errors import ToolchainError

COMPILER_NAMES = ("c++", "g++", "clang++")
NRNIVMODL_TOOLS = ("bash", "make", "dirname", "basename", "mkdir", "mv", "uname")
INSTALL_TIP = (
    "Install the missing programs: Debian or Ubuntu `sudo apt install g++ make`, "
    "Fedora `sudo dnf install gcc-c++ make`, macOS `xcode-select --install`, "
    "conda `conda install -c conda-forge cxx-compiler make`."
)
_PROBE_TIMEOUT_S = 60.0


@dataclass(frozen=True)
class Compiler:
    """A C++ compiler that answered.

    Parameters
    ----------
    command : the program and the arguments that always go with it (``CXX="ccache g++ -m64"``).
    version : what it prints for ``--version``; part of every cache key.
    """

    command: tuple[str, ...]
    version: str

    @property
    def identity(self) -> str:
        """Text that changes whenever another compiler would be used."""
        return f"{' '.join(self.command)}\n{self.version}"


def find_compiler() -> Compiler | None:
    """The compiler that CXX names, else the first of c++, g++ and clang++ that works."""
    chosen = os.environ.get("CXX", "").strip()
    candidates = [tuple(shlex.split(chosen))] if chosen else [(name,) for name in COMPILER_NAMES]
    for command in candidates:
        path = shutil.which(command[0])
        if path is None:
            continue
        version = _version((path, *command[1:]), Path(path).stat().st_mtime_ns)
        if version:
            return Compiler((path, *command[1:]), version)
    return None


def require_compiler() -> Compiler:
    """A working C++ compiler.

    Raises
    ------
    ToolchainError : there is none, or the one that CXX names does not work.
    """
    compiler = find_compiler()
    if compiler is None:
        raise _missing(["a C++ compiler"])
    return compiler


def missing_nrnivmodl_tools() -> list[str]:
    """Names of the programs that nrnivmodl runs and that are not on PATH."""
    missing = [] if find_compiler() else ["a C++ compiler"]
    return missing + [name for name in NRNIVMODL_TOOLS if shutil.which(name) is None]


def require_nrnivmodl_tools() -> Compiler:
    """A working compiler, with every other program that nrnivmodl runs on PATH.

    Raises
    ------
    ToolchainError : names all that is missing at once.
    """
    missing = missing_nrnivmodl_tools()
    if missing:
        raise _missing(missing)
    return require_compiler()


def native_target(compiler: Compiler) -> str | None:
    """The instruction set that ``-march=native`` means on this machine; None if not supported.

    The compiler spells out processor and features on its verbose command line. Two machines that
    share a home folder share a library only where this text is equal.
    """
    return _native_target(compiler.command)


@functools.lru_cache
def platform_identity() -> str:
    """Operating system, processor family and C library: part of every cache key."""
    return f"{sysconfig.get_platform()} {' '.join(platform.libc_ver())}".strip()


@functools.lru_cache
def _native_target(command: tuple[str, ...]) -> str | None:
    answer = _ask((*command, "-march=native", "-x", "c++", "-E", "-v", os.devnull))
    if answer is None:
        return None
    lines = [line.strip() for line in answer.splitlines()]
    return "\n".join(line for line in lines if "cc1" in line and "-E" in line.split()) or None


@functools.lru_cache
def _version(command: tuple[str, ...], modified_ns: int) -> str | None:
    """What the compiler calls itself; `modified_ns` makes a replaced program be asked again."""
    return _ask((*command, "--version"))


def _ask(command: Sequence[str]) -> str | None:
    """Both output streams of a program that ended well, else None."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env={**os.environ, "LC_ALL": "C"},
            timeout=_PROBE_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def _missing(names: Sequence[str]) -> ToolchainError:
    chosen = os.environ.get("CXX", "").strip()
    if chosen and "a C++ compiler" in names:
        tip = f"CXX is set to '{chosen}', which does not run: correct or unset it. {INSTALL_TIP}"
    else:
        tip = INSTALL_TIP
    return ToolchainError(
        f"compiling needs {', '.join(names)}, not found on PATH",
        where=f"PATH={os.environ.get('PATH', '')}",
        tip=tip,
    )
