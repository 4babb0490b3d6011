"""Calmodulin and CaMKII beside the published model of Pepke 2010, driven by the same calcium."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from spinecable.chemistry.equations import Equations
from spinecable.chemistry.library.calmodulin import calmodulin
from spinecable.chemistry.library.camkii import camkii
from spinecable.chemistry.reactions import compose

CALCIUM_UM = ((0.5, 1.0), (0.5, 10.0), (1.0, 0.08))
"""Steps of calcium: seconds and uM."""

DEPOSITED = {
    "0": (0.0038, 5.5), "1c": (0.059, 6.8), "2c": (0.92, 6.8), "1n": (0.022, 3.1),
    "2n": (0.1, 1.7), "1c1n": (3.3, 3.4), "2c1n": (5.2, 3.8), "1c2n": (1.9, 1.9), "4": (30.0, 1.7),
}  # fmt: skip
"""Association (uM^-1 s^-1) and dissociation (s^-1) in the file of Pepke 2010, unbalanced."""

FORM = {(0, 0): "0", (1, 0): "1c", (2, 0): "2c", (0, 1): "1n", (0, 2): "2n",
        (1, 1): "1c1n", (2, 1): "2c1n", (1, 2): "1c2n", (2, 2): "4"}  # fmt: skip


def ours(name):
    """Our species for one of the file's (``KCaM_2_1``: 2 calcium on C, 1 on N)."""
    if name == "KaMe":
        return "k"
    if name == "Ca":
        return "ca"
    kind, c, n = name.split("_")
    return {"CaM": "cam", "KCaM": "k_cam"}[kind] + FORM[int(c), int(n)]


@pytest.fixture(scope="module")
def pepke(shared_data):
    """Reactions of calmodulin, calcium and monomeric kinase: (left, right, law)."""
    libsbml = pytest.importorskip("libsbml")
    path = shared_data / "sbml" / "MODEL1001150000_Pepke2010.xml"
    document = libsbml.readSBML(str(path))
    assert document.getNumErrors(libsbml.LIBSBML_SEV_ERROR) == 0
    model = document.getModel()
    values = {p.getId(): p.getValue() for p in model.getListOfParameters()}
    values |= {c.getId(): c.getSize() for c in model.getListOfCompartments()}
    found = []
    for reaction in model.getListOfReactions():
        sides = [
            {s.getSpecies(): s.getStoichiometry() for s in side}
            for side in (reaction.getListOfReactants(), reaction.getListOfProducts())
        ]
        names = {n for side in sides for n in side}
        if all(n in ("Ca", "KaMe") or n.startswith(("CaM_", "KCaM_")) for n in names):
            law = libsbml.formulaToL3String(reaction.getKineticLaw().getMath())
            found.append((*sides, compile(law.replace("^", "**"), reaction.getId(), "eval")))
    return values, found


def driven(right_hand_side, start):
    """States at the end of every tenth of each calcium step, calcium held."""
    state, rows = np.array(start), []
    for seconds, ca in CALCIUM_UM:
        times = np.linspace(0.0, seconds, 11)
        found = solve_ivp(
            lambda _, y, ca=ca: right_hand_side(ca, y),
            (0.0, seconds),
            state,
            t_eval=times,
            method="BDF",
            rtol=1e-9,
            atol=1e-13,
        )
        rows.append(found.y[:, 1:])
        state = found.y[:, -1]
    return np.hstack(rows)


def test_binding_is_that_of_the_deposited_model(pepke):
    """Every one of 19 species, with the file's rates in our scheme, phosphorylation off."""
    values, reactions = pepke
    assert len(reactions) == 66
    names = sorted({n for left, right, _ in reactions for n in (*left, *right)} - {"Ca"})
    assert len(names) == 19

    def theirs(ca, y):
        scope = {**values, **dict(zip(names, y, strict=True)), "Ca": ca}
        change = dict.fromkeys(names, 0.0)
        for left, right, law in reactions:
            flux = eval(law, {"__builtins__": {}}, scope)
            for side, sign in ((left, -1.0), (right, 1.0)):
                for n, count in side.items():
                    if n != "Ca":
                        change[n] += sign * count * flux
        return np.array([change[n] for n in names])

    scheme = compose("pepke", (calmodulin("lobes9"), camkii("lobes9")))
    equations = Equations(scheme)
    rates = {"camkii_phos": 0.0}
    for form, (on, off) in DEPOSITED.items():
        rates |= {f"bind_{form}_on": on, f"bind_{form}_off": off}
    p = equations.parameter_values(rates)
    calcium_row = equations.species.index("ca")

    def own(ca, y):
        y = y.copy()
        y[calcium_row] = ca
        change = equations.derivative(y, p)
        change[calcium_row] = 0.0
        return change

    start = {"CaM_0_0": 30.0, "KaMe": 80.0}
    expected = driven(theirs, [start.get(n, 0.0) for n in names])
    first = np.array([{"cam0": 30.0, "k": 80.0}.get(n, 0.0) for n in equations.species])
    found = driven(own, first)
    for row, name in zip(expected, names, strict=True):
        mine = found[equations.species.index(ours(name))]
        assert np.allclose(mine, row, rtol=1e-5, atol=1e-9), name
    assert expected[names.index("KCaM_2_2")].max() > 5.0
