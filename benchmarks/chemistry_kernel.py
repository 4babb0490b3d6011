"""Speed of the compiled chemistry: ns per spine and step, beside scipy on the same network.

    python benchmarks/chemistry_kernel.py [--spines 1 10 100 1000] [--no-scipy]

Each spine (head, neck, and the dendrite around it, 3 um from the next) holds the contents of the
rat CA1 preparation. Times are processor times of one core, the best of three.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from spinecable.chemistry.contents import head_scheme, neck_scheme, scheme_values, shaft_scheme
from spinecable.chemistry.grid import AttachedSpine, Grid, ShaftSection, build_grid
from spinecable.chemistry.kernel import Kernel
from spinecable.chemistry.network import Network
from spinecable.chemistry.reference import integrate
from spinecable.chemistry.rest import settle
from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.preparation import load_preparation

SPACING_UM = 3.0
SHAPE = SpineGeometry(head_volume_um3=0.03, neck_length_um=0.5, neck_diameter_um=0.15)


def build(spines: int) -> tuple[Grid, Network, float]:
    """The grid, its network and the resting calcium of so many equal spines on one dendrite."""
    preparation = load_preparation("rat_ca1")
    kinetics = preparation.values("kinetics")
    schemes = {
        "head": head_scheme(kinetics=kinetics),
        "neck": neck_scheme(kinetics=kinetics),
        "shaft": shaft_scheme(kinetics=kinetics),
    }
    places = 10.0 + SPACING_UM * np.arange(spines)
    grid = build_grid(
        [AttachedSpine(f"s{i}", SHAPE, "d", float(x)) for i, x in enumerate(places)],
        [ShaftSection("d", float(places[-1]) + 10.0, 0.8)],
    )
    filled = tuple(
        replace(c, values=scheme_values(preparation, c.kind, c.volume_um3, c.area_um2))
        for c in grid.compartments
    )
    resting = preparation.values("head")["resting_calcium_uM"]
    return grid, Network(filled, grid.links, schemes), resting


def best(work: Callable[[], None], rounds: int = 3) -> float:
    """Shortest processor time (s) of several rounds."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--spines", type=int, nargs="+", default=[1, 10, 100, 1000])
    parser.add_argument("--no-scipy", action="store_true")
    options = parser.parse_args()
    write = sys.stdout.write
    write(
        f"{'spines':>7}{'compartments':>14}{'rest s':>8}{'ns/spine-step':>15}"
        f"{'ns/comp.-step':>15}{'coupled':>9}{'s per s':>9}{'scipy/kernel':>14}\n"
    )
    for spines in options.spines:
        grid, network, resting = build(spines)
        start = time.process_time()
        rest = settle(network, resting)
        settling = time.process_time() - start
        kernel = Kernel(rest.network, initial=rest.state)
        inflow = np.zeros(len(grid.compartments))
        inflow[[s.head for s in grid.spines]] = 0.05
        steps = max(20, 20_000 // spines)
        single = best(lambda k=kernel, i=inflow, n=steps: k.advance(0.1, i, steps=n)) / steps
        few = max(5, steps // 10)
        coupled = (
            best(lambda k=kernel, i=inflow, n=few: k.advance(0.1, i, steps=n, coupled=True)) / few
        )
        ratio = "-"
        if not options.no_scipy and spines <= 10:
            # As accurate as the kernel at 0.1 ms: rtol 1e-3.
            taken = best(
                lambda r=rest, i=inflow: integrate(
                    r.network, r.state, 20.0, inflow=i, rtol=1e-3, atol_uM=1e-6
                ),
                1,
            )
            ratio = f"{taken / (200 * single):.0f}"
        n = len(network.compartments)
        write(
            f"{spines:7d}{n:14d}{settling:8.2f}{single / spines * 1e9:15.0f}"
            f"{single / n * 1e9:15.1f}{coupled / single:9.1f}{single * 1e4:9.3f}{ratio:>14}\n"
        )


if __name__ == "__main__":
    main()
