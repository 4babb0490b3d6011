"""Random streams that belong to one source of noise in one spine and one trial."""

from __future__ import annotations

import hashlib

import numpy as np


def stream_ids(seed: int, trial: int, *names: str) -> tuple[int, int, int]:
    """Three 32-bit numbers that say which stream of Random123 a source of noise draws from.

    They are a hash (BLAKE2b) of seed, trial and names, so that a spine keeps its stream whatever
    other spines there are, and in whatever order.
    """
    key = "\0".join((str(seed), str(trial), *names)).encode()
    words = hashlib.blake2b(key, digest_size=12).digest()
    a, b, c = (int.from_bytes(words[i : i + 4], "little") for i in (0, 4, 8))
    return a, b, c


def generator(seed: int, trial: int, *names: str) -> np.random.Generator:
    """A generator of numpy's (Philox, a counter-based one as Random123) for the same purpose."""
    a, b, c = stream_ids(seed, trial, *names)
    return np.random.Generator(np.random.Philox(key=a + (b << 32) + (c << 64)))
