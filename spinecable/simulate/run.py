"""``run(experiment)``: from a description to a result."""

from __future__ import annotations

from collections.abc import Sequence

from spinecable.describe.experiment import Experiment
from spinecable.plasticity.rules import UserReadout
from spinecable.result.result import Result
from spinecable.simulate.job import Progress, run_isolated, silent


def run(
    experiment: Experiment,
    *,
    readouts: Sequence[UserReadout] = (),
    in_process: bool = False,
    progress: Progress | None = None,
) -> Result:
    """Simulate an experiment.

    Parameters
    ----------
    experiment : what to simulate; nothing else decides the numbers.
    readouts : own rules beside those of the experiment: functions that get the
        `spinecable.plasticity.readout.Traces` of a head and return its relative weight at every
        time, or objects with a `name` and such a method `weight`. They are not part of the
        experiment and not saved with the result.
    in_process : use the caller's process instead of a fresh one. NEURON keeps mechanisms and
        globals until its process ends, so this is for debugging.
    progress : called with the finished fraction (0-1) and a few words on what is being done.

    Raises
    ------
    SpinecableError : the experiment cannot be simulated; the text says what, where and what to do.
    """
    if in_process:
        return _simulate(experiment, readouts, progress=progress or silent)
    return run_isolated(_simulate, experiment, readouts, progress=progress)


def _simulate(
    experiment: Experiment, readouts: Sequence[UserReadout], progress: Progress
) -> Result:
    from spinecable.simulate.experiment import simulate

    return simulate(experiment, progress, readouts=readouts)
