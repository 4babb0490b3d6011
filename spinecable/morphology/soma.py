"""From the soma in the file to an equivalent cylinder of the same membrane.

How each way of drawing a soma gives its area
---------------------------------------------
single point (SWC) : a sphere, pi d^2.
three points (SWC, NeuroMorpho's convention: centre, and both ends of a cylinder as long as it is
    wide) : pi d^2, the sphere of the first sample.
several points (SWC) : truncated cones along the tree of soma samples. A chain shorter than its
    largest sample is wide has less membrane than that sample, since cones have no end discs; then
    the largest sample's sphere is taken.
contour (ASC, HDF5) : the outline is turned about its long axis: widths across the first principal
    axis at 21 places (NEURON's Import3d uses as many) are diameters of truncated cones along it.
    A contour of fewer than three points is a sphere of the largest distance between them.
"""

from __future__ import annotations

import numpy as np

from spinecable.morphology.swc import SOMA, Sample
from spinecable.morphology.tree import FloatArray, Soma

CONTOUR_SLICES = 21
ASSUMED_DIAMETER_UM = 15.0  # ASSUMED: a small pyramidal soma


def sphere(centre_um: FloatArray, diameter_um: float, kind: str = "sphere") -> Soma:
    """A spherical soma."""
    centre = np.asarray(centre_um, dtype=float)
    return Soma(
        centre, float(np.pi * diameter_um**2), kind, centre[None, :], np.array([diameter_um])
    )


def soma_from_samples(samples: list[Sample]) -> Soma:
    """The soma of an SWC file. `samples` may hold neurites too; at least one is of the soma."""
    somata = [sample for sample in samples if sample.type == SOMA]
    points = np.array([(s.x_um, s.y_um, s.z_um) for s in somata])
    diameters = 2 * np.array([s.radius_um for s in somata])
    place = {sample.id: k for k, sample in enumerate(somata)}
    links = tuple((place[s.parent], k) for k, s in enumerate(somata) if s.parent in place)
    if len(somata) == 1 or _is_neuromorpho_sphere(points, diameters, links):
        return sphere(points[0], float(diameters[0]))
    cones = sum(_cone_area(points[[a, b]], diameters[[a, b]]) for a, b in links)
    largest = int(np.argmax(diameters))
    area = max(cones, float(np.pi * diameters[largest] ** 2))
    return Soma(points.mean(axis=0), area, "cylinders", points, diameters, links)


def _cone_area(points: FloatArray, diameters: FloatArray) -> float:
    radii = diameters / 2
    slant = np.hypot(np.linalg.norm(points[1] - points[0]), radii[1] - radii[0])
    return float(np.pi * radii.sum() * slant)


def _is_neuromorpho_sphere(
    points: FloatArray, diameters: FloatArray, links: tuple[tuple[int, int], ...]
) -> bool:
    """Both further samples are children of the first, one radius away on opposite sides."""
    if len(points) != 3 or links != ((0, 1), (0, 2)):
        return False
    radius = diameters[0] / 2
    offsets = points[1:] - points[0]
    return bool(
        np.allclose(np.linalg.norm(offsets, axis=1), radius, rtol=0.05)
        and np.linalg.norm(offsets.sum(axis=0)) < 0.1 * radius
    )


def soma_from_contour(points_um: FloatArray) -> Soma:
    """The soma of an ASC or HDF5 outline, shape (n, 3), n >= 1."""
    points = np.asarray(points_um, dtype=float)
    centre = points.mean(axis=0)
    if len(points) < 3:
        return sphere(centre, float(np.linalg.norm(points[-1] - points[0])))
    axes = np.linalg.svd(points - centre, full_matrices=False)[2]
    along, across = (points - centre) @ axes[0], (points - centre) @ axes[1]
    places = np.linspace(along.min(), along.max(), CONTOUR_SLICES)
    widths = np.array([_width(place, along, across) for place in places])
    radii = widths / 2
    slant = np.hypot(np.diff(places), np.diff(radii))
    area = float(np.sum(np.pi * (radii[:-1] + radii[1:]) * slant))
    return Soma(centre, area, "contour", points, np.zeros(len(points)))


def _width(place: float, along: FloatArray, across: FloatArray) -> float:
    """Extent of the closed outline across its long axis at one place on it."""
    a0, a1 = along, np.roll(along, -1)
    b0, b1 = across, np.roll(across, -1)
    crosses = (np.minimum(a0, a1) <= place) & (place <= np.maximum(a0, a1))
    run = np.where(a1 == a0, 1.0, a1 - a0)
    hits = np.concatenate(
        [(b0 + (b1 - b0) * (place - a0) / run)[crosses], b0[crosses & (a1 == a0)]]
    )
    return float(hits.max() - hits.min()) if len(hits) else 0.0


def surface_gap_um(soma: Soma, point_um: FloatArray) -> float:
    """Distance from the soma's surface to a point outside it; 0 inside (um)."""
    point = np.asarray(point_um, dtype=float)
    if soma.kind == "contour":
        outline = soma.points_um
        gap = min(
            _to_cone(point, outline[k - 1], outline[k], 0.0, 0.0) for k in range(len(outline))
        )
        inside = np.linalg.norm(point - soma.centre_um) < soma.diameter_um / 2
        return 0.0 if inside else gap
    gaps = np.linalg.norm(soma.points_um - point, axis=1) - soma.diameters_um / 2
    cones = [
        _to_cone(
            point,
            soma.points_um[a],
            soma.points_um[b],
            soma.diameters_um[a] / 2,
            soma.diameters_um[b] / 2,
        )
        for a, b in soma.links
    ]
    return max(0.0, float(min([gaps.min(), *cones])))


def _to_cone(point: FloatArray, a: FloatArray, b: FloatArray, ra: float, rb: float) -> float:
    axis = b - a
    squared = float(axis @ axis)
    along = 0.0 if squared == 0 else float(np.clip((point - a) @ axis / squared, 0, 1))
    return float(np.linalg.norm(point - a - along * axis) - ra - along * (rb - ra))
