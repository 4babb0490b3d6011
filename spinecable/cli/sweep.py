"""`spinecable sweep` and `spinecable sensitivity`: one experiment, many times."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from spinecable.cli.output import records, table_text

if TYPE_CHECKING:
    import pandas as pd

    from spinecable.study.result import SweepResult

FIGURE = "sweep.png"
SENSITIVITY = "sensitivity.csv"


@click.command()
@click.argument("experiment", metavar="FILE|NAME")
@click.option(
    "--vary",
    "varied",
    multiple=True,
    metavar="KEY=VALUES",
    help="KEY=V1,V2,... or KEY=LOW:HIGH:COUNT, with :log for even ratios. May be repeated.",
)
@click.option("--trials", default=1, show_default=True, help="Repetitions of each point.")
@click.option("--set", "changes", multiple=True, metavar="KEY=VALUE", help="Change one value.")
@click.option("--jobs", type=click.IntRange(1), help="Processes at a time. Default: one a core.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder of the output; runs that it holds already are not done again. "
    "Default: spinecable_out/NAME_sweep.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of the table.")
def sweep(
    experiment: str,
    varied: tuple[str, ...],
    trials: int,
    changes: tuple[str, ...],
    jobs: int | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Run FILE, or the bundled protocol NAME, at every combination of values.

    Writes sweep.csv (one row a spine, trial and point), sweep.json and, where one or two keys are
    varied, sweep.png. With several trials the table has the probability of LTP with Wilson's 95 %
    interval. In a key, * means every item: spine.*.geometry.neck_length_um.

    \b
    Examples:
      spinecable sweep neighbours --vary spine.narrow.geometry.neck_diameter_um=0.05:0.4:6:log
      spinecable sweep my.toml --vary cell.temperature_C=32,34 --trials 20 --jobs 4
    """
    from spinecable.cli.progress import LateBar
    from spinecable.cli.run import DEFAULT_OUT
    from spinecable.describe.sweep import Sweep, parse_axis
    from spinecable.describe.toml import load_experiment, protocol_path
    from spinecable.study.plan import plan_sweep
    from spinecable.study.run import run_points

    description = load_experiment(experiment, changes)
    axes = tuple(parse_axis(text) for text in varied)
    plan = plan_sweep(description, Sweep(axes=axes, trials=trials))
    folder = out or DEFAULT_OUT / f"{protocol_path(experiment).stem}_sweep"
    keys = tuple(axis.key for axis in axes)
    with LateBar() as progress:
        found = run_points(description, plan, keys, jobs=jobs, folder=folder, progress=progress)
    files = _write(found, folder)
    click.echo(_machine_text(found, files) if as_json else _human_text(found, files))
    for point, trial, text in found.failures:
        click.echo(f"Failed: point {point}, trial {trial}: {text}", err=True)
    if found.failures:
        raise click.exceptions.Exit(1)


def _write(found: SweepResult, folder: Path) -> list[str]:
    from spinecable.result.files import write_whole
    from spinecable.study.result import METADATA, TABLE

    found.save(folder)
    files = [str(folder / name) for name in (TABLE, METADATA)]
    if 1 <= sum(found.table[key].nunique() > 1 for key in found.axes) <= 2:
        figure = found.figure()
        write_whole(folder / FIGURE, figure.savefig, "figure")
        files.append(str(folder / FIGURE))
    return files


def _tables(found: SweepResult) -> dict[str, pd.DataFrame]:
    tables = {"weight_change": found.mean("weight_change")}
    if found.table["trial"].nunique() > 1:
        tables["LTP"], tables["LTD"] = found.probability("LTP"), found.probability("LTD")
    return tables


def _human_text(found: SweepResult, files: list[str]) -> str:
    from spinecable.plasticity.outcome import criterion_text

    names = {"weight_change": "Relative weight change", "LTP": "P(LTP)", "LTD": "P(LTD)"}
    parts = [f"{names[name]}\n{table_text(table)}" for name, table in _tables(found).items()]
    parts.append(f"Outcome: {criterion_text(found.experiment.outcome)}.")
    parts.append("Written: " + ", ".join(files))
    return "\n\n".join(parts)


def _machine_text(found: SweepResult, files: list[str]) -> str:
    report: dict[str, Any] = {name: records(table) for name, table in _tables(found).items()}
    report["failures"] = [
        {"point": point, "trial": trial, "error": text} for point, trial, text in found.failures
    ]
    report["files"] = files
    return json.dumps(report, indent=1, ensure_ascii=False)


@click.command()
@click.argument("experiment", metavar="FILE|NAME")
@click.option(
    "--range",
    "ranges",
    multiple=True,
    required=True,
    metavar="KEY=LOW:HIGH[:log]",
    help="A parameter and its range. May be repeated.",
)
@click.option("--method", type=click.Choice(["morris", "sobol"]), default="morris")
@click.option(
    "--samples", default=10, show_default=True, help="Trajectories (morris) or base samples."
)
@click.option("--target", default="weight_change", show_default=True, help="Column of the summary.")
@click.option("--seed", default=1, show_default=True, help="Of the samples.")
@click.option("--set", "changes", multiple=True, metavar="KEY=VALUE", help="Change one value.")
@click.option("--jobs", type=click.IntRange(1), help="Processes at a time. Default: one a core.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder of the output.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of the table.")
def sensitivity(
    experiment: str,
    ranges: tuple[str, ...],
    method: str,
    samples: int,
    target: str,
    seed: int,
    changes: tuple[str, ...],
    jobs: int | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Rank parameters of FILE, or of the bundled protocol NAME, by how much they decide.

    Writes sensitivity.csv. Needs SALib: pip install 'spinecable[sensitivity]'.

    \b
    Example:
      spinecable sensitivity neighbours --target peak_head_ca_uM \\
        --range spine.narrow.geometry.neck_diameter_um=0.05:0.4:log \\
        --range spine.narrow.geometry.head_volume_um3=0.02:0.2:log
    """
    from spinecable.cli.progress import LateBar
    from spinecable.cli.run import DEFAULT_OUT
    from spinecable.describe.toml import load_experiment, protocol_path
    from spinecable.result.files import write_whole
    from spinecable.study.sensitivity import parse_span
    from spinecable.study.sensitivity import sensitivity as analyse

    description = load_experiment(experiment, changes)
    folder = out or DEFAULT_OUT / f"{protocol_path(experiment).stem}_sensitivity"
    with LateBar() as progress:
        table = analyse(
            description,
            dict(parse_span(text) for text in ranges),
            method="sobol" if method == "sobol" else "morris",
            samples=samples,
            target=target,
            seed=seed,
            jobs=jobs,
            folder=folder,
            progress=progress,
        )
    path = folder / SENSITIVITY
    write_whole(path, lambda file: table.to_csv(file, index=False), "table")
    if as_json:
        report = {"rows": records(table), "files": [str(path)]}
        click.echo(json.dumps(report, indent=1, ensure_ascii=False))
    else:
        click.echo(table_text(table))
        click.echo(f"\nWritten: {path}")
