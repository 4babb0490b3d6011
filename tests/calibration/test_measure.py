"""Readings of transients whose numbers are known."""

from __future__ import annotations

import numpy as np
import pytest

from spinecable.calibration.bench import dye_capacity
from spinecable.calibration.measure import buffer_capacity, transient


def test_an_exponential_is_read_exactly() -> None:
    time = np.arange(0.0, 80.0, 0.1)
    trace = 0.05 + np.where(time >= 7.0, 1.4 * np.exp(-(time - 7.0) / 12.0), 0.0)
    found = transient(time, trace)
    assert found.amplitude_uM == pytest.approx(1.4, rel=1e-6)
    assert found.tau_ms == pytest.approx(12.0, rel=1e-6)
    assert found.peak_uM == pytest.approx(1.4, rel=1e-6)


def test_a_brief_overshoot_is_not_amplitude() -> None:
    time = np.arange(0.0, 80.0, 0.1)
    since = time - 7.0
    shape = 1.4 * np.exp(-since / 12.0) + 4.0 * np.exp(-since / 0.2)
    found = transient(time, 0.05 + np.where(since >= 0, shape, 0.0))
    assert found.peak_uM == pytest.approx(5.4, rel=1e-6)
    assert found.amplitude_uM == pytest.approx(1.4, rel=1e-3)


def test_titration_finds_the_capacity_it_was_made_with() -> None:
    dyes = np.array([0.0, 40.0, 150.0])
    assert buffer_capacity(dyes, 40.0 / (1.0 + 24.0 + dyes)) == pytest.approx(24.0, rel=1e-9)


def test_dye_capacity_is_bound_over_free() -> None:
    kd, rest, peak = 92.0 / 450.0, 0.05, 0.7
    bound = [100.0 * c / (c + kd) for c in (rest, peak)]
    expected = (bound[1] - bound[0]) / (peak - rest)
    assert dye_capacity(100.0, rest, peak) == pytest.approx(expected, rel=1e-12)
