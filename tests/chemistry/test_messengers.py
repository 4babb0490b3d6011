"""Messengers: spread against diffusion and decay on a cable, IP3, cofilin, sections joined."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from spinecable.chemistry.contents import network_schemes, scheme_values
from spinecable.chemistry.grid import AttachedSpine, Grid, ShaftSection, build_grid
from spinecable.chemistry.kernel import Kernel
from spinecable.chemistry.library.buffers import immobile_buffer
from spinecable.chemistry.library.cofilin import cofilin
from spinecable.chemistry.library.ip3 import GLUTAMATE_DRIVE, ip3, phospholipase
from spinecable.chemistry.network import Compartment, Network
from spinecable.chemistry.reactions import compose
from spinecable.chemistry.rest import settle
from spinecable.chemistry.steady import steady_state
from spinecable.chemistry.surroundings import sections_within
from spinecable.describe.chemistry import Chemistry
from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.preparation import load_preparation
from spinecable.errors import ChemistryError
from spinecable.morphology.read import read_morphology
from spinecable.morphology.sites import Placement
from spinecable.plasticity.coupling import Coupling
from spinecable.plasticity.readout import Traces
from spinecable.plasticity.slots import SlotReadout

RAS = Chemistry(ras=True)
D, GAP = 0.5, 1 / 300


def filled(grid: Grid, chemistry: Chemistry) -> Network:
    preparation = load_preparation()

    def values(c: Compartment) -> Compartment:
        found = scheme_values(preparation, c.kind, c.volume_um3, c.area_um2, chemistry=chemistry)
        return replace(c, values=found)

    schemes = network_schemes(preparation, chemistry)
    return Network(tuple(values(c) for c in grid.compartments), grid.links, schemes)


@pytest.fixture(scope="module")
def cable():
    """A sealed dendrite of 120 um and 0.8 um without spines; cells of 0.5 um."""
    grid = build_grid([], [ShaftSection("d", 120.0, 0.8)], coarsest_um=0.5)
    rest = settle(filled(grid, RAS), 0.05)
    return grid, rest


def test_a_pulse_of_ras_spreads_and_decays_as_on_a_cable(cable):
    """c = M / (A sqrt(4 pi D t)) exp(-x^2 / 4 D t - k t)."""
    grid, rest = cable
    kernel = Kernel(rest.network, initial=rest.state)
    x = grid.shaft("d").centres_um - 60.25
    start = np.where(np.abs(x) < 1e-6, 1.0, 0.0)
    assert start.sum() == 1
    kernel.set_state("ras", start)
    now = 0.0
    for seconds in (60.0, 300.0, 600.0):
        kernel.advance_adaptive((seconds - now) * 1e3, rtol=1e-5)
        now = seconds
        expected = (
            0.5
            / np.sqrt(4 * np.pi * D * seconds)
            * np.exp(-(x**2) / (4 * D * seconds) - GAP * seconds)
        )
        near = np.abs(x) < 25.0
        np.testing.assert_allclose(kernel.state("ras")[near], expected[near], rtol=0.02)
        if seconds < 600.0:  # later the sealed ends, 60 um away, count
            width = np.sqrt(np.average(x**2, weights=kernel.state("ras")))
            assert width == pytest.approx(np.sqrt(2 * D * seconds), rel=0.02)


def test_ras_reaches_about_ten_um_and_ten_minutes():
    """Harvey 2008: about 10 um of dendrite, decay in about 5 min; LTP threshold for 10 min."""
    preparation = load_preparation().values("kinetics")
    assert np.sqrt(preparation["d_ras_um2_per_s"] / preparation["ras_gap"]) == pytest.approx(
        12.2, abs=0.1
    )
    assert 1 / preparation["ras_gap"] == pytest.approx(300.0)


def test_sections_joined_are_one_dendrite():
    """The same dendrite in one piece and in two: what is put into the one reaches the other."""
    found = []
    for pieces in ([("d", 80.0)], [("a", 40.0), ("b", 40.0)]):
        joints = [("b", "a")] if len(pieces) == 2 else []
        grid = build_grid(
            [],
            [ShaftSection(name, length, 0.8) for name, length in pieces],
            coarsest_um=0.5,
            joints=joints,
        )
        rest = settle(filled(grid, RAS), 0.05)
        kernel = Kernel(rest.network, initial=rest.state)
        start = np.zeros(len(grid.compartments))
        start[70] = 1.0
        kernel.set_state("ras", start)
        kernel.advance_adaptive(300e3)
        found.append(kernel.state("ras"))
    np.testing.assert_allclose(found[0], found[1], rtol=1e-9)
    assert found[1][80:].sum() > 0.1 * found[1].sum()


def test_a_joint_to_nowhere_is_refused():
    with pytest.raises(ChemistryError, match="'c', which is not there"):
        build_grid([], [ShaftSection("a", 10.0, 0.8)], joints=[("a", "c")])


def test_sections_in_reach_stop_at_the_soma_and_cross_branch_points():
    morphology = read_morphology("ca1_pyramidal")
    section = next(s for s in morphology.sections if s.parent >= 0 and s.domain != "axon")
    place = Placement.__new__(Placement)
    object.__setattr__(place, "section", section.index)
    object.__setattr__(place, "position", 0.0)
    near = sections_within(morphology, [place], 1e-3)
    parent = morphology.sections[section.parent]
    assert near == {section.index, parent.index, *parent.children}
    every = sections_within(morphology, [place], 1e6)
    root = section
    while root.parent >= 0:
        root = morphology.sections[root.parent]
    assert all(morphology.sections[i].domain != "axon" for i in every)
    assert root.index in every
    others = {s.index for s in morphology.sections if s.parent < 0} - {root.index}
    assert not others & every


@pytest.fixture(scope="module")
def pair():
    """Two spines 3 um apart and one 25 um away, with Ras."""
    g = SpineGeometry(head_volume_um3=0.08, neck_length_um=0.5, neck_diameter_um=0.2)
    spines = [AttachedSpine(n, g, "d", x) for n, x in (("a", 40.0), ("b", 43.0), ("far", 65.0))]
    grid = build_grid(spines, [ShaftSection("d", 100.0, 0.8)])
    rest = settle(filled(grid, RAS), 0.05)
    kernel = Kernel(rest.network, initial=rest.state)
    heads = [s.head for s in grid.spines]
    before = kernel.state("ras")[heads]
    kinase = kernel.state("k")
    inside = kernel.state("p")
    inside[heads[0]] += 0.5 * kinase[heads[0]]
    kinase[heads[0]] *= 0.5
    kernel.set_state("p", inside)
    kernel.set_state("k", kinase)
    times = np.array([10.0, 60.0, 180.0, 600.0, 1800.0])
    course = []
    kernel.advance_adaptive(
        times[-1] * 1e3,
        sample_times_ms=times * 1e3,
        on_sample=lambda _: course.append(kernel.state("ras")[heads] - before),
    )
    return times, np.array(course)


def test_active_kinase_in_one_head_raises_ras_in_the_next(pair):
    _, above = pair
    peak = above.max(axis=0)
    assert peak[0] > 0.05
    assert 0.02 * peak[0] < peak[1] < peak[0]
    assert peak[2] < 0.5 * peak[1]
    assert np.all(above > -1e-9)
    assert np.all(above[-1] < 0.1 * peak)


def test_the_next_head_gets_what_a_plain_cable_says():
    """Two heads on a dendrite in plain numpy, cells of 0.25 um: what the first holds is imposed,
    the second and the dendrite follow by diffusion and decay (implicit Euler, 0.1 s)."""
    g = SpineGeometry(head_volume_um3=0.08, neck_length_um=0.5, neck_diameter_um=0.2)
    spines = [AttachedSpine(n, g, "d", x) for n, x in (("a", 40.0), ("b", 44.0))]
    grid = build_grid(spines, [ShaftSection("d", 100.0, 0.8)])
    rest = settle(filled(grid, RAS), 0.05)
    kernel = Kernel(rest.network, initial=rest.state)
    heads = [s.head for s in grid.spines]
    inside, kinase = kernel.state("p"), kernel.state("k")
    inside[heads[0]] += 0.5 * kinase[heads[0]]
    kinase[heads[0]] *= 0.5
    kernel.set_state("p", inside)
    kernel.set_state("k", kinase)
    before = kernel.state("ras")[heads]
    times = np.arange(1.0, 301.0)
    above = []
    kernel.advance_adaptive(
        times[-1] * 1e3,
        sample_times_ms=times * 1e3,
        on_sample=lambda _: above.append(kernel.state("ras")[heads] - before),
    )
    first, second = np.array(above).T

    cell, count = 0.25, 400
    area, neck = np.pi * 0.4**2, np.pi * 0.1**2 / 0.5
    amounts = np.append(np.full(count, area * cell), 0.08)
    flow = np.zeros((count + 1, count + 1))
    for i, j, factor in [
        *((n, n + 1, area / cell) for n in range(count - 1)),
        (int(44.0 / cell), count, neck),
    ]:
        flow[i, [i, j]] += -factor, factor
        flow[j, [j, i]] += -factor, factor
    source = int(40.0 / cell)
    flow[source, source] -= neck
    parts = 10
    step = np.linalg.inv(np.diag(amounts * (1.0 + GAP / parts)) - D / parts * flow)
    state, found = np.zeros(count + 1), []
    for last, value in zip(np.append(0.0, first), first, strict=False):
        for part in range(1, parts + 1):
            inflow = amounts * state
            inflow[source] += D / parts * neck * (last + part / parts * (value - last))
            state = step @ inflow
        found.append(state[-1])
    assert second.max() > 0.005
    # From 25 s on: necks hold nothing in the plain cable, and filling them delays the arrival.
    np.testing.assert_allclose(second[25:], np.array(found)[25:], rtol=0.05, atol=5e-5)


def test_ras_that_came_over_lowers_the_threshold():
    preparation = load_preparation()
    time_ms = np.linspace(0.0, 60e3, 601)
    camkii = 0.04 + np.where((time_ms > 1e4) & (time_ms < 3e4), 0.1, 0.0)
    ras = np.where(time_ms > 0, 0.2, 0.05)
    plain = Traces(time_ms, np.full(601, 0.05), camkii, np.zeros(601), 0.08)
    primed = Traces(time_ms, np.full(601, 0.05), camkii, np.zeros(601), 0.08, ras_uM=ras)
    off, on = (SlotReadout.from_preparation(preparation, ras_priming_per_uM=p) for p in (0.0, 10.0))
    np.testing.assert_array_equal(off.weight(primed), off.weight(plain))
    np.testing.assert_array_equal(on.weight(plain), off.weight(plain))
    assert on.weight(primed).max() > off.weight(plain).max() + 0.01
    coupling = Coupling.from_preparation(preparation, ras_priming_per_uM=10.0)
    assert coupling.threshold(np.array([0.05, 0.15])) == pytest.approx(
        coupling.camkii_half * np.array([1.0, 0.5])
    )


def test_ip3_after_glutamate_follows_the_equations():
    scheme = compose("x", (immobile_buffer(), ip3(), phospholipase()))
    one = Network((Compartment("x", "x", 0.08, 1.0),), (), {"x": scheme})
    kernel = Kernel(one, initial={"x": {"ip3": 0.16}})
    kernel.set_parameter(GLUTAMATE_DRIVE, 0.1 / 1e-3)
    kernel.advance(0.01, steps=100)
    kernel.set_parameter(GLUTAMATE_DRIVE, 0.0)
    kernel.advance(0.1, steps=20_000)

    def slope(t, y):
        plc, messenger = y
        return [-plc, 100.0 * plc - 0.14 * (messenger - 0.16)]

    y = solve_ivp(slope, (0, 2.0), [0.1, 0.16], rtol=1e-10, atol=1e-12).y[:, -1]
    assert kernel.state("plc")[0] == pytest.approx(y[0], rel=2e-3)
    assert kernel.state("ip3")[0] == pytest.approx(y[1], rel=2e-3)


@pytest.mark.parametrize("active_uM", [0.0, 6e-4, 0.5])
def test_cofilin_by_algebra(active_uM):
    """ssh = on/(on + 0.01), cof = 4.66 ssh/(4.66 ssh + 0.28)."""
    part = compose("x", (immobile_buffer(), cofilin()))
    held = {"can_cam4": active_uM}
    values = {"ssh_total_uM": 1.0, "cof_total_uM": 1.6}
    state = steady_state(part, 0.05, values=values, held_uM=held)
    on = 1e-3 + 0.192 * active_uM
    ssh = on / (on + 0.01)
    assert state["ssh"] == pytest.approx(ssh, rel=1e-9)
    assert state["cof"] == pytest.approx(1.6 * 4.66 * ssh / (4.66 * ssh + 0.28), rel=1e-9)
