"""Defects of the geometry, whatever the format, and what is done about those accepted."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

import numpy as np

from spinecable.morphology.build import Raw
from spinecable.morphology.defects import Defect
from spinecable.morphology.soma import ASSUMED_DIAMETER_UM, sphere, surface_gap_um
from spinecable.morphology.tree import FloatArray, Soma, polyline_length_um

SOMA_GAP_NOTICE_UM = 1.0  # ASSUMED: nearer is within the accuracy of tracing
SOMA_GAP_REFUSED_UM = 50.0  # ASSUMED: more than a soma's length away is no neighbour of the soma
NANOMETRE_DENDRITE_DIAMETER_UM = 15.0  # ASSUMED: no neuron's median dendrite is as wide
NANOMETRE_SOMA_DIAMETER_UM = 300.0  # ASSUMED: three times the largest mammalian soma
NANOMETRE_PATH_UM = 20_000.0  # ASSUMED: no dendrite is as long
NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"


class LineFinder:
    """Finds the line of a file that holds a point."""

    def __init__(self, text: str, where: str, suffix: str) -> None:
        self.where = where
        self._first_column = 2 if suffix == ".swc" else 0
        self._text = text
        self._lines: dict[tuple[float, ...], int] | None = None

    def place(self, point_um: FloatArray) -> str:
        """``file:line`` of the first line with that point, ``file`` if there is none."""
        if self._lines is None:
            self._lines = self._index()
        line = self._lines.get(_key(point_um))
        return f"{self.where}:{line}" if line else self.where

    def _index(self) -> dict[tuple[float, ...], int]:
        lines: dict[tuple[float, ...], int] = {}
        first = self._first_column
        for number, line in enumerate(self._text.split("\n"), start=1):
            numbers = re.findall(NUMBER, re.split("[#;]", line)[0])[first : first + 3]
            if len(numbers) == 3:
                lines.setdefault(_key(np.array(numbers, dtype=float)), number)
        return lines


def _key(point: FloatArray) -> tuple[float, ...]:
    """A point at MorphIO's single precision."""
    return tuple(float(value) for value in np.asarray(point, dtype=np.float32))


def check_geometry(raw: Raw, finder: LineFinder) -> tuple[list[Defect], list[str]]:
    """Defects and notices of parsed sections."""
    defects = _bad_radii(raw, finder) + _nanometres(raw, finder)
    notices: list[str] = []
    in_um = not any(defect.code == "nanometres" for defect in defects)
    if raw.soma is not None and in_um:
        more, notices = _soma_gaps(raw, raw.soma, finder)
        defects += more
    if not any(kind in (3, 4) or kind not in (1, 2) for kind in raw.types):
        notices.append(f"{finder.where}: there is an axon but no dendrite.")
    return defects, notices


def _bad_radii(raw: Raw, finder: LineFinder) -> list[Defect]:
    found = []
    for points, diameters in zip(raw.points_um, raw.diameters_um, strict=True):
        if not (np.isfinite(points).all() and np.isfinite(diameters).all()):
            return [
                Defect(
                    "not_finite",
                    "a coordinate or diameter is not a number",
                    finder.where,
                    "Repair the file.",
                )
            ]
        if (diameters < 0).any():
            first = points[int(np.argmax(diameters < 0))]
            return [
                Defect(
                    "negative_radius",
                    "a diameter is negative",
                    finder.place(first),
                    "Set a positive one.",
                )
            ]
        found += [points[k] for k in np.flatnonzero(diameters == 0)]
    if not found:
        return []
    total = sum(len(points) for points in raw.points_um)
    every = len(found) == total
    return [
        Defect(
            "zero_diameters" if every else "zero_radii",
            "every radius is zero"
            if every
            else f"{len(found)} of {total} points have the radius zero",
            finder.place(found[0]),
            "Measure the radii; there is nothing to take them from."
            if every
            else "Set positive radii.",
        )
    ]


def _nanometres(raw: Raw, finder: LineFinder) -> list[Defect]:
    dendrites = [k for k, kind in enumerate(raw.types) if kind != 2]
    signs = []
    if dendrites:
        median = float(np.median(np.concatenate([raw.diameters_um[k] for k in dendrites])))
        farthest = _farthest_path_um(raw)
        if median > NANOMETRE_DENDRITE_DIAMETER_UM:
            signs.append(
                f"the median dendritic diameter is {median:.4g} "
                f"(limit {NANOMETRE_DENDRITE_DIAMETER_UM:g} um)"
            )
        if farthest > NANOMETRE_PATH_UM:
            signs.append(
                f"the longest dendritic path is {farthest:.4g} (limit {NANOMETRE_PATH_UM:g} um)"
            )
    if raw.soma is not None and raw.soma.diameter_um > NANOMETRE_SOMA_DIAMETER_UM:
        signs.append(
            f"the soma's diameter is {raw.soma.diameter_um:.4g} "
            f"(limit {NANOMETRE_SOMA_DIAMETER_UM:g} um)"
        )
    if not signs:
        return []
    return [
        Defect(
            "nanometres",
            f"the units look like nanometres: {', '.join(signs)}",
            finder.where,
            "Write the file in micrometres.",
        )
    ]


def _farthest_path_um(raw: Raw) -> float:
    """Longest path over dendritic sections (um)."""
    ends: list[float] = []
    for index, parent in enumerate(raw.parents):
        start = ends[parent] if parent >= 0 else 0.0
        own = polyline_length_um(raw.points_um[index]) if raw.types[index] != 2 else 0.0
        ends.append(start + own)
    return max(ends)


def _soma_gaps(raw: Raw, soma: Soma, finder: LineFinder) -> tuple[list[Defect], list[str]]:
    gaps = {
        k: surface_gap_um(soma, raw.points_um[k][0]) - raw.diameters_um[k][0] / 2
        for k, parent in enumerate(raw.parents)
        if parent < 0 and not raw.is_loose(k)
    }
    wide = {k: gap for k, gap in gaps.items() if gap > SOMA_GAP_NOTICE_UM}
    if not wide:
        return [], []
    worst = max(wide, key=lambda k: wide[k])
    place = finder.place(raw.points_um[worst][0])
    if wide[worst] > SOMA_GAP_REFUSED_UM:
        return [
            Defect(
                "soma_gap",
                f"a neurite starts {wide[worst]:.1f} um from the soma's surface "
                f"(limit {SOMA_GAP_REFUSED_UM:g} um)",
                place,
                "Connect it to the cell, or remove it.",
            )
        ], []
    many = f"{len(wide)} neurites start" if len(wide) > 1 else "a neurite starts"
    return [], [
        f"{place}: {many} more than {SOMA_GAP_NOTICE_UM:g} um from the soma's surface (up to "
        f"{wide[worst]:.1f} um); the gap adds no length."
    ]


def repair(raw: Raw, accepted: Collection[str]) -> Raw:
    """What accepting a defect means, in numbers."""
    if "nanometres" in accepted:
        raw = _scaled(raw, 1e-3)
    if "zero_radii" in accepted:
        raw = replace(raw, diameters_um=_positive(raw))
    if raw.soma is None and "no_soma" in accepted:
        starts = [raw.points_um[k][0] for k, parent in enumerate(raw.parents) if parent < 0]
        raw = raw.with_soma(sphere(np.mean(starts, axis=0), ASSUMED_DIAMETER_UM, "assumed"))
    return raw


def _scaled(raw: Raw, factor: float) -> Raw:
    soma = raw.soma
    if soma is not None:
        soma = replace(
            soma,
            centre_um=soma.centre_um * factor,
            area_um2=soma.area_um2 * factor**2,
            points_um=soma.points_um * factor,
            diameters_um=soma.diameters_um * factor,
        )
    return replace(
        raw,
        soma=soma,
        points_um=[points * factor for points in raw.points_um],
        diameters_um=[diameters * factor for diameters in raw.diameters_um],
        loose_um=[point * factor for point in raw.loose_um],
    )


def _positive(raw: Raw) -> list[FloatArray]:
    """Diameters with each zero replaced by the nearest positive one, the parent's end if none."""
    repaired: list[FloatArray] = []
    fallback = min(float(d[d > 0].min()) for d in raw.diameters_um if (d > 0).any())
    for index, diameters in enumerate(raw.diameters_um):
        positive = np.flatnonzero(diameters > 0)
        if len(positive):
            nearest = np.abs(np.arange(len(diameters))[:, None] - positive).argmin(axis=1)
            repaired.append(diameters[positive[nearest]])
        else:
            parent = raw.parents[index]
            value = repaired[parent][-1] if parent >= 0 else fallback
            repaired.append(np.full(len(diameters), value))
    return repaired
