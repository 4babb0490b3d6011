"""Rows made for tests."""

from __future__ import annotations

from dataclasses import replace

import pytest

from spinecable.validate.entry import Part, Row
from spinecable.validate.gates import Z


@pytest.fixture(scope="session")
def make_row():
    """A row of one number, 10 +- 2 ms, with changes."""

    usual = (Part(10.0, "ms", Z(), sd=2.0),)

    def make(id: str = "C5", parts=usual, **changes) -> Row:
        entry = Row(
            id=id,
            quantity="decay",
            preparation="rat",
            condition="spike",
            parts=parts,
            source="a paper",
            how="fitted",
            grade="A",
            runs=(),
            measure=lambda: 10.0,
        )
        return replace(entry, **changes)

    return make
