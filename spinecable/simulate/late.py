"""The minutes after a stimulation: chemistry at rest potential, until the outcome is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from spinecable.chemistry.network import Floats
from spinecable.describe.experiment import Experiment
from spinecable.plasticity.readout import Readout, relative_weight
from spinecable.plasticity.readout import Traces as ReadoutTraces
from spinecable.simulate.calcium import CalciumSide
from spinecable.simulate.observe import Traces

SAMPLES = 150
"""Samples after the electrical part, spaced evenly on a logarithmic scale of time."""

FAST_SAMPLES = 200
"""Samples kept of the electrical part on the slow time axis."""

MS_PER_MIN = 6e4


@dataclass(frozen=True)
class Course:
    """What drives the readout, over the whole time; arrays of shape (n_spines, n_times).

    Parameters
    ----------
    time_ms : from the start of the run; the samples of the electrical part, then later ones.
    kept : indices of the samples that stand on the result's slow time axis.
    extras : what only some runs have, by name.
    """

    time_ms: Floats
    head_ca_uM: Floats
    camkii_active: Floats
    can_active: Floats
    kept: NDArray[np.int64]
    extras: Mapping[str, Floats] = field(default_factory=dict)

    def late_time_min(self, last_event_ms: float) -> Floats:
        """The slow time axis: minutes since the last stimulus."""
        return (self.time_ms[self.kept] - last_event_ms) / MS_PER_MIN

    def weights(self, readout: Readout, experiment: Experiment) -> Floats:
        """Relative weight of every spine by one readout, shape (n_spines, n_times)."""
        return np.array(
            [relative_weight(readout, traces) for traces in self.readout_traces(experiment)]
        )

    def readout_traces(self, experiment: Experiment) -> list[ReadoutTraces]:
        """What a readout sees of each head."""
        return [
            ReadoutTraces(
                self.time_ms,
                self.head_ca_uM[n],
                self.camkii_active[n],
                self.can_active[n],
                spine.geometry.volume_um3,
                ras_uM=self.extras["head_ras_uM"][n] if experiment.chemistry.ras else 0.0,
            )
            for n, spine in enumerate(experiment.spines)
        ]


def course_until_outcome(experiment: Experiment, calcium: CalciumSide, traces: Traces) -> Course:
    """Let the chemistry go on from the end of the electrical part until the outcome is read.

    Channels stay as they are at rest; their calcium is the resting inflow.
    """
    fast_ms = traces.time_ms.copy()
    start_ms = float(fast_ms[-1])
    end_ms = experiment.last_event_ms() + experiment.outcome.minutes_after * MS_PER_MIN
    names = ("head_ca_uM", "camkii_active", "can_active")
    later: dict[str, list[Floats]] = {name: [] for name in (*names, *traces.extras)}
    calcium.fall_silent()
    times = np.zeros(0)
    if end_ms > start_ms:
        times = np.geomspace(min(10.0, end_ms - start_ms), end_ms - start_ms, SAMPLES)
        times[-1] = end_ms - start_ms

        def keep(time_ms: float) -> None:
            for name in names:
                later[name].append(getattr(calcium, name)())
            for name, values in calcium.watch.read().items():
                later[name].append(values)

        calcium.kernel.advance_adaptive(
            float(times[-1]), calcium.resting_inflow, sample_times_ms=times, on_sample=keep
        )
    arrays = {
        name: np.hstack(
            [traces.array(name), np.array(later[name]).T.reshape(len(experiment.spines), -1)]
        )
        for name in (*names, *traces.extras)
    }
    evenly = np.searchsorted(fast_ms, np.linspace(0.0, start_ms, FAST_SAMPLES))
    kept = np.unique(
        np.concatenate([evenly, np.arange(len(fast_ms) - 1, len(fast_ms) + len(times))])
    )
    return Course(
        np.concatenate([fast_ms, start_ms + times]),
        **{name: arrays[name] for name in names},
        kept=kept,
        extras={name: arrays[name] for name in traces.extras},
    )
