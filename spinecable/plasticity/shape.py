"""From a head's relative volume to the shape of the whole spine, within limits."""

from __future__ import annotations

import math
from dataclasses import dataclass

from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.remodelling import Remodelling


@dataclass(frozen=True)
class Shape:
    """A spine's shape at one time.

    Parameters
    ----------
    geometry : head and neck.
    psd_share : area of the density over that at rest.
    clipped : which limits of `Remodelling` hold it back.
    """

    geometry: SpineGeometry
    psd_share: float
    clipped: tuple[str, ...]


def reshaped(
    rest: SpineGeometry, relative_volume: float, lasting_volume: float, rule: Remodelling
) -> Shape:
    """The shape that goes with a head's volume.

    Parameters
    ----------
    rest : the shape before anything happened.
    relative_volume : of the head, over that at rest; clipped to the rule's limits.
    lasting_volume : the same without the early swelling; the density follows it.
    """
    clipped = []
    wanted = rest.volume_um3 * relative_volume
    volume = min(max(wanted, rule.smallest_volume_um3), rule.largest_volume_um3)
    if volume != wanted:
        clipped.append("largest_volume_um3" if wanted > volume else "smallest_volume_um3")
    ratio = volume / rest.volume_um3
    diameter = (6 * volume / math.pi) ** (1 / 3)
    width = rest.neck_diameter_um * ratio**rule.neck_width_exponent
    widest = rule.widest_neck_share * diameter
    if width > widest:
        width = widest
        clipped.append("widest_neck_share")
    length = rest.neck_length_um * ratio**rule.neck_length_exponent
    if length < rule.shortest_neck_um:
        length = rule.shortest_neck_um
        clipped.append("shortest_neck_um")
    geometry = SpineGeometry(
        head_volume_um3=volume,
        neck_length_um=length,
        neck_diameter_um=width,
        psd_area_um2=rest.psd_area_um2,
    )
    share = max(lasting_volume, rule.smallest_volume_um3 / rest.volume_um3) ** rule.psd_exponent
    return Shape(geometry, share, tuple(clipped))
