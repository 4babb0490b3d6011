"""Where a spine stands on the dendrite."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from spinecable.describe.base import Description

Domain = Literal["basal", "apical", "apical_trunk", "apical_oblique", "apical_tuft", "dendrite"]


class Site(Description):
    """A place on a dendrite, in exactly one of three ways.

    1. `domain` and `path_distance_um`: the branch of that domain whose point at that path
       distance from the soma is chosen (deterministic: the longest branch that has it, those
       preferred where the point lies at least 3 um off the branch's ends; if no branch
       reaches it the nearest possible distance within `tolerance_um`).
    2. `section` and `position`: a section's name (``apical[12]``) and the fraction 0-1 along it.
    3. `near` and `distance_um`: along the same section from another spine, away from the soma
       (negative: towards it). Turns round at the section's end when it does not fit.

    Parameters
    ----------
    domain : basal, apical (any), apical_trunk, apical_oblique, apical_tuft, dendrite (any).
    path_distance_um : distance from the soma's surface along the dendrite (um).
    tolerance_um : how far `path_distance_um` may be missed before it is an error (um).
    fallback : another domain used, with a notice, when the cell has none of `domain`.
    """

    domain: Domain | None = None
    path_distance_um: float | None = Field(default=None, ge=0)
    tolerance_um: float = Field(default=50.0, ge=0)
    fallback: Domain | None = None
    section: str | None = None
    position: float | None = Field(default=None, ge=0, le=1)
    near: str | None = None
    distance_um: float | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Site:
        ways = [
            self.domain is not None and self.path_distance_um is not None,
            self.section is not None and self.position is not None,
            self.near is not None and self.distance_um is not None,
        ]
        given = [
            name
            for name in ("domain", "path_distance_um", "section", "position", "near", "distance_um")
            if getattr(self, name) is not None
        ]
        if sum(ways) != 1 or len(given) != 2:
            raise ValueError(
                "a site is given by domain + path_distance_um, or section + position, "
                f"or near + distance_um; here: {', '.join(given) or 'nothing'}"
            )
        return self
