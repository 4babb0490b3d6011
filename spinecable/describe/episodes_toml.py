"""Episodes of learning as TOML files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from spinecable.describe.complaints import Where, complaints, not_finite
from spinecable.describe.episodes import Episodes
from spinecable.describe.experiment import Experiment
from spinecable.describe.lines import Path as KeyPath
from spinecable.describe.toml import (
    checked_experiment,
    load_experiment,
    read_document,
    resolve_files,
)
from spinecable.errors import DescriptionError


def load_episodes(path: str | Path, overrides: Iterable[str] = ()) -> Episodes:
    """Episodes from a TOML file.

    The keys are those of `Episodes`, with ``[[pattern]]`` for each pattern. ``experiment`` is a
    bundled protocol's name, the path of an experiment's file (looked for beside this one first), or
    a table ``[experiment]`` with all that such a file holds.

    Parameters
    ----------
    path : the file.
    overrides : changes applied before the file is checked, each ``KEY=VALUE`` such as ``count=10``
        or, with a table, ``experiment.simulation.seed=2``.

    Raises
    ------
    DescriptionError : no such file, not TOML, not episodes, or an experiment that cannot be. Each
        fault has one line with file and line, the key's path, what is wrong and what to do.
    """
    file = Path(path).expanduser()
    if not file.is_file():
        raise DescriptionError(
            "there is no such file",
            where=str(path),
            tip="Give a TOML file of episodes; docs/episodes.md has one.",
        )
    document, _, where = read_document(file, overrides)
    if "experiment" not in document:
        looks_like_one = "spine" in document or "stimulus" in document
        raise DescriptionError(
            "'experiment' is missing",
            where=where(()),
            tip='This looks like an experiment; episodes name it: experiment = "FILE".'
            if looks_like_one
            else 'Give experiment = "FILE" or a table [experiment].',
        )
    if "patterns" in document:
        raise DescriptionError(
            "unknown key 'patterns'", where=where(("patterns",)), tip="Did you mean 'pattern'?"
        )
    infinite = not_finite(document)
    if infinite is not None:
        raise DescriptionError("must be a finite number", where=where(infinite))
    experiment = _experiment(document["experiment"], file, where)
    try:
        return Episodes.model_validate({**document, "experiment": experiment})
    except ValidationError as error:
        found = complaints(error, Episodes, document, where)
    if len(found) == 1:
        raise found[0] from None
    raise DescriptionError("\n".join(str(fault) for fault in found))


def _experiment(given: Any, file: Path, where: Where) -> Experiment:
    folder = file.resolve().parent
    if isinstance(given, str):
        beside = folder / Path(given).expanduser()
        try:
            return load_experiment(beside if beside.is_file() else given)
        except DescriptionError as error:
            place = where(("experiment",))
            place = f"{place} ({error.where})" if error.where else place
            raise DescriptionError(error.what, where=place, tip=error.tip) from None
    if not isinstance(given, dict):
        raise DescriptionError(
            "must be the name of a file or a table",
            where=where(("experiment",)),
            tip='Write experiment = "FILE" or [experiment].',
        )
    resolve_files(given, [folder, Path.cwd()])

    def inside(key: KeyPath, named: bool = True) -> str:
        return where(("experiment", *key), named)

    return checked_experiment(given, inside)
