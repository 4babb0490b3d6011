"""Validation errors of an experiment in plain words, each with its place and what to do."""

from __future__ import annotations

import math
import re
import types
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Protocol, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from spinecable.describe.lines import Path
from spinecable.errors import DescriptionError, suggestion


class Where(Protocol):
    """The place a user can go to, ``file.toml:12, spine[1].name``; `named` adds the key path."""

    def __call__(self, path: Path, /, named: bool = True) -> str: ...


_EXAMPLES = {
    "spine": "a [[spine]] table with name, site and geometry",
    "simulation": "[simulation] with duration_ms = 500.0",
    "duration_ms": "duration_ms = 500.0",
    "density_per_um": "density_per_um = 2.0",
    "name": 'name = "a"',
    "site": 'site = { domain = "apical_oblique", path_distance_um = 150.0 }',
    "geometry": (
        "geometry = { head_volume_um3 = 0.08, neck_length_um = 1.0, neck_diameter_um = 0.15 }"
    ),
    "neck_length_um": "neck_length_um = 1.0",
    "neck_diameter_um": "neck_diameter_um = 0.15",
    "after": 'after = "presynaptic"',
    "times_ms": "times_ms = [50.0] or times_ms = { start = 50.0, interval = 100.0, count = 30 }",
}


@dataclass(frozen=True)
class _Fault:
    """One validation error: where it is in the data and what the schema expects there."""

    path: Path
    parent: Any
    expected: Any
    union: Path | None
    branch: Any
    details: Mapping[str, Any]


def complaints(
    error: ValidationError, model: type[BaseModel], document: Any, where: Where
) -> list[DescriptionError]:
    """One error a fault, in the order of the model's fields."""
    faults = [_located(dict(details), model, document) for details in error.errors()]
    found: list[DescriptionError] = []
    unions: dict[Path, Any] = {
        fault.union: _meant(fault.union, model, document)
        for fault in faults
        if fault.union is not None
    }
    reported: set[Path] = set()
    for fault in faults:
        if fault.union is None:
            if not _consequence(fault, faults):
                found.append(_complaint(fault, where, document))
        elif unions[fault.union] is None:
            if fault.union not in reported:
                reported.add(fault.union)
                found.append(_no_branch(fault.union, model, document, where))
        elif fault.branch is unions[fault.union] and not _consequence(fault, faults):
            found.append(_complaint(fault, where, document))
    return found


def dotted(path: Path) -> str:
    """``spine[1].geometry`` from its parts."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".")


def not_finite(value: Any, path: Path = ()) -> Path | None:
    """The path of the first number that is infinite or not a number, or None."""
    if isinstance(value, float) and not math.isfinite(value):
        return path
    inner: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    for key, item in inner:
        found = not_finite(item, (*path, key))
        if found is not None:
            return found
    return None


# --- from pydantic's location to a place in the data ---------------------------------------


def _located(details: dict[str, Any], model: type[BaseModel], document: Any) -> _Fault:
    """Walk data and schema together; names of union members in the location are not keys."""
    expected: Any = model
    parent: Any = None
    path: Path = ()
    union: Path | None = None
    branch: Any = None
    for element in details["loc"]:
        expected = _plain(expected)
        tagged = _tagged(expected)
        if tagged is not None:
            expected = tagged[str(element)]
        elif _is_union(expected):
            union = path
            branch = expected = _member(expected, str(element))
        else:
            parent, expected = expected, _inner(expected, element)
            path = (*path, _key(parent, element))
    return _Fault(path, parent, _plain(expected), union, branch, details)


def _plain(annotation: Any) -> Any:
    """Without ``| None``."""
    if _is_union(annotation):
        members = [a for a in get_args(annotation) if a is not type(None)]
        if len(members) == 1:
            return members[0]
    return annotation


def _is_union(annotation: Any) -> bool:
    return get_origin(annotation) in (Union, types.UnionType)


def _tagged(annotation: Any) -> dict[str, Any] | None:
    """The members of a discriminated union by tag, or None where it is not one."""
    if get_origin(annotation) is not Annotated:
        return None
    union, *extras = get_args(annotation)
    for extra in extras:
        if isinstance(extra, FieldInfo) and isinstance(extra.discriminator, str):
            return {
                get_args(member.model_fields[extra.discriminator].annotation)[0]: member
                for member in get_args(union)
            }
    return None


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _member(union: Any, label: str) -> Any:
    """The member of a plain union that pydantic calls `label`."""
    for member in get_args(union):
        name = member.__name__ if _is_model(member) else str(get_origin(member) or member)
        kind = label.partition("[")[0]
        if kind == name or f"'{kind}'" in name or name.lower().endswith(kind):
            return member
    return None


def _inner(annotation: Any, key: str | int) -> Any:
    """The schema of one key or item."""
    if _is_model(annotation):
        for name, field in annotation.model_fields.items():
            if key in (name, field.alias):
                return field.annotation
    arguments = get_args(annotation)
    if get_origin(annotation) in (tuple, list) and arguments:
        return arguments[0]
    if get_origin(annotation) is dict:
        return arguments[1]
    return None


def _key(model: Any, element: str | int) -> str | int:
    """The key in the data: pydantic names a field that is not there by its Python name."""
    field = model.model_fields.get(element) if _is_model(model) else None
    return element if field is None or field.alias is None else field.alias


def _at(path: Path, document: Any) -> Any:
    for part in path:
        document = document[part]
    return document


def _keys(model: Any) -> list[str]:
    """The keys a table may have."""
    return [field.alias or name for name, field in model.model_fields.items()]


# --- which fault to report -----------------------------------------------------------------


def _meant(path: Path, model: type[BaseModel], document: Any) -> Any:
    """The member of a plain union that a value looks like, or None."""
    value = _at(path, document)
    members = get_args(_expected(path, model, document))
    if isinstance(value, list):
        return next((m for m in members if get_origin(m) is list), None)
    if isinstance(value, dict):
        scores = [
            (sum(_near(key, _keys(m)) for key in value), -i)
            for i, m in enumerate(members)
            if _is_model(m)
        ]
        best = max(scores, default=(0, 0))
        return members[-best[1]] if best[0] > 0 else None
    return None


def _near(key: str, options: list[str]) -> bool:
    return key in options or suggestion(key, options).startswith("Did you mean")


def _expected(path: Path, model: type[BaseModel], document: Any) -> Any:
    """The schema at a path of the data."""
    expected: Any = model
    value = document
    for part in path:
        expected = _plain(expected)
        tagged = _tagged(expected)
        if tagged is not None:
            expected = tagged[value["kind"]]
        expected, value = _inner(expected, part), value[part]
    return _plain(expected)


def _consequence(fault: _Fault, faults: list[_Fault]) -> bool:
    """Whether another fault already says it.

    A misspelt key also makes the right one missing; a list whose items are wrong counts as
    too short.
    """
    kind = fault.details["type"]
    if kind == "too_short":
        return bool(fault.details["input"])
    if kind == "missing":
        wanted = str(fault.path[-1])
        return any(
            other.details["type"] == "extra_forbidden"
            and other.path[:-1] == fault.path[:-1]
            and f"'{wanted}'" in suggestion(str(other.path[-1]), [wanted])
            for other in faults
        )
    return False


# --- words ---------------------------------------------------------------------------------


def _complaint(fault: _Fault, where: Where, document: Any) -> DescriptionError:
    details, path = fault.details, fault.path
    kind, given, context = details["type"], details["input"], details.get("ctx", {})
    key = str(path[-1]) if path else ""
    what, tip = "", None
    if kind == "extra_forbidden":
        what = f"unknown key '{key}'"
        tip = suggestion(key, _keys(fault.parent))
    elif kind == "missing":
        path = path[:-1]
        what = f"'{key}' is missing"
        tip = f"Add {_EXAMPLES[key]}." if key in _EXAMPLES else "Add it."
    elif kind == "union_tag_invalid":
        path = (*path, "kind")
        what = f"there is no stimulus of the kind '{context['tag']}'"
        tip = suggestion(str(context["tag"]), _quoted(context["expected_tags"]))
    elif kind == "union_tag_not_found":
        what = "'kind' is missing"
        tip = f"It is one of: {', '.join(_tagged(fault.expected) or ())}."
    elif kind == "literal_error":
        what = f"{_shown(given)} is not one of the choices"
        tip = suggestion(str(given), _quoted(context["expected"]))
    elif kind == "value_error":
        what = str(context["error"])
        if not path:
            return DescriptionError(what, where=where(_named_in(what, document), named=False))
        what, tip = _split_tip(what)
    elif kind == "too_short":
        what = "the list is empty"
        tip = f"Add {_EXAMPLES[key]}." if key in _EXAMPLES else None
    else:
        what = f"must be {_wanted(fault)}, not {_shown(given)}"
    return DescriptionError(what, where=where(path), tip=tip)


def _wanted(fault: _Fault) -> str:
    kind, context = fault.details["type"], fault.details.get("ctx", {})
    bounds = {
        "greater_than": ("greater than", "gt"),
        "greater_than_equal": ("at least", "ge"),
        "less_than": ("less than", "lt"),
        "less_than_equal": ("at most", "le"),
    }
    if kind in bounds:
        words, name = bounds[kind]
        return f"{words} {context[name]:g}"
    if kind.startswith("float"):
        return "a number"
    if kind.startswith("int"):
        return "a whole number"
    if kind.startswith("bool"):
        return "true or false"
    if kind == "string_pattern_mismatch":
        return "a letter followed by letters, digits, '_' or '-'"
    if kind == "string_too_long":
        return f"at most {context['max_length']} characters long"
    if kind == "string_type":
        return "text in quotes"
    if kind in ("tuple_type", "list_type") and fault.path[-1] in (
        "spine",
        "population",
        "stimulus",
    ):
        return f"a list of tables, each headed [[{fault.path[-1]}]]"
    return _shape(fault.expected) or str(fault.details["msg"])


def _shape(expected: Any) -> str:
    """What a value of this type looks like in TOML."""
    if expected is float:
        return "a number"
    if _is_model(expected):
        return f"a table with {_joined(_keys(expected), 'and')}"
    if get_origin(expected) is Literal:
        return _joined([f'"{value}"' for value in get_args(expected)], "or")
    if get_origin(expected) in (list, tuple):
        inner = get_args(expected)[0]
        return "a list of numbers" if inner is float else 'a list such as ["a", "b"]'
    return "a table" if get_origin(expected) is dict else ""


def _no_branch(path: Path, model: type[BaseModel], document: Any, where: Where) -> DescriptionError:
    members = get_args(_expected(path, model, document))
    shapes = ", or ".join(_shape(member) for member in members)
    return DescriptionError(
        f"must be {shapes}, not {_shown(_at(path, document))}",
        where=where(path),
    )


def _named_in(text: str, document: Any) -> Path:
    """The path that a message about the whole experiment speaks of."""
    match = re.match(r"(\w+)(?:\[(\d+)\])?((?:\.\w+)*)", text)
    if match is not None and match[1] in document and (match[2] or match[3]):
        path: Path = (match[1],) if match[2] is None else (match[1], int(match[2]))
        return (*path, *(part for part in match[3].split(".") if part))
    for name in re.findall(r"'([^']*)'", text):
        for i, spine in reversed(list(enumerate(document.get("spine", ())))):
            if spine.get("name") == name:
                return ("spine", i)
    return ()


def _split_tip(text: str) -> tuple[str, str | None]:
    what, _, tip = text.partition("; give ")
    return (what, f"Give {tip}.") if tip else (what, None)


def _quoted(text: str) -> list[str]:
    return re.findall(r"'([^']*)'", text)


def _joined(words: list[str], last: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def _shown(value: Any) -> str:
    """A value as a user wrote it, shortened."""
    if isinstance(value, str):
        text = f"'{value}'"
    elif isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, dict):
        return f"a table with {_joined(list(value), 'and')}" if value else "an empty table"
    elif isinstance(value, list):
        return "a list"
    else:
        text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
