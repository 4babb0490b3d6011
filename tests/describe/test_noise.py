"""What release and noise refuse before a run."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from spinecable.describe.experiment import Experiment

SPINES: list[dict[str, Any]] = [
    {
        "name": name,
        "site": {"section": "apical[0]", "position": 0.5},
        "geometry": {"head_volume_um3": 0.08, "neck_length_um": 1.0, "neck_diameter_um": 0.1},
    }
    for name in ("a", "b")
]


def experiment(times_ms: Any = (5.0,), also: Any = None, **more: Any) -> Experiment:
    stimuli = [{"kind": "presynaptic", "times_ms": times_ms}]
    if also is not None:
        stimuli.append({"kind": "presynaptic", "spines": ["b"], "times_ms": also})
    return Experiment(
        spine=more.pop("spine", SPINES),
        stimulus=stimuli,
        simulation={"duration_ms": 100.0},
        **more,
    )


def test_everything_is_off_unless_asked_for() -> None:
    plain = experiment()
    assert plain.release_of("a").mode == "deterministic"
    assert not plain.noise.gating
    assert not plain.noise.release


def test_noise_of_release_is_stochastic_release_of_every_spine() -> None:
    own = [{**SPINES[0], "release": {"probability": 0.9}}, SPINES[1]]
    noisy = experiment(spine=own, noise={"release": True})
    assert noisy.release_of("a").mode == noisy.release_of("b").mode == "stochastic"
    assert noisy.release_of("a").probability == 0.9
    assert noisy.release_of("b").probability is None


def test_spikes_of_one_bouton_from_all_stimuli() -> None:
    both = experiment([5.0, 25.0], also=[15.0])
    assert both.presynaptic_ms("a") == [5.0, 25.0]
    assert both.presynaptic_ms("b") == [5.0, 15.0, 25.0]


def test_a_rate_that_no_release_model_allows() -> None:
    train = {"start": 5.0, "interval": 0.5, "count": 3}
    with pytest.raises(ValidationError, match=r"stimulus\[0\].*5 and 5\.5 ms.*1000 per s"):
        experiment(train)
    experiment({**train, "interval": 1.0})
    experiment([5.0], also=[5.5])  # two boutons, where every spike releases
    with pytest.raises(ValidationError, match=r"bouton on 'b'.*5 and 5\.5 ms"):
        experiment([5.0], also=[5.5], noise={"release": True})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"noise": {"release": True}, "release": {"mode": "mean"}}, "draws vesicles.*'mean'"),
        ({"noise": {"ampa": True}, "receptors": {"ampa": "exp2"}}, "noise.ampa needs.*'jonas'"),
        ({"noise": {"nmda": True}, "receptors": {"nmda": "kampa"}}, "noise.nmda.*'a' has 'kampa'"),
        ({"noise": {"sk": True}}, "sk"),
        ({"release": {"probability": 1.2}}, "probability"),
        ({"release": {"sites": 0}}, "sites"),
        ({"simulation": {"duration_ms": 100.0, "trial": -1}}, "trial"),
    ],
)
def test_refused(changes: dict[str, Any], message: str) -> None:
    description = {"spine": SPINES, "simulation": {"duration_ms": 100.0}, **changes}
    with pytest.raises(ValidationError, match=f"(?s){message}"):
        Experiment(**description)
