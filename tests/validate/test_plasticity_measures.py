"""Measures of the rows of diffusion, plasticity and molecules, on data with known answers."""

from __future__ import annotations

import numpy as np
import pytest

from spinecable.describe.geometry import SpineGeometry
from spinecable.validate.courses import decay_time, to_share
from spinecable.validate.entry import NotComputable, absent
from spinecable.validate.pairing_runs import time_constant
from spinecable.validate.rows.diffusion import exchange_s
from spinecable.validate.rows.molecules import hill_slope
from spinecable.validate.score import failed_with
from spinecable.validate.slice_runs import grown


def test_a_head_on_a_thin_neck_exchanges_as_the_lumped_formula_says() -> None:
    shape = SpineGeometry(head_volume_um3=0.3, neck_length_um=0.8, neck_diameter_um=0.08)
    lumped = 0.3 * 0.8 / (np.pi * 0.04**2) / 50.0
    assert exchange_s(shape, 50.0) == pytest.approx(lumped, rel=0.03)


def test_exchange_goes_with_the_inverse_of_diffusion() -> None:
    shape = SpineGeometry(head_volume_um3=0.08, neck_length_um=0.7, neck_diameter_um=0.15)
    assert exchange_s(shape, 0.5) == pytest.approx(100 * exchange_s(shape, 50.0), rel=1e-6)


def test_a_hill_curve_gives_its_coefficient() -> None:
    calcium = np.geomspace(0.01, 1000.0, 200)
    assert hill_slope(calcium, calcium**3 / (calcium**3 + 2.0)) == pytest.approx(3.0, rel=1e-3)


def test_rise_and_decay_of_a_known_course() -> None:
    time = np.linspace(0.0, 40.0, 40_001)
    rise = 1.0 - np.exp(-time / 2.0)
    assert to_share(time, 5.0 + rise, 1 - 1 / np.e) == pytest.approx(2.0, rel=1e-3)
    peaked = np.where(time < 1.0, time, np.exp(-(time - 1.0) / 3.0))
    assert decay_time(time, 0.2 + peaked) == pytest.approx(3.0, rel=1e-3)


def test_a_course_that_does_not_fall_has_no_decay() -> None:
    time = np.linspace(0.0, 10.0, 100)
    assert decay_time(time, time) == float("inf")


def test_growth_is_relative_to_the_first_volume() -> None:
    run = {
        "late_time_min": np.array([-1.0, 0.0, 10.0]),
        "late_head_volume_um3": np.array([[0.1, 0.1, 0.2], [0.2, 0.2, 0.1]]),
    }
    assert grown(run, 5.0) == pytest.approx([0.5, -0.25])


def test_a_window_gives_its_time_constant() -> None:
    delay = np.array([-5.0, -10.0, -20.0, -40.0])
    assert time_constant(delay, -0.4 * np.exp(delay / 20.0)) == pytest.approx(20.0)
    with pytest.raises(NotComputable, match="no change"):
        time_constant(delay, np.zeros(4))
    with pytest.raises(NotComputable, match="does not fall off"):
        time_constant(delay, np.array([0.1, 0.2, 0.3, 0.4]))


def test_a_row_that_cannot_be_reached_fails_without_being_an_error(make_row) -> None:
    with pytest.raises(NotComputable) as caught:
        absent("there is no such thing.")({})
    line = failed_with(make_row("P4"), caught.value, 0.0)
    assert line.passed is False
    assert not line.error
    assert line.note == "Not computable: there is no such thing."
