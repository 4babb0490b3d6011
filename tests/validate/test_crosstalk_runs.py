"""The window of crosstalk on inductions with known answers, and what sets the priming."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from spinecable.calibration.crosstalk import calibrated
from spinecable.describe.preparation import load_preparation
from spinecable.plasticity.readout import MS_PER_MIN
from spinecable.plasticity.slots import SlotReadout
from spinecable.validate.crosstalk_runs import (
    DELAYS_MIN,
    DISTANCES_UM,
    FIRST_MS,
    LAST_MS,
    NEAR_UM,
    SOON_MIN,
    Inductions,
    falls_below,
    window,
)

D, GAP = 0.5, 1 / 300.0
REST_UM = 0.02


def cable_uM(distance_um: float, time_ms: np.ndarray) -> np.ndarray:
    """An amount put into an endless dendrite in the middle of the train: diffusion and decay."""
    t = np.maximum(time_ms - 0.5 * LAST_MS, 1.0) * 1e-3
    spread = np.exp(-(distance_um**2) / (4 * D * t) - GAP * t) / np.sqrt(t)
    return np.where(time_ms > 0.5 * LAST_MS, 0.8 * spread, 0.0)


@pytest.fixture(scope="module")
def inductions() -> Inductions:
    """Square activities: the strong one far above the threshold, the weak one far below it."""
    late_ms = LAST_MS + np.geomspace(1.0, 60.0 * MS_PER_MIN, 60)
    time = np.concatenate([np.arange(0.0, LAST_MS, 500.0), late_ms])
    inside = (time >= FIRST_MS) & (time <= LAST_MS)
    half = load_preparation().values("readout")["camkii_half"]
    heights = [4.0, *(0.0 for _ in DISTANCES_UM), 0.5]
    camkii = np.array([0.04 + half * height * inside for height in heights])
    quiet = [cable_uM(distance, time) for distance in DISTANCES_UM]
    ras = REST_UM + np.array([0.4 * inside, *quiet, 0.0 * time])
    return Inductions(time, camkii, np.zeros_like(camkii), ras)


def test_a_run_and_its_later_course_are_joined_without_overlap() -> None:
    time = np.arange(0.0, LAST_MS + 2000.0, 5.0)
    late = (np.array([50_000.0, LAST_MS, LAST_MS + 1000.0, LAST_MS + 60_000.0]) - LAST_MS) / 6e4
    arrays = {"time_ms": time, "late_time_min": late}
    for name in ("camkii_active", "can_active", "head_ras_uM"):
        arrays[name] = np.tile(time, (2, 1))
        arrays[f"late_{name}"] = np.tile(LAST_MS + 6e4 * late, (2, 1))
    joined = Inductions.of(arrays)
    assert np.all(np.diff(joined.time_ms) > 0)
    assert joined.time_ms[-1] == pytest.approx(LAST_MS + 60_000.0)
    np.testing.assert_allclose(joined.ras_uM[1], joined.time_ms)


def test_what_comes_in_is_that_of_the_strong_spine_a_delay_later(inductions: Inductions) -> None:
    """When the weak train begins, a delay has gone by since the last strong pulse."""
    for n, distance in enumerate(DISTANCES_UM):
        found = inductions.incoming_uM(n, 5.0)
        begins = np.interp(FIRST_MS, inductions.time_ms, found)
        expected = cable_uM(distance, np.array([LAST_MS + 5.0 * MS_PER_MIN]))[0]
        assert begins == pytest.approx(expected, rel=0.02)


def test_nothing_that_comes_in_is_no_strong_spine(inductions: Inductions) -> None:
    silent = replace(inductions, ras_uM=np.full_like(inductions.ras_uM, REST_UM))
    readout = SlotReadout.from_preparation(load_preparation(), ras_priming_per_uM=40.0)
    assert silent.after_strong(readout, 0, SOON_MIN) == silent.alone(readout)
    assert abs(silent.alone(readout)) < 0.1 < inductions.strong(readout)


def test_the_window_is_where_what_comes_in_falls_to_one_level(inductions: Inductions) -> None:
    """Beyond the ends of the window in time and in space about the same messenger comes in, found
    here from the cable alone: the weak induction is the same everywhere."""
    readout = SlotReadout.from_preparation(load_preparation(), ras_priming_per_uM=40.0)
    found = window(inductions, readout, 0.1)
    assert SOON_MIN < found["lasts"] < DELAYS_MIN[-1]
    assert NEAR_UM < found["reaches"] < DISTANCES_UM[-1]
    # The kinase's drive is high and new in the first 20 s of the train.
    when = np.array([10e3])
    level = cable_uM(NEAR_UM, LAST_MS + found["lasts"] * MS_PER_MIN + when)[0]
    at_edge = cable_uM(found["reaches"], LAST_MS + SOON_MIN * MS_PER_MIN + when)[0]
    assert at_edge == pytest.approx(level, rel=0.35)


def test_a_window_without_an_end_and_one_that_never_opens() -> None:
    at = np.array([1.0, 2.0, 4.0])
    assert falls_below(at, np.array([0.5, 0.3, 0.0]), 0.1) == pytest.approx(2.0 + 2.0 * 2 / 3)
    assert falls_below(at, np.array([0.5, 0.3, 0.2]), 0.1) == np.inf
    assert falls_below(at, np.array([0.0, 0.3, 0.2]), 0.1) == 0.0


@pytest.mark.parametrize("share", [0.5, 1.0])
def test_the_priming_makes_weak_and_strong_equal(inductions: Inductions, share: float) -> None:
    priming = calibrated(inductions, share)
    readout = SlotReadout.from_preparation(load_preparation(), ras_priming_per_uM=priming)
    weak = inductions.after_strong(readout, 0, SOON_MIN)
    assert weak == pytest.approx(share * inductions.strong(readout), rel=0.02)
