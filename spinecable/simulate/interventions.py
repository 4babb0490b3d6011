"""What bath changes do to the chemistry: inhibited enzymes, and the inflow at rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spinecable.chemistry.network import Floats
from spinecable.describe.drugs import ENZYMES, remaining
from spinecable.mechanisms.load import neuron_h

if TYPE_CHECKING:
    from spinecable.electrics.bath import BathControl
    from spinecable.electrics.ports import CalciumPorts
    from spinecable.simulate.calcium import CalciumSide

RATES = {"camkii": ("camkii_phos",), "calcineurin": ("i1_can_kcat",)}
"""What an enzyme's activity drives inside the reaction list."""


_Due = tuple[float, Floats, dict[str, float], dict[str, Floats]]
"""Time (ms), calcium current of the ports at rest, activity left of each enzyme, rates."""


class ChemicalChanges:
    """Acts at the first chemistry step that starts at or after each change.

    An inhibitor takes away the activity, not the molecule: binding of calmodulin goes on. The
    inhibited share counts neither for autophosphorylation (CaMKII) or dephosphorylation of
    inhibitor-1 (calcineurin), nor in ``camkii_active`` and ``can_active``, which readouts see.

    Parameters
    ----------
    control : the electrical side of the changes; the model is at rest. None: no changes.
    ports, calcium : to find the calcium that enters at rest after each change.
    """

    def __init__(
        self, control: BathControl | None, ports: CalciumPorts, calcium: CalciumSide
    ) -> None:
        self._calcium = calcium
        self._pending: list[_Due] = []
        if control is None or not control.changes:
            return
        known = {p.name for s in calcium.kernel.network.schemes.values() for p in s.parameters}
        built = {
            rate: calcium.kernel.parameter(rate)
            for enzyme in ENZYMES
            for rate in RATES[enzyme]
            if rate in known
        }
        for k, change in enumerate(control.changes):
            control.apply(k + 1)
            neuron_h().fcurrent()
            current = ports.current_mA_per_cm2()
            left = remaining(control.changes[: k + 1])
            activity = {enzyme: left.get(enzyme, 1.0) for enzyme in ENZYMES}
            rates = {
                rate: built[rate] * activity[enzyme]
                for enzyme in ENZYMES
                for rate in RATES[enzyme]
                if rate in built
            }
            self._pending.append((change.at_ms, current, activity, rates))
        control.apply(0)
        neuron_h().fcurrent()

    def act(self, time_ms: float) -> None:
        """Make the changes that are due."""
        while self._pending and time_ms >= self._pending[0][0] - 1e-9:
            _, current, activity, rates = self._pending.pop(0)
            self._make(current, activity, rates)

    def _make(self, current: Floats, activity: dict[str, float], rates: dict[str, Floats]) -> None:
        self._calcium.rest_with(current)
        self._calcium.inhibit(**activity)
        for name, values in rates.items():
            self._calcium.kernel.set_parameter(name, values)
