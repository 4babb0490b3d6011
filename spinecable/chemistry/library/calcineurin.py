"""Calcineurin (PP2B), activated by fully loaded calmodulin."""

from __future__ import annotations

from spinecable.chemistry.library.calmodulin import DIFFUSION_PARAMETER, Lobes, free_species
from spinecable.chemistry.library.common import PER_S, PER_UM_S, total
from spinecable.chemistry.reactions import Parameter, Reaction, Scheme, Species

_RODRIGUES = "Rodrigues 2023 eLife 12:e80152, 10.7554/eLife.80152, fit at 35 C"


def calcineurin(lobes: Lobes = "lobes4") -> Scheme:
    """``can + cam4 <-> can_cam4``.

    On- and off-rate are a matched pair of one source (Kd 1.1 nM). The other sourced pair is
    46 uM^-1 s^-1 and 0.0012 s^-1 at 22 C (Quintana 2005 BBRC 334:674).
    """
    cam4 = next(s for s in free_species(lobes) if s.name == "cam4")
    return Scheme(
        name="calcineurin",
        species=(
            cam4,
            Species("can", "free calcineurin"),
            Species("can_cam4", "calcineurin with fully loaded calmodulin", calcium=4),
        ),
        reactions=(
            Reaction(
                "bind_can", {"can": 1, "cam4": 1}, {"can_cam4": 1}, "can_on", "can_off", _RODRIGUES
            ),
        ),
        parameters=(
            DIFFUSION_PARAMETER,
            Parameter("can_on", 17.5, PER_UM_S, "loaded calmodulin binds calcineurin", _RODRIGUES),
            Parameter("can_off", 0.02, PER_S, "loaded calmodulin leaves calcineurin", _RODRIGUES),
            total("can", "calcineurin"),
        ),
        conserved={"can": {"can": 1.0, "can_cam4": 1.0}},
    )
