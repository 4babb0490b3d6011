"""What single spikes do to each head, found in one short run before the experiment's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spinecable.describe.experiment import Experiment
from spinecable.describe.noise import Noise
from spinecable.describe.release import Release
from spinecable.describe.simulation import Outcome, Recording
from spinecable.describe.stimulus import EvokedSpikes, Presynaptic
from spinecable.plasticity.readout import SingleSpikes

if TYPE_CHECKING:
    from spinecable.simulate.job import Progress

FIRST_MS = 20.0
APART_MS = 500.0
"""Between one spike and the next (ms; ASSUMED: NMDA currents are over by then, and each window's
integral starts anew)."""


def companion(experiment: Experiment) -> Experiment:
    """The experiment's cell and spines under one full release each, then a somatic spike.

    Without noise and changes of the bath.
    """
    count = len(experiment.spines)
    somatic = next(
        (s for s in experiment.stimuli if isinstance(s, EvokedSpikes)), EvokedSpikes(times_ms=[0.0])
    )
    stimuli = [
        Presynaptic(spines=[spine.name], times_ms=[FIRST_MS + n * APART_MS])
        for n, spine in enumerate(experiment.spines)
    ]
    last_ms = FIRST_MS + count * APART_MS
    simulation = experiment.simulation.changed(duration_ms=last_ms + APART_MS)
    changed: Experiment = experiment.changed(
        title="single spikes",
        stimuli=(*stimuli, somatic.changed(name=None, times_ms=[last_ms])),
        simulation=simulation,
        recording=Recording(interval_ms=simulation.chemistry_dt_ms),
        outcome=Outcome(minutes_after=0.0),
        bath_changes=(),
        spines=tuple(spine.changed(release=None) for spine in experiment.spines),
        release=Release(),
        noise=Noise(),
        readouts=(),
        cascade=None,
    )
    return changed


def single_spike_responses(experiment: Experiment, progress: Progress) -> list[SingleSpikes] | None:
    """Calcium of every head after one spike of each kind; None where no readout asks for it.

    Raises
    ------
    SimulationError : the cell cannot be made to fire.
    """
    if not any(rule.needs_single_spikes for rule in experiment.readouts):
        return None
    from spinecable.simulate.experiment import simulate

    result = simulate(companion(experiment), lambda part, doing: progress(0.0, "single spikes"))
    time_ms = result["time_ms"].values
    count = len(experiment.spines)
    found = []
    for n in range(count):
        calcium = result["head_ca_uM"].values[n]
        windows = [
            (time_ms >= start_ms - 1e-9) & (time_ms <= start_ms + APART_MS)
            for start_ms in (FIRST_MS + n * APART_MS, FIRST_MS + count * APART_MS)
        ]
        pre, post = windows
        found.append(
            SingleSpikes(
                time_ms[pre], calcium[pre], time_ms[post], calcium[post], float(calcium[0])
            )
        )
    return found
