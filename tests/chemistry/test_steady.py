"""The steady state: nothing moves there, totals hold, and it is the one that time leads to."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spinecable.chemistry.contents import head_scheme
from spinecable.chemistry.equations import Equations
from spinecable.chemistry.steady import steady_state
from spinecable.errors import ChemistryError

HEAD = Equations(head_scheme())
RATES = tuple(p.name for p in HEAD.scheme.parameters if p.unit in ("/s", "/uM/s") and p.value > 0.0)
TOTALS = tuple(n for n in HEAD.parameters if n.endswith("_total_uM"))
FULL = {
    "imm_total_uM": 78.7, "cbh_total_uM": 90.0, "cbm_total_uM": 90.0, "pmca_total_uM": 17.0,
    "ncx_total_uM": 2.5, "cam_total_uM": 30.0, "camkii_total_uM": 70.0, "can_total_uM": 5.0,
}  # fmt: skip


def relative_derivative(values, state):
    """Largest |dx/dt| over turnover, calcium and its account apart."""
    x = np.array([state[name] for name in HEAD.species])
    p = HEAD.parameter_values(values)
    rows = [i for i, s in enumerate(HEAD.scheme.species) if s.name != "ca" and not s.bookkeeping]
    turnover = HEAD.turnover(x, p)[rows]
    moving = turnover > 0.0
    return np.abs(HEAD.derivative(x, p)[rows][moving] / turnover[moving]).max(initial=0.0)


def total(state, name):
    return sum(w * state[s] for s, w in HEAD.scheme.conserved[name].items())


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_nothing_moves_and_totals_hold_for_any_rates(data):
    factor = st.floats(-1.0, 1.0).map(lambda e: 10.0**e)
    values = {n: HEAD.scheme.parameter(n).value * data.draw(factor) for n in RATES}
    values |= {n: data.draw(st.floats(0.01, 200.0)) for n in TOTALS}
    calcium = data.draw(st.floats(0.01, 50.0))
    state = steady_state(HEAD.scheme, calcium, values=values)
    assert min(state.values()) >= 0.0
    assert relative_derivative(values, state) < 1e-12
    for name in TOTALS:
        assert total(state, name.removesuffix("_total_uM")) == pytest.approx(
            values[name], rel=1e-12
        )


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_reactions_conserve_every_total_at_any_state(data):
    level = st.floats(0.0, 100.0)
    x = np.array([data.draw(level) for _ in HEAD.species])
    p = HEAD.parameter_values({n: data.draw(st.floats(0.0, 500.0)) for n in RATES})
    p[HEAD.parameters.index("pp1_km_uM")] = 5.0
    for derived in ("cam_c1_off", "cam_n1_off", "kcam_c1_off", "kcam_n1_off"):
        p[HEAD.parameters.index(derived)] += 1.0
    p[HEAD.parameters.index("leak_uM_per_s")] = data.draw(level)
    change = HEAD.derivative(x, p)
    scale = HEAD.turnover(x, p).max() + 1.0
    for weights in HEAD.scheme.conserved.values():
        moved = sum(w * change[HEAD.species.index(n)] for n, w in weights.items())
        assert abs(moved) < 1e-12 * scale


def test_free_calmodulin_and_its_total_are_two_ways_to_say_the_same():
    by_free = steady_state(HEAD.scheme, 0.05, values=FULL, free_calmodulin_uM=27.0)
    free = sum(by_free[n] for n in ("cam0", "cam2c", "cam2n", "cam4"))
    assert free == pytest.approx(27.0, rel=1e-13)
    by_total = steady_state(
        HEAD.scheme, 0.05, values={**FULL, "cam_total_uM": total(by_free, "cam")}
    )
    for name, value in by_free.items():
        assert by_total[name] == pytest.approx(value, rel=1e-11)


def test_binding_of_single_sites_is_algebra():
    state = steady_state(HEAD.scheme, 0.3, values=FULL)
    assert state["imm_ca"] == pytest.approx(78.7 * 0.3 / (0.3 + 524.0 / 247.0), rel=1e-13)
    assert state["pmca_ca"] == pytest.approx(17.0 * 0.3 / (0.3 + 27.0 / 150.0), rel=1e-13)


def test_absent_molecules_stay_absent():
    values = {**FULL, "camkii_total_uM": 0.0, "cbh_total_uM": 0.0}
    state = steady_state(HEAD.scheme, 1.0, values=values)
    for name in ("cbh", "cbh_ca", "k", "k_cam4", "p", "p2"):
        assert state[name] == 0.0
    assert relative_derivative(values, state) < 1e-12


def test_without_calcium_only_empty_calmodulin_is_bound():
    state = steady_state(HEAD.scheme, 0.0, values=FULL)
    assert state["k_cam4"] == state["imm_ca"] == 0.0
    # Kd = off / on of empty calmodulin; nothing is phosphorylated without calcium.
    off, on = (HEAD.scheme.parameter(f"bind_0_{way}").value for way in ("off", "on"))
    assert state["k"] * state["cam0"] / state["k_cam0"] == pytest.approx(off / on, rel=1e-11)


def test_negative_amounts_are_refused():
    with pytest.raises(ChemistryError, match="camkii"):
        steady_state(HEAD.scheme, 0.05, values={**FULL, "camkii_total_uM": -1.0})
    with pytest.raises(ChemistryError, match="calcium"):
        steady_state(HEAD.scheme, -0.1, values=FULL)
    with pytest.raises(ChemistryError, match="camkii_total_uM"):
        steady_state(HEAD.scheme, 0.1, values={"camkii_totl_uM": 1.0})


def test_jacobian_agrees_with_differences():
    rng = np.random.default_rng(1)
    x = rng.uniform(0.1, 10.0, len(HEAD.species))
    p = HEAD.parameter_values(FULL)
    exact = HEAD.jacobian(x, p)
    for i in range(len(x)):
        step = np.zeros_like(x)
        step[i] = 1e-5 * x[i]
        slope = (HEAD.derivative(x + step, p) - HEAD.derivative(x - step, p)) / (2.0 * step[i])
        assert np.allclose(exact[:, i], slope, rtol=1e-5, atol=1e-4)
