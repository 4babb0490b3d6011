"""The port: what it sums is the calcium that NEURON's current carried, what it writes is cai."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest


@pytest.fixture
def driven(h: Any, patch: Callable, synapse: Callable) -> Any:
    """A patch with channel and synapse, stepped to voltages where both carry calcium."""
    held = patch("sc_car", "sc_ca_port", hold_mV=-65.0)
    held.middle.sc_car.gbar = 1e-3
    held.clamp.dur1, held.clamp.amp2, held.clamp.dur2 = 3.0, 0.0, 5.0
    held.clamp.amp3, held.clamp.dur3 = -65.0, 1e9
    synapse(held, "sc_nmda_popescu", [(1.0, 1.0)], gmax=1e-2)
    return held


@pytest.mark.parametrize("secondorder", [0, 2])
def test_charge_is_the_integral_of_the_current(h: Any, driven: Any, secondorder: int) -> None:
    h.secondorder = secondorder
    current = h.Vector().record(driven.middle._ref_ica)
    h.finitialize(-65)
    steps = 400
    for _ in range(steps):
        h.fadvance()
    integral = np.array(current)[1 : steps + 1].sum() * h.dt
    assert integral < -1e-3
    assert driven.middle.sc_ca_port.charge == pytest.approx(integral, rel=1e-12)


def test_taking_the_charge_over_in_parts_loses_none(h: Any, driven: Any) -> None:
    port = driven.middle.sc_ca_port
    h.finitialize(-65)
    for _ in range(400):
        h.fadvance()
    whole = port.charge
    h.finitialize(-65)
    assert port.charge == 0.0
    parts = 0.0
    for _ in range(100):
        for _ in range(4):
            h.fadvance()
        parts += port.charge
        port.charge = 0.0
    assert parts == pytest.approx(whole, rel=1e-12)


def test_channels_and_synapses_both_count(h: Any, driven: Any) -> None:
    receptor = driven.keep[-1]
    carried = 0.0
    channel_only = driven.middle.sc_car.gbar
    assert channel_only > 0
    driven.middle.sc_car.gbar = 0.0
    h.finitialize(-65)
    for _ in range(400):
        h.fadvance()
        carried += receptor.ica * h.dt
    area_cm2 = driven.middle.area() * 1e-8
    charge_nA_ms = driven.middle.sc_ca_port.charge * area_cm2 * 1e6
    assert charge_nA_ms == pytest.approx(carried, rel=1e-9)
    driven.middle.sc_car.gbar = channel_only
    h.finitialize(-65)
    for _ in range(400):
        h.fadvance()
    assert driven.middle.sc_ca_port.charge * area_cm2 * 1e6 < 1.1 * carried


def test_calcium_is_what_the_host_sets(h: Any, driven: Any) -> None:
    port = driven.middle.sc_ca_port
    port.ca_set = 7e-5
    driven.section.cai = 1.0
    h.finitialize(-65)
    assert driven.middle.cai == 7e-5
    h.fadvance()
    assert driven.middle.cai == 7e-5
    port.ca_set = 3e-3
    h.fadvance()
    assert driven.middle.cai == 3e-3


def test_what_the_host_sets_reaches_the_driving_force(h: Any, driven: Any) -> None:
    port = driven.middle.sc_ca_port
    driven.keep[-1].f_ca = 0.0
    currents = []
    for ca_mM in (5e-5, driven.middle.cao):
        port.ca_set = ca_mM
        driven.clamp.amp1 = 0.0
        h.finitialize(0.0)
        h.fadvance()
        currents.append(driven.middle.ica)
    assert currents[0] < -1e-5
    assert currents[1] == pytest.approx(0.0, abs=1e-3 * abs(currents[0]))


def test_variable_steps_are_refused(h: Any, driven: Any) -> None:
    assert hasattr(driven.middle, "sc_ca_port")
    with pytest.raises(RuntimeError, match="sc_ca_port cannot be used with CVODE"):
        h.cvode.active(True)
