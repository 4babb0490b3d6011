"""What a run keeps: samples at the recording interval, peaks and integrals from every step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
DFF = ("head_dff", "shaft_dff")

_NONE: Floats = np.zeros(0)

MOST_SAMPLES = 100_000
"""Samples of a run that are kept at most, see `Traces`."""

MOST_VALUES = 20_000_000
"""Numbers in them that are kept at most: 160 MB."""


class Traces:
    """Samples of moments, of dF/F where there is a dye, and of the currents of voltage clamps.

    Memory is bounded: whenever `most` samples are held, every second one is dropped and the
    interval between further ones doubles. Samples that begin or end a sleep are dropped last, so
    that every bout keeps its borders.

    Parameters
    ----------
    n_spines : how many.
    interval_ms : between samples.
    dye : whether dF/F comes with each sample.
    extras : names of what only this run has (`spinecable.simulate.messengers`).
    clamps : names of the voltage clamps.
    most : samples held at most; None: what `MOST_SAMPLES` and `MOST_VALUES` allow.
    """

    def __init__(
        self,
        n_spines: int,
        interval_ms: float,
        *,
        dye: bool = False,
        extras: Sequence[str] = (),
        clamps: Sequence[str] = (),
        most: int | None = None,
    ) -> None:
        self.extras = tuple(extras)
        self.interval_ms = interval_ms
        self.thinned = 0
        self._names = (*TRACES, *(DFF if dye else ()), *self.extras)
        width = 1 + len(self._names) * n_spines + len(clamps)
        self._clamps = tuple(clamps)
        self._n_spines = n_spines
        self._most = most or max(1000, min(MOST_SAMPLES, MOST_VALUES // width))
        self._time_ms = np.empty(256)
        self._border = np.zeros(256, dtype=bool)
        self._rows = np.empty((256, width))
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def time_ms(self) -> Floats:
        """Times of the samples, ascending."""
        return self._time_ms[: self._count]

    def add(
        self,
        time_ms: float,
        moment: Moment,
        dff: tuple[Floats, Floats] | None = None,
        extras: Mapping[str, Floats] | None = None,
        clamp_nA: Floats = _NONE,
        *,
        border: bool = False,
    ) -> None:
        """Keep one sample; `border` where a sleep begins or ends. A time seen before is skipped."""
        if self._count and time_ms <= self._time_ms[self._count - 1]:
            self._border[self._count - 1] |= border
            return
        if self._count == self._most:
            self._thin()
        if self._count == len(self._time_ms):
            self._grow()
        at = self._count
        self._time_ms[at], self._border[at] = time_ms, border
        self._rows[at] = np.concatenate(
            [
                [moment.soma_mV],
                *(getattr(moment, name) for name in TRACES),
                *(dff or ()),
                *((extras or {})[name] for name in self.extras),
                clamp_nA,
            ]
        )
        self._count += 1

    def _grow(self) -> None:
        self._time_ms, self._border, self._rows = (
            np.concatenate([a, np.empty_like(a)]) for a in (self._time_ms, self._border, self._rows)
        )

    def _thin(self) -> None:
        kept = np.zeros(self._count, dtype=bool)
        kept[::2] = kept[-1] = True
        with_borders = kept | self._border[: self._count]
        if with_borders.sum() <= 0.75 * self._most:
            kept = with_borders
        left = int(kept.sum())
        for array in (self._time_ms, self._border, self._rows):
            array[:left] = array[: self._count][kept]
        self._count = left
        self.interval_ms *= 2
        self.thinned += 1

    def soma_mV(self) -> Floats:
        """Somatic voltage, shape (n_times,)."""
        return self._rows[: self._count, 0].copy()

    def array(self, name: str) -> Floats:
        """One of `TRACES`, `DFF` or the extras, shape (n_spines, n_times)."""
        start = 1 + self._names.index(name) * self._n_spines
        return self._rows[: self._count, start : start + self._n_spines].T.copy()

    def clamp_nA(self) -> dict[str, Floats]:
        """Current of each voltage clamp by its name, shape (n_times,)."""
        first = self._rows.shape[1] - len(self._clamps)
        return {
            name: self._rows[: self._count, first + n].copy() for n, name in enumerate(self._clamps)
        }

    def movie(self, photons_at_rest: float, seed: int, trial: int = 0) -> dict[str, Floats]:
        """``head_dff`` and ``shaft_dff``, shape (n_spines, n_times); empty without a dye.

        `photons_at_rest`, `seed` and `trial` of shot noise; 0 photons leave it out.
        """
        found: dict[str, Floats] = {}
        for n, name in enumerate(DFF if DFF[0] in self._names else ()):
            clean = self.array(name)
            found[name] = (
                with_shot_noise(clean, photons_at_rest, [seed, n, trial])
                if photons_at_rest
                else clean
            )
        return found

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Everything held, for `restore`."""
        n = self._count
        return {
            "time_ms": self._time_ms[:n].copy(),
            "border": self._border[:n].copy(),
            "rows": self._rows[:n].copy(),
            "interval_ms": np.array(self.interval_ms),
            "thinned": np.array(self.thinned),
        }

    def restore(self, state: dict[str, NDArray[np.generic]]) -> None:
        """Go on from what `state` returned."""
        self._time_ms = np.array(state["time_ms"], dtype=float)
        self._border = np.array(state["border"], dtype=bool)
        self._rows = np.array(state["rows"], dtype=float)
        self._count = len(self._time_ms)
        self.interval_ms, self.thinned = float(state["interval_ms"]), int(state["thinned"])


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
        self.extra_peak: dict[str, Floats] = {}

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

    def see_extras(self, values: Mapping[str, Floats]) -> None:
        """Take in what only some runs have."""
        for name, now in values.items():
            self.extra_peak[name] = np.maximum(self.extra_peak.get(name, now), now)

    def state(self) -> dict[str, Floats]:
        """Everything held, for `restore`."""
        return {
            **{f"peak.{name}": values.copy() for name, values in self.peak.items()},
            **{f"extra.{name}": values.copy() for name, values in self.extra_peak.items()},
            "rest": self._rest_ca_uM.copy(),
            "last": self._last_ca_uM.copy(),
            "integral": self.ca_integral_uM_ms.copy(),
        }

    def restore(self, state: dict[str, Floats]) -> None:
        """Go on from what `state` returned."""
        self.peak = {name: np.array(state[f"peak.{name}"]) for name in TRACES}
        self.extra_peak = {
            key.removeprefix("extra."): np.array(values)
            for key, values in state.items()
            if key.startswith("extra.")
        }
        self._rest_ca_uM, self._last_ca_uM = np.array(state["rest"]), np.array(state["last"])
        self.ca_integral_uM_ms = np.array(state["integral"])


def growing_times(duration_ms: float, first_ms: float, growth: float) -> Floats:
    """Times from 0 (left out) to `duration_ms`, the first after `first_ms`, then ever sparser."""
    times, step, now = [], first_ms, first_ms
    while now + 0.5 * step < duration_ms:
        times.append(now)
        step *= growth
        now += step
    return np.array([*times, duration_ms])
