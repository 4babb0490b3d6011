"""Measurements on rat CA1 spines that calibration aims at, and how the model is measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from spinecable.calibration.bench import (
    IONS_PER_CHARGE,
    LEAD_MS,
    Bench,
    Response,
    dye_capacity,
    with_dye,
)
from spinecable.calibration.measure import buffer_capacity, transient
from spinecable.chemistry.network import Floats
from spinecable.describe.preparation import Preparation

SABATINI = "Sabatini 2002 10.1016/S0896-6273(02)00573-1"
CORNELISSE = "Cornelisse 2007 10.1371/journal.pone.0001073"
NIMCHINSKY = "Nimchinsky 2004 10.1523/JNEUROSCI.5066-03.2004"

DYES_uM = (30.0, 100.0)
"""Concentrations of the virtual titration, with the spine without dye as a third point."""


@dataclass(frozen=True)
class Row:
    """One published number.

    Parameters
    ----------
    low, high : the range that counts as agreement.
    target, spread : what the fit aims at, and the deviation that counts one; spread 0 leaves the
        row out of the fit.
    ratio : whether `spread` is a factor (natural logarithm) instead of a difference.
    """

    name: str
    quantity: str
    unit: str
    target: float
    spread: float
    low: float
    high: float
    source: str
    ratio: bool = False

    def deviation(self, reading: float) -> float:
        """Distance of a reading from the target, in spreads."""
        if self.ratio:
            return float(np.log(reading / self.target)) / self.spread
        return (reading - self.target) / self.spread


ROWS = (
    Row("C1", "rest, head", "uM", 0.070, 0.0, 0.040, 0.110, SABATINI),
    Row("C3", "buffer capacity, head", "1", 24.0, 11.0, 10.0, 35.0, SABATINI),
    Row("C4", "buffer capacity, shaft", "1", 64.0, 15.0, 40.0, 90.0, CORNELISSE),
    Row("C5", "decay after a spike, head", "ms", 12.0, 2.0, 8.0, 20.0, SABATINI),
    Row("C7", "spike, head", "uM", 1.7, 0.6, 0.6, 2.9, SABATINI),
    Row("C8", "spike, shaft", "uM", 1.1, 0.5, 0.5, 2.5, SABATINI),
    Row("C10 head", "ions entering per spike", "/um2", 2000.0, 400.0, 1200.0, 2800.0, CORNELISSE),
    Row("C10 shaft", "ions entering per spike", "/um2", 4400.0, 0.0, 2640.0, 6160.0, CORNELISSE),
    Row("C11", "EPSP, head", "uM", 0.7, 0.4, 0.2, 1.5, SABATINI),
    Row("C17", "NMDA receptors open", "1", 0.5, 0.7, 0.1, 2.0, NIMCHINSKY, ratio=True),
)
"""Means over the population. C8 lies between the two published means, 1.5 and 0.7."""


def per_spine(spike: Response, epsp: Response) -> dict[str, Floats]:
    """Readings of each spine without dye, by name of the row; shape (n_spines,)."""
    t = spike.time_ms
    heads = [transient(t, trace) for trace in spike.head_ca_uM]
    n = len(heads)
    found = {
        "C1": spike.head_ca_uM[:, 0],
        "C5": np.array([h.tau_ms for h in heads]),
        "C7": np.array([h.amplitude_uM for h in heads]),
        "C7 peak": np.array([h.peak_uM for h in heads]),
        "C8": np.array([transient(t, trace).amplitude_uM for trace in spike.shaft_ca_uM]),
        "C10 head": -IONS_PER_CHARGE * spike.charge_mA_ms_per_cm2[:, :n].sum(axis=0),
        "C11": epsp.head_ca_uM.max(axis=1) - epsp.head_ca_uM[:, 0],
    }
    if epsp.nmda_open.size:
        found["C17"] = epsp.nmda_open.max(axis=1)
    return found


def shaft_ions_per_um2(bench: Bench, spike: Response) -> float:
    """Ions per spike at the segments beneath the spines, mean."""
    at = [
        bench.ports.places.index(
            (
                bench.model.hosts[s.placed.section].name,
                _segment(bench, s.placed.section, s.asked_um),
            )
        )
        for s in bench.model.spines
    ]
    return float(-IONS_PER_CHARGE * spike.charge_mA_ms_per_cm2[:, at].sum(axis=0).mean())


def _segment(bench: Bench, section: int, at_um: float) -> int:
    return bench.model.hosts[section].segment_index(at_um)


def titration(
    bench: Bench, spike: Response, charge: Floats, preparation: Preparation
) -> tuple[float, float]:
    """Buffer capacity of heads and shafts (means), from the spike's inflow and three dye levels."""
    rest = float(spike.head_ca_uM[0, 0])
    runs = [(0.0, spike)]
    for dye_uM in DYES_uM:
        runs.append((dye_uM, bench.replay([charge], with_dye(preparation, dye_uM))[0]))
    found = []
    for place in ("head_ca_uM", "shaft_ca_uM"):
        capacities = []
        for i in range(len(spike.head_ca_uM)):
            seen = [transient(r.time_ms, getattr(r, place)[i]).amplitude_uM for _, r in runs]
            added = [dye_capacity(d, rest, rest + a) for (d, _), a in zip(runs, seen, strict=True)]
            capacities.append(buffer_capacity(np.array(added), np.array(seen)))
        found.append(float(np.mean(capacities)))
    return found[0], found[1]


def readings(
    bench: Bench, spike: Response, epsp: Response, preparation: Preparation
) -> dict[str, float]:
    """Every row's number: means over the population."""
    found = {name: float(values.mean()) for name, values in per_spine(spike, epsp).items()}
    head, shaft = titration(bench, spike, spike.charge_mA_ms_per_cm2, preparation)
    ions = shaft_ions_per_um2(bench, spike)
    return {**found, "C3": head, "C4": shaft, "C10 shaft": ions}


def coupled_readings(bench: Bench) -> dict[str, float]:
    """`readings` of a spike and an EPSP under the bench's own preparation."""
    spike = bench.run(spike_ms=LEAD_MS)
    epsp = bench.run(release_ms=[LEAD_MS])
    return readings(bench, spike, epsp, bench.preparation)


def deviations(found: Mapping[str, float]) -> list[float]:
    """Of the rows that are fitted."""
    return [row.deviation(found[row.name]) for row in ROWS if row.spread > 0]
