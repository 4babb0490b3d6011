"""When voltage needs short steps, and when one step as long as the chemistry's will do."""

from __future__ import annotations

import numpy as np

from spinecable.chemistry.network import Floats
from spinecable.describe.experiment import Experiment

QUIET_MV_PER_MS = 0.4
"""Slope of every watched voltage below which steps are long. An EPSP's decay is slower, the foot
of a spike faster; at this slope a step of 0.05 ms moves 0.02 mV."""

ACTIVE_MS = 2.0
"""Steps stay short for this long after each stimulus event, while responses to it begin (ms)."""


class Pace:
    """Decides, before each chemistry step, how many voltage steps it takes.

    The rule depends on the experiment and on the voltages alone, so runs stay reproducible.

    Parameters
    ----------
    experiment : its steps and the times of its events.
    volts : of all watched places before the first step.
    """

    def __init__(self, experiment: Experiment, volts: Floats) -> None:
        simulation = experiment.simulation
        self.dt_ms = simulation.chemistry_dt_ms
        self._short = round(self.dt_ms / simulation.dt_ms)
        self._last = volts
        self._moving = True
        self._events = _events_ms(experiment)

    def substeps(self, time_ms: float) -> int:
        """Voltage steps for the chemistry step that starts at `time_ms`."""
        next_event = int(np.searchsorted(self._events, time_ms - ACTIVE_MS))
        near = next_event < len(self._events) and self._events[next_event] <= time_ms + self.dt_ms
        return self._short if self._moving or near else 1

    def see(self, volts: Floats) -> None:
        """Take in the voltages after the step."""
        self._moving = bool(np.max(np.abs(volts - self._last)) > QUIET_MV_PER_MS * self.dt_ms)
        self._last = volts


def _events_ms(experiment: Experiment) -> Floats:
    """Every time at which a stimulus begins or ends, rising."""
    times: list[float] = []
    for i, stimulus in enumerate(experiment.stimuli):
        onsets = np.array(experiment.times_ms(i))
        duration_ms = getattr(stimulus, "duration_ms", getattr(stimulus, "pulse_ms", 0.0))
        times += [*onsets, *(onsets + duration_ms)]
    return np.unique(times)
