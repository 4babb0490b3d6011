"""The preparation's gains meet the criteria they were calibrated on."""

from __future__ import annotations

import numpy as np
import pytest

from spinecable.describe.preparation import Preparation
from spinecable.plasticity.calibrate import (
    DEPRESSION,
    low_frequency_train,
    traces_of,
    with_potentiation,
)
from spinecable.plasticity.coupling import Coupling
from spinecable.plasticity.induction import enzyme_course, uncaging_train
from spinecable.plasticity.slots import SlotReadout
from spinecable.plasticity.timecourse import relative_volume


def test_strong_train(preparation: Preparation, coupling: Coupling) -> None:
    traces = traces_of(enzyme_course(preparation, uncaging_train()), 0.08)
    course = SlotReadout(coupling).course(traces)
    drive = coupling.drive(course.kinase_drive.max(), 0.0)
    assert drive.binding == pytest.approx(31, rel=5e-3)
    assert drive.exocytosis == pytest.approx(6, rel=5e-3)
    published = relative_volume(np.linspace(0, 300, 3001), 0.08).max()
    assert course.relative_volume.max() == pytest.approx(published, rel=5e-3)
    again = with_potentiation(coupling, traces)
    for name in ("gain_binding", "gain_exocytosis", "gain_growth"):
        assert getattr(again, name) == pytest.approx(getattr(coupling, name), rel=2e-3)
    forty_min = np.interp((58 + 2400) * 1e3, traces.time_ms, course.bound) / 20
    assert 1.3 < forty_min < 1.7


def test_low_frequency_train(preparation: Preparation, coupling: Coupling) -> None:
    course = enzyme_course(preparation, low_frequency_train(), steps_per_piece=14)
    weight = SlotReadout(coupling).weight(traces_of(course, 0.08))
    assert weight[-1] - 1 == pytest.approx(DEPRESSION, abs=0.02)
