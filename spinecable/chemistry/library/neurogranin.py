"""Neurogranin, which holds calmodulin that has no calcium."""

from __future__ import annotations

from spinecable.chemistry.library.calmodulin import DIFFUSES, DIFFUSION_PARAMETER, free_species
from spinecable.chemistry.library.common import PER_S, PER_UM_S, total
from spinecable.chemistry.reactions import Parameter, Reaction, Scheme, Species
from spinecable.describe.chemistry import Lobes

_MAKI = "Maki-Marttunen 2020 eLife 9:e55714, 10.7554/eLife.55714"


def neurogranin(lobes: Lobes = "lobes4") -> Scheme:
    """``ng + cam0 <-> ng_cam0``, Kd 1.3 uM.

    Neurogranin and its complex diffuse like calmodulin (ASSUMED), so that it is shared by head,
    neck and dendrite.
    """
    cam0 = next(s for s in free_species(lobes) if s.name == "cam0")
    return Scheme(
        name="neurogranin",
        species=(
            cam0,
            Species("ng", "free neurogranin", DIFFUSES),
            Species("ng_cam0", "neurogranin with calmodulin without calcium", DIFFUSES),
        ),
        reactions=(
            Reaction("bind_ng", {"ng": 1, "cam0": 1}, {"ng_cam0": 1}, "ng_on", "ng_off", _MAKI),
        ),
        parameters=(
            DIFFUSION_PARAMETER,
            Parameter("ng_on", 28.0, PER_UM_S, "empty calmodulin binds neurogranin", _MAKI),
            Parameter("ng_off", 36.0, PER_S, "empty calmodulin leaves neurogranin", _MAKI),
            total("ng", "neurogranin"),
        ),
        conserved={"ng": {"ng": 1.0, "ng_cam0": 1.0}},
    )
