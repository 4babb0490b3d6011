"""Random streams of populations: one for each name and seed, whatever else is drawn."""

from __future__ import annotations

import hashlib

import numpy as np


def stream(seed: int, name: str, *further: int) -> np.random.PCG64:
    """Bits that `seed`, `name` and `further` numbers alone decide, on every machine."""
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    return np.random.PCG64(np.random.SeedSequence([seed, key, *further]))
