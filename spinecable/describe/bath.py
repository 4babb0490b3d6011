"""The solution around the cell."""

from __future__ import annotations

from pydantic import Field

from spinecable.describe.base import Description


class Bath(Description):
    """The solution around the cell.

    Parameters
    ----------
    mg_mM : magnesium (mM); 1.0 as in the Jahr & Stevens 1990 check values.
    ca_mM : calcium (mM); 2.0 (Magee & Johnston 1995 conditions; ACSF).
    """

    mg_mM: float = Field(default=1.0, ge=0, le=20)
    ca_mM: float = Field(default=2.0, gt=0, le=20)
