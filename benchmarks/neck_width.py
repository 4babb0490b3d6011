"""What neck width does to a spine: by diffusion, by voltage, and by both.

    python benchmarks/neck_width.py [--necks 30] [--pairings 10] [--out DIR]

Necks are sampled; heads, contents and places are the same for all. Each neck is tried at two places
on different obliques of the bundled CA1 cell, ten spines far apart in a run, and an additive fit
takes the places' own effect away. Voltage and calcium can be given different necks: the neck that
does not take part is a common one of 0.15 x 0.7 um.

    current      a prescribed calcium current into the head; voltage takes no part
    epsp         one presynaptic spike
    pairing      one presynaptic spike, a somatic spike 10 ms later
    train        `--pairings` such pairs at 10 Hz, outcome read after 40 min

`both`: the sampled neck everywhere; `electrical`: in the cable only; `diffusive`: in the network of
compartments only. Writes runs.csv, table.md and neck_width.png to the folder.
"""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from spinecable.describe.experiment import Experiment
from spinecable.describe.geometry import SpineGeometry
from spinecable.morphology.axon import with_axon
from spinecable.morphology.read import read_morphology
from spinecable.simulate.job import run_isolated

HEAD_UM3 = 0.08
COMMON = {"neck_diameter_um": 0.15, "neck_length_um": 0.7}
PLACES = 10
ROTATIONS = (0, 3)
ARC_UM = 25.0
RA_OHM_CM = 150.0
SPIKE_NA = 1.3
"""1.3 times the threshold of a 2 ms pulse, found once by `EvokedSpikes`; given, so that all runs
have the same spikes and none looks for it."""
RESAMPLES = 2000
QUANTITIES = {
    "peak_head_ca_uM": "head calcium",
    "peak_shaft_ca_uM": "shaft calcium",
    "peak_head_mV": "head voltage",
    "camkii_rise": "CaMKII above rest",
    "weight_change": "weight change",
}
REST = {"peak_head_mV": -65.0}


def sample_necks(count: int, seed: int) -> pd.DataFrame:
    """Diameters and lengths (um) from log-normal distributions, independent of each other.

    Diameter 0.15 +- 0.06 (Harris & Stevens 1989, 10.1523/JNEUROSCI.09-08-02982.1989) within
    0.05-0.4; length 0.7 +- 0.6 (Adrian 2017, as tabulated in Rodrigues 2023, eLife 12:e80152)
    within 0.2-2.
    """
    random = np.random.default_rng(seed)

    def draw(mean: float, deviation: float, low: float, high: float) -> np.ndarray:
        spread = np.sqrt(np.log(1 + (deviation / mean) ** 2))
        found: list[float] = []
        while len(found) < count:
            value = float(random.lognormal(np.log(mean) - spread**2 / 2, spread))
            if low <= value <= high:
                found.append(value)
        return np.array(found)

    return pd.DataFrame(
        {
            "neck_diameter_um": draw(0.15, 0.06, 0.05, 0.4),
            "neck_length_um": draw(0.7, 0.6, 0.2, 2.0),
        }
    )


def places() -> list[tuple[str, float]]:
    """Thin obliques of at least 100 um: section name and position."""
    cell = with_axon(read_morphology("ca1_pyramidal"), "stub")
    thin = [
        s
        for s in cell.in_domain("apical_oblique")
        if s.length_um >= 100 and s.diameters_um[0] < 1 and s.path_start_um < 200
    ]
    return [(s.name, ARC_UM / s.length_um) for s in thin[:PLACES]]


def experiment(protocol: str, necks: list[dict[str, float]], pairings: int) -> Experiment:
    """One spine with each neck, on the first places."""
    presynaptic = {"kind": "presynaptic", "times_ms": [5.0]}
    spikes = {
        "kind": "evoked_spikes",
        "times_ms": {"after": "presynaptic", "delay": 10.0},
        "amplitude_nA": SPIKE_NA,
    }
    duration_ms, minutes = 100.0, 1.0
    if protocol == "current":
        stimuli: list[dict[str, Any]] = [
            {
                "kind": "calcium_current",
                "times_ms": [5.0],
                "pulse_ms": 20.0,
                "amplitude_pA": 0.1,
            }
        ]
    elif protocol == "epsp":
        stimuli = [presynaptic]
    elif protocol == "pairing":
        stimuli = [presynaptic, spikes]
    else:
        train = {"start": 5.0, "interval": 100.0, "count": pairings}
        stimuli = [{**presynaptic, "times_ms": train}, spikes]
        duration_ms, minutes = 100.0 * pairings + 100.0, 40.0
    return Experiment.model_validate(
        {
            "spine": [
                {
                    "name": f"place{i}",
                    "site": {"section": section, "position": position},
                    "geometry": {"head_volume_um3": HEAD_UM3, **neck},
                }
                for i, ((section, position), neck) in enumerate(zip(places(), necks, strict=False))
            ],
            "stimulus": stimuli,
            "simulation": {"duration_ms": duration_ms},
            "outcome": {"minutes_after": minutes},
        }
    )


def simulate_apart(electric: Experiment, diffusive: Experiment, progress: Any) -> pd.DataFrame:
    """The run of `electric`, its calcium in the necks of `diffusive`; the summary."""
    from spinecable.simulate import experiment as module
    from spinecable.simulate.calcium import build_calcium_grid

    module.build_calcium_grid = lambda _, morphology, placements: build_calcium_grid(
        diffusive, morphology, placements
    )
    result = module.simulate(electric, progress)
    if any(s.kind == "evoked_spikes" for s in electric.stimuli) and result["soma_mV"].max() < 0:
        raise RuntimeError("the somatic current does not fire the cell")
    table = result.summary()
    table["camkii_rise"] = table["peak_camkii_active"] - result["camkii_active"].values[:, 0]
    return table


def run_all(necks: pd.DataFrame, pairings: int, jobs: int, path: Path) -> pd.DataFrame:
    """Every condition, neck and rotation: one row each, written to `path` as they come."""
    conditions = [("current", "diffusive")]
    conditions += list(product(("epsp", "pairing", "train"), ("both", "electrical", "diffusive")))
    tasks = [
        (protocol, taking_part, rotation, block)
        for protocol, taking_part in conditions
        for rotation in ROTATIONS
        for block in range(-(-len(necks) // PLACES))
    ]

    def one(task: tuple[str, str, int, int]) -> pd.DataFrame:
        protocol, taking_part, rotation, block = task
        chosen = necks.iloc[block * PLACES : (block + 1) * PLACES]
        order = np.roll(np.arange(len(chosen)), rotation)
        own = [chosen.iloc[i].to_dict() for i in order]
        common = [COMMON] * len(own)
        electric = experiment(protocol, common if taking_part == "diffusive" else own, pairings)
        diffusive = experiment(protocol, common if taking_part == "electrical" else own, pairings)
        table = run_isolated(simulate_apart, electric, diffusive)
        table = table[list(QUANTITIES)].assign(
            protocol=protocol,
            taking_part=taking_part,
            place=np.arange(len(own)),
            neck=chosen.index[order],
        )
        sys.stderr.write(f"{protocol:8} {taking_part:11} rotation {rotation} block {block}\n")
        return table

    tables = []
    with ThreadPoolExecutor(jobs) as pool:
        for table in pool.map(one, tasks):
            tables.append(table)
            pd.concat(tables).to_csv(path, index=False)
    return pd.concat(tables, ignore_index=True)


def at_the_mean_place(runs: pd.DataFrame, column: str) -> np.ndarray:
    """Value of each neck after the places' own effect is taken away by an additive fit."""
    values = runs[column].to_numpy(dtype=float)
    necks, places_ = runs["neck"].to_numpy(), runs["place"].to_numpy()
    n, m = necks.max() + 1, places_.max() + 1
    design = np.zeros((len(runs) + 1, n + m))
    design[np.arange(len(runs)), necks] = 1
    design[np.arange(len(runs)), n + places_] = 1
    design[-1, n:] = 1
    found, *_ = np.linalg.lstsq(design, np.append(values, 0.0), rcond=None)
    return np.asarray(found[:n])


def association(x: np.ndarray, y: np.ndarray) -> tuple[float, float, float, float, float, float]:
    """Spearman's rho and slope of y on ln x, each with a bootstrap 95 % interval over necks."""
    random = np.random.default_rng(0)
    rho, slope = [], []
    for _ in range(RESAMPLES):
        i = random.integers(0, len(x), len(x))
        rho.append(spearmanr(x[i], y[i]).statistic)
        slope.append(np.polyfit(np.log(x[i]), y[i], 1)[0])
    low_high = [np.nanpercentile(values, (2.5, 97.5)) for values in (rho, slope)]
    return (
        float(spearmanr(x, y).statistic),
        *low_high[0],
        float(np.polyfit(np.log(x), y, 1)[0]),
        *low_high[1],
    )


def shown(protocol: str, column: str) -> bool:
    """One event changes no weight, and a prescribed current no voltage."""
    return not (
        (column == "weight_change" and protocol != "train")
        or (column == "peak_head_mV" and protocol == "current")
    )


def analyse(runs: pd.DataFrame, necks: pd.DataFrame) -> pd.DataFrame:
    """Associations of every quantity with diameter and resistance, in every condition."""
    resistance = [
        SpineGeometry(head_volume_um3=HEAD_UM3, **neck).neck_resistance_Mohm(RA_OHM_CM)
        for neck in necks.to_dict("records")
    ]
    against = {"diameter": necks["neck_diameter_um"].to_numpy(), "R_neck": np.array(resistance)}
    rows = []
    for (protocol, taking_part), part in runs.groupby(["protocol", "taking_part"], sort=False):
        for column in QUANTITIES:
            if not shown(str(protocol), column):
                continue
            y = at_the_mean_place(part, column)
            mean = float(y.mean())
            scale = mean - REST.get(column, 0.0)
            if np.ptp(y) < 1e-4 * max(abs(scale), 1e-3):
                continue
            for name, x in against.items():
                rho, rho_low, rho_high, slope, low, high = association(x, y)
                # A doubling of x changes y by this share of its mean above rest; weight as it is.
                unit = np.log(2) * (1.0 if column == "weight_change" else 1.0 / scale)
                rows.append(
                    {
                        "protocol": protocol,
                        "taking_part": taking_part,
                        "quantity": column,
                        "against": name,
                        "mean": mean,
                        "smallest": float(y.min()),
                        "largest": float(y.max()),
                        "rho": rho,
                        "rho_low": rho_low,
                        "rho_high": rho_high,
                        "per_doubling": slope * unit,
                        "low": low * unit,
                        "high": high * unit,
                    }
                )
    return pd.DataFrame(rows)


def check_prescribed_current(table: pd.DataFrame) -> None:
    """Head calcium falls and shaft calcium rises with neck width, beyond the interval.

    Raises
    ------
    SystemExit : they do not.
    """
    part = table[(table["protocol"] == "current") & (table["against"] == "diameter")]
    part = part.set_index("quantity")
    if not (
        part.loc["peak_head_ca_uM", "rho_high"] < 0 and part.loc["peak_shaft_ca_uM", "rho_low"] > 0
    ):
        raise SystemExit(f"with a prescribed current the signs are wrong:\n{part}")


def check_fixed_length(diameters_um: np.ndarray) -> None:
    """The same with one length: every step in width moves both peaks the right way.

    Raises
    ------
    SystemExit : some step does not.
    """
    widths = np.sort(diameters_um)
    peaks = []
    for start in range(0, len(widths), PLACES):
        for width in widths[start : start + PLACES]:
            peaks.append(_alone({"neck_diameter_um": float(width), "neck_length_um": 0.7}))
    head, shaft = np.array(peaks).T
    if not (np.all(np.diff(head) < 0) and np.all(np.diff(shaft) > 0)):
        raise SystemExit("with one neck length some step in width has the wrong sign")


def _alone(neck: dict[str, float]) -> tuple[float, float]:
    """Peak calcium of head and shaft of one spine on a plain dendrite, without NEURON."""
    from dataclasses import replace

    from spinecable.chemistry.contents import (
        head_scheme,
        neck_scheme,
        scheme_values,
        shaft_scheme,
    )
    from spinecable.chemistry.grid import AttachedSpine, ShaftSection, build_grid
    from spinecable.chemistry.kernel import Kernel
    from spinecable.chemistry.network import Network
    from spinecable.chemistry.rest import settle
    from spinecable.constants import FARADAY_C_PER_MOL
    from spinecable.describe.preparation import load_preparation

    preparation = load_preparation("rat_ca1")
    kinetics = preparation.values("kinetics")
    schemes = {
        "head": head_scheme(kinetics=kinetics),
        "neck": neck_scheme(kinetics=kinetics),
        "shaft": shaft_scheme(kinetics=kinetics),
    }
    geometry = SpineGeometry(head_volume_um3=HEAD_UM3, **neck)
    grid = build_grid([AttachedSpine("s", geometry, "d", 15.0)], [ShaftSection("d", 30.0, 0.8)])
    filled = tuple(
        replace(c, values=scheme_values(preparation, c.kind, c.volume_um3, c.area_um2))
        for c in grid.compartments
    )
    network = Network(filled, grid.links, schemes)
    rest = settle(network, preparation.values("head")["resting_calcium_uM"])
    kernel = Kernel(rest.network, initial=rest.state)
    inflow = np.zeros(len(filled))
    inflow[grid.spines[0].head] = 0.1e-12 / (2 * FARADAY_C_PER_MOL) / 1e-21 * 1e-3
    window = grid.window_weights(0)
    head = shaft = 0.0
    for step in range(600):
        kernel.advance(0.1, inflow if step < 200 else 0 * inflow)
        head = max(head, float(kernel.ca_uM[grid.spines[0].head]))
        shaft = max(shaft, float(window @ kernel.ca_uM))
    return head, shaft


def markdown(table: pd.DataFrame) -> str:
    """The table of docs/neck_width.md."""
    lines = [
        "| protocol | neck acts through | quantity | mean (range over necks) | "
        "rho with diameter | change per doubling of diameter | rho with R_neck |",
        "|---|---|---|---|---|---|---|",
    ]
    keys = ["protocol", "taking_part", "quantity"]
    for (protocol, taking_part, quantity), part in table.groupby(keys, sort=False):
        part = part.set_index("against")
        d, r = part.loc["diameter"], part.loc["R_neck"]
        weight = quantity == "weight_change"
        change = (
            f"{d['per_doubling']:+.3f} ({d['low']:+.3f} to {d['high']:+.3f})"
            if weight
            else f"{d['per_doubling']:+.1%} ({d['low']:+.1%} to {d['high']:+.1%})"
        )
        lines.append(
            f"| {protocol} | {taking_part} | `{quantity}` | "
            f"{d['mean']:.3g} ({d['smallest']:.3g} to {d['largest']:.3g}) | "
            f"{d['rho']:+.2f} ({d['rho_low']:+.2f} to {d['rho_high']:+.2f}) | {change} | "
            f"{r['rho']:+.2f} ({r['rho_low']:+.2f} to {r['rho_high']:+.2f}) |"
        )
    return "\n".join(lines) + "\n"


COLOURS = {"both": "#222222", "electrical": "#d1495b", "diffusive": "#00798c"}


def draw(runs: pd.DataFrame, necks: pd.DataFrame, path: Path) -> None:
    """One column a quantity, one row a protocol, against neck diameter."""
    protocols = [p for p in ("current", "epsp", "pairing", "train") if p in set(runs["protocol"])]
    columns = list(QUANTITIES.items())
    figure, axes = plt.subplots(
        len(protocols),
        len(columns),
        figsize=(2.4 * len(columns), 1.9 * len(protocols)),
        sharex=True,
        squeeze=False,
    )
    diameters = necks["neck_diameter_um"].to_numpy()
    for row, protocol in zip(axes, protocols, strict=True):
        for axis, (column, title) in zip(row, columns, strict=True):
            if not shown(protocol, column):
                axis.set_axis_off()
                continue
            if protocol == next(p for p in protocols if shown(p, column)):
                axis.set_title(title, fontsize=9)
            for taking_part, colour in COLOURS.items():
                part = runs[(runs["protocol"] == protocol) & (runs["taking_part"] == taking_part)]
                if len(part):
                    y = at_the_mean_place(part, column)
                    hollow = {"ms": 6, "mfc": "none"} if taking_part == "both" else {"ms": 3}
                    axis.plot(diameters, y, "o", color=colour, label=taking_part, **hollow)
            if column == columns[0][0]:
                axis.set_ylabel(f"{protocol}\nuM", fontsize=8)
            elif column == "peak_head_mV":
                axis.set_ylabel("mV", fontsize=8)
            axis.tick_params(labelsize=7)
            axis.spines[["top", "right"]].set_visible(False)
            axis.ticklabel_format(useOffset=False, axis="y")
    for axis in axes[-1]:
        axis.set_xlabel("neck diameter (um)", fontsize=8)
    handles, labels = axes[-1][0].get_legend_handles_labels()
    figure.legend(
        handles,
        [f"neck acts: {text}" for text in labels],
        loc="upper center",
        ncol=3,
        fontsize=8,
        frameon=False,
    )
    figure.tight_layout(rect=(0, 0, 1, 0.965))
    figure.savefig(path, dpi=90)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--necks", type=int, default=30)
    parser.add_argument("--pairings", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, default=Path("neck_width_out"))
    parser.add_argument("--runs", type=Path, help="analyse an earlier runs.csv instead of running")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    necks = sample_necks(options.necks, options.seed)
    if options.runs:
        runs = pd.read_csv(options.runs)
    else:
        runs = run_all(necks, options.pairings, options.jobs, options.out / "runs.csv")
    table = analyse(runs, necks)
    text = markdown(table)
    (options.out / "table.md").write_text(text, encoding="utf-8")
    draw(runs, necks, options.out / "neck_width.png")
    sys.stdout.write(text)
    check_prescribed_current(table)
    check_fixed_length(necks["neck_diameter_um"].to_numpy())
    sys.stdout.write("prescribed current: head calcium falls and shaft calcium rises with width\n")


if __name__ == "__main__":
    main()
