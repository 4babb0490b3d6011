"""A run's state in a file, and the way on from it.

A checkpoint is taken where a sleep of the electrics ends: NEURON is then at rest, which the model
rebuilt from the experiment is too, so that the file needs only the time, the chemistry, the
samples and what remodelling has done.
"""

from __future__ import annotations

import json
import time
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spinecable.describe.experiment import Experiment
from spinecable.describe.stimulus import Restless
from spinecable.errors import SimulationError
from spinecable.result.files import write_whole

NAME = "checkpoint.npz"

EVERY_S = 60.0
"""Between two checkpoints (s on the clock on the wall); the first is written at the first sleep."""

State = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Checkpoints:
    """Where a run leaves its state, and where it goes on from.

    Parameters
    ----------
    write_to : folder of the file ``checkpoint.npz``; None: none is written.
    resume_from : folder to go on from; None: start anew.
    """

    write_to: Path | None = None
    resume_from: Path | None = None

    def check(self, experiment: Experiment) -> None:
        """Whether a run of the experiment can be interrupted at all.

        Raises
        ------
        SimulationError : it cannot.
        """
        if self.write_to is None and self.resume_from is None:
            return
        if experiment.noise.gating:
            raise SimulationError(
                "a run whose channels gate at random cannot be resumed",
                where="noise",
                tip="Leave --checkpoint and --resume out, or switch noise.ampa, noise.nmda and "
                "noise.vgcc off.",
            )
        if any(isinstance(stimulus, Restless) for stimulus in experiment.stimuli):
            raise SimulationError(
                "a run with a voltage clamp or a fluctuating background cannot be resumed",
                where="stimulus",
                tip="Leave --checkpoint and --resume out.",
            )
        if not experiment.simulation.electrics_sleep:
            raise SimulationError(
                "checkpoints are written where the electrics sleep, and they are kept awake",
                where="simulation.electrics_sleep",
                tip="Leave --checkpoint and --resume out, or set it to true.",
            )


NO_CHECKPOINTS = Checkpoints()


class Keeper:
    """Writes the state of one run now and then.

    Parameters
    ----------
    folder : where to; None: nowhere.
    identity : what decides the run's numbers, see `read_checkpoint`.
    """

    def __init__(self, folder: Path | None, identity: Mapping[str, str]) -> None:
        self._folder, self._identity = folder, dict(identity)
        self._next_s = -np.inf

    @property
    def due(self) -> bool:
        """Whether a checkpoint should be written now."""
        return self._folder is not None and time.monotonic() >= self._next_s

    def write(self, state: Mapping[str, NDArray[Any]]) -> None:
        """Write a checkpoint; an earlier one is replaced only when the new one is whole."""
        if self._folder is None:
            return

        def fill(path: Path) -> None:
            with path.open("wb") as file:
                np.savez(
                    file, identity=np.array(json.dumps(self._identity)), **dict[str, Any](state)
                )

        write_whole(self._folder / NAME, fill, "checkpoint")
        self._next_s = time.monotonic() + EVERY_S


def read_checkpoint(folder: Path, identity: Mapping[str, str]) -> State:
    """The state in a folder.

    Parameters
    ----------
    identity : by name, everything that must be as it was when the checkpoint was written.

    Raises
    ------
    SimulationError : there is none, it cannot be read, or it belongs to another run.
    """
    path = folder / NAME
    if not path.is_file():
        raise SimulationError(
            "there is no checkpoint here",
            where=str(path),
            tip="Give the folder that --checkpoint named. A run writes its first checkpoint when "
            "its electrics have slept for the first time.",
        )
    try:
        with np.load(path, allow_pickle=False) as data:
            state = {name: data[name] for name in data.files}
        written = dict(json.loads(str(state.pop("identity"))))
    except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise SimulationError(
            "this is not a checkpoint of spinecable", where=str(path), tip="Start the run anew."
        ) from error
    for what, value in identity.items():
        if written.get(what) != value:
            raise SimulationError(
                f"this checkpoint was written with another {what}",
                where=str(path),
                tip="Resume with the same version, file and --set options, or start anew.",
            )
    return state


def nested(name: str, state: Mapping[str, Any]) -> State:
    """The entries of one part under names of its own."""
    return {f"{name}/{key}": np.asarray(value) for key, value in state.items()}


def part(name: str, state: Mapping[str, NDArray[Any]]) -> State:
    """The entries that `nested` has put under a name."""
    return {
        key.removeprefix(f"{name}/"): value
        for key, value in state.items()
        if key.startswith(f"{name}/")
    }
