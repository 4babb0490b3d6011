"""Measured spines from CSV, morph-spines HDF5 and Neurolucida ASC."""

from __future__ import annotations

import math
from pathlib import Path

import h5py
import numpy as np
import pytest

from spinecable.describe.cell import Cell
from spinecable.describe.experiment import Experiment
from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.population import Population
from spinecable.describe.simulation import Simulation
from spinecable.errors import DescriptionError
from spinecable.morphology.read import read_morphology
from spinecable.morphology.tree import Morphology
from spinecable.population.csv import write_csv
from spinecable.population.expand import population_spines
from spinecable.population.read import read_spines

SHAPE = SpineGeometry(head_volume_um3=0.03, neck_length_um=0.5, neck_diameter_um=0.1)


@pytest.fixture(scope="module")
def ca1() -> Morphology:
    return read_morphology("ca1_pyramidal")


def test_csv_there_and_back(ca1: Morphology, tmp_path: Path) -> None:
    spines = population_spines(Population(name="p", sampler="rat_ca1", count=40), ca1)
    file = tmp_path / "spines.csv"
    write_csv(
        file,
        (
            {
                "name": spine.name,
                "section": spine.site.section,
                "position": spine.site.position,
                "head_volume_um3": spine.geometry.volume_um3,
                "neck_length_um": spine.geometry.neck_length_um,
                "neck_diameter_um": spine.geometry.neck_diameter_um,
                "psd_area_um2": spine.geometry.psd_area_um2,
            }
            for spine in spines
        ),
    )
    back = read_spines(file, ca1)
    assert [s.name for s in back] == [s.name for s in spines]
    assert [s.geometry for s in back] == [s.geometry for s in spines]
    assert [s.site.section for s in back] == [s.site.section for s in spines]
    np.testing.assert_allclose(
        [s.site.position or 0 for s in back], [s.site.position or 0 for s in spines], atol=1e-9
    )


def test_csv_in_its_three_kinds_of_places(ca1: Morphology, tmp_path: Path) -> None:
    section = ca1.in_domain("apical_oblique")[4]
    x, y, z = section.point_um(0.4)
    file = tmp_path / "spines.csv"
    file.write_text(
        "# measured on Monday\n"
        "name;section;position;domain;path_distance_um;x_um;y_um;z_um;head_diameter_um;"
        "spine_length_um;neck_diameter_um\n"
        f"a;{section.name};0.3;;;;;;0.4;1.0;0.1\n"
        ";;;apical_oblique;150;;;;0.4;1.0;0.1\n"
        f"c;;;;;{x};{y};{z + section.diameter_um(0.4)};0.4;0.2;0.1\n"
    )
    a, b, c = read_spines(file, ca1)
    assert (a.site.section, a.site.position) == (section.name, 0.3)
    assert a.geometry.volume_um3 == pytest.approx(math.pi * 0.4**3 / 6)
    assert a.geometry.neck_length_um == pytest.approx(0.6)
    assert b.name == "spine_0002"
    host = ca1.section(str(b.site.section))
    assert host.domain == "apical_oblique"
    assert host.path_distance_um(b.site.position or 0) == pytest.approx(150)
    assert c.site.section == section.name
    assert c.site.position == pytest.approx(0.4, abs=0.05)
    assert c.geometry.neck_length_um == pytest.approx(0.05)


FAULTS = {
    "name,position,section,head_volume\na,0.5,basal[0],1": ("1: unknown column 'head_volume'", ""),
    "name,head_volume_um3\na,0.1": ("1: no columns say where", ""),
    "section,position\nbasal[0],0.5": ("2: this spine has no head_volume_um3", "Name a sampler"),
    "section,position,head_volume_um3,neck_length_um,neck_diameter_um\nbasal[0],0.5,x,1,0.1": (
        "2, head_volume_um3: 'x' is not a number",
        "",
    ),
    "section,position,head_volume_um3,neck_length_um,neck_diameter_um\nbasal[0],0.5,-1,1,0.1": (
        "2, head_volume_um3: must be a finite number above 0",
        "",
    ),
    "section,position,head_volume_um3,neck_length_um,neck_diameter_um\nbasal[0],0.5,0.001,1,0.4": (
        "2: the neck (0.4 um) is wider than the head",
        "",
    ),
    "section,position,head_volume_um3,neck_length_um,neck_diameter_um\nbasal[0],0.5,1,1": (
        "2: the row has 4 cells under 5 columns",
        "",
    ),
    "section,position,head_volume_um3,neck_length_um,neck_diameter_um\nbasal[999],0.5,1,1,0.1": (
        "2: ca1_pyramidal has no section 'basal[999]'",
        "",
    ),
    "section,position,head_volume_um3,neck_length_um,neck_diameter_um\nbasal[0],1.5,1,1,0.1": (
        "2: position: Input should be less than or equal to 1",
        "",
    ),
    "x_um,y_um,z_um,head_volume_um3,neck_length_um,neck_diameter_um\n9e3,0,0,1,1,0.1": (
        "um from the nearest dendrite",
        "Is it the same cell",
    ),
    "": ("the file is empty", ""),
}


@pytest.mark.parametrize("text", FAULTS)
def test_faults_have_file_and_row(text: str, ca1: Morphology, tmp_path: Path) -> None:
    file = tmp_path / "spines.csv"
    file.write_text(text)
    with pytest.raises(DescriptionError) as caught:
        read_spines(file, ca1)
    what, tip = FAULTS[text]
    assert str(caught.value).startswith(str(file))
    assert what in str(caught.value)
    assert tip in str(caught.value)


def container(path: Path, cell: Morphology, compound: bool = False, sizes: bool = True) -> None:
    """A container in morph-spines' form with three spines, two of them at one place."""
    section = cell.in_domain("basal")[2]
    centres = np.array([section.point_um(x) for x in (0.25, 0.5, 0.5)])
    columns = {f"afferent_center_{axis}": centres[:, k] for k, axis in enumerate("xyz")}
    columns["spine_length"] = np.array([1.2, 0.9, 0.8])
    if sizes:
        columns["spine_volume"] = np.array([0.05, 0.03, 0.02])
        columns["spine_neck_diameter"] = np.array([0.1, 0.12, 0.14])
    with h5py.File(path, "w") as file:
        if compound:
            table = np.zeros(3, dtype=[(name, "f8") for name in columns])
            for name, values in columns.items():
                table[name] = values
            file["edges/n"] = table
        else:
            for name, values in columns.items():
                file[f"edges/n/{name}"] = values
            file["edges/n"].create_group("metadata").attrs["version"] = [1, 0]


@pytest.mark.parametrize("compound", [False, True])
def test_morph_spines(compound: bool, ca1: Morphology, tmp_path: Path) -> None:
    file = tmp_path / "spines.h5"
    container(file, ca1, compound)
    first, second, third = read_spines(file, ca1)
    section = ca1.in_domain("basal")[2]
    assert {s.site.section for s in (first, second, third)} == {section.name}
    assert first.site.position == pytest.approx(0.25, abs=1e-6)
    assert second.site.position == pytest.approx(0.5, abs=1e-6)
    assert third.site.position == pytest.approx(0.5 + 0.02 / section.length_um, abs=1e-6)
    assert first.geometry.volume_um3 == 0.05
    head_um = (6 * 0.05 / math.pi) ** (1 / 3)
    assert first.geometry.neck_length_um == pytest.approx(1.2 - head_um)
    assert first.geometry.neck_diameter_um == 0.1


def test_morph_spines_without_sizes_need_a_sampler(ca1: Morphology, tmp_path: Path) -> None:
    file = tmp_path / "spines.h5"
    container(file, ca1, sizes=False)
    with pytest.raises(DescriptionError, match="spine 0: this spine has no head_volume_um3"):
        read_spines(file, ca1)
    spine = read_spines(file, ca1, sampler="rat_ca1")[0]
    assert spine.geometry.neck_length_um == pytest.approx(1.2 - spine.geometry.diameter_um)


def test_the_container_of_morph_spines(shared_data: Path) -> None:
    """Its neuron has an axon only, so its spines have nowhere to stand."""
    file = shared_data / "morphologies" / "em_single_neuron_spines_small.h5"
    with pytest.raises(DescriptionError, match="no dendrite for spines"):
        read_spines(file, read_morphology(file))


ASC = """\
("Cell Body" (CellBody) (0 0 0 1) (10 0 0 1) (10 10 0 1) (0 10 0 1))
( (Dendrite)
  (10 5 0 2) ; the root < not a mark >
  (30 5 0 2)
    < (Class 4 "none") (Color Red) (Generated 0)
      (30 7 0 2)> ; Spine
  (110 5 0 2)
    < (100.5 3.5 0 2)>
  Normal
)
"""


def test_asc_marks(tmp_path: Path) -> None:
    file = tmp_path / "marks.asc"
    file.write_text(ASC)
    cell = read_morphology(file)
    with pytest.raises(DescriptionError, match=r"marks.asc:5: this spine has no head_volume_um3"):
        read_spines(file, cell)
    first, second = read_spines(file, cell, geometry=SHAPE)
    assert first.geometry.volume_um3 == SHAPE.volume_um3
    assert (first.site.position or 0) * 100 == pytest.approx(20.0)
    assert (second.site.position or 0) * 100 == pytest.approx(90.5)


def test_asc_marks_that_are_broken(tmp_path: Path) -> None:
    file = tmp_path / "marks.asc"
    file.write_text(ASC)
    cell = read_morphology(file)
    file.write_text(ASC.replace("2)> ; Spine", "2) ; Spine"))
    with pytest.raises(DescriptionError, match=r"marks.asc:5: this spine mark is not closed"):
        read_spines(file, cell, geometry=SHAPE)
    file.write_text(ASC.replace("(30 7 0 2)>", ">"))
    with pytest.raises(DescriptionError, match=r"marks.asc:5: this spine mark holds no point"):
        read_spines(file, cell, geometry=SHAPE)


def test_marks_of_morphio(shared_data: Path) -> None:
    """Marks behind (9.34, -3.81) and (12.55, -5.16), lines 17 and 24."""
    file = shared_data / "morphologies" / "tricky" / "MorphIO_spine.asc"
    spines = read_spines(
        file, read_morphology(file, accept=("soma_gap", "no_soma")), sampler="rat_ca1"
    )
    assert len(spines) == 2


def test_a_population_from_a_file(ca1: Morphology, tmp_path: Path) -> None:
    file = tmp_path / "spines.csv"
    file.write_text("section,position\nbasal[3],0.5\nbasal[3],0.25\n")
    described = Experiment(
        cell=Cell(),
        populations=[Population(name="em", file=str(file), geometry=SHAPE)],
        simulation=Simulation(duration_ms=10),
    )
    done = described.expanded(ca1)
    assert [(s.name, s.site.position) for s in done.spines] == [("em_0001", 0.5), ("em_0002", 0.25)]


def test_other_files(ca1: Morphology, tmp_path: Path) -> None:
    with pytest.raises(DescriptionError, match="no tables of spines"):
        read_spines("a.xlsx", ca1)
    with pytest.raises(DescriptionError, match="no such file"):
        read_spines("a.csv", ca1)
    file = tmp_path / "no.h5"
    file.write_text("no")
    with pytest.raises(DescriptionError, match="no HDF5 file"):
        read_spines(file, ca1)
