"""The table of a sweep, and what follows from it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from spinecable.describe.experiment import Experiment
from spinecable.errors import DescriptionError, SpinecableError, suggestion
from spinecable.plasticity.outcome import criterion_text
from spinecable.result.files import write_whole
from spinecable.study.statistics import bootstrap_interval, wilson_interval

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TABLE, METADATA = "sweep.csv", "sweep.json"


@dataclass(frozen=True)
class SweepResult:
    """One row a spine, trial and point.

    Parameters
    ----------
    table : columns ``point`` and ``trial`` (both from 0), one for each axis, named by its key,
        and those of the summary of a run.
    axes : the keys that were varied.
    experiment : the one that was varied.
    failures : point, trial and the error's text of each run that failed; they have no rows.
    """

    table: pd.DataFrame
    axes: tuple[str, ...]
    experiment: Experiment
    failures: tuple[tuple[int, int, str], ...] = ()

    @property
    def spines(self) -> list[str]:
        """Names of the spines, in order."""
        return [str(name) for name in self.table["spine"].unique()]

    def probability(self, outcome: str = "LTP", level: float = 0.95) -> pd.DataFrame:
        """The share of trials with an outcome (``LTP``, ``LTD`` or ``none``).

        Returns
        -------
        One row a point and spine: the axes, ``spine``, ``trials``, ``count``, ``probability`` and
        Wilson's interval ``low``, ``high`` at `level`.

        Raises
        ------
        DescriptionError : there is no such outcome.
        """
        if outcome not in (known := ("LTP", "LTD", "none")):
            raise DescriptionError(
                f"there is no outcome '{outcome}'", tip=suggestion(outcome, known)
            )
        rows = []
        for key, group in self._groups():
            count, trials = int((group["outcome"] == outcome).sum()), len(group)
            low, high = wilson_interval(count, trials, level)
            rows.append(
                {
                    **key,
                    "trials": trials,
                    "count": count,
                    "probability": count / trials,
                    "low": low,
                    "high": high,
                }
            )
        return pd.DataFrame(rows)

    def mean(self, column: str = "weight_change", level: float = 0.95) -> pd.DataFrame:
        """The mean of a column over trials.

        Returns
        -------
        One row a point and spine: the axes, ``spine``, ``trials``, ``mean``, ``sd`` (0 of one
        trial) and the bootstrap interval of the mean ``low``, ``high`` at `level`.

        Raises
        ------
        DescriptionError : there is no such column of numbers.
        """
        numbers = list(self.table.select_dtypes("number").columns)
        if column not in numbers:
            raise DescriptionError(
                f"the sweep has no numbers '{column}'", tip=suggestion(column, numbers)
            )
        rows = []
        for key, group in self._groups():
            values = group[column].to_numpy(dtype=float)
            low, high = bootstrap_interval(values, level)
            spread = float(values.std(ddof=1)) if len(values) > 1 else 0.0
            rows.append(
                {
                    **key,
                    "trials": len(values),
                    "mean": float(values.mean()),
                    "sd": spread,
                    "low": low,
                    "high": high,
                }
            )
        return pd.DataFrame(rows)

    def _groups(self) -> list[tuple[dict[str, Any], pd.DataFrame]]:
        found = []
        for _, group in self.table.groupby(["point", "spine"], sort=False):
            first = group.iloc[0]
            found.append(({key: first[key] for key in (*self.axes, "spine")}, group))
        return found

    def figure(self, columns: Sequence[str] = ()) -> Figure:
        """Outcome and other `columns` against what was varied; see `spinecable.study.figure`."""
        from spinecable.study.figure import sweep_figure

        return sweep_figure(self, columns)

    def save(self, folder: str | Path) -> Path:
        """Write ``sweep.csv`` and ``sweep.json`` (axes, experiment, criterion, failures)."""
        target = Path(folder)
        metadata = {
            "axes": list(self.axes),
            "criterion": criterion_text(self.experiment.outcome),
            "failures": [list(failure) for failure in self.failures],
            "experiment": json.loads(self.experiment.model_dump_json(by_alias=True)),
        }
        write_whole(
            target / TABLE,
            lambda file: self.table.to_csv(file, index=False, lineterminator="\n"),
            "sweep",
        )
        text = json.dumps(metadata, indent=1, ensure_ascii=False)
        write_whole(target / METADATA, lambda file: file.write_text(text, "utf-8"), "sweep")
        return target

    @classmethod
    def load(cls, folder: str | Path) -> SweepResult:
        """Read what `save` wrote.

        Raises
        ------
        SpinecableError : the folder does not hold a sweep.
        """
        source = Path(folder)
        for name in (TABLE, METADATA):
            if not (source / name).is_file():
                raise SpinecableError(
                    f"this folder holds no sweep: '{name}' is missing", where=str(source)
                )
        metadata = json.loads((source / METADATA).read_text("utf-8"))
        return cls(
            pd.read_csv(source / TABLE, keep_default_na=False, na_values=[""]),
            tuple(metadata["axes"]),
            Experiment.model_validate(metadata["experiment"]),
            tuple((int(p), int(t), str(text)) for p, t, text in metadata["failures"]),
        )
