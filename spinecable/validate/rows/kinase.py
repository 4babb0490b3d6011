"""CaMKII after pulses of calcium: calmodulin on it, its activity, and when it is needed."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from spinecable.describe.preparation import load_preparation
from spinecable.plasticity.calibrate import traces_of
from spinecable.plasticity.induction import (
    CalciumCourse,
    EnzymeCourse,
    enzyme_course,
    regular_train,
    uncaging_train,
)
from spinecable.plasticity.readout import Traces
from spinecable.plasticity.slots import SlotReadout
from spinecable.validate.courses import decay_time, to_share
from spinecable.validate.entry import Part, Row
from spinecable.validate.gates import Band, at_least, at_most

CHANG = "Chang, Nakahata, Hayano & Yasuda 2019 Nat Commun 10:2784, 10.1038/s41467-019-10694-z"

IMPOSED = "of the head's enzymes under the calcium course of Chang 2019 (30 pulses at 0.5 Hz)"

CHOSEN = (
    "Of two published rates of phosphorylation by an active neighbour, 30 /s (Chang 2019) and "
    "6.3 /s (Lucic 2008, in the tube), the preparation takes the first, because with the second "
    "calmodulin left after 1.3 s and activity after 2.1 s; so this row shows little skill."
)

READ_S = 2400.0
"""Time after the last pulse at which weights are read under prescribed calcium (s)."""


def _pulse() -> EnzymeCourse:
    """One pulse of 4 uM that decays in 0.1 s (Chang 2019)."""
    course = regular_train(1, 1.0, 4.0, 0.1, 60.0)
    return enzyme_course(load_preparation(), course, steps_per_piece=200)


def _association() -> dict[str, float]:
    found = _pulse()
    return {
        "rise": to_share(found.time_s, found.camkii_bound, 1 - 1 / np.e),
        "decay": decay_time(found.time_s, found.camkii_bound),
    }


def _activity() -> dict[str, float]:
    found = _pulse()
    return {
        "peak": float(found.time_s[np.argmax(found.camkii_active)]),
        "decay": decay_time(found.time_s, found.camkii_active),
    }


@lru_cache(maxsize=1)
def induced_enzymes() -> EnzymeCourse:
    """The enzymes under the train of Chang 2019, until weights are read."""
    course: CalciumCourse = uncaging_train(58.0 + READ_S)
    return enzyme_course(load_preparation(), course)


@lru_cache(maxsize=1)
def _induction() -> Traces:
    return traces_of(induced_enzymes(), 0.08)


def silenced(traces: Traces, from_s: float, until_s: float) -> Traces:
    """The same without CaMKII activity in a window."""
    inside = (traces.time_ms >= 1e3 * from_s) & (traces.time_ms < 1e3 * until_s)
    rest = traces.camkii_active[0]
    active = np.where(inside, rest, traces.camkii_active)
    return Traces(traces.time_ms, traces.ca_uM, active, traces.can_active, traces.head_volume_um3)


def _window() -> dict[str, float]:
    """What is left of the weight change at 40 min, and of the growth."""
    readout = SlotReadout.from_preparation(load_preparation())

    def outcome(traces: Traces) -> tuple[float, float]:
        found = readout.course(traces)
        return found.bound[-1] / found.bound[0] - 1.0, found.relative_volume[-1] - 1.0

    weight, volume = outcome(_induction())
    during, after = silenced(_induction(), 0.0, 60.0), silenced(_induction(), 120.0, 240.0)
    return {
        "LTP left, during": outcome(during)[0] / weight,
        "growth left, during": outcome(during)[1] / volume,
        "LTP left, after": outcome(after)[0] / weight,
        "growth left, after": outcome(after)[1] / volume,
    }


ROWS = (
    Row(
        id="P5",
        quantity="calmodulin on CaMKII after one pulse",
        preparation="hippocampal slice, FRET",
        condition="one uncaging pulse",
        parts=(
            Part(0.1, "s", Band(0.05, 0.3), name="rise"),
            Part(3.0, "s", Band(1.5, 6.0), name="decay"),
        ),
        source=CHANG,
        how="share of subunits with calmodulin after a prescribed pulse of 4 uM that decays in "
        "0.1 s: time to 63 % of the peak, and from the peak to 1/e of it",
        grade="A",
        runs=(),
        measure=_association,
        note=CHOSEN,
        fast=True,
    ),
    Row(
        id="P6",
        quantity="activity of CaMKII after one pulse",
        preparation="hippocampal slice, FRET",
        condition="one uncaging pulse",
        parts=(
            Part(0.5, "s", Band(0.2, 1.5), name="peak"),
            Part(10.0, "s", Band(5.0, 20.0), name="decay"),
        ),
        source=CHANG,
        how="active share after the same pulse: time of the peak, and from it to 1/e",
        grade="B",
        runs=(),
        measure=_activity,
        note=CHOSEN,
        fast=True,
    ),
    Row(
        id="P8",
        quantity="when CaMKII is needed",
        preparation="rodent hippocampal slice, light-induced inhibitor",
        condition="inhibited for one minute during induction, or for two minutes a minute after it",
        parts=(
            Part(gate=at_most(0.5), name="LTP left, during", says="blocked"),
            Part(gate=at_most(0.5), name="growth left, during", says="blocked"),
            Part(gate=at_least(0.5), name="LTP left, after", says="no effect"),
            Part(gate=at_least(0.5), name="growth left, after", says="no effect"),
        ),
        source="Murakoshi et al. 2017 Neuron 94:37, 10.1016/j.neuron.2017.02.036",
        how=f"weight and volume of the receptor slots 40 min {IMPOSED}, activity set to rest in "
        "the window",
        grade="A",
        runs=(),
        measure=_window,
        note="The readout's slow filter was chosen by this finding, so that the row shows no "
        "skill.",
        fast=True,
    ),
)
