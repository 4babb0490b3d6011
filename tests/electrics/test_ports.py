from __future__ import annotations

import numpy as np
import pytest

from spinecable.describe.cell import Cell
from spinecable.describe.geometry import SpineGeometry
from spinecable.electrics.contents import HeadElectrics, Receptor, ShaftElectrics
from spinecable.electrics.model import build_model
from spinecable.electrics.ports import CalciumPorts, VoltageProbe
from spinecable.electrics.spine import PlacedSpine
from spinecable.electrics.stimuli import Stimulation

SHAPE = SpineGeometry(head_volume_um3=0.08, neck_length_um=1.0, neck_diameter_um=0.15)
HEAD = HeadElectrics(
    ampa=Receptor("sc_ampa_jonas", {"gmax": 1e-3}),
    nmda=Receptor("sc_nmda_popescu", {"gmax": 0.6e-3}),
    cav23_S_per_cm2=2e-3,
    calcium_port=True,
)
SPINES = (PlacedSpine("a", SHAPE, 2, 0.3, HEAD), PlacedSpine("b", SHAPE, 3, 0.35, HEAD))


@pytest.fixture
def model(forked):
    shaft = ShaftElectrics(cav23_S_per_cm2=1e-3, calcium_port=True)
    with build_model(Cell(), forked, SPINES, shaft=shaft) as built:
        yield built


def test_heads_come_first_then_every_segment_of_the_host_sections(model):
    ports = CalciumPorts(model)
    counts = [len(model.hosts[i].segments) for i in (2, 3)]
    assert ports.places[:2] == [("a", 0), ("b", 0)]
    assert ports.places[2:] == [
        (name, i)
        for name, n in zip(("apical[1]", "apical[2]"), counts, strict=True)
        for i in range(n)
    ]
    assert ports.areas_um2[0] == pytest.approx(SHAPE.head_area_um2)


def test_calcium_is_written_where_it_belongs(model):
    ports = CalciumPorts(model)
    wanted = np.linspace(0.05, 1.0, len(ports.segments))
    ports.write_uM(wanted)
    model.advance()
    assert [1e3 * segment.cai for segment in ports.segments] == pytest.approx(wanted)
    ports.write_uM(0.07)
    model.initialise()
    for segment in ports.segments:
        assert 1e3 * segment.cai == pytest.approx(0.07)


def test_charge_is_the_integral_of_the_calcium_current(model):
    stimulation = Stimulation(model)
    stimulation.presynaptic(["a"], [0.5])
    ports, probe = CalciumPorts(model), VoltageProbe(model)
    model.initialise()
    ports.take_charge()
    total, summed = np.zeros(len(ports.segments)), np.zeros(len(ports.segments))
    for _ in range(200):
        for _ in range(4):
            model.advance()
            summed += 0.025 * ports.current_mA_per_cm2()
        total += ports.take_charge()
    assert total == pytest.approx(summed, rel=1e-9)
    assert total[0] < 10 * total[1] < 0
    assert probe.read_mV()[1] > -65
