"""The resting state: found at every shape, kept, and refused where there is none."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from spinecable.chemistry.equations import Equations
from spinecable.chemistry.grid import Grid
from spinecable.chemistry.kernel import Kernel
from spinecable.chemistry.network import Compartment, Link, Network
from spinecable.chemistry.reactions import Scheme
from spinecable.chemistry.rest import Rest, settle
from spinecable.describe.geometry import SpineGeometry
from spinecable.errors import ChemistryError

RESTING_UM = 0.05


@pytest.fixture(scope="module")
def ten_spines(
    on_shaft: Callable[..., Grid],
    rat_ca1: Callable[[Grid], Network],
    shapes: dict[str, SpineGeometry],
) -> tuple[Grid, Rest]:
    """Stubby to filopodium on one dendrite."""
    grid = on_shaft(list(shapes.values()), shaft_cell_um=0.4)
    return grid, settle(rat_ca1(grid), RESTING_UM)


def _drift(kernel: Kernel, rest: Rest) -> float:
    """Largest relative change of any species anywhere (accounts left out)."""
    accounts = {s.name for v in rest.network.schemes.values() for s in v.species if s.bookkeeping}
    worst = 0.0
    for name, start in rest.state.items():
        if name not in accounts:
            held = np.nan_to_num(start) > 0
            change = np.abs(kernel.state(name)[held] / start[held] - 1.0)
            worst = max(worst, float(change.max(initial=0.0)))
    return worst


def test_every_rate_is_zero(ten_spines: tuple[Grid, Rest]) -> None:
    _, rest = ten_spines
    assert rest.imbalance < 1e-9
    np.testing.assert_array_equal(rest.state["ca"], RESTING_UM)
    assert np.all(rest.leak_uM_per_s > 0)
    # The same rates from another path: each compartment's own equations, plus diffusion.
    for kind, members in rest.network.members.items():
        equations = Equations(rest.network.schemes[kind])
        x = np.array([rest.state[s][members] for s in equations.species])
        p = np.array([rest.network.columns[kind][q] for q in equations.parameters])
        rate, turnover = equations.derivative(x, p), equations.turnover(x, p)
        for i, name in enumerate(equations.species):
            if name == "ca_out":
                continue
            for place, m in enumerate(members):
                for link, g in zip(
                    rest.network.links, rest.network.conductances(name), strict=True
                ):
                    if g > 0 and m in (link.a, link.b):
                        other = link.a + link.b - m
                        flow = g / rest.network.volumes_um3[m]
                        rate[i, place] += flow * (rest.state[name][other] - rest.state[name][m])
                        turnover[i, place] += flow * rest.state[name][m]
        relative = np.abs(rate) / np.where(turnover > 0, turnover, 1.0)
        relative[equations.species.index("ca_out")] = 0.0
        assert relative.max() < 1e-9


def test_nothing_drifts(ten_spines: tuple[Grid, Rest]) -> None:
    _, rest = ten_spines
    kernel = Kernel(rest.network, initial=rest.state)
    assert kernel.derivative() < 1e-9
    kernel.advance(0.1, steps=3000)
    assert _drift(kernel, rest) < 1e-10
    kernel.advance_adaptive(600e3)
    assert _drift(kernel, rest) < 1e-9


def test_rest_is_found_again_after_a_stimulus(ten_spines: tuple[Grid, Rest]) -> None:
    grid, rest = ten_spines
    kernel = Kernel(rest.network, initial=rest.state)
    inflow = np.zeros(len(grid.compartments))
    for spine in grid.spines:
        inflow[spine.head] = 5.0 * grid.compartments[spine.head].volume_um3
    kernel.advance(0.1, inflow, steps=200)
    assert all(kernel.ca_uM[s.head] > 2 * RESTING_UM for s in grid.spines)
    report = kernel.advance_adaptive(3600e3)
    np.testing.assert_allclose(kernel.ca_uM, RESTING_UM, rtol=1e-3)
    assert report.accepted < 3000


def test_resting_inflow_lowers_the_leak(small_scheme: Scheme) -> None:
    pair = tuple(Compartment(name, "x", 0.1, 1.0) for name in ("a", "b"))
    network = Network(pair, (Link(0, 1, 0.1),), {"x": small_scheme})
    inflow = np.array([1e-4, 0.0])
    rest = settle(network, 0.1, inflow_uM_um3_per_ms=inflow)
    # 0.1 uM um3 / s into 0.1 um3 is 1 uM/s.
    assert rest.leak_uM_per_s[1] - rest.leak_uM_per_s[0] == pytest.approx(1.0)
    pump = 20.0 * 0.1 / (0.1 + (15 + 12) / 150)
    assert rest.leak_uM_per_s[1] == pytest.approx(12 * pump)
    assert rest.state["pump_ca"][0] == pytest.approx(pump)
    kernel = Kernel(rest.network, initial=rest.state)
    kernel.advance(0.1, inflow, steps=1000)
    assert kernel.ca_uM == pytest.approx(0.1, rel=1e-12)
    with pytest.raises(ChemistryError, match=r"a: at 0\.1 uM calcium enters faster.*Lower the"):
        settle(network, 0.1, inflow_uM_um3_per_ms=inflow * 1e3)


def test_a_network_without_leak_is_refused(calcium_alone: Scheme) -> None:
    network = Network((Compartment("a", "x", 0.1, 1.0),), (), {"x": calcium_alone})
    with pytest.raises(ChemistryError, match="no leak"):
        settle(network, 0.1)
