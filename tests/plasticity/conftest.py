"""Enzyme courses of a few inductions, computed once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from spinecable.describe.preparation import Preparation, load_preparation
from spinecable.plasticity.coupling import Coupling
from spinecable.plasticity.readout import Traces


@pytest.fixture(scope="session")
def preparation() -> Preparation:
    return load_preparation("rat_ca1")


@pytest.fixture(scope="session")
def coupling(preparation: Preparation) -> Coupling:
    return Coupling.from_preparation(preparation)


def held(
    camkii: float, can: float, seconds: float, *, volume_um3: Any = 0.08, end_s: float = 3600.0
) -> Traces:
    """Enzymes held at a level for a while from 10 s on, at rest (0.03 and 1e-4) otherwise."""
    time_s = np.unique(
        np.concatenate(
            [
                np.arange(0, 30, 0.1),
                [9.999, 10 + seconds, 10 + seconds + 1e-3],
                np.linspace(30, end_s, 500),
            ]
        )
    )
    on = (time_s >= 10) & (time_s <= 10 + seconds)
    return Traces(
        time_s * 1e3,
        np.full(time_s.shape, 0.05),
        np.where(on, camkii, 0.03),
        np.where(on, can, 1e-4),
        volume_um3,
    )


@pytest.fixture
def pulse() -> Any:
    return held
