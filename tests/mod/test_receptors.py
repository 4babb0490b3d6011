"""Receptor schemes against their rate equations solved by scipy and published responses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp

PULSE_AT_MS = 1.0
# (from, to, forward, backward, does glutamate bind in the forward step), per mM and ms
JONAS = [
    ("C0", "C1", 9.18, 8.520, True),
    ("C1", "C2", 56.8, 6.520, True),
    ("C2", "O", 8.480, 1.800, False),
    ("C1", "C3", 5.780, 0.0784, False),
    ("C3", "C4", 2.54, 0.0914, True),
    ("C2", "C4", 0.344, 0.00145, False),
    ("O", "C5", 0.0354, 0.0080, False),
    ("C4", "C5", 0.0336, 0.3808, False),
]
POPESCU = [
    ("A0", "A1", 34.0, 0.060, True),
    ("A1", "A2", 17.0, 0.120, True),
    ("A2", "A3", 0.127, 0.161, False),
    ("A3", "A4", 0.580, 2.610, False),
    ("A4", "AO1", 2.508, 2.167, False),
    ("AO1", "AO2", 3.449, 0.662, False),
]
OPEN = {"O", "AO1", "AO2"}


def rodrigues_multipliers(celsius: float) -> tuple[float, float]:
    """Forward and backward multipliers of Rodrigues et al 2023, an option of the mechanism."""
    forward = -1230.68 + 1239.07 / (1 + np.exp(-0.09992 * (celsius + 37.631)))
    backward = 3.0369 + 1621.62 / (1 + np.exp(-0.10605 * (celsius - 98.999)))
    return forward, backward


def open_share(
    scheme: list[tuple],
    pulses: Sequence[tuple[float, float, float]],
    times_ms: np.ndarray,
    forward: float = 1.0,
    backward: float = 1.0,
) -> np.ndarray:
    """Open probability at some times for glutamate pulses (start, end, concentration in mM)."""
    names = sorted({name for a, b, *_ in scheme for name in (a, b)})
    bound, free = np.zeros((2, len(names), len(names)))
    for a, b, on, off, binds in scheme:
        i, j = names.index(a), names.index(b)
        target = bound if binds else free
        target[j, i] += on * forward
        target[i, i] -= on * forward
        free[i, j] += off * backward
        free[j, j] -= off * backward

    edges = sorted({0.0, *(edge for start, end, _ in pulses for edge in (start, end))})
    edges.append(max(times_ms[-1], edges[-1]) + 1.0)
    state = np.zeros(len(names))
    state[0] = 1.0
    result = np.empty(len(times_ms))
    for left, right in pairwise(edges):
        glutamate = max((c for start, end, c in pulses if start <= left < end), default=0.0)
        matrix = free + glutamate * bound
        solved = solve_ivp(
            lambda _, y, matrix=matrix: matrix @ y,
            (left, right),
            state,
            method="LSODA",
            rtol=1e-10,
            atol=1e-12,
            dense_output=True,
        )
        inside = (times_ms >= left) & (times_ms <= right)
        opened = [k for k, name in enumerate(names) if name in OPEN]
        if inside.any():
            result[inside] = solved.sol(times_ms[inside])[opened].sum(axis=0)
        state = solved.y[:, -1]
    return result


def shape(time_ms: np.ndarray, opened: np.ndarray) -> tuple[float, float, float]:
    """Peak, 10-90 % rise (ms) and time from the peak to 1/e of it (ms)."""
    k = int(opened.argmax())
    peak = opened[k]
    low, high = np.interp([0.1 * peak, 0.9 * peak], opened[: k + 1], time_ms[: k + 1])
    decay = np.interp(-peak / np.e, -opened[k:], time_ms[k:]) - time_ms[k]
    return peak, high - low, decay


@pytest.fixture
def response(patch: Callable, synapse: Callable, run: Callable) -> Callable[..., Any]:
    """Open probability of a receptor after events (time, weight)."""

    def go(
        kind: str,
        stop_ms: float,
        events: list[tuple[float, float]] | None = None,
        dt_ms: float | None = None,
        **parameters: float,
    ) -> Any:
        receptor = synapse(patch(), kind, events or [(PULSE_AT_MS, 1.0)], **parameters)
        return run(receptor._ref_open, stop_ms, dt_ms=dt_ms)

    return go


@pytest.mark.parametrize("glu_ms", [0.3, 1.0])
def test_jonas_solves_its_rate_equations(response: Callable, glu_ms: float) -> None:
    trace = response("sc_ampa_jonas", 15.0, glu_ms=glu_ms)
    expected = open_share(JONAS, [(1.0, 1.0 + glu_ms, 1.0)], trace.time_ms)
    np.testing.assert_allclose(trace.value, expected, atol=2e-6)


@pytest.mark.parametrize(("glu_ms", "peak", "decay_ms"), [(0.3, 0.51, 1.3), (1.0, 0.61, 1.6)])
def test_jonas_at_34_degrees(
    response: Callable, glu_ms: float, peak: float, decay_ms: float
) -> None:
    trace = response("sc_ampa_jonas", 15.0, glu_ms=glu_ms)
    measured = shape(trace.time_ms, trace.value)
    assert measured[0] == pytest.approx(peak, abs=0.006)
    assert measured[2] == pytest.approx(decay_ms, abs=0.05)


def test_jonas_at_room_temperature(response: Callable) -> None:
    trace = response("sc_ampa_jonas", 25.0, rate_scale=0.5)
    expected = open_share(JONAS, [(1.0, 2.0, 1.0)], trace.time_ms, 0.5, 0.5)
    np.testing.assert_allclose(trace.value, expected, atol=2e-6)
    assert shape(trace.time_ms, trace.value)[2] == pytest.approx(2.7, abs=0.05)


@pytest.fixture
def rodrigues_temperature(h: Any) -> Iterator[None]:
    """The temperature option of the mechanism's header."""
    names = ("q10_forward_sc_nmda_popescu", "q10_backward_sc_nmda_popescu")
    before = [getattr(h, name) for name in names]
    for name, value in zip(names, (5.3708, 3.7370), strict=True):
        setattr(h, name, value)
    yield
    for name, value in zip(names, before, strict=True):
        setattr(h, name, value)


def compare_popescu(
    response: Callable, frac_2b: float, forward: float = 1.0, backward: float = 1.0
) -> None:
    """The mechanism's open probability beside the rate equations' with such multipliers."""
    trace = response("sc_nmda_popescu", 120.0, frac_2b=frac_2b)
    pulse = [(1.0, 2.0, 1.0)]
    a = open_share(POPESCU, pulse, trace.time_ms, forward, backward)
    b = open_share(POPESCU, pulse, trace.time_ms, 0.25 * forward, 0.23 * backward)
    np.testing.assert_allclose(trace.value, (1 - frac_2b) * a + frac_2b * b, atol=1e-5)


@pytest.mark.parametrize("frac_2b", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("celsius", [23.0, 34.0])
def test_popescu_solves_its_rate_equations(
    h: Any, response: Callable, frac_2b: float, celsius: float
) -> None:
    h.celsius = celsius
    speed = 2.0 ** ((celsius - 23.0) / 10.0)
    compare_popescu(response, frac_2b, speed, speed)


@pytest.mark.usefixtures("rodrigues_temperature")
@pytest.mark.parametrize("frac_2b", [0.0, 0.4, 1.0])
def test_popescu_with_the_multipliers_of_rodrigues(
    h: Any, response: Callable, frac_2b: float
) -> None:
    h.celsius = 35.0
    compare_popescu(response, frac_2b, *rodrigues_multipliers(35.0))


def check_popescu_shape(
    response: Callable, frac_2b: float, peak: float, rise_ms: float, decay_ms: float
) -> None:
    trace = response("sc_nmda_popescu", 300.0, frac_2b=frac_2b)
    measured = shape(trace.time_ms, trace.value)
    assert measured[0] == pytest.approx(peak, abs=0.001)
    assert measured[1] == pytest.approx(rise_ms, rel=0.02)
    assert measured[2] == pytest.approx(decay_ms, rel=0.01)


def test_popescu_at_room_temperature(h: Any, response: Callable) -> None:
    h.celsius = 23.0
    check_popescu_shape(response, 0.0, 0.195, 7.6, 50.0)


@pytest.mark.usefixtures("rodrigues_temperature")
@pytest.mark.parametrize(
    ("frac_2b", "peak", "rise_ms", "decay_ms"), [(0.0, 0.549, 1.65, 27.0), (1.0, 0.489, 6.6, 148.0)]
)
def test_popescu_responses_with_the_multipliers_of_rodrigues(
    h: Any, response: Callable, frac_2b: float, peak: float, rise_ms: float, decay_ms: float
) -> None:
    h.celsius = 35.0
    check_popescu_shape(response, frac_2b, peak, rise_ms, decay_ms)


def test_warmth_speeds_popescu_up_and_leaves_its_peak(h: Any, response: Callable) -> None:
    shapes = []
    for celsius in (23.0, 33.0):
        h.celsius = celsius
        trace = response("sc_nmda_popescu", 250.0, frac_2b=0.0)
        shapes.append(shape(trace.time_ms, trace.value))
    assert shapes[1][2] == pytest.approx(shapes[0][2] / 2, rel=0.02)
    assert shapes[1][0] == pytest.approx(shapes[0][0], rel=0.12)


def test_temperature_moves_popescu_monotonically(h: Any, response: Callable) -> None:
    decays = []
    for celsius in (22.0, 23.0, 29.0, 35.0, 37.0):
        h.celsius = celsius
        trace = response("sc_nmda_popescu", 250.0, frac_2b=0.0)
        decays.append(shape(trace.time_ms, trace.value)[2])
    assert np.all(np.diff(decays) < 0)


SCHEMES = [("sc_ampa_jonas", JONAS, 10.0, 34.0), ("sc_nmda_popescu", POPESCU, 40.0, 23.0)]


@pytest.mark.parametrize(("kind", "scheme", "stop_ms", "celsius"), SCHEMES)
@pytest.mark.parametrize(
    ("events", "pulses"),
    [
        ([(1.0, 1.0), (1.6, 1.0)], [(1.0, 2.6, 1.0)]),
        ([(1.0, 0.2), (1.6, 0.5)], [(1.0, 2.6, 0.2), (1.6, 2.6, 0.5)]),
        ([(1.0, 0.5), (1.6, 0.2)], [(1.0, 2.6, 0.5)]),
        ([(1.0, 0.3)], [(1.0, 2.0, 0.3)]),
        ([(1.0, 0.3), (2.0, 0.3), (4.0, 0.1)], [(1.0, 3.0, 0.3), (4.0, 5.0, 0.1)]),
        ([(1.0, 0.3), (1.5, 0.0)], [(1.0, 2.0, 0.3)]),
    ],
    ids=["extended", "raised", "not lowered", "one", "in a row", "weight zero"],
)
def test_pulses_that_overlap(
    h: Any,
    response: Callable,
    kind: str,
    scheme: list,
    stop_ms: float,
    celsius: float,
    events: list,
    pulses: list,
) -> None:
    h.celsius = celsius
    extra = {"frac_2b": 0.0} if kind == "sc_nmda_popescu" else {}
    trace = response(kind, stop_ms, events, **extra)
    expected = open_share(scheme, pulses, trace.time_ms)
    np.testing.assert_allclose(trace.value, expected, atol=2e-5)


@pytest.mark.parametrize(("kind", "scheme", "stop_ms", "celsius"), SCHEMES)
def test_fixed_steps_converge_to_the_variable_step(
    h: Any, response: Callable, kind: str, scheme: list, stop_ms: float, celsius: float
) -> None:
    h.celsius = celsius
    extra = {"frac_2b": 0.0} if kind == "sc_nmda_popescu" else {}
    errors = []
    for dt_ms in (0.02, 0.01, 0.005):
        trace = response(kind, stop_ms, dt_ms=dt_ms, **extra)
        expected = open_share(scheme, [(1.0, 2.0, 1.0)], trace.time_ms)
        errors.append(np.abs(trace.value - expected).max())
    assert errors[-1] < 0.02
    assert errors[0] / errors[1] == pytest.approx(2.0, abs=0.3)
    assert errors[1] / errors[2] == pytest.approx(2.0, abs=0.3)


@pytest.mark.parametrize("kind", ["sc_ampa_jonas", "sc_nmda_popescu"])
def test_receptors_are_neither_made_nor_lost(
    h: Any, patch: Callable, synapse: Callable, kind: str
) -> None:
    receptor = synapse(patch(), kind, [(1.0 + 3.0 * k, 1.0) for k in range(5)])
    if kind == "sc_ampa_jonas":
        states = ["C0", "C1", "C2", "C3", "C4", "C5", "O"]
    else:
        states = [f"{p}{s}" for p in "ab" for s in ("0", "1", "2", "3", "4", "o1", "o2")]
    h.finitialize(-65)
    while h.t < 20:
        h.fadvance()
        values = [getattr(receptor, state) for state in states]
        assert sum(values) == pytest.approx(1.0, abs=1e-12)
        assert min(values) > -1e-12


@pytest.mark.parametrize("kind", ["sc_ampa_jonas", "sc_ampa_exp2"])
def test_ampa_current(h: Any, patch: Callable, synapse: Callable, kind: str) -> None:
    held = patch()
    receptor = synapse(held, kind, [(0.5, 1.0)], gmax=1e-3, e=-5.0)
    h.finitialize(-65)
    while h.t < 1.2:
        h.fadvance()
    h.fcurrent()
    assert receptor.g > 1e-4
    assert receptor.i == pytest.approx(receptor.g * (held.middle.v + 5.0), rel=1e-12)
    if kind == "sc_ampa_jonas":
        assert receptor.g == pytest.approx(1e-3 * receptor.O, rel=1e-12)


@pytest.mark.parametrize(
    ("kind", "tau1", "tau2"), [("sc_ampa_exp2", 0.2, 1.7), ("sc_nmda_exp2", 3.3, 102.0)]
)
@pytest.mark.parametrize("dt_ms", [None, 0.025])
def test_two_exponentials(
    patch: Callable,
    synapse: Callable,
    run: Callable,
    kind: str,
    tau1: float,
    tau2: float,
    dt_ms: float | None,
) -> None:
    events = [(1.0, 1.0), (2.0, 0.5)]
    extra = {"mg": 0.0} if kind == "sc_nmda_exp2" else {}
    receptor = synapse(patch(), kind, events, gmax=1e-3, **extra)
    trace = run(receptor._ref_g, 4 * tau2, dt_ms=dt_ms)
    fine = np.linspace(0, 10 * tau1, 100_001)
    unit = np.exp(-fine / tau2) - np.exp(-fine / tau1)
    shown_ms = trace.time_ms - (dt_ms or 0.0)  # a fixed step shows the conductance at its start
    expected = np.zeros_like(shown_ms)
    for start, weight in events:
        since = np.clip(shown_ms - start, 0, None)
        expected += weight * (np.exp(-since / tau2) - np.exp(-since / tau1)) / unit.max()
    np.testing.assert_allclose(trace.value, 1e-3 * expected, atol=2e-9)
