"""Gates of the voltage-gated channels against the formulas of their sources, typed again here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

FARADAY, GAS = 96485.33212, 8.314462618
VOLTAGES_MV = (-100, -80, -65, -60, -58, -55, -50, -45, -44.99, -40, -30.001, -30, -20, 0, 20, 40)
STEP_MS = 0.2
"""Long against the fastest floor (0.02 ms), short against the slow gates."""


def valence_term(valence: float, shift_mV: float, celsius: float) -> float:
    return 1e-3 * valence * shift_mV * FARADAY / (GAS * (celsius + 273.15))


def ratio(shift_mV: float, slope_mV: float) -> float:
    """shift/(1 - exp(-shift/slope)) and its limit."""
    return slope_mV if shift_mV == 0 else shift_mV / -np.expm1(-shift_mV / slope_mV)


def sodium(v: float, celsius: float) -> dict[str, tuple[float, float]]:
    q = 2 ** ((celsius - 24) / 10)
    opening, closing = 0.4 * ratio(v + 30, 7.2), 0.124 * ratio(-v - 30, 7.2)
    enter, leave = 0.03 * ratio(v + 45, 1.5), 0.01 * ratio(-v - 45, 1.5)
    return {
        "m": (opening / (opening + closing), max(1 / (opening + closing) / q, 0.02)),
        "h": (1 / (1 + np.exp((v + 50) / 4)), max(1 / (enter + leave) / q, 0.5)),
    }


def sodium_slow(v: float, celsius: float) -> dict[str, tuple[float, float]]:
    ar = 0.6
    c = 1 / (1 + np.exp((v + 58) / 2))
    x = valence_term(12, v + 60, celsius)
    tau = max(np.exp(0.2 * x) / (3e-4 * (1 + np.exp(x))), 10.0)
    return {**sodium(v, celsius), "s": (c + ar * (1 - c), tau)}


def delayed_rectifier(v: float, celsius: float) -> dict[str, tuple[float, float]]:
    x = valence_term(-3, v - 13, celsius)
    return {"n": (1 / (1 + np.exp(x)), max(np.exp(0.7 * x) / (0.02 * (1 + np.exp(x))), 2.0))}


def a_type(half: float, valence: float, asymmetry: float, rate: float, least: float) -> Callable:
    def gates(v: float, celsius: float) -> dict[str, tuple[float, float]]:
        q = 5 ** ((celsius - 24) / 10)
        x = valence_term(valence - 1 / (1 + np.exp((v + 40) / 5)), v - half, celsius)
        y = valence_term(3, v + 56, celsius)
        tau = max(np.exp(asymmetry * x) / (q * rate * (1 + np.exp(x))), least)
        return {
            "n": (1 / (1 + np.exp(x)), tau),
            "l": (1 / (1 + np.exp(y)), max(0.26 * (v + 50), 2.0)),
        }

    return gates


def h_channel(v: float, celsius: float) -> dict[str, tuple[float, float]]:
    q = 4.5 ** ((celsius - 33) / 10)
    x = 0.0378 * 2.2 * (v + 75)
    return {"l": (1 / (1 + np.exp((v + 73) / 8)), np.exp(0.4 * x) / (q * 0.011 * (1 + np.exp(x))))}


def r_type(v: float, celsius: float) -> dict[str, tuple[float, float]]:
    q = 3 ** ((celsius - 22) / 10)
    return {
        "m": (1 / (1 + np.exp(-(v + 21.9) / 10.5)), 0.92 / q),
        "h": (1 / (1 + np.exp((v + 49) / 9.2)), 53 / q),
    }


CHANNELS = {
    "sc_na3": sodium_slow,
    "sc_nax": sodium,
    "sc_kdr": delayed_rectifier,
    "sc_kap": a_type(11, -1.5, 0.55, 0.05, 0.1),
    "sc_kad": a_type(-1, -1.8, 0.39, 0.1, 0.2),
    "sc_hd": h_channel,
    "sc_car": r_type,
}
each_channel = pytest.mark.parametrize("name", CHANNELS)
TABLED = ("sc_na3", "sc_nax", "sc_kdr", "sc_kap", "sc_kad", "sc_hd")
each_tabled = pytest.mark.parametrize("name", TABLED)
BETWEEN_POINTS_MV = np.arange(-100, 60, 0.25) + 1 / 128
"""Halfway between points of the tables, where linear interpolation is worst."""
INTERPOLATION = 1e-5
"""Relative error allowed to a table: measured 8e-6, in a curve that changes e-fold in 2 mV (the
error of a straight line over 1/64 mV is (1/64)^2/8 of curvature over value, 1/4 per mV2 there)."""


@pytest.fixture
def use_tables(h: Any) -> Iterator[Callable[[str, bool], None]]:
    """Switch the tables of a mechanism on or off; on again after the test."""

    def switch(name: str, on: bool) -> None:
        if name in TABLED:
            setattr(h, f"usetable_{name}", int(on))

    yield switch
    for name in TABLED:
        switch(name, True)


def spread(patch: Callable, name: str, segments: int) -> Any:
    """A section whose RANGE parameters hide nothing of a table and move it off its points."""
    section = patch(name).section
    section.nseg = segments
    for segment in section:
        if name == "sc_na3":
            segment.sc_na3.ar = 0.0
        if name == "sc_hd":
            segment.sc_hd.vhalf = -81.3
    return section


def curves(h: Any, section: Any, name: str, voltages_mV: np.ndarray) -> dict[str, np.ndarray]:
    """Steady state and time constant of each gate, one segment a voltage."""
    for segment, v in zip(section, voltages_mV, strict=True):
        segment.v = v
    h.finitialize()
    return {
        variable: np.array([getattr(getattr(segment, name), variable) for segment in section])
        for gate in CHANNELS[name](0.0, h.celsius)
        for variable in (f"{gate}_inf", f"{gate}_tau")
    }


def global_parameters(mod_dir: Path, name: str) -> list[str]:
    text = (mod_dir / f"{name}.mod").read_text("ascii")
    block = text[text.index("\nPARAMETER {") :]
    declared = re.findall(r"^    (\w+) = ", block[: block.index("\n}")], re.M)
    ranged = re.findall(r"RANGE (.*)", text)[0].split(", ")
    return [parameter for parameter in declared if parameter not in ranged]


@each_channel
@pytest.mark.parametrize("celsius", [22.0, 35.0])
def test_steady_states_and_time_constants(
    h: Any, patch: Callable, use_tables: Callable, name: str, celsius: float
) -> None:
    h.celsius = celsius
    use_tables(name, False)
    held = patch(name)
    mechanism = getattr(held.middle, name)
    if name == "sc_na3":
        mechanism.ar = 0.6
    for v in VOLTAGES_MV:
        h.finitialize(v)
        for gate, (steady, tau) in CHANNELS[name](v, celsius).items():
            where = f"{gate} at {v} mV"
            assert getattr(mechanism, gate) == pytest.approx(steady, rel=1e-8), where
            assert getattr(mechanism, f"{gate}_tau") == pytest.approx(tau, rel=1e-8), where


@each_tabled
def test_tables_keep_the_formulas(h: Any, patch: Callable, use_tables: Callable, name: str) -> None:
    section = spread(patch, name, len(BETWEEN_POINTS_MV))
    for celsius in (22.0, 35.0):
        h.celsius = celsius
        use_tables(name, False)
        formulas = curves(h, section, name, BETWEEN_POINTS_MV)
        use_tables(name, True)
        tables = curves(h, section, name, BETWEEN_POINTS_MV)
        for variable, values in tables.items():
            assert values == pytest.approx(formulas[variable], rel=INTERPOLATION), variable
        assert any(np.any(tables[variable] != formulas[variable]) for variable in tables)


@each_tabled
def test_tables_follow_every_parameter(
    h: Any, mod_dir: Path, patch: Callable, use_tables: Callable, name: str
) -> None:
    voltages = BETWEEN_POINTS_MV[::16]
    section = spread(patch, name, len(voltages))
    for parameter in global_parameters(mod_dir, name):
        before = getattr(h, f"{parameter}_{name}")
        default = curves(h, section, name, voltages)
        try:
            setattr(h, f"{parameter}_{name}", 1.05 * before)
            tables = curves(h, section, name, voltages)
            use_tables(name, False)
            formulas = curves(h, section, name, voltages)
        finally:
            setattr(h, f"{parameter}_{name}", before)
            use_tables(name, True)
        changed = [v for v in default if formulas[v] != pytest.approx(default[v], rel=1e-4)]
        assert changed, parameter
        for variable, values in tables.items():
            where = f"{variable} by {parameter}"
            assert values == pytest.approx(formulas[variable], rel=2 * INTERPOLATION), where


@each_channel
def test_a_voltage_step_relaxes_each_gate_exponentially(h: Any, patch: Callable, name: str) -> None:
    h.celsius = celsius = 35.0
    held = patch(name)
    mechanism = getattr(held.middle, name)
    if name == "sc_na3":
        mechanism.ar = 0.6
    start = CHANNELS[name](-75.0, celsius)
    for v in (-90.0, -45.0, -10.0):
        held.clamp.amp1 = v
        h.finitialize(-75.0)
        steps = round(STEP_MS / h.dt)
        for _ in range(steps):
            h.fadvance()
        for gate, (steady, tau) in CHANNELS[name](v, celsius).items():
            expected = steady + (start[gate][0] - steady) * np.exp(-STEP_MS / tau)
            assert getattr(mechanism, gate) == pytest.approx(expected, abs=2e-6), (gate, v)


@pytest.mark.parametrize(
    ("name", "reversal_mV", "powers"),
    [
        ("sc_na3", 55.0, {"m": 3, "h": 1, "s": 1}),
        ("sc_nax", 55.0, {"m": 3, "h": 1}),
        ("sc_kdr", -90.0, {"n": 1}),
        ("sc_kap", -90.0, {"n": 1, "l": 1}),
        ("sc_kad", -90.0, {"n": 1, "l": 1}),
        ("sc_hd", -30.0, {"l": 1}),
    ],
)
def test_current_is_conductance_times_driving_force(
    h: Any, patch: Callable, name: str, reversal_mV: float, powers: dict[str, int]
) -> None:
    held = patch(name)
    mechanism = getattr(held.middle, name)
    mechanism.gbar = 0.02
    if name != "sc_hd":
        ion = "na" if "na" in name else "k"
        setattr(held.section, f"e{ion}", reversal_mV)
    for v in (-70.0, -35.0, 10.0):
        h.finitialize(v)
        share = np.prod([getattr(mechanism, gate) ** power for gate, power in powers.items()])
        current = mechanism.i if name == "sc_hd" else getattr(held.middle, f"i{ion}")
        assert mechanism.g == pytest.approx(0.02 * share, rel=1e-12)
        assert current == pytest.approx(0.02 * share * (v - reversal_mV), rel=1e-12)


def spike(h: Any, dt_ms: float | None) -> tuple[float, float]:
    """Time and height of the spike of a small soma with all the channels."""
    soma = h.Section(name="soma")
    soma.L = soma.diam = 20.0
    for name, density in {
        "sc_na3": 0.025,
        "sc_kdr": 0.01,
        "sc_kap": 0.03,
        "sc_kad": 0.005,
        "sc_nax": 0.005,
        "sc_hd": 5e-5,
        "sc_car": 1e-3,
    }.items():
        soma.insert(name)
        setattr(soma, f"gbar_{name}", density)
    soma.insert("pas")
    soma.g_pas, soma.e_pas, soma.ena, soma.ek = 1 / 28e3, -65.0, 55.0, -90.0
    stimulus = h.IClamp(soma(0.5))
    stimulus.delay, stimulus.dur, stimulus.amp = 1.0, 3.0, 1.0
    time, voltage = h.Vector().record(h._ref_t), h.Vector().record(soma(0.5)._ref_v)
    if dt_ms is None:
        h.cvode.active(True)
        h.cvode.atol(1e-7)
        h.finitialize(-65)
        h.cvode.solve(8.0)
        h.cvode.active(False)
    else:
        h.dt = dt_ms
        h.finitialize(-65)
        for _ in range(round(8.0 / dt_ms)):
            h.fadvance()
    v = np.array(voltage)
    return float(np.array(time)[v.argmax()]), float(v.max())


def test_fixed_and_variable_steps_agree_on_a_spike(h: Any) -> None:
    h.celsius = 35.0
    variable = spike(h, None)
    fixed = spike(h, 0.001)
    assert variable[1] > 10.0
    assert fixed[0] == pytest.approx(variable[0], abs=0.01)
    assert fixed[1] == pytest.approx(variable[1], abs=0.3)


def test_r_type_activates_as_measured_but_for_the_shift(h: Any, patch: Callable) -> None:
    held = patch("sc_car")
    for v in np.arange(-60.0, 41.0, 5.0):
        h.finitialize(v + h.shift_sc_car)
        boltzmann = 1 / (1 + np.exp(-(v - 3) / 8.3))
        assert held.middle.sc_car.m**3 == pytest.approx(boltzmann, abs=0.03)
