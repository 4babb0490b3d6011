"""A weak induction near a strong one: one run of both apart, and what they give put together.

The messenger (`chemistry.ras`) adds up: what reaches a neighbour from the strong spine is recorded
in heads that nothing else stimulates, at several distances, until long after; the kinase, the
phosphatase and the messenger of the weak induction are recorded at a spine of another branch. The
readout of the weak spine then gets both, the strong spine's part earlier by the delay.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from spinecable.plasticity.readout import MS_PER_MIN, Traces
from spinecable.plasticity.slots import SlotReadout
from spinecable.validate.entry import Arrays, Floats, Scale, Task
from spinecable.validate.populations import sites
from spinecable.validate.slice_runs import UNCAGED, magnesium_free, usual_shape
from spinecable.validate.tasks import simulated

WEAK = 0.3
"""Glutamate of a pulse of the weak induction over that of the strong one (ASSUMED: Harvey &
Svoboda 2007, 10.1038/nature06416, use shorter pulses of light that do nothing alone. With 0.4 the
weak spine's own messenger primes it: it would potentiate by 20 % alone)."""
NEAR_UM, SOON_MIN = 3.0, 1.5
"""Neighbour and delay of the test for crosstalk (ASSUMED: near and soon beside the 10 um and 10
min of Harvey & Svoboda 2007). The delay runs from the last strong pulse to the first weak one."""
DISTANCES_UM = (NEAR_UM, 5.0, 7.5, 10.0, 12.5, 15.0, 20.0)
DELAYS_MIN = (SOON_MIN, 2.0, 3.0, 4.0, 5.0, 7.5, 10.0, 15.0, 20.0)
READ_MIN = 40.0
"""From the last weak pulse to the reading: the package's default."""

FIRST_MS, INTERVAL_MS, PULSES = 100.0, 2000.0, 30
LAST_MS = FIRST_MS + (PULSES - 1) * INTERVAL_MS
THIN = 10
"""Of the samples at 5 ms every tenth is read: filters and messenger have seconds."""


def crosstalk(scale: Scale) -> Task:
    """30 pulses at 0.5 Hz at a spine with quiet neighbours, `WEAK` of each at a spine apart."""
    shape = usual_shape().model_dump(exclude_none=True)
    branches = sites("ca1_pyramidal", "apical_oblique", 60.0, 150.0, 2)
    places = [
        ("strong", branches[0].model_dump(exclude_none=True)),
        *(
            (f"quiet{n}", {"near": "strong", "distance_um": distance})
            for n, distance in enumerate(DISTANCES_UM)
        ),
        ("weak", branches[1].model_dump(exclude_none=True)),
    ]
    times = {"start": FIRST_MS, "interval": INTERVAL_MS, "count": PULSES}
    return simulated(
        magnesium_free(
            LAST_MS + INTERVAL_MS,
            spine=[{"name": name, "site": site, "geometry": shape} for name, site in places],
            stimulus=[
                {
                    "kind": "uncaging",
                    "name": name,
                    "spines": [name],
                    "times_ms": times,
                    "amplitude": UNCAGED * share,
                }
                for name, share in (("strong", 1.0), ("weak", WEAK))
            ],
            chemistry={"ras": True},
        )
    )


@dataclass(frozen=True)
class Inductions:
    """What one run of `crosstalk` recorded, on one time axis.

    Parameters
    ----------
    time_ms : shape (n,), from before the first pulse until an hour after the last.
    camkii, can, ras_uM : active shares and messenger of every spine, shape (n_spines, n): the
        strong one, those at `DISTANCES_UM` from it, the weak one.
    """

    time_ms: Floats
    camkii: Floats
    can: Floats
    ras_uM: Floats

    @classmethod
    def of(cls, arrays: Arrays) -> Inductions:
        """The run and its later course joined."""
        late_ms = LAST_MS + MS_PER_MIN * arrays["late_time_min"]
        after = late_ms > arrays["time_ms"][-1]

        def joined(name: str) -> Floats:
            return np.hstack([arrays[name][:, ::THIN], arrays[f"late_{name}"][:, after]])

        time = np.append(arrays["time_ms"][::THIN], late_ms[after])
        return cls(time, *(joined(n) for n in ("camkii_active", "can_active", "head_ras_uM")))

    def incoming_uM(self, distance: int, delay_min: float) -> Floats:
        """Messenger above rest that the strong spine sent, at the times of the weak spine."""
        ras = self.ras_uM[1 + distance]
        shifted = self.time_ms + (LAST_MS - FIRST_MS) + MS_PER_MIN * delay_min
        return np.interp(shifted, self.time_ms, ras - ras[0])

    def strong(self, readout: SlotReadout) -> float:
        """Weight change of the strong spine."""
        return self._change(readout, 0, 0.0)

    def alone(self, readout: SlotReadout) -> float:
        """Weight change of the weak spine without a strong one."""
        return self._change(readout, -1, 0.0)

    def after_strong(self, readout: SlotReadout, distance: int, delay_min: float) -> float:
        """Weight change of the weak spine at one of `DISTANCES_UM`, a delay after the strong."""
        return self._change(readout, -1, self.incoming_uM(distance, delay_min))

    def _change(self, readout: SlotReadout, n: int, incoming_uM: Floats | float) -> float:
        ras = self.ras_uM[n] + incoming_uM
        ras[0] = self.ras_uM[n, 0]
        calcium = np.zeros_like(self.time_ms)
        traces = Traces(self.time_ms, calcium, self.camkii[n], self.can[n], 0.08, ras_uM=ras)
        when = LAST_MS + MS_PER_MIN * READ_MIN
        return float(np.interp(when, self.time_ms, readout.weight(traces))) - 1.0


def falls_below(at: Floats, changes: Floats, criterion: float) -> float:
    """Where changes first fall below the criterion, linear between; 0 or inf at the ends."""
    under = np.flatnonzero(changes < criterion)
    if len(under) == 0:
        return float("inf")
    n = int(under[0])
    if n == 0:
        return 0.0
    share = (changes[n - 1] - criterion) / (changes[n - 1] - changes[n])
    return float(at[n - 1] + share * (at[n] - at[n - 1]))


def window(inductions: Inductions, readout: SlotReadout, criterion: float) -> dict[str, float]:
    """How long after the strong induction the weak one potentiates, and how far away.

    Returns
    -------
    ``lasts`` (min, at `NEAR_UM`) and ``reaches`` (um, `SOON_MIN` later).
    """
    later = [inductions.after_strong(readout, 0, delay) for delay in DELAYS_MIN]
    further = [inductions.after_strong(readout, n, SOON_MIN) for n in range(len(DISTANCES_UM))]
    return {
        "lasts": falls_below(np.array(DELAYS_MIN), np.array(later), criterion),
        "reaches": falls_below(np.array(DISTANCES_UM), np.array(further), criterion),
    }
