"""An experiment file that is right, to be made wrong one place at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from spinecable.describe.toml import load_experiment
from spinecable.errors import DescriptionError

GOOD = """\
title = "pairing"

[cell]
morphology = "ca1_pyramidal"
axon = "stub"

[[spine]]
name = "narrow"
site = { domain = "apical_oblique", path_distance_um = 150.0 }
geometry = { head_volume_um3 = 0.08, neck_length_um = 1.0, neck_diameter_um = 0.1 }

[[spine]]
name = "wide"
site = { near = "narrow", distance_um = 3.0 }
[spine.geometry]
head_volume_um3 = 0.08
neck_length_um = 1.0
neck_diameter_um = 0.25

[[stimulus]]
kind = "presynaptic"
spines = ["narrow", "wide"]
times_ms = { start = 50.0, interval = 100.0, count = 3 }

[[stimulus]]
kind = "evoked_spikes"
times_ms = { after = "presynaptic", delay = 10.0 }

[simulation]
duration_ms = 500.0
seed = 1
"""


@pytest.fixture
def good() -> str:
    return GOOD


@pytest.fixture
def refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """The text of the error that an experiment file raises, with the file called exp.toml."""
    monkeypatch.chdir(tmp_path)

    def text_of(text: str, *overrides: str) -> str:
        Path("exp.toml").write_text(text, encoding="utf-8")
        with pytest.raises(DescriptionError) as caught:
            load_experiment("exp.toml", overrides)
        return str(caught.value)

    return text_of
