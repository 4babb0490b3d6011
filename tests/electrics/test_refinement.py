"""Finer steps and segments, and branches in another order, change next to nothing.

What is measured: input resistance at the soma, a spike at the soma and in the tuft, and the EPSP of
a spine in its head and at the soma. What the refinements change on the bundled cells is printed by
`benchmarks/refinement.py`.
"""

from __future__ import annotations

import random

import numpy as np
import pytest

from spinecable.describe.cell import Cell
from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.simulation import Simulation
from spinecable.electrics.contents import HeadElectrics, Receptor
from spinecable.electrics.measure import input_resistance_Mohm
from spinecable.electrics.model import build_model
from spinecable.electrics.spine import PlacedSpine
from spinecable.electrics.stimuli import Stimulation
from spinecable.measures.voltage import record
from spinecable.morphology import read_morphology

CELL = Cell(axon="none")
DEFAULT = Simulation(duration_ms=1.0)
SPIKE = (1.0, 2.0)
"""Onset and length (ms) of the somatic current that fires the cell."""
SYNAPSE = Receptor("Exp2Syn", {"tau1": 0.2, "tau2": 2.0, "e": 0.0}, weight=5e-4)
SHAPE = SpineGeometry(head_volume_um3=0.08, neck_length_um=1.0, neck_diameter_um=0.1)


def measured(morphology, host, far, current_nA=1.5, d_lambda=DEFAULT.d_lambda, dt_ms=DEFAULT.dt_ms):
    """The five numbers, of a spine on the section `host` and a spike at the middle of `far`."""
    placed = PlacedSpine("a", SHAPE, host, 0.4, HeadElectrics(ampa=SYNAPSE))
    found = {}
    with build_model(CELL, morphology, [placed], d_lambda=d_lambda, dt_ms=dt_ms) as model:
        spine, soma = model.spine("a"), model.soma_seg
        found["input resistance"] = input_resistance_Mohm(model, soma)
        stimulation = Stimulation(model)
        stimulation.presynaptic(["a"], [1.0])
        _, voltages = record(model, [spine.head_seg, soma], 12.0, [1.0])
        found["EPSP in the head"], found["EPSP at the soma"] = np.ptp(voltages, axis=1)
        stimulation.clear()
        stimulation.somatic_pulses([SPIKE[0]], SPIKE[1], current_nA)
        places = [soma, model.cell.cables[far](0.5)]
        _, voltages = record(model, places, 8.0, [SPIKE[0], sum(SPIKE)])
        found["spike at the soma"], found["spike far out"] = voltages.max(axis=1) + 65.0
    return found


def worst(found, reference):
    return max(abs(found[name] / reference[name] - 1) for name in reference)


@pytest.fixture(scope="module")
def finest(forked):
    return measured(forked, 2, 3, d_lambda=DEFAULT.d_lambda / 9, dt_ms=DEFAULT.dt_ms / 8)


def test_default_steps_and_segments_are_within_one_percent(forked, finest):
    assert finest["spike at the soma"] > 80
    assert finest["spike far out"] > 30
    assert worst(measured(forked, 2, 3), finest) < 0.01


def test_finer_steps_converge(forked, finest):
    fine = DEFAULT.d_lambda / 9
    errors = [
        worst(measured(forked, 2, 3, d_lambda=fine, dt_ms=DEFAULT.dt_ms * factor), finest)
        for factor in (4, 1, 0.25)
    ]
    assert errors[0] > 2 * errors[1] > 4 * errors[2]
    assert errors[2] < 1e-3


def test_finer_segments_converge(forked, finest):
    fine = DEFAULT.dt_ms / 8
    errors = [
        worst(measured(forked, 2, 3, d_lambda=DEFAULT.d_lambda * factor, dt_ms=fine), finest)
        for factor in (6, 1, 1 / 3)
    ]
    assert errors[0] > 2 * errors[1] > 4 * errors[2]
    assert errors[2] < 1e-3


def shuffled(text: str, seed: int) -> str:
    """The same SWC with the children of every sample in another order, counted anew."""
    rows = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            number, *rest, parent = line.split()
            rows[number] = (rest, parent)
    children: dict[str, list[str]] = {}
    for number, (_, parent) in rows.items():
        children.setdefault(parent, []).append(number)
    rng = random.Random(seed)
    for siblings in children.values():
        rng.shuffle(siblings)
    order, waiting = [], list(children["-1"])
    while waiting:
        order.append(waiting.pop())
        waiting += children.get(order[-1], [])
    new = {"-1": -1} | {number: k + 1 for k, number in enumerate(order)}
    return "\n".join(f"{new[n]} {' '.join(rows[n][0])} {new[rows[n][1]]}" for n in order)


def test_results_do_not_depend_on_the_order_of_branches(tmp_path):
    original = read_morphology("ca1_pyramidal")
    file = tmp_path / "shuffled.swc"
    file.write_text(shuffled(original.path.read_text(), seed=2))
    other = read_morphology(file)
    trunk_end = max(original.in_domain("apical_trunk"), key=lambda s: s.path_end_um)
    sections = [original.sections[30], trunk_end]
    same = [
        next(s for s in other.sections if np.allclose(s.points_um[[0, -1]], own.points_um[[0, -1]]))
        for own in sections
    ]
    assert [s.index for s in same] != [s.index for s in sections]
    assert [s.domain for s in same] == [s.domain for s in sections]
    first = measured(original, *(s.index for s in sections), current_nA=3.0)
    second = measured(other, *(s.index for s in same), current_nA=3.0)
    assert first["spike at the soma"] > 80
    assert second == pytest.approx(first, rel=1e-6)
