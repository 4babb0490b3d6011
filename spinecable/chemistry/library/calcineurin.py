"""Calcineurin (PP2B), activated by fully loaded calmodulin."""

from __future__ import annotations

from spinecable.chemistry.library.calmodulin import DIFFUSION_PARAMETER, free_species
from spinecable.chemistry.library.common import PER_S, PER_UM_S, total
from spinecable.chemistry.reactions import Parameter, Reaction, Scheme, Species
from spinecable.describe.chemistry import CalcineurinRates, Lobes
from spinecable.errors import ChemistryError, suggestion

_RODRIGUES = "Rodrigues 2023 eLife 12:e80152, 10.7554/eLife.80152, fit at 35 C"
_QUINTANA = "Quintana 2005 BBRC 334:674, 22 C"

RATES: dict[CalcineurinRates, tuple[float, float, str]] = {
    "rodrigues2023": (17.5, 0.02, _RODRIGUES),
    "quintana2005": (46.0, 0.0012, _QUINTANA),
}
"""Association (uM^-1 s^-1), dissociation (s^-1) and source of each pair; pairs are not mixed."""


def calcineurin(lobes: Lobes = "lobes4", rates: CalcineurinRates = "rodrigues2023") -> Scheme:
    """``can + cam4 <-> can_cam4``.

    On- and off-rate are a matched pair of one source: Kd 1.1 nM (default) or 26 pM. The off-rate
    decides whether slow trains accumulate calcineurin: 50 s or 830 s.
    """
    if rates not in RATES:
        raise ChemistryError(
            f"there are no calcineurin rates '{rates}'", tip=suggestion(rates, RATES)
        )
    on, off, source = RATES[rates]
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
                "bind_can", {"can": 1, "cam4": 1}, {"can_cam4": 1}, "can_on", "can_off", source
            ),
        ),
        parameters=(
            DIFFUSION_PARAMETER,
            Parameter("can_on", on, PER_UM_S, "loaded calmodulin binds calcineurin", source),
            Parameter("can_off", off, PER_S, "loaded calmodulin leaves calcineurin", source),
            total("can", "calcineurin"),
        ),
        conserved={"can": {"can": 1.0, "can_cam4": 1.0}},
    )
