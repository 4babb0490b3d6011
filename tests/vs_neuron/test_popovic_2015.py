"""Popovic et al. 2015, Fig 8A (ModelDB 2016666): resistances and the shape of its voltages.

Ra 100 ohm cm, cm 1 uF/cm2, g_pas 5e-5 S/cm2, e_pas 0; neck 1 um long, head 0.5 x 0.5 um;
two-exponential synapse 0.2/3 ms, 0.291 nS, reversal 70 mV above rest. The cell of the paper is not
available; a simple one with a dendrite as thin as its peaks imply stands in for it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from spinecable.describe.cell import Cell
from spinecable.describe.geometry import SpineGeometry
from spinecable.electrics.bundled.passive import passive
from spinecable.electrics.contents import HeadElectrics, Receptor
from spinecable.electrics.measure import neck_resistance
from spinecable.electrics.model import build_model
from spinecable.electrics.ports import VoltageProbe
from spinecable.electrics.spine import PlacedSpine
from spinecable.electrics.stimuli import Stimulation
from spinecable.morphology import Morphology, Section, read_morphology
from spinecable.morphology.soma import sphere

CELL = Cell(implicit_spines=None)
POPOVIC = passive(Rm_ohm_cm2=20_000, Ra_ohm_cm=100, cm_uF_per_cm2=1)
SYNAPSE = Receptor("Exp2Syn", {"tau1": 0.2, "tau2": 3.0, "e": 70.0}, weight=0.291e-3)
PUBLISHED = {  # neck diameter um: (neck + half head MOhm, head mV, dendrite mV)
    0.05: (510.57, 15.291, 8.487),
    0.10: (128.60, 10.936, 9.179),
    0.18: (40.571, 9.908, 9.352),
    0.50: (6.37, 9.490, 9.404),
}


def spine(neck_diameter_um):
    shape = SpineGeometry(
        head_diameter_um=0.5, neck_length_um=1.0, neck_diameter_um=neck_diameter_um
    )
    return PlacedSpine("spine", shape, 0, 0.5, HeadElectrics(ampa=SYNAPSE))


@pytest.mark.parametrize("diameter_um", PUBLISHED)
def test_resistance_of_neck_and_half_head(diameter_um):
    stick = read_morphology("ball_and_stick")
    with build_model(
        CELL, stick, [spine(diameter_um)], biophysics=POPOVIC, initial_mV=0.0
    ) as model:
        found = neck_resistance(model, model.spine("spine"))
    published = PUBLISHED[diameter_um][0]
    assert found.neck_and_half_head_Mohm == pytest.approx(published, rel=1e-3)
    assert found.measured_Mohm == pytest.approx(published, rel=1e-3)


def stand_in() -> Morphology:
    """A soma, a thick dendrite, and a thin one with the spine at its middle.

    The thin dendrite's diameter alone is fitted, to the published dendritic peak of the widest
    neck (9.404 mV); the other six voltages are then predictions.
    """
    points = [[(0.0, 10.0, 0.0), (0.0, 160.0, 0.0)], [(0.0, -10.0, 0.0), (0.0, -610.0, 0.0)]]
    sections = tuple(
        Section(i, f"basal[{i}]", -1, "basal", np.array(points[i]), np.array([d, d]), 0.0, 0, ())
        for i, d in enumerate((0.3522, 4.0))
    )
    return Morphology("stand_in", Path("stand_in"), "", sphere(np.zeros(3), 20.0), sections)


def peaks_mV(diameter_um):
    with build_model(
        CELL, stand_in(), [spine(diameter_um)], biophysics=POPOVIC, initial_mV=0.0
    ) as model:
        Stimulation(model).presynaptic(["spine"], [1.0])
        probe = VoltageProbe(model)
        model.initialise()
        peaks = probe.read_mV()
        for _ in range(800):
            model.advance()
            peaks = peaks.clip(min=probe.read_mV())
    return peaks


@pytest.mark.parametrize("diameter_um", PUBLISHED)
def test_head_and_dendrite_peaks_are_the_published_ones(diameter_um):
    _, head, shaft = peaks_mV(diameter_um)
    assert head == pytest.approx(PUBLISHED[diameter_um][1], rel=0.01)
    assert shaft == pytest.approx(PUBLISHED[diameter_um][2], rel=0.01)


def test_thinner_necks_raise_the_head_and_lower_the_dendrite():
    peaks = [peaks_mV(d) for d in sorted(PUBLISHED)]
    heads, shafts, somata = [p[1] for p in peaks], [p[2] for p in peaks], [p[0] for p in peaks]
    assert heads == sorted(heads, reverse=True)
    assert shafts == sorted(shafts)
    assert somata == sorted(somata)
    assert 1 - somata[0] / somata[-1] < 0.15
