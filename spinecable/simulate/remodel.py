"""Spines that change their shape during the run, driven by the slot readout."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from spinecable.chemistry.network import Floats
from spinecable.describe.experiment import Experiment
from spinecable.describe.preparation import Preparation
from spinecable.electrics.ports import CalciumPorts
from spinecable.plasticity.online import BOUND, EARLY, SlotIntegrator
from spinecable.plasticity.shape import Shape, reshaped
from spinecable.plasticity.slots import MS_PER_S, Shrinkage, SlotReadout
from spinecable.result.variables import Variable
from spinecable.simulate.calcium import CalciumSide
from spinecable.simulate.observe import Moment
from spinecable.simulate.reshape import Reshaper
from spinecable.simulate.slot_readouts import slot_readouts

if TYPE_CHECKING:
    from spinecable.electrics.model import Model

SMALL_CHANGE = 0.002
"""Where every head changes by less than this share between two updates, the next interval is twice
as long..."""
LARGE_CHANGE = 0.01
"""...and half as long (down to the interval asked for) where one changes by more."""
LONGEST_S = 3600.0
"""No interval is longer (s)."""

_LATE = ("spine", "late_time_min")
VARIABLES = {
    "head_volume_um3": Variable(_LATE, "um^3", "head volume"),
    "neck_length_um": Variable(_LATE, "um", "neck length"),
    "neck_diameter_um": Variable(_LATE, "um", "neck diameter"),
    "psd_share": Variable(_LATE, "1", "area of the postsynaptic density over that at rest"),
}
"""What a trajectory holds; in a result each name begins with ``late_``."""
SPECIES = Variable(("species",), "1", "species of the head and the neck that follow a density")
BOOKED = Variable(
    ("spine", "species"), "uM um^3", "amount that rules of density have added by the end"
)


def remodelling_readouts(experiment: Experiment, preparation: Preparation) -> list[SlotReadout]:
    """The slot readout of each spine, whose volume drives its shape."""
    rule = experiment.remodelling
    shrinkage = Shrinkage(rule.shrinkage, rule.shrink_write_s, rule.shrink_decay_s)
    return [
        replace(readout, shrinkage=shrinkage) for readout in slot_readouts(experiment, preparation)
    ]


class Remodeller:
    """Follows every spine's receptors and growth, and changes shapes at intervals.

    Parameters
    ----------
    experiment, preparation, model, ports, calcium : the parts of a run, at rest.
    rest : the moment before the first step.
    """

    def __init__(
        self,
        experiment: Experiment,
        preparation: Preparation,
        model: Model,
        ports: CalciumPorts,
        calcium: CalciumSide,
        rest: Moment,
    ) -> None:
        self._rule = rule = experiment.remodelling
        self._model, self._ports, self._calcium = model, ports, calcium
        readouts = remodelling_readouts(experiment, preparation)
        self._rest = [spine.geometry for spine in experiment.spines]
        self._slots = [
            SlotIntegrator(own, g.volume_um3, float(k), float(c), ras_rest_uM=float(r))
            for own, g, k, c, r in zip(
                readouts, self._rest, rest.camkii_active, rest.can_active, self._ras(), strict=True
            )
        ]
        self._shapes = [Shape(g, 1.0, ()) for g in self._rest]
        self.reshaper = Reshaper(calcium.kernel, calcium.grid, rule)
        self._seen: list[tuple[float, Floats, Floats, Floats]] = []
        self._last_ms = 0.0
        self.interval_s = rule.update_interval_s
        self._times_ms: list[float] = [0.0]
        self._weights: list[Floats] = [np.ones(len(self._rest))]
        self._rows: list[Floats] = [self._row()]
        self._row_times_ms: list[float] = [0.0]
        self.clipped: set[tuple[str, str]] = set()
        self._names = [spine.name for spine in experiment.spines]

    def _row(self) -> Floats:
        """Volume, neck length, neck diameter and density of every spine, shape (4, n_spines)."""
        return np.array(
            [
                [s.geometry.volume_um3 for s in self._shapes],
                [s.geometry.neck_length_um for s in self._shapes],
                [s.geometry.neck_diameter_um for s in self._shapes],
                [s.psd_share for s in self._shapes],
            ]
        )

    def see(self, time_ms: float, moment: Moment) -> None:
        """Take in the enzymes at a time."""
        last_ms = self._seen[-1][0] if self._seen else self._last_ms
        if time_ms > last_ms:
            enzymes = moment.camkii_active.copy(), moment.can_active.copy()
            self._seen.append((time_ms, *enzymes, self._ras()))

    def _ras(self) -> Floats:
        """The messenger that lowers the kinase's threshold, now; 0 where there is none."""
        return self._calcium.watch.read().get("head_ras_uM", np.zeros(len(self._rest)))

    def due(self, time_ms: float) -> bool:
        """Whether it is time to change the shapes."""
        return time_ms - self._last_ms >= self.interval_s * MS_PER_S * (1 - 1e-9)

    def next_update_ms(self) -> float:
        """When the next update is due."""
        return self._last_ms + self.interval_s * MS_PER_S

    def update(self) -> bool:
        """Bring receptors and growth to the last time seen and give the spines their shapes.

        Returns whether a shape has changed.
        """
        if not self._seen:
            return False
        times_ms = np.array([entry[0] for entry in self._seen])
        camkii, can, ras = (np.array([entry[i] for entry in self._seen]) for i in (1, 2, 3))
        weights = np.empty((len(times_ms), len(self._slots)))
        changed: dict[int, Shape] = {}
        largest = 0.0
        for n, (slots, rest, old) in enumerate(
            zip(self._slots, self._rest, self._shapes, strict=True)
        ):
            states = slots.follow(times_ms / MS_PER_S, camkii[:, n], can[:, n], ras_uM=ras[:, n])
            weights[:, n] = states[:, BOUND] / slots.resting_bound
            without = slots.state.copy()
            without[EARLY] = 0.0
            shape = reshaped(
                rest,
                slots.relative_volume(slots.state),
                slots.relative_volume(without),
                self._rule,
            )
            self.clipped |= {(self._names[n], limit) for limit in shape.clipped}
            if shape != old:
                changed[n] = shape
                volume = old.geometry.volume_um3
                largest = max(largest, abs(shape.geometry.volume_um3 / volume - 1.0))
        self._times_ms += list(times_ms)
        self._weights += list(weights)
        self._seen.clear()
        self._last_ms = float(times_ms[-1])
        self._apply(changed, weights[-1])
        self._row_times_ms.append(self._last_ms)
        self._rows.append(self._row())
        if largest > LARGE_CHANGE:
            self.interval_s = max(self.interval_s / 2, self._rule.update_interval_s)
        elif largest < SMALL_CHANGE:
            self.interval_s = min(2 * self.interval_s, max(LONGEST_S, self._rule.update_interval_s))
        return bool(changed)

    def _apply(self, changed: dict[int, Shape], weights: Floats) -> None:
        """Sections, receptors, and compartments follow."""
        for n, shape in changed.items():
            self._shapes[n] = shape
            self._model.spines[n].reshape(shape.geometry)
        if changed:
            self.reshaper.apply({n: shape.geometry for n, shape in changed.items()})
            self._ports.measure()
            self._calcium.measured(self._ports)
        self._weigh(weights)

    def _weigh(self, weights: Floats) -> None:
        """AMPA receptors follow the weights."""
        if self._rule.ampa:
            for built, weight in zip(self._model.spines, weights, strict=True):
                built.scale_ampa("weight", float(weight))

    # -- what a result takes --------------------------------------------------------------

    def weights(self, time_ms: Floats) -> Floats:
        """Relative weight at times, shape (n_spines, n_times)."""
        found = np.array(self._weights)
        return np.array([np.interp(time_ms, self._times_ms, w) for w in found.T])

    def trajectory(self, name: str, time_ms: Floats) -> Floats:
        """One of `VARIABLES` at times, shape (n_spines, n_times); linear between updates."""
        rows = np.array(self._rows)[:, list(VARIABLES).index(name)]
        return np.array([np.interp(time_ms, self._row_times_ms, v) for v in rows.T])

    def notices(self) -> tuple[str, ...]:
        """Limits that held a shape back."""
        return tuple(
            f"{spine}: remodelling.{limit} held its shape back"
            for spine, limit in sorted(self.clipped)
        )

    # -- checkpoints ----------------------------------------------------------------------

    def state(self) -> dict[str, Floats]:
        """Everything that goes on, for `restore`."""
        return {
            "seen": np.array([[t, *np.concatenate(rest)] for t, *rest in self._seen]),
            "slots": np.array([slots.saved() for slots in self._slots]),
            "times_ms": np.array(self._times_ms),
            "weights": np.array(self._weights),
            "row_times_ms": np.array(self._row_times_ms),
            "rows": np.array(self._rows),
            "interval_s": np.array(self.interval_s),
            "psd": np.array([s.psd_share for s in self._shapes]),
            "clipped": np.array(sorted(f"{a}\t{b}" for a, b in self.clipped), dtype=str),
            **{f"reshaper.{k}": v for k, v in self.reshaper.state().items()},
        }

    def restore(self, state: dict[str, Floats]) -> None:
        """Go on from what `state` returned, sections and compartments included."""
        for slots, saved in zip(self._slots, state["slots"], strict=True):
            slots.restore(saved)
        self._times_ms = [float(t) for t in state["times_ms"]]
        self._weights = list(state["weights"])
        self._row_times_ms = [float(t) for t in state["row_times_ms"]]
        self._rows = list(state["rows"])
        self.interval_s = float(state["interval_s"])
        self._last_ms = self._times_ms[-1]
        self._seen = []
        for row in state["seen"]:
            camkii, can, ras = np.split(row[1:], 3)
            self._seen.append((float(row[0]), camkii, can, ras))
        self.clipped = {(a, b) for a, _, b in (str(t).partition("\t") for t in state["clipped"])}
        for n, slots in enumerate(self._slots):
            without = slots.state.copy()
            without[EARLY] = 0.0
            volumes = slots.relative_volume(slots.state), slots.relative_volume(without)
            self._shapes[n] = reshaped(self._rest[n], *volumes, self._rule)
            self._model.spines[n].reshape(self._shapes[n].geometry)
        prefix = "reshaper."
        self.reshaper.restore(
            {k.removeprefix(prefix): v for k, v in state.items() if k.startswith(prefix)}
        )
        self._ports.measure()
        self._calcium.measured(self._ports)
        self._weigh(self._weights[-1])
