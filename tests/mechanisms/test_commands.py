"""The commands `mechanisms` and `doctor`, run as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from spinecable.cli.doctor import doctor
from spinecable.cli.mechanisms import mechanisms
from spinecable.errors import MechanismError
from spinecable.mechanisms.compile import compiled_library
from spinecable.mechanisms.library import mechanism_set


def test_list_knows_the_bundled_and_the_users(mod_dir: Path) -> None:
    done = CliRunner().invoke(mechanisms, ["list", "--dir", str(mod_dir), "--json"])
    assert done.exit_code == 0, done.output
    listed = {item["name"]: item for item in json.loads(done.stdout)}
    assert set(listed) == {*mechanism_set().names, "sc_tiny"}
    assert listed["sc_tiny"]["parameters"][0]["unit"] == "S/cm2"
    shown = CliRunner().invoke(mechanisms, ["list", "--dir", str(mod_dir)])
    assert "sc_tiny" in shown.stdout


def test_show_writes_units_and_sources(mod_dir: Path) -> None:
    done = CliRunner().invoke(mechanisms, ["show", "sc_tiny", "--dir", str(mod_dir)])
    assert done.exit_code == 0, done.output
    assert "Nobody 1900 10.1000/none" in done.stdout
    assert "S/cm2" in done.stdout


def test_compile_compiles_only_what_is_named(mod_dir: Path) -> None:
    done = CliRunner().invoke(mechanisms, ["compile", "sc_tiny", "--dir", str(mod_dir), "--json"])
    assert done.exit_code == 0, done.output
    library = Path(json.loads(done.stdout)["library"])
    assert library == compiled_library(mechanism_set(["sc_tiny"], [mod_dir]))
    assert "Compiling 1 mechanism" in done.stderr
    listed = CliRunner().invoke(mechanisms, ["cache", "--json"])
    assert [entry["label"] for entry in json.loads(listed.stdout)["entries"]] == ["sc_tiny"]
    CliRunner().invoke(mechanisms, ["cache", "--clear"])
    assert not library.exists()


def test_an_unknown_name_reaches_the_root_command_as_one_error(mod_dir: Path) -> None:
    done = CliRunner().invoke(mechanisms, ["compile", "sc_tinny", "--dir", str(mod_dir)])
    assert isinstance(done.exception, MechanismError)


def test_doctor_is_well_here_and_not_without_a_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    done = CliRunner().invoke(doctor, ["--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["ok"]
    monkeypatch.setenv("PATH", "/nonexistent")
    ill = CliRunner().invoke(doctor, ["--json"])
    assert ill.exit_code == 1
    failing = [check["name"] for check in json.loads(ill.stdout)["checks"] if not check["ok"]]
    assert failing == ["C++ compiler", "mechanism tools", "mechanisms"]
