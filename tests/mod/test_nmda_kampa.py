"""The ten-state NMDA scheme against its rate equations and the response of its source."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.linalg import null_space

STATES = ("U", "C", "D1", "D2", "O", "UM", "CM", "D1M", "D2M", "OM")
PULSE = (1.0, 2.0)


def rate_matrix(v: float, glutamate_mM: float, mg_mM: float) -> np.ndarray:
    """Kampa et al. 2004; on- and off-rates of magnesium scale with voltage around 40 mV."""
    on, off = mg_mM * np.exp(-2 * 0.8 * (v - 40) / 25), np.exp(2 * 0.2 * (v - 40) / 25)
    steps = [
        ("U", "C", 10 * glutamate_mM, 5.6e-3),
        ("C", "O", 10e-3, 0.273),
        ("C", "D1", 2.2e-3, 1.6e-3),
        ("D1", "D2", 0.43e-3, 0.5e-3),
        ("UM", "CM", 10 * glutamate_mM, 17.1e-3),
        ("CM", "OM", 10e-3, 0.548),
        ("CM", "D1M", 2.1e-3, 0.87e-3),
        ("D1M", "D2M", 0.26e-3, 0.42e-3),
        ("O", "OM", 0.05 * on, 12.8 * off),
        ("U", "UM", 5e-5 * on, 2.438312e-3 * off),
        ("C", "CM", 5e-5 * on, 5.041915e-3 * off),
        ("D1", "D1M", 5e-5 * on, 2.98874e-3 * off),
        ("D2", "D2M", 5e-5 * on, 2.953408e-3 * off),
    ]
    matrix = np.zeros((10, 10))
    for a, b, forward, backward in steps:
        i, j = STATES.index(a), STATES.index(b)
        matrix[[j, i], i] += forward, -forward
        matrix[[i, j], j] += backward, -backward
    return matrix


def expected_open(v: float, mg_mM: float, times_ms: np.ndarray) -> np.ndarray:
    quiet = rate_matrix(v, 0.0, mg_mM)
    state = np.zeros(10)
    pair = [STATES.index("U"), STATES.index("UM")]
    rest = null_space(quiet[np.ix_(pair, pair)])[:, 0]
    state[pair] = rest / rest.sum()
    result = np.full(len(times_ms), state[STATES.index("O")])
    for left, right, glutamate in ((*PULSE, 1.0), (PULSE[1], times_ms[-1] + 1, 0.0)):
        matrix = rate_matrix(v, glutamate, mg_mM)
        solved = solve_ivp(
            lambda _, y, m=matrix: m @ y,
            (left, right),
            state,
            method="BDF",
            rtol=1e-9,
            atol=1e-13,
            dense_output=True,
            jac=matrix,
        )
        inside = (times_ms >= left) & (times_ms <= right)
        result[inside] = solved.sol(times_ms[inside])[STATES.index("O")]
        state = solved.y[:, -1]
    return result


@pytest.fixture
def response(patch: Callable, synapse: Callable, run: Callable) -> Callable[..., Any]:
    def go(v: float, mg_mM: float, stop_ms: float, dt_ms: float | None = None) -> Any:
        receptor = synapse(patch(hold_mV=v), "sc_nmda_kampa", [(1.0, 1.0)], mg=mg_mM)
        return run(receptor._ref_open, stop_ms, dt_ms=dt_ms, start_mV=v)

    return go


@pytest.mark.parametrize(("v", "mg_mM"), [(-60.0, 0.0), (-80.0, 1.0), (-30.0, 1.0), (20.0, 0.5)])
def test_it_solves_its_rate_equations(response: Callable, v: float, mg_mM: float) -> None:
    trace = response(v, mg_mM, 80.0)
    expected = expected_open(v, mg_mM, trace.time_ms)
    np.testing.assert_allclose(trace.value, expected, atol=1e-4 * expected.max())


def peak_and_decay(trace: Any) -> tuple[float, float, float]:
    k = int(trace.value.argmax())
    decay = np.interp(-trace.value[k] / np.e, -trace.value[k:], trace.time_ms[k:])
    return trace.value[k], trace.time_ms[k] - 1.0, decay - trace.time_ms[k]


def test_response_without_magnesium(response: Callable) -> None:
    peak, at_ms, decay_ms = peak_and_decay(response(-60.0, 0.0, 250.0))
    assert peak == pytest.approx(0.032, abs=5e-4)
    assert at_ms == pytest.approx(13.0, abs=0.5)
    assert decay_ms == pytest.approx(144.0, rel=0.01)


@pytest.mark.parametrize(
    ("v", "peak"),
    [(-80, 0.00028), (-60, 0.0013), (-40, 0.0055), (-20, 0.0157), (0, 0.026), (40, 0.032)],
)
def test_peak_with_magnesium(response: Callable, v: float, peak: float) -> None:
    assert peak_and_decay(response(v, 1.0, 60.0))[0] == pytest.approx(peak, rel=0.03)


@pytest.mark.parametrize(("v", "decay_ms"), [(-60.0, 55.0), (40.0, 142.0)])
def test_decay_with_magnesium(response: Callable, v: float, decay_ms: float) -> None:
    assert peak_and_decay(response(v, 1.0, 250.0))[2] == pytest.approx(decay_ms, rel=0.05)


def test_fixed_steps_agree(response: Callable) -> None:
    trace = response(-40.0, 1.0, 40.0, dt_ms=0.025)
    expected = expected_open(-40.0, 1.0, trace.time_ms)
    np.testing.assert_allclose(trace.value, expected, atol=0.02 * expected.max())


def test_unblock_takes_time(h: Any, patch: Callable, synapse: Callable) -> None:
    """After a step to 30 mV magnesium leaves open channels at once, closed ones in 8 ms."""
    held = patch(hold_mV=-70.0)
    receptor = synapse(held, "sc_nmda_kampa", [(1.0, 1.0)])
    h.finitialize(-70.0)
    while h.t < 10:
        h.fadvance()
    held.clamp.amp1 = 30.0
    opened = []
    while h.t < 60:
        h.fadvance()
        opened.append(receptor.open)
    before, at_once, later = opened[0], opened[20], max(opened)
    assert before < 0.2 * later
    assert 0.5 * later < at_once < 0.75 * later
    assert 5 < 0.025 * int(np.argmax(opened)) < 12


def test_current_splits_without_counting_calcium_twice(
    h: Any, patch: Callable, synapse: Callable
) -> None:
    held = patch()
    receptor = synapse(held, "sc_nmda_kampa", [(0.5, 1.0)], gmax=1e-3, f_ca=0.13, e=0.0)
    h.celsius = 35.0
    h.finitialize(-65.0)
    while h.t < 10:
        h.fadvance()
    held.section.cai, held.section.cao = 1e-4, 2.0
    for v in (-80.0, 30.0):
        held.section.v = v
        h.fcurrent()
        x = v / (1e3 * 8.314462618 * 308.15 / (2 * 96485.33212))
        force = v * (5e-5 * np.exp(x) - 1) / np.expm1(x)
        assert receptor.g == pytest.approx(1e-3 * receptor.open)
        assert receptor.i == pytest.approx(0.87 * receptor.g * v, rel=1e-12)
        assert receptor.ica == pytest.approx(0.13 * receptor.g * force, rel=1e-9)
