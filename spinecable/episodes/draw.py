"""What chance decides: which spines form a pattern, which pattern comes, which spines appear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from spinecable.describe.episodes import Episodes
from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.site import Site
from spinecable.describe.spine import Spine
from spinecable.electrics.streams import generator
from spinecable.errors import DescriptionError, suggestion

NEW = "new"
"""Prefix of the names of spines that appear."""
TRIES = 200
"""Places tried for a new spine before the dendrite counts as full (ASSUMED)."""
HOURS_PER_DAY = 24.0

Patterns = dict[str, tuple[str, ...]]


def draw_patterns(episodes: Episodes, spines: Sequence[str]) -> Patterns:
    """The spines of every pattern, by name, in the order of `spines`.

    Raises
    ------
    DescriptionError : a pattern names a spine that is not there, or there are too few spines.
    """
    for k, pattern in enumerate(episodes.patterns):
        for name in pattern.spines or ():
            if name not in spines:
                raise DescriptionError(
                    f"the pattern '{pattern.name}' names the spine '{name}', which is not there",
                    where=f"pattern[{k}].spines",
                    tip=suggestion(name, spines),
                )
    found: Patterns = {p.name: p.spines for p in episodes.patterns if p.spines is not None}
    free = [p.name for p in episodes.patterns if p.spines is None]
    if free and episodes.pattern_size is not None:
        size = episodes.pattern_size
        common = round(episodes.overlap * size)
        own = size - common
        needed = common + len(free) * own
        if needed > len(spines):
            raise DescriptionError(
                f"{len(free)} patterns of {size} spines with {common} in common need {needed} "
                f"spines, and there are {len(spines)}",
                where="pattern_size",
                tip="Lower pattern_size, raise overlap, or add spines.",
            )
        shuffled = generator(episodes.seed, 0, "patterns").permutation(len(spines))
        for k, name in enumerate(free):
            start = common + k * own
            chosen = {*shuffled[:common].tolist(), *shuffled[start : start + own].tolist()}
            found[name] = tuple(s for n, s in enumerate(spines) if n in chosen)
    return {p.name: found[p.name] for p in episodes.patterns}


def active_pattern(episodes: Episodes, episode: int) -> str:
    """The name of the pattern of an episode, counted from 1."""
    stream = generator(episodes.seed, episode, "order")
    return episodes.pattern_of(episode, int(stream.integers(len(episodes.patterns))))


def new_spines(
    episodes: Episodes,
    episode: int,
    spines: Sequence[Spine],
    lengths_um: Mapping[str, float],
) -> tuple[Spine, ...]:
    """Thin spines that appear between an episode and the next.

    Parameters
    ----------
    episode : after which they appear.
    spines : those that are there, by section and position.
    lengths_um : sections on which spines may appear -> length.
    """
    rate = episodes.new_spines_per_um_per_day
    total_um = sum(lengths_um.values())
    if rate == 0 or total_um == 0:
        return ()
    stream = generator(episodes.seed, episode, "new spines")
    count = int(stream.poisson(rate * total_um * episodes.interval_h / HOURS_PER_DAY))
    names = list(lengths_um)
    shares = np.array([lengths_um[name] for name in names]) / total_um
    taken: dict[str, list[float]] = {name: [] for name in names}
    for spine in spines:
        section = str(spine.site.section)
        if section in taken:
            taken[section].append(float(spine.site.position or 0.0) * lengths_um[section])
    found: list[Spine] = []
    for _ in range(count):
        for _ in range(TRIES):
            section = names[int(stream.choice(len(names), p=shares))]
            at_um = float(stream.uniform(0.0, lengths_um[section]))
            if all(abs(at_um - other) >= episodes.min_spacing_um for other in taken[section]):
                taken[section].append(at_um)
                found.append(
                    Spine(
                        name=f"{NEW}_{episode:04d}_{len(found) + 1:04d}",
                        site=Site(section=section, position=at_um / lengths_um[section]),
                        geometry=SpineGeometry.named("thin"),
                    )
                )
                break
    return tuple(found)


def joined(
    episodes: Episodes, episode: int, patterns: Patterns, born: Sequence[str], first_count: int
) -> Patterns:
    """The patterns with the new spines that have joined drawn ones."""
    stream = generator(episodes.seed, episode, "joining")
    drawn = {p.name for p in episodes.patterns if p.spines is None}
    share = (episodes.pattern_size or 0) / first_count
    found = dict(patterns)
    for name in born:
        for pattern in patterns:
            if stream.random() < share and pattern in drawn:
                found[pattern] = (*found[pattern], name)
    return found
