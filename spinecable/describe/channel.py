"""Channels added to the cell's own: by mechanism, place and RANGE values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from spinecable.describe.base import Description
from spinecable.errors import suggestion

Place = Literal[
    "soma",
    "axon",
    "basal",
    "apical",
    "apical_trunk",
    "apical_oblique",
    "apical_tuft",
    "dendrite",
    "spine_heads",
]

CALCIUM_FAMILY = (
    "car_chindemi",
    "car_li",
    "cav12",
    "cav13",
    "cav2_bischofberger",
    "cav21",
    "cav21_li",
    "cav22",
    "cav22_li",
    "cav31",
    "cav32",
    "cav33",
    "sk",
    "bk",
)
"""Channels that a head or the dendrite may hold beside R-type ones: the mechanisms ``sc_NAME``."""


class Channel(Description):
    """A density mechanism, the package's or a user's, inserted in a part of the cell.

    Parameters
    ----------
    mechanism : what NEURON calls it (its SUFFIX).
    domain : where; ``apical`` and ``dendrite`` are all branches of that kind, ``spine_heads`` the
        heads of all explicit spines.
    values : its RANGE parameters, in the mechanism's own units; others keep their defaults. Where
        the cell's channel set has the mechanism already, its values are replaced.
    """

    mechanism: str = Field(pattern=r"^[A-Za-z]\w*$")
    domain: Place
    values: dict[str, float] = Field(default_factory=dict)


def known_densities(densities: dict[str, float]) -> dict[str, float]:
    """Densities of the calcium family, checked.

    Raises
    ------
    ValueError : an unknown name, R-type channels (which have a key of their own) or a negative
        density.
    """
    for name, density in densities.items():
        if name == "car":
            raise ValueError("R-type channels are given as 'cav23_S_per_cm2' among the contents")
        if name not in CALCIUM_FAMILY:
            raise ValueError(f"there is no channel '{name}'. {suggestion(name, CALCIUM_FAMILY)}")
        if density < 0:
            raise ValueError(f"the density of '{name}' must not be negative")
    return densities


def covers(domain: str, section_domains: Iterable[str]) -> bool:
    """Whether a channel's domain includes one of these domains of sections."""
    for own in section_domains:
        if domain == own or (domain == "apical" and own.startswith("apical")):
            return True
        if domain == "dendrite" and own not in ("soma", "axon"):
            return True
    return False
