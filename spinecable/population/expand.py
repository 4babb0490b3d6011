"""From populations to spines: `Experiment.expanded`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import ValidationError

from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.population import Population
from spinecable.describe.site import Site
from spinecable.describe.spine import Spine
from spinecable.errors import DescriptionError
from spinecable.morphology.sites import resolve_sites
from spinecable.population.marginal import Floats
from spinecable.population.place import place
from spinecable.population.room import Room
from spinecable.population.sampler import load_sampler

if TYPE_CHECKING:
    from spinecable.describe.experiment import Experiment
    from spinecable.morphology.tree import Morphology


def expanded(experiment: Experiment, morphology: Morphology) -> Experiment:
    """`experiment` with its populations as spines; see `Experiment.expanded`."""
    _refuse_taken_names(experiment)
    if all(population.expanded for population in experiment.populations):
        stimuli = _with_spines_named(experiment, [spine.name for spine in experiment.spines])
        return experiment if stimuli == experiment.stimuli else experiment.changed(stimuli=stimuli)
    room = Room(morphology, experiment.cell.implicit_spines)
    placements = resolve_sites(morphology, experiment.spines)
    for spine in experiment.spines:
        where = placements[spine.name]
        at_um = where.position * morphology.sections[where.section].length_um
        room.take(where.section, at_um, _area_um2(spine.geometry))
    spines = list(experiment.spines)
    for k, population in enumerate(experiment.populations):
        if population.expanded:
            continue
        try:
            spines += population_spines(population, morphology, room)
        except DescriptionError as error:
            where_ = error.where or f"population[{k}]"
            raise DescriptionError(error.what, where=where_, tip=error.tip) from None
    try:
        complete: Experiment = experiment.changed(
            spines=tuple(spines),
            populations=tuple(p.changed(expanded=True) for p in experiment.populations),
            stimuli=_with_spines_named(experiment, [spine.name for spine in spines]),
        )
    except ValidationError as error:
        raise DescriptionError(
            error.errors()[0]["msg"].removeprefix("Value error, "), where="population"
        ) from None
    return complete


def _refuse_taken_names(experiment: Experiment) -> None:
    for i, spine in enumerate(experiment.spines):
        for population in experiment.populations:
            if population.owns(spine.name) and not population.expanded:
                raise DescriptionError(
                    f"the name '{spine.name}' is one of those that the population "
                    f"'{population.name}' gives to its spines",
                    where=f"spine[{i}].name",
                    tip="Rename the spine or the population.",
                )


def population_spines(
    population: Population, morphology: Morphology, room: Room | None = None
) -> tuple[Spine, ...]:
    """The spines of one population on `morphology`.

    Parameters
    ----------
    room : what the dendrite has left, and afterwards with these spines in it; None is a dendrite
        with neither spines nor implicit spines.

    Raises
    ------
    DescriptionError : as `Experiment.expanded`.
    """
    room = room or Room(morphology, None)
    if population.file is not None:
        return _from_file(population, morphology, room)
    shapes: list[SpineGeometry] = []
    published = {}
    sampler = None if population.sampler is None else load_sampler(population.sampler)
    if sampler is not None:
        published = dict(sampler.density_per_um)
        if population.density_per_um == "published" and not published:
            raise DescriptionError(
                f"the sampler '{population.sampler}' has no published density of spines",
                tip="Give density_per_um as a number.",
            )

    def areas_um2(count: int) -> Floats:
        if sampler is not None:
            sample = sampler.draw(count, population.seed, stream=population.name)
            shapes.extend(sample.geometries())
        elif population.geometry is not None:
            shapes.extend([population.geometry] * count)
        return np.array([_area_um2(shape) for shape in shapes])

    spots = place(population, morphology, room, areas_um2, published)
    return tuple(
        _spine(population, n, section.name, at_um / section.length_um, shape)
        for n, ((section, at_um), shape) in enumerate(zip(spots, shapes, strict=True), start=1)
    )


def _from_file(population: Population, morphology: Morphology, room: Room) -> tuple[Spine, ...]:
    from spinecable.population.read import read_spines

    found = read_spines(
        str(population.file),
        morphology,
        sampler=population.sampler,
        geometry=population.geometry,
        seed=population.seed,
    )
    placements = resolve_sites(morphology, found)
    spines = []
    for n, spine in enumerate(found, start=1):
        spot = placements[spine.name]
        section = morphology.sections[spot.section]
        room.take(spot.section, spot.position * section.length_um, _area_um2(spine.geometry))
        spines.append(_spine(population, n, section.name, spot.position, spine.geometry))
    return tuple(spines)


def _spine(
    population: Population, number: int, section: str, position: float, shape: SpineGeometry
) -> Spine:
    return Spine(
        name=population.spine_name(number),
        site=Site(section=section, position=position),
        geometry=shape,
        contents=population.contents,
        channels_S_per_cm2=population.channels_S_per_cm2,
        channel_counts=population.channel_counts,
        receptors=population.receptors,
        release=population.release,
        apparatus=population.apparatus,
    )


def _with_spines_named(experiment: Experiment, spines: list[str]) -> tuple[Any, ...]:
    """The stimuli, with a population's name replaced by those of its spines."""
    members: dict[str, list[str]] = {population.name: [] for population in experiment.populations}
    for name in spines:
        owner = name.rpartition("_")[0]
        if owner in members:
            members[owner].append(name)
    stimuli = []
    for stimulus in experiment.stimuli:
        named = getattr(stimulus, "spines", "all")
        if named != "all" and not members.keys().isdisjoint(named):
            own = [name for given in named for name in members.get(given, [given])]
            stimulus = stimulus.changed(spines=list(dict.fromkeys(own)))
        stimuli.append(stimulus)
    return tuple(stimuli)


def _area_um2(shape: SpineGeometry) -> float:
    return shape.head_area_um2 + shape.neck_area_um2
