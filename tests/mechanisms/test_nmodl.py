"""What is read from a .mod file."""

from __future__ import annotations

from pathlib import Path

import pytest

from spinecable.errors import MechanismError
from spinecable.mechanisms.nmodl import read_mod

POINT = """NEURON {
    POINT_PROCESS sc_point
    USEION ca READ ica, cai WRITE cai VALENCE 2
    USEION na READ ena WRITE ina
    RANGE tau, : a comment with , SUFFIX other
          gmax
}
VERBATIM
/* SUFFIX wrong */
ENDVERBATIM
PARAMETER { tau = 2.5(ms)<1e-3,100> gmax=-.5 (uS) n = 3 }
"""


def test_parameters_carry_value_unit_bounds_and_source(mod_dir: Path) -> None:
    tiny = read_mod(mod_dir / "sc_tiny.mod")
    found = {p.name: (p.value, p.unit, p.bounds, p.note) for p in tiny.parameters}
    assert found == {
        "g": (1e-3, "S/cm2", (0.0, 1e9), "conductance, Nobody 1900 in the dark"),
        "e": (-70.0, "mV", None, "reversal, ASSUMED"),
        "scale": (1.0, "1", None, ""),
        "celsius": (None, "degC", None, ""),
    }


def test_headings_names_and_kind(mod_dir: Path) -> None:
    tiny = read_mod(mod_dir / "sc_tiny.mod")
    assert (tiny.name, tiny.kind, tiny.title) == ("sc_tiny", "density", "Leak for tests")
    assert tiny.model == "ohmic leak of one conductance"
    assert tiny.source == "Nobody 1900 10.1000/none"
    assert tiny.range_names == ("g", "e", "i")
    assert tiny.global_names == ("scale",)
    assert tiny.placed_by == "section.insert('sc_tiny')"


def test_point_process_with_everything_on_one_line(tmp_path: Path) -> None:
    (tmp_path / "sc_point.mod").write_text(POINT)
    point = read_mod(tmp_path / "sc_point.mod")
    assert (point.name, point.kind) == ("sc_point", "point process")
    assert point.reads == ("ica", "cai", "ena")
    assert point.writes == ("cai", "ina")
    assert point.range_names == ("tau", "gmax")
    assert [(p.name, p.value, p.unit, p.bounds) for p in point.parameters] == [
        ("tau", 2.5, "ms", (1e-3, 100.0)),
        ("gmax", -0.5, "uS", None),
        ("n", 3.0, "", None),
    ]


def test_a_character_outside_ascii_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "sc_micro.mod"
    path.write_text("TITLE x\n: 5 µm\nNEURON { SUFFIX sc_micro }\n", encoding="utf-8")
    with pytest.raises(MechanismError, match="5 µm") as caught:
        read_mod(path)
    assert caught.value.where == f"{path}:2"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("sc_none.mod", "NEURON { RANGE x }\n", "declares no mechanism"),
        ("sc_hidden.mod", "NEURON { : SUFFIX sc_hidden\n}\n", "declares no mechanism"),
        ("sc-dash.mod", "NEURON { SUFFIX sc_dash }\n", "letters, digits"),
    ],
)
def test_files_that_cannot_be_a_mechanism(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(MechanismError, match=message):
        read_mod(tmp_path / name)
