"""A user's own mechanisms as channels: checked before the run, compiled, inserted, and at work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from spinecable.describe.experiment import Experiment
from spinecable.describe.toml import dump_experiment, load_experiment
from spinecable.electrics.channels import available_mechanisms, check_channels
from spinecable.errors import DescriptionError, MechanismError
from spinecable.simulate.run import run

LEAK = """TITLE A user's leak
NEURON {
    SUFFIX my_kv
    USEION k READ ek WRITE ik
    RANGE gbar, o
    GLOBAL speed
}
UNITS {
    (mV) = (millivolt)
    (mA) = (milliamp)
    (S) = (siemens)
}
PARAMETER {
    gbar = 0 (S/cm2) <0, 1> : density, made up
    speed = 1 (1)
}
ASSIGNED {
    v (mV)
    ek (mV)
    ik (mA/cm2)
    o (1)
}
BREAKPOINT {
    o = speed/(1 + exp(-(v + 20 (mV))/5 (mV)))
    ik = gbar*o*(v - ek)
}
"""
POOL = """TITLE A user's calcium
NEURON {
    SUFFIX my_pool
    USEION ca READ ica WRITE cai
    RANGE level
}
UNITS {
    (molar) = (1/liter)
    (mM) = (millimolar)
    (mA) = (milliamp)
}
PARAMETER {
    level = 1e-4 (mM)
}
ASSIGNED {
    ica (mA/cm2)
    cai (mM)
}
INITIAL {
    cai = level
}
BREAKPOINT {
    cai = level
}
"""
FILE = """
mechanisms = ["mods"]
[cell]
morphology = "ball_and_stick"
axon = "none"
[[spine]]
name = "a"
site = { domain = "dendrite", path_distance_um = 100.0 }
geometry = { head_volume_um3 = 0.08, neck_length_um = 1.0, neck_diameter_um = 0.1 }
[[stimulus]]
kind = "current"
start_ms = 2.0
duration_ms = 5.0
amplitude_nA = 1.5
[[channel]]
mechanism = "my_kv"
domain = "dendrite"
values = { gbar = 0.1 }
[simulation]
duration_ms = 12.0
[outcome]
minutes_after = 0.0
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An experiment file beside a folder of mechanisms."""
    (tmp_path / "mods").mkdir()
    (tmp_path / "mods" / "my_kv.mod").write_text(LEAK)
    (tmp_path / "exp.toml").write_text(FILE)
    return tmp_path


def test_a_channel_of_ones_own_works_from_toml_and_python(folder: Path) -> None:
    experiment = load_experiment(folder / "exp.toml")
    assert experiment.mechanisms == (str(folder / "mods"),)
    (folder / "again.toml").write_text(dump_experiment(experiment))
    assert load_experiment(folder / "again.toml") == experiment
    without = experiment.changed(channels=())
    nothing = without.changed(mechanisms=())
    with_channel, same, plain = run(experiment), run(without), run(nothing)
    fall = plain["shaft_mV"].values - with_channel["shaft_mV"].values
    assert fall.max() > 5.0
    assert np.array_equal(same["head_mV"].values, plain["head_mV"].values)
    hashes = {r.provenance.mechanism_hash for r in (with_channel, same, plain)}
    assert len(hashes) == 2
    assert with_channel.provenance.mechanism_hash != plain.provenance.mechanism_hash
    assert with_channel["head_mV"].values[0, 0] == pytest.approx(-65.0, abs=1e-9)


def test_a_channel_of_the_heads_acts_there(folder: Path) -> None:
    channel = {"mechanism": "my_kv", "domain": "spine_heads", "values": {"gbar": 1.0}}
    experiment = load_experiment(folder / "exp.toml")
    heads = run(experiment.changed(channels=(channel,)))
    plain = run(experiment.changed(channels=()))
    assert np.max(plain["head_mV"].values - heads["head_mV"].values) > 0.05


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('"my_kv"', '"my_k"'), "no mechanism 'my_k'. Did you mean 'my_kv'"),
        (("gbar =", "gba ="), "has no parameter 'gba'. Did you mean 'gbar'"),
        (("gbar =", "speed ="), "the same everywhere"),
        (("0.1 }\n[sim", "3.0 }\n[sim"), "between 0 and 1, not 3"),
        (('"my_kv"', '"sc_ampa_exp2"'), "is a point process"),
        (('["mods"]', '["nomods"]'), "folder does not exist"),
    ],
)
def test_wrong_names_are_refused_with_file_and_line(
    folder: Path, change: tuple[str, str], words: str
) -> None:
    path = folder / "exp.toml"
    assert change[0] in FILE
    path.write_text(FILE.replace(*change))
    with pytest.raises(DescriptionError) as caught:
        load_experiment(path)
    assert words in str(caught.value)
    assert "exp.toml:" in str(caught.value)


def test_a_domain_that_the_cell_lacks_is_refused(folder: Path) -> None:
    (folder / "exp.toml").write_text(FILE.replace('"dendrite"\nvalues', '"apical_tuft"\nvalues'))
    with pytest.raises(DescriptionError, match="the cell has no 'apical_tuft'"):
        run(load_experiment(folder / "exp.toml"))


def test_a_name_of_ours_is_refused_with_both_sources(folder: Path) -> None:
    (folder / "mods" / "mine.mod").write_text(LEAK.replace("my_kv", "sc_kdr"))
    with pytest.raises(DescriptionError, match=r"two files both make the mechanism 'sc_kdr'") as e:
        load_experiment(folder / "exp.toml")
    assert "mine.mod" in str(e.value)
    assert "sc_kdr.mod" in str(e.value)


def writer_of_calcium(folder: Path, domain: str) -> Experiment:
    (folder / "mods" / "my_pool.mod").write_text(POOL)
    experiment: Any = load_experiment(folder / "exp.toml")
    return experiment.changed(channels=({"mechanism": "my_pool", "domain": domain},))


def test_calcium_has_one_owner(folder: Path) -> None:
    """Refused in heads and in dendrites with spines, where the chemistry writes cai."""
    for domain, hosts in (("spine_heads", ()), ("dendrite", ("basal",)), ("basal", ("basal",))):
        experiment = writer_of_calcium(folder, domain)
        with pytest.raises(MechanismError, match="'sc_ca_port' owns it"):
            check_channels(experiment, available_mechanisms(experiment), hosts)
    for domain in ("soma", "apical"):
        experiment = writer_of_calcium(folder, domain)
        check_channels(experiment, available_mechanisms(experiment), ("basal",))
    with pytest.raises(MechanismError, match="'sc_ca_port' owns it"):
        run(writer_of_calcium(folder, "dendrite"))


def test_a_concentration_has_one_owner(folder: Path) -> None:
    """Sodium of our own pool and of a user's, in a place that both reach."""
    theirs = POOL.replace("my_pool", "my_na").replace("ca READ ica WRITE cai", "na WRITE nai")
    theirs = theirs.replace("    ica (mA/cm2)\n", "").replace("cai", "nai")
    (folder / "mods" / "my_na.mod").write_text(theirs)
    experiment: Any = load_experiment(folder / "exp.toml")

    def both(first: str, second: str) -> Experiment:
        return experiment.changed(
            channels=(
                {"mechanism": "sc_na_pool", "domain": first},
                {"mechanism": "my_na", "domain": second},
            )
        )

    for first, second in (("soma", "soma"), ("dendrite", "basal"), ("apical_tuft", "apical")):
        wanted = both(first, second)
        with pytest.raises(MechanismError, match="both write nai") as caught:
            check_channels(wanted, available_mechanisms(wanted))
        assert "channel[1]" in str(caught.value)
    for first, second in (("soma", "axon"), ("basal", "apical")):
        wanted = both(first, second)
        check_channels(wanted, available_mechanisms(wanted))
