"""Voltage alone, step by step, at many places at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from spinecable.electrics.model import Model
from spinecable.electrics.ports import References
from spinecable.measures.traces import Floats

DAMPED_MS = 0.1
"""Steps are halved and by implicit Euler for this long after each event (ms), as in a run; see
`spinecable.simulate.pace`."""


def record(
    model: Model, segments: Sequence[Any], duration_ms: float, events_ms: Sequence[float]
) -> tuple[Floats, Floats]:
    """Run the model from rest and keep the voltage of every step.

    Steps are those of a run while voltages move: Crank-Nicolson, but damped half steps just after
    each event.

    Parameters
    ----------
    events_ms : times at which a stimulus begins or ends.

    Returns
    -------
    times (ms), shape (n_times,); voltages (mV), shape (n_segments, n_times).
    """
    dt_ms = model.dt_ms
    count = round(duration_ms / dt_ms)
    times = np.linspace(0.0, count * dt_ms, count + 1, dtype=np.float64)
    events = np.sort(np.asarray(events_ms, dtype=float))
    before = np.searchsorted(events, times + dt_ms - 1e-9, side="right")
    latest = np.concatenate([[-np.inf], events])[before]
    damped = times - latest < DAMPED_MS - 1e-9
    probe = References([segment._ref_v for segment in segments])
    voltages: Floats = np.empty((len(segments), count + 1))
    model.initialise()
    voltages[:, 0] = probe.read()
    for step in range(count):
        if damped[step]:
            model.advance(2, 0.5 * dt_ms)
        else:
            model.advance(1, dt_ms, staggered=True)
        voltages[:, step + 1] = probe.read()
    return times, voltages
