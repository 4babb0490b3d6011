"""Fixtures of the morphology tests."""

from __future__ import annotations

import pytest

from spinecable.morphology import Morphology, read_morphology


@pytest.fixture(scope="session")
def cell() -> Morphology:
    """The bundled CA1 pyramidal cell."""
    return read_morphology("ca1_pyramidal")
