"""A train under a step of current: its spikes beside eFEL, its measure on a trace drawn by hand."""

from __future__ import annotations

import numpy as np
import pytest

import spinecable as sc
from spinecable.simulate.job import run_isolated, silent
from spinecable.validate.train_runs import RATES_HZ, _amplitudes, _onsets_ms, step_train

RAMP_MV, FOOT_MS, HEIGHT_MV = 15.0, 40.0, 100.0


def drawn() -> tuple[np.ndarray, np.ndarray]:
    """A slow ramp of 15 mV from -70 mV, then a triangle of 100 mV in 1 ms up and 2 ms down."""
    time = np.arange(0.0, 60.0, 0.025)
    ramp = -70.0 + RAMP_MV * np.minimum(time / FOOT_MS, 1.0)
    triangle = np.interp(time, [FOOT_MS, FOOT_MS + 1.0, FOOT_MS + 3.0], [0.0, HEIGHT_MV, 0.0])
    return time, ramp + triangle


def test_an_amplitude_counts_from_the_foot_and_not_from_rest() -> None:
    time, soma = drawn()
    (onset,) = _onsets_ms(time, soma)
    assert onset == pytest.approx(FOOT_MS, abs=0.05)
    rise_before_foot = RAMP_MV / FOOT_MS * 1.0
    attenuated = -70.0 + 0.3 * (soma + 70.0)
    found = _amplitudes(time, np.stack([soma, attenuated]), onset, [onset])
    assert found[0] == pytest.approx(HEIGHT_MV + rise_before_foot, abs=0.05)
    assert found[1] == pytest.approx(0.3 * found[0])


def test_the_next_spike_is_no_part_of_a_spike() -> None:
    time, soma = drawn()
    later = soma + np.interp(time, [45.0, 46.0, 47.0], [0.0, 140.0, 0.0])
    first, second = _onsets_ms(time, later)
    found = _amplitudes(time, later[None, :], first, [first, second])
    assert found[0] == pytest.approx(HEIGHT_MV + RAMP_MV / FOOT_MS, abs=0.05)


def test_onsets_are_those_of_efel() -> None:
    efel = pytest.importorskip("efel")
    time, soma = drawn()
    soma = soma + np.interp(time, [50.0, 51.0, 53.0], [0.0, 90.0, 0.0])
    efel.reset()
    efel.set_setting("interp_step", 0.025)
    efel.set_setting("DerivativeThreshold", 40.0)
    trace = {"T": time, "V": soma, "stim_start": [0.0], "stim_end": [60.0]}
    (features,) = efel.get_feature_values([trace], ["AP_begin_time"])
    assert _onsets_ms(time, soma) == pytest.approx(list(features["AP_begin_time"]), abs=0.1)


def test_a_cell_fires_at_the_rate_that_is_asked_for() -> None:
    cell = sc.Cell(morphology="ball_and_stick", implicit_spines=None)
    found = run_isolated(step_train, cell, 200.0, progress=silent)
    assert RATES_HZ[0] <= found["rate_Hz"][0] <= RATES_HZ[1]
    count = int(found["spike"].max())
    assert found["rate_Hz"][0] == pytest.approx(count / 0.2)
    soma = found["amplitude_mV"][found["path_distance_um"] == 0.0]
    assert soma.shape == (count,)
    assert (soma > 40.0).all()
