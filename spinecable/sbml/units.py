"""Units of an SBML model in ours: uM and seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from spinecable.sbml.formula import AVOGADRO

CONCENTRATIONS_UM = {"nM": 1e-3, "uM": 1.0, "mM": 1e3, "M": 1e6}
"""Units of concentration that a user may declare for a file that has none, in uM."""

TIMES_S = {"ms": 1e-3, "s": 1.0, "min": 60.0, "h": 3600.0}
"""Units of time that a user may declare for a file that has none, in seconds."""


@dataclass(frozen=True)
class Dimension:
    """A unit in powers of mole, metre and second, times a factor."""

    factor: float
    mole: int
    metre: int
    second: int


def dimension(libsbml: Any, definition: Any) -> Dimension | None:
    """A unit definition taken apart; None where it holds anything else (item counts as mole)."""
    if definition is None or definition.getNumUnits() == 0:
        return None
    plain = libsbml.UnitDefinition.convertToSI(definition)
    powers = {"mole": 0, "metre": 0, "second": 0}
    factor = 1.0
    for i in range(plain.getNumUnits()):
        unit = plain.getUnit(i)
        name = libsbml.UnitKind_toString(unit.getKind())
        exponent = round(unit.getExponentAsDouble())
        factor *= (unit.getMultiplier() * 10.0 ** unit.getScale()) ** exponent
        if name == "item":
            name, factor = "mole", factor / AVOGADRO**exponent
        if name in powers:
            powers[name] += exponent
        elif name != "dimensionless":
            return None
    return Dimension(factor, **powers)


def micromolar(found: Dimension | None) -> float | None:
    """How many uM one unit is; None where it is no concentration. 1 mol/m^3 is 1000 uM."""
    if found is None or (found.mole, found.metre, found.second) != (1, -3, 0):
        return None
    return 1e3 * found.factor


def seconds(found: Dimension | None) -> float | None:
    """How many seconds one unit is; None where it is no time."""
    if found is None or (found.mole, found.metre, found.second) != (0, 0, 1):
        return None
    return found.factor


def shown(libsbml: Any, definition: Any) -> str:
    """A unit definition for people."""
    if definition is None or definition.getNumUnits() == 0:
        return "no unit"
    return str(libsbml.UnitDefinition.printUnits(definition, True))


def quotient(above: Dimension | None, below: Dimension | None) -> Dimension | None:
    """One unit divided by another; None where either is not understood."""
    if above is None or below is None:
        return None
    return Dimension(
        above.factor / below.factor,
        above.mole - below.mole,
        above.metre - below.metre,
        above.second - below.second,
    )


def same(a: Dimension, b: Dimension) -> bool:
    """Whether two units are equal, factor included."""
    alike = (a.mole, a.metre, a.second) == (b.mole, b.metre, b.second)
    return alike and abs(a.factor / b.factor - 1.0) < 1e-6
