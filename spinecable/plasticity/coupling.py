"""Enzyme activity to the regulated rates of the slot model: a modelling choice of this package.

No paper gives this step. With k the active fraction of CaMKII above rest and n that of
calcineurin above rest (both 0 when below):

    A_K = a^h / (a^h + a0^h),   a = [ k low-passed by t_fast - k low-passed by t_slow ]+
    A_N = n / (n + n0) low-passed by t_can

    kUB   <- kUB0   (1 + gK A_K)        binding to slots
    kexo  <- kexo0  (1 + gE A_K)        exocytosis
    kBU   <- kBU0   (1 + gN A_N)        unbinding
    kendo <- kendo0 (1 + gD A_N)        endocytosis

The kinase counts only while its activity is high and new: potentiation needs it in the first
one or two minutes and not afterwards (Murakoshi 2017 Neuron 94:37,
10.1016/j.neuron.2017.02.036), so the slower low-pass is taken away, and a steep threshold leaves
out single spikes and the slow creep of T286 phosphorylation at low frequency. The phosphatase
counts by duration: little of it suffices (n0 is small) and its trace lasts (t_can is long), so a
quarter of an hour of moderate calcium weighs more than a minute of high calcium.

A diffusible messenger (`ras`) may lower a0, see `Coupling.ras_priming_per_uM`; runs are without it
by default.

The head grows with A_K. Its published course (`spinecable.plasticity.timecourse`) is an impulse
response; here it is driven:

    dE/dt = A_K (1 - E)/t_write - E/250 s         early swelling
    dT/dt = A_K (1 - T)/t_write - T/500 s         tag
    dG/dt = T/500 s - G/3000 s                    lasting growth
    V/V0 = 1 + gV [ (1 + 1.75 L) E + (L / 0.699) G ]

(0.699: peak of G after T was set to 1 at once, so that the published course has amplitude L).

This volume moves receptors only; it does not feed back on voltage, calcium and enzymes.
At rest every A is exactly 0 and every factor exactly 1.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from spinecable.describe.preparation import Preparation
from spinecable.errors import DescriptionError, suggestion
from spinecable.plasticity.slot_model import Drive
from spinecable.plasticity.timecourse import (
    GROWTH_S,
    SWELLING_S,
    early_growth,
    lasting_growth,
)

Floats = NDArray[np.float64]

_DECAY_S, _RISE_S = GROWTH_S
GROWTH_PEAK = (_RISE_S / _DECAY_S) ** (_RISE_S / (_DECAY_S - _RISE_S))
"""Peak of G after T was set to 1 at once."""


@dataclass(frozen=True)
class Coupling:
    """Thresholds, times and gains; values of a preparation's ``[readout]`` group.

    Parameters
    ----------
    camkii_fast_s, camkii_slow_s : t_fast and t_slow (s).
    camkii_half, camkii_hill : a0 (fraction of all CaMKII) and h.
    can_half : n0 (fraction of all calcineurin).
    can_trace_s : t_can (s).
    write_s : t_write (s).
    gain_binding, gain_exocytosis, gain_unbinding, gain_endocytosis, gain_growth : gK, gE, gN, gD
        and gV, set by ``python -m spinecable.plasticity.calibrate``.
    ras_priming_per_uM : p of ``a0 / (1 + p [ras - ras at rest]+)``: a messenger that comes from a
        potentiated neighbour lowers the threshold (Harvey & Svoboda 2007, 10.1038/nature06416). Set
        by ``python -m spinecable.calibration.crosstalk``; without the messenger it has no effect.
    """

    camkii_fast_s: float
    camkii_slow_s: float
    camkii_half: float
    camkii_hill: float
    can_half: float
    can_trace_s: float
    write_s: float
    gain_binding: float
    gain_exocytosis: float
    gain_unbinding: float
    gain_endocytosis: float
    gain_growth: float
    ras_priming_per_uM: float

    @classmethod
    def from_preparation(
        cls, preparation: Preparation, *, ras_priming_per_uM: float | None = None
    ) -> Coupling:
        """The coupling of a preparation; `ras_priming_per_uM` replaces that of its file.

        Raises
        ------
        DescriptionError : its ``[readout]`` group lacks a key or has an unknown one.
        """
        given = preparation.values("readout")
        names = [f.name for f in fields(cls)]
        for name in given:
            if name not in names:
                raise DescriptionError(
                    f"unknown key '{name}'", where="[readout]", tip=suggestion(name, names)
                )
        for name in names:
            if name not in given:
                raise DescriptionError(f"'{name}' is missing", where="[readout]")
        if ras_priming_per_uM is not None:
            given = {**given, "ras_priming_per_uM": ras_priming_per_uM}
        return cls(**given)

    def with_amounts(self, camkii: float, calcineurin: float) -> Coupling:
        """Thresholds of a head whose amounts of the enzymes are these shares of the usual ones.

        Activities are shares of what there is, thresholds of what there usually is.
        """

        def of(usual: float, share: float) -> float:
            return usual / share if share > 0.0 else float("inf")

        return replace(
            self,
            camkii_half=of(self.camkii_half, camkii),
            can_half=of(self.can_half, calcineurin),
        )

    def fresh_kinase(self, time_s: Floats, camkii_active: Floats) -> Floats:
        """a: what is high and new of CaMKII's activity; its first value is rest."""
        above = np.maximum(camkii_active - camkii_active[0], 0.0)
        slow = low_pass(time_s, above, self.camkii_slow_s)
        return np.maximum(low_pass(time_s, above, self.camkii_fast_s) - slow, 0.0)

    def kinase_drive(
        self, time_s: Floats, camkii_active: Floats, ras_uM: Floats | float = 0.0
    ) -> Floats:
        """A_K (0-1) at every time; the first values of `camkii_active` and `ras_uM` are rest."""
        powered = self.fresh_kinase(time_s, camkii_active) ** self.camkii_hill
        return powered / (powered + self.threshold(ras_uM) ** self.camkii_hill)

    def threshold(self, ras_uM: Floats | float) -> Floats | float:
        """a0 under the messenger, whose first value is rest."""
        if self.ras_priming_per_uM == 0.0 or np.ndim(ras_uM) == 0:
            return self.camkii_half
        above = np.maximum(np.asarray(ras_uM) - np.asarray(ras_uM)[0], 0.0)
        return self.camkii_half / (1.0 + self.ras_priming_per_uM * above)

    def phosphatase_drive(self, time_s: Floats, can_active: Floats) -> Floats:
        """A_N (0-1) at every time; the first value of `can_active` is rest."""
        above = np.maximum(can_active - can_active[0], 0.0)
        return low_pass(time_s, above / (above + self.can_half), self.can_trace_s)

    def drive(self, a_k: float, a_n: float) -> Drive:
        """Factors on the four rates."""
        return Drive(
            binding=1 + self.gain_binding * a_k,
            exocytosis=1 + self.gain_exocytosis * a_k,
            unbinding=1 + self.gain_unbinding * a_n,
            endocytosis=1 + self.gain_endocytosis * a_n,
        )

    def growth_rate(self, growth: Floats, a_k: float) -> Floats:
        """d(E, T, G)/dt in s^-1."""
        early, tag, lasting = growth
        return np.array(
            [
                a_k * (1 - early) / self.write_s - early / SWELLING_S[0],
                a_k * (1 - tag) / self.write_s - tag / GROWTH_S[1],
                tag / GROWTH_S[1] - lasting / GROWTH_S[0],
            ]
        )

    def relative_volume(self, growth: Floats, resting_volume_um3: float) -> float:
        """Head volume over its resting value, from the state (E, T, G)."""
        early, _, lasting = growth
        return float(
            1
            + self.gain_growth
            * (
                early_growth(resting_volume_um3) * early
                + lasting_growth(resting_volume_um3) / GROWTH_PEAK * lasting
            )
        )


def low_pass(time_s: Floats, values: Floats, tau_s: float, start: float | None = None) -> Floats:
    """``dx/dt = (values - x)/tau`` from `start`, exact for values linear between samples.

    `start` defaults to the first of the values.
    """
    found = np.empty_like(values)
    x = found[0] = values[0] if start is None else start
    steps = np.diff(time_s)
    decay = np.exp(-steps / tau_s)
    lag = np.diff(values) / steps * tau_s
    for i in range(len(steps)):
        x = values[i + 1] - lag[i] + (x - values[i] + lag[i]) * decay[i]
        found[i + 1] = x
    return found
