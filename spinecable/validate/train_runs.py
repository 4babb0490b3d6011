"""A train of spikes under a long step of current, and how each spike spreads along a dendrite.

The protocol and the measure are those by which HippoUnit (Saray et al. 2021,
10.1371/journal.pcbi.1008114) compares models with Golding, Kath & Spruston 2001
(10.1152/jn.2001.86.6.2998): a step of one second at about 15 Hz; a spike's amplitude is its peak
less the voltage of the same place 1 ms before the somatic spike begins, not the resting potential.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from spinecable.describe.cell import Cell
from spinecable.electrics.model import Model
from spinecable.errors import SimulationError
from spinecable.measures.impedance import along
from spinecable.measures.places import path_to
from spinecable.measures.subject import build, subject_of
from spinecable.measures.voltage import record
from spinecable.mechanisms.load import neuron_h
from spinecable.simulate.job import Progress
from spinecable.validate.electrical_runs import CA1_CELL
from spinecable.validate.entry import Floats, Scale, Task

STEP_MS = 1000.0
"""Length of the step (HippoUnit)."""

SHORT_STEP_MS = 300.0
"""Of a step whose first spike alone is of interest."""

RATES_HZ = (10.0, 20.0)
"""The rate that counts as about 15 Hz (HippoUnit)."""

ONSET_MV_PER_MS = 40.0
"""The somatic spike begins where its voltage rises as fast (HippoUnit)."""

BEFORE_MS, AFTER_MS = 1.0, 10.0
"""A spike is looked for from before its somatic onset to after it (HippoUnit)."""

PEAK_MV = -20.0
"""A somatic spike rises above this (ASSUMED; as HippoUnit's models do)."""

TRIALS = 12
"""Currents tried before the search is given up."""

LARGEST_NA = 3.0
"""Upper end of the search."""


def step_train(cell: Cell, step_ms: float, progress: Progress) -> dict[str, Floats]:
    """Every spike of a step of current into the soma, along the apical dendrite.

    Returns
    -------
    one value a segment (the soma first) and spike: ``path_distance_um``, ``spike`` (from 1),
    ``amplitude_mV``, ``relative`` to the soma's; and ``rate_Hz`` and ``current_nA`` of the train.

    Raises
    ------
    SimulationError : no current makes the cell fire at 10 to 20 Hz.
    """
    with build(subject_of(cell)) as built:
        current = _current_nA(built.model, step_ms, progress)
        path = path_to(built, None)
        places = [0.0, *(float(along(built, s)["path_distance_um"]) for s in path)]
        time, voltages = _step(built.model, current, step_ms, [built.model.soma_seg, *path])
    onsets = _onsets_ms(time, voltages[0])
    rows = [_amplitudes(time, voltages, onset, onsets) for onset in onsets]
    amplitudes = np.array(rows)
    return {
        "path_distance_um": np.tile(places, len(onsets)),
        "spike": np.repeat(np.arange(1.0, len(onsets) + 1.0), len(places)),
        "amplitude_mV": amplitudes.ravel(),
        "relative": (amplitudes / amplitudes[:, :1]).ravel(),
        "rate_Hz": np.array([1000.0 * len(onsets) / step_ms]),
        "current_nA": np.array([current]),
    }


def _current_nA(model: Model, step_ms: float, progress: Progress) -> float:
    """A step that makes the cell fire at a rate within `RATES_HZ`."""
    low, high = 0.0, LARGEST_NA
    for trial in range(TRIALS):
        middle = 0.5 * (low + high) if trial else 0.4
        progress(trial / TRIALS, f"a step of {middle:.2f} nA")
        time, (soma, *_) = _step(model, middle, step_ms, [model.soma_seg])
        rate = 1000.0 * len(_onsets_ms(time, soma)) / step_ms
        if RATES_HZ[0] <= rate <= RATES_HZ[1]:
            return middle
        low, high = (low, middle) if rate > RATES_HZ[1] else (middle, high)
    raise SimulationError(
        f"no step of current makes the cell fire at {RATES_HZ[0]:g} to {RATES_HZ[1]:g} Hz"
    )


def _step(
    model: Model, current_nA: float, step_ms: float, segments: Sequence[Any]
) -> tuple[Floats, Floats]:
    """Times and voltages under the step."""
    clamp = neuron_h().IClamp(model.soma_seg)
    clamp.delay, clamp.dur, clamp.amp = 0.0, step_ms, current_nA
    try:
        return record(model, segments, step_ms, [0.0])
    finally:
        clamp.amp = 0.0
        del clamp
        model.initialise()


def _onsets_ms(time: Floats, soma: Floats) -> list[float]:
    """Where each somatic spike begins."""
    fast = np.gradient(soma, time) >= ONSET_MV_PER_MS
    onsets = []
    for crossing in np.flatnonzero((soma[1:] > PEAK_MV) & (soma[:-1] <= PEAK_MV)):
        slow = np.flatnonzero(~fast[: crossing + 1])
        onsets.append(float(time[slow[-1]] if slow.size else time[0]))
    return onsets


def _amplitudes(time: Floats, voltages: Floats, onset: float, onsets: list[float]) -> Floats:
    following = [later for later in onsets if later > onset]
    end = min([onset + AFTER_MS, *(later - BEFORE_MS for later in following)])
    first = int(np.searchsorted(time, onset - BEFORE_MS))
    last = int(np.searchsorted(time, end))
    return np.asarray(voltages[:, first : last + 1].max(axis=1) - voltages[:, first])


def ca1_train(scale: Scale) -> Task:
    """The train in the bundled CA1 cell; the short run has its beginning only."""
    return Task(step_train, (CA1_CELL, scale.of(STEP_MS, SHORT_STEP_MS)))


def ca1_strong_first(scale: Scale) -> Task:
    """The beginning of the train in the published cell with strong back-propagation."""
    return Task(step_train, (Cell.preset("ca1_strong"), SHORT_STEP_MS))


def ca1_weak_first(scale: Scale) -> Task:
    """The beginning of the train in the published cell with weak back-propagation."""
    return Task(step_train, (Cell.preset("ca1_weak"), SHORT_STEP_MS))
