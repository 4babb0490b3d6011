"""Which mechanisms there are: those that come with the package and those in a user's folders."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from spinecable.errors import MechanismError, suggestion
from spinecable.mechanisms.nmodl import Mechanism, read_mod
from spinecable.resources import resource_dir


@dataclass(frozen=True)
class MechanismSet:
    """Mechanisms that are compiled together, sorted by name; no two share a name or a file name."""

    mechanisms: tuple[Mechanism, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What NEURON calls them."""
        return tuple(mechanism.name for mechanism in self.mechanisms)

    def __iter__(self) -> Iterator[Mechanism]:
        return iter(self.mechanisms)

    def __len__(self) -> int:
        return len(self.mechanisms)

    def __getitem__(self, name: str) -> Mechanism:
        for mechanism in self.mechanisms:
            if mechanism.name == name:
                return mechanism
        raise MechanismError(f"unknown mechanism '{name}'", tip=suggestion(name, self.names))

    def only(self, names: Iterable[str]) -> MechanismSet:
        """The set of just these; an unknown name raises MechanismError."""
        return MechanismSet(tuple(self[name] for name in sorted(set(names))))


def mechanism_set(
    names: Iterable[str] | None = None, extra_dirs: Sequence[str | Path] = ()
) -> MechanismSet:
    """Mechanisms by name, from the package and from further folders.

    Parameters
    ----------
    names : what a run needs; None means all there are. Fewer compile faster.
    extra_dirs : folders with a user's own .mod files.

    Raises
    ------
    MechanismError : an unknown name, an unreadable or empty folder, or two different files that
        would be the same mechanism.
    """
    found = list(_bundled())
    for folder in extra_dirs:
        found += read_folder(Path(folder))
    whole = _without_clashes(found)
    return whole if names is None else whole.only(names)


def read_folder(folder: Path) -> list[Mechanism]:
    """Every mechanism of one folder, sorted by file name.

    Raises
    ------
    MechanismError : the folder does not exist or holds no .mod file.
    """
    if not folder.is_dir():
        raise MechanismError("the mechanism folder does not exist", where=str(folder))
    files = sorted(folder.glob("*.mod"))
    if not files:
        raise MechanismError(
            "the folder holds no .mod file",
            where=str(folder),
            tip="Name the folder in which the .mod files stand; folders below it are not searched.",
        )
    return [read_mod(file.absolute()) for file in files]


@functools.lru_cache
def _bundled() -> tuple[Mechanism, ...]:
    return tuple(read_folder(resource_dir("mod")))


def _without_clashes(found: Sequence[Mechanism]) -> MechanismSet:
    """Refuse two files of one name; a copy with the same content counts as the same file."""
    by_name: dict[str, Mechanism] = {}
    by_stem: dict[str, Mechanism] = {}
    for mechanism in found:
        for key, known in ((mechanism.name, by_name), (mechanism.path.stem, by_stem)):
            other = known.setdefault(key, mechanism)
            if other.text != mechanism.text:
                raise MechanismError(
                    f"two files both make the mechanism '{key}': {other.path} and {mechanism.path}",
                    where=str(mechanism.path),
                    tip="Rename the mechanism and the file of one of them.",
                )
    return MechanismSet(tuple(by_name[name] for name in sorted(by_name)))
