"""What every reaction list of the library shares: free calcium and short constructors."""

from __future__ import annotations

from spinecable.chemistry.reactions import Parameter, Species

PER_S = "/s"
PER_UM_S = "/uM/s"
UM = "uM"
DIFFUSION = "um2/s"

COFILIN_MODEL = (
    "the cofilin model of Blackwell's group (github.com/neurord/cofilin, after Jedrzejewska-Szmek "
    "2017 PLoS Comput Biol 13:e1005657, 10.1371/journal.pcbi.1005657)"
)
"""Source of PP1, inhibitor-1 and cofilin: files of a model that builds on a published one."""

CALCIUM = Species("ca", "free calcium", diffusion="d_ca_um2_per_s", calcium=1)

CALCIUM_DIFFUSION = Parameter(
    "d_ca_um2_per_s",
    220.0,
    DIFFUSION,
    "diffusion coefficient of free calcium in cytosol",
    "Allbritton 1992 Science 258:1812, 10.1126/science.1465619 (223), rounded as most models do",
)


def total(name: str, meaning: str) -> Parameter:
    """The total of a conserved molecule in one compartment (uM).

    Reactions do not read it: it sets the initial state. Zero until contents are filled in.
    """
    return Parameter(
        f"{name}_total_uM",
        0.0,
        UM,
        f"total {meaning}",
        "set by the contents of the compartment",
        per_compartment=True,
    )
