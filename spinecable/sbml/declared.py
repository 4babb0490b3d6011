"""The units that an SBML file declares, and where they cannot be meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from spinecable.errors import ChemistryError
from spinecable.sbml.contents import Contents
from spinecable.sbml.opening import LISTED
from spinecable.sbml.units import (
    CONCENTRATIONS_UM,
    TIMES_S,
    dimension,
    micromolar,
    quotient,
    same,
    seconds,
    shown,
)

PLAUSIBLE_UM = 1e5
"""No calcium in a cell is above 100 mM; a file that says so has other units than it declares."""


def unit_of_time(contents: Contents, given: str | None) -> float:
    """Seconds in the model's unit of time: the one given, else the one declared."""
    if given is not None:
        return TIMES_S[given]
    text = contents.model.getTimeUnits()
    found = seconds(dimension(contents.sbml, _definition(contents, text)))
    if found is None:
        raise ChemistryError(
            f"the model's unit of time ({text or 'not declared'}) is not understood",
            where=contents.where,
            tip=f"Say what it is with time_unit: {', '.join(TIMES_S)}.",
        )
    return found


def _definition(contents: Contents, text: str) -> Any:
    """A unit definition by id, or one made for a base unit; None if there is none."""
    found = contents.model.getUnitDefinition(text)
    if found is not None or not text:
        return found
    kind = contents.sbml.UnitKind_forName(text)
    if kind == contents.sbml.UNIT_KIND_INVALID:
        return None
    made = contents.sbml.UnitDefinition(3, 2)
    unit = made.createUnit()
    unit.setKind(kind)
    unit.setExponent(1)
    unit.setScale(0)
    unit.setMultiplier(1.0)
    return made


def concentrations(contents: Contents, names: Iterable[str], given: str | None) -> dict[str, float]:
    """uM per unit of each species' concentration; those that are not understood are refused."""
    factors: dict[str, float] = {}
    bad: dict[str, str] = {}
    for name in names:
        species = contents.species.get(name)
        if species is None:
            continue
        if given is not None:
            factors[name] = CONCENTRATIONS_UM[given]
            continue
        compartment = contents.model.getCompartment(species.getCompartment())
        substance = _definition(
            contents, species.getSubstanceUnits() or contents.model.getSubstanceUnits()
        )
        volume = _definition(contents, compartment.getUnits() or contents.model.getVolumeUnits())
        found = micromolar(
            quotient(dimension(contents.sbml, substance), dimension(contents.sbml, volume))
        )
        if found is None:
            bad[name] = f"{shown(contents.sbml, substance)} per {shown(contents.sbml, volume)}"
        else:
            factors[name] = found
    if bad:
        listed = ", ".join(f"'{n}' ({u})" for n, u in list(bad.items())[:LISTED])
        more = f" and {len(bad) - LISTED} more" if len(bad) > LISTED else ""
        raise ChemistryError(
            f"the units of these concentrations are not understood: {listed}{more}",
            where=contents.where,
            tip=f"Say what they are with concentration_unit: {', '.join(CONCENTRATIONS_UM)}.",
        )
    return factors


def refuse_implausible(
    contents: Contents, driven: tuple[str, ...], factors: dict[str, float], given: str | None
) -> None:
    """Refuse a calcium that by its declared unit is above `PLAUSIBLE_UM`."""
    for name in driven:
        species = contents.species[name]
        if not (species.isSetInitialConcentration() or species.isSetInitialAmount()):
            continue
        level = contents.concentration(name) * factors[name]
        if given is None and level > PLAUSIBLE_UM:
            raise ChemistryError(
                f"by its declared units '{name}' starts at {level:.3g} uM of calcium",
                where=contents.where,
                tip="Say what the numbers are, such as concentration_unit = 'uM'.",
            )


def check_laws(contents: Contents, overridden: str | None) -> list[str]:
    """Rate laws are extent per time, where the file declares enough to tell; gives notices."""
    if overridden:
        return ["units of rate laws are not checked: the file's are replaced"]
    wrong, unchecked = [], 0
    extent = _definition(
        contents, contents.model.getExtentUnits() or contents.model.getSubstanceUnits()
    )
    time = _definition(contents, contents.model.getTimeUnits())
    target = quotient(dimension(contents.sbml, extent), dimension(contents.sbml, time))
    for reaction in contents.model.getListOfReactions():
        law = reaction.getKineticLaw()
        found = dimension(contents.sbml, law.getDerivedUnitDefinition())
        if law.containsUndeclaredUnits() or found is None or target is None:
            unchecked += 1
        elif not same(found, target):
            wrong.append(
                f"'{reaction.getId()}' ({shown(contents.sbml, law.getDerivedUnitDefinition())})"
            )
    if wrong:
        raise ChemistryError(
            f"{len(wrong)} rate laws are not substance per time: {', '.join(wrong[:LISTED])}",
            where=contents.where,
            tip="Correct the units in the file, or give concentration_unit and time_unit to "
            "take its numbers as they are.",
        )
    if unchecked:
        return [
            f"units of {unchecked} of {contents.model.getNumReactions()} rate laws cannot be "
            "checked: the file does not declare them"
        ]
    return []
