from __future__ import annotations

import subprocess
import sys

import pytest

from spinecable.electrics.presets import load_biophysics, passive, register_biophysics
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


def test_h_half_activation_switches_at_100_um():
    region = load_biophysics("ca1_migliore2005").region("apical_tuft")
    h = next(c for c in region.channels if c.mechanism == "sc_hd")
    assert [h.parameters["vhalf"].at(x) for x in (99, 101)] == [-73.0, -81.0]
    assert h.parameters["ehd"].at(0) == -30.0


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
