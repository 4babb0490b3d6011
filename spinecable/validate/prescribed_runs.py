"""Weights under calcium pulses that are prescribed."""

from __future__ import annotations

import numpy as np

from spinecable.simulate.job import Progress
from spinecable.validate.entry import Floats, Scale, Task


def prescribed_frequencies(progress: Progress) -> dict[str, Floats]:
    """Weight changes 40 min after 900 equal calcium pulses: ``hz`` and ``change``.

    Pulses of 1.5 uM above rest that decay in 20 ms, those of the readout's calibration.
    """
    from spinecable.describe.preparation import load_preparation
    from spinecable.plasticity.calibrate import READ_AFTER_S, traces_of
    from spinecable.plasticity.induction import enzyme_course, regular_train
    from spinecable.plasticity.slots import SlotReadout

    preparation = load_preparation()
    readout = SlotReadout.from_preparation(preparation)
    rates, changes = (0.5, 1.0, 3.0, 10.0, 20.0, 50.0), []
    for n, rate in enumerate(rates):
        course = regular_train(900, rate, 1.5, 0.02, 899.0 / rate + READ_AFTER_S)
        enzymes = enzyme_course(preparation, course, steps_per_piece=12)
        changes.append(float(readout.weight(traces_of(enzymes, 0.08))[-1]) - 1.0)
        progress((n + 1) / len(rates), "prescribed calcium")
    return {"hz": np.array(rates), "change": np.array(changes)}


def bcm(scale: Scale) -> Task:
    """`prescribed_frequencies` as shared work."""
    return Task(prescribed_frequencies)
