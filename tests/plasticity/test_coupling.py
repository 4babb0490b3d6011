"""From enzyme activity to the factors on the slot model's rates."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from spinecable.describe.preparation import Preparation, Quantity
from spinecable.errors import DescriptionError
from spinecable.plasticity.coupling import GROWTH_PEAK, Coupling, low_pass
from spinecable.plasticity.slot_model import REST
from spinecable.plasticity.timecourse import early_growth, lasting_growth, relative_volume


def test_low_pass_is_exact_between_uneven_samples() -> None:
    knots = np.array([0.0, 0.3, 0.31, 4.0, 50.0, 51.0, 400.0])
    values = np.array([0.2, 0.2, 1.0, 0.1, 0.7, 0.0, 0.3])
    expected = [
        solve_ivp(
            lambda t, x: (np.interp(t, knots, values) - x) / 7.0,
            (0, t),
            [0.2],
            max_step=0.05,
            rtol=1e-9,
        ).y[0, -1]
        for t in knots[1:]
    ]
    np.testing.assert_allclose(low_pass(knots, values, 7.0)[1:], expected, atol=2e-5)


def test_rest_is_exactly_no_drive(coupling: Coupling) -> None:
    time = np.linspace(0, 1e4, 100)
    steady = np.full(100, 0.037)
    assert not coupling.kinase_drive(time, steady).any()
    assert not coupling.phosphatase_drive(time, steady).any()
    assert coupling.drive(0.0, 0.0) == REST
    assert not coupling.growth_rate(np.zeros(3), 0.0).any()
    assert coupling.relative_volume(np.zeros(3), 0.08) == 1.0


def test_activity_below_rest_does_nothing(coupling: Coupling) -> None:
    time = np.linspace(0, 100, 1001)
    falling = np.linspace(0.04, 0.0, 1001)
    assert not coupling.kinase_drive(time, falling).any()
    assert not coupling.phosphatase_drive(time, falling).any()


def test_only_new_kinase_activity_counts(coupling: Coupling) -> None:
    """A step is felt for a minute or two; a creep over half an hour to the same level is not."""
    time = np.arange(0, 2000, 0.5)
    step = np.where(time > 1, 0.5, 0.03)
    creep = 0.03 + 0.47 * time / time[-1]
    felt = coupling.kinase_drive(time, step)
    assert felt.max() > 0.85
    assert time[felt > 0.5].max() < 120
    assert coupling.kinase_drive(time, creep).max() < 0.01


def test_phosphatase_counts_by_duration(coupling: Coupling) -> None:
    time = np.arange(0, 3000, 0.5)
    high = coupling.phosphatase_drive(time, np.where((time > 10) & (time < 70), 0.9, 0.0))
    low = coupling.phosphatase_drive(time, np.where((time > 10) & (time < 910), 0.03, 0.0))
    assert low.max() > 5 * high.max()


@pytest.mark.parametrize("volume_um3", [0.04, 0.08])
def test_growth_after_a_brief_full_drive_is_the_published_course(
    coupling: Coupling, volume_um3: float
) -> None:
    """E and T set to 1 at once: the impulse response whose amplitudes the source fits."""
    found = solve_ivp(
        lambda t, y: coupling.growth_rate(y, 0.0),
        (0, 7200),
        [1.0, 1.0, 0.0],
        t_eval=np.array([60.0, 600, 1800, 3600, 7200]),
        rtol=1e-9,
        atol=1e-12,
    )
    ours = np.array([coupling.relative_volume(y, volume_um3) for y in found.y.T])
    published = relative_volume(found.t, volume_um3)
    early = early_growth(volume_um3) * found.y[0]
    lasting = lasting_growth(volume_um3) * found.y[2] / GROWTH_PEAK
    np.testing.assert_allclose(ours - 1, coupling.gain_growth * (early + lasting))
    np.testing.assert_allclose(1 + early + lasting, published, rtol=0.08)


def _with(preparation: Preparation, **changes: float | None) -> Preparation:
    from dataclasses import replace

    group = dict(preparation.group("readout"))
    for name, value in changes.items():
        if value is None:
            del group[name]
        else:
            group[name] = Quantity(value, "1", "test")
    return replace(preparation, groups={**preparation.groups, "readout": group})


def test_missing_and_unknown_values_are_named(preparation: Preparation) -> None:
    with pytest.raises(DescriptionError, match="'gain_growth' is missing"):
        Coupling.from_preparation(_with(preparation, gain_growth=None))
    with pytest.raises(DescriptionError, match=r"unknown key 'gain_grow'.*gain_growth"):
        Coupling.from_preparation(_with(preparation, gain_grow=1.0))


def test_the_drives_answer_to_amounts(coupling: Coupling) -> None:
    """Half the enzyme at twice the activity drives as the usual amount does; none never drives."""
    time = np.linspace(0, 300, 3001)
    active = np.where((time > 10) & (time < 60), 0.4, 0.0)
    half, none = coupling.with_amounts(0.5, 0.5), coupling.with_amounts(0.0, 0.0)
    np.testing.assert_allclose(
        half.kinase_drive(time, 2 * active), coupling.kinase_drive(time, active)
    )
    np.testing.assert_allclose(
        half.phosphatase_drive(time, 2 * active), coupling.phosphatase_drive(time, active)
    )
    assert coupling.kinase_drive(time, active).max() > 0.5
    assert not none.kinase_drive(time, active).any()
    assert not none.phosphatase_drive(time, active).any()
