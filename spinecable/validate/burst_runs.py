"""Integral of the voltage of a burst along the apical dendrite of the layer-5 cell."""

from __future__ import annotations

import numpy as np

from spinecable.describe.cell import Cell
from spinecable.electrics.stimuli import Stimulation, spike_threshold_nA
from spinecable.measures.impedance import along
from spinecable.measures.places import path_to
from spinecable.measures.subject import build, subject_of
from spinecable.measures.voltage import record
from spinecable.simulate.job import Progress
from spinecable.validate.electrical_runs import L5_CELL
from spinecable.validate.entry import Floats, Scale, Task

ONSET_MS, PULSE_MS = 5.0, 2.0
SPIKES, INTERVAL_MS = 3, 5.0
"""A burst at 200 Hz (Letzkus, Kampa & Stuart 2006)."""

INTEGRAL_MS = 60.0
"""The integral runs from the first pulse for this long (same source)."""

SAFETY = 1.6
"""Current over that of a single spike, so that each of three pulses at 200 Hz fires (ASSUMED)."""

LOW_VOLTAGE = "sc_hay_calva"
"""The low-voltage-activated calcium channel of the set of Hay et al. 2011; it has no R-type one."""


def burst(cell: Cell, blocked: tuple[str, ...], progress: Progress) -> dict[str, Floats]:
    """Along the apical dendrite, the soma first.

    Returns
    -------
    ``path_distance_um``; ``integral_mV_ms`` of the voltage above rest; ``spikes`` of the soma.
    """
    with build(subject_of(cell)) as control:
        current = SAFETY * spike_threshold_nA(control.model, PULSE_MS)
    with build(subject_of(cell, blocked=blocked)) as built:
        path = path_to(built, None)
        onsets = [ONSET_MS + INTERVAL_MS * n for n in range(SPIKES)]
        Stimulation(built.model).somatic_pulses(onsets, PULSE_MS, current)
        events = [*onsets, *(onset + PULSE_MS for onset in onsets)]
        soma = built.model.soma_seg
        time, voltages = record(built.model, [soma, *path], ONSET_MS + INTEGRAL_MS, events)
        distances = [0.0, *(float(along(built, s)["path_distance_um"]) for s in path)]
    after = time >= ONSET_MS
    above = voltages[:, after] - voltages[:, :1]
    return {
        "path_distance_um": np.array(distances),
        "integral_mV_ms": np.asarray(np.trapezoid(above, time[after], axis=1)),
        "spikes": np.array([float(np.sum((voltages[0, 1:] > 0.0) & (voltages[0, :-1] <= 0.0)))]),
    }


def l5_burst(scale: Scale) -> Task:
    """Three spikes at 200 Hz."""
    return Task(burst, (L5_CELL, ()))


def l5_burst_nickel(scale: Scale) -> Task:
    """The same without low-voltage-activated calcium channels."""
    return Task(burst, (L5_CELL, (LOW_VOLTAGE,)))
