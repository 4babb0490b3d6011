"""Where the spines of a population stand."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from spinecable.describe.population import PUBLISHED, Clusters, Population
from spinecable.errors import DescriptionError
from spinecable.morphology.tree import SELECTORS, Section
from spinecable.population.marginal import Floats
from spinecable.population.room import Room
from spinecable.population.streams import stream

if TYPE_CHECKING:
    from spinecable.morphology.tree import Morphology

PIECE_UM = 1.0
"""Densities that vary along a dendrite are constant over pieces of at most this length (um)."""

END_MARGIN_UM = 0.05
"""Spines keep this far from a branch's ends (um; ASSUMED: half a thin neck)."""

TRIES = 300
"""How often a place without room is drawn again."""

ALIKE_PER_UM = 0.1
"""Densities apart by less count as one where a place is drawn again (per um)."""


@dataclass(frozen=True)
class Stretch:
    """A piece of one section (um along it) on which a population may stand."""

    section: Section
    start_um: float
    end_um: float

    @property
    def length_um(self) -> float:
        """Of the piece."""
        return self.end_um - self.start_um


def stretches(population: Population, morphology: Morphology) -> list[Stretch]:
    """The dendrite that a population's domain, sections, path and order leave, in file order.

    Raises
    ------
    DescriptionError : nothing is left, or a section does not exist.
    """
    wanted = None
    if population.sections is not None:
        wanted = {morphology.section(name).index for name in population.sections}
    low, high = population.path_distance_um or (0.0, math.inf)
    first, last = population.branch_order or (0, math.inf)
    found = []
    for section in morphology.in_domain(population.domain):
        if wanted is not None and section.index not in wanted:
            continue
        if not first <= section.branch_order <= last:
            continue
        margin = min(END_MARGIN_UM, section.length_um / 4)
        start = max(margin, low - section.path_start_um)
        end = min(section.length_um - margin, high - section.path_start_um)
        if end > start:
            found.append(Stretch(section, start, end))
    if not found:
        raise DescriptionError(
            f"no dendrite of {morphology.name} is left for the population '{population.name}'",
            tip=_what_there_is(population, morphology),
        )
    return found


def _what_there_is(population: Population, morphology: Morphology) -> str:
    own = morphology.in_domain(population.domain)
    if not own:
        present = [name for name in SELECTORS if name != "axon" and morphology.in_domain(name)]
        return f"There is no {population.domain}; it has {', '.join(present)}."
    far = max(section.path_end_um for section in own)
    order = max(section.branch_order for section in own)
    return (
        f"Its {population.domain} reaches from "
        f"{min(section.path_start_um for section in own):.0f} to {far:.0f} um and branch order "
        f"{order}; widen domain, sections, path_distance_um or branch_order."
    )


def place(
    population: Population,
    morphology: Morphology,
    room: Room,
    areas_um2: Callable[[int], Floats],
    published: Mapping[str, float],
) -> list[tuple[Section, float]]:
    """The place (section and um along it) of every spine, and `room` with them in it.

    Parameters
    ----------
    areas_um2 : the membrane of the first n spines, shape (n,).
    published : density by domain for ``density_per_um = "published"``.

    Raises
    ------
    DescriptionError : no dendrite is left, a density is not known, or there is no room.
    """
    found = stretches(population, morphology)
    rng = np.random.Generator(stream(population.seed, population.name, 1))
    if population.spacing_um is not None:
        spots = _spaced(found, population.spacing_um, rng)
        for n, ((section, at_um), area) in enumerate(
            zip(spots, areas_um2(len(spots)), strict=True), start=1
        ):
            if not room.fits(section.index, at_um, area, population.min_spacing_um):
                raise _no_room(population, n, f"at {at_um:.1f} um of {section.name}")
            room.take(section.index, at_um, area)
        return spots
    if population.clusters is not None:
        areas = areas_um2(population.clusters.count * population.clusters.spines)
        return _clustered(population, population.clusters, found, areas, room, rng)
    draws = _Draws(found, population, published, rng)
    total = population.count or max(1, round(draws.expected))
    spots = []
    for n, area in enumerate(areas_um2(total), start=1):
        about = None
        for _ in range(TRIES):
            section, at_um, about = draws.next(about)
            if room.fits(section.index, at_um, area, population.min_spacing_um):
                break
        else:
            raise _no_room(population, n, f"in {TRIES} places drawn at random")
        room.take(section.index, at_um, area)
        spots.append((section, at_um))
    return spots


class _Piece(NamedTuple):
    """A piece of dendrite with one density of spines (per um)."""

    section: Section
    start_um: float
    length_um: float
    density: float


class _Draws:
    """Random places, each as likely as spines are expected there.

    A place without room is drawn again where the density is about the same (`ALIKE_PER_UM`): else
    crowded dendrite would send its spines to where fewer were asked for.
    """

    def __init__(
        self,
        found: Sequence[Stretch],
        population: Population,
        published: Mapping[str, float],
        rng: np.random.Generator,
    ) -> None:
        self._rng = rng
        pieces: list[_Piece] = []
        for stretch in found:
            count = max(1, math.ceil(stretch.length_um / PIECE_UM))
            step = stretch.length_um / count
            for i in range(count):
                start = stretch.start_um + i * step
                path = stretch.section.path_start_um + start + step / 2
                density = _density(population, published, stretch.section, path)
                if density > 0:
                    pieces.append(_Piece(stretch.section, start, step, density))
        if not pieces:
            raise DescriptionError(
                f"the density of the population '{population.name}' is zero wherever it may stand",
                tip=f"Its dendrite is of the domains "
                f"{', '.join(sorted({stretch.section.domain for stretch in found}))}.",
            )
        alike: dict[float | None, list[_Piece]] = {None: pieces}
        for piece in pieces:
            alike.setdefault(_about(piece.density), []).append(piece)
        self._alike = {
            density: (own, np.cumsum([piece.density * piece.length_um for piece in own]))
            for density, own in alike.items()
        }

    @property
    def expected(self) -> float:
        """Spines expected on all pieces; their length where only proportions matter (um)."""
        return float(self._alike[None][1][-1])

    def next(self, about: float | None = None) -> tuple[Section, float, float]:
        """One place, of about this density if one is given.

        Returns
        -------
        tuple : section, um along it, and about which density it has (per um).
        """
        pieces, sums = self._alike[about]
        mark = self._rng.random() * sums[-1]
        k = min(int(np.searchsorted(sums, mark, side="right")), len(pieces) - 1)
        before = sums[k - 1] if k else 0.0
        own = pieces[k]
        along_um = own.start_um + own.length_um * (mark - before) / (sums[k] - before)
        return own.section, float(along_um), _about(own.density)


def _about(density: float) -> float:
    return round(density / ALIKE_PER_UM) * ALIKE_PER_UM


def _density(
    population: Population, published: Mapping[str, float], section: Section, path_um: float
) -> float:
    """Spines per um; 1 everywhere where their number is given."""
    density = population.density_per_um
    if population.density_at is not None:
        distances, values = zip(*population.density_at, strict=True)
        return float(np.interp(path_um, distances, values))
    if density is None:
        return 1.0
    if isinstance(density, float):
        return density
    table: Mapping[str, float] = published if density == PUBLISHED else density  # type: ignore[assignment]
    own = [key for key in table if section.domain in SELECTORS[key]]
    return table[min(own, key=lambda key: len(SELECTORS[key]))] if own else 0.0


def _spaced(
    found: Sequence[Stretch], spacing_um: float, rng: np.random.Generator
) -> list[tuple[Section, float]]:
    spots = []
    for stretch in found:
        first = stretch.start_um + spacing_um * float(rng.random())
        count = math.floor((stretch.end_um - first) / spacing_um) + 1
        spots += [(stretch.section, first + i * spacing_um) for i in range(max(count, 0))]
    return spots


def _clustered(
    population: Population,
    clusters: Clusters,
    found: Sequence[Stretch],
    areas: Floats,
    room: Room,
    rng: np.random.Generator,
) -> list[tuple[Section, float]]:
    """Groups one after another: a window of dendrite clear of the others, then its spines."""
    length = clusters.length_um
    long_enough = [stretch for stretch in found if stretch.length_um >= length]
    if not long_enough:
        raise DescriptionError(
            f"no branch of the population '{population.name}' holds a cluster of {length:g} um",
            tip=f"The longest has {max(s.length_um for s in found):.1f} um; shorten "
            "clusters.length_um or widen the dendrite.",
        )
    sums = np.cumsum([stretch.length_um - length for stretch in long_enough] or [0.0])
    sums = sums if sums[-1] > 0 else np.arange(1.0, len(long_enough) + 1)
    windows: list[tuple[int, float]] = []
    spots: list[tuple[Section, float]] = []
    for k in range(clusters.count):
        own = areas[k * clusters.spines : (k + 1) * clusters.spines]
        for _ in range(TRIES):
            index = int(np.searchsorted(sums, rng.random() * sums[-1], side="right"))
            stretch = long_enough[min(index, len(long_enough) - 1)]
            start = stretch.start_um + (stretch.length_um - length) * float(rng.random())
            section = stretch.section
            if any(s == section.index and abs(start - w) < length for s, w in windows):
                continue
            at_um = _group(section, start, length, own, room, population.min_spacing_um, rng)
            if at_um is not None:
                break
        else:
            raise _no_room(population, len(spots) + 1, f"for cluster {k + 1}")
        windows.append((section.index, start))
        for place_um, area in zip(at_um, own, strict=True):
            room.take(section.index, place_um, area)
            spots.append((section, place_um))
    return spots


def _group(
    section: Section,
    start_um: float,
    length_um: float,
    areas: Floats,
    room: Room,
    spacing_um: float,
    rng: np.random.Generator,
) -> list[float] | None:
    """Places of one cluster's spines in its window; None if they do not fit."""
    trial = room.copy(section.index)
    places = []
    for area in areas:
        for _ in range(TRIES):
            at_um = start_um + length_um * float(rng.random())
            if trial.fits(section.index, at_um, area, spacing_um):
                break
        else:
            return None
        trial.take(section.index, at_um, area)
        places.append(at_um)
    return places


def _no_room(population: Population, number: int, where: str) -> DescriptionError:
    return DescriptionError(
        f"there is no room for spine {number} of the population '{population.name}' {where}: "
        f"other spines are nearer than {population.min_spacing_um:g} um, or the implicit spines "
        "that it would replace have no membrane left",
        tip="Ask for fewer spines or more dendrite, raise cell.implicit_spines.density_per_um, or "
        "leave the implicit spines out (implicit_spines = false).",
    )
