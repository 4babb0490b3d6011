"""Real reconstructions: lengths equal MorphIO's, path distances equal an independent count."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest

from spinecable.errors import DescriptionError, MorphologyError
from spinecable.morphology import Morphology, read_morphology

REAL = (
    "ca1_rat_n120.swc",
    "ca1_rat_NMO_49821.swc",
    "ca1_rat_c91662.swc",
    "l5ttpc_rat_hay_cell1.asc",
    "m1_l5_mouse_BS0284.swc",
    "l23_mouse_park2019.swc",
    "msn_mouse_dMSN_P270-20.swc",
    "l5_rat_C010398B-P2.asc",
    "l5_rat_C010398B-P2.CNG.swc",
    "derived_dg_granule_SH07_cell_1.swc",
)


def path_distances_of_swc(file: Path) -> dict[tuple[float, ...], float]:
    """Path distance of every neurite sample, by a walk over the text alone."""
    rows = {}
    for line in file.read_text(encoding="latin-1").splitlines():
        fields = line.split("#")[0].split()
        if fields:
            sample, kind, *xyz, _, parent = fields[:7]
            rows[int(sample)] = (int(kind), tuple(map(float, xyz)), int(parent))
    distances: dict[int, float] = {}
    for sample, (kind, xyz, parent) in rows.items():
        if kind == 1:
            continue
        if rows[parent][0] == 1:
            distances[sample] = 0.0
        else:
            distances[sample] = distances[parent] + math.dist(xyz, rows[parent][1])
    return {tuple(np.float32(rows[s][1]).tolist()): d for s, d in distances.items()}


@pytest.mark.parametrize("name", REAL)
def test_dendritic_length_is_what_morphio_reports(shared_data: Path, name: str) -> None:
    folder = shared_data / "morphologies"
    with (folder / "index.csv").open(encoding="utf-8") as table:
        row = next(row for row in csv.DictReader(table) if row["file"] == name)
    cell = read_morphology(folder / name)
    assert cell.total_length_um("dendrite") == pytest.approx(
        float(row["morphio_dend_len_um"]), abs=0.06
    )


@pytest.mark.parametrize("name", REAL)
def test_total_length_is_what_morphio_adds_up_to(shared_data: Path, name: str) -> None:
    """Axon included, from MorphIO's points in double precision."""
    import morphio

    file = shared_data / "morphologies" / name
    sections = morphio.Morphology(
        str(file), warning_handler=morphio.WarningHandlerCollector()
    ).sections
    steps = [np.diff(section.points.astype(float), axis=0) for section in sections]
    total = sum(np.linalg.norm(step, axis=1).sum() for step in steps)
    assert read_morphology(file).total_length_um() == pytest.approx(total, rel=1e-6)


@pytest.mark.parametrize("name", [name for name in REAL if name.endswith(".swc")])
def test_path_distances_of_swc_agree_with_a_walk_over_the_text(
    shared_data: Path, name: str
) -> None:
    file = shared_data / "morphologies" / name
    expected = path_distances_of_swc(file)
    cell = read_morphology(file)
    for section in cell:
        end = tuple(np.float32(section.points_um[-1]).tolist())
        assert section.path_end_um == pytest.approx(expected[end], abs=0.01)


@pytest.mark.parametrize("name", [name for name in REAL if name.endswith(".asc")])
def test_path_distances_of_asc_agree_with_morphio_upstream(shared_data: Path, name: str) -> None:
    import morphio

    file = shared_data / "morphologies" / name
    expected = {}
    for section in morphio.Morphology(
        str(file), warning_handler=morphio.WarningHandlerCollector()
    ).iter():
        upstream = section.iter(morphio.IterType.upstream)
        expected[tuple(section.points[-1].tolist())] = sum(
            np.linalg.norm(np.diff(s.points.astype(float), axis=0), axis=1).sum() for s in upstream
        )
    for section in read_morphology(file):
        end = tuple(np.float32(section.points_um[-1]).tolist())
        assert section.path_end_um == pytest.approx(expected[end], rel=1e-6)


def test_every_reconstruction_of_the_folder_is_tested(shared_data: Path) -> None:
    found = {file.name for file in (shared_data / "morphologies").iterdir() if file.is_file()}
    assert found - {"index.csv", "em_single_neuron_spines_small.h5"} == set(REAL)


def test_the_same_cell_in_two_formats_agrees(shared_data: Path) -> None:
    folder = shared_data / "morphologies"
    asc = read_morphology(folder / "l5_rat_C010398B-P2.asc")
    swc = read_morphology(folder / "l5_rat_C010398B-P2.CNG.swc")
    assert asc.total_length_um() == pytest.approx(swc.total_length_um(), rel=1e-3)
    assert len(asc.sections) == len(swc.sections)
    assert asc.soma.area_um2 == pytest.approx(swc.soma.area_um2, rel=0.25)


def test_hdf5_is_read_like_the_file_it_was_made_from(tmp_path: Path) -> None:
    import morphio.mut

    source = read_morphology("ca1_pyramidal")
    cell = morphio.mut.Morphology(str(source.path))
    outline = [(8 * math.cos(a), 8 * math.sin(a), 0.0) for a in np.linspace(0, 6, 40)]
    cell.soma.points, cell.soma.diameters = outline, [0.0] * len(outline)
    cell.soma.type = morphio.SomaType.SOMA_SIMPLE_CONTOUR
    file = tmp_path / "cell.h5"
    cell.write(str(file))
    read = read_morphology(file)
    for domain in ("basal", "apical_trunk", "apical_oblique", "apical_tuft"):
        assert read.total_length_um(domain) == pytest.approx(source.total_length_um(domain))
    assert read.soma.area_um2 == pytest.approx(math.pi * 16**2, rel=0.05)


def test_ball_and_stick() -> None:
    cell = read_morphology("ball_and_stick")
    (stick,) = cell.sections
    assert cell.total_length_um() == stick.length_um == 500.0
    assert cell.soma.area_um2 == pytest.approx(math.pi * 20**2)
    assert cell.soma.diameter_um == cell.soma.length_um == pytest.approx(20.0)
    assert stick.point_um(0.25) == pytest.approx([135.0, 0.0, 0.0])
    assert stick.diameter_um(0.25) == 2.0
    assert stick.area_um2 == pytest.approx(math.pi * 2 * 500)
    assert cell.path_distance_um(0, 0.5) == 250.0


def test_parents_stand_before_children_and_know_them() -> None:
    cell = read_morphology("ca1_pyramidal")
    for section in cell:
        assert section.parent < section.index
        for child in section.children:
            assert cell.sections[child].parent == section.index
            assert cell.sections[child].points_um[0] == pytest.approx(section.points_um[-1])
            assert cell.sections[child].branch_order == section.branch_order + 1
    assert len({section.name for section in cell}) == len(cell.sections)


def test_arrays_cannot_be_changed() -> None:
    section = read_morphology("ball_and_stick").sections[0]
    with pytest.raises(ValueError, match="read-only"):
        section.points_um[0, 0] = 1.0


def test_reading_prints_nothing(shared_data: Path, capfd: pytest.CaptureFixture[str]) -> None:
    read_morphology(shared_data / "morphologies" / "ca1_rat_c91662.swc")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("name", "tip"),
    [
        ("ca1_pyramida", "Did you mean 'ca1_pyramidal'?"),
        ("no/such/cell.swc", "The folder no/such does not exist."),
    ],
)
def test_a_missing_file_is_named_with_a_suggestion(name: str, tip: str) -> None:
    with pytest.raises(MorphologyError) as caught:
        read_morphology(name)
    assert str(caught.value).startswith(f"{name}: there is no such")
    assert tip in str(caught.value)


def test_a_missing_file_suggests_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "neuron.swc").write_text("")
    with pytest.raises(MorphologyError, match=r"Did you mean 'neuron\.swc'"):
        read_morphology(tmp_path / "neurone.swc")
    with pytest.raises(MorphologyError, match="folder, not a morphology"):
        read_morphology(tmp_path)


def test_an_unknown_defect_to_accept_is_refused() -> None:
    with pytest.raises(DescriptionError, match="Did you mean 'soma_gap'"):
        read_morphology("ball_and_stick", accept=("soma_gaps",))


def test_unknown_names_are_refused_with_a_suggestion(cell: Morphology) -> None:
    with pytest.raises(DescriptionError, match="Did you mean 'apical_oblique'"):
        cell.in_domain("apical_obliques")
    with pytest.raises(DescriptionError, match=r"apical\[0\] to apical\[96\]"):
        cell.section("apical[200]")
