"""Protein phosphatase 1 on T286 of CaMKII that is free of calmodulin."""

from __future__ import annotations

from spinecable.chemistry.library.camkii import T305, t305_cap
from spinecable.chemistry.library.common import COFILIN_MODEL, PER_S, UM, total
from spinecable.chemistry.reactions import Parameter, Reaction, Scheme, Species

_CHANG = "Chang 2019, 10.1038/s41467-019-10694-z"
_MAKI = "Maki-Marttunen 2020 eLife 9:e55714, 10.7554/eLife.55714"

SMALL_SIGNAL_PER_S = 1.0 / 6.0
"""Dephosphorylation at low substrate (s^-1), measured as a decay in single spines: Chang 2019,
10.1038/s41467-019-10694-z."""

KM_UM = 106.5
"""(0.34 + 0.086) / 0.004: Maki-Marttunen 2020. The 5 uM of Hayer & Bhalla 2005 would saturate the
enzyme at the tens of uM of phosphorylated subunits in a spine: activity then falls to half in
50 s after a train instead of the measured 8 s, and a steady 0.15 uM of calcium switches the
kinase on."""

PP1_UM = 11.5
KCAT_PER_S = SMALL_SIGNAL_PER_S * KM_UM / PP1_UM
"""Turnover (s^-1) that gives the small-signal rate; published values are 0.086 to 0.5."""

FREE_PP1 = Species("pp1", "PP1 that inhibitor-1 does not hold")


def pp1(inhibited: bool = False, capped: bool = False) -> Scheme:
    """``p -> k`` at ``kcat PP1 / (Km + p)``; bound calmodulin protects the subunit.

    Parameters
    ----------
    inhibited : active PP1 is the species `pp1`, which inhibitor-1 binds, and not the constant
        ``pp1_uM``.
    capped : CaMKII has the state `p305`, whose T305 PP1 removes too; both share the enzyme.
    """
    active = "pp1" if inhibited else "pp1_uM"
    amount = (
        total("pp1", "protein phosphatase 1")
        if inhibited
        else Parameter(
            "pp1_uM",
            PP1_UM,
            UM,
            "active PP1",
            f"basal conditions of {COFILIN_MODEL}",
            per_compartment=True,
        )
    )
    substrate = "p + p305" if capped else "p"
    return Scheme(
        name="pp1",
        species=(
            Species("p", "pT286 CaMKII without calmodulin"),
            Species("k", "inactive CaMKII subunits"),
            *(
                (Species("p305", "pT286 pT305 CaMKII, which binds no calmodulin"),)
                if capped
                else ()
            ),
            *((FREE_PP1,) if inhibited else ()),
        ),
        reactions=(
            Reaction(
                "dephosphorylate",
                {"p": 1},
                {"k": 1},
                f"pp1_kcat*{active}/(pp1_km_uM + {substrate})",
                "0",
                _CHANG,
            ),
            *(t305_cap(active) if capped else ()),
        ),
        parameters=(
            Parameter(
                "pp1_kcat",
                KCAT_PER_S,
                PER_S,
                "turnover of PP1 on pT286",
                f"set so that kcat PP1 / Km is 1/6 s^-1: {_CHANG}",
            ),
            Parameter("pp1_km_uM", KM_UM, UM, "Michaelis constant of PP1 for pT286", _MAKI),
            *(T305 if capped else ()),
            amount,
        ),
    )
