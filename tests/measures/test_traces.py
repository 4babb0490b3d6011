"""Measures of traces against curves whose features are known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq

import spinecable as sc
from spinecable.errors import DescriptionError

RISE_MS, DECAY_MS, ONSET_MS = 1.0, 8.0, 20.0


def alpha(t):
    """Two exponentials, peak 1."""
    peak = RISE_MS * DECAY_MS / (DECAY_MS - RISE_MS) * np.log(DECAY_MS / RISE_MS)
    scale = 1 / (np.exp(-peak / DECAY_MS) - np.exp(-peak / RISE_MS))
    return scale * (np.exp(-t / DECAY_MS) - np.exp(-t / RISE_MS)), peak


def trace(step_ms=0.025, end_ms=80.0):
    time = np.arange(0, end_ms, step_ms)
    value, _ = alpha(np.clip(time - ONSET_MS, 0, None))
    return time, -70.0 + 5.0 * value


def test_shape_of_two_exponentials():
    found = sc.measures.epsp(*trace(), ONSET_MS)
    _, peak_ms = alpha(0.0)

    def reached(share, low, high):
        return brentq(lambda t: alpha(t)[0] - share, low, high)

    rise = reached(0.8, 0, peak_ms) - reached(0.2, 0, peak_ms)
    width = reached(0.5, peak_ms, 60) - reached(0.5, 0, peak_ms)
    slope = 5.0 * alpha(1e-6)[0] / 1e-6  # steepest at the onset
    assert found.baseline_mV == pytest.approx(-70.0)
    assert found.amplitude_mV == pytest.approx(5.0, rel=1e-4)
    assert found.time_to_peak_ms == pytest.approx(peak_ms, abs=0.025)
    assert found.rise_20_80_ms == pytest.approx(rise, rel=1e-3)
    assert found.half_width_ms == pytest.approx(width, rel=1e-3)
    assert found.peak_slope_mV_per_ms == pytest.approx(slope, rel=0.02)


def test_half_width_needs_the_second_half():
    time, voltage = trace(end_ms=24.0)
    assert np.isnan(sc.measures.epsp(time, voltage, ONSET_MS).half_width_ms)


def test_integral_of_two_exponentials():
    time, voltage = trace(end_ms=140.0)
    _, peak = alpha(0.0)
    scale = 1 / (np.exp(-peak / DECAY_MS) - np.exp(-peak / RISE_MS))
    expected = 5.0 * scale * (DECAY_MS - RISE_MS)
    assert sc.measures.integral_mV_ms(time, voltage, ONSET_MS) == pytest.approx(expected, rel=1e-4)


def test_a_flat_trace_has_no_epsp():
    time = np.arange(0, 30, 0.1)
    with pytest.raises(DescriptionError, match="does not rise"):
        sc.measures.epsp(time, np.full_like(time, -65.0), 10.0)


def test_a_time_outside_the_trace_is_refused_with_its_range():
    with pytest.raises(DescriptionError, match=r"runs from 0 to 79\.975 ms"):
        sc.measures.amplitude_mV(*trace(), onset_ms=100.0)


def spike():
    """A parabola of 100 mV and 2 ms on a flat baseline of -70 mV."""
    time = np.arange(0, 60, 0.025)
    arch = np.clip(1 - ((time - 31.0) / 1.0) ** 2, 0, None)
    return time, -70.0 + 100.0 * arch


def test_spike_amplitude_and_baseline_are_those_of_efel():
    pytest.importorskip("efel")
    time, voltage = spike()
    names = ["AP_amplitude_from_voltagebase", "voltage_base", "peak_voltage"]
    found = sc.measures.efel_features(time, voltage, names, 30.0, 33.0)
    ours = sc.measures.amplitude_mV(time, voltage, 30.0, 40.0)
    assert ours == pytest.approx(100.0, rel=1e-3)
    assert found["AP_amplitude_from_voltagebase"] == pytest.approx([ours], rel=1e-9)
    assert found["voltage_base"] == pytest.approx([sc.measures.baseline_mV(time, voltage, 30.0)])


def test_an_unknown_efel_feature_is_refused():
    pytest.importorskip("efel")
    with pytest.raises(DescriptionError, match="Did you mean 'AP_amplitude'"):
        sc.measures.efel_features(*spike(), ["AP_amplitud"], 30.0, 33.0)
