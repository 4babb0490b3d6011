"""The run itself: bouts of voltage and chemistry in turns, and sleep between them.

*Awake*, voltage and chemistry advance in turns, in steps that `spinecable.simulate.pace` divides.
*Asleep*, the electrics stand still at rest and chemistry alone goes on, in steps as long as
accuracy allows, with the calcium that enters at rest. The electrics fall asleep when every
potential and every state of every mechanism is at rest within a tolerance
(`spinecable.electrics.rest`), nothing that lasts is being done to the cell, and nothing will
happen for `SHORTEST_SLEEP_MS`; then they are put at rest exactly, and NEURON's clock is set
forward to the stretch in which the next event falls. Two looks in a row must find rest, so that
channels which calcium opens have had time to answer it. After a change of the bath that moves the
rest, the new one is taken where the electrics have come to stand still.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from spinecable.chemistry.network import Floats
from spinecable.describe.experiment import Experiment
from spinecable.describe.preparation import Preparation
from spinecable.electrics.ports import CalciumPorts, VoltageProbe
from spinecable.electrics.rest import RestingState
from spinecable.mechanisms.load import neuron_h
from spinecable.simulate.calcium import CalciumSide
from spinecable.simulate.checkpoint import Keeper, State, nested, part
from spinecable.simulate.observe import Extremes, Moment, Traces, growing_times
from spinecable.simulate.pace import Pace, Steps
from spinecable.simulate.remodel import Remodeller

if TYPE_CHECKING:
    from spinecable.electrics.electrodes import Electrodes
    from spinecable.electrics.model import Model
    from spinecable.electrics.stimuli import Stimulation
    from spinecable.simulate.job import Progress

SHORTEST_SLEEP_MS = 30.0
"""A shorter pause is not worth a sleep (ms)."""

LOOK_EVERY_MS = 10.0
"""Between two looks at whether the electrics are at rest (ms): longer than the time constants of
calcium-activated channels; one look costs half a step."""

COUPLED_MS = 0.2
"""Longer steps of chemistry solve all mobile species together (ms)."""

CHEMICAL = ("head_ca_uM", "camkii_active", "can_active")
"""Traces that go on after the electrical part."""

LATE_SAMPLES = 150
"""Samples after the electrical part, spaced evenly on a logarithmic scale of time."""

MS_PER_MIN = 6e4

SPARSER = 1.25
"""Factor between the intervals of samples taken asleep."""

EXPECTED_BOUT_MS = 600.0
"""How long a bout after an event is taken to be, for the progress bar alone (ms)."""


class Loop:
    """The state of one run.

    Parameters
    ----------
    experiment, preparation, model, ports, calcium : the parts, at rest.
    electrodes : whose currents are sampled.

    Attributes
    ----------
    remodeller : what changes the spines' shapes; None where they keep them.
    """

    def __init__(
        self,
        experiment: Experiment,
        preparation: Preparation,
        model: Model,
        ports: CalciumPorts,
        calcium: CalciumSide,
        electrodes: Electrodes | None = None,
    ) -> None:
        simulation = experiment.simulation
        self.experiment, self.model, self.ports, self.calcium = experiment, model, ports, calcium
        self.dt_ms = simulation.chemistry_dt_ms
        self.stretch = 0
        self.stretches = math.ceil(simulation.duration_ms / self.dt_ms - 1e-9)
        self._voltage = VoltageProbe(model)
        ports.write_uM(calcium.port_calcium_uM())
        model.initialise()
        ports.take_charge()
        self._resting = RestingState(model) if simulation.electrics_sleep else None
        self._rest_mV = self._volts = self._voltage.read_mV()
        self.moment = self._observe()
        self.extremes = Extremes(self.moment)
        self.pace = Pace(experiment, self._volts)
        self.traces = Traces(
            len(experiment.spines),
            experiment.recording.interval_ms,
            dye=calcium.dff() is not None,
            extras=tuple(calcium.watch.read()),
            clamps=electrodes.names if electrodes else (),
        )
        self._electrodes = electrodes
        self.extremes.see_extras(calcium.watch.read())
        self.remodeller = None
        if experiment.remodelling.on:
            self.remodeller = Remodeller(
                experiment, preparation, model, ports, calcium, self.moment
            )
        self._look_again_ms, self._at_rest_since_ms = 0.0, math.inf
        self._bath_ms = np.array([change.at_ms for change in experiment.bath_changes])
        self._rested_in, self._moved_rest = 0, False
        self.asleep_ms = 0.0
        self._sample()

    @property
    def time_ms(self) -> float:
        """Time since the start of the run."""
        return self.stretch * self.dt_ms

    # -- awake ----------------------------------------------------------------------------

    def run(self, progress: Progress, keeper: Keeper | None = None) -> None:
        """Go on until the end of the part with electrics.

        `progress` is called with the share of the expected work; `keeper` gets the state after
        sleeps.
        """
        work = expected_work(self.pace, self.stretches * self.dt_ms)
        while self.stretch < self.stretches:
            until = self._asleep_until()
            if until > self.stretch:
                self.sleep(until)
                if keeper is not None and keeper.due:
                    keeper.write(self.state())
            else:
                self._step(self.pace.steps(self.time_ms))
            progress(work(self.time_ms), "voltage and chemistry")

    def _step(self, steps: Steps) -> None:
        """One step of the pace."""
        count = min(steps.stretches, self.stretches - self.stretch)
        dt_ms = count * self.dt_ms / steps.chemistry
        start_ms = self.time_ms
        model, calcium, ports, extremes = self.model, self.calcium, self.ports, self.extremes
        for step in range(steps.chemistry):
            for _ in range(steps.voltage):
                model.advance(1, dt_ms / steps.voltage, staggered=steps.staggered)
                self._volts = volts = self._voltage.read_mV()
                extremes.see_voltage(volts[1::2], volts[2::2])
            calcium.advance(
                start_ms + step * dt_ms, dt_ms, ports.take_charge(), coupled=dt_ms > COUPLED_MS
            )
            ports.write_uM(calcium.port_calcium_uM())
            self.moment = self._observe()
            extremes.see_chemistry(dt_ms, self.moment)
            extremes.see_extras(calcium.watch.read())
        before, self.stretch = self.stretch, self.stretch + count
        every = max(1, round(self.traces.interval_ms / self.dt_ms))
        if self.stretch // every > before // every or self.stretch == self.stretches:
            self._sample()
        if self.remodeller is not None and self.remodeller.due(self.time_ms):
            self._reshape(self.time_ms)
        self.pace.see(self._volts, self._watched_uM(), count)

    def _reshape(self, time_ms: float) -> None:
        """Let the spines follow their receptors and growth to the present time."""
        if self.remodeller is None:
            return
        self.remodeller.see(time_ms, self.moment)
        if self.remodeller.update():
            self.ports.write_uM(self.calcium.port_calcium_uM())
            self.moment = self._observe()

    def _observe(self) -> Moment:
        """`volts`: the soma, then head and shaft of each spine in turn (`VoltageProbe.places`)."""
        volts, calcium = self._volts, self.calcium
        return Moment(
            soma_mV=float(volts[0]),
            head_mV=volts[1::2],
            shaft_mV=volts[2::2],
            head_ca_uM=calcium.head_ca_uM(),
            shaft_ca_uM=calcium.shaft_ca_uM(),
            camkii_active=calcium.camkii_active(),
            can_active=calcium.can_active(),
        )

    def _watched_uM(self) -> Floats:
        return np.concatenate([self.moment.head_ca_uM, self.moment.shaft_ca_uM])

    def _sample(self, time_ms: float | None = None, *, border: bool = False) -> None:
        at_ms = self.time_ms if time_ms is None else time_ms
        self.traces.add(
            at_ms,
            self.moment,
            self.calcium.dff(),
            self.calcium.watch.read(),
            self._electrodes.read_nA() if self._electrodes else np.zeros(0),
            border=border,
        )
        if self.remodeller is not None:
            self.remodeller.see(at_ms, self.moment)

    # -- asleep ---------------------------------------------------------------------------

    def _asleep_until(self) -> int:
        """The stretch until which the electrics may sleep from now on; the present one if not."""
        now = self.time_ms
        if self._resting is None or now < self._look_again_ms or not self.pace.quiet:
            return self.stretch
        until_ms = min(self.pace.next_event_ms(now), self.stretches * self.dt_ms)
        if until_ms - now < SHORTEST_SLEEP_MS or self.pace.stimulated(now):
            return self.stretch
        self._look_again_ms = now + LOOK_EVERY_MS
        if self._resting.deviation() > 1.0 and not self._found_rest(now):
            self._at_rest_since_ms = math.inf
            return self.stretch
        self._at_rest_since_ms = min(self._at_rest_since_ms, now)
        since_ms = max(self._at_rest_since_ms, self.pace.last_event_ms(now))
        if now - since_ms < LOOK_EVERY_MS * (1 - 1e-6):
            return self.stretch
        self._at_rest_since_ms = math.inf
        return min(math.floor(until_ms / self.dt_ms + 1e-6), self.stretches)

    def _found_rest(self, now: float) -> bool:
        """Whether the electrics have come to another rest in a bath that is new since the last."""
        baths = int(np.searchsorted(self._bath_ms, now + 1e-9))
        if self._resting is None or baths == self._rested_in:
            return False
        if not self._resting.find_anew(now, self.pace.last_event_ms(now)):
            return False
        self._rested_in, self._moved_rest = baths, True
        return True

    def _take_rest(self) -> None:
        """Voltages and calcium inflow of a rest that has moved, while the electrics are at it."""
        neuron_h().fcurrent()
        self._rest_mV = self._voltage.read_mV()
        self.calcium.rest_with(self.ports.current_mA_per_cm2())
        self._moved_rest = False

    def sleep(self, until: int) -> None:
        """Put the electrics at rest and let chemistry go on to the stretch `until`."""
        if self._resting is None:
            return
        self._sample(border=True)
        self._resting.settle()
        self.calcium.fall_silent()
        if self._moved_rest:
            self._take_rest()
        self.ports.take_charge()
        self._volts = self._rest_mV
        start_ms, duration_ms = self.time_ms, (until - self.stretch) * self.dt_ms
        self.rest_for(
            start_ms,
            growing_times(duration_ms, self.traces.interval_ms, SPARSER),
            lambda time_ms: self._sample(time_ms),
        )
        self.asleep_ms += duration_ms
        self.stretch = until
        self.model.skip_to(self.time_ms)
        self.ports.write_uM(self.calcium.port_calcium_uM())
        self.pace.settle(self._volts, self._watched_uM())
        self._sample(border=True)

    def rest_for(
        self, start_ms: float, sample_times_ms: Floats, keep: Callable[[float], None]
    ) -> None:
        """Chemistry alone, with the inflow at rest, until the last of the sample times.

        Parameters
        ----------
        start_ms : time of the run now.
        sample_times_ms : ms from now.
        keep : called with the time of the run at each sample and before each change of shape,
            when `moment` is that of the time.
        """
        last, passed_ms, first_dt_ms = 0.0, 0.0, 0.1
        duration_ms = float(sample_times_ms[-1])

        def see(ms: float) -> None:
            nonlocal last
            now = passed_ms + ms
            self.moment = self._observe()
            self.extremes.see_chemistry(now - last, self.moment)
            self.extremes.see_extras(self.calcium.watch.read())
            last = now
            keep(start_ms + now)

        while passed_ms < duration_ms:
            end_ms = duration_ms
            if self.remodeller is not None:
                due_ms = self.remodeller.next_update_ms() - start_ms
                end_ms = min(duration_ms, max(due_ms, passed_ms + self.dt_ms))
            inside = sample_times_ms[(sample_times_ms > passed_ms) & (sample_times_ms < end_ms)]
            report = self.calcium.kernel.advance_adaptive(
                end_ms - passed_ms,
                self.calcium.resting_inflow,
                first_dt_ms=first_dt_ms,
                sample_times_ms=np.append(inside, end_ms) - passed_ms,
                on_sample=see,
            )
            passed_ms, first_dt_ms = end_ms, report.next_dt_ms
            self._reshape(start_ms + passed_ms)

    # -- checkpoints ----------------------------------------------------------------------

    def state(self) -> State:
        """Everything that goes on, just after a sleep, for `resume`."""
        clock = {
            "stretch": self.stretch,
            "asleep_ms": self.asleep_ms,
            "look_again_ms": self._look_again_ms,
            "rested_in": self._rested_in,
        }
        rest = np.zeros(0) if self._resting is None else self._resting.rest()
        return {
            **nested("clock", clock),
            **nested("rest", {"states": rest, "volts": self._rest_mV}),
            **nested("calcium", self.calcium.state()),
            **nested("traces", self.traces.state()),
            **nested("extremes", self.extremes.state()),
            **nested("remodelling", {} if self.remodeller is None else self.remodeller.state()),
        }

    def resume(self, state: State, stimulation: Stimulation) -> None:
        """Go on from what `state` returned; only later events are queued."""
        if self._resting is None:
            return
        clock = part("clock", state)
        self.stretch = int(clock["stretch"])
        self.asleep_ms = float(clock["asleep_ms"])
        self._look_again_ms = float(clock["look_again_ms"])
        self._rested_in = int(clock["rested_in"])
        rest = part("rest", state)
        self._resting.go_to(rest["states"])
        self._rest_mV = rest["volts"]
        # An event at the end of the sleep may lie a rounding error before it.
        past_ms = self.time_ms - 0.5 * self.dt_ms
        stimulation.begin_ms = past_ms
        self.model.initialise()
        self.calcium.changes.act(past_ms)
        self.traces.restore(part("traces", state))
        self.extremes.restore(part("extremes", state))
        if self.remodeller is not None:
            self.remodeller.restore(part("remodelling", state))
        self.calcium.restore(part("calcium", state))
        self._resting.settle()
        self.calcium.fall_silent()
        self.ports.take_charge()
        self._volts = self._rest_mV
        self.model.skip_to(self.time_ms)
        self.ports.write_uM(self.calcium.port_calcium_uM())
        self.moment = self._observe()
        self.pace.settle(self._volts, self._watched_uM())

    def until_outcome(self) -> tuple[Floats, dict[str, list[Floats]]]:
        """Chemistry alone from the end of the electrics until the outcome is read.

        Returns the times of the run (ms) and, by name, the values of all spines there; none if
        the electrics last longer.
        """
        outcome = self.experiment.outcome
        end_ms = self.experiment.last_event_ms() + outcome.minutes_after * MS_PER_MIN
        times_ms: list[float] = []
        later: dict[str, list[Floats]] = {name: [] for name in (*CHEMICAL, *self.traces.extras)}
        self.calcium.fall_silent()
        left_ms = end_ms - self.time_ms
        if left_ms > 0:
            sample_times_ms = np.geomspace(min(10.0, left_ms), left_ms, LATE_SAMPLES)
            sample_times_ms[-1] = left_ms

            def keep(time_ms: float) -> None:
                times_ms.append(time_ms)
                for name in CHEMICAL:
                    later[name].append(getattr(self.moment, name))
                for name, values in self.calcium.watch.read().items():
                    later[name].append(values)
                if self.remodeller is not None:
                    self.remodeller.see(time_ms, self.moment)

            electrical = self.extremes.state()
            self.rest_for(self.time_ms, sample_times_ms, keep)
            self.extremes.restore(electrical)
        elif self.remodeller is not None:
            self._reshape(self.time_ms)
        return np.array(times_ms), later


def expected_work(pace: Pace, duration_ms: float) -> Callable[[float], float]:
    """Share of the work that is done by a time: bouts after events count, sleep hardly does."""
    begins = np.array([0.0, *pace.events_ms])
    begins = begins[begins < duration_ms]
    lengths = np.minimum(np.diff(np.append(begins, duration_ms)), EXPECTED_BOUT_MS)
    done = np.concatenate([[0.0], np.cumsum(lengths)])

    def share(time_ms: float) -> float:
        at = int(np.searchsorted(begins, time_ms, side="right")) - 1
        return float((done[at] + min(time_ms - begins[at], lengths[at])) / done[-1])

    return share
