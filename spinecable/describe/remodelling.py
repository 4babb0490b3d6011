"""How a spine's shape follows what its synapse does, during the run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from spinecable.describe.base import Description

if TYPE_CHECKING:
    from spinecable.describe.spine import Spine

Rule = Literal["density", "count"]
"""What stays as it is when a spine changes its size."""


class Remodelling(Description):
    """Structural remodelling; off unless `on` is set.

    The head's volume follows the readout: growth in its transient and lasting parts as Becker &
    Tetzlaff 2021 (10.1371/journal.pcbi.1008813) fit it to Matsuzaki 2004 (10.1038/nature02617), and
    shrinkage by calcineurin (Zhou 2004 Neuron 44:749 shows its sign). Neck, density and AMPA
    receptors follow as the exponents say; see docs/remodelling.md.

    Parameters
    ----------
    on : whether spines remodel.
    update_interval_s : between two changes of the geometry while anything grows (s); longer where
        nothing does.
    shrinkage : share of the volume that is lost when calcineurin has driven it for long. 0.3
        (ASSUMED: the largest loss, so that a quarter of an hour at 1 Hz takes a few tenths).
    shrink_write_s, shrink_decay_s : time constants of the loss at full drive and of the recovery
        from it (s). 300 and 3000 (ASSUMED: minutes to shrink, and what lasts lasts as long as
        the lasting growth).
    neck_width_exponent : the neck's diameter follows (volume / resting volume) to this power. 0.25
        (ASSUMED; necks get wider with LTP, Tonnesen 2014, 10.1038/nn.3682).
    neck_length_exponent : and its length to this one. -0.25 (ASSUMED; they get shorter, ibid.).
    psd_exponent : and the density's area to this one, early swelling left out. 1 (ASSUMED: in
        steady state area is proportional to volume, Harris & Stevens 1989,
        10.1523/JNEUROSCI.09-08-02982.1989; the density grows late, Bosch 2014 Neuron 82:444).
    ampa : whether the number of AMPA receptors follows the weight.
    pumps : rule of pumps and the calcium leak, by membrane area.
    buffer : rule of the immobile buffer, by volume. What diffuses is never made or removed.
    enzymes : rule of CaMKII, calcineurin and PP1 in the head, by volume; they arrive and leave in
        the state of those that are there.
    smallest_volume_um3, largest_volume_um3 : of a head. 0.004 and 0.6, the range in rat CA1 (Harris
        & Stevens 1989; Bartol 2015, 10.3389/fnsyn.2015.00017).
    shortest_neck_um : 0.05 (ASSUMED: below it a spine is a bump).
    widest_neck_share : neck diameter over head diameter at most. 0.9 (ASSUMED).
    """

    on: bool = False
    update_interval_s: float = Field(default=10.0, gt=0, le=3600)
    shrinkage: float = Field(default=0.3, ge=0, lt=1)
    shrink_write_s: float = Field(default=300.0, gt=0)
    shrink_decay_s: float = Field(default=3000.0, gt=0)
    neck_width_exponent: float = Field(default=0.25, ge=-1, le=1)
    neck_length_exponent: float = Field(default=-0.25, ge=-1, le=1)
    psd_exponent: float = Field(default=1.0, ge=0, le=2)
    ampa: bool = True
    pumps: Rule = "density"
    buffer: Rule = "density"
    enzymes: Rule = "density"
    smallest_volume_um3: float = Field(default=0.004, gt=0)
    largest_volume_um3: float = Field(default=0.6, gt=0)
    shortest_neck_um: float = Field(default=0.05, gt=0)
    widest_neck_share: float = Field(default=0.9, gt=0, le=1)

    @model_validator(mode="after")
    def _ordered(self) -> Remodelling:
        if self.smallest_volume_um3 >= self.largest_volume_um3:
            raise ValueError(
                f"smallest_volume_um3 ({self.smallest_volume_um3:g}) must be below "
                f"largest_volume_um3 ({self.largest_volume_um3:g})"
            )
        return self

    def check_start(self, spine: Spine, where: str) -> None:
        """A spine that remodels must start within the limits.

        Raises
        ------
        ValueError : it does not.
        """
        shape = spine.geometry
        if not self.smallest_volume_um3 <= shape.volume_um3 <= self.largest_volume_um3:
            raise ValueError(
                f"{where}: '{spine.name}' starts with a head of {shape.volume_um3:g} um^3, outside "
                f"of remodelling.smallest_volume_um3 to largest_volume_um3 "
                f"({self.smallest_volume_um3:g} to {self.largest_volume_um3:g}); widen the limits "
                "or choose another head"
            )
        if shape.neck_length_um < self.shortest_neck_um:
            raise ValueError(
                f"{where}: the neck of '{spine.name}' starts with {shape.neck_length_um:g} um, "
                f"below remodelling.shortest_neck_um ({self.shortest_neck_um:g})"
            )
        if shape.neck_diameter_um > self.widest_neck_share * shape.diameter_um:
            raise ValueError(
                f"{where}: the neck of '{spine.name}' starts with {shape.neck_diameter_um:g} um, "
                f"above remodelling.widest_neck_share ({self.widest_neck_share:g}) of the head's "
                f"{shape.diameter_um:.3g} um"
            )
