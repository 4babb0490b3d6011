"""The named shapes of spines: points in a continuum, not classes.

EM of whole populations finds one mode in every measure (Arellano et al. 2007,
10.3389/neuro.01.1.1.010.2007; Ofer et al. 2021, 10.1002/dneu.22829), so a name stands for a place
in the distribution and no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SHAPES: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        # Rat CA1, means of Harris, Jensen & Tsao 1992 (J Neurosci 12:2685), as in Table 1 of
        # Obashi, Taraska & Okabe 2021 (10.1085/jgp.202012814): neck 0.51 +- 0.34 x 0.10 +- 0.03
        # um, head 0.03 um^3, PSD 0.05 +- 0.02 um^2.
        "thin": MappingProxyType(
            {
                "head_volume_um3": 0.03,
                "neck_length_um": 0.51,
                "neck_diameter_um": 0.10,
                "psd_area_um2": 0.05,
            }
        ),
        # The same: neck 0.43 +- 0.21 x 0.20 +- 0.07 um, head 0.27 +- 0.13 um^3, PSD 0.3 +- 0.1.
        "mushroom": MappingProxyType(
            {
                "head_volume_um3": 0.27,
                "neck_length_um": 0.43,
                "neck_diameter_um": 0.20,
                "psd_area_um2": 0.30,
            }
        ),
        # ASSUMED: a spine 0.44 um long and 0.32 um wide at its base (Harris 1992, from memory),
        # taken as a head of 0.34 um on a neck of 0.1 um; PSD as a thin spine's.
        "stubby": MappingProxyType(
            {
                "head_volume_um3": 0.0206,
                "neck_length_um": 0.10,
                "neck_diameter_um": 0.32,
                "psd_area_um2": 0.05,
            }
        ),
        # 2-20 um long and less than 0.3 um wide (Obashi 2021, Table 1): the shortest. ASSUMED: a
        # head no wider than 0.3 um and 0.2 um of diameter below it. No synapse, so no PSD.
        "filopodium": MappingProxyType(
            {"head_volume_um3": 0.0141, "neck_length_um": 1.7, "neck_diameter_um": 0.20}
        ),
    }
)
"""Name: measures in um, um^2 and um^3."""
