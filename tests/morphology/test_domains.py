"""Trunk, oblique and tuft on small trees by hand and on real cells."""

from __future__ import annotations

from pathlib import Path

import pytest

from spinecable.morphology import Morphology, read_morphology
from spinecable.morphology.domains import Branch, classify


def branches(parents: list[int], lengths: list[float]) -> list[Branch]:
    ends: list[float] = []
    for parent, length in zip(parents, lengths, strict=True):
        ends.append(length + (ends[parent] if parent >= 0 else 0.0))
    return [
        Branch(p, tuple(k for k, q in enumerate(parents) if q == index), ends[index])
        for index, p in enumerate(parents)
    ]


def letters(parents: list[int], lengths: list[float]) -> str:
    domains = classify(branches(parents, lengths), range(len(parents)))
    return "".join(domains[k].removeprefix("apical_")[:2] for k in range(len(parents)))


def test_a_classical_pyramid() -> None:
    # 0-2-4 trunk with obliques 1 and 3; 5 and 6 tuft, 7 and 8 beyond it.
    parents = [-1, 0, 0, 2, 2, 4, 4, 6, 6]
    lengths = [100.0, 150, 100, 120, 150, 200, 80, 130, 110]
    assert letters(parents, lengths) == "trobtrobtrtutututu"


def test_a_trunk_that_splits_early_has_two_ways_up() -> None:
    # 0 splits into 1 and 2; each carries an oblique (3, 5) and a way (4, 6) to a fork.
    parents = [-1, 0, 0, 1, 1, 2, 2, 4, 4, 6, 6]
    lengths = [50.0, 150, 150, 60, 150, 60, 150, 200, 210, 205, 195]
    assert letters(parents, lengths) == "trtrtrobtrobtrtutututu"


def test_an_unbranched_apical_is_trunk() -> None:
    assert letters([-1], [300.0]) == "tr"


def test_a_short_second_apical_is_oblique() -> None:
    assert letters([-1, -1, 0, 0], [300.0, 100.0, 200, 200]) == "trobtutu"


@pytest.mark.parametrize("name", ["ca1_rat_n120", "ca1_rat_NMO_49821", "ca1_rat_c91662"])
def test_real_ca1_cells_have_all_three(shared_data: Path, name: str) -> None:
    cell = read_morphology(shared_data / "morphologies" / f"{name}.swc")
    trunk = cell.in_domain("apical_trunk")
    assert 300 < max(section.path_end_um for section in trunk) < 650
    assert cell.total_length_um("apical_trunk") < 700
    assert cell.total_length_um("apical_oblique") > 2000
    assert 1200 < cell.total_length_um("apical_tuft") < 3000
    for wide, thin in (("apical_trunk", "apical_oblique"), ("apical_trunk", "apical_tuft")):
        mean = {
            domain: sum(s.area_um2 for s in cell.in_domain(domain)) / cell.total_length_um(domain)
            for domain in (wide, thin)
        }
        assert mean[wide] > 2 * mean[thin]


@pytest.mark.parametrize(
    ("file", "least_um"),
    [
        ("l5ttpc_rat_hay_cell1.asc", 550),
        ("m1_l5_mouse_BS0284.swc", 350),
        ("l23_mouse_park2019.swc", 60),
    ],
)
def test_neocortical_trunks_reach_up(shared_data: Path, file: str, least_um: float) -> None:
    cell = read_morphology(shared_data / "morphologies" / file)
    assert max(s.path_end_um for s in cell.in_domain("apical_trunk")) > least_um
    assert cell.in_domain("apical_oblique")
    assert cell.total_length_um("apical_tuft") > cell.total_length_um("apical_trunk")


@pytest.mark.parametrize(
    "file", ["msn_mouse_dMSN_P270-20.swc", "derived_dg_granule_SH07_cell_1.swc"]
)
def test_cells_without_apical_dendrite_have_none_of_the_three(shared_data: Path, file: str) -> None:
    cell = read_morphology(shared_data / "morphologies" / file)
    assert not cell.in_domain("apical")
    assert cell.in_domain("basal") == cell.in_domain("dendrite")


def test_the_trunk_is_one_chain_from_the_soma(cell: Morphology) -> None:
    trunk = cell.in_domain("apical_trunk")
    assert [section.parent for section in trunk] == [-1, *(section.index for section in trunk[:-1])]
    for section in cell.in_domain("apical_oblique"):
        assert cell.sections[section.parent].domain in ("apical_trunk", "apical_oblique")
