"""Changes of single values of an experiment file: ``spine.narrow.geometry.neck_length_um=2``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import Any

from spinecable.describe.lines import Path
from spinecable.errors import DescriptionError, suggestion

_REPLACES = {"head_volume_um3": "head_diameter_um", "head_diameter_um": "head_volume_um3"}
"""Two ways to give one quantity: setting one removes the other."""


@dataclass(frozen=True)
class Override:
    """One change: its text as given, the keys on the way, the new value and the option used."""

    text: str
    keys: tuple[str, ...]
    value: Any
    option: str = "--set"

    @property
    def where(self) -> str:
        """How error messages name it."""
        return f"{self.option} {self.text}"


def parse_override(text: str) -> Override:
    """``KEY=VALUE`` in parts. The value is a TOML value; a bare word or a path is text.

    Keys are joined by dots. An item of a list is given by its index from 0 or its name:
    ``spine.0``, ``spine[0]`` or ``spine.narrow``; a stimulus also by its kind.

    Raises
    ------
    DescriptionError : no ``=``, an empty key, or a value that is neither TOML nor a bare word.
    """
    key, equals, value = text.partition("=")
    keys = tuple(part.strip() for part in re.sub(r"\[(\d+)\]", r".\1", key).split("."))
    if not equals or not all(keys):
        raise DescriptionError(
            "a change is written KEY=VALUE",
            where=f"--set {text}",
            tip="Example: spine.0.geometry.neck_length_um=2",
        )
    return Override(text, keys, _value(text, value.strip()))


def _value(text: str, value: str) -> Any:
    try:
        document = tomllib.loads(f"value = {value}")
    except tomllib.TOMLDecodeError as error:
        if value and value[0] not in "[{\"'" and "\n" not in value:
            return value
        raise DescriptionError(
            "the value is not valid TOML",
            where=f"--set {text}",
            tip='Write text as "...", lists as [1, 2] and tables as { key = 1 }.',
        ) from error
    if list(document) != ["value"]:
        raise DescriptionError("the value must be a single one", where=f"--set {text}")
    return document["value"]


def apply_override(document: dict[str, Any], override: Override) -> Path:
    """Set the value inside `document` and return the path of the key that was set.

    Tables that are missing on the way are made; items of lists must exist.
    """
    here, path = holder(document, override)
    last = override.keys[-1]
    if isinstance(here, list):
        index = _index(here, last, path, override)
        here[index] = override.value
        return (*path, index)
    here.pop(_REPLACES.get(last), None)
    here[last] = override.value
    return (*path, last)


def holder(document: dict[str, Any], override: Override) -> tuple[Any, Path]:
    """The table or list inside `document` that holds the key, and its path.

    Tables that are missing on the way are made; items of lists must exist.
    """
    here: Any = document
    path: Path = ()
    for key in override.keys[:-1]:
        step: str | int
        if isinstance(here, list):
            step = _index(here, key, path, override)
        else:
            step = key
            here.setdefault(key, {})
        here, path = here[step], (*path, step)
        if not isinstance(here, dict | list):
            raise DescriptionError(
                f"'{key}' holds a single value, not a table", where=override.where
            )
    return here, path


def _index(items: list[Any], key: str, path: Path, override: Override) -> int:
    """The index of the item that `key` means: a number, a name or the kind of a stimulus."""
    if key.isdigit():
        if int(key) < len(items):
            return int(key)
        raise DescriptionError(
            f"there is no item {key}: '{path[-1]}' has {len(items)}",
            where=override.where,
            tip="Items are counted from 0.",
        )
    names = [
        {item.get("name"), item.get("kind")} - {None} if isinstance(item, dict) else set()
        for item in items
    ]
    found = [i for i, own in enumerate(names) if key in own]
    if len(found) == 1:
        return found[0]
    if found:
        raise DescriptionError(
            f"'{key}' means {len(found)} items of '{path[-1]}'",
            where=override.where,
            tip=f"Give the index: {', '.join(str(i) for i in found)}.",
        )
    options = {name for own in names for name in own if isinstance(name, str)}
    raise DescriptionError(
        f"no item of '{path[-1]}' is called '{key}'",
        where=override.where,
        tip=suggestion(key, options),
    )
