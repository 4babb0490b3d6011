"""Clamps and fluctuating conductances of an experiment, at their segments."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from spinecable.describe.electrode import Background, CurrentClamp, Placed, VoltageClamp, overlap
from spinecable.electrics.grid import segment_centre
from spinecable.electrics.streams import stream_ids
from spinecable.errors import DescriptionError
from spinecable.mechanisms.load import neuron_h
from spinecable.morphology.sites import Placement, place_site
from spinecable.morphology.tree import Morphology

if TYPE_CHECKING:
    from spinecable.describe.experiment import Experiment
    from spinecable.electrics.model import Model
    from spinecable.electrics.ports import FloatArray

BACKGROUND = "sc_gfluct"
"""Mechanism of `Background`."""

Sites = Mapping[int, Sequence[Placement]]
"""By the index of the stimulus, its places on dendrites; none for the soma or a head."""


def electrode_sites(
    experiment: Experiment, morphology: Morphology, spines: Mapping[str, Placement]
) -> Sites:
    """Where the electrodes and backgrounds that name a site or a domain stand.

    Parameters
    ----------
    spines : places of the spines, for sites near them.

    Raises
    ------
    DescriptionError, MorphologyError : a site is not there.
    """
    found: dict[int, Sequence[Placement]] = {}
    for i, stimulus in enumerate(experiment.stimuli):
        if not isinstance(stimulus, Placed):
            continue
        if stimulus.site is not None:
            where = f"stimulus[{i}].site"
            found[i] = [place_site(morphology, stimulus.site, spines, where)]
        elif isinstance(stimulus, Background) and stimulus.domain is not None:
            found[i] = _spread(morphology, stimulus.domain, stimulus.points, i)
    return found


def _spread(morphology: Morphology, domain: str, points: int, index: int) -> list[Placement]:
    """The middles of equal shares of a domain's length, in the order of its sections."""
    sections = morphology.in_domain(domain)
    if not sections:
        raise DescriptionError(
            f"{morphology.name} has no {domain} dendrite",
            where=f"stimulus[{index}].domain",
            tip="Choose 'dendrite' for all there are.",
        )
    ends = np.cumsum([section.length_um for section in sections])
    found = []
    for along in (np.arange(points) + 0.5) / points * ends[-1]:
        n = int(np.searchsorted(ends, along))
        section = sections[n]
        position = 1.0 - float(ends[n] - along) / section.length_um
        found.append(Placement(section.index, position, section.path_distance_um(position)))
    return found


def electrode_positions(experiment: Experiment, sites: Sites) -> dict[int, list[float]]:
    """By section, where a clamp wants the centre of a segment (0-1 along it)."""
    wanted: dict[int, list[float]] = {}
    for i, places in sites.items():
        if not isinstance(experiment.stimuli[i], Background):
            for place in places:
                wanted.setdefault(place.section, []).append(place.position)
    return wanted


def background_mechanisms(experiment: Experiment) -> frozenset[str]:
    """Names of the mechanisms that the experiment's backgrounds need."""
    needed = any(isinstance(stimulus, Background) for stimulus in experiment.stimuli)
    return frozenset({BACKGROUND} if needed else ())


class Electrodes:
    """The clamps and backgrounds of an experiment in a model.

    Attributes
    ----------
    names : of the voltage clamps, in the order of `read_nA`.

    Raises
    ------
    DescriptionError : two voltage clamps are on at once in one segment.
    """

    def __init__(self, model: Model, experiment: Experiment, sites: Sites) -> None:
        self._switches: list[_VoltageSteps] = []
        self.names: list[str] = []
        clamps: list[tuple[int, VoltageClamp, Any]] = []
        for i, stimulus in enumerate(experiment.stimuli):
            if not isinstance(stimulus, Placed):
                continue
            segments = _segments(model, stimulus, sites.get(i, ()))
            if isinstance(stimulus, CurrentClamp):
                self._current(model, stimulus, segments[0])
            elif isinstance(stimulus, VoltageClamp):
                clamps.append((i, stimulus, segments[0]))
                self._switches.append(_VoltageSteps(stimulus, segments[0]))
                self.names.append(stimulus.name or _unnamed(self.names))
            else:
                simulation = experiment.simulation
                for n, segment in enumerate(segments):
                    process = _background(stimulus, segment, len(segments))
                    name = f"{stimulus.name or i}:{n}"
                    ids = stream_ids(simulation.seed, simulation.trial, name, "background")
                    process.stream.set_ids(*ids)
                    model.keep.append(process)
        for (i, a, here), (j, b, there) in combinations(clamps, 2):
            if here == there and overlap(a, b):
                raise DescriptionError(
                    f"stimulus[{i}] and stimulus[{j}] clamp the voltage of one place ({here}) at "
                    "the same time",
                    where=f"stimulus[{j}]",
                    tip="Leave one of them out, or set it further along the dendrite.",
                )
        model.keep.append(self)

    def _current(self, model: Model, stimulus: CurrentClamp, segment: Any) -> None:
        clamp = neuron_h().IClamp(segment)
        clamp.delay, clamp.dur = stimulus.start_ms, stimulus.duration_ms
        clamp.amp = stimulus.amplitude_nA
        model.keep.append(clamp)

    def queue(self) -> None:
        """Queue every switch again, at the beginning of a simulation."""
        for switch in self._switches:
            switch.fill()

    def read_nA(self) -> FloatArray:
        """Present current of each voltage clamp (nA, positive into the cell)."""
        return np.array([switch.current_nA() for switch in self._switches])


def _unnamed(names: Sequence[str]) -> str:
    count = sum(name.startswith("voltage_clamp") for name in names)
    return f"voltage_clamp_{count + 1}" if count else "voltage_clamp"


def _segments(model: Model, stimulus: Placed, places: Sequence[Placement]) -> list[Any]:
    if stimulus.spine is not None:
        return [model.spine(stimulus.spine).head_seg]
    if not places:
        return [model.soma_seg]
    cables = model.cell.cables
    return [
        cables[place.section](segment_centre(place.position, cables[place.section].nseg))
        for place in places
    ]


def _background(stimulus: Background, segment: Any, points: int) -> Any:
    """One of `points` conductances whose sum is the stimulus."""
    process = getattr(neuron_h(), BACKGROUND)(segment)
    process.g_e0 = stimulus.excitatory_uS / points
    process.g_i0 = stimulus.inhibitory_uS / points
    process.std_e = stimulus.excitatory_sd_uS / math.sqrt(points)
    process.std_i = stimulus.inhibitory_sd_uS / math.sqrt(points)
    process.tau_e, process.tau_i = stimulus.excitatory_ms, stimulus.inhibitory_ms
    process.e_e, process.e_i = stimulus.excitatory_reversal_mV, stimulus.inhibitory_reversal_mV
    process.start = stimulus.start_ms
    process.stop = stimulus.start_ms + stimulus.duration_ms
    return process


class _VoltageSteps:
    """One `SEClamp`, switched by events, whatever the number of levels."""

    def __init__(self, stimulus: VoltageClamp, segment: Any) -> None:
        self._clamp = neuron_h().SEClamp(segment)
        self._clamp.rs = stimulus.series_resistance_Mohm
        self._segment = segment
        self._stimulus = stimulus
        self._on = False
        self._off()

    def fill(self) -> None:
        """Queue the levels and the end."""
        cvode = neuron_h().CVode()
        self._off()
        time = self._stimulus.start_ms
        for level, duration in zip(
            self._stimulus.levels_mV, self._stimulus.durations_ms, strict=True
        ):
            cvode.event(time, (self._hold, level))
            time += duration
        cvode.event(time, self._off)

    def current_nA(self) -> float:
        """At the present voltage; the clamp's own value is that before the last step."""
        if not self._on:
            return 0.0
        return float((self._clamp.amp1 - self._segment.v) / self._clamp.rs)

    def _hold(self, level_mV: float) -> None:
        self._clamp.dur1, self._clamp.amp1 = 1e9, level_mV
        self._on = True

    def _off(self) -> None:
        self._clamp.dur1 = self._clamp.dur2 = self._clamp.dur3 = 0.0
        self._on = False
