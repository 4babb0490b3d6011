"""What can be wrong with a morphology file, by name, and what accepting it means."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from spinecable.errors import DescriptionError, MorphologyError, suggestion

ACCEPTABLE: dict[str, str] = {
    "custom_types": "sections of a custom type take their parent's domain, basal at the soma",
    "disconnected": "loose pieces start at the soma, path distance from the straight line to it",
    "nanometres": "all coordinates and radii are divided by 1000",
    "no_soma": "a sphere of 15 um stands where the neurites begin",
    "several_somata": "the first soma stays, neurites of the others start at it",
    "soma_gap": "neurites far from the soma start at it, the gap adds no length",
    "zero_radii": "a zero radius takes the nearest positive one on its section or before it",
}


@dataclass(frozen=True)
class Defect:
    """One fault of a file.

    Parameters
    ----------
    code : its name; a key of `ACCEPTABLE` where it can be accepted.
    what : one sentence without a final full stop.
    where : ``file`` or ``file:line``.
    tip : what to do.
    """

    code: str
    what: str
    where: str
    tip: str

    @property
    def acceptable(self) -> bool:
        """Whether ``accept=`` can let it pass."""
        return self.code in ACCEPTABLE

    def error(self) -> MorphologyError:
        """The exception for it, naming the ``accept=`` that would let it pass."""
        tip = self.tip
        if self.acceptable:
            tip = f'{tip} Or accept it: accept = ["{self.code}"] ({ACCEPTABLE[self.code]}).'
        return MorphologyError(self.what, where=self.where, tip=tip)

    def notice(self) -> str:
        """The sentence kept when it has been accepted."""
        return f"{self.where}: {self.what}; accepted: {ACCEPTABLE[self.code]}."


def require_known(accept: Collection[str]) -> frozenset[str]:
    """`accept` as a set; DescriptionError with a suggestion for an unknown name."""
    names = frozenset(accept)
    for name in sorted(names - set(ACCEPTABLE)):
        raise DescriptionError(
            f"'{name}' is no defect that can be accepted",
            where="accept",
            tip=suggestion(name, ACCEPTABLE),
        )
    return names
