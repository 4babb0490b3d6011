"""Channel sets by name: those of the package and those that a user registers."""

from __future__ import annotations

from spinecable.electrics.biophysics import Biophysics
from spinecable.electrics.bundled.ca1 import ca1_golding2001, ca1_migliore1999, ca1_migliore2005
from spinecable.electrics.bundled.layer_5 import l5_hay2011, l5_hay2011_active_basal
from spinecable.electrics.bundled.msn import msn_lindroos2018
from spinecable.electrics.bundled.passive import passive, passive_sets
from spinecable.errors import DescriptionError, suggestion

_REGISTRY: dict[str, Biophysics] = {
    preset.name: preset
    for preset in (
        ca1_migliore2005(),
        ca1_migliore1999(),
        ca1_golding2001("strong"),
        ca1_golding2001("weak"),
        l5_hay2011(),
        l5_hay2011_active_basal(),
        msn_lindroos2018(),
        *passive_sets(),
        passive(),
    )
}

_BUNDLED = frozenset(_REGISTRY)


def biophysics_names() -> tuple[str, ...]:
    """Names of the channel sets that can be asked for."""
    return tuple(sorted(_REGISTRY))


def load_biophysics(name: str) -> Biophysics:
    """The channel set of a name, or of a TOML file (see `spinecable.electrics.sets`).

    Raises
    ------
    DescriptionError : there is none of that name, or the file holds none.
    """
    if name.endswith(".toml"):
        from spinecable.electrics.sets import read_biophysics

        return read_biophysics(name)
    if name not in _REGISTRY:
        raise DescriptionError(
            f"there is no channel set '{name}'",
            where="cell.biophysics",
            tip=f"{suggestion(name, _REGISTRY)} Or give a TOML file of your own.",
        )
    return _REGISTRY[name]


def register_biophysics(biophysics: Biophysics) -> None:
    """Make a channel set available by its name to the cells of this process and of its runs.

    A result and a saved experiment hold the name only, with the content's hash in the provenance;
    `spinecable.electrics.sets.save_biophysics` writes a set as a file that can travel with them.

    Raises
    ------
    DescriptionError : another set has that name.
    """
    if _REGISTRY.get(biophysics.name, biophysics) != biophysics:
        raise DescriptionError(
            f"there is already another channel set '{biophysics.name}'",
            tip="Choose another name.",
        )
    _REGISTRY[biophysics.name] = biophysics


def registered_biophysics() -> tuple[Biophysics, ...]:
    """The sets of `register_biophysics`, without those of the package."""
    return tuple(item for name, item in _REGISTRY.items() if name not in _BUNDLED)
