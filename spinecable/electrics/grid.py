"""How many electrical segments a section gets."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

FREQUENCY_HZ = 100.0
"""Frequency of the AC length constant (Hines & Carnevale 2001, 10.1177/107385840100700207)."""

SITE_TOLERANCE_UM = 0.5
"""A spine's electrical position may miss the asked one by this much (um)."""


def ac_lengths(
    points_um: ArrayLike, diameters_um: ArrayLike, Ra_ohm_cm: float, cm_uF_per_cm2: float
) -> float:
    """Length of a section in AC length constants at `FREQUENCY_HZ`.

    lambda = 1e5 sqrt(d / (4 pi f Ra cm)) um, taken piece by piece with the mean diameter of each
    piece (Hines & Carnevale 2001, 10.1177/107385840100700207).

    Parameters
    ----------
    points_um : shape (n, 3).
    diameters_um : shape (n,).
    cm_uF_per_cm2 : capacitance per area of shaft, implicit spines included.
    """
    points = np.asarray(points_um, dtype=float)
    diameters = np.asarray(diameters_um, dtype=float)
    pieces = np.linalg.norm(np.diff(points, axis=0), axis=1)
    mean = 0.5 * (diameters[1:] + diameters[:-1])
    lambdas = 1e5 * np.sqrt(mean / (4 * math.pi * FREQUENCY_HZ * Ra_ohm_cm * cm_uF_per_cm2))
    return float(np.sum(pieces / lambdas))


def d_lambda_nseg(lengths: float, d_lambda: float) -> int:
    """The smallest odd number of segments of which none is longer than `d_lambda`."""
    return 2 * (math.ceil(lengths / d_lambda * (1 - 1e-12)) // 2) + 1


def segment_centre(position: float, nseg: int) -> float:
    """The centre (0-1) of the segment that holds `position`, where a child is attached."""
    index = min(int(position * nseg), nseg - 1)
    return (index + 0.5) / nseg


def refined_nseg(
    nseg: int,
    length_um: float,
    positions: Sequence[float],
    tolerance_um: float = SITE_TOLERANCE_UM,
) -> int:
    """`nseg` times the smallest odd factor that puts every position near a segment's centre.

    An odd factor keeps the old centres as centres. The search ends: segments of one um or less
    miss no position by more than half a um.
    """
    factor = 1
    while any(
        abs(segment_centre(x, nseg * factor) - x) * length_um > tolerance_um * (1 + 1e-9)
        for x in positions
    ):
        factor += 2
    return nseg * factor
