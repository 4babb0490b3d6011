"""Compiled mechanisms in this process' NEURON: loaded once, and verified to be our files."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spinecable.errors import MechanismError
from spinecable.mechanisms.compile import Progress, compile_mechanisms
from spinecable.mechanisms.installation import find_neuron
from spinecable.mechanisms.library import MechanismSet, mechanism_set
from spinecable.mechanisms.nmodl import Mechanism

_OPTIONS = "NEURON_MODULE_OPTIONS"
_CATEGORIES = (0, 1)
_lock = threading.Lock()


def neuron_h() -> Any:
    """NEURON's ``h``, imported without its graphical interface.

    Raises
    ------
    ToolchainError : NEURON is not installed.
    """
    if "neuron" not in sys.modules:
        find_neuron()
        options = os.environ.get(_OPTIONS, "")
        if "-nogui" not in options.split():
            os.environ[_OPTIONS] = f"{options} -nogui".strip()
    from neuron import h

    return h


def load_mechanisms(
    names: Iterable[str] | None = None,
    extra_dirs: Sequence[str | Path] = (),
    progress: Progress | None = None,
) -> MechanismSet:
    """Make mechanisms available in this process, compiling them first if need be.

    Parameters
    ----------
    names : what is needed; None means all there are.
    extra_dirs : folders with a user's own .mod files.
    progress : called with one sentence before and one after a compile.

    Returns
    -------
    the mechanisms, now loaded.

    Raises
    ------
    ToolchainError, MechanismError : as `mechanism_set`, `compile_mechanisms` and `load`.
    """
    mechanisms = mechanism_set(names, extra_dirs)
    load(mechanisms, progress=progress)
    return mechanisms


def load(
    mechanisms: MechanismSet,
    libraries: Mapping[str, Path] | None = None,
    progress: Progress | None = None,
) -> None:
    """Load mechanisms into this process; those that are there already stay as they are.

    NEURON can neither unload a mechanism nor survive a clash, and loads ``./x86_64`` of the current
    folder by itself when it is imported. So source texts are compared before and after loading.

    Parameters
    ----------
    mechanisms : from `mechanism_set`.
    libraries : what `compile_mechanisms` returned for this set; None compiles what is absent.
    progress : called with one sentence before and one after a compile.

    Raises
    ------
    MechanismError : another mechanism of the same name is loaded (then nothing is loaded), a
        library does not load, or it holds another mechanism than it should.
    """
    with _lock:
        missing = not_loaded(mechanisms)
        if not missing:
            return
        if libraries is None:
            libraries = compile_mechanisms(mechanisms.only(missing), progress)
        for name in missing:
            if not neuron_h().nrn_load_dll(str(libraries[name])):
                raise MechanismError(
                    f"NEURON could not load the compiled mechanism '{name}'",
                    where=str(libraries[name]),
                    tip="Remove it with `spinecable mechanisms cache --clear` and try again.",
                )
        for name in not_loaded(mechanisms):
            raise MechanismError(
                f"the library does not hold the mechanism {name}", where=str(libraries[name])
            )


@dataclass(frozen=True)
class Loaded:
    """A mechanism as NEURON holds it.

    Parameters
    ----------
    file : the .mod file as it was called when it was compiled; empty for NEURON's own basics.
    text : its source text.
    """

    file: str
    text: str


def loaded_mechanisms() -> dict[str, Loaded]:
    """Every mechanism this process' NEURON knows, by name; its built-in ones too."""
    h = neuron_h()
    found = {}
    for category in _CATEGORIES:
        kind = h.MechanismType(category)
        name = h.ref("")
        for index in range(int(kind.count())):
            kind.select(index)
            kind.selected(name)
            found[str(name[0])] = Loaded(str(kind.file()), str(kind.code()))
    return found


def not_loaded(mechanisms: MechanismSet) -> tuple[str, ...]:
    """Names that NEURON does not know yet.

    Raises
    ------
    MechanismError : NEURON knows one of the names from another source.
    """
    known = loaded_mechanisms()
    for mechanism in mechanisms:
        other = known.get(mechanism.name)
        if other and _lines(other.text) != _lines(mechanism.text):
            raise _clash(mechanism, other)
    return tuple(name for name in mechanisms.names if name not in known)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def _clash(mechanism: Mechanism, other: Loaded) -> MechanismError:
    stale = sorted(Path.cwd().glob("*/libnrnmech.*"))
    if "/src/nrnoc/" in other.file or not other.file:
        tip = "That name is built into NEURON: rename the mechanism and its file."
    elif stale:
        tip = (
            f"NEURON loads {stale[0]} of the current folder by itself: "
            "remove that folder or start Python elsewhere."
        )
    else:
        tip = "Mechanisms cannot be unloaded: start a new Python process."
    return MechanismError(
        f"another mechanism called '{mechanism.name}' is already loaded in this process, "
        f"made from '{other.file}'",
        where=str(mechanism.path),
        tip=tip,
    )
