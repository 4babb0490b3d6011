"""``spinecable spines``: populations of spines drawn, drawn up and put into tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from spinecable.population.sampler import SpineSample, SpineSampler


@click.group()
def spines() -> None:
    """Draw spine shapes from published distributions, and list the spines of an experiment.

    \b
    Example:
      spinecable spines sample rat_ca1 --count 1000 --out spines.csv
    """


@spines.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def samplers(name: str | None, as_json: bool) -> None:
    """List the distributions of spine shapes, or every number of NAME with its source.

    \b
    Examples:
      spinecable spines samplers
      spinecable spines samplers rat_ca1
    """
    from spinecable.population.sampler import load_sampler, sampler_names

    if name is None:
        rows = {one: load_sampler(one).title for one in sampler_names()}
        if as_json:
            click.echo(json.dumps(rows, indent=1))
            return
        width = max(len(one) for one in rows)
        for one, title in rows.items():
            click.echo(f"{one:{width}}  {title}")
        return
    numbers = load_sampler(name).numbers
    if as_json:
        entries = {
            key: {"value": n.value, "unit": n.unit, "source": n.source}
            for key, n in numbers.items()
        }
        click.echo(json.dumps(entries, indent=1, ensure_ascii=False))
        return
    for key, n in numbers.items():
        unit = "" if n.unit == "1" else f" {n.unit}"
        click.echo(f"{key} = {n.value:g}{unit}: {n.source}")


@spines.command()
@click.argument("name")
@click.option("--count", type=click.IntRange(min=1), default=1000, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="CSV file to write.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of the table.")
def sample(name: str, count: int, seed: int, out: Path | None, as_json: bool) -> None:
    """Draw COUNT spines of the sampler NAME and print their means, spreads and ranges.

    \b
    Example:
      spinecable spines sample rat_ca1 --count 1000 --out spines.csv
    """
    from spinecable.population.csv import write_csv
    from spinecable.population.sampler import MEASURES, load_sampler

    sampler = load_sampler(name)
    drawn = sampler.draw(count, seed)
    if out is not None:
        columns = [getattr(drawn, measure) for measure in MEASURES]
        write_csv(
            out,
            (
                {"name": f"spine_{n:04d}", **dict(zip(MEASURES, map(float, row), strict=True))}
                for n, row in enumerate(zip(*columns, strict=True), start=1)
            ),
        )
    table = _statistics(sampler, drawn)
    if as_json:
        click.echo(json.dumps({"sampler": name, "count": count, "seed": seed, "measures": table}))
        return
    click.echo(f"{sampler.title}: {count} spines, seed {seed}")
    click.echo(f"{'':26}{'mean':>9}{'SD':>9}{'median':>9}{'lowest':>9}{'highest':>9}")
    for measure, row in table.items():
        click.echo(f"{measure:26}" + "".join(f"{value:9.3g}" for value in row.values()))
    if out is not None:
        click.echo(f"Written: {out}")


def _statistics(sampler: SpineSampler, drawn: SpineSample) -> dict[str, dict[str, float]]:
    import numpy as np

    from spinecable.population.sampler import MEASURES

    values = {measure: getattr(drawn, measure) for measure in MEASURES}
    values["neck_resistance_Mohm"] = drawn.neck_resistance_Mohm(sampler.Ra_ohm_cm)
    return {
        measure: {
            "mean": float(own.mean()),
            "sd": float(own.std()),
            "median": float(np.median(own)),
            "lowest": float(own.min()),
            "highest": float(own.max()),
        }
        for measure, own in values.items()
    }


@spines.command("list")
@click.argument("experiment", metavar="FILE|NAME")
@click.option("--set", "changes", multiple=True, metavar="KEY=VALUE", help="As in 'run'.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="CSV file to write.")
def list_spines(experiment: str, changes: tuple[str, ...], out: Path | None) -> None:
    """List the spines of an experiment with their places and shapes, populations included.

    The CSV can be read back as a population: [[population]] with file = "spines.csv".

    \b
    Example:
      spinecable spines list my_experiment.toml --out spines.csv
    """
    from spinecable.describe.toml import load_experiment
    from spinecable.morphology.read import read_morphology
    from spinecable.morphology.sites import resolve_sites
    from spinecable.population.csv import write_csv

    description = load_experiment(experiment, changes)
    cell = read_morphology(description.cell.morphology, description.cell.accept)
    description = description.expanded(cell)
    placed = resolve_sites(cell, description.spines)
    rows: list[dict[str, Any]] = []
    for spine in description.spines:
        place, shape = placed[spine.name], spine.geometry
        row = {
            "name": spine.name,
            "section": cell.sections[place.section].name,
            "position": place.position,
            "head_volume_um3": shape.volume_um3,
            "neck_length_um": shape.neck_length_um,
            "neck_diameter_um": shape.neck_diameter_um,
        }
        if shape.psd_area_um2 is not None:
            row["psd_area_um2"] = shape.psd_area_um2
        rows.append(row)
        if out is None:
            click.echo(
                f"{spine.name}: {row['section']}, {place.path_distance_um:.1f} um from the soma; "
                f"head {shape.volume_um3:.3g} um3, neck {shape.neck_length_um:.3g} x "
                f"{shape.neck_diameter_um:.3g} um"
            )
    if out is not None:
        write_csv(out, rows)
        click.echo(f"Written: {out} ({len(rows)} spines)")


@spines.command()
@click.argument("names", nargs=-1)
@click.option("--count", type=click.IntRange(min=10), default=10_000, show_default=True)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("spine_samplers.png"),
    show_default=True,
    help="Picture to write (PNG, PDF or SVG).",
)
def draw(names: tuple[str, ...], count: int, out: Path) -> None:
    """Draw what samplers give beside the published mean and standard deviation.

    \b
    Example:
      spinecable spines draw rat_ca1 ferret_l23 --out samplers.png
    """
    from spinecable.population.figure import save_figure
    from spinecable.population.sampler import load_sampler, sampler_names

    save_figure([load_sampler(name) for name in names or sampler_names()], out, count)
    click.echo(f"Written: {out}")
