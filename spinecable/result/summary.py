"""The table of a result: one row a spine, the unit in every column's name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from spinecable.errors import SpinecableError
from spinecable.result.variables import SCALARS

if TYPE_CHECKING:
    from spinecable.result.result import Result

COLUMNS: tuple[str, ...] = ("spine", *SCALARS)
"""Columns of the summary, in order."""


def summary_table(result: Result) -> pd.DataFrame:
    """One row a spine with the columns `COLUMNS`.

    Peaks and the calcium integral come from every step of the run, not from the samples of the
    traces; ``weight_change`` and ``outcome`` are read as ``result.criterion`` says.
    """
    return pd.DataFrame({name: result.dataset[name].values for name in COLUMNS})


def write_summary(result: Result, path: str | Path) -> Path:
    """Write the table as CSV (UTF-8, ``.`` decimals, every digit that differs)."""
    target = Path(path)
    partial = target.with_name(f".{target.name}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        summary_table(result).to_csv(partial, index=False, lineterminator="\n")
        os.replace(partial, target)
    except OSError as error:
        raise SpinecableError(
            f"the summary cannot be written: {error.strerror or error}",
            where=str(target),
            tip="Choose a folder that can be written to.",
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    return target
