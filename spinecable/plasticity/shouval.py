"""Calcium control of Shouval, Bear & Cooper 2002 on the head's simulated calcium.

    dw/dt = (Omega(c) - w) / tau(c),      c = free calcium above rest (uM)
    Omega = 1/4 + s(c - a2) - s(c - a1)/4,    s(x) = 1 / (1 + exp(-b x))
    tau   = P1 / (P2 + c^3) + P4

PNAS 99:10831, 10.1073/pnas.152343099; calcium above rest as in ModelDB 150551. The paper prints
``P2 = P1/1e-4``, a known misprint: with P1 = 0.1 s it makes tau equal P4 at rest, where it must be
10^4 s. Here P2 = P1 x 1e-4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from spinecable.plasticity.readout import Traces, refined

Floats = NDArray[np.float64]

ALPHA_1_UM, ALPHA_2_UM = 0.35, 0.55
BETA_PER_UM = 80.0
P1_S, P3, P4_S = 0.1, 3.0, 1.0
P2 = P1_S * 1e-4
FINEST_UM = 0.002
"""Calcium moves by no more than this within a step: a sixth of the sigmoids' width (uM)."""


def omega(calcium_uM: ArrayLike) -> Floats:
    """The weight towards which calcium pulls."""
    c = np.asarray(calcium_uM, dtype=float)
    return np.asarray(
        0.25 + expit(BETA_PER_UM * (c - ALPHA_2_UM)) - 0.25 * expit(BETA_PER_UM * (c - ALPHA_1_UM))
    )


def time_constant_s(calcium_uM: ArrayLike) -> Floats:
    """How fast it pulls (s)."""
    c = np.maximum(np.asarray(calcium_uM, dtype=float), 0.0)
    return np.asarray(P1_S / (P2 + c**P3) + P4_S)


@dataclass(frozen=True)
class ShouvalReadout:
    """The rule from its resting weight, ``Omega(0)``; weight = w / w at the start."""

    name: str = "Shouval 2002"

    def weight(self, traces: Traces) -> Floats:
        """Relative weight, shape of ``traces.time_ms``."""
        above = traces.ca_uM - traces.ca_uM[0]
        time_s, index = refined(traces.time_ms * 1e-3, above[:, None], FINEST_UM)
        calcium = np.interp(time_s, traces.time_ms * 1e-3, above)
        middle = 0.5 * (calcium[1:] + calcium[:-1])
        target = omega(middle)
        kept = np.exp(-np.diff(time_s) / time_constant_s(middle))
        w = start = float(omega(0.0))
        course = np.empty(len(time_s))
        course[0] = w
        for k, (to, decay) in enumerate(zip(target.tolist(), kept.tolist(), strict=True)):
            w = to + (w - to) * decay
            course[k + 1] = w
        return course[index] / start
