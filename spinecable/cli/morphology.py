"""``spinecable morphology``: check, describe, draw and fetch a morphology file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from spinecable.errors import DescriptionError, MorphologyError
from spinecable.morphology.defects import ACCEPTABLE
from spinecable.morphology.read import examine, read_morphology
from spinecable.morphology.tree import Morphology

PICTURE_FORMATS = (".png", ".pdf", ".svg")

accept_option = click.option(
    "--accept",
    multiple=True,
    metavar="DEFECT",
    help=f"Accept a defect ({', '.join(ACCEPTABLE)}). May be repeated.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")


@click.group()
def morphology() -> None:
    """Check, describe, draw and fetch morphology files (SWC, Neurolucida ASC, HDF5).

    Example: spinecable morphology info ca1_pyramidal
    """


@morphology.command()
@click.argument("file")
@accept_option
@json_option
def check(file: str, accept: tuple[str, ...], as_json: bool) -> None:
    """List every defect of FILE; exit status 1 if one is left unaccepted.

    \b
    Example: spinecable morphology check cell.swc --accept disconnected
    """
    strict = examine(file, accept)
    lenient = examine(file, tuple(ACCEPTABLE))
    found = lenient.defects
    accepted = set(accept)
    read = strict.morphology or lenient.morphology
    of_defects = {d.notice() for d in found if d.acceptable and d.code not in accepted}
    notices = [notice for notice in (read.notices if read else ()) if notice not in of_defects]
    if as_json:
        rows = [
            {
                "code": defect.code,
                "what": defect.what,
                "where": defect.where,
                "tip": defect.tip,
                "acceptable": defect.acceptable,
                "accepted": defect.code in accepted,
            }
            for defect in found
        ]
        _echo_json(
            {
                "file": str(strict.path),
                "usable": strict.morphology is not None,
                "defects": rows,
                "notices": notices,
            }
        )
    else:
        for defect in found:
            if defect.code not in accepted:
                click.echo(f"defect: {defect.error()}")
        for notice in notices:
            click.echo(f"notice: {notice}")
        if strict.morphology is not None:
            click.echo(_summary(strict.morphology))
    if strict.morphology is None:
        raise click.exceptions.Exit(1)


@morphology.command()
@click.argument("file")
@accept_option
@json_option
def info(file: str, accept: tuple[str, ...], as_json: bool) -> None:
    """Lengths, diameters and path distances of FILE, a path or a bundled name.

    \b
    Example: spinecable morphology info ca1_pyramidal
    """
    from spinecable.morphology.info import morphology_info

    numbers = morphology_info(read_morphology(file, accept))
    if as_json:
        _echo_json(numbers)
        return
    _print_info(numbers)


@morphology.command()
@click.argument("file")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The picture (.png, .pdf or .svg). Default: NAME.png in this folder, unless --html.",
)
@click.option(
    "--html",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A page with the cell in three dimensions, to turn in any browser (.html).",
)
@click.option(
    "--colour-by",
    metavar="MEASURE",
    help="path_distance, radial_distance, diameter, branch_order; of spines head_volume_um3, "
    "head_diameter_um, neck_length_um, neck_diameter_um; of a result any column of its summary. "
    "Default: the domains.",
)
@click.option("--spines", "sampler", metavar="SAMPLER", help="Draw spines of this sampler on it.")
@click.option(
    "--density",
    type=click.FloatRange(min=0, max=30, min_open=True),
    metavar="PER_UM",
    help="Of those spines. Default: the sampler's published density.",
)
@click.option(
    "--around",
    metavar="PLACE",
    help="Show only what lies around a spine, 'soma' or a place such as 'apical[3]:0.5'.",
)
@click.option(
    "--width",
    type=click.FloatRange(min=0, min_open=True),
    metavar="UM",
    default=20.0,
    show_default=True,
    help="Of the square around it.",
)
@accept_option
@json_option
def draw(
    file: str,
    out: Path | None,
    html: Path | None,
    colour_by: str | None,
    sampler: str | None,
    density: float | None,
    around: str | None,
    width: float,
    accept: tuple[str, ...],
    as_json: bool,
) -> None:
    """Draw FILE with true diameters, coloured by domain or by a measure.

    FILE is a morphology or a cell preset; or an experiment (.toml) or a result (.nc), whose spines
    are drawn.

    \b
    Examples:
      spinecable morphology draw ca1_pyramidal --out cell.png --colour-by path_distance
      spinecable morphology draw msn --spines msn --html cell.html
      spinecable morphology draw my_run/result.nc --colour-by peak_head_ca_uM
      spinecable morphology draw my_run/result.nc --around narrow --width 10
    """
    from spinecable.morphology.picture import save_drawing
    from spinecable.morphology.scene import read_scene

    if density is not None and sampler is None:
        raise click.UsageError("--density is that of --spines, which is not given.")
    scene = read_scene(file, accept)
    targets = [target for target in (out, html) if target is not None]
    targets = targets or [Path(f"{scene.morphology.name}.png")]
    for target, option in ((out, "--out"), (html, "--html")):
        if target is not None:
            _check_target(target, option, PICTURE_FORMATS if option == "--out" else (".html",))
    if sampler is not None:
        scene = scene.with_population(sampler, density)
    for target in targets:
        save_drawing(scene, target, colour_by, around=around, width_um=width)
        if not as_json:
            click.echo(str(target))
    if as_json:
        _echo_json(
            {
                "file": str(scene.morphology.path),
                "pictures": [str(target) for target in targets],
                "spines": len(scene.spines),
            }
        )


@morphology.command()
@click.argument("names", nargs=-1)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("presets.png"),
    show_default=True,
    help="The picture (.png, .pdf or .svg).",
)
def presets(names: tuple[str, ...], out: Path) -> None:
    """Draw the cell presets with spines, coloured by how far a spike or a current reaches.

    All of them take a few minutes; NAMES are those wanted.

    \b
    Example: spinecable morphology presets ca1_strong ca1_weak --out cells.png
    """
    from spinecable.cli.progress import LateBar
    from spinecable.morphology.gallery import save_gallery

    _check_target(out, "--out", PICTURE_FORMATS)
    with LateBar() as bar:
        save_gallery(out, names, bar)
    click.echo(str(out))


def _check_target(target: Path, option: str, endings: tuple[str, ...]) -> None:
    if target.suffix.lower() not in endings:
        raise DescriptionError(
            f"pictures ending in '{target.suffix}' are not written",
            where=option,
            tip=f"Use {', '.join(endings)}.",
        )
    if not target.parent.is_dir():
        raise MorphologyError(
            f"the folder {target.parent} does not exist", where=option, tip="Make it first."
        )


@morphology.command()
@click.argument("name")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to put the cell. Default: NAME.swc in this folder.",
)
@click.option("--force", is_flag=True, help="Download it again, and replace another file at --out.")
@click.option(
    "--url",
    metavar="URL",
    help="Another server with NeuroMorpho.org's interface. Default: SPINECABLE_NEUROMORPHO_URL, "
    "else https://neuromorpho.org.",
)
@json_option
def fetch(name: str, out: Path | None, force: bool, url: str | None, as_json: bool) -> None:
    """Download the cell NAME from NeuroMorpho.org, once, and say whom to cite.

    \b
    Example: spinecable morphology fetch cnic_001 --out cell.swc
    """
    from spinecable.morphology.fetch import COLLECTION
    from spinecable.morphology.fetch import fetch as download
    from spinecable.result.files import write_whole

    cell = download(name, base_url=url, force=force)
    target = out or Path(cell.path.name)
    if target.suffix.lower() != ".swc":
        raise DescriptionError(
            f"'{target.name}' does not end in .swc", where="--out", tip="The cell is an SWC file."
        )
    data = cell.path.read_bytes()
    if target.is_file() and target.read_bytes() != data and not force:
        raise MorphologyError(
            "another file stands there", where=str(target), tip="Use --force to replace it."
        )
    write_whole(target, lambda part: part.write_bytes(data), "cell")
    credit = {**cell.credit(), "collection": COLLECTION}
    if as_json:
        defects = [defect.code for defect in cell.defects]
        _echo_json(
            {"name": cell.name, "file": str(target), "from_cache": cell.from_cache}
            | credit
            | {"defects": defects}
        )
        return
    click.echo(f"{target}{' (from the cache)' if cell.from_cache else ''}")
    for key, value in credit.items():
        click.echo(f"{key.replace('_', ' ') + ':':<12}{value or 'not given'}")
    for defect in cell.defects:
        click.echo(f"defect: {defect.error()}".replace(str(cell.path), str(target)))


def _echo_json(value: dict[str, Any]) -> None:
    click.echo(json.dumps(value, indent=2))


def _summary(cell: Morphology) -> str:
    return (
        f"usable: {len(cell.sections)} sections, {cell.total_length_um('dendrite'):.1f} um of "
        f"dendrite, {cell.total_length_um('axon'):.1f} um of axon"
    )


def _print_info(numbers: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    soma = numbers["soma"]
    table = Table(title=numbers["name"], title_justify="left")
    for heading in (
        "domain",
        "sections",
        "stems",
        "tips",
        "length um",
        "area um2",
        "diameter um",
        "path um",
    ):
        table.add_column(heading, justify="left" if heading == "domain" else "right")
    for row in numbers["domains"]:
        diameters = (
            f"{row['mean_diameter_um']:.2f} ({row['min_diameter_um']:.2f}-"
            f"{row['max_diameter_um']:.2f})"
        )
        table.add_row(
            row["domain"],
            str(row["sections"]),
            str(row["stems"]),
            str(row["tips"]),
            f"{row['length_um']:.1f}",
            f"{row['area_um2']:.0f}",
            diameters,
            f"{row['path_min_um']:.0f}-{row['path_max_um']:.0f}",
        )
    console = Console(width=110)
    console.print(table)
    console.print(
        f"soma: {soma['kind']}, {soma['area_um2']:.4g} um2, as a cylinder "
        f"{soma['diameter_um']:.1f} x {soma['diameter_um']:.1f} um"
    )
    console.print(
        f"dendrite: {numbers['dendrite_length_um']:.1f} um; all: "
        f"{numbers['total_length_um']:.1f} um in {numbers['sections']} sections"
    )
    for notice in numbers["notices"]:
        click.echo(f"notice: {notice}")
