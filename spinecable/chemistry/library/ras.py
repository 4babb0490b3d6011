"""A diffusible messenger like Ras: made by active CaMKII, it reaches neighbouring spines.

Reduced: ``d ras/dt = gef A^4/(A^4 + K^4) (pool - ras) - gap ras`` with A the active CaMKII, and
diffusion of the active form through neck and dendrite, everywhere in the same pool. The fourth
power is ASSUMED, as that of the readout's threshold on the same kinase: a stimulus too weak for
potentiation makes little Ras and so does not prime itself, and there is little at rest.
"""

from __future__ import annotations

from collections.abc import Mapping

from spinecable.chemistry.library.common import DIFFUSION, PER_S, UM
from spinecable.chemistry.reactions import Derived, Parameter, Reaction, Scheme, Species

_HARVEY = "Harvey 2008 Science 321:136, 10.1126/science.1159675"

RAS_DIFFUSION = Parameter(
    "d_ras_um2_per_s",
    0.5,
    DIFFUSION,
    "diffusion coefficient of active Ras",
    "ASSUMED: of a lipid-anchored protein; with ras_gap it spreads 12 um, about 10 um in "
    + _HARVEY,
)
RAS = Species("ras", "active Ras-like messenger", RAS_DIFFUSION.name)


def ras() -> Scheme:
    """Active Ras anywhere: it diffuses and is switched off."""
    return Scheme(
        name="ras",
        species=(RAS,),
        reactions=(Reaction("ras_hydrolysis", {"ras": 1}, {}, "ras_gap", "0", _HARVEY),),
        parameters=(
            RAS_DIFFUSION,
            Parameter(
                "ras_gap", 1.0 / 300.0, PER_S, "active Ras is switched off", f"5 min: {_HARVEY}"
            ),
        ),
    )


def ras_activation(camkii: Scheme, active: Mapping[str, float]) -> Scheme:
    """In a head: active CaMKII switches Ras on.

    Parameters
    ----------
    camkii : the scheme of CaMKII that is composed beside it.
    active : species of it -> weight in its activity.
    """
    kinase = " + ".join(n if w == 1.0 else f"{w!r}*{n}" for n, w in active.items())
    source = "ASSUMED: active Ras about half of the pool after an induction of LTP, little at rest"
    return Scheme(
        name="ras_activation",
        species=(RAS, *(s for s in camkii.species if s.name in active)),
        reactions=(
            Reaction(
                "ras_switch_on",
                {},
                {"ras": 1},
                "ras_rate*ras_pool_uM",
                "0",
                source,
                zero_order=True,
            ),
            Reaction("ras_saturation", {"ras": 1}, {}, "ras_rate", "0", source),
        ),
        parameters=(
            RAS_DIFFUSION,
            *(
                p
                for p in camkii.parameters
                if p.name in {s.diffusion for s in camkii.species if s.name in active}
            ),
            Parameter("ras_gef", 0.2, PER_S, "highest rate at which Ras is switched on", source),
            Parameter("ras_half_uM", 20.0, UM, "active CaMKII at half of it", source),
            Parameter("ras_pool_uM", 1.0, UM, "all Ras", "ASSUMED: only the active share counts"),
        ),
        derived=(
            Derived("ras_kinase_uM", kinase, UM, "active CaMKII"),
            Derived(
                "ras_square",
                "ras_kinase_uM*ras_kinase_uM/(ras_half_uM*ras_half_uM)",
                "1",
                "square of active CaMKII over its half",
            ),
            Derived(
                "ras_rate",
                "ras_gef*ras_square*ras_square/(ras_square*ras_square + 1.0)",
                PER_S,
                "rate at which Ras is switched on",
            ),
        ),
    )
