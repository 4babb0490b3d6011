"""Channels taken out of a cell, as a toxin or a drug would."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from types import MappingProxyType

from spinecable.electrics.biophysics import Biophysics
from spinecable.electrics.contents import Inserted
from spinecable.errors import DescriptionError, suggestion
from spinecable.mechanisms.library import MechanismSet

IONS = ("na", "k", "ca")


def blocked_mechanisms(
    blocked: Sequence[str], known: MechanismSet, present: Collection[str]
) -> frozenset[str]:
    """Names of the density mechanisms that a block takes out.

    Parameters
    ----------
    blocked : names of mechanisms, or of ions (``na``, ``k``, ``ca``), which stand for every channel
        that carries the ion.
    known : all mechanisms there are.
    present : those of the model.

    Raises
    ------
    DescriptionError : the model has nothing that the name stands for.
    """
    densities = {m.name: m for m in known if m.kind == "density" and m.name in present}
    found: set[str] = set()
    for name in blocked:
        if name in IONS:
            own = {m.name for m in densities.values() if f"i{name}" in m.writes}
        else:
            own = {name} & set(densities)
        if not own:
            raise DescriptionError(
                f"there is nothing to block: no channel of the model is or carries '{name}'",
                where="blocked",
                tip=suggestion(name, [*IONS, *densities]),
            )
        found |= own
    return frozenset(found)


def without(biophysics: Biophysics, mechanisms: Collection[str]) -> Biophysics:
    """The channel set with some of its mechanisms left out."""
    if not mechanisms:
        return biophysics
    regions = {
        name: replace(
            region, channels=tuple(c for c in region.channels if c.mechanism not in mechanisms)
        )
        for name, region in biophysics.regions.items()
    }
    return replace(biophysics, regions=MappingProxyType(regions))


def left(inserted: Sequence[Inserted], mechanisms: Collection[str]) -> tuple[Inserted, ...]:
    """What a block leaves of further channels."""
    return tuple(item for item in inserted if item.mechanism not in mechanisms)
