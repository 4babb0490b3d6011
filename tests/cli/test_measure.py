"""`spinecable measure` from the command line to the table."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
SMALL = ("--set", "cell.morphology=ball_and_stick", "--set", "cell.axon=none")


def test_neck_resistance_as_a_table_and_as_json(spinecable: Run) -> None:
    done = spinecable("measure", "neighbours", *SMALL, "--what", "neck_resistance", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    narrow, wide = report["table"]
    assert narrow["neck_Mohm"] == pytest.approx(wide["neck_Mohm"] * 2.5**2)
    shown = spinecable("measure", "neighbours", *SMALL, "--what", "neck_resistance").stdout
    assert f"{narrow['measured_Mohm']:.4g}" in shown


def test_what_is_not_reached_is_null(spinecable: Run) -> None:
    passive = ("--set", "cell.biophysics=passive", "--what", "half_length", "--json")
    done = spinecable("measure", "neighbours", *SMALL, *passive)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["half_length_um"] is None  # the cell is half a length constant long
    assert report["table"][0]["relative"] > report["table"][-1]["relative"] > 0.5


def test_an_unknown_block_is_one_line(spinecable: Run) -> None:
    done = spinecable("measure", "neighbours", *SMALL, "--what", "bap", "--block", "sc_ih")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "Error: blocked: there is nothing to block: no channel of the model is or carries "
        "'sc_ih'. Did you mean 'sc_hd'?"
    ]
