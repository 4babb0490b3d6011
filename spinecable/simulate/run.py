"""``run(experiment)``: from a description to a result."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from spinecable.describe.experiment import Experiment
from spinecable.plasticity.rules import UserReadout
from spinecable.result.result import Result
from spinecable.simulate.checkpoint import Checkpoints
from spinecable.simulate.job import Progress, run_isolated, silent


def run(
    experiment: Experiment,
    *,
    readouts: Sequence[UserReadout] = (),
    in_process: bool = False,
    progress: Progress | None = None,
    checkpoint: str | Path | None = None,
    resume: str | Path | None = None,
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

    checkpoint : folder in which the run leaves its state after sleeps of the electrics, at most
        once a minute.
    resume : folder of a checkpoint of the same experiment, to go on from. The result is that of a
        run without interruption.

    Raises
    ------
    SpinecableError : the experiment cannot be simulated; the text says what, where and what to do.
    """
    checkpoints = Checkpoints(
        write_to=None if checkpoint is None else Path(checkpoint).resolve(),
        resume_from=None if resume is None else Path(resume).resolve(),
    )
    if in_process:
        return _simulate(experiment, readouts, checkpoints, progress=progress or silent)
    return run_isolated(_simulate, experiment, readouts, checkpoints, progress=progress)


def _simulate(
    experiment: Experiment,
    readouts: Sequence[UserReadout],
    checkpoints: Checkpoints,
    progress: Progress,
) -> Result:
    from spinecable.simulate.experiment import simulate

    return simulate(experiment, progress, readouts=readouts, checkpoints=checkpoints)
