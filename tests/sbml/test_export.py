"""Our scheme as SBML: read back by libSBML and integrated by hand from its kinetic laws."""

from __future__ import annotations

import math
import operator
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from scipy.integrate import solve_ivp

from spinecable.chemistry.contents import head_scheme, scheme_values
from spinecable.chemistry.equations import Equations
from spinecable.chemistry.steady import steady_state
from spinecable.cli.mechanisms import mechanisms
from spinecable.describe.preparation import load_preparation
from spinecable.errors import ChemistryError, ToolchainError
from spinecable.sbml.export import export_scheme, scheme_as_sbml
from spinecable.sbml.head import resting_head
from spinecable.sbml.read import read_cascade

Formula = Callable[[dict[str, float]], float]


def formula(node: Any) -> Formula:
    """A formula tree as a function of its names; fails on what this test does not know."""
    kind, name = node.getType(), node.getName() or ""
    inner = [formula(node.getChild(i)) for i in range(node.getNumChildren())]
    if node.isNumber():
        value = float(node.getValue())
        return lambda _: value
    if node.isName():
        return lambda names: names[name]
    if kind < 256 and chr(kind) == "+":
        return lambda names: sum(f(names) for f in inner)
    if kind < 256 and chr(kind) == "*":
        return lambda names: math.prod(f(names) for f in inner)
    if kind < 256 and chr(kind) == "-" and len(inner) == 1:
        return lambda names: -inner[0](names)
    known = {"-": operator.sub, "/": operator.truediv, "^": operator.pow, "power": operator.pow}
    act = known[chr(kind) if kind < 256 else name]
    return lambda names: act(inner[0](names), inner[1](names))


def filled(preparation: Any) -> tuple[Any, dict[str, float]]:
    """A head's scheme with its contents, disturbed from rest so that everything moves."""
    scheme = head_scheme(kinetics=preparation.values("kinetics"))
    values = scheme_values(preparation, "head", 0.08, 0.9)
    state = steady_state(scheme, 0.05, values=values)
    return scheme.with_values({**values, "leak_uM_per_s": 3.0}), {**state, "ca": 5.0}


def test_libsbml_finds_nothing_to_complain_about(libsbml: Any) -> None:
    document = libsbml.readSBMLFromString(scheme_as_sbml(head_scheme()))
    assert (document.getLevel(), document.getVersion()) == (3, 2)
    assert document.checkConsistency() == 0


def test_every_number_has_a_unit_and_parameters_their_source(libsbml: Any) -> None:
    scheme = head_scheme()
    model = libsbml.readSBMLFromString(scheme_as_sbml(scheme)).getModel()
    for parameter in model.getListOfParameters():
        assert parameter.isSetUnits(), parameter.getId()
        known = [p for p in scheme.parameters if p.name == parameter.getId()]
        if known:
            assert "Source: " in parameter.getNotesString()
    assert not any(r.getKineticLaw().containsUndeclaredUnits() for r in model.getListOfReactions())


def test_its_equations_give_our_course(libsbml: Any, tmp_path: Path) -> None:
    scheme, start = filled(load_preparation())
    path = export_scheme(scheme, tmp_path / "head.xml", initial=start, volume_um3=0.2)
    model = libsbml.readSBMLFromFile(str(path)).getModel()
    volume = model.getCompartment(0).getSize()
    assert volume == pytest.approx(0.2e-15, rel=1e-12)
    species = [s.getId() for s in model.getListOfSpecies()]
    constants = {p.getId(): p.getValue() for p in model.getListOfParameters() if p.getConstant()}
    constants[model.getCompartment(0).getId()] = volume
    rules = [(r.getVariable(), formula(r.getMath())) for r in model.getListOfRules()]
    change = np.zeros((len(species), model.getNumReactions()))
    for j, reaction in enumerate(model.getListOfReactions()):
        for sign, sides in (
            (-1, reaction.getListOfReactants()),
            (1, reaction.getListOfProducts()),
        ):
            for side in sides:
                change[species.index(side.getSpecies()), j] += sign * side.getStoichiometry()
    laws = [formula(r.getKineticLaw().getMath()) for r in model.getListOfReactions()]

    def slope(_: float, x: np.ndarray) -> np.ndarray:
        names = {**constants, **dict(zip(species, x.tolist(), strict=True))}
        for variable, rule in rules:
            names[variable] = rule(names)
        return change @ np.array([law(names) for law in laws]) / volume

    x0 = np.array([s.getInitialConcentration() for s in model.getListOfSpecies()])
    equations = Equations(scheme)
    p = equations.parameter_values()

    def course(right: Callable[[float, np.ndarray], np.ndarray]) -> np.ndarray:
        found = solve_ivp(
            right,
            (0, 0.2),
            x0,
            "Radau",
            jac=lambda _, x: equations.jacobian(x, p),
            rtol=1e-9,
            atol=1e-12,
            t_eval=[0.01, 0.05, 0.2],
        )
        assert found.success
        return found.y

    ours, theirs = course(lambda _, x: equations.derivative(x, p)), course(slope)
    assert species == list(equations.species)
    assert np.ptp(ours, axis=1).max() > 0.1
    assert np.max(np.abs(ours - theirs) / np.maximum(np.abs(ours), 1e-6)) < 1e-8
    end = {**constants, **dict(zip(species, theirs[:, -1], strict=True))}
    begin = {**constants, **dict(zip(species, x0, strict=True))}
    for variable, rule in rules:
        if variable.startswith("conserved_"):
            assert rule(end) == pytest.approx(rule(begin), rel=1e-9), variable


def test_an_unknown_species_is_refused(libsbml: Any) -> None:
    with pytest.raises(ChemistryError, match="no species 'cam5'"):
        scheme_as_sbml(head_scheme(), initial={"cam5": 1.0})


def test_the_resting_head_rests() -> None:
    scheme, state = resting_head(load_preparation(), 0.08)
    equations = Equations(scheme)
    x = np.array([state[name] for name in equations.species])
    p = equations.parameter_values()
    moving = np.array([not s.bookkeeping for s in scheme.species])
    change = equations.derivative(x, p)[moving] / equations.turnover(x, p)[moving]
    assert np.max(np.abs(change)) < 1e-9


def test_the_command_writes_a_file_that_rests(libsbml: Any, tmp_path: Path) -> None:
    out = tmp_path / "head.xml"
    done = CliRunner().invoke(mechanisms, ["sbml", "--out", str(out), "--json"])
    assert done.exit_code == 0, done.output
    cascade = read_cascade(out, "ca", ["camkii_share"])
    rates, _ = cascade.functions()
    x = np.array(cascade.initial)
    still = [i for i, name in enumerate(cascade.state) if name != "ca_out"]
    assert (
        np.max(
            np.abs(rates(0.0, x, load_preparation().values("head")["resting_calcium_uM"])[still])
        )
        < 1e-6
    )


def test_without_libsbml_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "libsbml", None)
    with pytest.raises(ToolchainError, match=r"spinecable\[sbml\]"):
        scheme_as_sbml(head_scheme())
