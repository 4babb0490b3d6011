"""`spinecable run`: simulate one experiment and write what came out."""

from __future__ import annotations

import json
import math
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from spinecable.result.result import Result

DEFAULT_OUT = Path("spinecable_out")


@click.command()
@click.argument("experiment", metavar="FILE|NAME")
@click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="KEY=VALUE",
    help="Change one value, e.g. spine.narrow.geometry.neck_length_um=2. May be repeated.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=f"Folder of the output. Default: {DEFAULT_OUT}/NAME.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of the table.")
@click.option(
    "--in-process",
    is_flag=True,
    help="Simulate in this process instead of a fresh one (to debug).",
)
@click.option(
    "--checkpoint",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Leave the run's state here after sleeps of the electrics, at most once a minute.",
)
@click.option(
    "--resume",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Go on from the state that --checkpoint has left here.",
)
def run(
    experiment: str,
    changes: tuple[str, ...],
    out: Path | None,
    as_json: bool,
    in_process: bool,
    checkpoint: Path | None,
    resume: Path | None,
) -> None:
    """Simulate FILE, or the bundled protocol NAME, and write what came out.

    Prints one column a spine and writes summary.csv (one row a spine), result.nc (traces and all
    that is needed to run it again) and figure.png.

    \b
    Examples:
      spinecable run neighbours
      spinecable run neighbours --set cell.morphology=my_cell.swc --out my_cell
      spinecable run my_experiment.toml --set bath.mg_mM=0.1 --json
    """
    from spinecable.cli.output import DATA, FIGURE, SUMMARY, output_folder, write_result
    from spinecable.cli.progress import LateBar
    from spinecable.describe.toml import load_experiment, protocol_path

    description = load_experiment(experiment, changes)
    folder = out or DEFAULT_OUT / protocol_path(experiment).stem
    with output_folder(folder) as scratch:
        from spinecable.simulate.run import run as simulate

        with LateBar() as progress:
            result = simulate(
                description,
                in_process=in_process,
                progress=progress,
                checkpoint=checkpoint,
                resume=resume,
            )
        write_result(result, scratch)
    files = [str(folder / name) for name in (SUMMARY, DATA, FIGURE)]
    click.echo(_machine_text(result, files) if as_json else _human_text(result, files))


def _rows(result: Result) -> list[dict[str, Any]]:
    return [
        {str(key): value for key, value in row.items()}
        for row in result.summary().to_dict(orient="records")
    ]


def _human_text(result: Result, files: list[str]) -> str:
    from spinecable.cli.output import WIDTH, summary_text

    notes = [fill(f"Note: {notice}", WIDTH) for notice in result.provenance.notices]
    parts = [
        result.experiment.title,
        summary_text(_rows(result)),
        fill(f"Outcome: {result.criterion}.", WIDTH),
        "\n".join(notes),
        "Written: " + ", ".join(files),
    ]
    return "\n\n".join(part for part in parts if part)


def _machine_text(result: Result, files: list[str]) -> str:
    rows = [
        {
            key: None if isinstance(value, float) and not math.isfinite(value) else value
            for key, value in row.items()
        }
        for row in _rows(result)
    ]
    report = {
        "title": result.experiment.title,
        "summary": rows,
        "criterion": result.criterion,
        "notices": list(result.provenance.notices),
        "files": files,
    }
    return json.dumps(report, indent=1, ensure_ascii=False)
