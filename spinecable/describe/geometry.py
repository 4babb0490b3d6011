"""The shape of one spine."""

from __future__ import annotations

import math

from pydantic import Field, model_validator

from spinecable.describe.base import Description


class SpineGeometry(Description):
    """A spherical head on a cylindrical neck.

    The head enters the cable equation as a cylinder with length = diameter, which has
    exactly the sphere's membrane area; calcium and chemistry use the sphere's volume.

    Parameters
    ----------
    head_volume_um3 : volume of the head (um^3). Rat CA1: mean 0.03, range 0.004-0.6
        (Bartol et al. 2015, 10.3389/fnsyn.2015.00017; Harris & Stevens 1989,
        10.1523/JNEUROSCI.09-08-02982.1989). Give this or `head_diameter_um`.
    head_diameter_um : diameter of the sphere (um).
    neck_length_um : from the dendrite's surface to the head (um).
    neck_diameter_um : (um); rat CA1 0.15 +- 0.06 (Harris & Stevens 1989).
    psd_area_um2 : area of the postsynaptic density (um^2); None = not measured.
    """

    head_volume_um3: float | None = Field(default=None, gt=0, le=10.0)
    head_diameter_um: float | None = Field(default=None, gt=0, le=3.0)
    neck_length_um: float = Field(gt=0, le=10.0)
    neck_diameter_um: float = Field(gt=0, le=2.0)
    psd_area_um2: float | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _one_head_size(self) -> SpineGeometry:
        volume, diameter = self.head_volume_um3, self.head_diameter_um
        if volume is None and diameter is None:
            raise ValueError("give head_volume_um3 or head_diameter_um")
        if volume is None and diameter is not None:
            object.__setattr__(self, "head_volume_um3", math.pi * diameter**3 / 6)
        elif volume is not None and diameter is None:
            object.__setattr__(self, "head_diameter_um", (6 * volume / math.pi) ** (1 / 3))
        elif not math.isclose(math.pi * diameter**3 / 6, volume, rel_tol=1e-6):  # type: ignore[operator,arg-type]
            raise ValueError(
                "head_volume_um3 and head_diameter_um contradict each other for a sphere; "
                "give only one of them"
            )
        if self.neck_diameter_um > self.diameter_um * (1 + 1e-9):
            raise ValueError(
                f"the neck ({self.neck_diameter_um:g} um) is wider than the head "
                f"({self.diameter_um:.3g} um)"
            )
        return self

    @classmethod
    def named(cls, name: str, **changes: float | None) -> SpineGeometry:
        """One of the shapes of the literature, a point in the continuum of shapes.

        Parameters
        ----------
        name : ``thin``, ``mushroom``, ``stubby`` or ``filopodium``; the numbers and their sources
            are in `spinecable.describe.shapes.SHAPES`.
        changes : measures that differ, ``neck_length_um=1.0``.

        Raises
        ------
        DescriptionError : no shape of that name, or no measure of that name.
        """
        from spinecable.describe.shapes import SHAPES
        from spinecable.errors import DescriptionError, suggestion

        if name not in SHAPES:
            raise DescriptionError(
                f"there is no shape called '{name}'", tip=suggestion(name, SHAPES)
            )
        shape: SpineGeometry = cls(**SHAPES[name])
        heads = {"head_volume_um3", "head_diameter_um"}
        if not heads.isdisjoint(changes):
            changes = {**dict.fromkeys(heads), **changes}
        changed: SpineGeometry = shape.changed(**changes)
        return changed

    @property
    def volume_um3(self) -> float:
        """Head volume (um^3)."""
        return float(self.head_volume_um3)  # type: ignore[arg-type]

    @property
    def diameter_um(self) -> float:
        """Head diameter (um)."""
        return float(self.head_diameter_um)  # type: ignore[arg-type]

    @property
    def head_area_um2(self) -> float:
        """Membrane area of the head (um^2), pi d^2."""
        return math.pi * self.diameter_um**2

    @property
    def neck_cross_section_um2(self) -> float:
        """Cross-section of the neck (um^2)."""
        return math.pi * self.neck_diameter_um**2 / 4

    @property
    def neck_volume_um3(self) -> float:
        """Volume of the neck (um^3)."""
        return self.neck_cross_section_um2 * self.neck_length_um

    @property
    def neck_area_um2(self) -> float:
        """Membrane area of the neck's side (um^2)."""
        return math.pi * self.neck_diameter_um * self.neck_length_um

    def neck_resistance_Mohm(self, Ra_ohm_cm: float) -> float:
        """Axial resistance of the neck, 4 Ra L / (pi d^2), in MOhm."""
        return 1e-2 * Ra_ohm_cm * self.neck_length_um / self.neck_cross_section_um2
