"""How surely a spine is potentiated, against the length and the width of its neck.

    python benchmarks/neck_probability.py --out OUT [--arrangements 1] [--trials 2] [--jobs 1]

Thirty pairs of a presynaptic and, 10 ms later, a somatic spike at 10 Hz, with stochastic release of
vesicles, on the bundled CA1 cell. In each run forty spines stand 12 um apart on ten thin obliques,
heads and receptors alike, ten of each neck length. Five runs make a block of every place: there it
has each of five neck widths in turn, with the same vesicles released at the same times, since draws
belong to a spine's name and the trial. So what differs within a block is the width's doing. Lengths
are shuffled over the places anew in each arrangement. All runs are those of `spinecable.sweep`; a
folder that holds some of them is taken up where it stopped.

Writes trials.csv (one row a spine and trial), probability.csv, probability.md and
neck_probability.png. `--table` makes them anew from the runs that there are.
"""

from __future__ import annotations

import argparse
import sys
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from scipy.stats import rankdata

from spinecable.describe.experiment import Experiment
from spinecable.result.figure import COLOURS, STYLES
from spinecable.study.run import sweep
from spinecable.study.statistics import wilson_interval

WIDTHS_UM = (0.07, 0.10, 0.15, 0.21, 0.30)
"""Around 0.15 +- 0.06 um (Harris & Stevens 1989, 10.1523/JNEUROSCI.09-08-02982.1989)."""
LENGTHS_UM = (0.4, 0.7, 1.2, 2.0)
"""Within 0.7 +- 0.6 um (Adrian 2017, as tabulated in Rodrigues 2023, eLife 12:e80152), and a long
one."""
PERMUTATIONS = 10_000
HEAD_UM3 = 0.08
PAIRS, INTERVAL_MS, DELAY_MS = 30, 100.0, 10.0
SPIKE_NA = 1.3
"""As in neck_width.py: 1.3 times the threshold of a 2 ms pulse."""
SECTIONS = (9, 21, 22, 32, 38, 39, 15, 2, 42, 11)
"""Thin obliques, ``apical[N]``, that begin 90 to 220 um from the soma."""
ALONG_UM = (15.0, 27.0, 39.0, 51.0)
MARKERS = "osD^v"


def experiment(arrangement: int, turn: int) -> Experiment:
    """Forty places with shuffled lengths; a place's widths follow each other from turn to turn."""
    from spinecable.morphology.read import read_morphology

    cell = read_morphology("ca1_pyramidal")
    lengths = {n: cell.section(f"apical[{n}]").length_um for n in SECTIONS}
    places = [(n, at) for n in SECTIONS for at in ALONG_UM]
    order = np.random.default_rng(arrangement).permutation(len(places))
    spines: list[dict[str, Any]] = []
    for k, (n, at_um) in enumerate(places[i] for i in order):
        width = WIDTHS_UM[(k // len(LENGTHS_UM) + turn) % len(WIDTHS_UM)]
        spines.append(
            {
                "name": f"apical{n}_{at_um:.0f}um",
                "site": {"section": f"apical[{n}]", "position": at_um / lengths[n]},
                "geometry": {
                    "head_volume_um3": HEAD_UM3,
                    "neck_length_um": LENGTHS_UM[k % len(LENGTHS_UM)],
                    "neck_diameter_um": width,
                },
            }
        )
    train = {"start": 5.0, "interval": INTERVAL_MS, "count": PAIRS}
    return Experiment.model_validate(
        {
            "title": "Pairing with stochastic release",
            "cell": {"morphology": "ca1_pyramidal", "biophysics": "ca1_migliore2005"},
            "spine": spines,
            "stimulus": [
                {"kind": "presynaptic", "times_ms": train},
                {
                    "kind": "evoked_spikes",
                    "times_ms": {"after": "presynaptic", "delay": DELAY_MS},
                    "amplitude_nA": SPIKE_NA,
                },
            ],
            "noise": {"release": True},
            "simulation": {
                "duration_ms": INTERVAL_MS * PAIRS + 100.0,
                "seed": 1 + arrangement,
            },
        }
    )


def shares(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """P(LTP) and P(LTD) with Wilson's 95 % intervals, one row a group."""
    rows = []
    for values, group in table.groupby(keys):
        row: dict[str, Any] = dict(zip(keys, values, strict=True))
        row["trials"] = len(group)
        for outcome in ("LTP", "LTD"):
            count = int((group["outcome"] == outcome).sum())
            low, high = wilson_interval(count, len(group))
            row |= {outcome: count, f"P_{outcome}": count / len(group)}
            row |= {f"{outcome}_low": low, f"{outcome}_high": high}
        row["weight_change"] = group["weight_change"].mean()
        row["peak_camkii_active"] = group["peak_camkii_active"].mean()
        row["peak_head_ca_uM"] = group["peak_head_ca_uM"].mean()
        rows.append(row)
    return pd.DataFrame(rows)


def markdown(by_width: pd.DataFrame, by_neck: pd.DataFrame) -> str:
    """The two tables of the page."""
    lines = [
        "| neck width (um) | trials | P(LTP) | P(LTD) | mean weight change | mean peak CaMKII |",
        "|---|---|---|---|---|---|",
    ]
    for row in by_width.to_dict("records"):
        lines.append(
            f"| {row['neck_diameter_um']:g} | {row['trials']} | {_share(row, 'LTP')} | "
            f"{_share(row, 'LTD')} | {100 * row['weight_change']:+.1f} % | "
            f"{row['peak_camkii_active']:.3f} |"
        )
    widths = sorted(by_neck["neck_diameter_um"].unique())
    lines += ["", "| length (um) | " + " | ".join(f"{w:g} um wide" for w in widths) + " |"]
    lines.append("|---" * (len(widths) + 1) + "|")
    for length, group in by_neck.groupby("neck_length_um"):
        cells = [_share(r, "LTP") for r in group.sort_values("neck_diameter_um").to_dict("records")]
        lines.append(f"| {length:g} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _share(row: dict[str, Any], outcome: str) -> str:
    ends = f"{row[f'{outcome}_low']:.2f} to {row[f'{outcome}_high']:.2f}"
    return f"{row[f'P_{outcome}']:.2f} ({ends})"


def trend(trials: pd.DataFrame) -> str:
    """Ranks within blocks, of LTP and of the weight change, against what may decide them.

    p is that of the five runs of a place being exchangeable: 10 000 permutations within blocks.
    """
    rng = np.random.default_rng(0)
    lines = ["| | with | rho within blocks | p, two-sided |", "|---|---|---|---|"]
    trials = trials.assign(LTP=(trials["outcome"] == "LTP").astype(float))
    for label, column in (
        ("LTP", "neck_diameter_um"),
        ("weight_change", "neck_diameter_um"),
        ("weight_change", "peak_head_ca_uM"),
        ("weight_change", "peak_camkii_active"),
    ):
        x, y = _within_blocks(trials, column), _within_blocks(trials, label)
        rho = float(np.corrcoef(x.ravel(), y.ravel())[0, 1])
        more = 0
        for _ in range(PERMUTATIONS):
            shuffled = rng.permuted(y, axis=1)
            more += abs(np.corrcoef(x.ravel(), shuffled.ravel())[0, 1]) >= abs(rho)
        p_value = (more + 1) / (PERMUTATIONS + 1)
        lines.append(f"| {label} | {column} | {rho:+.2f} | {p_value:.2g} |")
    return "\n".join(lines) + "\n"


def _within_blocks(trials: pd.DataFrame, column: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Ranks among the turns of each place and trial, shape (n_blocks, n_turns)."""
    blocks = trials.pivot(index=["arrangement", "trial", "spine"], columns="turn", values=column)
    return rankdata(blocks.to_numpy(), axis=1)


def draw(by_width: pd.DataFrame, by_neck: pd.DataFrame) -> Figure:
    """The curve over width, the curves of each length, and the surface."""
    figure = Figure(figsize=(12.5, 4.0), dpi=120, layout="constrained")
    FigureCanvasAgg(figure)
    pooled, apart, surface = figure.subplots(1, 3)
    x = by_width["neck_diameter_um"].to_numpy()
    for n, outcome in enumerate(("LTP", "LTD")):
        value, low, high = (
            by_width[name].to_numpy()
            for name in (f"P_{outcome}", f"{outcome}_low", f"{outcome}_high")
        )
        pooled.fill_between(x, low, high, color=COLOURS[n], alpha=0.2, lw=0)
        pooled.plot(x, value, STYLES[n], marker=MARKERS[n], color=COLOURS[n], label=outcome)
    pooled.set_title("all lengths together, 95 % intervals", fontsize=10)
    for n, (length, group) in enumerate(by_neck.groupby("neck_length_um")):
        y = group["P_LTP"].to_numpy()
        bars = np.clip([y - group["LTP_low"], group["LTP_high"] - y], 0, None)
        apart.errorbar(
            group["neck_diameter_um"] * 1.03 ** (n - 1.5),
            y,
            bars,
            color=COLOURS[n],
            ls=STYLES[n],
            marker=MARKERS[n],
            ms=4,
            lw=1.2,
            capsize=2,
            label=f"{length:g} µm long",
        )
    apart.set_title("P(LTP), each length apart", fontsize=10)
    for axes in (pooled, apart):
        axes.set_xscale("log")
        axes.set_xticks(x, [f"{v:g}" for v in x])
        axes.minorticks_off()
        axes.set_xlabel("neck width (µm)")
        axes.set_ylabel("probability")
        axes.set_ylim(-0.03, 1.03)
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False, fontsize=9)
    grid = by_neck.pivot_table(index="neck_length_um", columns="neck_diameter_um", values="P_LTP")
    image = surface.pcolormesh(grid.to_numpy(), cmap="cividis", vmin=0, vmax=1)
    for (row, column), value in np.ndenumerate(grid.to_numpy()):
        colour = "white" if value < 0.5 else "black"
        surface.text(
            column + 0.5, row + 0.5, f"{value:.2f}", ha="center", va="center", color=colour
        )
    surface.set_xticks(np.arange(grid.shape[1]) + 0.5, [f"{v:g}" for v in grid.columns])
    surface.set_yticks(np.arange(grid.shape[0]) + 0.5, [f"{v:g}" for v in grid.index])
    surface.set_xlabel("neck width (µm)")
    surface.set_ylabel("neck length (µm)")
    surface.set_title("P(LTP)", fontsize=10)
    figure.colorbar(image, ax=surface).set_label("P(LTP)")
    return figure


def main() -> None:
    """Run what is missing and write the tables and the figure."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--arrangements", type=int, default=1)
    parser.add_argument("--trials", type=int, default=2)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--table", action="store_true", help="only from runs that there are")
    given = parser.parse_args()
    tables = []
    for arrangement, turn in product(range(given.arrangements), range(len(WIDTHS_UM))):
        folder = given.out / f"arrangement_{arrangement}_{turn}"
        if given.table and not (folder / "sweep.csv").is_file():
            continue
        if not given.table:
            found = sweep(
                experiment(arrangement, turn),
                {},
                trials=given.trials,
                jobs=given.jobs,
                folder=folder,
            )
            found.save(folder)
        table = pd.read_csv(folder / "sweep.csv", keep_default_na=False, na_values=[""])
        tables.append(table.assign(arrangement=arrangement, turn=turn))
    trials = pd.concat(tables, ignore_index=True)
    by_width = shares(trials, ["neck_diameter_um"])
    by_neck = shares(trials, ["neck_length_um", "neck_diameter_um"])
    trials.to_csv(given.out / "trials.csv", index=False)
    by_neck.to_csv(given.out / "probability.csv", index=False)
    text = f"{markdown(by_width, by_neck)}\n{trend(trials)}"
    (given.out / "probability.md").write_text(text, encoding="utf-8")
    draw(by_width, by_neck).savefig(given.out / "neck_probability.png")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
