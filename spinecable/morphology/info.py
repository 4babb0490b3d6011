"""Numbers of a morphology, for tables and for machines."""

from __future__ import annotations

from typing import Any

import numpy as np

from spinecable.morphology.tree import DOMAINS, Morphology, Section

COLUMNS = (
    "domain",
    "sections",
    "stems",
    "tips",
    "length_um",
    "area_um2",
    "mean_diameter_um",
    "min_diameter_um",
    "max_diameter_um",
    "path_min_um",
    "path_max_um",
)


def morphology_info(morphology: Morphology) -> dict[str, Any]:
    """Plain numbers of a morphology, ready for JSON.

    Returns
    -------
    dict : name, path, sha256; soma (kind, centre_um, diameter_um of the equivalent cylinder,
        area_um2); total_length_um, dendrite_length_um, section and point counts, max_branch_order;
        domains, one row per domain present with the keys `COLUMNS`; notices.

    A domain's `stems` are its sections that begin at the soma or on another domain, its `tips`
    those without children; `mean_diameter_um` is weighted by length; `path_min_um` and
    `path_max_um` are path distances from the soma's surface.
    """
    soma = morphology.soma
    return {
        "name": morphology.name,
        "path": str(morphology.path),
        "sha256": morphology.sha256,
        "soma": {
            "kind": soma.kind,
            "centre_um": [float(value) for value in soma.centre_um],
            "diameter_um": soma.diameter_um,
            "area_um2": soma.area_um2,
        },
        "total_length_um": morphology.total_length_um(),
        "dendrite_length_um": morphology.total_length_um("dendrite"),
        "sections": len(morphology.sections),
        "points": sum(len(section.points_um) for section in morphology.sections),
        "max_branch_order": max(section.branch_order for section in morphology.sections),
        "domains": [_row(morphology, domain) for domain in DOMAINS if morphology.in_domain(domain)],
        "notices": list(morphology.notices),
    }


def _row(morphology: Morphology, domain: str) -> dict[str, Any]:
    sections = morphology.in_domain(domain)
    length = morphology.total_length_um(domain)
    diameters = np.concatenate([section.diameters_um for section in sections])
    return {
        "domain": domain,
        "sections": len(sections),
        "stems": sum(_is_stem(morphology, section) for section in sections),
        "tips": sum(not section.children for section in sections),
        "length_um": length,
        "area_um2": sum(section.area_um2 for section in sections),
        "mean_diameter_um": sum(s.mean_diameter_um * s.length_um for s in sections) / length,
        "min_diameter_um": float(diameters.min()),
        "max_diameter_um": float(diameters.max()),
        "path_min_um": min(section.path_start_um for section in sections),
        "path_max_um": max(section.path_end_um for section in sections),
    }


def _is_stem(morphology: Morphology, section: Section) -> bool:
    return section.parent < 0 or morphology.sections[section.parent].domain != section.domain
