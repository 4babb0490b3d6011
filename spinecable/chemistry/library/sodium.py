"""Intracellular sodium: synaptic influx into heads, diffusion, and the sodium pump.

What leaves is kept in the account `na_out`, so that sodium is conserved exactly. The resting
inflow is what the pump removes at resting sodium, derived and never entered. Reversal potentials
stay as they are: a rise from 10 to 20 mM would lower that of sodium by 18 mV.
"""

from __future__ import annotations

from spinecable.chemistry.library.common import DIFFUSION, PER_S, UM
from spinecable.chemistry.reactions import Parameter, Reaction, Scheme, Species

_NELSON = "Nelson 2025 J Neurosci 45:e0077252025, 10.1523/JNEUROSCI.0077-25.2025"

SODIUM_LEAK = "na_leak_uM_per_s"
SODIUM_INFLOW = "na_inflow_uM_per_s"
"""Parameter through which synapses act during a run; 0 at rest."""


def sodium() -> Scheme:
    """Free sodium and the pump: three ions a cycle, ``turnover na^3 / (K^3 + na^3)``."""
    cube, half = "na*na*na", "nak_half_uM*nak_half_uM*nak_half_uM"
    return Scheme(
        name="sodium",
        species=(
            Species("na", "free sodium", "d_na_um2_per_s"),
            Species("na_out", "sodium extruded less sodium let in", bookkeeping=True),
        ),
        reactions=(
            Reaction(
                "nak_pump",
                {"na": 1},
                {"na_out": 1},
                f"3*nak_turn*nak_total_uM*na*na/({cube} + {half})",
                source="ASSUMED: cooperative uptake of three ions",
            ),
            Reaction("na_leak", {"na_out": 1}, {"na": 1}, SODIUM_LEAK, zero_order=True),
            Reaction("na_synaptic", {"na_out": 1}, {"na": 1}, SODIUM_INFLOW, zero_order=True),
        ),
        parameters=(
            Parameter(
                "d_na_um2_per_s",
                600.0,
                DIFFUSION,
                "diffusion coefficient of sodium in dendrites",
                _NELSON,
            ),
            Parameter(
                "nak_turn",
                100.0,
                PER_S,
                "highest turnover of the sodium pump",
                "ASSUMED: 100-200 /s are usually given",
            ),
            Parameter(
                "nak_half_uM",
                1e4,
                UM,
                "sodium at half of the highest turnover",
                "ASSUMED: near resting sodium, as usually given",
            ),
            Parameter(
                "nak_total_uM",
                0.0,
                UM,
                "total sodium pump",
                "set by the contents of the compartment",
                per_compartment=True,
            ),
            Parameter(
                "na_rest_uM",
                1e4,
                UM,
                "resting sodium, which the leak keeps",
                f"{_NELSON}: about 10 mM in dendrites",
            ),
            Parameter(
                SODIUM_LEAK,
                0.0,
                "uM/s",
                "constant inflow of sodium that balances the pump at rest",
                "derived from the resting state",
                per_compartment=True,
            ),
            Parameter(
                SODIUM_INFLOW,
                0.0,
                "uM/s",
                "sodium that synapses let in",
                "set by the synaptic conductances during a run",
                per_compartment=True,
            ),
        ),
    )
