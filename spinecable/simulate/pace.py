"""When voltage and chemistry need short steps, and when one long step will do."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from spinecable.chemistry.network import Floats
from spinecable.describe.experiment import Experiment
from spinecable.describe.stimulus import Restless, lasts_ms

QUIET_MV_PER_MS = 0.4
"""Slope of every watched voltage below which steps are long. An EPSP's decay is slower, the foot
of a spike faster; at this slope a step of 0.1 ms moves 0.04 mV."""

QUIET_STEP_MV = 0.04
"""A long step moves no watched voltage by more than about this (mV): what `QUIET_MV_PER_MS` allows
the default step of 0.1 ms."""

QUIET_STEP_CALCIUM = 0.0075
"""...and no watched calcium by more than about this share. Implicit Euler is then off by half of
it along an exponential decay."""

QUIET_SHARE = 200.0
"""...and is no longer than this part of the time since the last event, in which slow receptors
and gates relax unseen."""

LONGEST_MS = 3.2
"""No step with electrics is longer (ms): half of the fastest time in which a voltage that is not
watched could grow from nothing to a spike (ASSUMED)."""

_NONE: Floats = np.zeros(0)

ACTIVE_MS = 2.0
"""Steps stay short for this long after each stimulus event, while responses to it begin (ms)."""


@dataclass(frozen=True)
class Steps:
    """How the next step is divided.

    Parameters
    ----------
    chemistry, voltage : chemistry steps, and voltage steps in each of them.
    staggered : Crank-Nicolson with gates half a step ahead instead of implicit Euler.
    stretches : how many stretches of `chemistry_dt_ms` the step goes on for.
    """

    chemistry: int
    voltage: int
    staggered: bool
    stretches: int = 1


class Pace:
    """Decides how the next stretch of `chemistry_dt_ms` is divided, or joined with the next ones.

    *Quiet*: one implicit Euler step does for voltage and chemistry; it doubles for as long as it
    moves little (`QUIET_STEP_MV`, `QUIET_STEP_CALCIUM`), and no stimulus is near or goes on.
    *Moving*: both take steps of `dt_ms`, voltage by Crank-Nicolson, whose error in the peak of a
    spike is a twentieth of implicit Euler's. *Just after an event*: implicit Euler in half steps,
    because Crank-Nicolson answers a sudden current with ringing in heads behind thin necks, and
    keeps smooth what starts smooth (Rannacher 1984 Numer Math 43:309, 10.1007/BF01390130). *Under a
    voltage clamp or a fluctuating background*: the same, throughout.

    With channels that gate at random every opening is such a sudden current, so that *moving* takes
    these damped half steps too, and quiet steps do not grow.

    The rule depends on the experiment, the voltages and the calcium alone, so runs stay
    reproducible.

    Parameters
    ----------
    experiment : its steps and the times of its events.
    volts : of all watched places before the first step.

    Attributes
    ----------
    events_ms : every time at which a stimulus begins or ends, rising.
    """

    def __init__(self, experiment: Experiment, volts: Floats) -> None:
        simulation = experiment.simulation
        self.dt_ms = simulation.chemistry_dt_ms
        ratio = round(self.dt_ms / simulation.dt_ms)
        self._starting = Steps(ratio, 2, staggered=False)
        gating = experiment.noise.gating
        self._moving = self._starting if gating else Steps(ratio, 1, staggered=True)
        self._longest = max(1, math.floor(LONGEST_MS / self.dt_ms + 1e-9))
        if gating or not simulation.electrics_sleep:
            self._longest = 1
        self._volts, self._calcium = volts, np.zeros(0)
        self._still = False
        self._joined = 1
        self.events_ms = event_times_ms(experiment)
        self._lasting = lasting_ms(experiment)
        self._restless = restless_ms(experiment)

    def steps(self, time_ms: float) -> Steps:
        """How the step that starts at `time_ms` is divided."""
        since = time_ms - self.last_event_ms(time_ms + self.dt_ms)
        if since < self.dt_ms or _within(self._restless, time_ms):
            return self._starting
        if not (self._still and since > ACTIVE_MS):
            return self._moving
        joined = 1
        if self._joined > 1 and not self.stimulated(time_ms):
            left = (self.next_event_ms(time_ms) - time_ms) / self.dt_ms
            left = min(left, since / QUIET_SHARE / self.dt_ms)
            joined = max(1, min(self._joined, math.floor(min(left, 1e6) + 1e-6)))
        return Steps(1, 1, staggered=False, stretches=joined)

    def next_event_ms(self, time_ms: float) -> float:
        """Time of the first event that is not earlier than `time_ms`; inf if none is."""
        index = int(np.searchsorted(self.events_ms, time_ms - 1e-9))
        return float(self.events_ms[index]) if index < len(self.events_ms) else math.inf

    def stimulated(self, time_ms: float) -> bool:
        """Whether a stimulus that lasts is going on."""
        return _within(self._lasting, time_ms)

    def last_event_ms(self, time_ms: float) -> float:
        """Time of the last event that is not later than `time_ms`; -inf if none is."""
        index = int(np.searchsorted(self.events_ms, time_ms + 1e-9, side="right"))
        return float(self.events_ms[index - 1]) if index else -np.inf

    @property
    def quiet(self) -> bool:
        """Whether the last step moved so little that one long step did."""
        return self._still

    def see(self, volts: Floats, calcium_uM: Floats = _NONE, stretches: int = 1) -> None:
        """Take in the voltages and the calcium after a step of so many stretches."""
        moved_mV = float(np.max(np.abs(volts - self._volts)))
        share = 0.0
        if len(calcium_uM) and len(self._calcium):
            share = float(np.max(np.abs(calcium_uM - self._calcium) / self._calcium))
        self._still = moved_mV < QUIET_MV_PER_MS * self.dt_ms * stretches
        effort = max(moved_mV / QUIET_STEP_MV, share / QUIET_STEP_CALCIUM)
        if not self._still:
            self._joined = 1
        elif effort > 1.0:
            self._joined = max(1, stretches // 2)
        elif effort < 0.4:
            self._joined = min(2 * stretches, self._longest)
        else:
            self._joined = stretches
        self._volts, self._calcium = volts, calcium_uM

    def settle(self, volts: Floats, calcium_uM: Floats) -> None:
        """Start again from rest."""
        self._volts, self._calcium = volts, calcium_uM
        self._still, self._joined = True, 1


def event_times_ms(experiment: Experiment) -> Floats:
    """Every time at which a stimulus begins or ends or the bath changes, rising."""
    times = [change.at_ms for change in experiment.bath_changes]
    for i, stimulus in enumerate(experiment.stimuli):
        onsets = np.array(experiment.times_ms(i))
        times += [*onsets, *(onsets + lasts_ms(stimulus))]
    return np.unique(times)


def lasting_ms(experiment: Experiment) -> tuple[Floats, Floats]:
    """Beginnings and ends of everything that lasts and keeps the electrics from sleeping."""
    begins: list[float] = []
    ends: list[float] = []
    for i, stimulus in enumerate(experiment.stimuli):
        length = lasts_ms(stimulus)
        if length > 0:
            onsets = experiment.times_ms(i)
            begins += onsets
            ends += [t + length for t in onsets]
    return np.array(begins), np.array(ends)


def restless_ms(experiment: Experiment) -> tuple[Floats, Floats]:
    """Beginnings and ends of everything under which voltages are held or never smooth."""
    spans = [(s.start_ms, s.duration_ms) for s in experiment.stimuli if isinstance(s, Restless)]
    begin = np.array([start for start, _ in spans])
    return begin, begin + np.array([duration for _, duration in spans])


def _within(spans: tuple[Floats, Floats], time_ms: float) -> bool:
    begin, end = spans
    return bool(np.any((begin <= time_ms) & (time_ms < end)))
