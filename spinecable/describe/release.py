"""How a bouton answers its spikes: every time, on average, or vesicle by vesicle."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from pydantic import Field

from spinecable.describe.base import Description

SHORTEST_INTERVAL_MS = 1.0
"""Spikes of one bouton are at least so far apart (ms). ASSUMED: the absolute refractory period of
a thin axon; no release model here has been measured above some 100 per s."""

HIGHEST_PROBABILITY, HALF_CA_MM, HILL = 0.916, 1.393, 2.79
"""Release probability against calcium outside: a Hill curve through 0.26 at 1 mM and 0.87 at 4 mM
(Durst et al. 2022, 10.1038/s41467-022-33565-6, Schaffer collaterals at 33 C). The exponent is that
of Chindemi et al. 2022 (10.1038/s41467-022-30214-w); the other two numbers follow from these."""

REFILL_PER_S = 0.24
"""Rate at which an empty site gets a new vesicle (/s; Wesseling & Lo 2002 J Neurosci 22:9708)."""


def check_intervals(times_ms: Sequence[float], what: str) -> None:
    """Spikes of one bouton (ms, ascending) are far enough apart; `what` fires, for the message.

    Raises
    ------
    ValueError : two spikes are closer than `SHORTEST_INTERVAL_MS`.
    """
    for a, b in pairwise(times_ms):
        if b - a < SHORTEST_INTERVAL_MS * (1 - 1e-9):
            raise ValueError(
                f"{what}: presynaptic spikes at {a:g} and {b:g} ms; no release model allows a "
                f"bouton spikes less than {SHORTEST_INTERVAL_MS:g} ms apart "
                f"({1000 / SHORTEST_INTERVAL_MS:g} per s)"
            )


class Release(Description):
    """Release of glutamate by one bouton: a multi-vesicular Tsodyks-Markram synapse.

    On a spike at the interval D after the last one the probability of each ready site becomes
    u = U + u (1 - U) exp(-D / `facilitation_ms`) (U at the first spike); each empty site has been
    refilled with the probability 1 - exp(-D / `recovery_ms`); binomially many of the ready sites
    then release a vesicle (form of Chindemi et al. 2022, 10.1038/s41467-022-30214-w). A vesicle is
    one pulse of glutamate as `Receptors` describes it, times its own size; the vesicles of one
    spike add up in concentration. Two-exponential receptors take their number as a factor on the
    conductance.

    Parameters
    ----------
    mode : ``deterministic``: every spike releases exactly one vesicle of mean size, and nothing
        below is used. ``mean``: every spike releases the expected number of vesicles, with
        depression and facilitation. ``stochastic``: numbers and sizes are drawn, from streams of
        their own for each spine, `Simulation.seed` and `Simulation.trial`.
    probability : that the first spike releases at least one vesicle; None: from the bath's calcium
        (`release_probability`). Single boutons have 0.17-0.99 at 2 mM (Durst et al. 2022).
    sites : vesicles that can be ready at once. 4, the upper end of 1-4: with it the success
        amplitude grows 1.6-fold from 1 to 4 mM calcium (2.1-fold in Durst et al. 2022).
    recovery_ms : mean time until an empty site is refilled (ms), 1 / 0.24 per s (Wesseling & Lo
        2002 J Neurosci 22:9708).
    facilitation_ms : decay of facilitation (ms). ASSUMED 100, the upper end of 50-100: a second
        spike after 48 ms then releases 1.46 times the first at 1 mM calcium and 0.83 times at 4 mM
        (medians of Durst et al. 2022: 1.56 and 0.86).
    amplitude_cv : coefficient of variation of one vesicle's glutamate. 0.5 (Liu et al. 1999 Neuron
        22:395); the distribution is a gamma one (ASSUMED: positive, and sums stay gamma).
    """

    mode: Literal["deterministic", "mean", "stochastic"] = "deterministic"
    probability: float | None = Field(default=None, gt=0, le=1)
    sites: int = Field(default=4, ge=1, le=100)
    recovery_ms: float = Field(default=1000.0 / REFILL_PER_S, gt=0, le=1e7)
    facilitation_ms: float = Field(default=100.0, gt=0, le=1e5)
    amplitude_cv: float = Field(default=0.5, ge=0, le=3)

    def site_probability(self, ca_mM: float) -> float:
        """U: probability of a ready site at the first spike, at this calcium outside (mM).

        `sites` of them together have the probability of release: 1 - (1 - U)^sites.
        """
        success = release_probability(ca_mM) if self.probability is None else self.probability
        return float(1.0 - (1.0 - success) ** (1.0 / self.sites))


def release_probability(ca_mM: float) -> float:
    """Probability that a rested Schaffer-collateral bouton answers a spike, at calcium outside.

    0.26 at 1 mM, 0.67 at 2 mM (about 0.6 in Durst et al. 2022), 0.87 at 4 mM.
    """
    power = ca_mM**HILL
    return float(HIGHEST_PROBABILITY * power / (power + HALF_CA_MM**HILL))
