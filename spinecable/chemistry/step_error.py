"""How far the chemistry's fixed steps are from scipy, for any choice of schemes.

    python -m spinecable.chemistry.step_error [--for FILE.toml] [--steps 0.1 0.05 ...]

prints the error of each step in one spine on a dendrite that takes the calcium of a synapse and of
a back-propagating spike 10 ms later.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from spinecable.chemistry.contents import (
    RECOMMENDED,
    camkii_active_weights,
    can_active_weights,
    network_schemes,
    scheme_values,
)
from spinecable.chemistry.grid import AttachedSpine, ShaftSection, build_grid
from spinecable.chemistry.kernel import Kernel
from spinecable.chemistry.network import Floats, Network
from spinecable.chemistry.reference import integrate
from spinecable.chemistry.rest import Rest, settle
from spinecable.constants import MOLECULES_PER_UM_UM3
from spinecable.describe.chemistry import Chemistry
from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.preparation import (
    Preparation,
    experiment_preparation,
    load_preparation,
)
from spinecable.describe.toml import load_experiment
from spinecable.errors import SpinecableError

STEPS_MS = (0.4, 0.2, 0.1, 0.05, 0.025, 0.0125)
DURATION_MS = 40.0
SAMPLE_MS = 0.4
_SHAPE = SpineGeometry(head_volume_um3=0.08, neck_length_um=1.0, neck_diameter_um=0.15)
_SPIKE_MS, _SPIKE_WIDTH_MS = 12.0, 0.4
"""Middle and standard deviation of the inflow during the spike; ASSUMED: a spike of 1 ms."""
_SPIKE_IONS_PER_UM2 = 2000.0
"""Through the membrane of a spine, Cornelisse 2007, 10.1371/journal.pone.0001073."""
_SYNAPSE_MS, _RISE_MS, _DECAY_MS = 2.0, 3.0, 40.0
"""Release, and the two time constants of the NMDA receptors' calcium; ASSUMED, as is that it
brings as many ions as two spikes."""
_RUN = ((2.0, 0.1), (4.0, 0.025), (10.0, 0.1), (16.0, 0.025), (DURATION_MS, 0.1))
"""Ends of stretches and their steps (ms)."""


@dataclass(frozen=True)
class StepError:
    """Largest deviations of one step from scipy over the largest excursion from rest.

    Parameters
    ----------
    dt_ms : the step; None for steps as a run takes them.
    calcium, camkii, calcineurin : free calcium and the two activities of the head, at every
        0.4 ms of 40 ms; 0.01 is one per cent.
    peak_calcium : of the highest calcium alone.
    """

    dt_ms: float | None
    calcium: float
    camkii: float
    calcineurin: float
    peak_calcium: float


def step_errors(
    steps_ms: Sequence[float] = STEPS_MS,
    preparation: Preparation | None = None,
    chemistry: Chemistry = RECOMMENDED,
) -> list[StepError]:
    """Errors of fixed steps in one spine beside scipy's BDF at a relative tolerance of 1e-8.

    The last row is of steps as a run takes them (`spinecable.simulate.pace`): 0.025 ms for 2 ms
    after the release and around the spike, 0.1 ms otherwise.

    Parameters
    ----------
    steps_ms : each must divide 0.4 ms.
    preparation : amounts and replaced rates; rat CA1 by default.
    chemistry : which schemes.

    Raises
    ------
    ValueError : a step that does not divide 0.4 ms.
    ChemistryError : contents that have no rest.
    """
    for dt in steps_ms:
        if dt <= 0 or abs(round(SAMPLE_MS / dt) * dt - SAMPLE_MS) > 1e-9:
            raise ValueError(f"a step must divide {SAMPLE_MS:g} ms, not {dt:g} ms")
    head, rest = _spine(preparation or load_preparation(), chemistry)
    exact = _exact(rest, head)
    edges = {dt: _edges((DURATION_MS, dt)) for dt in steps_ms}
    rows = [_error(dt, _fixed(rest, head, steps), exact) for dt, steps in edges.items()]
    return [*rows, _error(None, _fixed(rest, head, _edges(*_RUN)), exact)]


def _spine(preparation: Preparation, chemistry: Chemistry) -> tuple[int, Rest]:
    """A spine on 20 um of dendrite at rest, and which compartment its head is."""
    grid = build_grid(
        [AttachedSpine("a", _SHAPE, "d", 10.0)],
        [ShaftSection("d", 20.0, 0.8)],
        neck_cells=3,
        neck_cell_um=0.4,
        shaft_cell_um=0.5,
    )
    filled = tuple(
        replace(
            c,
            values=scheme_values(
                preparation, c.kind, c.volume_um3, c.area_um2, chemistry=chemistry
            ),
        )
        for c in grid.compartments
    )
    network = Network(filled, grid.links, network_schemes(preparation, chemistry))
    calcium = preparation.values("head")["resting_calcium_uM"]
    return grid.spines[0].head, settle(network, calcium)


def _entered(t_ms: Floats) -> Floats:
    """Calcium that has entered the head until a time (uM um3)."""
    spike = _SPIKE_IONS_PER_UM2 * _SHAPE.head_area_um2 / MOLECULES_PER_UM_UM3
    # The logistic curve whose derivative has the standard deviation of the spike.
    width = _SPIKE_WIDTH_MS * np.sqrt(3.0) / np.pi
    bap = spike / (1.0 + np.exp(-(t_ms - _SPIKE_MS) / width))
    s = np.maximum(t_ms - _SYNAPSE_MS, 0.0)
    left = (_DECAY_MS * np.exp(-s / _DECAY_MS) - _RISE_MS * np.exp(-s / _RISE_MS)) / (
        _DECAY_MS - _RISE_MS
    )
    return np.asarray(bap + 2.0 * spike * (1.0 - left), dtype=float)


def _rate(t_ms: float) -> float:
    """Its derivative (uM um3/ms)."""
    step = 1e-4
    after, before = _entered(np.array([t_ms + step, t_ms - step]))
    return float(after - before) / (2 * step)


Course = Mapping[str, Floats]
"""Shape (n_samples,), the first at rest: ``ca``, ``camkii`` and ``can``."""


def _weights(rest: Rest) -> dict[str, dict[str, float]]:
    scheme = rest.network.schemes["head"]
    return {
        "ca": {"ca": 1.0},
        "camkii": camkii_active_weights(scheme),
        "can": can_active_weights(scheme),
    }


def _exact(rest: Rest, head: int) -> Course:
    def inflow(t_ms: float) -> Floats:
        found = np.zeros(len(rest.network.compartments))
        found[head] = _rate(t_ms)
        return found

    times = np.arange(1, round(DURATION_MS / SAMPLE_MS) + 1) * SAMPLE_MS
    found = integrate(
        rest.network,
        rest.state,
        DURATION_MS,
        inflow=inflow,
        sample_times_ms=times,
        rtol=1e-8,
        max_step_ms=0.5,
    ).states
    return {
        name: np.concatenate(
            [
                [sum(w * rest.state[s][head] for s, w in weights.items())],
                sum(w * found[s][head] for s, w in weights.items()),
            ]
        )
        for name, weights in _weights(rest).items()
    }


def _edges(*parts: tuple[float, float]) -> Floats:
    """Ends of all steps from 0 on; each part is its end and its step (ms)."""
    found = [np.zeros(1)]
    for end, dt in parts:
        start = found[-1][-1]
        found.append(start + dt * np.arange(1, round((end - start) / dt) + 1))
    return np.concatenate(found)


def _fixed(rest: Rest, head: int, edges_ms: Floats) -> Course:
    """Each step takes what enters during it, as in a run."""
    kernel = Kernel(rest.network, initial=rest.state)
    probes = {name: kernel.probe(w, [head]) for name, w in _weights(rest).items()}
    rows = {name: [float(probe()[0])] for name, probe in probes.items()}
    inflow = np.zeros(len(rest.network.compartments))
    for end, dt, amount in zip(
        edges_ms[1:], np.diff(edges_ms), np.diff(_entered(edges_ms)), strict=True
    ):
        inflow[head] = amount / dt
        kernel.advance(float(dt), inflow, steps=1)
        if abs(end / SAMPLE_MS - round(end / SAMPLE_MS)) < 1e-6:
            for name, probe in probes.items():
                rows[name].append(float(probe()[0]))
    return {name: np.array(values) for name, values in rows.items()}


def _error(dt_ms: float | None, found: Course, exact: Course) -> StepError:
    def largest(name: str) -> float:
        excursion = np.max(np.abs(exact[name] - exact[name][0]))
        return float(np.max(np.abs(found[name] - exact[name])) / excursion)

    top = exact["ca"].max()
    peak = float(abs(found["ca"].max() - top) / (top - exact["ca"][0]))
    return StepError(dt_ms, largest("ca"), largest("camkii"), largest("can"), peak)


def _table(rows: Sequence[StepError]) -> Iterator[str]:
    yield "| step (ms) | calcium | its peak | CaMKII | calcineurin |"
    yield "|---|---|---|---|---|"
    for r in rows:
        cells = (r.calcium, r.peak_calcium, r.camkii, r.calcineurin)
        step = "as in a run" if r.dt_ms is None else f"{r.dt_ms:g}"
        yield f"| {step} | {' | '.join(f'{100 * c:.2g} %' for c in cells)} |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; exit status 1 and one message if an experiment cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m spinecable.chemistry.step_error")
    parser.add_argument("--for", dest="experiment", metavar="FILE", help="an experiment's schemes")
    parser.add_argument("--steps", type=float, nargs="+", default=list(STEPS_MS), help="ms")
    chosen = parser.parse_args(arguments)
    try:
        preparation, chemistry = load_preparation(), RECOMMENDED
        if chosen.experiment is not None:
            experiment = load_experiment(chosen.experiment)
            preparation, chemistry = experiment_preparation(experiment), experiment.chemistry
        rows = step_errors(chosen.steps, preparation, chemistry)
    except (SpinecableError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write("\n".join(_table(rows)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
