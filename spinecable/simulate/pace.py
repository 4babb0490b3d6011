"""When voltage and chemistry need short steps, and when one long step will do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from spinecable.chemistry.network import Floats
from spinecable.describe.experiment import Experiment
from spinecable.describe.stimulus import lasts_ms

QUIET_MV_PER_MS = 0.4
"""Slope of every watched voltage below which steps are long. An EPSP's decay is slower, the foot
of a spike faster; at this slope a step of 0.1 ms moves 0.04 mV."""

ACTIVE_MS = 2.0
"""Steps stay short for this long after each stimulus event, while responses to it begin (ms)."""


@dataclass(frozen=True)
class Steps:
    """How one stretch of `chemistry_dt_ms` is divided.

    Parameters
    ----------
    chemistry, voltage : chemistry steps, and voltage steps in each of them.
    staggered : Crank-Nicolson with gates half a step ahead instead of implicit Euler.
    """

    chemistry: int
    voltage: int
    staggered: bool


class Pace:
    """Decides how the next stretch of `chemistry_dt_ms` is divided.

    *Quiet*: one implicit Euler step does for voltage and chemistry. *Moving*: both take steps of
    `dt_ms`, voltage by Crank-Nicolson, whose error in the peak of a spike is a twentieth of
    implicit Euler's. *Just after an event*: implicit Euler in half steps, because Crank-Nicolson
    answers a sudden current with ringing in heads behind thin necks, and keeps smooth what starts
    smooth (Rannacher 1984 Numer Math 43:309, 10.1007/BF01390130).

    The rule depends on the experiment and on the voltages alone, so runs stay reproducible.

    Parameters
    ----------
    experiment : its steps and the times of its events.
    volts : of all watched places before the first step.
    """

    def __init__(self, experiment: Experiment, volts: Floats) -> None:
        simulation = experiment.simulation
        self.dt_ms = simulation.chemistry_dt_ms
        ratio = round(self.dt_ms / simulation.dt_ms)
        self._quiet = Steps(1, 1, staggered=False)
        self._moving = Steps(ratio, 1, staggered=True)
        self._starting = Steps(ratio, 2, staggered=False)
        self._last = volts
        self._still = False
        self._events = _events_ms(experiment)

    def steps(self, time_ms: float) -> Steps:
        """How the stretch that starts at `time_ms` is divided."""
        since = time_ms - self._before(time_ms + self.dt_ms)
        if since < self.dt_ms:
            return self._starting
        return self._quiet if self._still and since > ACTIVE_MS else self._moving

    def _before(self, time_ms: float) -> float:
        """Time of the last event that is not later than `time_ms`; -inf if none is."""
        index = int(np.searchsorted(self._events, time_ms + 1e-9, side="right"))
        return float(self._events[index - 1]) if index else -np.inf

    def see(self, volts: Floats) -> None:
        """Take in the voltages after the stretch."""
        self._still = bool(np.max(np.abs(volts - self._last)) < QUIET_MV_PER_MS * self.dt_ms)
        self._last = volts


def _events_ms(experiment: Experiment) -> Floats:
    """Every time at which a stimulus begins or ends, rising."""
    times: list[float] = []
    for i, stimulus in enumerate(experiment.stimuli):
        onsets = np.array(experiment.times_ms(i))
        times += [*onsets, *(onsets + lasts_ms(stimulus))]
    return np.unique(times)
