"""The slot model driven by a head's enzymes: the package's default readout."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from spinecable.describe.preparation import Preparation
from spinecable.plasticity.coupling import Coupling
from spinecable.plasticity.online import BOUND, MOBILE, STORE, SlotIntegrator
from spinecable.plasticity.readout import Traces
from spinecable.plasticity.slot_model import SlotModel

Floats = NDArray[np.float64]

MS_PER_S = 1e3


@dataclass(frozen=True)
class Shrinkage:
    """Loss of volume by calcineurin: ``dD/dt = A_N (1 - D)/write_s - D/decay_s``, V (1 - share D).

    Parameters
    ----------
    share : of the volume that is lost at D = 1.
    write_s, decay_s : time constants (s).
    """

    share: float
    write_s: float
    decay_s: float

    def rate(self, shrunk: float, phosphatase: float) -> float:
        """dD/dt (s^-1)."""
        return phosphatase * (1.0 - shrunk) / self.write_s - shrunk / self.decay_s


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
    shrinkage : how calcineurin shrinks the head; None: it does not.
    """

    coupling: Coupling
    model: SlotModel = field(default_factory=SlotModel)
    structural: bool = True
    shrinkage: Shrinkage | None = None
    name: str = "AMPA-receptor slots"

    @classmethod
    def from_preparation(
        cls,
        preparation: Preparation,
        *,
        structural: bool = True,
        ras_priming_per_uM: float | None = None,
    ) -> SlotReadout:
        """The readout with a preparation's ``[readout]`` values; the last argument replaces one."""
        coupling = Coupling.from_preparation(preparation, ras_priming_per_uM=ras_priming_per_uM)
        return cls(coupling, structural=structural)

    def with_amounts(self, camkii: float, calcineurin: float) -> SlotReadout:
        """The readout of a head with other amounts of the enzymes, as shares of the usual ones."""
        return replace(self, coupling=self.coupling.with_amounts(camkii, calcineurin))

    def weight(self, traces: Traces) -> Floats:
        """Bound receptors over those at rest, shape of ``traces.time_ms``."""
        return self.course(traces).bound / self.model.bound

    def course(self, traces: Traces) -> SlotCourse:
        """All states; the integration is LSODA with rtol 1e-8.

        Raises
        ------
        SimulationError : the solver gave up.
        """
        time_s = traces.time_ms / MS_PER_S
        resting_um3 = float(traces.head_volume_um3[0])
        imposed = traces.head_volume_um3 / resting_um3
        first = SlotIntegrator(
            self,
            resting_um3,
            float(traces.camkii_active[0]),
            float(traces.can_active[0]),
            float(time_s[0]),
            ras_rest_uM=float(traces.ras_uM[0]),
        )
        start = first.state.copy()
        states = np.vstack(
            [
                start,
                first.follow(
                    time_s[1:],
                    traces.camkii_active[1:],
                    traces.can_active[1:],
                    imposed=imposed[1:],
                    ras_uM=traces.ras_uM[1:],
                ),
            ]
        )
        a_k, a_n = first.drives
        return SlotCourse(
            traces.time_ms,
            mobile=states[:, MOBILE],
            bound=states[:, BOUND],
            store=states[:, STORE],
            relative_volume=np.array(
                [first.relative_volume(y, v) for y, v in zip(states, imposed, strict=True)]
            ),
            kinase_drive=np.append(0.0, a_k),
            phosphatase_drive=np.append(0.0, a_n),
        )
