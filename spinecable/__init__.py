"""How the geometry of a dendritic spine shapes its voltage, calcium, enzymes and plasticity.

Everything a user needs stands in this namespace and is imported when it is first used; NEURON
is imported only by a run.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spinecable import errors, measures
    from spinecable.describe.bath import Bath
    from spinecable.describe.cascade import Cascade
    from spinecable.describe.cell import Cell
    from spinecable.describe.channel import Channel
    from spinecable.describe.chemistry import Chemistry
    from spinecable.describe.drugs import BathChange
    from spinecable.describe.electrode import Background, CurrentClamp, VoltageClamp
    from spinecable.describe.episodes import Episodes, Pattern
    from spinecable.describe.episodes_toml import load_episodes
    from spinecable.describe.experiment import Experiment
    from spinecable.describe.geometry import SpineGeometry
    from spinecable.describe.implicit_spines import ImplicitSpines, SpineZone
    from spinecable.describe.population import Clusters, Population
    from spinecable.describe.preparation import load_preparation
    from spinecable.describe.readout import ReadoutRule
    from spinecable.describe.receptors import Receptors, Spillover
    from spinecable.describe.remodelling import Remodelling
    from spinecable.describe.simulation import Outcome, Recording, Simulation
    from spinecable.describe.site import Site
    from spinecable.describe.spine import Spine
    from spinecable.describe.stimulus import (
        Bursts,
        CalciumCurrent,
        EvokedSpikes,
        Following,
        Photoactivation,
        Photobleach,
        Presynaptic,
        SomaticCurrent,
        Train,
        Uncaging,
    )
    from spinecable.describe.toml import load_experiment as load
    from spinecable.describe.toml import save_experiment as save
    from spinecable.episodes.result import EpisodesResult
    from spinecable.episodes.run import run_episodes
    from spinecable.morphology.picture import draw
    from spinecable.morphology.read import read_morphology
    from spinecable.population.read import read_spines
    from spinecable.population.sampler import SpineSampler, load_sampler
    from spinecable.result.result import Result
    from spinecable.simulate.run import run
    from spinecable.study.result import SweepResult
    from spinecable.study.run import sweep
    from spinecable.study.sensitivity import Span, sensitivity

    __version__: str

_PUBLIC = {
    "Background": "describe.electrode:Background",
    "Bath": "describe.bath:Bath",
    "BathChange": "describe.drugs:BathChange",
    "Bursts": "describe.stimulus:Bursts",
    "CalciumCurrent": "describe.stimulus:CalciumCurrent",
    "Cascade": "describe.cascade:Cascade",
    "Cell": "describe.cell:Cell",
    "Channel": "describe.channel:Channel",
    "Chemistry": "describe.chemistry:Chemistry",
    "Clusters": "describe.population:Clusters",
    "CurrentClamp": "describe.electrode:CurrentClamp",
    "Episodes": "describe.episodes:Episodes",
    "EpisodesResult": "episodes.result:EpisodesResult",
    "EvokedSpikes": "describe.stimulus:EvokedSpikes",
    "Experiment": "describe.experiment:Experiment",
    "Following": "describe.stimulus:Following",
    "ImplicitSpines": "describe.implicit_spines:ImplicitSpines",
    "Noise": "describe.noise:Noise",
    "Outcome": "describe.simulation:Outcome",
    "Pattern": "describe.episodes:Pattern",
    "Population": "describe.population:Population",
    "Photoactivation": "describe.stimulus:Photoactivation",
    "Photobleach": "describe.stimulus:Photobleach",
    "Presynaptic": "describe.stimulus:Presynaptic",
    "ReadoutRule": "describe.readout:ReadoutRule",
    "Receptors": "describe.receptors:Receptors",
    "Recording": "describe.simulation:Recording",
    "Release": "describe.release:Release",
    "Remodelling": "describe.remodelling:Remodelling",
    "Result": "result.result:Result",
    "Simulation": "describe.simulation:Simulation",
    "Site": "describe.site:Site",
    "SomaticCurrent": "describe.stimulus:SomaticCurrent",
    "Span": "study.sensitivity:Span",
    "Spillover": "describe.receptors:Spillover",
    "Spine": "describe.spine:Spine",
    "SpineGeometry": "describe.geometry:SpineGeometry",
    "SpineSampler": "population.sampler:SpineSampler",
    "SpineZone": "describe.implicit_spines:SpineZone",
    "SweepResult": "study.result:SweepResult",
    "Train": "describe.stimulus:Train",
    "Uncaging": "describe.stimulus:Uncaging",
    "VoltageClamp": "describe.electrode:VoltageClamp",
    "draw": "morphology.picture:draw",
    "errors": "errors:",
    "load": "describe.toml:load_experiment",
    "load_episodes": "describe.episodes_toml:load_episodes",
    "load_preparation": "describe.preparation:load_preparation",
    "measures": "measures:",
    "load_sampler": "population.sampler:load_sampler",
    "read_morphology": "morphology.read:read_morphology",
    "read_spines": "population.read:read_spines",
    "run": "simulate.run:run",
    "run_episodes": "episodes.run:run_episodes",
    "save": "describe.toml:save_experiment",
    "sensitivity": "study.sensitivity:sensitivity",
    "sweep": "study.run:sweep",
}
"""Public name: module and, after the colon, the name in it."""

__all__ = [
    "Background",
    "Bath",
    "BathChange",
    "Bursts",
    "CalciumCurrent",
    "Cascade",
    "Cell",
    "Channel",
    "Chemistry",
    "Clusters",
    "CurrentClamp",
    "Episodes",
    "EpisodesResult",
    "EvokedSpikes",
    "Experiment",
    "Following",
    "ImplicitSpines",
    "Noise",
    "Outcome",
    "Pattern",
    "Photoactivation",
    "Photobleach",
    "Population",
    "Presynaptic",
    "ReadoutRule",
    "Receptors",
    "Recording",
    "Release",
    "Remodelling",
    "Result",
    "Simulation",
    "Site",
    "SomaticCurrent",
    "Span",
    "Spillover",
    "Spine",
    "SpineGeometry",
    "SpineSampler",
    "SpineZone",
    "SweepResult",
    "Train",
    "Uncaging",
    "VoltageClamp",
    "__version__",
    "draw",
    "errors",
    "load",
    "load_episodes",
    "load_preparation",
    "load_sampler",
    "measures",
    "read_morphology",
    "read_spines",
    "run",
    "run_episodes",
    "save",
    "sensitivity",
    "sweep",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("spinecable")
    if name not in _PUBLIC:
        raise AttributeError(f"module 'spinecable' has no attribute '{name}'")
    module, _, attribute = _PUBLIC[name].partition(":")
    value = importlib.import_module(f"spinecable.{module}")
    if attribute:
        value = getattr(value, attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
