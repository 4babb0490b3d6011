"""``run_episodes(episodes)``: one fresh process an episode, each from what the last one left."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from spinecable.describe.episodes import Episodes
from spinecable.describe.spine import Spine
from spinecable.episodes.result import EpisodesResult
from spinecable.episodes.state import State, after_episode, episode_experiment, first_state
from spinecable.errors import SpinecableError
from spinecable.result.files import write_whole
from spinecable.simulate.job import Progress, silent
from spinecable.simulate.run import run


def run_episodes(
    episodes: Episodes,
    *,
    folder: str | Path | None = None,
    progress: Progress | None = None,
) -> EpisodesResult:
    """Run episodes one after the other.

    ::

        daily = sc.Episodes(experiment=base, pattern=[{"name": "A"}, {"name": "B"}],
                            pattern_size=8, overlap=0.25, count=6)
        found = sc.run_episodes(daily, folder="daily")
        found.fates()
        found.predict_fate()

    Parameters
    ----------
    episodes : what is run; nothing else decides the numbers.
    folder : where each episode is kept; those that it holds already are not run again, so that
        more episodes can be added and an interruption costs one episode.
    progress : called with the finished fraction (0-1) and what is being done.

    Raises
    ------
    SpinecableError : spines or patterns cannot be placed, an episode cannot be simulated, or the
        folder holds other episodes.
    """
    report = progress or silent
    kept = None if folder is None else _folder(Path(folder), episodes)
    base, state = first_state(episodes)
    rows: list[dict[str, Any]] = []
    while state.episode <= episodes.count and state.spines:
        report((state.episode - 1) / episodes.count, f"episode {state.episode} of {episodes.count}")
        file = None if kept is None else kept / f"episode_{state.episode:05d}.json"
        if file is not None and file.is_file():
            added, state = _read(file)
        else:
            result = run(episode_experiment(episodes, base, state))
            added, state = after_episode(episodes, state, result)
            if file is not None:
                _write(file, added, state)
        rows += added
    report(1.0, f"{episodes.count} episodes")
    return EpisodesResult(pd.DataFrame(rows), episodes)


def _folder(folder: Path, episodes: Episodes) -> Path:
    """The folder, marked with the hash of all that decides its numbers but `count`.

    Raises
    ------
    SpinecableError : it is marked with another.
    """
    text = episodes.model_dump_json(by_alias=True, exclude={"count"})
    identity = hashlib.sha256(f"{version('spinecable')} {text}".encode()).hexdigest()
    mark = folder / "episodes.json"
    if mark.is_file():
        if mark.read_text(encoding="utf-8") != identity:
            raise SpinecableError(
                "the folder holds other episodes, or those of another version",
                where=str(folder),
                tip="Choose an empty folder.",
            )
    else:
        write_whole(mark, lambda path: path.write_text(identity, encoding="utf-8"), "episodes")
    return folder


def _write(file: Path, rows: list[dict[str, Any]], state: State) -> None:
    following = {
        "episode": state.episode,
        "spines": [spine.model_dump(mode="json", exclude_unset=True) for spine in state.spines],
        "weights": dict(state.weights),
        "born": dict(state.born),
        "patterns": state.patterns,
        "lengths_um": dict(state.lengths_um),
        "first_count": state.first_count,
    }
    text = json.dumps({"rows": rows, "next": following}, indent=1)
    write_whole(file, lambda path: path.write_text(text, encoding="utf-8"), "episode")


def _read(file: Path) -> tuple[list[dict[str, Any]], State]:
    document = json.loads(file.read_text(encoding="utf-8"))
    state = document["next"]
    state["spines"] = tuple(Spine.model_validate(spine) for spine in state["spines"])
    state["patterns"] = {name: tuple(own) for name, own in state["patterns"].items()}
    return document["rows"], State(**state)
