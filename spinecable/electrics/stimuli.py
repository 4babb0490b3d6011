"""What is done to the cell electrically: presynaptic events, somatic current, evoked spikes.

Every event is queued again at each ``Model.initialise``, so that none is lost when NEURON's queue
is cleared. Prescribed calcium currents carry no membrane current and belong to the chemistry.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from spinecable.describe.receptors import Spillover
from spinecable.describe.stimulus import EvokedSpikes, SomaticCurrent, Uncaging
from spinecable.electrics.bath import BathControl
from spinecable.electrics.electrodes import Electrodes, Sites
from spinecable.electrics.release import glutamate
from spinecable.electrics.streams import generator
from spinecable.errors import DescriptionError, SimulationError
from spinecable.mechanisms.load import neuron_h

if TYPE_CHECKING:
    from spinecable.describe.experiment import Experiment
    from spinecable.electrics.model import Model

SPIKE_MV = 0.0
"""The soma has fired when it crosses this potential upwards (mV)."""

THRESHOLD_PRECISION = 0.01
"""Relative precision of the threshold current."""

MAX_CURRENT_NA = 100.0
"""No pulse above this is tried (nA)."""

AFTER_PULSE_MS = 10.0
"""A spike this long after the end of its pulse still counts as evoked by it (ms; ASSUMED)."""


class Stimulation:
    """Stimuli attached to a model; they act from the next ``model.initialise`` on.

    Attributes
    ----------
    spike_current_nA : current of each evoked-spikes stimulus, by its index in the experiment.
    bath : what changes in the bath.
    electrodes : clamps and backgrounds of the experiment, None before it is attached.
    begin_ms : events before this time are past and not queued (those of electrodes are).
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self._queues: list[Any] = []
        self.bath = BathControl(model, ())
        self.begin_ms = -math.inf
        self.spike_current_nA: dict[int, float] = {}
        self.electrodes: Electrodes | None = None
        h = neuron_h()
        model.keep.append(h.FInitializeHandler(1, self._queue_all))
        model.keep.append(self)

    def presynaptic(
        self, spines: Sequence[str], times_ms: Sequence[float], share: float = 1.0
    ) -> None:
        """Release glutamate onto all receptors of each spine at each time.

        `share` of a pulse: of its concentration, or of the conductance of two exponentials.
        """
        for name in spines:
            self.glutamate(name, times_ms, [share] * len(times_ms))

    def glutamate(self, spine: str, times_ms: Sequence[float], amounts: Sequence[float]) -> None:
        """Release onto all receptors of one spine, at each time its own multiple of a pulse."""
        h = neuron_h()
        built = self._model.spine(spine)
        contents = built.placed.contents
        by_amount: dict[float, list[float]] = {}
        for time, amount in zip(times_ms, amounts, strict=True):
            if amount > 0:
                by_amount.setdefault(amount, []).append(time)
        for process, description in ((built.ampa, contents.ampa), (built.nmda, contents.nmda)):
            if process is None or description is None:
                continue
            for amount, times in by_amount.items():
                connection = h.NetCon(None, process)
                connection.weight[0] = amount * description.weight
                self._queues.append(_Events(connection, tuple(times)))

    def somatic_current(self, start_ms: float, duration_ms: float, amplitude_nA: float) -> None:
        """A current step into the soma."""
        clamp = neuron_h().IClamp(self._model.soma_seg)
        clamp.delay, clamp.dur, clamp.amp = start_ms, duration_ms, amplitude_nA
        self._model.keep.append(clamp)

    def somatic_pulses(
        self, times_ms: Sequence[float], pulse_ms: float, amplitude_nA: float
    ) -> None:
        """Brief equal pulses into the soma; they must neither touch nor overlap.

        Raises
        ------
        DescriptionError : two pulses overlap.
        """
        for a, b in pairwise(times_ms):
            if b - a <= pulse_ms * (1 + 1e-9):
                raise DescriptionError(
                    f"the current pulses of {pulse_ms:g} ms at {a:g} and {b:g} ms overlap or touch",
                    tip="Shorten pulse_ms or set the spikes further apart.",
                )
        self._queues.append(_Pulses(self._model, tuple(times_ms), pulse_ms, amplitude_nA))

    def change_bath(self, control: BathControl) -> None:
        """Let a control make its changes in time."""
        self.bath = control
        self._queues.append(control)

    def clear(self) -> None:
        """Forget all events and pulses; current steps stay."""
        self._queues.clear()

    def _queue_all(self) -> None:
        for queue in self._queues:
            queue.fill(self.begin_ms)
        if self.electrodes is not None:
            self.electrodes.queue()


class _Events:
    """Presynaptic events of one receptor."""

    def __init__(self, connection: Any, times_ms: tuple[float, ...]) -> None:
        self._connection = connection
        self._times_ms = times_ms

    def fill(self, begin_ms: float) -> None:
        for time in self._times_ms:
            if time >= begin_ms:
                self._connection.event(time)


class _Pulses:
    """Somatic pulses: one clamp, switched by events, whatever their number."""

    def __init__(
        self, model: Model, times_ms: tuple[float, ...], pulse_ms: float, amplitude_nA: float
    ) -> None:
        self._clamp = neuron_h().IClamp(model.soma_seg)
        self._clamp.delay, self._clamp.dur, self._clamp.amp = 0.0, 1e12, 0.0
        self._times_ms = times_ms
        self._pulse_ms = pulse_ms
        self._amplitude_nA = amplitude_nA

    def fill(self, begin_ms: float) -> None:
        cvode = neuron_h().CVode()
        self._clamp.amp = 0.0
        for time in self._times_ms:
            if time < begin_ms:
                continue
            cvode.event(time, (self._switch, self._amplitude_nA))
            cvode.event(time + self._pulse_ms, (self._switch, 0.0))

    def _switch(self, amplitude_nA: float) -> None:
        self._clamp.amp = amplitude_nA
        cvode = neuron_h().CVode()
        if cvode.active():
            cvode.re_init()


def attach_stimuli(
    model: Model, experiment: Experiment, sites: Sites = MappingProxyType({})
) -> Stimulation:
    """Attach all electrical stimuli of an experiment.

    Parameters
    ----------
    sites : from `spinecable.electrics.electrodes.electrode_sites`, where an electrode or a
        background stands on a dendrite.

    The current of evoked spikes is looked for before any stimulus acts, in short trial runs of the
    model at rest; the model is initialised again afterwards.

    Raises
    ------
    SimulationError : the cell cannot be made to fire.
    DescriptionError : pulses overlap, or two voltage clamps of one segment.
    """
    thresholds: dict[float, float] = {}
    amplitudes: dict[int, float] = {}
    for i, stimulus in enumerate(experiment.stimuli):
        if not isinstance(stimulus, EvokedSpikes):
            continue
        if stimulus.amplitude_nA is not None:
            amplitudes[i] = stimulus.amplitude_nA
            continue
        if stimulus.pulse_ms not in thresholds:
            thresholds[stimulus.pulse_ms] = spike_threshold_nA(model, stimulus.pulse_ms)
        amplitudes[i] = stimulus.safety * thresholds[stimulus.pulse_ms]
    stimulation = Stimulation(model)
    stimulation.spike_current_nA.update(amplitudes)
    for i, stimulus in enumerate(experiment.stimuli):
        if isinstance(stimulus, SomaticCurrent):
            stimulation.somatic_current(
                stimulus.start_ms, stimulus.duration_ms, stimulus.amplitude_nA
            )
        elif isinstance(stimulus, Uncaging):
            names = [spine.name for spine in model.spines if experiment.reaches(i, spine.name)]
            stimulation.presynaptic(names, experiment.times_ms(i), stimulus.amplitude)
        elif isinstance(stimulus, EvokedSpikes):
            stimulation.somatic_pulses(experiment.times_ms(i), stimulus.pulse_ms, amplitudes[i])
    stimulation.change_bath(BathControl(model, experiment.bath_changes))
    for spine in model.spines:
        _release(stimulation, model, experiment, spine.name)
    stimulation.electrodes = Electrodes(model, experiment, sites)
    model.initialise()
    return stimulation


def _release(stimulation: Stimulation, model: Model, experiment: Experiment, name: str) -> None:
    """What the bouton on one spine releases, onto that spine and its neighbours."""
    times, amounts = released(experiment, name)
    if not times:
        return
    stimulation.glutamate(name, times, amounts)
    if experiment.receptors.spillover is not None:
        for other, share in _neighbours(model, name, experiment.receptors.spillover):
            stimulation.glutamate(other, times, [share * amount for amount in amounts])


def released(experiment: Experiment, name: str) -> tuple[list[float], list[float]]:
    """Spikes of the bouton on one spine (ms) and the glutamate of each, in mean vesicles."""
    times = experiment.presynaptic_ms(name)
    simulation = experiment.simulation
    random = generator(simulation.seed, simulation.trial, name, "release")
    return times, glutamate(experiment.release_of(name), times, experiment.bath.ca_mM, random)


def _neighbours(model: Model, name: str, spillover: Spillover) -> list[tuple[str, float]]:
    """Other spines of the same section and the share of a release that reaches each."""
    source = model.spine(name)
    found = []
    for other in model.spines:
        if other.name == name or other.placed.section != source.placed.section:
            continue
        distance_um = abs(other.asked_um - source.asked_um)
        share = spillover.fraction * math.exp(-distance_um / spillover.length_um)
        if share >= spillover.smallest:
            found.append((other.name, share))
    return found


def spike_threshold_nA(model: Model, pulse_ms: float) -> float:
    """The smallest somatic current pulse that makes the resting cell fire (nA).

    Found by doubling and bisection in trial runs of the model; to `THRESHOLD_PRECISION` from above.
    Call it before any stimulus is attached. The model is initialised again afterwards.

    Raises
    ------
    SimulationError : the soma has no sodium channels, or does not fire up to `MAX_CURRENT_NA`.
    """
    if not hasattr(model.soma_seg, "ina"):
        raise SimulationError(
            f"the soma has no sodium channels (cell.biophysics = '{model.biophysics.name}') and "
            "cannot fire",
            tip="Choose a biophysics with sodium channels, or use a stimulus of kind 'current'.",
        )
    clamp = neuron_h().IClamp(model.soma_seg)
    clamp.delay, clamp.dur = 0.0, pulse_ms
    try:
        low, high = 0.0, 0.1
        while not _fires(model, clamp, high):
            low, high = high, 2 * high
            if high > MAX_CURRENT_NA:
                raise SimulationError(
                    f"the soma does not fire in response to a {pulse_ms:g} ms pulse of {low:g} nA",
                    tip="Lengthen pulse_ms, or give amplitude_nA.",
                )
        while high - low > THRESHOLD_PRECISION * high:
            middle = 0.5 * (low + high)
            low, high = (low, middle) if _fires(model, clamp, middle) else (middle, high)
    finally:
        clamp.amp = 0.0
        del clamp
        model.initialise()
    return high


def _fires(model: Model, clamp: Any, amplitude_nA: float) -> bool:
    clamp.amp = amplitude_nA
    model.initialise()
    soma = model.soma_seg
    for _ in range(round((clamp.dur + AFTER_PULSE_MS) / model.dt_ms)):
        model.advance()
        if soma.v > SPIKE_MV:
            return True
    return False
