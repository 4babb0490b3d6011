"""HDF5 containers of neurons (morph-spines): the only neuron as a file of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import h5py


@contextmanager
def only_neuron(path: Path) -> Iterator[Path]:
    """A file with the datasets of ``/morphology/NEURON`` at its top, while the block lasts.

    `path` itself where it is no container, or one of several neurons.
    """
    with tempfile.TemporaryDirectory(prefix="spinecable-") as folder:
        plain = Path(folder) / f"{path.stem}.h5"
        yield plain if _extracted(path, plain) else path


def _extracted(path: Path, plain: Path) -> bool:
    try:
        with h5py.File(path, "r") as source:
            neurons = source.get("morphology")
            if "points" in source or not isinstance(neurons, h5py.Group) or len(neurons) != 1:
                return False
            neuron = next(iter(neurons.values()))
            with h5py.File(plain, "w") as target:
                for item in neuron.values():
                    source.copy(item, target)
    except OSError:
        return False
    return True
