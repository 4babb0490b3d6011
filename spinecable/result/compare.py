"""Two spines of one result side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from spinecable.errors import DescriptionError, suggestion
from spinecable.result.variables import SCALARS

if TYPE_CHECKING:
    from spinecable.result.result import Result

TEXT = ("section", "outcome")
NO_RATIO = frozenset({"mV"})
"""Units in which a ratio means nothing, for their zero is arbitrary."""


def compare_spines(result: Result, first: str, second: str) -> pd.DataFrame:
    """A table of the summary's numbers for two spines.

    Rows are the numeric summary columns; columns are the two spines' names, ``difference``
    (first - second, in the row's unit) and ``ratio`` (first / second; not a number for
    potentials, for ``weight_change`` and where the second is 0).

    Raises
    ------
    DescriptionError : the result has no such spine, or the two are the same.
    """
    for name in (first, second):
        if name not in result.spines:
            raise DescriptionError(
                f"the result has no spine '{name}'", tip=suggestion(name, result.spines)
            )
    if first == second:
        raise DescriptionError(f"'{first}' is compared with itself")
    rows = [name for name in SCALARS if name not in TEXT]
    a = np.array([float(result.dataset[name].sel(spine=first)) for name in rows])
    b = np.array([float(result.dataset[name].sel(spine=second)) for name in rows])
    meaningful = np.array(
        [SCALARS[n].units not in NO_RATIO and n != "weight_change" for n in rows]
    ) & (b != 0)
    ratio = np.full(len(rows), np.nan)
    ratio[meaningful] = a[meaningful] / b[meaningful]
    return pd.DataFrame(
        {first: a, second: b, "difference": a - b, "ratio": ratio},
        index=pd.Index(rows, name="quantity"),
    )
