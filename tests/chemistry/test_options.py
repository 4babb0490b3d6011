"""Schemes by name: each rate law against equations typed here, and published numbers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from spinecable.chemistry.arithmetic import evaluate
from spinecable.chemistry.contents import head_scheme, shaft_scheme
from spinecable.chemistry.equations import Equations
from spinecable.chemistry.library.calcineurin import calcineurin
from spinecable.chemistry.library.calmodulin import calmodulin
from spinecable.chemistry.library.camkii import balanced_off, camkii
from spinecable.chemistry.library.inhibitor1 import inhibitor1
from spinecable.chemistry.library.neurogranin import neurogranin
from spinecable.chemistry.library.phosphatase import pp1
from spinecable.chemistry.reactions import compose
from spinecable.chemistry.steady import steady_state
from spinecable.describe.chemistry import Chemistry

TIGHT = {"method": "Radau", "rtol": 1e-10, "atol": 1e-14}


def follow(scheme, start, times, values=None):
    """Species -> time course of a closed volume."""
    equations = Equations(scheme)
    p = equations.parameter_values(values)
    x = np.array([start.get(n, 0.0) for n in equations.species])
    found = solve_ivp(
        lambda _, y: equations.derivative(y, p), (0, times[-1]), x, t_eval=times, **TIGHT
    )
    return dict(zip(equations.species, found.y, strict=True))


def typed(right_hand_side, start, times):
    found = solve_ivp(right_hand_side, (0, times[-1]), start, t_eval=times, **TIGHT)
    return found.y


# --- calmodulin ----------------------------------------------------------------------------

FRACTIONS = {
    "pepke2010": (8.5e-8, 6.8e-4, 0.026, 0.307, 0.736),
    "chang2019": (2.0e-7, 1.6e-3, 0.055, 0.476, 0.841),
    "faas2011": (8.6e-8, 7.2e-4, 0.028, 0.344, 0.809),
}
"""Fully loaded share at 0.1, 1, 3, 10 and 30 uM calcium, worked out apart from the package."""


@pytest.mark.parametrize("rates", FRACTIONS)
def test_loaded_share_of_each_source(rates):
    scheme = shaft_scheme(Chemistry(calmodulin="lobes9", calmodulin_rates=rates))
    for ca, expected in zip((0.1, 1.0, 3.0, 10.0, 30.0), FRACTIONS[rates], strict=True):
        state = steady_state(scheme, ca, values={"cam_total_uM": 1.0})
        last_digit = 5.1e-4 if expected > 0.02 else 0.032 * expected
        assert state["cam4"] == pytest.approx(expected, abs=last_digit)


def test_faas_lobes_against_typed_equations():
    times = np.linspace(0.0, 2e-3, 21)

    def right(_, y):
        ca, n0, n1, n2, c0, c1, c2 = y
        n_first, n_second = 1540.0 * ca * n0 - 1.6e5 * n1, 3.2e4 * ca * n1 - 4.4e4 * n2
        c_first, c_second = 168.0 * ca * c0 - 2600.0 * c1, 25.0 * ca * c1 - 13.0 * c2
        return [
            -n_first - n_second - c_first - c_second,
            -n_first,
            n_first - n_second,
            n_second,
            -c_first,
            c_first - c_second,
            c_second,
        ]

    expected = typed(right, [20.0, 30.0, 0, 0, 30.0, 0, 0], times)
    found = follow(calmodulin("lobes9", "faas2011"), {"ca": 20.0, "cam0": 30.0}, times)
    assert np.allclose(found["ca"], expected[0], rtol=1e-7)
    n_full = found["cam2n"] + found["cam1c2n"] + found["cam4"]
    assert np.allclose(n_full, expected[3], rtol=1e-6, atol=1e-12)
    c_full = found["cam2c"] + found["cam2c1n"] + found["cam4"]
    assert np.allclose(c_full, expected[6], rtol=1e-6, atol=1e-12)


def test_off_rates_from_camkii_with_the_rates_of_chang():
    # Worked out apart from the package, to two digits.
    off = [balanced_off(form, "chang2019") for form in ("0", "2c", "2n", "4")]
    assert off == pytest.approx([6.7, 2.2, 4.4, 1.5], rel=0.02)


@pytest.mark.parametrize("lobes", ["lobes4", "lobes9"])
@pytest.mark.parametrize("rates", ["chang2019", "faas2011"])
def test_no_flux_runs_around_the_cycles_of_any_source(lobes, rates):
    parts = (calmodulin(lobes, rates), camkii(lobes, rates))
    scheme = compose("kinase", parts)
    scheme = type(scheme)(
        scheme.name,
        scheme.species,
        scheme.reactions,
        scheme.parameters,
        scheme.derived,
        {**scheme.conserved, "cam": {s.name: 1.0 for s in scheme.species if "cam" in s.name}},
    )
    equations = Equations(scheme)
    values = {"camkii_phos": 0.0, "cam_total_uM": 30.0, "camkii_total_uM": 70.0}
    state = steady_state(scheme, 2.0, values=values)
    x = np.array([state[n] for n in equations.species])
    forward, backward = equations.fluxes(x, equations.parameter_values(values))
    running = forward > 0.0
    assert running.sum() >= 12
    assert np.allclose(forward[running], backward[running], rtol=1e-9, atol=0.0)


# --- CaMKII --------------------------------------------------------------------------------


def chance_of(share):
    """What multiplies the phosphorylation rate at an active share, from the scheme."""
    scheme = camkii(neighbours="li2012")
    values = {s.name: 0.0 for s in scheme.species} | {p.name: p.value for p in scheme.parameters}
    values |= {"k": 1.0 - share, "k_cam4": share, "ca": 0.1}
    for derived in scheme.derived:
        values[derived.name] = evaluate(derived.expression, values)
    return values["camkii_neighbour"]


def test_hexamer_polynomial():
    assert chance_of(1.0) == pytest.approx(0.999, abs=5e-4)
    assert chance_of(0.5) == pytest.approx(0.287, abs=5e-4)
    assert chance_of(0.0) == 0.0
    r = 0.2
    typed_value = 0.38 * r**5 - 0.8354 * r**4 + 0.2942 * r**3 + 1.158 * r**2 + 0.002378 * r
    assert chance_of(r) == pytest.approx(typed_value - 3.676e-5, rel=1e-12)


def test_hexamers_start_more_slowly_than_the_mean_field():
    """Both phosphorylate every subunit alike when all are active, not when few are."""
    start = {"ca": 0.0, "k": 60.0, "k_cam4": 10.0}
    rate = {}
    for neighbours in ("mean_field", "li2012"):
        equations = Equations(camkii(neighbours=neighbours))
        x = np.array([start.get(n, 0.0) for n in equations.species])
        change = equations.derivative(x, equations.parameter_values())
        rate[neighbours] = change[equations.species.index("p_cam4")]
    r = 1.0 / 7.0
    assert rate["mean_field"] == pytest.approx(6.3 * r * 10.0, rel=1e-12)
    assert rate["li2012"] == pytest.approx(6.3 * chance_of(r) * 10.0, rel=1e-12)
    assert rate["li2012"] < 0.2 * rate["mean_field"]


def test_the_t305_cap_against_typed_equations():
    scheme = compose("capped", (camkii(t305=True), pp1(capped=True)))
    times = np.linspace(0.0, 60.0, 13)

    def right(_, y):
        p, p2, p305, _ = y
        enzyme = 11.5 / (106.5 + p + p305) * (106.5 / 11.5 / 6.0)
        cap, strip = 0.02 * p, 0.25 * enzyme * p305
        protect = p / 60.0 - 0.25 / 6.0 * p2
        off = enzyme * p
        return [-cap + strip - protect - off, protect, cap - strip, off]

    expected = typed(right, [30.0, 5.0, 0.0, 35.0], times)
    found = follow(scheme, {"p": 30.0, "p2": 5.0, "k": 35.0}, times)
    for name, course in zip(("p", "p2", "p305", "k"), expected, strict=True):
        assert np.allclose(found[name], course, rtol=1e-7), name
    assert found["p305"].max() > 1.0


def test_the_cap_keeps_calmodulin_from_rebinding():
    """With rebinding, capped subunits outlast the others' return to calmodulin."""
    values = {"camkii_rebind": 0.1}
    start = {"ca": 10.0, "cam4": 30.0, "p": 20.0, "p305": 20.0}
    equations = Equations(camkii(t305=True))
    x = np.array([start.get(n, 0.0) for n in equations.species])
    change = equations.derivative(x, equations.parameter_values(values))
    assert change[equations.species.index("p_cam4")] == pytest.approx(0.1 * 30.0 * 30.0 * 20.0)
    assert change[equations.species.index("p305")] == 0.0


# --- neurogranin and calcineurin -----------------------------------------------------------


def test_neurogranin_against_typed_equations_and_algebra():
    times = np.linspace(0.0, 0.05, 11)

    def right(_, y):
        flux = 28.0 * y[0] * y[1] - 36.0 * y[2]
        return [-flux, -flux, flux]

    expected = typed(right, [20.0, 30.0, 0.0], times)
    found = follow(neurogranin(), {"ng": 20.0, "cam0": 30.0}, times)
    assert np.allclose(found["ng_cam0"], expected[2], rtol=1e-7, atol=1e-12)
    b = 20.0 + 30.0 + 36.0 / 28.0
    assert found["ng_cam0"][-1] == pytest.approx((b - np.sqrt(b * b - 4 * 600.0)) / 2, rel=1e-4)


@pytest.mark.parametrize(
    ("rates", "kd_uM", "tau_s"), [("rodrigues2023", 1.14e-3, 50.0), ("quintana2005", 26e-6, 833.0)]
)
def test_calcineurin_by_source(rates, kd_uM, tau_s):
    scheme = calcineurin(rates=rates)
    on, off = (scheme.parameter(n).value for n in ("can_on", "can_off"))
    assert off / on == pytest.approx(kd_uM, rel=0.01)
    # Without free calmodulin the complex falls with its off-rate alone at first.
    times = np.array([0.0, 1.0])
    found = follow(scheme, {"can_cam4": 1e-9}, times)
    assert found["can_cam4"][1] / 1e-9 == pytest.approx(np.exp(-1.0 / tau_s), rel=1e-4)


# --- inhibitor-1 ---------------------------------------------------------------------------

I1, PP1, PKA = 1.5, 11.5, 0.05
BASAL = 0.222 * 5.0 / 144.0


def inhibitor_rates(y, can):
    i1, i1p, bound, free = y
    by_can = 55.0 * can / (4.0 + can + i1p + bound)
    up = 1.4 * PKA / (5.0 + PKA + i1) * i1
    down, strip = (BASAL + by_can) * i1p, 0.1 * (BASAL + by_can) * bound
    hold = 1.0 * i1p * free - 0.0011 * bound
    return up, down, strip, hold


@pytest.mark.parametrize("can", [0.0, 0.01, 2.0])
def test_inhibitor1_against_typed_equations(can):
    times = np.linspace(0.0, 300.0, 16)

    def right(_, y):
        up, down, strip, hold = inhibitor_rates(y, can)
        return [down + strip - up, up - down - hold, hold - strip, strip - hold]

    expected = typed(right, [I1, 0.0, 0.0, PP1], times)
    start = {"i1": I1, "pp1": PP1, "can_cam4": can}
    found = follow(inhibitor1(), start, times, {"pka_uM": PKA})
    for name, course in zip(("i1", "i1p", "i1p_pp1", "pp1"), expected, strict=True):
        assert np.allclose(found[name], course, rtol=1e-6, atol=1e-12), name


def test_fixed_point_of_inhibitor1_and_pp1():
    """At rest: as much is phosphorylated as dephosphorylated, as much is bound as set free."""
    chemistry = Chemistry(inhibitor1=True)
    values = {
        "i1_total_uM": I1, "pp1_total_uM": PP1, "pka_uM": PKA,
        "can_total_uM": 5.0, "camkii_total_uM": 70.0, "cam_total_uM": 30.0,
    }  # fmt: skip
    state = steady_state(head_scheme(chemistry), 0.05, values=values)
    can = state["can_cam4"]

    def leftover(bound):
        """PKA's flux less what comes back, with i1p from the balance of the complex."""
        free = PP1 - bound

        def complexes(i1p):
            _, _, strip, hold = inhibitor_rates((0.0, i1p, bound, free), can)
            return hold - strip

        i1p = brentq(complexes, 0.0, I1, xtol=1e-16)
        up, down, strip, _ = inhibitor_rates((I1 - i1p - bound, i1p, bound, free), can)
        return up - down - strip

    bound = brentq(leftover, 1e-9, I1 * (1 - 1e-3), xtol=1e-14)
    assert state["i1p_pp1"] == pytest.approx(bound, rel=1e-6)
    assert state["pp1"] == pytest.approx(PP1 - bound, rel=1e-6)


def test_calcineurin_frees_pp1():
    chemistry = Chemistry(inhibitor1=True)
    values = {
        "i1_total_uM": 11.0, "pp1_total_uM": PP1, "pka_uM": 1.0,
        "can_total_uM": 5.0, "camkii_total_uM": 70.0, "cam_total_uM": 30.0,
    }  # fmt: skip
    scheme = head_scheme(chemistry)
    rest, raised = (steady_state(scheme, ca, values=values)["pp1"] for ca in (0.05, 1.0))
    assert rest < 0.15 * PP1
    assert raised > 4.0 * rest


# --- the table's defaults ------------------------------------------------------------------


def test_the_recommended_schemes_are_the_library_defaults():
    """What an experiment without a [chemistry] table runs, part by part and in this order."""
    from spinecable.chemistry.library.buffers import calbindin, immobile_buffer
    from spinecable.chemistry.library.pumps import leak, ncx, pmca

    shared = (immobile_buffer(), calbindin(), pmca(), ncx(), leak(), calmodulin())
    enzymes = (camkii(), pp1(), calcineurin())
    for found, parts in ((shaft_scheme(), shared), (head_scheme(), (*shared, *enzymes))):
        expected = compose("by hand", parts)
        assert found.species == expected.species
        assert found.reactions == expected.reactions
        assert found.parameters == expected.parameters
        assert found.derived == expected.derived
