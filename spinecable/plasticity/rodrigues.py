"""Regions of calcineurin and CaMKII of Rodrigues et al. 2023.

In the plane of active calcineurin and active CaMKII (uM) there is a region of potentiation and
one of depression. While the point lies in a region its filter rises steadily, outside it decays:

    act_D' = 0.1 inside, -2e-5 act_D outside       act_P' = 0.2 inside, -1e-4 act_P outside   (/ms)
    D = act_D^2/(act_D^2 + 80000^2)/18000 ms,      P = act_P^2/(act_P^2 + 13000^2)/13000 ms

A hundred slots go LTD <-> NC <-> LTP: D to the left, P to the right. Expected numbers are used
(the chain is linear, so they are exact means). The weight change in percent is the number of slots
in LTP minus that in LTD (legend of their Fig. 3f), so each counts +1 or -1 %.

eLife 12:e80152, 10.7554/eLife.80152; numbers from the authors' code (rveltz/SynapseElife.jl).
The regions are tied to the levels of that model: 20 uM calcineurin and 70 uM CaMKII, with calcium
binding at half the usual rate and phosphorylated subunits that count fully. A head with 5 uM
calcineurin cannot reach its potentiation region, which starts at 6.35 uM. ``rescaled`` multiplies
the active fractions by that model's totals instead.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spinecable.errors import SimulationError
from spinecable.plasticity.readout import Traces, refined

Floats = NDArray[np.float64]

POTENTIATION = ((6.35, 1.4), (10.0, 1.4), (10.0, 29.5), (6.35, 29.5))
DEPRESSION = (
    (3.7650354609929075, 1.4),
    (6.35, 1.4),
    (6.35, 29.5),
    (5.650675675675676, 29.5),
    (1.85, 23.25),
    (1.85, 11.327205882352938),
)
"""Corners (calcineurin, CaMKII) in uM, anticlockwise."""

RISE_D, FALL_D, RISE_P, FALL_P = 0.1, 2e-5, 0.2, 1e-4
HALF_D, HALF_P, TIME_D_MS, TIME_P_MS = 80_000.0, 13_000.0, 18_000.0, 13_000.0
SLOTS = 100.0
CAN_TOTAL_UM, CAMKII_TOTAL_UM = 20.0, 70.0
"""Totals of that model."""

FINEST_UM = 0.05
"""Neither enzyme moves by more than this within a step (uM)."""
LONGEST_MS = 500.0
"""Longest step (ms): 4 % of the time that a slot takes, so that the midpoint rule holds to 1e-5."""


def inside(corners: tuple[tuple[float, float], ...], x: Floats, y: Floats) -> NDArray[np.bool_]:
    """Whether points lie in a convex polygon, its edge included."""
    found = np.ones(np.shape(x), dtype=bool)
    for (ax, ay), (bx, by) in zip(corners, (*corners[1:], corners[0]), strict=True):
        found &= (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0
    return found


@dataclass(frozen=True)
class RodriguesReadout:
    """The regions on the head's enzymes; `rescaled`: see the module."""

    rescaled: bool = False
    name: str = "Rodrigues 2023"

    def weight(self, traces: Traces) -> Floats:
        """Relative weight, shape of ``traces.time_ms``."""
        can_uM, camkii_uM = self.levels_uM(traces)
        levels = np.stack([can_uM, camkii_uM], axis=1)
        time_ms, index = refined(traces.time_ms, levels, FINEST_UM, LONGEST_MS)
        middle = 0.5 * (time_ms[1:] + time_ms[:-1])
        x = np.interp(middle, traces.time_ms, can_uM)
        y = np.interp(middle, traces.time_ms, camkii_uM)
        steps = np.diff(time_ms)
        act_d = _filter(steps, inside(DEPRESSION, x, y), RISE_D, FALL_D)
        act_p = _filter(steps, inside(POTENTIATION, x, y), RISE_P, FALL_P)
        down = act_d**2 / (act_d**2 + HALF_D**2) / TIME_D_MS
        up = act_p**2 / (act_p**2 + HALF_P**2) / TIME_P_MS
        state = np.array([0.0, SLOTS, 0.0])
        course = np.zeros(len(time_ms))
        for k, (step, d, p) in enumerate(zip(steps, down, up, strict=True)):
            if d or p:
                half = 0.5 * step * np.array([[-p, d, 0.0], [p, -(d + p), d], [0.0, p, -d]])
                state = np.linalg.solve(np.eye(3) - half, state + half @ state)
            course[k + 1] = (state[2] - state[0]) / SLOTS
        return 1 + course[index]

    def levels_uM(self, traces: Traces) -> tuple[Floats, Floats]:
        """Active calcineurin and CaMKII (uM) that are compared with the regions."""
        if self.rescaled:
            return CAN_TOTAL_UM * traces.can_active, CAMKII_TOTAL_UM * traces.camkii_active
        if traces.can_total_uM is None or traces.camkii_total_uM is None:
            raise SimulationError(
                "the totals of calcineurin and CaMKII are not known",
                where=f"readout '{self.name}'",
                tip="Give can_total_uM and camkii_total_uM, or use the rescaled levels.",
            )
        return traces.can_total_uM * traces.can_active, (
            traces.camkii_total_uM * traces.camkii_active
        )


def _filter(steps_ms: Floats, within: NDArray[np.bool_], rise: float, fall: float) -> Floats:
    """Mean of the filter over each step."""
    value, found = 0.0, np.empty(len(steps_ms))
    for k, (step, in_it) in enumerate(zip(steps_ms.tolist(), within.tolist(), strict=True)):
        later = value + rise * step if in_it else value * np.exp(-fall * step)
        found[k] = 0.5 * (value + later)
        value = later
    return found
