"""The spines that are not modelled one by one, by domain and distance."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from spinecable.describe.base import Description

Dendrite = Literal["dendrite", "basal", "apical", "apical_trunk", "apical_oblique", "apical_tuft"]


class SpineZone(Description):
    """A part of the dendrite with implicit spines of its own.

    Parameters
    ----------
    domain : the dendrites it covers; ``dendrite`` all of them, ``apical`` all apical ones.
    from_um, to_um : path distances from the soma between which it lies; the cell's
        ``min_path_distance_um`` and no end where they are left out.
    density_per_um : spines per um of dendrite there; 0 for none.
    area_um2 : membrane of one spine, head and neck; that of the other implicit spines where it is
        left out.
    """

    domain: Dendrite = "dendrite"
    from_um: float | None = Field(default=None, ge=0)
    to_um: float | None = Field(default=None, gt=0)
    density_per_um: float = Field(ge=0, le=30)
    area_um2: float | None = Field(default=None, ge=0, le=20)

    @model_validator(mode="after")
    def _has_length(self) -> Self:
        if self.from_um is not None and self.to_um is not None and self.to_um <= self.from_um:
            raise ValueError(
                f"the zone ends at {self.to_um:g} um, where it has not begun (from_um "
                f"{self.from_um:g})"
            )
        return self


class ImplicitSpines(Description):
    """Spines that are not modelled one by one: their membrane scales cm and g_pas (F factor).

    Parameters
    ----------
    density_per_um : spines per um of dendrite. CA1 average 2.5 excitatory synapses per um
        (Megias et al. 2001, 10.1016/S0306-4522(00)00496-6: 30,000 on 12,000 um).
    area_um2 : membrane area of one spine, head and neck (um^2). 0.83 is Harris & Stevens 1989's
        mean CA1 spine (10.1523/JNEUROSCI.09-08-02982.1989; from memory, so ASSUMED).
    min_path_distance_um : the dendrite nearer to the soma carries none (um; ASSUMED 50).
    zones : ``[[cell.implicit_spines.zone]]``, parts of the dendrite with another density or
        another size of spine. Where zones overlap, the last one counts.
    scale_channels : whether the membrane of spines holds the channels of the dendrite's channel
        set, at the dendrite's density. Implicit spines then scale them by F too, and every explicit
        spine on a dendrite has them in head and neck. False: spines have none of them, as in the
        sources of the bundled channel sets, whose densities are per area of shaft.
    """

    density_per_um: float = Field(default=2.5, ge=0, le=30)
    area_um2: float = Field(default=0.83, ge=0, le=20)
    min_path_distance_um: float = Field(default=50.0, ge=0)
    zones: tuple[SpineZone, ...] = Field(default=(), alias="zone")
    scale_channels: bool = False

    @model_validator(mode="after")
    def _zones_begin_before_they_end(self) -> Self:
        for i, zone in enumerate(self.zones):
            if zone.to_um is not None and zone.to_um <= self.start_um(zone):
                raise ValueError(
                    f"zone[{i}] ends at {zone.to_um:g} um, before implicit spines begin "
                    f"(min_path_distance_um {self.min_path_distance_um:g}); give the zone a from_um"
                )
        return self

    def start_um(self, zone: SpineZone) -> float:
        """The path distance (um) at which a zone begins."""
        return self.min_path_distance_um if zone.from_um is None else zone.from_um
