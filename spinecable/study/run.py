"""Runs the points of a sweep in fresh processes and gathers their summaries."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from spinecable.describe.experiment import Experiment
from spinecable.describe.sweep import Axis, Sweep
from spinecable.errors import SimulationError
from spinecable.result.files import write_whole
from spinecable.result.result import Result
from spinecable.simulate.job import Progress, silent
from spinecable.simulate.many import run_many
from spinecable.study.plan import Point, plan_sweep
from spinecable.study.result import SweepResult

Measure = Callable[[Result], Mapping[str, ArrayLike]]
"""A user's own columns from a result: one number, or one a spine, by name."""

RUNS = "runs"
"""Subfolder in which finished runs are kept, so that a sweep can be taken up again."""


def sweep(
    experiment: Experiment,
    vary: Mapping[str, Sequence[Any]] | None = None,
    *,
    trials: int = 1,
    jobs: int | None = None,
    measure: Measure | None = None,
    folder: str | Path | None = None,
    progress: Progress | None = None,
) -> SweepResult:
    """Run an experiment at every combination of some values, each a number of times.

    ::

        found = sc.sweep(
            sc.load("neighbours"),
            {"spine.narrow.geometry.neck_diameter_um": [0.05, 0.1, 0.2]},
            trials=20,
        )
        found.probability("LTP")

    Parameters
    ----------
    vary : key -> values, see `spinecable.describe.sweep.Axis`.
    trials : of each point; trial n has the random numbers of trial n at every other point.
    jobs : processes at a time; None: one a core. It does not change the numbers.
    measure : further columns from each result, computed in the run's process.
    folder : where finished runs are kept; runs that it holds already are not done again.
    progress : called with the finished fraction (0-1) and what is being done.

    Raises
    ------
    DescriptionError : a key that is not there or a value that it cannot have, before any run.
    SimulationError : every run failed; a single failure is listed in the result.
    """
    axes = tuple(Axis(key=key, values=tuple(values)) for key, values in (vary or {}).items())
    plan = plan_sweep(experiment, Sweep(axes=axes, trials=trials))
    return run_points(
        experiment,
        plan,
        tuple(axis.key for axis in axes),
        jobs=jobs,
        measure=measure,
        folder=folder,
        progress=progress,
    )


def run_points(
    experiment: Experiment,
    plan: Sequence[Point],
    keys: tuple[str, ...],
    *,
    jobs: int | None = None,
    measure: Measure | None = None,
    folder: str | Path | None = None,
    progress: Progress | None = None,
) -> SweepResult:
    """Run planned points; see `sweep`. `experiment` and `keys` are kept in the result."""
    report = progress or silent
    kept = [_kept(folder, point, measure) for point in plan]
    tables = {n: pd.read_csv(p, **_AS_WRITTEN) for n, p in enumerate(kept) if p and p.is_file()}
    todo = [n for n in range(len(plan)) if n not in tables]
    failures = []
    report(len(tables) / len(plan), f"{len(tables)} of {len(plan)} runs")
    for answer in run_many(_summary, [(plan[n].experiment, measure) for n in todo], jobs):
        n = todo[answer.index]
        if answer.value is None:
            failures.append((plan[n].number, plan[n].trial, str(answer.error)))
        else:
            tables[n] = answer.value
            _keep(kept[n], answer.value)
        done = len(tables) + len(failures)
        report(done / len(plan), f"{done} of {len(plan)} runs")
    if not tables:
        raise SimulationError(f"every run of the sweep failed; the first: {min(failures)[2]}")
    rows = [_labelled(plan[n], keys, tables[n]) for n in sorted(tables)]
    return SweepResult(
        pd.concat(rows, ignore_index=True), keys, experiment, tuple(sorted(failures))
    )


_AS_WRITTEN: dict[str, Any] = {"keep_default_na": False, "na_values": [""]}


def _summary(experiment: Experiment, measure: Measure | None, progress: Progress) -> pd.DataFrame:
    from spinecable.simulate.experiment import simulate

    result = simulate(experiment, progress)
    table = result.summary()
    for name, values in (measure(result) if measure else {}).items():
        table[name] = np.broadcast_to(np.asarray(values, dtype=float), len(table))
    return table


def _labelled(point: Point, keys: Sequence[str], table: pd.DataFrame) -> pd.DataFrame:
    labels = {"point": point.number, "trial": point.trial, **point.settings}
    front = pd.DataFrame({key: [labels[key]] * len(table) for key in ("point", "trial", *keys)})
    return pd.concat([front, table.reset_index(drop=True)], axis=1)


def _kept(folder: str | Path | None, point: Point, measure: Measure | None) -> Path | None:
    """The file of a finished run, named by all that decides its numbers; none for a measure,
    whose text is not known."""
    if folder is None or measure is not None:
        return None
    identity = f"{version('spinecable')} {point.experiment.model_dump_json(by_alias=True)}"
    name = hashlib.sha256(identity.encode()).hexdigest()[:20]
    return Path(folder) / RUNS / f"{name}.csv"


def _keep(path: Path | None, table: pd.DataFrame) -> None:
    if path is not None:
        write_whole(path, lambda file: table.to_csv(file, index=False), "finished run")
