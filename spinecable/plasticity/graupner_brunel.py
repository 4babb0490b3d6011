"""Calcium-based rule of Graupner & Brunel 2012 and its later parameter sets.

Calcium is dimensionless: a presynaptic spike adds ``c_pre`` after a delay, a postsynaptic one
``c_post`` at once, and it decays with one time constant. Above ``theta_d`` the efficacy is pulled
down, above ``theta_p`` up (`spinecable.plasticity.double_well`).

Sources. Graupner & Brunel 2012 PNAS 109:3991, 10.1073/pnas.1109359109 (nine sets, table S1 and
the authors' code). Graupner, Wallisch & Ostojic 2016 J Neurosci 36:11238,
10.1523/JNEUROSCI.0104-16.2016 (visual cortex; linear, and nonlinear with a pair's peak twice the
sum). Deperrois & Graupner 2020 PLoS Comput Biol 16:e1008265, 10.1371/journal.pcbi.1008265 (with
short-term depression of ``c_pre``, which is proportional to the present efficacy). The later sets
have no wells: rho starts at 1/2 and stays where it is left.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from spinecable.plasticity.double_well import Expected, Flat, Rates, Sampled
from spinecable.plasticity.readout import Traces

Floats = NDArray[np.float64]

MS_PER_S = 1e3


@dataclass(frozen=True)
class ParameterSet:
    """One published set; times in s, amplitudes and thresholds without unit.

    Parameters
    ----------
    tau_ca_s, c_pre, c_post, theta_d, theta_p, delay_s : calcium and its thresholds.
    gamma_d, gamma_p, sigma, tau_s : efficacy.
    down : share of synapses that start in the lower well (beta).
    ratio : upper over lower weight (b).
    flat : no wells, start at 1/2.
    pair_gain : peak of a pair at no delay over the sum of the single peaks.
    recovery_s, use : of short-term depression; `use` 0: none. With it ``c_pre`` is multiplied by
        the present efficacy.
    """

    tau_ca_s: float
    c_pre: float
    c_post: float
    theta_p: float
    gamma_d: float
    gamma_p: float
    sigma: float
    tau_s: float
    delay_s: float
    down: float = 0.5
    ratio: float = 5.0
    theta_d: float = 1.0
    flat: bool = False
    pair_gain: float = 1.0
    recovery_s: float = 0.0
    use: float = 0.0

    @property
    def rates(self) -> Rates:
        """Of the efficacy."""
        return Rates(self.gamma_p, self.gamma_d, self.sigma, self.tau_s)


SETS: Mapping[str, ParameterSet] = MappingProxyType(
    {
        "graupner_brunel_2012:dp": ParameterSet(
            0.02, 1.0, 2.0, 1.3, 200.0, 321.808, 2.8284, 150.0, 0.0137
        ),
        "graupner_brunel_2012:dpd": ParameterSet(
            0.02, 0.9, 0.9, 1.3, 250.0, 550.0, 2.8284, 150.0, 0.0046
        ),
        "graupner_brunel_2012:dpd_prime": ParameterSet(
            0.02, 1.0, 2.0, 2.5, 50.0, 600.0, 2.8284, 150.0, 0.0022
        ),
        "graupner_brunel_2012:p": ParameterSet(
            0.02, 2.0, 2.0, 1.3, 160.0, 257.447, 2.8284, 150.0, 0.0
        ),
        "graupner_brunel_2012:d": ParameterSet(
            0.02, 0.6, 0.6, 1.3, 500.0, 550.0, 5.6568, 150.0, 0.0
        ),
        "graupner_brunel_2012:d_prime": ParameterSet(
            0.02, 1.0, 2.0, 3.5, 60.0, 600.0, 2.8284, 150.0, 0.0
        ),
        "graupner_brunel_2012:hippocampal_slices": ParameterSet(
            0.0488373,
            1.0,
            0.275865,
            1.3,
            313.0965,
            1645.59,
            9.1844,
            688.355,
            0.0188008,
            0.7,
            5.28145,
        ),
        "graupner_brunel_2012:hippocampal_cultures": ParameterSet(
            0.0119536, 0.58156, 1.76444, 1.3, 61.141, 113.6545, 2.5654, 33.7596, 0.01, 0.5, 36.0263
        ),
        "graupner_brunel_2012:cortical_slices": ParameterSet(
            0.0226936,
            0.5617539,
            1.23964,
            1.3,
            331.909,
            725.085,
            3.3501,
            346.3615,
            0.0046098,
            0.5,
            5.40988,
        ),
        "graupner_2016:linear": ParameterSet(
            0.0222721,
            0.844991,
            1.621379,
            2.009289,
            137.759,
            597.089,
            0.0,
            520.761,
            0.00953709,
            flat=True,
        ),
        "graupner_2016:nonlinear": ParameterSet(
            0.0189304,
            0.864672,
            2.308148,
            4.997795,
            111.825,
            894.237,
            0.0,
            707.023,
            0.0100,
            flat=True,
            pair_gain=2.0,
        ),
        "deperrois_2020:markram": ParameterSet(
            0.0489774,
            2.41618557,
            1.38836494,
            1.38843434,
            176.541,
            579.579,
            0.0,
            143.096,
            0.0100701,
            flat=True,
            recovery_s=0.525,
            use=0.46,
        ),
        "deperrois_2020:sjostrom": ParameterSet(
            0.0383492,
            3.99132,
            1.12941,
            1.63070,
            111.321,
            564.393,
            0.0,
            299.878,
            0.00923546,
            flat=True,
            recovery_s=0.1489192,
            use=0.383753,
        ),
    }
)
"""Rule name -> parameters, from the authors' code (mgraupe/CalciumBasedPlasticityModel)."""


class Efficacy(Protocol):
    """What calcium acts on; see `spinecable.plasticity.double_well`."""

    def advance(self, duration_s: float, p: bool, d: bool) -> None:
        """Let a time pass with calcium above or below the thresholds."""

    def weight(self) -> float:
        """Relative to that at the start."""


class SpikeCalcium:
    """Calcium of one synapse in units of the depression threshold's, event by event."""

    def __init__(self, chosen: ParameterSet) -> None:
        self._set = chosen
        self._pre = self._post = 0.0
        self._resources, self._last_s = 1.0, -math.inf
        gain = chosen.pair_gain
        self._boost = (gain * (chosen.c_post + chosen.c_pre) - chosen.c_post) / chosen.c_pre - 1

    def presynaptic(self, time_s: float, efficacy: Efficacy) -> None:
        """Calcium of a presynaptic spike arrives."""
        chosen, amplitude = self._set, self._set.c_pre
        if chosen.use:
            gone = 1 - self._resources * (1 - chosen.use)
            left = math.exp(-(time_s - self._last_s) / chosen.recovery_s)
            self._resources = 1 - gone * left
            self._last_s = time_s
            amplitude *= chosen.use * self._resources * 0.5 * efficacy.weight()
        self._pre += amplitude

    def postsynaptic(self) -> None:
        """A postsynaptic spike."""
        self._post += self._set.c_post + self._boost * self._pre

    def pass_time(self, duration_s: float, efficacy: Efficacy) -> None:
        """Decay for a time and act on the efficacy, piece by piece between crossings."""
        chosen, level = self._set, self._pre + self._post
        tau = chosen.tau_ca_s
        edges = {0.0, duration_s}
        for threshold in (chosen.theta_d, chosen.theta_p):
            if level > threshold:
                edges.add(min(duration_s, tau * math.log(level / threshold)))
        ordered = sorted(edges)
        for start, end in pairwise(ordered):
            middle = level * math.exp(-0.5 * (start + end) / tau)
            efficacy.advance(end - start, middle > chosen.theta_p, middle > chosen.theta_d)
        decay = math.exp(-duration_s / tau)
        self._pre *= decay
        self._post *= decay


def follow_spikes(
    chosen: ParameterSet,
    efficacy: Efficacy,
    pre_s: Sequence[float] | Floats,
    post_s: Sequence[float] | Floats,
    sample_s: Floats,
) -> Floats:
    """Relative weight at the sample times (s, ascending) from spike times alone."""
    events = [(float(t) + chosen.delay_s, 0) for t in pre_s] + [(float(t), 1) for t in post_s]
    events += [(float(t), 2) for t in sample_s]
    calcium, now, found = SpikeCalcium(chosen), -math.inf, []
    for time, what in sorted(events):
        if what == 2 and time < sample_s[0]:
            continue
        if time > now and now > -math.inf:
            calcium.pass_time(time - now, efficacy)
        now = max(now, time)
        if what == 0:
            calcium.presynaptic(time, efficacy)
        elif what == 1:
            calcium.postsynaptic()
        else:
            found.append(efficacy.weight())
        if len(found) == len(sample_s):
            break
    return np.array(found)


def follow_course(
    chosen: ParameterSet, efficacy: Efficacy, sample_s: Floats, level: Floats
) -> Floats:
    """Relative weight at the samples from a calcium course, linear between them."""
    found = [efficacy.weight()]
    thresholds = (chosen.theta_d, chosen.theta_p)
    for k in range(len(level) - 1):
        a, b = float(level[k]), float(level[k + 1])
        duration = float(sample_s[k + 1] - sample_s[k])
        inner = [(x - a) / (b - a) for x in thresholds if min(a, b) < x < max(a, b)]
        edges = [0.0, *sorted(inner), 1.0]
        for start, end in pairwise(edges):
            middle = a + (b - a) * 0.5 * (start + end)
            efficacy.advance(
                duration * (end - start), middle > chosen.theta_p, middle > chosen.theta_d
            )
        found.append(efficacy.weight())
    return np.array(found)


def transition_change(
    chosen: ParameterSet, duration_s: float, above_d: float, above_p: float
) -> float:
    """Final over initial weight after a regular protocol, by the published formula.

    `above_d`, `above_p`: the fractions of time above the two thresholds.
    """
    up_rate, down_rate = chosen.gamma_p * above_p, chosen.gamma_d * above_d
    total = up_rate + down_rate
    if total == 0.0:
        return 1.0
    target, decay = up_rate / total, math.exp(-duration_s * total / chosen.tau_s)
    spread = math.sqrt(chosen.sigma**2 * (above_p + above_d) / total * (1 - decay**2) / 2)
    up = float(ndtr((target * (1 - decay) - 0.5) / spread))
    down = float(ndtr((0.5 - target - (1 - target) * decay) / spread))
    beta, b = chosen.down, chosen.ratio
    lower = beta * (1 - up) + (1 - beta) * down
    return (lower + b * (1 - lower)) / (beta + (1 - beta) * b)


@dataclass(frozen=True)
class GraupnerBrunelReadout:
    """The rule on one synapse's spike times, or on its simulated calcium.

    Parameters
    ----------
    chosen : one of `SETS`.
    name : for tables.
    calcium_unit_uM : None: the published calcium from spike times; else the head's calcium above
        rest divided by it.
    synapses : 0: expected weight; else so many sample paths, reproducible by the traces' stream.
    """

    chosen: ParameterSet
    name: str = "Graupner-Brunel"
    calcium_unit_uM: float | None = None
    synapses: int = 0

    def weight(self, traces: Traces) -> Floats:
        """Relative weight, shape of ``traces.time_ms``."""
        sample_s = traces.time_ms / MS_PER_S
        if self.calcium_unit_uM is not None:
            level = (traces.ca_uM - traces.ca_uM[0]) / self.calcium_unit_uM
            return follow_course(self.chosen, self._efficacy(traces), sample_s, level)
        return follow_spikes(
            self.chosen,
            self._efficacy(traces),
            traces.pre_ms / MS_PER_S,
            traces.post_ms / MS_PER_S,
            sample_s,
        )

    def _efficacy(self, traces: Traces) -> Efficacy:
        chosen = self.chosen
        if chosen.flat:
            return Flat(chosen.rates)
        if self.synapses:
            random = np.random.default_rng([*traces.stream, 2012])
            return Sampled(chosen.rates, chosen.down, chosen.ratio, self.synapses, random)
        return Expected(chosen.rates, chosen.down, chosen.ratio)
