"""The compiled code of a network's schemes, and the records by which it is called."""

from __future__ import annotations

import ctypes
from functools import lru_cache

import numpy as np

from spinecable.chemistry.network import Floats

_ALIGNMENT = 64
_Long = ctypes.c_long
Doubles = ctypes.POINTER(ctypes.c_double)
Longs = ctypes.POINTER(ctypes.c_long)
SCALARS = ("ca", "ca_flow", "ca_conductance", "per_volume", "coupling")
VECTORS = ("field", "change", "flow", "conductance", "ratio", "inverse")


class Kind(ctypes.Structure):
    """Memory of all compartments of one kind, in blocks of as many as a vector holds."""

    _fields_ = (
        *((name, _Long) for name in ("count", "blocks")),
        *(
            (name, Doubles)
            for name in ("state", "values", "source", "work", "schur", "rhs", "change")
        ),
        *((name, Longs) for name in ("place", "slots")),
    )


class Tree(ctypes.Structure):
    """Memory of the tree of compartments along which mobile species diffuse."""

    _fields_ = (
        *((name, _Long) for name in ("count", "kinds")),
        *((name, Longs) for name in ("parent", "order")),
        *(
            (name, Doubles)
            for name in ("volume", "link", "diffusion", *SCALARS, *VECTORS, "block", "ca_uM")
        ),
        ("kind", ctypes.POINTER(Kind)),
    )


@lru_cache(maxsize=16)
def load(source: str) -> ctypes.CDLL:
    """The compiled `source`, with the types of its functions."""
    from spinecable.mechanisms.cxx import compile_shared

    library = ctypes.CDLL(str(compile_shared(source, "chemistry_kernel")))
    library.advance.restype = ctypes.c_long
    library.advance.argtypes = [
        ctypes.POINTER(Tree),
        ctypes.c_double,
        ctypes.c_long,
        ctypes.c_void_p,
        ctypes.c_void_p,
        ctypes.c_int,
    ]
    library.factorise.argtypes = [ctypes.POINTER(Tree), ctypes.c_double]
    library.publish.argtypes = [ctypes.POINTER(Tree)]
    return library


def aligned(size: int) -> Floats:
    """Zeros whose address suits every vector instruction."""
    raw = np.zeros(size + _ALIGNMENT // 8)
    offset = (-raw.ctypes.data % _ALIGNMENT) // 8
    return raw[offset : offset + size]
