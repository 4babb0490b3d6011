"""Calcium-based rule of Chindemi et al. 2022 on the head's simulated calcium.

    e'   = -e/278 ms + (ca - ca at rest)                                  (uM ms)
    rho' = [ -rho (1 - rho)(1/2 - rho) + 216.18 p (1 - rho) - 101.54 d rho ] / 70 s
    g'   = ( (1 - rho) g_d + rho g_p - g ) / 100 s

p and d are 1 while e is above ``theta_p`` and ``theta_d``. The thresholds belong to the synapse:
with ``c_pre`` and ``c_post``, the peaks of e after one presynaptic and one somatic spike,
``theta = a c_pre + b c_post`` with one pair (a, b) each for basal and apical dendrites.

Nat Commun 13:3038, 10.1038/s41467-022-30214-w; fit O1 of the authors (BlueBrain/plastyfire; the
defaults in GluSynapse.mod differ). The relative weight is the AMPA conductance of a synapse that
starts potentiated or depressed with equal chance (ASSUMED); the potentiated one has twice the
conductance (ASSUMED, from memory of the authors' code). Their presynaptic part, a change of
release, is left out: it does not belong to the spine.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from spinecable.errors import SimulationError
from spinecable.plasticity.double_well import Rates, pull, roll
from spinecable.plasticity.readout import Detail, SingleSpikes, Traces

Floats = NDArray[np.float64]

TAU_INTEGRATOR_MS = 278.318
TAU_INDUCTION_S = 70.0
TAU_EXPRESSION_S = 100.0
GAMMA_D, GAMMA_P = 101.54, 216.18
COEFFICIENTS = {
    "basal": ((1.00181, 1.95356), (1.15939, 2.48279)),
    "apical": ((1.12673, 2.45597), (5.23566, 1.78222)),
}
"""(a, b) of theta_d and of theta_p."""

POTENTIATED = 2.0
"""Conductance of the potentiated over the depressed synapse."""
INITIALLY_POTENTIATED = 0.5
LONGEST_STEP_S = 0.02
"""Within a potentiating piece; the splitting error is then below 1e-4."""

_RATES = Rates(GAMMA_P, GAMMA_D, 0.0, TAU_INDUCTION_S)


def integrator(time_ms: Floats, calcium_uM: Floats, rest_uM: float | None = None) -> Floats:
    """e (uM ms) from 0, exact for calcium that is linear between samples."""
    rest = float(calcium_uM[0]) if rest_uM is None else rest_uM
    drive = calcium_uM - rest
    found = np.zeros(len(time_ms))
    tau = TAU_INTEGRATOR_MS
    steps = np.diff(time_ms)
    decay = np.exp(-steps / tau)
    slope = np.diff(drive) / steps
    for k in range(len(steps)):
        start = tau * (drive[k] - slope[k] * tau)
        end = tau * (drive[k + 1] - slope[k] * tau)
        found[k + 1] = end + (found[k] - start) * decay[k]
    return found


def thresholds(c_pre: float, c_post: float, domain: str) -> tuple[float, float]:
    """theta_d and theta_p (uM ms) of a synapse; every domain but the apical counts as basal."""
    kind = "apical" if domain.startswith("apical") else "basal"
    depression, potentiation = (a * c_pre + b * c_post for a, b in COEFFICIENTS[kind])
    return depression, potentiation


@dataclass(frozen=True)
class ChindemiReadout:
    """The rule on one head.

    Parameters
    ----------
    c_pre_uM_ms, c_post_uM_ms : None: from the traces' single-spike responses.
    """

    c_pre_uM_ms: float | None = None
    c_post_uM_ms: float | None = None
    name: str = "Chindemi 2022"

    def peaks_uM_ms(self, traces: Traces) -> tuple[float, float]:
        """c_pre and c_post.

        Raises
        ------
        SimulationError : neither given nor measured.
        """
        if self.c_pre_uM_ms is not None and self.c_post_uM_ms is not None:
            return self.c_pre_uM_ms, self.c_post_uM_ms
        if traces.single_spikes is None:
            raise SimulationError(
                "the head's responses to single spikes are not known",
                where=f"readout '{self.name}'",
                tip="Give c_pre_uM_ms and c_post_uM_ms.",
            )
        return peaks_of(traces.single_spikes)

    def details(self, traces: Traces) -> dict[str, Detail]:
        """Thresholds and what they come from, for the result."""
        c_pre, c_post = self.peaks_uM_ms(traces)
        theta_d, theta_p = thresholds(c_pre, c_post, traces.domain)
        return {
            "c_pre": Detail(c_pre, "uM ms", "peak of the integrator after one presynaptic spike"),
            "c_post": Detail(c_post, "uM ms", "peak of the integrator after one somatic spike"),
            "theta_d": Detail(theta_d, "uM ms", "depression threshold"),
            "theta_p": Detail(theta_p, "uM ms", "potentiation threshold"),
        }

    def weight(self, traces: Traces) -> Floats:
        """Relative weight, shape of ``traces.time_ms``."""
        theta_d, theta_p = thresholds(*self.peaks_uM_ms(traces), traces.domain)
        level = integrator(traces.time_ms, traces.ca_uM)
        rho = np.array([0.0, 1.0])
        conductance = 1.0 + (POTENTIATED - 1.0) * rho
        share = np.array([1 - INITIALLY_POTENTIATED, INITIALLY_POTENTIATED])
        before = float(share @ conductance)
        found = np.empty(len(level))
        found[0] = 1.0
        time_s = traces.time_ms * 1e-3
        for k in range(len(level) - 1):
            a, b = float(level[k]), float(level[k + 1])
            inner = [(x - a) / (b - a) for x in (theta_d, theta_p) if min(a, b) < x < max(a, b)]
            edges = [0.0, *sorted(inner), 1.0]
            for start, end in pairwise(edges):
                middle = a + (b - a) * 0.5 * (start + end)
                duration = float(time_s[k + 1] - time_s[k]) * (end - start)
                rho, conductance = _advance(
                    rho, conductance, duration, middle > theta_p, middle > theta_d
                )
            found[k + 1] = float(share @ conductance) / before
        return found


def peaks_of(single: SingleSpikes) -> tuple[float, float]:
    """c_pre and c_post (uM ms) of single-spike responses."""
    return (
        float(integrator(single.pre_time_ms, single.pre_ca_uM, single.rest_uM).max()),
        float(integrator(single.post_time_ms, single.post_ca_uM, single.rest_uM).max()),
    )


def _advance(
    rho: Floats, conductance: Floats, duration_s: float, p: bool, d: bool
) -> tuple[Floats, Floats]:
    """Efficacy and conductance after a time in which calcium crosses no threshold."""
    longest = LONGEST_STEP_S if (p or d) else 1.0
    steps = max(1, int(np.ceil(duration_s / longest)))
    h = duration_s / steps
    for _ in range(steps):
        old = rho
        rho = roll(rho, 0.5 * h / TAU_INDUCTION_S)
        if p or d:
            rho = pull(rho, _RATES, h, p, d)
        rho = roll(rho, 0.5 * h / TAU_INDUCTION_S)
        target = 1.0 + (POTENTIATED - 1.0) * 0.5 * (old + rho)
        conductance = target + (conductance - target) * np.exp(-h / TAU_EXPRESSION_S)
    return rho, conductance
