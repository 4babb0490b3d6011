"""How somatic spikes spread: their amplitude along a dendrite and in spine heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from spinecable.describe.spine import Spine
from spinecable.electrics.model import Model
from spinecable.electrics.stimuli import Stimulation, spike_threshold_nA
from spinecable.errors import DescriptionError
from spinecable.measures.impedance import along
from spinecable.measures.places import every_segment, path_to
from spinecable.measures.subject import Measured, Subject, build, subject_of
from spinecable.measures.traces import Floats, baseline_mV, window
from spinecable.measures.voltage import record
from spinecable.simulate.job import Progress, run_isolated

ONSET_MS = 5.0
"""Onset of the first pulse (ms)."""

AFTER_MS = 25.0
"""The last spike is followed for this long: one reaches the ends of a 1 mm dendrite (ms)."""


@dataclass(frozen=True)
class Spikes:
    """Somatic spikes on demand.

    Parameters
    ----------
    count, interval_ms : how many, and the time between their pulses.
    pulse_ms : duration of each current pulse.
    safety : its current over the smallest that fires (ASSUMED 1.3, as in `EvokedSpikes`).
    amplitude_nA : the current itself; None: looked for.
    """

    count: int = 1
    interval_ms: float = 1000.0 / 15.0
    pulse_ms: float = 2.0
    safety: float = 1.3
    amplitude_nA: float | None = None

    def onsets_ms(self) -> list[float]:
        """Onset of each pulse."""
        return [ONSET_MS + n * self.interval_ms for n in range(self.count)]

    def window_ms(self, n: int) -> tuple[float, float]:
        """Where spike `n` is looked for: up to the next pulse, at most `AFTER_MS` long."""
        onset = self.onsets_ms()[n]
        length = min(self.interval_ms, AFTER_MS) if n + 1 < self.count else AFTER_MS
        return onset, onset + length


def bap(
    what: Measured,
    spines: Sequence[Spine] = (),
    *,
    to: str | None = None,
    spikes: int = 1,
    interval_ms: float = 1000.0 / 15.0,
    pulse_ms: float = 2.0,
    amplitude_nA: float | None = None,
    initial_mV: float | None = None,
    blocked: Sequence[str] = (),
) -> pd.DataFrame:
    """Amplitude of back-propagating spikes against path distance.

    Parameters
    ----------
    to : where the path from the soma ends: a domain (its farthest end) or a section's name; None:
        the farthest apical end, or the farthest dendritic end of a cell without apical dendrite.
        ``all``: every segment of dendrites and axon, for a map of the cell.
    spikes, interval_ms : a train; 15 Hz by default (Golding 2001, 10.1152/jn.2001.86.6.2998).
    pulse_ms : of the somatic current that evokes each spike.
    amplitude_nA : its current; None: 1.3 times the smallest that fires.
    what, spines, initial_mV, blocked : see `spinecable.measures.subject.subject_of`.

    Returns
    -------
    one row a segment (the soma first, at 0 um) and spike: section, position,
    ``path_distance_um``, ``spike`` (from 1), ``amplitude_mV`` = peak less the voltage before the
    first spike, ``relative`` = amplitude over that at the soma, ``delay_ms`` of the peak behind
    the somatic one.

    Raises
    ------
    SimulationError : the cell cannot be made to fire.
    """
    subject = subject_of(what, spines, initial_mV=initial_mV, blocked=blocked)
    train = _train(spikes, interval_ms, pulse_ms, amplitude_nA)
    return run_isolated(_bap, subject, train, to)


def bap_in_spines(
    what: Measured,
    spines: Sequence[Spine] = (),
    *,
    spikes: int = 1,
    interval_ms: float = 1000.0 / 15.0,
    pulse_ms: float = 2.0,
    amplitude_nA: float | None = None,
    initial_mV: float | None = None,
    blocked: Sequence[str] = (),
) -> pd.DataFrame:
    """Amplitude of back-propagating spikes in each spine's head and in the dendrite below it.

    Parameters
    ----------
    Those of `bap`.

    Returns
    -------
    one row a spine and spike: ``path_distance_um``, ``spike``, ``head_mV``, ``shaft_mV``,
    ``soma_mV`` (amplitudes) and ``head_over_shaft``.
    """
    subject = subject_of(what, spines, initial_mV=initial_mV, blocked=blocked)
    train = _train(spikes, interval_ms, pulse_ms, amplitude_nA)
    return run_isolated(_bap_in_spines, subject.needs_spines("invasion of heads"), train)


def bap_near(table: pd.DataFrame, path_distance_um: float, within_um: float = 20.0) -> pd.Series:
    """Mean amplitude (mV) of each spike over the segments near a path distance.

    Parameters
    ----------
    table : from `bap`.
    within_um : segments whose centre is at most this far from `path_distance_um`; the nearest one
        where there is none.

    Returns
    -------
    indexed by ``spike``.
    """
    away = (table["path_distance_um"] - path_distance_um).abs()
    near = table[away <= max(within_um, float(away.min()))]
    return near.groupby("spike")["amplitude_mV"].mean()


def _train(count: int, interval_ms: float, pulse_ms: float, amplitude_nA: float | None) -> Spikes:
    if count < 1:
        raise DescriptionError("there must be at least one spike", where="spikes")
    if count > 1 and interval_ms <= pulse_ms:
        raise DescriptionError(
            f"pulses of {pulse_ms:g} ms overlap at intervals of {interval_ms:g} ms",
            where="interval_ms",
        )
    return Spikes(count, interval_ms, pulse_ms, amplitude_nA=amplitude_nA)


def _bap(subject: Subject, train: Spikes, to: str | None, progress: Progress) -> pd.DataFrame:
    rows = []
    with build(subject) as built:
        soma = built.model.soma_seg
        path = every_segment(built) if to == "all" else path_to(built, to)
        time, voltages = _fire(built.model, train, [soma, *path])
        places: list[dict[str, Any]] = [
            {"section": "soma", "position": 0.5, "path_distance_um": 0.0},
            *(along(built, segment) for segment in path),
        ]
        for n in range(train.count):
            amplitudes, peaks_ms = _spike(time, voltages, train, n)
            for k, place in enumerate(places):
                rows.append(
                    {
                        **place,
                        "spike": n + 1,
                        "amplitude_mV": amplitudes[k],
                        "relative": amplitudes[k] / amplitudes[0],
                        "delay_ms": peaks_ms[k] - peaks_ms[0],
                    }
                )
    return pd.DataFrame(rows)


def _bap_in_spines(subject: Subject, train: Spikes, progress: Progress) -> pd.DataFrame:
    rows = []
    with build(subject) as built:
        spines = built.model.spines
        places = [built.model.soma_seg]
        places += [s for spine in spines for s in (spine.head_seg, spine.shaft_seg)]
        time, voltages = _fire(built.model, train, places)
        for n in range(train.count):
            amplitudes, _ = _spike(time, voltages, train, n)
            for spine, head, shaft in zip(spines, amplitudes[1::2], amplitudes[2::2], strict=True):
                rows.append(
                    {
                        "spine": spine.name,
                        "path_distance_um": built.placements[spine.name].path_distance_um,
                        "spike": n + 1,
                        "head_mV": head,
                        "shaft_mV": shaft,
                        "soma_mV": amplitudes[0],
                        "head_over_shaft": head / shaft,
                    }
                )
    return pd.DataFrame(rows)


def _fire(model: Model, train: Spikes, segments: Sequence[Any]) -> tuple[Floats, Floats]:
    """Times and voltages of segments while the soma fires the train."""
    current = train.amplitude_nA
    if current is None:
        current = train.safety * spike_threshold_nA(model, train.pulse_ms)
    onsets = train.onsets_ms()
    Stimulation(model).somatic_pulses(onsets, train.pulse_ms, current)
    events = [*onsets, *(onset + train.pulse_ms for onset in onsets)]
    return record(model, segments, onsets[-1] + AFTER_MS, events)


def _spike(time: Floats, voltages: Floats, train: Spikes, n: int) -> tuple[Floats, Floats]:
    """Amplitude above the voltage before the train, and time of the peak, of spike `n`."""
    amplitudes, peaks_ms = [], []
    for voltage in voltages:
        near, rise = window(time, voltage, *train.window_ms(n))
        amplitudes.append(float(rise.max()) - baseline_mV(time, voltage, ONSET_MS))
        peaks_ms.append(float(near[int(np.argmax(rise))]))
    return np.array(amplitudes), np.array(peaks_ms)
