"""What is washed in or out during a run."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pydantic import Field, field_validator, model_validator

from spinecable.describe.base import Description
from spinecable.describe.channel import CALCIUM_FAMILY
from spinecable.errors import suggestion

TARGETS = ("sodium", "ampa", "nmda", "cav23", *CALCIUM_FAMILY, "camkii", "calcineurin")
"""What can be blocked: conductances by the names of the experiment's tables, and two enzymes."""

DRUGS: dict[str, tuple[str, ...]] = {
    "ttx": ("sodium",),
    "apv": ("nmda",),
    "nbqx": ("ampa",),
    "snx482": ("cav23", "car_chindemi", "car_li"),
    "nifedipine": ("cav12", "cav13"),
    "agatoxin": ("cav21", "cav21_li"),
    "conotoxin": ("cav22", "cav22_li"),
    "ttap2": ("cav31", "cav32", "cav33"),
    "apamin": ("sk",),
    "iberiotoxin": ("bk",),
    "aip2": ("camkii",),
    "fk506": ("calcineurin",),
}
"""Usual drugs and what they block, as if each were selective (common pharmacology; affinities are
left out: a block is a share)."""

ENZYMES = ("camkii", "calcineurin")


class BathChange(Description):
    """New values of the bath, or drugs, from one time on; what is not named stays as it is.

    Parameters
    ----------
    at_ms : when. The rest before the run is that of ``[bath]``, without drugs.
    mg_mM, ca_mM : of the solution. Calcium acts on the driving force of every calcium current at
        once; release keeps the probability of ``[bath]``.
    block : drug or target (see `DRUGS`, `TARGETS`) -> blocked share, 0 (washed out) to 1. Where
        several act on one target the shares that they leave are multiplied.
    """

    at_ms: float = Field(ge=0)
    mg_mM: float | None = Field(default=None, ge=0, le=20)
    ca_mM: float | None = Field(default=None, gt=0, le=20)
    block: dict[str, float] = Field(default_factory=dict)

    @field_validator("block")
    @classmethod
    def _known(cls, block: dict[str, float]) -> dict[str, float]:
        known = (*DRUGS, *TARGETS)
        for name, share in block.items():
            if name not in known:
                raise ValueError(
                    f"'{name}' is neither a drug nor a target. {suggestion(name, known)}"
                )
            if not 0 <= share <= 1:
                raise ValueError(f"the blocked share of '{name}' must be from 0 to 1, not {share}")
        return block

    @model_validator(mode="after")
    def _something(self) -> BathChange:
        if self.mg_mM is None and self.ca_mM is None and not self.block:
            raise ValueError("nothing changes; give mg_mM, ca_mM or block")
        return self


def check_changes(changes: Sequence[BathChange], duration_ms: float) -> None:
    """Changes come in order and within the run.

    Raises
    ------
    ValueError : they do not.
    """
    for i, (a, b) in enumerate(pairwise(changes)):
        if b.at_ms <= a.at_ms:
            raise ValueError(
                f"bath_change[{i + 1}].at_ms ({b.at_ms:g}) must be later than that of the change "
                f"before it ({a.at_ms:g})"
            )
    for i, change in enumerate(changes):
        if change.at_ms >= duration_ms:
            raise ValueError(
                f"bath_change[{i}].at_ms ({change.at_ms:g}) is after the end of the run "
                f"(simulation.duration_ms = {duration_ms:g})"
            )


def remaining(changes: Sequence[BathChange]) -> dict[str, float]:
    """Target -> share that all changes so far leave; targets that nobody names are left out."""
    blocks: dict[str, float] = {}
    for change in changes:
        blocks.update(change.block)
    found: dict[str, float] = {}
    for name, share in blocks.items():
        for target in DRUGS.get(name, (name,)):
            found[target] = found.get(target, 1.0) * (1 - share)
    return found
