"""Channels gated one by one: their mean is the deterministic scheme, their scatter binomial."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from spinecable.mechanisms.load import neuron_h

RANDOM = ("sc_ampa_jonas_stochastic", "sc_nmda_popescu_stochastic", "sc_car_stochastic")
POPULATIONS = {
    "sc_ampa_jonas": [(20, 1.0, ("O",))],
    "sc_nmda_popescu": [(8, 0.534, ("ao1", "ao2")), (7, 0.466, ("bo1", "bo2"))],
}
"""Receptors, share of the conductance and open states of each kind."""
COPIES = 300
"""Synapses in one patch, each with its own stream: as many trials."""
STEPS_MS = (0.0125, 0.025, 0.1)


def occupants(process: Any, count: int) -> list[float]:
    return [process.occupants[i] for i in range(count)]


def courses(h: Any, processes: list[Any], dt_ms: float, stop_ms: float) -> np.ndarray:
    """`open` of every process after every step, shape (steps, processes)."""
    h.dt = dt_ms
    h.finitialize(-65)
    found = []
    for _ in range(round(stop_ms / dt_ms)):
        h.fadvance()
        found.append([process.open for process in processes])
    return np.array(found)


@pytest.mark.parametrize("dt_ms", STEPS_MS)
@pytest.mark.parametrize("plain", POPULATIONS)
def test_receptors_have_the_mean_and_the_scatter_of_independent_channels(
    h: Any,
    patch: Callable[..., Any],
    synapse: Callable[..., Any],
    run: Callable[..., Any],
    plain: str,
    dt_ms: float,
) -> None:
    """Each of N independent channels is open with probability p(t): mean p, variance p(1-p)/N.

    p(t) by variable steps. The pulse begins and ends on steps of every length; five standard
    errors of mean and of variance.
    """
    held = patch()
    reference = synapse(held, plain, [(1.0, 1.0)], gmax=0)
    times = np.array([1.4, 2.0, 2.1, 3.0, 5.0, 12.0])
    share_open = []
    for _, share, states in POPULATIONS[plain]:
        courses_of = [run(getattr(reference, f"_ref_{s}"), 12.0).at(times) for s in states]
        share_open.append(sum(courses_of) / share)
    held.keep.clear()
    channels = sum(count for count, _, _ in POPULATIONS[plain])
    many = [
        synapse(held, f"{plain}_stochastic", [(1.0, 1.0)], gmax=0, channels=channels)
        for _ in range(COPIES)
    ]
    for n, process in enumerate(many):
        process.rng.set_ids(1, n, 7)
    found = courses(h, many, dt_ms, 12.0)
    for n, time_ms in enumerate(times):
        mean = variance = 0.0
        for (count, share, _), p in zip(POPULATIONS[plain], share_open, strict=True):
            mean += share * p[n]
            variance += share**2 * p[n] * (1 - p[n]) / count
        sample = found[round(time_ms / dt_ms) - 1]
        assert abs(sample.mean() - mean) < 5 * np.sqrt(variance / COPIES), time_ms
        if mean > 0.02:
            assert sample.var() == pytest.approx(variance, rel=5 * np.sqrt(2 / COPIES)), time_ms


@pytest.mark.parametrize(
    ("gated", "states", "channels"),
    [("sc_ampa_jonas_stochastic", 7, 1203), ("sc_nmda_popescu_stochastic", 14, 13)],
)
def test_no_receptor_is_lost(
    h: Any,
    patch: Callable[..., Any],
    synapse: Callable[..., Any],
    gated: str,
    states: int,
    channels: int,
) -> None:
    held = patch()
    process = synapse(held, gated, [(1.0, 1.0), (3.0, 4.5)], gmax=1e-6, channels=channels)
    h.dt = 0.025
    h.finitialize(-65)
    opened = 0.0
    for step in range(400):
        h.dt = (0.025, 0.1, 0.0125)[step % 3]
        h.fadvance()
        now = occupants(process, states)
        assert sum(now) == channels
        assert all(n >= 0 and n == int(n) for n in now)
        opened = max(opened, process.open)
    assert opened > 0.1


def test_no_receptor_moves_without_glutamate(
    h: Any, patch: Callable[..., Any], synapse: Callable[..., Any]
) -> None:
    held = patch()
    process = synapse(held, "sc_ampa_jonas_stochastic", [], channels=30)
    h.finitialize(-65)
    for _ in range(100):
        h.fadvance()
    assert occupants(process, 7) == [30, 0, 0, 0, 0, 0, 0]


def test_a_stream_starts_anew_and_belongs_to_its_ids(
    h: Any, patch: Callable[..., Any], synapse: Callable[..., Any]
) -> None:
    held = patch()
    first = synapse(held, "sc_ampa_jonas_stochastic", [(1.0, 1.0)], gmax=0, channels=20)
    first.rng.set_ids(1, 2, 3)
    alone = courses(h, [first], 0.025, 4.0)
    np.testing.assert_array_equal(alone, courses(h, [first], 0.025, 4.0))
    same = synapse(held, "sc_ampa_jonas_stochastic", [(1.0, 1.0)], gmax=0, channels=20)
    same.rng.set_ids(1, 2, 3)
    other = synapse(held, "sc_ampa_jonas_stochastic", [(1.0, 1.0)], gmax=0, channels=20)
    other.rng.set_ids(1, 2, 4)
    three = courses(h, [first, same, other], 0.025, 4.0)
    np.testing.assert_array_equal(three[:, 0], alone[:, 0])
    np.testing.assert_array_equal(three[:, 1], alone[:, 0])
    assert (three[:, 2] != alone[:, 0]).any()


CLAMP_MV = (-65.0, -25.0, 0.0)


@pytest.fixture
def channels_in(h: Any) -> Any:
    """A section with COPIES segments of R-type channels, each with its stream, and plain ones."""
    section = h.Section(name="row")
    section.L, section.diam, section.nseg = 10.0 * COPIES, 10.0, COPIES + 1 - COPIES % 2
    section.insert("sc_car_stochastic")
    section.insert("sc_car")
    for n, segment in enumerate(section):
        segment.sc_car_stochastic.channels = 20
        segment.sc_car_stochastic.rng.set_ids(1, n, 9)
    yield section
    del section


def hold(h: Any, section: Any, voltage_mV: float) -> None:
    for segment in section:
        segment.v = voltage_mV


@pytest.mark.parametrize("dt_ms", STEPS_MS)
def test_channels_follow_a_step_of_voltage(h: Any, channels_in: Any, dt_ms: float) -> None:
    """m and h relax exponentially from rest towards -10 mV: p = m^3 h, variance p(1-p)/20."""
    h.dt = dt_ms
    h.finitialize(-65)
    row = list(channels_in)
    q = 3 ** ((34 - 22) / 10)
    m_tau, h_tau = 0.92 / q, 53 / q

    def steady(v: float) -> tuple[float, float]:
        return 1 / (1 + np.exp((-21.9 - v) / 10.5)), 1 / (1 + np.exp((v + 49) / 9.2))

    (m0, h0), (m1, h1) = steady(-65.0), steady(-10.0)
    hold(h, channels_in, -10.0)
    done = 0
    for steps_ms in (0.1, 0.3, 1.0, 20.0):
        while done < round(steps_ms / dt_ms):
            h.fadvance()
            hold(h, channels_in, -10.0)
            done += 1
        t = done * dt_ms
        m = m1 + (m0 - m1) * np.exp(-t / m_tau)
        inactivation = h1 + (h0 - h1) * np.exp(-t / h_tau)
        p = m**3 * inactivation
        sample = np.array([segment.sc_car_stochastic.open for segment in row])
        variance = p * (1 - p) / 20
        assert row[0].sc_car.m ** 3 * row[0].sc_car.h == pytest.approx(p, rel=1e-9), t
        assert abs(sample.mean() - p) < 5 * np.sqrt(variance / len(row)), t
        if p > 0.02:
            assert sample.var() == pytest.approx(variance, rel=5 * np.sqrt(2 / len(row))), t
        totals = [sum(s.sc_car_stochastic.occupants[i] for i in range(8)) for s in row]
        assert set(totals) == {20}


@pytest.mark.parametrize("voltage_mV", CLAMP_MV)
def test_channels_start_and_stay_in_equilibrium(
    h: Any, channels_in: Any, voltage_mV: float
) -> None:
    h.dt = 0.1
    h.finitialize(voltage_mV)
    row = list(channels_in)
    p = row[0].sc_car.open
    for steps in (0, 50):
        for _ in range(steps):
            h.fadvance()
            hold(h, channels_in, voltage_mV)
        sample = np.array([segment.sc_car_stochastic.open for segment in row])
        assert abs(sample.mean() - p) < 5 * np.sqrt(p * (1 - p) / 20 / len(row)) + 1e-3


@pytest.mark.parametrize("gated", RANDOM)
def test_parameters_are_those_of_the_deterministic_mechanism(gated: str) -> None:
    from spinecable.mechanisms.library import mechanism_set

    known = mechanism_set()
    own = {p.name: (p.value, p.unit) for p in known[gated].parameters}
    plain = {p.name: (p.value, p.unit) for p in known[gated.removesuffix("_stochastic")].parameters}
    assert {name: value for name, value in own.items() if name != "channels"} == plain


def test_variable_steps_are_refused() -> None:
    h = neuron_h()
    section = h.Section(name="refused")
    process = h.sc_ampa_jonas_stochastic(section(0.5))
    try:
        with pytest.raises(RuntimeError, match="cannot be used with CVODE"):
            h.cvode.active(True)
    finally:
        h.cvode.active(False)
        del process, section
