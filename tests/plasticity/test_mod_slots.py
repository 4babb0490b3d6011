"""The NMODL form of the slot model against scipy on `SlotModel`, in NEURON."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from spinecable.describe.preparation import load_preparation
from spinecable.mechanisms.load import load_mechanisms, neuron_h
from spinecable.plasticity.coupling import Coupling
from spinecable.plasticity.slot_model import SlotModel
from spinecable.plasticity.timecourse import relative_volume, rise_and_fall

END_S = 1200.0


@pytest.fixture(scope="module")
def h() -> Any:
    load_mechanisms(["sc_ampar_slots"])
    found = neuron_h()
    found.load_file("stdrun.hoc")
    return found


@pytest.fixture
def coupling() -> Coupling:
    return Coupling.from_preparation(load_preparation("rat_ca1"))


def inputs(time_s: np.ndarray) -> dict[str, np.ndarray]:
    return {
        "a_k": rise_and_fall(time_s - 5, 0, 0.8, 5, 60),
        "a_n": rise_and_fall(time_s - 5, 0, 0.1, 100, 1500),
        "volume": relative_volume(time_s - 5, 0.08),
    }


def in_neuron(h: Any, cooperative: bool, dt_ms: float) -> dict[str, np.ndarray]:
    section = h.Section(name="head")
    slots = h.sc_ampar_slots(section(0.5))
    slots.cooperative = cooperative
    knots = np.arange(0, END_S + 0.05, 0.05)
    played = [h.Vector(knots * 1e3)]
    for name, values in inputs(knots).items():
        vector = h.Vector(values)
        vector.play(getattr(slots, f"_ref_{name}"), played[0], True)
        played.append(vector)
    recorded = {n: h.Vector().record(getattr(slots, f"_ref_{n}")) for n in "ubs"}
    recorded["weight"] = h.Vector().record(slots._ref_weight)
    recorded["t"] = h.Vector().record(h._ref_t)
    before = h.dt, h.cvode.active()
    h.cvode.active(False)
    h.dt = dt_ms
    h.steps_per_ms = 1 / dt_ms
    h.finitialize(-65)
    h.continuerun(END_S * 1e3)
    h.dt = before[0]
    return {n: np.array(v) for n, v in recorded.items()}


@pytest.mark.parametrize("cooperative", [True, False])
def test_same_course_as_the_python_model(h: Any, coupling: Coupling, cooperative: bool) -> None:
    model = SlotModel(cooperative=cooperative)

    def rhs(t: float, y: np.ndarray) -> np.ndarray:
        given = {n: float(v) for n, v in inputs(np.asarray(t)).items()}
        drive = coupling.drive(given["a_k"], given["a_n"])
        return model.derivative(y, drive, given["volume"])

    at_s = np.array([4.0, 10, 20, 60, 300, 1200])
    expected = solve_ivp(
        rhs,
        (0, END_S),
        model.initial(),
        t_eval=at_s,
        rtol=1e-9,
        atol=1e-9,
        max_step=1.0,
        method="LSODA",
    ).y
    got = in_neuron(h, cooperative, 10.0)
    for row, name in zip(expected, "ubs", strict=True):
        ours = np.interp(at_s * 1e3, got["t"], got[name])
        np.testing.assert_allclose(ours, row, rtol=1.5e-3, err_msg=name)
    np.testing.assert_allclose(got["weight"], got["b"] / model.bound, rtol=1e-12)


def test_nothing_moves_at_rest(h: Any) -> None:
    section = h.Section(name="head")
    slots = h.sc_ampar_slots(section(0.5))
    before = h.dt
    h.dt = 25.0
    h.steps_per_ms = 1 / 25.0
    h.finitialize(-65)
    h.continuerun(6e5)
    h.dt = before
    assert slots.weight == pytest.approx(1.0, abs=1e-10)
    assert slots.s == pytest.approx(SlotModel().store, rel=1e-12)


def test_gains_are_those_of_the_preparation(h: Any, coupling: Coupling) -> None:
    section = h.Section(name="head")
    slots = h.sc_ampar_slots(section(0.5))
    assert (slots.g_bind, slots.g_exo, slots.g_free, slots.g_endo) == (
        coupling.gain_binding,
        coupling.gain_exocytosis,
        coupling.gain_unbinding,
        coupling.gain_endocytosis,
    )
