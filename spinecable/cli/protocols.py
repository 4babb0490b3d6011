"""`spinecable protocols`: the bundled experiment files, and a check of one's own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from spinecable.describe.experiment import Experiment

_as_json = click.option("--json", "as_json", is_flag=True, help="Write JSON to standard output.")


@click.group()
def protocols() -> None:
    """List, show and check experiment files.

    \b
    Example:
      spinecable protocols list
    """


@protocols.command("list")
@_as_json
def list_command(as_json: bool) -> None:
    """List the bundled protocols.

    \b
    Example:
      spinecable protocols list --json
    """
    from spinecable.describe.toml import bundled_protocols, load_experiment

    found = [
        {"name": name, "title": load_experiment(path).title, "file": str(path)}
        for name, path in bundled_protocols().items()
    ]
    if as_json:
        click.echo(json.dumps(found, indent=1))
        return
    width = max(len(item["name"]) for item in found)
    for item in found:
        click.echo(f"{item['name']:<{width}}  {item['title']}")


@protocols.command("show")
@click.argument("name", metavar="NAME|FILE")
@_as_json
def show_command(name: str, as_json: bool) -> None:
    """Print a protocol's file, a start for one of your own; with --json every value it stands for.

    \b
    Example:
      spinecable protocols show neighbours > mine.toml
    """
    from spinecable.describe.toml import load_experiment, protocol_path

    if as_json:
        click.echo(load_experiment(name).model_dump_json(by_alias=True, indent=1))
    else:
        click.echo(protocol_path(name).read_text(encoding="utf-8"), nl=False)


@protocols.command("check")
@click.argument("experiment", metavar="FILE|NAME")
@click.option(
    "--set", "changes", multiple=True, metavar="KEY=VALUE", help="Change one value. Repeatable."
)
@_as_json
def check_command(experiment: str, changes: tuple[str, ...], as_json: bool) -> None:
    """Check an experiment without running it: keys, values, contents, cell and sites.

    \b
    Example:
      spinecable protocols check mine.toml --set cell.morphology=my_cell.swc
    """
    from spinecable.describe.toml import load_experiment

    report = _report(load_experiment(experiment, changes))
    if as_json:
        click.echo(json.dumps(report, indent=1))
        return
    for spine in report["spines"]:
        click.echo(
            f"spine '{spine['name']}': {spine['section']}, "
            f"{spine['path_distance_um']:.1f} um from the soma"
        )
    for stimulus in report["stimuli"]:
        first, last, count = stimulus["first_ms"], stimulus["last_ms"], stimulus["events"]
        when = f"from {first:g} to {last:g} ms" if last > first else f"at {first:g} ms"
        click.echo(f"stimulus '{stimulus['name']}': {count} {when}")
    for notice in report["notices"]:
        click.echo(f"note: {notice}")
    click.echo(f"ok: {report['duration_ms']:g} ms on {report['morphology']}")


def _report(experiment: Experiment) -> dict[str, Any]:
    """What the experiment comes to on its cell; raises where it cannot be run."""
    from spinecable.morphology.read import read_morphology
    from spinecable.morphology.sites import resolve_sites

    cell = read_morphology(experiment.cell.morphology, experiment.cell.accept)
    experiment = experiment.expanded(cell)
    placed = resolve_sites(cell, experiment.spines)
    times = [experiment.times_ms(i) for i in range(len(experiment.stimuli))]
    return {
        "title": experiment.title,
        "morphology": cell.name,
        "duration_ms": experiment.simulation.duration_ms,
        "spines": [
            {
                "name": name,
                "section": cell.sections[place.section].name,
                "position": place.position,
                "path_distance_um": place.path_distance_um,
            }
            for name, place in placed.items()
        ],
        "stimuli": [
            {
                "name": stimulus.name or stimulus.kind,
                "events": len(own),
                "first_ms": own[0],
                "last_ms": own[-1] + getattr(stimulus, "duration_ms", 0.0),
            }
            for stimulus, own in zip(experiment.stimuli, times, strict=True)
        ],
        "notices": [*cell.notices, *(p.notice for p in placed.values() if p.notice)],
    }
