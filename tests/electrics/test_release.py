"""Vesicle release against the recursion written out, binomial moments and published numbers."""

from __future__ import annotations

import numpy as np
import pytest

from spinecable.describe.release import Release, release_probability
from spinecable.electrics.release import drawn_vesicles, expected_vesicles, glutamate
from spinecable.electrics.streams import generator, stream_ids

TRAIN_MS = [10.0, 58.0, 106.0, 154.0, 1154.0]
TRIALS = 20_000


def test_release_probability_of_durst_2022() -> None:
    assert release_probability(1.0) == pytest.approx(0.26, abs=1e-3)
    assert release_probability(4.0) == pytest.approx(0.87, abs=1e-3)
    assert 0.55 < release_probability(2.0) < 0.70


@pytest.mark.parametrize("ca_mM", [1.0, 2.0, 4.0])
@pytest.mark.parametrize("sites", [1, 4])
def test_sites_together_have_the_probability_of_release(ca_mM: float, sites: int) -> None:
    release = Release(sites=sites)
    missed = (1 - release.site_probability(ca_mM)) ** sites
    assert 1 - missed == pytest.approx(release_probability(ca_mM), rel=1e-12)


def test_pairs_of_spikes_of_durst_2022() -> None:
    """Medians and interquartile ranges of his Fig. 4: EPSCs at 1 and 4 mM, 48 ms apart."""
    first, second = expected_vesicles(Release(), [0.0, 48.0], 1.0)
    assert 1.40 < second / first < 1.89
    strong, weaker = expected_vesicles(Release(), [0.0, 48.0], 4.0)
    assert 0.74 < weaker / strong < 1.07
    assert 3.4 < strong / first < 7.5


def test_expected_vesicles_are_the_recursion() -> None:
    release = Release(probability=0.5, sites=2, recovery_ms=500.0, facilitation_ms=50.0)
    rested = 1 - np.sqrt(0.5)
    u2 = rested + rested * (1 - rested) * np.exp(-1.0)
    ready = 2 * (1 - rested)
    ready += (2 - ready) * (1 - np.exp(-0.1))
    found = expected_vesicles(release, [0.0, 50.0], 2.0)
    assert found == pytest.approx([2 * rested, ready * u2], rel=1e-12)


@pytest.fixture(scope="module")
def drawn() -> np.ndarray:
    release = Release()
    random = generator(1, 0, "test")
    return np.array([drawn_vesicles(release, TRAIN_MS, 2.0, random) for _ in range(TRIALS)])


def test_mean_of_trials_is_the_expectation(drawn: np.ndarray) -> None:
    """Five standard errors, with a fixed seed."""
    error = drawn.std(axis=0) / np.sqrt(TRIALS)
    expected = expected_vesicles(Release(), TRAIN_MS, 2.0)
    assert (np.abs(drawn.mean(axis=0) - expected) < 5 * error).all()


def test_first_spike_is_binomial(drawn: np.ndarray) -> None:
    p = Release().site_probability(2.0)
    assert (drawn[:, 0] > 0).mean() == pytest.approx(release_probability(2.0), abs=0.02)
    assert drawn[:, 0].var() == pytest.approx(4 * p * (1 - p), rel=0.05)


def test_no_more_vesicles_than_were_ready(drawn: np.ndarray) -> None:
    """In 144 ms hardly a site is refilled (3 %), so that four spikes empty at most 4 and a few."""
    assert drawn.min() >= 0
    assert drawn.max() <= 4
    quick = drawn[:, :4].sum(axis=1)
    refilled = 4 * (1 - np.exp(-144.0 / Release().recovery_ms))
    assert 0 < (quick > 4).mean() < refilled


def test_sizes_have_the_variability_of_liu_1999() -> None:
    release = Release(mode="stochastic", probability=1.0, sites=1)
    random = generator(1, 0, "sizes")
    sizes = np.array([glutamate(release, [0.0], 2.0, random)[0] for _ in range(TRIALS)])
    assert sizes.mean() == pytest.approx(1.0, abs=0.02)
    assert sizes.std() / sizes.mean() == pytest.approx(0.5, abs=0.02)
    two = release.changed(sites=2)
    pairs = np.array([glutamate(two, [0.0], 2.0, random)[0] for _ in range(TRIALS)])
    assert pairs.mean() == pytest.approx(2.0, abs=0.03)
    assert pairs.std() / pairs.mean() == pytest.approx(0.5 / np.sqrt(2), abs=0.02)


def test_every_spike_releases_one_vesicle_unless_asked_otherwise() -> None:
    random = generator(1, 0, "none")
    before = random.bit_generator.state["state"]["counter"].tolist()
    assert glutamate(Release(), TRAIN_MS, 1.0, random) == [1.0] * 5
    assert random.bit_generator.state["state"]["counter"].tolist() == before


def test_streams_differ_by_seed_trial_and_name_and_by_nothing_else() -> None:
    keys = [(1, 0, "a"), (1, 1, "a"), (2, 0, "a"), (1, 0, "b"), (1, 10, "a"), (11, 0, "a")]
    found = [stream_ids(seed, trial, name, "release") for seed, trial, name in keys]
    assert len(set(found)) == len(found)
    assert all(0 <= word < 2**32 for ids in found for word in ids)
    # What `b2sum -l 96` says of "1", "0", "a", "release" joined by zero bytes; old trials need it.
    expected = bytes.fromhex("fab7bc0795490284da969434")
    assert b"".join(word.to_bytes(4, "little") for word in found[0]) == expected
