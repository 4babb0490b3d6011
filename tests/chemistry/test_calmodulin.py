"""Calmodulin's occupancy against algebra, published fractions and its own full scheme."""

from __future__ import annotations

import pytest

from spinecable.chemistry.contents import shaft_scheme
from spinecable.chemistry.library.calmodulin import calmodulin
from spinecable.chemistry.steady import steady_state
from spinecable.describe.chemistry import Chemistry
from spinecable.errors import ChemistryError

# Pepke 2010: dissociation constants (uM) of the first and second calcium of each lobe.
C1, C2, N1, N2 = 40.0 / 4.0, 9.25 / 10.0, 2500.0 / 100.0, 750.0 / 150.0
LEVELS = (0.1, 1.0, 3.0, 10.0, 30.0)


def _fractions(lobes, ca):
    scheme = shaft_scheme(Chemistry(calmodulin=lobes))
    state = steady_state(scheme, ca, values={"cam_total_uM": 30.0})
    return {name: state[name] / 30.0 for name in scheme.conserved["cam"]}


@pytest.mark.parametrize("ca", LEVELS)
def test_cam4_of_two_independent_full_or_empty_lobes(ca):
    c, n = ca**2 / (C1 * C2), ca**2 / (N1 * N2)
    found = _fractions("lobes4", ca)
    assert found["cam4"] == pytest.approx(c / (1 + c) * n / (1 + n), rel=1e-11)
    assert found["cam2c"] == pytest.approx(c / (1 + c) / (1 + n), rel=1e-11)


@pytest.mark.parametrize("ca", LEVELS)
def test_cam4_with_singly_bound_lobes(ca):
    c, n = ca**2 / (C1 * C2), ca**2 / (N1 * N2)
    expected = c / (1 + ca / C1 + c) * n / (1 + ca / N1 + n)
    assert _fractions("lobes9", ca)["cam4"] == pytest.approx(expected, rel=1e-11)


@pytest.mark.parametrize(
    ("ca", "published"), [(0.1, 8.5e-8), (1.0, 6.8e-4), (3.0, 0.026), (10.0, 0.307), (30.0, 0.736)]
)
def test_cam4_fractions_of_pepke_2010(ca, published):
    # Two digits are printed below 0.1: half a unit of the second is 2 %.
    assert _fractions("lobes9", ca)["cam4"] == pytest.approx(published, rel=0.02)


def test_both_schemes_keep_the_same_ratio_of_full_to_empty():
    four, nine = _fractions("lobes4", 2.0), _fractions("lobes9", 2.0)
    assert four["cam4"] / four["cam0"] == pytest.approx(nine["cam4"] / nine["cam0"], rel=1e-11)


@pytest.mark.parametrize("lobes", ["lobes4", "lobes9"])
def test_every_transition_takes_the_calcium_its_form_gains(lobes):
    scheme = calmodulin(lobes)
    held = {s.name: s.calcium for s in scheme.species}
    for reaction in scheme.reactions:
        assert sum(held[name] * n for name, n in reaction.change().items()) == 0


def test_unknown_scheme_is_refused():
    with pytest.raises(ChemistryError, match="lobes5"):
        calmodulin("lobes5")
