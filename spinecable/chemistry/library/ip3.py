"""IP3 made by phospholipase C after glutamate on metabotropic receptors: a reduced form.

Each release of glutamate onto a head adds to `plc`, the active phospholipase, which decays. IP3
is made by it, diffuses through the neck into the dendrite and returns to its resting level.
"""

from __future__ import annotations

from spinecable.chemistry.library.common import DIFFUSION, PER_S, UM
from spinecable.chemistry.reactions import Parameter, Reaction, Scheme, Species

_ASHHAD = "Ashhad & Narayanan 2013 J Physiol 591:1645 (ModelDB 150551, CA1, after Fink 2000)"
_REDUCED = "ASSUMED: reduced form of the cascade from mGluR5 to phospholipase C"

IP3_DIFFUSION = Parameter(
    "d_ip3_um2_per_s",
    100.0,
    DIFFUSION,
    "diffusion coefficient of IP3",
    "Ornelas-Guevara 2023 Sci Rep 13:2922, 10.1038/s41598-023-29876-3 (283 in extract, Allbritton "
    "1992 10.1126/science.1465619; at most 10 in Dickinson 2016 10.1126/scisignal.aag1625)",
)
IP3 = Species("ip3", "IP3", IP3_DIFFUSION.name)
GLUTAMATE_DRIVE = "plc_drive_uM_per_s"
"""Parameter through which releases of glutamate act; 0 at rest."""

PLC_PER_RELEASE_UM = 0.1
"""Active phospholipase that one release adds (uM of the head). ASSUMED: with `ip3_make` 10 uM/s of
IP3, which raises it by about 0.5 uM in a 0.08 um3 head whose neck (1 um by 0.15 um) empties it
at 22 /s."""


def ip3() -> Scheme:
    """``ip3`` everywhere: it returns to its resting level."""
    return Scheme(
        name="ip3",
        species=(IP3,),
        reactions=(
            Reaction(
                "ip3_basal",
                {},
                {"ip3": 1},
                "ip3_degrade*ip3_rest_uM",
                "0",
                _ASHHAD,
                zero_order=True,
            ),
            Reaction("ip3_degradation", {"ip3": 1}, {}, "ip3_degrade", "0", _ASHHAD),
        ),
        parameters=(
            IP3_DIFFUSION,
            Parameter("ip3_degrade", 0.14, PER_S, "IP3 is degraded", _ASHHAD),
            Parameter("ip3_rest_uM", 0.16, UM, "resting IP3", _ASHHAD),
        ),
    )


def phospholipase() -> Scheme:
    """``plc`` in a head: glutamate adds to it, it makes IP3 and decays."""
    return Scheme(
        name="phospholipase",
        species=(IP3, Species("plc", "active phospholipase C")),
        reactions=(
            Reaction("plc_activate", {}, {"plc": 1}, GLUTAMATE_DRIVE, zero_order=True),
            Reaction("plc_decay", {"plc": 1}, {}, "plc_off", "0", _REDUCED),
            Reaction("ip3_production", {"plc": 1}, {"plc": 1, "ip3": 1}, "ip3_make", "0", _REDUCED),
        ),
        parameters=(
            IP3_DIFFUSION,
            Parameter("plc_off", 1.0, PER_S, "active phospholipase decays", _REDUCED),
            Parameter("ip3_make", 100.0, PER_S, "IP3 that it makes", _REDUCED),
            Parameter(
                GLUTAMATE_DRIVE,
                0.0,
                "uM/s",
                "phospholipase that glutamate activates",
                "set by each release during a run",
                per_compartment=True,
            ),
        ),
    )
