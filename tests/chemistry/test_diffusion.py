"""How calcium leaves a spine: against linear algebra, cable theory and finer grids."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import spearmanr

from spinecable.chemistry.grid import AttachedSpine, Grid, ShaftSection, build_grid, spine_factors
from spinecable.chemistry.kernel import Kernel
from spinecable.chemistry.network import Compartment, Link, Network
from spinecable.chemistry.reactions import Scheme
from spinecable.chemistry.rest import settle
from spinecable.describe.geometry import SpineGeometry

from_shape = pytest.mark.parametrize(
    "name",
    [
        *("stubby", "stubby_wide", "short", "thin", "thin_long"),
        *("narrow", "mean", "mushroom", "giant", "filopodium"),
    ],
)
D = 220.0


def _spine_alone(g: SpineGeometry, scheme: Scheme, cells: int) -> Network:
    """Head, neck cells, and a large compartment at the neck base."""
    volumes = [g.volume_um3, *[g.neck_volume_um3 / cells] * cells, 1.0]
    factors = spine_factors(g, cells)
    return Network(
        tuple(Compartment(f"c{i}", "x", v, 0.0) for i, v in enumerate(volumes)),
        tuple(Link(i, i + 1, f) for i, f in enumerate(factors)),
        {"x": scheme},
    )


def _measured_decay(network: Network, tau_ms: float, dt_ms: float) -> float:
    """Slowest decay rate (1/ms) of the head with its base held at zero."""
    n = len(network.compartments)
    kernel = Kernel(network, initial={"ca": np.r_[np.ones(n - 1), 0.0]})
    held = np.arange(n) == n - 1
    kernel.advance(dt_ms, None, held, steps=round(2 * tau_ms / dt_ms))
    before = kernel.ca_uM[0]
    kernel.advance(dt_ms, None, held)
    # One implicit step divides by 1 + rate * dt.
    return float((before / kernel.ca_uM[0] - 1.0) / dt_ms)


@from_shape
def test_slowest_decay(calcium_alone: Scheme, shapes: dict[str, SpineGeometry], name: str) -> None:
    g = shapes[name]
    # Theory: head and open-ended neck, mu tan(mu) = V_neck / V_head, tau = L^2 / (D mu^2).
    ratio = g.neck_volume_um3 / g.volume_um3
    mu = brentq(lambda m: m * math.tan(m) - ratio, 1e-9, math.pi / 2 - 1e-9)
    theory_ms = 1e3 * g.neck_length_um**2 / (D * mu**2)
    for cells in (5, 60):
        network = _spine_alone(g, calcium_alone, cells)
        factors = [k.factor_um for k in network.links]
        matrix = np.zeros((cells + 1, cells + 1))
        volume = network.volumes_um3
        for i, f in enumerate(factors):
            matrix[i, i] += f
            if i < cells:
                matrix[i + 1, i + 1] += f
                matrix[i, i + 1] -= f
                matrix[i + 1, i] -= f
        eigenvalue = np.linalg.eigvals(D * matrix / volume[:-1, None]).real.min() * 1e-3
        measured = _measured_decay(network, 1 / eigenvalue, 0.01 / eigenvalue)
        assert measured == pytest.approx(eigenvalue, rel=1e-3)
    # Half the head resists too, where the neck is wide and short: (d/3) / (pi d^2/4) in series.
    half_head = (g.diameter_um / 3) / (math.pi * g.diameter_um**2 / 4)
    longer = half_head * g.volume_um3 / D * 1e3
    assert 1 / measured == pytest.approx(theory_ms + longer, rel=0.03)
    if longer < 0.02 * theory_ms:
        assert 1 / measured == pytest.approx(theory_ms, rel=0.03)


def _pulse(
    network: Network, grid: Grid, amount: float, dt_ms: float = 0.1
) -> dict[str, np.ndarray]:
    """Peaks after `amount` uM um3 enters each head within 5 ms: head and 1 um window of shaft."""
    rest = settle(network, 0.05)
    kernel = Kernel(rest.network, initial=rest.state)
    inflow = np.zeros(len(grid.compartments))
    heads = [s.head for s in grid.spines]
    inflow[heads] = amount / 5.0
    windows = np.array([grid.window_weights(i) for i in range(len(heads))])
    head, shaft = np.zeros(len(heads)), np.zeros(len(heads))
    for step in range(round(40 / dt_ms)):
        kernel.advance(dt_ms, inflow if step * dt_ms < 5.0 else None)
        head = np.maximum(head, kernel.ca_uM[heads])
        shaft = np.maximum(shaft, windows @ kernel.ca_uM)
    return {"head": head, "shaft": shaft}


def test_refining_the_grid(
    on_shaft: Callable[..., Grid],
    rat_ca1: Callable[[Grid], Network],
    shapes: dict[str, SpineGeometry],
) -> None:
    chosen = [shapes[n] for n in ("stubby", "mean", "thin_long", "filopodium")]
    peaks = []
    for factor in (1, 3):
        grid = on_shaft(
            chosen, neck_cells=5 * factor, neck_cell_um=0.1 / factor, shaft_cell_um=0.1 / factor
        )
        peaks.append(_pulse(rat_ca1(grid), grid, 0.5))
    assert peaks[0]["head"] == pytest.approx(peaks[1]["head"], rel=0.01)
    # What leaves the filopodium by its base is a millionth of its peak.
    rise = [p["shaft"][:3] - 0.05 for p in peaks]
    assert rise[0] == pytest.approx(rise[1], rel=0.01)


def test_step_length(
    on_shaft: Callable[..., Grid],
    rat_ca1: Callable[[Grid], Network],
    shapes: dict[str, SpineGeometry],
) -> None:
    chosen = [shapes[n] for n in ("mean", "thin_long", "mushroom")]
    grid = on_shaft(chosen, shaft_cell_um=0.3)
    network = rat_ca1(grid)
    exact = _pulse(network, grid, 0.5, 0.00625)
    errors = {}
    for dt in (0.1, 0.025):
        found = _pulse(network, grid, 0.5, dt)
        errors[dt] = max(float(np.max(np.abs(found[k] / exact[k] - 1))) for k in found)
    # Measured: 0.21 % of the peaks at 0.1 ms, 0.04 % at 0.025 ms.
    assert errors[0.1] < 0.004
    assert errors[0.025] < 0.001


def test_wide_necks_lower_the_head_and_raise_the_shaft(
    rat_ca1: Callable[[Grid], Network],
) -> None:
    """Thirty necks at one length and head volume; each 20 um from its neighbours."""
    rng = np.random.default_rng(7)
    widths = rng.uniform(0.06, 0.35, 30)
    spines = [
        AttachedSpine(
            f"s{i}",
            SpineGeometry(head_volume_um3=0.05, neck_length_um=0.6, neck_diameter_um=float(w)),
            "d",
            20.0 * (i + 1),
        )
        for i, w in enumerate(widths)
    ]
    grid = build_grid(spines, [ShaftSection("d", 620.0, 0.8)], shaft_cell_um=0.25, fine_um=0.5)
    peaks = _pulse(rat_ca1(grid), grid, 0.5)
    order = np.argsort(widths)
    assert np.all(np.diff(peaks["head"][order]) < 0)
    assert np.all(np.diff(peaks["shaft"][order]) > 0)
    assert spearmanr(widths, peaks["head"]).statistic == pytest.approx(-1.0)
    assert peaks["head"][order][0] > 1.1 * peaks["head"][order][-1]
