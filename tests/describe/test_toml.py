"""Reading and writing experiments."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from spinecable.describe.experiment import Experiment
from spinecable.describe.toml import (
    bundled_protocols,
    load_experiment,
    protocol_path,
    save_experiment,
)
from spinecable.errors import DescriptionError
from spinecable.resources import resource_dir


@pytest.mark.parametrize("name", bundled_protocols())
def test_bundled_protocols_are_valid_and_come_back_equal(name: str, tmp_path: Path) -> None:
    experiment = load_experiment(name)
    save_experiment(experiment, tmp_path / "again.toml")
    assert load_experiment(tmp_path / "again.toml") == experiment


def test_the_promised_protocols_are_there() -> None:
    assert set(bundled_protocols()) >= {
        "single_epsp",
        "single_bap",
        "stdp_pairing",
        "theta_burst",
        "neighbours",
    }


def test_neighbours_differ_in_their_necks_only() -> None:
    narrow, wide = load_experiment("neighbours").spines
    assert wide.geometry == narrow.geometry.changed(neck_diameter_um=wide.geometry.neck_diameter_um)
    assert narrow.contents == wide.contents
    assert wide.site.near == "narrow"


def test_a_name_is_a_bundled_protocol_and_a_path_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("neighbours").write_text("")
    Path("mine").write_text("")
    assert protocol_path("neighbours") == resource_dir("protocols") / "neighbours.toml"
    assert protocol_path("./neighbours") == Path("neighbours")
    assert protocol_path("mine") == Path("mine")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            "neigbours",
            "there is neither a bundled protocol nor a file called 'neigbours'. "
            "Did you mean 'neighbours'?",
        ),
        ("absent/mine.toml", "absent/mine.toml: there is no such file."),
        (
            "neighbours.toml",
            "neighbours.toml: there is no such file. Bundled protocols are given by name alone. "
            "Did you mean 'neighbours'?",
        ),
        (".", ".: this is a folder, not an experiment file."),
    ],
)
def test_files_that_are_not_there(
    given: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DescriptionError) as caught:
        load_experiment(given)
    assert str(caught.value) == told


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / "binary.toml"
    path.write_bytes(b"title = '\xff'")
    with pytest.raises(DescriptionError, match="not UTF-8"):
        load_experiment(path)


def test_byte_order_mark_and_windows_lines(good: str, tmp_path: Path) -> None:
    plain, windows = tmp_path / "plain.toml", tmp_path / "windows.toml"
    plain.write_text(good, encoding="utf-8")
    windows.write_bytes(b"\xef\xbb\xbf" + good.replace("\n", "\r\n").encode())
    assert load_experiment(windows) == load_experiment(plain)


def _with_morphology(good: str, given: str) -> str:
    return good.replace('"ca1_pyramidal"', f'"{given}"')


def test_morphology_is_looked_for_beside_the_file_and_then_here(
    good: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside, here = tmp_path / "beside", tmp_path / "here"
    for folder in (beside, here):
        folder.mkdir()
        shutil.copy(resource_dir("morphologies") / "ball_and_stick.swc", folder / "cell.swc")
    monkeypatch.chdir(here)
    (beside / "exp.toml").write_text(_with_morphology(good, "cell.swc"))
    assert load_experiment(beside / "exp.toml").cell.morphology == str(beside / "cell.swc")
    changed = load_experiment(beside / "exp.toml", ["cell.morphology=cell.swc"])
    assert changed.cell.morphology == str(here / "cell.swc")
    (beside / "cell.swc").unlink()
    assert load_experiment(beside / "exp.toml").cell.morphology == str(here / "cell.swc")


def test_a_bundled_morphology_stays_a_name(good: str, tmp_path: Path) -> None:
    (tmp_path / "exp.toml").write_text(good)
    assert load_experiment(tmp_path / "exp.toml").cell.morphology == "ca1_pyramidal"


def test_a_smooth_dendrite_is_written_as_false(tmp_path: Path) -> None:
    smooth = load_experiment("neighbours", ["cell.implicit_spines=false"])
    assert smooth.cell.implicit_spines is None
    save_experiment(smooth, tmp_path / "smooth.toml")
    assert load_experiment(tmp_path / "smooth.toml") == smooth


def test_saved_files_hold_the_defaults_of_their_day(tmp_path: Path) -> None:
    save_experiment(load_experiment("single_epsp"), tmp_path / "saved.toml")
    text = (tmp_path / "saved.toml").read_text()
    for name in ("dt_ms", "minutes_after", "mg_mM", "density_per_um"):
        assert f"{name} = " in text
    assert "head_diameter_um" not in text


def test_overrides_apply_in_order() -> None:
    experiment = load_experiment(
        "neighbours", ["simulation.seed=2", "simulation.seed=3", "spine.wide.name=broad",
                       "stimulus.0.spines=all"]
    )  # fmt: skip
    assert isinstance(experiment, Experiment)
    assert experiment.simulation.seed == 3
    assert experiment.spines[1].name == "broad"
