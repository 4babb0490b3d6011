"""Everything switched on in a network: rest, conservation, and what added buffer does."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from spinecable.chemistry.contents import network_schemes, scheme_values
from spinecable.chemistry.kernel import Kernel
from spinecable.chemistry.network import Network
from spinecable.chemistry.reference import integrate
from spinecable.chemistry.rest import settle
from spinecable.describe.chemistry import Chemistry
from spinecable.describe.preparation import load_preparation

EVERYTHING = Chemistry(
    camkii_neighbours="li2012",
    camkii_t305=True,
    neurogranin=True,
    inhibitor1=True,
    buffers=("immobile", "calbindin", "parvalbumin", "atp", "egta", "bapta"),
    egta_uM=50.0,
    bapta_uM=10.0,
    dye="gcamp6f",
    dye_uM=20.0,
)
COARSE = {"shaft_cell_um": 0.5, "neck_cell_um": 1.0, "neck_cells": 3}


def build(grid, chemistry, buffering="intact"):
    preparation = load_preparation("rat_ca1", buffering)
    compartments = tuple(
        replace(
            c,
            values=scheme_values(
                preparation, c.kind, c.volume_um3, c.area_um2, chemistry=chemistry
            ),
        )
        for c in grid.compartments
    )
    return Network(compartments, grid.links, network_schemes(preparation, chemistry))


@pytest.fixture(scope="module")
def full(on_shaft, shapes):
    """A stubby spine and a filopodium with every option, at rest."""
    grid = on_shaft([shapes["stubby"], shapes["filopodium"]], **COARSE)
    return grid, settle(build(grid, EVERYTHING), 0.05)


def test_rest_is_exact_with_everything(full):
    _, rest = full
    assert rest.imbalance < 1e-9
    assert np.all(rest.leak_uM_per_s > 0.0)
    kernel = Kernel(rest.network, initial=rest.state)
    before = kernel.states()
    kernel.advance_adaptive(600e3)
    for name, values in kernel.states().items():
        if name != "ca_out":
            moved = np.abs(values / before[name] - 1.0)[before[name] > 1e-12]
            assert np.max(moved, initial=0.0) < 1e-6, name


def test_neurogranin_takes_calmodulin_from_the_free_pool(full):
    grid, rest = full
    state = {n: v[grid.spines[0].head] for n, v in rest.state.items()}
    mobile = sum(state[n] for n in ("cam0", "cam2c", "cam2n", "cam4", "ng_cam0"))
    assert mobile == pytest.approx(26.34, rel=1e-6)
    assert state["ng"] + state["ng_cam0"] == pytest.approx(20.0, rel=1e-6)
    # Kd 36 / 28 uM: the root of the quadratic for 20 and (nearly) 26.34 uM.
    b = 20.0 + 26.34 + 36.0 / 28.0
    assert state["ng_cam0"] == pytest.approx((b - np.sqrt(b * b - 4 * 20.0 * 26.34)) / 2, rel=5e-3)


def test_totals_hold_over_100_s_of_pulses(full):
    grid, rest = full
    kernel = Kernel(rest.network, initial=rest.state)
    names = sorted({n for s in rest.network.schemes.values() for n in s.conserved})
    before = {name: kernel.total(name) for name in names}
    influx = np.zeros(len(grid.compartments))
    influx[grid.spines[0].head] = 0.2
    entered = 0.0
    for _ in range(10):
        kernel.advance(0.1, influx, steps=20)
        entered += 0.2 * 2.0
        kernel.advance_adaptive(9998.0)
    for name in names:
        expected = before[name] + (entered if name == "calcium" else 0.0)
        assert kernel.total(name) == pytest.approx(expected, rel=1e-9), name


@pytest.fixture(scope="module")
def courses(on_shaft, shapes):
    """Calcium above rest in a closed head after a brief influx, by amount of OGB-1 (uM)."""
    grid = on_shaft([shapes["mushroom"]], **COARSE)
    head = grid.spines[0].head
    found = {}
    for amount in AMOUNTS_UM:
        dye = Chemistry(dye="ogb1", dye_uM=amount) if amount else Chemistry()
        closed = replace(build(grid, dye, "dialysed"), links=())
        rest = settle(closed, 0.05)
        kernel = Kernel(rest.network, initial=rest.state)
        influx = np.zeros(len(grid.compartments))
        influx[head] = 0.5
        course = []
        for step in range(3000):
            kernel.advance(0.1, influx if step < 10 else None)
            course.append(kernel.ca_uM[head] - 0.05)
        found[amount] = np.array(course)
    return found


AMOUNTS_UM = (0.0, 25.0, 50.0, 100.0)


def test_more_dye_lowers_the_peak_and_lengthens_the_decay(courses):
    """In a closed head; with a neck open, mobile dye also carries calcium away."""
    peaks = [courses[amount].max() for amount in AMOUNTS_UM]
    assert all(a > 1.1 * b for a, b in pairwise(peaks))
    tails_ms = []
    for amount in AMOUNTS_UM:
        course = courses[amount][50:]
        tails_ms.append(0.1 * float(np.argmax(course < 0.5 * course[0])))
    assert all(0.0 < 1.1 * a < b for a, b in pairwise(tails_ms)), tails_ms


@pytest.mark.parametrize(
    "chemistry",
    [EVERYTHING, Chemistry(calmodulin="lobes9", calmodulin_rates="faas2011", neurogranin=True)],
)
def test_the_kernel_follows_scipy(chemistry, on_shaft, shapes):
    """A pulse of calcium into a closed head: the compiled kernel beside scipy."""
    grid = on_shaft([shapes["mean"]], **COARSE)
    whole = build(grid, chemistry)
    alone = replace(whole, compartments=(whole.compartments[grid.spines[0].head],), links=())
    rest = settle(alone, 0.05)
    kernel = Kernel(rest.network, initial=rest.state)
    influx = np.array([0.5])
    kernel.advance(0.01, influx, steps=200)
    kernel.advance(0.01, None, steps=800)
    state = integrate(rest.network, rest.state, 2.0, inflow=influx, rtol=1e-7).states
    state = {name: values[:, -1] for name, values in state.items()}
    expected = integrate(rest.network, state, 8.0, rtol=1e-7).states
    compared = 0
    for species in rest.network.schemes["head"].species:
        before, after = rest.state[species.name][0], expected[species.name][0, -1]
        moved = abs(after - before)
        if moved > 1e-3 * abs(before) and moved > 1e-7:
            compared += 1
            assert abs(kernel.state(species.name)[0] - after) < 0.02 * moved, species.name
    assert compared > 20
