"""The step of the chemistry: its order, and the error of what a run takes, beside scipy's BDF."""

from __future__ import annotations

import numpy as np
import pytest

from spinecable.chemistry.step_error import main, step_errors
from spinecable.constants import MOLECULES_PER_UM_UM3
from spinecable.describe.chemistry import Chemistry
from spinecable.describe.simulation import Simulation


@pytest.fixture(scope="module")
def errors():
    return {row.dt_ms: row for row in step_errors((0.2, 0.1, 0.05, 0.025))}


def test_the_error_halves_with_the_step(errors):
    for name in ("calcium", "camkii", "calcineurin", "peak_calcium"):
        ratio = getattr(errors[0.05], name) / getattr(errors[0.025], name)
        assert ratio == pytest.approx(2.0, abs=0.25), name


def test_the_default_steps_err_by_less_than_one_per_cent(errors):
    default = Simulation(duration_ms=1.0)
    assert (default.dt_ms, default.chemistry_dt_ms) == (0.025, 0.1)
    for row in (errors[default.dt_ms], errors[None]):
        assert max(row.calcium, row.camkii, row.calcineurin, row.peak_calcium) < 0.01


def test_the_largest_step_below_one_per_cent(errors):
    """0.05 ms at every sample of calcium while a spike passes; 0.1 ms is above."""
    assert errors[0.05].calcium < 0.01 < errors[0.1].calcium


def test_what_enters_is_two_thousand_ions_per_um2_for_a_spike_and_twice_that_for_a_synapse():
    from spinecable.chemistry import step_error

    ions = step_error._entered(np.array([0.0, 1e4])) * MOLECULES_PER_UM_UM3
    area = (36 * np.pi * 0.08**2) ** (1 / 3)
    assert ions[0] == pytest.approx(0.0, abs=1e-9)
    assert ions[1] == pytest.approx(3 * 2000 * area, rel=1e-9)
    middle, width = step_error._SPIKE_MS, 1e-2
    rates = [step_error._rate(t) for t in np.arange(0.0, 40.0, width)]
    assert sum(rates) * width == pytest.approx(step_error._entered(np.array([40.0]))[0], rel=1e-3)
    assert np.argmax(rates) * width == pytest.approx(middle, abs=0.05)


def test_the_command(tmp_path, capsys):
    path = tmp_path / "bare.toml"
    path.write_text(
        """
[cell]
morphology = "ball_and_stick"
[[spine]]
name = "a"
site = { domain = "dendrite", path_distance_um = 50.0 }
geometry = { head_volume_um3 = 0.08, neck_length_um = 1.0, neck_diameter_um = 0.15 }
[simulation]
duration_ms = 1.0
[chemistry]
buffers = []
""",
        encoding="utf-8",
    )
    assert main(["--for", str(path), "--steps", "0.1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("|")[1].strip() for line in lines[2:]] == ["0.1", "as in a run"]
    assert main(["--steps", "0.3"]) == 1
    assert "must divide 0.4 ms, not 0.3 ms" in capsys.readouterr().err
    assert main(["--for", str(tmp_path / "nowhere.toml")]) == 1
    assert "nowhere.toml" in capsys.readouterr().err


def test_the_fast_lobes_of_faas_take_no_shorter_step():
    rows = step_errors((0.025,), chemistry=Chemistry(calmodulin_rates="faas2011"))
    assert max(rows[0].calcium, rows[0].camkii, rows[0].calcineurin) < 0.01
