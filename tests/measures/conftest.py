"""A cell whose every number is written out, for the package and for plain NEURON."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest

import spinecable as sc
from spinecable.mechanisms.load import load_mechanisms, neuron_h

HEAD_UM3, NECK_UM = 0.08, 1.0
HEAD_UM = (6 * HEAD_UM3 / math.pi) ** (1 / 3)
AMPA_US = 0.6e-3
RISE_MS, DECAY_MS = 0.2, 1.7
STICK_UM, STICK_ACROSS_UM = 500.0, 2.0
REST_MV = -65.0


@pytest.fixture(autouse=True)
def no_leftovers() -> Iterator[None]:
    yield
    from spinecable.electrics.engine import clear

    clear()


@pytest.fixture(scope="session")
def described():
    """The function that describes the cell."""
    return _described


@pytest.fixture(scope="session")
def plain():
    """The class that builds it in NEURON's own words."""
    return Plain


def _described(
    places_um=(150.0,),
    necks_um=(0.1,),
    *,
    biophysics="passive",
    ampa_uS=AMPA_US,
    **simulation,
) -> sc.Experiment:
    """Spines on the ball and stick (20 um; 500 x 2 um) with AMPA receptors alone."""
    spines = [
        sc.Spine(
            name=f"s{i}",
            site=sc.Site(section="basal[0]", position=at / STICK_UM),
            geometry={
                "head_volume_um3": HEAD_UM3,
                "neck_length_um": NECK_UM,
                "neck_diameter_um": across,
            },
            contents={
                "ampar_per_um3": ampa_uS / (0.6e-6 * HEAD_UM3 * 10.0),
                "ampar_conductance_pS": 10.0,
                "nmdar_count": 0.0,
                "cav23_S_per_cm2": 0.0,
            },
        )
        for i, (at, across) in enumerate(zip(places_um, necks_um, strict=True))
    ]
    return sc.Experiment(
        cell=sc.Cell(
            morphology="ball_and_stick", biophysics=biophysics, axon="none", implicit_spines=None
        ),
        spines=spines,
        receptors={"ampa": "exp2", "ampa_rise_ms": RISE_MS, "ampa_decay_ms": DECAY_MS},
        shaft={"cav23_S_per_cm2": 0.0},
        simulation={"duration_ms": 1.0, "d_lambda": 0.02, **simulation},
    )


class Plain:
    """The same in NEURON's own words: finer in space and time, implicit Euler throughout."""

    def __init__(self, places_um=(150.0,), necks_um=(0.1,), *, active=False, nseg=501) -> None:
        h = self.h = neuron_h()
        load_mechanisms(["sc_na3", "sc_kdr", "sc_kap", "sc_kad", "sc_hd"])
        self.soma, self.dend = h.Section(name="soma"), h.Section(name="dend")
        self.soma.L = self.soma.diam = 20
        self.dend.L, self.dend.diam, self.dend.nseg = STICK_UM, STICK_ACROSS_UM, nseg
        self.dend.connect(self.soma(0.5))
        self.necks, self.heads, self.synapses = [], [], []
        self.at = [x / STICK_UM for x in places_um]
        for i, (x, across) in enumerate(zip(self.at, necks_um, strict=True)):
            neck, head = h.Section(name=f"neck{i}"), h.Section(name=f"head{i}")
            neck.L, neck.diam = NECK_UM, across
            head.L = head.diam = HEAD_UM
            neck.connect(self.dend(x))
            head.connect(neck(1))
            self.necks.append(neck)
            self.heads.append(head)
        self.sections = [self.soma, self.dend, *self.necks, *self.heads]
        for section in self.sections:
            section.Ra, section.cm = 150, 1
            section.insert("pas")
            section.g_pas, section.e_pas = 1 / 28_000, REST_MV
        h.celsius = 34
        if active:
            self._channels()
        for head in self.heads:
            synapse = h.Exp2Syn(head(0.5))
            synapse.tau1, synapse.tau2, synapse.e = RISE_MS, DECAY_MS, 0
            self.synapses.append(synapse)

    def _channels(self) -> None:
        soma, dend = self.soma, self.dend
        soma.insert("sc_kap")
        for section in (soma, dend):
            for name in ("sc_na3", "sc_kdr", "sc_hd"):
                section.insert(name)
            section.gbar_sc_na3, section.ar_sc_na3, section.gbar_sc_kdr = 0.025, 1, 0.01
            section.ehd_sc_hd, section.ena = -30, 55
        soma.gbar_sc_kap, soma.gbar_sc_hd, soma.vhalf_sc_hd = 0.03, 5e-5, -73
        dend.insert("sc_kap")
        dend.insert("sc_kad")
        soma.ek = dend.ek = -90
        for segment in dend:
            x = STICK_UM * segment.x
            segment.sc_hd.gbar = 5e-5 * (1 + 3 * x / 100)
            segment.sc_hd.vhalf = -73 if x <= 100 else -81
            segment.sc_kap.gbar = 0.03 * (1 + x / 100) if x <= 100 else 0
            segment.sc_kad.gbar = 0.03 * (1 + x / 100) if x > 100 else 0
        self.h.finitialize(REST_MV)
        for section in (soma, dend):
            for segment in section:
                outward = segment.ina + segment.ik + segment.sc_hd.i
                segment.pas.e = REST_MV + outward / segment.pas.g

    def run(self, places, duration_ms, releases_ms=(), dt_ms=0.005, ampa_uS=AMPA_US):
        """Times, and voltages at places, with a release time for each of the first spines."""
        h = self.h
        keep = []
        for synapse, time in zip(self.synapses, releases_ms, strict=False):
            source = h.NetStim()
            source.start, source.number = time, 1
            keep += [source, h.NetCon(source, synapse, 0, 0, ampa_uS)]
        vectors = [h.Vector().record(v) for v in (h._ref_t, *(p._ref_v for p in places))]
        h.dt, h.secondorder = dt_ms, 0
        h.finitialize(REST_MV)
        while h.t < duration_ms - 1e-9:
            h.fadvance()
        return [vector.as_numpy().copy() for vector in vectors]
