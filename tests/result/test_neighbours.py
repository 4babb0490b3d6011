"""Neighbours of stimulated spines: plain numbers, a cable, and diffusion against a pump."""

from __future__ import annotations

import json

import numpy as np
import pytest

from spinecable.cli.main import execute
from spinecable.describe.experiment import Experiment
from spinecable.errors import DescriptionError, SpinecableError
from spinecable.result.neighbours import path_distances_um
from spinecable.simulate.run import run

SPINE = {"head_volume_um3": 0.05, "neck_length_um": 0.5, "neck_diameter_um": 0.15}
RM_OHM_CM2, RA_OHM_CM = 28_000.0, 150.0
"""Of the biophysics `passive`, as in Migliore 2005."""
CALCIUM_UM2_PER_S = 220.0
"""Allbritton 1992, 10.1126/science.1465619."""


@pytest.fixture
def five(result_of):
    """Five spines on one dendrite, 1 um apart; the second is stimulated."""
    result = result_of(5)
    document = json.loads(result.dataset.attrs["experiment"])
    document["stimulus"][0]["spines"] = ["s1"]
    result.dataset.attrs["experiment"] = json.dumps(document)
    result.dataset.attrs["branches"] = json.dumps({"apical[3]": ["", 100.0]})
    return result


def test_rows_are_plain_numbers(five) -> None:
    table = five.neighbours().table.set_index("spine")
    assert list(table.index[table["stimulated"]]) == ["s1"]
    assert list(table["distance_um"]) == pytest.approx([1.0, 0.0, 1.0, 2.0, 3.0])
    assert set(table["nearest"]) == {"s1"}
    for n in range(5):
        row, data = table.iloc[n], five.dataset.isel(spine=n)
        assert row["rise_head_mV"] == pytest.approx(float(data["peak_head_mV"]) + 65.0)
        rest_uM = float(data["head_ca_uM"][0])
        assert row["rise_head_ca_uM"] == pytest.approx(float(data["peak_head_ca_uM"]) - rest_uM)
        assert row["weight_change"] == float(data["weight_change"])
    assert np.isnan(table.loc["s1", "lag_head_ca_ms"])
    assert table.loc["s3", "lag_head_ca_ms"] == 0.0
    assert "volume_change" not in table


def test_crosstalk_is_the_share_of_the_nearest(five) -> None:
    found = five.neighbours()
    table, shares = found.table.set_index("spine"), found.crosstalk()
    assert list(shares["distance_um"]) == sorted(shares["distance_um"])
    last = shares.iloc[-1]
    expected = table.loc["s4", "rise_shaft_ca_uM"] / table.loc["s1", "rise_shaft_ca_uM"]
    assert last["spine"] == "s4"
    assert last["rise_shaft_ca_uM"] == pytest.approx(expected)


def test_two_stimulated_spines_share_the_others(five) -> None:
    table = five.neighbours(["s0", "s4"]).table
    assert list(table["nearest"]) == ["s0", "s0", "s0", "s4", "s4"]
    assert list(table["distance_um"]) == pytest.approx([0.0, 1.0, 2.0, 1.0, 0.0])


def test_what_cannot_be_compared_is_refused(five, result_of) -> None:
    with pytest.raises(DescriptionError, match=r"no spine 's7'. Known: s0"):
        five.neighbours(["s7"])
    with pytest.raises(DescriptionError, match="no spine is stimulated"):
        five.neighbours([])
    with pytest.raises(DescriptionError, match="every spine is"):
        result_of(2).neighbours()
    del five.dataset.attrs["branches"]
    with pytest.raises(SpinecableError, match="Run the experiment again"):
        five.neighbours()


def test_distances_lead_along_the_branches(five) -> None:
    """A trunk of 50 um with a twig from its end (spines at 60, 80) and one from its middle (45);
    a spine on the trunk at 10 and one on another stem at 30."""
    branches = {
        "apical[0]": ["", 0.0],
        "apical[1]": ["apical[0]", 25.0],
        "apical[2]": ["apical[1]", 50.0],
        "apical[3]": ["apical[0]", 25.0],
        "basal[0]": ["", 0.0],
    }
    five.dataset.attrs["branches"] = json.dumps(branches)
    data = five.dataset
    data["section"] = ("spine", ["apical[2]", "apical[2]", "apical[3]", "apical[0]", "basal[0]"])
    data["path_distance_um"] = ("spine", [60.0, 80.0, 45.0, 10.0, 30.0])
    expected = [
        [0, 20, 55, 50, 90],
        [20, 0, 75, 70, 110],
        [55, 75, 0, 35, 75],
        [50, 70, 35, 0, 40],
        [90, 110, 75, 40, 0],
    ]
    np.testing.assert_allclose(path_distances_um(five), expected)


def test_files_and_command(five, tmp_path, capsys) -> None:
    path = five.save(tmp_path / "result.nc")
    assert execute(["neighbours", str(path), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert len(report["spines"]) == 5
    assert {r["quantity"] for r in report["length_constants"]} >= {"rise_shaft_mV"}
    for name in ("neighbours.csv", "length_constants.csv", "neighbours.png"):
        assert (tmp_path / name).stat().st_size > 100
    assert execute(["neighbours", str(path), "--stimulated", "s9"]) == 1
    assert "no spine 's9'" in capsys.readouterr().err


def cable(tmp_path, diameter_um: float, length_um: float) -> str:
    """A small soma in the middle of an unbranched dendrite."""
    lines = [f"1 1 0 0 0 {diameter_um / 2} -1"]
    number = 1
    for sign in (1, -1):
        parent = 1
        for at in [diameter_um / 2, *np.linspace(0.0, length_um / 2, 51)[1:]]:
            number += 1
            lines.append(f"{number} 3 {sign * at} 0 0 {diameter_um / 2} {parent}")
            parent = number
    path = tmp_path / "cable.swc"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def spines_at(distances_um, section: str, length_um: float, start_um: float) -> list:
    return [
        {
            "name": f"s{n}",
            "site": {"section": section, "position": (start_um + at) / length_um},
            "geometry": SPINE,
        }
        for n, at in enumerate(distances_um)
    ]


def test_voltage_falls_off_as_in_an_infinite_cable(tmp_path) -> None:
    """Steady current into a head; lambda = sqrt(d Rm / 4 Ra) of the bare dendrite."""
    diameter_um, length_um = 0.5, 6000.0
    distances = (0.0, 80.0, 180.0, 300.0, 450.0)
    experiment = Experiment.model_validate(
        {
            "cell": {
                "morphology": cable(tmp_path, diameter_um, length_um),
                "biophysics": "passive",
                "axon": "none",
                "implicit_spines": None,
            },
            "contents": {"cav23_S_per_cm2": 0.0},
            "shaft": {"cav23_S_per_cm2": 0.0},
            "spine": spines_at(distances, "basal[0]", length_um / 2, 1000.0),
            "stimulus": [
                {
                    "kind": "current_clamp",
                    "spine": "s0",
                    "start_ms": 5.0,
                    "duration_ms": 250.0,
                    "amplitude_nA": 0.005,
                }
            ],
            "simulation": {"duration_ms": 256.0, "shaft_cell_um": 1.0},
            "outcome": {"minutes_after": 0.01},
        }
    )
    found = run(experiment).neighbours()
    assert list(found.table["stimulated"]) == [True, False, False, False, False]
    lambda_um = 1e4 * np.sqrt(1e-4 * diameter_um / 4 * RM_OHM_CM2 / RA_OHM_CM)
    for quantity in ("rise_shaft_mV", "rise_head_mV"):
        fit = found.fit(quantity)
        assert fit.determined
        assert fit.length_um == pytest.approx(lambda_um, rel=0.01), quantity
        assert fit.low_um < lambda_um * 1.01
        assert fit.high_um > lambda_um * 0.99
    at_the_source = float(found.table["rise_shaft_mV"][0])
    assert found.fit("rise_shaft_mV").amplitude == pytest.approx(at_the_source, rel=0.02)
    input_Mohm = 1e-6 * RA_OHM_CM * lambda_um * 1e-4 / (np.pi * (0.5e-4 * diameter_um) ** 2) / 2
    assert at_the_source == pytest.approx(0.005 * input_Mohm, rel=0.02)


def test_calcium_falls_off_as_diffusion_against_a_pump(tmp_path) -> None:
    """sqrt(D / k) for small rises, k = 4/d N turnover Km / (Km + rest)^2; buffers that do not
    diffuse leave it as it is. Thin necks, so that the neighbours take nothing away."""
    distances = (0.0, 0.75, 1.25, 1.75, 2.5)
    spines = spines_at(distances, "basal[0]", 50.0, 20.0)
    thin = {"head_volume_um3": 0.01, "neck_length_um": 3.0, "neck_diameter_um": 0.05}
    for spine in spines[1:]:
        spine["geometry"] = thin
    ncx_per_um2, diameter_um = 994.0, 1.0
    experiment = Experiment.model_validate(
        {
            "cell": {
                "morphology": cable(tmp_path, diameter_um, 100.0),
                "biophysics": "passive",
                "axon": "none",
                "implicit_spines": None,
            },
            "contents": {"pmca_per_um2": 0.0, "calbindin_uM": 0.0, "calmodulin_uM": 1e-3},
            "shaft": {
                "cav23_S_per_cm2": 0.0,
                "ncx_per_um2": ncx_per_um2,
                "pmca_per_um2": 0.0,
                "calbindin_uM": 0.0,
            },
            "spine": spines,
            "stimulus": [
                {
                    "kind": "calcium_current",
                    "spines": ["s0"],
                    "times_ms": [5.0],
                    "pulse_ms": 300.0,
                    "amplitude_pA": 0.01,
                }
            ],
            "simulation": {"duration_ms": 306.0},
            "outcome": {"minutes_after": 0.01},
        }
    )
    result = run(experiment)
    fit = result.neighbours().fit("rise_shaft_ca_uM")
    ions_per_uM_um3 = 602.2
    half_uM, rest_uM = (300.0 + 600.0) / 300.0, 0.05
    per_s = ncx_per_um2 * 600.0 * half_uM / (half_uM + rest_uM) ** 2 / ions_per_uM_um3
    per_s *= 4.0 / diameter_um
    lambda_um = float(np.sqrt(CALCIUM_UM2_PER_S / per_s))
    assert 0.3 < lambda_um < 0.5
    assert fit.determined
    assert fit.length_um == pytest.approx(lambda_um, rel=0.05)
    assert fit.explained > 0.999
