"""What an enzyme does to the receptors goes with its amount, not with its active share alone."""

from __future__ import annotations

import pytest

from spinecable.describe.experiment import Experiment
from spinecable.simulate.run import run


@pytest.fixture(scope="module")
def knocked_out():
    """Strong calcium pulses at a usual spine and at ones that lack an enzyme, 10 minutes on."""
    lacking = {"usual": {}, "no_camkii": {"camkii_uM": 1e-3}, "no_can": {"calcineurin_uM": 1e-3}}
    experiment = Experiment.model_validate(
        {
            "cell": {
                "morphology": "ball_and_stick",
                "biophysics": "passive",
                "implicit_spines": None,
            },
            "spine": [
                {
                    "name": name,
                    "site": {"section": "basal[0]", "position": 0.2 + 0.2 * n},
                    "geometry": {
                        "head_volume_um3": 0.08,
                        "neck_length_um": 0.6,
                        "neck_diameter_um": 0.15,
                    },
                    "contents": contents,
                }
                for n, (name, contents) in enumerate(lacking.items())
            ],
            "stimulus": [
                {
                    "kind": "calcium_current",
                    "times_ms": {"start": 5.0, "interval": 100.0, "count": 40},
                    "pulse_ms": 5.0,
                    "amplitude_pA": 0.3,
                }
            ],
            "remodelling": {"on": True},
            "simulation": {"duration_ms": 4100.0},
            "outcome": {"minutes_after": 10.0},
        }
    )
    return run(experiment)


def test_without_kinase_nothing_is_potentiated_and_nothing_grows(knocked_out) -> None:
    change = dict(
        zip(knocked_out["spine"].values, knocked_out["weight_change"].values, strict=True)
    )
    assert change["usual"] > 0.1
    assert change["no_camkii"] < 0.0
    grown = knocked_out["late_head_volume_um3"].values
    assert grown[0].max() > 1.2 * grown[0, 0]
    assert grown[1].max() == pytest.approx(grown[1, 0], rel=1e-3)


def test_without_calcineurin_nothing_is_depressed(knocked_out) -> None:
    """The kinase's part is left: more than with both."""
    weights = dict(
        zip(knocked_out["spine"].values, knocked_out["weight_change"].values, strict=True)
    )
    assert weights["no_can"] > weights["usual"]
