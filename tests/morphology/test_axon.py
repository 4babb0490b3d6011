"""The axon kept, cut and replaced."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from spinecable.morphology import Morphology, read_morphology
from spinecable.morphology.axon import with_axon


@pytest.fixture
def with_real_axon(shared_data: Path) -> Morphology:
    return read_morphology(shared_data / "morphologies" / "ca1_rat_c91662.swc")


def test_the_stub_is_two_cylinders_in_a_row(cell: Morphology) -> None:
    changed = with_axon(cell, "stub")
    ais, axon = changed.in_domain("axon")
    assert (ais.name, axon.name) == ("ais", "axon")
    assert (ais.parent, axon.parent) == (-1, ais.index)
    assert ais.children == (axon.index,)
    assert ais.length_um == axon.length_um == pytest.approx(30.0)
    assert axon.path_start_um == pytest.approx(30.0)
    assert ais.area_um2 == pytest.approx(np.pi * 30.0)
    start = np.linalg.norm(ais.points_um[0] - cell.soma.centre_um)
    assert start == pytest.approx(cell.soma.diameter_um / 2)
    assert ais.points_um[1][1] < ais.points_um[0][1], "away from the apical dendrite, which is up"


@pytest.mark.parametrize("axon", ["stub", "none"])
def test_the_reconstructed_axon_is_cut(with_real_axon: Morphology, axon: str) -> None:
    changed = with_axon(with_real_axon, axon)
    left = 60.0 if axon == "stub" else 0.0
    assert changed.total_length_um("axon") == pytest.approx(left)
    assert changed.total_length_um("dendrite") == pytest.approx(
        with_real_axon.total_length_um("dendrite")
    )
    for section in changed:
        assert changed.sections[section.index] is section
        assert all(changed.sections[child].parent == section.index for child in section.children)
        if section.domain != "axon":
            before = with_real_axon.section(section.name)
            assert section.path_start_um == before.path_start_um
            assert section.points_um == pytest.approx(before.points_um)


def test_keep_leaves_the_axon_and_says_when_there_is_none(
    with_real_axon: Morphology, cell: Morphology
) -> None:
    assert with_axon(with_real_axon, "keep") is with_real_axon
    assert "no axon" in with_axon(cell, "keep").notices[-1]


def test_dendrite_that_grows_from_the_axon_goes_with_it(tmp_path: Path) -> None:
    file = tmp_path / "odd.swc"
    file.write_text(
        "1 1 0 0 0 5 -1\n2 2 0 -5 0 1 1\n3 2 0 -25 0 1 2\n4 3 0 -65 0 1 3\n5 2 20 -25 0 1 3\n"
        "6 3 0 5 0 1 1\n7 3 0 50 0 1 6\n"
    )
    changed = with_axon(read_morphology(file), "none")
    assert changed.total_length_um() == pytest.approx(45.0)
    assert changed.notices[-1].startswith("40 um of dendrite grew from the axon")
