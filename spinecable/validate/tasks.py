"""Work that rows share: whole experiments, and the bench of a calcium population.

Each function runs in a fresh process and returns arrays of numbers by name.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from spinecable.describe.experiment import Experiment
from spinecable.simulate.job import Progress
from spinecable.validate.entry import Floats, Task


def simulated(experiment: Experiment) -> Task:
    """The experiment run as ``spinecable run`` runs it: all numerical variables of its result."""
    return Task(run_experiment, (experiment,))


def run_experiment(experiment: Experiment, progress: Progress) -> dict[str, Floats]:
    """Traces of shape (n_spines, n_times), ``time_ms``, and one value a spine of the summary.

    A run samples its quiet parts more coarsely. Here traces are interpolated to equal intervals,
    ``recording.interval_ms``, as a microscope has them: a fit then weighs all times alike.
    """
    from spinecable.simulate.experiment import simulate

    dataset = simulate(experiment, progress).dataset
    own = np.asarray(dataset["time_ms"].values, dtype=np.float64)
    interval = experiment.recording.interval_ms
    even = np.append(np.arange(own[0], own[-1], interval), own[-1])
    found: dict[str, Floats] = {}
    for name, variable in dataset.variables.items():
        if variable.dtype.kind != "f":
            continue
        values = np.asarray(variable.values, dtype=np.float64)
        if variable.dims and variable.dims[-1] == "time_ms":
            values = np.apply_along_axis(lambda trace: np.interp(even, own, trace), -1, values)
        found[str(name)] = values
    return found


def benched(experiment: Experiment, apart_ms: float) -> Task:
    """Spike, EPSP and titration of the experiment's spines; its stimuli are not used.

    Parameters
    ----------
    apart_ms : between the releases onto one spine and the next.
    """
    return Task(run_bench, (experiment, apart_ms))


def run_bench(experiment: Experiment, apart_ms: float, progress: Progress) -> dict[str, Floats]:
    """The readings of `spinecable.calibration.readings` of every spine, by name of the row."""
    from spinecable.calibration.bench import LEAD_MS, Bench
    from spinecable.calibration.readings import population_readings
    from spinecable.describe.preparation import experiment_preparation

    preparation = experiment_preparation(experiment)
    progress(0.0, "building the model")
    with Bench(preparation, experiment) as bench:
        spike = bench.run(spike_ms=LEAD_MS)
        progress(0.3, "a synaptic release")
        count = len(experiment.spines)
        epsp = bench.run(
            release_ms=[LEAD_MS], apart_ms=apart_ms, duration_ms=80.0 + (count - 1) * apart_ms
        )
        progress(0.5, "titration")
        return population_readings(bench, spike, epsp, preparation)


def calcium_share(holding_mV: float, progress: Progress) -> dict[str, Floats]:
    """NMDA receptors of a rat CA1 head under voltage clamp: ``share`` of calcium in their current.

    A single compartment with the receptor of the preparation, clamped while glutamate acts; the
    share is of the charge over 100 ms, in 2 mM calcium.
    """
    from spinecable.describe.bath import Bath
    from spinecable.describe.geometry import SpineGeometry
    from spinecable.describe.preparation import load_preparation
    from spinecable.electrics.contents import head_electrics
    from spinecable.mechanisms.load import load_mechanisms, neuron_h

    shape = SpineGeometry(head_volume_um3=0.05, neck_length_um=0.5, neck_diameter_um=0.15)
    bath = Bath()
    receptor = head_electrics(shape, load_preparation().values("head"), bath).nmda
    if receptor is None:
        raise ValueError("the preparation has no NMDA receptors")
    load_mechanisms({receptor.mechanism})
    h = neuron_h()
    h.celsius, h.dt = 34.0, 0.025
    section = h.Section(name="clamped")
    section.L = section.diam = 5.0
    process = getattr(h, receptor.mechanism)(section(0.5))
    for name, value in receptor.values.items():
        setattr(process, name, value)
    h.cao0_ca_ion, h.cai0_ca_ion = bath.ca_mM, 5e-5
    clamp = h.SEClamp(section(0.5))
    clamp.dur1, clamp.amp1, clamp.rs = 1e9, holding_mV, 1e-3
    event = h.NetCon(None, process)
    event.weight[0] = receptor.weight
    h.finitialize(holding_mV)
    event.event(5.0)
    calcium, total = 0.0, 0.0
    while h.t < 105.0:
        h.fadvance()
        calcium += process.ica
        total += process.ica + process.i
    progress(1.0, "clamped")
    return {"share": np.array([calcium / total])}


def column(name: str, factor: float = 1.0) -> _Column:
    """A measure that takes one array of one task."""
    return _Column(name, factor)


class _Column:
    def __init__(self, name: str, factor: float) -> None:
        self._name, self._factor = name, factor

    def __call__(self, arrays: Mapping[str, Floats]) -> Floats:
        return self._factor * arrays[self._name]
