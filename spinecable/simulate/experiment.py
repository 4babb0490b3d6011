"""One experiment from description to result, in the present process.

(1) Descriptions are resolved to places and values. (2) The electrical model is built at rest and
its chemistry settled around it. (3) Voltage and chemistry advance in turns through the part with
full electrical resolution. (4) Chemistry goes on at rest, in steps as long as accuracy allows,
until the outcome is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from spinecable.chemistry.network import Floats
from spinecable.describe.experiment import Experiment
from spinecable.describe.preparation import experiment_preparation
from spinecable.electrics.electrodes import (
    background_mechanisms,
    electrode_positions,
    electrode_sites,
)
from spinecable.electrics.model import Model, build_model
from spinecable.electrics.noise import start_noise
from spinecable.electrics.ports import CalciumPorts
from spinecable.electrics.sets import set_sha256
from spinecable.electrics.stimuli import attach_stimuli
from spinecable.mechanisms.cache import digest
from spinecable.morphology.axon import with_axon
from spinecable.morphology.read import read_morphology
from spinecable.morphology.sites import Placement
from spinecable.plasticity.rules import UserReadout, further_readouts
from spinecable.result.provenance import Provenance, installed_versions
from spinecable.result.result import Result
from spinecable.result.variables import SpineScalars, Variable, clamp_currents
from spinecable.simulate.calcium import CalciumSide, build_calcium_grid
from spinecable.simulate.cascade import load_cascade, run_cascade
from spinecable.simulate.checkpoint import NO_CHECKPOINTS, Checkpoints, Keeper, read_checkpoint
from spinecable.simulate.late import Course, course_until_outcome
from spinecable.simulate.light import TAU, tracer_taus_ms
from spinecable.simulate.loop import Loop
from spinecable.simulate.messengers import described
from spinecable.simulate.observe import TRACES, Extremes, Traces
from spinecable.simulate.parts import load_needed, model_parts
from spinecable.simulate.readouts import heads_of, run_readouts, somatic_spikes_ms
from spinecable.simulate.remodel import BOOKED, SPECIES, Remodeller
from spinecable.simulate.remodel import VARIABLES as SHAPES
from spinecable.simulate.singles import single_spike_responses
from spinecable.simulate.slot_readouts import slot_readouts

if TYPE_CHECKING:
    from spinecable.morphology.tree import Morphology
    from spinecable.simulate.job import Progress

QUIET_MS = 100.0
"""A run that ends sooner after its last stimulus cuts responses off and says so (ms; ASSUMED)."""

CHEMISTRY_C = (30.0, 38.0)
"""Outside of this the rates without a published Q10 are notably wrong (C; ASSUMED)."""

FAST_SHARE = 0.97
"""Share of the progress bar that the part with electrical resolution takes."""


def simulate(
    experiment: Experiment,
    progress: Progress,
    *,
    readouts: Sequence[UserReadout] = (),
    checkpoints: Checkpoints = NO_CHECKPOINTS,
) -> Result:
    """Run an experiment in this process; for users see `spinecable.simulate.run.run`."""
    checkpoints.check(experiment)
    description = experiment.model_dump_json(by_alias=True)
    further = further_readouts(experiment.readouts, readouts)
    singles = single_spike_responses(experiment, progress)
    progress(0.0, "reading the morphology")
    cell = experiment.cell
    cascade = load_cascade(experiment)
    morphology = with_axon(read_morphology(cell.morphology, cell.accept), cell.axon)
    experiment = experiment.expanded(morphology)
    preparation = experiment_preparation(experiment)
    parts = model_parts(experiment, morphology, preparation)
    placements = parts.placements
    sites = electrode_sites(experiment, morphology, placements)
    biophysics_sha256 = set_sha256(cell.biophysics)
    names = parts.mechanisms() | background_mechanisms(experiment)
    loaded = load_needed(names, experiment.mechanisms, lambda text: progress(0.0, text))
    mechanism_hash = digest(mechanism.text for mechanism in loaded)
    identity = {
        "version of spinecable": installed_versions()["spinecable"],
        "experiment": digest([description]),
        "channel set": biophysics_sha256,
        "morphology": morphology.sha256,
        "set of mechanisms": mechanism_hash,
    }
    saved = None
    if checkpoints.resume_from is not None:
        saved = read_checkpoint(checkpoints.resume_from, identity)

    progress(0.0, "building the model")
    with build_model(
        cell,
        morphology,
        parts.spines,
        biophysics=parts.biophysics,
        shaft=parts.shaft,
        channels=parts.channels,
        bath=experiment.bath,
        initial_mV=experiment.simulation.initial_mV,
        dt_ms=experiment.simulation.dt_ms,
        d_lambda=experiment.simulation.d_lambda,
        resting_calcium_uM=preparation.values("head")["resting_calcium_uM"],
        electrodes=electrode_positions(experiment, sites),
    ) as model:
        stimulation = attach_stimuli(model, experiment, sites)
        ports = CalciumPorts(model)
        grid = build_calcium_grid(experiment, morphology, placements)
        calcium = CalciumSide(experiment, preparation, grid, model, ports, stimulation.bath)
        start_noise(model, experiment.simulation.seed, experiment.simulation.trial)
        if stimulation.bath is not None:
            stimulation.bath.built_anew()
        loop = Loop(experiment, preparation, model, ports, calcium, stimulation.electrodes)
        if saved is not None:
            loop.resume(saved, stimulation)
        keeper = Keeper(checkpoints.write_to, identity)
        loop.run(lambda share, doing: progress(FAST_SHARE * share, doing), keeper)
        traces = loop.traces
        scalars = _scalars(experiment, model, morphology, placements, loop.extremes)
        progress(FAST_SHARE, "chemistry until the outcome is read")
        course = course_until_outcome(experiment, loop)
    remodelled = loop.remodeller
    if remodelled is None:
        weight = course.weights(slot_readouts(experiment, preparation), experiment)
    else:
        weight = remodelled.weights(course.time_ms)
    own = run_cascade(
        experiment, cascade, course.time_ms, course.head_ca_uM, len(traces.time_ms), course.kept
    )
    read = run_readouts(
        experiment,
        further,
        heads_of(experiment, preparation, morphology, placements, singles),
        course.readout_traces(experiment),
        somatic_spikes_ms(np.array(traces.time_ms), traces.soma_mV()),
        course.kept,
    )
    return Result.from_arrays(
        experiment,
        time_ms=traces.time_ms,
        soma_mV=traces.soma_mV(),
        **{name: traces.array(name) for name in TRACES},
        **traces.movie(
            experiment.chemistry.photons_at_rest,
            experiment.simulation.seed,
            experiment.simulation.trial,
        ),
        late_time_min=course.late_time_min(experiment.last_event_ms()),
        weight=weight[:, course.kept],
        late_camkii_active=course.camkii_active[:, course.kept],
        late_can_active=course.can_active[:, course.kept],
        spines=scalars,
        extra={
            **_messengers(traces, loop.extremes, course),
            **_tracer(experiment, traces),
            **own.extra(),
            **read.extra(),
            **_remodelled(remodelled, course),
            **clamp_currents(traces.clamp_nA()),
        },
        branches=_branches(morphology, placements),
        provenance=Provenance(
            mechanism_hash=mechanism_hash,
            kernel_hash=calcium.kernel.source_hash,
            morphology_name=morphology.name,
            morphology_sha256=morphology.sha256,
            biophysics_sha256=biophysics_sha256,
            notices=(
                *_notices(experiment, morphology, placements),
                *own.notices,
                *(() if remodelled is None else remodelled.notices()),
            ),
        ),
    )


def _remodelled(remodelled: Remodeller | None, course: Course) -> dict[str, tuple[Variable, Any]]:
    """The shapes along the slow time axis and what the rules have booked, for the result."""
    if remodelled is None:
        return {}
    kept_ms = course.time_ms[course.kept]
    found: dict[str, tuple[Variable, Any]] = {
        f"late_{name}": (variable, remodelled.trajectory(name, kept_ms))
        for name, variable in SHAPES.items()
    }
    ledger = remodelled.reshaper.booked_uM_um3
    found["species"] = SPECIES, np.array(list(ledger))
    found["booked_uM_um3"] = BOOKED, np.array(list(ledger.values())).T
    return found


def _branches(
    morphology: Morphology, placements: Mapping[str, Placement]
) -> dict[str, tuple[str, float]]:
    """How the sections between spines and soma are joined, see `Result.from_arrays`."""
    hosts = {place.section for place in placements.values()}
    on_the_way = hosts.union(*(morphology.ancestors(index) for index in hosts))
    return {
        section.name: (
            "" if section.parent < 0 else morphology.sections[section.parent].name,
            section.path_start_um,
        )
        for section in morphology.sections
        if section.index in on_the_way
    }


def _messengers(
    traces: Traces, extremes: Extremes, course: Course
) -> dict[str, tuple[Variable, Floats]]:
    """Traces, later courses and peaks of what only some runs have."""
    found: dict[str, tuple[Variable, Floats]] = {}
    for name in traces.extras:
        variables = described(name)
        values = (
            traces.array(name),
            course.extras[name][:, course.kept],
            extremes.extra_peak[name],
        )
        found |= dict(zip(variables, zip(variables.values(), values, strict=True), strict=True))
    return found


def _tracer(experiment: Experiment, traces: Traces) -> dict[str, tuple[Variable, Floats]]:
    """The time constants of a tracer, where there is one."""
    if "head_tracer" not in traces.extras:
        return {}
    heads = traces.array("head_tracer")
    return {"tracer_tau_ms": (TAU, tracer_taus_ms(experiment, np.array(traces.time_ms), heads))}


def _scalars(
    experiment: Experiment,
    model: Model,
    morphology: Morphology,
    placements: Mapping[str, Placement],
    extremes: Extremes,
) -> list[SpineScalars]:
    """One record a spine."""
    records = []
    for n, spine in enumerate(experiment.spines):
        built, place = model.spine(spine.name), placements[spine.name]
        section = morphology.sections[place.section]
        records.append(
            SpineScalars(
                spine=spine.name,
                section=section.name,
                path_distance_um=place.path_distance_um,
                position_asked=place.position,
                position_effective=built.effective_um / section.length_um,
                site_error_um=abs(built.effective_um - built.asked_um),
                head_volume_um3=spine.geometry.volume_um3,
                neck_length_um=spine.geometry.neck_length_um,
                neck_diameter_um=spine.geometry.neck_diameter_um,
                neck_resistance_Mohm=built.neck_resistance_Mohm,
                ca_integral_uM_ms=float(extremes.ca_integral_uM_ms[n]),
                **{f"peak_{name}": float(values[n]) for name, values in extremes.peak.items()},
            )
        )
    return records


def _notices(
    experiment: Experiment, morphology: Morphology, placements: Mapping[str, Placement]
) -> tuple[str, ...]:
    """What a reader of the result should know besides the experiment."""
    notices = list(morphology.notices)
    notices += [f"{name}: {place.notice}" for name, place in placements.items() if place.notice]
    low_C, high_C = CHEMISTRY_C
    temperature_C = experiment.cell.temperature_C
    if not low_C <= temperature_C <= high_C:
        notices.append(
            f"at {temperature_C:g} C channels and NMDA receptors follow their Q10, but AMPA "
            "receptors, pumps, buffers and enzymes keep their rates of 34-35 C, because their "
            "sources give no Q10"
        )
    quiet_ms = experiment.simulation.duration_ms - experiment.last_event_ms()
    if quiet_ms < QUIET_MS:
        notices.append(
            f"the part with electrical resolution ends {quiet_ms:g} ms after the last event; what "
            "synapses and channels do later is left out (lengthen simulation.duration_ms)"
        )
    return tuple(notices)
