"""Changes of single values."""

from __future__ import annotations

import pytest

from spinecable.describe.overrides import apply_override, parse_override
from spinecable.errors import DescriptionError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a=2", 2),
        ("a=2.5", 2.5),
        ("a=false", False),
        ("a=[1, 2]", [1, 2]),
        ('a={ domain = "basal" }', {"domain": "basal"}),
        ('a="2"', "2"),
        ("a=stub", "stub"),
        ("a=../cells/my cell.swc", "../cells/my cell.swc"),
        ("a=k=v.swc", "k=v.swc"),
    ],
)
def test_value_is_toml_or_a_bare_word(text: str, value: object) -> None:
    parsed = parse_override(text).value
    assert parsed == value
    assert type(parsed) is type(value)


@pytest.mark.parametrize("text", ["a", "=1", "a..b=1", "a=[1", 'a="x', "a=", "a=1\nb=2"])
def test_what_is_not_a_change_is_refused(text: str) -> None:
    with pytest.raises(DescriptionError) as caught:
        parse_override(text)
    assert caught.value.where == f"--set {text}"


@pytest.mark.parametrize("key", ["spine.1", "spine[1]", "spine.b"])
def test_items_by_index_and_by_name(key: str) -> None:
    document = {"spine": [{"name": "a"}, {"name": "b", "geometry": {}}]}
    path = apply_override(document, parse_override(f"{key}.geometry.neck_length_um=2"))
    assert path == ("spine", 1, "geometry", "neck_length_um")
    assert document["spine"][1]["geometry"] == {"neck_length_um": 2}


def test_a_missing_table_is_made() -> None:
    document: dict[str, object] = {}
    apply_override(document, parse_override("bath.mg_mM=0"))
    assert document == {"bath": {"mg_mM": 0}}


def test_a_stimulus_by_its_kind_unless_there_are_two() -> None:
    document = {"stimulus": [{"kind": "current"}, {"kind": "presynaptic"}]}
    apply_override(document, parse_override("stimulus.presynaptic.times_ms=[5]"))
    assert document["stimulus"][1]["times_ms"] == [5]
    document["stimulus"][0]["kind"] = "presynaptic"
    with pytest.raises(DescriptionError, match="means 2 items") as caught:
        apply_override(document, parse_override("stimulus.presynaptic.times_ms=[5]"))
    assert caught.value.tip == "Give the index: 0, 1."


def test_one_head_size_replaces_the_other() -> None:
    document = {"geometry": {"head_volume_um3": 0.1}}
    apply_override(document, parse_override("geometry.head_diameter_um=0.5"))
    assert document == {"geometry": {"head_diameter_um": 0.5}}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("spine.c.name=x", "no item of 'spine' is called 'c'"),
        ("spine.narow.name=x", "Did you mean 'narrow'?"),
        ("spine.7.name=x", "there is no item 7: 'spine' has 1. Items are counted from 0."),
        ("title.x.y=1", "'title' holds a single value, not a table"),
    ],
)
def test_items_that_are_not_there(text: str, told: str) -> None:
    document = {"spine": [{"name": "narrow"}], "title": "t"}
    with pytest.raises(DescriptionError) as caught:
        apply_override(document, parse_override(text))
    assert told in str(caught.value)
