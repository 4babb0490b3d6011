"""A user's SBML: what is read, what is refused, and with which words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from spinecable.errors import ChemistryError
from spinecable.sbml.read import read_cascade
from spinecable.sbml.solve import integrate

from .conftest import UNITS

MATH = 'xmlns="http://www.w3.org/1998/Math/MathML"'
EVENT = f"""<listOfEvents><event id="kick" useValuesFromTriggerTime="true">
<trigger initialValue="true" persistent="true"><math {MATH}>
<apply><gt/><ci>b</ci><cn>1</cn></apply></math></trigger></event></listOfEvents>"""


def test_units_of_concentration_and_time_are_converted(sbml_file: Callable[..., Path]) -> None:
    """Binding at constant calcium relaxes with rate on ca + off: 0.03 per ms at 1 uM."""
    model = read_cascade(sbml_file(), "calcium", ["cab", "buffer", "share"])
    assert model.notices == ()
    assert [r.unit for r in model.readouts] == ["uM", "uM", "1"]
    times = np.array([0.0, 0.02, 0.05, 1.0])
    out = integrate(model, np.array([0.0, 1.0]), np.ones(2), times, rtol=1e-9)
    expected = 2.0 * (0.01 / 0.03) * (1.0 - np.exp(-30.0 * times))
    assert out.values[0] == pytest.approx(expected, rel=1e-6, abs=1e-9)
    assert out.values[1] == pytest.approx(2.0 - expected, rel=1e-6)
    assert out.values[2] == pytest.approx(expected / 2.0, rel=1e-6, abs=1e-9)
    assert out.peaks == pytest.approx([2.0 / 3.0, 2.0, 1.0 / 3.0], rel=1e-6)


def test_a_rule_may_name_a_reaction_for_its_rate(sbml_file: Callable[..., Path]) -> None:
    """The rate of binding falls from on ca b to nothing as the buffer fills."""
    rule = f'<assignmentRule variable="flow"><math {MATH}><ci>bind</ci></math></assignmentRule>'
    file = sbml_file(rules=rule)
    parameters = '<listOfParameters><parameter id="flow" constant="false"/>'
    file.write_text(file.read_text().replace("<listOfParameters>", parameters))
    model = read_cascade(file, "ca", ["flow"])
    times = np.array([0.0, 0.02, 0.05])
    out = integrate(model, np.array([0.0, 1.0]), np.ones(2), times, rtol=1e-9)
    nmol_per_ms = 2e-16 * 1e-5 * 1000.0 * 2000.0 * np.exp(-30.0 * times)
    assert out.values[0] == pytest.approx(nmol_per_ms, rel=1e-5)


def test_a_readout_without_a_value_is_refused(sbml_file: Callable[..., Path]) -> None:
    file = sbml_file()
    parameters = '<listOfParameters><parameter id="loose" constant="true"/>'
    file.write_text(file.read_text().replace("<listOfParameters>", parameters))
    with pytest.raises(ChemistryError, match="'loose' has no value in the file"):
        read_cascade(file, "ca", ["loose"])


def test_the_buffer_is_the_only_conserved_sum(sbml_file: Callable[..., Path]) -> None:
    (moiety,) = read_cascade(sbml_file(), "ca").moieties
    assert moiety == {"b": 1.0, "cab": 1.0}


def test_a_brief_pulse_after_a_long_rest_is_not_stepped_over(
    sbml_file: Callable[..., Path],
) -> None:
    model = read_cascade(sbml_file(), "ca", ["cab"])
    time = np.array([0.0, 900.0, 900.001, 900.006, 900.007, 1000.0])
    calcium = np.array([0.0, 0.0, 50.0, 50.0, 0.0, 0.0])
    peak = integrate(model, time, calcium, np.array([1000.0])).peaks[0]
    assert 1.5 < peak < 2.0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"events": EVENT}, "the event 'kick'"),
        (
            {"rules": f"<algebraicRule><math {MATH}><ci>b</ci></math></algebraicRule>"},
            "the algebraic rule 0 = b",
        ),
        (
            {
                "law": '<apply><csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/'
                'symbols/delay">delay</csymbol><ci>b</ci><cn>1</cn></apply>'
            },
            "a delay in 'bind'",
        ),
    ],
)
def test_what_cannot_be_run_is_named(
    sbml_file: Callable[..., Path], changes: dict[str, str], words: str
) -> None:
    with pytest.raises(ChemistryError, match=words):
        read_cascade(sbml_file(**changes), "ca")


def test_rate_laws_of_the_wrong_dimension_are_named(sbml_file: Callable[..., Path]) -> None:
    law = "<apply><times/><ci>on</ci><ci>ca</ci><ci>b</ci></apply>"
    with pytest.raises(ChemistryError, match="not substance per time: 'bind'") as caught:
        read_cascade(sbml_file(law=law), "ca")
    assert "concentration_unit" in str(caught.value)


def test_units_that_are_not_understood_are_listed(sbml_file: Callable[..., Path]) -> None:
    grams = UNITS.replace(
        'kind="mole" exponent="1" scale="-9"', 'kind="gram" exponent="1" scale="-9"'
    )
    with pytest.raises(ChemistryError, match=r"'ca' .*'b' ") as caught:
        read_cascade(sbml_file(grams), "ca")
    assert "concentration_unit: nM, uM, mM, M" in str(caught.value)
    metres = UNITS.replace(
        '<unit kind="second" exponent="1" scale="-3"', '<unit kind="metre" exponent="1" scale="-3"'
    )
    with pytest.raises(ChemistryError, match=r"unit of time \(ms\)"):
        read_cascade(sbml_file(metres), "ca")


def test_a_unit_given_by_the_user_replaces_the_files(sbml_file: Callable[..., Path]) -> None:
    model = read_cascade(sbml_file(), "ca", ["b"], concentration_unit="uM", time_unit="s")
    out = integrate(model, np.array([0.0, 1.0]), np.zeros(2), np.array([0.0]))
    assert out.values[0, 0] == pytest.approx(2000.0)
    assert model.seconds == 1.0


def test_wrong_names_are_refused_with_a_suggestion(sbml_file: Callable[..., Path]) -> None:
    with pytest.raises(ChemistryError, match="Did you mean 'calcium'"):
        read_cascade(sbml_file(), "calcum")
    with pytest.raises(ChemistryError, match="Did you mean 'share'"):
        read_cascade(sbml_file(), "ca", ["shared"])


def test_not_a_file_and_not_sbml(tmp_path: Path, libsbml: object) -> None:
    with pytest.raises(ChemistryError, match="no such SBML file"):
        read_cascade(tmp_path / "none.xml", "ca")
    bad = tmp_path / "bad.xml"
    bad.write_text("<sbml><model></sbml>")
    with pytest.raises(ChemistryError, match="not a valid SBML file"):
        read_cascade(bad, "ca")
