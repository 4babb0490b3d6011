"""The minutes after a stimulation: chemistry at rest potential, until the outcome is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from spinecable.chemistry.network import Floats
from spinecable.describe.experiment import Experiment
from spinecable.plasticity.readout import Readout, relative_weight
from spinecable.plasticity.readout import Traces as ReadoutTraces
from spinecable.simulate.loop import CHEMICAL, Loop

FAST_SAMPLES = 200
"""Samples kept of the electrical part on the slow time axis."""

MS_PER_MIN = 6e4


@dataclass(frozen=True)
class Course:
    """What drives the readout, over the whole time; arrays of shape (n_spines, n_times).

    Parameters
    ----------
    time_ms : from the start of the run; the samples of the electrical part, then later ones.
    head_volume_um3 : one value a spine, or (n_spines, n_times) where heads remodel.
    kept : indices of the samples that stand on the result's slow time axis.
    extras : what only some runs have, by name.
    """

    time_ms: Floats
    head_ca_uM: Floats
    camkii_active: Floats
    can_active: Floats
    head_volume_um3: Floats
    kept: NDArray[np.int64]
    extras: Mapping[str, Floats] = field(default_factory=dict)

    def late_time_min(self, last_event_ms: float) -> Floats:
        """The slow time axis: minutes since the last stimulus."""
        return (self.time_ms[self.kept] - last_event_ms) / MS_PER_MIN

    def weights(self, readouts: Sequence[Readout], experiment: Experiment) -> Floats:
        """Relative weight of every spine by its readout, shape (n_spines, n_times)."""
        return np.array(
            [
                relative_weight(readout, traces)
                for readout, traces in zip(readouts, self.readout_traces(experiment), strict=True)
            ]
        )

    def readout_traces(self, experiment: Experiment) -> list[ReadoutTraces]:
        """What a readout sees of each head."""
        return [
            ReadoutTraces(
                self.time_ms,
                self.head_ca_uM[n],
                self.camkii_active[n],
                self.can_active[n],
                self.head_volume_um3[n],
                ras_uM=self.extras["head_ras_uM"][n] if experiment.chemistry.ras else 0.0,
            )
            for n in range(len(experiment.spines))
        ]


def course_until_outcome(experiment: Experiment, loop: Loop) -> Course:
    """Let the chemistry go on from the end of the electrical part until the outcome is read.

    Channels stay as they are at rest; their calcium is the resting inflow.
    """
    traces = loop.traces
    fast_ms = traces.time_ms.copy()
    times_ms, later = loop.until_outcome()
    count = len(experiment.spines)
    arrays = {
        name: np.hstack(
            [
                traces.array(name),
                np.array(later[name]).T.reshape(count, -1),
            ]
        )
        for name in (*CHEMICAL, *traces.extras)
    }
    evenly = np.searchsorted(fast_ms, np.linspace(0.0, fast_ms[-1], FAST_SAMPLES))
    kept = np.unique(
        np.concatenate([evenly, np.arange(len(fast_ms) - 1, len(fast_ms) + len(times_ms))])
    )
    all_ms = np.concatenate([fast_ms, times_ms])
    volumes = np.array([spine.geometry.volume_um3 for spine in experiment.spines])
    if loop.remodeller is not None:
        volumes = loop.remodeller.trajectory("head_volume_um3", all_ms)
    return Course(
        all_ms,
        **{name: arrays[name] for name in CHEMICAL},
        head_volume_um3=volumes,
        kept=kept,
        extras={name: arrays[name] for name in traces.extras},
    )
