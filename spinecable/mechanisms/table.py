"""The table of mechanisms in ``mod/README.md`` and the docs, written from the files' own headers.

``python -m spinecable.mechanisms.table --write`` brings both up to date in a checkout, ``--check``
tells whether they are.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from spinecable.errors import MechanismError
from spinecable.mechanisms.library import mechanism_set
from spinecable.mechanisms.nmodl import Mechanism
from spinecable.resources import resource_dir

BEGIN = "<!-- table of mechanisms: python -m spinecable.mechanisms.table --write -->"
END = "<!-- end of the table -->"
_PLACES = {"density": "section", "point process": "place"}


def rows(mechanisms: Sequence[Mechanism]) -> Iterator[str]:
    """The lines of the Markdown table: name, title, where it goes, ions it writes, source."""
    yield "| mechanism | what it is | goes into | writes | source |"
    yield "|---|---|---|---|---|"
    for m in mechanisms:
        place = _PLACES.get(m.kind, "no place")
        cells = (f"`{m.name}`", m.title, place, ", ".join(m.writes) or "-", m.source)
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def with_table(text: str, mechanisms: Sequence[Mechanism], where: str) -> str:
    """A text whose part between the two marks is the table.

    Raises
    ------
    MechanismError : the marks are not there once each, in order.
    """
    parts = re.split(f"(?:{re.escape(BEGIN)}|{re.escape(END)})", text)
    if len(parts) != 3 or text.index(BEGIN) > text.index(END):
        raise MechanismError(
            "the marks of the table of mechanisms are missing or doubled",
            where=where,
            tip=f"Put '{BEGIN}' and '{END}' on lines of their own.",
        )
    table = "\n".join(rows(mechanisms))
    return f"{parts[0]}{BEGIN}\n\n{table}\n\n{END}{parts[2]}"


def files() -> tuple[Path, ...]:
    """Where the table stands: beside the mechanisms and, in a checkout, in the docs."""
    folder = Path(resource_dir("mod"))
    docs = folder.parent / "docs" / "mechanisms.md"
    return (folder / "README.md", *([docs] if docs.is_file() else []))


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the tables, or check that they are up to date (exit status 1 if not)."""
    parser = argparse.ArgumentParser(prog="python -m spinecable.mechanisms.table")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--write", action="store_true", help="bring the tables up to date")
    what.add_argument("--check", action="store_true", help="tell whether they are")
    chosen = parser.parse_args(arguments)
    mechanisms = tuple(mechanism_set())
    stale = []
    for path in files():
        text = path.read_text(encoding="utf-8")
        wanted = with_table(text, mechanisms, str(path))
        if wanted == text:
            continue
        if chosen.write:
            path.write_text(wanted, encoding="utf-8")
        else:
            stale.append(str(path))
    if stale:
        sys.stderr.write(f"out of date: {', '.join(stale)}\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
