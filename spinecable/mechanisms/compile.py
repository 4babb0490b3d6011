"""Mechanisms translated and compiled by NEURON's own nrnivmodl into cached libraries."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Callable, Sized
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from spinecable.cores import usable_cores
from spinecable.errors import MechanismError
from spinecable.mechanisms import cache
from spinecable.mechanisms.installation import NeuronInstallation, find_neuron, library_name
from spinecable.mechanisms.library import MechanismSet
from spinecable.mechanisms.nmodl import Mechanism
from spinecable.mechanisms.toolchain import Compiler, platform_identity, require_nrnivmodl_tools

Progress = Callable[[str], None]
_LOG_LINES_SHOWN = 12
_NOISE = re.compile(r"^\s*$|^NOTE: If you|^refer to the C\+\+ migration|^make: \*\*\* Waiting")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def compile_mechanisms(
    mechanisms: MechanismSet, progress: Progress | None = None
) -> dict[str, Path]:
    """Compile mechanisms, each once per content, NEURON, compiler and platform.

    Every mechanism gets a library of its own, so that a set which shares most of its mechanisms
    with an earlier one compiles only the others; as many are compiled at a time as there are cores.

    Parameters
    ----------
    mechanisms : from `mechanism_set`.
    progress : called with one sentence before and one after a compile, never when all libraries are
        in the cache.

    Returns
    -------
    name of each mechanism -> path of its library, for `load`.

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
    found = compiled_libraries(mechanisms)
    missing = [mechanism for mechanism in mechanisms if mechanism.name not in found]
    if not missing:
        return found
    built: list[str] = []

    def library(mechanism: Mechanism) -> Path:
        key = _key(mechanism, neuron, compiler)

        def build(folder: Path) -> None:
            _build(folder, mechanism, neuron, compiler, cache.failed_log("mechanisms", key))
            built.append(mechanism.name)

        return cache.find_or_build("mechanisms", key, library_name(), mechanism.name, build)

    if progress:
        progress(f"Compiling {_counted(missing)} for NEURON {neuron.version} (first use).")
    start = time.monotonic()
    with ThreadPoolExecutor(max_workers=usable_cores()) as pool:
        added = dict(zip((m.name for m in missing), pool.map(library, missing), strict=True))
    if progress and built:
        progress(f"Compiled {_counted(built)} in {time.monotonic() - start:.0f} s.")
    return {name: found.get(name) or added[name] for name in mechanisms.names}


def compiled_libraries(mechanisms: MechanismSet) -> dict[str, Path]:
    """Name -> library of those mechanisms whose library is in the cache.

    Raises
    ------
    ToolchainError : a program is missing, or NEURON is.
    """
    neuron, compiler = find_neuron(), require_nrnivmodl_tools()
    found = {}
    for mechanism in mechanisms:
        library = cache.find("mechanisms", _key(mechanism, neuron, compiler), library_name())
        if library:
            found[mechanism.name] = library
    return found


def _key(mechanism: Mechanism, neuron: NeuronInstallation, compiler: Compiler) -> str:
    return cache.digest(
        [
            *(neuron.identity, compiler.identity, platform_identity()),
            *(mechanism.path.name, mechanism.text),
        ]
    )


def _build(
    folder: Path,
    mechanism: Mechanism,
    neuron: NeuronInstallation,
    compiler: Compiler,
    kept_log: Path,
) -> None:
    """Run nrnivmodl on a copy of the file inside `folder`; leave the library, source and log."""
    sources = folder / "mod"
    sources.mkdir()
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
        raise _failure(text, done.returncode, mechanism, kept_log)
    libraries = list(work.glob(f"*/{library_name()}"))
    if len(libraries) != 1:
        raise MechanismError(
            f"nrnivmodl ended without an error but left {len(libraries)} libraries instead of one",
            tip=f"Its output is in {kept_log}",
        )
    libraries[0].rename(folder / library_name())
    shutil.rmtree(work)


def _failure(log: str, code: int, mechanism: Mechanism, kept_log: Path) -> MechanismError:
    lines = [line for line in log.splitlines() if not _NOISE.search(line)]
    errors = [number for number, line in enumerate(lines) if re.search("error", line, re.I)]
    start = max(0, errors[0] - 2) if errors else -_LOG_LINES_SHOWN
    excerpt = "\n".join(lines[start:][:_LOG_LINES_SHOWN])
    where, what = _culprit(log, mechanism)
    return MechanismError(
        f"{what} (nrnivmodl exit code {code})",
        where=where,
        tip=f"Its output:\n{excerpt}\nThe whole log: {kept_log}",
    )


def _culprit(log: str, mechanism: Mechanism) -> tuple[str, str]:
    """The user's file, with the line of the fault as far as the output tells, and what it is."""
    translator = re.search(r"at line (\d+) in file \w+\.mod", log)
    if translator:
        return f"{mechanism.path}:{translator[1]}", "the mechanism is not valid NMODL"
    compiler = re.search(r"\w+\.cpp:\d+:\d+: (?:fatal )?error: (.*)", log)
    if compiler:
        undeclared = re.search(r"['‘`](\w+)['’] was not declared|identifier '(\w+)'", compiler[1])
        name = (undeclared[1] or undeclared[2]) if undeclared else None
        line = _first_use(mechanism.text, name) if name else None
        if line:
            return f"{mechanism.path}:{line}", f"'{name}' is used but not declared"
        return str(mechanism.path), "the mechanism was translated but is not valid C++"
    return str(mechanism.path), "the mechanism does not compile"


def _first_use(text: str, name: str) -> int | None:
    for number, line in enumerate(text.splitlines(), start=1):
        if re.search(rf"\b{name}\b", re.sub(r"[:?].*", "", line)):
            return number
    return None


def _counted(mechanisms: Sized) -> str:
    count = len(mechanisms)
    return f"{count} mechanism{'s' if count > 1 else ''}"
