"""The scipy reference against closed solutions and its own conservation laws."""

from __future__ import annotations

import math

import numpy as np
import pytest

from spinecable.chemistry.contents import head_scheme, scheme_values, shaft_scheme
from spinecable.chemistry.network import Compartment, Link, Network
from spinecable.chemistry.reference import integrate
from spinecable.chemistry.steady import steady_state
from spinecable.describe.preparation import load_preparation


@pytest.fixture(scope="module")
def pair():
    """A head and a piece of shaft that exchange everything mobile."""
    preparation = load_preparation("rat_ca1")
    head = scheme_values(preparation, "head", 0.1, 1.04)
    shaft = scheme_values(preparation, "shaft", 0.3, 1.5)
    return Network(
        (
            Compartment("head", "head", 0.1, 1.04, head),
            Compartment("shaft", "shaft", 0.3, 1.5, shaft),
        ),
        (Link(0, 1, 0.01),),
        {"head": head_scheme(), "shaft": shaft_scheme()},
    )


def resting(network):
    return {
        c.kind: steady_state(network.schemes[c.kind], 0.05, values=c.values)
        for c in network.compartments
    }


def calcium(network, states):
    """Calcium wherever it is (uM um3) at every time."""
    found = 0.0
    for i, c in enumerate(network.compartments):
        weights = network.schemes[c.kind].conserved["calcium"]
        found = found + c.volume_um3 * sum(w * states[n][i] for n, w in weights.items())
    return found


def test_two_volumes_of_free_calcium_equalise_exponentially(calcium_alone):
    v1, v2, factor = 0.1, 0.4, 0.02
    network = Network(
        (Compartment("a", "alone", v1, 1.0), Compartment("b", "alone", v2, 1.0)),
        (Link(0, 1, factor),),
        {"alone": calcium_alone},
    )
    times = np.linspace(0.0, 60.0, 13)
    found = integrate(
        network, {"ca": np.array([5.0, 0.0])}, 60.0, sample_times_ms=times, rtol=1e-10
    )
    mean = 5.0 * v1 / (v1 + v2)
    rate_per_ms = 220.0 * factor * (1.0 / v1 + 1.0 / v2) * 1e-3
    expected = mean + (5.0 - mean) * np.exp(-rate_per_ms * times)
    assert np.allclose(found.states["ca"][0], expected, rtol=1e-8)


def test_inflow_fills_a_volume(calcium_alone):
    network = Network((Compartment("a", "alone", 0.2, 1.0),), (), {"alone": calcium_alone})
    found = integrate(
        network,
        {"ca": np.array([0.0])},
        10.0,
        inflow=lambda t_ms: [0.3 * math.sin(math.pi * t_ms / 10.0)],
    )
    assert found.states["ca"][0, -1] == pytest.approx(0.3 * 20.0 / math.pi / 0.2, rel=1e-6)


def test_calcium_that_entered_is_found_again(pair):
    entered = 2.0
    found = integrate(
        pair,
        resting(pair),
        40.0,
        inflow=lambda t_ms: [entered / 40.0, 0.0],
        sample_times_ms=[0.0, 40.0],
    )
    before, after = calcium(pair, found.states)
    assert after - before == pytest.approx(entered, rel=1e-9)
    assert np.isnan(found.states["k"][1]).all()


def test_clamped_calcium_stays_and_drives_the_other(pair):
    state = resting(pair)
    state["shaft"]["ca"] = 20.0
    found = integrate(pair, state, 50.0, clamped=[False, True], sample_times_ms=[25.0, 50.0])
    assert (found.states["ca"][1] == 20.0).all()
    assert found.states["ca"][0, 1] > found.states["ca"][0, 0] > 0.05
