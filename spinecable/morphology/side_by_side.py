"""Numbers of several morphologies side by side, as a Markdown table.

``python -m spinecable.morphology.side_by_side NAME_OR_FILE ...`` prints it; a file that is not
there is left out and said so below the table. ``morphologies/README.md`` has its output.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from spinecable.morphology.info import morphology_info
from spinecable.morphology.read import FORMATS, read_morphology

PARTS = ("basal", "apical_trunk", "apical_oblique", "apical_tuft")


def table(names: Sequence[str]) -> str:
    """Markdown text with one column for each of `names`, bundled names or paths.

    Raises
    ------
    MorphologyError : a file cannot be used, or a bundled name is not one.
    """
    absent = [name for name in names if name.endswith(FORMATS) and not Path(name).is_file()]
    columns = [morphology_info(read_morphology(name)) for name in names if name not in absent]
    lines = ["| | " + " | ".join(f"`{numbers['name']}`" for numbers in columns) + " |"]
    lines.append("|---|" + "---|" * len(columns))
    rows = [("dendrite (um)", [f"{n['dendrite_length_um']:,.0f}" for n in columns])]
    for part in PARTS:
        rows += _part(part, columns)
    rows.append(("soma: membrane (um2)", [f"{n['soma']['area_um2']:,.0f}" for n in columns]))
    lines += [f"| {label} | {' | '.join(values)} |" for label, values in rows]
    lines += [f"\nNot there: {name}" for name in absent]
    return "\n".join(lines)


def _part(part: str, columns: Sequence[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    found = [next((r for r in n["domains"] if r["domain"] == part), None) for n in columns]
    if not any(found):
        return []
    label = part.removeprefix("apical_")
    formats = {
        "length (um)": "{length_um:,.0f}",
        "stems, tips": "{stems}, {tips}",
        "mean diameter (um)": "{mean_diameter_um:.2f}",
        "path distance (um)": "{path_min_um:.0f}-{path_max_um:.0f}",
    }
    return [
        (f"{label}: {what}", [text.format(**row) if row else "" for row in found])
        for what, text in formats.items()
    ]


if __name__ == "__main__":
    sys.stdout.write(table(sys.argv[1:]) + "\n")
