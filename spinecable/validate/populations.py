"""Spines of the populations that rows speak of: where they stand and how they are shaped."""

from __future__ import annotations

import numpy as np

from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.site import Site
from spinecable.describe.spine import Spine
from spinecable.morphology.read import read_morphology

SEED = 20_02

FINE_UM = 1.0
"""Along a dendrite its thickness is looked at so often; the sections of the bundled cells taper."""


def sites(
    morphology: str,
    domain: str,
    from_um: float,
    to_um: float,
    count: int,
    thickness_um: tuple[float, float] = (0.0, np.inf),
) -> list[Site]:
    """Places spread evenly over all dendrite of a domain within a range of path distances.

    Parameters
    ----------
    from_um, to_um : path distance from the soma.
    thickness_um : lowest and highest diameter of the dendrite.
    """
    pieces: list[tuple[str, float, float, float]] = []
    for section in read_morphology(morphology).in_domain(domain):
        start, end = section.path_distance_um(0.0), section.path_distance_um(1.0)
        low, high = max(from_um, start + 1.0), min(to_um, end - 1.0)
        at_um = np.arange(low, high, FINE_UM)
        diameter = np.array([section.diameter_um((at - start) / (end - start)) for at in at_um])
        inside = (diameter >= thickness_um[0]) & (diameter <= thickness_um[1])
        if inside.any():
            low, high = at_um[inside][0], min(at_um[inside][-1] + FINE_UM, high)
            pieces.append((section.name, low - start, high - start, section.length_um))
    lengths = np.array([high - low for _, low, high, _ in pieces])
    ends = np.cumsum(lengths)
    found = []
    for place in (np.arange(count) + 0.5) / count * ends[-1]:
        i = int(np.searchsorted(ends, place))
        name, low, _, length = pieces[i]
        along = low + place - (ends[i] - lengths[i])
        found.append(Site(section=name, position=round(float(along / length), 6)))
    return found


def imaged_shapes(count: int, seed: int = SEED) -> list[SpineGeometry]:
    """Shapes as chosen under a microscope.

    Heads log-uniform from 0.03 to 0.12 um^3 (ASSUMED: those of Harris & Stevens 1989,
    10.1523/JNEUROSCI.09-08-02982.1989, mean 0.05, that are seen well), necks 0.15 +- 0.06 um wide
    (same source) and 0.6 +- 0.25 um long (ASSUMED: Adrian 2017 has 0.7 +- 0.6), cut at 0.08 to
    0.3 and 0.2 to 1.5 um.
    """
    rng = np.random.default_rng(seed)
    volumes = np.exp(np.linspace(np.log(0.03), np.log(0.12), count))
    lengths = rng.normal(0.6, 0.25, count).clip(0.2, 1.5)
    widths = rng.normal(0.15, 0.06, count).clip(0.08, 0.3)
    return [
        SpineGeometry(
            head_volume_um3=float(f"{volume:.6g}"),
            neck_length_um=float(f"{length:.6g}"),
            neck_diameter_um=float(f"{width:.6g}"),
        )
        for volume, length, width in zip(rng.permutation(volumes), lengths, widths, strict=True)
    ]


def mirrored_shapes(count: int) -> list[SpineGeometry]:
    """Shapes whose necks know nothing of their heads: each neck stands on two heads.

    One head is as many times larger than the middle of the range as the other is smaller, so that
    no measure of the neck goes with the logarithm of head volume, as Harris & Stevens 1989
    (10.1523/JNEUROSCI.09-08-02982.1989) found in 92 spines of CA1. Drawn apart, the 50 shapes of
    `imaged_shapes` correlate by chance (-0.36 with neck diameter).
    """
    shapes = imaged_shapes(count // 2)
    volumes = [shape.volume_um3 for shape in shapes]
    ends = min(volumes) * max(volumes)
    return [
        SpineGeometry(
            head_volume_um3=float(f"{volume:.6g}"),
            neck_length_um=shape.neck_length_um,
            neck_diameter_um=shape.neck_diameter_um,
        )
        for shape in shapes
        for volume in (shape.volume_um3, ends / shape.volume_um3)
    ]


def spines(places: list[Site], shapes: list[SpineGeometry]) -> list[Spine]:
    """One spine a place, named ``s0``, ``s1`` and so on."""
    return [
        Spine(name=f"s{i}", site=site, geometry=shape)
        for i, (site, shape) in enumerate(zip(places, shapes, strict=True))
    ]
