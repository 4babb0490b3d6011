"""Bath and drugs that change during a run, on a built model.

Every block scales the conductance that was built; magnesium and calcium are written to receptors
and segments. NEURON's event queue makes the changes, so that they fall into place whatever the
steps; each ``Model.initialise`` starts again from the bath of the description.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spinecable.describe.drugs import ENZYMES, BathChange, remaining
from spinecable.mechanisms.load import neuron_h

if TYPE_CHECKING:
    from spinecable.electrics.model import Model
    from spinecable.electrics.spine import BuiltSpine

SODIUM = ("sc_na3", "sc_nax", "sc_nap", "sc_hay_nat", "sc_acker_na")
"""Mechanisms that ``sodium`` stands for."""


@dataclass
class _Knob:
    """A variable of a mechanism's instance with the value that it was built with."""

    owner: Any
    name: str
    built: float

    @classmethod
    def of(cls, owner: Any, name: str) -> _Knob:
        return cls(owner, name, float(getattr(owner, name)))

    def scale(self, factor: float) -> None:
        setattr(self.owner, self.name, self.built * factor)

    def renew(self) -> None:
        self.built = float(getattr(self.owner, self.name))

    def write(self, value: float | None) -> None:
        setattr(self.owner, self.name, self.built if value is None else value)


@dataclass
class _AmpaShare:
    """AMPA receptors of one spine: a block multiplies what remodelling leaves of them."""

    spine: BuiltSpine

    def scale(self, factor: float) -> None:
        self.spine.scale_ampa("block", factor)

    def renew(self) -> None:
        """What was built is known to the spine."""


class BathControl:
    """The changes of one experiment on its model; a queue of `Stimulation`.

    Parameters
    ----------
    model : at rest, in the bath of the description.
    changes : ascending in time.
    """

    def __init__(self, model: Model, changes: Sequence[BathChange]) -> None:
        self.changes = tuple(changes)
        targets = {t for k in range(len(changes)) for t in remaining(changes[: k + 1])}
        self._blocks = {t: _conductances(model, t) for t in sorted(targets - set(ENZYMES))}
        self._mg, self._ca = [], []
        if any(change.mg_mM is not None for change in changes):
            self._mg = [_Knob.of(s.nmda, "mg") for s in model.spines if s.nmda is not None]
        if any(change.ca_mM is not None for change in changes):
            self._ca = [
                _Knob.of(segment, "cao")
                for section in model.sections()
                for segment in section
                if hasattr(segment, "cao")
            ]

    def built_anew(self) -> None:
        """Take the present conductances as those that were built; no change is in force."""
        for knobs in self._blocks.values():
            for knob in knobs:
                knob.renew()

    def fill(self, begin_ms: float) -> None:
        """The bath as it is just before `begin_ms`, and every later change queued."""
        self.apply(sum(change.at_ms < begin_ms for change in self.changes))
        cvode = neuron_h().CVode()
        for k, change in enumerate(self.changes):
            if change.at_ms < begin_ms:
                continue
            cvode.event(change.at_ms, (self._act, k + 1))

    def _act(self, count: int) -> None:
        self.apply(count)
        cvode = neuron_h().CVode()
        if cvode.active():
            cvode.re_init()

    def apply(self, count: int) -> None:
        """The state after the first `count` changes."""
        done = self.changes[:count]
        left = remaining(done)
        for target, knobs in self._blocks.items():
            for knob in knobs:
                knob.scale(left.get(target, 1.0))
        for key, knobs in (("mg_mM", self._mg), ("ca_mM", self._ca)):
            given = [getattr(change, key) for change in done]
            latest = next((value for value in reversed(given) if value is not None), None)
            for knob in knobs:
                knob.write(latest)


def _conductances(model: Model, target: str) -> Sequence[_Knob | _AmpaShare]:
    """Every conductance that a target stands for."""
    if target == "ampa":
        return [_AmpaShare(spine) for spine in model.spines]
    if target == "nmda":
        return [_Knob.of(spine.nmda, "gmax") for spine in model.spines if spine.nmda is not None]
    names = {"sodium": SODIUM, "cav23": ("sc_car", "sc_car_stochastic")}.get(
        target, (f"sc_{target}",)
    )
    return [
        _Knob.of(getattr(segment, name), "gbar")
        for section in model.sections()
        for segment in section
        for name in names
        if hasattr(segment, name)
    ]
