"""Mobile buffers and dyes: binding against typed equations, affinities, binding capacities."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from spinecable.chemistry.contents import shaft_scheme
from spinecable.chemistry.equations import Equations
from spinecable.chemistry.library.dyes import DYES, indicator
from spinecable.chemistry.library.mobile import atp, bapta, egta, parvalbumin
from spinecable.chemistry.steady import steady_state
from spinecable.describe.chemistry import Chemistry
from spinecable.errors import ChemistryError

TIGHT = {"method": "Radau", "rtol": 1e-10, "atol": 1e-14}

ONE_SITE = {
    "atp": (atp, 500.0 / (1.0 + 590.0 * 9.0 / 1000.0), 1e5),
    "egta": (egta, 2.7, 0.49),
    "bapta": (bapta, 450.0, 79.0),
}


@pytest.mark.parametrize("name", ONE_SITE)
def test_one_site_against_typed_equations(name):
    make, on, off = ONE_SITE[name]
    equations = Equations(make())
    p = equations.parameter_values()
    times = np.linspace(0.0, 2.0 / (on * 50.0 + off), 11)

    def right(_, y):
        flux = on * y[0] * y[1] - off * y[2]
        return [-flux, -flux, flux]

    expected = solve_ivp(right, (0, times[-1]), [10.0, 50.0, 0.0], t_eval=times, **TIGHT).y
    x = np.array([{"ca": 10.0, name: 50.0}.get(n, 0.0) for n in equations.species])
    found = solve_ivp(
        lambda _, y: equations.derivative(y, p), (0, times[-1]), x, t_eval=times, **TIGHT
    ).y
    for species, course in zip(("ca", name, f"{name}_ca"), expected, strict=True):
        assert np.allclose(found[equations.species.index(species)], course, rtol=1e-8, atol=1e-12)


def test_parvalbumin_against_typed_equations():
    equations = Equations(parvalbumin())
    p = equations.parameter_values()
    times = np.linspace(0.0, 0.3, 31)

    def right(_, y):
        ca, free, _, mg = y
        calcium, magnesium = 107.0 * ca * free - 0.95 * y[2], 0.8 * 590.0 * free - 25.0 * mg
        return [-calcium, -calcium - magnesium, calcium, magnesium]

    start = {"ca": 10.0, "pv": 4.0, "pv_mg": 76.0}
    order = ("ca", "pv", "pv_ca", "pv_mg")
    expected = solve_ivp(
        right, (0, 0.3), [start.get(n, 0.0) for n in order], t_eval=times, **TIGHT
    ).y
    x = np.array([start.get(n, 0.0) for n in equations.species])
    found = solve_ivp(lambda _, y: equations.derivative(y, p), (0, 0.3), x, t_eval=times, **TIGHT).y
    for species, course in zip(order, expected, strict=True):
        assert np.allclose(found[equations.species.index(species)], course, rtol=1e-7, atol=1e-12)


def half_saturation(chemistry, group, name, values):
    """Calcium (uM) at which half of the sites hold calcium, from the share at 0.3 uM."""
    state = steady_state(shaft_scheme(chemistry), 0.3, values=values)
    share = state[name] / values[f"{group}_total_uM"]
    return 0.3 * (1.0 - share) / share


@pytest.mark.parametrize(("magnesium", "kd_uM"), [(0.0, 0.0089), (590.0, 0.18), (140.0, 0.051)])
def test_parvalbumin_is_weaker_beside_magnesium(magnesium, kd_uM):
    # 0.051 uM at 0.14 mM was measured (PMC2269947); the rates give 0.049.
    chemistry = Chemistry(buffers=("parvalbumin",))
    values = {"pv_total_uM": 80.0, "magnesium_uM": magnesium}
    found = half_saturation(chemistry, "pv", "pv_ca", values)
    assert found == pytest.approx(kd_uM, rel=0.05)


def test_atp_is_weak_beside_magnesium():
    chemistry = Chemistry(buffers=("atp",))
    values = {"atp_total_uM": 2000.0, "magnesium_uM": 1000.0}
    assert half_saturation(chemistry, "atp", "atp_ca", values) == pytest.approx(2000.0, rel=1e-6)


KD_UM = {
    "fluo4": 0.30, "fluo5f": 1.5, "fluo4ff": 9.7, "ogb1": 0.205, "ogb5n": 38.0, "ogb6f": 3.0,
    "fura2": 0.185, "gcamp6f": 0.374, "gcamp6s": 0.144,
}  # fmt: skip


@pytest.mark.parametrize("name", DYES)
def test_affinity_of_each_dye(name):
    chemistry = Chemistry(dye=name, dye_uM=100.0)
    values = {"dye_total_uM": 100.0}
    found = half_saturation(chemistry, "dye", "dye_ca", values)
    assert found == pytest.approx(KD_UM[name], rel=0.01)
    assert DYES[name].kd_uM == pytest.approx(found, rel=1e-6)


def test_ogb6f_is_marked_as_poorly_known():
    assert {n for n, dye in DYES.items() if dye.known == "poorly"} == {"ogb6f"}
    assert all(p.source.startswith("ASSUMED") for p in indicator("ogb6f").parameters[1:4])


@pytest.mark.parametrize(
    ("rates", "kappa"),
    # Printed as about 216 and 330; Kd rounded to three digits there.
    [("per_site", 216.7), ("per_pair", 329.8)],
)
def test_binding_capacity_of_calbindin_by_reading(rates, kappa):
    scheme = shaft_scheme(Chemistry(calbindin_rates=rates))
    values = {"cbh_total_uM": 90.0, "cbm_total_uM": 90.0}

    def bound(ca):
        state = steady_state(scheme, ca, values=values)
        return state["cbh_ca"] + state["cbm_ca"]

    assert (bound(0.1001) - bound(0.0999)) / 2e-4 == pytest.approx(kappa, rel=2e-3)


def test_unknown_dye():
    with pytest.raises(ChemistryError, match="fluo5") as caught:
        indicator("fluo5")
    assert "fluo5f" in str(caught.value)
