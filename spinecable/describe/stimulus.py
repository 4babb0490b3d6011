"""What is done to the cell, in physical units."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from spinecable.describe.base import Description
from spinecable.describe.electrode import Background, CurrentClamp, VoltageClamp


class Train(Description):
    """Equally spaced times: start, start + interval, ... (ms)."""

    start: float = Field(ge=0)
    interval: float = Field(gt=0)
    count: int = Field(ge=1, le=1_000_000)


class Bursts(Description):
    """Bursts of equally spaced times: `bursts` x `count` events (ms)."""

    start: float = Field(ge=0)
    interval: float = Field(gt=0)
    count: int = Field(ge=1, le=1_000_000)
    burst_interval: float = Field(gt=0)
    bursts: int = Field(ge=1, le=100_000)


class Following(Description):
    """The times of another stimulus, shifted: ``after`` its kind or name, by ``delay`` (ms)."""

    after: str
    delay: float = 0.0


Times = list[float] | Train | Bursts | Following


class Presynaptic(Description):
    """Presynaptic spikes: each releases one pulse of glutamate onto each named spine.

    Parameters
    ----------
    spines : names of the spines, or ``"all"``.
    times_ms : when.
    """

    kind: Literal["presynaptic"] = "presynaptic"
    name: str | None = None
    spines: list[str] | Literal["all"] = "all"
    times_ms: Times


class Uncaging(Description):
    """Two-photon uncaging of glutamate at the named spines: pulses that bypass release.

    Nothing is released, so release models, their noise and spill-over have no part in it.

    Parameters
    ----------
    amplitude : of each pulse relative to the glutamate of one release (its concentration where
        receptors are schemes, its conductance where they are two exponentials). 1 (ASSUMED: pulses
        are usually set so that the current equals a unitary one).
    """

    kind: Literal["uncaging"] = "uncaging"
    name: str | None = None
    spines: list[str] | Literal["all"] = "all"
    times_ms: Times
    amplitude: float = Field(default=1.0, gt=0, le=100)


class EvokedSpikes(Description):
    """Somatic action potentials on demand, by brief current pulses at the soma.

    Parameters
    ----------
    times_ms : onset of each pulse.
    pulse_ms : duration of a pulse (ms).
    amplitude_nA : its current, or None: the smallest that fires is found by bisection in a
        trial run and multiplied by `safety`.
    safety : factor above threshold (ASSUMED 1.3).
    """

    kind: Literal["evoked_spikes"] = "evoked_spikes"
    name: str | None = None
    times_ms: Times
    pulse_ms: float = Field(default=2.0, gt=0)
    amplitude_nA: float | None = Field(default=None, gt=0, le=1000)
    safety: float = Field(default=1.3, ge=1.0, le=5.0)


class SomaticCurrent(Description):
    """A current step into the soma (nA; positive depolarises)."""

    kind: Literal["current"] = "current"
    name: str | None = None
    start_ms: float = Field(ge=0)
    duration_ms: float = Field(gt=0)
    amplitude_nA: float


class CalciumCurrent(Description):
    """A prescribed inward calcium current into the heads of the named spines.

    It carries calcium only (it is not part of the membrane current), so that diffusion and
    extrusion can be studied without the voltage.

    Parameters
    ----------
    amplitude_pA : calcium current of each pulse (pA, positive = inward).
    pulse_ms : duration of a pulse (ms).
    """

    kind: Literal["calcium_current"] = "calcium_current"
    name: str | None = None
    spines: list[str] | Literal["all"] = "all"
    times_ms: Times
    pulse_ms: float = Field(gt=0)
    amplitude_pA: float = Field(ge=0)


class Photobleach(Description):
    """A flash that bleaches the tracer in the heads of the named spines (FRAP).

    Needs ``chemistry.tracer_um2_per_s``. All tracer is bright before.

    Parameters
    ----------
    fraction : of the bright tracer in the head that each flash takes away. 1 (ASSUMED: a full
        bleach; the time constant does not depend on it).
    """

    kind: Literal["photobleach"] = "photobleach"
    name: str | None = None
    spines: list[str] | Literal["all"] = "all"
    times_ms: Times
    fraction: float = Field(default=1.0, gt=0, le=1)


class Photoactivation(Description):
    """A flash that activates the tracer in the heads of the named spines.

    Needs ``chemistry.tracer_um2_per_s``. All tracer is dark before; what is dark diffuses too.

    Parameters
    ----------
    fraction : of the dark tracer in the head that each flash makes bright. 1 (ASSUMED, as for
        `Photobleach`).
    """

    kind: Literal["photoactivation"] = "photoactivation"
    name: str | None = None
    spines: list[str] | Literal["all"] = "all"
    times_ms: Times
    fraction: float = Field(default=1.0, gt=0, le=1)


Stimulus = Annotated[
    Presynaptic
    | Uncaging
    | EvokedSpikes
    | SomaticCurrent
    | CurrentClamp
    | VoltageClamp
    | Background
    | CalciumCurrent
    | Photobleach
    | Photoactivation,
    Field(discriminator="kind"),
]

Lasting = SomaticCurrent | CurrentClamp | VoltageClamp | Background
"""Stimuli with one beginning, ``start_ms``, and one duration, ``duration_ms``."""

Restless = VoltageClamp | Background
"""Those under which voltages are held or never smooth, so that steps stay short throughout."""


def lasts_ms(stimulus: Stimulus) -> float:
    """How long one event of a stimulus goes on (ms); 0 for glutamate and light."""
    if isinstance(stimulus, Lasting):
        return stimulus.duration_ms
    if isinstance(stimulus, Presynaptic | Uncaging | Photobleach | Photoactivation):
        return 0.0
    return stimulus.pulse_ms


def own_times_ms(times: Times) -> list[float] | None:
    """The times (ms), ascending; None where they follow another stimulus."""
    if isinstance(times, Following):
        return None
    if isinstance(times, Train):
        return [times.start + times.interval * i for i in range(times.count)]
    if isinstance(times, Bursts):
        return [
            times.start + times.burst_interval * b + times.interval * i
            for b in range(times.bursts)
            for i in range(times.count)
        ]
    return list(times)
