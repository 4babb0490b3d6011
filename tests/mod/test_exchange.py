"""Exchange between two compartments of a plain NEURON model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

FARADAY = 96485.33212
CONDUCTANCE_UM3_PER_MS = 0.01
STARTS_MM = (2e-3, 1e-4)
SIZES_UM = (0.5, 1.0)


class Pair:
    """A small and a large compartment that keep their calcium themselves."""

    def __init__(self, h: Any, conductance: float) -> None:
        self.h = h
        self.sections = [h.Section(name=f"c{k}") for k in range(2)]
        self.ends = []
        for section, size_um in zip(self.sections, SIZES_UM, strict=True):
            section.L = section.diam = size_um
            for name in ("pas", "sc_ca_port"):
                section.insert(name)
            section.e_pas = -65.0
            end = h.sc_exchange(section(0.5))
            end.conductance = conductance
            self.ends.append(end)
        for end, other in zip(self.ends, reversed(self.sections), strict=True):
            end._ref_ca_other = other(0.5)._ref_cai
        self.volumes_um3 = np.array([s(0.5).volume() for s in self.sections])
        for section, start in zip(self.sections, STARTS_MM, strict=True):
            section(0.5).sc_ca_port.ca_set = start
        h.finitialize(-65.0)

    @property
    def ca_mM(self) -> np.ndarray:
        return np.array([s(0.5).sc_ca_port.ca_set for s in self.sections])

    def advance(self) -> None:
        """One step, then each compartment adds what its own current brought in."""
        self.h.fadvance()
        for section, volume in zip(self.sections, self.volumes_um3, strict=True):
            port = section(0.5).sc_ca_port
            coulombs = -port.charge * section(0.5).area() * 1e-8 * 1e-6
            litres = volume * 1e-15
            port.ca_set += coulombs / (2 * FARADAY) / litres * 1e3
            port.charge = 0.0
            section(0.5).cai = port.ca_set


def test_amount_is_conserved(h: Any) -> None:
    pair = Pair(h, CONDUCTANCE_UM3_PER_MS)
    before = pair.ca_mM @ pair.volumes_um3
    for _ in range(2000):
        pair.advance()
        assert pair.ca_mM @ pair.volumes_um3 == pytest.approx(before, rel=1e-11)
    assert pair.ca_mM[0] == pytest.approx(pair.ca_mM[1], rel=0.05)


def test_difference_decays_with_the_rate_of_the_pair(h: Any) -> None:
    h.dt = 0.005
    pair = Pair(h, CONDUCTANCE_UM3_PER_MS)
    rate_per_ms = CONDUCTANCE_UM3_PER_MS * (1 / pair.volumes_um3).sum()
    for _ in range(2000):
        pair.advance()
    expected = (STARTS_MM[0] - STARTS_MM[1]) * np.exp(-rate_per_ms * 10.0)
    assert np.subtract(*pair.ca_mM) == pytest.approx(expected, rel=5e-3)


def test_no_charge_moves(h: Any) -> None:
    pair = Pair(h, 5.0)
    for _ in range(5):
        h.fadvance()
        for section, end in zip(pair.sections, pair.ends, strict=True):
            assert end.i == -end.ica
            assert abs(end.ica) > 1e-6
            assert section(0.5).v == pytest.approx(-65.0, abs=1e-9)


def test_current_is_two_faraday_times_the_flow(h: Any) -> None:
    pair = Pair(h, 2.0)
    h.fcurrent()
    flow_mM_um3_per_ms = 2.0 * (STARTS_MM[1] - STARTS_MM[0])
    moles_per_s = flow_mM_um3_per_ms * 1e-3 * 1e-15 * 1e3
    assert pair.ends[0].flux == pytest.approx(flow_mM_um3_per_ms, rel=1e-12)
    assert pair.ends[0].ica == pytest.approx(-2 * FARADAY * moles_per_s * 1e9, rel=1e-8)
    assert pair.ends[1].ica == pytest.approx(-pair.ends[0].ica, rel=1e-12)


@pytest.mark.parametrize(("product", "monotonic"), [(0.3, True), (2.5, False)])
def test_stability_limit(h: Any, product: float, monotonic: bool) -> None:
    volume_um3 = np.pi / 4 * SIZES_UM[0] ** 3
    pair = Pair(h, product / h.dt * volume_um3)
    differences = []
    for _ in range(20):
        pair.advance()
        differences.append(np.subtract(*pair.ca_mM))
    falling = np.all(np.diff(differences) < 0) and min(differences) > 0
    assert falling == monotonic


def test_threads_give_the_same(h: Any, patch: Callable, synapse: Callable) -> None:
    """Every mechanism in two cells, on one thread and on two."""
    context = h.ParallelContext()
    cells = []
    for _ in range(2):
        cell = patch("sc_na3", "sc_kdr", "sc_kap", "sc_kad", "sc_hd", "sc_car", "sc_ca_port")
        cell.clamp.dur1, cell.clamp.amp2, cell.clamp.dur2 = 2.0, 0.0, 1.0
        for kind in ("sc_ampa_jonas", "sc_nmda_popescu", "sc_nmda_exp2", "sc_ampa_exp2"):
            synapse(cell, kind, [])
        cells.append(cell)
    stimulus = h.NetStim()
    stimulus.number, stimulus.start = 1, 1.0
    connections = [h.NetCon(stimulus, r) for cell in cells for r in cell.keep]
    for connection in connections:
        connection.delay, connection.weight[0] = 1.0, 1.0

    def voltages(threads: int) -> list[float]:
        context.nthread(threads)
        h.finitialize(-65)
        while h.t < 8:
            h.fadvance()
        return [cell.middle.v for cell in cells] + [c.middle.sc_ca_port.charge for c in cells]

    try:
        single, double = voltages(1), voltages(2)
    finally:
        context.nthread(1)
    assert single == double
    assert single[0] == single[1] != -65.0
