"""Calibration of the preparation ``mouse_l5``: calcium conductances from the ions of one spike.

    python -m spinecable.calibration.mouse_l5 [--write]

Two conductances are free, of the head and of the dendrite; each aims at the ions that enter per
um^2 and spike (row C10 of the scoreboard). Everything else stays what its source says, and no
other row is used.
"""

from __future__ import annotations

from pathlib import Path

import click

from spinecable.calibration.bench import LEAD_MS, Bench, with_contents
from spinecable.calibration.rat_ca1 import Free, contents, written
from spinecable.calibration.readings import per_spine, shaft_ions_per_um2
from spinecable.describe.preparation import load_preparation
from spinecable.validate.calcium_runs import l5
from spinecable.validate.entry import Scale
from spinecable.validate.rows.calcium import published

ROUNDS = 3
"""Inflow is nearly proportional to conductance, so that few corrections by the ratio suffice."""

FREE = (
    Free(
        (("head", "cav23_S_per_cm2", 1.0),),
        0.0074,
        0.7,
        0.0037,
        0.05,
        "20 channels/um2 (Chindemi 2022 10.1038/s41467-022-30214-w) of 3.72 pS (Church & Stanley "
        "1996 J Physiol 496:59)",
        "C10",
    ),
    Free(
        (("shaft", "cav23_S_per_cm2", 1.0),),
        0.001,
        2.0,
        0.001,
        0.1,
        "ASSUMED: the ratio of dendrite to spine of O'Donnell 2011 J Neurosci 31:16142; stands for "
        "all calcium channels of the dendrite",
        "C10",
    ),
)


def calibrate() -> tuple[list[float], list[list[float]]]:
    """Values in the order of `FREE`, and the ions per um^2 of head and dendrite in each round."""
    experiment = l5(Scale())
    base = load_preparation("mouse_l5")
    targets = [float(published(f"C10 {part}").value or 0.0) for part in ("head", "shaft")]
    values = [free.published for free in FREE]
    history = []
    current: float | None = None
    for _ in range(ROUNDS + 1):
        values = [float(f"{v:.3g}") for v in values]
        with Bench(with_contents(base, contents(values, FREE)), experiment, current) as bench:
            current = bench.spike_current_nA
            spike = bench.run(spike_ms=LEAD_MS)
            ions = [per_spine(spike, spike)["C10 head"], shaft_ions_per_um2(bench, spike)]
            history.append([float(found.mean()) for found in ions])
        if len(history) <= ROUNDS:
            values = [
                min(max(v * target / found, free.low), free.high)
                for v, target, found, free in zip(values, targets, history[-1], FREE, strict=True)
            ]
    return values, history


@click.command()
@click.option("--write", is_flag=True, help="Write the values into the preparation's file.")
def main(write: bool) -> None:
    """Calibrate mouse_l5 and show the ions of each round."""
    values, history = calibrate()
    for free, value in zip(FREE, values, strict=True):
        click.echo(f"{free.name:24} {free.published:8.4g} -> {value:8.4g} S/cm2")
    for head, shaft in history:
        click.echo(f"ions per um2 and spike: head {head:6.0f}, dendrite {shaft:6.0f}")
    if write:
        path = Path(__file__).resolve().parents[1] / "preparations" / "mouse_l5.toml"
        text = written(path.read_text(encoding="utf-8"), values, FREE)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
