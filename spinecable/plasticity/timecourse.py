"""Published time courses that stand for an induction of LTP (Becker & Tetzlaff 2021).

The stimulus is at 0 s. 10.1371/journal.pcbi.1008813, the volume a fit to Matsuzaki 2004
(10.1038/nature02617).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

BINDING = (1.0, 30.0, 5.0, 60.0)
"""Factor on binding: base, amplitude, two time constants (s)."""

EXOCYTOSIS = (1.0, 5.0, 25.0, 60.0)
"""Factor on exocytosis: base, amplitude, two time constants (s)."""

SWELLING_S = (250.0, 5.0)
"""Time constants of the early growth of the head (s)."""

GROWTH_S = (3000.0, 500.0)
"""Time constants of the lasting growth of the head (s)."""


def rise_and_fall(
    time_s: ArrayLike, base: float, amplitude: float, first_s: float, second_s: float
) -> NDArray[np.float64]:
    """A difference of exponentials whose peak is ``base + amplitude``; `base` before 0 s."""
    b, c = first_s, second_s
    peak = (b / c) ** (c / (c - b)) - (b / c) ** (b / (c - b))
    time = np.maximum(np.asarray(time_s, dtype=float), 0.0)
    return base + amplitude * (np.exp(-time / b) - np.exp(-time / c)) / peak


def lasting_growth(volume_um3: float) -> float:
    """L, amplitude of the lasting growth relative to the resting volume, not below 0.

    L = (299 exp(-V0/0.102) - 0.9)/100 with V0 in um^3; fitted between 0.02 and 0.1 um^3.
    """
    return max(299.0 * math.exp(-volume_um3 / 0.102) - 0.9, 0.0) / 100.0


def early_growth(volume_um3: float) -> float:
    """Amplitude 1 + 1.75 L of the early growth relative to the resting volume."""
    return 1.0 + 1.75 * lasting_growth(volume_um3)


def relative_volume(time_s: ArrayLike, volume_um3: float) -> NDArray[np.float64]:
    """Head volume over its resting value after structural LTP."""
    return rise_and_fall(time_s, 1.0, early_growth(volume_um3), *SWELLING_S) + rise_and_fall(
        time_s, 0.0, lasting_growth(volume_um3), *GROWTH_S
    )
