"""Measured spines as their files give them, before anything is filled in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """One spine of a file; None where the file does not say.

    Parameters
    ----------
    where : ``file:row``, for messages.
    name : as in the file.
    section, position : place on a named section, 0-1.
    domain, path_distance_um : place by domain and path distance.
    point_um : place as a point on or near the dendrite (um).
    length_um : from the dendrite's surface to the tip of the head (um).
    """

    where: str
    name: str | None = None
    section: str | None = None
    position: float | None = None
    domain: str | None = None
    path_distance_um: float | None = None
    point_um: tuple[float, float, float] | None = None
    length_um: float | None = None
    head_volume_um3: float | None = None
    neck_length_um: float | None = None
    neck_diameter_um: float | None = None
    psd_area_um2: float | None = None
