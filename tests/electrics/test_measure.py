"""Neck resistance, and the equivalence of implicit and explicit spines."""

from __future__ import annotations

import math

import numpy as np
import pytest

from spinecable.describe.cell import Cell
from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.implicit_spines import ImplicitSpines
from spinecable.electrics.bundled.passive import passive
from spinecable.electrics.measure import (
    input_resistance_Mohm,
    neck_resistance,
    step_resistance_Mohm,
)
from spinecable.electrics.model import build_model
from spinecable.electrics.spine import PlacedSpine
from spinecable.mechanisms.load import neuron_h
from spinecable.morphology import read_morphology


@pytest.mark.parametrize("diameter_um", [0.05, 0.1, 0.3])
@pytest.mark.parametrize("length_um", [0.3, 1.0, 3.0])
def test_neck_resistance_is_4_Ra_L_over_pi_d2(forked, diameter_um, length_um):
    shape = SpineGeometry(
        head_diameter_um=0.5, neck_length_um=length_um, neck_diameter_um=diameter_um
    )
    cell = Cell(biophysics="passive", implicit_spines=None)
    with build_model(cell, forked, [PlacedSpine("a", shape, 2, 0.5)]) as model:
        found = neck_resistance(model, model.spine("a"))
        expected = 1e-2 * 4 * 150 * length_um / (math.pi * diameter_um**2)
        half_head = 1e-2 * 4 * 150 * 0.25 / (math.pi * 0.5**2)
        assert found.neck_Mohm == pytest.approx(expected, rel=1e-12)
        assert found.neck_and_half_head_Mohm == pytest.approx(expected + half_head, rel=1e-12)
        assert found.measured_Mohm == pytest.approx(expected + half_head, rel=3e-3)


def test_measured_neck_resistance_is_that_of_an_injected_current(forked):
    shape = SpineGeometry(head_diameter_um=0.5, neck_length_um=1.0, neck_diameter_um=0.1)
    cell = Cell(biophysics="passive", implicit_spines=None)
    with build_model(cell, forked, [PlacedSpine("a", shape, 2, 0.5)]) as model:
        built = model.spine("a")
        measured = neck_resistance(model, built).measured_Mohm
        clamp = neuron_h().IClamp(built.head_seg)
        clamp.delay, clamp.dur, clamp.amp = 0.0, 1e9, 0.01
        model.initialise()
        model.run(600.0)
        assert (built.head_seg.v - built.shaft_seg.v) / 0.01 == pytest.approx(measured, rel=1e-6)


def test_both_ways_to_measure_input_resistance_agree_on_a_passive_cell(forked):
    cell = Cell(biophysics="passive", implicit_spines=None)
    with build_model(cell, forked, []) as model:
        held = input_resistance_Mohm(model, model.soma_seg)
        assert step_resistance_Mohm(model, model.soma_seg) == pytest.approx(held, rel=1e-6)


def membrane_time_constant_ms(model):
    """Slowest decay after a brief somatic pulse, from 60 to 100 ms."""
    clamp = neuron_h().IClamp(model.soma_seg)
    clamp.delay, clamp.dur, clamp.amp = 0.0, 1.0, 0.5
    model.initialise()
    model.run(60.0)
    early = model.soma_seg.v - model.resting_mV(model.soma_seg)
    model.run(40.0)
    late = model.soma_seg.v - model.resting_mV(model.soma_seg)
    return 40.0 / math.log(early / late)


def test_explicit_spines_in_place_of_implicit_ones_change_neither_resistance_nor_time_constant():
    """50 spines with ordinary necks on a ball and stick (500 x 2 um)."""
    stick = read_morphology("ball_and_stick")
    shape = SpineGeometry(head_diameter_um=0.5, neck_length_um=0.5, neck_diameter_um=0.15)
    area = math.pi * (0.5**2 + 0.5 * 0.15)
    implicit = ImplicitSpines(density_per_um=0.5, area_um2=area, min_path_distance_um=100.0)
    cell = Cell(biophysics="passive", implicit_spines=implicit)
    spines = [PlacedSpine(f"s{i}", shape, 0, x) for i, x in enumerate(np.linspace(0.21, 0.99, 50))]
    found = []
    for explicit in ([], spines):
        with build_model(cell, stick, explicit, biophysics=passive(Rm_ohm_cm2=20_000)) as model:
            somatic = input_resistance_Mohm(model, model.soma_seg)
            dendritic = input_resistance_Mohm(model, model.cell.cables[0](1))
            found.append((somatic, dendritic, membrane_time_constant_ms(model)))
    assert found[1] == pytest.approx(found[0], rel=1e-3)
    bare = cell.changed(implicit_spines=None)
    with build_model(bare, stick, [], biophysics=passive(Rm_ohm_cm2=20_000)) as model:
        assert input_resistance_Mohm(model, model.soma_seg) > 1.03 * found[0][0]
