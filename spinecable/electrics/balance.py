"""A cell that rests: every segment's passive reversal is set so that its total current is zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spinecable.errors import SimulationError
from spinecable.mechanisms.load import neuron_h

if TYPE_CHECKING:
    from spinecable.electrics.model import Model

VANISHING_STEP_MS = 1e-9
"""Far below the fastest time constant of any segment (about 1e-4 ms in a neck)."""

CORRECTIONS = 3
"""Each leaves about 1e-5 of the imbalance before it, down to rounding."""


@dataclass(frozen=True)
class RestReport:
    """What balancing did.

    Parameters
    ----------
    lowest_mV, highest_mV : range of the resting potential over the segments.
    lowest_e_pas_mV, highest_e_pas_mV : range of the passive reversal over the segments.
    lowest_at : the segment of the lowest one.
    residual_mA_per_cm2 : largest total membrane current density left.
    """

    lowest_mV: float
    highest_mV: float
    lowest_e_pas_mV: float
    highest_e_pas_mV: float
    lowest_at: str
    residual_mA_per_cm2: float


def balance(model: Model) -> RestReport:
    """Set e_pas of every segment so that the model rests at `model.resting_potential`.

    All currents are counted: those along the cable, channels with their gates at steady state,
    calcium window currents, receptors without glutamate (Migliore et al. 2005 do the same for
    sodium, potassium and h at one potential everywhere, ModelDB 55035).

    Raises
    ------
    SimulationError : a segment has no passive conductance to balance with.
    """
    segments = [segment for section in model.sections() for segment in section]
    for segment in segments:
        if segment.pas.g <= 0:
            raise SimulationError(
                "there is no passive conductance to balance the resting potential with",
                where=str(segment),
                tip="Give every region a finite Rm_ohm_cm2.",
            )
    for _ in range(CORRECTIONS):
        for segment, current in zip(segments, _membrane_currents(model, segments), strict=True):
            segment.pas.e += current / segment.pas.g
    residual = max(abs(current) for current in _membrane_currents(model, segments))
    model.initialise()
    lowest = min(segments, key=lambda segment: segment.pas.e)
    return RestReport(
        lowest_mV=float(model.resting_potential.volts.min()),
        highest_mV=float(model.resting_potential.volts.max()),
        lowest_e_pas_mV=lowest.pas.e,
        highest_e_pas_mV=max(segment.pas.e for segment in segments),
        lowest_at=str(lowest),
        residual_mA_per_cm2=residual,
    )


def _membrane_currents(model: Model, segments: Sequence[Any]) -> list[float]:
    """Current density (mA/cm2) that leaves each segment at rest, through the membrane and along.

    Over a vanishing step the membrane's charging current is minus that, whatever mechanisms
    there are; NEURON computes it from the voltage increment, so nothing cancels.
    """
    h = neuron_h()
    model.initialise()
    h.dt = VANISHING_STEP_MS
    h.fadvance()
    currents = [-segment.i_cap for segment in segments]
    h.dt = model.dt_ms
    return currents
