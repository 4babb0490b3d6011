"""NEURON with the bundled mechanisms, and small voltage-clamped patches to test them in."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from spinecable.mechanisms.load import load_mechanisms, neuron_h
from spinecable.resources import resource_dir

CA1 = ("sc_ca_port", "sc_car", "sc_hd", "sc_kad", "sc_kap", "sc_kdr", "sc_na3", "sc_nax")
CALCIUM = (
    *("sc_car_chindemi", "sc_cav12", "sc_cav13", "sc_cav21", "sc_cav22"),
    *("sc_cav31", "sc_cav32", "sc_cav33"),
)
CHAINS = ("sc_car_li", "sc_cav2_bischofberger", "sc_cav21_li", "sc_cav22_li")
LAYER_5 = (
    *("sc_hay_cad", "sc_hay_cahva", "sc_hay_calva", "sc_hay_ih", "sc_hay_im", "sc_hay_kpst"),
    *("sc_hay_ktst", "sc_hay_nat", "sc_nap", "sc_skv31", "sc_kampa_it", "sc_acker_kv"),
    "sc_acker_na",
)
STRIATUM = ("sc_kaf", "sc_kas", "sc_kir", "sc_msn_kdr", "sc_naf")
RANDOM = ("sc_ampa_jonas_stochastic", "sc_nmda_popescu_stochastic", "sc_car_stochastic")
DENSITY = (*CA1, *CALCIUM, *CHAINS, *LAYER_5, *STRIATUM, "sc_bk", "sc_km", "sc_na_pool", "sc_sk")
POINT = (
    *("sc_ampa_exp2", "sc_ampa_jonas", "sc_exchange", "sc_gfluct"),
    *("sc_nmda_exp2", "sc_nmda_kampa", "sc_nmda_popescu"),
)
SIDE_UM = 10.0
"""Length and diameter of a patch."""
DELAY_MS = 0.25
"""Of every connection; threads need one longer than a step."""


@dataclass(frozen=True)
class Patch:
    """A voltage-clamped section; its `keep` holds what must not be deleted during a run."""

    section: Any
    clamp: Any
    keep: list[Any]

    @property
    def middle(self) -> Any:
        return self.section(0.5)


@dataclass(frozen=True)
class Trace:
    time_ms: np.ndarray
    value: np.ndarray

    def at(self, times_ms: np.ndarray) -> np.ndarray:
        return np.interp(times_ms, self.time_ms, self.value)


@pytest.fixture(scope="session")
def mod_dir() -> Path:
    return resource_dir("mod")


@pytest.fixture(scope="session")
def loaded() -> Any:
    load_mechanisms([*DENSITY, *POINT, *RANDOM])
    h = neuron_h()
    h.load_file("stdrun.hoc")
    return h


@pytest.fixture
def h(loaded: Any) -> Iterator[Any]:
    """NEURON in a known state, put back afterwards."""
    gc.collect()  # a forgotten port of another test would forbid variable steps
    before = loaded.celsius, loaded.dt, loaded.secondorder
    loaded.cvode.active(False)
    loaded.celsius, loaded.dt, loaded.secondorder = 34.0, 0.025, 0
    loaded.t = 0.0
    yield loaded
    loaded.cvode.active(False)
    loaded.celsius, loaded.dt, loaded.secondorder = before


@pytest.fixture
def patch(h: Any) -> Iterator[Callable[..., Patch]]:
    """Make a patch held at a voltage, with the density mechanisms named; gone after the test."""
    made: list[Patch] = []

    def make(*mechanisms: str, hold_mV: float = -65.0) -> Patch:
        section = h.Section(name="patch")
        section.L = section.diam = SIDE_UM
        section.cm = 1.0
        for mechanism in mechanisms:
            section.insert(mechanism)
        clamp = h.SEClamp(section(0.5))
        clamp.rs, clamp.dur1, clamp.amp1 = 1e-5, 1e9, hold_mV
        made.append(Patch(section, clamp, []))
        return made[-1]

    yield make
    made.clear()


@pytest.fixture
def run(h: Any) -> Callable[..., Any]:
    """Run from rest and return what NEURON recorded of a variable, at every step."""

    def go(
        variable: Any, stop_ms: float, *, dt_ms: float | None = None, start_mV: float = -65.0
    ) -> Trace:
        """Variable step (absolute tolerance 1e-9) if `dt_ms` is None."""
        time, value = h.Vector().record(h._ref_t), h.Vector().record(variable)
        if dt_ms is None:
            h.cvode.active(True)
            h.cvode.atol(1e-9)
        else:
            h.dt = dt_ms
        h.finitialize(start_mV)
        if dt_ms is None:
            h.cvode.solve(stop_ms)
            h.cvode.active(False)
        else:
            for _ in range(round(stop_ms / dt_ms)):
                h.fadvance()
        return Trace(np.array(time), np.array(value))

    return go


@pytest.fixture
def synapse(h: Any) -> Callable[..., Any]:
    """Put a synapse into a patch; `events` are pairs of time (ms) and weight."""

    def make(
        patch: Patch, kind: str, events: list[tuple[float, float]], **parameters: float
    ) -> Any:
        made = getattr(h, kind)(patch.middle)
        for name, value in parameters.items():
            setattr(made, name, value)
        for time_ms, weight in events:
            source = h.NetStim()
            source.number, source.start, source.noise = 1, time_ms - DELAY_MS, 0
            connection = h.NetCon(source, made)
            connection.delay, connection.weight[0] = DELAY_MS, weight
            patch.keep.extend([source, connection])
        patch.keep.append(made)
        return made

    return make
