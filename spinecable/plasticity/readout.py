"""What turns the course of calcium and enzymes in a head into a synaptic weight.

A readout is anything with a `name` and a method `weight`; `FunctionReadout` makes one of a
plain function. ::

    def days_of_calcium(traces):
        return 1 + 0.1 * cumulative_trapezoid(traces.ca_uM, traces.time_ms / 1e3, initial=0)

    readout = FunctionReadout("calcium integral", days_of_calcium)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spinecable.describe.simulation import Outcome
from spinecable.errors import SimulationError
from spinecable.plasticity.outcome import Verdict, classify

Floats = NDArray[np.float64]

MS_PER_MIN = 6e4


@dataclass(frozen=True)
class SingleSpikes:
    """Calcium of a head around one presynaptic and one somatic spike.

    Parameters
    ----------
    pre_time_ms, pre_ca_uM, post_time_ms, post_ca_uM : samples from just before the spike, linear
        between them.
    rest_uM : resting calcium.
    """

    pre_time_ms: Floats
    pre_ca_uM: Floats
    post_time_ms: Floats
    post_ca_uM: Floats
    rest_uM: float


@dataclass(frozen=True)
class Detail:
    """A number that a readout has found for one spine, with unit and meaning."""

    value: float
    unit: str
    meaning: str


@dataclass(frozen=True)
class Traces:
    """What one head did, from rest before the first stimulus to the end.

    Times may be spaced unevenly (half a millisecond first, minutes later); values between them
    are taken to be linear. The first sample is the resting state.

    Parameters
    ----------
    time_ms : shape (n,), ascending.
    ca_uM : free calcium (uM), shape (n,).
    camkii_active, can_active : active fractions (0-1), shape (n,).
    head_volume_um3 : one number, or shape (n,) where the head remodels.
    pre_ms, post_ms : times of presynaptic events at this head and of somatic spikes, ascending.
    camkii_total_uM, can_total_uM : totals (uM) that the active fractions refer to; None: unknown.
    domain : of the section that carries the spine, such as ``apical_oblique``.
    single_spikes : responses to single spikes, where a readout needs them.
    stream : seeds of whatever is random in a readout: the run's seed and the spine's number.
    ras_uM : active Ras-like messenger in the head, one number or shape (n,); 0 where there is
        none.

    Raises
    ------
    SimulationError : shapes differ, times do not ascend, or a value is not finite.
    """

    time_ms: Floats
    ca_uM: Floats
    camkii_active: Floats
    can_active: Floats
    head_volume_um3: Floats
    pre_ms: Floats
    post_ms: Floats
    camkii_total_uM: float | None
    can_total_uM: float | None
    domain: str
    single_spikes: SingleSpikes | None
    stream: tuple[int, ...]
    ras_uM: Floats

    def __init__(
        self,
        time_ms: ArrayLike,
        ca_uM: ArrayLike,
        camkii_active: ArrayLike,
        can_active: ArrayLike,
        head_volume_um3: ArrayLike,
        *,
        pre_ms: ArrayLike = (),
        post_ms: ArrayLike = (),
        camkii_total_uM: float | None = None,
        can_total_uM: float | None = None,
        domain: str = "dendrite",
        single_spikes: SingleSpikes | None = None,
        stream: tuple[int, ...] = (0,),
        ras_uM: ArrayLike = 0.0,
    ) -> None:
        time = np.asarray(time_ms, dtype=float)
        if time.ndim != 1 or time.size < 2 or not (np.diff(time) > 0).all():
            raise SimulationError("the readout needs two or more ascending times")
        object.__setattr__(self, "time_ms", time)
        for name, given in (
            ("ca_uM", ca_uM),
            ("camkii_active", camkii_active),
            ("can_active", can_active),
            ("head_volume_um3", head_volume_um3),
            ("ras_uM", ras_uM),
        ):
            values = np.asarray(given, dtype=float)
            if name in ("head_volume_um3", "ras_uM") and values.ndim == 0:
                values = np.full(time.shape, float(values))
            if values.shape != time.shape:
                raise SimulationError(
                    f"{name} has shape {values.shape}, the times have {time.shape}"
                )
            if not np.isfinite(values).all():
                raise SimulationError(f"{name} is not finite at {np.argmin(np.isfinite(values))}")
            object.__setattr__(self, name, values)
        for name, given in (("pre_ms", pre_ms), ("post_ms", post_ms)):
            times = np.asarray(given, dtype=float)
            if times.ndim != 1 or not (np.diff(times) >= 0).all():
                raise SimulationError(f"{name} does not ascend")
            object.__setattr__(self, name, times)
        object.__setattr__(self, "camkii_total_uM", camkii_total_uM)
        object.__setattr__(self, "can_total_uM", can_total_uM)
        object.__setattr__(self, "domain", domain)
        object.__setattr__(self, "single_spikes", single_spikes)
        object.__setattr__(self, "stream", stream)


@runtime_checkable
class Readout(Protocol):
    """Calcium and enzymes to weight."""

    @property
    def name(self) -> str:
        """For tables and legends."""

    def weight(self, traces: Traces) -> Floats:
        """Weight relative to that of the first sample, shape of ``traces.time_ms``."""


@runtime_checkable
class DetailedReadout(Protocol):
    """A readout that has numbers of its own to report for each spine."""

    def details(self, traces: Traces) -> dict[str, Detail]:
        """Name -> number; the same names for every spine."""


@dataclass(frozen=True)
class FunctionReadout:
    """A readout made of a function of `Traces` that returns the relative weight."""

    name: str
    function: Callable[[Traces], ArrayLike]

    def weight(self, traces: Traces) -> Floats:
        """See `Readout`."""
        return np.asarray(self.function(traces), dtype=float)


@dataclass(frozen=True)
class Reading:
    """The end of a course: relative change (0.25 = 25 % more) and what it counts as."""

    change: float
    outcome: Verdict


def refined(
    times: Floats, values: Floats, finest: float, longest: float = np.inf
) -> tuple[Floats, NDArray[np.int64]]:
    """Times between which no value (linear between samples) moves by more than `finest`.

    Parameters
    ----------
    times, values : shapes (n,) and (n, anything).
    longest : no step is longer either.

    Returns
    -------
    The times, and where the given ones stand among them.
    """
    steps = np.diff(times)
    moves = np.abs(np.diff(values, axis=0)).max(axis=1)
    counts = np.maximum(1, np.ceil(np.maximum(moves / finest, steps / longest))).astype(np.int64)
    index = np.concatenate([[0], np.cumsum(counts)])
    return np.interp(np.arange(index[-1] + 1), index, times), index


def relative_weight(readout: Readout, traces: Traces) -> Floats:
    """The weight that a readout gives, checked.

    Raises
    ------
    SimulationError : it has another shape than the times, or a value that is not finite.
    """
    found = np.asarray(readout.weight(traces), dtype=float)
    if found.shape != traces.time_ms.shape:
        raise SimulationError(
            f"it returned shape {found.shape} for {traces.time_ms.size} times",
            where=f"readout '{readout.name}'",
            tip="Return one weight for every time.",
        )
    if not np.isfinite(found).all():
        at = int(np.argmin(np.isfinite(found)))
        raise SimulationError(
            f"the weight is not finite at {traces.time_ms[at]:g} ms",
            where=f"readout '{readout.name}'",
        )
    return found


def read_outcome(
    time_ms: ArrayLike, weight: ArrayLike, last_stimulus_ms: float, criterion: Outcome
) -> Reading:
    """The change and outcome `criterion.minutes_after` after the last stimulus.

    Raises
    ------
    SimulationError : the course ends before.
    """
    times, values = np.asarray(time_ms, dtype=float), np.asarray(weight, dtype=float)
    when = last_stimulus_ms + criterion.minutes_after * MS_PER_MIN
    if when > times[-1] * (1 + 1e-9):
        raise SimulationError(
            f"the weight is read at {when:g} ms but known only until {times[-1]:g} ms"
        )
    change = float(np.interp(when, times, values)) - 1
    return Reading(change, classify(change, criterion))
