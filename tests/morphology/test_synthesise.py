"""The bundled files are what the generator makes, with the planned numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from spinecable.morphology import Morphology
from spinecable.morphology.read import read_morphology
from spinecable.morphology.side_by_side import table
from spinecable.morphology.synthesise import CA1, L5, ca1_pyramidal, write_all
from spinecable.morphology.taper import EDGES_UM, taper
from spinecable.resources import resource_dir


def test_the_bundled_files_are_made_again_to_the_byte(tmp_path: Path) -> None:
    files = write_all(tmp_path)
    bundled = resource_dir("morphologies")
    assert {file.name for file in files} == {file.name for file in bundled.glob("*.swc")}
    for file in files:
        assert file.read_bytes() == (bundled / file.name).read_bytes()


def test_the_cell_has_the_planned_lengths(cell: Morphology) -> None:
    assert not cell.notices
    assert cell.total_length_um() == pytest.approx(12_000, rel=0.001)
    assert cell.total_length_um("basal") == pytest.approx(CA1.basal.total_um, rel=0.001)
    assert cell.total_length_um("apical_trunk") == pytest.approx(CA1.trunk_um, rel=0.001)
    assert cell.total_length_um("apical_oblique") == pytest.approx(CA1.oblique.total_um, rel=0.001)
    assert cell.total_length_um("apical_tuft") == pytest.approx(CA1.tuft.total_um, rel=0.001)


def test_obliques_are_where_spines_are_wanted(cell: Morphology) -> None:
    trunk = {section.index for section in cell.in_domain("apical_trunk")}
    stems = [s for s in cell.in_domain("apical_oblique") if s.parent in trunk]
    assert len(stems) == len(CA1.oblique.tips)
    for stem in stems:
        assert 50 <= stem.path_start_um <= 300
        assert 0.5 <= stem.diameter_um(0.5) <= 1.0
    at_150 = [s for s in cell.in_domain("apical_oblique") if s.path_start_um < 150 < s.path_end_um]
    assert len(at_150) >= 5


def test_the_trunk_tapers(cell: Morphology) -> None:
    trunk = cell.in_domain("apical_trunk")
    assert trunk[0].diameters_um[0] == pytest.approx(3.6)
    assert trunk[-1].diameters_um[-1] == pytest.approx(1.7)
    for section in trunk:
        assert (section.diameters_um[1:] <= section.diameters_um[:-1]).all()


def test_numbers_lie_in_the_range_of_real_cells(cell: Morphology, shared_data: Path) -> None:
    names = ("ca1_rat_n120", "ca1_rat_NMO_49821", "ca1_rat_c91662")
    real = [read_morphology(shared_data / "morphologies" / f"{name}.swc") for name in names]
    for domain in ("basal", "apical_oblique"):
        lengths = [other.total_length_um(domain) for other in real]
        assert min(lengths) < cell.total_length_um(domain) < max(lengths)
    reach = [max(s.path_end_um for s in other.in_domain("apical")) for other in real]
    assert min(reach) < max(s.path_end_um for s in cell.in_domain("apical")) < max(reach)


def test_another_seed_is_another_cell_of_the_same_plan(tmp_path: Path) -> None:
    file = tmp_path / "other.swc"
    file.write_text(ca1_pyramidal(seed=8))
    other = read_morphology(file)
    assert file.read_text() != ca1_pyramidal()
    assert other.total_length_um() == pytest.approx(12_000, rel=0.001)


def test_the_readme_has_the_numbers_of_the_file(cell: Morphology) -> None:
    readme = (resource_dir("morphologies") / "README.md").read_text(encoding="utf-8")
    readme = readme.partition("## The other cells")[0]
    rows = [line.split("|")[1:3] for line in readme.splitlines() if line.startswith("| ")]
    table = {label.strip(): value.strip() for label, value in rows}
    total = cell.total_length_um()
    labels = {
        "basal": "basal",
        "trunk": "apical_trunk",
        "oblique": "apical_oblique",
        "tuft": "apical_tuft",
    }
    for label, domain in labels.items():
        sections = cell.in_domain(domain)
        length = cell.total_length_um(domain)
        low = min(section.path_start_um for section in sections)
        high = max(section.path_end_um for section in sections)
        mean = sum(s.mean_diameter_um * s.length_um for s in sections) / length
        assert table[
            f"{label}: length (um), share"
        ] == f"{length:,.0f}, {length / total:.0%}".replace("%", " %")
        assert table[f"{label}: path distance (um)"] == f"{low:.0f}-{high:.0f}"
        assert table[f"{label}: mean diameter (um)"] == f"{mean:.2f}"


REAL = {
    "l5_thick_tufted": "l5ttpc_rat_hay_cell1.asc",
    "msn": "msn_mouse_dMSN_P270-20.swc",
}


@pytest.mark.parametrize("name", REAL)
def test_lengths_and_branch_numbers_are_those_of_the_real_cell(
    name: str, shared_data: Path
) -> None:
    made = read_morphology(name)
    real = read_morphology(shared_data / "morphologies" / REAL[name])
    for domain in ("basal", "apical_trunk", "apical_oblique", "apical_tuft"):
        ours, theirs = made.in_domain(domain), real.in_domain(domain)
        assert made.total_length_um(domain) == pytest.approx(real.total_length_um(domain), rel=1e-3)
        assert sum(not s.children for s in ours) == sum(not s.children for s in theirs)
        if theirs:
            areas = [sum(s.area_um2 for s in sections) for sections in (ours, theirs)]
            assert areas[0] == pytest.approx(areas[1], rel=0.2)
    reach = [max(s.path_end_um for s in cell.in_domain("dendrite")) for cell in (made, real)]
    assert reach[0] == pytest.approx(reach[1], rel=0.2)


@pytest.mark.parametrize("domain", EDGES_UM)
def test_diameters_of_layer_5_follow_the_path_as_in_the_real_cell(
    domain: str, shared_data: Path
) -> None:
    """Apart by a factor below 1.55, the start and the last ends of the tuft being the farthest."""
    made, real = both_of_layer_5(shared_data)
    ours, theirs = (taper(cell, domain, EDGES_UM[domain])[0] for cell in (made, real))
    assert np.exp(np.abs(np.log(ours / theirs))).max() < 1.55


@pytest.mark.parametrize("domain", ["basal", "apical_oblique", "apical_tuft"])
def test_lengths_of_layer_5_are_as_far_from_the_soma_as_in_the_real_cell(
    domain: str, shared_data: Path
) -> None:
    """The share of the length up to any path distance, apart by less than 0.16."""
    made, real = both_of_layer_5(shared_data)
    edges = np.append(np.arange(0.0, 1301.0, 50.0), 2000.0)
    ours, theirs = (np.cumsum(taper(cell, domain, edges)[1]) for cell in (made, real))
    assert np.abs(ours / ours[-1] - theirs / theirs[-1]).max() < 0.16


def both_of_layer_5(shared_data: Path) -> tuple[Morphology, Morphology]:
    real = shared_data / "morphologies" / REAL["l5_thick_tufted"]
    return read_morphology("l5_thick_tufted"), read_morphology(real)


def test_the_plan_of_layer_5_has_the_terminals_of_the_real_trees(shared_data: Path) -> None:
    _, real = both_of_layer_5(shared_data)
    assert tuple(sorted(tips_of_trees(real, "basal"), reverse=True)) == L5.basal.tips
    assert tuple(tips_of_trees(real, "apical_oblique")) == L5.oblique.tips
    assert tuple(sorted(tips_of_trees(real, "apical_tuft"), reverse=True)) == L5.tuft.tips


def tips_of_trees(cell: Morphology, domain: str) -> list[int]:
    """Terminals of each tree of a domain, by the path distance of its start."""
    own = {section.index: section for section in cell.in_domain(domain)}
    root = {index: index for index in own}
    for index, section in sorted(own.items()):
        root[index] = root.get(section.parent, index)
    stems = sorted(set(root.values()), key=lambda index: own[index].path_start_um)
    tips = [root[index] for index, section in own.items() if not section.children]
    return [tips.count(stem) for stem in stems]


def test_a_cone_has_the_diameter_of_its_middle(tmp_path: Path) -> None:
    """2 um at the soma to 1 um at 100 um: 1.75 um over the first half, 1.25 over the second."""
    file = tmp_path / "cone.swc"
    rows = ("1 1 0 0 0 5 -1", "2 3 5 0 0 1 1", "3 3 105 0 0 0.5 2")
    file.write_text("".join(f"{row}\n" for row in rows))
    diameters, lengths = taper(read_morphology(file), "basal", (0.0, 52.0, 104.0, 200.0))
    assert diameters[:2] == pytest.approx([1.74, 1.22], abs=0.03)
    assert lengths == pytest.approx([52.0, 48.0, 0.0], abs=4.0)
    assert np.isnan(diameters[2])


HUMAN_UM = {
    "basal": ((0, 25, 50, 100, 200, 300), (2.29, 1.42, 1.23, 1.19, 1.17)),
    "apical_trunk": ((50, 100, 200, 300, 400, 500, 700), (2.48, 1.87, 1.67, 1.60, 1.39, 1.36)),
    "apical_oblique": ((60, 100, 200, 300, 400), (1.24, 1.17, 1.17, 1.17)),
    "apical_tuft": ((704, 800, 900, 1000), (1.19, 1.19, 1.21)),
}
"""Path distances and mean diameters between them of the six cells of Eyal 2016, ModelDB 195667."""


@pytest.mark.parametrize("domain", HUMAN_UM)
def test_diameters_of_the_human_cell_follow_the_path_as_in_six_real_ones(domain: str) -> None:
    """Thin dendrites within 5 %, basal stems within 15 %, an evenly tapering trunk within 20 %."""
    edges_um, theirs_um = HUMAN_UM[domain]
    ours_um, _ = taper(read_morphology("l23_human"), domain, edges_um)
    apart = np.abs(ours_um / np.array(theirs_um) - 1)
    thin = np.array(theirs_um) < 1.3
    if domain != "apical_trunk":
        assert apart[thin].max() < 0.05
    assert apart.max() < (0.20 if domain == "apical_trunk" else 0.15)


def test_the_human_cell_is_as_large_as_six_real_ones() -> None:
    """Eyal 2016, ModelDB 195667: dendrite, membrane without spines and reach, means of six."""
    cell = read_morphology("l23_human")
    dendrite = cell.in_domain("dendrite")
    assert cell.total_length_um("dendrite") == pytest.approx(17_305, rel=0.05)
    assert sum(s.area_um2 for s in dendrite) == pytest.approx(67_442, rel=0.05)
    assert max(s.path_end_um for s in cell.in_domain("basal")) == pytest.approx(384, rel=0.2)
    assert max(s.path_end_um for s in dendrite) == pytest.approx(1_037, rel=0.2)


@pytest.mark.parametrize("name", ["l5_thick_tufted", "l23_rat", "l23_human", "msn"])
def test_new_files_are_small_and_their_numbers_stand_in_the_readme(name: str) -> None:
    folder = resource_dir("morphologies")
    assert (folder / f"{name}.swc").stat().st_size < 120_000
    readme = (folder / "README.md").read_text(encoding="utf-8")
    for line in table([name]).splitlines()[2:]:
        label, value = (cell.strip() for cell in line.split("|")[1:3])
        rows = [row for row in readme.splitlines() if row.startswith(f"| {label} |")]
        assert any(value in [cell.strip() for cell in row.split("|")] for row in rows), line


def test_a_file_that_is_absent_is_left_out_of_the_table() -> None:
    text = table(["msn", "absent.swc"])
    assert text.splitlines()[0] == "| | `msn` |"
    assert text.endswith("Not there: absent.swc")
