"""How long the first run's compiling takes, in an empty cache.

    python benchmarks/first_compile.py [--protocol neighbours]

Compiles what a run of a bundled protocol needs: its mechanisms by NEURON's nrnivmodl and the
kernel of its chemistry. `cpu` is processor time; with two idle cores the clock shows about half of
it for the mechanisms.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable


def timed(label: str, work: Callable[[], object]) -> None:
    """Run, and print seconds of the clock and of processors, child processes included."""

    def cpu() -> float:
        both = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return sum(r.ru_utime + r.ru_stime for r in both)

    wall, used = time.monotonic(), cpu()
    work()
    wall, used = time.monotonic() - wall, cpu() - used
    sys.stdout.write(f"| {label} | {wall:.1f} | {used:.1f} |\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--protocol", default="neighbours")
    protocol = parser.parse_args().protocol
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SPINECABLE_CACHE_DIR"] = folder
        measure(protocol)


def measure(protocol: str) -> None:
    """Compile a protocol's mechanisms and its chemistry."""
    import spinecable as sc
    from spinecable.chemistry.contents import network_schemes, scheme_values
    from spinecable.chemistry.kernel import Kernel
    from spinecable.chemistry.network import Compartment, Network
    from spinecable.describe.preparation import experiment_preparation
    from spinecable.mechanisms.compile import compile_mechanisms
    from spinecable.mechanisms.library import mechanism_set
    from spinecable.morphology.axon import with_axon
    from spinecable.morphology.read import read_morphology
    from spinecable.simulate.parts import model_parts

    experiment = sc.load(protocol)
    cell = experiment.cell
    morphology = with_axon(read_morphology(cell.morphology, cell.accept), cell.axon)
    experiment = experiment.expanded(morphology)
    preparation = experiment_preparation(experiment)
    known = mechanism_set()
    names = set(model_parts(experiment, morphology, preparation).mechanisms()) & set(known.names)

    schemes = network_schemes(preparation, experiment.chemistry)
    compartments = tuple(
        Compartment(
            kind,
            kind,
            0.08,
            0.9,
            scheme_values(preparation, kind, 0.08, 0.9, chemistry=experiment.chemistry),
        )
        for kind in schemes
    )
    network = Network(compartments, (), schemes)
    sys.stdout.write("| part | s | cpu s |\n|---|---|---|\n")
    timed(f"{len(names)} mechanisms", lambda: compile_mechanisms(known.only(names)))
    timed("chemistry", lambda: Kernel(network, initial={}))


if __name__ == "__main__":
    main()
