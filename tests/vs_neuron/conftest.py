"""A NEURON without leftovers after each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def no_leftovers() -> Iterator[None]:
    yield
    from spinecable.electrics.engine import clear

    clear()
