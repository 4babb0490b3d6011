"""How long 10,000 spines take from description to a model at rest, and how that grows.

    python benchmarks/many_spines.py [COUNT]

Prints each stage for COUNT / 4 and COUNT spines and the ratio of the two: 4 is linear growth.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TypeVar

import spinecable as sc
from spinecable.describe.preparation import experiment_preparation
from spinecable.electrics.channels import cable_channels
from spinecable.electrics.contents import calcium_family, shaft_electrics
from spinecable.electrics.model import build_model, required_mechanisms
from spinecable.electrics.presets import load_biophysics
from spinecable.mechanisms.load import load_mechanisms
from spinecable.morphology.axon import with_axon
from spinecable.morphology.sites import resolve_sites
from spinecable.simulate.calcium import build_calcium_grid, build_network
from spinecable.simulate.parts import placed_spines

T = TypeVar("T")


def stages(count: int) -> dict[str, float]:
    """Seconds of each stage for `count` spines on the bundled CA1 pyramidal cell."""
    seconds: dict[str, float] = {}

    def timed(name: str, work: Callable[[], T]) -> T:
        start = time.perf_counter()
        value = work()
        seconds[name] = time.perf_counter() - start
        return value

    described = sc.Experiment(
        populations=[sc.Population(name="many", sampler="rat_ca1", count=count)],
        stimuli=[sc.Presynaptic(spines=["many"], times_ms=[1.0])],
        simulation=sc.Simulation(duration_ms=5.0),
    )
    cell = described.cell
    morphology = with_axon(sc.read_morphology(cell.morphology), cell.axon)
    experiment = timed("describe and place", lambda: described.expanded(morphology))
    placements = timed("resolve sites", lambda: resolve_sites(morphology, experiment.spines))
    preparation = experiment_preparation(experiment)
    spines = timed("contents", lambda: placed_spines(experiment, placements, preparation))
    shaft = shaft_electrics(preparation.values("shaft"), calcium_family({}))
    biophysics = load_biophysics(cell.biophysics)
    names = required_mechanisms(biophysics, shaft, spines, cable_channels(experiment))
    load_mechanisms({name for name in names if name.startswith("sc_")})
    model = timed(
        "model at rest",
        lambda: build_model(
            cell,
            morphology,
            spines,
            biophysics=biophysics,
            shaft=shaft,
            d_lambda=experiment.simulation.d_lambda,
        ),
    )
    timed("look up every spine", lambda: [model.spine(spine.name) for spine in spines])
    model.close()
    grid = timed("calcium grid", lambda: build_calcium_grid(experiment, morphology, placements))
    timed("windows", lambda: grid.windows())
    timed("network", lambda: build_network(experiment, preparation, grid))
    return seconds


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    stages(20)
    few, many = stages(count // 4), stages(count)
    lines = [f"{'stage':22}{count // 4:>10}{count:>10}  ratio"]
    lines += [
        f"{name:22}{few[name]:9.2f}s{many[name]:9.2f}s{many[name] / few[name]:7.1f}"
        for name in many
    ]
    lines.append(f"{'all':22}{sum(few.values()):9.2f}s{sum(many.values()):9.2f}s")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
