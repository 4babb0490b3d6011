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

_CALCIUM_PS, _T_TYPE_PS, _SK_PS = 3.72, 4.42, 10.0
SINGLE_CHANNEL_PS: dict[str, float] = {
    "cav23": _CALCIUM_PS,
    **{
        name: _T_TYPE_PS if name.startswith("cav3") else _CALCIUM_PS
        for name in CALCIUM_FAMILY
        if name not in ("sk", "bk")
    },
    "sk": _SK_PS,
}
"""Conductance of one channel (pS) in 2 mM calcium. Calcium: Church & Stanley 1996, J Physiol
496:59, at 34 C as in Bartol 2015, 10.3389/fnsyn.2015.00017. T-type: 9.5 pS x 2/(2 + 2.3), Bittner &
Hanck 2008, Biophys J 95:931, for Cav3.1 (Cav3.2 and Cav3.3 ASSUMED alike). SK: Rodrigues 2023,
10.7554/eLife.80152. BK has no number with a source here."""

_S_PER_CM2_OF_PS_PER_UM2 = 1e-4


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


def known_counts(counts: dict[str, float]) -> dict[str, float]:
    """Numbers of channels by name, checked.

    Raises
    ------
    ValueError : an unknown name, one without a single-channel conductance, or a negative number.
    """
    for name, count in counts.items():
        if name == "bk":
            raise ValueError(
                "the conductance of one BK channel has no source here; give the density of 'bk' "
                "in S/cm2"
            )
        if name not in SINGLE_CHANNEL_PS:
            tip = suggestion(name, SINGLE_CHANNEL_PS)
            raise ValueError(f"there is no channel '{name}'. {tip}")
        if count < 0:
            raise ValueError(f"the number of '{name}' must not be negative")
    return counts


def with_counted(densities: dict[str, float], per_um2: dict[str, float]) -> dict[str, float]:
    """Densities (S/cm2) and those of channels given by their number per um2, by name."""
    counted = {
        name: number * SINGLE_CHANNEL_PS[name] * _S_PER_CM2_OF_PS_PER_UM2
        for name, number in per_um2.items()
    }
    return {**densities, **counted}


def check_given_once(densities: Iterable[str], counts: Iterable[str], where: str) -> None:
    """No channel is given both by its density and by its number.

    Raises
    ------
    ValueError : one is.
    """
    both = sorted(set(densities) & set(counts))
    if both:
        raise ValueError(f"'{both[0]}' has a density and a number; give one of them ({where})")


def covers(domain: str, section_domains: Iterable[str]) -> bool:
    """Whether a channel's domain includes one of these domains of sections."""
    for own in section_domains:
        if domain == own or (domain == "apical" and own.startswith("apical")):
            return True
        if domain == "dendrite" and own not in ("soma", "axon"):
            return True
    return False
