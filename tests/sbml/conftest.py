"""SBML tests need libSBML; they are skipped where it is not installed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def libsbml() -> Any:
    """The module, or a clean skip."""
    return pytest.importorskip("libsbml")


UNITS = """<listOfUnitDefinitions>
<unitDefinition id="nmol"><listOfUnits>
<unit kind="mole" exponent="1" scale="-9" multiplier="1"/></listOfUnits></unitDefinition>
<unitDefinition id="ms"><listOfUnits>
<unit kind="second" exponent="1" scale="-3" multiplier="1"/></listOfUnits></unitDefinition>
<unitDefinition id="per_ms"><listOfUnits>
<unit kind="second" exponent="-1" scale="-3" multiplier="1"/></listOfUnits></unitDefinition>
<unitDefinition id="per_nM_ms"><listOfUnits>
<unit kind="mole" exponent="-1" scale="-9" multiplier="1"/>
<unit kind="litre" exponent="1" scale="0" multiplier="1"/>
<unit kind="second" exponent="-1" scale="-3" multiplier="1"/></listOfUnits></unitDefinition>
</listOfUnitDefinitions>"""

BINDING = """<?xml version="1.0" encoding="UTF-8"?>
<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2">
<model id="binding" substanceUnits="nmol" timeUnits="ms" volumeUnits="litre" extentUnits="nmol">
{units}
<listOfCompartments>
<compartment id="cell" constant="true" spatialDimensions="3" size="2e-16" units="litre"/>
</listOfCompartments>
<listOfSpecies>
<species id="ca" name="calcium" compartment="cell" initialConcentration="100"
 substanceUnits="nmol" hasOnlySubstanceUnits="false" boundaryCondition="false" constant="false"/>
<species id="b" name="buffer" compartment="cell" initialConcentration="2000"
 substanceUnits="nmol" hasOnlySubstanceUnits="false" boundaryCondition="false" constant="false"/>
<species id="cab" compartment="cell" initialAmount="0"
 substanceUnits="nmol" hasOnlySubstanceUnits="true" boundaryCondition="false" constant="false"/>
</listOfSpecies>
<listOfParameters>
<parameter id="on" value="1e-5" units="per_nM_ms" constant="true"/>
<parameter id="off" value="0.02" units="per_ms" constant="true"/>
<parameter id="share" units="dimensionless" constant="false"/>
</listOfParameters>
<listOfRules>
<assignmentRule variable="share"><math xmlns="http://www.w3.org/1998/Math/MathML">
<apply><divide/><apply><divide/><ci>cab</ci><ci>cell</ci></apply>
<apply><plus/><ci>b</ci><apply><divide/><ci>cab</ci><ci>cell</ci></apply></apply></apply>
</math></assignmentRule>
{rules}
</listOfRules>
<listOfReactions>
<reaction id="bind" reversible="true">
<listOfReactants>
<speciesReference species="ca" stoichiometry="1" constant="true"/>
<speciesReference species="b" stoichiometry="1" constant="true"/></listOfReactants>
<listOfProducts>
<speciesReference species="cab" stoichiometry="1" constant="true"/></listOfProducts>
<kineticLaw><math xmlns="http://www.w3.org/1998/Math/MathML">
{law}
</math></kineticLaw></reaction>
</listOfReactions>
{events}
</model></sbml>"""

LAW = """<apply><minus/>
<apply><times/><ci>cell</ci><ci>on</ci><ci>ca</ci><ci>b</ci></apply>
<apply><times/><ci>off</ci><ci>cab</ci></apply></apply>"""


@pytest.fixture
def sbml_file(tmp_path: Path, libsbml: Any) -> Callable[..., Path]:
    """A file with a buffer that binds calcium, in nM and ms; one species is an amount."""

    def write(units: str = UNITS, rules: str = "", law: str = LAW, events: str = "") -> Path:
        path = tmp_path / "binding.xml"
        path.write_text(BINDING.format(units=units, rules=rules, law=law, events=events))
        return path

    return write
