"""`spinecable validate`: published experiments run on the model."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from spinecable.validate.score import PartScore, RowScore

EXIT_WORSE = 3
"""Exit status where a row fails that passed when the scoreboard was stored."""

WIDTH = 100


@click.command()
@click.option(
    "--only", metavar="NAMES", help="Groups and rows, separated by commas, such as C,D,B7."
)
@click.option("--fast", is_flag=True, help="A few rows on small populations, under 3 minutes.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes at a time. Default: all cores.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder that keeps each row's answer.",
)
@click.option(
    "--resume",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Go on with an interrupted run; rows that are there are not run again.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list of rows.")
@click.option(
    "--figure",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Draw model against data, one panel a group.",
)
@click.option("--store", is_flag=True, help="Make this the stored result later runs are held to.")
@click.pass_context
def validate(
    context: click.Context,
    only: str | None,
    fast: bool,
    jobs: int | None,
    out: Path | None,
    resume: Path | None,
    as_json: bool,
    figure: Path | None,
    store: bool,
) -> None:
    """Run published experiments on the model and print how well it agrees.

    The exit status is 0 if no row is worse than in the stored result, 3 if one is, and 1 if a row
    could not be measured.

    \b
    Examples:
      spinecable validate --fast
      spinecable validate --only C,B7 --figure calcium.png
      spinecable validate --out board     (stopped? then: --resume board)
    """
    from spinecable.cli.progress import LateBar
    from spinecable.validate.board import all_rows, select
    from spinecable.validate.entry import Scale
    from spinecable.validate.execute import run_rows
    from spinecable.validate.score import worse_than
    from spinecable.validate.store import RunFolder, load_baseline, store_baseline

    if out is not None and resume is not None:
        raise click.UsageError("--out starts a run and --resume goes on with one: give one of them")
    names = [name.strip() for name in only.split(",") if name.strip()] if only else []
    rows = select(all_rows(), names, fast=fast)
    folder = None
    if out is not None or resume is not None:
        folder = RunFolder(out or resume or Path(), fast=fast, resume=resume is not None)
    there = folder.answers() if folder else {}
    with LateBar() as progress:
        new = run_rows(
            [row for row in rows if row.id not in there],
            scale=Scale(fast),
            jobs=jobs,
            progress=progress,
            finished=folder.keep if folder else None,
        )
    answers = {**there, **{s.id: s for s in new}}
    scores = [answers[row.id] for row in rows]
    worse = worse_than(scores, load_baseline(fast))
    if figure is not None:
        from spinecable.validate.figure import write_figure

        write_figure(scores, figure)
    if store:
        board = [row.id for row in all_rows() if row.fast or not fast]
        store_baseline(scores, board, fast)
    if as_json:
        click.echo(json.dumps([s.as_json() for s in scores], indent=1, ensure_ascii=False))
    else:
        click.echo(board_text(scores))
    context.exit(_status(scores, [] if store else worse))


def _status(scores: Sequence[RowScore], worse: Sequence[str]) -> int:
    broken = [s.id for s in scores if s.error]
    if broken:
        click.echo(f"Error: these rows could not be measured: {', '.join(broken)}.", err=True)
        return 1
    if worse:
        click.echo(
            f"Worse than the stored result: {', '.join(worse)} passed and "
            f"{'do' if len(worse) > 1 else 'does'} not any more.",
            err=True,
        )
        return EXIT_WORSE
    return 0


def board_text(scores: Sequence[RowScore]) -> str:
    """The table, the totals, and what fails with the known reason."""
    from spinecable.validate.entry import GROUPS
    from spinecable.validate.score import Totals

    lines = [_line("row", "quantity", "model", "published", "z", "", "s")]
    lines.append("-" * WIDTH)
    group = ""
    for s in scores:
        if s.group != group:
            group = s.group
            lines.append(GROUPS[group])
        lines += _row_lines(s)
    failing = [s for s in scores if s.passed is False or s.error]
    notes = [
        fill(f"{s.id} fails: {s.note or 'the reason is not known'}", WIDTH, subsequent_indent="   ")
        for s in failing
    ]
    notes += [fill(f"{s.id} {s.note}", WIDTH, subsequent_indent="   ") for s in scores if s.skipped]
    total = fill(Totals.of(scores).text() + ".", WIDTH)
    return "\n\n".join(part for part in ("\n".join(lines), "\n".join(notes), total) if part)


def _row_lines(s: RowScore) -> list[str]:
    """One line, or one for the row and one for each of its parts."""
    name, seconds = f"{s.id} {s.grade}", f"{s.seconds:.0f}"
    if len(s.parts) == 1:
        return [_part_line(name, s.quantity, s.parts[0], seconds)]
    return [
        _line(name, s.quantity, "", "", "", "skip" if s.skipped else _word(s.passed), seconds),
        *(_part_line("", f"  {part.name}", part, "") for part in s.parts),
    ]


def _part_line(name: str, what: str, part: PartScore, seconds: str) -> str:
    model = f"{_model(part)} {part.unit if part.unit != '1' else ''}".strip()
    z = "" if part.z is None else f"{part.z:+.1f}"
    return _line(name, what, model, part.published or part.gate, z, _word(part.passed), seconds)


def _line(row: str, what: str, model: str, published: str, z: str, word: str, s: str) -> str:
    text = f"{row:<6} {what[:34]:<34} {model:<21} {published[:19]:<19} {z:>5} {word:<5} {s:>4}"
    return text.rstrip()


def _model(part: PartScore) -> str:
    if part.value is None:
        return "-"
    text = f"{part.value:.3g}"
    return text if part.spread is None else f"{text} ± {part.spread:.2g}"


def _word(passed: bool | None) -> str:
    return "watch" if passed is None else "pass" if passed else "FAIL"
