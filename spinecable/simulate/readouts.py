"""Further readouts over the run's traces, side by side with the default one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spinecable.chemistry.network import Floats
from spinecable.describe.experiment import Experiment
from spinecable.describe.preparation import Preparation
from spinecable.morphology.sites import Placement
from spinecable.morphology.tree import Morphology
from spinecable.plasticity.outcome import criterion_text
from spinecable.plasticity.readout import (
    DetailedReadout,
    Readout,
    SingleSpikes,
    Traces,
    read_outcome,
    relative_weight,
)
from spinecable.result.variables import Variable

FIRED_MV = -20.0
"""The soma has fired when it crosses this upwards (mV; ASSUMED: below the peak of every spike as
sampled, above every EPSP)."""


@dataclass(frozen=True)
class HeadFacts:
    """What a readout may know of a head beside its course; see `Traces`."""

    pre_ms: Floats
    camkii_total_uM: float
    can_total_uM: float
    domain: str
    single_spikes: SingleSpikes | None


def heads_of(
    experiment: Experiment,
    preparation: Preparation,
    morphology: Morphology,
    placements: Mapping[str, Placement],
    singles: Sequence[SingleSpikes] | None,
) -> list[HeadFacts]:
    """One record a spine, in order; `singles` as many, or None."""
    found = []
    for n, spine in enumerate(experiment.spines):
        totals = preparation.overridden("head", spine.contents).values("head")
        found.append(
            HeadFacts(
                np.array(experiment.glutamate_ms(spine.name)),
                totals["camkii_uM"],
                totals["calcineurin_uM"],
                morphology.sections[placements[spine.name].section].domain,
                None if singles is None else singles[n],
            )
        )
    return found


def somatic_spikes_ms(time_ms: Floats, soma_mV: Floats) -> Floats:
    """Upward crossings of `FIRED_MV`, interpolated."""
    up = np.flatnonzero((soma_mV[:-1] < FIRED_MV) & (soma_mV[1:] >= FIRED_MV))
    share = (FIRED_MV - soma_mV[up]) / (soma_mV[up + 1] - soma_mV[up])
    return np.asarray(time_ms[up] + share * (time_ms[up + 1] - time_ms[up]))


@dataclass(frozen=True)
class ReadoutResult:
    """Variables that the readouts add to a result, with their values."""

    variables: dict[str, Variable]
    arrays: dict[str, NDArray[Any]]

    def extra(self) -> dict[str, tuple[Variable, NDArray[Any]]]:
        """As `Result.from_arrays` takes it."""
        return {name: (self.variables[name], values) for name, values in self.arrays.items()}


def run_readouts(
    experiment: Experiment,
    readouts: Mapping[str, Readout],
    heads: Sequence[HeadFacts],
    courses: Sequence[Traces],
    post_ms: Floats,
    kept: NDArray[np.int64],
) -> ReadoutResult:
    """Weight against time, its change and what that counts as, by every readout.

    Parameters
    ----------
    readouts : name in the result -> readout.
    heads, courses : of each spine, in order.
    post_ms : times of the somatic spikes.
    kept : indices of the samples on the slow time axis.
    """
    traces = [
        Traces(
            course.time_ms,
            course.ca_uM,
            course.camkii_active,
            course.can_active,
            course.head_volume_um3,
            pre_ms=head.pre_ms,
            post_ms=post_ms,
            camkii_total_uM=head.camkii_total_uM,
            can_total_uM=head.can_total_uM,
            domain=head.domain,
            single_spikes=head.single_spikes,
            stream=(experiment.simulation.seed, experiment.simulation.trial, n),
        )
        for n, (head, course) in enumerate(zip(heads, courses, strict=True))
    ]
    criterion = experiment.outcome
    last_ms = experiment.last_event_ms()
    variables: dict[str, Variable] = {}
    arrays: dict[str, NDArray[Any]] = {}
    for name, readout in readouts.items():
        weights = np.array([relative_weight(readout, own) for own in traces])
        readings = [
            read_outcome(own.time_ms, w, last_ms, criterion)
            for own, w in zip(traces, weights, strict=True)
        ]
        says = f"by {readout.name}"
        variables[f"weight_{name}"] = Variable(
            ("spine", "late_time_min"), "1", f"weight relative to that at the start, {says}"
        )
        variables[f"weight_change_{name}"] = Variable(
            ("spine",), "1", f"relative weight change when the outcome is read, {says}"
        )
        variables[f"outcome_{name}"] = Variable(
            ("spine",), "1", f"LTP, LTD or none, {says}: {criterion_text(criterion)}"
        )
        arrays[f"weight_{name}"] = weights[:, kept]
        arrays[f"weight_change_{name}"] = np.array([r.change for r in readings])
        arrays[f"outcome_{name}"] = np.array([r.outcome for r in readings])
        if isinstance(readout, DetailedReadout):
            details = [readout.details(own) for own in traces]
            for key, first in details[0].items():
                own_name = f"{key}_{name}"
                variables[own_name] = Variable(("spine",), first.unit, f"{first.meaning}, {says}")
                arrays[own_name] = np.array([found[key].value for found in details])
    return ReadoutResult(variables, arrays)
