"""What an SBML model holds: its elements by name, and their values in the file's units."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from spinecable.errors import ChemistryError, suggestion


class Contents:
    """The elements of one document, which owns them and is kept alive here.

    Attributes
    ----------
    sbml : the libSBML module.
    model : libSBML's model, Level 3, with functions and initial assignments written out.
    where : the file, for complaints.
    species, rules, rates : species, assignment rules and rate rules by the id they belong to.
    """

    def __init__(self, libsbml: Any, document: Any, where: str) -> None:
        self.sbml = libsbml
        self._document = document
        self.model = model = document.getModel()
        self.where = where
        self.species = {s.getId(): s for s in model.getListOfSpecies()}
        self.rules = {r.getVariable(): r for r in model.getListOfRules() if r.isAssignment()}
        self.rates = {r.getVariable(): r for r in model.getListOfRules() if r.isRate()}

    def find(self, name: str, among: dict[str, Any], what: str) -> str:
        """The id meant by an id or by a name that only one element has."""
        if name in among:
            return name
        named = [key for key, element in among.items() if element.getName() == name]
        if len(named) == 1:
            return named[0]
        if named:
            raise ChemistryError(
                f"{len(named)} {what} are called '{name}'",
                where=self.where,
                tip=f"Give the id: {', '.join(named)}.",
            )
        labels = {e.getName() for e in among.values() if e.getName()}
        raise ChemistryError(
            f"the model has no {what} '{name}'",
            where=self.where,
            tip=suggestion(name, {*among, *labels}),
        )

    def state(self, driven: tuple[str, ...]) -> tuple[str, ...]:
        """Species that reactions change, and whatever has a rate rule."""
        changed = {
            reference.getSpecies()
            for reaction in self.model.getListOfReactions()
            for reference in (*reaction.getListOfReactants(), *reaction.getListOfProducts())
        }
        free = [
            name
            for name, species in self.species.items()
            if name in changed
            and not species.getBoundaryCondition()
            and not species.getConstant()
            and name not in self.rules
            and name not in self.rates
            and name not in driven
        ]
        return (*free, *(name for name in self.rates if name not in driven))

    def litres(self, name: str) -> float:
        """Factor from a variable to its amount: 1, or the size of a concentration's place."""
        item = self.species.get(name)
        if item is None or item.getHasOnlySubstanceUnits():
            return 1.0
        return self.size(item.getCompartment())

    def scale(self, name: str) -> float:
        """Factor from a typical concentration to one of the variable; 0 where it is no species."""
        item = self.species.get(name)
        if item is None:
            return 0.0
        return self.size(item.getCompartment()) if item.getHasOnlySubstanceUnits() else 1.0

    def size(self, compartment: str) -> float:
        """A compartment's size."""
        place = self.model.getCompartment(compartment)
        if not place.isSetSize() or not place.getSize() > 0:
            raise ChemistryError(f"the compartment '{compartment}' has no size", where=self.where)
        return float(place.getSize())

    def concentration(self, name: str) -> float:
        """Initial concentration of a species."""
        value = self.value(name)
        item = self.species[name]
        return (
            value / self.size(item.getCompartment()) if item.getHasOnlySubstanceUnits() else value
        )

    def value(self, name: str) -> float:
        """Initial value of a symbol in the file's units."""
        species = self.species.get(name)
        if species is not None:
            size = self.size(species.getCompartment())
            by_amount = species.getHasOnlySubstanceUnits()
            if species.isSetInitialConcentration():
                return float(species.getInitialConcentration()) * (size if by_amount else 1.0)
            if species.isSetInitialAmount():
                return float(species.getInitialAmount()) / (1.0 if by_amount else size)
        parameter = self.model.getParameter(name)
        if parameter is not None and parameter.isSetValue():
            return float(parameter.getValue())
        if self.model.getCompartment(name) is not None:
            return self.size(name)
        raise ChemistryError(f"'{name}' has no value in the file", where=self.where)

    def stoichiometry(self, state: tuple[str, ...]) -> NDArray[np.float64]:
        """Amounts of each state variable gained per unit of each reaction."""
        reactions = list(self.model.getListOfReactions())
        place = {name: i for i, name in enumerate(state)}
        matrix = np.zeros((len(state), len(reactions)))
        for j, reaction in enumerate(reactions):
            for sign, references in (
                (-1.0, reaction.getListOfReactants()),
                (1.0, reaction.getListOfProducts()),
            ):
                for reference in references:
                    name = reference.getSpecies()
                    if name in place and name not in self.rates:
                        factor = self._conversion(name)
                        matrix[place[name], j] += sign * reference.getStoichiometry() * factor
        return matrix

    def _conversion(self, species: str) -> float:
        item = self.species[species]
        name = item.getConversionFactor() or self.model.getConversionFactor()
        return self.value(name) if name else 1.0
