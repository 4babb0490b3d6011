"""Fast views of many segments at once: voltages, and calcium on its way to and from chemistry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spinecable.mechanisms.load import neuron_h

if TYPE_CHECKING:
    from spinecable.electrics.model import Model

FloatArray = NDArray[np.float64]


class References:
    """Many NEURON variables read or written by one call each.

    Parameters
    ----------
    references : NEURON references (``segment._ref_v``), in the order of the arrays.
    """

    def __init__(self, references: Sequence[Any]) -> None:
        h = neuron_h()
        self._buffer = h.Vector(len(references))
        self._pointers = h.PtrVector(len(references)) if references else None
        if self._pointers is not None:
            for i, reference in enumerate(references):
                self._pointers.pset(i, reference)

    def __len__(self) -> int:
        return int(self._buffer.size())

    def read(self) -> FloatArray:
        """The present values (a copy)."""
        if self._pointers is None:
            return np.zeros(0)
        self._pointers.gather(self._buffer)
        return np.array(self._buffer)

    def write(self, values: ArrayLike | float) -> None:
        """Set all values; one number goes everywhere."""
        if self._pointers is None:
            return
        self._buffer.as_numpy()[:] = values
        self._pointers.scatter(self._buffer)


class VoltageProbe:
    """Voltages of the soma and of every spine's head and shaft (mV).

    Attributes
    ----------
    places : ``("soma", "soma")``, then ``(spine, "head")`` and ``(spine, "shaft")`` for each spine.
    """

    def __init__(self, model: Model) -> None:
        segments = [model.soma_seg]
        self.places: list[tuple[str, str]] = [("soma", "soma")]
        for spine in model.spines:
            segments += [spine.head_seg, spine.shaft_seg]
            self.places += [(spine.name, "head"), (spine.name, "shaft")]
        self._references = References([segment._ref_v for segment in segments])

    def read_mV(self) -> FloatArray:
        """Present voltages in the order of `places`, shape (1 + 2 spines,)."""
        return self._references.read()


class CalciumPorts:
    """The segments whose calcium belongs to the chemistry.

    Order: the heads in the order of ``model.spines``, then the segments of each host section in
    the order of ``model.hosts``.

    Attributes
    ----------
    segments : NEURON's segments.
    areas_um2 : their membrane, shape (n,).
    places : ``(spine, 0)`` for heads and ``(section name, segment index)`` for shafts.
    """

    def __init__(self, model: Model) -> None:
        self.segments: list[Any] = []
        self.places: list[tuple[str, int]] = []
        for spine in model.spines:
            if spine.placed.contents.calcium_port:
                self.segments.append(spine.head_seg)
                self.places.append((spine.name, 0))
        for host in model.hosts.values():
            for i, segment in enumerate(host.segments):
                if hasattr(segment, "sc_ca_port"):
                    self.segments.append(segment)
                    self.places.append((host.name, i))
        self.areas_um2 = np.zeros(len(self.segments))
        self.measure()
        self._charge = References([s.sc_ca_port._ref_charge for s in self.segments])
        self._calcium = References([s.sc_ca_port._ref_ca_set for s in self.segments])
        self._seen = References([s._ref_cai for s in self.segments])
        self._current = References([s._ref_ica for s in self.segments])

    def measure(self) -> None:
        """Read the membrane areas anew, after a section has changed its size."""
        self.areas_um2 = np.array([segment.area() for segment in self.segments])

    def take_charge(self) -> FloatArray:
        """Calcium current since the last call (mA ms / cm2, inward negative), and start anew."""
        charge = self._charge.read()
        self._charge.write(0.0)
        return charge

    def current_mA_per_cm2(self) -> FloatArray:
        """Present calcium current density (inward negative)."""
        return self._current.read()

    def write_uM(self, calcium_uM: ArrayLike | float) -> None:
        """Set calcium.

        The port would pass it on only after the currents of the next step; written to ``cai`` too,
        it acts on them.
        """
        calcium_mM = 1e-3 * np.asarray(calcium_uM, dtype=float)
        self._calcium.write(calcium_mM)
        self._seen.write(calcium_mM)
