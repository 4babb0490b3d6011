"""Sweeps of a small cell, from the plan to tables, files and figures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import spinecable as sc
from spinecable.errors import DescriptionError, SimulationError, SpinecableError
from spinecable.study.figure import axis_label
from spinecable.study.result import SweepResult
from spinecable.study.run import RUNS

DIAMETER = "spine.spine.geometry.neck_diameter_um"
POSITION = "spine.spine.site.path_distance_um"


@pytest.fixture(scope="module")
def small() -> sc.Experiment:
    return sc.load(
        "single_epsp",
        [
            "cell.morphology=ball_and_stick",
            "simulation.duration_ms=20",
            "stimulus.0.times_ms=[5.0]",
            "outcome.minutes_after=1",
        ],
    )


@pytest.fixture(scope="module")
def swept(small: sc.Experiment, tmp_path_factory: pytest.TempPathFactory) -> SweepResult:
    folder = tmp_path_factory.mktemp("sweep")
    found = sc.sweep(small, {DIAMETER: [0.1, 0.2], POSITION: [100.0, 9000.0]}, folder=folder)
    found.save(folder)
    return found


def test_each_row_is_the_run_of_its_settings(small: sc.Experiment, swept: SweepResult) -> None:
    alone = sc.run(sc.load("single_epsp", _settings(small, 0.2))).summary()
    row = swept.table[swept.table[DIAMETER] == 0.2]
    for column in ("peak_head_mV", "peak_head_ca_uM", "weight_change"):
        assert row[column].to_numpy() == pytest.approx(alone[column].to_numpy(), rel=1e-12)


def _settings(small: sc.Experiment, diameter_um: float) -> list[str]:
    return [
        "cell.morphology=ball_and_stick",
        "simulation.duration_ms=20",
        "stimulus.0.times_ms=[5.0]",
        "outcome.minutes_after=1",
        f"spine.0.geometry.neck_diameter_um={diameter_um}",
        "spine.0.site.path_distance_um=100",
    ]


def test_a_failing_point_is_listed_and_does_not_stop_the_others(swept: SweepResult) -> None:
    assert len(swept.table) == 2
    assert [(point, trial) for point, trial, _ in swept.failures] == [(1, 0), (3, 0)]
    assert "9000" in swept.failures[0][2]


def test_every_point_failing_is_an_error(small: sc.Experiment) -> None:
    with pytest.raises(SimulationError, match="every run of the sweep failed"):
        sc.sweep(small, {POSITION: [9000.0]})


def test_saved_and_loaded(swept: SweepResult, tmp_path: Path) -> None:
    again = SweepResult.load(swept.save(tmp_path))
    pd.testing.assert_frame_equal(again.table, swept.table, check_dtype=False)
    assert again.table["outcome"].tolist() == ["none", "none"]
    assert (again.axes, again.experiment, again.failures) == (
        swept.axes,
        swept.experiment,
        swept.failures,
    )
    with pytest.raises(SpinecableError, match="holds no sweep"):
        SweepResult.load(tmp_path / "elsewhere")


def test_finished_runs_are_not_done_again(small: sc.Experiment, tmp_path: Path) -> None:
    first = sc.sweep(small, {DIAMETER: [0.15]}, folder=tmp_path)
    (kept,) = (tmp_path / RUNS).iterdir()
    table = pd.read_csv(kept).assign(peak_head_mV=1.25)
    table.to_csv(kept, index=False)
    second = sc.sweep(small, {DIAMETER: [0.15]}, folder=tmp_path)
    assert second.table["peak_head_mV"].tolist() == [1.25]
    assert first.table["peak_head_mV"].tolist() != [1.25]


def test_a_users_own_column(small: sc.Experiment) -> None:
    def highest(result):
        return {"highest_soma_mV": float(result["soma_mV"].max())}

    table = sc.sweep(small, measure=highest, jobs=1).table
    assert -65 < table["highest_soma_mV"][0] < table["peak_head_mV"][0]


def trials(outcomes: dict[float, str]) -> SweepResult:
    letters = {"P": ("LTP", 0.3), "D": ("LTD", -0.3), "0": ("none", 0.0)}
    rows = [
        {
            "point": point,
            "trial": trial,
            DIAMETER: diameter,
            "spine": "a",
            "weight_change": letters[letter][1],
            "outcome": letters[letter][0],
        }
        for point, (diameter, text) in enumerate(outcomes.items())
        for trial, letter in enumerate(text)
    ]
    return SweepResult(pd.DataFrame(rows), (DIAMETER,), sc.load("neighbours"))


def test_probability_counts_trials() -> None:
    found = trials({0.1: "PPP0", 0.2: "P0DD"})
    ltp, ltd = found.probability("LTP"), found.probability("LTD")
    assert ltp["probability"].tolist() == [0.75, 0.25]
    assert ltd["count"].tolist() == [0, 2]
    assert (ltp["low"] < ltp["probability"]).all()
    assert ltp["high"].tolist()[0] == pytest.approx(0.9544, abs=1e-4)  # scipy's binomtest
    assert found.mean()["mean"].tolist() == pytest.approx([0.225, -0.075])
    with pytest.raises(DescriptionError, match="Did you mean 'LTP'"):
        found.probability("LTp")
    with pytest.raises(DescriptionError, match="no numbers 'outcome'"):
        found.mean("outcome")


def test_figures_show_probabilities_means_and_maps(swept: SweepResult) -> None:
    axes = trials({0.1: "PPP0", 0.2: "P0DD", 0.4: "0DDD"}).figure().axes
    assert [a.get_ylabel() for a in axes[:3]] == [
        "probability of LTP",
        "probability of LTD",
        "weight change (%)",
    ]
    assert np.allclose(axes[0].lines[0].get_ydata(), [0.75, 0.25, 0.0])
    assert axes[0].get_xscale() == "log"
    with pytest.raises(DescriptionError, match="one or two varied keys, not 0"):
        SweepResult(swept.table.head(1), swept.axes, swept.experiment).figure()


@pytest.mark.parametrize(
    ("key", "label"),
    [
        (DIAMETER, "neck diameter (µm), spine"),
        ("spine.*.geometry.neck_resistance_Mohm", "neck resistance (MΩ)"),
        ("bath.mg_mM", "mg (mM)"),
        ("cell.temperature_C", "temperature (°C)"),
        ("cell.axon", "axon"),
    ],
)
def test_axis_labels(key: str, label: str) -> None:
    assert axis_label(key) == label
