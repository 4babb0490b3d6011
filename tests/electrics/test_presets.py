from __future__ import annotations

import math
import subprocess
import sys

import pytest

from spinecable.electrics.bundled.passive import passive
from spinecable.electrics.presets import load_biophysics, register_biophysics
from spinecable.errors import DescriptionError


def gbar(region, path_um):
    """Densities in mS/cm2 of what is there, by mechanism."""
    found = {c.mechanism: 1e3 * c.gbar_S_per_cm2.at(path_um) for c in region.channels}
    return {name: value for name, value in found.items() if value}


@pytest.mark.parametrize(
    ("domain", "path_um", "expected"),
    [
        ("soma", 0, {"sc_na3": 25, "sc_kdr": 10, "sc_kap": 30, "sc_hd": 0.05}),
        ("basal", 0, {"sc_na3": 25, "sc_kdr": 10, "sc_kap": 30, "sc_hd": 0.05}),
        ("apical_trunk", 100, {"sc_na3": 25, "sc_kdr": 10, "sc_kap": 60, "sc_hd": 0.2}),
        ("apical_oblique", 200, {"sc_na3": 25, "sc_kdr": 10, "sc_kad": 90, "sc_hd": 0.35}),
        ("axon", 30, {"sc_nax": 125, "sc_kdr": 10, "sc_kap": 30}),
    ],
)
def test_ca1_densities_are_those_of_modeldb_55035(domain, path_um, expected):
    region = load_biophysics("ca1_migliore2005").region(domain)
    assert gbar(region, path_um) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("domain", "path_um", "ar"),
    [
        ("soma", 0, 1.0),
        ("basal", 200, 1.0),
        ("apical_trunk", 20, 0.95),
        ("apical_trunk", 175, 0.625),
        ("apical_oblique", 300, 0.30),
        ("apical_oblique", 450, 0.30),
        ("apical_tuft", 500, 0.95),
    ],
)
def test_the_share_that_cannot_inactivate_slowly_is_that_of_modeldb_20212(domain, path_um, ar):
    region = load_biophysics("ca1_migliore2005").region(domain)
    sodium = next(c for c in region.channels if c.mechanism == "sc_na3")
    assert sodium.parameters["ar"].at(path_um) == pytest.approx(ar)


def test_h_half_activation_switches_at_100_um():
    region = load_biophysics("ca1_migliore2005").region("apical_tuft")
    h = next(c for c in region.channels if c.mechanism == "sc_hd")
    assert [h.parameters["vhalf"].at(x) for x in (99, 101)] == [-73.0, -81.0]
    assert h.parameters["ehd"].at(0) == -30.0


@pytest.mark.parametrize(
    ("domain", "path_um", "expected", "ar"),
    [
        ("soma", 0, {"sc_na3": 32, "sc_kdr": 10, "sc_kap": 48}, 0.8),
        ("basal", 150, {"sc_na3": 32, "sc_kdr": 10, "sc_kap": 48}, 1.0),
        ("apical_trunk", 100, {"sc_na3": 32, "sc_kdr": 10, "sc_kap": 96}, 0.5),
        ("apical_oblique", 250, {"sc_na3": 32, "sc_kdr": 10, "sc_kad": 168}, 0.5),
        ("apical_oblique", 501, {}, None),
        ("apical_tuft", 400, {}, None),
        ("axon", 30, {"sc_nax": 64, "sc_kdr": 10, "sc_kap": 9.6}, None),
    ],
)
def test_ca1_densities_are_those_of_modeldb_2796(domain, path_um, expected, ar):
    region = load_biophysics("ca1_migliore1999").region(domain)
    assert gbar(region, path_um) == pytest.approx(expected)
    if ar is not None:
        assert region.channels[0].parameters["ar"].at(path_um) == ar


@pytest.mark.parametrize("source_um", [5.6, 40.0, 60.0, 150.0, 300.0])
def test_msn_densities_are_those_of_modeldb_237653(source_um):
    """At the source's distance, which starts 5.6 um before the soma's surface."""
    path_um = source_um - 5.6
    biophysics = load_biophysics("msn_lindroos2018")
    constant = {"sc_msn_kdr": 0.7, "sc_kir": 0.9}
    assert gbar(biophysics.region("soma"), 0) == pytest.approx(
        {"sc_naf": 9000, "sc_kaf": 110, "sc_kas": 12, **constant}
    )
    assert gbar(biophysics.region("basal"), path_um) == pytest.approx(
        {
            "sc_naf": 900 * (0.1 + 0.9 / (1 + math.exp((source_um - 60) / 10))),
            "sc_kaf": 110 * (1 + 0.5 / (1 + math.exp((source_um - 120) / -30))),
            "sc_kas": 1.2 * (1 + 9 * math.exp(source_um / -5)),
            **constant,
        }
    )
    axon = 9900 if source_um <= 30 else 9000
    assert gbar(biophysics.region("axon"), path_um) == pytest.approx({"sc_naf": axon, "sc_kas": 7})


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(DescriptionError, match="Did you mean 'ca1_migliore2005'"):
        load_biophysics("ca1_migliore")


def test_a_name_is_not_given_twice():
    with pytest.raises(DescriptionError, match="another channel set 'passive'"):
        register_biophysics(passive(Ra_ohm_cm=1.0))
    register_biophysics(load_biophysics("passive"))
    assert load_biophysics("passive").region("soma").Ra_ohm_cm == 150.0


def test_importing_the_package_does_not_import_neuron():
    modules = "model, presets, stimuli, measure, ports, contents"
    code = f"import sys; from spinecable.electrics import {modules}; print('neuron' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
