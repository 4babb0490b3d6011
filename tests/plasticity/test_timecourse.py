"""The published courses of an induction of LTP."""

from __future__ import annotations

import numpy as np
import pytest

from spinecable.plasticity.timecourse import (
    BINDING,
    EXOCYTOSIS,
    lasting_growth,
    relative_volume,
    rise_and_fall,
)


@pytest.mark.parametrize("course", [BINDING, EXOCYTOSIS])
def test_peak_is_base_plus_amplitude(course: tuple[float, float, float, float]) -> None:
    values = rise_and_fall(np.linspace(-10, 600, 61_001), *course)
    assert values.max() == pytest.approx(course[0] + course[1], rel=1e-6)
    assert values[0] == course[0]
    assert values[-1] < course[0] + 0.01 * course[1]


@pytest.mark.parametrize(
    ("volume_um3", "ratios"),
    [
        (0.04, [5.5, 4.7, 3.2, 2.8, 2.0, 1.3]),
        (0.08, [4.4, 3.7, 2.5, 2.2, 1.7, 1.2]),
        (0.20, [2.7, 2.3, 1.5, 1.4, 1.2, 1.06]),
    ],
)
def test_volume_at_half_a_minute_to_two_hours(volume_um3: float, ratios: list[float]) -> None:
    at_s = np.array([30, 120, 600, 1800, 3600, 7200])
    np.testing.assert_allclose(relative_volume(at_s, volume_um3), ratios, atol=0.09)


def test_growth_does_not_turn_into_loss_in_huge_spines() -> None:
    assert lasting_growth(1.0) == 0
