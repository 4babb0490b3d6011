"""A user's own cascade in every head, from an SBML file."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator

from spinecable.describe.base import Description


class Cascade(Description):
    """Reactions of an SBML file, driven by each head's free calcium.

    They are solved after the run along the recorded calcium: calcium that the cascade binds is not
    taken from the head.

    Parameters
    ----------
    sbml : path of the file; relative paths in a TOML file are looked for beside it.
    calcium : ids or names of the species that stand for free calcium.
    readouts : ids or names of species, parameters or rules; they become the traces
        ``cascade_NAME`` and the summary's ``peak_cascade_NAME``.
    concentration_unit, time_unit : what the file's numbers are, whatever it declares; needed where
        it declares nothing that makes sense. None: as declared.
    settle_s : time at the head's resting calcium before the run, from the file's initial values
        (s). One hour (ASSUMED, longer than the slowest steps of published cascades); 0 starts
        from the file's values.
    """

    sbml: str
    calcium: list[str] = Field(min_length=1)
    readouts: list[str] = Field(min_length=1)
    concentration_unit: Literal["nM", "uM", "mM", "M"] | None = None
    time_unit: Literal["ms", "s", "min", "h"] | None = None
    settle_s: float = Field(default=3600.0, ge=0, le=1e9)

    @field_validator("sbml")
    @classmethod
    def _absolute(cls, path: str) -> str:
        return str(Path(path).expanduser().absolute())

    @field_validator("calcium", mode="before")
    @classmethod
    def _one_or_more(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value
