"""Episodes: patterns, what is carried on, what vanishes and appears, what foretells it."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from scipy.stats import mannwhitneyu

from spinecable.describe.episodes import Episodes
from spinecable.episodes.draw import draw_patterns, new_spines
from spinecable.episodes.predict import auc, auc_interval, cross_validated_scores
from spinecable.episodes.result import EpisodesResult
from spinecable.episodes.run import run_episodes
from spinecable.episodes.state import first_state
from spinecable.errors import SpinecableError


def described(**changes) -> Episodes:
    """Two heads on a passive ball and stick, one of them active in each episode."""
    experiment = {
        "cell": {"morphology": "ball_and_stick", "biophysics": "passive", "axon": "none"},
        "spine": [
            {
                "name": name,
                "site": {"domain": "dendrite", "path_distance_um": at},
                "geometry": {
                    "head_volume_um3": volume,
                    "neck_length_um": 0.8,
                    "neck_diameter_um": 0.15,
                },
            }
            for name, at, volume in (("a", 100.0, 0.06), ("b", 105.0, 0.02))
        ],
        "stimulus": [
            {
                "kind": "calcium_current",
                "times_ms": {"start": 20.0, "interval": 100.0, "count": 10},
                "pulse_ms": 5.0,
                "amplitude_pA": 0.6,
            }
        ],
        "remodelling": {"on": True, "update_interval_s": 1.0},
        "simulation": {
            "duration_ms": 1000.0,
            "d_lambda": 0.5,
            "neck_cells": 3,
            "neck_cell_um": 1.0,
            "shaft_cell_um": 1.0,
        },
        "outcome": {"minutes_after": 8.0, "ltp_above": 0.03},
        **changes.pop("experiment", {}),
    }
    given = {"pattern": [{"name": "A", "spines": ["a"]}], "count": 2, "prune_at_um3": 0.03}
    return Episodes.model_validate({"experiment": experiment, **given, **changes})


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("episodes")
    return run_episodes(described(), folder=folder), folder


def test_each_episode_starts_from_what_the_last_one_left(kept) -> None:
    table = kept[0].table
    first, second = (table[(table.spine == "a") & (table.episode == n)].iloc[0] for n in (1, 2))
    for name in ("head_volume", "neck_length", "neck_diameter"):
        unit = "um3" if name == "head_volume" else "um"
        assert second[f"{name}_{unit}"] == first[f"{name}_after_{unit}"]
    assert first.head_volume_after_um3 > 1.05 * 0.06
    assert first.weight == pytest.approx(1 + first.weight_change)
    assert second.weight == pytest.approx(first.weight * (1 + second.weight_change))
    # 4 Ra L / (pi d^2) with the neck of the second episode, relative to the first
    shape = [r.neck_length_um / r.neck_diameter_um**2 for r in (first, second)]
    ratio = second.neck_resistance_Mohm / first.neck_resistance_Mohm
    assert ratio == pytest.approx(shape[1] / shape[0], rel=1e-6)


def test_receptors_are_carried_by_number(kept) -> None:
    """AMPA receptors after an episode = those before x (1 + change), whatever the volume."""
    result, folder = kept
    row = result.table.iloc[0]
    following = json.loads((folder / "episode_00001.json").read_text())["next"]["spines"][0]
    density = following["contents"]["ampar_per_um3"]
    count = 820.0 * 0.06 * (1 + row.weight_change)  # 820 per um^3: preparations/rat_ca1.toml
    assert density * following["geometry"]["head_volume_um3"] == pytest.approx(count, rel=1e-12)


def test_small_silent_spine_vanishes_and_the_active_one_is_strengthened(kept) -> None:
    fates = kept[0].fates().set_index("spine")
    assert fates.fate.to_dict() == {"a": "strengthened", "b": "vanished"}
    assert fates.episodes_active.to_dict() == {"a": 2, "b": 0}
    assert list(kept[0].table.spine) == ["a", "b", "a"]


def test_a_folder_is_taken_up_again_with_the_same_numbers(kept) -> None:
    result, folder = kept
    (folder / "episode_00002.json").unlink()
    again = run_episodes(described(), folder=folder)
    pd.testing.assert_frame_equal(again.table, result.table, check_exact=True)
    with pytest.raises(SpinecableError, match="other episodes"):
        run_episodes(described(seed=2), folder=folder)


def test_overlap_is_the_share_that_all_drawn_patterns_have_in_common() -> None:
    names = [f"s{n}" for n in range(30)]
    drawn = described(pattern=[{"name": n} for n in "ABC"], pattern_size=8, overlap=0.25, seed=5)
    found = {name: set(own) for name, own in draw_patterns(drawn, names).items()}
    common = found["A"] & found["B"] & found["C"]
    assert len(common) == 2
    assert all(len(own) == 8 for own in found.values())
    assert found["A"] & found["B"] == found["B"] & found["C"] == common
    assert draw_patterns(drawn, names) == draw_patterns(drawn, names)
    assert draw_patterns(drawn.changed(seed=6), names) != draw_patterns(drawn, names)
    with pytest.raises(SpinecableError, match="need 20 spines, and there are 12"):
        draw_patterns(drawn, names[:12])


def test_new_spines_appear_at_the_asked_rate_and_apart() -> None:
    episodes = described(new_spines_per_um_per_day=0.2, interval_h=12.0)
    _, state = first_state(episodes)
    counts = []
    for episode in range(200):
        born = new_spines(episodes, episode, state.spines, {"dend[0]": 100.0})
        counts.append(len(born))
        places = sorted(100.0 * float(spine.site.position) for spine in born)
        assert (np.diff(places) >= 0.1).all()
    # Poisson with mean 0.2 x 100 um x 0.5 day: three standard errors of the mean of 200
    assert np.mean(counts) == pytest.approx(10.0, abs=3 * np.sqrt(10.0 / 200))


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"experiment": {"remodelling": {}}}, "remodelling.on = true"),
        ({"prune_at_um3": 0.001}, "smallest_volume_um3"),
        ({"pattern": [{"name": "A"}]}, "give pattern_size"),
        ({"order": ("B",)}, "pattern 'B', which is not there"),
        ({"interval_h": 0.1}, "longer than interval_h"),
    ],
)
def test_what_cannot_be_is_refused(changes, text) -> None:
    with pytest.raises(ValueError, match=text):
        described(**changes)


def test_auc_is_that_of_mann_whitney() -> None:
    rng = np.random.default_rng(3)
    score, hit = np.round(rng.normal(size=60), 1), rng.random(60) < 0.4
    u = mannwhitneyu(score[hit], score[~hit]).statistic
    assert auc(score, hit) == pytest.approx(u / (hit.sum() * (~hit).sum()), rel=1e-12)
    low, high = auc_interval(score, hit)
    assert low < auc(score, hit) < high


def test_a_regression_scores_what_it_has_not_seen() -> None:
    rng = np.random.default_rng(4)
    values = rng.normal(size=(200, 3))
    hit = values[:, 0] - values[:, 2] + 0.5 * rng.normal(size=200) > 0
    assert auc(cross_validated_scores(values, hit), hit) > 0.9
    shuffled = [
        auc(cross_validated_scores(values, rng.permutation(hit), n), hit) for n in range(10)
    ]
    assert np.mean(shuffled) == pytest.approx(0.5, abs=0.06)


def test_prediction_finds_the_measure_that_decides() -> None:
    """A table in which a narrow neck alone decides the fate of the active spines."""
    rng = np.random.default_rng(5)
    _, state = first_state(described())
    assert state.patterns == {"A": ("a",)}
    count = 40
    neck = rng.uniform(0.05, 0.3, count)
    volume = rng.uniform(0.02, 0.2, count)
    table = pd.DataFrame(
        {
            "spine": [f"s{n}" for n in range(count)],
            "born": 1,
            "patterns": "A",
            "active": True,
            "alive": True,
            "head_volume_um3": volume,
            "head_volume_after_um3": volume,
            "neck_length_um": rng.uniform(0.2, 1.0, count),
            "neck_diameter_um": neck,
            "neck_resistance_Mohm": 1.0 / neck**2,
            "path_distance_um": rng.uniform(50, 150, count),
            "weight": np.where(neck < 0.15, 1.5, 1.0),
        }
    )
    found = EpisodesResult(table, described()).predict_fate().set_index("measure")
    assert found.auc["neck_diameter_um"] == 0.0
    assert found.auc["neck_resistance_Mohm"] == 1.0
    assert found.auc["all"] > 0.9
    assert found.beats_chance["all"]
    assert not found.beats_chance["path_distance_um"]
    few_of = np.isin(neck, [*np.sort(neck[neck < 0.15])[:8], neck.max()])
    few = EpisodesResult(table[few_of], described()).predict_fate()
    assert set(few.auc[few.measure == "neck_diameter_um"]) == {0.0}
    # One against eight: the smallest two-sided p is 2 / 9, however clear the ranks.
    assert few.p[few.measure == "neck_diameter_um"].iloc[0] == pytest.approx(2 / 9)
    assert not few.beats_chance.any()
    with pytest.raises(SpinecableError, match="0 of 40 spines are vanished"):
        EpisodesResult(table, described()).predict_fate("vanished")
