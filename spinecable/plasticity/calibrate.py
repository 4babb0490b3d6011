"""Sets the gains of the readout: ``python -m spinecable.plasticity.calibrate [PREPARATION]``.

Deterministic; writes the gains to standard output as lines for the preparation's ``[readout]``.
With ``--drives`` it writes what the thresholds are set by: the highest kinase drive (low-passed
CaMKII above rest) and calcineurin activity of several inductions.

Potentiation. Under thirty calcium pulses at 0.5 Hz (Chang 2019, 10.1038/s41467-019-10694-z) the
factors on binding and exocytosis peak where those of Becker & Tetzlaff 2021
(10.1371/journal.pcbi.1008813) do, 30 and 5 above rest, and the reference head's volume peaks
where their fit to Matsuzaki 2004 (10.1038/nature02617) does.

Depression. 900 pulses at 1 Hz (Dudek & Bear 1992 PNAS 89:4363, 10.1073/pnas.89.10.4363: LTD of
20-30 % in CA1) whose calcium is moderate (1.5 uM above rest, decay 20 ms: ASSUMED) leave the
weight 25 % lower 40 minutes after the last. Unbinding and endocytosis share one gain (ASSUMED).
"""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
from scipy.optimize import brentq

from spinecable.describe.preparation import Preparation, load_preparation
from spinecable.plasticity.coupling import Coupling
from spinecable.plasticity.induction import (
    CalciumCourse,
    EnzymeCourse,
    enzyme_course,
    regular_train,
    uncaging_train,
)
from spinecable.plasticity.readout import Traces
from spinecable.plasticity.slot_model import SlotModel
from spinecable.plasticity.slots import SlotReadout
from spinecable.plasticity.timecourse import BINDING, EXOCYTOSIS, relative_volume

DEPRESSION = -0.25
"""Relative weight after the low-frequency train."""

READ_AFTER_S = 2400.0
"""Time from the last pulse to the reading (s)."""

GAINS = (
    "gain_binding",
    "gain_exocytosis",
    "gain_unbinding",
    "gain_endocytosis",
    "gain_growth",
)


def low_frequency_train() -> CalciumCourse:
    """900 moderate calcium pulses at 1 Hz, and the time until the weight is read."""
    return regular_train(900, 1.0, 1.5, 0.02, 899.0 + READ_AFTER_S)


def traces_of(course: EnzymeCourse, head_volume_um3: float) -> Traces:
    """What a readout sees of an enzyme course."""
    return Traces(
        course.time_s * 1e3,
        course.calcium_uM,
        course.camkii_active,
        course.can_active,
        head_volume_um3,
    )


def calibrated(preparation: Preparation) -> Coupling:
    """The preparation's coupling with gains that meet the criteria above."""
    values = {**preparation.values("readout"), **dict.fromkeys(GAINS, 0.0)}
    coupling = Coupling(**values)
    strong = traces_of(enzyme_course(preparation, uncaging_train()), SlotModel().volume_um3)
    weak = traces_of(enzyme_course(preparation, low_frequency_train()), SlotModel().volume_um3)
    return with_depression(with_potentiation(coupling, strong), weak)


def with_potentiation(coupling: Coupling, strong: Traces) -> Coupling:
    """Gains of binding, exocytosis and growth, from the strong train."""
    highest = float(SlotReadout(coupling).course(strong).kinase_drive.max())
    coupling = replace(
        coupling,
        gain_binding=BINDING[1] / highest,
        gain_exocytosis=EXOCYTOSIS[1] / highest,
        gain_growth=1.0,
    )
    volume_um3 = SlotModel().volume_um3
    wanted = float(relative_volume(np.linspace(0, 300, 3001), volume_um3).max())
    grown = float(SlotReadout(coupling).course(strong).relative_volume.max())
    return replace(coupling, gain_growth=(wanted - 1) / (grown - 1))


def with_depression(coupling: Coupling, weak: Traces) -> Coupling:
    """The one gain of unbinding and endocytosis, from the low-frequency train."""

    def excess(gain: float) -> float:
        trial = replace(coupling, gain_unbinding=gain, gain_endocytosis=gain)
        return float(SlotReadout(trial).weight(weak)[-1]) - (1 + DEPRESSION)

    gain = float(brentq(excess, 0.0, 10.0, xtol=1e-4))
    return replace(coupling, gain_unbinding=gain, gain_endocytosis=gain)


INDUCTIONS = {
    "one pulse, 4 uM, 100 ms": regular_train(1, 1.0, 4.0, 0.1, 60.0),
    "0.5 Hz x 30, Chang 2019": uncaging_train(300.0),
    "1 Hz x 900, 1.5 uM, 20 ms": regular_train(900, 1.0, 1.5, 0.02, 900.0),
    "1 Hz x 900, 2.5 uM, 20 ms": regular_train(900, 1.0, 2.5, 0.02, 900.0),
    "10 Hz x 30, 0.8 uM, 20 ms": regular_train(30, 10.0, 0.8, 0.02, 60.0),
    "10 Hz x 30, 2.4 uM, 20 ms": regular_train(30, 10.0, 2.4, 0.02, 60.0),
    "100 Hz x 100, 2 uM, 20 ms": regular_train(100, 100.0, 2.0, 0.02, 60.0),
}
"""Prescribed calcium courses for ``--drives``."""


def drives(preparation: Preparation) -> dict[str, tuple[float, float]]:
    """Highest kinase drive before its threshold, and calcineurin above rest, by induction."""
    coupling = Coupling(**preparation.values("readout"))
    found = {}
    for name, course in INDUCTIONS.items():
        enzymes = enzyme_course(preparation, course)
        fresh = coupling.fresh_kinase(enzymes.time_s, enzymes.camkii_active)
        can = float(enzymes.can_active.max() - enzymes.can_active[0])
        found[name] = (float(fresh.max()), can)
    return found


def main(arguments: list[str]) -> None:
    """Write the gains, or the drives, of one preparation to standard output."""
    names = [a for a in arguments if a != "--drives"]
    if len(names) < len(arguments):
        for name, (kinase, phosphatase) in drives(load_preparation(*names[:1])).items():
            sys.stdout.write(f"{name:28s} kinase {kinase:.4f}  calcineurin {phosphatase:.4f}\n")
        return
    coupling = calibrated(load_preparation(*arguments[:1]))
    for name in GAINS:
        sys.stdout.write(f"{name} = {getattr(coupling, name):.4g}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
