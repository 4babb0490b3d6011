"""Our ball and stick with a spine against the same model written by hand in plain NEURON."""

from __future__ import annotations

import math

import numpy as np
import pytest

from spinecable.describe.cell import Cell
from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.implicit_spines import ImplicitSpines
from spinecable.electrics.bundled.passive import passive
from spinecable.electrics.contents import HeadElectrics, Receptor, ShaftElectrics
from spinecable.electrics.model import build_model
from spinecable.electrics.ports import VoltageProbe
from spinecable.electrics.spine import PlacedSpine
from spinecable.electrics.stimuli import Stimulation
from spinecable.mechanisms.load import neuron_h
from spinecable.morphology import read_morphology

SHAPE = SpineGeometry(head_volume_um3=0.08, neck_length_um=1.2, neck_diameter_um=0.12)
HEAD_UM = (6 * 0.08 / math.pi) ** (1 / 3)
TIMES_MS = [1.0, 7.0]
STEPS = 1200


def ours(cell, contents, *, biophysics=None, shaft=None, current=None):
    stick = read_morphology("ball_and_stick")
    placed = PlacedSpine("spine", SHAPE, 0, 0.3, contents)
    with build_model(cell, stick, [placed], biophysics=biophysics, shaft=shaft) as model:
        stimulation = Stimulation(model)
        stimulation.presynaptic(["spine"], TIMES_MS)
        if current:
            stimulation.somatic_current(*current)
        probe = VoltageProbe(model)
        model.initialise()
        traces = [probe.read_mV()]
        for _ in range(STEPS):
            model.advance()
            traces.append(probe.read_mV())
        return np.array(traces), model.hosts[0].boundaries_um


def by_hand(nseg, *, Rm, Ra):
    """Soma of 20 um, dendrite of 500 x 2 um, one spine at 150 um; sections and passive membrane."""
    h = neuron_h()
    soma, dend, neck, head = (h.Section(name=n) for n in ("soma", "dend", "neck", "head"))
    soma.L = soma.diam = 20
    dend.L, dend.diam, dend.nseg = 500, 2, nseg
    neck.L, neck.diam = 1.2, 0.12
    head.L = head.diam = HEAD_UM
    dend.connect(soma(0.5))
    neck.connect(dend(0.3))
    head.connect(neck(1))
    for section in (soma, dend, neck, head):
        section.Ra, section.cm = Ra, 1
        section.insert("pas")
        section.g_pas, section.e_pas = 1 / Rm, -65
    return soma, dend, neck, head


def record(places):
    h = neuron_h()
    vectors = [h.Vector().record(place._ref_v) for place in places]
    h.dt = 0.025
    h.finitialize(-65)
    for _ in range(STEPS):
        h.fadvance()
    return np.array([np.array(v) for v in vectors]).T


def events(*processes):
    """Spikes of a NetStim for processes whose weight is 1 or their conductance."""
    h = neuron_h()
    source = h.NetStim()
    source.start, source.interval = TIMES_MS[0], TIMES_MS[1] - TIMES_MS[0]
    source.number, source.noise = 2, 0
    connections = [h.NetCon(source, process, 0, 0, weight) for process, weight in processes]
    return [source, *connections]


@pytest.mark.parametrize("density_per_um", [0.0, 2.0])
def test_passive_with_a_synapse(density_per_um):
    synapse = Receptor("Exp2Syn", {"tau1": 0.2, "tau2": 3.0, "e": 0.0}, weight=1e-3)
    implicit = ImplicitSpines(
        density_per_um=density_per_um, area_um2=0.9, min_path_distance_um=100.0
    )
    mine, edges = ours(
        Cell(implicit_spines=implicit),
        HeadElectrics(ampa=synapse),
        biophysics=passive(20_000, 120, 1),
    )
    soma, dend, _neck, head = by_hand(len(edges) - 1, Rm=20_000, Ra=120)
    spine_area = math.pi * (HEAD_UM**2 + 1.2 * 0.12)
    for i, segment in enumerate(dend):
        area = 0.0
        for start in range(100, 500, 10):
            overlap = max(0.0, min(edges[i + 1], start + 10) - max(edges[i], start))
            taken = spine_area if start == 150 and density_per_um else 0.0
            area += overlap * (0.9 * density_per_um - taken / 10)
        factor = 1 + area / (math.pi * 2 * dend.L / dend.nseg)
        segment.cm *= factor
        segment.pas.g *= factor
    synapse = neuron_h().Exp2Syn(head(0.5))
    synapse.tau1, synapse.tau2, synapse.e = 0.2, 3.0, 0.0
    keep = events((synapse, 1e-3))
    plain = record([soma(0.5), head(0.5), dend(0.3)])
    assert keep
    assert np.ptp(mine[:, 1]) > 5
    assert np.abs(mine - plain).max() < 1e-6


def test_channels_receptors_and_calcium():
    """The whole CA1 set, AMPA and NMDA receptors, R-type channels and a somatic spike."""
    h = neuron_h()
    cell = Cell(implicit_spines=None)
    contents = HeadElectrics(
        ampa=Receptor("sc_ampa_jonas", {"gmax": 1e-3}),
        nmda=Receptor("sc_nmda_popescu", {"gmax": 0.6e-3, "mg": 1.2, "f_ca": 0.1}),
        cav23_S_per_cm2=2e-3,
        calcium_port=True,
    )
    current = (15.0, 2.0, 3.0)
    shaft = ShaftElectrics(cav23_S_per_cm2=1e-3, calcium_port=True)
    mine, edges = ours(cell, contents, shaft=shaft, current=current)

    soma, dend, neck, head = by_hand(len(edges) - 1, Rm=28_000, Ra=150)
    h.celsius = 34
    h.cao0_ca_ion, h.cai0_ca_ion = 2.0, 50e-6
    soma.insert("sc_kap")
    for section in (soma, dend):
        for name in ("sc_na3", "sc_kdr", "sc_hd"):
            section.insert(name)
        section.gbar_sc_na3, section.ar_sc_na3, section.gbar_sc_kdr = 0.025, 1, 0.01
        section.ehd_sc_hd, section.ena, section.ek = -30, 55, -90
    soma.gbar_sc_kap, soma.gbar_sc_hd, soma.vhalf_sc_hd = 0.03, 5e-5, -73
    soma.ek = -90
    dend.insert("sc_kap")
    dend.insert("sc_kad")
    dend.ek = -90
    for segment in dend:
        x = 500 * segment.x
        segment.sc_hd.gbar = 5e-5 * (1 + 3 * x / 100)
        segment.sc_hd.vhalf = -73 if x <= 100 else -81
        segment.sc_kap.gbar = 0.03 * (1 + x / 100) if x <= 100 else 0
        segment.sc_kad.gbar = 0.03 * (1 + x / 100) if x > 100 else 0
    for section, density in ((head, 2e-3), (dend, 1e-3)):
        section.insert("sc_car")
        section.insert("sc_ca_port")
        section.gbar_sc_car, section.ca_set_sc_ca_port = density, 50e-6
    ampa, nmda = h.sc_ampa_jonas(head(0.5)), h.sc_nmda_popescu(head(0.5))
    ampa.gmax, nmda.gmax, nmda.mg, nmda.f_ca = 1e-3, 0.6e-3, 1.2, 0.1
    h.finitialize(-65)
    for section in (soma, dend, neck, head):
        for segment in section:
            total = 0.0
            for name, currents in (
                ("sc_na3", ("ina",)),
                ("sc_kdr", ("ik",)),
                ("sc_hd", ("i",)),
                ("sc_car", ("ica",)),
            ):
                if hasattr(segment, name) and currents[0] == "i":
                    total += getattr(segment, name).i
                elif hasattr(segment, name):
                    total += getattr(segment, currents[0])
            segment.pas.e = -65 + total / segment.pas.g
    keep = events((ampa, 1), (nmda, 1))
    clamp = h.IClamp(soma(0.5))
    clamp.delay, clamp.dur, clamp.amp = current
    plain = record([soma(0.5), head(0.5), dend(0.3)])
    assert keep
    assert mine[:, 0].max() > 0
    assert np.abs(mine - plain).max() < 1e-6
