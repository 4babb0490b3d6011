"""The resting state of a built model: how far off it is, and the way back to it.

Every membrane potential and every state of every mechanism is watched, so that a slow gate or a
receptor with glutamate still bound is seen as well as a voltage. Calcium in the segments of
`CalciumPorts` is left out: it belongs to the chemistry, which goes on while the electrics sleep.

Another bath may move the rest. The new one is then what the electrics have come to: where nothing
moves any more. Receptors rest where they did, without glutamate.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

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

STILL_MS = 100.0
"""The electrics have come to rest where no variable has moved in this time (ms)..."""

STILL_SHARE = 0.25
"""...by more than this share of its tolerance. What relaxes with a time constant of up to
`STILL_MS` / ln(1 + `STILL_SHARE`) = 450 ms is then within its tolerance of where it goes."""

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
        self._names = [watched.name for watched in found]
        self._references = References([watched.reference for watched in found])
        self._absolute = np.array([watched.tolerance for watched in found])
        self._receptor = np.array([watched.receptor for watched in found])
        self._still: tuple[float, FloatArray] | None = None
        self._take(self._references.read())

    def _take(self, rest: FloatArray) -> None:
        self._rest = rest
        relative = np.maximum(CONCENTRATION * np.abs(rest), 1e-12)
        self._tolerance = np.where(self._absolute > 0, self._absolute, relative)

    def __len__(self) -> int:
        return len(self._references)

    def deviation(self) -> float:
        """The largest deviation from rest, in units of what is tolerated: up to 1 is at rest."""
        return float(np.max(np.abs(self._references.read() - self._rest) / self._tolerance))

    def furthest(self) -> str:
        """The variable that is furthest from rest, and where."""
        off = np.abs(self._references.read() - self._rest) / self._tolerance
        return self._names[int(np.argmax(off))]

    def find_anew(self, time_ms: float, since_ms: float) -> bool:
        """Take the present state as rest if the electrics have come to one.

        Called again and again, with the time and that of the last event.
        """
        present = self._references.read()
        if self._still is None or self._still[0] < since_ms:
            self._still = time_ms, present
        if time_ms - self._still[0] < STILL_MS * (1 - 1e-6):
            return False
        moved = np.max(np.abs(present - self._still[1]) / self._tolerance)
        self._still = time_ms, present
        if moved > STILL_SHARE:
            return False
        self._take(np.where(self._receptor, self._rest, present))
        return True

    def go_to(self, rest: FloatArray) -> None:
        """Rest from now on as `rest` returned it."""
        self._take(np.array(rest))

    def settle(self) -> None:
        """Put everything at rest."""
        self._references.write(self._rest)

    def rest(self) -> FloatArray:
        """The resting values, in the order of the references."""
        return self._rest.copy()


class _Watched(NamedTuple):
    """One variable; a tolerance of 0 is relative."""

    name: str
    reference: Any
    tolerance: float
    receptor: bool = False


def _states(model: Model) -> Iterator[_Watched]:
    """Every potential and state."""
    known: dict[str, tuple[tuple[str, int], ...]] = {}
    for section in model.sections():
        for segment in section:
            yield _Watched(f"v of {segment}", segment._ref_v, VOLTAGE_MV)
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
) -> Iterator[_Watched]:
    """One variable, or every element of an array."""
    reference = getattr(owner, f"_ref_{variable}", None)
    if reference is None:
        return
    for i in range(max(size, 1)):
        yield _Watched(
            f"{variable} of {mechanism} in {segment}",
            reference if size <= 1 else getattr(owner, f"_ref_{variable}")[i],
            tolerance,
            receptor=owner is not segment,
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
