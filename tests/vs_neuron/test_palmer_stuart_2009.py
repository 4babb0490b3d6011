"""Palmer & Stuart 2009, Fig 5 (ModelDB 120798): how little a neck takes from the somatic EPSP.

Rm 8500 ohm cm2, cm 2 uF/cm2, Ra 105 ohm cm, rest -75 mV; neck 1 x 0.051 um (514 MOhm), head
1 x 1 um; 0.2/2 ms, 0.5 nS. The somatic EPSP falls to 96.9, 94.0, 91.3, 88.8 and 86.5 % of that
without neck resistance at 103, 206, 308, 411 and 514 MOhm. Their cell is not available; the loss
per resistance is that of a conductance in series with a neck, which the cell hardly changes.
"""

from __future__ import annotations

import pytest

from spinecable.describe.cell import Cell
from spinecable.describe.geometry import SpineGeometry
from spinecable.electrics.bundled.passive import passive
from spinecable.electrics.contents import HeadElectrics, Receptor
from spinecable.electrics.model import build_model
from spinecable.electrics.spine import PlacedSpine
from spinecable.electrics.stimuli import Stimulation
from spinecable.morphology import read_morphology

PUBLISHED = {103: 96.9, 206: 94.0, 308: 91.3, 411: 88.8, 514: 86.5}


def somatic_epsp_mV(resistance_Mohm):
    stick = read_morphology("ball_and_stick")
    synapse = Receptor("Exp2Syn", {"tau1": 0.2, "tau2": 2.0, "e": 0.0}, weight=0.5e-3)
    shape = SpineGeometry(head_diameter_um=1.0, neck_length_um=1.0, neck_diameter_um=0.051)
    placed = PlacedSpine("spine", shape, 0, 0.5, HeadElectrics(ampa=synapse))
    membrane = passive(Rm_ohm_cm2=8500, Ra_ohm_cm=105, cm_uF_per_cm2=2)
    cell = Cell(implicit_spines=None)
    with build_model(cell, stick, [placed], biophysics=membrane, initial_mV=-75.0) as model:
        spine = model.spine("spine")
        assert spine.neck_resistance_Mohm == pytest.approx(514, rel=1e-3)
        spine.neck.Ra = 105 * max(resistance_Mohm, 1e-3) / 514
        Stimulation(model).presynaptic(["spine"], [1.0])
        model.initialise()
        peak = -75.0
        for _ in range(1600):
            model.advance()
            peak = max(peak, model.soma_seg.v)
    return peak + 75.0


def test_somatic_epsp_falls_with_neck_resistance_as_published():
    whole = somatic_epsp_mV(0)
    for resistance, percent in PUBLISHED.items():
        assert 100 * somatic_epsp_mV(resistance) / whole == pytest.approx(percent, abs=2.0)
    assert 1 - somatic_epsp_mV(514) / whole < 0.15
