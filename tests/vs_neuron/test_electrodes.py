"""Clamps and backgrounds through the public API against the same cell in plain NEURON.

A soma of 20 um, a passive dendrite of 500 x 2 um and a spine with two-exponential AMPA receptors.
"""

from __future__ import annotations

import math

import numpy as np
import pydantic
import pytest

import spinecable as sc
from spinecable.errors import DescriptionError
from spinecable.mechanisms.load import neuron_h

HEAD_UM3, NECK_UM, NECK_ACROSS_UM, AT_UM = 0.08, 1.0, 0.1, 150.0
AMPA_US, RISE_MS, DECAY_MS = 1e-3, 0.2, 1.7
RELEASE_MS = 10.0


def experiment(*stimuli, duration_ms=30.0, release=True, interval_ms=0.1, **simulation):
    spine = sc.Spine(
        name="a",
        site=sc.Site(section="basal[0]", position=AT_UM / 500.0),
        geometry={
            "head_volume_um3": HEAD_UM3,
            "neck_length_um": NECK_UM,
            "neck_diameter_um": NECK_ACROSS_UM,
        },
        contents={
            "ampar_per_um3": AMPA_US / (0.6e-6 * HEAD_UM3 * 10.0),
            "ampar_conductance_pS": 10.0,
            "nmdar_count": 0.0,
            "cav23_S_per_cm2": 0.0,
        },
    )
    epsp = [sc.Presynaptic(times_ms=[RELEASE_MS])] if release else []
    return sc.Experiment(
        cell=sc.Cell(
            morphology="ball_and_stick", biophysics="passive", axon="none", implicit_spines=None
        ),
        spines=[spine],
        stimuli=[*epsp, *stimuli],
        receptors={"ampa": "exp2", "ampa_rise_ms": RISE_MS, "ampa_decay_ms": DECAY_MS},
        shaft={"cav23_S_per_cm2": 0.0},
        simulation={
            "duration_ms": duration_ms,
            "d_lambda": 0.02,
            "electrics_sleep": False,
            **simulation,
        },
        recording={"interval_ms": interval_ms},
        outcome={"minutes_after": 0.0},
    )


class Plain:
    """The cell in NEURON's own words."""

    def __init__(self) -> None:
        h = self.h = neuron_h()
        self.soma, self.dend, self.neck, self.head = (
            h.Section(name=name) for name in ("soma", "dend", "neck", "head")
        )
        self.soma.L = self.soma.diam = 20
        self.dend.L, self.dend.diam, self.dend.nseg = 500, 2, 501
        self.neck.L, self.neck.diam = NECK_UM, NECK_ACROSS_UM
        self.head.L = self.head.diam = (6 * HEAD_UM3 / math.pi) ** (1 / 3)
        self.dend.connect(self.soma(0.5))
        self.neck.connect(self.dend(AT_UM / 500.0))
        self.head.connect(self.neck(1))
        for section in (self.soma, self.dend, self.neck, self.head):
            section.Ra, section.cm = 150, 1
            section.insert("pas")
            section.g_pas, section.e_pas = 1 / 28_000, -65
        synapse = h.Exp2Syn(self.head(0.5))
        synapse.tau1, synapse.tau2, synapse.e = RISE_MS, DECAY_MS, 0
        source = h.NetStim()
        source.start, source.number = RELEASE_MS, 1
        self.keep = [synapse, source, h.NetCon(source, synapse, 0, 0, AMPA_US)]

    def run(self, references, duration_ms=30.0, dt_ms=0.0025):
        """The variables at 0, 0.1, 0.2 ... ms."""
        h = self.h
        vectors = [h.Vector().record(reference, 0.1) for reference in references]
        h.dt, h.secondorder = dt_ms, 0
        h.finitialize(-65)
        while h.t < duration_ms + 1e-9:
            h.fadvance()
        count = round(duration_ms / 0.1) + 1
        return [vector.as_numpy()[:count].copy() for vector in vectors]


def inside(time_ms, *edges_ms):
    """Samples that are not within 0.3 ms of a step."""
    return np.all([np.abs(time_ms - edge) > 0.3 for edge in edges_ms], axis=0)


def test_a_somatic_voltage_clamp_with_series_resistance():
    clamp = sc.VoltageClamp(
        name="patch",
        start_ms=2.0,
        levels_mV=[-65.0, -55.0],
        durations_ms=[18.0, 5.0],
        series_resistance_Mohm=12.0,
    )
    result = sc.run(experiment(clamp, dt_ms=0.0125))  # implicit Euler is off by 1 % at 0.025
    time = result["time_ms"].values
    plain = Plain()
    wire = plain.h.SEClamp(plain.soma(0.5))
    wire.rs = 12.0
    wire.dur1, wire.amp1 = 20.0, -65.0  # at rest before 2 ms, so no current
    wire.dur2, wire.amp2 = 5.0, -55.0
    soma, head, current = plain.run([plain.soma(0.5)._ref_v, plain.head(0.5)._ref_v, wire._ref_i])
    found = result["patch_nA"].values
    assert result["patch_nA"].attrs["units"] == "nA"
    assert found[(time > 12) & (time < 19)].max() < -1e-3  # an inward synaptic current
    clear = inside(time, 20.0, 25.0)
    epsc = clear & (time < 19.7)
    assert np.abs(found - current)[epsc].max() < 0.01 * np.abs(current[epsc]).max()
    assert np.abs(found - current)[clear].max() < 0.01 * np.abs(current[clear]).max()
    assert np.abs(result["soma_mV"].values - soma)[clear].max() < 0.03  # of a step of 10 mV
    ptp = np.ptp(head)
    assert (
        np.abs(result["head_mV"].values[0] - head)[clear].max() < 0.02 * ptp
    )  # half a step's shift
    assert not found[(time < 2.0) | (time > 25.1)].any()


@pytest.mark.parametrize("where", ["head", "dendrite"])
def test_a_clamp_away_from_the_soma(where):
    place = {"spine": "a"} if where == "head" else {"site": {"near": "a", "distance_um": 100.0}}
    clamp = sc.VoltageClamp(
        **place,
        start_ms=1.0,
        levels_mV=[-45.0],
        durations_ms=[28.0],
        series_resistance_Mohm=50.0,
    )
    result = sc.run(experiment(clamp, release=False))
    plain = Plain()
    segment = plain.head(0.5) if where == "head" else plain.dend(250.0 / 500.0)
    wire = plain.h.SEClamp(segment)
    wire.rs, wire.dur1, wire.amp1 = 50.0, 1e9, -45.0
    plain.keep[1].number = 0
    soma, current = plain.run([plain.soma(0.5)._ref_v, wire._ref_i], duration_ms=27.0)
    # The package's clamp begins 1 ms later.
    time = result["time_ms"].values
    late = (time > 3.0) & (time < 28.0)
    shifted = np.interp(time[late] - 1.0, np.arange(len(soma)) * 0.1, soma)
    assert result["soma_mV"].values[late] == pytest.approx(shifted, abs=0.02)
    amps = np.interp(time[late] - 1.0, np.arange(len(soma)) * 0.1, current)
    assert result["voltage_clamp_nA"].values[late] == pytest.approx(amps, rel=0.01)
    slope = np.diff(result["voltage_clamp_nA"].values[late])
    assert (slope < 0).all() or (slope > 0).all()  # it never rings


def test_current_into_head_dendrite_and_soma():
    stimuli = [
        sc.CurrentClamp(spine="a", start_ms=2.0, duration_ms=6.0, amplitude_nA=0.02),
        sc.CurrentClamp(
            site={"section": "basal[0]", "position": 0.8},
            start_ms=12.0,
            duration_ms=4.0,
            amplitude_nA=0.1,
        ),
        sc.CurrentClamp(start_ms=20.0, duration_ms=3.0, amplitude_nA=0.2),
    ]
    result = sc.run(experiment(*stimuli, release=False))
    plain = Plain()
    plain.keep[1].number = 0
    for segment, (start, length, nA) in (
        (plain.head(0.5), (2, 6, 0.02)),
        (plain.dend(0.8), (12, 4, 0.1)),
        (plain.soma(0.5), (20, 3, 0.2)),
    ):
        clamp = plain.h.IClamp(segment)
        clamp.delay, clamp.dur, clamp.amp = start, length, nA
        plain.keep.append(clamp)
    soma, head = plain.run([plain.soma(0.5)._ref_v, plain.head(0.5)._ref_v])
    assert result["soma_mV"].values == pytest.approx(soma, abs=0.03)
    clear = inside(result["time_ms"].values, 2.0, 8.0, 12.0, 16.0, 20.0, 23.0)
    assert result["head_mV"].values[0][clear] == pytest.approx(head[clear], abs=0.05)


def test_a_current_clamp_at_the_soma_is_the_somatic_current():
    step = {"start_ms": 5.0, "duration_ms": 10.0, "amplitude_nA": 0.1}
    one, other = (
        sc.run(experiment(kind(**step), duration_ms=20.0))
        for kind in (sc.CurrentClamp, sc.SomaticCurrent)
    )
    np.testing.assert_array_equal(one["soma_mV"], other["soma_mV"])
    np.testing.assert_array_equal(one["head_mV"], other["head_mV"])


def membrane(seed, duration_ms, dt_ms=0.05):
    """Voltage of the passive cell under two Ornstein-Uhlenbeck conductances, in numpy:
    the dendrite as a linear system of 51 pieces."""
    random = np.random.default_rng(seed)
    count = 51
    piece_cm = 0.05 / count
    axial = math.pi * (2e-4) ** 2 / 4 / 150 / piece_cm * 1e6  # uS
    area = np.array([math.pi * (20e-4) ** 2, *[math.pi * 2e-4 * piece_cm] * count])
    capacity, leak = area * 1e3, area / 28_000 * 1e6  # nF, uS
    couple = np.zeros((count + 1, count + 1))
    for i in range(count):
        g = 2 * axial if i == 0 else axial
        couple[i, i] += g
        couple[i + 1, i + 1] += g
        couple[i, i + 1] -= g
        couple[i + 1, i] -= g
    step = np.linalg.inv(np.diag(capacity / dt_ms + leak) + couple)
    v, x = np.full(count + 1, -65.0), np.zeros(2)
    tau, spread = np.array([2.728, 10.49]), np.array([0.0030, 0.0066])
    mean, reversal = np.array([0.0121, 0.0573]), np.array([0.0, -75.0])
    found = []
    first = step[:, 0]
    for _ in range(round(duration_ms / dt_ms)):
        keep = np.exp(-dt_ms / tau)
        x = x * keep + spread * np.sqrt(1 - keep**2) * random.standard_normal(2)
        g = np.clip(mean + x, 0, None)
        base = step @ (capacity / dt_ms * v + leak * -65.0)
        # A conductance at the soma is a change of one diagonal entry (Sherman & Morrison 1950).
        v = base + first * (g @ reversal - g.sum() * base[0]) / (1 + g.sum() * first[0])
        found.append(v[0])
    return np.array(found)


def test_background_moves_the_soma_as_two_random_conductances_do():
    stimulus = sc.Background(duration_ms=1000.0)
    result = sc.run(
        experiment(
            stimulus, duration_ms=1000.0, release=False, interval_ms=0.5, chemistry_dt_ms=0.5
        )
    )
    settled = result["time_ms"].values > 100
    soma = result["soma_mV"].values[settled]
    theory = membrane(1, 20_000.0)[2000:]
    assert soma.mean() == pytest.approx(theory.mean(), abs=0.5)
    assert soma.std() == pytest.approx(theory.std(), rel=0.25)  # some 100 independent samples


def test_background_follows_seed_and_trial_and_spreads_over_a_dendrite():
    spread = sc.Background(domain="dendrite", points=5, duration_ms=15.0)
    runs = [
        sc.run(experiment(spread, duration_ms=20.0, release=False, **changes))["soma_mV"].values
        for changes in ({}, {}, {"seed": 2}, {"trial": 1})
    ]
    np.testing.assert_array_equal(runs[0], runs[1])
    assert not np.array_equal(runs[0], runs[2])
    assert not np.array_equal(runs[0], runs[3])
    assert np.ptp(runs[0]) > 0.5


def test_two_clamps_of_one_place_are_refused():
    def clamp(start_ms, **place):
        return sc.VoltageClamp(start_ms=start_ms, levels_mV=[-60], durations_ms=[10.0], **place)

    experiment(clamp(0.0), clamp(10.0))  # one after the other
    experiment(clamp(0.0), clamp(5.0, spine="a"))
    with pytest.raises(pydantic.ValidationError, match=r"both clamp .* the soma at 5 ms"):
        experiment(clamp(0.0), clamp(5.0))
    here = {"near": "a", "distance_um": 100.0}
    there = {"section": "basal[0]", "position": 0.5}
    with pytest.raises(DescriptionError, match="clamp the voltage of one place"):
        sc.run(experiment(clamp(0.0, site=here), clamp(5.0, site=there)))


@pytest.mark.parametrize(
    ("stimulus", "text"),
    [
        ({"kind": "current_clamp", "spine": "b"}, "names the spine 'b', which is not there"),
        (
            {"kind": "current_clamp", "site": {"near": "b", "distance_um": 1.0}},
            "names the spine 'b', which is not there",
        ),
        (
            {"kind": "current_clamp", "spine": "a", "site": {"section": "x", "position": 0.5}},
            "name two places",
        ),
    ],
)
def test_a_place_that_is_not_there_is_refused(stimulus, text):
    step = {"start_ms": 1.0, "duration_ms": 1.0, "amplitude_nA": 0.1}
    with pytest.raises(pydantic.ValidationError, match=text):
        experiment({**step, **stimulus})
