"""What sleeping electrics save on a train at 1 Hz: processor time with and without, in one run.

    python benchmarks/long_runs.py [--pulses 3] [--protocol lfs]

The train of the protocol is cut to some pulses. Only the part with electrics is timed, not building
the model or the chemistry after it.
"""

from __future__ import annotations

import argparse
import sys
import time

from spinecable.describe.toml import load_experiment
from spinecable.simulate.run import run

ELECTRICS = "voltage and chemistry"


def seconds(protocol: str, pulses: int, sleep: bool) -> tuple[float, float]:
    """Processor time of the part with electrics, and the simulated time (s)."""
    experiment = load_experiment(
        protocol,
        (
            f"stimulus.0.times_ms.count={pulses}",
            f"simulation.duration_ms={1000 * pulses + 100}",
            f"simulation.electrics_sleep={str(sleep).lower()}",
            "outcome.minutes_after=1",
        ),
    )
    seen: list[float] = []

    def progress(share: float, doing: str) -> None:
        if doing == ELECTRICS:
            seen.append(time.process_time())

    run(experiment, in_process=True, progress=progress)
    return seen[-1] - seen[0], 1e-3 * experiment.simulation.duration_ms


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pulses", type=int, default=3)
    parser.add_argument("--protocol", default="lfs")
    options = parser.parse_args()
    write = sys.stdout.write
    taken = {}
    write(f"{'electrics sleep':<18}{'cpu s':>8}{'cpu s per simulated s':>24}\n")
    for sleep in (True, False):
        taken[sleep], simulated = seconds(options.protocol, options.pulses, sleep)
        write(f"{str(sleep).lower():<18}{taken[sleep]:8.2f}{taken[sleep] / simulated:24.2f}\n")
    write(f"ratio {taken[False] / taken[True]:.2f}\n")


if __name__ == "__main__":
    main()
