"""The commands `mechanisms` and `doctor`, run as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal, get_args, get_origin

import pytest
from click.testing import CliRunner

from spinecable.cli.doctor import doctor
from spinecable.cli.mechanisms import mechanisms
from spinecable.describe.chemistry import Chemistry
from spinecable.errors import ChemistryError, MechanismError
from spinecable.mechanisms.compile import compiled_libraries
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


def test_reactions_lists_every_choice_of_the_chemistry_table_with_sources() -> None:
    """The choices are read from the description of the table, the sources from the list."""
    done = CliRunner().invoke(mechanisms, ["reactions", "--json"])
    assert done.exit_code == 0, done.output
    listed = {item["setting"]: item for item in json.loads(done.stdout)}
    expected = set()
    for key, field in Chemistry.model_fields.items():
        choices = field.annotation
        for kind in get_args(choices) if get_origin(choices) is tuple else ():
            choices = kind if get_origin(kind) is Literal else choices
        if get_origin(choices) is Literal:
            expected |= {f"{key}={choice}" for choice in get_args(choices)}
        elif choices is bool:
            expected.add(f"{key}=true")
    expected -= {"dye=none", "buffers=calbindin"}  # nothing; chosen by calbindin_rates
    assert len(expected) > 30
    assert expected <= set(listed)
    for setting, item in listed.items():
        numbers = [p for p in item["parameters"] if p["value"] is not None]
        assert all(p["source"] and p["meaning"] for p in numbers), setting
        own = [p for p in numbers if p["name"] != "d_ca_um2_per_s"]
        assert item["sources"] or not own, setting


def test_reactions_shows_one_part() -> None:
    done = CliRunner().invoke(mechanisms, ["reactions", "dye = ogb5n"])
    assert done.exit_code == 0, done.output
    assert "33200" in done.stdout
    assert "263995" in done.stdout
    wrong = CliRunner().invoke(mechanisms, ["reactions", "dye=flu4"])
    assert isinstance(wrong.exception, ChemistryError)
    assert "dye=fluo4" in str(wrong.exception)


def test_compile_compiles_only_what_is_named(mod_dir: Path) -> None:
    done = CliRunner().invoke(mechanisms, ["compile", "sc_tiny", "--dir", str(mod_dir), "--json"])
    assert done.exit_code == 0, done.output
    libraries = {n: Path(p) for n, p in json.loads(done.stdout)["libraries"].items()}
    assert libraries == compiled_libraries(mechanism_set(["sc_tiny"], [mod_dir]))
    assert "Compiling 1 mechanism" in done.stderr
    listed = CliRunner().invoke(mechanisms, ["cache", "--json"])
    assert [entry["label"] for entry in json.loads(listed.stdout)["entries"]] == ["sc_tiny"]
    CliRunner().invoke(mechanisms, ["cache", "--clear"])
    assert not libraries["sc_tiny"].exists()


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
