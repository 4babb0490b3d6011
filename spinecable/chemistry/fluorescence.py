"""Fluorescence of a calcium indicator as an experimenter sees it: dF/F of a volume.

A molecule shines as its form does, and a pixel holds every molecule of its volume, bound or
not. With b the bound share, ``F = Fmin + (Fmax - Fmin) s(b)``, where ``s = b`` for a dye and
``s = b^n / (b^n + (1 - b)^n)`` for an indicator with Hill exponent n, so that its steady
brightness is a Hill function of calcium with the dissociation constant of its binding.
Resting fluorescence and saturation follow from that: nothing is subtracted or calibrated.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from spinecable.chemistry.library.dyes import Dye
from spinecable.errors import ChemistryError

Floats = NDArray[np.float64]


def brightness(dye: Dye, bound_share: ArrayLike) -> Floats:
    """Brightness of one molecule relative to its free form, for shares from 0 to 1."""
    b = np.asarray(bound_share, dtype=float)
    if dye.hill != 1.0:
        up, down = b**dye.hill, (1.0 - b) ** dye.hill
        b = up / (up + down)
    return 1.0 + (dye.range - 1.0) * b


def fluorescence(dye: Dye, free_uM: ArrayLike, bound_uM: ArrayLike) -> Floats:
    """Light from unit volume (uM of the free form that would shine as brightly)."""
    free, bound = np.asarray(free_uM, dtype=float), np.asarray(bound_uM, dtype=float)
    there = free + bound
    share = np.divide(bound, there, out=np.zeros_like(there), where=there > 0.0)
    return there * brightness(dye, np.clip(share, 0.0, 1.0))


def delta_f_over_f(
    dye: Dye,
    free_uM: ArrayLike,
    bound_uM: ArrayLike,
    rest: ArrayLike,
    weights: Floats | sparse.csr_matrix,
) -> Floats:
    """(F - F0) / F0 of each region.

    Parameters
    ----------
    free_uM, bound_uM : indicator in every compartment, shape (n_compartments, ...).
    rest : F0 of each region, shape (n_regions,): its `fluorescence` averaged before the stimulus.
    weights : volume shares, shape (n_regions, n_compartments), each row summing to 1.
    """
    now = np.asarray(weights @ fluorescence(dye, free_uM, bound_uM))
    base = np.asarray(rest, dtype=float).reshape(-1, *[1] * (now.ndim - 1))
    return np.asarray(now / base - 1.0)


def with_shot_noise(dff: ArrayLike, photons_at_rest: float, seed: int | list[int]) -> Floats:
    """dF/F as counted photons give it.

    Each sample is a Poisson count around ``photons_at_rest (1 + dF/F)``; the resting count is
    known exactly, as from a long baseline. At rest the standard deviation of dF/F is
    ``photons_at_rest ** -0.5``.

    Raises
    ------
    ChemistryError : not a positive number of photons.
    """
    if not photons_at_rest > 0.0:
        raise ChemistryError(f"shot noise needs photons, not {photons_at_rest:g} a sample")
    expected = photons_at_rest * (1.0 + np.asarray(dff, dtype=float))
    counts = np.random.default_rng(seed).poisson(np.maximum(expected, 0.0))
    return counts / photons_at_rest - 1.0
