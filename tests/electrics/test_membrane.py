from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinecable.describe.implicit_spines import ImplicitSpines, SpineZone
from spinecable.electrics.membrane import (
    ExplicitArea,
    check_zones,
    implicit_windows,
    segment_areas,
    spiny_windows,
)
from spinecable.errors import DescriptionError
from spinecable.morphology import Section

SPINY = ImplicitSpines(density_per_um=2.0, area_um2=1.0, min_path_distance_um=50.0)
ZONED = ImplicitSpines(
    density_per_um=2.0,
    area_um2=1.0,
    min_path_distance_um=50.0,
    zones=(
        SpineZone(domain="apical", density_per_um=1.0, from_um=20.0, to_um=75.0),
        SpineZone(domain="apical_tuft", density_per_um=0.0, from_um=60.0, to_um=90.0),
        SpineZone(domain="apical_tuft", density_per_um=3.0, from_um=93.0, area_um2=0.5),
    ),
)


def dendrite(path_start=0.0, length=100.0, domain="basal"):
    points = np.array([(0.0, 0.0, 0.0), (length, 0.0, 0.0)])
    return Section(0, "dend", -1, domain, points, np.ones(2), path_start, 0, ())


def densities(implicit, domain, *places):
    """Implicit spine area per um at path distances of a dendrite from the soma to 120 um."""
    windows = spiny_windows(dendrite(length=120.0, domain=domain), implicit)
    return [sum(w.area_within(x - 5e-4, x + 5e-4) for w in windows) * 1e3 for x in places]


@given(
    path_start=st.floats(0, 300),
    length=st.floats(5, 400),
    nseg=st.integers(1, 60),
    places=st.lists(st.floats(0, 1), max_size=5),
)
def test_explicit_plus_implicit_membrane_is_what_the_density_says(path_start, length, nseg, places):
    first = max(0.0, 50.0 - path_start)
    spines = [ExplicitArea(f"s{i}", x * length, 1.1) for i, x in enumerate(places)]
    try:
        windows = implicit_windows(dendrite(path_start, length), SPINY, spines)
    except DescriptionError:
        assert len(places) * 1.1 > 2.0 * min(5.0, max(0.0, length - first))
        return
    replaced = sum(s.area_um2 for s in spines if s.at_um >= first) if windows else 0.0
    total = sum(segment_areas(windows, length, nseg)) + replaced
    assert total == pytest.approx(2.0 * max(0.0, length - first), rel=1e-9, abs=1e-9)


@given(
    path_start=st.floats(0, 120),
    length=st.floats(1, 150),
    nseg=st.integers(1, 60),
    places=st.lists(st.floats(0, 1), max_size=4, unique=True),
)
def test_zones_give_and_keep_their_own_membrane(path_start, length, nseg, places):
    """Against the area summed place by place, in steps of a thousandth of the section."""
    section = dendrite(path_start, length, "apical_tuft")

    def per_um(path):
        if path > 93:
            return 1.5
        if 60 < path < 90:
            return 0.0
        if 20 < path < 75:
            return 1.0
        return 2.0 if path > 50 else 0.0

    middles = path_start + length * (np.arange(1000) + 0.5) / 1000
    expected = sum(per_um(path) for path in middles) * length / 1000
    allowed = 4 * 2.0 * length / 1000  # one step at each of four edges
    windows = spiny_windows(section, ZONED)
    assert sum(segment_areas(windows, length, nseg)) == pytest.approx(expected, abs=allowed)
    spines = [ExplicitArea(f"s{i}", x * length, 0.02) for i, x in enumerate(places)]
    inside = [s for s in spines if any(w.start_um <= s.at_um <= w.end_um for w in windows)]
    try:
        left = implicit_windows(section, ZONED, spines)
    except DescriptionError:
        assert min(w.area_um2 for w in windows) < 0.02 * len(spines)
        return
    before, after = (sum(segment_areas(w, length, nseg)) for w in (windows, left))
    assert before - after == pytest.approx(0.02 * len(inside), rel=1e-9, abs=1e-9)


def test_the_last_zone_that_covers_a_place_counts():
    assert densities(ZONED, "basal", 10, 30, 55, 110) == pytest.approx([0, 0, 2, 2])
    assert densities(ZONED, "apical_oblique", 10, 30, 74, 76) == pytest.approx([0, 1, 1, 2])
    assert densities(ZONED, "apical_tuft", 30, 70, 91.5, 110) == pytest.approx([1, 0, 2, 1.5])
    assert densities(ZONED, "axon", 70) == [0]


def test_a_zone_begins_where_spines_begin_unless_it_says_so():
    zone = {"domain": "basal", "density_per_um": 4.0}
    spines = ImplicitSpines(density_per_um=1.0, area_um2=1.0, zone=[zone])
    assert densities(spines, "basal", 40, 60) == pytest.approx([0, 4])
    near = ImplicitSpines(density_per_um=1.0, area_um2=1.0, zone=[{**zone, "from_um": 30}])
    assert densities(near, "basal", 20, 40, 60) == pytest.approx([0, 4, 4])


def test_only_the_window_around_a_spine_gives_up_membrane():
    spine = ExplicitArea("a", 75.0, 5.0)
    windows = implicit_windows(dendrite(), SPINY, [spine])
    assert [w.area_um2 for w in windows] == pytest.approx([20, 20, 15, 20, 20])
    assert (windows[2].start_um, windows[2].end_um) == pytest.approx((70.0, 80.0))


def test_a_window_across_the_edge_of_a_zone_gives_up_the_same_share_on_both_sides():
    zone = SpineZone(from_um=76.0, density_per_um=1.0)
    implicit = ImplicitSpines(density_per_um=2.0, area_um2=1.0, zones=(zone,))
    windows = implicit_windows(dendrite(), implicit, [ExplicitArea("a", 79.0, 4.0)])
    assert (windows[2].start_um, windows[2].end_um) == pytest.approx((70.0, 80.0))
    assert windows[2].area_within(70, 76) == pytest.approx(12 * 0.75)
    assert windows[2].area_within(76, 80) == pytest.approx(4 * 0.75)


def test_a_spine_near_the_soma_or_in_a_smooth_zone_replaces_nothing():
    near = ExplicitArea("a", 20.0, 500.0)
    windows = implicit_windows(dendrite(), SPINY, [near])
    assert sum(segment_areas(windows, 100.0, 7)) == pytest.approx(100.0)
    smooth = dendrite(domain="apical_tuft")
    before = spiny_windows(smooth, ZONED)
    after = implicit_windows(smooth, ZONED, [ExplicitArea("a", 70.0, 500.0)])
    assert after == before


def test_more_explicit_membrane_than_there_is_names_the_place_and_the_spines():
    spines = [ExplicitArea("big", 61.0, 15.0), ExplicitArea("next", 63.0, 6.0)]
    with pytest.raises(DescriptionError, match=r"dend from 60.0 to 70.0 um: .*big, next") as error:
        implicit_windows(dendrite(), SPINY, spines)
    assert "density_per_um" in str(error.value)


def test_smooth_dendrites_have_none():
    assert implicit_windows(dendrite(), None, []) == ()
    assert implicit_windows(dendrite(length=40.0), SPINY, []) == ()


def test_a_zone_on_a_dendrite_that_the_cell_lacks_is_refused(forked):
    check_zones(forked, ZONED)
    bare = type(forked)("bare", forked.path, "", forked.soma, forked.sections[:1])
    with pytest.raises(DescriptionError, match=r"zone\[0\].domain: bare has no 'apical'.*basal"):
        check_zones(bare, ZONED)
