"""What a sweep varies: keys of an experiment, each with its values, and the number of trials."""

from __future__ import annotations

from typing import Any

import numpy as np
from pydantic import Field, field_validator, model_validator

from spinecable.describe.base import Description
from spinecable.describe.overrides import parse_override
from spinecable.errors import DescriptionError

SCALES = ("lin", "log")


class Axis(Description):
    """One thing that is varied.

    Parameters
    ----------
    key : as for ``--set``, such as ``spine.narrow.geometry.neck_diameter_um``; ``*`` in place of
        a name means every item (``spine.*.geometry.neck_diameter_um``). The key
        ``...geometry.neck_resistance_Mohm`` sets the neck's diameter to what gives that
        resistance at its length.
    values : in the order in which they are run and shown.
    """

    key: str = Field(min_length=1)
    values: tuple[Any, ...] = Field(min_length=1)

    @field_validator("values", mode="before")
    @classmethod
    def _plain(cls, values: Any) -> Any:
        return tuple(np.asarray(values).tolist()) if isinstance(values, np.ndarray) else values

    @model_validator(mode="after")
    def _once(self) -> Axis:
        for value in self.values:
            if self.values.count(value) > 1:
                raise ValueError(f"'{self.key}' has the value {value} twice")
        return self


class Sweep(Description):
    """Every combination of the axes' values, each `trials` times.

    Parameters
    ----------
    axes : none is one point: trials of the experiment as it is.
    trials : repetitions of each point. Trial n of every point draws the same random numbers, so
        that points differ by what is varied alone. Without noise all trials are equal.
    """

    axes: tuple[Axis, ...] = ()
    trials: int = Field(default=1, ge=1, le=1_000_000)

    @model_validator(mode="after")
    def _different_keys(self) -> Sweep:
        keys = [axis.key for axis in self.axes]
        for key in keys:
            if keys.count(key) > 1:
                raise ValueError(f"the key '{key}' is varied twice")
        return self


def parse_axis(text: str) -> Axis:
    """``KEY=V1,V2,...`` or ``KEY=LOW:HIGH:COUNT`` with ``:log`` for equal ratios.

    Raises
    ------
    DescriptionError : the text is not of that form.
    """
    key, equals, given = text.partition("=")
    where = f"--vary {text}"
    example = "Examples: cell.temperature_C=32,34 or spine.a.geometry.neck_diameter_um=0.05:0.4:8."
    if not equals or not key.strip() or not given.strip():
        raise DescriptionError("what is varied is written KEY=VALUES", where=where, tip=example)
    parts = given.split(":")
    if len(parts) in (3, 4) and not given.lstrip().startswith(("[", "{", '"', "'")):
        return Axis(key=key.strip(), values=_range(parts, where, example))
    values = [parse_override(f"{key}={value}").value for value in _separated(given)]
    return Axis(key=key.strip(), values=tuple(values))


def _range(parts: list[str], where: str, example: str) -> tuple[float, ...]:
    """Evenly spaced values; rounded to what is written, so that they read well."""
    scale = parts[3].strip() if len(parts) == 4 else "lin"
    try:
        low, high, count = float(parts[0]), float(parts[1]), int(parts[2])
    except ValueError:
        raise DescriptionError(
            "a range is LOW:HIGH:COUNT in numbers", where=where, tip=example
        ) from None
    if scale not in SCALES:
        raise DescriptionError(
            f"a range ends with :lin or :log, not :{scale}", where=where, tip=example
        )
    if count < 2 or not low < high or (scale == "log" and low <= 0):
        raise DescriptionError(
            "a range needs LOW below HIGH, two or more values, and LOW above 0 for :log",
            where=where,
            tip=example,
        )
    spaced = np.geomspace(low, high, count) if scale == "log" else np.linspace(low, high, count)
    return tuple(float(f"{value:.6g}") for value in spaced)


def _separated(given: str) -> list[str]:
    """Parts between commas that stand outside brackets and quotes."""
    parts, depth, quote = [""], 0, ""
    for letter in given:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "[{":
            depth += 1
        elif letter in "]}":
            depth -= 1
        elif letter == "," and not depth:
            parts.append("")
            continue
        parts[-1] += letter
    return [part.strip() for part in parts]
