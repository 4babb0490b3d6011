"""Exponentials of known length, with and without noise, and what is no exponential."""

from __future__ import annotations

import numpy as np
import pytest

from spinecable.result.length_constant import fit_length_constant

DISTANCE_UM = np.array([0.5, 1.0, 1.5, 2.5, 4.0])


@pytest.mark.parametrize("length_um", [0.4, 2.0, 30.0])
@pytest.mark.parametrize("amplitude", [3.0, -1e-4])
def test_an_exact_exponential(length_um: float, amplitude: float) -> None:
    found = fit_length_constant(DISTANCE_UM, amplitude * np.exp(-DISTANCE_UM / length_um))
    assert found.determined
    assert found.length_um == pytest.approx(length_um, rel=1e-4)
    assert found.low_um <= found.length_um <= found.high_um < 1.01 * length_um
    assert found.amplitude == pytest.approx(amplitude, rel=1e-3)
    assert found.explained > 0.9999
    np.testing.assert_allclose(found.at(2.0), amplitude * np.exp(-2.0 / length_um), rtol=1e-3)


def test_the_interval_holds_the_true_length_as_often_as_it_says() -> None:
    """Of 300 noisy data sets; 95 % of them within three standard deviations of a count."""
    rng = np.random.default_rng(1)
    distance = np.linspace(0.0, 6.0, 12)
    inside = 0
    for _ in range(300):
        noisy = np.exp(-distance / 2.0) + 0.03 * rng.standard_normal(distance.size)
        found = fit_length_constant(distance, noisy)
        inside += found.low_um <= 2.0 <= found.high_um
    assert abs(inside - 285) < 3 * np.sqrt(300 * 0.95 * 0.05)


@pytest.mark.parametrize(
    ("distance", "value", "text"),
    [
        ([1.0, 1.0, 2.0], [3.0, 2.9, 2.0], "2 distances, and 3 are needed"),
        (DISTANCE_UM, np.zeros(5), "nothing arrives"),
        (DISTANCE_UM, np.full(5, 2.0), "no fall"),
        (DISTANCE_UM, np.array([1.0, 2.0, 3.0, 4.0, 5.0]), "no fall"),
        (DISTANCE_UM, np.array([1.0, -2.0, 2.0, -1.0, 1.5]), "no fall"),
        (DISTANCE_UM, np.array([1.0, 1e-4, -1e-4, 1e-4, -1e-4]), "has fallen at the nearest"),
    ],
)
def test_what_has_no_length(distance, value, text: str) -> None:
    found = fit_length_constant(distance, value)
    assert not found.determined
    assert np.isnan(found.length_um)
    assert text in found.note


def test_what_is_below_the_floor_is_nothing() -> None:
    tiny = 1e-9 * np.exp(-DISTANCE_UM)
    assert fit_length_constant(DISTANCE_UM, tiny).determined
    assert fit_length_constant(DISTANCE_UM, tiny, floor=1e-8).note == "nothing arrives"
