"""Every error a user can meet: what is wrong, where it stands, what to do."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable

LISTED = 40


class SpinecableError(Exception):
    """Root of the package's errors.

    Parameters
    ----------
    what : the fault, one sentence without a final full stop.
    where : a place a user can go to: ``file:line`` or a key path such as ``spine[1].geometry``.
    tip : what to do about it, one sentence.
    """

    def __init__(self, what: str, *, where: str | None = None, tip: str | None = None) -> None:
        self.what = what
        self.where = where
        self.tip = tip
        super().__init__(what)

    def __reduce__(self) -> tuple[Callable[..., SpinecableError], tuple[object, ...]]:
        return _rebuilt, (type(self), self.what, self.where, self.tip)

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        text = text if text.endswith((".", "?", "!")) else f"{text}."
        return f"{text} {self.tip}" if self.tip else text


def _rebuilt(
    kind: type[SpinecableError], what: str, where: str | None, tip: str | None
) -> SpinecableError:
    """An error that crossed a process boundary."""
    return kind(what, where=where, tip=tip)


class DescriptionError(SpinecableError):
    """A description (cell, spine, protocol, bath ...) says something that cannot be."""


class MorphologyError(SpinecableError):
    """A morphology file cannot be used as it stands."""


class ToolchainError(SpinecableError):
    """A program needed to compile the mechanisms is missing or does not work."""


class MechanismError(SpinecableError):
    """A mechanism could not be compiled, loaded or recognised."""


class ChemistryError(SpinecableError):
    """A reaction scheme or a network of compartments is inconsistent."""


class SimulationError(SpinecableError):
    """A run could not be finished."""


def suggestion(name: str, options: Iterable[str]) -> str:
    """A sentence that names the nearest of `options`, or lists them, the first `LISTED` of many."""
    names = sorted(options)
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if near:
        return f"Did you mean '{near[0]}'?"
    if len(names) > LISTED:
        return f"Known: {', '.join(names[:LISTED])} and {len(names) - LISTED} more."
    return f"Known: {', '.join(names)}." if names else "There are none."
