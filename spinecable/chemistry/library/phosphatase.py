"""Protein phosphatase 1 on T286 of CaMKII that is free of calmodulin."""

from __future__ import annotations

from spinecable.chemistry.library.common import PER_S, UM
from spinecable.chemistry.reactions import Parameter, Reaction, Scheme, Species

_CHANG = "Chang 2019, 10.1038/s41467-019-10694-z"
_MAKI = "Maki-Marttunen 2020 eLife 9:e55714, 10.7554/eLife.55714"
_BLACKWELL = "the cofilin model of the Blackwell lineage (neurord/cofilin, basal conditions)"

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


def pp1() -> Scheme:
    """``p -> k`` at ``kcat PP1 / (Km + p)``; bound calmodulin protects the subunit."""
    return Scheme(
        name="pp1",
        species=(
            Species("p", "pT286 CaMKII without calmodulin"),
            Species("k", "inactive CaMKII subunits"),
        ),
        reactions=(
            Reaction(
                "dephosphorylate",
                {"p": 1},
                {"k": 1},
                "pp1_kcat*pp1_uM/(pp1_km_uM + p)",
                "0",
                _CHANG,
            ),
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
            Parameter(
                "pp1_uM",
                PP1_UM,
                UM,
                "active PP1",
                _BLACKWELL,
                per_compartment=True,
            ),
        ),
    )
