"""Choosing mechanisms, and the bundled ones against NEURON's own view of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from spinecable.errors import MechanismError
from spinecable.mechanisms.library import MechanismSet, mechanism_set, read_folder

UNITS = """
import json, sys
from spinecable.mechanisms.load import load_mechanisms, neuron_h
h = neuron_h()
report = {}
section = h.Section()
for m in load_mechanisms(sys.argv[1:] or None):
    if m.kind == "density":
        section.insert(m.name)
        target = section(0.5)
    else:
        target = getattr(h, m.name)(section(0.5))
    for p in m.parameters:
        if p.name in ("celsius", "v", "dt", "t", "diam", "area", "L"):
            continue
        point = m.kind != "density" and p.name in m.range_names
        full = f"{m.name}.{p.name}" if point else f"{p.name}_{m.name}"
        if p.name in m.range_names:
            value = getattr(target, p.name if point else full)
        else:
            value = getattr(h, full)
        report[full] = [h.units(full), value]
json.dump(report, sys.stdout)
"""


def test_empty_and_absent_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MechanismError, match=r"holds no \.mod file"):
        read_folder(tmp_path)
    with pytest.raises(MechanismError, match="does not exist"):
        read_folder(tmp_path / "nowhere")


def test_bundled_names_match_their_files_and_say_their_source() -> None:
    for mechanism in mechanism_set():
        assert mechanism.name == mechanism.path.stem
        assert mechanism.name.startswith("sc_")
        assert mechanism.title
        assert mechanism.source, f"{mechanism.path} has no Source line"


def test_names_choose_and_unknown_names_get_a_suggestion(mod_dir: Path) -> None:
    assert mechanism_set(["sc_tiny"], [mod_dir]).names == ("sc_tiny",)
    assert "sc_tiny" in mechanism_set(extra_dirs=[mod_dir]).names
    with pytest.raises(MechanismError, match="Did you mean 'sc_tiny'"):
        mechanism_set(["sc_tinny"], [mod_dir])


def test_two_files_of_one_name_are_refused_naming_both(mod_dir: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    text = (mod_dir / "sc_tiny.mod").read_text()
    copy = other / "sc_tiny.mod"
    copy.write_text(text)
    assert "sc_tiny" in mechanism_set(extra_dirs=[mod_dir, other]).names
    copy.write_text(text.replace("-70", "-71"))
    with pytest.raises(MechanismError) as caught:
        mechanism_set(extra_dirs=[mod_dir, other])
    assert str(copy) in str(caught.value)
    assert str(mod_dir / "sc_tiny.mod") in str(caught.value)


def test_same_mechanism_in_files_of_two_names_is_refused(mod_dir: Path) -> None:
    text = (mod_dir / "sc_tiny.mod").read_text()
    (mod_dir / "sc_again.mod").write_text(text.replace("-70", "-71"))
    with pytest.raises(MechanismError, match="two files both make the mechanism 'sc_tiny'"):
        mechanism_set(extra_dirs=[mod_dir])


def test_neuron_reports_the_units_and_defaults_that_were_read(
    run_python: Callable[..., object], usual_cache: None
) -> None:
    done = run_python(UNITS)
    assert done.returncode == 0, done.stderr
    from_neuron = json.loads(done.stdout)
    bundled: MechanismSet = mechanism_set()
    compared = 0
    for full, (unit, value) in from_neuron.items():
        mechanism, parameter = _owner(bundled, full)
        read = next(p for p in bundled[mechanism].parameters if p.name == parameter)
        assert unit == read.unit, full
        assert value == pytest.approx(read.value or 0.0), full
        compared += 1
    assert compared >= len(bundled)


def _owner(bundled: MechanismSet, full: str) -> tuple[str, str]:
    for name in bundled.names:
        if full.startswith(f"{name}."):
            return name, full[len(name) + 1 :]
        if full.endswith(f"_{name}"):
            return name, full[: -len(name) - 1]
    raise LookupError(full)


def test_tables_of_readme_and_docs_are_those_of_the_headers(tmp_path: Path) -> None:
    from spinecable.mechanisms.table import BEGIN, END, files, main, rows, with_table

    assert main(["--check"]) == 0
    assert [path.name for path in files()] == ["README.md", "mechanisms.md"]
    bundled = tuple(mechanism_set())
    table = list(rows(bundled))
    assert len(table) == 2 + len(bundled)
    for line, mechanism in zip(table[2:], bundled, strict=True):
        assert line.startswith(f"| `{mechanism.name}` | {mechanism.title} | ")
        assert line.count(" | ") == 4
        assert len(mechanism.source) > 10
    text = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    renewed = with_table(text, bundled[:1], "x.md")
    assert "old" not in renewed
    assert renewed.startswith("before")
    assert renewed.endswith("after\n")
    assert with_table(renewed, bundled[:1], "x.md") == renewed
    with pytest.raises(MechanismError, match="missing or doubled"):
        with_table("nothing", bundled, "x.md")
