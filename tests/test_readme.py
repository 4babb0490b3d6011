"""The code of README.md, run as it stands there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from spinecable.describe.toml import load_experiment
from spinecable.resources import resource_dir
from spinecable.result.variables import SCALARS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"^```python\n(.*?)^```", README, re.M | re.S)
COMPARISON, PLAIN_NEURON = PYTHON


def run_script(code: str, folder: Path) -> str:
    (folder / "script.py").write_text(code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "script.py"],
        cwd=folder,
        env={**os.environ, "NEURON_MODULE_OPTIONS": "-nogui"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_python_example_is_the_bundled_protocol() -> None:
    described = COMPARISON.split("result = ")[0]
    names: dict[str, object] = {}
    exec(described, names)
    bundled = load_experiment("neighbours")
    experiment = names["experiment"]
    for field in type(bundled).model_fields:
        if field not in ("title", "stimuli"):
            assert getattr(experiment, field) == getattr(bundled, field), field
    for i in range(len(bundled.stimuli)):
        assert experiment.times_ms(i) == bundled.times_ms(i)


def test_python_example_runs(tmp_path: Path) -> None:
    printed = run_script(COMPARISON, tmp_path)
    for column in ("narrow", "wide", "neck_resistance_Mohm", "outcome"):
        assert column in printed


def test_table_of_columns_is_complete() -> None:
    section = README.split("## What a run writes")[1].split("##")[0]
    documented = {
        name
        for row in re.findall(r"^\| (`.*?) \|", section, re.M)
        for name in re.findall(r"`(\w+)`", row)
    }
    assert documented == {"spine", *SCALARS}


def test_mechanisms_work_in_plain_neuron(tmp_path: Path) -> None:
    """With the files that the script uses; `tests/mechanisms` compiles all that there are."""
    folder = tmp_path / "mod"
    folder.mkdir()
    for name in sorted(set(re.findall(r"sc_\w+", PLAIN_NEURON))):
        shutil.copy(resource_dir("mod") / f"{name}.mod", folder)
    nrnivmodl = Path(sys.executable).with_name("nrnivmodl")
    command = str(nrnivmodl) if nrnivmodl.exists() else "nrnivmodl"
    built = subprocess.run(
        [command, "mod"],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{nrnivmodl.parent}{os.pathsep}{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr[-2000:]
    printed = run_script(PLAIN_NEURON, tmp_path)
    peak_mV, peak_uM = map(float, re.search(r"peak: (-[\d.]+) mV, ([\d.]+) uM", printed).groups())
    rest, peak = map(float, re.search(r"active: (\S+) at rest, (\S+) at", printed).groups())
    assert -65 < peak_mV < 0
    assert 0.07 < peak_uM < 50
    assert 0 <= rest < peak < 1


@pytest.mark.parametrize("path", re.findall(r"\]\((?!http)([^)#]+)\)", README))
def test_links_lead_somewhere(path: str) -> None:
    assert (ROOT / path).exists()
