"""A user's cascade from an SBML file.

libSBML reads the file, brings it to Level 3 and writes functions and initial assignments out. What
is left is checked here for what a cascade with prescribed calcium can be, and turned into Python
arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from spinecable.errors import ChemistryError, suggestion
from spinecable.sbml.formula import FormulaWriter, Unsupported
from spinecable.sbml.library import require_libsbml
from spinecable.sbml.model import CascadeModel, Readout, conserved_sums
from spinecable.sbml.units import (
    CONCENTRATIONS_UM,
    TIMES_S,
    Dimension,
    dimension,
    micromolar,
    quotient,
    same,
    seconds,
    shown,
)

PLAUSIBLE_UM = 1e5
"""No calcium in a cell is above 100 mM; a file that says so has other units than it declares."""

_LISTED = 6
_PACKAGES = ("arrays", "comp", "distrib", "fbc", "multi", "qual", "spatial")
"""Packages of SBML that change what a model means."""


def read_cascade(
    path: str | Path,
    calcium: str | Sequence[str],
    readouts: Sequence[str] = (),
    *,
    concentration_unit: str | None = None,
    time_unit: str | None = None,
) -> CascadeModel:
    """Read an SBML file (any level) as a cascade that calcium drives.

    Parameters
    ----------
    path : the file.
    calcium : ids (or unique names) of the species that stand for free calcium; they are held at
        the prescribed concentration and the model's own reactions do not change them.
    readouts : ids (or unique names) of species, parameters or compartments to record; species come
        out in uM. Empty: every species.
    concentration_unit, time_unit : ``nM``, ``uM``, ``mM`` or ``M``, and ``ms``, ``s``, ``min`` or
        ``h``: what the file's numbers are, whatever it declares. None: as declared.

    Raises
    ------
    ToolchainError : libSBML is not installed.
    ChemistryError : the file is not valid SBML; it holds events, algebraic rules, delays, fast
        reactions, volumes that change or values that are not set; an unknown species; a unit of
        concentration or time that is not understood; a rate law of the wrong dimension.
    """
    libsbml = require_libsbml()
    file = Path(path)
    document = _document(libsbml, file)
    return _Reader(libsbml, document, str(file)).model(
        (calcium,) if isinstance(calcium, str) else tuple(calcium),
        tuple(readouts),
        concentration_unit,
        time_unit,
    )


def _document(libsbml: Any, file: Path) -> Any:
    """The file in Level 3 Version 2, with functions and initial assignments written out."""
    if not file.is_file():
        raise ChemistryError("there is no such SBML file", where=str(file))
    document = libsbml.readSBMLFromFile(str(file))
    _refuse_errors(libsbml, document, file, "this is not a valid SBML file")
    if document.getModel() is None:
        raise ChemistryError("the file holds no SBML model", where=str(file))
    packages = [name for name in _PACKAGES if document.isPackageEnabled(name)]
    if packages:
        raise ChemistryError(
            f"the model needs the SBML packages {', '.join(packages)}, which cannot be run here",
            where=str(file),
            tip="Write it as plain SBML core with the tool that made it.",
        )
    document.setLevelAndVersion(3, 2, False)
    for name in ("promoteLocalParameters", "expandFunctionDefinitions", "expandInitialAssignments"):
        properties = libsbml.ConversionProperties()
        properties.addOption(name, True)
        document.convert(properties)
    return document


def _refuse_errors(libsbml: Any, document: Any, file: Path, what: str) -> None:
    errors = [document.getError(i) for i in range(document.getNumErrors())]
    serious = [e for e in errors if e.getSeverity() >= libsbml.LIBSBML_SEV_ERROR]
    if serious:
        message = " ".join(serious[0].getMessage().split())
        raise ChemistryError(
            f"{what}: {message}",
            where=f"{file}:{serious[0].getLine()}",
            tip=f"libSBML finds {len(serious)} errors." if len(serious) > 1 else None,
        )


class _Reader:
    """One document on its way to a `CascadeModel`."""

    def __init__(self, libsbml: Any, document: Any, where: str) -> None:
        self._sbml = libsbml
        self._document = document
        self._model = document.getModel()
        self._where = where
        self._notices: list[str] = []
        self._species = {s.getId(): s for s in self._model.getListOfSpecies()}
        self._rules = {r.getVariable(): r for r in self._model.getListOfRules() if r.isAssignment()}
        self._rates = {r.getVariable(): r for r in self._model.getListOfRules() if r.isRate()}

    def model(
        self,
        calcium: tuple[str, ...],
        readouts: tuple[str, ...],
        concentration_unit: str | None,
        time_unit: str | None,
    ) -> CascadeModel:
        """See `read_cascade`."""
        self._refuse_constructs()
        driven = tuple(self._find(name, self._species, "species") for name in calcium)
        second = self._time(time_unit)
        state = self._state(driven)
        wanted = self._wanted(readouts, driven)
        needed = dict.fromkeys((*driven, *state, *(w for w in wanted if w in self._species)))
        factors = self._concentrations(needed, concentration_unit)
        calcium_values = {name: 1.0 / factors[name] for name in driven}
        self._refuse_implausible(driven, factors, concentration_unit)
        reactions = list(self._model.getListOfReactions())
        stoichiometry = self._stoichiometry(state, reactions)
        places = self._places(driven, calcium_values, state)
        source = self._source(places, reactions, state, wanted, factors)
        self._check_laws(concentration_unit or time_unit)
        litres = tuple(self._litres(name) if name in self._species else 1.0 for name in state)
        return CascadeModel(
            path=self._where,
            calcium=calcium_values,
            state=state,
            initial=tuple(self._value(name) for name in state),
            seconds=second,
            litres=litres,
            scales=tuple(self._scale(name) for name in state),
            stoichiometry=stoichiometry,
            moieties=conserved_sums(stoichiometry, state),
            readouts=tuple(self._readout(name) for name in wanted),
            notices=tuple(self._notices),
            source=source,
        )

    # --- what cannot be run ------------------------------------------------------------------

    def _refuse_constructs(self) -> None:
        model = self._model
        found: list[str] = []
        found += [f"the event '{e.getId() or i}'" for i, e in enumerate(model.getListOfEvents())]
        found += [
            f"the algebraic rule 0 = {self._sbml.formulaToL3String(r.getMath())}"
            for r in model.getListOfRules()
            if r.isAlgebraic()
        ]
        for compartment in model.getListOfCompartments():
            name = compartment.getId()
            if name in self._rules or name in self._rates:
                found.append(f"the compartment '{name}', whose size changes")
        for reaction in model.getListOfReactions():
            if reaction.isSetFast() and reaction.getFast():
                found.append(f"the fast reaction '{reaction.getId()}'")
            if reaction.getKineticLaw() is None or reaction.getKineticLaw().getMath() is None:
                found.append(f"the reaction '{reaction.getId()}' without a rate law")
            for reference in (*reaction.getListOfReactants(), *reaction.getListOfProducts()):
                named = reference.getId()
                if (named and (named in self._rules or named in self._rates)) or not (
                    reference.isSetStoichiometry()
                ):
                    found.append(
                        f"the stoichiometry of '{reference.getSpecies()}' in "
                        f"'{reaction.getId()}', which is not a number"
                    )
        for assignment in model.getListOfInitialAssignments():
            found.append(f"the initial assignment of '{assignment.getSymbol()}'")
        for definition in model.getListOfFunctionDefinitions():
            if self._uses_delay(definition.getMath()):
                found.append(f"the function '{definition.getId()}' with a delay")
        if found:
            more = f" and {len(found) - _LISTED} more" if len(found) > _LISTED else ""
            raise ChemistryError(
                f"the model holds what cannot be run here: {'; '.join(found[:_LISTED])}{more}",
                where=self._where,
                tip="A cascade is reactions and rules with calcium as its input.",
            )
        if model.getNumConstraints():
            self._notices.append(f"{model.getNumConstraints()} SBML constraints are not watched")

    def _uses_delay(self, node: Any) -> bool:
        if node is None:
            return False
        if node.getType() == self._sbml.AST_FUNCTION_DELAY:
            return True
        return any(self._uses_delay(node.getChild(i)) for i in range(node.getNumChildren()))

    # --- names -------------------------------------------------------------------------------

    def _find(self, name: str, among: dict[str, Any], what: str) -> str:
        """The id meant by an id or by a name that only one element has."""
        if name in among:
            return name
        named = [key for key, element in among.items() if element.getName() == name]
        if len(named) == 1:
            return named[0]
        if named:
            raise ChemistryError(
                f"{len(named)} {what} are called '{name}'",
                where=self._where,
                tip=f"Give the id: {', '.join(named)}.",
            )
        labels = {e.getName() for e in among.values() if e.getName()}
        raise ChemistryError(
            f"the model has no {what} '{name}'",
            where=self._where,
            tip=suggestion(name, {*among, *labels}),
        )

    def _wanted(self, readouts: tuple[str, ...], driven: tuple[str, ...]) -> tuple[str, ...]:
        if not readouts:
            return tuple(name for name in self._species if name not in driven)
        elements = {**self._species, **{p.getId(): p for p in self._model.getListOfParameters()}}
        return tuple(self._find(name, elements, "species or parameter") for name in readouts)

    def _readout(self, name: str) -> Readout:
        if name in self._species:
            return Readout(name, self._species[name].getName() or name, "uM")
        parameter = self._model.getParameter(name)
        unit = parameter.getDerivedUnitDefinition() if parameter.isSetUnits() else None
        found = dimension(self._sbml, unit)
        plain = found is None or same(found, Dimension(1.0, 0, 0, 0))
        text = "1" if plain else shown(self._sbml, unit)
        return Readout(name, parameter.getName() or name, text)

    def _state(self, driven: tuple[str, ...]) -> tuple[str, ...]:
        """Species that reactions change, and whatever has a rate rule."""
        changed = {
            reference.getSpecies()
            for reaction in self._model.getListOfReactions()
            for reference in (*reaction.getListOfReactants(), *reaction.getListOfProducts())
        }
        free = [
            name
            for name, species in self._species.items()
            if name in changed
            and not species.getBoundaryCondition()
            and not species.getConstant()
            and name not in self._rules
            and name not in self._rates
            and name not in driven
        ]
        return (*free, *(name for name in self._rates if name not in driven))

    # --- units -------------------------------------------------------------------------------

    def _time(self, given: str | None) -> float:
        if given is not None:
            return TIMES_S[given]
        text = self._model.getTimeUnits()
        found = seconds(dimension(self._sbml, self._definition(text)))
        if found is None:
            raise ChemistryError(
                f"the model's unit of time ({text or 'not declared'}) is not understood",
                where=self._where,
                tip=f"Say what it is with time_unit: {', '.join(TIMES_S)}.",
            )
        return found

    def _definition(self, text: str) -> Any:
        """A unit definition by id, or one made for a base unit; None if there is none."""
        found = self._model.getUnitDefinition(text)
        if found is not None or not text:
            return found
        kind = self._sbml.UnitKind_forName(text)
        if kind == self._sbml.UNIT_KIND_INVALID:
            return None
        made = self._sbml.UnitDefinition(3, 2)
        unit = made.createUnit()
        unit.setKind(kind)
        unit.setExponent(1)
        unit.setScale(0)
        unit.setMultiplier(1.0)
        return made

    def _concentrations(self, names: Any, given: str | None) -> dict[str, float]:
        """uM per unit of each species' concentration; those that are not understood are refused."""
        factors: dict[str, float] = {}
        bad: dict[str, str] = {}
        for name in names:
            species = self._species.get(name)
            if species is None:
                continue
            if given is not None:
                factors[name] = CONCENTRATIONS_UM[given]
                continue
            compartment = self._model.getCompartment(species.getCompartment())
            substance = self._definition(
                species.getSubstanceUnits() or self._model.getSubstanceUnits()
            )
            volume = self._definition(compartment.getUnits() or self._model.getVolumeUnits())
            found = micromolar(
                quotient(dimension(self._sbml, substance), dimension(self._sbml, volume))
            )
            if found is None:
                bad[name] = f"{shown(self._sbml, substance)} per {shown(self._sbml, volume)}"
            else:
                factors[name] = found
        if bad:
            listed = ", ".join(f"'{n}' ({u})" for n, u in list(bad.items())[:_LISTED])
            more = f" and {len(bad) - _LISTED} more" if len(bad) > _LISTED else ""
            raise ChemistryError(
                f"the units of these concentrations are not understood: {listed}{more}",
                where=self._where,
                tip=f"Say what they are with concentration_unit: {', '.join(CONCENTRATIONS_UM)}.",
            )
        return factors

    def _refuse_implausible(
        self, driven: tuple[str, ...], factors: dict[str, float], given: str | None
    ) -> None:
        for name in driven:
            species = self._species[name]
            if not (species.isSetInitialConcentration() or species.isSetInitialAmount()):
                continue
            level = self._concentration(name) * factors[name]
            if given is None and level > PLAUSIBLE_UM:
                raise ChemistryError(
                    f"by its declared units '{name}' starts at {level:.3g} uM of calcium",
                    where=self._where,
                    tip="Say what the numbers are, such as concentration_unit = 'uM'.",
                )

    def _check_laws(self, overridden: str | None) -> None:
        """Rate laws are extent per time, where the file declares enough to tell."""
        if overridden:
            self._notices.append("units of rate laws are not checked: the file's are replaced")
            return
        wrong, unchecked = [], 0
        extent = self._definition(self._model.getExtentUnits() or self._model.getSubstanceUnits())
        time = self._definition(self._model.getTimeUnits())
        target = quotient(dimension(self._sbml, extent), dimension(self._sbml, time))
        for reaction in self._model.getListOfReactions():
            law = reaction.getKineticLaw()
            found = dimension(self._sbml, law.getDerivedUnitDefinition())
            if law.containsUndeclaredUnits() or found is None or target is None:
                unchecked += 1
            elif not same(found, target):
                wrong.append(
                    f"'{reaction.getId()}' ({shown(self._sbml, law.getDerivedUnitDefinition())})"
                )
        if wrong:
            raise ChemistryError(
                f"{len(wrong)} rate laws are not substance per time: {', '.join(wrong[:_LISTED])}",
                where=self._where,
                tip="Correct the units in the file, or give concentration_unit and time_unit to "
                "take its numbers as they are.",
            )
        if unchecked:
            self._notices.append(
                f"units of {unchecked} of {self._model.getNumReactions()} rate laws cannot be "
                "checked: the file does not declare them"
            )

    # --- values ------------------------------------------------------------------------------

    def _litres(self, species: str) -> float:
        """Factor from the species' variable to its amount: 1, or the compartment's size."""
        item = self._species[species]
        if item.getHasOnlySubstanceUnits():
            return 1.0
        return self._size(item.getCompartment())

    def _scale(self, name: str) -> float:
        item = self._species.get(name)
        if item is None:
            return 0.0
        return self._size(item.getCompartment()) if item.getHasOnlySubstanceUnits() else 1.0

    def _size(self, compartment: str) -> float:
        place = self._model.getCompartment(compartment)
        if not place.isSetSize() or not place.getSize() > 0:
            raise ChemistryError(f"the compartment '{compartment}' has no size", where=self._where)
        return float(place.getSize())

    def _concentration(self, name: str) -> float:
        value = self._value(name)
        item = self._species[name]
        return (
            value / self._size(item.getCompartment()) if item.getHasOnlySubstanceUnits() else value
        )

    def _value(self, name: str) -> float:
        """Initial value of a symbol in the file's units."""
        species = self._species.get(name)
        if species is not None:
            size = self._size(species.getCompartment())
            by_amount = species.getHasOnlySubstanceUnits()
            if species.isSetInitialConcentration():
                return float(species.getInitialConcentration()) * (size if by_amount else 1.0)
            if species.isSetInitialAmount():
                return float(species.getInitialAmount()) / (1.0 if by_amount else size)
        parameter = self._model.getParameter(name)
        if parameter is not None and parameter.isSetValue():
            return float(parameter.getValue())
        if self._model.getCompartment(name) is not None:
            return self._size(name)
        raise ChemistryError(f"'{name}' has no value in the file", where=self._where)

    def _stoichiometry(self, state: tuple[str, ...], reactions: list[Any]) -> Any:
        """Amounts of each state variable gained per unit of each reaction."""
        place = {name: i for i, name in enumerate(state)}
        matrix = np.zeros((len(state), len(reactions)))
        for j, reaction in enumerate(reactions):
            for sign, references in (
                (-1.0, reaction.getListOfReactants()),
                (1.0, reaction.getListOfProducts()),
            ):
                for reference in references:
                    name = reference.getSpecies()
                    if name in place and name not in self._rates:
                        factor = self._conversion(name)
                        matrix[place[name], j] += sign * reference.getStoichiometry() * factor
        return matrix

    def _conversion(self, species: str) -> float:
        item = self._species[species]
        name = item.getConversionFactor() or self._model.getConversionFactor()
        return self._value(name) if name else 1.0

    # --- equations ---------------------------------------------------------------------------

    def _places(
        self, driven: tuple[str, ...], calcium: dict[str, float], state: tuple[str, ...]
    ) -> dict[str, str]:
        """SBML id -> Python text, for everything that a formula may name."""
        places: dict[str, str] = {}
        for name in driven:
            per_uM = calcium[name] * (
                self._size(self._species[name].getCompartment())
                if self._species[name].getHasOnlySubstanceUnits()
                else 1.0
            )
            places[name] = f"(ca * {per_uM!r})"
        places |= {name: f"x[{i}]" for i, name in enumerate(state)}
        places |= {name: f"rule_{i}" for i, name in enumerate(self._rules) if name not in driven}
        elements = [
            *self._model.getListOfSpecies(),
            *self._model.getListOfParameters(),
            *self._model.getListOfCompartments(),
        ]
        for element in elements:
            name = element.getId()
            if name not in places:
                try:
                    places[name] = f"({self._value(name)!r})"
                except ChemistryError:
                    continue
        for j, reaction in enumerate(self._model.getListOfReactions()):
            places.setdefault(reaction.getId(), f"flux_{j}")
        return places

    def _source(
        self,
        places: dict[str, str],
        reactions: list[Any],
        state: tuple[str, ...],
        wanted: tuple[str, ...],
        factors: dict[str, float],
    ) -> str:
        writer = FormulaWriter(self._sbml, places)
        bad: list[str] = []

        def written(owner: str, math: Any) -> str:
            try:
                return writer.write(math)
            except Unsupported as error:
                bad.append(f"{error} in '{owner}'")
                return "0.0"

        rules = {n: r.getMath() for n, r in self._rules.items() if places[n].startswith("rule_")}
        assignments = [
            f"    {places[name]} = {written(name, rules[name])}" for name in self._ordered(rules)
        ]
        laws = [written(r.getId(), r.getKineticLaw().getMath()) for r in reactions]
        own = {
            name: written(name, self._rates[name].getMath())
            for name in state
            if name in self._rates
        }
        if bad:
            raise ChemistryError(
                f"the model's formulas hold what cannot be run here: {'; '.join(bad[:_LISTED])}",
                where=self._where,
            )
        read = []
        for name in wanted:
            scale = 1.0
            if name in self._species:
                item = self._species[name]
                amount = item.getHasOnlySubstanceUnits()
                scale = factors[name] / (self._size(item.getCompartment()) if amount else 1.0)
            read.append(f"{places.get(name, '0.0')} * {scale!r}")
        lines = ["def reactions(t, x, ca):", *assignments]
        lines.append(f"    return [{', '.join(laws)}]")
        lines += ["def own_rates(t, x, ca):", *(assignments if own else [])]
        lines.append("    return {" + ", ".join(f"{n!r}: {v}" for n, v in own.items()) + "}")
        lines += ["def observe(t, x, ca):", *assignments]
        lines.append(f"    return [{', '.join(read)}]")
        return "\n".join(lines)

    def _ordered(self, rules: dict[str, Any]) -> list[str]:
        """Assignment rules so that each stands after those it uses."""
        order: list[str] = []

        def visit(name: str, above: tuple[str, ...]) -> None:
            if name in above:
                raise ChemistryError(
                    f"the rules of {', '.join(above)} need each other", where=self._where
                )
            if name in order:
                return
            for used in _names(self._sbml, rules[name]):
                if used in rules:
                    visit(used, (*above, name))
            order.append(name)

        for name in rules:
            visit(name, ())
        return order


def _names(libsbml: Any, node: Any) -> set[str]:
    found = {node.getName()} if node.getType() == libsbml.AST_NAME else set()
    for i in range(node.getNumChildren()):
        found |= _names(libsbml, node.getChild(i))
    return found
