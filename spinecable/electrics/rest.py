"""The resting state of a built model: how far off it is, and the way back to it.

Every membrane potential and every state of every mechanism is watched, so that a slow gate or a
receptor with glutamate still bound is seen as well as a voltage. Calcium in the segments of
`CalciumPorts` is left out: it belongs to the chemistry, which goes on while the electrics sleep.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from spinecable.electrics.ports import FloatArray, References
from spinecable.mechanisms.load import neuron_h

if TYPE_CHECKING:
    from spinecable.electrics.model import Model

VOLTAGE_MV = 0.01
"""A potential this near to rest is at rest (mV): a tenth of the noise of a good recording and a
thousandth of an EPSP in a head (ASSUMED)."""

FRACTION = 5e-4
"""A gate or a share of receptors this near to rest is at rest. After one pulse of glutamate the
slowest, GluN2B with glutamate bound, is let go with 0.1 % of its calcium still to come (ASSUMED;
tests/simulate/test_sleep.py shows what this changes)."""

CONCENTRATION = 0.01
"""Relative deviation of a concentration that a mechanism keeps (ASSUMED)."""

_STATES = 3
"""NEURON's number for STATE variables."""


class RestingState:
    """The model's state at the time of the call, taken as rest.

    Parameters
    ----------
    model : just initialised.
    """

    def __init__(self, model: Model) -> None:
        found = list(_states(model))
        self._names = [name for name, _, _ in found]
        self._references = References([reference for _, reference, _ in found])
        self._rest = self._references.read()
        absolute = np.array([tolerance for _, _, tolerance in found])
        relative = np.maximum(CONCENTRATION * np.abs(self._rest), 1e-12)
        self._tolerance = np.where(absolute > 0, absolute, relative)

    def __len__(self) -> int:
        return len(self._references)

    def deviation(self) -> float:
        """The largest deviation from rest, in units of what is tolerated: up to 1 is at rest."""
        return float(np.max(np.abs(self._references.read() - self._rest) / self._tolerance))

    def furthest(self) -> str:
        """The variable that is furthest from rest, and where."""
        off = np.abs(self._references.read() - self._rest) / self._tolerance
        return self._names[int(np.argmax(off))]

    def settle(self) -> None:
        """Put everything at rest."""
        self._references.write(self._rest)

    def rest(self) -> FloatArray:
        """The resting values, in the order of the references."""
        return self._rest.copy()


def _states(model: Model) -> Iterator[tuple[str, Any, float]]:
    """Name, reference and tolerance (0: relative) of every potential and state."""
    known: dict[str, tuple[tuple[str, int], ...]] = {}
    for section in model.sections():
        for segment in section:
            yield f"v of {segment}", segment._ref_v, VOLTAGE_MV
            for mechanism in segment:
                name = mechanism.name()
                owner = hasattr(segment, "sc_ca_port") and name == "ca_ion"
                for variable, size in () if owner else _variables(name, known):
                    tolerance = 0.0 if name.endswith("_ion") or variable == "cai" else FRACTION
                    yield from _elements(segment, segment, name, variable, size, tolerance)
            for process in segment.point_processes():
                name = process.hname().partition("[")[0]
                for variable, size in _variables(name, known):
                    yield from _elements(process, segment, name, variable, size, FRACTION)


def _elements(
    owner: Any, segment: Any, mechanism: str, variable: str, size: int, tolerance: float
) -> Iterator[tuple[str, Any, float]]:
    """One variable, or every element of an array."""
    reference = getattr(owner, f"_ref_{variable}", None)
    if reference is None:
        return
    for i in range(max(size, 1)):
        yield (
            f"{variable} of {mechanism} in {segment}",
            (reference if size <= 1 else getattr(owner, f"_ref_{variable}")[i]),
            tolerance,
        )


def _variables(
    mechanism: str, known: dict[str, tuple[tuple[str, int], ...]]
) -> tuple[tuple[str, int], ...]:
    """Names and sizes of a mechanism's states."""
    if mechanism not in known:
        h = neuron_h()
        standard, name = h.MechanismStandard(mechanism, _STATES), h.ref("")
        found = []
        for i in range(int(standard.count())):
            size = int(standard.name(name, i))
            found.append((str(name[0]), size))
        known[mechanism] = tuple(found)
    return known[mechanism]
