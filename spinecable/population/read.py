"""Measured spines from a file, as spines on a given morphology."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import ValidationError

from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.site import Site
from spinecable.describe.spine import Spine
from spinecable.errors import DescriptionError, MorphologyError, suggestion
from spinecable.morphology.sites import resolve_sites
from spinecable.morphology.tree import SELECTORS
from spinecable.population.asc import read_asc
from spinecable.population.csv import read_csv
from spinecable.population.hdf5 import read_hdf5
from spinecable.population.measured import Measured
from spinecable.population.sampler import MEASURES, load_sampler

if TYPE_CHECKING:
    from spinecable.morphology.tree import Morphology

FORMATS: Mapping[str, Callable[[Path], list[Measured]]] = {
    ".csv": read_csv,
    ".tsv": read_csv,
    ".h5": read_hdf5,
    ".hdf5": read_hdf5,
    ".asc": read_asc,
}

NEAR_UM = 5.0
"""A point further than this from every dendrite's surface is on another cell (um; ASSUMED: the
longest spines, Scholl et al. 2021, 10.1038/s41586-020-03044-3)."""

APART_UM = 0.02
"""Spines at one place are set so far apart along the branch (um): tables round places."""

SHORTEST_NECK_UM = 0.05
"""A spine no longer than its head still gets so much neck (um; ASSUMED)."""


def read_spines(
    path: str | Path,
    morphology: Morphology,
    *,
    sampler: str | None = None,
    geometry: SpineGeometry | None = None,
    seed: int = 1,
) -> tuple[Spine, ...]:
    """Measured spines of a file, each on the section and position of `morphology` it stands on.

    Parameters
    ----------
    path : CSV (columns in `spinecable.population.csv.COLUMNS`), a container of morph-spines
        (``.h5``) or a Neurolucida file with spine marks (``.asc``).
    morphology : the cell; points of the file are moved to its nearest dendrite.
    sampler : name of the distribution that fills in what a spine lacks, see
        `spinecable.population.sampler`; or
    geometry : a shape that fills it in.
    seed : of the sampler.

    Returns
    -------
    tuple of `Spine`, in the order of the file, named as in the file or ``spine_0001`` onwards.

    Raises
    ------
    DescriptionError : the file cannot be read, a spine lacks a measure that nothing fills in or
        has one that cannot be, or a place that is not there; the text has file and row.
    """
    file = Path(path).expanduser()
    if file.suffix.lower() not in FORMATS:
        raise DescriptionError(
            f"files ending in '{file.suffix}' are no tables of spines",
            where=str(file),
            tip=f"These are read: {', '.join(FORMATS)}.",
        )
    if not file.is_file():
        raise DescriptionError("there is no such file", where=str(file))
    measured = FORMATS[file.suffix.lower()](file)
    places = _places(measured, morphology)
    fill = _fillers(len(measured), sampler, geometry, seed)
    spines = []
    for n, (spine, (section, position)) in enumerate(zip(measured, places, strict=True)):
        values = {
            "name": spine.name or f"spine_{n + 1:04d}",
            "site": Site(section=section, position=position),
            "geometry": _shape(spine, {key: column[n] for key, column in fill.items()}),
        }
        spines.append(_described(values, spine.where))
    seen: dict[str, str] = {}
    for own, spine in zip(spines, measured, strict=True):
        if own.name in seen:
            raise DescriptionError(
                f"the name '{own.name}' is there twice, first at {seen[own.name]}",
                where=spine.where,
            )
        seen[own.name] = spine.where
    return tuple(spines)


def _described(values: dict[str, Any], where: str) -> Spine:
    try:
        return Spine(**values)
    except ValidationError as error:
        fault = error.errors()[0]
        key = fault["loc"][0] if fault["loc"] else "spine"
        raise DescriptionError(
            f"{key}: {fault['msg'].removeprefix('Value error, ')}", where=where
        ) from None


def _shape(spine: Measured, fill: Mapping[str, float]) -> SpineGeometry:
    """The spine's shape, with `fill` for what it lacks."""
    volume = spine.head_volume_um3 or fill.get("head_volume_um3")
    length, width = spine.neck_length_um, spine.neck_diameter_um or fill.get("neck_diameter_um")
    if length is None and spine.length_um is not None and volume is not None:
        length = max(spine.length_um - math.cbrt(6 * volume / math.pi), SHORTEST_NECK_UM)
    length = length or fill.get("neck_length_um")
    lacking = [
        name
        for name, value in (
            ("head_volume_um3", volume),
            ("neck_length_um", length),
            ("neck_diameter_um", width),
        )
        if value is None
    ]
    if lacking:
        raise DescriptionError(
            f"this spine has no {', '.join(lacking)}",
            where=spine.where,
            tip="Name a sampler or a geometry that fills in what was not measured.",
        )
    if spine.neck_diameter_um is None and width is not None and volume is not None:
        width = min(width, math.cbrt(6 * volume / math.pi))
    try:
        return SpineGeometry(
            head_volume_um3=volume,
            neck_length_um=length,  # type: ignore[arg-type]
            neck_diameter_um=width,  # type: ignore[arg-type]
            psd_area_um2=spine.psd_area_um2 or fill.get("psd_area_um2"),
        )
    except ValidationError as error:
        fault = error.errors()[0]
        key = f"{fault['loc'][0]}: " if fault["loc"] else ""
        raise DescriptionError(
            f"{key}{fault['msg'].removeprefix('Value error, ')}", where=spine.where
        ) from None


def _fillers(
    count: int, sampler: str | None, geometry: SpineGeometry | None, seed: int
) -> dict[str, list[float]]:
    if sampler is not None:
        sample = load_sampler(sampler).draw(count, seed)
        return {name: getattr(sample, name).tolist() for name in MEASURES}
    if geometry is None:
        return {}
    shape = {name: getattr(geometry, name) for name in MEASURES}
    return {name: [value] * count for name, value in shape.items() if value is not None}


def _places(measured: Sequence[Measured], morphology: Morphology) -> list[tuple[str, float]]:
    """Section and position of each spine."""
    nearest = _Nearest(morphology) if any(spine.point_um for spine in measured) else None
    found = [_place(spine, morphology, nearest) for spine in measured]
    return _set_apart(found, measured, morphology)


def _place(spine: Measured, morphology: Morphology, nearest: _Nearest | None) -> tuple[str, float]:
    if spine.point_um is not None and nearest is not None:
        return nearest.of(spine)
    values: dict[str, Any]
    if spine.section is not None and spine.position is not None:
        values = {"section": spine.section, "position": spine.position}
    elif spine.domain is not None and spine.path_distance_um is not None:
        if spine.domain not in SELECTORS:
            raise DescriptionError(
                f"there is no domain '{spine.domain}'",
                where=spine.where,
                tip=suggestion(spine.domain, SELECTORS),
            )
        values = {"domain": spine.domain, "path_distance_um": spine.path_distance_um}
    else:
        raise DescriptionError(
            "this spine has no place",
            where=spine.where,
            tip="Give section and position, or domain and path_distance_um, or a point.",
        )
    shape = SpineGeometry(head_volume_um3=0.1, neck_length_um=1.0, neck_diameter_um=0.1)
    try:
        placed = resolve_sites(morphology, [Spine(name="s", site=Site(**values), geometry=shape)])
    except ValidationError as error:
        fault = error.errors()[0]
        raise DescriptionError(
            f"{fault['loc'][-1]}: {fault['msg'].removeprefix('Value error, ')}", where=spine.where
        ) from None
    except (DescriptionError, MorphologyError) as error:
        raise DescriptionError(error.what, where=spine.where, tip=error.tip) from None
    return morphology.sections[placed["s"].section].name, placed["s"].position


class _Nearest:
    """The nearest place on a dendrite of points in space."""

    def __init__(self, morphology: Morphology) -> None:
        self._sections = morphology.in_domain("dendrite")
        if not self._sections:
            raise DescriptionError(
                f"{morphology.name} has no dendrite for spines to stand on",
                where=str(morphology.path),
                tip="Dendrites are the samples of type 3 and 4.",
            )
        starts, ends, owners, arcs = [], [], [], []
        for k, section in enumerate(self._sections):
            starts.append(section.points_um[:-1])
            ends.append(section.points_um[1:])
            arcs.append(section.arc_um[:-1])
            owners.append(np.full(len(section.points_um) - 1, k))
        self._a = np.concatenate(starts)
        self._along = np.concatenate(ends) - self._a
        self._square = np.maximum(np.einsum("ij,ij->i", self._along, self._along), 1e-18)
        self._arc, self._owner = np.concatenate(arcs), np.concatenate(owners)

    def of(self, spine: Measured) -> tuple[str, float]:
        """Section and position of the nearest dendrite."""
        point = np.array(spine.point_um)
        share = np.clip(
            np.einsum("ij,ij->i", point - self._a, self._along) / self._square, 0.0, 1.0
        )
        apart = np.linalg.norm(self._a + share[:, None] * self._along - point, axis=1)
        k = int(np.argmin(apart))
        section = self._sections[int(self._owner[k])]
        at_um = float(self._arc[k] + share[k] * math.sqrt(self._square[k]))
        position = min(max(at_um / section.length_um, 0.0), 1.0)
        surface_um = max(0.0, float(apart[k]) - section.diameter_um(position) / 2)
        if surface_um > NEAR_UM:
            raise DescriptionError(
                f"the point ({', '.join(f'{x:g}' for x in point)}) is {surface_um:.3g} um from the "
                f"nearest dendrite ({section.name})",
                where=spine.where,
                tip="Is it the same cell, in um and not turned or moved?",
            )
        return section.name, position


def _set_apart(
    found: Sequence[tuple[str, float]], measured: Sequence[Measured], morphology: Morphology
) -> list[tuple[str, float]]:
    """Places at least `APART_UM` from each other, in their old order along each section."""
    by_section: dict[str, list[int]] = {}
    for n, (section, _) in enumerate(found):
        by_section.setdefault(section, []).append(n)
    result = list(found)
    for name, own in by_section.items():
        length = morphology.section(name).length_um
        own.sort(key=lambda n: (found[n][1], n))
        if len(own) * APART_UM > length:
            raise DescriptionError(
                f"{len(own)} spines do not fit on the {length:g} um of {name}",
                where=measured[own[-1]].where,
            )
        at = [found[n][1] * length for n in own]
        for k in range(1, len(at)):
            at[k] = max(at[k], at[k - 1] + APART_UM)
        for k in reversed(range(len(at))):
            at[k] = min(at[k], length - APART_UM * (len(at) - 1 - k))
        for n, at_um in zip(own, at, strict=True):
            result[n] = (name, min(at_um / length, 1.0))
    return result
