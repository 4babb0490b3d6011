"""A published experiment as one entry of the scoreboard."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from spinecable.errors import SpinecableError
from spinecable.validate.gates import Gate, Z

Floats = NDArray[np.float64]
Arrays = Mapping[str, Floats]
Measured = Mapping[str, Floats | float] | Floats | float
T = TypeVar("T")

TWO_SIGMA = Z()

GROUPS = {
    "G": "Geometry",
    "N": "Necks and synaptic potentials",
    "B": "Back-propagation and dendritic excitability",
    "C": "Calcium",
    "D": "Diffusion",
    "P": "Plasticity",
    "M": "Molecules",
    "X": "Published models",
}
"""First letter of a row's id -> title of its group."""


@dataclass(frozen=True)
class Scale:
    """How large populations are.

    Parameters
    ----------
    fast : few spines and sites, for continuous integration.
    """

    fast: bool = False

    def of(self, full: T, fast: T) -> T:
        """`full`, or `fast` where speed counts."""
        return fast if self.fast else full


@dataclass(frozen=True)
class Task:
    """Work done in a process of its own, once for all rows that need it.

    Parameters
    ----------
    function : of a module; called with the arguments and ``progress=``, it returns arrays of
        numbers by name.
    arguments : descriptions, numbers, texts and tuples of them: they identify the work.
    """

    function: Callable[..., Arrays]
    arguments: tuple[Any, ...] = ()

    @property
    def key(self) -> str:
        """The same for the same work."""
        name = f"{self.function.__module__}.{self.function.__qualname__}"
        text = json.dumps([name, [_identity(a) for a in self.arguments]])
        return hashlib.sha256(text.encode()).hexdigest()[:20]


@dataclass(frozen=True)
class Part:
    """One published number of a row.

    Parameters
    ----------
    value, sd : published mean and standard deviation (not the error of the mean); None where the
        paper states a sign or a range only.
    unit : of both and of the model's number.
    gate : when the model counts as agreeing.
    name : tells the parts of a row apart; empty where it is the only one.
    says : what the paper says, where that is more than mean and SD.
    median : the population is summarised by its median instead of its mean.
    """

    value: float | None = None
    unit: str = "1"
    gate: Gate = TWO_SIGMA
    sd: float | None = None
    name: str = ""
    says: str = ""
    median: bool = False

    @property
    def published(self) -> str:
        """The published value as text, without unit."""
        if self.says:
            return self.says
        if self.value is None:
            return ""
        return f"{self.value:g}" if self.sd is None else f"{self.value:g} ± {self.sd:g}"


@dataclass(frozen=True)
class Row:
    """One published experiment.

    Parameters
    ----------
    id : group's letter and a number.
    quantity : what was measured.
    preparation, condition : on what, and how it was treated.
    parts : the numbers, usually one.
    source : paper with its DOI.
    how : how the paper measured it and how the model is measured.
    grade : of the evidence. A: read in the paper or its data; B: from authors' code or a digitised
        figure; C: from secondary texts.
    runs : the work it needs; what stands in several rows is done once.
    measure : from the arrays of `runs`, in their order, to a number or an array over spines or
        sites, or several by the names of the parts. NaN leaves a spine out.
    note : what a reader should know whether it passes or not.
    why : what is known about the reason if it fails.
    fast : part of the short run for continuous integration.
    """

    id: str
    quantity: str
    preparation: str
    condition: str
    parts: tuple[Part, ...]
    source: str
    how: str
    grade: Literal["A", "B", "C"]
    runs: tuple[Callable[[Scale], Task], ...]
    measure: Callable[..., Measured]
    note: str = ""
    why: str = ""
    fast: bool = False

    @property
    def group(self) -> str:
        """The letter of its group."""
        return self.id[0]

    def tasks(self, scale: Scale) -> tuple[Task, ...]:
        """The work at this scale."""
        return tuple(run(scale) for run in self.runs)


class NotComputable(SpinecableError):
    """The model lacks what the row is about; no fault of the run."""


class NeedsData(NotComputable):
    """A file that is not part of the package is not there: the row is passed over."""


def absent(reason: str) -> Callable[..., Measured]:
    """The measure of a row that the model cannot reach: it has no value, and a gate on it fails."""

    def measure(*arrays: Arrays) -> Measured:
        raise NotComputable(reason)

    return measure


def _identity(argument: Any) -> str:
    if isinstance(argument, BaseModel):
        return f"{type(argument).__qualname__} {argument.model_dump_json(by_alias=True)}"
    if isinstance(argument, tuple):
        return f"({', '.join(_identity(a) for a in argument)})"
    return repr(argument)
