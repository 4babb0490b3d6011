"""`spinecable neighbours`: stimulated and unstimulated spines of a result against distance."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from spinecable.cli.output import records, table_text

if TYPE_CHECKING:
    from spinecable.result.neighbours import Neighbours


@click.command()
@click.argument("result", metavar="RESULT", type=click.Path(path_type=Path))
@click.option(
    "--stimulated",
    metavar="NAME,...",
    help="The stimulated spines. Default: those that a stimulus or an electrode reaches.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder of the output. Default: beside the result.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of the tables.")
def neighbours(result: Path, stimulated: str | None, out: Path | None, as_json: bool) -> None:
    """Compare the stimulated spines of RESULT, a result.nc, with their neighbours.

    Prints what each neighbour gets as a share of what the nearest stimulated spine gets, and the
    length constant of each quantity with its 95 % interval. Writes neighbours.csv,
    length_constants.csv and neighbours.png.

    \b
    Examples:
      spinecable neighbours spinecable_out/crosstalk/result.nc
      spinecable neighbours result.nc --stimulated a,b --out compared
    """
    from spinecable.result.result import Result

    names = None if stimulated is None else [name.strip() for name in stimulated.split(",")]
    found = Result.load(result).neighbours(names)
    files = [str(path) for path in found.save(out or result.parent)]
    click.echo(_machine_text(found, files) if as_json else _human_text(found, files))


def _human_text(found: Neighbours, files: list[str]) -> str:
    lengths = found.length_constants()[["quantity", "length_um", "low_um", "high_um", "note"]]
    return "\n\n".join(
        [
            "Share of what the nearest stimulated spine gets\n" + table_text(found.crosstalk(), 3),
            "Length constant (um) with its 95 % interval\n" + table_text(lengths, 3),
            "Written: " + ", ".join(files),
        ]
    )


def _machine_text(found: Neighbours, files: list[str]) -> str:
    tables = {
        "spines": found.table,
        "crosstalk": found.crosstalk(),
        "length_constants": found.length_constants(),
    }
    report = {name: records(table) for name, table in tables.items()}
    return json.dumps({**report, "files": files}, indent=1, ensure_ascii=False)
