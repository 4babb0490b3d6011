"""The generated NMODL owners: up to date, and the same chemistry as scipy's inside NEURON."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from spinecable.chemistry.contents import camkii_active_weights, scheme_values
from spinecable.chemistry.kinetic import kinetic_text, main, owners
from spinecable.chemistry.network import Compartment, Network
from spinecable.chemistry.reference import integrate
from spinecable.chemistry.steady import steady_state
from spinecable.constants import FARADAY_C_PER_MOL, MOLECULES_PER_UM_UM3
from spinecable.describe.preparation import load_preparation
from spinecable.mechanisms.load import load_mechanisms, neuron_h
from spinecable.resources import resource_dir

OWNERS = {owner.name: owner for owner in owners()}
DIAMETER_UM = 0.58
AREA = np.pi * DIAMETER_UM**2
VOLUMES = {
    "sc_chem_head": np.pi * DIAMETER_UM**3 / 6.0,
    "sc_chem_shaft": np.pi * DIAMETER_UM**3 / 4,
}


def as_nocmodl(value):
    """A PARAMETER as NEURON has it: six digits."""
    return float(f"{value:.6g}")


def network(name):
    """The owner's volume with the numbers that its file holds."""
    owner = OWNERS[name]
    scheme = owner.scheme.with_values(
        {p.name: as_nocmodl(p.value) for p in owner.scheme.parameters}
    )
    group = name.removeprefix("sc_chem_")
    values = scheme_values(load_preparation(), group, VOLUMES[name], AREA)
    molecules = MOLECULES_PER_UM_UM3 / as_nocmodl(MOLECULES_PER_UM_UM3)
    pumps = ("pmca_total_uM", "ncx_total_uM")
    values = {n: v * molecules if n in pumps else as_nocmodl(v) for n, v in values.items()}
    return Network((Compartment(name, group, VOLUMES[name], AREA, values),), (), {group: scheme})


@pytest.fixture(scope="module")
def h():
    load_mechanisms(list(OWNERS))
    h = neuron_h()
    h.load_file("stdrun.hoc")
    return h


@pytest.fixture
def section(h, request):
    """One segment with the owner."""
    section = h.Section(name="volume")
    section.L = section.diam = DIAMETER_UM
    section.nseg = 1
    section.insert(request.param)
    h.dt = 0.025
    yield section
    h.cvode_active(0)
    h.delete_section(sec=section)


def states(section, name):
    mechanism = getattr(section(0.5), name)
    return {s.name: getattr(mechanism, s.name) for s in OWNERS[name].scheme.species}


def rest(name):
    compartment = network(name).compartments[0]
    scheme = network(name).schemes[compartment.kind]
    return steady_state(scheme, 0.05, values=compartment.values)


def test_committed_files_are_the_reaction_list():
    assert main(["--check"]) == 0


def test_a_stale_file_is_noticed(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("spinecable.chemistry.kinetic.resource_dir", lambda kind: tmp_path)
    assert main(["--check"]) == 1
    assert "sc_chem_head.mod" in capsys.readouterr().err
    assert main(["--write"]) == 0
    assert main(["--check"]) == 0


@pytest.mark.parametrize("name", OWNERS)
def test_units_are_consistent(name):
    modlunit = Path(sys.executable).with_name("modlunit")
    command = str(modlunit) if modlunit.is_file() else shutil.which("modlunit")
    if command is None:
        pytest.skip("modlunit is not installed")
    path = resource_dir("mod") / f"{name}.mod"
    done = subprocess.run([command, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert (done.stdout + done.stderr).strip() == f"Checking units of {path}"


@pytest.mark.parametrize("name", OWNERS)
def test_every_line_fits_and_every_number_has_words(name):
    text = kinetic_text(OWNERS[name])
    block = text[text.index("PARAMETER {") : text.index("ASSIGNED {")]
    for line in block.splitlines():
        if "=" in line and not line.strip().startswith(":"):
            assert " : " in line
    assert max(map(len, text.splitlines())) < 150


@pytest.mark.parametrize(("section", "name"), [(n, n) for n in OWNERS], indirect=["section"])
def test_initial_is_the_steady_state_of_the_totals(h, section, name):
    h.finitialize(-70.0)
    assert section(0.5).cai == pytest.approx(5e-5, rel=1e-14)
    found = states(section, name)
    for species, value in rest(name).items():
        # NEURON stops its Newton steps at 1e-6 uM in all; further passes leave this.
        assert found[species] == pytest.approx(value, rel=2e-8, abs=1e-13), species


@pytest.mark.parametrize(("section", "name"), [(n, n) for n in OWNERS], indirect=["section"])
@pytest.mark.parametrize("cvode", [False, True])
def test_ten_minutes_of_rest_change_nothing(h, section, name, cvode):
    if cvode:
        h.cvode_active(1)
        h.cvode.atol(1e-10)
    else:
        h.dt = 100.0
    h.finitialize(-70.0)
    before = states(section, name)
    while h.t < 600e3:
        h.fadvance()
    for species, value in states(section, name).items():
        assert value == pytest.approx(before[species], rel=2e-7, abs=1e-8), species


SAMPLES_MS = (1.0, 5.0, 20.0, 100.0)
FOLLOWED = ("ca", "imm_ca", "cbh_ca", "pmca_ca", "ca_out", "cam2c", "cam4")


def after_a_step(h, section, name, dt_ms=None):
    """(species, time) values after calcium was put to 20 uM; CVODE where dt is None."""
    mechanism = getattr(section(0.5), name)
    h.cvode_active(0 if dt_ms else 1)
    h.cvode.atol(1e-9)
    h.dt = dt_ms or 0.025
    h.finitialize(-70.0)
    mechanism.ca = 20.0
    if dt_ms is None:
        h.cvode.re_init()
    found = []
    for t in SAMPLES_MS:
        if dt_ms is None:
            h.cvode.solve(t)
        while h.t < t - 1e-9:
            h.fadvance()
        assert section(0.5).cai == pytest.approx(mechanism.ca * 1e-3, rel=1e-9)
        found.append([getattr(mechanism, s) for s in FOLLOWED])
    return np.array(found).T


@pytest.mark.parametrize(("section", "name"), [(n, n) for n in OWNERS], indirect=["section"])
def test_decay_of_a_calcium_step_as_scipy_has_it(h, section, name):
    system = network(name)
    kind = system.compartments[0].kind
    h.finitialize(-70.0)
    mechanism = getattr(section(0.5), name)
    system = system.with_values("leak_uM_per_s", [mechanism.leak_uM_per_s])
    found = integrate(
        system, {kind: {**rest(name), "ca": 20.0}}, 100.0, sample_times_ms=SAMPLES_MS, rtol=1e-9
    ).states
    expected = np.array([found[s][0] for s in FOLLOWED])
    assert np.allclose(after_a_step(h, section, name), expected, rtol=2e-4, atol=0.0)
    # Fixed steps are implicit Euler: the error is of first order, and extrapolation removes it.
    coarse, fine = (after_a_step(h, section, name, dt) for dt in (0.002, 0.001))
    assert np.abs(fine / expected - 1.0).max() < 0.6 * np.abs(coarse / expected - 1.0).max()
    assert np.allclose(2.0 * fine - coarse, expected, rtol=6e-3, atol=0.0)
    if name == "sc_chem_head":
        weights = camkii_active_weights(OWNERS[name].scheme)
        active = sum(w * found[n][0, -1] for n, w in weights.items()) / 100.0
        assert mechanism.camkii_active == pytest.approx(active, rel=4e-3)


@pytest.mark.parametrize("section", ["sc_chem_head"], indirect=True)
def test_calcium_current_enters_the_given_volume(h, section):
    """What ica brings, by charge, is what calcium gains in the volume that was asked for."""
    load_mechanisms(["sc_car"])
    section.insert("sc_car")
    section(0.5).sc_car.gbar = 1e-3
    mechanism = section(0.5).sc_chem_head
    mechanism.volume_um3 = 0.07
    clamp = h.SEClamp(section(0.5))
    clamp.dur1, clamp.amp1, clamp.rs = 50.0, -10.0, 0.1
    h.dt = 0.0125
    h.finitialize(-70.0)
    scheme = OWNERS["sc_chem_head"].scheme

    def held():
        return sum(n * getattr(mechanism, s) for s, n in scheme.conserved["calcium"].items())

    before, charge = held(), 0.0
    while h.t < 20.0:
        h.fadvance()
        charge += section(0.5).ica * h.dt
    # mA/cm2 ms x um2 -> mol -> uM in the volume: 1e-3 x 1e-3 x 1e-8 C, then 1e6 uM/M, 1e-15 l/um3.
    moles = -charge * 1e-14 * AREA / (2.0 * FARADAY_C_PER_MOL)
    assert held() - before > 0.5
    assert held() - before == pytest.approx(moles * 1e21 / 0.07, rel=1e-6)
