"""Who owns calcium in a section: exactly one mechanism writes ``cai``, or none."""

from __future__ import annotations

from typing import Any

from spinecable.electrics.biophysics import CalciumPool
from spinecable.electrics.engine import set_range
from spinecable.errors import SimulationError
from spinecable.mechanisms.load import neuron_h

WRITTEN = 3
"""NEURON's style of a concentration that a mechanism writes (lowest two bits of `ion_style`)."""


def require_unowned_calcium(section: Any, mechanism: str) -> None:
    """Refuse a second owner; NEURON would let two mechanisms overwrite each other silently.

    Raises
    ------
    SimulationError : another mechanism of the section writes ``cai``.
    """
    h = neuron_h()
    if not h.ismembrane("ca_ion", sec=section):
        return
    if int(h.ion_style("ca_ion", sec=section)) & WRITTEN == WRITTEN:
        raise SimulationError(
            f"'{mechanism}' and another mechanism would both write calcium",
            where=section.name(),
            tip="Leave the calcium pool out of sections whose calcium the chemistry owns.",
        )


def insert_pool(section: Any, pool: CalciumPool | None) -> None:
    """The mechanism that owns calcium where no chemistry does; None inserts nothing.

    Raises
    ------
    SimulationError : calcium belongs to another mechanism there.
    """
    if pool is None:
        return
    require_unowned_calcium(section, pool.mechanism)
    section.insert(pool.mechanism)
    for segment in section:
        for name, value in pool.parameters.items():
            set_range(getattr(segment, pool.mechanism), name, value, pool.mechanism)
