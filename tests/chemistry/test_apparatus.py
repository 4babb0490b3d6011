"""The spine apparatus: rates against equations typed by hand, leak by algebra, conservation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.linalg import null_space

from spinecable.chemistry.contents import APPARATUS, network_schemes, scheme_values
from spinecable.chemistry.kernel import Kernel
from spinecable.chemistry.kinetic import kinetic_text
from spinecable.chemistry.library.apparatus import apparatus, ip3r, ryr, serca_kinetic
from spinecable.chemistry.library.buffers import immobile_buffer
from spinecable.chemistry.library.ip3 import ip3
from spinecable.chemistry.library.pumps import leak, pmca
from spinecable.chemistry.network import Compartment, Network
from spinecable.chemistry.owners import Owner
from spinecable.chemistry.reactions import compose
from spinecable.chemistry.rest import settle
from spinecable.chemistry.steady import steady_state
from spinecable.constants import MOLECULES_PER_UM_UM3
from spinecable.describe.chemistry import Chemistry
from spinecable.describe.preparation import load_preparation
from spinecable.errors import ChemistryError
from spinecable.mechanisms.load import load_mechanisms, neuron_h

EVERYTHING = Chemistry(
    er_release=("ryr", "ip3r"), er_buffer=True, ip3=True, ras=True, cofilin=True, sodium=True
)
KINETIC = Chemistry(serca="higgins2006")
SHARE, LUMEN = 0.1, 250.0


def stored(grid, chemistry, contents=None):
    """The rat CA1 network of a grid, every head with an apparatus."""
    preparation = load_preparation()

    def filled(c):
        kind = APPARATUS if c.kind == "head" else c.kind
        own = contents if kind == APPARATUS else None
        values = scheme_values(preparation, kind, c.volume_um3, c.area_um2, own, chemistry)
        return replace(c, kind=kind, values=values)

    schemes = network_schemes(preparation, chemistry, with_apparatus=True)
    return Network(tuple(filled(c) for c in grid.compartments), grid.links, schemes)


# --- equations typed independently ------------------------------------------------------------

RYR_GRAPH = [(f"c{n}", f"c{n + 1}", 712.0 * (4 - n), 3000.0 * (n + 1)) for n in range(4)]
RYR_STEPS = [
    ("c4", "o1", 1e4, 500.0),
    ("c4", "o2", 1.0, 0.5),
    ("o1", "c5", 2.0, 0.6666),
    ("o2", "c5", 3000.0, 100.0),
    ("c5", "i", 0.5, 1.5),
]
RYR_STATES = ["c0", "c1", "c2", "c3", "c4", "o1", "o2", "c5", "i"]


def ryr_generator(ca):
    """dp/dt = G p of the nine states at a calcium concentration (uM), per second."""
    g = np.zeros((9, 9))
    place = {name: n for n, name in enumerate(RYR_STATES)}
    binding = [(a, b, on * ca, off) for a, b, on, off in RYR_GRAPH]
    for a, b, there, back in binding + RYR_STEPS:
        i, j = place[a], place[b]
        g[i, i] -= there
        g[j, i] += there
        g[j, j] -= back
        g[i, j] += back
    return g


def test_release_and_uptake_follow_the_equations():
    """Calcium put to 6 uM beside a buffer, SERCA (Hill), leak and five RyR in 0.08 um3."""
    leak, count, volume = 2.3e-4, 5.0, 0.08
    total = count / (602.214076 * volume)
    scheme = compose("x", (immobile_buffer(), apparatus(Chemistry())))
    values = {
        "er_volume_fraction": SHARE,
        "er_leak_per_s": leak,
        "serca_uM_per_s": 1.0,
        "ryr_total_uM": total,
    }
    one = Network((Compartment("x", "x", volume, 1.0, values),), (), {"x": scheme})
    start = {"ca": 6.0, "imm": 10.0, "er_ca": SHARE * LUMEN, "ryr_c0": total}
    kernel = Kernel(one, initial={"x": start})

    def slope(t, y):
        ca, imm, er, p = y[0], y[1], y[2], y[3:]
        bind = 247.0 * ca * imm - 524.0 * (10.0 - imm)
        uptake = ca**2 / (0.2**2 + ca**2)
        release = (leak + 66.8 * (p[5] + p[6])) * (er / SHARE - ca)
        return [-bind - uptake + release, -bind, uptake - release, *(ryr_generator(ca) @ p)]

    times = np.array([0.5, 2.0, 10.0, 50.0, 200.0]) * 1e-3
    start_vector = [6.0, 10.0, SHARE * LUMEN, total, *np.zeros(8)]
    found = solve_ivp(
        slope, (0.0, 0.2), start_vector, method="BDF", t_eval=times, rtol=1e-9, atol=1e-12
    ).y
    assert found[2].min() < 0.9 * SHARE * LUMEN
    now = 0.0
    for n, time in enumerate(times):
        kernel.advance(0.0005, steps=round((time - now) * 1e3 / 0.0005))
        now = time
        assert kernel.state("ca")[0] == pytest.approx(found[0, n], rel=1e-3)
        assert kernel.state("er_ca")[0] == pytest.approx(found[2, n], rel=1e-3)
        opened = kernel.state("ryr_o1")[0] + kernel.state("ryr_o2")[0]
        assert opened == pytest.approx(found[8, n] + found[9, n], rel=5e-3, abs=1e-9)
        assert kernel.state("ca")[0] + 10.0 - kernel.state("imm")[0] + kernel.state("er_ca")[
            0
        ] == pytest.approx(6.0 + SHARE * LUMEN, rel=1e-12)


def test_kinetic_serca_follows_its_cycle():
    """Six states with calcium and lumen held: net turnover by the linear system of the cycle."""
    ca, lumen = 0.4, 60.0
    up = [200.0 * ca, 100.0 * ca, 0.6, 60.04, 30.02, 0.4]
    down = [83.7, 167.4, 0.097, 0.1 * lumen, 0.2 * lumen, 1.2e-3]
    g = np.zeros((6, 6))
    for n in range(6):
        m = (n + 1) % 6
        g[n, n] -= up[n]
        g[m, n] += up[n]
        g[m, m] -= down[n]
        g[n, m] += down[n]
    p = null_space(g)[:, 0]
    p /= p.sum()
    flux = up[2] * p[2] - down[2] * p[3]
    assert flux > 0.05
    state = steady_state(
        serca_kinetic(),
        ca,
        values={"serca_total_uM": 1.0, "er_volume_fraction": SHARE},
        held_uM={"er_ca": SHARE * lumen},
    )
    names = [f"serca_{n}" for n in ("x0", "x1", "x2", "y2", "y1", "y0")]
    np.testing.assert_allclose([state[n] for n in names], p, rtol=1e-9)


def test_kinetic_serca_stops_at_its_gradient():
    """Forward over backward rates of the cycle: no net uptake at a ratio of 16 290."""
    forward = 200.0 * 100.0 * 0.6 * 60.04 * 30.02 * 0.4
    backward = 83.7 * 167.4 * 0.097 * 0.1 * 0.2 * 1.2e-3
    ratio = np.sqrt(forward / backward)
    assert ratio == pytest.approx(16290, rel=1e-3)
    values = {"serca_total_uM": 1.0, "er_volume_fraction": SHARE}
    held = {"er_ca": SHARE * 0.01 * ratio}
    s = steady_state(serca_kinetic(), 0.01, values=values, held_uM=held)
    assert 0.6 * s["serca_x2"] == pytest.approx(0.097 * s["serca_y2"], rel=1e-9)


@pytest.mark.parametrize("ca", [0.05, 0.3, 1.0, 10.0])
def test_open_probability_of_ryanodine_receptors(ca):
    p = null_space(ryr_generator(ca))[:, 0]
    p /= p.sum()
    values = {"ryr_total_uM": 1.0, "er_volume_fraction": SHARE}
    state = steady_state(ryr(), ca, values=values, held_uM={"er_ca": SHARE * LUMEN})
    found = [state[f"ryr_{name}"] for name in RYR_STATES]
    np.testing.assert_allclose(found, p, rtol=1e-7)


def test_ip3_receptors_open_most_between_activation_and_inactivation():
    """Ca/(Ca + 0.3) 0.2/(Ca + 0.2) peaks at sqrt(0.3 0.2) uM, where it is 1/(1 + sqrt(1.5))^2."""
    scheme = compose("x", (ip3(), ip3r()))

    def open_probability(ca, ip3_uM):
        held = {"er_ca": SHARE * LUMEN, "ip3": ip3_uM}
        s = steady_state(scheme, ca, values={"er_volume_fraction": SHARE}, held_uM=held)
        gate = ip3_uM / (ip3_uM + 0.8) * ca / (ca + 0.3) * s["ip3r_h"]
        return gate**3

    best = np.sqrt(0.06)
    highest = (0.5 / (1 + np.sqrt(1.5)) ** 2) ** 3
    assert open_probability(best, 0.8) == pytest.approx(highest, rel=1e-9)
    for ca in (best / 1.2, best * 1.2):
        assert open_probability(ca, 0.8) < highest


def test_ip3_release_follows_the_equations():
    scheme = compose("x", (ip3(), ip3r()))
    values = {"er_volume_fraction": SHARE}
    one = Network((Compartment("x", "x", 0.08, 1.0, values),), (), {"x": scheme})
    start = {"ca": 0.05, "ip3": 3.0, "er_ca": SHARE * LUMEN, "ip3r_h": 0.8, "ip3r_0": 0.2}
    kernel = Kernel(one, initial={"x": start})

    def slope(t, y):
        ca, er, h, messenger = y
        gate = messenger / (messenger + 0.8) * ca / (ca + 0.3) * h
        release = 8.75 * gate**3 * (er / SHARE - ca)
        return [release, -release, 2.7 * (0.2 * (1 - h) - ca * h), 0.14 * (0.16 - messenger)]

    y = solve_ivp(
        slope, (0, 0.5), [0.05, SHARE * LUMEN, 0.8, 3.0], method="BDF", rtol=1e-10, atol=1e-13
    ).y[:, -1]
    kernel.advance(0.01, steps=50_000)
    for name, value in zip(("ca", "er_ca", "ip3r_h", "ip3"), y, strict=True):
        assert kernel.state(name)[0] == pytest.approx(value, rel=1e-3), name
    assert y[0] > 0.5


# --- the same in NMODL ------------------------------------------------------------------------

PUMP_UM, IMMOBILE_UM, RYR_UM, SERCA_UM = 20.0, 50.0, 2.0, 5.0
"""Amounts in the small volumes that are written to NMODL."""


def written(folder, name, chemistry, contents):
    """A buffer, PMCA and the apparatus as a mechanism in one segment, at rest at 50 nM."""
    parts = [immobile_buffer(), pmca(), leak(), *([ip3()] if chemistry.ip3 else [])]
    scheme = compose("x", [*parts, apparatus(chemistry)])
    amounts = {
        "imm_total_uM": IMMOBILE_UM,
        "pmca_total_uM": PUMP_UM,
        "er_volume_fraction": SHARE,
        "er_calcium_uM": LUMEN,
        **contents,
    }
    given = tuple(
        replace(scheme.parameter(key), value=value, source="made up", per_compartment=True)
        for key, value in amounts.items()
    )
    text = kinetic_text(Owner(name, "A piece of a head", scheme, given, "sphere"))
    (folder / f"{name}.mod").write_text(text, encoding="ascii")
    load_mechanisms([name], extra_dirs=[folder])
    section = neuron_h().Section(name=name)
    section.L = section.diam = 0.5
    section.insert(name)
    return section, getattr(section(0.5), name)


def course(mechanism, names, times_ms):
    """Shape (n_species, n_times): after calcium was put to 60 uM, by CVODE."""
    cvode = neuron_h().CVode()
    cvode.active(True)
    cvode.atol(1e-10)
    try:
        mechanism.ca = 60.0
        cvode.re_init()
        rows = []
        for t in times_ms:
            cvode.solve(t)
            rows.append([getattr(mechanism, name) for name in names])
        return np.array(rows).T
    finally:
        cvode.active(False)


def common_slopes(ca, imm, pump_ca, leak_in):
    """Immobile buffer and PMCA: what they take from calcium, and their own slopes (uM/s)."""
    bind = 247.0 * ca * imm - 524.0 * (IMMOBILE_UM - imm)
    load = 150.0 * ca * (PUMP_UM - pump_ca) - 15.0 * pump_ca
    return -bind - load + leak_in, -bind, load - 12.0 * pump_ca


def resting_pump(ca):
    """PMCA with calcium (uM) and what it extrudes (uM/s)."""
    held = PUMP_UM * 150.0 * ca / (150.0 * ca + 15.0 + 12.0)
    return held, 12.0 * held


TIMES_MS = np.array([0.5, 2.0, 10.0, 50.0, 200.0])


def solved(slope, start, indices):
    found = solve_ivp(slope, (0.0, 0.2), start, "BDF", TIMES_MS * 1e-3, rtol=1e-9, atol=1e-12).y
    return found[list(indices)]


def test_mechanism_with_ryanodine_receptors_follows_the_equations(tmp_path):
    contents = {"serca_uM_per_s": 1.0, "ryr_total_uM": 0.1}
    section, m = written(tmp_path, "own_ryr", Chemistry(), contents)
    m.ryr_total_uM = RYR_UM
    h = neuron_h()
    h.finitialize(-70.0)
    p = null_space(ryr_generator(0.05))[:, 0]
    p *= RYR_UM / p.sum()
    held, out = resting_pump(0.05)
    lumen_leak = 0.05**2 / (0.2**2 + 0.05**2) / (LUMEN - 0.05) - 66.8 * (p[5] + p[6])
    assert section(0.5).cai == pytest.approx(5e-5, rel=1e-12)
    assert m.leak_uM_per_s == pytest.approx(out, rel=1e-6)
    assert m.er_leak_per_s == pytest.approx(lumen_leak, rel=1e-5)
    imm = IMMOBILE_UM * 524.0 / (524.0 + 247.0 * 0.05)

    def slope(t, y):
        ca, imm, pump_ca, er, p = y[0], y[1], y[2], y[3], y[4:]
        d_ca, d_imm, d_pump = common_slopes(ca, imm, pump_ca, out)
        uptake = ca**2 / (0.2**2 + ca**2)
        release = (lumen_leak + 66.8 * (p[5] + p[6])) * (er / SHARE - ca)
        moved = release - uptake
        return [d_ca + moved, d_imm, d_pump, -moved, *(ryr_generator(ca) @ p)]

    expected = solved(slope, [60.0, imm, held, SHARE * LUMEN, *p], (0, 1, 2, 3, 9))
    found = course(m, ("ca", "imm", "pmca_ca", "er_ca", "ryr_o1"), TIMES_MS)
    assert expected[3].min() < 0.9 * SHARE * LUMEN
    np.testing.assert_allclose(found, expected, rtol=1e-3)
    everything = m.ca + m.imm_ca + m.pmca_ca + m.ca_out + m.er_ca
    assert everything == pytest.approx(60.0 + IMMOBILE_UM - imm + held + SHARE * LUMEN, rel=1e-6)


def test_mechanism_with_ip3_receptors_and_kinetic_serca_follows_the_equations(tmp_path):
    chemistry = Chemistry(er_release=("ip3r",), ip3=True, serca="higgins2006")
    section, m = written(tmp_path, "own_ip3r", chemistry, {"serca_total_uM": SERCA_UM})
    h = neuron_h()
    h.finitialize(-70.0)

    def cycle(ca, er):
        """dp/dt = G p of the six states, and what passes from one to the next."""
        lumen = er / SHARE
        up = [200.0 * ca, 100.0 * ca, 0.6, 60.04, 30.02, 0.4]
        down = [83.7, 167.4, 0.097, 0.1 * lumen, 0.2 * lumen, 1.2e-3]
        return np.array(up), np.array(down)

    def flows(ca, er, p):
        up, down = cycle(ca, er)
        return up * p - down * np.roll(p, -1)

    def open_share(ca, h_share, ip3_uM):
        return (ip3_uM / (ip3_uM + 0.8) * ca / (ca + 0.3) * h_share) ** 3

    g = np.zeros((6, 6))
    for n, unit in enumerate(np.eye(6)):
        f = flows(0.05, SHARE * LUMEN, unit)
        g[:, n] = np.roll(f, 1) - f
    p = null_space(g)[:, 0]
    p *= SERCA_UM / p.sum()
    h_rest = 0.2 / (0.2 + 0.05)
    held, out = resting_pump(0.05)
    turn = flows(0.05, SHARE * LUMEN, p)[2]
    lumen_leak = 2 * turn / (LUMEN - 0.05) - 8.75 * open_share(0.05, h_rest, 0.16)
    assert section(0.5).cai == pytest.approx(5e-5, rel=1e-12)
    assert m.leak_uM_per_s == pytest.approx(out, rel=1e-6)
    assert m.er_leak_per_s == pytest.approx(lumen_leak, rel=1e-4)
    imm = IMMOBILE_UM * 524.0 / (524.0 + 247.0 * 0.05)
    m.ip3 = 3.0

    def slope(t, y):
        ca, imm, pump_ca, er, h_share, ip3_uM, p = *y[:6], y[6:]
        d_ca, d_imm, d_pump = common_slopes(ca, imm, pump_ca, out)
        f = flows(ca, er, p)
        opened = open_share(ca, h_share, ip3_uM)
        release = (lumen_leak + 8.75 * opened) * (er / SHARE - ca)
        return [
            d_ca + release - f[0] - f[1],
            d_imm,
            d_pump,
            -release + f[3] + f[4],
            2.7 * (0.2 * (1 - h_share) - ca * h_share),
            0.14 * (0.16 - ip3_uM),
            *(np.roll(f, 1) - f),
        ]

    start = [60.0, imm, held, SHARE * LUMEN, h_rest, 3.0, *p]
    expected = solved(slope, start, (0, 1, 2, 3, 4, 5, 8))
    names = ("ca", "imm", "pmca_ca", "er_ca", "ip3r_h", "ip3", "serca_x2")
    found = course(m, names, TIMES_MS)
    np.testing.assert_allclose(found, expected, rtol=2e-3)


# --- rest and conservation --------------------------------------------------------------------


def test_leak_is_what_the_pump_takes_up_less_open_receptors(on_shaft, shapes):
    rest = settle(stored(on_shaft([shapes["mean"]]), Chemistry()), 0.05)
    head = next(i for i, c in enumerate(rest.network.compartments) if c.kind == APPARATUS)
    p = null_space(ryr_generator(0.05))[:, 0]
    count = 5.0 / (MOLECULES_PER_UM_UM3 * rest.network.compartments[head].volume_um3)
    opened = count * (p[5] + p[6]) / p.sum()
    uptake = 0.05**2 / (0.2**2 + 0.05**2)
    leak = rest.network.value(head, "er_leak_per_s")
    assert leak == pytest.approx(uptake / (250.0 - 0.05) - 66.8 * opened, rel=1e-9)


@pytest.mark.parametrize("chemistry", [EVERYTHING, KINETIC], ids=["everything", "kinetic"])
def test_ten_minutes_of_rest_change_nothing(on_shaft, shapes, chemistry):
    chosen = [shapes[n] for n in ("stubby", "thin_long", "giant", "filopodium")]
    rest = settle(stored(on_shaft(chosen), chemistry), 0.05)
    assert rest.imbalance < 1e-9
    kernel = Kernel(rest.network, initial=rest.state)
    before = kernel.states()
    kernel.advance_adaptive(600e3)
    accounts = {"ca_out", "na_out"}
    for name, values in kernel.states().items():
        if name not in accounts:
            # Euler's steps keep a fixed point to the precision with which it was found.
            np.testing.assert_allclose(values, before[name], rtol=1e-8, atol=1e-15, err_msg=name)
    kernel.advance(0.1, steps=1000)
    assert kernel.derivative() < 1e-9


@pytest.mark.parametrize("chemistry", [EVERYTHING, KINETIC], ids=["everything", "kinetic"])
def test_calcium_is_conserved_over_a_hundred_seconds(on_shaft, shapes, chemistry):
    """Free, bound, luminal and extruded calcium add up to what was there and what came in."""
    grid = on_shaft([shapes["mean"], shapes["mushroom"]])
    rest = settle(stored(grid, chemistry), 0.05)
    kernel = Kernel(rest.network, initial=rest.state)
    inflow = np.zeros(len(grid.compartments))
    inflow[[s.head for s in grid.spines]] = 0.1
    before, sodium = kernel.calcium_total(), _sodium(kernel)
    for _ in range(10):
        kernel.advance(0.1, inflow, steps=100)
        kernel.advance(1.0, steps=990)
        kernel.advance_adaptive(9000.0)
    came_in = 10 * 10.0 * 0.2
    assert kernel.calcium_total() - came_in == pytest.approx(before, rel=1e-12)
    assert _sodium(kernel) == pytest.approx(sodium, rel=1e-12)


def _sodium(kernel):
    if "na" not in kernel.network.species:
        return 0.0
    return kernel.total("na") + kernel.total("na_out")


def test_a_growing_head_takes_its_lumen_along(on_shaft, shapes):
    grid = on_shaft([shapes["mean"]])
    rest = settle(stored(grid, Chemistry()), 0.05)
    kernel = Kernel(rest.network, initial=rest.state)
    head = grid.spines[0].head
    amount = kernel.state("er_ca")[head] * kernel.volumes_um3[head]
    volumes = kernel.volumes_um3
    volumes[head] *= 2.0
    kernel.set_geometry(volumes, [k.factor_um for k in grid.links])
    assert kernel.state("er_ca")[head] * volumes[head] == pytest.approx(amount, rel=1e-14)


def test_halving_the_step_halves_the_error(on_shaft, shapes):
    grid = on_shaft([shapes["mean"]])
    rest = settle(stored(grid, Chemistry()), 0.05)
    head = grid.spines[0].head
    inflow = np.zeros(len(grid.compartments))
    inflow[head] = 0.5
    found = {}
    for dt in (0.1, 0.05, 0.0025):
        kernel = Kernel(rest.network, initial=rest.state)
        kernel.advance(dt, inflow, steps=round(5.0 / dt))
        found[dt] = kernel.state("er_ca")[head]
    coarse, fine = (abs(found[dt] - found[0.0025]) for dt in (0.1, 0.05))
    assert 1.6 < coarse / fine < 2.6
    # First order: 1 % of what is released at the 0.025 ms that runs take while synapses act.
    assert coarse < 0.04 * abs(found[0.0025] - 25.0)


# --- bad input --------------------------------------------------------------------------------


def test_receptors_open_at_rest_beyond_the_pump_are_refused(on_shaft, shapes):
    network = stored(on_shaft([shapes["mean"]]), Chemistry(), {"ryr_count": 1e7})
    with pytest.raises(ChemistryError, match="let out more calcium than its pump") as caught:
        settle(network, 0.05)
    assert "ryr_count" in str(caught.value)
    assert "s0.head" in str(caught.value)


def test_an_empty_lumen_is_refused(on_shaft, shapes):
    for contents in ({"er_volume_fraction": 0.0}, {"er_calcium_uM": 0.0}):
        with pytest.raises(ChemistryError, match="needs a lumen and calcium in it"):
            stored(on_shaft([shapes["mean"]]), Chemistry(), contents)
    low = stored(on_shaft([shapes["mean"]]), Chemistry(), {"er_calcium_uM": 0.01})
    with pytest.raises(ChemistryError, match="not above that of the cytosol"):
        settle(low, 0.05)


def test_ip3_receptors_without_ip3_are_refused():
    with pytest.raises(ChemistryError, match="IP3 receptors need IP3"):
        apparatus(Chemistry.model_construct(**{**dict(Chemistry()), "er_release": ("ip3r",)}))
