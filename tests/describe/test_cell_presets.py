from __future__ import annotations

import pytest
from pydantic import ValidationError

from spinecable.describe.cell import Cell
from spinecable.describe.cell_presets import PRESETS
from spinecable.describe.toml import dump_experiment, load_experiment
from spinecable.electrics.presets import load_biophysics
from spinecable.errors import DescriptionError
from spinecable.morphology import read_morphology

EXPERIMENT = """
[cell]
preset = "l23_human"
temperature_C = 37.0
implicit_spines = { density_per_um = 0.3 }

[[spine]]
name = "a"
site = { domain = "apical_oblique", path_distance_um = 150.0 }
geometry = { head_volume_um3 = 0.3, neck_length_um = 1.35, neck_diameter_um = 0.25 }

[simulation]
duration_ms = 10.0
"""


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_a_cell_that_can_be_built(name):
    cell = Cell.preset(name)
    assert not read_morphology(cell.morphology).notices
    biophysics = load_biophysics(cell.biophysics)
    for section in read_morphology(cell.morphology).sections:
        assert biophysics.region(section.domain).Rm_ohm_cm2 > 0
    assert biophysics.source


def test_a_file_names_a_preset_and_replaces_parts(tmp_path):
    file = tmp_path / "experiment.toml"
    file.write_text(EXPERIMENT)
    experiment = load_experiment(file)
    spines = {"density_per_um": 0.3, "area_um2": 3.86, "min_path_distance_um": 60.0}
    assert experiment.cell == Cell.preset(
        "l23_human", temperature_C=37.0, implicit_spines={"density_per_um": 0.3}
    )
    assert experiment.cell.implicit_spines.model_dump(exclude_unset=True) == spines
    assert load_experiment(file, ["cell.preset=msn"]).cell.morphology == "msn"
    copy = tmp_path / "copy.toml"
    copy.write_text(dump_experiment(experiment))
    assert load_experiment(copy) == experiment


def test_an_unknown_preset_is_told_with_the_nearest(tmp_path):
    file = tmp_path / "experiment.toml"
    file.write_text(EXPERIMENT.replace("l23_human", "l23_humn"))
    with pytest.raises(DescriptionError, match=r"experiment.toml:2.*Did you mean 'l23_human'\?"):
        load_experiment(file)
    with pytest.raises(ValidationError, match="Did you mean 'msn'"):
        Cell.preset("msm")


def test_the_human_spines_give_the_f_of_eyal_2016():
    """F = 1.9 over the dendrite beyond 60 um (ModelDB 195667)."""
    cell = Cell.preset("l23_human")
    morphology = read_morphology(cell.morphology)
    beyond = [s for s in morphology.in_domain("dendrite") if s.path_start_um >= 60]
    length, area = sum(s.length_um for s in beyond), sum(s.area_um2 for s in beyond)
    spines = cell.implicit_spines
    assert 1 + spines.density_per_um * spines.area_um2 * length / area == pytest.approx(
        1.9, rel=0.03
    )
