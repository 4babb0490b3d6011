"""The default readout: rest, competition of the two enzymes, and its numerics."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from spinecable.describe.simulation import Outcome
from spinecable.plasticity.coupling import Coupling
from spinecable.plasticity.readout import Readout, Traces, read_outcome
from spinecable.plasticity.slots import SlotReadout


def change(coupling: Coupling, traces: Traces, last_s: float) -> float:
    weight = SlotReadout(coupling).weight(traces)
    return read_outcome(traces.time_ms, weight, last_s * 1e3, Outcome(minutes_after=40)).change


def test_it_is_a_readout(coupling: Coupling) -> None:
    assert isinstance(SlotReadout(coupling), Readout)


@pytest.mark.parametrize("volume_um3", [0.01, 0.08, 0.5])
def test_rest_stays_at_rest_for_an_hour(coupling: Coupling, pulse: Any, volume_um3: float) -> None:
    weight = SlotReadout(coupling).weight(pulse(0.03, 1e-4, 60, volume_um3=volume_um3))
    np.testing.assert_allclose(weight, 1.0, atol=1e-12)


def test_high_brief_kinase_potentiates_and_long_phosphatase_depresses(
    coupling: Coupling, pulse: Any
) -> None:
    strong = change(coupling, pulse(0.5, 0.3, 60), 70)
    weak = change(coupling, pulse(0.06, 0.03, 900), 910)
    brief = change(coupling, pulse(0.06, 0.03, 10), 20)
    assert strong > 0.2
    assert weak < -0.15
    assert abs(brief) < 0.02


def test_phosphatase_lowers_what_kinase_raises(coupling: Coupling, pulse: Any) -> None:
    alone = change(coupling, pulse(0.5, 1e-4, 60), 70)
    both = change(coupling, pulse(0.5, 0.3, 60), 70)
    assert both < alone - 0.05


def test_small_heads_grow_more_and_potentiate_more(coupling: Coupling, pulse: Any) -> None:
    changes = [change(coupling, pulse(0.5, 0.1, 60, volume_um3=v), 70) for v in (0.03, 0.08, 0.2)]
    assert changes[0] > changes[1] > changes[2] > 0


def test_without_growth_potentiation_fades(coupling: Coupling, pulse: Any) -> None:
    traces = pulse(0.5, 1e-4, 60)
    fixed = SlotReadout(coupling, structural=False).weight(traces)
    minutes = (traces.time_ms / 1e3 - 70) / 60
    assert np.interp(0, minutes, fixed) > 2
    assert np.interp(40, minutes, fixed) < 1.1


def test_an_imposed_volume_acts_like_the_models_own(coupling: Coupling, pulse: Any) -> None:
    traces = pulse(0.5, 1e-4, 60)
    own = SlotReadout(coupling).course(traces)
    again = Traces(
        traces.time_ms,
        traces.ca_uM,
        traces.camkii_active,
        traces.can_active,
        0.08 * own.relative_volume,
    )
    imposed = SlotReadout(coupling, structural=False).course(again)
    np.testing.assert_allclose(imposed.bound, own.bound, rtol=5e-3)


def test_sampling_does_not_matter(coupling: Coupling, pulse: Any) -> None:
    """The same piecewise linear course, sampled ten times as often."""
    coarse = pulse(0.5, 0.2, 60)
    time = np.unique(
        np.concatenate(
            [coarse.time_ms, np.linspace(0, coarse.time_ms[-1], 10 * coarse.time_ms.size)]
        )
    )
    fine = Traces(
        time,
        np.interp(time, coarse.time_ms, coarse.ca_uM),
        np.interp(time, coarse.time_ms, coarse.camkii_active),
        np.interp(time, coarse.time_ms, coarse.can_active),
        0.08,
    )
    readout = SlotReadout(coupling)
    np.testing.assert_allclose(
        np.interp(coarse.time_ms, time, readout.weight(fine)), readout.weight(coarse), rtol=2e-3
    )


def test_no_gains_no_change(coupling: Coupling, pulse: Any) -> None:
    names = [n for n in Coupling.__dataclass_fields__ if n.startswith("gain_")]
    still = replace(coupling, **dict.fromkeys(names, 0.0))
    np.testing.assert_allclose(SlotReadout(still).weight(pulse(0.9, 0.9, 300)), 1.0, atol=1e-12)
