"""Properties of random trees written as SWC."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spinecable.morphology import read_morphology

coordinate = st.floats(-200, 200, allow_nan=False).map(lambda value: round(value, 3))
radius = st.floats(0.05, 5).map(lambda value: round(value, 4))


@st.composite
def trees(draw: st.DrawFn) -> list[tuple[int, float, float, float, float, int]]:
    """Samples (type, x, y, z, radius, parent index); the soma is sample 0, parents come first."""
    count = draw(st.integers(2, 30))
    samples = [(1, 0.0, 0.0, 0.0, 10.0, -1)]
    first = (0.0, 10.0, 0.0)
    samples.append((draw(st.sampled_from((2, 3, 4))), *first, 1.0, 0))
    for index in range(2, count + 1):
        parent = draw(st.integers(1, index - 1))
        kind = samples[parent][0]
        samples.append(
            (kind, draw(coordinate), draw(coordinate), draw(coordinate), draw(radius), parent)
        )
    return samples


@settings(max_examples=60, deadline=None)
@given(trees())
def test_lengths_and_path_distances(
    samples: list[tuple[int, float, float, float, float, int]],
) -> None:
    text = "".join(
        f"{k + 1} {kind} {x!r} {y!r} {z!r} {r!r} {parent + 1 if parent >= 0 else -1}\n"
        for k, (kind, x, y, z, r, parent) in enumerate(samples)
    )
    paths = [0.0, 0.0]
    for _, x, y, z, _, parent in samples[2:]:
        paths.append(paths[parent] + math.dist((x, y, z), samples[parent][1:4]))
    total = sum(math.dist(sample[1:4], samples[sample[5]][1:4]) for sample in samples[2:])
    if total < 1e-3:
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tree.swc"
        file.write_text(text)
        cell = read_morphology(file)
    assert cell.total_length_um() == pytest.approx(total, rel=1e-5)
    tips = [k for k in range(1, len(samples)) if k not in {sample[5] for sample in samples}]
    farthest = max(paths[tip] for tip in tips)
    assert max(section.path_end_um for section in cell) == pytest.approx(farthest, rel=1e-5)
    for section in cell:
        start = cell.sections[section.parent].path_end_um if section.parent >= 0 else 0.0
        assert section.path_start_um == pytest.approx(start)
        assert cell.path_distance_um(section.index, 1.0) == section.path_end_um
