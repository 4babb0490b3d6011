"""Episodes of learning: which spines are active together, how often, and what comes between."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from spinecable.describe.base import Description
from spinecable.describe.experiment import Experiment
from spinecable.errors import suggestion


class Pattern(Description):
    """Spines that are active together.

    Parameters
    ----------
    name : how schedule and tables refer to it.
    spines : their names, or None: drawn, see `Episodes`.
    """

    name: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$", max_length=30)
    spines: tuple[str, ...] | None = Field(default=None, min_length=1)


class Episodes(Description):
    """An experiment repeated on the same dendrite, with a pattern of active spines each time.

    The experiment's stimuli are what an active pattern receives: a stimulus of ``spines = "all"``
    goes to the pattern's spines, one of the soma to the soma.

    Parameters
    ----------
    experiment : cell, spines or populations, stimuli, and ``remodelling.on = true``.
    patterns : each listed spine by spine, or drawn: `pattern_size` spines each, of which the share
        `overlap` belongs to all drawn patterns and the rest to one only.
    pattern_size : spines of a drawn pattern.
    overlap : share of a drawn pattern that all drawn patterns have in common (0-1), rounded to
        whole spines.
    count : number of episodes.
    order : names of patterns, repeated until `count`; ``rotate``: as they are listed; ``random``:
        one drawn for each episode.
    interval_h : from one episode to the next (h). What is simulated of it is
        `Outcome.minutes_after`; the shape and the receptors there are taken as consolidated and
        stay until the next episode (ASSUMED: the model has no late phase of protein synthesis,
        and its own lasting growth fades within hours). 24 (ASSUMED: daily sessions).
    prune_at_um3 : a spine whose head ends an episode with this volume or less vanishes (um^3).
        0.004, the smallest heads of rat CA1 (Harris & Stevens 1989,
        10.1523/JNEUROSCI.09-08-02982.1989); that smaller ones vanish is ASSUMED.
    new_spines_per_um_per_day : rate at which thin spines (`SpineGeometry.named`) appear at random
        places of the sections that carry spines (um^-1 day^-1). 0: none. A new spine joins each
        drawn pattern with probability `pattern_size` over the first number of spines (ASSUMED).
    min_spacing_um : no new spine is nearer to another (um). 0.1, as in `Population`.
    seed : of patterns, order and new spines. Noise follows the experiment's own seed, with one
        trial an episode.
    """

    experiment: Experiment
    patterns: tuple[Pattern, ...] = Field(min_length=1, alias="pattern")
    pattern_size: int | None = Field(default=None, ge=1)
    overlap: float = Field(default=0.0, ge=0, le=1)
    count: int = Field(ge=1, le=10_000)
    order: tuple[str, ...] | Literal["rotate", "random"] = "rotate"
    interval_h: float = Field(default=24.0, gt=0, le=10_000)
    prune_at_um3: float = Field(default=0.004, gt=0)
    new_spines_per_um_per_day: float = Field(default=0.0, ge=0, le=10)
    min_spacing_um: float = Field(default=0.1, ge=0.02, le=100)
    seed: int = Field(default=1, ge=0)

    @model_validator(mode="after")
    def _consistent(self) -> Episodes:
        names = [pattern.name for pattern in self.patterns]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two patterns are called '{name}'; names must differ")
        if isinstance(self.order, tuple):
            if not self.order:
                raise ValueError("order is empty; name patterns, or write 'rotate' or 'random'")
            for name in self.order:
                if name not in names:
                    raise ValueError(
                        f"order names the pattern '{name}', which is not there. "
                        f"{suggestion(name, names)}"
                    )
        if self.pattern_size is None and any(p.spines is None for p in self.patterns):
            raise ValueError("a pattern without spines is drawn; give pattern_size")
        self._check_experiment()
        return self

    def _check_experiment(self) -> None:
        rule = self.experiment.remodelling
        if not rule.on:
            raise ValueError("spines of episodes remodel; set experiment.remodelling.on = true")
        if self.prune_at_um3 < rule.smallest_volume_um3:
            raise ValueError(
                f"no head shrinks to prune_at_um3 ({self.prune_at_um3:g}): it lies below "
                f"remodelling.smallest_volume_um3 ({rule.smallest_volume_um3:g})"
            )
        if not self.experiment.stimuli:
            raise ValueError("the experiment has no stimulus, so an active pattern does nothing")
        for i, stimulus in enumerate(self.experiment.stimuli):
            if getattr(stimulus, "spines", "all") != "all":
                raise ValueError(
                    f"experiment.stimulus[{i}] names spines; patterns say which spines are "
                    "active, so write spines = 'all'"
                )
        minutes = self.experiment.simulation.duration_ms / 6e4 + (
            self.experiment.outcome.minutes_after
        )
        if minutes > 60 * self.interval_h:
            raise ValueError(
                f"an episode takes up to {minutes:g} min until its outcome is read, longer than "
                f"interval_h ({self.interval_h:g} h)"
            )

    def pattern_of(self, episode: int, drawn: int) -> str:
        """The name of the pattern of an episode (from 1); `drawn`: its index if it is random."""
        if self.order == "random":
            return self.patterns[drawn].name
        names = [p.name for p in self.patterns] if self.order == "rotate" else list(self.order)
        return str(names[(episode - 1) % len(names)])
