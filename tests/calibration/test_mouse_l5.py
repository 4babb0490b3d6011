"""The preparation of mouse layer 5 beside the numbers of Cornelisse et al. 2007."""

from __future__ import annotations

import pytest

from spinecable.calibration.mouse_l5 import FREE
from spinecable.chemistry.library.pumps import ncx
from spinecable.describe.preparation import load_preparation

# 10.1371/journal.pone.0001073, ModelDB 97903
EXTRUSION_UM_PER_MS = {"head": 0.45, "neck": 0.45, "shaft": 0.465}
CAPACITY = {"head": (19.0, 22.0), "shaft": (62.0, 67.0)}
IONS_PER_UM3_AND_UM = 602.2


@pytest.mark.parametrize("group", EXTRUSION_UM_PER_MS)
def test_exchangers_extrude_at_the_published_rate(group: str) -> None:
    """Slope at low calcium: density x turnover / half-saturation, as a velocity."""
    rates = {p.name: p.value for p in ncx().parameters}
    half_uM = (rates["ncx_off"] + rates["ncx_turn"]) / rates["ncx_on"]
    density = load_preparation("mouse_l5").values(group)["ncx_per_um2"]
    velocity = 1e-3 * density * rates["ncx_turn"] / half_uM / IONS_PER_UM3_AND_UM
    assert velocity == pytest.approx(EXTRUSION_UM_PER_MS[group], rel=0.01)


@pytest.mark.parametrize("group", CAPACITY)
def test_fixed_buffer_has_the_published_capacity(group: str) -> None:
    preparation = load_preparation("mouse_l5")
    rates = preparation.values("kinetics")
    kd = rates["imm_off"] / rates["imm_on"]
    capacity = preparation.values(group)["immobile_buffer_uM"] / kd
    low, high = CAPACITY[group]
    assert low <= capacity <= high


def test_calibrated_values_lie_within_the_bounds() -> None:
    preparation = load_preparation("mouse_l5")
    for free in FREE:
        for group, key, _ in free.keys:
            quantity = preparation.quantity(group, key)
            assert free.low <= quantity.value <= free.high
            assert "calibrated on rows C10" in quantity.source
