"""What an experimenter would read from calcium transients: amplitude, decay, buffer capacity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares

from spinecable.chemistry.network import Floats

SETTLED_MS = 2.0
"""After the peak, when binding has caught up with a spike's inflow."""


@dataclass(frozen=True)
class Transient:
    """One calcium transient above rest.

    Parameters
    ----------
    peak_uM : the highest free calcium; a spike's inflow outruns binding for about 0.5 ms.
    amplitude_uM : of the fitted exponential at the time of the peak. Dyes see this one.
    tau_ms : of the fitted exponential.
    """

    peak_uM: float
    amplitude_uM: float
    tau_ms: float


def transient(time_ms: Floats, calcium_uM: Floats, fit_ms: float = 50.0) -> Transient:
    """A mono-exponential fitted from `SETTLED_MS` after the peak over `fit_ms`.

    Parameters
    ----------
    calcium_uM : shape (n_times,); its first value is the rest to which it decays.
    """
    above = calcium_uM - calcium_uM[0]
    top = int(above.argmax())
    since = time_ms[top:] - time_ms[top]
    used = (since >= SETTLED_MS) & (since <= SETTLED_MS + fit_ms)
    t, y = since[used], above[top:][used]
    scale = float(y[0])

    def error(x: Floats) -> Floats:
        return np.asarray(np.exp(x[0] - t * np.exp(-x[1])) - y / scale)

    found = least_squares(error, (0.0, np.log(15.0)), bounds=((-5.0, -2.0), (5.0, 9.0))).x
    return Transient(float(above[top]), float(scale * np.exp(found[0])), float(np.exp(found[1])))


def buffer_capacity(dye_capacities: Floats, amplitudes_uM: Floats) -> float:
    """Endogenous buffer capacity by titration with a dye.

    The amplitude is inflow / (1 + kappa_E + kappa_dye); a line through 1 / amplitude against
    kappa_dye meets the axis at -(1 + kappa_E).
    """
    slope, offset = np.polyfit(dye_capacities, 1.0 / amplitudes_uM, 1)
    return float(offset / slope - 1.0)
