"""Where a cell rests: one potential everywhere, or each segment's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from spinecable.electrics.ports import FloatArray, References
from spinecable.errors import DescriptionError, SimulationError
from spinecable.mechanisms.load import neuron_h

if TYPE_CHECKING:
    from spinecable.electrics.model import Model

START_MV = -75.0
"""Where a cell that comes to rest by itself begins (mV)."""

ROUNDS, ROUND_MS, STEP_MS = 8, 300.0, 0.5
"""After each round of this length, in steps that long, gates are put at their steady states for
the voltages reached; slow gates so follow in a few rounds."""

STILL_MV = 0.02
"""Largest change of any segment in the last round that counts as rest (mV)."""


class RestingPotential:
    """The voltage of every segment at rest.

    Parameters
    ----------
    segments : all of the model.
    volts : their voltages (mV), one number for all or one each.
    """

    def __init__(self, segments: Sequence[Any], volts: FloatArray | float) -> None:
        self._references = References([segment._ref_v for segment in segments])
        self.volts = np.broadcast_to(np.asarray(volts, dtype=float), len(segments)).copy()
        self._places = {_place(segment): n for n, segment in enumerate(segments)}

    def write(self) -> None:
        """Put every segment at rest; gates follow with ``finitialize()``."""
        self._references.write(self.volts)

    def read(self) -> FloatArray:
        """The present voltages, in the order of the segments."""
        return self._references.read()

    def at(self, segment: Any) -> float:
        """The resting potential of one segment (mV)."""
        return float(self.volts[self._places[_place(segment)]])


def _place(segment: Any) -> tuple[str, float]:
    return segment.sec.name(), round(float(segment.x), 9)


def come_to_rest(model: Model) -> None:
    """Let the model find its own rest with its regions' e_pas: `model.resting_potential`.

    Calcium pools start from then on at what they reached.

    Raises
    ------
    DescriptionError : the channel set has no e_pas.
    SimulationError : the cell does not come to rest, or fires by itself.
    """
    _source_e_pas(model)
    rest = model.resting_potential
    rest.volts[:] = START_MV
    pools = [s for section in model.sections() for s in section if hasattr(s, "sc_hay_cad")]
    change = np.inf
    for _ in range(ROUNDS):
        before = rest.volts.copy()
        model.initialise()
        model.advance(round(ROUND_MS / STEP_MS), STEP_MS)
        rest.volts[:] = rest.read()
        for segment in pools:
            segment.sc_hay_cad.start = segment.cai
        change = float(np.max(np.abs(rest.volts - before)))
        if change < STILL_MV:
            break
    else:
        raise SimulationError(
            f"the cell does not come to rest: in the last {ROUND_MS:g} ms a segment still moved by "
            f"{change:.2g} mV",
            tip="Give simulation.initial_mV as a number; every segment is then balanced at it.",
        )
    model.initialise()


def _source_e_pas(model: Model) -> None:
    name = model.biophysics.name
    sections = [(model.cell.soma, model.biophysics.region("soma"))]
    sections += [(model.cell.cables[i], plan.region) for i, plan in model.cell.plans.items()]
    for spine in model.spines:
        region = model.cell.plans[spine.placed.section].region
        sections += [(spine.head, region), (spine.neck, region)]
    for section, region in sections:
        if region.e_pas_mV is None:
            raise DescriptionError(
                f"the channel set '{name}' has no e_pas to come to rest with",
                where="simulation.initial_mV",
                tip="Give a number, at which every segment is balanced.",
            )
        section.e_pas = region.e_pas_mV
    neuron_h().finitialize(START_MV)
