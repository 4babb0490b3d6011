"""Sodium of a compartment, against the equation typed again, charge and rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp

FARADAY, GAS = 96485.33212, 8.314462618
VOLUME_UM3, AREA_UM2, PER_UM2 = 0.08, 0.9, 1000.0
HIGHEST = 3 * 100.0e-3 * PER_UM2 * AREA_UM2 / (602214.076 * VOLUME_UM3)
"""mM/ms."""


def pumped(na: Any) -> Any:
    return HIGHEST * na**3 / (10.0**3 + na**3)


@pytest.fixture
def pool(patch: Callable) -> Any:
    held = patch("sc_na_pool", hold_mV=-65.0)
    held.middle.sc_na_pool.volume_um3 = VOLUME_UM3
    held.middle.sc_na_pool.area_um2 = AREA_UM2
    return held


@pytest.mark.parametrize("variable", [False, True])
def test_influx_and_recovery_follow_the_equation(h: Any, pool: Any, variable: bool) -> None:
    mechanism = pool.middle.sc_na_pool
    h.dt = 0.05
    h.finitialize(-65.0)
    # nocmodl keeps six digits of a PARAMETER.
    assert mechanism.leak == pytest.approx(HIGHEST / 2, rel=1e-6)
    if variable:
        h.cvode.active(True)
        h.cvode.atol(1e-8)
        h.finitialize(-65.0)
    expected, now = 10.0, 0.0
    for inflow, until in ((0.5, 10.0), (0.0, 500.0)):
        mechanism.inflow = inflow
        if variable:
            h.cvode.re_init()
            h.cvode.solve(until)
        else:
            while h.t < until - 1e-9:
                h.fadvance()
        found = solve_ivp(
            lambda t, na, inflow=inflow: inflow + HIGHEST / 2 - pumped(na),
            (now, until),
            [expected],
            rtol=1e-10,
            atol=1e-12,
        )
        expected, now = found.y[0, -1], until
        assert pool.middle.nai == pytest.approx(expected, rel=1e-4)
        assert pool.middle.nai > 10.5
    mechanism.inflow = 0.0


def test_charge_through_channels_is_the_sodium_that_appears(h: Any, patch: Callable) -> None:
    held = patch("sc_na_pool", "sc_nax", hold_mV=-65.0)
    held.middle.sc_nax.gbar = 0.05
    mechanism = held.middle.sc_na_pool
    mechanism.nak_per_um2 = 0.0
    held.clamp.dur1, held.clamp.amp1 = 1.0, -65.0
    held.clamp.dur2, held.clamp.amp2 = 4.0, 0.0
    currents = h.Vector().record(held.middle._ref_ina)
    h.dt = 0.005
    h.finitialize(-65.0)
    while h.t < 5.0 - 1e-9:
        h.fadvance()
    charge = -np.array(currents)[1:].sum() * h.dt
    area, volume = np.pi * 10.0**2, np.pi * 10.0**3 / 6
    assert mechanism.volume == pytest.approx(volume, rel=1e-9)
    gained = held.middle.nai - 10.0
    assert gained > 0.01
    assert gained == pytest.approx(1e4 * charge * area / (FARADAY * volume), rel=0.01)


def test_the_reversal_potential_follows(h: Any, pool: Any) -> None:
    pool.middle.sc_na_pool.inflow = 1.0
    h.finitialize(-65.0)
    for _ in range(400):
        h.fadvance()
    inside, outside = pool.middle.nai, pool.middle.nao
    nernst = 1e3 * GAS * (h.celsius + 273.15) / FARADAY * np.log(outside / inside)
    assert inside > 15.0
    # ena is that of the sodium at the start of the step.
    assert pool.middle.ena == pytest.approx(nernst, abs=0.2)
    pool.middle.sc_na_pool.inflow = 0.0


def test_ten_minutes_of_rest_change_nothing(h: Any, pool: Any) -> None:
    h.dt = 100.0
    h.finitialize(-65.0)
    for _ in range(6000):
        h.fadvance()
    assert pool.middle.nai == pytest.approx(10.0, rel=1e-10)
