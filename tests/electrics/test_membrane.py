from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinecable.describe.cell import ImplicitSpines
from spinecable.electrics.membrane import ExplicitArea, implicit_windows, segment_areas
from spinecable.errors import DescriptionError

SPINY = ImplicitSpines(density_per_um=2.0, area_um2=1.0, min_path_distance_um=50.0)


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
        windows = implicit_windows("dend", path_start, length, SPINY, spines)
    except DescriptionError:
        assert len(places) * 1.1 > 2.0 * min(5.0, max(0.0, length - first))
        return
    replaced = sum(s.area_um2 for s in spines if s.at_um >= first) if windows else 0.0
    total = sum(segment_areas(windows, length, nseg)) + replaced
    assert total == pytest.approx(2.0 * max(0.0, length - first), rel=1e-9, abs=1e-9)


def test_only_the_window_around_a_spine_gives_up_membrane():
    spine = ExplicitArea("a", 75.0, 5.0)
    windows = implicit_windows("dend", 0.0, 100.0, SPINY, [spine])
    assert [w.area_per_um for w in windows] == pytest.approx([2.0, 2.0, 1.5, 2.0, 2.0])
    assert (windows[2].start_um, windows[2].end_um) == pytest.approx((70.0, 80.0))


def test_a_spine_near_the_soma_replaces_nothing():
    near = ExplicitArea("a", 20.0, 500.0)
    windows = implicit_windows("dend", 0.0, 100.0, SPINY, [near])
    assert sum(segment_areas(windows, 100.0, 7)) == pytest.approx(100.0)


def test_more_explicit_membrane_than_there_is_names_the_place_and_the_spines():
    spines = [ExplicitArea("big", 61.0, 15.0), ExplicitArea("next", 63.0, 6.0)]
    with pytest.raises(DescriptionError, match=r"dend from 60.0 to 70.0 um: .*big, next") as error:
        implicit_windows("dend", 0.0, 100.0, SPINY, spines)
    assert "density_per_um" in str(error.value)


def test_smooth_dendrites_have_none():
    assert implicit_windows("dend", 0.0, 100.0, None, []) == ()
    assert implicit_windows("dend", 0.0, 40.0, SPINY, []) == ()
