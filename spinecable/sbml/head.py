"""The head's scheme with its contents and its resting state, ready to be exported."""

from __future__ import annotations

import math

import numpy as np

from spinecable.chemistry.contents import head_scheme, scheme_values, with_own_sources
from spinecable.chemistry.equations import Equations
from spinecable.chemistry.reactions import Scheme
from spinecable.chemistry.steady import steady_state
from spinecable.describe.preparation import Preparation
from spinecable.errors import ChemistryError


def resting_head(preparation: Preparation, volume_um3: float) -> tuple[Scheme, dict[str, float]]:
    """The reactions of a spherical head without channels and neck, at rest.

    Parameters
    ----------
    volume_um3 : of the head; its surface sets the number of pumps.

    Returns
    -------
    the scheme with every amount, and with the leak that balances extrusion at resting calcium;
    and the resting concentrations (uM).

    Raises
    ------
    ChemistryError : the volume is not positive.
    """
    if not volume_um3 > 0:
        raise ChemistryError(f"a head of {volume_um3:g} um^3 cannot be", where="volume_um3")
    area_um2 = math.pi * (6.0 * volume_um3 / math.pi) ** (2.0 / 3.0)
    scheme = with_own_sources(head_scheme(kinetics=preparation.values("kinetics")), preparation)
    values = scheme_values(preparation, "head", volume_um3, area_um2)
    calcium_uM = preparation.values("head")["resting_calcium_uM"]
    state = steady_state(scheme, calcium_uM, values=values)
    equations = Equations(scheme)
    x = np.array([state[name] for name in equations.species])
    slope = equations.derivative(x, equations.parameter_values(values))
    leak = -float(slope[equations.species.index("ca")])
    return scheme.with_values({**values, "leak_uM_per_s": leak}), state
