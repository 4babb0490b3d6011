"""The numbers of a morphology."""

from __future__ import annotations

import json
import math

import pytest

from spinecable.morphology import Morphology, read_morphology
from spinecable.morphology.info import COLUMNS, morphology_info


def test_ball_and_stick_by_hand() -> None:
    numbers = morphology_info(read_morphology("ball_and_stick"))
    (row,) = numbers["domains"]
    assert tuple(row) == COLUMNS
    assert row["domain"] == "basal"
    assert (row["sections"], row["stems"], row["tips"]) == (1, 1, 1)
    assert row["area_um2"] == pytest.approx(math.pi * 1000)
    assert row["mean_diameter_um"] == pytest.approx(2.0)
    assert (row["path_min_um"], row["path_max_um"]) == (0.0, 500.0)
    assert numbers["soma"]["area_um2"] == pytest.approx(math.pi * 400)


def test_domains_sum_to_the_whole(cell: Morphology) -> None:
    numbers = json.loads(json.dumps(morphology_info(cell)))
    rows = {row["domain"]: row for row in numbers["domains"]}
    assert sum(row["length_um"] for row in rows.values()) == pytest.approx(
        numbers["total_length_um"]
    )
    assert sum(row["sections"] for row in rows.values()) == numbers["sections"]
    assert rows["apical_oblique"]["stems"] == 16
    assert rows["apical_trunk"]["tips"] == 0
