"""Preparations: every number has a unit and a source, and mistakes are named."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

import spinecable.describe.preparation as module
from spinecable.describe.preparation import UNITS, load_preparation
from spinecable.errors import DescriptionError

FILE = Path(module.__file__).resolve().parents[1] / "preparations" / "rat_ca1.toml"


def changed(tmp_path, old, new):
    text = FILE.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path = tmp_path / "mine.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return str(path)


def test_rat_ca1_has_every_key_with_unit_and_source():
    preparation = load_preparation("rat_ca1")
    for group, units in UNITS.items():
        assert set(preparation.group(group)) == set(units)
        for key, unit in units.items():
            quantity = preparation.quantity(group, key)
            assert quantity.unit == unit
            assert len(quantity.source) > 8 or quantity.source == "ASSUMED"


def test_the_rest_of_pp1_is_the_small_signal_rate():
    preparation = load_preparation()
    kcat, km = (preparation.quantity("kinetics", k).value for k in ("pp1_kcat", "pp1_km_uM"))
    assert kcat * preparation.quantity("head", "pp1_uM").value / km == pytest.approx(1 / 6)


def test_dialysis_changes_calbindin_and_nothing_else():
    intact, dialysed = load_preparation(), load_preparation(buffering="dialysed")
    for group in UNITS:
        a, b = intact.values(group), dialysed.values(group)
        assert {k for k in a if a[k] != b[k]} == {"calbindin_uM"}
        assert b["calbindin_uM"] == 0.0


def test_a_preparation_cannot_be_changed_in_place():
    preparation = load_preparation()
    with pytest.raises(FrozenInstanceError):
        preparation.name = "other"
    with pytest.raises(TypeError):
        preparation.groups["head"]["camkii_uM"] = 1.0


def test_overrides_leave_the_original_alone():
    preparation = load_preparation()
    mine = preparation.overridden("head", {"camkii_uM": 12.0})
    assert mine.quantity("head", "camkii_uM").value == 12.0
    assert preparation.quantity("head", "camkii_uM").value == 100.0


@pytest.mark.parametrize(
    ("group", "key", "value", "words"),
    [
        ("head", "calbindn_uM", 1.0, "calbindin_uM"),
        ("hed", "calbindin_uM", 1.0, "head"),
        ("head", "calbindin_uM", -1.0, "negative"),
        ("head", "calbindin_uM", float("nan"), "finite"),
        ("kinetics", "can_of", 1.0, "can_off"),
    ],
)
def test_wrong_overrides_are_named(group, key, value, words):
    with pytest.raises(DescriptionError, match=words):
        load_preparation().overridden(group, {key: value})


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("calbindin_uM =", "calbindn_uM =", "missing"),
        ("camkii_uM = {", "camkey_uM = { value = 1.0, unit = 'uM', source = 'x' }\ncamkii_uM = {",
         "camkii_uM"),
        ('value = 45.0, unit = "uM"', 'value = 45.0, unit = "mM"', "not uM"),
        ('value = 45.0, unit = "uM"', 'value = "45.0", unit = "uM"', "not a number"),
        ("\n[kinetics]\n", "\n[kinetics]\ncan_of = { value = 1, unit = '/s', source = 'x' }\n",
         "can_off"),
        ("[dialysed.neck]", "[dialysed.nick]", "neck"),
        ("[head]", "[head", "TOML"),
    ],
)  # fmt: skip
def test_mistakes_in_a_file_are_named(tmp_path, old, new, words):
    buffering = "dialysed"
    with pytest.raises(DescriptionError, match=words):
        load_preparation(changed(tmp_path, old, new), buffering)


def test_an_entry_without_a_source_is_refused(tmp_path):
    path = changed(
        tmp_path, "\n[kinetics]\n", "\n[kinetics]\ncan_off = { value = 1.0, unit = '/s' }\n"
    )
    with pytest.raises(DescriptionError, match="ASSUMED"):
        load_preparation(path)


def test_a_file_may_replace_kinetics(tmp_path):
    entry = "can_off = { value = 0.0012, unit = '/s', source = 'Quintana 2005' }"
    path = changed(tmp_path, "\n[kinetics]\n", f"\n[kinetics]\n{entry}\n")
    assert load_preparation(path).quantity("kinetics", "can_off").value == 0.0012


def test_unknown_names_suggest_the_nearest():
    with pytest.raises(DescriptionError, match="rat_ca1"):
        load_preparation("rat_ca2")
    with pytest.raises(DescriptionError, match="dialysed"):
        load_preparation("rat_ca1", "dialyzed")
