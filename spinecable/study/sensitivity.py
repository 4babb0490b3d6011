"""How much each parameter decides: Morris screening and Sobol indices by SALib."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spinecable.describe.experiment import Experiment
from spinecable.errors import DescriptionError, SimulationError, SpinecableError
from spinecable.simulate.job import Progress
from spinecable.study.plan import Point, changed_experiment
from spinecable.study.run import run_points

LEVELS = 4
"""Grid levels of Morris's trajectories; SALib's default."""


@dataclass(frozen=True)
class Span:
    """The range of one parameter; with `log` it is sampled evenly in its logarithm."""

    low: float
    high: float
    log: bool = False


def parse_span(text: str) -> tuple[str, Span]:
    """``KEY=LOW:HIGH`` or ``KEY=LOW:HIGH:log``.

    Raises
    ------
    DescriptionError : the text is not of that form.
    """
    key, _, given = text.partition("=")
    parts = given.split(":")
    try:
        span = Span(float(parts[0]), float(parts[1]), parts[2:] == ["log"])
        wrong = len(parts) > 2 + span.log or not key.strip()
    except (ValueError, IndexError):
        wrong = True
    if wrong:
        raise DescriptionError(
            "a range is written KEY=LOW:HIGH, with :log at its end for even ratios",
            where=f"--range {text}",
            tip="Example: spine.a.geometry.neck_diameter_um=0.05:0.4:log",
        )
    return key.strip(), span


def sensitivity(
    experiment: Experiment,
    ranges: Mapping[str, Span | tuple[float, float]],
    *,
    method: Literal["morris", "sobol"] = "morris",
    samples: int = 10,
    target: str = "weight_change",
    seed: int = 1,
    jobs: int | None = None,
    folder: str | Path | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """A table of how strongly each parameter moves one column of the summary.

    Parameters
    ----------
    ranges : key -> `Span` or (low, high); keys as in `spinecable.study.run.sweep`.
    method : ``morris`` (elementary effects, Morris 1991, 10.1080/00401706.1991.10484804; costs
        samples x (parameters + 1) runs) or ``sobol`` (Saltelli 2010, 10.1016/j.cpc.2009.09.018;
        samples x (parameters + 2) runs, samples a power of 2).
    samples : trajectories of Morris, or base samples of Sobol.
    target : a column of numbers.
    seed : of the samples.
    jobs, folder, progress : as in `sweep`.

    Returns
    -------
    One row a spine and parameter. Morris: ``mu_star`` (mean absolute effect of the whole range on
    `target`, in its unit), ``mu_star_interval`` (half of the 95 % interval), ``mu`` (with sign)
    and ``sigma`` (spread: interaction or curvature). Sobol: ``first`` and ``total`` (shares of the
    variance) with half of their 95 % intervals. Where `target` does not vary, all are 0.

    Raises
    ------
    DescriptionError : a range that cannot be, or a key or value that the experiment refuses.
    SimulationError : a run failed; the design needs all of them.
    SpinecableError : SALib is not installed.
    """
    try:
        from SALib.analyze import morris as analyze_morris
        from SALib.analyze import sobol as analyze_sobol
        from SALib.sample import morris as sample_morris
        from SALib.sample import sobol as sample_sobol
    except ImportError as error:
        raise SpinecableError(
            "sensitivity needs the package SALib",
            tip="Install it: pip install 'spinecable[sensitivity]'.",
        ) from error
    spans = {key: _span(key, given) for key, given in ranges.items()}
    if not spans:
        raise DescriptionError("no parameter is given", where="ranges")
    if method == "sobol" and (samples < 2 or samples & (samples - 1)):
        raise DescriptionError(
            f"Sobol's samples must be a power of 2, not {samples}", tip="Give 8, 16, 32 ..."
        )
    problem = {
        "num_vars": len(spans),
        "names": list(spans),
        "bounds": [_bounds(span) for span in spans.values()],
    }
    if method == "morris":
        drawn = sample_morris.sample(problem, samples, num_levels=LEVELS, seed=seed)
    else:
        drawn = sample_sobol.sample(problem, samples, calc_second_order=False, seed=seed)
    plan = [
        Point(n, settings := _settings(spans, row), 0, changed_experiment(experiment, settings))
        for n, row in enumerate(drawn)
    ]
    found = run_points(experiment, plan, tuple(spans), jobs=jobs, folder=folder, progress=progress)
    if found.failures:
        raise SimulationError(
            f"{len(found.failures)} of {len(plan)} runs failed; the first: {found.failures[0][2]}",
            tip="Narrow the range that leads there.",
        )
    found.mean(target)
    tables = []
    for spine in found.spines:
        values = found.table.loc[found.table["spine"] == spine, target].to_numpy(dtype=float)
        if np.ptp(values) == 0:
            indices = dict.fromkeys(_COLUMNS[method], np.zeros(len(spans)))
        elif method == "morris":
            indices = _named(
                method, analyze_morris.analyze(problem, drawn, values, num_levels=LEVELS, seed=seed)
            )
        else:
            indices = _named(
                method, analyze_sobol.analyze(problem, values, calc_second_order=False, seed=seed)
            )
        tables.append(pd.DataFrame({"spine": spine, "parameter": list(spans), **indices}))
    return pd.concat(tables, ignore_index=True)


_COLUMNS = {
    "morris": {
        "mu_star": "mu_star",
        "mu_star_interval": "mu_star_conf",
        "mu": "mu",
        "sigma": "sigma",
    },
    "sobol": {
        "first": "S1",
        "first_interval": "S1_conf",
        "total": "ST",
        "total_interval": "ST_conf",
    },
}


def _named(method: str, answer: Mapping[str, Any]) -> dict[str, NDArray[np.float64]]:
    return {own: np.asarray(answer[its], dtype=float) for own, its in _COLUMNS[method].items()}


def _span(key: str, given: Span | tuple[float, float]) -> Span:
    span = given if isinstance(given, Span) else Span(*given)
    if not (math.isfinite(span.low) and math.isfinite(span.high) and span.low < span.high):
        raise DescriptionError("a range needs a low end below its high end", where=key)
    if span.log and span.low <= 0:
        raise DescriptionError("a range of even ratios must be above 0", where=key)
    return span


def _bounds(span: Span) -> list[float]:
    return [math.log(span.low), math.log(span.high)] if span.log else [span.low, span.high]


def _settings(spans: Mapping[str, Span], row: NDArray[np.float64]) -> dict[str, float]:
    return {
        key: math.exp(x) if span.log else float(x)
        for (key, span), x in zip(spans.items(), row, strict=True)
    }
