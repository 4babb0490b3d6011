"""From an experiment and what is varied to the experiments of every point."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from spinecable.describe.experiment import Experiment
from spinecable.describe.lines import Path
from spinecable.describe.overrides import Override, apply_override, holder, parse_override
from spinecable.describe.sweep import Sweep
from spinecable.describe.toml import checked_experiment, experiment_document
from spinecable.electrics.presets import load_biophysics
from spinecable.errors import DescriptionError

RESISTANCE = "neck_resistance_Mohm"
"""Key of a geometry that stands for the neck's diameter."""


@dataclass(frozen=True)
class Point:
    """One run of a sweep.

    Parameters
    ----------
    number : of the point, from 0; its trials share it.
    settings : key -> value of what is varied.
    trial : from 0.
    experiment : what is run.
    """

    number: int
    settings: Mapping[str, Any]
    trial: int
    experiment: Experiment


def plan_sweep(experiment: Experiment, sweep: Sweep) -> list[Point]:
    """Every run, point by point.

    Raises
    ------
    DescriptionError : a key that is not there, or a value that it cannot have.
    """
    keys = [axis.key for axis in sweep.axes]
    points = []
    for number, values in enumerate(product(*(axis.values for axis in sweep.axes))):
        settings = dict(zip(keys, values, strict=True))
        changed = changed_experiment(experiment, settings)
        points += [
            Point(number, settings, trial, of_trial(changed, trial))
            for trial in range(sweep.trials)
        ]
    return points


def of_trial(experiment: Experiment, trial: int) -> Experiment:
    """The experiment with the random numbers of one trial, counted from the experiment's own."""
    simulation = experiment.simulation
    return experiment.changed(simulation=simulation.changed(trial=simulation.trial + trial))


def changed_experiment(experiment: Experiment, settings: Mapping[str, Any]) -> Experiment:
    """The experiment with some keys set.

    Raises
    ------
    DescriptionError : as `plan_sweep`.
    """
    document = experiment_document(experiment)
    reached: list[tuple[Path, str]] = []
    for key in sorted(settings, key=_comes_last):
        value = settings[key]
        keys = parse_override(f"{key}=0").keys
        for own in _every(document, keys):
            override = Override(f"{key}={value}", own, value, option="--vary")
            if own[-1] == RESISTANCE:
                override = _as_diameter(document, override)
            reached.append((apply_override(document, override), override.where))

    def where(path: Path, named: bool = True) -> str:
        for target, source in reached:
            shared = min(len(target), len(path))
            if shared and target[:shared] == path[:shared]:
                return source
        return "the experiment"

    return checked_experiment(document, where)


def _comes_last(key: str) -> bool:
    """A resistance is turned into a diameter when the neck's length is known."""
    return key.endswith(RESISTANCE)


def _every(document: Mapping[str, Any], keys: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The keys with each ``*`` replaced by the index of every item of its list."""
    if "*" not in keys:
        yield keys
        return
    place = keys.index("*")
    here: Any = document
    for key in keys[:place]:
        here = here.get(key) if isinstance(here, Mapping) else None
    if not isinstance(here, list):
        raise DescriptionError(
            f"'{'.'.join(keys[:place])}' is no list, so '*' means nothing there",
            where=f"--vary {'.'.join(keys)}",
            tip="Example: spine.*.geometry.neck_diameter_um",
        )
    for index in range(len(here)):
        yield from _every(document, (*keys[:place], str(index), *keys[place + 1 :]))


def _as_diameter(document: dict[str, Any], override: Override) -> Override:
    """The diameter that gives a neck the asked-for resistance, 4 Ra L / (pi d^2)."""
    resistance_Mohm = override.value
    numeric = isinstance(resistance_Mohm, int | float) and not isinstance(resistance_Mohm, bool)
    geometry, _ = holder(document, override)
    if "neck_length_um" not in geometry:
        raise DescriptionError("this is no spine's geometry", where=override.where)
    if not numeric or not 0 < resistance_Mohm < math.inf:
        raise DescriptionError("a neck resistance must be a number above 0", where=override.where)
    dendrite = load_biophysics(document["cell"]["biophysics"]).region("dendrite")
    cross_section_um2 = 1e-2 * dendrite.Ra_ohm_cm * geometry["neck_length_um"] / resistance_Mohm
    diameter_um = math.sqrt(4 * cross_section_um2 / math.pi)
    keys = (*override.keys[:-1], "neck_diameter_um")
    return Override(override.text, keys, diameter_um, override.option)
