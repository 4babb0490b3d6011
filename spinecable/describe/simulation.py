"""How the equations are solved, what is kept and how the outcome is read."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from spinecable.describe.base import Description


class Simulation(Description):
    """Duration, steps and seed.

    Parameters
    ----------
    duration_ms : of the part with electrics (ms), up to eleven days.
    dt_ms : step of voltage and chemistry while anything moves (ms). Halving 0.025 changes no
        peak by 1 % (tests/simulate/test_run.py).
    chemistry_dt_ms : step of both while nothing moves, a whole multiple of `dt_ms` (ms); see
        `spinecable.simulate.pace`.
    electrics_sleep : whether chemistry goes on alone while the electrics are at rest and nothing
        is done to the cell, and steps grow while little moves; see `spinecable.simulate.loop`.
    initial_mV : resting potential (mV). A number: every segment is balanced at it. ``natural``:
        the cell comes to rest by itself, each segment at its own potential, and is balanced
        there; for channel sets that have their source's e_pas. None: the channel set's own, -65
        for ``ca1_migliore2005`` and ``natural`` for ``l5_hay2011``.
    d_lambda : electrical segment length as a fraction of the AC length constant at 100 Hz
        (Hines & Carnevale 2001, 10.1177/107385840100700207, use 0.1, at which calcium let in by
        a spike is still 1.4 % off; 0.05 brings it below 0.5 %).
    neck_cells, neck_cell_um : the calcium grid divides a neck into at least so many cells, none
        longer than this (um). 0.1 um keeps the head's peak calcium within 1 % of finer grids.
    shaft_cell_um : length of the calcium grid's cells at a neck base (um); grows away from it.
    seed : of every random number.
    trial : number of a repetition; each has random numbers of its own (`Noise`).
    """

    duration_ms: float = Field(gt=0, le=1e9)
    dt_ms: float = Field(default=0.025, gt=0, le=0.2)
    chemistry_dt_ms: float = Field(default=0.1, gt=0, le=10)
    electrics_sleep: bool = True
    initial_mV: Annotated[float, Field(ge=-100, le=-40)] | Literal["natural"] | None = None
    d_lambda: float = Field(default=0.05, gt=0, le=0.5)
    neck_cells: int = Field(default=5, ge=1, le=200)
    neck_cell_um: float = Field(default=0.1, gt=0, le=5.0)
    shaft_cell_um: float = Field(default=0.1, gt=0, le=1.0)
    seed: int = Field(default=1, ge=0)
    trial: int = Field(default=0, ge=0)


class Recording(Description):
    """What is kept.

    Parameters
    ----------
    interval_ms : time between the samples of the traces (ms); longer where steps are, and from
        sample to sample while the electrics sleep. Above 100,000 samples it doubles. Peaks are
        taken from every step, not from the samples.
    """

    interval_ms: float = Field(default=0.5, gt=0)


class Outcome(Description):
    """When and by which criterion a synapse counts as potentiated or depressed.

    Parameters
    ----------
    minutes_after : time after the last stimulus at which the weight is read (min).
    ltp_above, ltd_below : relative weight change that counts as LTP or LTD. +-0.1 (ASSUMED).
    """

    minutes_after: float = Field(default=40.0, ge=0, le=1e5)
    ltp_above: float = Field(default=0.10, ge=0)
    ltd_below: float = Field(default=-0.10, le=0)
