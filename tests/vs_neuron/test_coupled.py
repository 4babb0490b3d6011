"""A run against the same model by hand: currents from plain NEURON, chemistry by scipy.

One spine on the ball and stick, a presynaptic spike and a somatic current step. Voltage comes
from sections written out here, on another division of the dendrite; calcium, buffers, pumps,
calmodulin and CaMKII from rate equations written out here on another grid, integrated by BDF.
Contents are read from the preparation's file as it stands; rates are those of the sources.
"""

from __future__ import annotations

import math
import tomllib
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse
from scipy.integrate import solve_ivp

import spinecable
from spinecable.describe.experiment import Experiment
from spinecable.mechanisms.load import load_mechanisms, neuron_h
from spinecable.simulate.run import run

DURATION_MS = 80.0
RELEASE_MS, STEP_MS, STEP_FOR_MS, STEP_NA = 5.0, 15.0, 3.0, 0.45
VOLUME_UM3, NECK_UM, NECK_ACROSS_UM = 0.08, 0.8, 0.15
HEAD_UM = (6 * VOLUME_UM3 / math.pi) ** (1 / 3)
DEND_UM, DEND_ACROSS_UM, AT_UM = 500.0, 2.0, 150.0
FARADAY = 96485.33212
SHAFT = {"cav23_S_per_cm2": 4e-3}
"""Few enough calcium channels that the dendrite, which has no other channels, fires no spike."""


def contents() -> dict[str, dict[str, float]]:
    folder = Path(spinecable.__file__).parent / "preparations"
    tables = tomllib.loads((folder / "rat_ca1.toml").read_text())
    found = {
        group: {key: entry["value"] for key, entry in tables[group].items()}
        for group in ("head", "neck", "shaft", "kinetics")
    }
    found["shaft"].update(SHAFT)
    return found


# --- voltage and calcium currents ------------------------------------------------------------


def currents(has):
    """Times (ms) and calcium current densities (mA/cm2) of the head and of the shaft."""
    load_mechanisms(["sc_ampa_jonas", "sc_nmda_popescu", "sc_car"])
    h = neuron_h()
    soma, dend, neck, head = (h.Section(name=n) for n in ("soma", "dend", "neck", "head"))
    soma.L = soma.diam = 20
    dend.L, dend.diam, dend.nseg = DEND_UM, DEND_ACROSS_UM, 335  # a centre at 150 um
    neck.L, neck.diam = NECK_UM, NECK_ACROSS_UM
    head.L = head.diam = HEAD_UM
    dend.connect(soma(0.5))
    neck.connect(dend(AT_UM / DEND_UM))
    head.connect(neck(1))
    for section in (soma, dend, neck, head):
        section.Ra, section.cm = 150, 1
        section.insert("pas")
        section.g_pas, section.e_pas = 1 / 28_000, -65
    for section, group in ((head, "head"), (dend, "shaft")):
        section.insert("sc_car")
        section.gbar_sc_car = has[group]["cav23_S_per_cm2"]
    of = has["head"]
    ampa, nmda = h.sc_ampa_jonas(head(0.5)), h.sc_nmda_popescu(head(0.5))
    ampa.gmax = of["ampar_per_um3"] * VOLUME_UM3 * of["ampar_conductance_pS"] * 1e-6
    nmda.gmax = of["nmdar_count"] * of["nmdar_conductance_pS"] * 1e-6
    nmda.frac_2b, nmda.f_ca, nmda.mg = of["glun2b_fraction"], of["nmdar_calcium_fraction"], 1.0
    source = h.NetStim()
    source.start, source.number = RELEASE_MS, 1
    keep = [h.NetCon(source, receptor, 0, 0, 1) for receptor in (ampa, nmda)]
    clamp = h.IClamp(soma(0.5))
    clamp.delay, clamp.dur, clamp.amp = STEP_MS, STEP_FOR_MS, STEP_NA
    h.celsius, h.dt, h.secondorder = 34, 0.005, 0
    h.cao0_ca_ion, h.cai0_ca_ion = 2.0, 1e-3 * of["resting_calcium_uM"]
    h.finitialize(-65)
    for section in (dend, head):
        for segment in section:
            segment.pas.e = -65 + segment.ica / segment.pas.g
    watched = (h._ref_t, head(0.5)._ref_v, head(0.5)._ref_ica, dend(AT_UM / DEND_UM)._ref_ica)
    vectors = [h.Vector().record(variable) for variable in watched]
    h.finitialize(-65)
    while h.t < DURATION_MS:
        h.fadvance()
    assert keep
    return [np.array(v) for v in vectors]


# --- chemistry -------------------------------------------------------------------------------


class Lobes:
    """Rates (1/s) between calmodulin forms 0, 2C, 2N, 4; each step takes two calcium."""

    def __init__(self, c1, c2, n1, n2):
        self.steps = (c1, c2), (n1, n2)

    def net(self, ca, x):
        """d/dt of the four forms, and of free calcium."""
        rates = []
        for (k1, off1), (k2, off2) in self.steps:
            below = off1 + k2 * ca
            rates.append((k1 * k2 * ca**2 / below, off1 * off2 / below))
        (cf, cb), (nf, nb) = rates
        to_c, to_n = cf * x[0] - cb * x[1], nf * x[0] - nb * x[2]
        c_full, n_full = nf * x[1] - nb * x[3], cf * x[2] - cb * x[3]
        change = np.array(
            [-to_c - to_n, to_c - c_full, to_n - n_full, c_full + n_full],
        )
        return change, -2 * (to_c + to_n + c_full + n_full)


FREE = Lobes((4, 40), (10, 9.25), (100, 2500), (150, 750))  # Pepke 2010
BOUND = Lobes((44, 33), (44, 2.7), (75, 300), (76, 33))
CAM_ON = np.array([0.0038, 0.92, 0.10, 30.0])
CAM_OFF = np.array([3.11, 3.75, 1.14, 1.7])  # balanced; rounded to three digits
N_SMALL = 10  # ca, imm_ca, cbh_ca, cbm_ca, pmca_ca, ncx_ca, cam0, cam2c, cam2n, cam4


class ByHand:
    def __init__(self, has):
        self.has = has
        of = has["head"]
        self.neck_n, self.dx = 16, 0.05
        widths = [self.dx] * 21
        while sum(widths) < 40:
            widths.append(min(widths[-1] * 1.4, 2.0))
        right = widths[11:]
        self.widths = np.array([*right[::-1], *([self.dx] * 21), *right])
        area = math.pi * DEND_ACROSS_UM**2 / 4
        neck_area = math.pi * NECK_ACROSS_UM**2 / 4
        cell = NECK_UM / self.neck_n
        shafts = len(self.widths)
        self.volume = np.array(
            [VOLUME_UM3, *[neck_area * cell] * self.neck_n, *(area * self.widths)]
        )
        self.membrane = np.array(
            [
                math.pi * HEAD_UM**2,
                *[math.pi * NECK_ACROSS_UM * cell] * self.neck_n,
                *(math.pi * DEND_ACROSS_UM * self.widths),
            ]
        )
        self.n = len(self.volume)
        groups = ["head"] + ["neck"] * self.neck_n + ["shaft"] * shafts
        self.shaft = slice(1 + self.neck_n, self.n)
        self.base = 1 + self.neck_n + shafts // 2

        def of_each(key, scale=1.0):
            return scale * np.array([has[group][key] for group in groups])

        surface = self.membrane / (602.214076 * self.volume)
        self.imm = of_each("immobile_buffer_uM")
        self.cb = of_each("calbindin_uM", 2.0)
        self.pmca, self.ncx = of_each("pmca_per_um2") * surface, of_each("ncx_per_um2") * surface
        links = [(0, 1, 1 / (HEAD_UM / 3 / (math.pi * HEAD_UM**2 / 4) + cell / 2 / neck_area))]
        links += [(i, i + 1, neck_area / cell) for i in range(1, self.neck_n)]
        links += [(self.neck_n, self.base, neck_area / (cell / 2))]
        links += [
            (i, i + 1, 2 * area / (self.widths[i - 1 - self.neck_n] + self.widths[i - self.neck_n]))
            for i in range(1 + self.neck_n, self.n - 1)
        ]
        flow = np.zeros((self.n, self.n))
        for a, b, factor in links:
            flow[a, b] += factor
            flow[b, a] += factor
            flow[a, a] -= factor
            flow[b, b] -= factor
        self.flow = sparse.csr_matrix(flow / self.volume[:, None])
        self.rest_ca = of["resting_calcium_uM"]
        self.leak = np.zeros(self.n)

    def change(self, x, inflow):
        """dx/dt (uM/s); `inflow` (uM/s) of free calcium in every compartment."""
        y = x[: N_SMALL * self.n].reshape(N_SMALL, self.n)
        ca, cam = y[0], y[6:10]
        k = self.has["kinetics"]
        into_imm = k["imm_on"] * ca * (self.imm - y[1]) - k["imm_off"] * y[1]
        into_high = 5.5 * ca * (self.cb - y[2]) - 2.6 * y[2]
        into_medium = 43.5 * ca * (self.cb - y[3]) - 35.8 * y[3]
        into_pmca = 150 * ca * (self.pmca - y[4]) - 15 * y[4]
        into_ncx = 300 * ca * (self.ncx - y[5]) - 300 * y[5]
        cam_change, ca_change = FREE.net(ca, cam)
        d = np.empty_like(y)
        d[1], d[2], d[3] = into_imm, into_high, into_medium
        d[4], d[5] = into_pmca - 12 * y[4], into_ncx - 600 * y[5]
        d[6:10] = cam_change
        d[0] = ca_change - into_imm - into_high - into_medium - into_pmca - into_ncx
        d[0] += inflow + self.leak + 220 * (self.flow @ ca)
        for row in (2, 3):
            d[row] += 20 * (self.flow @ y[row])
        d[6:10] += 11 * (self.flow @ cam.T).T
        d_kinase, d_cam, d_ca = self.enzymes(x[N_SMALL * self.n :], ca[0], cam[:, 0])
        d[6:10, 0] += d_cam
        d[0, 0] += d_ca
        return np.concatenate([d.ravel(), d_kinase])

    def enzymes(self, z, ca, cam):
        """CaMKII (4 with calmodulin, 4 of them phosphorylated, p, p2) and calcineurin with CaM4."""
        of = self.has["head"]
        bound, trapped, p, p2, can = z[0:4], z[4:8], z[8], z[9], z[10]
        active = bound.sum() + trapped.sum() + p + p2
        free = of["camkii_uM"] - active
        binding = CAM_ON * cam * free - CAM_OFF * bound
        step_b, ca_b = BOUND.net(ca, bound)
        step_t, ca_t = BOUND.net(ca, trapped)
        phos = 30.0 * active / of["camkii_uM"] * bound * np.array([0, 1, 1, 1])
        gone = trapped / 3
        on_can = 17.5 * (of["calcineurin_uM"] - can) * cam[3] - 0.02 * can
        # 1/6 per s at small signals, half-saturated at 106.5 uM
        dephosphorylated = p / 6 * 106.5 / (106.5 + p) * of["pp1_uM"] / 11.5
        to_p2 = p / 60 - p2 / 24
        d_cam = gone - binding
        d_cam[3] -= on_can
        change = [
            *(binding + step_b - phos),
            *(phos + step_t - gone),
            gone.sum() - dephosphorylated - to_p2,
            to_p2,
            on_can,
        ]
        return np.array(change), d_cam, ca_b + ca_t

    def at_rest(self, inflow):
        """The state with calcium at rest and the leak that holds it; free calmodulin uniform."""
        ca, free = self.rest_ca, self.has["head"]["calmodulin_uM"]
        odds_c, odds_n = ca**2 / (10 * 0.925), ca**2 / (25 * 5)
        cam = np.array([1, odds_c, odds_n, odds_c * odds_n])
        cam *= free / cam.sum()
        k = self.has["kinetics"]
        y = np.empty((N_SMALL, self.n))
        y[0] = ca
        y[1] = self.imm * ca / (ca + k["imm_off"] / k["imm_on"])
        y[2], y[3] = self.cb * ca / (ca + 2.6 / 5.5), self.cb * ca / (ca + 35.8 / 43.5)
        y[4], y[5] = self.pmca * ca / (ca + 27 / 150), self.ncx * ca / (ca + 3)
        y[6:10] = cam[:, None]
        x = np.concatenate([y.ravel(), np.zeros(11)])

        def held(t, x):
            d = self.change(x, 0.0)
            d[: self.n] = 0.0
            return d

        x = solve_ivp(
            held,
            (0, 1e5),
            x,
            method="BDF",
            rtol=1e-7,
            atol=1e-12,
            jac_sparsity=self.sparsity(),
        ).y[:, -1]
        self.leak = -self.change(x, inflow)[: self.n]
        assert (self.leak > 0).all()
        return x

    def sparsity(self):
        size = N_SMALL * self.n + 11
        pattern = sparse.lil_matrix((size, size))
        near = (self.flow != 0).toarray() | np.eye(self.n, dtype=bool)
        here = np.eye(self.n, dtype=bool)
        for a in range(N_SMALL):
            for b in range(N_SMALL):
                same = a == b and a in (0, 2, 3, 6, 7, 8, 9)
                pattern[a * self.n : (a + 1) * self.n, b * self.n : (b + 1) * self.n] = (
                    near if same else here
                )
        enzymes = np.arange(N_SMALL * self.n, size)
        local = np.array([0, *(row * self.n for row in range(6, 10))])
        for i in enzymes:
            pattern[i, enzymes] = 1
            pattern[i, local] = 1
            pattern[local, i] = 1
        return pattern.tocsr()

    def inflow(self, head, shaft):
        """uM/s from current densities (mA/cm2, inward negative) of the head and of the shaft."""
        density = np.concatenate([[head], np.zeros(self.neck_n), np.full(len(self.widths), shaft)])
        return -density * 1e-11 * self.membrane / (2 * FARADAY) * 1e21 / self.volume


def by_hand():
    has = contents()
    time_ms, head_mV, head, shaft = currents(has)
    model = ByHand(has)
    x = model.at_rest(model.inflow(head[0], shaft[0]))

    def change(t_s, x):
        now = 1e3 * t_s
        return model.change(
            x, model.inflow(np.interp(now, time_ms, head), np.interp(now, time_ms, shaft))
        )

    samples_ms = np.arange(0, DURATION_MS + 1e-9, 0.5)
    done = solve_ivp(
        change,
        (0, DURATION_MS * 1e-3),
        x,
        method="BDF",
        t_eval=samples_ms * 1e-3,
        rtol=1e-5,
        atol=1e-9,
        max_step=5e-4,
        jac_sparsity=model.sparsity(),
    )
    assert done.success
    near = np.abs(np.cumsum(model.widths) - model.widths / 2 - model.widths.sum() / 2) < 0.5
    shaft_ca = np.average(done.y[model.shaft][near], axis=0, weights=model.widths[near])
    z = done.y[N_SMALL * model.n :]
    active = (z[0:8].sum(axis=0) + 0.6 * (z[8] + z[9])) / has["head"]["camkii_uM"]
    return {
        "peak_head_mV": head_mV.max(),
        "head_ca_uM": done.y[0],
        "shaft_ca_uM": shaft_ca,
        "camkii_active": active,
        "can_active": z[10] / has["head"]["calcineurin_uM"],
    }


def ours():
    return run(
        Experiment(
            cell={
                "morphology": "ball_and_stick",
                "biophysics": "passive",
                "axon": "none",
                "implicit_spines": None,
            },
            spine=[
                {
                    "name": "spine",
                    "site": {"domain": "dendrite", "path_distance_um": AT_UM},
                    "geometry": {
                        "head_volume_um3": VOLUME_UM3,
                        "neck_length_um": NECK_UM,
                        "neck_diameter_um": NECK_ACROSS_UM,
                    },
                }
            ],
            stimulus=[
                {"kind": "presynaptic", "times_ms": [RELEASE_MS]},
                {
                    "kind": "current",
                    "start_ms": STEP_MS,
                    "duration_ms": STEP_FOR_MS,
                    "amplitude_nA": STEP_NA,
                },
            ],
            shaft=SHAFT,
            simulation={"duration_ms": DURATION_MS},
            outcome={"minutes_after": 0},
        )
    )


def at_samples(run, name):
    """A trace at the samples of the solution by hand; the run's own grow sparser at rest."""
    samples_ms = np.arange(0, DURATION_MS + 0.25, 0.5)
    return np.interp(samples_ms, run["time_ms"].values, run[name].values[0])


@pytest.fixture(scope="module")
def both():
    return ours(), by_hand()


def test_voltage(both):
    run, hand = both
    peak = float(run["peak_head_mV"].values[0])
    assert -45 < peak < -20
    assert peak == pytest.approx(hand["peak_head_mV"], abs=0.5)


@pytest.mark.parametrize("name", ["head_ca_uM", "shaft_ca_uM", "camkii_active", "can_active"])
def test_calcium_and_enzymes_at_every_time(both, name):
    run, hand = both
    mine, other = at_samples(run, name), hand[name]
    assert mine[0] == pytest.approx(other[0], rel=0.01)
    assert np.ptp(other) > 0.15 * other[0]
    assert np.abs(mine - other).max() < 0.02 * np.ptp(other)


def test_peak_and_decay_of_the_head(both):
    run, hand = both
    found = []
    for trace in (at_samples(run, "head_ca_uM"), hand["head_ca_uM"]):
        above = trace - trace[0]
        top = int(np.argmax(above))
        assert above[-1] < 0.7 * above[top]
        fallen = top + int(np.argmax(above[top:] < 0.7 * above[top]))
        found.append((above[top], 0.5 * (fallen - top)))
    (mine, mine_ms), (other, other_ms) = found
    assert mine == pytest.approx(other, rel=0.01)
    assert mine_ms == pytest.approx(other_ms, abs=0.5)
