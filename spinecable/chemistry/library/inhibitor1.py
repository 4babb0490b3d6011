"""Inhibitor-1: phosphorylated by PKA it blocks PP1; calcineurin takes the phosphate off.

Enzyme and substrate are of like amounts in a head, so turnover goes as
``kcat E S / (Km + E + S)``, which holds whichever of them is scarce (Tzafriri 2003 Bull Math
Biol 65:1111, 10.1016/S0092-8240(03)00059-4).
"""

from __future__ import annotations

from spinecable.chemistry.library.common import COFILIN_MODEL, PER_S, PER_UM_S, UM, total
from spinecable.chemistry.library.phosphatase import FREE_PP1
from spinecable.chemistry.reactions import Parameter, Reaction, Scheme, Species

_HAYER = "Hayer & Bhalla 2005 PLoS Comput Biol 1:e20, 10.1371/journal.pcbi.0010020"


def inhibitor1() -> Scheme:
    """States `i1`, `i1p` (pT35) and `i1p_pp1`; the drive is the parameter ``pka_uM``.

    Published constants differ widely: calcineurin on I1 has kcat / Km 13.8 uM^-1 s^-1 here and
    0.0076 in Hayer & Bhalla 2005; PP1 leaves at 0.0011 s^-1 here (Kd 1.1 nM) and
    at 1.1 s^-1 in Maki-Marttunen 2020.
    """
    by_can = "i1_can_kcat*can_cam4/(i1_can_km_uM + can_cam4 + i1p + i1p_pp1)"
    return Scheme(
        name="inhibitor1",
        species=(
            Species("can_cam4", "calcineurin with fully loaded calmodulin", calcium=4),
            FREE_PP1,
            Species("i1", "inhibitor-1"),
            Species("i1p", "pT35 inhibitor-1"),
            Species("i1p_pp1", "pT35 inhibitor-1 on PP1"),
        ),
        reactions=(
            Reaction(
                "i1_phosphorylate",
                {"i1": 1},
                {"i1p": 1},
                "i1_pka_kcat*pka_uM/(i1_pka_km_uM + pka_uM + i1)",
                source=COFILIN_MODEL,
            ),
            Reaction(
                "i1_dephosphorylate", {"i1p": 1}, {"i1": 1}, f"i1_basal_off + {by_can}", "0", _HAYER
            ),
            Reaction(
                "i1_strip",
                {"i1p_pp1": 1},
                {"i1": 1, "pp1": 1},
                f"i1_on_pp1_share*(i1_basal_off + {by_can})",
                source=COFILIN_MODEL,
            ),
            Reaction(
                "i1_inhibit",
                {"i1p": 1, "pp1": 1},
                {"i1p_pp1": 1},
                "i1_pp1_on",
                "i1_pp1_off",
                COFILIN_MODEL,
            ),
        ),
        parameters=(
            Parameter("i1_pka_kcat", 1.4, PER_S, "turnover of PKA on inhibitor-1", COFILIN_MODEL),
            Parameter(
                "i1_pka_km_uM",
                5.0,
                UM,
                "Michaelis constant of PKA for inhibitor-1",
                f"(5.6 + 1.4) / 1.4: {COFILIN_MODEL}",
            ),
            Parameter("i1_can_kcat", 55.0, PER_S, "turnover of calcineurin on pT35", COFILIN_MODEL),
            Parameter(
                "i1_can_km_uM",
                4.0,
                UM,
                "Michaelis constant of calcineurin for pT35",
                f"(330 + 55) / 96.25: {COFILIN_MODEL}",
            ),
            Parameter(
                "i1_on_pp1_share",
                0.1,
                "1",
                "dephosphorylation of pT35 on PP1 as a share of that of the free form",
                COFILIN_MODEL,
            ),
            Parameter(
                "i1_basal_off",
                0.222 * 5.0 / 144.0,
                PER_S,
                "dephosphorylation of pT35 by PP2A",
                f"5 uM of it, 0.222 s^-1, Km 144 uM: {_HAYER}",
            ),
            Parameter("i1_pp1_on", 1.0, PER_UM_S, "pT35 inhibitor-1 binds PP1", COFILIN_MODEL),
            Parameter("i1_pp1_off", 0.0011, PER_S, "pT35 inhibitor-1 leaves PP1", COFILIN_MODEL),
            Parameter("pka_uM", 0.0, UM, "active PKA", "set by the contents", per_compartment=True),
            total("i1", "inhibitor-1"),
            total("pp1", "protein phosphatase 1"),
        ),
        conserved={
            "i1": {"i1": 1.0, "i1p": 1.0, "i1p_pp1": 1.0},
            "pp1": {"pp1": 1.0, "i1p_pp1": 1.0},
        },
    )
