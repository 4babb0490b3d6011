from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import spinecable as sc
from spinecable.describe.toml import load_experiment
from spinecable.electrics.biophysics import Region
from spinecable.electrics.model import build_model
from spinecable.electrics.presets import biophysics_names, load_biophysics, register_biophysics
from spinecable.electrics.sets import dump_biophysics, read_biophysics, save_biophysics, set_sha256
from spinecable.errors import DescriptionError
from spinecable.mechanisms.load import load_mechanisms

OWN = """
source = "ASSUMED: a set for a test"
resting_mV = -71.0

[reversal_mV]
k = -95.0

[region.soma]
Rm_ohm_cm2 = 20000
Ra_ohm_cm = 120.0
cm_uF_per_cm2 = 1.0

[region.dendrite]
Rm_ohm_cm2 = 15000.0
Ra_ohm_cm = 120.0
cm_uF_per_cm2 = 0.9

[[region.dendrite.channel]]
mechanism = "sc_kdr"
gbar_S_per_cm2 = { between = { profile = { linear = { at_soma = 0.01, relative_slope_per_um = 0.02 } }, to_um = 100.0 } }

[[region.dendrite.channel]]
mechanism = "sc_hd"
gbar_S_per_cm2 = { exponential = { scale = 1e-4, offset = 0.5, factor = 2.0, length_um = 50.0 } }
parameters = { ehd = -30.0, vhalf = { step = { near = -73.0, far = -81.0, switch_um = 100.0 } } }
source = "Magee 1998"
"""  # noqa: E501

EXPERIMENT = """
[cell]
morphology = "ball_and_stick"
biophysics = "own.toml"
axon = "none"
implicit_spines = false

[[spine]]
name = "a"
site = { domain = "dendrite", path_distance_um = 60.0 }
geometry = { head_volume_um3 = 0.08, neck_length_um = 1.0, neck_diameter_um = 0.15 }

[simulation]
duration_ms = 5.0
"""


@pytest.fixture
def own(tmp_path) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(OWN, encoding="utf-8")
    (tmp_path / "experiment.toml").write_text(EXPERIMENT, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", biophysics_names())
def test_a_bundled_set_written_out_and_read_back_is_equal(name, tmp_path):
    path = tmp_path / "copy.toml"
    save_biophysics(load_biophysics(name), path)
    assert load_biophysics(str(path)) == load_biophysics(name)
    assert tomllib.loads(path.read_text(encoding="utf-8"))["source"]


def test_numbers_and_profiles_mean_what_they_say(own):
    read = read_biophysics(own)
    assert (read.name, read.resting_mV, dict(read.reversal_mV)) == ("own", -71.0, {"k": -95.0})
    assert read.region("soma") == Region(20_000.0, 120.0, 1.0)
    kdr, h = read.region("apical_tuft").channels
    assert kdr.gbar_S_per_cm2.at(50.0) == pytest.approx(0.01 * (1 + 0.02 * 50))
    assert kdr.gbar_S_per_cm2.at(101.0) == 0.0
    assert h.gbar_S_per_cm2.at(50.0) == pytest.approx(1e-4 * (0.5 + 2 * np.e))
    assert [h.parameters["vhalf"].at(x) for x in (100.0, 101.0)] == [-73.0, -81.0]
    assert (kdr.source, h.source) == ("ASSUMED: a set for a test", "Magee 1998")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Rm_ohm_cm2 = 20000", "Rm = 20000", r"own.toml:9, region.soma.Rm: unknown key 'Rm'"),
        ("mechanism", "mechanisms", r"channel\[0\].mechanisms: .* Did you mean 'mechanism'"),
        ("[region.soma]", "[region.somata]", "Did you mean 'soma'"),
        ("at_soma", "at_some", r"between.profile.linear.at_some: .*'at_soma'"),
        ("{ exponential", "{ exponentail", "Did you mean 'exponential'"),
        ("Ra_ohm_cm = 120.0", "Ra_ohm_cm = 0", r"region.soma.Ra_ohm_cm: must be greater than 0"),
        ("Ra_ohm_cm = 120.0\n", "", r"region.soma: 'Ra_ohm_cm' is missing"),
        ('source = "ASSUMED: a set for a test"\n', "", "'source' is missing. .*ASSUMED"),
        ("-71.0", '"natural"', "'e_pas_mV' is missing"),
        ("-71.0", '"rest"', "resting_mV: 'rest' is no potential. .* or \"natural\""),
        ("scale = 1e-4", "scale = -1e-4", r"gbar_S_per_cm2: a density is not negative"),
        ("scale = 1e-4", 'scale = "a"', r"exponential.scale: must be a number"),
        ("[region.soma]", "[region.soma", "not a TOML file"),
        (
            "step = { near = -73.0, far = -81.0, switch_um = 100.0 }",
            "ramp = { near = -73.0, far = -81.0, from_um = 100.0, to_um = 100.0 }",
            r"ramp.to_um: must be greater than from_um",
        ),
    ],
)
def test_a_fault_names_the_file_and_the_key(own, old, new, message):
    own.write_text(OWN.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DescriptionError, match=message) as error:
        load_biophysics(str(own))
    assert str(own) in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "sc_kdr",
            "sc_kdrr",
            r"experiment.toml:4, cell.biophysics \(.*own.toml:18, region.dendrite.channel\[0\]\): "
            r".*'sc_kdr'",
        ),
        ("ehd =", "ehdd =", r"'sc_hd' has no RANGE variable 'ehdd'. Did you mean 'ehd'"),
        ("Ra_ohm_cm", "Raa_ohm_cm", r"experiment.toml:4, .*own.toml:10, region.soma.Raa_ohm_cm"),
    ],
)
def test_an_experiment_reads_the_set_beside_it_before_the_run(own, old, new, message):
    path = own.parent / "experiment.toml"
    assert load_experiment(path).cell.biophysics == str(own)
    own.write_text(OWN.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DescriptionError, match=message):
        load_experiment(path)


@pytest.mark.parametrize("axon", ["stub", "keep"])
def test_an_axon_without_a_region_is_found_when_the_experiment_is_read(own, axon):
    """A set says nothing of the cell; the first that knows both is the experiment."""
    path = own.parent / "experiment.toml"
    traced = own.parent / "traced.swc"
    traced.write_text(
        "1 1 0 0 0 9 -1\n2 3 0 9 0 1 1\n3 3 0 99 0 1 2\n4 2 0 -9 0 1 1\n5 2 0 -99 0 1 4\n"
    )
    lines = EXPERIMENT.replace('"ball_and_stick"', '"traced.swc"')
    path.write_text(lines.replace('axon = "none"', f'axon = "{axon}"'), encoding="utf-8")
    message = (
        rf"experiment.toml:4, cell.biophysics \({own}:8, region\): .*'axon', for which .* "
        rf"\[region.axon\], or cut the axon: cell.axon = \"none\" \(it is \"{axon}\"\)"
    )
    with pytest.raises(DescriptionError, match=message):
        load_experiment(path)
    cell = sc.Cell(morphology=str(traced), biophysics=str(own), axon=axon, implicit_spines=None)
    with pytest.raises(DescriptionError, match=rf"{own}:8, region: .*'axon'"):
        sc.measures.bap(cell)
    with_axon = "[region.axon]\nRm_ohm_cm2 = 2e4\nRa_ohm_cm = 120.0\ncm_uF_per_cm2 = 1.0\n"
    own.write_text(OWN + with_axon, encoding="utf-8")
    assert load_experiment(path).cell.axon == axon


def test_the_example_in_the_docs_runs(tmp_path):
    text = (Path(__file__).parents[2] / "docs" / "cells.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```toml\n(source = .*?)^```", text, re.M | re.S)
    (tmp_path / "own.toml").write_text(example, encoding="utf-8")
    path = tmp_path / "experiment.toml"
    path.write_text(EXPERIMENT.replace('axon = "none"\n', ""), encoding="utf-8")
    soma_mV = sc.run(load_experiment(path)).dataset["soma_mV"].values
    np.testing.assert_allclose(soma_mV, -65.0, atol=0.01)


def test_a_registered_set_reaches_the_process_of_a_run(own):
    """By its name in a fresh process, it is the set that the file holds."""
    mine = replace(read_biophysics(own), name="registered_for_a_test")
    register_biophysics(mine)
    experiment = load_experiment(own.parent / "experiment.toml")
    by_name = experiment.model_copy(
        update={"cell": experiment.cell.model_copy(update={"biophysics": mine.name})}
    )
    named, from_file = sc.run(by_name), sc.run(experiment)
    np.testing.assert_array_equal(named.dataset["soma_mV"], from_file.dataset["soma_mV"])
    assert named.dataset["soma_mV"].values[0] == pytest.approx(-71.0)
    save_biophysics(mine, own)
    assert named.provenance.biophysics_sha256 == set_sha256(str(own))


def test_a_missing_file_is_named(own):
    own.unlink()
    with pytest.raises(DescriptionError, match="cannot be read"):
        load_experiment(own.parent / "experiment.toml")


def test_a_profile_that_falls_below_zero_on_the_cell_says_where(own, forked):
    falling = "{ linear = { at_soma = 0.01, relative_slope_per_um = -0.005 } }"
    own.write_text(
        OWN.replace(OWN.split("gbar_S_per_cm2 = ")[1].split("\n")[0], falling)
        + OWN[OWN.index("[region.soma]") : OWN.index("[region.dendrite]")].replace("soma", "axon"),
        encoding="utf-8",
    )
    load_mechanisms({"sc_kdr", "sc_hd"})
    cell = sc.Cell(biophysics=str(own), implicit_spines=None)
    with pytest.raises(DescriptionError, match=r"'sc_kdr' falls to -.* um from the soma"):
        build_model(cell, forked, [])


def test_a_run_with_the_written_set_is_the_run_with_the_preset(own, tmp_path):
    save_biophysics(load_biophysics("ca1_migliore2005"), own)
    path = tmp_path / "experiment.toml"
    ours = sc.run(load_experiment(path))
    preset = sc.run(load_experiment(path, ["cell.biophysics=ca1_migliore2005"]))
    np.testing.assert_array_equal(ours.dataset["soma_mV"], preset.dataset["soma_mV"])
    assert ours.provenance.biophysics_sha256 == set_sha256(str(own)) != ""
    assert preset.provenance.biophysics_sha256 == ""
    assert dump_biophysics(load_biophysics(str(own))) == own.read_text(encoding="utf-8")
