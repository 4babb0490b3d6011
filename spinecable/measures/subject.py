"""What is measured: a cell with its spines, described, and built for voltage alone.

A measured model is the electrical half of a run. There is no chemistry: calcium stays at rest where
the channel set brings no pool of its own, so that nothing but voltage decides the numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from spinecable.describe.cell import Cell
from spinecable.describe.experiment import Experiment
from spinecable.describe.preparation import experiment_preparation
from spinecable.describe.simulation import Simulation
from spinecable.describe.spine import Spine
from spinecable.electrics.model import Model, build_model
from spinecable.errors import DescriptionError
from spinecable.measures.block import blocked_mechanisms, left, without
from spinecable.mechanisms.library import MechanismSet, mechanism_set
from spinecable.morphology.axon import with_axon
from spinecable.morphology.read import read_morphology
from spinecable.morphology.sites import Placement
from spinecable.morphology.tree import Morphology
from spinecable.simulate.parts import Parts, bare_parts, load_needed, model_parts

Measured = Cell | Experiment
"""What a measure takes: a cell (with spines beside it), or an experiment with its own."""


@dataclass(frozen=True)
class Subject:
    """A description ready to be built.

    Parameters
    ----------
    cell : the neuron.
    experiment : its spines and what they hold; None for a bare cell.
    simulation : resting potential, steps and segments.
    blocked : ions or mechanisms whose channels are left out.
    """

    cell: Cell
    experiment: Experiment | None
    simulation: Simulation
    blocked: tuple[str, ...] = ()

    @property
    def spines(self) -> tuple[str, ...]:
        """Names of the spines, in order."""
        return tuple(s.name for s in self.experiment.spines) if self.experiment else ()

    def needs_spines(self, measure: str) -> Subject:
        """Itself.

        Raises
        ------
        DescriptionError : it has no spines.
        """
        if not self.spines:
            raise DescriptionError(
                f"{measure} is measured on spines, and there are none",
                where="spines",
                tip="Give spines=[spinecable.Spine(...)] beside the cell, or an experiment.",
            )
        return self


def subject_of(
    what: Measured,
    spines: Sequence[Spine] = (),
    *,
    initial_mV: float | None = None,
    blocked: Sequence[str] = (),
) -> Subject:
    """The subject of a measure.

    Parameters
    ----------
    what : a cell, or an experiment, whose stimuli are left out.
    spines : of a cell; an experiment brings its own.
    initial_mV : resting potential; None: that of the experiment, or the default of `Simulation`.
    blocked : ions (``na``, ``k``, ``ca``) or mechanisms (``sc_hd``) whose channels are left out.
        The model is balanced at the same resting potential without them.

    Raises
    ------
    DescriptionError : neither cell nor experiment, or spines given twice.
    """
    if isinstance(what, Experiment):
        if spines:
            raise DescriptionError(
                "the experiment brings its own spines",
                where="spines",
                tip="Change them there, or give its cell with other spines.",
            )
        experiment: Experiment | None = what
        cell, simulation = what.cell, what.simulation
    elif isinstance(what, Cell):
        cell, simulation = what, Simulation(duration_ms=1.0)
        experiment = (
            Experiment(cell=cell, spine=tuple(spines), simulation=simulation) if spines else None
        )
    else:
        raise DescriptionError(
            f"a measure takes a Cell or an Experiment, not a {type(what).__name__}",
            tip="Read a file with spinecable.load.",
        )
    if initial_mV is not None:
        simulation = simulation.changed(initial_mV=initial_mV)
    return Subject(cell, experiment, simulation, tuple(blocked))


@dataclass(frozen=True)
class Built:
    """A built subject.

    Parameters
    ----------
    placements : where each spine stands, by name.
    """

    model: Model
    morphology: Morphology
    placements: Mapping[str, Placement]

    def __enter__(self) -> Built:
        return self

    def __exit__(self, *exc: object) -> None:
        self.model.close()


def build(subject: Subject) -> Built:
    """Build the subject in this process; use it in a ``with`` block.

    Raises
    ------
    SpinecableError : as a run does.
    """
    cell, experiment, simulation = subject.cell, subject.experiment, subject.simulation
    morphology = with_axon(read_morphology(cell.morphology, cell.accept), cell.axon)
    if experiment is None:
        parts = bare_parts(cell, morphology)
    else:
        experiment = experiment.expanded(morphology)
        parts = _voltage_only(
            model_parts(experiment, morphology, experiment_preparation(experiment))
        )
    folders = experiment.mechanisms if experiment else ()
    parts = _blocked(parts, subject.blocked, mechanism_set(extra_dirs=folders))
    load_needed(parts.mechanisms(), folders)
    model = build_model(
        cell,
        morphology,
        parts.spines,
        biophysics=parts.biophysics,
        shaft=parts.shaft,
        channels=parts.channels,
        bath=experiment.bath if experiment else None,
        initial_mV=simulation.initial_mV,
        dt_ms=simulation.dt_ms,
        d_lambda=simulation.d_lambda,
    )
    return Built(model, morphology, parts.placements)


def _voltage_only(parts: Parts) -> Parts:
    """Without the ports through which chemistry would answer to calcium current."""
    spines = [
        replace(spine, contents=replace(spine.contents, calcium_port=False))
        for spine in parts.spines
    ]
    return replace(parts, spines=spines, shaft=replace(parts.shaft, calcium_port=False))


def _blocked(parts: Parts, blocked: Sequence[str], known: MechanismSet) -> Parts:
    """Without the channels that are blocked."""
    out = blocked_mechanisms(blocked, known, parts.mechanisms())
    shaft = replace(parts.shaft, inserted=left(parts.shaft.inserted, out))
    heads = [replace(s.contents, inserted=left(s.contents.inserted, out)) for s in parts.spines]
    if "sc_car" in out:
        shaft = replace(shaft, cav23_S_per_cm2=0.0)
        heads = [replace(contents, cav23_S_per_cm2=0.0) for contents in heads]
    return replace(
        parts,
        spines=[replace(s, contents=c) for s, c in zip(parts.spines, heads, strict=True)],
        shaft=shaft,
        biophysics=without(parts.biophysics, out),
        channels=tuple((domain, item) for domain, item in parts.channels if left([item], out)),
    )
