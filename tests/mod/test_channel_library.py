"""Calcium, potassium, sodium and h channels against the formulas of their sources, typed again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

FARADAY, GAS = 96485.33212, 8.314462618
VOLTAGES_MV = (-100, -80, -66, -65, -60.001, -60, -50, -38, -27, -17, -8.9, 0, 15, 30, 60)
RELAX_MS = 0.5
TABLE_ERROR = 5e-5
"""Relative, of rates read from a table; 5e-6 but for the jump of sc_hay_kpst's m_tau at -60 mV."""

Gate = tuple[float, float]


def sigmoid(x: float) -> float:
    return 1 / (1 + np.exp(-x))


def quotient(x: float, k: float) -> float:
    """x/(1 - exp(-x/k)) and its limit."""
    return k if x == 0 else -x / np.expm1(-x / k)


def between(at_35: float, reference: float, celsius: float) -> float:
    """Factor that is 1 at the reference temperature and `at_35` at 35 C."""
    return at_35 ** ((celsius - reference) / (35 - reference))


def cav31(v: float, _: float) -> dict[str, Gate]:
    return {
        "m": (sigmoid((v + 42.92) / 5.163), max(-0.856 + 1.494 * np.exp(-v / 27.41), 0.1)),
        "h": (sigmoid(-(v + 72.91) / 4.576), 9.99 + 0.00288 * np.exp(-v / 5.599)),
    }


def cav32(v: float, celsius: float) -> dict[str, Gate]:
    q = between(3, 21, celsius)
    return {
        "m": (sigmoid((v + 54) / 7.8), 3 * (2.1 + 23 * sigmoid(-(v + 61) / 6)) / q),
        "h": (sigmoid(-(v + 64.2) / 8.8), (30 + 280 * sigmoid(-(v + 52) / 7)) / q),
    }


def cav33(v: float, celsius: float) -> dict[str, Gate]:
    q = between(3, 21, celsius)
    return {
        "m": (sigmoid((v + 81) / 5.8), 3 * (2.3 + 20 * sigmoid(-(v + 60) / 9)) / q),
        "h": (sigmoid(-(v + 78.3) / 6.5), (125 + 140 * sigmoid(-(v + 60) / 3)) / q),
    }


def l_type(half: float) -> Callable[[float, float], dict[str, Gate]]:
    def gates(v: float, celsius: float) -> dict[str, Gate]:
        q = between(2, 22, celsius)
        tau = 0.06 + 1 / (np.exp((v - 10) / 20) + np.exp((v + 17) / -48))
        return {
            "m": (sigmoid((v - half) / 6.7), tau / q),
            "h": (sigmoid(-(v + 13.4) / 11.9), 44.3 / q),
        }

    return gates


def n_type(v: float, celsius: float) -> dict[str, Gate]:
    q = between(2, 22, celsius)
    tau = 2 * (0.06 + 1 / (np.exp((v - 25) / 18) + np.exp((v + 31) / -44)))
    return {"m": (sigmoid((v + 3) / 8), tau / q), "h": (sigmoid(-(v + 74.8) / 6.5), 70 / q)}


def pq_type(v: float, celsius: float) -> dict[str, Gate]:
    return {"m": (sigmoid((v + 16.3) / 7.9), 2.26 / between(3, 22, celsius))}


def r_chindemi(v: float, _: float) -> dict[str, Gate]:
    return {"m": (sigmoid((v + 5.9) / 9.5), 1.0), "h": (sigmoid(-(v + 39) / 9.2), 27.0)}


def m_type(v: float, _: float) -> dict[str, Gate]:
    alpha, beta = np.exp(0.0378 * 7 * (v + 42)), np.exp(0.0378 * 7 * 0.4 * (v + 42))
    return {"m": (sigmoid((v + 40) / 10), 60 + beta / (0.003 * (1 + alpha)))}


def hay_q(celsius: float) -> float:
    return 2.3 ** ((celsius - 21) / 10)


def from_rates(opening: float, closing: float, q: float) -> Gate:
    return opening / (opening + closing), 1 / (opening + closing) / q


def hay_nat(v: float, celsius: float) -> dict[str, Gate]:
    q = hay_q(celsius)
    return {
        "m": from_rates(0.182 * quotient(v + 38, 6), 0.124 * quotient(-v - 38, 6), q),
        "h": from_rates(0.015 * quotient(-v - 66, 6), 0.015 * quotient(v + 66, 6), q),
    }


def acker_na(v: float, celsius: float) -> dict[str, Gate]:
    """na.mod of ModelDB 117207, all of it shifted by 10 mV."""
    q, x = 2.3 ** ((celsius - 23) / 10), v - 10
    return {
        "m": from_rates(0.182 * quotient(x + 35, 9), 0.124 * quotient(-x - 35, 9), q),
        "h": from_rates(0.024 * quotient(-x - 65, 6), 0.02 * quotient(x + 65, 6), q),
    }


def acker_kv(v: float, celsius: float) -> dict[str, Gate]:
    """kv.mod of ModelDB 117207."""
    q = 2.3 ** ((celsius - 23) / 10)
    return {"m": from_rates(0.02 * quotient(v - 25, 9), 0.002 * quotient(25 - v, 9), q)}


def kampa_it(v: float, _: float) -> dict[str, Gate]:
    """CaT.mod of ModelDB 117207 with the numbers of boostca, all of it shifted by 10 mV."""
    x = v + 10
    m_bell = 1 / (np.exp((x + 50) / 20) + np.exp(-(x + 125) / 15))
    h_bell = 1 / (np.exp((x + 56) / 4) + np.exp(-(x + 415) / 50))
    return {
        "m": (sigmoid((x + 45) / 7.4), 3 + m_bell),
        "h": (sigmoid(-(x + 65) / 5), 30 + h_bell),
    }


def nap(v: float, celsius: float) -> dict[str, Gate]:
    q = hay_q(celsius)
    _, tau = hay_nat(v, celsius)["m"]
    rates = 2.88e-6 * quotient(-v - 17, 4.63) + 6.94e-6 * quotient(v + 64.4, 2.63)
    return {
        "m": (sigmoid((v + 52.6) / 4.6), 6 * tau),
        "h": (sigmoid(-(v + 48.8) / 10), 1 / rates / q),
    }


def hay_ktst(v: float, celsius: float) -> dict[str, Gate]:
    q, x = hay_q(celsius), v + 10
    return {
        "m": (sigmoid(x / 19), (0.34 + 0.92 * np.exp(-(((x + 71) / 59) ** 2))) / q),
        "h": (sigmoid(-(x + 66) / 10), (8 + 49 * np.exp(-(((x + 73) / 23) ** 2))) / q),
    }


def hay_kpst(v: float, celsius: float) -> dict[str, Gate]:
    q, x = hay_q(celsius), v + 10
    tau = 1.25 + (175.03 * np.exp(0.026 * x) if x < -50 else 13 * np.exp(-0.026 * x))
    slow = 360 + (1010 + 24 * (x + 55)) * np.exp(-(((x + 75) / 48) ** 2))
    return {"m": (sigmoid((x + 1) / 12), tau / q), "h": (sigmoid(-(x + 54) / 11), slow / q)}


def skv31(v: float, _: float) -> dict[str, Gate]:
    return {"m": (sigmoid((v - 18.7) / 9.7), 4 * sigmoid((v + 46.56) / 44.14))}


def hay_im(v: float, celsius: float) -> dict[str, Gate]:
    up, down = 3.3e-3 * np.exp(0.1 * (v + 35)), 3.3e-3 * np.exp(-0.1 * (v + 35))
    return {"m": from_rates(up, down, hay_q(celsius))}


def hay_ih(v: float, _: float) -> dict[str, Gate]:
    opening = 0.00643 * (v + 154.9) / np.expm1((v + 154.9) / 11.9)
    return {"m": from_rates(opening, 0.193 * np.exp(v / 33.1), 1.0)}


def hay_cahva(v: float, _: float) -> dict[str, Gate]:
    return {
        "m": from_rates(0.055 * quotient(v + 27, 3.8), 0.94 * np.exp((-75 - v) / 17), 1.0),
        "h": from_rates(
            4.57e-4 * np.exp((-13 - v) / 50), 0.0065 / (np.exp((-v - 15) / 28) + 1), 1.0
        ),
    }


def hay_calva(v: float, celsius: float) -> dict[str, Gate]:
    q, x = hay_q(celsius), v + 10
    return {
        "m": (sigmoid((x + 30) / 6), (5 + 20 * sigmoid(-(x + 25) / 5)) / q),
        "h": (sigmoid(-(x + 80) / 6.4), (20 + 50 * sigmoid(-(x + 40) / 7)) / q),
    }


def in_room(at_35: float, celsius: float) -> float:
    return between(at_35, 22, celsius)


def kir(v: float, celsius: float) -> dict[str, Gate]:
    rates = 0.1 * np.exp((v + 60) / -14) + 0.27 * sigmoid((v + 31) / 23)
    return {"m": (sigmoid(-(v + 102) / 13), 1 / rates / in_room(3, celsius))}


def msn_kdr(v: float, celsius: float) -> dict[str, Gate]:
    below = np.exp((v + 13) / -9.09) + 1
    tau = 50 * np.exp((v + 13) / -12.5) / below
    return {"m": (1 / below, tau / in_room(3, celsius))}


def kaf(v: float, celsius: float) -> dict[str, Gate]:
    q = in_room(2, celsius)
    return {
        "m": from_rates(1.5 * sigmoid((v - 4) / 17), 0.6 * sigmoid(-(v - 10) / 9), q),
        "h": from_rates(0.105 * sigmoid(-(v + 121) / 22), 0.065 * sigmoid((v + 55) / 11), q),
    }


def kas(v: float, celsius: float) -> dict[str, Gate]:
    q = in_room(3, celsius)
    share, tau = from_rates(0.0025 * sigmoid(-(v + 95) / 16), 0.002 * sigmoid((v - 50) / 70), q)
    return {
        "m": from_rates(0.25 * sigmoid((v - 50) / 20), 0.05 * sigmoid(-(v + 90) / 35), q),
        "h": (0.2 + 0.8 * share, tau),
    }


def naf(v: float, celsius: float) -> dict[str, Gate]:
    q = in_room(1.8, celsius)
    m_tau = 0.38 + 1 / (0.6 * np.exp((v + 58) / 8) + 1.8 * np.exp((v + 58) / -35))
    above = 0.56 + 1.1 * sigmoid(-(v + 48) / 15) + 1.2 * sigmoid(-(v + 48) / 4)
    return {
        "m": (sigmoid((v + 25) / 9.2), m_tau / q),
        "h": (sigmoid(-(v + 62) / 6), (3.4 + 0.015 * v if v < -60 else above) / q),
    }


GHK = {
    "sc_cav31": (cav31, lambda g: g["m"] * g["h"]),
    "sc_cav32": (cav32, lambda g: g["m"] ** 3 * g["h"]),
    "sc_cav33": (cav33, lambda g: g["m"] ** 3 * g["h"]),
    "sc_cav12": (l_type(-8.9), lambda g: g["m"] * (0.17 * g["h"] + 0.83)),
    "sc_cav13": (l_type(-33), lambda g: g["m"] ** 2 * g["h"]),
    "sc_cav22": (n_type, lambda g: g["m"] ** 2 * (0.21 * g["h"] + 0.79)),
    "sc_cav21": (pq_type, lambda g: g["m"] ** 2),
    "sc_car_chindemi": (r_chindemi, lambda g: g["m"] ** 2 * g["h"]),
}
"""By mechanism: its gates, and the share of open channels."""
OHMIC = {
    "sc_km": (m_type, "k", {"m": 1}),
    "sc_nap": (nap, "na", {"m": 3, "h": 1}),
    "sc_hay_nat": (hay_nat, "na", {"m": 3, "h": 1}),
    "sc_acker_na": (acker_na, "na", {"m": 3, "h": 1}),
    "sc_acker_kv": (acker_kv, "k", {"m": 1}),
    "sc_kampa_it": (kampa_it, "ca", {"m": 2, "h": 1}),
    "sc_hay_ktst": (hay_ktst, "k", {"m": 4, "h": 1}),
    "sc_hay_kpst": (hay_kpst, "k", {"m": 2, "h": 1}),
    "sc_skv31": (skv31, "k", {"m": 1}),
    "sc_hay_im": (hay_im, "k", {"m": 1}),
    "sc_hay_ih": (hay_ih, "", {"m": 1}),
    "sc_kir": (kir, "k", {"m": 1}),
    "sc_msn_kdr": (msn_kdr, "k", {"m": 1}),
    "sc_kaf": (kaf, "k", {"m": 2, "h": 1}),
    "sc_kas": (kas, "k", {"m": 2, "h": 1}),
    "sc_naf": (naf, "na", {"m": 3, "h": 1}),
    "sc_hay_cahva": (hay_cahva, "ca", {"m": 2, "h": 1}),
    "sc_hay_calva": (hay_calva, "ca", {"m": 2, "h": 1}),
}
GATES = {name: gates for name, (gates, *_) in (GHK | OHMIC).items()}
each_channel = pytest.mark.parametrize("name", GATES)


@pytest.fixture
def exact(h: Any) -> Iterator[None]:
    """Rates computed, not read from tables."""
    for name in GATES:
        setattr(h, f"usetable_{name}", 0)
    yield
    for name in GATES:
        setattr(h, f"usetable_{name}", 1)


def assert_gates(h: Any, mechanism: Any, name: str, celsius: float, error: float) -> None:
    for v in VOLTAGES_MV:
        h.finitialize(v)
        for gate, (steady, tau) in GATES[name](v, celsius).items():
            where = f"{gate} at {v} mV"
            assert getattr(mechanism, gate) == pytest.approx(steady, rel=error), where
            assert getattr(mechanism, f"{gate}_tau") == pytest.approx(tau, rel=error), where


@each_channel
@pytest.mark.parametrize("celsius", [22.0, 34.0])
def test_steady_states_and_time_constants(
    h: Any, patch: Callable, exact: None, name: str, celsius: float
) -> None:
    h.celsius = celsius
    assert_gates(h, getattr(patch(name).middle, name), name, celsius, 1e-8)


@each_channel
def test_tables_follow_the_formulas_and_the_temperature(h: Any, patch: Callable, name: str) -> None:
    mechanism = getattr(patch(name).middle, name)
    for celsius in (22.0, 34.0):
        h.celsius = celsius
        assert_gates(h, mechanism, name, celsius, TABLE_ERROR)


@each_channel
def test_a_voltage_step_relaxes_each_gate_exponentially(h: Any, patch: Callable, name: str) -> None:
    held = patch(name)
    mechanism = getattr(held.middle, name)
    start = GATES[name](-75.0, 34.0)
    for v in (-95.0, -45.0, 0.0):
        held.clamp.amp1 = v
        h.finitialize(-75.0)
        for _ in range(round(RELAX_MS / h.dt)):
            h.fadvance()
        for gate, (steady, tau) in GATES[name](v, 34.0).items():
            expected = steady + (start[gate][0] - steady) * np.exp(-RELAX_MS / tau)
            assert getattr(mechanism, gate) == pytest.approx(expected, abs=1e-5), (gate, v)


def test_a_shift_of_six_mV_makes_nats2(h: Any, patch: Callable, exact: None) -> None:
    mechanism = patch("sc_hay_nat").middle.sc_hay_nat
    mechanism.shift = 6.0
    q = hay_q(34.0)
    for v in (-70.0, -60.0, -32.0, 10.0):
        h.finitialize(v)
        m = from_rates(0.182 * quotient(v + 32, 6), 0.124 * quotient(-v - 32, 6), q)
        inactivation = from_rates(0.015 * quotient(-v - 60, 6), 0.015 * quotient(v + 60, 6), q)
        assert (mechanism.m_inf, mechanism.m_tau) == pytest.approx(m, rel=1e-9)
        assert (mechanism.h_inf, mechanism.h_tau) == pytest.approx(inactivation, rel=1e-9)


@pytest.mark.parametrize("name", OHMIC)
def test_current_is_conductance_times_driving_force(h: Any, patch: Callable, name: str) -> None:
    held = patch(name)
    mechanism = getattr(held.middle, name)
    mechanism.gbar = 0.02
    _, ion, powers = OHMIC[name]
    for v in (-70.0, -35.0, 10.0):
        h.finitialize(v)
        share = np.prod([getattr(mechanism, gate) ** power for gate, power in powers.items()])
        reversal = getattr(held.section, f"e{ion}") if ion else mechanism.ehd
        current = getattr(held.middle, f"i{ion}") if ion else mechanism.i
        assert mechanism.g == pytest.approx(0.02 * share, rel=1e-12)
        assert current == pytest.approx(0.02 * share * (v - reversal), rel=1e-12)


@pytest.mark.parametrize("name", GHK)
def test_calcium_current_is_the_open_share_times_the_slope_form(
    h: Any, patch: Callable, exact: None, name: str
) -> None:
    """Negative limit: slope 1. Reversal: Nernst. At 0 mV: RT/zF (ci/co - 1)."""
    held = patch(name)
    mechanism = getattr(held.middle, name)
    mechanism.gbar = 1e-3
    inside, outside = 1e-4, 2.0
    scale = 1e3 * GAS * (h.celsius + 273.15) / (2 * FARADAY)
    nernst = scale * np.log(outside / inside)

    def force(v: float) -> float:
        h.finitialize(v)
        held.section.cai, held.section.cao = inside, outside
        h.fcurrent()
        gates = {gate: value for gate, (value, _) in GATES[name](v, h.celsius).items()}
        assert mechanism.open == pytest.approx(GHK[name][1](gates), rel=1e-8)
        return held.middle.ica / (1e-3 * mechanism.open)

    assert force(0.0) == pytest.approx(scale * (inside / outside - 1), rel=1e-10)
    assert force(-89.0) - force(-90.0) == pytest.approx(1.0, abs=0.01)
    assert force(nernst - 1) < 0 < force(nernst + 1)


HEAD_UM3, RESTING_UM, PUMPS_PER_S = 0.087, 0.05, 1640.0
"""A head, its calcium at rest and its PMCA and NCX together (Bartol 2015; kinetics of pumps)."""
CHANNEL_PS = 3.7
"""Of one channel in physiological calcium (Church & Stanley 1996, J Physiol 496:59)."""
WINDOW_UM_PER_S = {
    "sc_cav31": 31.0,
    "sc_cav32": 57.0,
    "sc_cav33": 1360.0,
    "sc_cav12": 3.3,
    "sc_cav13": 1.0,
    "sc_cav22": 0.0022,
    "sc_cav21": 0.063,
    "sc_car_chindemi": 0.053,
}
"""Measured: what the steadily open share of one channel at -65 mV lets into the head."""


@pytest.mark.parametrize("name", GHK)
def test_window_current_of_one_channel_in_a_head_at_rest(
    h: Any, patch: Callable, name: str
) -> None:
    """A head's pumps clear 82 uM/s at 50 nM. Twenty channels of any high-threshold type bring less;
    three of Cav3.1, two of Cav3.2 or one of Cav3.3 bring more, so that a head cannot rest with them
    at -65 mV and 50 nM.
    """
    held = patch(name)
    mechanism = getattr(held.middle, name)
    mechanism.gbar = 1e-3
    held.section.cai, held.section.cao = 1e-3 * RESTING_UM, 2.0
    h.finitialize(-65.0)
    drive_mV = held.middle.ica / (1e-3 * mechanism.open)
    current_pA = CHANNEL_PS * 1e-3 * mechanism.open * drive_mV
    inflow = -1e-12 * current_pA / (2 * FARADAY) / (1e-15 * HEAD_UM3) * 1e6
    assert inflow == pytest.approx(WINDOW_UM_PER_S[name], rel=0.05)
    high_threshold = not name.startswith("sc_cav3")
    assert (20 * inflow < PUMPS_PER_S * RESTING_UM) == high_threshold


@pytest.mark.parametrize(
    ("k_half", "hill", "tau"), [(4.3e-4, 4.8, 1.0), (3.3e-4, 6.0, 6.3), (5.7e-4, 5.2, 4.9)]
)
def test_sk(h: Any, patch: Callable, k_half: float, hill: float, tau: float) -> None:
    held = patch("sc_sk")
    mechanism = held.middle.sc_sk
    mechanism.gbar, mechanism.k_half, mechanism.hill, mechanism.z_tau = 0.01, k_half, hill, tau
    for ratio in (0.0, 0.1, 0.5, 1.0, 2.0, 20.0):
        calcium = ratio * k_half
        expected = 1 / (1 + ratio**-hill) if ratio else 0.0
        held.section.cai = calcium
        h.finitialize(-65.0)
        assert mechanism.z == pytest.approx(expected, rel=1e-9)
        assert held.middle.ik == pytest.approx(0.01 * expected * (-65 - held.section.ek), rel=1e-9)
        held.section.cai = k_half
        for _ in range(40):
            h.fadvance()
        relaxed = 0.5 + (expected - 0.5) * np.exp(-1.0 / tau)
        assert mechanism.z == pytest.approx(relaxed, rel=1e-8)


@pytest.mark.parametrize(
    ("up", "down", "k1", "k4"),
    [(0.48, 0.28, 0.003, 0.009), (0.48, 0.28, 0.18, 0.011), (0.28, 0.48, 0.48e-3, 0.13e-6)],
)
def test_bk(h: Any, patch: Callable, up: float, down: float, k1: float, k4: float) -> None:
    held = patch("sc_bk")
    mechanism = held.middle.sc_bk
    mechanism.rate_open, mechanism.rate_close, mechanism.k1, mechanism.k4 = up, down, k1, k4
    for calcium in (5e-5, 1e-3, 0.02):
        held.section.cai = calcium
        for v in (-65.0, 0.0, 40.0):
            h.finitialize(v)
            x = 2e-3 * FARADAY * v / (GAS * (h.celsius + 273.15))
            opening = up * calcium / (calcium + k1 * np.exp(-0.84 * x))
            closing = down / (1 + calcium / (k4 * np.exp(-x)))
            assert mechanism.o == pytest.approx(opening / (opening + closing), rel=1e-8)
            assert mechanism.o_tau == pytest.approx(1 / (opening + closing), rel=1e-8)


def test_the_shell_takes_in_its_share_and_relaxes(h: Any, patch: Callable, run: Callable) -> None:
    """ica constant: cai -> min + influx decay (1 - exp(-t/decay)), influx = -1e4 ica gamma/2Fd."""
    held = patch("sc_hay_cad", "sc_hay_cahva", hold_mV=-20.0)
    held.middle.sc_hay_cahva.gbar = 1e-3
    held.middle.sc_hay_cad.decay = 40.0
    current = h.Vector().record(held.middle._ref_ica)
    trace = run(held.middle._ref_cai, 60.0, dt_ms=0.01, start_mV=-20.0)
    influx = -1e4 * np.array(current) * 5.01e-4 / (2 * FARADAY * 0.1)
    expected = [1e-4]
    for rate in influx[1:]:
        steady = 1e-4 + rate * 40.0
        expected.append(steady + (expected[-1] - steady) * np.exp(-0.01 / 40.0))
    assert trace.value[-1] > 2e-4
    np.testing.assert_allclose(trace.value, expected, rtol=1e-3)


def layer_5_spike(h: Any, dt_ms: float | None) -> tuple[float, float]:
    """Time and height of the spike of a patch with the somatic set of layer 5 and more."""
    soma = h.Section(name="soma")
    soma.L = soma.diam = 20.0
    densities = {
        "sc_hay_nat": 2.04,
        "sc_skv31": 0.693,
        "sc_sk": 0.0441,
        "sc_hay_ktst": 0.0812,
        "sc_hay_kpst": 0.00223,
        "sc_nap": 0.00172,
        "sc_hay_cahva": 9.92e-4,
        "sc_hay_calva": 0.00343,
        "sc_hay_ih": 2e-4,
        "sc_hay_im": 6.75e-5,
        "sc_km": 1e-4,
        "sc_bk": 1e-3,
        **dict.fromkeys(GHK, 1e-5),
    }
    for name, density in densities.items():
        soma.insert(name)
        setattr(soma, f"gbar_{name}", density)
    soma.insert("sc_hay_cad")
    soma.insert("pas")
    soma.g_pas, soma.e_pas, soma.ena, soma.ek = 3.38e-5, -90.0, 50.0, -85.0
    stimulus = h.IClamp(soma(0.5))
    stimulus.delay, stimulus.dur, stimulus.amp = 1.0, 2.0, 1.0
    time, voltage = h.Vector().record(h._ref_t), h.Vector().record(soma(0.5)._ref_v)
    if dt_ms is None:
        h.cvode.active(True)
        h.cvode.atol(1e-7)
        h.finitialize(-77)
        h.cvode.solve(6.0)
        h.cvode.active(False)
    else:
        h.dt = dt_ms
        h.finitialize(-77)
        for _ in range(round(6.0 / dt_ms)):
            h.fadvance()
    v = np.array(voltage)
    return float(np.array(time)[v.argmax()]), float(v.max())


def test_fixed_and_variable_steps_agree_on_a_spike(h: Any) -> None:
    variable, fixed = layer_5_spike(h, None), layer_5_spike(h, 0.001)
    assert variable[1] > 0.0
    assert fixed[0] == pytest.approx(variable[0], abs=0.01)
    assert fixed[1] == pytest.approx(variable[1], abs=0.3)
