"""The slot model driven by a head's enzymes: the package's default readout."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from spinecable.describe.preparation import Preparation
from spinecable.errors import SimulationError
from spinecable.plasticity.coupling import Coupling
from spinecable.plasticity.readout import Traces
from spinecable.plasticity.slot_model import SlotModel

Floats = NDArray[np.float64]

MS_PER_S = 1e3
FINEST_S = 0.02
"""The drive is tabulated no finer than this: its fastest filter has seconds (s)."""
COARSEST_S = 0.5
"""...and no coarser than this (s)."""
LONGEST_STEP_S = 2.0
"""Longest step of the solver, so that it cannot leap over a brief drive (s)."""


@dataclass(frozen=True)
class SlotCourse:
    """States of the slot model at the times of the traces.

    Counts (`mobile`, `bound`, `store`) are those of the reference spine; a spine of resting
    volume V has V / 0.08 um^3 times as many. `relative_volume` is the head's volume, as far as
    receptors see it, over that at rest. `kinase_drive` and `phosphatase_drive` are A_K and A_N.
    """

    time_ms: Floats
    mobile: Floats
    bound: Floats
    store: Floats
    relative_volume: Floats
    kinase_drive: Floats
    phosphatase_drive: Floats


@dataclass(frozen=True)
class SlotReadout:
    """AMPA receptors in slots, driven by CaMKII and calcineurin; weight = bound / bound at rest.

    Parameters
    ----------
    coupling : thresholds and gains, see `spinecable.plasticity.coupling`.
    model : equations and constants, see `spinecable.plasticity.slot_model`.
    structural : whether the head grows with CaMKII as far as receptors are concerned. Set it to
        False where the run remodels the head itself (``Traces.head_volume_um3`` then changes).
    """

    coupling: Coupling
    model: SlotModel = field(default_factory=SlotModel)
    structural: bool = True
    name: str = "AMPA-receptor slots"

    @classmethod
    def from_preparation(
        cls,
        preparation: Preparation,
        *,
        structural: bool = True,
        ras_priming_per_uM: float = 0.0,
    ) -> SlotReadout:
        """The readout with a preparation's ``[readout]`` values."""
        coupling = Coupling.from_preparation(preparation, ras_priming_per_uM=ras_priming_per_uM)
        return cls(coupling, structural=structural)

    def weight(self, traces: Traces) -> Floats:
        """Bound receptors over those at rest, shape of ``traces.time_ms``."""
        return self.course(traces).bound / self.model.bound

    def course(self, traces: Traces) -> SlotCourse:
        """All states; the integration is LSODA with rtol 1e-8.

        Raises
        ------
        SimulationError : the solver gave up.
        """
        coupling, model = self.coupling, self.model
        sample_s = traces.time_ms / MS_PER_S
        time_s = _table(sample_s)
        a_k = coupling.kinase_drive(
            time_s,
            np.interp(time_s, sample_s, traces.camkii_active),
            np.interp(time_s, sample_s, traces.ras_uM),
        )
        a_n = coupling.phosphatase_drive(time_s, np.interp(time_s, sample_s, traces.can_active))
        resting_um3 = float(traces.head_volume_um3[0])
        imposed = np.interp(time_s, sample_s, traces.head_volume_um3) / resting_um3

        def volume(t: float, growth: Floats) -> float:
            grown = coupling.relative_volume(growth, resting_um3) if self.structural else 1.0
            return grown * float(np.interp(t, time_s, imposed))

        def derivative(t: float, y: Floats) -> Floats:
            kinase = float(np.interp(t, time_s, a_k))
            drive = coupling.drive(kinase, float(np.interp(t, time_s, a_n)))
            return np.concatenate(
                [
                    model.derivative(y[:3], drive, volume(t, y[3:])),
                    coupling.growth_rate(y[3:], kinase),
                ]
            )

        found = solve_ivp(
            derivative,
            (time_s[0], time_s[-1]),
            np.concatenate([model.initial(), np.zeros(3)]),
            method="LSODA",
            t_eval=sample_s,
            rtol=1e-8,
            atol=1e-10,
            max_step=LONGEST_STEP_S,
        )
        if not found.success:
            raise SimulationError(f"the receptors could not be solved: {found.message}")
        volumes = [volume(t, y) for t, y in zip(sample_s, found.y[3:].T, strict=True)]
        return SlotCourse(
            traces.time_ms,
            mobile=found.y[0],
            bound=found.y[1],
            store=found.y[2],
            relative_volume=np.array(volumes),
            kinase_drive=np.interp(sample_s, time_s, a_k),
            phosphatase_drive=np.interp(sample_s, time_s, a_n),
        )


def _table(sample_s: Floats) -> Floats:
    """Times at which the drive is tabulated: the samples, thinned and filled up."""
    kept = [sample_s[0]]
    for t in sample_s[1:-1]:
        if t - kept[-1] >= FINEST_S:
            kept.append(t)
    kept.append(sample_s[-1])
    parts = [
        np.linspace(a, b, int(np.ceil((b - a) / COARSEST_S)) + 1)[:-1] for a, b in pairwise(kept)
    ]
    return np.append(np.concatenate(parts), kept[-1])
