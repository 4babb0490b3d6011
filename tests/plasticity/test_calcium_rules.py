"""Shouval 2002, Rodrigues 2023 and Chindemi 2022 against their equations."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from spinecable.errors import SimulationError
from spinecable.plasticity import chindemi, rodrigues, shouval
from spinecable.plasticity.readout import SingleSpikes, Traces, refined


def traces(time_ms, ca_uM, camkii=0.0, can=0.0, **more) -> Traces:
    time = np.asarray(time_ms, dtype=float)
    filled = [np.broadcast_to(np.asarray(x, dtype=float), time.shape) for x in (ca_uM, camkii, can)]
    return Traces(time, *filled, 0.08, **more)


def pulses(time_ms, times_ms, height, tau_ms):
    time = np.asarray(time_ms, dtype=float)
    found = np.full(time.shape, 0.05)
    for t in times_ms:
        late = time >= t
        found[late] += height * np.exp(-(time[late] - t) / tau_ms)
    return found


def test_refined_times_keep_the_given_ones() -> None:
    times, index = refined(np.array([0.0, 1.0, 4.0]), np.array([[0.0], [1.0], [1.0]]), 0.25)
    np.testing.assert_allclose(times, [0, 0.25, 0.5, 0.75, 1, 4])
    assert list(index) == [0, 4, 5]


# --- Shouval 2002 ---------------------------------------------------------------------------


def test_shouval_check_values() -> None:
    """10.1073/pnas.152343099 with P2 = P1 x 1e-4: the values that the curves must have."""
    assert shouval.omega(0.0) == pytest.approx(0.25, abs=1e-6)
    assert shouval.omega(0.45) == pytest.approx(0.0004, abs=1e-4)
    assert shouval.omega(0.7) == pytest.approx(1.0, abs=1e-4)
    assert shouval.time_constant_s(0.0) == pytest.approx(1e4, rel=1e-3)
    assert shouval.time_constant_s(0.5) == pytest.approx(1.8, abs=0.01)


@pytest.mark.parametrize(("height", "sign"), [(0.2, 0), (0.47, -1), (1.2, 1)])
def test_shouval_against_scipy(height: float, sign: int) -> None:
    """Long plateaus with linear flanks: none, LTD, LTP by calcium alone."""
    time = np.array([0.0, 100.0, 400.0, 9000.0, 9500.0, 60_000.0])
    above = height * np.array([0.0, 0.0, 1.0, 1.0, 0.0, 0.0])
    weight = shouval.ShouvalReadout().weight(traces(time, 0.05 + above))

    def derivative(t, w):
        c = np.interp(t, time, above)
        return (shouval.omega(c) - w) / shouval.time_constant_s(c) / 1e3

    found = solve_ivp(
        derivative, (0, time[-1]), [0.25], t_eval=time, rtol=1e-8, atol=1e-10, max_step=5.0
    )
    np.testing.assert_allclose(weight, found.y[0] / 0.25, atol=2e-4)
    assert np.sign(np.round(weight[-1] - 1, 1)) == sign


# --- Rodrigues 2023 -------------------------------------------------------------------------


def test_rodrigues_regions() -> None:
    """Corners of the authors' polygons: inside, outside, and the border between the two."""
    can = np.array([8.0, 8.0, 5.0, 2.0, 2.0, 3.0, 12.0, 6.0])
    camkii = np.array([10.0, 1.0, 10.0, 15.0, 2.0, 28.5, 10.0, 29.0])
    ltp = rodrigues.inside(rodrigues.POTENTIATION, can, camkii)
    ltd = rodrigues.inside(rodrigues.DEPRESSION, can, camkii)
    assert list(ltp) == [True, False, False, False, False, False, False, False]
    assert list(ltd) == [False, False, True, True, False, False, False, True]


def test_rodrigues_against_scipy() -> None:
    """First through the depression region, then the potentiation region, then rest."""
    time = np.array([0.0, 500.0, 501.0, 9e3, 9001.0, 12e4, 120_001.0, 2e5])
    can = np.array([0.5, 0.5, 4.0, 4.0, 8.0, 8.0, 0.5, 0.5])
    camkii = np.array([2.0, 2.0, 12.0, 12.0, 12.0, 12.0, 2.0, 2.0])
    given = traces(time, 0.05, camkii / 70, can / 5, camkii_total_uM=70.0, can_total_uM=5.0)
    weight = rodrigues.RodriguesReadout().weight(given)

    def derivative(t, y):
        act_d, act_p, ltd, nc, ltp = y
        x, z = np.interp(t, time, can), np.interp(t, time, camkii)
        in_d = rodrigues.inside(rodrigues.DEPRESSION, x, z)
        in_p = rodrigues.inside(rodrigues.POTENTIATION, x, z)
        d = act_d**2 / (act_d**2 + 80000**2) / 18000
        p = act_p**2 / (act_p**2 + 13000**2) / 13000
        return [
            0.1 * in_d - 2e-5 * act_d * (1 - in_d),
            0.2 * in_p - 1e-4 * act_p * (1 - in_p),
            d * nc - p * ltd,
            p * ltd - (d + p) * nc + d * ltp,
            p * nc - d * ltp,
        ]

    found = solve_ivp(
        derivative, (0, time[-1]), [0, 0, 0, 100, 0], t_eval=time, rtol=1e-6, max_step=50.0
    )
    expected = 1 + (found.y[4] - found.y[2]) / 100
    assert expected[-1] > 1.1 > expected[4]
    np.testing.assert_allclose(weight, expected, atol=2e-4)


def test_rodrigues_levels() -> None:
    given = traces([0.0, 1.0], 0.05, 0.5, 0.5, camkii_total_uM=70.0, can_total_uM=5.0)
    can, camkii = rodrigues.RodriguesReadout().levels_uM(given)
    assert (can[0], camkii[0]) == (2.5, 35.0)
    can, camkii = rodrigues.RodriguesReadout(rescaled=True).levels_uM(given)
    assert (can[0], camkii[0]) == (10.0, 35.0)
    with pytest.raises(SimulationError, match="totals of calcineurin and CaMKII are not known"):
        rodrigues.RodriguesReadout().weight(traces([0.0, 1.0], 0.05))


# --- Chindemi 2022 --------------------------------------------------------------------------


def test_chindemi_integrator_in_closed_form() -> None:
    """e of a pulse that decays with tau: h tau T/(T - tau) (exp(-t/T) - exp(-t/tau))."""
    time = np.linspace(0, 1000, 20_001)
    calcium = pulses(time, [0.0], 1.0, 12.0)
    t_big = chindemi.TAU_INTEGRATOR_MS
    factor = 12.0 * t_big / (t_big - 12.0)
    expected = factor * (np.exp(-time / t_big) - np.exp(-time / 12.0))
    np.testing.assert_allclose(chindemi.integrator(time, calcium, 0.05), expected, atol=1e-4)


def test_chindemi_thresholds_of_fit_o1() -> None:
    """10.1038/s41467-022-30214-w, fit O1."""
    assert chindemi.thresholds(2.0, 3.0, "basal") == pytest.approx(
        (1.00181 * 2 + 1.95356 * 3, 1.15939 * 2 + 2.48279 * 3)
    )
    assert chindemi.thresholds(2.0, 3.0, "apical_oblique") == pytest.approx(
        (1.12673 * 2 + 2.45597 * 3, 5.23566 * 2 + 1.78222 * 3)
    )


def test_chindemi_against_scipy() -> None:
    time = np.concatenate([np.arange(0, 4000, 0.5), np.geomspace(4001, 6e4, 60)])
    calcium = pulses(time, 100 + 50 * np.arange(40), 1.0, 20.0)
    calcium[time < 100] = 0.05
    given = traces(time, calcium, domain="basal")
    readout = chindemi.ChindemiReadout(12.0, 14.0)
    weight = readout.weight(given)
    theta_d, theta_p = chindemi.thresholds(12.0, 14.0, "basal")
    level = chindemi.integrator(time, calcium)
    assert level.max() > theta_p

    def derivative(t, y):
        rho, g = y[:2], y[2:]
        e = np.interp(1e3 * t, time, level)
        change = -rho * (1 - rho) * (0.5 - rho)
        change = change + 216.18 * (e > theta_p) * (1 - rho) - 101.54 * (e > theta_d) * rho
        return np.concatenate([change / 70, (1 + rho - g) / 100])

    sample = np.array([0.0, 2.0, 4.0, 60.0])
    found = solve_ivp(
        derivative, (0, 60), [0, 1, 1, 2], t_eval=sample, rtol=1e-6, atol=1e-9, max_step=0.02
    )
    expected = found.y[2:].sum(axis=0) / 3
    assert abs(expected[-1] - 1) > 0.03
    np.testing.assert_allclose(np.interp(sample * 1e3, time, weight), expected, atol=1e-3)


def test_chindemi_finds_thresholds_from_single_spikes() -> None:
    time = np.linspace(0, 500, 5001)
    single = SingleSpikes(
        time, pulses(time, [0.0], 1.0, 30.0), time, pulses(time, [0.0], 0.5, 12.0), 0.05
    )
    given = traces([0.0, 1.0], 0.05, domain="basal", single_spikes=single)
    details = chindemi.ChindemiReadout().details(given)
    t_big = chindemi.TAU_INTEGRATOR_MS
    for key, height, tau in (("c_pre", 1.0, 30.0), ("c_post", 0.5, 12.0)):
        ratio = t_big / tau
        peak = height * t_big * ratio ** (-ratio / (ratio - 1))
        assert details[key].value == pytest.approx(peak, rel=1e-3)
    with pytest.raises(SimulationError, match="responses to single spikes are not known"):
        chindemi.ChindemiReadout().weight(traces([0.0, 1.0], 0.05))
