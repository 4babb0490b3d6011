"""Answers on disk: the folder of a run, and the stored scoreboard that later runs are held to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from spinecable.errors import SpinecableError
from spinecable.resources import resource_dir
from spinecable.result.files import write_whole
from spinecable.validate.score import RowScore

BASELINE = Path(__file__).with_name("baseline.json")
"""The stored scoreboard; ``full`` and ``fast`` hold the rows of either run."""

SETTINGS = "run.json"


@lru_cache(maxsize=1)
def code_digest() -> str:
    """Content hash of everything that decides a row's number: code, data, mechanisms, cells."""
    package = Path(__file__).resolve().parents[1]
    found = hashlib.sha256()
    for folder, pattern in (
        (package, "**/*.py"),
        (package / "preparations", "*.toml"),
        (resource_dir("mod"), "*.mod"),
        (resource_dir("morphologies"), "*.swc"),
    ):
        for file in sorted(folder.glob(pattern)):
            found.update(file.name.encode())
            found.update(file.read_bytes())
    return found.hexdigest()[:20]


class RunFolder:
    """The answers of one run, one file a row.

    Parameters
    ----------
    folder : made where it is missing.
    fast : which scale the run has.
    resume : go on with the answers that are there; otherwise they are removed.

    Raises
    ------
    SpinecableError : nothing to resume, or it was made at the other scale or by other code.
    """

    def __init__(self, folder: Path, *, fast: bool, resume: bool) -> None:
        self.folder = folder
        settings = {"fast": fast, "code": code_digest()}
        if resume:
            self._check(settings)
        else:
            for file in folder.glob("row-*.json"):
                file.unlink()
        text = json.dumps(settings)
        write_whole(folder / SETTINGS, lambda f: f.write_text(text, encoding="utf-8"), "run")

    def _check(self, settings: Mapping[str, Any]) -> None:
        where = self.folder / SETTINGS
        if not where.is_file():
            raise SpinecableError(
                "there is no run to resume", where=str(self.folder), tip="Start one with --out."
            )
        stored = json.loads(where.read_text(encoding="utf-8"))
        if stored["fast"] != settings["fast"]:
            made = "with --fast" if stored["fast"] else "without --fast"
            raise SpinecableError(
                f"this run was made {made}",
                where=str(self.folder),
                tip="Resume it in the same way, or start another with --out.",
            )
        if stored["code"] != settings["code"]:
            raise SpinecableError(
                "this run was made by another state of the code, its rows cannot be mixed with new "
                "ones",
                where=str(self.folder),
                tip="Start anew with --out.",
            )

    def keep(self, score: RowScore) -> None:
        """Store one row's answer. Errors are not stored, so that a resumed run tries again."""
        if score.error:
            return
        text = json.dumps(score.as_json(), indent=1, ensure_ascii=False)
        write_whole(
            self.folder / f"row-{score.id}.json",
            lambda f: f.write_text(text, encoding="utf-8"),
            "answer",
        )

    def answers(self) -> dict[str, RowScore]:
        """Stored answers by id."""
        found = {}
        for file in sorted(self.folder.glob("row-*.json")):
            answer = RowScore.from_json(json.loads(file.read_text(encoding="utf-8")))
            found[answer.id] = answer
        return found


def load_baseline(fast: bool, path: Path | None = None) -> dict[str, RowScore]:
    """Rows of the stored scoreboard (`BASELINE` by default) by id; empty where none is stored."""
    path = path or BASELINE
    if not path.is_file():
        return {}
    records = json.loads(path.read_text(encoding="utf-8")).get("fast" if fast else "full", [])
    return {record["id"]: RowScore.from_json(record) for record in records}


def store_baseline(
    scores: Sequence[RowScore], order: Sequence[str], fast: bool, path: Path | None = None
) -> None:
    """Put these rows into the stored scoreboard; others that are still on the board stay.

    Parameters
    ----------
    order : ids of the whole board, or of its short run; rows that left it are dropped.

    Raises
    ------
    SpinecableError : a row ended with an error, or the file cannot be written.
    """
    broken = [s.id for s in scores if s.error]
    if broken:
        raise SpinecableError(f"not stored: these rows ended with an error: {', '.join(broken)}")
    path = path or BASELINE
    document = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    rows = {**load_baseline(fast, path), **{s.id: s for s in scores}}
    document["fast" if fast else "full"] = [rows[i].as_json() for i in order if i in rows]
    text = json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    write_whole(path, lambda f: f.write_text(text, encoding="utf-8"), "scoreboard")
