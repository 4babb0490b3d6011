from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinecable.electrics.grid import ac_lengths, d_lambda_nseg, refined_nseg, segment_centre


def test_ac_length_of_a_uniform_cable_is_the_textbook_value():
    """lambda_f = 0.5 sqrt(d / (pi f Ra cm)), with f = 100 Hz, Ra 150 ohm cm, cm 1 uF/cm2."""
    diameter_cm, Ra, cm_F = 2e-4, 150.0, 1e-6
    lambda_um = 1e4 * 0.5 * math.sqrt(diameter_cm / (math.pi * 100 * Ra * cm_F))
    points = [(0, 0, 0), (100, 0, 0), (300, 0, 0)]
    assert ac_lengths(points, [2, 2, 2], Ra, 1.0) == pytest.approx(300 / lambda_um, rel=1e-12)


@pytest.mark.parametrize(
    ("lengths", "nseg"), [(0.05, 1), (0.1, 1), (0.12, 3), (0.3, 3), (0.31, 5), (1.0, 11)]
)
def test_segments_are_odd_and_short_enough(lengths, nseg):
    assert d_lambda_nseg(lengths, 0.1) == nseg


@given(
    nseg=st.integers(0, 20).map(lambda k: 2 * k + 1),
    length=st.floats(1.0, 600.0),
    positions=st.lists(st.floats(0.0, 1.0), max_size=6),
)
def test_refinement_puts_every_site_within_half_a_um(nseg, length, positions):
    refined = refined_nseg(nseg, length, positions)
    assert refined % nseg == 0
    assert refined // nseg % 2 == 1
    for x in positions:
        assert abs(segment_centre(x, refined) - x) * length <= 0.5 * (1 + 1e-6)
    for factor in range(1, refined // nseg, 2):
        coarse = [segment_centre(x, nseg * factor) - x for x in positions]
        assert max(abs(miss) for miss in coarse) * length > 0.5
