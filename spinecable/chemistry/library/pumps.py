"""Surface pumps: plasma-membrane calcium ATPase and sodium-calcium exchanger, and the leak.

Each pump binds one calcium and releases it outside. What leaves is kept in the account
`ca_out`, so that calcium, free and bound and extruded, is conserved exactly. The leak is a
constant inflow from that account; its rate is derived at rest, never entered.
"""

from __future__ import annotations

from spinecable.chemistry.library.common import (
    CALCIUM,
    CALCIUM_DIFFUSION,
    PER_S,
    PER_UM_S,
    total,
)
from spinecable.chemistry.reactions import Parameter, Reaction, Scheme, Species

_SOURCE = "Bartol 2015 Front Synaptic Neurosci 7:17, 10.3389/fnsyn.2015.00017"

EXTRUDED = Species("ca_out", "calcium extruded less calcium leaked in", calcium=1, bookkeeping=True)
LEAK = Parameter(
    "leak_uM_per_s",
    0.0,
    "uM/s",
    "constant inflow of calcium that balances the pumps at rest",
    "derived from the resting state",
    per_compartment=True,
)


def _pump(name: str, label: str, on: float, off: float, turnover: float) -> Scheme:
    bound = f"{name}_ca"
    return Scheme(
        name=name,
        species=(
            CALCIUM,
            Species(name, f"free {label}"),
            Species(bound, f"{label} with calcium", calcium=1),
            EXTRUDED,
        ),
        reactions=(
            Reaction(
                f"{name}_binding",
                {"ca": 1, name: 1},
                {bound: 1},
                f"{name}_on",
                f"{name}_off",
                _SOURCE,
            ),
            Reaction(
                f"{name}_turnover",
                {bound: 1},
                {name: 1, "ca_out": 1},
                f"{name}_turn",
                source=_SOURCE,
            ),
        ),
        parameters=(
            CALCIUM_DIFFUSION,
            Parameter(f"{name}_on", on, PER_UM_S, f"calcium binds the {label}", _SOURCE),
            Parameter(f"{name}_off", off, PER_S, f"calcium leaves the {label} inside", _SOURCE),
            Parameter(f"{name}_turn", turnover, PER_S, f"the {label} releases it outside", _SOURCE),
            total(name, label),
        ),
        conserved={name: {name: 1.0, bound: 1.0}},
    )


def pmca() -> Scheme:
    """Plasma-membrane calcium ATPase: half-saturation 0.18 uM, 12 ions a second."""
    return _pump("pmca", "calcium ATPase", 150.0, 15.0, 12.0)


def ncx() -> Scheme:
    """Sodium-calcium exchanger in forward mode: half-saturation 3 uM, 600 ions a second."""
    return _pump("ncx", "sodium-calcium exchanger", 300.0, 300.0, 600.0)


def leak() -> Scheme:
    """``ca_out -> ca`` at a constant rate."""
    return Scheme(
        name="leak",
        species=(CALCIUM, EXTRUDED),
        reactions=(Reaction("leak", {"ca_out": 1}, {"ca": 1}, "leak_uM_per_s", zero_order=True),),
        parameters=(CALCIUM_DIFFUSION, LEAK),
    )
