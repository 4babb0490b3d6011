"""`spinecable mechanisms`: what the NMODL mechanisms are, and their compiled form."""

from __future__ import annotations

import json
import time
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from spinecable.mechanisms import cache
from spinecable.mechanisms.compile import compile_mechanisms
from spinecable.mechanisms.library import mechanism_set
from spinecable.mechanisms.nmodl import Mechanism, ModParameter

_extra_dirs = click.option(
    "--dir",
    "extra_dirs",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A folder with .mod files of your own; may be given several times.",
)
_as_json = click.option("--json", "as_json", is_flag=True, help="Write JSON to standard output.")


@click.group()
def mechanisms() -> None:
    """List, show and compile the NMODL mechanisms.

    \b
    Example:
      spinecable mechanisms list
    """


@mechanisms.command("list")
@_extra_dirs
@_as_json
def list_command(extra_dirs: tuple[Path, ...], as_json: bool) -> None:
    """List every mechanism: what it models, where it goes, where it comes from.

    \b
    Example:
      spinecable mechanisms list --dir ./mod --json
    """
    found = mechanism_set(extra_dirs=extra_dirs)
    if as_json:
        click.echo(json.dumps([mechanism.as_dict() for mechanism in found], indent=1))
        return
    table = Table("mechanism", "kind", "model", "source", "writes")
    for item in found:
        table.add_row(
            item.name, item.kind, item.model or item.title, item.source, ", ".join(item.writes)
        )
    Console(markup=False).print(table)


@mechanisms.command("show")
@click.argument("name")
@_extra_dirs
@_as_json
def show_command(name: str, extra_dirs: tuple[Path, ...], as_json: bool) -> None:
    """Show one mechanism with all its parameters, units, bounds and sources.

    \b
    Example:
      spinecable mechanisms show sc_nmda_popescu
    """
    item = mechanism_set(extra_dirs=extra_dirs)[name]
    if as_json:
        click.echo(json.dumps(item.as_dict(), indent=1))
        return
    click.echo(_heading(item))
    table = Table("parameter", "default", "unit", "bounds", "scope", "meaning and source")
    for parameter in item.parameters:
        table.add_row(*_cells(parameter, item))
    Console(markup=False).print(table)


@mechanisms.command("reactions")
@click.argument("setting", required=False)
@_as_json
def reactions_command(setting: str | None, as_json: bool) -> None:
    """List the parts of the reaction library, or show one with its numbers and sources.

    SETTING is what chooses the part in the table [chemistry] of an experiment.

    \b
    Examples:
      spinecable mechanisms reactions
      spinecable mechanisms reactions dye=fluo4
    """
    from spinecable.chemistry.catalogue import reaction_part, reaction_parts

    if setting is not None:
        part = reaction_part(setting)
        if as_json:
            click.echo(json.dumps(part.as_dict(), indent=1))
            return
        click.echo(f"{part.setting}: {part.what}")
        table = Table("parameter", "value", "unit", "meaning", "source")
        for p in part.scheme.parameters:
            value = "contents" if p.per_compartment else f"{p.value:.6g}"
            table.add_row(p.name, value, p.unit, p.meaning, p.source)
        Console(markup=False).print(table)
        return
    parts = reaction_parts()
    if as_json:
        click.echo(json.dumps([part.as_dict() for part in parts], indent=1))
        return
    table = Table("setting", "what", "species", "sources")
    for part in parts:
        species = ", ".join(s.name for s in part.scheme.species)
        table.add_row(part.setting, part.what, species, "; ".join(part.sources))
    Console(markup=False).print(table)


@mechanisms.command("compile")
@click.argument("names", nargs=-1)
@_extra_dirs
@_as_json
def compile_command(names: tuple[str, ...], extra_dirs: tuple[Path, ...], as_json: bool) -> None:
    """Compile mechanisms now instead of at the first run; all of them unless NAMES are given.

    \b
    Example:
      spinecable mechanisms compile sc_car sc_ca_port
    """
    chosen = mechanism_set(names or None, extra_dirs)
    start = time.monotonic()
    libraries = compile_mechanisms(chosen, progress=_to_stderr)
    if as_json:
        report = {
            "names": list(chosen.names),
            "libraries": {name: str(library) for name, library in libraries.items()},
            "seconds": round(time.monotonic() - start, 3),
        }
        click.echo(json.dumps(report, indent=1))
    else:
        for library in libraries.values():
            click.echo(str(library))


@mechanisms.command("cache")
@click.option("--clear", is_flag=True, help="Remove every compiled library.")
@_as_json
def cache_command(clear: bool, as_json: bool) -> None:
    """Show the compiled libraries, or remove them all.

    \b
    Example:
      spinecable mechanisms cache --clear
    """
    found = cache.clear() if clear else cache.entries()
    if as_json:
        report = {
            "folder": str(cache.cache_root()),
            "cleared": clear,
            "entries": [
                {"kind": e.kind, "label": e.label, "key": e.key, "size_bytes": e.size_bytes}
                for e in found
            ],
        }
        click.echo(json.dumps(report, indent=1))
        return
    size_MB = sum(entry.size_bytes for entry in found) / 1e6
    verb = "Removed" if clear else "Holds"
    click.echo(f"{cache.cache_root()}\n{verb} {len(found)} libraries, {size_MB:.1f} MB.")
    if found and not clear:
        table = Table("kind", "made from", "key", "kB")
        for entry in found:
            table.add_row(entry.kind, entry.label, entry.key[:12], f"{entry.size_bytes / 1e3:.0f}")
        Console(markup=False).print(table)


@mechanisms.command("sbml")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="The file to write.",
)
@click.option("--preparation", default="rat_ca1", help="Whose contents and kinetics.")
@click.option("--volume", "volume_um3", default=0.08, help="Volume of the head (um^3).")
@_as_json
def sbml_command(out: Path, preparation: str, volume_um3: float, as_json: bool) -> None:
    """Write the reactions of a spine head at rest as SBML Level 3 Version 2.

    Needs the extra: python -m pip install 'spinecable[sbml]'.

    \b
    Example:
      spinecable mechanisms sbml --out head.xml
    """
    from spinecable.describe.preparation import load_preparation
    from spinecable.sbml.export import export_scheme
    from spinecable.sbml.head import resting_head

    scheme, state = resting_head(load_preparation(preparation), volume_um3)
    path = export_scheme(scheme, out, initial=state, volume_um3=volume_um3)
    if as_json:
        report = {
            "file": str(path),
            "species": len(scheme.species),
            "reactions": len(scheme.reactions),
        }
        click.echo(json.dumps(report, indent=1))
    else:
        click.echo(str(path))


def _to_stderr(message: str) -> None:
    click.echo(message, err=True)


def _heading(item: Mechanism) -> str:
    lines = [
        f"{item.name} ({item.kind}): {item.title}",
        f"model:   {item.model or 'not stated'}",
        f"source:  {item.source or 'not stated'}",
        f"placed:  {item.placed_by}",
        f"reads:   {', '.join(item.reads) or 'no ion'}",
        f"writes:  {', '.join(item.writes) or 'no ion'}",
        f"file:    {item.path}",
    ]
    return "\n".join(lines)


def _cells(parameter: ModParameter, item: Mechanism) -> tuple[str, ...]:
    low_high = f"{parameter.bounds[0]:g} to {parameter.bounds[1]:g}" if parameter.bounds else ""
    value = "" if parameter.value is None else f"{parameter.value:g}"
    scope = "range" if parameter.name in item.range_names else "global"
    return parameter.name, value, parameter.unit, low_high, scope, parameter.note
