"""How far the default steps and segments are from refined ones, on a whole cell.

    python benchmarks/refinement.py [PRESET]

Prints input resistance, a spike at the soma and along the dendrite, and the EPSP of one spine for
the defaults of `spinecable.Simulation`, for a quarter of the voltage step, for a third of the
segment length, and for both; and how far each is from the last (%).
"""

from __future__ import annotations

import sys

import numpy as np

import spinecable as sc
from spinecable.electrics.presets import load_biophysics
from spinecable.measures import bap, epsps, impedance

SETTINGS = {
    "default": (1.0, 1.0),
    "dt_ms / 4": (0.25, 1.0),
    "d_lambda / 3": (1.0, 1.0 / 3.0),
    "both": (0.25, 1.0 / 3.0),
}
CURRENT_NA = 3.0
"""Of 2 ms into the soma; enough for every preset that fires."""
AT_UM = (150.0, 350.0)


def measured(preset: str, step: float, length: float) -> dict[str, float]:
    """The numbers for `step` times the default voltage step and `length` times the segments."""
    default = sc.Simulation(duration_ms=1.0)
    domain = "basal" if preset.startswith("msn") else "apical"
    experiment = sc.Experiment(
        cell=sc.Cell.preset(preset),
        spine=[
            sc.Spine(
                name="a",
                site={"domain": domain, "path_distance_um": 120.0},
                geometry={
                    "head_volume_um3": 0.08,
                    "neck_length_um": 1.0,
                    "neck_diameter_um": 0.1,
                },
            )
        ],
        simulation=default.changed(dt_ms=step * default.dt_ms, d_lambda=length * default.d_lambda),
    )
    table = epsps(experiment, window_ms=30.0).set_index("place")["amplitude_mV"]
    found = {
        "input resistance (MOhm)": float(impedance(experiment)["input_Mohm"].iloc[0]),
        "EPSP, head (mV)": float(table["head"]),
        "EPSP, soma (mV)": float(table["soma"]),
    }
    if load_biophysics(experiment.cell.biophysics).mechanisms():
        spike = bap(experiment, amplitude_nA=CURRENT_NA)
        away, amplitude = spike["path_distance_um"], spike["amplitude_mV"]
        found["spike, soma (mV)"] = float(amplitude.iloc[0])
        for at_um in AT_UM:
            if away.max() > at_um:
                found[f"spike, {at_um:.0f} um (mV)"] = float(np.interp(at_um, away, amplitude))
    return found


def main() -> None:
    preset = sys.argv[1] if len(sys.argv) > 1 else "ca1_pyramidal"
    columns = {name: measured(preset, *factors) for name, factors in SETTINGS.items()}
    finest = columns["both"]
    write = sys.stdout.write
    write(f"{preset:24}" + "".join(f"{name:>22}" for name in columns) + "\n")
    for quantity, last in finest.items():
        cells = [(own[quantity], 100 * (own[quantity] / last - 1)) for own in columns.values()]
        numbers = "".join(f"{value:12.4f} ({off:+6.3f}%)" for value, off in cells)
        write(f"{quantity:24}{numbers}\n")


if __name__ == "__main__":
    main()
