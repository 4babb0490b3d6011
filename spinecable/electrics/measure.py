"""Electrical measurements on a built model at rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spinecable.mechanisms.load import neuron_h

if TYPE_CHECKING:
    from spinecable.electrics.model import Model
    from spinecable.electrics.spine import BuiltSpine


@dataclass(frozen=True)
class NeckResistance:
    """Resistance between a head and its dendrite.

    Parameters
    ----------
    neck_Mohm : 4 Ra L / (pi d^2).
    neck_and_half_head_Mohm : the same plus the half of the head up to its membrane's node.
    measured_Mohm : (V_head - V_base) / I for a steady current into the head; it equals
        `neck_and_half_head_Mohm` but for the current that leaves through the spine's own membrane.
    """

    neck_Mohm: float
    neck_and_half_head_Mohm: float
    measured_Mohm: float


def neck_resistance(model: Model, spine: BuiltSpine) -> NeckResistance:
    """Analytic and measured resistance of a spine's neck.

    The measurement is a small direct current into the head of the model in its present state with
    all conductances held (NEURON's Impedance at 0 Hz): input resistance of the head minus its
    transfer resistance to the base.
    """
    impedance = neuron_h().Impedance()
    impedance.loc(spine.head_seg)
    impedance.compute(0, 0)
    measured = impedance.input(spine.head_seg) - impedance.transfer(spine.shaft_seg)
    return NeckResistance(
        neck_Mohm=spine.neck_resistance_Mohm,
        neck_and_half_head_Mohm=spine.neck_resistance_Mohm + spine.half_head_resistance_Mohm,
        measured_Mohm=float(measured),
    )


def input_resistance_Mohm(model: Model, segment: Any) -> float:
    """Resistance (MOhm) that a small direct current meets at a segment, all conductances held."""
    impedance = neuron_h().Impedance()
    impedance.loc(segment)
    impedance.compute(0, 0)
    return float(impedance.input(segment))


def step_resistance_Mohm(
    model: Model, segment: Any, amplitude_nA: float = -0.01, duration_ms: float = 500.0
) -> float:
    """Deflection at the end of a current step over its current (MOhm), channels free to gate.

    Parameters
    ----------
    amplitude_nA, duration_ms : of the step; small and long enough for a steady state (ASSUMED).
        The model is initialised before and after.
    """
    clamp = neuron_h().IClamp(segment)
    clamp.delay, clamp.dur, clamp.amp = 0.0, 1e9, amplitude_nA
    model.initialise()
    start = segment.v
    model.run(duration_ms)
    deflection = segment.v - start
    clamp.amp = 0.0
    del clamp
    model.initialise()
    return float(deflection / amplitude_nA)


def membrane_area_um2(model: Model) -> dict[str, float]:
    """Membrane by kind (um^2): soma, cable (shafts and axon), implicit spines, explicit spines.

    The implicit membrane is read back from the capacitance NEURON integrates, not from the plan.
    """
    areas = {"soma": model.soma_seg.area(), "cable": 0.0, "implicit": 0.0, "explicit": 0.0}
    for index, cable in model.cell.cables.items():
        cm = model.cell.plans[index].region.cm_uF_per_cm2
        for segment in cable:
            areas["cable"] += segment.area()
            areas["implicit"] += segment.area() * (segment.cm / cm - 1.0)
    for spine in model.spines:
        areas["explicit"] += spine.head_seg.area() + spine.neck_seg.area()
    return areas
