"""Owners of calcium written for an experiment's own composition."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from spinecable.chemistry.contents import network_schemes, scheme_values
from spinecable.chemistry.kinetic import kinetic_text, main
from spinecable.chemistry.network import Compartment, Network
from spinecable.chemistry.owners import experiment_owners, owners
from spinecable.chemistry.reference import integrate
from spinecable.describe.chemistry import Chemistry
from spinecable.describe.preparation import load_preparation
from spinecable.errors import ChemistryError
from spinecable.mechanisms.load import load_mechanisms, neuron_h

DIAMETER_UM = 0.8
VOLUME_UM3, AREA_UM2 = np.pi * DIAMETER_UM**3 / 4, np.pi * DIAMETER_UM**2
EXPERIMENT = """
buffering = "dialysed"
[cell]
morphology = "ball_and_stick"
[[spine]]
name = "a"
site = { domain = "dendrite", path_distance_um = 50.0 }
geometry = { head_volume_um3 = 0.08, neck_length_um = 1.0, neck_diameter_um = 0.15 }
[simulation]
duration_ms = 10.0
[chemistry]
buffers = ["immobile", "parvalbumin"]
dye = "ogb1"
dye_uM = 100.0
[kinetics]
ogb1_off = 100.0
"""
CHEMISTRY = Chemistry(buffers=("immobile", "parvalbumin"), dye="ogb1", dye_uM=100.0)


@pytest.fixture
def experiment_file(tmp_path):
    path = tmp_path / "dyed-1.toml"
    path.write_text(EXPERIMENT, encoding="utf-8")
    return path


def reference(sample_ms):
    """The same volume by scipy, after calcium was put to 5 uM."""
    preparation = load_preparation("rat_ca1", "dialysed")
    preparation = preparation.overridden("kinetics", {"ogb1_off": 100.0})
    scheme = network_schemes(preparation, CHEMISTRY)["shaft"]
    values = scheme_values(preparation, "shaft", VOLUME_UM3, AREA_UM2, chemistry=CHEMISTRY)
    volume = Compartment("volume", "shaft", VOLUME_UM3, AREA_UM2, values)
    network = Network((volume,), (), {"shaft": scheme})

    def course(state, leak):
        found = integrate(
            network.with_values("leak_uM_per_s", [leak]),
            {"shaft": {**state, "ca": 5.0}},
            sample_ms[-1],
            sample_times_ms=sample_ms,
        )
        return {name: values[0] for name, values in found.states.items()}

    return course


def test_the_pair_of_an_experiment_runs_in_plain_neuron(experiment_file, tmp_path, capsys):
    folder = tmp_path / "mine"
    assert main(["--for", str(experiment_file), "--out", str(folder)]) == 0
    written = [Path(line).name for line in capsys.readouterr().out.split()]
    assert written == ["own_dyed_1_head.mod", "own_dyed_1_shaft.mod"]
    load_mechanisms(["own_dyed_1_shaft"], extra_dirs=[folder])
    h = neuron_h()
    h.load_file("stdrun.hoc")
    section = h.Section(name="dyed")
    section.L = section.diam = DIAMETER_UM
    section.insert("own_dyed_1_shaft")
    mechanism = section(0.5).own_dyed_1_shaft
    h.cvode_active(1)
    h.cvode.atol(1e-9)
    try:
        h.finitialize(-70.0)
        assert section(0.5).cai == pytest.approx(5e-5, rel=1e-12)
        # Kd 100 / 450 uM, from the experiment's own rate.
        assert mechanism.dye_ca == pytest.approx(100.0 * 0.05 / (0.05 + 100.0 / 450.0), rel=1e-6)
        names = [s.name for s in experiment_owners(experiment_file)[1].scheme.species]
        state = {name: getattr(mechanism, name) for name in names}
        times = np.array([0.5, 2.0, 10.0, 50.0])
        expected = reference(times)(state, mechanism.leak_uM_per_s)
        mechanism.ca = 5.0
        h.cvode.re_init()
        for n, t in enumerate(times):
            h.cvode.solve(t)
            for name in ("ca", "dye_ca", "pv_ca", "pv_mg", "imm_ca", "ca_out"):
                found = getattr(mechanism, name)
                assert found == pytest.approx(expected[name][n], rel=1e-3), (name, t)
    finally:
        h.cvode_active(0)
        h.delete_section(sec=section)


@pytest.mark.parametrize(
    "chemistry",
    [
        # modlunit holds eight CONSERVE statements at most, hence few buffers at a time.
        CHEMISTRY,
        Chemistry(buffers=("immobile", "atp", "egta"), egta_uM=10.0),
        Chemistry(buffers=("immobile",), neurogranin=True, camkii_t305=True),
        Chemistry(buffers=("immobile",), inhibitor1=True, camkii_neighbours="li2012"),
        Chemistry(calmodulin="lobes9", calmodulin_rates="faas2011"),
        Chemistry(buffers=("immobile",), ras=True, ip3=True),
    ],
)
def test_units_of_every_part_are_consistent(chemistry, tmp_path):
    modlunit = Path(sys.executable).with_name("modlunit")
    command = str(modlunit) if modlunit.is_file() else shutil.which("modlunit")
    if command is None:
        pytest.skip("modlunit is not installed")
    for owner in owners(chemistry=chemistry, prefix="own"):
        path = tmp_path / f"{owner.name}.mod"
        path.write_text(kinetic_text(owner), encoding="ascii")
        done = subprocess.run([command, str(path)], capture_output=True, text=True, check=False)
        assert (done.stdout + done.stderr).strip() == f"Checking units of {path}"


def test_amounts_of_the_table_are_the_defaults():
    chemistry = Chemistry(
        inhibitor1=True, pka_uM=0.4, buffers=("immobile", "atp"), atp_uM=900.0, neurogranin=True
    )
    head = {p.name: p.value for p in owners(chemistry=chemistry)[0].contents}
    assert (head["pka_uM"], head["atp_total_uM"]) == (0.4, 900.0)
    assert head["ng_total_uM"] == 20.0
    assert head["pp1_total_uM"] == 11.5
    assert "cbh_total_uM" not in head
    assert "pp1_uM" not in head


def test_a_file_that_is_not_there(tmp_path, capsys):
    assert main(["--for", str(tmp_path / "nowhere.toml")]) == 1
    assert "nowhere.toml" in capsys.readouterr().err


def test_a_prefix_must_make_a_name():
    with pytest.raises(ChemistryError, match="2nd"):
        owners(prefix="2nd one")


@pytest.mark.parametrize(
    "chemistry",
    [
        Chemistry(buffers=(), er_release=("ryr",)),
        Chemistry(buffers=(), er_release=("ip3r",), ip3=True),
        Chemistry(buffers=(), er_release=(), serca="higgins2006"),
        Chemistry(buffers=(), er_release=(), er_buffer=True),
    ],
)
def test_units_of_an_apparatus_are_consistent(chemistry, tmp_path):
    modlunit = Path(sys.executable).with_name("modlunit")
    command = str(modlunit) if modlunit.is_file() else shutil.which("modlunit")
    if command is None:
        pytest.skip("modlunit is not installed")
    owner = owners(chemistry=chemistry, prefix="own", with_apparatus=True)[0]
    path = tmp_path / f"{owner.name}.mod"
    path.write_text(kinetic_text(owner), encoding="ascii")
    done = subprocess.run([command, str(path)], capture_output=True, text=True, check=False)
    assert (done.stdout + done.stderr).strip() == f"Checking units of {path}"


def test_sodium_has_no_place_in_an_owner_of_calcium():
    with pytest.raises(ChemistryError, match="cannot own sodium") as caught:
        owners(chemistry=Chemistry(sodium=True), prefix="own")
    assert "sc_na_pool" in str(caught.value)


def test_the_pair_of_an_experiment_with_sodium_says_where_sodium_is(tmp_path, capsys):
    path = tmp_path / "salty.toml"
    path.write_text(EXPERIMENT + "[contents]\nnak_per_um2 = 700.0\n", encoding="utf-8")
    text = path.read_text().replace("[chemistry]", "[chemistry]\nsodium = true")
    path.write_text(text, encoding="utf-8")
    assert main(["--for", str(path), "--out", str(tmp_path)]) == 0
    assert "insert sc_na_pool beside them (nak_per_um2 = 700)" in capsys.readouterr().err
    head = (tmp_path / "own_salty_head.mod").read_text()
    assert "dye_ca" in head
    assert "USEION na" not in head
