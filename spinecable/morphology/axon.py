"""What stands for the axon: the reconstruction, nothing, or a stub with an initial segment.

The stub is that of Hay et al. 2011 (10.1371/journal.pcbi.1002107): two cylinders in a row, each
30 um long and 1 um wide, in place of the reconstructed axon. The first is the initial segment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from spinecable.morphology.tree import FloatArray, Morphology, Section

STUB_LENGTH_UM = 30.0
STUB_DIAMETER_UM = 1.0
STUB_NAMES = ("ais", "axon")


def with_axon(morphology: Morphology, axon: Literal["stub", "keep", "none"]) -> Morphology:
    """The morphology with its axon kept, cut, or replaced by a stub.

    Parameters
    ----------
    axon : ``keep`` leaves the file's axon (if there is none, a notice says so); ``none`` cuts it;
        ``stub`` cuts it and adds the sections ``ais`` and ``axon`` (domain ``axon``) at the soma,
        pointing where the axon pointed, or away from the apical dendrite, or along -y.

    Whatever grows from the axon is cut with it; a notice names dendrite lost so. Sections that stay
    keep their names; indices are counted anew.
    """
    if axon == "keep":
        if morphology.in_domain("axon"):
            return morphology
        return replace(morphology, notices=(*morphology.notices, "the file has no axon to keep."))
    kept, notices = _without_axon(morphology)
    if axon == "stub":
        kept += _stub(len(kept), morphology)
    sections = tuple(kept)
    return replace(morphology, sections=sections, notices=(*morphology.notices, *notices))


def _without_axon(morphology: Morphology) -> tuple[list[Section], list[str]]:
    cut: set[int] = set()
    lost = 0.0
    for section in morphology.sections:
        if section.domain == "axon" or section.parent in cut:
            cut.add(section.index)
            lost += section.length_um if section.domain != "axon" else 0.0
    new = {-1: -1}
    for section in morphology.sections:
        if section.index not in cut:
            new[section.index] = len(new) - 1
    kept = [
        replace(
            section,
            index=new[section.index],
            parent=new[section.parent],
            children=tuple(new[child] for child in section.children if child not in cut),
        )
        for section in morphology.sections
        if section.index not in cut
    ]
    notices = [f"{lost:.0f} um of dendrite grew from the axon and went with it."] if lost else []
    return kept, notices


def _stub(first_index: int, morphology: Morphology) -> list[Section]:
    soma = morphology.soma
    direction = _direction(morphology)
    base = soma.centre_um + direction * soma.diameter_um / 2
    sections = []
    for k, name in enumerate(STUB_NAMES):
        begin = base + direction * STUB_LENGTH_UM * k
        last = k == len(STUB_NAMES) - 1
        sections.append(
            Section(
                index=first_index + k,
                name=name,
                parent=first_index + k - 1 if k else -1,
                domain="axon",
                points_um=np.array([begin, begin + direction * STUB_LENGTH_UM]),
                diameters_um=np.full(2, STUB_DIAMETER_UM),
                path_start_um=STUB_LENGTH_UM * k,
                branch_order=0,
                children=() if last else (first_index + k + 1,),
            )
        )
    return sections


def _direction(morphology: Morphology) -> FloatArray:
    """Unit vector from the soma's centre for the stub."""
    centre = morphology.soma.centre_um
    axons = [s for s in morphology.in_domain("axon") if s.parent < 0]
    if axons:
        towards = axons[0].points_um[-1] - centre
    else:
        towards = -_mean_offset(morphology.in_domain("apical"), centre)
    size = float(np.linalg.norm(towards))
    return towards / size if size > 1e-6 else np.array([0.0, -1.0, 0.0])


def _mean_offset(sections: Sequence[Section], centre: FloatArray) -> FloatArray:
    if not sections:
        return np.zeros(3)
    return np.concatenate([section.points_um for section in sections]).mean(axis=0) - centre
