"""Differences and ratios of two spines."""

from __future__ import annotations

import numpy as np
import pytest

from spinecable.errors import DescriptionError
from spinecable.result.compare import compare_spines
from spinecable.result.result import Result


def test_neck_ratio_follows_from_geometry(result: Result) -> None:
    table = compare_spines(result, "s0", "s1")
    assert table.loc["neck_diameter_um", "ratio"] == pytest.approx(0.1 / 0.3)
    assert table.loc["neck_resistance_Mohm", "ratio"] == pytest.approx(9.0)
    assert table.loc["weight_change", "difference"] == pytest.approx(0.85, rel=1e-3)


def test_potentials_have_no_ratio(result: Result) -> None:
    table = compare_spines(result, "s0", "s1")
    assert np.isnan(table.loc[["peak_head_mV", "weight_change"], "ratio"]).all()
    assert table.loc["peak_head_mV", "difference"] > 0


def test_unknown_spine_is_named(result: Result) -> None:
    with pytest.raises(DescriptionError, match="no spine 's9'"):
        compare_spines(result, "s0", "s9")
    with pytest.raises(DescriptionError, match="itself"):
        compare_spines(result, "s0", "s0")
