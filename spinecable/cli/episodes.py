"""`spinecable episodes`: an experiment repeated on the same dendrite, and what becomes of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from spinecable.cli.output import records, table_text

if TYPE_CHECKING:
    import pandas as pd

    from spinecable.episodes.result import EpisodesResult

TABLE, FATES, PREDICTION, FIGURE = "episodes.csv", "fates.csv", "prediction.csv", "episodes.png"
KEPT = "runs"
"""Subfolder of what each episode has left."""


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--set", "changes", multiple=True, metavar="KEY=VALUE", help="Change one value.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder of the output; episodes that it holds already are not run again. "
    "Default: spinecable_out/NAME.",
)
@click.option(
    "--fate",
    type=click.Choice(["strengthened", "unchanged", "weakened", "vanished"]),
    default="strengthened",
    show_default=True,
    help="The fate that the first structure may foretell.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of the tables.")
def episodes(
    file: str, changes: tuple[str, ...], out: Path | None, fate: Any, as_json: bool
) -> None:
    """Run the episodes of learning that FILE (TOML) describes.

    Writes episodes.csv (one row a spine and episode), fates.csv (one row a spine), episodes.png
    and, where spines differ in their fate, prediction.csv: how well head, neck and place before the
    first episode tell who gets it (AUC with its interval).

    \b
    Examples:
      spinecable episodes daily.toml --out daily
      spinecable episodes daily.toml --out daily --set count=10
    """
    from spinecable.cli.progress import LateBar
    from spinecable.cli.run import DEFAULT_OUT
    from spinecable.describe.episodes_toml import load_episodes
    from spinecable.episodes.run import run_episodes
    from spinecable.errors import DescriptionError

    description = load_episodes(file, changes)
    folder = out or DEFAULT_OUT / Path(file).stem
    try:
        with LateBar() as progress:
            found = run_episodes(description, folder=folder / KEPT, progress=progress)
    except DescriptionError as error:
        place = f"{file}, {error.where}" if error.where else file
        raise DescriptionError(error.what, where=place, tip=error.tip) from None
    prediction, reason = _prediction(found, fate)
    files = _write(found, prediction, folder)
    if as_json:
        click.echo(_machine_text(found, prediction, reason, files))
    else:
        click.echo(_human_text(found, prediction, reason, fate, files))


def _prediction(found: EpisodesResult, fate: Any) -> tuple[pd.DataFrame | None, str]:
    """The table, or why there is none."""
    from spinecable.errors import SpinecableError

    try:
        return found.predict_fate(fate), ""
    except SpinecableError as error:
        return None, error.what


def _write(found: EpisodesResult, prediction: pd.DataFrame | None, folder: Path) -> list[str]:
    from spinecable.result.files import write_whole

    tables = {FATES: found.fates()} | ({} if prediction is None else {PREDICTION: prediction})
    files = [found.save(folder / TABLE)]
    for name, table in tables.items():
        files.append(_write_table(table, folder / name))
    files.append(write_whole(folder / FIGURE, found.figure().savefig, "figure"))
    return [str(path) for path in files]


def _write_table(table: pd.DataFrame, path: Path) -> Path:
    from spinecable.result.files import write_whole

    return write_whole(path, lambda file: table.to_csv(file, index=False), "table")


def _human_text(
    found: EpisodesResult,
    prediction: pd.DataFrame | None,
    reason: str,
    fate: str,
    files: list[str],
) -> str:
    fates = found.fates()
    counts = fates["fate"].value_counts()
    told = (
        f"Nothing foretells who is {fate}: {reason}."
        if prediction is None
        else f"What the first structure foretells of being {fate}\n" + table_text(prediction, 3)
    )
    return "\n\n".join(
        [
            table_text(fates, 3),
            "Fates: " + ", ".join(f"{count} {name}" for name, count in counts.items()) + ".",
            told,
            "Written: " + ", ".join(files),
        ]
    )


def _machine_text(
    found: EpisodesResult, prediction: pd.DataFrame | None, reason: str, files: list[str]
) -> str:
    report: dict[str, Any] = {"fates": records(found.fates())}
    report["prediction"] = None if prediction is None else records(prediction)
    report["no_prediction"] = reason
    report["files"] = files
    return json.dumps(report, indent=1, ensure_ascii=False)
