"""Small cells, and a NEURON without leftovers after each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from spinecable.morphology import Morphology, Section
from spinecable.morphology.soma import sphere


@pytest.fixture(autouse=True)
def no_leftovers() -> Iterator[None]:
    yield
    from spinecable.electrics.engine import clear

    clear()


def line(index, name, parent, domain, start, end, diameters, path_start, order=0, children=()):
    points = np.linspace(start, end, len(diameters))
    return Section(
        index, name, parent, domain, points, np.array(diameters), path_start, order, children
    )


@pytest.fixture(scope="session")
def forked() -> Morphology:
    """A soma, a basal dendrite, and a tapering trunk with an oblique and a tuft branch."""
    sections = (
        line(0, "basal[0]", -1, "basal", (0, -8, 0), (0, -158, 0), (1.5, 1.0), 0.0),
        line(
            1, "apical[0]", -1, "apical_trunk", (0, 8, 0), (0, 128, 0), (3, 2.5, 2), 0.0, 0, (2, 3)
        ),
        line(2, "apical[1]", 1, "apical_oblique", (0, 128, 0), (133, 128, 0), (1.0, 0.6), 120.0, 1),
        line(3, "apical[2]", 1, "apical_tuft", (0, 128, 0), (0, 310, 0), (2.0, 1.0, 0.8), 120.0, 1),
        line(4, "axon[0]", -1, "axon", (-8, 0, 0), (-48, 0, 0), (1.0, 1.0), 0.0),
    )
    return Morphology("forked", Path("forked"), "", sphere(np.zeros(3), 16.0), sections)
