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
    resting_mV : the potential of every segment.
    lowest_e_pas_mV, highest_e_pas_mV : range of the passive reversal over the segments.
    lowest_at : the segment of the lowest one.
    residual_mA_per_cm2 : largest total membrane current density left.
    """

    resting_mV: float
    lowest_e_pas_mV: float
    highest_e_pas_mV: float
    lowest_at: str
    residual_mA_per_cm2: float


def balance(model: Model) -> RestReport:
    """Set e_pas of every segment so that the model rests at `model.initial_mV`.

    With the same potential everywhere no current flows along the cable, so that zero membrane
    current in every segment is a state of rest. All currents are counted: channels with their
    gates at steady state, calcium window currents, receptors without glutamate (Migliore et al.
    2005 do the same for sodium, potassium and h, ModelDB 55035).

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
        resting_mV=model.initial_mV,
        lowest_e_pas_mV=lowest.pas.e,
        highest_e_pas_mV=max(segment.pas.e for segment in segments),
        lowest_at=str(lowest),
        residual_mA_per_cm2=residual,
    )


def _membrane_currents(model: Model, segments: Sequence[Any]) -> list[float]:
    """Total ionic current density (mA/cm2, outward) of each segment at the initial potential.

    Over a vanishing step the membrane's charging current is minus the ionic one, whatever
    mechanisms there are; NEURON computes it from the voltage increment, so nothing cancels.
    """
    h = neuron_h()
    model.initialise()
    h.dt = VANISHING_STEP_MS
    h.fadvance()
    currents = [-segment.i_cap for segment in segments]
    h.dt = model.dt_ms
    return currents
