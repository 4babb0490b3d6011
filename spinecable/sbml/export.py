"""A reaction scheme as SBML Level 3 Version 2, for the tools of systems biology.

Concentrations are in umol/l, volumes in litre and time in seconds; every number has its unit, and
libSBML's own check of units passes. A rate law is our flux times the compartment's volume.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from spinecable.chemistry.reactions import Reaction, Scheme, names_in
from spinecable.errors import ChemistryError, suggestion
from spinecable.result.files import write_whole
from spinecable.sbml.library import require_libsbml

COMPARTMENT = "head"
LITRE_PER_UM3 = 1e-15
_UNIT_PART = re.compile(r"(/?)(uM|um2|um3|um|ms|s)")
_FUNCTIONS = {"fabs": "abs"}


def export_scheme(
    scheme: Scheme,
    path: str | Path,
    *,
    initial: Mapping[str, float] | None = None,
    volume_um3: float = 0.08,
) -> Path:
    """Write a scheme as an SBML file.

    Parameters
    ----------
    scheme : such as ``spinecable.chemistry.contents.head_scheme()``.
    path : the file; an existing one is replaced only when complete.
    initial : concentrations at the start (uM); species that are not named start at 0.
        ``spinecable.chemistry.steady.steady_state`` gives a resting state.
    volume_um3 : of the compartment. 0.08 um^3 is the project's medium spine; concentrations do
        not depend on it.

    Returns
    -------
    the path.

    Raises
    ------
    ToolchainError : libSBML is not installed.
    ChemistryError : an unknown species in `initial`, or a unit that cannot be expressed.
    """
    text = scheme_as_sbml(scheme, initial=initial, volume_um3=volume_um3)
    return write_whole(path, lambda file: file.write_text(text, encoding="utf-8"), "SBML file")


def scheme_as_sbml(
    scheme: Scheme, *, initial: Mapping[str, float] | None = None, volume_um3: float = 0.08
) -> str:
    """The text that `export_scheme` writes."""
    libsbml = require_libsbml()
    start = dict(initial or {})
    for name in start:
        if name not in {s.name for s in scheme.species}:
            raise ChemistryError(
                f"the scheme '{scheme.name}' has no species '{name}'",
                tip=suggestion(name, (s.name for s in scheme.species)),
            )
    document = libsbml.SBMLDocument(3, 2)
    model = document.createModel()
    model.setId(f"spinecable_{scheme.name}")
    writer = _Writer(libsbml, model, scheme)
    writer.units()
    writer.compartment(volume_um3 * LITRE_PER_UM3)
    writer.species(start)
    writer.parameters()
    writer.totals()
    writer.reactions()
    return str(libsbml.writeSBMLToString(document))


class _Writer:
    """One model being filled."""

    def __init__(self, libsbml: Any, model: Any, scheme: Scheme) -> None:
        self._sbml = libsbml
        self._model = model
        self._scheme = scheme
        self._units: dict[str, str] = {}
        self._unit_of = {p.name: p.unit for p in scheme.parameters}
        self._unit_of |= {d.name: d.unit for d in scheme.derived}

    def units(self) -> None:
        """Substance umol, volume litre, time second."""
        substance = self._model.createUnitDefinition()
        substance.setId("umol")
        self._add(substance, self._sbml.UNIT_KIND_MOLE, 1, -6)
        for set_unit, unit in (
            (self._model.setSubstanceUnits, "umol"),
            (self._model.setExtentUnits, "umol"),
            (self._model.setVolumeUnits, "litre"),
            (self._model.setTimeUnits, "second"),
        ):
            set_unit(unit)

    def compartment(self, litres: float) -> None:
        """The one volume in which everything happens."""
        place = self._model.createCompartment()
        place.setId(COMPARTMENT)
        place.setConstant(True)
        place.setSpatialDimensions(3)
        place.setSize(litres)
        place.setUnits("litre")

    def species(self, start: Mapping[str, float]) -> None:
        """Every species as a concentration."""
        for item in self._scheme.species:
            species = self._model.createSpecies()
            species.setId(item.name)
            species.setCompartment(COMPARTMENT)
            species.setHasOnlySubstanceUnits(False)
            species.setBoundaryCondition(False)
            species.setConstant(False)
            species.setSubstanceUnits("umol")
            species.setInitialConcentration(float(start.get(item.name, 0.0)))
            _note(species, item.meaning)

    def parameters(self) -> None:
        """What rate laws use: constants with their sources, derived quantities as rules."""
        used = self._used()
        for item in self._scheme.parameters:
            if item.name in used:
                parameter = self._parameter(item.name, item.unit, constant=True)
                parameter.setValue(item.value)
                _note(parameter, f"{item.meaning}. Source: {item.source}")
        for derived in self._scheme.derived:
            if derived.name in used:
                _note(self._parameter(derived.name, derived.unit, constant=False), derived.meaning)
                self._rule(derived.name, derived.expression)

    def totals(self) -> None:
        """Each conserved total as a sum, for users to watch: it never changes."""
        known = {s.name for s in self._scheme.species} | set(self._unit_of)
        for name, weights in self._scheme.conserved.items():
            variable = f"conserved_{name}_uM"
            if variable in known:
                raise ChemistryError(f"'{variable}' has two meanings", where=self._scheme.name)
            _note(self._parameter(variable, "uM", constant=False), f"conserved total of {name}")
            terms = [n if w == 1.0 else f"{w!r}*{n}" for n, w in weights.items() if w]
            self._rule(variable, " + ".join(terms))

    def reactions(self) -> None:
        """Mass action: flux times volume."""
        for item in self._scheme.reactions:
            reaction = self._model.createReaction()
            reaction.setId(f"r_{item.name}")
            reaction.setReversible(item.backward != "0")
            if hasattr(reaction, "setFast") and self._model.getVersion() < 2:
                reaction.setFast(False)
            for create, molecules in (
                (reaction.createReactant, item.left),
                (reaction.createProduct, item.right),
            ):
                for species, n in molecules.items():
                    reference = create()
                    reference.setSpecies(species)
                    reference.setStoichiometry(float(n))
                    reference.setConstant(True)
            law = reaction.createKineticLaw()
            law.setMath(self._math(f"{COMPARTMENT}*({_flux(item)})"))
            for name in sorted(self._modifiers(item)):
                modifier = reaction.createModifier()
                modifier.setSpecies(name)
            if item.source:
                _note(reaction, f"Source: {item.source}")

    def _modifiers(self, item: Reaction) -> frozenset[str]:
        species = {s.name for s in self._scheme.species}
        names = names_in(item.forward) | names_in(item.backward)
        return (names & species) - set(item.left) - set(item.right)

    def _used(self) -> set[str]:
        """Names on which a rate law depends, directly or through a derived quantity."""
        used = {
            n for r in self._scheme.reactions for e in (r.forward, r.backward) for n in names_in(e)
        }
        for derived in reversed(self._scheme.derived):
            if derived.name in used:
                used |= names_in(derived.expression)
        return used

    def _parameter(self, name: str, unit: str, *, constant: bool) -> Any:
        parameter = self._model.createParameter()
        parameter.setId(name)
        parameter.setConstant(constant)
        parameter.setUnits(self._unit(unit))
        return parameter

    def _rule(self, variable: str, expression: str) -> None:
        rule = self._model.createAssignmentRule()
        rule.setVariable(variable)
        rule.setMath(self._math(expression))

    def _math(self, expression: str) -> Any:
        text = _infix(expression)
        math = self._sbml.parseL3Formula(text)
        if math is None:
            raise ChemistryError(
                f"'{text}' is not an SBML formula: {self._sbml.getLastParseL3Error()}",
                where=self._scheme.name,
            )
        return math

    def _unit(self, unit: str) -> str:
        """The id of one of our units, defined when it is first met."""
        if unit == "1":
            return "dimensionless"
        if unit not in self._units:
            name = "per_" * unit.startswith("/") + unit.strip("/").replace("/", "_per_")
            definition = self._model.createUnitDefinition()
            definition.setId(name)
            parts = _UNIT_PART.findall(unit)
            if "".join(f"{slash}{part}" for slash, part in parts) != unit:
                raise ChemistryError(
                    f"the unit '{unit}' cannot be written as SBML", where=self._scheme.name
                )
            for slash, part in parts:
                self._define(definition, part, -1 if slash else 1)
            self._units[unit] = name
        return self._units[unit]

    def _define(self, definition: Any, part: str, sign: int) -> None:
        kinds = self._sbml
        if part == "uM":
            self._add(definition, kinds.UNIT_KIND_MOLE, sign, -6)
            self._add(definition, kinds.UNIT_KIND_LITRE, -sign, 0)
        elif part in ("s", "ms"):
            self._add(definition, kinds.UNIT_KIND_SECOND, sign, -3 if part == "ms" else 0)
        else:
            power = int(part[2:] or 1)
            self._add(definition, kinds.UNIT_KIND_METRE, sign * power, -6)

    @staticmethod
    def _add(definition: Any, kind: int, exponent: int, scale: int) -> None:
        unit = definition.createUnit()
        unit.setKind(kind)
        unit.setExponent(exponent)
        unit.setScale(scale)
        unit.setMultiplier(1.0)


def _flux(item: Reaction) -> str:
    """Forward minus backward flux in our own notation."""
    forward = [f"({item.forward})"]
    if item.zero_order:
        return forward[0]
    forward += [name if n == 1 else f"{name}**{n}" for name, n in item.left.items()]
    text = "*".join(forward)
    if item.backward.strip() in ("0", "0.0"):
        return text
    backward = [f"({item.backward})"]
    backward += [name if n == 1 else f"{name}**{n}" for name, n in item.right.items()]
    return f"{text} - {'*'.join(backward)}"


def _infix(expression: str) -> str:
    """Our notation in that of libSBML; numbers are dimensionless."""

    def visit(node: ast.AST) -> str:
        match node:
            case ast.Constant(value=int() | float() as number):
                return f"{float(number)!r} dimensionless"
            case ast.Name(id=name):
                return name
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return f"(-{visit(operand)})"
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return visit(operand)
            case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=int() as power)):
                return f"({visit(left)})^{power}"
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                return f"({visit(left)})^({visit(right)})"
            case ast.BinOp(left=left, op=op, right=right):
                symbol = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}[type(op)]
                return f"({visit(left)} {symbol} {visit(right)})"
            case ast.Call(func=ast.Name(id=name), args=args):
                inner = ", ".join(visit(a) for a in args)
                return f"{_FUNCTIONS.get(name, name)}({inner})"
        raise ChemistryError(f"'{expression}' is not plain arithmetic")

    return visit(ast.parse(expression.strip(), mode="eval").body)


def _note(element: Any, text: str) -> None:
    element.setNotes(f'<p xmlns="http://www.w3.org/1999/xhtml">{escape(text)}</p>')
