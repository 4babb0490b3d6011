"""How the model's spines are measured: a spike, an EPSP and a virtual titration with a dye."""

from __future__ import annotations

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

DYES_uM = (30.0, 100.0)
"""Concentrations of the virtual titration, with the spine without dye as a third point."""


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
        found["C18"] = epsp.ampa_open.max(axis=1)
    return found


def shaft_ions_per_um2(bench: Bench, spike: Response) -> Floats:
    """Ions per spike at the segment beneath each spine, shape (n_spines,)."""
    at = [
        bench.ports.places.index(
            (
                bench.model.hosts[s.placed.section].name,
                _segment(bench, s.placed.section, s.asked_um),
            )
        )
        for s in bench.model.spines
    ]
    return np.asarray(-IONS_PER_CHARGE * spike.charge_mA_ms_per_cm2[:, at].sum(axis=0))


def _segment(bench: Bench, section: int, at_um: float) -> int:
    return bench.model.hosts[section].segment_index(at_um)


def titration(
    bench: Bench, spike: Response, charge: Floats, preparation: Preparation
) -> tuple[Floats, Floats]:
    """Buffer capacity of each head and of the shaft below it, each of shape (n_spines,).

    From the spike's inflow and three dye levels.
    """
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
        found.append(np.array(capacities))
    return found[0], found[1]


def population_readings(
    bench: Bench, spike: Response, epsp: Response, preparation: Preparation
) -> dict[str, Floats]:
    """Every reading of each spine, by name of the row; shape (n_spines,)."""
    head, shaft = titration(bench, spike, spike.charge_mA_ms_per_cm2, preparation)
    ions = shaft_ions_per_um2(bench, spike)
    return {**per_spine(spike, epsp), "C3": head, "C4 shaft": shaft, "C10 shaft": ions}


def readings(
    bench: Bench, spike: Response, epsp: Response, preparation: Preparation
) -> dict[str, float]:
    """Every row's number: means over the population."""
    found = population_readings(bench, spike, epsp, preparation)
    return {name: float(values.mean()) for name, values in found.items()}


def coupled_readings(bench: Bench) -> dict[str, float]:
    """`readings` of a spike and an EPSP under the bench's own preparation."""
    spike = bench.run(spike_ms=LEAD_MS)
    epsp = bench.run(release_ms=[LEAD_MS])
    return readings(bench, spike, epsp, bench.preparation)
