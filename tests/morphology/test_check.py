"""Every defect has its own message; what is accepted is handed to NEURON, which survives."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import h5py
import pytest

from spinecable.errors import MorphologyError
from spinecable.morphology import read_morphology
from spinecable.morphology.defects import ACCEPTABLE
from spinecable.morphology.read import examine

BROKEN = Path(__file__).resolve().parents[1] / "data" / "broken"
LENGTH_UM = 357.1370849898476  # 52 + 2 sqrt(40^2 + 40^2) + 192: the cell that each file spoils

REFUSED = {
    "binary.swc": ("unreadable", None, "no text file"),
    "custom_types.swc": ("custom_types", 7, "apical dendrite: 7"),
    "disconnected.swc": ("disconnected", 7, "connected to nothing"),
    "empty.asc": ("unreadable", 1, "empty or ends"),
    "letters.swc": ("unreadable", 5, "'4 3 -40 ten 0 0.5 3'"),
    "loop.swc": ("loop", 3, "its own ancestor"),
    "missing_parent.swc": ("missing_parent", 6, "parent 33"),
    "nanometres.swc": ("nanometres", None, "limit 15 um"),
    "negative_radius.swc": ("negative_radius", 8, "radius -1"),
    "no_asc.asc": ("no_neurites", None, "no neurites"),
    "no_hdf5.h5": ("unreadable", None, "no HDF5"),
    "no_soma.asc": ("no_soma", None, "no soma"),
    "no_soma.swc": ("no_soma", None, "no soma"),
    "not_a_number.swc": ("unreadable", 5, "no SWC sample"),
    "only_comments.swc": ("empty", None, "no samples"),
    "own_parent.swc": ("loop", 7, "its own parent"),
    "repeated_id.swc": ("repeated_id", 6, "already on line 5"),
    "several_somata.swc": ("several_somata", 7, "2 somata"),
    "short_line.swc": ("unreadable", 6, "seven numbers"),
    "soma_gap.swc": ("soma_gap", 7, "90.5 um"),
    "soma_on_neurite.swc": ("soma_on_neurite", 6, "as parent"),
    "soma_only.swc": ("no_neurites", None, "no neurites"),
    "truncated.asc": ("unreadable", 13, "breaks off"),
    "unsupported.txt": ("unsupported_format", None, "'.txt'"),
    "zero_radii_at_tips.swc": ("zero_radii", 5, "2 of 8 points"),
    "zero_radii_everywhere.swc": ("zero_diameters", 3, "every radius"),
}
GOOD = {
    "branch_at_first_point.swc": 400.88803212679943,  # 52 + sqrt(3200) + sqrt(10064) + 192
    "byte_order_mark.swc": LENGTH_UM,
    "doubled_points.swc": LENGTH_UM - 3200**0.5,
    "old_mac_line_ends.swc": LENGTH_UM,
    "reversed_order.swc": LENGTH_UM,
    "spine_marks.asc": LENGTH_UM - 192,
    "windows_line_ends.swc": LENGTH_UM,
}
ACCEPTED = {
    "custom_types.swc": LENGTH_UM,
    "disconnected.swc": LENGTH_UM - 100,
    "nanometres.swc": LENGTH_UM,
    "no_soma.asc": LENGTH_UM - 192,
    "no_soma.swc": 52 + 192,
    "several_somata.swc": LENGTH_UM - 192,
    "soma_gap.swc": LENGTH_UM - 92,
    "zero_radii_at_tips.swc": LENGTH_UM,
}
# What each file of the shared gallery is: a length in um (axon included), or code and line.
TRICKY: dict[str, float | tuple[str, int | None]] = {
    "MorphIO_disconnected_neurite.swc": ("disconnected", 10),
    "MorphIO_invalid-incomplete.asc": ("unreadable", 14),
    "MorphIO_multiple_soma.swc": ("several_somata", 11),
    "MorphIO_no_soma.swc": ("no_soma", None),
    "MorphIO_simple-all-types.swc": ("custom_types", 4),
    "MorphIO_simple-windows-eol.swc": 31.0,
    "MorphIO_spine.asc": ("soma_gap", 14),
    "NeuroM_Neuron_missing_parents.swc": ("missing_parent", 40),
    "NeuroM_Neuron_zero_radius.swc": 5.0,
    "NeuroM_multiple_somata.swc": ("several_somata", 12),
    "NeuroM_repeated_id.swc": ("repeated_id", 6),
    "NeuroM_simple_reversed.swc": ("zero_radii", 26),
    "NeuroM_split_soma_two_neurites.swc": 6.0,
    "jaxley_morph_interrupted_soma.swc": 1.0,
    "jaxley_morph_somatic_branchpoint.swc": 2.0,
}
TRICKY_ACCEPTED = {
    "MorphIO_disconnected_neurite.swc": 31.0,
    "MorphIO_multiple_soma.swc": 31.0,
    "MorphIO_no_soma.swc": 4.0,
    "MorphIO_simple-all-types.swc": 150.0,
    "MorphIO_spine.asc": 11.606755,
    "NeuroM_multiple_somata.swc": 31.0,
    "NeuroM_simple_reversed.swc": 31.0,
}
BUILD_IN_NEURON = """
import json, sys
from spinecable.errors import MorphologyError
from spinecable.morphology import read_morphology
from spinecable.morphology.defects import ACCEPTABLE
from neuron import h
for file in sys.argv[1:]:
    for accept in ((), tuple(ACCEPTABLE)):
        try:
            cell = read_morphology(file, accept)
        except MorphologyError as error:
            print(json.dumps([file, bool(accept), str(error)]))
            continue
        soma = h.Section(name="soma")
        soma.L, soma.diam = cell.soma.length_um, cell.soma.diameter_um
        built = []
        for section in cell:
            new = h.Section(name="neurite")
            for (x, y, z), d in zip(section.points_um, section.diameters_um):
                new.pt3dadd(x, y, z, d)
            parent = soma(0.5) if section.parent < 0 else built[section.parent](1)
            new.connect(parent, 0)
            built.append(new)
        h.finitialize(-65)
        h.fadvance()
        length = sum(section.L for section in built)
        paths = [h.distance(soma(0.5), section(1)) for section in built]
        worst = max(abs(p - s.path_end_um) for p, s in zip(paths, cell))
        print(json.dumps([file, bool(accept), length, worst, soma(0.5).area()]))
"""


def build_in_neuron(files: list[Path]) -> dict[tuple[str, bool], list[object]]:
    """Read and build each file, plainly and with all accepted, in a process of its own."""
    run = subprocess.run(
        [sys.executable, "-c", BUILD_IN_NEURON, *map(str, files)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    rows = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("[")]
    assert len(rows) == 2 * len(files)
    return {(Path(row[0]).name, row[1]): row[2:] for row in rows}


@pytest.mark.parametrize("name", REFUSED)
def test_each_defect_has_its_own_message(name: str) -> None:
    code, line, fragment = REFUSED[name]
    file = BROKEN / name
    assert examine(file).refused[0].code == code
    with pytest.raises(MorphologyError) as caught:
        read_morphology(file)
    place = f"{file}:{line}: " if line else f"{file}: "
    assert str(caught.value).startswith(place)
    assert fragment in str(caught.value)
    assert (f'accept = ["{code}"]' in str(caught.value)) == (code in ACCEPTABLE)
    assert caught.value.tip


def test_every_acceptable_defect_stands_in_the_gallery() -> None:
    assert {code for code, _, _ in REFUSED.values()} >= set(ACCEPTABLE)
    assert {path.name for path in BROKEN.glob("[a-z]*")} == set(REFUSED) | set(GOOD)


@pytest.mark.parametrize("name", GOOD)
def test_odd_but_sound_files_load(name: str) -> None:
    assert read_morphology(BROKEN / name).total_length_um() == pytest.approx(GOOD[name])


@pytest.mark.parametrize("name", ACCEPTED)
def test_an_accepted_defect_becomes_a_notice(name: str) -> None:
    cell = read_morphology(BROKEN / name, accept=(REFUSED[name][0],))
    assert cell.total_length_um() == pytest.approx(ACCEPTED[name])
    assert any("accepted: " in notice for notice in cell.notices)


def test_what_cannot_be_accepted_stays_refused() -> None:
    for name, (code, _, _) in REFUSED.items():
        usable = examine(BROKEN / name, tuple(ACCEPTABLE)).morphology is not None
        assert usable == (code in ACCEPTABLE), name


def test_a_loose_piece_has_the_straight_line_as_path_distance() -> None:
    cell = read_morphology(BROKEN / "disconnected.swc", accept=("disconnected",))
    assert cell.section("apical[0]").path_start_um == pytest.approx(208 - 8)


def test_zero_radii_take_the_nearest_positive_one() -> None:
    cell = read_morphology(BROKEN / "zero_radii_at_tips.swc", accept=("zero_radii",))
    assert all((section.diameters_um > 0).all() for section in cell)
    assert cell.section("basal[1]").diameters_um == pytest.approx([1.6, 1.6])


def test_nanometres_become_micrometres() -> None:
    cell = read_morphology(BROKEN / "nanometres.swc", accept=("nanometres",))
    assert cell.soma.diameter_um == pytest.approx(16.0)
    assert cell.section("apical[0]").diameters_um == pytest.approx([3.0, 2.0])


def test_a_cell_without_soma_gets_one_when_accepted() -> None:
    cell = read_morphology(BROKEN / "no_soma.swc", accept=("no_soma",))
    assert cell.soma.kind == "assumed"
    assert cell.soma.diameter_um == pytest.approx(15.0)
    assert cell.soma.centre_um == pytest.approx([0, 0, 0])


def test_notices_say_what_was_passed_over() -> None:
    (reversed_order,) = read_morphology(BROKEN / "reversed_order.swc").notices
    assert "reversed_order.swc:3: sample 3 stands before its parent" in reversed_order
    (spines,) = read_morphology(BROKEN / "spine_marks.asc").notices
    assert "2 spine marks" in spines


@pytest.mark.parametrize("name", TRICKY)
def test_tricky_files_load_with_the_right_length_or_say_why_not(
    shared_data: Path, name: str
) -> None:
    file = shared_data / "morphologies" / "tricky" / name
    expected = TRICKY[name]
    if isinstance(expected, float):
        assert read_morphology(file).total_length_um() == pytest.approx(expected, rel=1e-6)
        return
    code, line = expected
    with pytest.raises(MorphologyError) as caught:
        read_morphology(file)
    assert str(caught.value).startswith(f"{file}:{line}: " if line else f"{file}: ")
    assert examine(file).refused[0].code == code


def test_a_container_of_one_neuron_is_read(shared_data: Path) -> None:
    """Three sections of sqrt(2), sqrt(2) and sqrt(17) um behind a soma, from its datasets."""
    file = shared_data / "morphologies" / "em_single_neuron_spines_small.h5"
    assert read_morphology(file).total_length_um() == pytest.approx(2 * 2**0.5 + 17**0.5)


def test_a_container_of_two_neurons_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "two.h5"
    with h5py.File(file, "w") as container:
        for name in ("a", "b"):
            container[f"morphology/{name}/points"] = [[0.0, 0.0, 0.0, 1.0]]
            container[f"morphology/{name}/structure"] = [[0, 1, -1]]
    with pytest.raises(MorphologyError, match="'points' and 'structure'"):
        read_morphology(file)


def test_neuron_survives_all_tricky_files(shared_data: Path) -> None:
    folder = shared_data / "morphologies" / "tricky"
    files = sorted(folder.iterdir())
    assert {file.name for file in files} == set(TRICKY)
    results = build_in_neuron(files)
    loads = {name: length for name, length in TRICKY.items() if isinstance(length, float)}
    built = {name for (name, accepted), row in results.items() if accepted and len(row) == 3}
    assert built == set(loads) | set(TRICKY_ACCEPTED)
    for name, length in {**loads, **TRICKY_ACCEPTED}.items():
        assert results[name, True][0] == pytest.approx(length, rel=1e-5)


def test_neuron_measures_the_same_lengths_paths_and_soma() -> None:
    names = ["ca1_pyramidal", "ball_and_stick"]
    files = [read_morphology(name).path for name in names]
    results = build_in_neuron([*files, *sorted(BROKEN.glob("*_*.swc"))])
    for name in names:
        cell = read_morphology(name)
        length, worst, soma_area = results[f"{name}.swc", False]
        assert length == pytest.approx(cell.total_length_um(), rel=1e-5)
        assert worst < 0.01
        assert soma_area == pytest.approx(cell.soma.area_um2, rel=1e-6)
