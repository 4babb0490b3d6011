"""Networks that cannot be are refused, and say why."""

from __future__ import annotations

import numpy as np
import pytest

from spinecable.chemistry.network import Compartment, Link, Network, state_arrays
from spinecable.chemistry.reactions import Scheme
from spinecable.errors import ChemistryError


def _row(n: int, **values: float) -> tuple[Compartment, ...]:
    return tuple(Compartment(f"c{i}", "x", 0.1, 1.0, values) for i in range(n))


def _chain(n: int) -> tuple[Link, ...]:
    return tuple(Link(i, i + 1, 0.1) for i in range(n - 1))


@pytest.mark.parametrize(
    ("compartments", "links", "words"),
    [
        ((), (), "no compartment"),
        ((Compartment("a", "y", 0.1, 1.0),), (), "no scheme for the kind 'y'"),
        ((Compartment("a", "x", -0.1, 1.0),), (), "volume must be positive"),
        ((Compartment("a", "x", float("nan"), 1.0),), (), "volume must be positive"),
        ((Compartment("a", "x", 0.1, -1.0),), (), "membrane area"),
        ((Compartment("a", "x", 0.1, 1.0, {"b_of": 1.0}),), (), "Did you mean 'b_off'"),
        ((Compartment("a", "x", 0.1, 1.0, {"b_off": float("inf")}),), (), "'b_off' is inf"),
        (_row(3), (*_chain(3), Link(2, 0, 0.1)), "closes a loop"),
        (_row(2), (Link(0, 2, 0.1),), "compartment 2, which does not exist"),
        (_row(2), (Link(0, 1, 0.0),), "must be positive"),
        ((*_row(1), *_row(1, b_D=3.0)), (Link(0, 1, 0.1),), "diffusion coefficient of 'b'"),
    ],
)
def test_refused(
    small_scheme: Scheme,
    compartments: tuple[Compartment, ...],
    links: tuple[Link, ...],
    words: str,
) -> None:
    with pytest.raises(ChemistryError, match=words):
        Network(compartments, links, {"x": small_scheme})


def test_species_that_the_neighbour_lacks(small_scheme: Scheme, calcium_alone: Scheme) -> None:
    pair = (*_row(1), Compartment("bare", "y", 0.1, 1.0))
    with pytest.raises(ChemistryError, match="'b' diffuses into a compartment of kind 'y'"):
        Network(pair, (Link(0, 1, 0.1),), {"x": small_scheme, "y": calcium_alone})
    assert Network(pair, (), {"x": small_scheme, "y": calcium_alone}).links == ()


def test_a_scheme_needs_calcium() -> None:
    with pytest.raises(ChemistryError, match="no calcium"):
        Network(_row(1), (), {"x": Scheme("none", (), (), ())})


def test_values_and_state(small_scheme: Scheme, calcium_alone: Scheme) -> None:
    network = Network(
        (*_row(2, b_off=7.0), Compartment("bare", "y", 0.1, 1.0)),
        _chain(2),
        {"x": small_scheme, "y": calcium_alone},
    )
    assert network.value(0, "b_off") == 7.0
    changed = network.with_values("b_off", [np.nan, 9.0, np.nan])
    assert list(changed.columns["x"]["b_off"]) == [7.0, 9.0]
    assert network.index("bare") == 2
    np.testing.assert_allclose(network.conductances("b"), [20.0 * 0.1])
    state = state_arrays(network, {"x": {"b": 40.0}, "y": {"ca": 0.1}})
    np.testing.assert_array_equal(state["b"], [40.0, 40.0, np.nan])
    np.testing.assert_array_equal(state["ca"], [0.0, 0.0, 0.1])
    for wrong in ({"z": {"ca": 1.0}}, {"y": {"b": 1.0}}, {"x": {"ca": -1.0}}, {"bb": [1.0]}):
        with pytest.raises(ChemistryError):
            state_arrays(network, wrong)
