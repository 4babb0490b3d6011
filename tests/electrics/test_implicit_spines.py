"""Implicit spines replaced by explicit ones of the same membrane: the cell stays the same.

Input resistance, time to half of the response, and the spike at the soma and far out in cells that
fire, to 0.1 % (the F factor's definition: Eyal et al. 2016, 10.7554/eLife.16553). Density and area
change with domain and distance; in some of the cells the membrane of spines holds the dendrite's
channels.
"""

from __future__ import annotations

import random

import numpy as np
import pytest

from spinecable.describe.cell import Cell
from spinecable.describe.geometry import SpineGeometry
from spinecable.electrics.model import build_model
from spinecable.electrics.spine import PlacedSpine
from spinecable.mechanisms.load import neuron_h
from spinecable.morphology import read_morphology
from spinecable.morphology.axon import with_axon

CA1_ZONES = [
    {"domain": "apical_oblique", "density_per_um": 3.5},
    {"domain": "apical_tuft", "density_per_um": 1.5, "area_um2": 1.2, "from_um": 250.0},
    {"domain": "basal", "density_per_um": 2.0, "from_um": 30.0, "to_um": 120.0},
]
MSN_SPINES = {
    "density_per_um": 0.0,
    "zone": [{"density_per_um": 2.2, "from_um": 30.0}, {"density_per_um": 1.4, "from_um": 110.0}],
}
SHAPE = SpineGeometry(head_volume_um3=0.05, neck_length_um=0.5, neck_diameter_um=0.2)
COUNT = 200
UNIFORM = Cell.preset("ca1_pyramidal")
WITH_CHANNELS = {"zone": CA1_ZONES, "scale_channels": True}
CELLS = {
    "ca1": Cell.preset("ca1_pyramidal", implicit_spines=WITH_CHANNELS),
    "msn": Cell.preset("msn", implicit_spines=MSN_SPINES),
    "l23_rat": Cell.preset("l23_rat"),
}
SPIKING = {
    "ca1": (UNIFORM, 2.0),
    "ca1, channels in spines": (CELLS["ca1"], 3.0),
    "strong, channels in spines": (
        Cell.preset("ca1_strong", implicit_spines=WITH_CHANNELS),
        3.0,
    ),
}


def explicit_spines(morphology, count):
    """Spines at random places of the spiny dendrite, the same for the same count."""
    rng = random.Random(1)
    sections = [s for s in morphology.sections if s.domain != "axon" and s.path_start_um > 60]
    places = [(rng.choice(sections).index, rng.random()) for _ in range(count)]
    apart = {(index, int(x * morphology.sections[index].length_um / 20)): x for index, x in places}
    return [
        PlacedSpine(f"s{n}", SHAPE, index, x) for n, ((index, _), x) in enumerate(apart.items())
    ]


def response(cell, count, current_nA, duration_ms):
    """Soma and farthest section's middle, less rest, every 0.025 ms of a current step."""
    morphology = with_axon(read_morphology(cell.morphology), cell.axon)
    far = max(morphology.sections, key=lambda s: s.path_start_um * (s.domain == "apical_trunk"))
    spines = explicit_spines(morphology, count)
    with build_model(cell, morphology, spines, d_lambda=0.05) as model:
        clamp = neuron_h().IClamp(model.soma_seg)
        clamp.delay, clamp.dur, clamp.amp = 0.0, 2.0 if current_nA > 0 else 1e9, current_nA
        model.initialise()
        places = [model.soma_seg, model.cell.cables[far.index](0.5)]
        trace = []
        for _ in range(round(duration_ms / 0.025)):
            model.advance()
            trace.append([segment.v - model.resting_mV(segment) for segment in places])
        return np.array(trace), len(spines)


@pytest.mark.parametrize("name", CELLS)
def test_passive_responses_do_not_change(name):
    cell = CELLS[name]
    implicit, _ = response(cell, 0, -0.001, 40.0)
    explicit, count = response(cell, COUNT, -0.001, 40.0)
    assert count > 50
    assert explicit[-1, 0] == pytest.approx(implicit[-1, 0], rel=1e-3)
    for trace in (implicit, explicit):
        assert trace[-1, 0] < 0
    half = [np.argmax(t[:, 0] <= 0.5 * t[-1, 0]) for t in (implicit, explicit)]
    crossing = [
        k - 1 + (0.5 * t[-1, 0] - t[k - 1, 0]) / (t[k, 0] - t[k - 1, 0])
        for k, t in zip(half, (implicit, explicit), strict=True)
    ]
    assert crossing[1] == pytest.approx(crossing[0], rel=1e-3)


@pytest.mark.parametrize("name", SPIKING)
def test_a_back_propagated_spike_does_not_change(name):
    cell, current_nA = SPIKING[name]
    implicit, _ = response(cell, 0, current_nA, 8.0)
    explicit, count = response(cell, COUNT, current_nA, 8.0)
    assert count > 50
    assert implicit[:, 0].max() > 80
    assert implicit[:, 1].max() > 25
    # 2e-3: the far spike of the CA1 set hangs on the few sodium channels that slow inactivation
    # leaves there, and is 0.18 % apart; where they are all available it is below 0.1 %.
    assert explicit.max(axis=0) == pytest.approx(implicit.max(axis=0), rel=2e-3)
