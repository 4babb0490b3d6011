"""Changes of the bath: what they leave, and what is refused."""

from __future__ import annotations

import pytest

from spinecable.describe.drugs import DRUGS, TARGETS, BathChange, remaining
from spinecable.describe.experiment import Experiment


def test_drugs_block_known_targets() -> None:
    for targets in DRUGS.values():
        assert set(targets) <= set(TARGETS)


def test_shares_that_are_left_are_multiplied_and_wash_out() -> None:
    first = BathChange(at_ms=1, block={"nifedipine": 0.8, "cav12": 0.5})
    second = BathChange(at_ms=2, block={"nifedipine": 0.0})
    assert remaining([first]) == pytest.approx({"cav12": 0.1, "cav13": 0.2})
    assert remaining([first, second]) == pytest.approx({"cav12": 0.5, "cav13": 1.0})
    assert remaining([]) == {}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([{"at_ms": 1.0}], "nothing changes; give mg_mM, ca_mM or block"),
        ([{"at_ms": 1.0, "block": {"ttxx": 1.0}}], "neither a drug nor a target. Did you mean"),
        ([{"at_ms": 1.0, "block": {"ttx": 1.5}}], "must be from 0 to 1, not 1.5"),
        (
            [{"at_ms": 5.0, "mg_mM": 0.0}, {"at_ms": 5.0, "mg_mM": 1.0}],
            r"bath_change\[1\].at_ms \(5\) must be later",
        ),
        ([{"at_ms": 50.0, "mg_mM": 0.0}], r"bath_change\[0\].at_ms \(50\) is after the end"),
    ],
)
def test_wrong_changes_are_refused(changes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Experiment.model_validate(
            {
                "spine": [
                    {
                        "name": "s",
                        "site": {"domain": "dendrite", "path_distance_um": 50.0},
                        "geometry": {
                            "head_volume_um3": 0.08,
                            "neck_length_um": 1.0,
                            "neck_diameter_um": 0.1,
                        },
                    }
                ],
                "simulation": {"duration_ms": 50.0},
                "bath_change": changes,
            }
        )


def test_uncaging_at_a_spine_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="names the spine 't', which is not there"):
        Experiment.model_validate(
            {
                "spine": [
                    {
                        "name": "s",
                        "site": {"domain": "dendrite", "path_distance_um": 50.0},
                        "geometry": {
                            "head_volume_um3": 0.08,
                            "neck_length_um": 1.0,
                            "neck_diameter_um": 0.1,
                        },
                    }
                ],
                "stimulus": [{"kind": "uncaging", "spines": ["t"], "times_ms": [1.0]}],
                "simulation": {"duration_ms": 50.0},
            }
        )
