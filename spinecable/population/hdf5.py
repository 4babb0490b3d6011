"""Containers of the morph-spines format: a neuron with a table of its spines, in HDF5.

``/edges/NEURON`` holds the table, one dataset a column or one dataset of rows: places
``afferent_center_x|y|z`` on the dendrite's axis, ``spine_length`` from root to tip and, where it
was measured, ``spine_volume`` (of the head) and ``spine_neck_diameter``, all in um;
``/morphology/NEURON`` holds the neuron (github.com/openbraininstitute/morph-spines,
examples/data/README.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from spinecable.errors import DescriptionError
from spinecable.population.measured import Measured

CENTRE = tuple(f"afferent_center_{axis}" for axis in "xyz")
_OPTIONAL = {
    "spine_length": "length_um",
    "spine_volume": "head_volume_um3",
    "spine_neck_diameter": "neck_diameter_um",
}


def read_hdf5(path: Path) -> list[Measured]:
    """The spines of a container with one neuron.

    Raises
    ------
    DescriptionError : no such container, several neurons, or a table without places.
    """
    try:
        with h5py.File(path, "r") as file:
            columns = _table(file, str(path))
    except OSError as error:
        raise DescriptionError("this is no HDF5 file", where=str(path)) from error
    missing = [name for name in CENTRE if name not in columns]
    if missing:
        raise DescriptionError(
            f"the table of spines has no column {', '.join(missing)}",
            where=str(path),
            tip="morph-spines writes the place of each spine there.",
        )
    count = len(columns[CENTRE[0]])
    found = []
    for row in range(count):
        where = f"{path}, spine {row}"
        centre = tuple(_value(columns[name], row, where, name) for name in CENTRE)
        sizes: dict[str, Any] = {
            field: _value(columns[name], row, where, name, positive=True)
            for name, field in _OPTIONAL.items()
            if name in columns
        }
        point = (centre[0], centre[1], centre[2])
        found.append(replace(Measured(where=where, point_um=point), **sizes))
    return found


def _table(file: Any, where: str) -> Mapping[str, Any]:
    """Columns by name."""
    if "edges" not in file:
        raise DescriptionError(
            "the file holds no table of spines (no group 'edges')",
            where=where,
            tip="Containers of morph-spines do; a plain morphology has no spines to read.",
        )
    names = list(file["edges"])
    if len(names) != 1:
        raise DescriptionError(
            f"the file holds {len(names)} neurons: {', '.join(names[:10])}",
            where=where,
            tip="Write the one you mean into a file of its own.",
        )
    table = file["edges"][names[0]]
    if isinstance(table, h5py.Dataset):
        if table.dtype.names is None:
            raise DescriptionError("the table of spines has no named columns", where=where)
        rows = table[...]
        return {name: rows[name] for name in table.dtype.names}
    if "block0_items" in table or "table" in table:
        raise DescriptionError(
            "the table of spines is a pandas frame (version 0.1 of the format)",
            where=where,
            tip="Write it again with a current morph-spines, or as CSV.",
        )
    return {name: item[...] for name, item in table.items() if isinstance(item, h5py.Dataset)}


def _value(column: Any, row: int, where: str, name: str, positive: bool = False) -> float:
    value = float(column[row])
    if not np.isfinite(value) or (positive and value <= 0):
        raise DescriptionError(
            f"must be a finite number{' above 0' if positive else ''}, not {value:g}",
            where=f"{where}, {name}",
        )
    return value
