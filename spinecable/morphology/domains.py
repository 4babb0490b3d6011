"""Which part of the apical tree is trunk, oblique or tuft.

Algorithm
---------
For each apical neurite at the soma:

1. The terminals whose path distance is within the outer `TUFT_FRACTION` of the farthest one are
   tuft terminals (the rule of BlueBrain morph-tool's ``apical_point``, with path distance in place
   of height, so that no orientation of the slice is needed). If there is one only, the fraction
   grows by steps of 0.1 to 0.5.
2. Their last common section ends at the main apical bifurcation. It and its ancestors are trunk.
3. If that bifurcation is nearer than `TWIN_FRACTION` of the farthest terminal, the apical splits
   early: each branch from it that carries tuft terminals and wanders at least `TWIN_REACH` of the
   way is searched for its own bifurcation in turn (steps 1 and 2), and the way to it is trunk.
4. Sections beyond a main bifurcation are tuft; all others off the trunk are oblique.
5. A second apical neurite at the soma that reaches less than `SECOND_APICAL` of the farthest one
   is oblique as a whole.

A tree with one terminal is all trunk. Cells without apical sections have none of the three.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

TUFT_FRACTION = 0.20  # morph-tool's default tuft_percent
TWIN_FRACTION = 0.40  # ASSUMED: stratum radiatum of CA1 and layer 4 lie before it
TWIN_REACH = 0.80  # ASSUMED
SECOND_APICAL = 0.60  # ASSUMED


@dataclass(frozen=True)
class Branch:
    """What the classification needs of a section; `end_um` is its last point's path distance."""

    parent: int
    children: tuple[int, ...]
    end_um: float


def classify(branches: Sequence[Branch], apical: Sequence[int]) -> dict[int, str]:
    """Domain of each apical section.

    Parameters
    ----------
    branches : all sections of the cell, parents before children.
    apical : indices of the apical ones.

    Returns
    -------
    dict : index to apical_trunk, apical_oblique or apical_tuft.
    """
    members = set(apical)
    roots = [index for index in apical if branches[index].parent not in members]
    reach = {
        root: max(branches[k].end_um for k in _below(branches, root, members)) for root in roots
    }
    domains: dict[int, str] = {}
    for root in roots:
        tree = _below(branches, root, members)
        if reach[root] < SECOND_APICAL * max(reach.values()):
            domains.update(dict.fromkeys(tree, "apical_oblique"))
            continue
        trunk, tuft = _trunk_and_tuft(branches, root, members, reach[root])
        for index in tree:
            domains[index] = (
                "apical_trunk"
                if index in trunk
                else "apical_tuft"
                if index in tuft
                else "apical_oblique"
            )
    return domains


def _below(branches: Sequence[Branch], root: int, members: set[int]) -> list[int]:
    """The section and all apical sections beyond it, parents first."""
    found = [root]
    for index in found:
        found += [child for child in branches[index].children if child in members]
    return found


def _trunk_and_tuft(
    branches: Sequence[Branch], root: int, members: set[int], reach_um: float
) -> tuple[set[int], set[int]]:
    tree = _below(branches, root, members)
    tips = [k for k in tree if not any(child in members for child in branches[k].children)]
    distal = _distal_tips(branches, tips, reach_um)
    fork = _common_section(branches, distal, root)
    trunk = set(_way(branches, fork, root))
    children = [child for child in branches[fork].children if child in members]
    if branches[fork].end_um >= TWIN_FRACTION * reach_um or not children:
        return trunk, set(_below(branches, fork, members)) - {fork}
    tuft: set[int] = set()
    for child in children:
        child_reach = max(branches[k].end_um for k in _below(branches, child, members))
        if child_reach >= TWIN_REACH * reach_um:
            more_trunk, more_tuft = _trunk_and_tuft(branches, child, members, child_reach)
            trunk |= more_trunk
            tuft |= more_tuft
    return trunk, tuft


def _distal_tips(branches: Sequence[Branch], tips: list[int], reach_um: float) -> list[int]:
    fraction = TUFT_FRACTION
    while True:
        distal = [k for k in tips if branches[k].end_um >= (1 - fraction) * reach_um]
        if len(distal) > 1 or fraction >= 0.5:
            return distal
        fraction += 0.1


def _way(branches: Sequence[Branch], index: int, root: int) -> list[int]:
    """From the root to the section, both included."""
    way = [index]
    while way[-1] != root:
        way.append(branches[way[-1]].parent)
    return way[::-1]


def _common_section(branches: Sequence[Branch], tips: list[int], root: int) -> int:
    common = root
    for together in zip(*(_way(branches, tip, root) for tip in tips), strict=False):
        if len(set(together)) > 1:
            break
        common = together[0]
    return common
