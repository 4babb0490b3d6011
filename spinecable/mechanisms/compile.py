"""Mechanisms translated and compiled by NEURON's own nrnivmodl into a cached library."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from spinecable.errors import MechanismError
from spinecable.mechanisms import cache
from spinecable.mechanisms.installation import NeuronInstallation, find_neuron, library_name
from spinecable.mechanisms.library import MechanismSet
from spinecable.mechanisms.toolchain import Compiler, platform_identity, require_nrnivmodl_tools

Progress = Callable[[str], None]
_LOG_LINES_SHOWN = 12
_NOISE = re.compile(r"^\s*$|^NOTE: If you|^refer to the C\+\+ migration|^make: \*\*\* Waiting")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def compile_mechanisms(mechanisms: MechanismSet, progress: Progress | None = None) -> Path:
    """Compile a set of mechanisms, once per content, NEURON, compiler and platform.

    Parameters
    ----------
    mechanisms : from `mechanism_set`.
    progress : called with one sentence before and one after a compile, never when the library is
        in the cache.

    Returns
    -------
    path of the library, for `load`.

    Raises
    ------
    ToolchainError : a program is missing, or NEURON is.
    MechanismError : the set is empty, a file does not compile, or the cache cannot be written.
    """
    if not len(mechanisms):
        raise MechanismError(
            "there is no mechanism to compile", tip="Name at least one, see `mechanisms list`."
        )
    compiler = require_nrnivmodl_tools()
    neuron = find_neuron()
    key = _key(mechanisms, neuron, compiler)

    def build(folder: Path) -> None:
        if progress:
            progress(f"Compiling {_counted(mechanisms)} for NEURON {neuron.version} (first use).")
        start = time.monotonic()
        _build(folder, mechanisms, neuron, compiler, cache.failed_log("mechanisms", key))
        if progress:
            progress(f"Compiled {_counted(mechanisms)} in {time.monotonic() - start:.0f} s.")

    label = ", ".join(mechanisms.names)
    return cache.find_or_build("mechanisms", key, library_name(), label, build)


def compiled_library(mechanisms: MechanismSet) -> Path | None:
    """The library of that set if it is in the cache.

    Raises
    ------
    ToolchainError : a program is missing, or NEURON is.
    """
    key = _key(mechanisms, find_neuron(), require_nrnivmodl_tools())
    return cache.find("mechanisms", key, library_name())


def _key(mechanisms: MechanismSet, neuron: NeuronInstallation, compiler: Compiler) -> str:
    parts = [neuron.identity, compiler.identity, platform_identity()]
    for mechanism in mechanisms:
        parts += [mechanism.path.name, mechanism.text]
    return cache.digest(parts)


def _build(
    folder: Path,
    mechanisms: MechanismSet,
    neuron: NeuronInstallation,
    compiler: Compiler,
    kept_log: Path,
) -> None:
    """Run nrnivmodl on copies of the files inside `folder`; leave the library, sources and log."""
    sources = folder / "mod"
    sources.mkdir()
    for mechanism in mechanisms:
        (sources / mechanism.path.name).write_bytes(mechanism.text.encode("ascii"))
    work = folder / "work"
    work.mkdir()
    with (folder / cache.LOG).open("w", encoding="utf-8") as log:
        done = subprocess.run(
            [str(neuron.nrnivmodl), "../mod"],
            cwd=work,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=neuron.environment(compiler),
            check=False,
        )
    text = _COLOUR.sub("", (folder / cache.LOG).read_text(encoding="utf-8", errors="replace"))
    if done.returncode:
        raise _failure(text, done.returncode, mechanisms, kept_log)
    libraries = list(work.glob(f"*/{library_name()}"))
    if len(libraries) != 1:
        raise MechanismError(
            f"nrnivmodl ended without an error but left {len(libraries)} libraries instead of one",
            tip=f"Its output is in {kept_log}",
        )
    libraries[0].rename(folder / library_name())
    shutil.rmtree(work)


def _failure(log: str, code: int, mechanisms: MechanismSet, kept_log: Path) -> MechanismError:
    lines = [line for line in log.splitlines() if not _NOISE.search(line)]
    errors = [number for number, line in enumerate(lines) if re.search("error", line, re.I)]
    start = max(0, errors[0] - 2) if errors else -_LOG_LINES_SHOWN
    excerpt = "\n".join(lines[start:][:_LOG_LINES_SHOWN])
    where, what = _culprit(log, mechanisms)
    return MechanismError(
        f"{what} (nrnivmodl exit code {code})",
        where=where,
        tip=f"Its output:\n{excerpt}\nThe whole log: {kept_log}",
    )


def _culprit(log: str, mechanisms: MechanismSet) -> tuple[str | None, str]:
    """File and line of the fault in the user's file, as far as the output tells."""
    paths = {mechanism.path.stem: mechanism for mechanism in mechanisms}
    translator = re.search(r"at line (\d+) in file (\w+)\.mod", log)
    if translator and translator[2] in paths:
        return f"{paths[translator[2]].path}:{translator[1]}", "the mechanism is not valid NMODL"
    compiler = re.search(r"(\w+)\.cpp:\d+:\d+: (?:fatal )?error: (.*)", log)
    if compiler and compiler[1] in paths:
        mechanism = paths[compiler[1]]
        undeclared = re.search(r"['‘`](\w+)['’] was not declared|identifier '(\w+)'", compiler[2])
        name = (undeclared[1] or undeclared[2]) if undeclared else None
        line = _first_use(mechanism.text, name) if name else None
        if line:
            return f"{mechanism.path}:{line}", f"'{name}' is used but not declared"
        return str(mechanism.path), "the mechanism was translated but is not valid C++"
    refused = re.search(r"\[[^\]]*: (\w+)\.(?:cpp|o)\] Error", log)
    if refused and refused[1] in paths:
        return str(paths[refused[1]].path), "the mechanism does not compile"
    return None, "the mechanisms do not compile"


def _first_use(text: str, name: str) -> int | None:
    for number, line in enumerate(text.splitlines(), start=1):
        if re.search(rf"\b{name}\b", re.sub(r"[:?].*", "", line)):
            return number
    return None


def _counted(mechanisms: MechanismSet) -> str:
    count = len(mechanisms)
    return f"{count} mechanism{'s' if count > 1 else ''}"
