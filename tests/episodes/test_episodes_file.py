"""Episodes from a file and from the shell."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from spinecable.cli.main import execute
from spinecable.describe.episodes_toml import load_episodes
from spinecable.describe.toml import save_experiment
from spinecable.errors import DescriptionError

PAGE = Path(__file__).parents[2] / "docs" / "episodes.md"

FILE = """\
count = 1
prune_at_um3 = 0.03

[[pattern]]
name = "A"
spines = ["a"]

[experiment.cell]
morphology = "ball_and_stick"
biophysics = "passive"
axon = "none"

[[experiment.spine]]
name = "a"
site = { domain = "dendrite", path_distance_um = 100.0 }
geometry = { head_volume_um3 = 0.06, neck_length_um = 0.8, neck_diameter_um = 0.15 }

[[experiment.spine]]
name = "b"
site = { domain = "dendrite", path_distance_um = 105.0 }
geometry = { head_volume_um3 = 0.02, neck_length_um = 0.8, neck_diameter_um = 0.15 }

[[experiment.stimulus]]
kind = "calcium_current"
times_ms = { start = 20.0, interval = 100.0, count = 5 }
pulse_ms = 5.0
amplitude_pA = 2.5

[experiment.remodelling]
on = true
update_interval_s = 1.0

[experiment.simulation]
duration_ms = 500.0
d_lambda = 0.5
neck_cells = 3
neck_cell_um = 1.0
shaft_cell_um = 1.0

[experiment.outcome]
minutes_after = 5.0
"""


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "daily.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_keys_and_changes(file) -> None:
    found = load_episodes(
        file, ["count=3", "experiment.simulation.seed=9", "pattern.A.spines=['b']"]
    )
    assert (found.count, found.experiment.simulation.seed) == (3, 9)
    assert found.patterns[0].spines == ("b",)
    assert [spine.name for spine in found.experiment.spines] == ["a", "b"]


def test_an_experiment_in_a_file_of_its_own(file) -> None:
    whole = load_episodes(file)
    save_experiment(whole.experiment, file.parent / "base.toml")
    short = FILE[: FILE.index("[experiment.cell]")]
    beside = file.with_name("short.toml")
    beside.write_text('experiment = "base.toml"\n' + short, encoding="utf-8")
    assert load_episodes(beside) == whole


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("count = 1", "counts = 1", r"daily\.toml:1, counts: unknown key"),
        ("count = 1", "count = 0", r"daily\.toml:1, count: must"),
        ("prune_at_um3", "prune_um3", r"daily\.toml:2.*Did you mean 'prune_at_um3'"),
        ("[[pattern]]", "[[patterns]]", r"daily\.toml:4.*Did you mean 'pattern'"),
        ("0.06", "-0.06", r"daily\.toml:16, experiment\.spine\[0\]\.geometry\.head_volume_um3"),
        ("pulse_ms", "puls_ms", r"experiment\.stimulus\[0\]\.puls_ms.*Did you mean 'pulse_ms'"),
        ("on = true", "on = false", r"experiment\.remodelling\.on = true"),
        ('"passive"', '"pasive"', r"daily\.toml:10, experiment\.cell\.biophysics"),
        ("count = 1", "count = ", r"daily\.toml:1: this is not TOML"),
    ],
)
def test_faults_name_their_place(file, old: str, new: str, text: str) -> None:
    file.write_text(FILE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DescriptionError, match=text) as caught:
        load_episodes(file)
    assert re.search(text, str(caught.value))


def test_a_plain_experiment_and_no_file_are_told_apart(file, tmp_path) -> None:
    plain = tmp_path / "plain.toml"
    save_experiment(load_episodes(file).experiment, plain)
    with pytest.raises(DescriptionError, match="This looks like an experiment"):
        load_episodes(plain)
    with pytest.raises(DescriptionError, match="no such file"):
        load_episodes(tmp_path / "none.toml")
    file.write_text('experiment = "neighbors"\n' + FILE.split("[experiment")[0], encoding="utf-8")
    with pytest.raises(
        DescriptionError, match=r"daily\.toml:1, experiment.*Did you mean 'neighbours'"
    ):
        load_episodes(file)


def test_the_command_writes_tables_and_figure(file, tmp_path, capsys) -> None:
    out = tmp_path / "out"
    assert execute(["episodes", str(file), "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "1 vanished" in said
    assert "1 of 1 spines" in said or "0 of 1 spines" in said
    fates = pd.read_csv(out / "fates.csv").set_index("spine")
    assert fates.loc["b", "fate"] == "vanished"
    assert len(pd.read_csv(out / "episodes.csv")) == 2
    assert (out / "episodes.png").stat().st_size > 1000
    kept = next((out / "runs").glob("episode_*.json"))
    before = kept.stat().st_mtime_ns
    assert execute(["episodes", str(file), "--out", str(out), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["fates"]) == 2
    assert kept.stat().st_mtime_ns == before
    wrong = ["episodes", str(file), "--out", str(out / "2"), "--set", "pattern.A.spines=['c']"]
    assert execute(wrong) == 1
    assert "daily.toml, pattern[0].spines: the pattern 'A' names" in capsys.readouterr().err


def test_the_file_of_the_page_can_be_read(tmp_path) -> None:
    text = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)[0]
    path = tmp_path / "page.toml"
    path.write_text(text, encoding="utf-8")
    assert load_episodes(path).count > 1
