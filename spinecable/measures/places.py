"""Names of places on a built cell, and NEURON's segments there."""

from __future__ import annotations

import re
from typing import Any

from spinecable.describe.site import Site
from spinecable.electrics.grid import segment_centre
from spinecable.errors import DescriptionError, suggestion
from spinecable.measures.subject import Built
from spinecable.morphology.sites import place_site

Place = str | Site
"""A place: ``soma``, a spine's name (its head), ``NAME.shaft`` (the dendrite at its neck base),
``apical[3]:0.5`` (a fraction along a section), or a `Site`."""

_ON_SECTION = re.compile(r"(?P<section>\w+\[\d+\]):(?P<position>[0-9.eE+-]+)")


def place_name(place: Place) -> str:
    """The place as it stands in a table."""
    if isinstance(place, str):
        return place
    if place.section is not None:
        return f"{place.section}:{place.position:g}"
    if place.near is not None:
        return f"{place.distance_um:g} um from {place.near}"
    return f"{place.domain} at {place.path_distance_um:g} um"


def segment_at(built: Built, place: Place) -> Any:
    """NEURON's segment at a place: of a dendrite, the one that holds it.

    Raises
    ------
    DescriptionError, MorphologyError : there is no such place.
    """
    model = built.model
    if isinstance(place, str):
        if place == "soma":
            return model.soma_seg
        on_section = _ON_SECTION.fullmatch(place)
        if on_section:
            place = Site(section=on_section["section"], position=float(on_section["position"]))
        else:
            name, _, part = place.partition(".")
            names = [spine.name for spine in model.spines]
            if name not in names or part not in ("", "head", "shaft"):
                known = ["soma", *names, *(f"{n}.shaft" for n in names)]
                raise DescriptionError(
                    f"there is no place '{place}'",
                    tip=f"{suggestion(place, known)} A place on a dendrite is 'apical[3]:0.5'.",
                )
            spine = model.spine(name)
            return spine.shaft_seg if part == "shaft" else spine.head_seg
    found = place_site(built.morphology, place, built.placements)
    cable = model.cell.cables[found.section]
    return cable(segment_centre(found.position, cable.nseg))


def path_to(built: Built, to: str | None) -> list[Any]:
    """Segments from the soma outward to the end of a branch, the soma not included.

    Parameters
    ----------
    to : a domain (its farthest end from the soma) or the name of a section (its end); None:
        ``apical``, or ``dendrite`` where there is no apical dendrite.

    Raises
    ------
    DescriptionError : no such domain or section.
    """
    morphology = built.morphology
    if to is not None and "[" in to:
        last = morphology.section(to)
    else:
        domain = to or ("apical" if morphology.in_domain("apical") else "dendrite")
        sections = morphology.in_domain(domain)
        if not sections:
            raise DescriptionError(
                f"{morphology.name} has no {domain}",
                where="to",
                tip=suggestion(domain, {section.domain for section in morphology}),
            )
        last = max(sections, key=lambda section: (section.path_end_um, -section.index))
    chain = reversed(morphology.ancestors(last.index))
    return [segment for index in chain for segment in built.model.cell.cables[index]]


def every_segment(built: Built) -> list[Any]:
    """All segments of dendrites and axon, section by section."""
    return [
        segment
        for index in sorted(built.model.cell.cables)
        for segment in built.model.cell.cables[index]
    ]


def path_distance_um(built: Built, segment: Any) -> float:
    """Path distance of a cable's segment from the soma's surface (um)."""
    section = built.morphology.section(segment.sec.name())
    return section.path_distance_um(segment.x)
