"""Names, dimensions, units and meaning of every variable in a result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Variable:
    """One variable: where it varies, its unit (``1`` = dimensionless) and what it is."""

    dims: tuple[str, ...]
    units: str
    long_name: str


COORDINATES: dict[str, Variable] = {
    "time_ms": Variable(("time_ms",), "ms", "time since the start of the run"),
    "late_time_min": Variable(
        ("late_time_min",), "min", "time since the last stimulus (negative: before it)"
    ),
    "spine": Variable(("spine",), "1", "name of the spine"),
}

_TRACE = ("spine", "time_ms")
TRACES: dict[str, Variable] = {
    "soma_mV": Variable(("time_ms",), "mV", "membrane potential at the soma"),
    "head_mV": Variable(_TRACE, "mV", "membrane potential in the spine head"),
    "shaft_mV": Variable(_TRACE, "mV", "membrane potential of the dendrite at the neck base"),
    "head_ca_uM": Variable(_TRACE, "uM", "free calcium in the spine head"),
    "shaft_ca_uM": Variable(_TRACE, "uM", "free calcium in the 1 um of dendrite at the neck base"),
    "camkii_active": Variable(_TRACE, "1", "active fraction of CaMKII subunits in the head"),
    "can_active": Variable(_TRACE, "1", "active fraction of calcineurin in the head"),
    "head_dff": Variable(_TRACE, "1", "dF/F of the calcium indicator in the spine head"),
    "shaft_dff": Variable(
        _TRACE, "1", "dF/F of the calcium indicator in the 1 um of dendrite at the neck base"
    ),
}


def clamp_currents(
    currents_nA: Mapping[str, NDArray[np.float64]],
) -> dict[str, tuple[Variable, NDArray[np.float64]]]:
    """Variables ``NAME_nA`` of voltage clamps, from the currents by the clamps' names."""
    meaning = "current of the voltage clamp (positive into the cell)"
    return {
        f"{name}_nA": (Variable(("time_ms",), "nA", meaning), current)
        for name, current in currents_nA.items()
    }


_LATE = ("spine", "late_time_min")
LATE: dict[str, Variable] = {
    "weight": Variable(_LATE, "1", "synaptic weight relative to that before the first stimulus"),
    "late_camkii_active": Variable(_LATE, "1", "active fraction of CaMKII subunits in the head"),
    "late_can_active": Variable(_LATE, "1", "active fraction of calcineurin in the head"),
}


def scalar(units: str, long_name: str) -> Variable:
    """A variable with one value for each spine."""
    return Variable(("spine",), units, long_name)


SCALARS: dict[str, Variable] = {
    "section": scalar("1", "section the spine stands on"),
    "path_distance_um": scalar("um", "distance from the soma's surface along the dendrite"),
    "position_asked": scalar("1", "asked-for position along the section (0-1)"),
    "position_effective": scalar("1", "position of the segment centre that carries the neck (0-1)"),
    "site_error_um": scalar("um", "distance between the asked-for and the effective position"),
    "head_volume_um3": scalar("um^3", "head volume"),
    "neck_length_um": scalar("um", "neck length"),
    "neck_diameter_um": scalar("um", "neck diameter"),
    "neck_resistance_Mohm": scalar("Mohm", "axial resistance of the neck"),
    "peak_head_mV": scalar("mV", "highest head potential"),
    "peak_shaft_mV": scalar("mV", "highest dendritic potential at the neck base"),
    "peak_head_ca_uM": scalar("uM", "highest free calcium in the head"),
    "peak_shaft_ca_uM": scalar("uM", "highest free calcium in the 1 um at the neck base"),
    "ca_integral_uM_ms": scalar("uM ms", "integral of head calcium above rest"),
    "peak_camkii_active": scalar(
        "1", "highest active fraction of CaMKII, in the part with electrical resolution"
    ),
    "peak_can_active": scalar(
        "1", "highest active fraction of calcineurin, in the part with electrical resolution"
    ),
    "weight_change": scalar("1", "relative weight change when the outcome is read"),
    "outcome": scalar("1", "LTP, LTD or none, by the criterion in the attributes"),
}


@dataclass(frozen=True)
class SpineScalars:
    """What a run knows of one spine besides its traces.

    Names are the columns of the summary; each carries its unit. Peaks and the integral come from
    every step of the run, not from the samples.

    Parameters
    ----------
    ca_integral_uM_ms : integral over the run of head calcium above its resting value.
    """

    spine: str
    section: str
    path_distance_um: float
    position_asked: float
    position_effective: float
    site_error_um: float
    head_volume_um3: float
    neck_length_um: float
    neck_diameter_um: float
    neck_resistance_Mohm: float
    peak_head_mV: float
    peak_shaft_mV: float
    peak_head_ca_uM: float
    peak_shaft_ca_uM: float
    ca_integral_uM_ms: float
    peak_camkii_active: float
    peak_can_active: float


GIVEN_SCALARS: tuple[str, ...] = tuple(f.name for f in fields(SpineScalars) if f.name != "spine")
