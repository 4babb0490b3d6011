"""What entries of several subjects share: papers, preparations, and rows without a model."""

from __future__ import annotations

from typing import Any

from spinecable.validate.entry import Part, Row, absent

MATSUZAKI = "Matsuzaki, Honkura, Ellis-Davies & Kasai 2004 Nature 429:761, 10.1038/nature02617"
NOGUCHI = "Noguchi et al. 2019 Sci Rep 9:13922, 10.1038/s41598-019-50445-0"
TONNESEN = "Tonnesen, Katona, Rozsa & Nagerl 2014 Nat Neurosci 17:678, 10.1038/nn.3682"

SLICE_TEXT = "rat CA1, slice culture"
UNCAGED = "60 uncaging pulses at 1 Hz, 0 Mg, 4 mM Ca, TTX, 25 C"

CRITERION = 0.1
"""Relative change that counts: the package's default for LTP and LTD."""


def unreachable(row: str, quantity: str, parts: tuple[Part, ...], reason: str, **about: Any) -> Row:
    """A row that the model cannot reach: it has no value, and where it is gated it fails."""
    return Row(
        id=row, quantity=quantity, parts=parts, runs=(), measure=absent(reason), fast=True, **about
    )
