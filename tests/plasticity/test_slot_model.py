"""The slot model against its equations typed a second time, and published constants."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from spinecable.errors import DescriptionError
from spinecable.plasticity.slot_model import REST, Drive, SlotModel
from spinecable.plasticity.timecourse import (
    BINDING,
    EXOCYTOSIS,
    relative_volume,
    rise_and_fall,
)

MINUTES = np.array([1.0, 5, 10, 20, 60, 120])

# Becker & Tetzlaff's model, total bound receptors after the stimulus at MINUTES.
REGRESSION = {
    (False, False): [44.2, 30.6, 20.8, 20.0, 20.0, 20.0],
    (False, True): [42.2, 30.8, 23.4, 22.2, 21.2, 20.4],
    (True, True): [46.5, 53.1, 42.3, 35.2, 28.2, 22.3],
    (True, False): [46.8, 53.7, 37.0, 24.7, 20.0, 20.0],
}


def typed_again(cooperative: bool, swells: bool) -> np.ndarray:
    """Bound receptors at MINUTES from the paper's equations, written without the package."""
    p, u0, b0, v0 = 70.0, 10.0, 20.0, 0.08
    area0 = (36 * math.pi) ** (1 / 3) * v0 ** (2 / 3)
    s0 = 0.1 * v0 / 0.000615
    kendo = (0.0018 * s0 + 0.2) * area0 / u0 - 0.018
    big_l = (299 * math.exp(-v0 / 0.102) - 0.9) / 100

    def sr(t: float, a0: float, a: float, b: float, c: float) -> float:
        norm = (b / c) ** (c / (c - b)) - (b / c) ** (b / (c - b))
        return a0 + a / norm * (math.exp(-t / b) - math.exp(-t / c))

    def coop(b: float) -> tuple[float, float]:
        if not cooperative:
            return 1.0, 0.1
        on = 24.6 / (12.5 + p) * b**0.8 + 1
        return on, 0.1 * ((0.9 * p + 15.5) / (0.6 * p + 9.3 + b) - 0.5)

    on, off = coop(b0)
    kub0 = off * b0 * area0 / (on * (p - b0) * u0)

    def rhs(t: float, y: np.ndarray) -> list[float]:
        u, b, s = y
        v = v0
        if swells:
            v *= sr(t, 1, 1 + 1.75 * big_l, 250, 5) + sr(t, 0, big_l, 3000, 500)
        area = (36 * math.pi) ** (1 / 3) * v ** (2 / 3)
        on, off = coop(b)
        catch = kub0 * sr(t, 1, 30, 5, 60) * on * (p - b) * u / area
        exo = 0.0018 * sr(t, 1, 5, 25, 60) * s
        return [
            exo + 0.2 + off * b - (kendo + 0.018) * u / area - catch,
            catch - off * b,
            0.1 - 0.000615 * s / v,
        ]

    found = solve_ivp(
        rhs, (0, 7200), [u0, b0, s0], t_eval=MINUTES * 60, rtol=1e-9, atol=1e-9, method="LSODA"
    )
    return found.y[1]


def ours(cooperative: bool, swells: bool) -> np.ndarray:
    model = SlotModel(cooperative=cooperative)

    def rhs(t: float, y: np.ndarray) -> np.ndarray:
        drive = Drive(
            binding=float(rise_and_fall(t, *BINDING)),
            exocytosis=float(rise_and_fall(t, *EXOCYTOSIS)),
        )
        return model.derivative(y, drive, float(relative_volume(t, 0.08)) if swells else 1.0)

    found = solve_ivp(
        rhs, (0, 7200), model.initial(), t_eval=MINUTES * 60, rtol=1e-9, atol=1e-9, method="LSODA"
    )
    return found.y[1]


@pytest.mark.parametrize(("cooperative", "swells"), REGRESSION)
def test_course_after_the_published_drive(cooperative: bool, swells: bool) -> None:
    bound = ours(cooperative, swells)
    np.testing.assert_allclose(bound, typed_again(cooperative, swells), rtol=1e-5)
    np.testing.assert_allclose(bound, REGRESSION[cooperative, swells], atol=0.06)


def test_derived_rates_match_the_publication() -> None:
    model = SlotModel()
    assert model.area_um2 == pytest.approx(0.898, abs=5e-4)
    assert model.store == pytest.approx(13.0, abs=0.01)
    assert model.endocytosis_um2_per_s == pytest.approx(0.00206, rel=3e-3)
    assert model.binding_um2_per_s == pytest.approx(5.05e-4, rel=1e-3)
    assert SlotModel(cooperative=False).binding_um2_per_s == pytest.approx(0.003591, rel=1e-3)


@pytest.mark.parametrize("cooperative", [True, False])
def test_rest_is_an_exact_and_stable_fixed_point(cooperative: bool) -> None:
    model = SlotModel(cooperative=cooperative)
    rest = model.initial()
    assert np.abs(model.derivative(rest)).max() < 1e-15
    step = 1e-6
    jacobian = np.column_stack(
        [
            (model.derivative(rest + step * e) - model.derivative(rest - step * e)) / (2 * step)
            for e in np.eye(3)
        ]
    )
    assert np.linalg.eigvals(jacobian).real.max() < -1e-4


@pytest.mark.parametrize(
    ("drive", "volume"),
    [
        (REST, 1.0),
        (Drive(binding=3.0), 1.0),
        (Drive(exocytosis=2.0), 1.5),
        (Drive(unbinding=1.5, endocytosis=2.0), 1.0),
        (Drive(endocytosis=5.0), 0.8),
    ],
)
@pytest.mark.parametrize("cooperative", [True, False])
def test_fixed_point_is_where_a_lasting_drive_leads(
    cooperative: bool, drive: Drive, volume: float
) -> None:
    model = SlotModel(cooperative=cooperative)
    found = solve_ivp(
        lambda _, y: model.derivative(y, drive, volume),
        (0, 3e5),
        model.initial(),
        method="LSODA",
        rtol=1e-10,
        atol=1e-10,
    )
    np.testing.assert_allclose(model.fixed_point(drive, volume), found.y[:, -1], rtol=1e-6)


def test_impossible_rest_is_refused() -> None:
    with pytest.raises(DescriptionError, match="cannot be bound"):
        SlotModel(bound=80)
    with pytest.raises(DescriptionError, match="negative rate of endocytosis"):
        SlotModel(supply_per_s=0.1)
