"""Protein phosphatase 1 on T286 of CaMKII that is free of calmodulin."""

from __future__ import annotations

from spinecable.chemistry.library.common import PER_S, UM
from spinecable.chemistry.reactions import Parameter, Reaction, Scheme, Species

_HAYER = "Hayer & Bhalla 2005 PLoS Comput Biol 1:e20, 10.1371/journal.pcbi.0010020"

SMALL_SIGNAL_PER_S = 1.0 / 6.0
"""Dephosphorylation at low substrate (s^-1): Chang 2019, 10.1038/s41467-019-10694-z."""

KCAT_PER_S = 0.5
KM_UM = 5.0
PP1_UM = SMALL_SIGNAL_PER_S * KM_UM / KCAT_PER_S
"""Amount of PP1 (uM) that gives the small-signal rate; within the 1-4 uM of other models."""


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
                _HAYER,
            ),
        ),
        parameters=(
            Parameter("pp1_kcat", KCAT_PER_S, PER_S, "turnover of PP1 on pT286", _HAYER),
            Parameter("pp1_km_uM", KM_UM, UM, "Michaelis constant of PP1 for pT286", _HAYER),
            Parameter(
                "pp1_uM",
                PP1_UM,
                UM,
                "active PP1",
                "set so that kcat PP1 / Km is 1/6 s^-1, Chang 2019 10.1038/s41467-019-10694-z",
                per_compartment=True,
            ),
        ),
    )
