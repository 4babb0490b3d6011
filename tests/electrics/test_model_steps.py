"""A change of integration method at the same step takes effect at once."""

from __future__ import annotations

import math

import pytest

from spinecable.describe.cell import Cell
from spinecable.electrics.bundled.passive import passive
from spinecable.electrics.model import build_model
from spinecable.mechanisms.load import neuron_h
from spinecable.morphology.read import read_morphology


def test_methods_alternate_at_one_step_length() -> None:
    """A charged passive cell decays as exp(-t/tau), whichever method takes each step."""
    cell = Cell(morphology="ball_and_stick", axon="none", implicit_spines=None)
    membrane = passive(Rm_ohm_cm2=10000.0, Ra_ohm_cm=100.0, cm_uF_per_cm2=1.0)
    with build_model(cell, read_morphology("ball_and_stick"), [], biophysics=membrane) as model:
        model.initialise()
        h = neuron_h()
        for section in model.sections():
            section.v = -55.0
        h.fcurrent()
        for step in range(400):
            model.advance(1, 0.025, staggered=step % 2 == 0)
        left = (model.soma_seg.v + 65.0) / 10.0
    assert left == pytest.approx(math.exp(-1.0), rel=2e-3)
