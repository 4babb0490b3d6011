"""Receptors and channels of the heads by name."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from spinecable.describe.bath import Bath
from spinecable.describe.experiment import Experiment
from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.receptors import Receptors
from spinecable.electrics.contents import Receptor, calcium_family, head_electrics
from spinecable.mechanisms.library import mechanism_set
from spinecable.result.result import Result
from spinecable.simulate.run import run

SHAPE = SpineGeometry(head_volume_um3=0.08, neck_length_um=1.0, neck_diameter_um=0.15)
VALUES = {
    "ampar_per_um3": 375.0,
    "ampar_conductance_pS": 20.0,
    "nmdar_count": 15.0,
    "nmdar_conductance_pS": 50.0,
    "glun2b_fraction": 0.4,
    "nmdar_calcium_fraction": 0.1,
    "cav23_S_per_cm2": 1e-3,
}


def experiment(**changes: Any) -> Experiment:
    spine = {
        "site": {"domain": "dendrite", "path_distance_um": 100.0},
        "geometry": {"head_volume_um3": 0.08, "neck_length_um": 1.0, "neck_diameter_um": 0.15},
    }
    near = {**spine, "name": "b", "site": {"near": "a", "distance_um": 1.0}}
    spines = changes.pop("spine", [{**spine, "name": "a"}, near])
    return Experiment(
        cell={"morphology": "ball_and_stick", "axon": "none", "biophysics": "passive"},
        spine=spines,
        stimulus=[{"kind": "presynaptic", "spines": ["a"], "times_ms": [2.0]}],
        simulation={"duration_ms": 15.0},
        outcome={"minutes_after": 0.0},
        **changes,
    )


def tables() -> list[dict[str, Any]]:
    """The two spines as a file has them."""
    spines = [s.model_dump(exclude_none=True) for s in experiment().spines]
    for spine in spines:
        del spine["geometry"]["head_diameter_um"]
    return spines


@pytest.fixture(scope="module")
def plain() -> Result:
    return run(experiment())


def test_the_default_receptors_are_what_they_were() -> None:
    head = head_electrics(SHAPE, VALUES, Bath(mg_mM=1.3))
    assert head.ampa == Receptor("sc_ampa_jonas", {"gmax": 1e-6 * (375.0 * 0.08) * 20.0})
    assert head.nmda == Receptor(
        "sc_nmda_popescu",
        {"gmax": 1e-6 * 15.0 * 50.0, "mg": 1.3, "f_ca": 0.1, "frac_2b": 0.4},
    )
    assert head.inserted == ()


def test_defaults_written_out_change_no_bit(plain: Result) -> None:
    written = run(experiment(receptors=Receptors().model_dump(), shaft_channels_S_per_cm2={}))
    for name in ("head_mV", "head_ca_uM", "camkii_active"):
        assert np.array_equal(plain[name].values, written[name].values)


@pytest.mark.parametrize("nmda", ["popescu", "kampa", "exp2"])
@pytest.mark.parametrize("ampa", ["jonas", "exp2"])
def test_every_value_is_a_range_variable_of_its_mechanism(ampa: str, nmda: str) -> None:
    own: dict[str, Any] = {"ampa": ampa, "nmda": nmda}
    own |= {"ampa_rise_ms": 0.3, "ampa_decay_ms": 2.0} if ampa == "exp2" else {}
    own |= {"nmda_rise_ms": 3.0, "nmda_decay_ms": 80.0} if nmda == "exp2" else {}
    own |= {} if ampa == nmda == "exp2" else {"glutamate_peak_mM": 3.0, "glutamate_ms": 0.5}
    own |= {} if nmda == "kampa" else {"mg_block": "vargas_caballero"}
    head = head_electrics(SHAPE, VALUES, Bath(), receptors=Receptors(**own))
    for receptor in (head.ampa, head.nmda):
        assert receptor is not None
        mechanism = mechanism_set()[receptor.mechanism]
        assert set(receptor.values) <= set(mechanism.range_names)


def test_a_spines_own_choice_wins_and_changes_the_response(plain: Result) -> None:
    slow = {"ampa": "exp2", "ampa_rise_ms": 0.5, "ampa_decay_ms": 6.0, "nmda": "kampa"}
    spines = tables()
    spines[0]["receptors"] = slow
    own = run(experiment(spine=spines))
    everywhere = run(experiment(receptors=slow))
    assert own["head_mV"].values[0] == pytest.approx(everywhere["head_mV"].values[0], abs=1e-9)
    assert np.max(np.abs(own["head_mV"].values[0] - plain["head_mV"].values[0])) > 0.5


def test_spillover_reaches_a_neighbour_by_its_share() -> None:
    """Two exponentials are linear in their weight: the neighbour's current follows exp(-d/L)."""
    exp2 = {"ampa": "exp2", "nmda": "exp2"}
    none = run(experiment(receptors=exp2))["head_mV"].values[1]
    rise = []
    for length_um in (0.5, 1.0):
        spill = {"fraction": 0.01, "length_um": length_um}
        found = run(experiment(receptors={**exp2, "spillover": {**spill, "smallest": 1e-6}}))
        rise.append(np.max(found["head_mV"].values[1] - none))
    assert rise[1] / rise[0] == pytest.approx(np.exp(-1.0) / np.exp(-2.0), rel=0.05)
    far = run(experiment(receptors={**exp2, "spillover": {"fraction": 0.01, "length_um": 0.1}}))
    assert np.array_equal(far["head_mV"].values[1], none)


@pytest.mark.parametrize(
    ("receptors", "words"),
    [
        ({"ampa_rise_ms": 0.2}, "no effect unless ampa = 'exp2'"),
        ({"nmda": "exp2", "nmda_rise_ms": 9.0, "nmda_decay_ms": 3.0}, "must be smaller"),
        ({"nmda": "kampa", "mg_block": "vargas_caballero"}, "block of its own"),
        ({"ampa": "exp2", "nmda": "exp2", "glutamate_ms": 1.0}, "no effect on two-exponential"),
    ],
)
def test_values_without_effect_are_refused(receptors: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Receptors(**receptors)


def test_spillover_of_one_spine_alone_is_refused() -> None:
    spines = tables()
    spines[1]["receptors"] = {"spillover": {}}
    with pytest.raises(ValidationError, match=r"spine\[1\].receptors.spillover"):
        experiment(spine=spines)


def test_channels_of_the_calcium_family_let_calcium_in(plain: Result) -> None:
    """T-type channels of a head, few of them available at rest, add calcium to an EPSP."""
    spines = tables()
    spines[0]["channels_S_per_cm2"] = {"cav31": 1e-3, "sk": 1e-4}
    with_t = run(experiment(spine=spines)).summary()["peak_head_ca_uM"]
    assert with_t[0] > 1.002 * plain.summary()["peak_head_ca_uM"][0]


def test_names_of_the_calcium_family_are_mechanisms() -> None:
    from spinecable.describe.channel import CALCIUM_FAMILY

    for item in calcium_family(dict.fromkeys(CALCIUM_FAMILY, 1.0)):
        assert "gbar" in mechanism_set()[item.mechanism].range_names
    assert calcium_family({"cav31": 0.0}) == ()


@pytest.mark.parametrize(
    ("densities", "words"),
    [
        ({"cav3": 1.0}, "Did you mean 'cav3"),
        ({"car": 1.0}, "cav23_S_per_cm2"),
        ({"sk": -1.0}, "negative"),
    ],
)
def test_wrong_channels_are_refused(densities: dict[str, float], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        experiment(shaft_channels_S_per_cm2=densities)


def counted(**changes: Any) -> Experiment:
    spines = tables()
    spines[0] |= changes
    return experiment(spine=spines, shaft_channels_per_um2={"cav12": 2, "cav23": 5})


def test_channels_by_number_have_the_conductance_of_that_many() -> None:
    """Three of 3.72 pS and two of 4.42 pS in a head of (36 pi 0.08^2)^(1/3) um2."""
    from spinecable.describe.preparation import experiment_preparation
    from spinecable.morphology.read import read_morphology
    from spinecable.morphology.sites import resolve_sites
    from spinecable.simulate.parts import placed_shaft, placed_spines

    wanted = counted(channel_counts={"cav12": 3, "cav32": 2, "cav23": 10, "sk": 15})
    cell = read_morphology(wanted.cell.morphology)
    places = resolve_sites(cell, wanted.spines)
    head = placed_spines(wanted, places, experiment_preparation(wanted))[0].contents
    area_cm2 = 1e-8 * (36 * np.pi * 0.08**2) ** (1 / 3)
    found = {item.mechanism: 1e12 * item.values["gbar"] * area_cm2 for item in head.inserted}
    assert found == pytest.approx(
        {"sc_cav12": 11.16, "sc_cav32": 2 * 4.4186, "sc_sk": 150.0}, rel=1e-3
    )
    assert 1e12 * head.cav23_S_per_cm2 * area_cm2 == pytest.approx(37.2, rel=1e-9)
    shaft = placed_shaft(wanted, experiment_preparation(wanted))
    assert shaft.cav23_S_per_cm2 == pytest.approx(5 * 3.72e-12 / 1e-8, rel=1e-9)
    assert shaft.inserted[0].values["gbar"] == pytest.approx(2 * 3.72e-12 / 1e-8, rel=1e-9)


def test_numbers_and_their_density_give_one_run() -> None:
    """Two T-type and ten SK channels: 4.42 and 10 pS each, over the head's membrane."""
    area_um2 = (36 * np.pi * 0.08**2) ** (1 / 3)
    density = {"cav31": 2 * 4.42e-4 / area_um2, "sk": 10 * 10e-4 / area_um2}
    first, second = tables()
    peaks = []
    for given in (
        {"channel_counts": {"cav31": 2, "sk": 10}},
        {"channels_S_per_cm2": density},
    ):
        spines = [{**first, **given}, second]
        peaks.append(run(experiment(spine=spines)).summary()["peak_head_ca_uM"])
    np.testing.assert_allclose(peaks[0], peaks[1], rtol=1e-9)


@pytest.mark.parametrize(
    ("spine", "words"),
    [
        ({"channel_counts": {"bk": 1}}, "no source here; give the density"),
        ({"channel_counts": {"cav4": 1}}, "Did you mean"),
        ({"channel_counts": {"sk": -1}}, "must not be negative"),
        (
            {"channel_counts": {"sk": 1}, "channels_S_per_cm2": {"sk": 1e-4}},
            "'sk' has a density and a number",
        ),
        (
            {"channel_counts": {"cav23": 1}, "contents": {"cav23_S_per_cm2": 1e-4}},
            "'cav23' has a density and a number",
        ),
    ],
)
def test_wrong_numbers_of_channels_are_refused(spine: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        counted(**spine)
