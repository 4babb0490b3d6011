"""Membrane area of each way of drawing a soma, against closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest

from spinecable.morphology.soma import soma_from_contour, soma_from_samples, surface_gap_um
from spinecable.morphology.swc import scan
from spinecable.morphology.tree import Soma


def soma_of(text: str) -> Soma:
    samples, defects = scan(text, "text")
    assert not defects
    return soma_from_samples(samples)


def test_a_single_point_is_a_sphere() -> None:
    soma = soma_of("1 1 1 2 3 5 -1")
    assert soma.area_um2 == pytest.approx(math.pi * 10**2)
    assert math.pi * soma.diameter_um * soma.length_um == pytest.approx(soma.area_um2)


def test_three_points_of_neuromorpho_are_a_sphere() -> None:
    soma = soma_of("1 1 0 0 0 5 -1\n2 1 0 -5 0 5 1\n3 1 0 5 0 5 1")
    assert soma.kind == "sphere"
    assert soma.area_um2 == pytest.approx(4 * math.pi * 5**2)


def test_a_long_chain_is_its_truncated_cones() -> None:
    soma = soma_of("1 1 0 0 0 2 -1\n2 1 10 0 0 5 1\n3 1 20 0 0 2 2")
    cone = math.pi * (2 + 5) * math.hypot(10, 3)
    assert soma.area_um2 == pytest.approx(2 * cone)


def test_a_chain_shorter_than_wide_has_at_least_its_largest_sphere() -> None:
    soma = soma_of("1 1 0 0 0 8 -1\n2 1 1 0 0 8 1")
    assert soma.area_um2 == pytest.approx(4 * math.pi * 8**2)


def test_a_round_contour_is_a_sphere() -> None:
    turn = np.linspace(0, 2 * math.pi, 200, endpoint=False)
    outline = np.column_stack([6 * np.cos(turn), 6 * np.sin(turn), np.zeros(200)])
    assert soma_from_contour(outline).area_um2 == pytest.approx(4 * math.pi * 6**2, rel=0.01)


@pytest.mark.parametrize("tilt", [0.0, 0.7, 2.0])
def test_a_long_contour_is_a_prolate_spheroid(tilt: float) -> None:
    long, short = 10.0, 5.0
    eccentricity = math.sqrt(1 - (short / long) ** 2)
    area = 2 * math.pi * short**2 * (1 + long / (short * eccentricity) * math.asin(eccentricity))
    turn = np.linspace(0, 2 * math.pi, 300, endpoint=False)
    x, y = long * np.cos(turn), short * np.sin(turn)
    outline = np.column_stack(
        [
            x * math.cos(tilt) - y * math.sin(tilt),
            x * math.sin(tilt) + y * math.cos(tilt),
            np.full(300, 7.0),
        ]
    )
    assert soma_from_contour(outline).area_um2 == pytest.approx(area, rel=0.01)


def test_gaps_are_measured_from_the_surface() -> None:
    sphere = soma_of("1 1 0 0 0 5 -1")
    assert surface_gap_um(sphere, np.array([9.0, 0, 0])) == pytest.approx(4.0)
    assert surface_gap_um(sphere, np.array([3.0, 0, 0])) == 0.0
    cone = soma_of("1 1 0 0 0 2 -1\n2 1 40 0 0 4 1")
    assert surface_gap_um(cone, np.array([20.0, 10, 0])) == pytest.approx(7.0)
    square = soma_from_contour(np.array([[-5, -5, 0], [5, -5, 0], [5, 5, 0], [-5, 5, 0.0]]))
    assert surface_gap_um(square, np.array([0.0, 12, 0])) == pytest.approx(7.0)
    assert surface_gap_um(square, np.array([0.0, 1, 0])) == 0.0
