"""The table of a result: one row a spine, the unit in every column's name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from spinecable.result.files import write_whole
from spinecable.result.variables import SCALARS

if TYPE_CHECKING:
    from spinecable.result.result import Result

COLUMNS: tuple[str, ...] = ("spine", *SCALARS)
"""Columns of the summary, in order."""


def summary_table(result: Result) -> pd.DataFrame:
    """One row a spine with the columns `COLUMNS`.

    Peaks and the calcium integral come from every step of the run, not from the samples of the
    traces; ``weight_change`` and ``outcome`` are read as ``result.criterion`` says. The peaks of a
    user's cascade follow as ``peak_cascade_NAME``.
    """
    own = [
        str(name)
        for name, variable in result.dataset.data_vars.items()
        if variable.dims == ("spine",) and name not in COLUMNS
    ]
    return pd.DataFrame({name: result.dataset[name].values for name in (*COLUMNS, *own)})


def write_summary(result: Result, path: str | Path) -> Path:
    """Write the table as CSV (UTF-8, ``.`` decimals, every digit that differs)."""
    table = summary_table(result)
    return write_whole(
        path, lambda file: table.to_csv(file, index=False, lineterminator="\n"), "summary"
    )
