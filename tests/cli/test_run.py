"""`spinecable run` from the command line to the files."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from spinecable.describe.toml import load_experiment
from spinecable.result.result import Result

Run = Callable[..., subprocess.CompletedProcess[str]]

SHORT = (
    "--set",
    "cell.morphology=ball_and_stick",
    "--set",
    "simulation.duration_ms=30",
    "--set",
    "stimulus.0.times_ms=[5.0]",
    "--set",
    "outcome.minutes_after=1",
)


def test_table_and_files(spinecable: Run) -> None:
    done = spinecable("run", "single_epsp", *SHORT)
    assert done.returncode == 0, done.stderr
    folder = Path("spinecable_out/single_epsp")
    assert sorted(path.name for path in folder.iterdir()) == [
        "figure.png",
        "result.nc",
        "summary.csv",
    ]
    assert max(len(line) for line in done.stdout.splitlines() if "Written" not in line) <= 100
    summary = pd.read_csv(folder / "summary.csv")
    assert list(summary["spine"]) == ["spine"]
    for column in summary.columns:
        assert f"{column} " in done.stdout
    assert (folder / "figure.png").read_bytes().startswith(b"\x89PNG")


def test_json_and_the_experiment_inside_the_result(spinecable: Run) -> None:
    done = spinecable("run", "single_epsp", *SHORT, "--json", "--out", "here")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["files"] == ["here/summary.csv", "here/result.nc", "here/figure.png"]
    (row,) = report["summary"]
    result = Result.load("here/result.nc")
    assert row["peak_head_mV"] == pytest.approx(float(result["peak_head_mV"][0]))
    assert result.experiment == load_experiment("single_epsp", SHORT[1::2])


def test_a_failing_run_leaves_nothing(spinecable: Run) -> None:
    done = spinecable("run", "single_epsp", "--set", "spine.0.site.path_distance_um=5000")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert len(done.stderr.splitlines()) == 1
    assert not list(Path().glob("spinecable_out/*"))
