"""Gates against numbers worked out by hand."""

from __future__ import annotations

import math

import pytest

from spinecable.validate.gates import (
    Band,
    InAnyBand,
    OneOf,
    Sign,
    Watch,
    Within,
    Z,
    at_least,
    at_most,
    sigma,
    z_score,
)


def test_sigma_is_the_larger_of_sd_and_15_percent_of_the_mean() -> None:
    assert sigma(100.0, 20.0) == 20.0
    assert sigma(100.0, 3.0) == 15.0
    assert sigma(-100.0, None) == 15.0
    assert z_score(130.0, 100.0, 20.0) == 1.5
    assert z_score(70.0, 100.0, None) == -2.0


@pytest.mark.parametrize(
    ("gate", "value", "sd", "inside", "outside"),
    [
        (Z(), 66.7, 7.7, [46.7, 66.7, 86.7], [46.6, 86.8]),  # 15 % is 10.005 > 7.7
        (Z(), 9.8, 3.7, [2.4, 17.2], [2.3, 17.3]),
        (Band(8.0, 20.0), 12.0, None, [8.0, 12.0, 20.0], [7.99, 20.01]),
        (at_least(0.95), None, None, [0.95, 1e9], [0.949]),
        (at_most(1.7), None, None, [-5.0, 1.7], [1.701]),
        (Within(0.3), 0.15, None, [0.106, 0.194], [0.104, 0.196]),
        (Within(0.3), -10.0, None, [-12.9, -7.1], [-13.1, -6.9, 10.0]),
        (Sign(-1), None, None, [-1e-9], [0.0, 1e-9]),
        (Sign(1), None, None, [1e-9], [0.0, -1e-9]),
        # the strong group reaches 52.5 - 2 x 7.875 = 36.75, the weak 18.8 + 2 x 2.82 = 24.44
        (OneOf(((52.5, 5.8), (18.8, 1.9))), None, None, [36.8, 24.4], [36.7, 24.5]),
        (InAnyBand(((26.0, 42.0), (71.0, 87.0))), None, None, [26.0, 80.0], [50.0, 90.0]),
    ],
)
def test_what_passes(gate, value, sd, inside, outside) -> None:
    for model in inside:
        assert gate.passed(model, value, sd) is True
    for model in outside:
        assert gate.passed(model, value, sd) is False


@pytest.mark.parametrize(
    ("gate", "value", "sd"),
    [
        (Z(), 12.0, 5.0),
        (Band(8.0, 20.0), None, None),
        (Within(0.3), 2.0, None),
        (OneOf(((52.5, 5.8), (18.8, 1.9))), None, None),
        (InAnyBand(((1.0, 2.0), (3.0, 4.0))), None, None),
        (at_most(1.7), None, None),
    ],
)
def test_the_accepted_range_is_what_passes(gate, value, sd) -> None:
    for low, high in gate.accepted(value, sd):
        for edge, outwards in ((low, -1), (high, 1)):
            if math.isfinite(edge):
                assert gate.passed(edge - outwards * 1e-6, value, sd)
                assert not gate.passed(edge + outwards * 1e-6, value, sd)


def test_a_watched_row_is_never_decided() -> None:
    assert Watch().passed(1e9, 1.0, 0.1) is None
    assert Watch().accepted(1.0, 0.1) == ()


def test_a_gate_on_a_value_needs_one() -> None:
    for gate in (Z(), Within(0.1)):
        with pytest.raises(ValueError, match="published value"):
            gate.passed(1.0, None, None)
