"""Measures of a cell and its spines: what an experimenter would read off, each defined once.

Electrical measures take a `Cell` (with spines beside it) or an `Experiment` and build it in a
process of its own; measures of traces are functions of arrays. ``docs/measures.md`` lists for each
what it needs, its unit and its definition.
"""

from spinecable.measures.back_propagation import bap, bap_in_spines, bap_near
from spinecable.measures.epsps import epsps, epsps_of
from spinecable.measures.impedance import (
    VoltageProfile,
    attenuation,
    impedance,
    neck_resistance,
    voltage_half_length,
)
from spinecable.measures.summation import DendriticSpike, cooperativity, dendritic_spike_threshold
from spinecable.measures.traces import (
    Epsp,
    amplitude_mV,
    baseline_mV,
    efel_features,
    epsp,
    integral_mV_ms,
    peak_slope_mV_per_ms,
)

__all__ = [
    "DendriticSpike",
    "Epsp",
    "VoltageProfile",
    "amplitude_mV",
    "attenuation",
    "bap",
    "bap_in_spines",
    "bap_near",
    "baseline_mV",
    "cooperativity",
    "dendritic_spike_threshold",
    "efel_features",
    "epsp",
    "epsps",
    "epsps_of",
    "impedance",
    "integral_mV_ms",
    "neck_resistance",
    "peak_slope_mV_per_ms",
    "voltage_half_length",
]
