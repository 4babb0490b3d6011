"""Speed of whole runs, and of many spines beside a plain NEURON KINETIC model.

    python benchmarks/main_job.py [--quick] [--spines 1 10 100]

First the main job, `neighbours`, split into its parts. Then spines on obliques of the bundled CA1
cell, 3 um apart, each with one presynaptic and one somatic spike, in four ways that share cell,
channels, receptors and stimuli:

    voltage only   no chemistry, NEURON's fixed step of 0.025 ms
    plain NEURON   mod/sc_chem_head.mod in every head, mod/sc_chem_shaft.mod in the dendrite
                   beneath, mod/sc_exchange.mod between them, fixed step of 0.025 ms
    spinecable     as a run takes it: its own steps and grid
    spinecable/4   all its steps divided by four: the reference for the errors of its steps

Chemistry is what plain NEURON takes beyond voltage only, and in spinecable what the network takes;
the exchange between both and recording, in Python, are part of the whole only. Errors are the
largest of all heads; plain NEURON has no cells along the neck, coarse ones along the dendrite, and
moves no buffers, so that it differs by more than its steps.

Seconds are those of one core: `cpu` of the processor, `wall` of the clock, and both per simulated
second. Each row is a process of its own; building is not counted.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from spinecable.describe.experiment import Experiment
from spinecable.describe.toml import load_experiment
from spinecable.morphology.axon import with_axon
from spinecable.morphology.read import read_morphology
from spinecable.simulate.job import run_isolated

SPACING_UM = 3.0
FIRST_UM = 15.0
PER_BRANCH = 20
SPIKE_NA = 1.3
DT_MS = 0.025
HEAD_UM3, NECK_UM, WIDTH_UM = 0.08, 0.7, 0.15


class Stopwatch:
    """Processor and clock seconds spent inside some functions."""

    def __init__(self) -> None:
        self.cpu_s = self.wall_s = 0.0

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, timed."""

        def timed(*args: Any, **kwargs: Any) -> Any:
            cpu, wall = time.process_time(), time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                self.cpu_s += time.process_time() - cpu
                self.wall_s += time.perf_counter() - wall

        return timed


def split(experiment: Experiment, progress: Any) -> tuple[dict[str, tuple[float, float]], Any]:
    """A run's seconds (cpu, wall) by part, and its summary."""
    from spinecable.electrics.model import Model
    from spinecable.simulate import experiment as module
    from spinecable.simulate.calcium import CalciumSide
    from spinecable.simulate.loop import Loop

    parts = {
        name: Stopwatch()
        for name in ("whole", "late chemistry", "fast part", "voltage", "chemistry", "threshold")
    }
    Loop.run = parts["fast part"].around(Loop.run)  # type: ignore[method-assign]
    module.course_until_outcome = parts["late chemistry"].around(module.course_until_outcome)
    module.attach_stimuli = parts["threshold"].around(module.attach_stimuli)
    CalciumSide.advance = parts["chemistry"].around(CalciumSide.advance)  # type: ignore[method-assign]
    # Voltage steps of the search for a threshold are not those of the run.
    advance = Model.advance
    timed = parts["voltage"].around(advance)

    def step(self: Model, *args: Any, **kwargs: Any) -> None:
        (timed if "staggered" in kwargs else advance)(self, *args, **kwargs)

    Model.advance = step  # type: ignore[method-assign]
    result = parts["whole"].around(module.simulate)(experiment, progress)
    seconds = {name: (watch.cpu_s, watch.wall_s) for name, watch in parts.items()}

    def less(name: str, *taken: str) -> tuple[float, float]:
        return tuple(  # type: ignore[return-value]
            seconds[name][i] - sum(seconds[t][i] for t in taken) for i in (0, 1)
        )

    found = {
        "voltage": seconds["voltage"],
        "chemistry": seconds["chemistry"],
        "exchange, recording": less("fast part", "voltage", "chemistry"),
        "chemistry until the outcome": seconds["late chemistry"],
        "search for the spike current": seconds["threshold"],
        "building, rest, result": less("whole", "fast part", "late chemistry", "threshold"),
        "whole": seconds["whole"],
        "fast part": seconds["fast part"],
    }
    return found, result.summary()


def main_job(quick: bool) -> None:
    """Print the parts of `neighbours`."""
    short = ("stimulus.0.times_ms.count=3", "simulation.duration_ms=400")
    experiment = load_experiment("neighbours", short if quick else ())
    simulated_s = experiment.simulation.duration_ms * 1e-3
    start = time.perf_counter()
    seconds, _ = run_isolated(split, experiment)
    total = time.perf_counter() - start
    write = sys.stdout.write
    write(f"\nneighbours, {simulated_s:g} s simulated: {total:.1f} s wall with its process\n")
    write(f"{'part':30}{'cpu s':>8}{'wall s':>8}{'cpu s / simulated s':>22}\n")
    for name, (cpu, wall) in seconds.items():
        inside = name in ("voltage", "chemistry", "exchange, recording", "fast part")
        rate = f"{cpu / simulated_s:22.2f}" if inside else ""
        write(f"{name:30}{cpu:8.2f}{wall:8.2f}{rate}\n")


def spines(count: int, pairs: int, finer: int = 1) -> Experiment:
    """Equal spines on thin obliques, 20 a branch, all stimulated at once."""
    cell = with_axon(read_morphology("ca1_pyramidal"), "stub")
    branches = [
        s
        for s in cell.in_domain("apical_oblique")
        if s.length_um >= 100 and s.diameters_um[0] < 1 and s.path_start_um < 200
    ]
    sites = [
        {"section": s.name, "position": (FIRST_UM + SPACING_UM * i) / s.length_um}
        for s in branches
        for i in range(PER_BRANCH)
    ][:count]
    return Experiment.model_validate(
        {
            "spine": [
                {
                    "name": f"s{i}",
                    "site": site,
                    "geometry": {
                        "head_volume_um3": HEAD_UM3,
                        "neck_length_um": NECK_UM,
                        "neck_diameter_um": WIDTH_UM,
                    },
                }
                for i, site in enumerate(sites)
            ],
            "stimulus": [
                {
                    "kind": "presynaptic",
                    "times_ms": {"start": 5.0, "interval": 100.0, "count": pairs},
                },
                {
                    "kind": "evoked_spikes",
                    "times_ms": {"after": "presynaptic", "delay": 10.0},
                    "amplitude_nA": SPIKE_NA,
                },
            ],
            "simulation": {
                "duration_ms": 100.0 * pairs,
                "dt_ms": DT_MS / finer,
                "chemistry_dt_ms": 0.1 / finer,
            },
            "outcome": {"minutes_after": 0.0},
        }
    )


Timing = tuple[float, float, float, np.ndarray]
"""Processor and clock seconds, those of the chemistry if known, peak calcium of every head (uM)."""


def with_spinecable(experiment: Experiment, progress: Any) -> Timing:
    """As a run takes it."""
    seconds, table = split(experiment, progress)
    return (*seconds["fast part"], seconds["chemistry"][0], table["peak_head_ca_uM"].to_numpy())


def with_plain_neuron(experiment: Experiment, chemistry: bool, progress: Any) -> Timing:
    """The same cell advanced by `h.fadvance`, with or without NMODL chemistry."""
    from dataclasses import replace

    from spinecable.chemistry.contents import scheme_values
    from spinecable.describe.preparation import load_preparation
    from spinecable.electrics.contents import shaft_electrics
    from spinecable.electrics.model import build_model, required_mechanisms
    from spinecable.electrics.presets import load_biophysics
    from spinecable.electrics.stimuli import attach_stimuli
    from spinecable.mechanisms.load import load_mechanisms, neuron_h
    from spinecable.morphology.sites import resolve_sites
    from spinecable.simulate.parts import placed_spines

    cell = with_axon(read_morphology("ca1_pyramidal"), "stub")
    preparation = load_preparation("rat_ca1")
    placed = [
        replace(s, contents=replace(s.contents, calcium_port=False))
        for s in placed_spines(experiment, resolve_sites(cell, experiment.spines), preparation)
    ]
    shaft = replace(shaft_electrics(preparation.values("shaft")), calcium_port=False)
    rest_uM = preparation.values("head")["resting_calcium_uM"]
    channels = required_mechanisms(load_biophysics(experiment.cell.biophysics), shaft, placed)
    load_mechanisms({*channels, "sc_chem_head", "sc_chem_shaft", "sc_exchange"} - {"pas"})
    h = neuron_h()
    model = build_model(
        experiment.cell,
        cell,
        placed,
        shaft=shaft,
        dt_ms=experiment.simulation.dt_ms,
        d_lambda=experiment.simulation.d_lambda,
        resting_calcium_uM=rest_uM,
    )
    attach_stimuli(model, experiment)
    ends = []
    if chemistry:
        model.initialise()
        compartments = []
        for spine in model.spines:
            geometry = spine.placed.geometry
            volume, area = geometry.volume_um3, geometry.head_area_um2
            compartments.append(("head", spine.head_seg, volume, area))
        for host in model.hosts.values():
            for segment in host.segments:
                volume, area = segment.volume(), segment.area()
                compartments.append(("shaft", segment, volume, area))
        resting = [segment.ica for _, segment, *_ in compartments]
        kinetics = preparation.values("kinetics")
        for (kind, segment, volume, area), ica in zip(compartments, resting, strict=True):
            name = f"sc_chem_{kind}"
            if not segment.sec.has_membrane(name):
                segment.sec.insert(name)
            mechanism = getattr(segment, name)
            mechanism.volume_um3, mechanism.area_um2, mechanism.ica_rest = volume, area, ica
            own = preparation.values(kind)
            for key, value in scheme_values(preparation, kind, volume, area).items():
                if hasattr(mechanism, key):
                    setattr(mechanism, key, value)
            mechanism.pmca_per_um2, mechanism.ncx_per_um2 = own["pmca_per_um2"], own["ncx_per_um2"]
            for key, value in kinetics.items():
                if hasattr(h, f"{key}_{name}"):
                    setattr(h, f"{key}_{name}", value)
        diffusion = 1e-3 * kinetics["d_ca_um2_per_s"]
        for spine in model.spines:
            geometry = spine.placed.geometry
            conductance = diffusion * geometry.neck_cross_section_um2 / geometry.neck_length_um
            pair = [h.sc_exchange(spine.head_seg), h.sc_exchange(spine.shaft_seg)]
            pair[0]._ref_ca_other = spine.shaft_seg._ref_cai
            pair[1]._ref_ca_other = spine.head_seg._ref_cai
            for end in pair:
                end.conductance = conductance
            ends += pair
    heads = [spine.head_seg for spine in model.spines]
    peaks = [h.Vector().record(segment._ref_cai) for segment in heads]
    model.initialise()
    steps = round(experiment.simulation.duration_ms / experiment.simulation.dt_ms)
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(steps):
        h.fadvance()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return cpu, wall, float("nan"), np.array([1e3 * p.max() for p in peaks])


def many_spines(counts: list[int], pairs: int) -> None:
    """Print the comparison for each number of spines."""
    write = sys.stdout.write
    write(
        f"\n{pairs * 0.1:g} s simulated, {pairs} pairs at 10 Hz; seconds per simulated second\n"
        f"{'spines':>7}  {'':14}{'cpu':>8}{'wall':>8}{'chemistry cpu':>15}"
        f"{'plain / this':>14}{'its chemistry':>15}{'peak head ca':>14}{'from /4':>9}"
        f"{'from plain':>12}\n"
    )
    for count in counts:
        ways: list[tuple[str, Callable[..., Timing], tuple[Any, ...]]] = [
            ("voltage only", with_plain_neuron, (spines(count, pairs), False)),
            ("plain NEURON", with_plain_neuron, (spines(count, pairs), True)),
            ("spinecable", with_spinecable, (spines(count, pairs),)),
            ("spinecable/4", with_spinecable, (spines(count, pairs, finer=4),)),
        ]
        found = {name: run_isolated(function, *args) for name, function, args in ways}
        simulated_s = pairs * 0.1
        bare = found["voltage only"][0]
        plain = found["plain NEURON"]
        plain_chemistry = plain[0] - bare
        for name, (cpu, wall, chemistry, peaks) in found.items():
            row = f"{count:7d}  {name:14}{cpu / simulated_s:8.1f}{wall / simulated_s:8.1f}"
            if name == "voltage only":
                write(row + "\n")
                continue
            own = plain_chemistry if name == "plain NEURON" else chemistry
            errors = [
                float(np.max(np.abs(peaks / found[other][3] - 1)))
                for other in ("spinecable/4", "plain NEURON")
            ]
            write(
                f"{row}{own / simulated_s:15.1f}{plain[0] / cpu:14.2f}{plain_chemistry / own:15.2f}"
                f"{peaks.mean():11.3f} uM{errors[0]:9.2%}{errors[1]:12.2%}\n"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="3 pairs in place of 30; 1, 10 spines")
    parser.add_argument("--spines", type=int, nargs="+")
    parser.add_argument("--pairs", type=int, default=1, help="in the comparison of many spines")
    options = parser.parse_args()
    counts = options.spines or ([1, 10] if options.quick else [1, 10, 100])
    if max(counts) > 10 * PER_BRANCH:
        parser.error(f"at most {10 * PER_BRANCH} spines")
    main_job(options.quick)
    many_spines(counts, 1 if options.quick else options.pairs)


if __name__ == "__main__":
    main()
