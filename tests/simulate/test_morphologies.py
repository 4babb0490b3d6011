"""The main job on real reconstructions: every file finds its sites, some are run."""

from __future__ import annotations

import shutil
from pathlib import Path

import h5py
import numpy as np
import pytest

from spinecable.describe.experiment import Experiment
from spinecable.describe.toml import load_experiment
from spinecable.errors import MorphologyError
from spinecable.morphology.axon import with_axon
from spinecable.morphology.read import read_morphology
from spinecable.morphology.sites import resolve_sites
from spinecable.simulate.run import run

WITH_OBLIQUES = (
    "ca1_rat_NMO_49821.swc",
    "ca1_rat_c91662.swc",
    "ca1_rat_n120.swc",
    "l23_mouse_park2019.swc",
    "l5_rat_C010398B-P2.CNG.swc",
    "l5_rat_C010398B-P2.asc",
    "l5ttpc_rat_hay_cell1.asc",
    "m1_l5_mouse_BS0284.swc",
)
WITHOUT_OBLIQUES = ("derived_dg_granule_SH07_cell_1.swc", "msn_mouse_dMSN_P270-20.swc")


def neighbours(path: Path, *changes: str) -> Experiment:
    return load_experiment("neighbours", [f"cell.morphology={path}", *changes])


def one_pair(path: Path) -> Experiment:
    return neighbours(
        path,
        "stimulus.0.times_ms=[5.0]",
        "simulation.duration_ms=60",
        "outcome.minutes_after=0",
    )


def placed(experiment: Experiment):
    cell = with_axon(read_morphology(experiment.cell.morphology), experiment.cell.axon)
    return cell, resolve_sites(cell, experiment.spines)


@pytest.fixture
def folder(shared_data: Path) -> Path:
    return shared_data / "morphologies"


@pytest.mark.parametrize("name", WITH_OBLIQUES + WITHOUT_OBLIQUES)
def test_neighbours_stand_together_near_the_asked_distance(folder: Path, name: str) -> None:
    cell, sites = placed(neighbours(folder / name))
    narrow, wide = sites["narrow"], sites["wide"]
    assert narrow.section == wide.section
    length_um = cell.sections[narrow.section].length_um
    assert abs(narrow.position - wide.position) * length_um == pytest.approx(3.0, abs=1e-6)
    assert abs(narrow.path_distance_um - 150.0) < 50.0
    if name in WITH_OBLIQUES:
        assert cell.sections[narrow.section].domain == "apical_oblique"


@pytest.mark.parametrize("name", WITHOUT_OBLIQUES)
def test_a_cell_without_obliques_falls_back_and_says_so(folder: Path, name: str) -> None:
    experiment = neighbours(folder / name)
    _, sites = placed(experiment)
    assert "no apical_oblique" in (sites["narrow"].notice or "")
    strict = experiment.spines[0].site.model_copy(update={"fallback": None})
    spines = [experiment.spines[0].model_copy(update={"site": strict}), experiment.spines[1]]
    cell = read_morphology(experiment.cell.morphology)
    with pytest.raises(MorphologyError, match="apical_oblique"):
        resolve_sites(cell, spines)


@pytest.mark.parametrize("name", ["ca1_rat_n120.swc", "msn_mouse_dMSN_P270-20.swc"])
def test_the_main_job_runs(folder: Path, name: str) -> None:
    result = run(one_pair(folder / name))
    table = result.summary().set_index("spine")
    # The somatic spike propagates into both heads and lets calcium in.
    assert float(result["soma_mV"].max()) > 0
    assert (table["peak_head_mV"] > -40).all()
    rest = result["head_ca_uM"].values[:, 0]
    assert (table["peak_head_ca_uM"].to_numpy() > 5 * rest).all()
    assert table.loc["narrow", "neck_resistance_Mohm"] == pytest.approx(
        table.loc["wide", "neck_resistance_Mohm"] * 2.5**2
    )
    assert np.isfinite(table["weight_change"]).all()
    fell_back = any("no apical_oblique" in notice for notice in result.provenance.notices)
    assert fell_back == (name in WITHOUT_OBLIQUES)


def test_a_container_of_one_cell_is_read(folder: Path) -> None:
    path = folder / "em_single_neuron_spines_small.h5"
    with h5py.File(path) as file:
        points = file["morphology/neuron_0/points"][:, :3]
        starts = [int(row[0]) for row in file["morphology/neuron_0/structure"][1:]]
    ends = [*starts[1:], len(points)]
    steps = [np.diff(points[a:b], axis=0) for a, b in zip(starts, ends, strict=True)]
    length_um = sum(float(np.linalg.norm(step, axis=1).sum()) for step in steps)
    morphology = read_morphology(path)
    assert sum(section.length_um for section in morphology.sections) == pytest.approx(length_um)
    assert {section.domain for section in morphology.sections} == {"axon"}


def test_a_container_of_several_cells_is_refused_with_a_reason(
    folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "two.h5"
    shutil.copy(folder / "em_single_neuron_spines_small.h5", path)
    path.chmod(0o644)
    with h5py.File(path, "a") as file:
        file.copy("morphology/neuron_0", "morphology/neuron_1")
    with pytest.raises(MorphologyError, match="container"):
        read_morphology(path)
