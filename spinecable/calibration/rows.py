"""Rows of the scoreboard that calibration aims at, and what deviation counts one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from spinecable.validate.entry import Part
from spinecable.validate.gates import Band
from spinecable.validate.rows.calcium import published


@dataclass(frozen=True)
class Row:
    """One published number.

    Parameters
    ----------
    name : of the row, and of its part where it has several.
    quantity : what it is, in few words.
    spread : the deviation that counts one; 0 leaves the row out of the fit.
    ratio : whether `spread` is a factor (natural logarithm) instead of a difference.
    """

    name: str
    quantity: str
    spread: float
    ratio: bool = False

    @property
    def part(self) -> Part:
        """The entry of the scoreboard."""
        return published(self.name)

    @property
    def target(self) -> float:
        """What the fit aims at."""
        return float(self.part.value or 0.0)

    @property
    def band(self) -> Band:
        """The range that counts as agreement."""
        gate = self.part.gate
        if not isinstance(gate, Band):
            raise ValueError(f"row {self.name} has no range")
        return gate

    def deviation(self, reading: float) -> float:
        """Distance of a reading from the target, in spreads."""
        if self.ratio:
            return float(np.log(reading / self.target)) / self.spread
        return (reading - self.target) / self.spread


ROWS = (
    Row("C1", "rest, head", 0.0),
    Row("C3", "buffer capacity, head", 11.0),
    Row("C4 shaft", "buffer capacity, shaft", 15.0),
    Row("C5", "decay after a spike, head", 2.0),
    Row("C7", "spike, head", 0.6),
    Row("C8", "spike, shaft", 0.5),
    Row("C10 head", "ions entering per spike", 400.0),
    Row("C10 shaft", "ions entering per spike", 0.0),
    Row("C11", "EPSP, head", 0.4),
    Row("C17", "NMDA receptors open", 0.7, ratio=True),
)
"""Means over the population. C4 and C10 are of mouse layer 5, the nearest that is published."""


def deviations(found: Mapping[str, float]) -> list[float]:
    """Of the rows that are fitted."""
    return [row.deviation(found[row.name]) for row in ROWS if row.spread > 0]
