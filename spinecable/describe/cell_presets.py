"""Whole cells by name: morphology, channel set, temperature, axon and implicit spines.

``Cell.preset("l5_thick_tufted")`` and ``[cell] preset = "l5_thick_tufted"`` expand to the fields
below. Every morphology is synthetic (``morphologies/README.md``); the numbers of the channel sets
and their resting potentials are in `spinecable.electrics.presets`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from spinecable.errors import suggestion

_CA1 = {"morphology": "ca1_pyramidal", "axon": "stub"}

PRESETS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        # Temperature of the source's simulations, 35 C; spines as in ImplicitSpines.
        "ca1_pyramidal": {
            **_CA1,
            "biophysics": "ca1_migliore2005",
            "temperature_C": 35.0,
            "implicit_spines": {},
        },
        # The source corrects for spines beyond 100 um.
        "ca1_strong": {
            **_CA1,
            "biophysics": "ca1_golding2001_strong",
            "temperature_C": 35.0,
            "implicit_spines": {"min_path_distance_um": 100.0},
        },
        "ca1_weak": {
            **_CA1,
            "biophysics": "ca1_golding2001_weak",
            "temperature_C": 35.0,
            "implicit_spines": {"min_path_distance_um": 100.0},
        },
        # Spines are in cm and Rm of the source, 34 C its temperature.
        "ca1_slow_inactivation": {
            **_CA1,
            "biophysics": "ca1_migliore1999",
            "temperature_C": 34.0,
            "implicit_spines": None,
        },
        # cm 2 of the source stands for the spines.
        "l5_thick_tufted": {
            "morphology": "l5_thick_tufted",
            "biophysics": "l5_hay2011",
            "temperature_C": 34.0,
            "axon": "stub",
            "implicit_spines": None,
        },
        # Spines ASSUMED: 1.5 per um of the default area, from 30 um on.
        "l23_rat": {
            "morphology": "l23_rat",
            "biophysics": "l23_rat_trevelyan2002",
            "temperature_C": 36.0,
            "axon": "none",
            "implicit_spines": {"density_per_um": 1.5, "min_path_distance_um": 30.0},
        },
        # Eyal et al. 2016: head 2.8 um^2, neck 1.35 um x 0.25 um (1.06 um^2), none within 60 um,
        # F = 1.9. The density is ASSUMED: the one with which the bundled cell has that F. So is the
        # temperature; nothing in the set depends on it.
        "l23_human": {
            "morphology": "l23_human",
            "biophysics": "l23_human_eyal2016",
            "temperature_C": 35.0,
            "axon": "none",
            "implicit_spines": {
                "density_per_um": 0.874,
                "area_um2": 3.86,
                "min_path_distance_um": 60.0,
            },
        },
        # The source's fit has no separate spines.
        "msn": {
            "morphology": "msn",
            "biophysics": "msn_lindroos2018_passive",
            "temperature_C": 35.0,
            "axon": "none",
            "implicit_spines": None,
        },
        "msn_active": {
            "morphology": "msn",
            "biophysics": "msn_lindroos2018",
            "temperature_C": 35.0,
            "axon": "stub",
            "implicit_spines": None,
        },
    }
)


def expanded(values: Mapping[str, Any]) -> dict[str, Any]:
    """A cell's values with the key ``preset`` replaced by what it stands for.

    Other keys win over those of the preset; implicit spines are merged key by key.

    Raises
    ------
    ValueError : there is no preset of that name.
    """
    name = values["preset"]
    if name not in PRESETS:
        known = suggestion(name, PRESETS) if isinstance(name, str) else "Give its name."
        raise ValueError(f"there is no cell preset {name!r}. {known}")
    fields = dict(PRESETS[name])
    own = {key: value for key, value in values.items() if key != "preset"}
    spines, preset_spines = own.get("implicit_spines"), fields["implicit_spines"]
    if isinstance(spines, Mapping) and preset_spines is not None:
        own["implicit_spines"] = {**preset_spines, **spines}
    return {**fields, **own}
