"""The public namespace and the files around the code."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import spinecable

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("name", sorted(spinecable.__all__))
def test_public_names_are_there(name: str) -> None:
    assert getattr(spinecable, name) is not None
    assert name in dir(spinecable)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'spine'"):
        spinecable.spine  # noqa: B018


def test_import_runs_and_prints_nothing() -> None:
    code = "import sys, spinecable; sys.stderr.write(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == ""
    loaded = set(done.stderr.split())
    assert not loaded & {"neuron", "numpy", "pandas", "matplotlib", "pydantic", "xarray"}


def test_descriptions_do_not_import_neuron() -> None:
    code = (
        "import sys, spinecable as sc\n"
        "sc.load('neighbours'); sc.read_morphology('ball_and_stick'); sc.run; sc.Result\n"
        "sys.exit('neuron' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_one_version_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert spinecable.__version__ == project["version"]
    citation = (ROOT / "CITATION.cff").read_text()
    assert re.search(r"^version: (.+)$", citation, re.M)[1] == project["version"]
    assert f"## {project['version']}" in (ROOT / "CHANGELOG.md").read_text()


def test_ci_runs_the_readme_s_test_command() -> None:
    readme = (ROOT / "README.md").read_text()
    command = re.search(r"^\.venv/bin/(python -m pytest.*)$", readme, re.M)[1]
    arguments = command.removeprefix("python ")
    last = (ROOT / ".ci" / "run").read_text().strip().splitlines()[-1]
    assert last.startswith(f'"$bin/python" {arguments}')
