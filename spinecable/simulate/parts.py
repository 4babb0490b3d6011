"""What the electrical half of a model is made of, from its description."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from spinecable.describe.cell import Cell
from spinecable.describe.channel import with_counted
from spinecable.describe.experiment import Experiment
from spinecable.describe.preparation import Preparation
from spinecable.electrics.biophysics import Biophysics
from spinecable.electrics.channels import (
    available_mechanisms,
    cable_channels,
    check_channels,
    check_regions,
    check_set,
    head_channels,
)
from spinecable.electrics.contents import (
    Inserted,
    ShaftElectrics,
    head_electrics,
    shaft_electrics,
    with_channels,
)
from spinecable.electrics.model import required_mechanisms
from spinecable.electrics.presets import load_biophysics
from spinecable.electrics.spine import PlacedSpine
from spinecable.mechanisms.library import MechanismSet, mechanism_set
from spinecable.mechanisms.load import load_mechanisms
from spinecable.morphology.sites import Placement, resolve_sites
from spinecable.morphology.tree import Morphology


@dataclass(frozen=True)
class Parts:
    """What `spinecable.electrics.model.build_model` takes besides the cell and its morphology.

    Parameters
    ----------
    placements : where each spine stands, by name.
    spines : every spine with its place and the conductances of its head.
    shaft : conductances of the sections that carry spines.
    biophysics : channel set of the cell.
    channels : further channels by domain.
    """

    placements: Mapping[str, Placement]
    spines: Sequence[PlacedSpine]
    shaft: ShaftElectrics
    biophysics: Biophysics
    channels: Sequence[tuple[str, Inserted]]

    def mechanisms(self) -> frozenset[str]:
        """Names of the mechanisms that the model inserts, NEURON's own among them."""
        return required_mechanisms(self.biophysics, self.shaft, self.spines, self.channels)


def bare_parts(cell: Cell, morphology: Morphology) -> Parts:
    """The parts of a cell without explicit spines.

    Raises
    ------
    SpinecableError : an unknown channel set, or one that does not fit the morphology.
    """
    biophysics = _channel_set(cell, morphology, mechanism_set())
    return Parts({}, (), ShaftElectrics(), biophysics, ())


def model_parts(experiment: Experiment, morphology: Morphology, preparation: Preparation) -> Parts:
    """The parts of an experiment whose populations are drawn.

    Parameters
    ----------
    preparation : from `spinecable.describe.preparation.experiment_preparation`.

    Raises
    ------
    SpinecableError : a site that is not there, an unknown channel set, a channel that cannot be
        inserted where it is wanted.
    """
    placements = resolve_sites(morphology, experiment.spines)
    known = available_mechanisms(experiment)
    biophysics = _channel_set(experiment.cell, morphology, known)
    hosts = {morphology.sections[place.section].domain for place in placements.values()}
    check_channels(experiment, known, hosts)
    return Parts(
        placements=placements,
        spines=placed_spines(experiment, placements, preparation),
        shaft=placed_shaft(experiment, preparation),
        biophysics=biophysics,
        channels=cable_channels(experiment),
    )


def _channel_set(cell: Cell, morphology: Morphology, known: MechanismSet) -> Biophysics:
    check_regions(cell, morphology)
    check_set(cell.biophysics, known)
    return load_biophysics(cell.biophysics)


def load_needed(
    names: Collection[str],
    folders: Sequence[str],
    progress: Callable[[str], None] | None = None,
) -> MechanismSet:
    """Compile and load what a model needs and all that a user's folders hold; gives these.

    Parameters
    ----------
    names : from `Parts.mechanisms`; NEURON's own are left out.
    folders : with a user's own .mod files.

    Raises
    ------
    MechanismError, ToolchainError : as `spinecable.mechanisms.load.load_mechanisms`.
    """
    known = mechanism_set(extra_dirs=folders)
    users = set(known.names) - set(mechanism_set().names)
    own = (set(names) & set(known.names)) | users
    return load_mechanisms(own, folders, progress=progress)


def placed_spines(
    experiment: Experiment, placements: Mapping[str, Placement], preparation: Preparation
) -> list[PlacedSpine]:
    """Every spine with its place and the conductances of its head."""
    found = []
    for spine in experiment.spines:
        values, inserted = with_channels(
            preparation.overridden("head", spine.contents).values("head"),
            spine.channel_densities_S_per_cm2(),
        )
        contents = head_electrics(
            spine.geometry,
            values,
            experiment.bath,
            receptors=spine.receptors or experiment.receptors,
            inserted=(*inserted, *head_channels(experiment)),
            noise=experiment.noise,
        )
        place = placements[spine.name]
        found.append(
            PlacedSpine(spine.name, spine.geometry, place.section, place.position, contents)
        )
    return found


def placed_shaft(experiment: Experiment, preparation: Preparation) -> ShaftElectrics:
    """The conductances of the sections that carry spines."""
    densities = with_counted(experiment.shaft_channels_S_per_cm2, experiment.shaft_channels_per_um2)
    return shaft_electrics(*with_channels(preparation.values("shaft"), densities))
