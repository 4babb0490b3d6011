"""The rule of Graupner & Brunel against the authors' curves and against direct integration."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from spinecable.describe.readout import RULES
from spinecable.plasticity.double_well import STAR, Expected, Flat, Rates, Sampled, roll
from spinecable.plasticity.graupner_brunel import (
    SETS,
    GraupnerBrunelReadout,
    SpikeCalcium,
    follow_course,
    follow_spikes,
    transition_change,
)
from spinecable.plasticity.readout import Traces

DELAYS_MS = (-30, -20, -10, 0, 10, 20, 30)
SIXTY_PAIRS = {
    "dp": (0.775, 0.765, 0.882, 1.008, 1.222, 1.172, 1.125),
    "dpd": (1.000, 0.998, 0.859, 0.997, 0.961, 0.868, 0.999),
    "p": (1.069, 1.099, 1.230, 1.238, 1.230, 1.099, 1.069),
    "d_prime": (0.796, 0.735, 0.719, 0.784, 0.834, 0.868, 0.890),
    "hippocampal_slices": (0.994, 0.988, 0.978, 0.964, 0.945, 0.936, 0.999),
    "hippocampal_cultures": (1.000, 1.000, 1.000, 0.774, 1.212, 1.116, 1.055),
    "cortical_slices": (0.999, 0.999, 0.860, 0.773, 1.040, 0.964, 0.969),
}
"""Final / initial weight after 60 pairs at 1 Hz, computed with the published formula and sets
(Graupner & Brunel 2012, 10.1073/pnas.1109359109) outside this package."""

CORTICAL_75 = {
    (0.1, 10): 1.06,
    (20, 10): 1.25,
    (40, 10): 1.55,
    (50, 10): 1.64,
    (0.1, -10): 0.69,
    (20, -10): 0.64,
    (40, -10): 1.59,
    (50, -10): 1.64,
}
"""75 pairs, cortical set: (Hz, delay in ms) -> final / initial weight."""


def pairs(delay_ms: float, rate_Hz: float, count: int) -> tuple[np.ndarray, np.ndarray]:
    pre = 1.0 + np.arange(count) / rate_Hz
    return pre, pre + 1e-3 * delay_ms


class Clock:
    """An efficacy that only measures the time above each threshold."""

    def __init__(self) -> None:
        self.above = np.zeros(2)

    def advance(self, duration_s: float, p: bool, d: bool) -> None:
        self.above += duration_s * np.array([d, p])

    def weight(self) -> float:
        return 1.0


def fractions(name: str, delay_ms: float, rate_Hz: float, count: int = 60) -> np.ndarray:
    clock = Clock()
    pre, post = pairs(delay_ms, rate_Hz, count)
    follow_spikes(SETS[name], clock, pre, post, np.array([0.0, pre[-1] + 10]))
    return clock.above * rate_Hz / count


def test_every_rule_of_this_family_has_its_set() -> None:
    families = ("graupner_brunel_2012", "graupner_2016", "deperrois_2020")
    assert list(SETS) == [rule for rule in RULES if rule.startswith(families)]


@pytest.mark.parametrize("name", SIXTY_PAIRS)
def test_sixty_pairs_by_the_formula(name: str) -> None:
    rule = f"graupner_brunel_2012:{name}"
    for delay, expected in zip(DELAYS_MS, SIXTY_PAIRS[name], strict=True):
        d, p = fractions(rule, delay, 1.0)
        assert transition_change(SETS[rule], 60.0, d, p) == pytest.approx(expected, abs=2e-3)


@pytest.mark.parametrize("name", SIXTY_PAIRS)
def test_sixty_pairs_by_following_every_crossing(name: str) -> None:
    """The moments between crossings, not averaged rates: nearly the same at this rate."""
    rule = f"graupner_brunel_2012:{name}"
    for delay, expected in zip(DELAYS_MS, SIXTY_PAIRS[name], strict=True):
        chosen = SETS[rule]
        pre, post = pairs(delay, 1.0, 60)
        efficacy = Expected(chosen.rates, chosen.down, chosen.ratio)
        weight = follow_spikes(chosen, efficacy, pre, post, np.array([0.0, 30.0, 70.0, 1e4]))
        assert weight[0] == 1.0
        assert weight[2] == weight[3]  # nothing is left to chance once calcium is low
        assert weight[-1] == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize(("rate_Hz", "delay_ms"), CORTICAL_75)
def test_pairing_frequency_of_the_cortical_set(rate_Hz: float, delay_ms: float) -> None:
    name = "graupner_brunel_2012:cortical_slices"
    d, p = fractions(name, delay_ms, rate_Hz, count=2000)
    found = transition_change(SETS[name], 75 / rate_Hz, d, p)
    assert found == pytest.approx(CORTICAL_75[rate_Hz, delay_ms], abs=0.01)


def test_the_authors_curves(shared_data: Path) -> None:
    """Times above threshold and final change of all six generic sets, -100 to 100 ms."""
    table = np.genfromtxt(
        shared_data / "references" / "graupner_brunel2012_fig2_1Hz_60pairs.csv",
        delimiter=",",
        names=True,
    )
    for label, name in (
        ("DP", "dp"),
        ("P", "p"),
        ("DPD", "dpd"),
        ("D", "d"),
        ("DPDprime", "dpd_prime"),
        ("Dprime", "d_prime"),
    ):
        rule = f"graupner_brunel_2012:{name}"
        for row in table[::4]:
            d, p = fractions(rule, float(row["dt_ms"]), 1.0)
            where = f"{name} at {row['dt_ms']:g} ms"
            assert d == pytest.approx(row[f"{label}_alphaD"], rel=1e-3, abs=1e-6), where
            assert p == pytest.approx(row[f"{label}_alphaP"], rel=1e-3, abs=1e-6), where
            if np.isfinite(row[f"{label}_change"]):
                found = transition_change(SETS[rule], 60.0, d, p)
                assert found == pytest.approx(row[f"{label}_change"], rel=2e-3), where


def test_the_wells_in_closed_form() -> None:
    from scipy.integrate import solve_ivp

    start = np.array([-0.1, 0.0, 0.2, 0.499, 0.5, 0.501, 0.9, 1.0, 1.3])
    found = solve_ivp(
        lambda _, r: -r * (1 - r) * (STAR - r), (0, 7.0), start, rtol=1e-10, atol=1e-12
    )
    np.testing.assert_allclose(roll(start, 7.0), found.y[:, -1], atol=1e-8)
    np.testing.assert_allclose(roll(start, 1e6)[[2, 7]], [0.0, 1.0], atol=1e-12)


def test_moments_and_sample_paths_against_euler_maruyama() -> None:
    """A short strong protocol on many synapses: mean, spread and share that crosses over."""
    rates = Rates(725.085, 331.909, 3.3501, 346.3615)
    pieces = [(0.25, True, True), (0.2, False, True), (0.5, False, False), (0.15, True, True)]
    expected = Expected(rates, 1.0, 5.0)
    sampled = Sampled(rates, 1.0, 5.0, 20_000, np.random.default_rng(3))
    random = np.random.default_rng(4)
    rho, dt = np.zeros(20_000), 2e-3
    for duration, p, d in pieces:
        expected.advance(duration, p, d)
        sampled.advance(duration, p, d)
        for _ in range(round(duration / dt)):
            well = -rho * (1 - rho) * (STAR - rho)
            drift = well + rates.gamma_p * p * (1 - rho) - rates.gamma_d * d * rho
            noise = rates.sigma * np.sqrt((int(p) + int(d)) / rates.tau_s * dt)
            rho = rho + drift * dt / rates.tau_s + noise * random.standard_normal(rho.size)
    for mean, spread in (
        (expected.mean[0], np.sqrt(expected.variance)),
        (sampled.rho.mean(), sampled.rho.std()),
    ):
        assert mean == pytest.approx(rho.mean(), abs=0.005)
        assert spread == pytest.approx(rho.std(), rel=0.03)
    up = (rho > STAR).mean()
    assert up > 0.05
    assert expected.weight() == pytest.approx(1 + 4 * up, abs=0.06)


def test_sample_paths_settle_at_the_expected_weight() -> None:
    """Long after, every synapse is in a well; the mean of many is what the formula expects."""
    chosen = SETS["graupner_brunel_2012:cortical_slices"]
    pre, post = pairs(-10.0, 1.0, 60)
    sampled = Sampled(chosen.rates, chosen.down, chosen.ratio, 4000, np.random.default_rng(1))
    weight = follow_spikes(chosen, sampled, pre, post, np.array([0.0, 1e5]))
    assert np.all((sampled.rho < 1e-6) | (sampled.rho > 1 - 1e-6))
    # The wells, which the formula leaves out, hold synapses back a little.
    assert weight[-1] == pytest.approx(SIXTY_PAIRS["cortical_slices"][2], abs=0.03)


def test_one_stochastic_synapse_is_reproducible() -> None:
    chosen = SETS["graupner_brunel_2012:hippocampal_cultures"]
    pre, post = (1e3 * t for t in pairs(10.0, 1.0, 20))
    time = np.array([0.0, 1e4, 3e4])
    zero = np.zeros(3)

    def weight(stream: tuple[int, ...]) -> list[float]:
        traces = Traces(time, zero, zero, zero, 0.08, pre_ms=pre, post_ms=post, stream=stream)
        return list(GraupnerBrunelReadout(chosen, synapses=1).weight(traces))

    assert weight((1, 0)) == weight((1, 0))
    assert weight((1, 0)) != weight((1, 1))


def test_simulated_calcium_crosses_where_it_should() -> None:
    """A triangle of height 2 and base 2 s is above 1 for 1 s and above 1.3 for 0.7 s."""
    clock = Clock()
    level = np.array([0.0, 2.0, 0.0])
    time = np.array([0.0, 1.0, 2.0])
    follow_course(SETS["graupner_brunel_2012:dp"], clock, time, level)
    np.testing.assert_allclose(clock.above, [1.0, 0.7])


def test_a_nonlinear_pair_peaks_at_twice_the_sum() -> None:
    chosen = SETS["graupner_2016:nonlinear"]
    calcium = SpikeCalcium(chosen)
    calcium.presynaptic(0.0, Clock())
    calcium.postsynaptic()
    assert calcium._pre + calcium._post == pytest.approx(2 * (chosen.c_pre + chosen.c_post))


@pytest.mark.parametrize("variant", ["markram", "sjostrom"])
def test_short_term_depression_against_a_plain_loop(variant: str) -> None:
    """Deperrois & Graupner 2020: resources, efficacy in c_pre and no wells, by brute force."""
    chosen = SETS[f"deperrois_2020:{variant}"]
    pre, post = pairs(10.0, 20.0, 5)
    found = follow_spikes(chosen, Flat(chosen.rates), pre, post, np.array([0.0, 5.0]))[-1]
    dt, rho, pre_ca, post_ca, x = 1e-5, 0.5, 0.0, 0.0, 1.0
    arrivals = np.round((pre + chosen.delay_s) / dt).astype(int)
    spikes = np.round(post / dt).astype(int)
    for k in range(round(2.0 / dt)):
        if k in arrivals:
            pre_ca += rho * chosen.use * chosen.c_pre * x
            x *= 1 - chosen.use
        if k in spikes:
            post_ca += chosen.c_post
        level = pre_ca + post_ca
        drift = chosen.gamma_p * (level > chosen.theta_p) * (1 - rho)
        rho += dt / chosen.tau_s * (drift - chosen.gamma_d * (level > chosen.theta_d) * rho)
        pre_ca -= dt / chosen.tau_ca_s * pre_ca
        post_ca -= dt / chosen.tau_ca_s * post_ca
        x += dt / chosen.recovery_s * (1 - x)
    assert abs(found - 1) > 0.02
    assert found - 1 == pytest.approx(rho / 0.5 - 1, rel=0.02)
