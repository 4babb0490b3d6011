"""`spinecable protocols`."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from spinecable.describe.experiment import Experiment
from spinecable.describe.toml import bundled_protocols, load_experiment

Run = Callable[..., subprocess.CompletedProcess[str]]


def test_list(spinecable: Run) -> None:
    plain, machine = spinecable("protocols", "list"), spinecable("protocols", "list", "--json")
    assert plain.returncode == machine.returncode == 0
    assert [item["name"] for item in json.loads(machine.stdout)] == list(bundled_protocols())
    for name in bundled_protocols():
        assert f"{name} " in plain.stdout


def test_show_is_a_file_to_start_from(spinecable: Run) -> None:
    shown = spinecable("protocols", "show", "neighbours").stdout
    Path("mine.toml").write_text(shown)
    assert load_experiment("mine.toml") == load_experiment("neighbours")
    machine = spinecable("protocols", "show", "mine.toml", "--json").stdout
    assert Experiment.model_validate_json(machine) == load_experiment("neighbours")


def test_check_tells_where_spines_stand(spinecable: Run) -> None:
    done = spinecable("protocols", "check", "neighbours", "--json")
    assert done.returncode == 0
    report = json.loads(done.stdout)
    narrow, wide = report["spines"]
    assert narrow["section"] == wide["section"]
    apart_um = wide["path_distance_um"] - narrow["path_distance_um"]
    assert apart_um == pytest.approx(3.0)
    assert [stimulus["events"] for stimulus in report["stimuli"]] == [14, 14]


def test_check_states_the_fallback(spinecable: Run) -> None:
    done = spinecable("protocols", "check", "neighbours", "--set", "cell.morphology=ball_and_stick")
    assert done.returncode == 0
    assert "note: ball_and_stick has no apical_oblique; dendrite is used" in done.stdout
    assert done.stdout.endswith("ok: 2000 ms on ball_and_stick\n")


def test_check_fails_where_a_run_would(spinecable: Run) -> None:
    far = "spine.narrow.site.path_distance_um=5000"
    done = spinecable("protocols", "check", "neighbours", "--set", far)
    assert done.returncode == 1
    assert done.stdout == ""


@pytest.mark.parametrize("name", bundled_protocols())
def test_every_bundled_protocol_can_be_run(name: str, spinecable: Run) -> None:
    """Its keys, sites and times fit; no response is cut off; it has a row in the table."""
    done = spinecable("protocols", "check", name, "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    last_ms = max(stimulus["last_ms"] for stimulus in report["stimuli"])
    assert report["duration_ms"] >= last_ms + 100
    folder = bundled_protocols()[name].parent
    assert f"| `{name}` |" in (folder / "README.md").read_text()
    assert bundled_protocols()[name].read_text().startswith("# ")
