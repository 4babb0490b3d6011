"""What a run keeps: samples at the recording interval, peaks and integrals from every step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spinecable.chemistry.fluorescence import with_shot_noise

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Moment:
    """The observables of all spines at one time; each array has shape (n_spines,)."""

    soma_mV: float
    head_mV: Floats
    shaft_mV: Floats
    head_ca_uM: Floats
    shaft_ca_uM: Floats
    camkii_active: Floats
    can_active: Floats


TRACES = ("head_mV", "shaft_mV", "head_ca_uM", "shaft_ca_uM", "camkii_active", "can_active")


class Traces:
    """Samples of moments, as arrays of shape (n_spines, n_times)."""

    def __init__(self) -> None:
        self.time_ms: list[float] = []
        self._moments: list[Moment] = []

    def add(self, time_ms: float, moment: Moment) -> None:
        """Keep one sample."""
        self.time_ms.append(time_ms)
        self._moments.append(moment)

    def soma_mV(self) -> Floats:
        """Somatic voltage, shape (n_times,)."""
        return np.array([m.soma_mV for m in self._moments])

    def array(self, name: str) -> Floats:
        """One of `TRACES`, shape (n_spines, n_times)."""
        return np.array([getattr(m, name) for m in self._moments]).T


class Movie:
    """dF/F at the samples of the traces, where there is a dye.

    Parameters
    ----------
    photons_at_rest, seed, trial : of shot noise; 0 photons leave it out.
    """

    def __init__(self, photons_at_rest: float, seed: int, trial: int = 0) -> None:
        self._photons, self._seed, self._trial = photons_at_rest, seed, trial
        self._frames: list[tuple[Floats, Floats]] = []

    def add(self, dff: tuple[Floats, Floats] | None) -> None:
        """Keep one sample of heads and dendrite; None where there is no dye."""
        if dff is not None:
            self._frames.append(dff)

    def arrays(self) -> dict[str, Floats]:
        """``head_dff`` and ``shaft_dff``, shape (n_spines, n_times); empty without a dye."""
        found: dict[str, Floats] = {}
        for n, name in enumerate(("head_dff", "shaft_dff") if self._frames else ()):
            clean = np.array([frame[n] for frame in self._frames]).T
            found[name] = (
                with_shot_noise(clean, self._photons, [self._seed, n, self._trial])
                if self._photons
                else clean
            )
        return found


class Extremes:
    """Highest voltages and concentrations, and the integral of head calcium above rest.

    Parameters
    ----------
    rest : the moment before the first step.
    """

    def __init__(self, rest: Moment) -> None:
        self._rest_ca_uM = rest.head_ca_uM.copy()
        self._last_ca_uM = rest.head_ca_uM.copy()
        self.peak = {name: getattr(rest, name).copy() for name in TRACES}
        self.ca_integral_uM_ms = np.zeros_like(rest.head_ca_uM)

    def see_voltage(self, head_mV: Floats, shaft_mV: Floats) -> None:
        """Take in the voltages after a voltage step."""
        np.maximum(self.peak["head_mV"], head_mV, out=self.peak["head_mV"])
        np.maximum(self.peak["shaft_mV"], shaft_mV, out=self.peak["shaft_mV"])

    def see_chemistry(self, dt_ms: float, moment: Moment) -> None:
        """Take in the concentrations after a chemistry step; the integral is trapezoidal."""
        for name in TRACES[2:]:
            np.maximum(self.peak[name], getattr(moment, name), out=self.peak[name])
        mean = 0.5 * (moment.head_ca_uM + self._last_ca_uM) - self._rest_ca_uM
        self.ca_integral_uM_ms += dt_ms * mean
        self._last_ca_uM = moment.head_ca_uM.copy()
