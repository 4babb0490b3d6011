"""Many spines at once: how many, of which shapes, where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator, model_validator

from spinecable.describe.base import Description
from spinecable.describe.channel import known_counts, known_densities
from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.preparation import APPARATUS, UNIFORM
from spinecable.describe.receptors import Receptors
from spinecable.describe.release import Release
from spinecable.describe.site import Domain

PUBLISHED = "published"


class Clusters(Description):
    """Groups of neighbours on one dendrite.

    Parameters
    ----------
    count : how many groups. They do not overlap.
    spines : in each.
    length_um : of dendrite that holds a group. Default 10 um (ASSUMED: the reach of the calcium
        and the enzymes that neighbours share).
    """

    count: int = Field(ge=1, le=100_000)
    spines: int = Field(ge=1, le=10_000)
    length_um: float = Field(default=10.0, gt=0, le=1000)


class Population(Description):
    """A description that becomes named spines, ``NAME_0001`` onwards, on a given cell.

    A stimulus that names the population means all of its spines.

    Parameters
    ----------
    name : prefix of the spines' names.
    sampler : name of a joint distribution of shapes (``rat_ca1``, see
        ``spinecable spines samplers``) or a TOML file of that form; or
    geometry : one shape for all; or
    file : a table of measured spines with their places (CSV, morph-spines HDF5, Neurolucida ASC),
        see `spinecable.population.read.read_spines`. `sampler` or `geometry` then fills in what
        the file has not measured.
    domain : which dendrites.
    path_distance_um : lowest and highest path distance from the soma (um), or None for all.
    branch_order : lowest and highest branch order (0 next to the soma), or None for all.
    sections : names of sections, or None for all of the domain.
    count : how many, at random places; or
    density_per_um : spines per um of dendrite, at random places: a number, a table by domain
        (``{ basal = 0.8, apical_tuft = 0.5 }``), or ``"published"`` for the sampler's own; or
    density_at : pairs of path distance (um) and spines per um, linear in between and constant
        beyond, at random places; or
    spacing_um : one each so many um along every branch, the first at a random place; or
    clusters : groups of neighbours.
    min_spacing_um : no two neck bases of a branch are nearer, spines listed one by one included
        (um; ASSUMED 0.1: the diameter of a thin neck).
    contents, channels_S_per_cm2, channel_counts, receptors, release, apparatus : of each spine, as
        in `Spine`.
    seed : of shapes and places. The experiment's own seed plays no part, so trials with different
        noise keep their spines.
    expanded : its spines are already listed, as in the description kept with a result.

    The n-th spine has the same shape whatever the number of spines, and for `count` the same
    place. Where implicit spines stand, explicit ones take their place and no more membrane than
    theirs (`Cell.implicit_spines`): a place without room for a spine is drawn again.
    """

    name: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$", max_length=30)
    sampler: str | None = None
    geometry: SpineGeometry | None = None
    file: str | None = None
    domain: Domain = "dendrite"
    path_distance_um: tuple[float, float] | None = None
    branch_order: tuple[int, int] | None = None
    sections: tuple[str, ...] | None = None
    count: int | None = Field(default=None, ge=1, le=1_000_000)
    density_per_um: float | dict[Domain, float] | Literal["published"] | None = None
    density_at: tuple[tuple[float, float], ...] | None = None
    spacing_um: float | None = Field(default=None, gt=0)
    clusters: Clusters | None = None
    min_spacing_um: float = Field(default=0.1, ge=0.02, le=100)
    contents: dict[str, float] = Field(default_factory=dict)
    channels_S_per_cm2: dict[str, float] = Field(default_factory=dict)
    channel_counts: dict[str, float] = Field(default_factory=dict)
    receptors: Receptors | None = None
    release: Release | None = None
    apparatus: bool = False
    seed: int = Field(default=1, ge=0)
    expanded: bool = False

    @field_validator("name")
    @classmethod
    def _not_all(cls, name: str) -> str:
        if name == "all":
            raise ValueError("'all' means all spines of an experiment; give another name")
        return name

    @field_validator("channels_S_per_cm2")
    @classmethod
    def _known_channels(cls, densities: dict[str, float]) -> dict[str, float]:
        return known_densities(densities)

    @field_validator("channel_counts")
    @classmethod
    def _known_counts(cls, counts: dict[str, float]) -> dict[str, float]:
        return known_counts(counts)

    @field_validator("receptors")
    @classmethod
    def _no_spillover(cls, receptors: Receptors | None) -> Receptors | None:
        if receptors is not None and receptors.spillover is not None:
            raise ValueError("spill-over is the same for all spines; set it in [receptors]")
        return receptors

    @field_validator("contents")
    @classmethod
    def _of_the_head(cls, contents: dict[str, float]) -> dict[str, float]:
        for key in sorted(set(contents) & UNIFORM):
            raise ValueError(f"'{key}' is the same throughout the dendrite; set it in [contents]")
        return contents

    @field_validator("file")
    @classmethod
    def _absolute(cls, file: str | None) -> str | None:
        return None if file is None else str(Path(file).expanduser().absolute())

    @field_validator("path_distance_um", "branch_order")
    @classmethod
    def _rising(cls, pair: tuple[float, float] | None) -> tuple[float, float] | None:
        if pair is not None and not 0 <= pair[0] <= pair[1]:
            raise ValueError(f"{pair[0]:g} to {pair[1]:g} is no range; give the lower number first")
        return pair

    @field_validator("density_per_um")
    @classmethod
    def _positive(cls, density: object) -> object:
        values = density.values() if isinstance(density, dict) else [density]
        if any(isinstance(value, float) and not 0 <= value <= 30 for value in values):
            raise ValueError("a density lies between 0 and 30 spines per um")
        return density

    @field_validator("density_at")
    @classmethod
    def _profile(
        cls, pairs: tuple[tuple[float, float], ...] | None
    ) -> tuple[tuple[float, float], ...] | None:
        if pairs is None:
            return None
        distances = [distance for distance, _ in pairs]
        if not pairs or distances != sorted(set(distances)):
            raise ValueError("path distances must be there and rise from pair to pair")
        if any(not 0 <= density <= 30 for _, density in pairs):
            raise ValueError("a density lies between 0 and 30 spines per um")
        return pairs

    @model_validator(mode="after")
    def _complete(self) -> Population:
        ways = ("count", "density_per_um", "density_at", "spacing_um", "clusters")
        given = [way for way in ways if getattr(self, way) is not None]
        for key in sorted(set(self.contents) & APPARATUS):
            if not self.apparatus:
                raise ValueError(
                    f"'{key}' has no effect without the apparatus; give apparatus = true"
                )
        if self.file is not None:
            fields = type(self).model_fields
            placing = [*given, *(k for k in _WHERE if getattr(self, k) != fields[k].default)]
            if placing:
                raise ValueError(f"the places come from the file; leave {', '.join(placing)} out")
            if self.sampler is not None and self.geometry is not None:
                raise ValueError("what the file lacks comes from sampler or geometry, not both")
            return self
        if (self.sampler is None) == (self.geometry is None):
            raise ValueError("the shapes come from exactly one of sampler, geometry and file")
        if len(given) != 1:
            raise ValueError(
                f"how many spines is said by exactly one of {', '.join(ways)}; "
                f"here: {', '.join(given) or 'none'}"
            )
        if self.density_per_um == PUBLISHED and self.sampler is None:
            raise ValueError("a published density belongs to a sampler; give sampler")
        return self

    def spine_name(self, number: int) -> str:
        """The name of its `number`-th spine, from 1."""
        return f"{self.name}_{number:04d}"

    def owns(self, spine: str) -> bool:
        """Whether a spine's name is one of those this population gives."""
        prefix, _, number = spine.rpartition("_")
        return prefix == self.name and len(number) >= 4 and number.isdigit()

    def will_own(self, spine: str) -> bool:
        """Whether it is not yet expanded and may give a spine of that name."""
        return not self.expanded and self.owns(spine)


_WHERE = ("domain", "path_distance_um", "branch_order", "sections", "min_spacing_um")


def check_names(spines: Sequence[str], populations: Sequence[Population]) -> None:
    """Names of spines and populations differ.

    Raises
    ------
    ValueError : a name is there twice.
    """
    for name, times in Counter(spines).items():
        if times > 1:
            raise ValueError(f"two spines are called '{name}'; names must differ")
    taken = set(spines)
    for k, population in enumerate(populations):
        if population.name in taken:
            raise ValueError(
                f"population[{k}].name: '{population.name}' is taken; names of spines and "
                "populations must differ"
            )
        taken.add(population.name)
