"""A cell that rests: every segment's passive reversal is set so that its total current is zero."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spinecable.errors import SimulationError
from spinecable.mechanisms.load import neuron_h

if TYPE_CHECKING:
    from spinecable.electrics.model import Model

NA_PER_UM2_TO_MA_PER_CM2 = 100.0


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
    h = neuron_h()
    cvode = h.CVode()
    segments = [segment for section in model.sections() for segment in section]
    for segment in segments:
        if segment.pas.g <= 0:
            raise SimulationError(
                "there is no passive conductance to balance the resting potential with",
                where=str(segment),
                tip="Give every region a finite Rm_ohm_cm2.",
            )
    cvode.use_fast_imem(True)
    try:
        residual = 0.0
        for last in (False, True):
            model.initialise()
            for segment in segments:
                current = NA_PER_UM2_TO_MA_PER_CM2 * segment.i_membrane_ / segment.area()
                if last:
                    residual = max(residual, abs(current))
                else:
                    segment.pas.e += current / segment.pas.g
    finally:
        cvode.use_fast_imem(False)
    model.initialise()
    lowest = min(segments, key=lambda segment: segment.pas.e)
    return RestReport(
        resting_mV=model.initial_mV,
        lowest_e_pas_mV=lowest.pas.e,
        highest_e_pas_mV=max(segment.pas.e for segment in segments),
        lowest_at=str(lowest),
        residual_mA_per_cm2=residual,
    )
