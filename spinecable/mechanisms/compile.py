"""Mechanisms translated and compiled by NEURON's own nrnivmodl into cached libraries."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
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
    with an earlier one compiles only the others.

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
    missing = _without(mechanisms, found)
    if not len(missing):
        return found
    if progress:
        progress(f"Compiling {_counted(missing)} for NEURON {neuron.version} (first use).")
    start = time.monotonic()
    batch = cache.digest(_key(mechanism, neuron, compiler) for mechanism in missing)
    with cache.work_folder("mechanisms", batch) as folder:
        found = compiled_libraries(mechanisms)
        missing = _without(mechanisms, found)
        if len(missing):
            found |= _build(
                folder, missing, neuron, compiler, cache.failed_log("mechanisms", batch)
            )
    if progress and len(missing):
        progress(f"Compiled {_counted(missing)} in {time.monotonic() - start:.0f} s.")
    return {name: found[name] for name in mechanisms.names}


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


def _without(mechanisms: MechanismSet, found: Mapping[str, Path]) -> MechanismSet:
    return mechanisms.only(name for name in mechanisms.names if name not in found)


def _key(mechanism: Mechanism, neuron: NeuronInstallation, compiler: Compiler) -> str:
    return cache.digest(
        [
            *(neuron.identity, compiler.identity, platform_identity()),
            *(mechanism.path.name, mechanism.text),
        ]
    )


def _build(
    folder: Path,
    mechanisms: MechanismSet,
    neuron: NeuronInstallation,
    compiler: Compiler,
    kept_log: Path,
) -> dict[str, Path]:
    """Compile all at once inside `folder`, then publish a library of each."""
    objects = _compile(folder, mechanisms, neuron, compiler, kept_log)

    def publish(mechanism: Mechanism) -> Path:
        def link(entry: Path) -> None:
            _link(entry, mechanism, objects, neuron, compiler)

        key = _key(mechanism, neuron, compiler)
        return cache.find_or_build("mechanisms", key, library_name(), mechanism.name, link)

    with ThreadPoolExecutor(max_workers=usable_cores()) as pool:
        return dict(zip(mechanisms.names, pool.map(publish, mechanisms), strict=True))


def _compile(
    folder: Path,
    mechanisms: MechanismSet,
    neuron: NeuronInstallation,
    compiler: Compiler,
    kept_log: Path,
) -> Path:
    """Run nrnivmodl on copies of the files inside `folder`; the folder with the objects."""
    sources = folder / "mod"
    sources.mkdir()
    for mechanism in mechanisms:
        (sources / mechanism.path.name).write_bytes(mechanism.text.encode("ascii"))
    work = folder / "work"
    work.mkdir()
    code, text = _logged(
        [str(neuron.nrnivmodl), "../mod"], work, folder / cache.LOG, neuron.environment(compiler)
    )
    if code:
        raise _failure(_COLOUR.sub("", text), code, mechanisms, kept_log)
    made = {path.parent for path in work.glob("*/*.o")}
    if len(made) != 1:
        raise MechanismError(
            f"nrnivmodl ended without an error but left objects in {len(made)} folders",
            tip=f"Its output is in {kept_log}",
        )
    return made.pop()


def _link(
    entry: Path,
    mechanism: Mechanism,
    objects: Path,
    neuron: NeuronInstallation,
    compiler: Compiler,
) -> None:
    """Make a library of one mechanism, with its source text and log, in the folder `entry`.

    NEURON calls ``modl_reg`` of every library that it loads; nrnivmodl writes one for all of its
    files together.
    """
    stem = mechanism.path.stem
    (entry / mechanism.path.name).write_bytes(mechanism.text.encode("ascii"))
    register = entry / "register.cpp"
    register.write_text(
        f'extern "C" void _{stem}_reg(void);\nextern "C" void modl_reg() {{ _{stem}_reg(); }}\n'
    )
    command = [*compiler.command, "-shared", "-fPIC", register.name, str(objects / f"{stem}.o")]
    command += [f"-L{neuron.libraries}", "-lnrniv", f"-Wl,-rpath,{neuron.libraries}"]
    command += ["-o", library_name()]
    code, text = _logged(command, entry, entry / cache.LOG, neuron.environment(compiler))
    if code:
        raise MechanismError(
            f"the compiled mechanism cannot be linked (exit code {code})",
            where=str(mechanism.path),
            tip=f"The linker's output:\n{text}",
        )


def _logged(
    command: Sequence[str], folder: Path, log: Path, environment: Mapping[str, str]
) -> tuple[int, str]:
    """Run a command in the folder; its exit code, and all it wrote, which is kept in `log`."""
    with log.open("w", encoding="utf-8") as file:
        done = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            env=environment,
            check=False,
        )
    return done.returncode, log.read_text(encoding="utf-8", errors="replace")


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
