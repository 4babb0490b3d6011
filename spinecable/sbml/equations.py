"""A model's formulas as Python arithmetic."""

from __future__ import annotations

from typing import Any

from spinecable.errors import ChemistryError
from spinecable.sbml.contents import Contents
from spinecable.sbml.formula import FormulaWriter, Unsupported
from spinecable.sbml.opening import LISTED


def _places(
    contents: Contents, calcium: dict[str, float], state: tuple[str, ...]
) -> dict[str, str]:
    """SBML id -> Python text, for everything that a formula may name."""
    places: dict[str, str] = {}
    for name, per_concentration in calcium.items():
        per_uM = per_concentration * (
            contents.size(contents.species[name].getCompartment())
            if contents.species[name].getHasOnlySubstanceUnits()
            else 1.0
        )
        places[name] = f"(ca * {per_uM!r})"
    places |= {name: f"x[{i}]" for i, name in enumerate(state)}
    places |= {name: f"rule_{i}" for i, name in enumerate(contents.rules) if name not in calcium}
    elements = [
        *contents.model.getListOfSpecies(),
        *contents.model.getListOfParameters(),
        *contents.model.getListOfCompartments(),
    ]
    for element in elements:
        name = element.getId()
        if name not in places:
            try:
                places[name] = f"({contents.value(name)!r})"
            except ChemistryError:
                continue
    for j, reaction in enumerate(contents.model.getListOfReactions()):
        places.setdefault(reaction.getId(), f"flux_{j}")
    return places


def equations_source(
    contents: Contents,
    calcium: dict[str, float],
    state: tuple[str, ...],
    wanted: tuple[str, ...],
    factors: dict[str, float],
) -> str:
    """Python functions of the fluxes, the rates of rate rules and the readouts.

    Parameters
    ----------
    calcium : driven species and their concentration in the file's unit per uM.
    state : variables that the fluxes and rate rules change.
    wanted : what to read out.
    factors : uM in the file's unit of each species' concentration.

    Raises
    ------
    ChemistryError : a formula that cannot be run, rules that need each other, a readout without a
        value.
    """
    places = _places(contents, calcium, state)
    reactions = list(contents.model.getListOfReactions())
    writer = FormulaWriter(contents.sbml, places)
    bad: list[str] = []

    def written(owner: str, math: Any) -> str:
        try:
            return writer.write(math)
        except Unsupported as error:
            bad.append(f"{error} in '{owner}'")
            return "0.0"

    rules = {n: r.getMath() for n, r in contents.rules.items() if places[n].startswith("rule_")}
    laws = {r.getId(): r.getKineticLaw().getMath() for r in reactions}
    formulas = (*rules.values(), *laws.values(), *(r.getMath() for r in contents.rates.values()))
    named = set().union(*(_names(contents.sbml, math) for math in formulas))
    assigned = {**rules, **{name: math for name, math in laws.items() if name in named}}
    assignments = [
        f"    {places[name]} = {written(name, assigned[name])}"
        for name in _ordered(contents, assigned)
    ]
    fluxes = [places[n] if n in assigned else written(n, math) for n, math in laws.items()]
    own = {
        name: written(name, contents.rates[name].getMath())
        for name in state
        if name in contents.rates
    }
    if bad:
        raise ChemistryError(
            f"the model's formulas hold what cannot be run here: {'; '.join(bad[:LISTED])}",
            where=contents.where,
        )
    read = []
    for name in wanted:
        scale = 1.0
        if name in contents.species:
            item = contents.species[name]
            amount = item.getHasOnlySubstanceUnits()
            scale = factors[name] / (contents.size(item.getCompartment()) if amount else 1.0)
        if name not in places:
            raise ChemistryError(f"'{name}' has no value in the file", where=contents.where)
        read.append(f"{places[name]} * {scale!r}")
    lines = ["def reactions(t, x, ca):", *assignments]
    lines.append(f"    return [{', '.join(fluxes)}]")
    lines += ["def own_rates(t, x, ca):", *(assignments if own else [])]
    lines.append("    return {" + ", ".join(f"{n!r}: {v}" for n, v in own.items()) + "}")
    lines += ["def observe(t, x, ca):", *assignments]
    lines.append(f"    return [{', '.join(read)}]")
    return "\n".join(lines)


def _ordered(contents: Contents, assigned: dict[str, Any]) -> list[str]:
    """Rules, and fluxes that formulas name, so that each stands after those it uses."""
    order: list[str] = []

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise ChemistryError(
                f"the rules {', '.join(above)} need each other", where=contents.where
            )
        if name in order:
            return
        for used in _names(contents.sbml, assigned[name]):
            if used in assigned:
                visit(used, (*above, name))
        order.append(name)

    for name in assigned:
        visit(name, ())
    return order


def _names(libsbml: Any, node: Any) -> set[str]:
    found = {node.getName()} if node.getType() == libsbml.AST_NAME else set()
    for i in range(node.getNumChildren()):
        found |= _names(libsbml, node.getChild(i))
    return found
