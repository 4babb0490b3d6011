"""Steps of varying length, from a tenth of a millisecond to minutes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from spinecable.chemistry.network import Floats
from spinecable.errors import ChemistryError

if TYPE_CHECKING:
    from spinecable.chemistry.kernel import Kernel

FLOOR_UM = 1e-3
"""Concentration below which errors count as absolute: 1 nM is 0.06 molecules in 0.1 um^3."""

_SMALLEST_DT_MS = 1e-6


@dataclass(frozen=True)
class AdaptiveReport:
    """What an adaptive run took: accepted and rejected steps, and the step it would take next."""

    accepted: int
    rejected: int
    next_dt_ms: float


def advance_adaptive(
    kernel: Kernel,
    duration_ms: float,
    inflow_uM_um3_per_ms: ArrayLike | None = None,
    *,
    clamped: ArrayLike | None = None,
    rtol: float = 1e-3,
    first_dt_ms: float = 0.1,
    largest_dt_ms: float = 6e4,
    sample_times_ms: Sequence[float] | Floats | None = None,
    on_sample: Callable[[float], None] | None = None,
) -> AdaptiveReport:
    """Advance the kernel over a time in which the inflow is constant.

    Each step, with all mobile species coupled, is done once whole (y1) and once as two halves
    (y2), and goes on from
    ``2 y2 - y1``: second order, linear in the states (so amounts are conserved as in a fixed
    step), and damping fast modes completely (its amplification tends to 0 for dt -> infinity).
    The error of a step is ``max |y2 - y1| / (|y| + 1 nM)``; it is kept below `rtol`.

    Parameters
    ----------
    rtol : tolerated relative error of one step; 1e-3 ASSUMED.
    first_dt_ms, largest_dt_ms : the first step tried and the longest one.
    sample_times_ms : times from the start at which `on_sample(time_ms)` is called, with the
        kernel in the state of that time; steps end there.
    """
    times = np.asarray([] if sample_times_ms is None else sample_times_ms, dtype=float)
    if np.any(np.diff(times) < 0) or np.any((times < 0) | (times > duration_ms * (1 + 1e-12))):
        raise ChemistryError("sample times must rise and lie within the duration")
    stops = [(float(t), True) for t in times]
    if not stops or stops[-1][0] < duration_ms:
        stops.append((duration_ms, False))
    counted = kernel.tolerated()
    now, dt = 0.0, first_dt_ms
    accepted = rejected = 0
    for stop, sampled in stops:
        while stop - now > 1e-9 * max(stop, _SMALLEST_DT_MS):
            whole = min(dt, stop - now, largest_dt_ms)
            start = kernel.snapshot()
            kernel.advance(whole, inflow_uM_um3_per_ms, clamped, coupled=True)
            coarse = kernel.snapshot()
            kernel.restore(start)
            kernel.advance(whole / 2, inflow_uM_um3_per_ms, clamped, steps=2, coupled=True)
            fine = kernel.snapshot()
            scale = np.maximum(np.abs(fine), np.abs(start)) + FLOOR_UM
            error = float(np.max(np.abs(fine - coarse) / scale, where=counted, initial=0.0)) / rtol
            change = min(4.0, max(0.2, 0.9 / np.sqrt(max(error, 1e-12))))
            if error > 1.0:
                kernel.restore(start)
                rejected += 1
                dt = whole * change
                if dt < _SMALLEST_DT_MS:
                    raise ChemistryError(
                        f"no step is short enough for the tolerance {rtol:g}",
                        tip="Check the inflow, or allow a larger rtol.",
                    )
                continue
            kernel.restore(2.0 * fine - coarse)
            now += whole
            accepted += 1
            # A step cut short by a stop says little about how long the next may be.
            dt = max(dt, whole * change) if whole < dt else whole * change
        now = stop
        if sampled and on_sample is not None:
            on_sample(stop)
    return AdaptiveReport(accepted, rejected, dt)
