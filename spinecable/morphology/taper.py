"""Diameter against path distance from the soma, part by part, of several morphologies side by side.

``python -m spinecable.morphology.taper NAME_OR_FILE ...`` prints a Markdown table;
``morphologies/README.md`` has its output.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from spinecable.morphology import Morphology
from spinecable.morphology.read import read_morphology

EDGES_UM = {
    "basal": (0.0, 25.0, 50.0, 100.0, 150.0, 200.0, 300.0),
    "apical_trunk": (0.0, 10.0, 25.0, 50.0, 100.0, 200.0, 300.0, 400.0, 500.0, 627.0),
    "apical_oblique": (46.0, 100.0, 150.0, 200.0, 300.0, 400.0, 500.0),
    "apical_tuft": (627.0, 700.0, 800.0, 900.0, 1000.0, 1100.0, 1301.0),
}
"""Ranges of path distance; those of the apical dendrite end where the layer-5 cell's parts do."""

POINTS = 25
"""Of each section, at equal steps."""


def taper(
    morphology: Morphology, domain: str, edges_um: Sequence[float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean diameter (weighted by length) and length between path distances.

    Parameters
    ----------
    domain : as in `spinecable.morphology.Morphology.in_domain`.
    edges_um : ascending path distances from the soma, shape (n + 1,).

    Returns
    -------
    diameters (um; NaN where there is no dendrite) and lengths (um), each of shape (n,).
    """
    at = (np.arange(POINTS) + 0.5) / POINTS
    sections = morphology.in_domain(domain)
    path = np.array([s.path_distance_um(x) for s in sections for x in at])
    thick = np.array([s.diameter_um(x) for s in sections for x in at])
    length = np.array([s.length_um / POINTS for s in sections for _ in at])
    within = [(low <= path) & (path < high) for low, high in pairwise(edges_um)]
    lengths = np.array([length[own].sum() for own in within])
    sums = np.array([(thick * length)[own].sum() for own in within])
    return np.divide(sums, lengths, out=np.full(len(within), np.nan), where=lengths > 0), lengths


def table(names: Sequence[str]) -> str:
    """Markdown text with one column for each of `names`, bundled names or paths.

    Raises
    ------
    MorphologyError : a file cannot be used, or a bundled name is not one.
    """
    cells = [read_morphology(name) for name in names]
    lines = ["| | " + " | ".join(f"`{cell.name}`" for cell in cells) + " |"]
    lines.append("|---|" + "---|" * len(cells))
    for domain, edges in EDGES_UM.items():
        columns = [taper(cell, domain, edges) for cell in cells]
        for k, (low, high) in enumerate(pairwise(edges)):
            values = [
                f"{diameters[k]:.2f} ({lengths[k]:,.0f})" if lengths[k] else ""
                for diameters, lengths in columns
            ]
            label = f"{domain.removeprefix('apical_')}, {low:g}-{high:g} um"
            lines.append(f"| {label} | {' | '.join(values)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(table(sys.argv[1:]) + "\n")
