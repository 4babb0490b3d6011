"""A whole experiment: the cell, its spines, what is done to them and how it is solved."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticKnownError

from spinecable.describe.base import Description
from spinecable.describe.bath import Bath
from spinecable.describe.cascade import Cascade
from spinecable.describe.cell import Cell
from spinecable.describe.channel import (
    Channel,
    check_given_once,
    known_counts,
    known_densities,
)
from spinecable.describe.chemistry import Chemistry
from spinecable.describe.drugs import BathChange, check_changes
from spinecable.describe.electrode import refuse_double_clamps
from spinecable.describe.noise import Noise, check_noise
from spinecable.describe.population import Population, check_names
from spinecable.describe.preparation import APPARATUS, UNIFORM
from spinecable.describe.readout import ReadoutRule
from spinecable.describe.receptors import Receptors
from spinecable.describe.release import Release, check_intervals
from spinecable.describe.remodelling import Remodelling
from spinecable.describe.simulation import Outcome, Recording, Simulation
from spinecable.describe.spine import Spine
from spinecable.describe.stimulus import (
    Following,
    Lasting,
    Photoactivation,
    Photobleach,
    Presynaptic,
    Stimulus,
    Uncaging,
    lasts_ms,
    own_times_ms,
)
from spinecable.errors import suggestion

if TYPE_CHECKING:
    from spinecable.morphology.tree import Morphology


class Experiment(Description):
    """Everything that decides a run's numbers.

    Parameters
    ----------
    title : one line for people.
    cell, spines, stimuli, bath, remodelling, simulation, recording, outcome : see their own
        classes. In a TOML file spines and stimuli are the tables ``[[spine]]`` and
        ``[[stimulus]]``.
    populations : many spines at once, in a TOML file the tables ``[[population]]``; `expanded`
        makes spines of them.
    preparation : the parameter set of contents and kinetics, see ``spinecable.preparations``.
    buffering : ``intact`` (with calbindin) or ``dialysed`` (whole-cell recording, washed out).
    chemistry : which reaction schemes, buffers and dye there are.
    contents : values that replace those of the preparation in heads, necks and shafts alike,
        wherever a group has the key. What diffuses (``calbindin_uM``, ``calmodulin_uM`` ...) and
        the resting calcium are changed here and not in one spine.
    shaft : values that replace those of the preparation's ``[shaft]`` group.
    kinetics : values that replace those of the preparation's ``[kinetics]`` group.
    receptors : which schemes of glutamate receptors, in every spine without its own choice.
    release : how boutons answer their spikes, in every spine without its own choice.
    noise : which parts of a spine are noisy.
    shaft_channels_S_per_cm2 : further calcium, SK and BK channels of the sections that carry
        spines, by the names of `spinecable.describe.channel.CALCIUM_FAMILY`.
    shaft_channels_per_um2 : the same by their number per um2, and ``cav23``, which then replaces
        ``shaft.cav23_S_per_cm2``; see `spinecable.describe.channel.SINGLE_CHANNEL_PS`.
    mechanisms : folders with a user's own ``.mod`` files, beside the TOML file if relative.
    channels : mechanisms added to the cell, in a TOML file the tables ``[[channel]]``.
    bath_changes : magnesium, calcium and drugs washed in and out during the run, in a TOML file the
        tables ``[[bath_change]]``.
    cascade : a user's SBML model that each head's calcium drives.
    readouts : published rules that read a weight from the same run beside the receptor slots, in a
        TOML file the tables ``[[readout]]``.
    """

    title: str = ""
    cell: Cell = Cell()
    populations: tuple[Population, ...] = Field(default=(), alias="population")
    spines: tuple[Spine, ...] = Field(default=(), alias="spine", validate_default=True)
    stimuli: tuple[Stimulus, ...] = Field(default=(), alias="stimulus")
    bath: Bath = Bath()
    bath_changes: tuple[BathChange, ...] = Field(default=(), alias="bath_change")
    preparation: str = "rat_ca1"
    buffering: Literal["intact", "dialysed"] = "intact"
    chemistry: Chemistry = Chemistry()
    contents: dict[str, float] = Field(default_factory=dict)
    shaft: dict[str, float] = Field(default_factory=dict)
    kinetics: dict[str, float] = Field(default_factory=dict)
    receptors: Receptors = Receptors()
    release: Release = Release()
    noise: Noise = Noise()
    shaft_channels_S_per_cm2: dict[str, float] = Field(default_factory=dict)
    shaft_channels_per_um2: dict[str, float] = Field(default_factory=dict)
    mechanisms: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = Field(default=(), alias="channel")
    cascade: Cascade | None = None
    readouts: tuple[ReadoutRule, ...] = Field(default=(), alias="readout")
    remodelling: Remodelling = Remodelling()
    simulation: Simulation
    recording: Recording = Recording()
    outcome: Outcome = Outcome()

    @field_validator("spines")
    @classmethod
    def _some_spine(cls, spines: tuple[Spine, ...], info: ValidationInfo) -> tuple[Spine, ...]:
        if not spines and not info.data.get("populations", True):
            raise PydanticKnownError("missing")
        return spines

    @field_validator("mechanisms")
    @classmethod
    def _absolute(cls, folders: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(str(Path(folder).expanduser().absolute()) for folder in folders)

    @field_validator("shaft_channels_S_per_cm2")
    @classmethod
    def _known_channels(cls, densities: dict[str, float]) -> dict[str, float]:
        return known_densities(densities)

    @field_validator("shaft_channels_per_um2")
    @classmethod
    def _known_counts(cls, counts: dict[str, float]) -> dict[str, float]:
        return known_counts(counts)

    @model_validator(mode="after")
    def _consistent(self) -> Experiment:
        given = set(self.shaft_channels_S_per_cm2)
        if "cav23_S_per_cm2" in self.shaft:
            given.add("cav23")
        check_given_once(given, self.shaft_channels_per_um2, "shaft_channels_per_um2")
        names = [spine.name for spine in self.spines]
        check_names(names, self.populations)
        listed: set[str] = set()
        for i, spine in enumerate(self.spines):
            if self.remodelling.on:
                self.remodelling.check_start(spine, f"spine[{i}].geometry")
            if spine.receptors is not None and spine.receptors.spillover is not None:
                raise ValueError(
                    f"spine[{i}].receptors.spillover: spill-over is the same for all spines; set "
                    "it in [receptors]"
                )
            for key in sorted(set(spine.contents) & UNIFORM):
                raise ValueError(
                    f"spine[{i}].contents: '{key}' is the same throughout the dendrite and cannot "
                    f"be set for '{spine.name}' alone; set it in [contents]"
                )
            for key in sorted(set(spine.contents) & APPARATUS):
                if not spine.apparatus:
                    raise ValueError(
                        f"spine[{i}].contents: '{key}' has no effect in '{spine.name}', which has "
                        "no apparatus; give apparatus = true"
                    )
            near = spine.site.near
            if near is not None and near not in listed:
                raise ValueError(
                    f"spine '{spine.name}' stands near '{near}', which is not a spine listed "
                    f"before it. {suggestion(near, names[:i])}"
                )
            listed.add(spine.name)
        known = listed | {population.name for population in self.populations}
        labels = [rule.label for rule in self.readouts]
        for label in labels:
            if labels.count(label) > 1:
                raise ValueError(f"two readouts are called '{label}'; give one of them a name")
        for i, stimulus in enumerate(self.stimuli):
            spines = getattr(stimulus, "spines", "all")
            alone = getattr(stimulus, "spine", None)
            near = getattr(getattr(stimulus, "site", None), "near", None)
            spines = spines if alone is None and near is None else [alone or near]
            if not spines:
                raise ValueError(f"stimulus[{i}].spines is empty; name spines or write 'all'")
            for name in () if spines == "all" else spines:
                if name not in known and not any(p.will_own(name) for p in self.populations):
                    raise ValueError(
                        f"stimulus[{i}] names the spine '{name}', which is not there. "
                        f"{suggestion(name, known)}"
                    )
            self.times_ms(i)
            if isinstance(stimulus, Presynaptic):
                check_intervals(self.times_ms(i), f"stimulus[{i}].times_ms")
        check_changes(self.bath_changes, self.simulation.duration_ms)
        refuse_double_clamps(self.stimuli)
        self._check_light()
        check_noise(self.noise, self.spines, self.receptors, self.release)
        for name in names:
            if self.release_of(name).mode != "deterministic":
                check_intervals(self.presynaptic_ms(name), f"the bouton on '{name}'")
        if not any(spine.apparatus for spine in self.spines):
            for key in ("serca", "er_release", "er_buffer"):
                if getattr(self.chemistry, key) != Chemistry.model_fields[key].default:
                    raise ValueError(
                        f"chemistry.{key} has no effect: no spine has an apparatus; give a spine "
                        "apparatus = true"
                    )
        ratio = self.simulation.chemistry_dt_ms / self.simulation.dt_ms
        if ratio < 1 - 1e-9 or abs(ratio - round(ratio)) > 1e-6:
            raise ValueError(
                f"simulation.chemistry_dt_ms ({self.simulation.chemistry_dt_ms:g}) must be a whole "
                f"multiple of simulation.dt_ms ({self.simulation.dt_ms:g})"
            )
        return self

    @property
    def photoactivated(self) -> bool:
        """Whether the tracer is dark at rest and made bright, not bright and bleached."""
        return any(isinstance(stimulus, Photoactivation) for stimulus in self.stimuli)

    def _check_light(self) -> None:
        """Light needs a tracer, which is either bright or dark at rest."""
        for i, stimulus in enumerate(self.stimuli):
            if not isinstance(stimulus, Photobleach | Photoactivation):
                continue
            if not self.chemistry.tracer_um2_per_s:
                raise ValueError(
                    f"stimulus[{i}] is of the kind '{stimulus.kind}', but there is no tracer; give "
                    "chemistry.tracer_um2_per_s = 27.0 (GFP)"
                )
            if isinstance(stimulus, Photobleach) and self.photoactivated:
                raise ValueError(
                    f"stimulus[{i}] bleaches a tracer that another stimulus activates; bleach and "
                    "activate in two runs"
                )

    def expanded(self, morphology: Morphology) -> Experiment:
        """The same experiment with its populations as spines on `morphology`.

        Stimuli that name a population then name its spines. What stands in `populations` is kept,
        marked as expanded, so that the result of `expanded` gives itself and tells both the recipe
        and what came of it. Without populations it is this experiment.

        Raises
        ------
        DescriptionError : no dendrite fits, there is no room for a spine, or a file of measured
            spines cannot be used.
        """
        if not self.populations:
            return self
        from spinecable.population.expand import expanded

        return expanded(self, morphology)

    @cached_property
    def _by_name(self) -> Mapping[str, Spine]:
        return {spine.name: spine for spine in self.spines}

    @cached_property
    def _named(self) -> tuple[frozenset[str] | None, ...]:
        """The spines that each stimulus names; None is all."""
        named = (getattr(stimulus, "spines", "all") for stimulus in self.stimuli)
        return tuple(None if names == "all" else frozenset(names) for names in named)

    def reaches(self, index: int, spine: str) -> bool:
        """Whether stimulus `index` is meant for the spine of that name."""
        names = self._named[index]
        return names is None or spine in names

    def presynaptic_ms(self, spine: str) -> list[float]:
        """All spikes of the bouton on a spine (ms), ascending."""
        times: list[float] = []
        for i, stimulus in enumerate(self.stimuli):
            if isinstance(stimulus, Presynaptic) and self.reaches(i, spine):
                times += self.times_ms(i)
        return sorted(times)

    def glutamate_ms(self, spine: str) -> list[float]:
        """Every time at which glutamate is meant for a spine, released or uncaged (ms)."""
        uncaged = [
            self.times_ms(i)
            for i, stimulus in enumerate(self.stimuli)
            if isinstance(stimulus, Uncaging) and self.reaches(i, spine)
        ]
        return sorted([*self.presynaptic_ms(spine), *(t for times in uncaged for t in times)])

    def release_of(self, spine: str) -> Release:
        """How the bouton on a spine answers, with `Noise.release` applied."""
        own = self._by_name[spine].release or self.release
        return own.changed(mode="stochastic") if self.noise.release else own

    def times_ms(self, index: int) -> list[float]:
        """The event times (ms) of stimulus `index`, checked to be ascending and in the run."""
        stimulus = self.stimuli[index]
        own = [stimulus.start_ms] if isinstance(stimulus, Lasting) else None
        times = self._event_times(index, ()) if own is None else own
        if not times:
            raise ValueError(f"stimulus[{index}].times_ms is empty")
        if any(b <= a for a, b in pairwise(times)):
            raise ValueError(f"stimulus[{index}].times_ms must be strictly ascending")
        if times[0] < 0:
            raise ValueError(f"stimulus[{index}].times_ms starts before 0 ms")
        if times[-1] >= self.simulation.duration_ms:
            raise ValueError(
                f"stimulus[{index}] has an event at {times[-1]:g} ms, after the end of the run "
                f"(simulation.duration_ms = {self.simulation.duration_ms:g})"
            )
        return times

    def _event_times(self, index: int, seen: tuple[int, ...]) -> list[float]:
        times = getattr(self.stimuli[index], "times_ms")  # noqa: B009
        own = own_times_ms(times)
        if own is not None:
            return own
        if not isinstance(times, Following) or index in seen:
            raise ValueError(f"stimulus[{index}].times_ms follows itself")
        labels = [s.name or s.kind for s in self.stimuli]
        kinds: list[str] = [s.kind for s in self.stimuli]
        if times.after in (labels[index], kinds[index]) and kinds.count(times.after) < 2:
            raise ValueError(f"stimulus[{index}].times_ms follows itself")
        for j in range(len(self.stimuli)):
            if j != index and times.after in (labels[j], kinds[j]):
                return [t + times.delay for t in self._event_times(j, (*seen, index))]
        raise ValueError(
            f"stimulus[{index}].times_ms.after names '{times.after}', which is no stimulus here. "
            f"{suggestion(times.after, [n for j, n in enumerate(labels) if j != index])}"
        )

    def last_event_ms(self) -> float:
        """Time at which the last stimulus ends (ms); 0 where there is none."""
        ends = [0.0]
        for i, stimulus in enumerate(self.stimuli):
            ends.append(self.times_ms(i)[-1] + lasts_ms(stimulus))
        return max(ends)
