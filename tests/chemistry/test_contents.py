"""Amounts in a compartment, what they do to calcium, and what is conserved."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from spinecable.chemistry.contents import (
    camkii_active_weights,
    can_active_weights,
    head_scheme,
    neck_scheme,
    network_schemes,
    scheme_values,
    shaft_scheme,
)
from spinecable.chemistry.equations import Equations
from spinecable.chemistry.library.phosphatase import pp1
from spinecable.chemistry.steady import steady_state
from spinecable.describe.chemistry import Chemistry
from spinecable.describe.preparation import load_preparation
from spinecable.errors import ChemistryError, DescriptionError

VOLUME = 0.1
AREA = math.pi * (6.0 * VOLUME / math.pi) ** (2.0 / 3.0)

BARTOL_2015 = {"immobile_buffer_uM": 78.7, "pmca_per_um2": 998.0, "ncx_per_um2": 142.0}
"""10.3389/fnsyn.2015.00017: what the numbers below were worked out for."""


@pytest.fixture(scope="module")
def preparation():
    return load_preparation("rat_ca1")


@pytest.fixture(scope="module")
def head_values(preparation):
    return scheme_values(preparation, "head", VOLUME, AREA, BARTOL_2015)


def bound_by(names, scheme, ca, values):
    state = steady_state(scheme, ca, values=values)
    return sum(state[n] for n in names)


def test_extrusion_rate_of_a_head(head_values):
    # Low-calcium slope k1 k3 / (k2 + k3) of each pump: 1151 and 491 s^-1, together 1640 s^-1
    # (printed to three digits) in a spherical head of 0.1 um3.
    scheme, ca = head_scheme(), 1e-7
    state = steady_state(scheme, ca, values=head_values)
    pmca = 12.0 * state["pmca_ca"] / ca
    ncx = 600.0 * state["ncx_ca"] / ca
    assert pmca == pytest.approx(1151.0, rel=1e-3)
    assert ncx == pytest.approx(491.0, rel=1e-3)
    assert pmca + ncx == pytest.approx(1640.0, rel=2e-3)


@pytest.mark.parametrize(
    ("names", "kappa", "tolerance"),
    # The second was worked out with Kd rounded to three digits; exact rates give 216.7.
    [(("imm_ca",), 34.0, 0.5), (("cbh_ca", "cbm_ca"), 216.0, 1.0)],
)
def test_binding_capacity_at_100_nM(head_values, names, kappa, tolerance):
    scheme, h = head_scheme(), 1e-4
    high, low = (bound_by(names, scheme, 0.1 + d, head_values) for d in (h, -h))
    assert (high - low) / (2.0 * h) == pytest.approx(kappa, abs=tolerance)


def test_pp1_at_low_substrate_dephosphorylates_at_one_sixth_per_second():
    equations = Equations(pp1())
    x = np.zeros(2)
    x[equations.species.index("p")] = 1e-9
    rate = -equations.derivative(x, equations.parameter_values())[equations.species.index("p")]
    assert rate / 1e-9 == pytest.approx(1.0 / 6.0, rel=1e-9)


def test_pump_totals_are_molecules_of_the_membrane(head_values):
    molecules = head_values["pmca_total_uM"] * VOLUME * 602.214076
    assert molecules == pytest.approx(998.0 * AREA, rel=1e-12)


def test_head_holds_the_free_calmodulin_that_neck_and_shaft_hold(preparation, head_values):
    scheme = head_scheme(kinetics=preparation.replaced_kinetics())
    state = steady_state(scheme, 0.05, values=head_values)
    free = sum(state[n] for n in ("cam0", "cam2c", "cam2n", "cam4"))
    for group in ("neck", "shaft"):
        elsewhere = scheme_values(preparation, group, 1.0, 4.0)["cam_total_uM"]
        assert free == pytest.approx(elsewhere, rel=1e-12)
    # 30 uM in all in the head: what the free amount was chosen for.
    assert head_values["cam_total_uM"] == pytest.approx(30.0, rel=1e-3)


def test_calcium_is_conserved_through_a_transient(head_values):
    equations = Equations(head_scheme())
    state = steady_state(equations.scheme, 0.05, values=head_values)
    x = np.array([state[n] for n in equations.species])
    x[equations.species.index("ca")] += 10.0
    p = equations.parameter_values({**head_values, "leak_uM_per_s": 80.0})
    weights = np.array(
        [equations.scheme.conserved["calcium"].get(n, 0.0) for n in equations.species]
    )
    found = solve_ivp(
        lambda _, y: equations.derivative(y, p),
        (0.0, 0.5),
        x,
        method="BDF",
        jac=lambda _, y: equations.jacobian(y, p),
        rtol=1e-6,
        atol=1e-9,
    )
    assert found.y[equations.species.index("ca_out"), -1] > 1.0
    # A linear sum that every multistep formula keeps, up to its Newton tolerance.
    assert np.abs(weights @ found.y / (weights @ x) - 1.0).max() < 1e-9


@pytest.mark.parametrize("make", [head_scheme, neck_scheme, shaft_scheme])
@pytest.mark.parametrize("lobes", ["lobes4", "lobes9"])
def test_every_total_has_a_parameter_and_every_parameter_a_source(make, lobes):
    scheme = make(Chemistry(calmodulin=lobes))
    names = {p.name for p in scheme.parameters}
    for total in set(scheme.conserved) - {"calcium"}:
        assert f"{total}_total_uM" in names
    assert all(p.source.strip() and p.meaning.strip() for p in scheme.parameters)
    held = {s.name for s in scheme.species if s.calcium}
    assert held == set(scheme.conserved["calcium"])


def test_activities_run_from_zero_to_one():
    scheme = head_scheme()
    assert set(camkii_active_weights(scheme)) == set(scheme.conserved["camkii"]) - {"k"}
    assert camkii_active_weights(scheme, 0.25)["p2"] == 0.25
    assert can_active_weights(scheme) == {"can_cam4": 1.0}


def test_dialysed_cells_have_no_calbindin():
    values = scheme_values(load_preparation("rat_ca1", "dialysed"), "head", VOLUME, AREA)
    assert values["cbh_total_uM"] == values["cbm_total_uM"] == 0.0
    assert values["imm_total_uM"] > 0.0


def test_contents_of_one_spine(preparation):
    values = scheme_values(preparation, "head", VOLUME, AREA, {"camkii_uM": 10.0})
    assert values["camkii_total_uM"] == 10.0
    assert values["cam_total_uM"] < 29.0
    with pytest.raises(DescriptionError, match="camkii_uM"):
        scheme_values(preparation, "head", VOLUME, AREA, {"camki_uM": 10.0})
    with pytest.raises(ChemistryError, match="kind 'soma'"):
        scheme_values(preparation, "soma", VOLUME, AREA)


def test_kinetics_of_the_preparation_reach_the_scheme(preparation):
    slower = preparation.overridden("kinetics", {"can_off": 0.0012})
    assert head_scheme(kinetics=slower.values("kinetics")).parameter("can_off").value == 0.0012
    assert "can_off" not in {p.name for p in shaft_scheme().parameters}
    shaft_scheme(kinetics=slower.values("kinetics"))


def test_a_replaced_rate_names_the_source_of_the_preparation(preparation):
    for scheme in network_schemes(preparation).values():
        sources = {p.name: p.source for p in scheme.parameters}
        assert "Cornelisse 2007" in sources["imm_on"]
        assert "Bartol 2015" in sources["pmca_on"]
    mine = network_schemes(preparation.overridden("kinetics", {"pmca_on": 1.0}))["head"]
    assert mine.parameter("pmca_on").source == "set by the user"
