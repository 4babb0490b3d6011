"""What a picture shows: a morphology, or the cell and the spines of an experiment or a result."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from spinecable.describe.cell import Cell
from spinecable.describe.spine import Spine
from spinecable.errors import DescriptionError, suggestion
from spinecable.morphology.axon import with_axon
from spinecable.morphology.colouring import (
    MEASURES,
    SPINE_MEASURES,
    Colouring,
    by_measure,
    by_values,
    place_of,
)
from spinecable.morphology.read import read_morphology
from spinecable.morphology.sites import Placement, resolve_sites
from spinecable.morphology.spines_in_space import DrawnSpine, stand_spines
from spinecable.morphology.tree import Morphology

if TYPE_CHECKING:
    from spinecable.describe.experiment import Experiment
    from spinecable.result.result import Result

_SIGNS = (("um", "µm"), ("uM", "µM"), ("^2", "²"), ("^3", "³"), ("Mohm", "MΩ"))
"""Units as they stand in a result, and as they stand in a picture."""


@dataclass(frozen=True)
class Scene:
    """A cell with its spines and what is known of each spine.

    Parameters
    ----------
    numbers : by name of a measure, one number for each spine.
    labels : of those measures, with units.
    """

    morphology: Morphology
    spines: tuple[Spine, ...] = ()
    placements: Mapping[str, Placement] = field(default_factory=dict)
    numbers: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    def standing(self, *, flat: bool) -> tuple[DrawnSpine, ...]:
        """Its spines in space, see `spinecable.morphology.spines_in_space.stand_spines`."""
        return stand_spines(self.morphology, self.spines, self.placements, flat=flat)

    def colouring(self, name: str) -> Colouring:
        """The colouring by a measure of the shape, or by a number of a result's spines.

        Raises
        ------
        DescriptionError : no such measure, or one of spines where there are none.
        """
        if name in self.numbers and name.removesuffix("_um") not in MEASURES:
            return by_values(self.morphology, spines=self.numbers[name], label=self.labels[name])
        known = {*MEASURES, *SPINE_MEASURES, *self.numbers}
        if name.removesuffix("_um") not in known and name not in known:
            raise DescriptionError(
                f"there is no measure '{name}'", where="colour_by", tip=suggestion(name, known)
            )
        return by_measure(self.morphology, name, self.standing(flat=True))

    def window_um(self, around: str, width_um: float) -> tuple[float, float, float, float]:
        """Left, right, bottom and top of a square around a place.

        Parameters
        ----------
        around : a spine, ``soma``, a section's name or ``apical[3]:0.5``.

        Raises
        ------
        DescriptionError : no such place, or no width.
        """
        if width_um <= 0:
            raise DescriptionError(f"a width of {width_um:g} um shows nothing", where="width_um")
        if around in self.placements:
            place = self.placements[around]
            point = self.morphology.sections[place.section].point_um(place.position)
        elif around == "soma":
            point = self.morphology.soma.centre_um
        elif "[" in around or not self.placements:
            name, position = place_of(around)
            point = self.morphology.section(name).point_um(position)
        else:
            raise DescriptionError(
                f"there is no spine '{around}'",
                where="around",
                tip=suggestion(around, ["soma", *self.placements]),
            )
        x, y, half = float(point[0]), float(point[1]), width_um / 2
        return x - half, x + half, y - half, y + half

    def with_population(self, sampler: str, density_per_um: float | None = None) -> Scene:
        """The same cell with spines drawn from a sampler on its dendrites, seed 1.

        Parameters
        ----------
        density_per_um : None: the sampler's published one.

        Raises
        ------
        DescriptionError : no such sampler, or one without a published density.
        """
        from spinecable.describe.population import Population
        from spinecable.population.expand import population_spines

        population = Population(
            name="spine",
            sampler=sampler,
            density_per_um="published" if density_per_um is None else density_per_um,
        )
        spines = population_spines(population, self.morphology)
        placements = resolve_sites(self.morphology, spines)
        return Scene(self.morphology, spines, placements)


def scene_of(what: Morphology | Cell | Experiment | Result) -> Scene:
    """The scene of a morphology, a cell, an experiment with its populations, or a result.

    A cell's axon is drawn as the cell has it.
    """
    from spinecable.result.result import Result

    if isinstance(what, Morphology):
        return Scene(what)
    if isinstance(what, Cell):
        return Scene(with_axon(read_morphology(what.morphology, what.accept), what.axon))
    experiment = what.experiment if isinstance(what, Result) else what
    morphology = scene_of(experiment.cell).morphology
    spines = experiment.expanded(morphology).spines
    placements = resolve_sites(morphology, spines)
    numbers, labels = _of_result(what) if isinstance(what, Result) else ({}, {})
    return Scene(morphology, tuple(spines), placements, numbers, labels)


def read_scene(name: str | Path, accept: Collection[str] = ()) -> Scene:
    """The scene of a file: a morphology, an experiment (``.toml``) or a result (``.nc``).

    A bundled name is that of a morphology, else of a cell preset, else of a protocol.
    """
    from spinecable.describe.cell_presets import PRESETS
    from spinecable.describe.toml import bundled_protocols, load_experiment
    from spinecable.result.result import Result

    suffix = Path(name).suffix.lower()
    if suffix == ".nc":
        return scene_of(Result.load(name))
    if not _is_morphology(name):
        if str(name) in PRESETS:
            return scene_of(Cell.preset(str(name)))
        if suffix == ".toml" or str(name) in bundled_protocols():
            return scene_of(load_experiment(name))
    return scene_of(read_morphology(name, accept))


def _is_morphology(name: str | Path) -> bool:
    from spinecable.resources import resource_dir

    return (resource_dir("morphologies") / f"{name}.swc").is_file()


def _of_result(result: Result) -> tuple[Mapping[str, Mapping[str, float]], Mapping[str, str]]:
    """Every number of which a result has one for each spine."""
    numbers, labels = {}, {}
    for name, variable in result.dataset.data_vars.items():
        if variable.dims == ("spine",) and variable.dtype.kind in "fiu":
            unit = variable.attrs.get("units", "1")
            for plain, shown in _SIGNS:
                unit = unit.replace(plain, shown)
            numbers[str(name)] = dict(zip(result.spines, map(float, variable.values), strict=True))
            labels[str(name)] = variable.attrs.get("long_name", str(name))
            if unit != "1":
                labels[str(name)] += f" ({unit})"
    return MappingProxyType(numbers), MappingProxyType(labels)
