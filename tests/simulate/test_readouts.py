"""Several readouts of one run."""

from __future__ import annotations

import numpy as np
import pytest

from spinecable.describe.experiment import Experiment
from spinecable.errors import DescriptionError
from spinecable.plasticity.chindemi import thresholds
from spinecable.plasticity.double_well import Flat
from spinecable.plasticity.graupner_brunel import SETS, follow_spikes
from spinecable.result.result import Result
from spinecable.simulate.readouts import somatic_spikes_ms
from spinecable.simulate.run import run
from spinecable.simulate.singles import companion

RULES = [
    {"rule": "graupner_brunel_2012:cortical_slices"},
    {"rule": "deperrois_2020:markram"},
    {"rule": "shouval_2002"},
    {"rule": "rodrigues_2023", "levels": "rescaled"},
    {"rule": "chindemi_2022", "name": "chindemi"},
]


def experiment(**changes) -> Experiment:
    fields = {
        "cell": {"morphology": "ball_and_stick", "axon": "none"},
        "spine": [
            {
                "name": name,
                "site": {"domain": "dendrite", "path_distance_um": 100.0 + 5 * n},
                "geometry": {
                    "head_volume_um3": 0.08,
                    "neck_length_um": 1.0,
                    "neck_diameter_um": 0.1 + 0.15 * n,
                },
            }
            for n, name in enumerate(("narrow", "wide"))
        ],
        "stimulus": [
            {"kind": "presynaptic", "spines": ["narrow"], "times_ms": [5.0, 55.0]},
            {"kind": "evoked_spikes", "times_ms": {"after": "presynaptic", "delay": 10.0}},
        ],
        "simulation": {"duration_ms": 120.0},
        "outcome": {"minutes_after": 5.0},
        "readout": RULES,
    }
    return Experiment.model_validate({**fields, **changes})


def spikes_so_far(traces):
    """A user's rule: each somatic spike adds a tenth."""
    return 1 + 0.1 * np.searchsorted(traces.post_ms, traces.time_ms)


@pytest.fixture(scope="module")
def result() -> Result:
    return run(experiment(), readouts=[spikes_so_far])


def test_each_readout_gives_a_course_a_change_and_a_verdict(result: Result) -> None:
    names = ["graupner_brunel_2012_cortical_slices", "deperrois_2020_markram"]
    names += ["shouval_2002", "rodrigues_2023", "chindemi", "spikes_so_far"]
    table = result.summary()
    for name in names:
        weight = result[f"weight_{name}"].values
        assert weight.shape == result["weight"].shape
        np.testing.assert_array_equal(weight[:, 0], 1.0)
        change = table[f"weight_change_{name}"]
        np.testing.assert_allclose(weight[:, -1] - 1, change, atol=1e-9)
        for value, verdict in zip(change, table[f"outcome_{name}"], strict=True):
            assert verdict == ("LTP" if value > 0.1 else "LTD" if value < -0.1 else "none")
        assert "LTP above +10%" in result[f"outcome_{name}"].attrs["long_name"]


def test_a_users_function_sees_every_somatic_spike(result: Result) -> None:
    assert list(result["weight_change_spikes_so_far"].values) == pytest.approx([0.2, 0.2])


def test_spike_timing_rules_see_the_spines_own_input(result: Result) -> None:
    """From the spike times of the result: the unstimulated spine has postsynaptic ones only."""
    post_s = 1e-3 * somatic_spikes_ms(result["time_ms"].values, result["soma_mV"].values)
    chosen = SETS["deperrois_2020:markram"]
    changes = [
        follow_spikes(chosen, Flat(chosen.rates), pre, post_s, np.array([0.0, 10.0]))[-1] - 1
        for pre in ([5e-3, 55e-3], [])
    ]
    assert changes[0] != changes[1]
    found = result["weight_change_deperrois_2020_markram"].values
    assert list(found) == pytest.approx(changes, abs=1e-9)


def test_chindemis_thresholds_are_those_of_single_spikes(result: Result) -> None:
    table = result.summary()
    assert (table["c_pre_chindemi"] > table["c_post_chindemi"]).all()
    for _, row in table.iterrows():
        found = thresholds(row["c_pre_chindemi"], row["c_post_chindemi"], "basal")
        assert (row["theta_d_chindemi"], row["theta_p_chindemi"]) == pytest.approx(found)
    narrow, wide = table["c_pre_chindemi"]
    assert narrow > 1.1 * wide


def test_the_short_run_gives_each_spine_its_own_spike() -> None:
    short = companion(experiment())
    assert [short.times_ms(i) for i in range(3)] == [[20.0], [520.0], [1020.0]]
    assert [s.spines for s in short.stimuli[:2]] == [["narrow"], ["wide"]]
    assert short.readouts == ()


def test_texts_survive_the_file(result: Result, tmp_path) -> None:
    loaded = Result.load(result.save(tmp_path / "r.nc"))
    assert list(loaded["outcome_chindemi"].values) == list(result["outcome_chindemi"].values)
    assert loaded.experiment == experiment()


def test_somatic_spikes_are_crossings() -> None:
    time = np.arange(6.0)
    volts = np.array([-65.0, -40.0, 0.0, -60.0, -25.0, -15.0])
    assert list(somatic_spikes_ms(time, volts)) == pytest.approx([1.5, 4.5])


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ([{"rule": "graupner_brunel_2012:cortical"}], "Did you mean"),
        ([RULES[2], RULES[2]], "two readouts are called 'shouval_2002'"),
        ([{"rule": "shouval_2002", "stochastic": True}], "'stochastic' has no effect on 'shouval"),
        ([{**RULES[0], "synapses": 5}], "unless stochastic = true"),
        ([{**RULES[0], "calcium_unit_uM": 0.5}], "unless calcium = 'simulated'"),
        ([{"rule": "chindemi_2022", "c_pre_uM_ms": 5.0}], "give both"),
        ([{"rule": "shouval_2002", "name": "a-b"}], "use letters, digits and _"),
    ],
)
def test_wrong_rules_are_refused(rules, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        experiment(readout=rules)


@pytest.mark.parametrize(
    ("given", "words"),
    [([3], "neither a function nor a readout"), ([spikes_so_far] * 2, "two readouts are called")],
)
def test_wrong_functions_are_refused_before_the_run(given, words: str) -> None:
    with pytest.raises(DescriptionError, match=words):
        run(experiment(), readouts=given)
