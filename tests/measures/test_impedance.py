"""Resistances, impedances and attenuation against cable theory.

A sphere of 20 um, a sealed cable of 500 x 2 um, a spine as a resistor with a leaky capacitor behind
it (Rall & Rinzel 1973, 10.1016/S0006-3495(73)86014-X); the neck's own membrane is left out.
"""

from __future__ import annotations

import cmath
import math

import numpy as np
import pytest

import spinecable as sc
from spinecable.errors import DescriptionError

RM, RA, CM = 28_000.0, 150.0, 1e-6  # ohm cm2, ohm cm, F/cm2
STICK_UM, STICK_ACROSS_UM = 500.0, 2.0
HEAD_UM = (6 * 0.08 / math.pi) ** (1 / 3)
AT_UM, NECK_UM, NECK_ACROSS_UM = 150.0, 1.0, 0.1
NECK_MOHM = 1e-2 * 4 * RA * NECK_UM / (math.pi * NECK_ACROSS_UM**2)


class Theory:
    """Admittances (S) and impedances (ohm) at one frequency; lengths in cm."""

    def __init__(self, frequency_Hz: float, length_um: float = STICK_UM) -> None:
        self.g = 1 / RM + 2j * math.pi * frequency_Hz * CM  # S/cm2
        across, self.length = STICK_ACROSS_UM * 1e-4, length_um * 1e-4
        self.space = cmath.sqrt(across / 4 / RA / self.g)
        self.infinite = math.pi * across**2 / 4 / RA / self.space
        self.soma = math.pi * (20e-4) ** 2 * self.g
        self.head = math.pi * (HEAD_UM * 1e-4) ** 2 * self.g
        neck = 4 * RA * NECK_UM * 1e-4 / (math.pi * (NECK_ACROSS_UM * 1e-4) ** 2)
        self.neck = neck + 2 * RA / (math.pi * HEAD_UM * 1e-4)
        self.spine = 1 / (self.neck + 1 / self.head)

    def stick(self, length: float, load: complex) -> complex:
        """Admittance into a cable that ends in a load."""
        t = cmath.tanh(length / self.space)
        return self.infinite * (load + self.infinite * t) / (self.infinite + load * t)

    def along(self, length: float, load: complex) -> complex:
        """V at the end over V at the start of a cable that ends in a load."""
        x = length / self.space
        return 1 / (cmath.cosh(x) + load / self.infinite * cmath.sinh(x))


@pytest.fixture(scope="module")
def experiment(described):
    return described(d_lambda=0.01)


@pytest.mark.parametrize("frequency_Hz", [0.0, 100.0, 1000.0])
def test_impedances_are_those_of_a_ball_a_stick_and_a_spine(experiment, frequency_Hz):
    theory = Theory(frequency_Hz)
    at = AT_UM * 1e-4
    beyond = theory.stick(theory.length - at, 0) + theory.spine
    soma = 1 / (theory.soma + theory.stick(at, beyond))
    base = 1 / (beyond + theory.stick(at, theory.soma))
    head = 1 / (theory.head + 1 / (theory.neck + 1 / (1 / base - theory.spine)))
    base_soma = base * theory.along(at, theory.soma)
    head_base = head / (1 + theory.neck * (1 / base - theory.spine))
    expected = {
        ("soma", "soma"): soma,
        ("s0", "s0"): head,
        ("s0.shaft", "s0.shaft"): base,
        ("s0.shaft", "soma"): base_soma,
        ("s0", "s0.shaft"): head_base,
        ("s0", "soma"): head_base * theory.along(at, theory.soma),
    }
    places = ["soma", "s0", "s0.shaft"]
    table = sc.measures.impedance(experiment, at=places, to=places, frequency_Hz=frequency_Hz)
    table = table.set_index(["at", "to"])
    for (near, far), value in expected.items():
        row = table.loc[near, far]
        assert row["transfer_Mohm"] == pytest.approx(abs(value) * 1e-6, rel=1e-3), (near, far)
        degrees = math.degrees(cmath.phase(value))
        assert row["transfer_phase_deg"] == pytest.approx(degrees, abs=0.3), (near, far)
        back = table.loc[far, near]["transfer_Mohm"]
        assert row["transfer_Mohm"] == pytest.approx(back, rel=1e-9)  # reciprocity
    ratio = abs(base_soma / base)
    assert table.loc["s0.shaft", "soma"]["ratio"] == pytest.approx(ratio, rel=1e-3)


def test_attenuation_both_ways(experiment):
    theory = Theory(0.0)
    at = AT_UM * 1e-4
    beyond = theory.stick(theory.length - at, 0) + theory.spine
    row = sc.measures.attenuation(experiment).iloc[0]
    assert row["path_distance_um"] == pytest.approx(AT_UM)
    inward, outward = theory.along(at, theory.soma), theory.along(at, beyond)
    assert row["shaft_to_soma"] == pytest.approx(1 / inward.real, rel=1e-3)
    assert row["soma_to_shaft"] == pytest.approx(1 / outward.real, rel=1e-3)
    neck_membrane = math.pi * NECK_UM * NECK_ACROSS_UM * 1e-8 / RM * 1e6 * NECK_MOHM / 2
    lost = (theory.neck * theory.head).real + neck_membrane
    assert row["shaft_to_head"] - 1 == pytest.approx(lost, rel=1e-2)
    load = theory.stick(theory.length - at, 0) + theory.stick(at, theory.soma)
    assert row["head_to_shaft"] == pytest.approx(1 + (theory.neck * load).real, rel=1e-3)
    assert row["head_to_soma"] == pytest.approx(row["head_to_shaft"] / inward.real, rel=1e-3)
    assert row["soma_to_head"] == pytest.approx(
        row["soma_to_shaft"] * row["shaft_to_head"], rel=1e-9
    )


def test_neck_resistance_is_the_voltage_over_a_current_in_plain_neuron(experiment, plain):
    row = sc.measures.neck_resistance(experiment).iloc[0]
    model = plain()
    head, base = model.heads[0](0.5), model.dend(model.at[0])
    clamp = model.h.IClamp(head)
    clamp.delay, clamp.dur, clamp.amp = 0, 1e9, 0.01
    model.run([head], 400.0, dt_ms=0.5)
    assert row["measured_Mohm"] == pytest.approx((head.v - base.v) / 0.01, rel=1e-5)
    assert row["neck_and_half_head_Mohm"] == pytest.approx(Theory(0.0).neck * 1e-6, rel=1e-9)
    assert row["measured_Mohm"] == pytest.approx(row["neck_and_half_head_Mohm"], rel=1e-3)


def test_half_length_is_that_of_a_sealed_cable(tmp_path, described):
    long = tmp_path / "long.swc"
    points = [f"{n + 4} 3 {10 + 30 * n} 0 0 1 {1 if n == 0 else n + 3}" for n in range(101)]
    soma = ["1 1 0 0 0 10 -1", "2 1 0 -10 0 10 1", "3 1 0 10 0 10 1"]
    long.write_text("\n".join([*soma, *points]) + "\n")
    cell = sc.Cell(morphology=str(long), biophysics="passive", axon="none", implicit_spines=None)
    found = sc.measures.voltage_half_length(cell, channels="held")
    theory = Theory(0.0, 3000.0)
    x = np.linspace(0, 3000.0, 30001)
    relative = np.cosh((3000.0 - x) * 1e-4 / theory.space.real) / np.cosh(0.3 / theory.space.real)
    assert found.half_length_um == pytest.approx(x[np.argmax(relative < 0.5)], rel=2e-3)
    stepped = sc.measures.voltage_half_length(cell)
    assert stepped.half_length_um == pytest.approx(found.half_length_um, rel=1e-4)
    none = described().cell
    assert math.isnan(sc.measures.voltage_half_length(none, channels="held").half_length_um)


def test_gates_that_follow_are_those_of_a_step_in_plain_neuron(described, plain):
    experiment = described(biophysics="ca1_migliore2005")
    table = sc.measures.impedance(
        experiment, at="soma", to=["soma", "basal[0]:1.0"], channels="gating"
    )
    held = sc.measures.impedance(experiment, at="soma")["input_Mohm"][0]
    model = plain(active=True)
    clamp = model.h.IClamp(model.soma(0.5))
    clamp.delay, clamp.dur, clamp.amp = 0, 1e9, -0.01
    model.run([model.soma(0.5)], 1500.0, dt_ms=0.25)
    found = table["transfer_Mohm"].to_list()
    assert found[0] == pytest.approx((model.soma(0.5).v + 65) / -0.01, rel=1e-3)
    assert found[1] == pytest.approx((model.dend(1).v + 65) / -0.01, rel=5e-3)
    assert abs(found[0] / held - 1) > 0.05


def test_what_cannot_be_measured_is_refused(described):
    experiment = described()
    with pytest.raises(DescriptionError, match="direct current only"):
        sc.measures.impedance(experiment, frequency_Hz=50.0, channels="gating")
    with pytest.raises(DescriptionError, match="measured on spines, and there are none"):
        sc.measures.neck_resistance(sc.Cell())
    with pytest.raises(DescriptionError, match="brings its own spines"):
        sc.measures.attenuation(experiment, experiment.spines)
    with pytest.raises(DescriptionError, match=r"there is no place 's1'\. Known: s0"):
        sc.measures.impedance(experiment, at="s1")
    with pytest.raises(DescriptionError, match=r"nothing to block.*'na'"):
        sc.measures.impedance(experiment, blocked=["na"])
