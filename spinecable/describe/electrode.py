"""Electrodes and background: what is done to the cell at one place for some time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Literal

from pydantic import Field, model_validator

from spinecable.describe.base import Description
from spinecable.describe.site import Domain, Site


class _Placed(Description):
    """At the head of `spine`, at a `site` on a dendrite or, with neither, at the soma."""

    name: str | None = None
    spine: str | None = None
    site: Site | None = None

    @model_validator(mode="after")
    def _one_place(self) -> _Placed:
        if self.spine is not None and self.site is not None:
            raise ValueError("'spine' and 'site' name two places; give one, or none for the soma")
        return self

    @property
    def place(self) -> str:
        """The place in words."""
        if self.spine is not None:
            return f"the head of '{self.spine}'"
        return "the soma" if self.site is None else "this site"


class CurrentClamp(_Placed):
    """A current step at any place (nA; positive depolarises).

    Parameters
    ----------
    spine : the spine into whose head the current flows.
    site : a place on a dendrite instead. With neither it is the soma.
    start_ms, duration_ms : when.
    amplitude_nA : how much.
    """

    kind: Literal["current_clamp"] = "current_clamp"
    start_ms: float = Field(ge=0)
    duration_ms: float = Field(gt=0)
    amplitude_nA: float


class VoltageClamp(_Placed):
    """Voltage steps at any place, through a series resistance; no current before and after.

    The result has the current of each clamp as ``NAME_nA`` (positive into the cell, so that an
    inward membrane current is negative).

    Parameters
    ----------
    spine : the spine whose head is clamped.
    site : a place on a dendrite instead. With neither it is the soma.
    start_ms : when the first level begins.
    levels_mV, durations_ms : of each level, one after the other.
    series_resistance_Mohm : between electrode and cell (ASSUMED 10 MOhm, a good whole-cell patch).
    """

    kind: Literal["voltage_clamp"] = "voltage_clamp"
    start_ms: float = Field(ge=0)
    levels_mV: list[float] = Field(min_length=1)
    durations_ms: list[float] = Field(min_length=1)
    series_resistance_Mohm: float = Field(default=10.0, gt=0, le=1e4)

    @model_validator(mode="after")
    def _paired(self) -> VoltageClamp:
        if len(self.levels_mV) != len(self.durations_ms):
            raise ValueError(
                f"levels_mV has {len(self.levels_mV)} entries and durations_ms "
                f"{len(self.durations_ms)}; each level needs its duration"
            )
        if min(self.durations_ms) <= 0:
            raise ValueError("each of durations_ms must be positive")
        return self

    @property
    def duration_ms(self) -> float:
        """Of all levels together."""
        return sum(self.durations_ms)


class Background(_Placed):
    """Fluctuating excitatory and inhibitory conductance, as in vivo.

    Each is a mean plus an Ornstein-Uhlenbeck process, cut off at zero (Destexhe, Rudolph, Fellous &
    Sejnowski 2001, 10.1016/S0306-4522(01)00344-X, whose values for a layer-6 pyramidal cell are the
    defaults). Random numbers follow ``simulation.seed`` and ``simulation.trial``.

    Parameters
    ----------
    spine, site : a place; with neither, and no `domain`, it is the soma.
    domain, points : instead, so many places evenly along the dendrites of a domain. The points
        fluctuate independently, and so that their sum has the mean and standard deviation given.
    start_ms, duration_ms : when.
    excitatory_uS, inhibitory_uS : means.
    excitatory_sd_uS, inhibitory_sd_uS : standard deviations.
    excitatory_ms, inhibitory_ms : correlation times.
    excitatory_reversal_mV, inhibitory_reversal_mV : reversal potentials.
    """

    kind: Literal["background"] = "background"
    domain: Domain | None = None
    points: int = Field(default=1, ge=1, le=10_000)
    start_ms: float = Field(default=0.0, ge=0)
    duration_ms: float = Field(gt=0)
    excitatory_uS: float = Field(default=0.0121, ge=0)
    inhibitory_uS: float = Field(default=0.0573, ge=0)
    excitatory_sd_uS: float = Field(default=0.0030, ge=0)
    inhibitory_sd_uS: float = Field(default=0.0066, ge=0)
    excitatory_ms: float = Field(default=2.728, gt=0)
    inhibitory_ms: float = Field(default=10.49, gt=0)
    excitatory_reversal_mV: float = 0.0
    inhibitory_reversal_mV: float = -75.0

    @model_validator(mode="after")
    def _spread(self) -> Background:
        if self.domain is not None and (self.spine is not None or self.site is not None):
            raise ValueError("'domain' spreads points; leave out 'spine' and 'site'")
        if self.domain is None and self.points > 1:
            raise ValueError("several points need a domain, such as domain = 'dendrite'")
        return self


Placed = CurrentClamp | VoltageClamp | Background


def refuse_double_clamps(stimuli: Sequence[object]) -> None:
    """Two voltage clamps at one place at one time would fight.

    Raises
    ------
    ValueError : there are such.
    """
    clamps = [(i, s) for i, s in enumerate(stimuli) if isinstance(s, VoltageClamp)]
    for (i, a), (j, b) in combinations(clamps, 2):
        if (a.spine, a.site) == (b.spine, b.site) and overlap(a, b):
            raise ValueError(
                f"stimulus[{i}] and stimulus[{j}] both clamp the voltage of {a.place} at "
                f"{max(a.start_ms, b.start_ms):g} ms; one place takes one clamp at a time"
            )


def overlap(a: VoltageClamp, b: VoltageClamp) -> bool:
    """Whether two clamps are on at the same time."""
    early, late = sorted((a, b), key=lambda clamp: clamp.start_ms)
    return late.start_ms < early.start_ms + early.duration_ms * (1 - 1e-12)
