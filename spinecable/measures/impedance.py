"""Resistances, impedances and attenuation by small currents into the resting cell.

Every function builds the model in a process of its own and returns a table. What a measure needs,
its unit and its definition in pseudocode stand in ``docs/measures.md``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
import pandas as pd

from spinecable.describe.site import Site
from spinecable.describe.spine import Spine
from spinecable.electrics.measure import neck_resistance as model_neck_resistance
from spinecable.electrics.model import Model
from spinecable.errors import DescriptionError
from spinecable.measures.places import Place, path_distance_um, path_to, place_name, segment_at
from spinecable.measures.subject import Built, Measured, Subject, build, subject_of
from spinecable.mechanisms.load import neuron_h
from spinecable.simulate.job import Progress, run_isolated

Channels = Literal["held", "gating"]
"""Whether voltage-dependent conductances keep their resting values, or follow the voltage during a
long small step of current."""

STEP_NA, STEP_MS, STEP_DT_MS = -0.01, 2000.0, 0.5
"""Current, duration and time step of such a step: some tenths of a millivolt at a soma, and many
times the slowest gate (h, about 100 ms), so that the step length does not matter (ASSUMED)."""


def neck_resistance(
    what: Measured,
    spines: Sequence[Spine] = (),
    *,
    initial_mV: float | None = None,
    blocked: Sequence[str] = (),
) -> pd.DataFrame:
    """Resistance of each spine's neck, from its shape and by a current into its head.

    Parameters
    ----------
    what, spines, initial_mV, blocked : see `spinecable.measures.subject.subject_of`.

    Returns
    -------
    one row a spine: ``neck_Mohm`` = 4 Ra L / (pi d^2); ``neck_and_half_head_Mohm``, the same with
    the way to the middle of the head; ``measured_Mohm`` = (V_head - V_base) / I for a direct
    current I into the head.
    """
    subject = subject_of(what, spines, initial_mV=initial_mV, blocked=blocked)
    return run_isolated(_neck_resistance, subject.needs_spines("neck resistance"))


def _neck_resistance(subject: Subject, progress: Progress) -> pd.DataFrame:
    with build(subject) as built:
        found = {s.name: model_neck_resistance(built.model, s) for s in built.model.spines}
        return pd.DataFrame(
            {
                "spine": list(found),
                "neck_Mohm": [r.neck_Mohm for r in found.values()],
                "neck_and_half_head_Mohm": [r.neck_and_half_head_Mohm for r in found.values()],
                "measured_Mohm": [r.measured_Mohm for r in found.values()],
            }
        )


def impedance(
    what: Measured,
    spines: Sequence[Spine] = (),
    *,
    at: Place | Sequence[Place] = "soma",
    to: Place | Sequence[Place] | None = None,
    frequency_Hz: float | Sequence[float] = 0.0,
    channels: Channels = "held",
    initial_mV: float | None = None,
    blocked: Sequence[str] = (),
) -> pd.DataFrame:
    """Input and transfer impedance of the resting cell.

    Parameters
    ----------
    at : where the current enters: ``soma``, a spine's name (its head), ``NAME.shaft``,
        ``apical[3]:0.5`` or a `Site`; one or several.
    to : where the voltage is read; None: the same place.
    frequency_Hz : of the current, 0 for a direct one; one or several.
    channels : ``held`` keeps every conductance at its resting value; ``gating`` lets the gates
        follow a long step of -10 pA, at 0 Hz only.
    what, spines, initial_mV, blocked : see `spinecable.measures.subject.subject_of`.

    Returns
    -------
    one row for each `at`, `to` and frequency: ``input_Mohm``, the amplitude of the voltage
    `at` over that of the current, ``transfer_Mohm``, that of the voltage `to` over it, their phases
    (degrees; negative: the voltage lags), and ``ratio``, voltage `to` over voltage `at`.
    """
    subject = subject_of(what, spines, initial_mV=initial_mV, blocked=blocked)
    froms = _several(at)
    tos = None if to is None else _several(to)
    frequencies = [float(f) for f in np.atleast_1d(frequency_Hz)]
    for frequency in frequencies:
        _check_frequency(frequency, channels)
    return run_isolated(_impedance, subject, froms, tos, frequencies, channels)


def _several(places: Place | Sequence[Place]) -> list[Place]:
    return [places] if isinstance(places, str | Site) else [*places]


def _check_frequency(frequency_Hz: float, channels: Channels) -> None:
    if frequency_Hz < 0:
        raise DescriptionError("a frequency is negative", where="frequency_Hz")
    if channels not in ("held", "gating"):
        raise DescriptionError(
            f"'{channels}' is no choice", where="channels", tip="Choose 'held' or 'gating'."
        )
    if channels == "gating" and frequency_Hz > 0:
        raise DescriptionError(
            "gates that follow are measured with a direct current only",
            where="frequency_Hz",
            tip="Set it to 0, or channels to 'held'.",
        )


def _impedance(
    subject: Subject,
    froms: Sequence[Place],
    tos: Sequence[Place] | None,
    frequencies_Hz: Sequence[float],
    channels: Channels,
    progress: Progress,
) -> pd.DataFrame:
    rows = []
    with build(subject) as built:
        for frequency in frequencies_Hz:
            for near in froms:
                source = _source(built, segment_at(built, near), frequency, channels)
                for far in [near] if tos is None else tos:
                    segment = segment_at(built, far)
                    rows.append(
                        {
                            "at": place_name(near),
                            "to": place_name(far),
                            "frequency_Hz": frequency,
                            "input_Mohm": source.input_Mohm,
                            "input_phase_deg": source.input_phase_deg,
                            "transfer_Mohm": source.transfer_Mohm(segment),
                            "transfer_phase_deg": source.transfer_phase_deg(segment),
                            "ratio": source.transfer_Mohm(segment) / source.input_Mohm,
                        }
                    )
    return pd.DataFrame(rows)


class _Source(Protocol):
    """A small current at one place of a model at rest, and the voltages that it makes."""

    input_Mohm: float
    input_phase_deg: float

    def transfer_Mohm(self, segment: Any) -> float:
        """|V(segment)| / |I|."""

    def transfer_phase_deg(self, segment: Any) -> float:
        """Phase of V(segment) against I."""


def _source(built: Built, segment: Any, frequency_Hz: float, channels: Channels) -> _Source:
    if channels == "gating":
        return _Step(built.model, segment)
    return _Sine(segment, frequency_Hz)


class _Sine:
    """All conductances held: NEURON's ``Impedance``."""

    def __init__(self, segment: Any, frequency_Hz: float) -> None:
        self._impedance = neuron_h().Impedance()
        self._impedance.loc(segment)
        self._impedance.compute(frequency_Hz, 0)
        self.input_Mohm = float(self._impedance.input(segment))
        self.input_phase_deg = math.degrees(self._impedance.input_phase(segment))

    def transfer_Mohm(self, segment: Any) -> float:
        """|V(segment)| / |I|."""
        return float(self._impedance.transfer(segment))

    def transfer_phase_deg(self, segment: Any) -> float:
        """Phase of V(segment) against I."""
        return math.degrees(self._impedance.transfer_phase(segment))


class _Step:
    """Gates that follow: the state at the end of a long step of current."""

    def __init__(self, model: Model, segment: Any) -> None:
        clamp = neuron_h().IClamp(segment)
        clamp.delay, clamp.dur, clamp.amp = 0.0, 2 * STEP_MS, STEP_NA
        model.initialise()
        model.advance(round(STEP_MS / STEP_DT_MS), STEP_DT_MS)
        self._Mohm = {
            (section.name(), float(s.x)): (s.v - model.resting_mV(s)) / STEP_NA
            for section in model.sections()
            for s in section
        }
        clamp.amp = 0.0
        del clamp
        model.initialise()
        self.input_Mohm = self.transfer_Mohm(segment)
        self.input_phase_deg = 0.0

    def transfer_Mohm(self, segment: Any) -> float:
        """|V(segment)| / |I|."""
        return float(self._Mohm[segment.sec.name(), float(segment.x)])

    def transfer_phase_deg(self, segment: Any) -> float:
        """Zero: the current is direct."""
        return 0.0


def attenuation(
    what: Measured,
    spines: Sequence[Spine] = (),
    *,
    frequency_Hz: float = 0.0,
    channels: Channels = "held",
    initial_mV: float | None = None,
    blocked: Sequence[str] = (),
) -> pd.DataFrame:
    """How many times a voltage falls from each head to its dendrite and the soma, and back.

    Parameters
    ----------
    frequency_Hz, channels : see `impedance`.
    what, spines, initial_mV, blocked : see `spinecable.measures.subject.subject_of`.

    Returns
    -------
    one row a spine: its path distance (um); ``head_to_shaft``, ``shaft_to_soma``, ``head_to_soma``,
    ``soma_to_shaft``, ``shaft_to_head`` and ``soma_to_head``, each the amplitude of the
    voltage at the first named place over that at the second, for a current into the first;
    input impedances of head, shaft and soma (MOhm).
    """
    _check_frequency(frequency_Hz, channels)
    subject = subject_of(what, spines, initial_mV=initial_mV, blocked=blocked)
    return run_isolated(_attenuation, subject.needs_spines("attenuation"), frequency_Hz, channels)


def _attenuation(
    subject: Subject, frequency_Hz: float, channels: Channels, progress: Progress
) -> pd.DataFrame:
    rows = []
    with build(subject) as built:
        soma = built.model.soma_seg
        at_soma = _source(built, soma, frequency_Hz, channels)
        for spine in built.model.spines:
            head, shaft = spine.head_seg, spine.shaft_seg
            at_head = _source(built, head, frequency_Hz, channels)
            at_shaft = _source(built, shaft, frequency_Hz, channels)
            rows.append(
                {
                    "spine": spine.name,
                    "path_distance_um": built.placements[spine.name].path_distance_um,
                    "head_to_shaft": at_head.input_Mohm / at_head.transfer_Mohm(shaft),
                    "shaft_to_soma": at_shaft.input_Mohm / at_shaft.transfer_Mohm(soma),
                    "head_to_soma": at_head.input_Mohm / at_head.transfer_Mohm(soma),
                    "soma_to_shaft": at_soma.input_Mohm / at_soma.transfer_Mohm(shaft),
                    "shaft_to_head": at_shaft.input_Mohm / at_shaft.transfer_Mohm(head),
                    "soma_to_head": at_soma.input_Mohm / at_soma.transfer_Mohm(head),
                    "head_Mohm": at_head.input_Mohm,
                    "shaft_Mohm": at_shaft.input_Mohm,
                    "soma_Mohm": at_soma.input_Mohm,
                }
            )
    return pd.DataFrame(rows)


@dataclass(frozen=True)
class VoltageProfile:
    """Steady voltage along a branch for a current into the soma.

    Parameters
    ----------
    table : one row a segment: section, position, ``path_distance_um``, ``relative`` = V / V_soma.
    half_length_um : path distance at which `relative` falls to a half, by linear interpolation
        between segments; NaN where the branch ends before.
    """

    table: pd.DataFrame
    half_length_um: float


def voltage_half_length(
    what: Measured,
    spines: Sequence[Spine] = (),
    *,
    to: str | None = None,
    channels: Channels = "gating",
    initial_mV: float | None = None,
    blocked: Sequence[str] = (),
) -> VoltageProfile:
    """How far along a dendrite a steady somatic voltage falls to a half.

    Parameters
    ----------
    to : where the path from the soma ends: a domain (its farthest end) or a section's name; None:
        the farthest apical end, or the farthest dendritic end of a cell without apical dendrite.
    channels : ``gating`` for a long step of -10 pA, as in an experiment; ``held`` for conductances
        at their resting values.
    what, spines, initial_mV, blocked : see `spinecable.measures.subject.subject_of`.
    """
    _check_frequency(0.0, channels)
    subject = subject_of(what, spines, initial_mV=initial_mV, blocked=blocked)
    return run_isolated(_voltage_half_length, subject, to, channels)


def _voltage_half_length(
    subject: Subject, to: str | None, channels: Channels, progress: Progress
) -> VoltageProfile:
    with build(subject) as built:
        source = _source(built, built.model.soma_seg, 0.0, channels)
        rows = [
            {
                **along(built, segment),
                "relative": source.transfer_Mohm(segment) / source.input_Mohm,
            }
            for segment in path_to(built, to)
        ]
    table = pd.DataFrame(rows)
    return VoltageProfile(table, _half(table["path_distance_um"], table["relative"]))


def along(built: Built, segment: Any) -> dict[str, Any]:
    """Where a cable's segment lies, as columns of a table."""
    return {
        "section": segment.sec.name(),
        "position": float(segment.x),
        "path_distance_um": path_distance_um(built, segment),
    }


def _half(distance_um: pd.Series[float], relative: pd.Series[float]) -> float:
    distances = np.concatenate([[0.0], distance_um.to_numpy()])
    values = np.concatenate([[1.0], relative.to_numpy()])
    below = np.flatnonzero(values < 0.5)
    if not below.size:
        return math.nan
    i = int(below[0])
    return float(np.interp(0.5, values[[i, i - 1]], distances[[i, i - 1]]))
