"""Sets how much the Ras-like messenger primes: ``python -m spinecable.calibration.crosstalk``.

Deterministic, some minutes; writes the line for the preparation's ``[readout]`` and what it gives.

One datum sets the one number: next to a strongly potentiated spine a stimulus that is too weak by
itself potentiates robustly (Harvey & Svoboda 2007 Nature 450:1195, 10.1038/nature06416). Robustly
is read as "as much as the strong one" (ASSUMED: the abstract has no number), 3 um away and 1.5 min
later. How long and how far this holds is not used.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from scipy.optimize import brentq

from spinecable.describe.preparation import load_preparation
from spinecable.plasticity.slots import SlotReadout
from spinecable.simulate.job import run_isolated
from spinecable.validate.crosstalk_runs import SOON_MIN, Inductions, crosstalk
from spinecable.validate.entry import Scale

LARGEST_PER_UM = 1000.0
"""Bound of the search: 1 nM of messenger would halve the threshold."""


def calibrated(inductions: Inductions, share: float = 1.0) -> float:
    """The priming (/uM) at which the weak induction potentiates by this share of the strong one.

    Raises
    ------
    ValueError : no priming within the bounds does.
    """
    preparation = load_preparation()

    def excess(priming_per_uM: float) -> float:
        readout = SlotReadout.from_preparation(preparation, ras_priming_per_uM=priming_per_uM)
        weak = inductions.after_strong(readout, 0, SOON_MIN)
        return weak - share * inductions.strong(readout)

    return float(brentq(excess, 0.0, LARGEST_PER_UM, xtol=0.05))


def report(inductions: Inductions, write: Callable[[str], object] = sys.stdout.write) -> None:
    """Write the priming and the three changes that belong to it."""
    found = calibrated(inductions)
    readout = SlotReadout.from_preparation(load_preparation(), ras_priming_per_uM=found)
    write(f"ras_priming_per_uM = {found:.3g}\n")
    for name, change in (
        ("strong", inductions.strong(readout)),
        ("weak after strong", inductions.after_strong(readout, 0, SOON_MIN)),
        ("weak alone", inductions.alone(readout)),
    ):
        write(f"{name:18s} {100 * change:+.1f} %\n")


def main() -> None:
    """Run both inductions and report."""
    task = crosstalk(Scale())
    report(Inductions.of(run_isolated(task.function, *task.arguments)))


if __name__ == "__main__":
    main()
