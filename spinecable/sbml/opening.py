"""Opening an SBML file, and refusing what a cascade with prescribed calcium cannot hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from spinecable.errors import ChemistryError
from spinecable.sbml.contents import Contents

LISTED = 6
"""How many of the same complaint are written out."""

_PACKAGES = ("arrays", "comp", "distrib", "fbc", "multi", "qual", "spatial")
"""Packages of SBML that change what a model means."""


def open_document(libsbml: Any, file: Path) -> Any:
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


def refuse_constructs(contents: Contents) -> list[str]:
    """Refuse what cannot be run; gives notices about what is left out."""
    model = contents.model
    found: list[str] = []
    found += [f"the event '{e.getId() or i}'" for i, e in enumerate(model.getListOfEvents())]
    found += [
        f"the algebraic rule 0 = {contents.sbml.formulaToL3String(r.getMath())}"
        for r in model.getListOfRules()
        if r.isAlgebraic()
    ]
    for compartment in model.getListOfCompartments():
        name = compartment.getId()
        if name in contents.rules or name in contents.rates:
            found.append(f"the compartment '{name}', whose size changes")
    for reaction in model.getListOfReactions():
        if reaction.isSetFast() and reaction.getFast():
            found.append(f"the fast reaction '{reaction.getId()}'")
        if reaction.getKineticLaw() is None or reaction.getKineticLaw().getMath() is None:
            found.append(f"the reaction '{reaction.getId()}' without a rate law")
        for reference in (*reaction.getListOfReactants(), *reaction.getListOfProducts()):
            named = reference.getId()
            if (named and (named in contents.rules or named in contents.rates)) or not (
                reference.isSetStoichiometry()
            ):
                found.append(
                    f"the stoichiometry of '{reference.getSpecies()}' in "
                    f"'{reaction.getId()}', which is not a number"
                )
    for assignment in model.getListOfInitialAssignments():
        found.append(f"the initial assignment of '{assignment.getSymbol()}'")
    for definition in model.getListOfFunctionDefinitions():
        if _uses_delay(contents.sbml, definition.getMath()):
            found.append(f"the function '{definition.getId()}' with a delay")
    if found:
        more = f" and {len(found) - LISTED} more" if len(found) > LISTED else ""
        raise ChemistryError(
            f"the model holds what cannot be run here: {'; '.join(found[:LISTED])}{more}",
            where=contents.where,
            tip="A cascade is reactions and rules with calcium as its input.",
        )
    if model.getNumConstraints():
        return [f"{model.getNumConstraints()} SBML constraints are not watched"]
    return []


def _uses_delay(libsbml: Any, node: Any) -> bool:
    if node is None:
        return False
    if node.getType() == libsbml.AST_FUNCTION_DELAY:
        return True
    return any(_uses_delay(libsbml, node.getChild(i)) for i in range(node.getNumChildren()))
