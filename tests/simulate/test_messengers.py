"""Sodium, messengers and a spine apparatus in a run: traces, peaks, magnitudes, amounts."""

from __future__ import annotations

import numpy as np
import pytest

from spinecable.describe.experiment import Experiment
from spinecable.result.result import Result
from spinecable.simulate.job import run_isolated
from spinecable.simulate.run import run

GEOMETRY = {"head_volume_um3": 0.08, "neck_length_um": 1.0, "neck_diameter_um": 0.15}
NAMES = (
    "head_er_ca_uM",
    "head_na_mM",
    "shaft_na_mM",
    "head_ip3_uM",
    "shaft_ip3_uM",
    "head_ras_uM",
    "shaft_ras_uM",
    "cofilin_active",
)


def experiment(**chemistry):
    apparatus = chemistry.pop("apparatus", False)
    return Experiment.model_validate(
        {
            "cell": {"morphology": "ball_and_stick"},
            "spine": [
                {
                    "name": "a",
                    "site": {"domain": "dendrite", "path_distance_um": 50.0},
                    "geometry": GEOMETRY,
                    "apparatus": apparatus,
                },
                {
                    "name": "b",
                    "site": {"near": "a", "distance_um": 3.0},
                    "geometry": GEOMETRY,
                },
            ],
            "stimulus": [{"kind": "presynaptic", "spines": ["a"], "times_ms": [5.0]}],
            "simulation": {"duration_ms": 60.0},
            "chemistry": chemistry,
            "outcome": {"minutes_after": 20.0},
        }
    )


FULL = experiment(
    apparatus=True,
    er_release=["ryr", "ip3r"],
    ip3=True,
    ras=True,
    sodium=True,
    cofilin=True,
)


@pytest.fixture(scope="module")
def result() -> Result:
    return run(FULL)


def test_every_trace_course_and_peak_is_there(result):
    for name in NAMES:
        trace = result[name]
        assert trace.dims == ("spine", "time_ms")
        assert result[f"late_{name}"].dims == ("spine", "late_time_min")
        # Peaks come from every step, samples from some of them.
        assert np.all(result[f"peak_{name}"].values >= trace.values.max(axis=1) - 1e-12)
        assert trace.attrs["units"]
    assert "peak_head_na_mM" in result.summary().columns


def test_one_epsp_raises_sodium_by_millimolar(result):
    """Miyazaki & Ross 2017 (10.1523/JNEUROSCI.1758-17.2017): about 5 mM at the peak of an EPSP,
    half of it gone after about 16 ms. A single head of one size: within a factor of two."""
    time_ms = result["time_ms"].values
    rise = result["head_na_mM"].values[0] - 10.0
    assert 2.5 < rise.max() < 10.0
    peak = int(rise.argmax())
    half = time_ms[peak:][rise[peak:] < 0.5 * rise.max()][0] - time_ms[peak]
    assert 4.0 < half < 32.0
    assert result["head_na_mM"].values[1].max() - 10.0 < 0.02 * rise.max()


def test_glutamate_makes_ip3_which_goes_back(result):
    head = result["head_ip3_uM"].values
    assert head[0, 0] == pytest.approx(0.16, rel=1e-9)
    assert 0.3 < head[0].max() < 1.0
    assert head[1].max() < 0.01 + head[1, 0]
    assert result["late_head_ip3_uM"].values[:, -1] == pytest.approx(0.16, rel=1e-3)


def test_the_spine_without_apparatus_has_none(result):
    lumen = result["head_er_ca_uM"].values
    assert lumen[0, 0] == pytest.approx(250.0, rel=1e-12)
    assert lumen[0].min() < 250.0
    assert not lumen[1].any()


def test_all_is_back_at_rest_when_the_outcome_is_read(result):
    for name in NAMES:
        late = result[f"late_{name}"].values
        np.testing.assert_allclose(late[:, -1], late[:, 0], rtol=0.01, atol=1e-9, err_msg=name)


def test_a_run_without_them_has_no_such_traces():
    plain = run(experiment(ras=True))
    found = {name for name in NAMES if name in plain.dataset}
    assert found == {"head_ras_uM", "shaft_ras_uM"}


def test_what_synapses_let_in_is_what_appears():
    """Without a pump sodium rises by the integral of the synaptic sodium current over F."""
    given = experiment(sodium=True)
    unpumped = given.model_copy(update={"contents": {"nak_per_um2": 0.0}})
    appeared, current = run_isolated(_balance, unpumped)
    assert appeared == pytest.approx(current, rel=1e-9)
    assert appeared > 0.08 * 1e3


def _balance(given, progress):
    """In a process of its own: sodium that appeared, and the integral of the current (uM um3)."""
    from spinecable.simulate import experiment as module

    advance = module.CalciumSide.advance
    totals, amounts = [], []

    def watched(self, time_ms, dt_ms, charge, **options):
        if not totals:
            totals.append(self.kernel.total("na"))
        advance(self, time_ms, dt_ms, charge, **options)
        totals.append(self.kernel.total("na"))
        synapse = self._sodium
        g_uS = np.bincount(
            synapse._places, weights=synapse._conductances.read(), minlength=len(synapse._heads)
        )
        # Sodium outside 145 mM, inside 10 mM, 34 C: 70.8 mV; potassium -90 mV.
        reversal = 8.314462618 * (273.15 + 34.0) / 96485.33212 * 1e3 * np.log(14.5)
        nA = np.sum(90.0 / (90.0 + reversal) * g_uS * (synapse._volts.read() - reversal))
        # 1 nA ms = 1e-12 C; over F in mol; 1 uM um3 = 1e-21 mol.
        amounts.append(-nA * dt_ms * 1e-12 / 96485.33212 / 1e-21)

    module.CalciumSide.advance = watched
    module.simulate(given, progress)
    return float(totals[-1] - totals[0]), float(np.sum(amounts))
