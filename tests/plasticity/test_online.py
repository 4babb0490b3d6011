"""Pieces of a course make the whole, and long pauses cost little."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from spinecable.plasticity.coupling import Coupling
from spinecable.plasticity.online import SlotIntegrator
from spinecable.plasticity.readout import Traces
from spinecable.plasticity.slots import Shrinkage, SlotReadout

SHRINKAGE = Shrinkage(0.3, 300.0, 3000.0)


def pieces(readout: SlotReadout, traces: Traces, borders: list[int]) -> np.ndarray:
    """Bound receptors at every time but the first, integrated from border to border."""
    time_s = traces.time_ms / 1e3
    slots = SlotIntegrator(
        readout,
        float(traces.head_volume_um3[0]),
        float(traces.camkii_active[0]),
        float(traces.can_active[0]),
        float(time_s[0]),
    )
    found = []
    for a, b in zip([1, *borders], [*borders, len(time_s)], strict=True):
        saved = slots.saved()
        slots.restore(saved)
        found.append(slots.follow(time_s[a:b], traces.camkii_active[a:b], traces.can_active[a:b]))
    return np.vstack(found)


@pytest.mark.parametrize("shrinkage", [None, SHRINKAGE])
def test_pieces_are_the_whole(coupling: Coupling, pulse: Any, shrinkage: Shrinkage | None) -> None:
    readout = SlotReadout(coupling, shrinkage=shrinkage)
    traces = pulse(0.5, 0.3, 60)
    whole = readout.course(traces)
    n = len(traces.time_ms)
    parts = pieces(readout, traces, [n // 7, n // 3, n // 2, n - 5])
    assert whole.bound.max() > 1.5 * whole.bound[0]
    np.testing.assert_allclose(parts[:, 1], whole.bound[1:], rtol=2e-5)


def test_shrinkage_is_that_of_its_equation(coupling: Coupling) -> None:
    """A calcineurin step with the kinase at rest: D by an integration written out here."""
    time_s = np.concatenate([np.linspace(0, 900, 901), np.geomspace(910, 7200, 60)])
    can = np.where((time_s > 0) & (time_s <= 900), 0.06, 0.0)
    traces = Traces(1e3 * time_s, 0 * time_s, 0 * time_s, can, 0.08)
    found = SlotReadout(coupling, shrinkage=SHRINKAGE).course(traces)

    def change(t: float, y: np.ndarray) -> list[float]:
        active = np.interp(t, time_s, can)
        trace, shrunk = y
        return [
            (active / (active + coupling.can_half) - trace) / coupling.can_trace_s,
            trace * (1 - shrunk) / 300.0 - shrunk / 3000.0,
        ]

    own = solve_ivp(change, (0, 7200), [0, 0], t_eval=time_s, max_step=1.0, rtol=1e-8)
    np.testing.assert_allclose(found.relative_volume, 1 - 0.3 * own.y[1], atol=2e-4)
    assert found.relative_volume.min() < 0.9


def test_a_day_at_rest_is_quick_and_right(coupling: Coupling, pulse: Any) -> None:
    """Sparse samples after an induction: the same as dense ones, in a fraction of a second."""
    traces = pulse(0.5, 0.1, 60)
    last = traces.time_ms[-1]

    def extended(later_ms: np.ndarray) -> Traces:
        def ends(values: np.ndarray) -> np.ndarray:
            return np.append(values, np.full(len(later_ms), values[-1]))

        return Traces(
            np.append(traces.time_ms, last + later_ms),
            ends(traces.ca_uM),
            ends(traces.camkii_active),
            ends(traces.can_active),
            0.08,
        )

    readout = SlotReadout(coupling)
    began = time.perf_counter()
    sparse = readout.weight(extended(np.geomspace(3e4, 8.64e7, 30)))[-1]
    assert time.perf_counter() - began < 20.0
    hours = np.linspace(5e3, 3.6e6, 720)
    dense = readout.course(extended(hours)).bound[-1] / 20.0
    there = readout.course(extended(np.array([3e4, 2e5, 1e6, 3.6e6]))).bound[-1] / 20.0
    assert there == pytest.approx(dense, rel=1e-4)
    assert sparse == pytest.approx(1.0, abs=2e-3)
