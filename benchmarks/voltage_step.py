"""Speed of a voltage step: time per step and segment of each channel, beside `pas` alone.

    python benchmarks/voltage_step.py [--segments 1257] [--steps 500] [--rounds 5] [NAME ...]

Each channel is added to a passive cable; its row is what it adds to the cable's own time, as
time and as a ratio to that time. The last row has all the channels. `formulas` is the ratio with
the tables of voltage switched off. Times are processor times of one core, the best of the
rounds; rounds of different channels take turns, so that a busy machine touches all alike. A cable
whose voltage is spread over 100 mV (`--spread`) shows what tables cost when none of them stays in
the cache.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any

import numpy as np

from spinecable.mechanisms.load import load_mechanisms, neuron_h

CHANNELS = ("sc_na3", "sc_nax", "sc_kdr", "sc_kap", "sc_kad", "sc_hd", "sc_car")
STEP_MS = 0.025
CELSIUS = 34.0


def cable(h: Any, names: tuple[str, ...], segments: int, spread: bool) -> Any:
    """A passive cable with channels; if `spread`, each segment rests at a random voltage."""
    section = h.Section(name="cable")
    section.nseg, section.L, section.diam = segments, 10.0 * segments, 2.0
    for name in ("pas", *names):
        section.insert(name)
    if spread:
        section.Ra, section.g_pas = 1e5, 1.0
        for segment, rest in zip(
            section, np.random.default_rng(1).uniform(-90, 10, segments), strict=True
        ):
            segment.pas.e = rest
    return section


def seconds_per_step(h: Any, names: tuple[str, ...], options: argparse.Namespace) -> float:
    """Processor time of a step once the voltage has settled."""
    held = cable(h, names, options.segments, options.spread)
    h.finitialize(-65)
    for _ in range(50):
        h.fadvance()
    start = time.process_time()
    for _ in range(options.steps):
        h.fadvance()
    taken = (time.process_time() - start) / options.steps
    del held
    return taken


def use_tables(h: Any, names: tuple[str, ...], on: bool) -> None:
    for name in names:
        if hasattr(h, f"usetable_{name}"):
            setattr(h, f"usetable_{name}", int(on))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", default=CHANNELS)
    parser.add_argument("--segments", type=int, default=1257)
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--spread", action="store_true")
    options = parser.parse_args()
    names = tuple(options.names)
    load_mechanisms(names)
    h = neuron_h()
    h.celsius, h.dt = CELSIUS, STEP_MS
    cells: list[tuple[str, ...]] = [(), *((name,) for name in names), names]
    best: dict[tuple[tuple[str, ...], bool], float] = {}
    for _ in range(options.rounds):
        for cell in cells:
            for tables in (True, False):
                use_tables(h, cell, tables)
                taken = seconds_per_step(h, cell, options)
                best[cell, tables] = min(taken, best.get((cell, tables), taken))
    passive = min(best[(), True], best[(), False])
    per_segment = 1e9 / options.segments
    write = sys.stdout.write
    write(f"{'channel':<10}{'us/step':>10}{'ns/segment':>12}{'ratio':>8}{'formulas':>10}\n")
    write(f"{'pas':<10}{passive * 1e6:10.1f}{passive * per_segment:12.1f}{1:8.2f}{'-':>10}\n")
    for cell in cells[1:]:
        label = "all" if cell == names else cell[0]
        base = 0.0 if label == "all" else passive
        added, formulas = best[cell, True] - base, best[cell, False] - base
        write(
            f"{label:<10}{added * 1e6:10.1f}{added * per_segment:12.1f}"
            f"{added / passive:8.2f}{formulas / passive:10.2f}\n"
        )


if __name__ == "__main__":
    main()
