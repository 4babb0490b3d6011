"""A user's cascade in a run: driven by the head's calcium, kept in the result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from spinecable.chemistry.contents import head_scheme
from spinecable.describe.experiment import Experiment
from spinecable.describe.toml import load_experiment
from spinecable.errors import DescriptionError
from spinecable.result.result import Result
from spinecable.sbml.export import export_scheme
from spinecable.simulate.run import run

FILE = """
[cell]
morphology = "ball_and_stick"
axon = "none"
[[spine]]
name = "a"
site = { domain = "dendrite", path_distance_um = 100.0 }
geometry = { head_volume_um3 = 0.08, neck_length_um = 1.0, neck_diameter_um = 0.1 }
[[stimulus]]
kind = "calcium_current"
times_ms = [5.0]
pulse_ms = 2.0
amplitude_pA = 0.2
[simulation]
duration_ms = 60.0
[outcome]
minutes_after = 0.1
[cascade]
sbml = "own.xml"
calcium = "ca"
readouts = ["cbh_ca", "imm_ca"]
settle_s = 100.0
"""


@pytest.fixture
def experiment(tmp_path: Path) -> Experiment:
    """Our own buffers as the user's cascade, with amounts that nothing else has."""
    pytest.importorskip("libsbml")
    scheme = head_scheme()
    export_scheme(scheme, tmp_path / "own.xml", initial={"cbh": 30.0, "imm": 50.0})
    (tmp_path / "exp.toml").write_text(FILE)
    return load_experiment(tmp_path / "exp.toml")


def test_the_cascade_follows_the_heads_calcium(experiment: Experiment, tmp_path: Path) -> None:
    result = run(experiment)
    values = {p.name: p.value for p in head_scheme().parameters}
    calcium, time = result["head_ca_uM"].values[0], 1e-3 * result["time_ms"].values
    for name, total, on, off in (
        ("cbh_ca", 30.0, values["cbh_on"], values["cbh_off"]),
        ("imm_ca", 50.0, values["imm_on"], values["imm_off"]),
    ):
        bound = total * on * calcium[0] / (on * calcium[0] + off)
        expected, highest = [bound], bound
        for i in range(len(time) - 1):
            for step in np.linspace(0, 1, 200, endpoint=False) + 0.0025:
                level = calcium[i] + step * (calcium[i + 1] - calcium[i])
                rate = on * level + off
                target = total * on * level / rate
                bound = target + (bound - target) * np.exp(-rate * (time[i + 1] - time[i]) / 200)
                highest = max(highest, bound)
            expected.append(bound)
        found = result[f"cascade_{name}"].values[0]
        assert found == pytest.approx(expected, rel=2e-4)
        assert np.ptp(found) > 0.1 * found[0]
        peak = result.summary()[f"peak_cascade_{name}"][0]
        late = result[f"late_cascade_{name}"].values[0]
        assert peak == pytest.approx(max(highest, late.max()), rel=1e-3)
        assert result[f"cascade_{name}"].attrs["units"] == "uM"
        assert result[f"late_cascade_{name}"].shape == result["weight"].shape
    again = Result.load(result.save(tmp_path / "r.nc"))
    assert again.experiment == experiment


def test_it_changes_nothing_else(experiment: Experiment) -> None:
    plain, own = run(experiment.changed(cascade=None)), run(experiment)
    assert np.array_equal(plain["head_ca_uM"].values, own["head_ca_uM"].values)
    assert "cascade_cbh_ca" not in plain.dataset


def test_a_missing_file_is_refused_with_its_line(experiment: Any, tmp_path: Path) -> None:
    (tmp_path / "own.xml").unlink()
    with pytest.raises(DescriptionError, match=r"exp.toml:\d+.*there is no file"):
        load_experiment(tmp_path / "exp.toml")
