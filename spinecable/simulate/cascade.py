"""A user's SBML cascade along each head's recorded calcium."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spinecable.chemistry.network import Floats
from spinecable.describe.experiment import Experiment
from spinecable.result.variables import Variable
from spinecable.sbml.model import CascadeModel
from spinecable.sbml.read import read_cascade
from spinecable.sbml.solve import integrate, settled_state

RESTLESS_PER_MIN = 0.01
"""A cascade whose readouts move by more than this share a minute at rest is reported."""


@dataclass(frozen=True)
class CascadeResult:
    """What the cascade adds to a result.

    Parameters
    ----------
    variables : name -> its dimensions, unit and meaning.
    arrays : name -> values, of shape (n_spines, n_times), (n_spines, n_late) or (n_spines,).
    notices : what a user should know.
    """

    variables: dict[str, Variable]
    arrays: dict[str, Floats]
    notices: tuple[str, ...]

    def extra(self) -> dict[str, tuple[Variable, Floats]]:
        """As `Result.from_arrays` takes it."""
        return {name: (self.variables[name], values) for name, values in self.arrays.items()}


NO_CASCADE = CascadeResult({}, {}, ())


def load_cascade(experiment: Experiment) -> CascadeModel | None:
    """The experiment's cascade, read and checked; None where there is none."""
    given = experiment.cascade
    if given is None:
        return None
    return read_cascade(
        given.sbml,
        given.calcium,
        given.readouts,
        concentration_unit=given.concentration_unit,
        time_unit=given.time_unit,
    )


def run_cascade(
    experiment: Experiment,
    model: CascadeModel | None,
    time_ms: Floats,
    head_ca_uM: Floats,
    n_fast: int,
    kept: NDArray[np.int64],
) -> CascadeResult:
    """Integrate the cascade in every head.

    Parameters
    ----------
    time_ms, head_ca_uM : the whole course, shapes (n_times,) and (n_spines, n_times).
    n_fast : how many of the times belong to the part with electrical resolution.
    kept : indices of the samples on the slow time axis.
    """
    given = experiment.cascade
    if given is None or model is None:
        return NO_CASCADE
    notices = [f"cascade: {text}" for text in model.notices]
    seconds = 1e-3 * np.asarray(time_ms)
    values = np.empty((len(model.readouts), len(head_ca_uM), len(seconds)))
    peaks = np.empty((len(model.readouts), len(head_ca_uM)))
    for n, calcium in enumerate(head_ca_uM):
        start = settled_state(model, float(calcium[0]), given.settle_s)
        if n == 0:
            notices += _restlessness(model, start, float(calcium[0]))
        course = integrate(model, seconds, calcium, seconds, start)
        values[:, n], peaks[:, n] = course.values, course.peaks
    variables: dict[str, Variable] = {}
    arrays: dict[str, Floats] = {}
    for wanted, readout, found, peak in zip(
        given.readouts, model.readouts, values, peaks, strict=True
    ):
        name = f"cascade_{''.join(c if c.isalnum() else '_' for c in wanted)}"
        meaning = f"{readout.label} of the cascade in the head"
        variables[name] = Variable(("spine", "time_ms"), readout.unit, meaning)
        variables[f"late_{name}"] = Variable(("spine", "late_time_min"), readout.unit, meaning)
        variables[f"peak_{name}"] = Variable(("spine",), readout.unit, f"highest {meaning}")
        arrays[name], arrays[f"late_{name}"] = found[:, :n_fast], found[:, kept]
        arrays[f"peak_{name}"] = peak
    return CascadeResult(variables, arrays, tuple(notices))


def _restlessness(model: CascadeModel, start: Floats, calcium_uM: float) -> list[str]:
    """A sentence for each readout that still moves at rest."""
    minute = np.array([0.0, 60.0])
    course = integrate(model, minute, np.full(2, calcium_uM), minute, start)
    change = np.abs(course.values[:, 1] - course.values[:, 0])
    size = np.maximum(np.abs(course.values).max(axis=1), 1e-12)
    return [
        f"cascade: '{readout.name}' still moves by {100 * moved:.2g} % a minute at resting calcium"
        for readout, moved in zip(model.readouts, change / size, strict=True)
        if moved > RESTLESS_PER_MIN
    ]
