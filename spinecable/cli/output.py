"""What `spinecable run` leaves behind: three files that are whole or absent, and a table."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spinecable.errors import SpinecableError

if TYPE_CHECKING:
    import pandas as pd

    from spinecable.result.result import Result

SUMMARY, DATA, FIGURE = "summary.csv", "result.nc", "figure.png"
WIDTH = 100
_FIGURE_DPI = 150


@contextmanager
def output_folder(folder: Path) -> Iterator[Path]:
    """An empty folder to write to; on success its files move into `folder`, replacing old ones.

    It is made at once, so that a folder that cannot be written to is found before the work, and
    nothing is left of it after an error.
    """
    new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        scratch = tempfile.TemporaryDirectory(prefix=".unfinished-", dir=folder)
    except OSError as error:
        raise SpinecableError(
            f"cannot write to this folder: {error.strerror}",
            where=str(folder),
            tip="Give another with --out.",
        ) from error
    try:
        with scratch as name:
            yield Path(name)
            for file in sorted(Path(name).iterdir()):
                os.replace(file, folder / file.name)
    except BaseException:
        if new:
            with suppress(OSError):
                folder.rmdir()
        raise


def write_result(result: Result, folder: Path) -> None:
    """Write table, data and figure into `folder`."""
    from spinecable.result.summary import write_summary

    write_summary(result, folder / SUMMARY)
    result.save(folder / DATA)
    result.figure().savefig(folder / FIGURE, dpi=_FIGURE_DPI)


def summary_text(rows: Sequence[Mapping[str, Any]], width: int = WIDTH) -> str:
    """The summary with one column a spine, in blocks that fit into `width` characters."""
    labels = [name for name in rows[0] if name != "spine"]
    left = max(len(label) for label in labels)
    columns = [[str(row["spine"]), *(_shown(row[label]) for label in labels)] for row in rows]
    blocks: list[list[list[str]]] = [[]]
    used = left
    for column in columns:
        needed = 2 + max(len(cell) for cell in column)
        if blocks[-1] and used + needed > width:
            blocks.append([])
            used = left
        blocks[-1].append(column)
        used += needed
    return "\n\n".join(_block(["spine", *labels], left, block) for block in blocks)


def _block(labels: list[str], left: int, columns: list[list[str]]) -> str:
    widths = [max(len(cell) for cell in column) for column in columns]
    lines = []
    for i, label in enumerate(labels):
        cells = (f"  {column[i]:>{w}}" for column, w in zip(columns, widths, strict=True))
        lines.append(f"{label:<{left}}{''.join(cells)}")
    lines.insert(1, "-" * len(lines[0]))
    return "\n".join(lines)


def _shown(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table for JSON; what is not a number is null."""
    found: list[dict[str, Any]] = json.loads(table.to_json(orient="records"))
    return found


def table_text(table: pd.DataFrame, digits: int = 4) -> str:
    """A table for people, without its index."""
    return table.to_string(index=False, float_format=lambda value: f"{value:.{digits}g}")
