"""Tables of measured spines as CSV, with units in the names of the columns."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from pathlib import Path

from spinecable.errors import DescriptionError, suggestion
from spinecable.population.measured import Measured

TEXTS = ("name", "section", "domain")
NUMBERS = (
    "position",
    "path_distance_um",
    "x_um",
    "y_um",
    "z_um",
    "spine_length_um",
    "head_volume_um3",
    "head_diameter_um",
    "neck_length_um",
    "neck_diameter_um",
    "psd_area_um2",
)
COLUMNS = (*TEXTS, *NUMBERS)
"""Every column that is understood; any may be left out as long as each row has a place."""

_NOT_POSITIVE = ("position", "path_distance_um", "x_um", "y_um", "z_um")


def read_csv(path: Path) -> list[Measured]:
    """The spines of a CSV file, one a row under a line with the names of `COLUMNS`.

    Separators are commas, semicolons or tabs; empty cells are not measured; lines that start with
    ``#`` are passed over.

    Raises
    ------
    DescriptionError : unknown or repeated column, no column of places, a cell that is no number.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DescriptionError(
            "the file cannot be read as UTF-8 text", where=str(path), tip="Save it as CSV in UTF-8."
        ) from error
    lines = [
        (number, line)
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not lines:
        raise DescriptionError("the file is empty", where=str(path))
    separator = next((mark for mark in (",", ";", "\t") if mark in lines[0][1]), ",")
    header = _header(_cells(lines[0][1], separator), f"{path}:{lines[0][0]}")
    found = []
    for number, line in lines[1:]:
        where = f"{path}:{number}"
        cells = _cells(line, separator)
        if len(cells) != len(header):
            raise DescriptionError(
                f"the row has {len(cells)} cells under {len(header)} columns",
                where=where,
                tip="Quote cells that hold the separator.",
            )
        found.append(_row(dict(zip(header, cells, strict=True)), where))
    if not found:
        raise DescriptionError("there is no spine below the names of columns", where=str(path))
    return found


def write_csv(path: Path, rows: Iterable[dict[str, object]]) -> None:
    """Write spines so that `read_csv` has them back; keys are among `COLUMNS`."""
    rows = list(rows)
    columns = [column for column in COLUMNS if any(column in row for row in rows)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _cells(line: str, separator: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([line], delimiter=separator))]


def _header(names: list[str], where: str) -> list[str]:
    for name in names:
        if name not in COLUMNS:
            raise DescriptionError(
                f"unknown column '{name}'", where=where, tip=suggestion(name, COLUMNS)
            )
        if names.count(name) > 1:
            raise DescriptionError(f"two columns are called '{name}'", where=where)
    places = ({"section", "position"}, {"domain", "path_distance_um"}, {"x_um", "y_um", "z_um"})
    if not any(place <= set(names) for place in places):
        raise DescriptionError(
            "no columns say where the spines stand",
            where=where,
            tip="Give section and position, or domain and path_distance_um, or x_um, y_um and "
            "z_um.",
        )
    return names


def _row(row: dict[str, str], where: str) -> Measured:
    number = {name: _number(row[name], name, where) for name in NUMBERS if row.get(name, "") != ""}
    if "head_diameter_um" in number:
        if "head_volume_um3" in number:
            raise DescriptionError(
                "the head's size is given twice",
                where=where,
                tip="Keep head_volume_um3 or head_diameter_um.",
            )
        number["head_volume_um3"] = math.pi * number["head_diameter_um"] ** 3 / 6
    point = tuple(number[name] for name in ("x_um", "y_um", "z_um") if name in number)
    return Measured(
        where=where,
        name=row.get("name") or None,
        section=row.get("section") or None,
        position=number.get("position"),
        domain=row.get("domain") or None,
        path_distance_um=number.get("path_distance_um"),
        point_um=(point[0], point[1], point[2]) if len(point) == 3 else None,
        length_um=number.get("spine_length_um"),
        head_volume_um3=number.get("head_volume_um3"),
        neck_length_um=number.get("neck_length_um"),
        neck_diameter_um=number.get("neck_diameter_um"),
        psd_area_um2=number.get("psd_area_um2"),
    )


def _number(cell: str, name: str, where: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        raise DescriptionError(
            f"'{cell}' is not a number", where=f"{where}, {name}", tip="Write 0.5, not 0,5."
        ) from None
    if not math.isfinite(value) or (value <= 0 and name not in _NOT_POSITIVE):
        raise DescriptionError(
            f"must be a finite number above 0, not {cell}",
            where=f"{where}, {name}",
            tip="Leave the cell empty where it was not measured.",
        )
    return value
