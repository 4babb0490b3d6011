"""One spine: a name, a place, a shape and what differs from the preparation inside it."""

from __future__ import annotations

from pydantic import Field, field_validator, model_validator

from spinecable.describe.base import Description
from spinecable.describe.channel import (
    check_given_once,
    known_counts,
    known_densities,
    with_counted,
)
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
    channel_counts : the same by their number in the head (``{"cav12": 3}``), and ``cav23``, which
        then replaces ``cav23_S_per_cm2``; see `spinecable.describe.channel.SINGLE_CHANNEL_PS`.
        It fixes the density of the head as it is given: one that grows gets more.
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
    channel_counts: dict[str, float] = Field(default_factory=dict)
    receptors: Receptors | None = None
    release: Release | None = None
    apparatus: bool = False

    @field_validator("channels_S_per_cm2")
    @classmethod
    def _known_channels(cls, densities: dict[str, float]) -> dict[str, float]:
        return known_densities(densities)

    @field_validator("channel_counts")
    @classmethod
    def _known_counts(cls, counts: dict[str, float]) -> dict[str, float]:
        return known_counts(counts)

    @model_validator(mode="after")
    def _given_once(self) -> Spine:
        given = set(self.channels_S_per_cm2)
        if "cav23_S_per_cm2" in self.contents:
            given.add("cav23")
        check_given_once(given, self.channel_counts, f"spine '{self.name}'")
        return self

    def channel_densities_S_per_cm2(self) -> dict[str, float]:
        """Channels of the head by name, those given by number included; ``cav23`` only if so."""
        area = self.geometry.head_area_um2
        per_um2 = {name: count / area for name, count in self.channel_counts.items()}
        return with_counted(self.channels_S_per_cm2, per_um2)
