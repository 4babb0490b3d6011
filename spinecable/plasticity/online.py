"""The slot readout in pieces: from one time to a later one, with the state carried over.

`SlotReadout.course` is one piece from the first sample to the last; a run that remodels takes a
piece at each change of geometry. Both give the same numbers.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from spinecable.errors import SimulationError
from spinecable.plasticity.coupling import low_pass

if TYPE_CHECKING:
    from spinecable.plasticity.slots import SlotReadout

Floats = NDArray[np.float64]

FINEST_S = 0.02
"""The drive is tabulated no finer than this: its fastest filter has seconds (s)."""
COARSEST_S = 0.5
"""...and no coarser than this after a sample (s)..."""
SPARSER = 1.05
"""...with intervals that grow by this factor where samples lie far apart: the filters relax from
each sample on."""
LONGEST_STEP_S = 2.0
"""Longest step of the solver where samples are dense, so that it cannot leap over a drive (s)."""
APART_S = 20.0
"""Samples further apart than this are integrated one interval at a time (s)."""

MOBILE, BOUND, STORE, EARLY, TAG, LASTING, SHRUNK = range(7)
"""Places in the state."""


class SlotIntegrator:
    """The states of one spine's receptors and growth, carried forward.

    Parameters
    ----------
    readout : equations and gains.
    resting_um3 : volume of the head at rest.
    camkii_rest, can_rest : active fractions at rest.
    time_s : now.
    ras_rest_uM : the messenger of `Coupling.threshold` at rest.

    Attributes
    ----------
    state : mobile, bound, store (receptors of the reference spine), early growth, tag, lasting
        growth, and the shrunk part (0-1).
    drives : A_K and A_N at the times of the last piece.
    resting_bound : receptors in slots at rest, of the reference spine.
    """

    def __init__(
        self,
        readout: SlotReadout,
        resting_um3: float,
        camkii_rest: float,
        can_rest: float,
        time_s: float = 0.0,
        *,
        ras_rest_uM: float = 0.0,
    ) -> None:
        self._readout = readout
        self.resting_um3 = resting_um3
        self.resting_bound = readout.model.bound
        self.state = np.concatenate([readout.model.initial(), np.zeros(4)])
        self.drives = (np.zeros(1), np.zeros(1))
        self._rest = np.array([camkii_rest, can_rest, ras_rest_uM])
        self._last = np.array([time_s, camkii_rest, can_rest, 1.0, ras_rest_uM])
        self._filtered = np.zeros(3)

    def relative_volume(self, state: Floats, imposed: float = 1.0) -> float:
        """Head volume over its resting value in one state."""
        readout = self._readout
        grown = 1.0
        if readout.structural:
            grown = readout.coupling.relative_volume(state[EARLY:SHRUNK], self.resting_um3)
            if readout.shrinkage is not None:
                grown *= 1.0 - readout.shrinkage.share * state[SHRUNK]
        return grown * imposed

    def follow(
        self,
        time_s: Floats,
        camkii: Floats,
        can: Floats,
        *,
        imposed: Floats | None = None,
        ras_uM: Floats | None = None,
    ) -> Floats:
        """Go on to the last of the times; the states at all of them, shape (n_times, 7).

        Parameters
        ----------
        time_s : ascending, after the last time of the piece before.
        camkii, can : active fractions at the times, linear in between.
        imposed : volume over that at rest that something else imposes.
        ras_uM : the messenger that lowers the kinase's threshold, where there is one.

        Raises
        ------
        SimulationError : the solver gave up.
        """
        volume = np.ones_like(time_s) if imposed is None else imposed
        ras = np.full_like(time_s, self._rest[2]) if ras_uM is None else ras_uM
        sample_s = np.append(self._last[0], time_s)
        samples = [
            np.append(before, values)
            for before, values in zip(self._last[1:], (camkii, can, volume, ras), strict=True)
        ]
        table_s = _table(sample_s)
        active, calcineurin, volumes, primed = (np.interp(table_s, sample_s, v) for v in samples)
        a_k, a_n = self._drives(table_s, active, calcineurin, primed)
        found = np.empty((len(time_s), len(self.state)))
        done = 0
        for first, last in _pieces(sample_s):
            inside = (table_s >= sample_s[first]) & (table_s <= sample_s[last])
            states = self._solve(
                table_s[inside],
                a_k[inside],
                a_n[inside],
                volumes[inside],
                sample_s[first : last + 1],
            )
            found[done : done + last - first] = states
            done += last - first
        self._last = np.array([time_s[-1], *(v[-1] for v in samples)])
        self.drives = (np.interp(time_s, table_s, a_k), np.interp(time_s, table_s, a_n))
        return found

    def _drives(
        self, time_s: Floats, camkii: Floats, can: Floats, ras: Floats
    ) -> tuple[Floats, Floats]:
        """A_K and A_N at the times, the filters carried forward."""
        coupling = self._readout.coupling
        kinase = np.maximum(camkii - self._rest[0], 0.0)
        phosphatase = np.maximum(can - self._rest[1], 0.0)
        saturating = phosphatase / (phosphatase + coupling.can_half)
        taus = (coupling.camkii_fast_s, coupling.camkii_slow_s, coupling.can_trace_s)
        fast, slow, trace = (
            low_pass(time_s, values, tau, start)
            for values, tau, start in zip(
                (kinase, kinase, saturating), taus, self._filtered, strict=True
            )
        )
        self._filtered = np.array([fast[-1], slow[-1], trace[-1]])
        powered = np.maximum(fast - slow, 0.0) ** coupling.camkii_hill
        above = np.maximum(ras - self._rest[2], 0.0)
        half = coupling.camkii_half / (1.0 + coupling.ras_priming_per_uM * above)
        return powered / (powered + half**coupling.camkii_hill), trace

    def _solve(
        self, time_s: Floats, a_k: Floats, a_n: Floats, volumes: Floats, wanted_s: Floats
    ) -> Floats:
        """States at `wanted_s` but its first, which is now."""
        readout = self._readout
        coupling, model, shrinkage = readout.coupling, readout.model, readout.shrinkage

        def derivative(t: float, y: Floats) -> Floats:
            kinase, phosphatase, imposed = (
                float(np.interp(t, time_s, v)) for v in (a_k, a_n, volumes)
            )
            drive = coupling.drive(kinase, phosphatase)
            volume = self.relative_volume(y, imposed)
            shrinking = 0.0 if shrinkage is None else shrinkage.rate(y[SHRUNK], phosphatase)
            return np.concatenate(
                [
                    model.derivative(y[:3], drive, volume),
                    coupling.growth_rate(y[EARLY:SHRUNK], kinase),
                    [shrinking],
                ]
            )

        apart = len(wanted_s) == 2 and wanted_s[1] - wanted_s[0] > APART_S
        found = solve_ivp(
            derivative,
            (time_s[0], time_s[-1]),
            self.state,
            method="LSODA",
            t_eval=wanted_s[1:],
            rtol=1e-8,
            atol=1e-10,
            max_step=0.25 * (wanted_s[1] - wanted_s[0]) if apart else LONGEST_STEP_S,
            first_step=min(LONGEST_STEP_S, time_s[-1] - time_s[0]) / 10 if apart else None,
        )
        if not found.success:
            raise SimulationError(f"the receptors could not be solved: {found.message}")
        self.state = found.y[:, -1]
        return np.asarray(found.y.T)

    # -- checkpoints ----------------------------------------------------------------------

    def saved(self) -> Floats:
        """Everything that goes on, as numbers for `restore`."""
        return np.concatenate([self.state, self._filtered, self._last, self._rest])

    def restore(self, saved: Floats) -> None:
        """Go on from what `saved` returned."""
        state, filtered, last, rest = np.split(np.asarray(saved, float), [7, 10, 15])
        self.state, self._filtered = state.copy(), filtered.copy()
        self._last, self._rest = last.copy(), rest.copy()


def _pieces(sample_s: Floats) -> list[tuple[int, int]]:
    """First and last sample of stretches of dense samples and of single wide intervals."""
    wide = np.flatnonzero(np.diff(sample_s) > APART_S)
    borders = np.unique(np.concatenate([[0], wide, wide + 1, [len(sample_s) - 1]]))
    return [(int(a), int(b)) for a, b in pairwise(borders)]


def _table(sample_s: Floats) -> Floats:
    """Times at which the drive is tabulated: the samples, thinned and filled up."""
    kept = [sample_s[0]]
    wide = np.append(np.diff(sample_s) > APART_S, False)
    border = wide | np.roll(wide, 1)
    for t, keep in zip(sample_s[1:-1], border[1:-1], strict=True):
        if keep or t - kept[-1] >= FINEST_S:
            kept.append(t)
    kept.append(sample_s[-1])
    parts = [_filled(a, b)[:-1] for a, b in pairwise(kept)]
    return np.append(np.concatenate(parts), kept[-1])


def _filled(start: float, end: float) -> Floats:
    """Times from `start` to `end`, `COARSEST_S` apart or growing away from `start`."""
    length = end - start
    if length <= APART_S:
        return np.linspace(start, end, int(np.ceil(length / COARSEST_S)) + 1)
    count = int(np.ceil(np.log1p(length * (SPARSER - 1) / COARSEST_S) / np.log(SPARSER)))
    shape = (SPARSER ** np.arange(count + 1) - 1) / (SPARSER**count - 1)
    times = np.asarray(start + length * shape, dtype=np.float64)
    times[-1] = end
    return times
