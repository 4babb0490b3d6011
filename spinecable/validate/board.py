"""All rows of the scoreboard, and some of them by group or id."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module
from string import ascii_lowercase

from spinecable.errors import DescriptionError, suggestion
from spinecable.validate.entry import GROUPS, Row

MODULES = (
    "geometry",
    "density",
    "electrical",
    "back_propagation",
    "calcium",
    "spike_calcium",
    "diffusion",
    "kinase",
    "growth",
    "shrinkage",
    "frequency",
    "pairing",
    "molecules",
    "cross_checks",
)
"""Modules of `spinecable.validate.rows`; each has ``ROWS``."""


@lru_cache(maxsize=1)
def all_rows() -> tuple[Row, ...]:
    """Every row, in the order of the table: by group and number."""
    rows: list[Row] = []
    for module in MODULES:
        rows += import_module(f"spinecable.validate.rows.{module}").ROWS
    return tuple(sorted(rows, key=_place))


def _place(row: Row) -> tuple[int, int, str]:
    number = row.id[1:].rstrip(ascii_lowercase)
    return list(GROUPS).index(row.group), int(number), row.id


def select(rows: Sequence[Row], only: Sequence[str] = (), *, fast: bool = False) -> list[Row]:
    """Rows whose group or id is named, in the order of the table.

    Parameters
    ----------
    only : group letters and ids; empty for all.
    fast : only rows of the short run.

    Raises
    ------
    DescriptionError : a name is neither a group nor a row, or nothing is left.
    """
    known = [*GROUPS, *(row.id for row in rows)]
    for name in only:
        if name not in known:
            raise DescriptionError(
                f"there is no group or row '{name}'", where="--only", tip=suggestion(name, known)
            )
    chosen = [
        row
        for row in rows
        if (not only or row.group in only or row.id in only) and (row.fast or not fast)
    ]
    if not chosen:
        raise DescriptionError(
            f"no row is left of '{','.join(only)}'" if only else "there are no rows",
            where="--only",
            tip="Leave out --fast: these rows are not part of the short run." if fast else None,
        )
    return chosen
