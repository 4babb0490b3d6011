"""Compartments have the sizes, resistances and places of the shapes they stand for."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from spinecable.chemistry.grid import AttachedSpine, Grid, ShaftSection, build_grid
from spinecable.describe.geometry import SpineGeometry
from spinecable.errors import ChemistryError

SPINE = SpineGeometry(head_volume_um3=0.08, neck_length_um=1.0, neck_diameter_um=0.15)


def _taper(x: float) -> float:
    return 1.5 - 0.01 * x


def test_sizes_and_resistances_are_those_of_the_shape() -> None:
    length = 60.0
    grid = build_grid([AttachedSpine("a", SPINE, "d", 20.0)], [ShaftSection("d", length, _taper)])
    spine = grid.spines[0]
    c = grid.compartments
    assert c[spine.head].volume_um3 == SPINE.volume_um3
    assert c[spine.head].area_um2 == pytest.approx(math.pi * SPINE.diameter_um**2)
    assert sum(c[i].volume_um3 for i in spine.neck) == pytest.approx(SPINE.neck_volume_um3)
    # A frustum from 1.5 to 0.9 um, in closed form.
    shaft = [c[i] for i in grid.shaft("d").compartments]
    volume = math.pi * length / 12 * (1.5**2 + 1.5 * 0.9 + 0.9**2)
    assert sum(s.volume_um3 for s in shaft) == pytest.approx(volume, rel=1e-9)
    assert sum(s.area_um2 for s in shaft) == pytest.approx(math.pi * length * 1.2, rel=1e-9)
    # Series resistance from the head's middle to the base: d/3 of head, then the whole neck.
    path = [spine.head, *spine.neck, spine.base]
    pairs = set(pairwise(path))
    total = sum(1 / k.factor_um for k in grid.links if (k.a, k.b) in pairs)
    d = SPINE.diameter_um
    half_head = (d / 3) / (math.pi * d**2 / 4)
    assert total == pytest.approx(half_head + 1.0 / SPINE.neck_cross_section_um2)
    # Along the shaft: the integral of dx / cross-section between the outermost centres.
    cells = grid.shaft("d")
    along = sum(1 / k.factor_um for k in grid.links if {k.a, k.b} <= set(cells.compartments))
    first, last = cells.centres_um[0], cells.centres_um[-1]
    exact = 4 / math.pi / 0.01 * (1 / _taper(last) - 1 / _taper(first))
    assert along == pytest.approx(exact, rel=1e-5)


def test_long_necks_have_more_cells() -> None:
    long = SpineGeometry(head_volume_um3=0.02, neck_length_um=3.0, neck_diameter_um=0.15)
    spines = [AttachedSpine("a", SPINE, "d", 20.0), AttachedSpine("b", long, "d", 30.0)]
    grid = build_grid(spines, [ShaftSection("d", 60.0, 1.0)], neck_cell_um=0.25)
    assert [len(s.neck) for s in grid.spines] == [5, 12]


def test_given_diameters_are_frusta() -> None:
    knots = ([0.0, 5.0, 5.0, 12.0], [1.0, 1.0, 2.0, 1.0])
    grid = build_grid([], [ShaftSection("d", 12.0, knots)])
    volume = sum(c.volume_um3 for c in grid.compartments)
    exact = math.pi / 4 * 5 + math.pi * 7 / 12 * (4 + 2 + 1)
    # The step at 5 um is smeared over at most one sample of 0.05 um.
    assert volume == pytest.approx(exact, rel=5e-3)


def test_cells_are_centred_fine_and_grow_gently() -> None:
    places = [3.0, 30.0, 30.02, 30.3, 80.0]
    spines = [AttachedSpine(f"s{i}", SPINE, "d", x) for i, x in enumerate(places)]
    grid = build_grid(spines, [ShaftSection("d", 100.0, 1.0)])
    cells = grid.shaft("d")
    edges = np.array(cells.edges_um)
    size = np.diff(edges)
    assert edges[0] == 0.0
    assert edges[-1] == 100.0
    assert size.min() > 0.03
    assert size.max() <= 5.0
    for x, spine in zip(places, grid.spines, strict=True):
        assert cells.centres_um[cells.compartments.index(spine.base)] == pytest.approx(x, abs=0.011)
    assert grid.spines[1].base == grid.spines[2].base
    near = np.min(np.abs(cells.centres_um[:, None] - np.array(places)), axis=1) < 0.4
    assert size[near].max() <= 0.1 + 1e-9
    ratio = size[1:] / size[:-1]
    far = size[1:] > 0.15
    assert ratio[far].max() < 1.35
    assert (1 / ratio[:-1])[far[:-1]].max() < 1.35


@pytest.mark.parametrize("place", [0.0, 0.01, 0.07, 99.96, 100.0])
def test_a_base_at_an_end(place: float) -> None:
    grid = build_grid([AttachedSpine("a", SPINE, "d", place)], [ShaftSection("d", 100.0, 1.0)])
    edges = np.array(grid.shaft("d").edges_um)
    assert np.diff(edges).min() > 0.02
    volume = sum(grid.compartments[i].volume_um3 for i in grid.shaft("d").compartments)
    assert volume == pytest.approx(math.pi / 4 * 100.0)


def test_window_and_segment_weights(on_shaft: Callable[..., Grid]) -> None:
    grid = on_shaft([SPINE, SPINE])
    cells = grid.shaft("d")
    x = np.zeros(len(grid.compartments))
    x[list(cells.compartments)] = cells.centres_um
    # The mean of a linear field over a window is its value in the middle.
    for i, spine in enumerate(grid.attached):
        weights = grid.window_weights(i)
        assert weights.sum() == pytest.approx(1.0)
        assert weights @ x == pytest.approx(spine.position_um, abs=1e-3)
        reach = cells.centres_um[weights[list(cells.compartments)] > 0]
        assert np.ptp(reach) == pytest.approx(1.0, abs=0.1)
    borders = np.linspace(0.0, cells.edges_um[-1], 8)
    inflow = grid.inflow_weights("d", borders)
    np.testing.assert_allclose(inflow.sum(axis=0), 1.0)
    back = grid.segment_weights("d", borders)
    np.testing.assert_allclose(back.sum(axis=1), 1.0)
    np.testing.assert_allclose(back @ cells.centres_um, (borders[1:] + borders[:-1]) / 2, atol=0.2)


def test_refused() -> None:
    shaft = ShaftSection("d", 50.0, 1.0)
    for spine, words in (
        (AttachedSpine("a", SPINE, "e", 1.0), "no section 'e'"),
        (AttachedSpine("a", SPINE, "d", 51.0), "lies beyond"),
    ):
        with pytest.raises(ChemistryError, match=words):
            build_grid([spine], [shaft])
    with pytest.raises(ChemistryError, match="no grid with 0 neck cells"):
        build_grid([], [shaft], neck_cells=0)
    with pytest.raises(ChemistryError, match="not positive"):
        build_grid([], [ShaftSection("d", 50.0, lambda x: 1.0 - x / 10)])
