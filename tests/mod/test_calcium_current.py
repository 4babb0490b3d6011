"""The driving force of calcium, calcium's share of the NMDA current, and the magnesium block."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

FARADAY, GAS = 96485.33212, 8.314462618
INSIDE_MM, OUTSIDE_MM = 1e-4, 2.0
NMDA = ("sc_nmda_popescu", "sc_nmda_exp2")
BLOCK = {  # kinetics of block at 1 mM, three decimals, at -80, -70, -60, -40, -20, 0, +20 mV
    0: (0.024, 0.045, 0.080, 0.230, 0.508, 0.781, 0.925),
    1: (0.008, 0.016, 0.033, 0.125, 0.377, 0.719, 0.915),
}
BLOCK_MV = (-80.0, -70.0, -60.0, -40.0, -20.0, 0.0, 20.0)
FORMULA = {0: (3.57, 0.062), 1: (2.552, 0.072)}


def slope_form_mV(v: float, inside: float, outside: float, celsius: float) -> float:
    """The full Goldman-Hodgkin-Katz flux divided by its slope at very negative voltage."""
    scale = 1e3 * GAS * (celsius + 273.15) / (2 * FARADAY)
    x = v / scale
    if x == 0:
        return scale * (inside / outside - 1)
    return scale * x * (inside / outside * np.exp(x) - 1) / np.expm1(x)


@pytest.fixture
def r_type(h: Any, patch: Callable) -> Callable[[float], float]:
    """Driving force (mV) that sc_car applies at a voltage."""
    held = patch("sc_car")
    held.middle.sc_car.gbar = 1e-3
    held.section.cao, held.section.cai = OUTSIDE_MM, INSIDE_MM
    h.celsius = 35.0

    def force(v: float) -> float:
        h.finitialize(v)
        held.section.cai, held.section.cao = INSIDE_MM, OUTSIDE_MM
        h.fcurrent()
        return held.middle.ica / (1e-3 * held.middle.sc_car.open)

    return force


def test_driving_force_is_the_slope_form(r_type: Callable) -> None:
    for v in (-90.0, -65.0, -20.0, -0.02, -0.01, 0.0, 1e-6, 0.01, 0.02, 10.0, 40.0, 120.0):
        expected = slope_form_mV(v, INSIDE_MM, OUTSIDE_MM, 35.0)
        assert r_type(v) == pytest.approx(expected, rel=1e-10, abs=1e-9), v


def test_driving_force_is_smooth_through_zero(r_type: Callable) -> None:
    voltages = np.arange(-0.04, 0.0401, 0.001)
    slopes = np.diff([r_type(v) for v in voltages]) / 0.001
    assert np.ptp(slopes) < 2e-3
    assert slopes.mean() == pytest.approx(0.5, abs=0.01)


def test_driving_force_has_slope_one_when_negative_and_reverses_at_nernst(
    r_type: Callable,
) -> None:
    assert r_type(-119.0) - r_type(-120.0) == pytest.approx(1.0, abs=2e-3)
    nernst = 1e3 * GAS * 308.15 / (2 * FARADAY) * np.log(OUTSIDE_MM / INSIDE_MM)
    assert r_type(nernst) == pytest.approx(0.0, abs=1e-9)
    assert r_type(nernst - 1) < 0 < r_type(nernst + 1)


def currents(h: Any, held: Any, receptor: Any, v: float) -> tuple[float, float, float]:
    """(i, ica, conductance) of a receptor (nA, nA, uS) in its present state at a voltage."""
    held.section.v = v
    held.section.cai, held.section.cao = INSIDE_MM, OUTSIDE_MM
    h.fcurrent()
    return receptor.i, receptor.ica, receptor.g


@pytest.fixture(params=NMDA)
def opened(request: Any, h: Any, patch: Callable, synapse: Callable) -> tuple[Any, Any]:
    """A patch and an NMDA synapse 10 ms after glutamate."""
    held = patch()
    receptor = synapse(held, request.param, [(0.5, 1.0)], gmax=1e-4)
    h.finitialize(-65.0)
    while h.t < 10:
        h.fadvance()
    return held, receptor


@pytest.mark.parametrize("block", [0, 1])
def test_magnesium_block(h: Any, opened: tuple, block: int) -> None:
    held, receptor = opened
    receptor.block = block
    for v, tabled in zip(BLOCK_MV, BLOCK[block], strict=True):
        free = currents(h, held, receptor, v)[2] / (1e-4 * receptor.open)
        half, slope = FORMULA[block]
        assert free == pytest.approx(1 / (1 + np.exp(-slope * v) / half), rel=1e-12)
        assert free == pytest.approx(tabled, abs=6e-4)
    receptor.mg = 0.0
    assert currents(h, held, receptor, -80.0)[2] == pytest.approx(1e-4 * receptor.open)


def test_current_splits_without_counting_calcium_twice(h: Any, opened: tuple) -> None:
    held, receptor = opened
    receptor.f_ca = 0.13
    for v in (-80.0, -40.0, 0.0, 30.0):
        i, ica, g = currents(h, held, receptor, v)
        force = slope_form_mV(v, INSIDE_MM, OUTSIDE_MM, h.celsius)
        assert i == pytest.approx(0.87 * g * v, rel=1e-12)
        assert ica == pytest.approx(0.13 * g * force, rel=1e-10)


def test_without_calcium_the_current_is_ohmic(h: Any, opened: tuple) -> None:
    held, receptor = opened
    receptor.f_ca, receptor.e = 0.0, 3.0
    for v in (-80.0, -40.0, 20.0):
        i, ica, g = currents(h, held, receptor, v)
        assert ica == 0.0
        assert i == pytest.approx(g * (v - 3.0), rel=1e-12)


@pytest.mark.parametrize("kind", NMDA)
@pytest.mark.parametrize("hold_mV", [-60.0, -65.0])
def test_calcium_carries_a_tenth_of_the_charge_at_rest(
    h: Any, patch: Callable, synapse: Callable, kind: str, hold_mV: float
) -> None:
    h.celsius, h.dt = 35.0, 0.1
    held = patch(hold_mV=hold_mV)
    receptor = synapse(held, kind, [(1.0, 1.0)])
    h.finitialize(hold_mV)
    calcium = rest = 0.0
    while h.t < 200:
        h.fadvance()
        calcium += receptor.ica
        rest += receptor.i
    assert calcium < 0
    assert calcium / (calcium + rest) == pytest.approx(0.10, abs=0.002)
