"""The chemistry of spine heads by our kernel, by NEURON's KINETIC solver and by NEURON's rxd.

    python benchmarks/chemistry_peers.py [--spines 1 10 100 1000] [--dt 0.025] [--out FILE]

The same reaction list (the head's recommended schemes, contents of rat CA1) three times: compiled
kernel, `mod/sc_chem_head.mod` (written from the list) and rxd (made from the list here). Heads are
isolated, so that chemistry alone is timed; calcium enters each for 2 ms at the start of every
10 ms. All take the same fixed step. `s/s` is processor time of one core per simulated second,
from a stretch that is shorter where a method is slow, after the model is built. Errors are of free
calcium and of active CaMKII against scipy (BDF, rtol 1e-8): the largest deviation over the largest
value, within the first stretch of 20 ms.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from spinecable.chemistry.contents import camkii_active_weights, head_scheme, scheme_values
from spinecable.chemistry.kernel import Kernel
from spinecable.chemistry.network import Compartment, Floats, Network
from spinecable.chemistry.reference import integrate
from spinecable.chemistry.rest import settle
from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.preparation import load_preparation
from spinecable.mechanisms.load import load_mechanisms, neuron_h
from spinecable.simulate.job import Progress, run_isolated

SHAPE = SpineGeometry(head_volume_um3=0.08, neck_length_um=0.5, neck_diameter_um=0.15)
PERIOD_MS, PULSE_MS, PULSE_UM_PER_S = 10.0, 2.0, 25_000.0
CHECKED_MS = 20.0
LEAST_S = 0.5
"""A method is run on until it has taken this much processor time, or for `LONGEST_MS`."""
LONGEST_MS = 1000.0


@dataclass(frozen=True)
class Answer:
    """One method: seconds per simulated second, and what it got; arrays of shape (n_steps,)."""

    s_per_s: float
    calcium_uM: Floats
    camkii_active: Floats


class Method:
    """A built model with `set_leak` (uM/s, all heads), `step` and what the first head shows.

    `kept` is what NEURON must not lose.
    """

    kept: tuple[Any, ...] = ()
    set_leak: Callable[[float], None]
    step: Callable[[int], None]
    calcium_uM: Callable[[], float]
    camkii_active: Callable[[], float]


def network_of(spines: int) -> tuple[Network, Mapping[str, Floats]]:
    """So many equal isolated heads at rest."""
    preparation = load_preparation("rat_ca1")
    scheme = head_scheme(kinetics=preparation.replaced_kinetics())
    values = scheme_values(preparation, "head", SHAPE.volume_um3, SHAPE.head_area_um2)
    heads = tuple(
        Compartment(f"s{i}.head", "head", SHAPE.volume_um3, SHAPE.head_area_um2, values)
        for i in range(spines)
    )
    rest = settle(Network(heads, (), {"head": scheme}), 0.05)
    return rest.network, rest.state


def active_of(scheme: Any) -> tuple[dict[str, float], dict[str, float]]:
    """Weights of active and of all CaMKII."""
    return camkii_active_weights(scheme), dict(scheme.conserved["camkii"])


def kernel_method(network: Network, state: Mapping[str, Floats], dt_ms: float) -> Method:
    """Our compiled kernel."""
    kernel = Kernel(network, initial=state)
    rest = kernel.parameter("leak_uM_per_s").copy()
    active, total = (kernel.probe(w, [0]) for w in active_of(network.schemes["head"]))
    method = Method()
    method.set_leak = lambda leak: kernel.set_parameter("leak_uM_per_s", rest + leak)
    method.step = lambda steps: kernel.advance(dt_ms, np.zeros(len(rest)), steps=steps)
    method.calcium_uM = lambda: float(kernel.ca_uM[0])
    method.camkii_active = lambda: float(active()[0] / total()[0])
    return method


def _sections(count: int) -> list[Any]:
    h = neuron_h()
    sections = [h.Section(name=f"head{i}") for i in range(count)]
    for section in sections:
        section.L = section.diam = SHAPE.diameter_um
    return sections


def kinetic_method(network: Network, state: Mapping[str, Floats], dt_ms: float) -> Method:
    """``sc_chem_head`` in one section a head: NEURON's sparse KINETIC solver."""
    load_mechanisms(["sc_chem_head"])
    h = neuron_h()
    sections = _sections(len(network.compartments))
    for section in sections:
        section.insert("sc_chem_head")
    h.cai0_ca_ion, h.dt = 5e-5, dt_ms
    h.finitialize(-65)
    mechanisms = [section(0.5).sc_chem_head for section in sections]
    rest = [mechanism.leak_uM_per_s for mechanism in mechanisms]
    method = Method()

    def set_leak(leak: float) -> None:
        for mechanism, resting in zip(mechanisms, rest, strict=True):
            mechanism.leak_uM_per_s = resting + leak

    method.set_leak = set_leak
    method.step = _advance
    method.calcium_uM = lambda: 1e3 * sections[0](0.5).cai
    method.camkii_active = lambda: float(mechanisms[0].camkii_active)
    return method


def rxd_method(network: Network, state: Mapping[str, Floats], dt_ms: float) -> Method:
    """NEURON's rxd; uM stand where it has mM, which changes no number."""
    from neuron import rxd
    from neuron.rxd import rxdmath

    h = neuron_h()
    scheme = network.schemes["head"]
    sections = _sections(len(network.compartments))
    cytosol = rxd.Region(sections, name="cytosol", nrn_region="i")
    names: dict[str, Any] = {
        species.name: rxd.Species(
            cytosol, name=f"{species.name}_", initial=float(state[species.name][0])
        )
        for species in scheme.species
    }
    symbols = dict(names)
    values = {p.name: p.value for p in scheme.parameters} | dict(network.compartments[0].values)
    resting = values.pop("leak_uM_per_s")
    leak = rxd.Parameter(cytosol, name="leak_", value=resting)
    symbols |= values | {"leak_uM_per_s": leak}
    functions = {"exp": rxdmath.exp, "pow": lambda a, b: a**b, "fabs": rxdmath.fabs}

    def value_of(expression: str) -> Any:
        return eval(expression, {"__builtins__": {}}, functions | symbols)

    for derived in scheme.derived:
        symbols[derived.name] = value_of(derived.expression)
    keep: list[Any] = []
    for reaction in scheme.reactions:
        flux = 1e-3 * value_of(reaction.forward)
        if not reaction.zero_order:
            for name, power in reaction.left.items():
                flux = flux * names[name] ** power
            back = 1e-3 * value_of(reaction.backward)
            if not isinstance(back, float) or back:
                for name, power in reaction.right.items():
                    back = back * names[name] ** power
                flux = flux - back
        keep += [rxd.Rate(names[name], n * flux) for name, n in reaction.change().items()]
    h.dt = dt_ms
    h.finitialize(-65)
    method = Method()
    method.kept = (sections, names, keep)

    def set_leak(more: float) -> None:
        leak.nodes.value = resting + more

    first = {name: species.nodes[0] for name, species in names.items()}
    active, total = active_of(scheme)
    method.set_leak = set_leak
    method.step = _advance
    method.calcium_uM = lambda: float(first["ca"].value)
    method.camkii_active = lambda: (
        sum(w * first[name].value for name, w in active.items())
        / sum(w * first[name].value for name, w in total.items())
    )
    return method


def _advance(steps: int) -> None:
    step = neuron_h().fadvance
    for _ in range(steps):
        step()


METHODS = {"kernel": kernel_method, "KINETIC": kinetic_method, "rxd": rxd_method}


def measure(name: str, spines: int, dt_ms: float, progress: Progress) -> Answer:
    """One method, in a process of its own."""
    os.environ["OMP_NUM_THREADS"] = "1"
    network, state = network_of(spines)
    method = METHODS[name](network, state, dt_ms)
    on, off = round(PULSE_MS / dt_ms), round((PERIOD_MS - PULSE_MS) / dt_ms)
    calcium, camkii = [], []
    for _ in range(round(CHECKED_MS / PERIOD_MS)):
        for leak, steps in ((PULSE_UM_PER_S, on), (0.0, off)):
            method.set_leak(leak)
            for _ in range(steps):
                method.step(1)
                calcium.append(method.calcium_uM())
                camkii.append(method.camkii_active())
    start, simulated_ms = time.process_time(), 0.0
    while time.process_time() - start < LEAST_S and simulated_ms < LONGEST_MS:
        method.set_leak(PULSE_UM_PER_S)
        method.step(on)
        method.set_leak(0.0)
        method.step(off)
        simulated_ms += PERIOD_MS
    taken_s = time.process_time() - start
    return Answer(1e3 * taken_s / simulated_ms, np.array(calcium), np.array(camkii))


def reference(dt_ms: float) -> tuple[Floats, Floats]:
    """Free calcium and active CaMKII of one head by scipy, at the ends of the steps."""
    network, state = network_of(1)
    active, total = active_of(network.schemes["head"])
    calcium, camkii = [], []
    for _ in range(round(CHECKED_MS / PERIOD_MS)):
        for leak, lasts_ms in ((PULSE_UM_PER_S, PULSE_MS), (0.0, PERIOD_MS - PULSE_MS)):
            inflow = np.array([1e-3 * leak * SHAPE.volume_um3])
            times = dt_ms * np.arange(1, round(lasts_ms / dt_ms) + 1)
            found = integrate(network, state, lasts_ms, inflow=inflow, sample_times_ms=times).states
            calcium.append(found["ca"][0])
            numerator = sum(w * found[name][0] for name, w in active.items())
            camkii.append(numerator / sum(w * found[name][0] for name, w in total.items()))
            state = {name: values[:, -1] for name, values in found.items()}
    return np.concatenate(calcium), np.concatenate(camkii)


def error(found: Floats, true: Floats) -> float:
    """Largest deviation over the largest value."""
    return float(np.max(np.abs(found - true)) / np.max(true))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--spines", type=int, nargs="+", default=[1, 10, 100, 1000])
    parser.add_argument("--dt", type=float, nargs="+", default=[0.025, 0.1])
    parser.add_argument("--methods", nargs="+", default=list(METHODS), choices=list(METHODS))
    options = parser.parse_args()
    write = sys.stdout.write
    write(
        "| spines | dt ms | method | s/s | kernel is faster by | calcium error | CaMKII error |\n"
    )
    write("|---|---|---|---|---|---|---|\n")
    for dt_ms in options.dt:
        calcium, camkii = reference(dt_ms)
        for spines in options.spines:
            kernel_s = float("nan")
            for name in options.methods:
                answer = run_isolated(measure, name, spines, dt_ms)
                if name == "kernel":
                    kernel_s = answer.s_per_s
                write(
                    f"| {spines} | {dt_ms:g} | {name} | {answer.s_per_s:.3g} | "
                    f"{answer.s_per_s / kernel_s:.3g} | "
                    f"{100 * error(answer.calcium_uM, calcium):.2g} % | "
                    f"{100 * error(answer.camkii_active, camkii):.2g} % |\n"
                )
                sys.stdout.flush()


if __name__ == "__main__":
    main()
