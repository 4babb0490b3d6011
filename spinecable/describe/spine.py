"""One spine: a name, a place, a shape and what differs from the preparation inside it."""

from __future__ import annotations

from pydantic import Field, field_validator

from spinecable.describe.base import Description
from spinecable.describe.channel import known_densities
from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.receptors import Receptors
from spinecable.describe.release import Release
from spinecable.describe.site import Site


class Spine(Description):
    """A spine modelled explicitly.

    Parameters
    ----------
    name : how stimuli and results refer to it.
    site : where it stands.
    geometry : its shape.
    contents : values that replace those of the preparation's ``[head]`` group in this spine
        (``{"nmdar_count": 5}``); unknown names are refused, and so is what diffuses into the
        dendrite (``Experiment.contents`` has it).
    channels_S_per_cm2 : further calcium, SK and BK channels of the head, by the names of
        `spinecable.describe.channel.CALCIUM_FAMILY` (``{"cav31": 1e-3}``).
    receptors : which schemes of glutamate receptors; None takes the experiment's.
    release : how its bouton answers spikes; None takes the experiment's.
    apparatus : endoplasmic reticulum in the head, as in about every fifth to second spine of CA1:
        a calcium pump, its leak and the release channels that ``[chemistry]`` names. Its amounts
        are contents (``er_volume_fraction``, ``er_calcium_uM``, ``serca_uM_per_s``,
        ``ryr_count`` ...).
    """

    name: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$", max_length=40)
    site: Site
    geometry: SpineGeometry
    contents: dict[str, float] = Field(default_factory=dict)
    channels_S_per_cm2: dict[str, float] = Field(default_factory=dict)
    receptors: Receptors | None = None
    release: Release | None = None
    apparatus: bool = False

    @field_validator("channels_S_per_cm2")
    @classmethod
    def _known_channels(cls, densities: dict[str, float]) -> dict[str, float]:
        return known_densities(densities)
