"""Experiments as TOML files: read, change single values, write."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli_w
from pydantic import ValidationError

from spinecable.describe.cell import Cell
from spinecable.describe.complaints import Where, complaints, dotted, not_finite
from spinecable.describe.experiment import Experiment
from spinecable.describe.lines import KeyLines
from spinecable.describe.lines import Path as KeyPath
from spinecable.describe.overrides import apply_override, parse_override
from spinecable.describe.preparation import load_preparation
from spinecable.electrics.presets import load_biophysics
from spinecable.errors import DescriptionError, MechanismError, MorphologyError, suggestion
from spinecable.resources import resource_dir

if TYPE_CHECKING:
    from spinecable.morphology.tree import Morphology

_MORPHOLOGY_SUFFIXES = (".swc", ".asc", ".h5")


def bundled_protocols() -> dict[str, Path]:
    """The protocol files that come with the package, by name."""
    return {path.stem: path for path in sorted(resource_dir("protocols").glob("*.toml"))}


def protocol_path(name_or_path: str | Path) -> Path:
    """The file meant by a bundled protocol's name or a path.

    A text without folder and without ``.toml`` is a bundled name first and a path second.

    Raises
    ------
    DescriptionError : neither a bundled name nor a file.
    """
    text = str(name_or_path)
    path = Path(text).expanduser()
    bundled = bundled_protocols()
    is_name = path.name == text and path.suffix != ".toml"
    if is_name and text in bundled:
        return bundled[text]
    if path.is_file():
        return path
    if path.is_dir():
        raise DescriptionError("this is a folder, not an experiment file", where=text)
    if is_name:
        raise DescriptionError(
            f"there is neither a bundled protocol nor a file called '{text}'",
            tip=suggestion(text, bundled),
        )
    near = suggestion(path.stem, bundled)
    raise DescriptionError(
        "there is no such file",
        where=text,
        tip=f"Bundled protocols are given by name alone. {near}" if "mean" in near else None,
    )


def load_experiment(name_or_path: str | Path, overrides: Iterable[str] = ()) -> Experiment:
    """An experiment from a TOML file or a bundled protocol.

    Parameters
    ----------
    name_or_path : a bundled protocol's name (``neighbours``) or a path.
    overrides : changes applied before the file is checked, each ``KEY=VALUE`` such as
        ``spine.narrow.geometry.neck_length_um=2``; see
        ``spinecable.describe.overrides.parse_override``.

    Returns
    -------
    Experiment. A morphology given as a relative path is looked for beside the TOML file, then
    in the current folder (from an override: in the current folder first) and becomes absolute;
    a bundled morphology's name stays a name. A channel set's file, folders of mechanisms and the
    cascade's file are looked for in the same places. ``implicit_spines = false`` means None.

    Raises
    ------
    DescriptionError : no such file, not TOML, not an experiment, or a value of contents or
        kinetics that the preparation does not know, a channel that cannot be inserted or a file
        that is not there. Each fault has one line with file and line,
        the key's path, what is wrong and what to do.
    """
    path = protocol_path(name_or_path)
    document, changed, where = read_document(path, overrides)
    own = (("cell",), ("cell", "morphology"), ("cell", "biophysics"))
    folders = [path.resolve().parent, Path.cwd()]
    if any(target in own for target in changed):
        folders.reverse()
    resolve_files(document, folders)
    return checked_experiment(document, where)


def read_document(
    path: Path, overrides: Iterable[str] = ()
) -> tuple[dict[str, Any], list[KeyPath], Where]:
    """A TOML file with its changes made: the document, the changed keys, and where a key stands.

    Raises
    ------
    DescriptionError : the file cannot be read, is not TOML, or a change cannot be made.
    """
    text = _text(path)
    document = _parsed(text, path)
    changes = [parse_override(override) for override in overrides]
    changed = [(apply_override(document, change), change.where) for change in changes]
    lines = KeyLines(text)

    def where(key: KeyPath, named: bool = True) -> str:
        line = lines.of(key)
        place = f"{path}:{line}" if line is not None else str(path)
        for target, source in changed:
            shared = min(len(target), len(key))
            if shared and target[:shared] == key[:shared]:
                place, named = source, named and target != key
        return f"{place}, {dotted(key)}" if key and named else place

    return document, [target for target, _ in changed], where


def resolve_files(document: dict[str, Any], folders: list[Path]) -> None:
    """Make the paths of an experiment's files absolute; the first folder that has one counts."""
    _resolve_morphology(document, folders)
    _resolve_paths(document, folders)


def checked_experiment(document: dict[str, Any], where: Where) -> Experiment:
    """The experiment that a parsed document describes.

    Parameters
    ----------
    document : what a TOML file holds, or `experiment_document` with changes.
    where : gives the place that an error names for the path of a key.

    Raises
    ------
    DescriptionError : as `load_experiment`.
    """
    experiment = _validated(document, where)
    _check_names(experiment, where)
    _check_files(experiment, where)
    return experiment


def save_experiment(experiment: Experiment, path: str | Path) -> None:
    """Write `experiment` as TOML; ``load_experiment`` gives an equal one back.

    Every value is written, defaults too, so the file keeps its meaning when a default changes.
    """
    Path(path).write_text(dump_experiment(experiment), encoding="utf-8")


def dump_experiment(experiment: Experiment) -> str:
    """`experiment` as TOML text."""
    return tomli_w.dumps(experiment_document(experiment))


def experiment_document(experiment: Experiment) -> dict[str, Any]:
    """`experiment` as the document that a TOML file holds: tables, lists and plain values."""
    document = experiment.model_dump(mode="json", by_alias=True, exclude_none=True)
    if experiment.cell.implicit_spines is None:
        document["cell"]["implicit_spines"] = False
    shapes = [spine.geometry for spine in experiment.spines]
    shapes += [own.geometry for own in experiment.populations if own.geometry is not None]
    tables = [*document["spine"], *(t for t in document["population"] if "geometry" in t)]
    for shape, table in zip(shapes, tables, strict=True):
        for key in ("head_volume_um3", "head_diameter_um"):
            if key not in shape.model_fields_set:
                del table["geometry"][key]
    for key in ("spine", "population"):
        if not document[key]:
            del document[key]
    return document


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DescriptionError(
            f"the file is not UTF-8 text (byte {error.start})",
            where=str(path),
            tip="Save it as UTF-8; an experiment file is TOML.",
        ) from error
    except OSError as error:
        raise DescriptionError(
            f"the file cannot be read ({error.strerror})", where=str(path)
        ) from error


def _parsed(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = re.search(r"^(.*?) \(at (?:line (\d+), column (\d+)|end of document)\)", str(error))
        last = max(1, len(text.splitlines()))
        line, column = (match[2], match[3]) if match is not None else (None, None)
        reason = match[1] if match is not None else str(error)
        place = f" in column {column}" if column else " at the end of the file"
        twice = reason.startswith(("Cannot overwrite", "Cannot declare"))
        raise DescriptionError(
            "this key or table is given twice"
            if twice
            else f"this is not TOML: {reason[:1].lower()}{reason[1:]}{place}",
            where=f"{path}:{line or last}",
            tip="Each item of a list of tables is headed [[name]]." if twice else None,
        ) from error


def _validated(document: dict[str, Any], where: Where) -> Experiment:
    for name, field in Experiment.model_fields.items():
        if field.alias not in (None, name) and name in document:
            raise DescriptionError(
                f"unknown key '{name}'",
                where=where((name,)),
                tip=f"Did you mean '{field.alias}'?",
            )
    infinite = not_finite(document)
    if infinite is not None:
        raise DescriptionError("must be a finite number", where=where(infinite))
    try:
        return Experiment.model_validate(_without_false_spines(document))
    except ValidationError as error:
        found = complaints(error, Experiment, document, where)
    if len(found) == 1:
        raise found[0] from None
    raise DescriptionError("\n".join(str(fault) for fault in found))


def _check_names(experiment: Experiment, where: Where) -> None:
    """The preparation exists and knows every value that `experiment` replaces."""
    try:
        preparation = load_preparation(experiment.preparation, experiment.buffering)
    except DescriptionError as error:
        raise DescriptionError(error.what, where=where(("preparation",)), tip=error.tip) from None
    _check_biophysics(experiment.cell.biophysics, where(("cell", "biophysics")))
    replaced: list[tuple[KeyPath, str | None, Mapping[str, float]]] = [
        (("contents",), None, experiment.contents),
        (("shaft",), "shaft", experiment.shaft),
        (("kinetics",), "kinetics", experiment.kinetics),
    ]
    for i, spine in enumerate(experiment.spines):
        replaced.append((("spine", i, "contents"), "head", spine.contents))
    for i, population in enumerate(experiment.populations):
        replaced.append((("population", i, "contents"), "head", population.contents))
    for path, group, values in replaced:
        for key, value in values.items():
            try:
                if group is None:
                    preparation.everywhere({key: value})
                else:
                    preparation.overridden(group, {key: value})
            except DescriptionError as error:
                raise DescriptionError(
                    error.what, where=where((*path, key)), tip=error.tip
                ) from None


def _check_biophysics(name: str, where: str) -> None:
    try:
        load_biophysics(name)
    except DescriptionError as error:
        place = f"{where} ({error.where})" if name.endswith(".toml") else where
        raise DescriptionError(error.what, where=place, tip=error.tip) from None


def _check_files(experiment: Experiment, where: Where) -> None:
    """Folders of mechanisms and the cascade are there, and every channel can be inserted."""
    from spinecable.electrics.channels import (
        available_mechanisms,
        check_channels,
        check_regions,
        check_set,
    )

    if experiment.cascade is not None and not Path(experiment.cascade.sbml).is_file():
        raise DescriptionError(
            f"there is no file '{experiment.cascade.sbml}'", where=where(("cascade", "sbml"))
        )
    for k, population in enumerate(experiment.populations):
        if population.file is not None and not Path(population.file).is_file():
            raise DescriptionError(
                f"there is no file '{population.file}'", where=where(("population", k, "file"))
            )
        if population.sampler is not None:
            _check_sampler(population.sampler, where(("population", k, "sampler")))
    own_set = experiment.cell.biophysics.endswith(".toml")
    if not experiment.mechanisms and not experiment.channels and not own_set:
        return
    try:
        known = available_mechanisms(experiment)
    except MechanismError as error:
        what = f"{error.what} ({error.where})" if error.where else error.what
        raise DescriptionError(what, where=where(("mechanisms",)), tip=error.tip) from None
    try:
        check_regions(experiment.cell, _kept_axon(experiment.cell))
        check_set(experiment.cell.biophysics, known)
    except (DescriptionError, MechanismError) as error:
        place = f"{where(('cell', 'biophysics'))} ({error.where})"
        raise DescriptionError(error.what, where=place, tip=error.tip) from None
    try:
        check_channels(experiment, known)
    except MechanismError as error:
        index = re.match(r"channel\[(\d+)\]", error.where or "")
        path: KeyPath = ("channel", int(index[1])) if index else ("channel",)
        raise DescriptionError(error.what, where=where(path), tip=error.tip) from None


def _kept_axon(cell: Cell) -> Morphology | None:
    """The morphology, where the parts of the cell depend on it; its own faults are for the run."""
    from spinecable.morphology.read import read_morphology

    if cell.axon == "keep":
        with suppress(MorphologyError):
            return read_morphology(cell.morphology, cell.accept)
    return None


def _check_sampler(name: str, where: str) -> None:
    from spinecable.population.sampler import load_sampler

    try:
        load_sampler(name)
    except DescriptionError as error:
        place = f"{where} ({error.where})" if error.where else where
        raise DescriptionError(error.what, where=place, tip=error.tip) from None


def _without_false_spines(document: dict[str, Any]) -> dict[str, Any]:
    """``implicit_spines = false`` as None, which TOML cannot write."""
    cell = document.get("cell")
    if isinstance(cell, dict) and cell.get("implicit_spines") is False:
        return {**document, "cell": {**cell, "implicit_spines": None}}
    return document


def _resolve_paths(document: dict[str, Any], folders: list[Path]) -> None:
    """Make the paths of channel sets, mechanisms, cascade and spine tables absolute.

    The folder of the experiment's file comes first.
    """

    def found(given: Any) -> Any:
        if not isinstance(given, str):
            return given
        candidates = [folder / Path(given).expanduser() for folder in folders]
        return str(next((c for c in candidates if c.exists()), candidates[0]).resolve())

    cell = document.get("cell")
    biophysics = cell.get("biophysics") if isinstance(cell, dict) else None
    if isinstance(cell, dict) and isinstance(biophysics, str) and biophysics.endswith(".toml"):
        cell["biophysics"] = found(biophysics)
    mechanisms, cascade = document.get("mechanisms"), document.get("cascade")
    if isinstance(mechanisms, list):
        document["mechanisms"] = [found(item) for item in mechanisms]
    if isinstance(cascade, dict) and "sbml" in cascade:
        cascade["sbml"] = found(cascade["sbml"])
    populations = document.get("population")
    for table in populations if isinstance(populations, list) else ():
        for key in ("file", "sampler"):
            given = table.get(key) if isinstance(table, dict) else None
            if isinstance(given, str) and (key == "file" or given.endswith(".toml")):
                table[key] = found(given)


def _resolve_morphology(document: dict[str, Any], folders: list[Path]) -> None:
    """Make the path of a morphology file absolute; leave names and missing files alone."""
    cell = document.get("cell")
    given = cell.get("morphology") if isinstance(cell, dict) else None
    if not isinstance(cell, dict) or not isinstance(given, str):
        return
    is_path = Path(given).name != given or given.lower().endswith(_MORPHOLOGY_SUFFIXES)
    if not is_path:
        return
    for folder in folders:
        candidate = folder / Path(given).expanduser()
        if candidate.is_file():
            cell["morphology"] = str(candidate.resolve())
            return
