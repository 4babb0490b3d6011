"""What one episode leaves to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from spinecable.describe.episodes import Episodes
from spinecable.describe.experiment import Experiment
from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.preparation import experiment_preparation
from spinecable.describe.site import Site
from spinecable.describe.spine import Spine
from spinecable.episodes.draw import Patterns, active_pattern, draw_patterns, joined, new_spines
from spinecable.morphology.axon import with_axon
from spinecable.morphology.read import read_morphology
from spinecable.morphology.sites import resolve_sites
from spinecable.result.result import Result

DENSITY = "ampar_per_um3"
"""The content that carries the number of AMPA receptors from episode to episode."""
SAME = 1e-9
"""Relative difference below which a volume is that of the limit."""


@dataclass(frozen=True)
class State:
    """Spines before an episode.

    Parameters
    ----------
    episode : the next one, from 1.
    spines : those that are there, each with its shape and its AMPA receptors.
    weights : AMPA receptors over those with which the spine began, by name.
    born : the episode before which each spine was there for the first time, by name.
    patterns : names of each pattern's spines, vanished ones included.
    lengths_um : sections on which new spines may appear -> length.
    first_count : number of spines at the beginning.
    """

    episode: int
    spines: tuple[Spine, ...]
    weights: Mapping[str, float]
    born: Mapping[str, int]
    patterns: Patterns
    lengths_um: Mapping[str, float]
    first_count: int


def first_state(episodes: Episodes) -> tuple[Experiment, State]:
    """The experiment with its populations as spines, each at a section and a position, and the
    state before the first episode.

    Raises
    ------
    SpinecableError : the spines cannot be placed or the patterns cannot be drawn.
    """
    cell = episodes.experiment.cell
    morphology = with_axon(read_morphology(cell.morphology, cell.accept), cell.axon)
    expanded = episodes.experiment.expanded(morphology)
    placements = resolve_sites(morphology, expanded.spines)
    preparation = experiment_preparation(expanded)
    spines, lengths_um = [], {}
    for spine in expanded.spines:
        place = placements[spine.name]
        section = morphology.sections[place.section]
        lengths_um[section.name] = float(section.length_um)
        density = preparation.overridden("head", spine.contents).values("head")[DENSITY]
        spines.append(
            spine.changed(
                site=Site(section=section.name, position=place.position),
                contents={**spine.contents, DENSITY: density},
            )
        )
    names = [spine.name for spine in spines]
    state = State(
        episode=1,
        spines=tuple(spines),
        weights=dict.fromkeys(names, 1.0),
        born=dict.fromkeys(names, 1),
        patterns=draw_patterns(episodes, names),
        lengths_um=lengths_um,
        first_count=len(names),
    )
    return expanded.changed(spines=tuple(spines)), state


def episode_experiment(episodes: Episodes, base: Experiment, state: State) -> Experiment:
    """What is run: the spines as they are, the stimuli on the active pattern."""
    there = {spine.name for spine in state.spines}
    active = state.patterns[active_pattern(episodes, state.episode)]
    targets = [name for name in active if name in there]
    stimuli = []
    for stimulus in base.stimuli:
        if not hasattr(stimulus, "spines"):
            stimuli.append(stimulus)
        elif targets:
            stimuli.append(stimulus.changed(spines=targets))
    simulation = base.simulation
    changed: Experiment = base.changed(
        spines=state.spines,
        stimuli=tuple(stimuli),
        simulation=simulation.changed(trial=simulation.trial + state.episode - 1),
    )
    return changed


def after_episode(
    episodes: Episodes, state: State, result: Result
) -> tuple[list[dict[str, Any]], State]:
    """One row a spine, and the state before the next episode."""
    pattern = active_pattern(episodes, state.episode)
    summary = result.summary().set_index("spine").to_dict("index")
    late_min = result["late_time_min"].values
    read_min = result.experiment.outcome.minutes_after
    keeps_receptors = not episodes.experiment.remodelling.ampa

    def at_outcome(name: str, n: int) -> float:
        return float(np.interp(read_min, late_min, result[name].values[n]))

    rows, spines, weights = [], [], {}
    for n, spine in enumerate(state.spines):
        measured = summary[spine.name]
        before = spine.geometry
        after = SpineGeometry(
            head_volume_um3=at_outcome("late_head_volume_um3", n),
            neck_length_um=at_outcome("late_neck_length_um", n),
            neck_diameter_um=at_outcome("late_neck_diameter_um", n),
            psd_area_um2=before.psd_area_um2,
        )
        change = float(measured["weight_change"])
        weight = state.weights[spine.name] * (1.0 + change)
        alive = after.volume_um3 > episodes.prune_at_um3 * (1 + SAME)
        rows.append(
            {
                "episode": state.episode,
                "time_h": (state.episode - 1) * episodes.interval_h,
                "pattern": pattern,
                "spine": spine.name,
                "born": state.born[spine.name],
                "patterns": " ".join(k for k, own in state.patterns.items() if spine.name in own),
                "active": spine.name in state.patterns[pattern],
                "alive": alive,
                "path_distance_um": float(measured["path_distance_um"]),
                "head_volume_um3": before.volume_um3,
                "neck_length_um": before.neck_length_um,
                "neck_diameter_um": before.neck_diameter_um,
                "neck_resistance_Mohm": float(measured["neck_resistance_Mohm"]),
                "peak_head_ca_uM": float(measured["peak_head_ca_uM"]),
                "peak_camkii_active": float(measured["peak_camkii_active"]),
                "head_volume_after_um3": after.volume_um3,
                "neck_length_after_um": after.neck_length_um,
                "neck_diameter_after_um": after.neck_diameter_um,
                "weight_change": change,
                "weight": weight,
            }
        )
        if alive:
            count = spine.contents[DENSITY] * before.volume_um3
            count *= 1.0 if keeps_receptors else 1.0 + change
            contents = {**spine.contents, DENSITY: count / after.volume_um3}
            spines.append(spine.changed(geometry=after, contents=contents))
            weights[spine.name] = weight
    return rows, _with_new(episodes, state, result.experiment, spines, weights)


def _with_new(
    episodes: Episodes,
    state: State,
    experiment: Experiment,
    spines: Sequence[Spine],
    weights: Mapping[str, float],
) -> State:
    appeared = new_spines(episodes, state.episode, spines, state.lengths_um)
    density = experiment_preparation(experiment).values("head")[DENSITY]
    grown = tuple(spine.changed(contents={DENSITY: density}) for spine in appeared)
    names = [spine.name for spine in grown]
    following = state.episode + 1
    return State(
        episode=following,
        spines=(*spines, *grown),
        weights={**weights, **dict.fromkeys(names, 1.0)},
        born={**state.born, **dict.fromkeys(names, following)},
        patterns=joined(episodes, state.episode, state.patterns, names, state.first_count),
        lengths_um=state.lengths_um,
        first_count=state.first_count,
    )
