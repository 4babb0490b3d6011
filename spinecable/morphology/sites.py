"""From descriptions of sites to places on a given morphology."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spinecable.describe.site import Site
from spinecable.describe.spine import Spine
from spinecable.errors import DescriptionError, MorphologyError, suggestion
from spinecable.morphology.tree import DOMAINS, Morphology, Section

SAME_PLACE_UM = 0.01
END_MARGIN_UM = 3.0  # ASSUMED: the radius of a thick trunk, inside which a branch is still trunk


@dataclass(frozen=True)
class Placement:
    """Where a spine stands.

    Parameters
    ----------
    section : index in `Morphology.sections`.
    position : fraction 0-1 of the section's arc length.
    path_distance_um : from the soma's surface (um).
    notice : what differs from what was asked, or None.
    """

    section: int
    position: float
    path_distance_um: float
    notice: str | None = None


def resolve_sites(morphology: Morphology, spines: Sequence[Spine]) -> dict[str, Placement]:
    """The place of each spine, by name, in the order given.

    The choice is deterministic. By domain and path distance: of the sections that have that
    distance `END_MARGIN_UM` off their ends, or else anywhere, the longest (the first in the file
    if equal); if none has it, the section whose end is nearest (the longest if equal),
    `END_MARGIN_UM` (at most a tenth of it) inside that end. By `near`: on the other
    spine's section, away from the soma for positive distances; if that runs over the section's
    end, the same distance the other way, with a notice.

    Raises
    ------
    DescriptionError : unknown section, spine or domain; spines that refer to each other in a ring;
        a `near` distance that fits neither way; two spines nearer than 0.01 um on one section; two
        spines of one name.
    MorphologyError : the cell has none of the domain and no `fallback`, or nothing within
        `tolerance_um`.
    """
    names = [spine.name for spine in spines]
    known: set[str] = set()
    for k, name in enumerate(names):
        if name in known:
            raise DescriptionError(
                f"two spines are called '{name}'", where=f"spine[{k}].name", tip="Rename one."
            )
        known.add(name)
    placed: dict[str, Placement] = {}
    for k, spine in enumerate(spines):
        if spine.site.near is not None and spine.site.near not in known:
            raise DescriptionError(
                f"there is no spine '{spine.site.near}'",
                where=f"spine[{k}].site.near",
                tip=suggestion(spine.site.near, [name for name in names if name != spine.name]),
            )
    waiting = list(enumerate(spines))
    while waiting:
        ready = [(k, s) for k, s in waiting if s.site.near is None or s.site.near in placed]
        if not ready:
            k, spine = waiting[0]
            raise DescriptionError(
                f"'{spine.name}' is placed near '{spine.site.near}', which is placed near it",
                where=f"spine[{k}].site.near",
                tip="Give one of them a place of its own.",
            )
        for k, spine in ready:
            placed[spine.name] = _place(morphology, spine.site, placed, f"spine[{k}].site")
        waiting = [(k, spine) for k, spine in waiting if spine.name not in placed]
    _refuse_same_place(morphology, names, placed)
    return {name: placed[name] for name in names}


def place_site(
    morphology: Morphology, site: Site, placed: Mapping[str, Placement], where: str = "site"
) -> Placement:
    """The place of one site that carries no spine, such as an electrode's.

    Parameters
    ----------
    placed : of the spines, for a site that is `near` one of them.
    where : key path for an error.

    Raises
    ------
    DescriptionError, MorphologyError : as `resolve_sites`.
    """
    if site.near is not None and site.near not in placed:
        raise DescriptionError(
            f"there is no spine '{site.near}'",
            where=f"{where}.near",
            tip=suggestion(site.near, placed),
        )
    return _place(morphology, site, placed, where)


def _place(
    morphology: Morphology, site: Site, placed: Mapping[str, Placement], where: str
) -> Placement:
    if site.near is not None and site.distance_um is not None:
        return _near(morphology, site.near, site.distance_um, placed, where)
    if site.section is not None and site.position is not None:
        return _named(morphology, site.section, site.position, where)
    if site.domain is not None and site.path_distance_um is not None:
        return _by_distance(morphology, site, site.domain, site.path_distance_um, where)
    raise DescriptionError("the site names no place", where=where)


def _named(morphology: Morphology, name: str, position: float, where: str) -> Placement:
    try:
        section = morphology.section(name)
    except DescriptionError as error:
        raise DescriptionError(error.what, where=f"{where}.section", tip=error.tip) from None
    if section.domain == "axon":
        raise DescriptionError(
            f"'{name}' is axon; spines stand on dendrites",
            where=f"{where}.section",
            tip="Name a basal or apical section.",
        )
    return Placement(section.index, position, section.path_distance_um(position))


def _by_distance(
    morphology: Morphology, site: Site, domain: str, distance_um: float, where: str
) -> Placement:
    notices = []
    sections = morphology.in_domain(domain)
    if not sections and site.fallback is not None:
        notices.append(f"{morphology.name} has no {domain}; {site.fallback} is used")
        domain = site.fallback
        sections = morphology.in_domain(domain)
    if not sections:
        raise MorphologyError(
            f"{morphology.name} has no {domain} dendrite",
            where=where,
            tip=_other_domains(morphology),
        )
    having = _having(sections, distance_um, END_MARGIN_UM) or _having(sections, distance_um, 0.0)
    if having:
        section = max(having, key=lambda s: (s.length_um, -s.index))
        at = (distance_um - section.path_start_um) / section.length_um
    else:
        section, at = _nearest_end(sections, distance_um)
        reached = section.path_distance_um(at)
        missed = abs(reached - distance_um)
        if missed > site.tolerance_um:
            low = min(s.path_start_um for s in sections)
            high = max(s.path_end_um for s in sections)
            raise MorphologyError(
                f"no {domain} dendrite of {morphology.name} comes within "
                f"{site.tolerance_um:g} um of the path distance {distance_um:g} um",
                where=where,
                tip=f"They span {low:.0f} to {high:.0f} um; choose a distance there or raise "
                "tolerance_um.",
            )
        notices.append(f"placed at {reached:.1f} um, {missed:.1f} um from the asked distance")
    at = min(max(at, 0.0), 1.0)
    notice = "; ".join(notices) or None
    return Placement(section.index, at, section.path_distance_um(at), notice)


def _having(sections: Sequence[Section], distance_um: float, margin_um: float) -> list[Section]:
    return [
        section
        for section in sections
        if section.path_start_um + margin_um <= distance_um <= section.path_end_um - margin_um
    ]


def _nearest_end(sections: Sequence[Section], distance_um: float) -> tuple[Section, float]:
    def miss(section: Section) -> float:
        ends = (section.path_start_um, section.path_end_um)
        return min(abs(end - distance_um) for end in ends)

    section = min(sections, key=lambda s: (miss(s), -s.length_um, s.index))
    margin = min(END_MARGIN_UM, 0.1 * section.length_um) / section.length_um
    return section, margin if distance_um < section.path_start_um else 1 - margin


def _other_domains(morphology: Morphology) -> str:
    present = [domain for domain in DOMAINS[:-1] if morphology.in_domain(domain)]
    if not present:
        return "It has no dendrite at all."
    return f"It has {', '.join(present)}; choose one of them or set site.fallback."


def _near(
    morphology: Morphology,
    other: str,
    distance_um: float,
    placed: Mapping[str, Placement],
    where: str,
) -> Placement:
    anchor = placed[other]
    section = morphology.sections[anchor.section]
    start = anchor.position * section.length_um
    slack = 1e-9 * section.length_um
    for sign, notice in ((1.0, None), (-1.0, f"turned round: {section.name} is too short")):
        arc = start + sign * distance_um
        if -slack <= arc <= section.length_um + slack:
            position = min(max(arc / section.length_um, 0.0), 1.0)
            distance = section.path_distance_um(position)
            return Placement(section.index, position, distance, notice)
    raise DescriptionError(
        f"{abs(distance_um):g} um from '{other}' is off {section.name} both ways: it is "
        f"{section.length_um:.1f} um long and '{other}' stands at {start:.1f} um",
        where=f"{where}.distance_um",
        tip="Choose a shorter distance, or a longer section.",
    )


def _refuse_same_place(
    morphology: Morphology, names: Sequence[str], placed: dict[str, Placement]
) -> None:
    order = sorted(
        range(len(names)), key=lambda k: (placed[names[k]].section, placed[names[k]].position)
    )
    for a, b in itertools.pairwise(order):
        first, second = placed[names[a]], placed[names[b]]
        if first.section != second.section:
            continue
        section = morphology.sections[first.section]
        apart = (second.position - first.position) * section.length_um
        if apart < SAME_PLACE_UM:
            late, early = max(a, b), min(a, b)
            raise DescriptionError(
                f"'{names[late]}' stands where '{names[early]}' stands ({section.name}, "
                f"{first.position:.4g})",
                where=f"spine[{late}].site",
                tip=f"Keep spines at least {SAME_PLACE_UM:g} um apart.",
            )
