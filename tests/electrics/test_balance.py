from __future__ import annotations

import dataclasses

import pytest

from spinecable.describe.cell import Cell
from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.implicit_spines import ImplicitSpines
from spinecable.electrics.biophysics import Region
from spinecable.electrics.contents import HeadElectrics, Receptor, ShaftElectrics
from spinecable.electrics.model import build_model
from spinecable.electrics.presets import load_biophysics
from spinecable.electrics.spine import PlacedSpine
from spinecable.errors import SimulationError

SHAPE = SpineGeometry(head_volume_um3=0.08, neck_length_um=1.0, neck_diameter_um=0.15)
HEAD = HeadElectrics(
    ampa=Receptor("sc_ampa_jonas", {"gmax": 1e-3}),
    nmda=Receptor("sc_nmda_popescu", {"gmax": 0.6e-3}),
    cav23_S_per_cm2=2e-3,
    calcium_port=True,
)
SHAFT = ShaftElectrics(cav23_S_per_cm2=1e-3, calcium_port=True)
SPINES = (PlacedSpine("a", SHAPE, 2, 0.3, HEAD), PlacedSpine("b", SHAPE, 2, 0.35, HEAD))


def segments(model):
    return [segment for section in model.sections() for segment in section]


def test_nothing_moves_in_ten_seconds(forked):
    with build_model(Cell(), forked, SPINES, shaft=SHAFT, dt_ms=0.1, d_lambda=0.3) as model:
        assert model.rest.residual_mA_per_cm2 < 1e-12
        model.run(10_000.0)
        drift = max(abs(segment.v - model.resting_mV(segment)) for segment in segments(model))
    assert drift < 1e-9


@pytest.mark.parametrize("initial_mV", [-75.0, -65.0, -60.0])
def test_rest_is_where_it_was_asked_for(forked, initial_mV):
    with build_model(Cell(), forked, SPINES, shaft=SHAFT, initial_mV=initial_mV) as model:
        model.run(200.0)
        for segment in segments(model):
            assert segment.v == pytest.approx(initial_mV, abs=1e-9)


def test_unbalanced_the_h_current_depolarises(forked):
    with build_model(Cell(), forked, [], balanced=False) as model:
        model.run(50.0)
        assert model.soma_seg.v > -64.9


def test_the_report_names_the_extremes(forked):
    with build_model(Cell(implicit_spines=ImplicitSpines()), forked, SPINES, shaft=SHAFT) as model:
        reversals = {str(segment): segment.pas.e for segment in segments(model)}
        assert reversals[model.rest.lowest_at] == min(reversals.values())
        assert model.rest.lowest_e_pas_mV == min(reversals.values())
        assert model.rest.highest_e_pas_mV == max(reversals.values())
        assert model.rest.lowest_e_pas_mV < -65 < model.rest.highest_e_pas_mV


def test_a_membrane_without_leak_cannot_be_balanced(forked):
    ca1 = load_biophysics("ca1_migliore2005")
    tight = dataclasses.replace(ca1.region("soma"), Rm_ohm_cm2=float("inf"))
    assert isinstance(tight, Region)
    cell = dataclasses.replace(ca1, name="tight", regions={**ca1.regions, "soma": tight})
    with pytest.raises(SimulationError, match=r"soma\(0.5\): there is no passive conductance"):
        build_model(Cell(), forked, [], biophysics=cell)
