"""Numbers along a cell and in its spines, made ready to be shown as colours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from spinecable.errors import DescriptionError, suggestion
from spinecable.morphology.sites import Placement
from spinecable.morphology.spines_in_space import DrawnSpine
from spinecable.morphology.tree import FloatArray, Morphology, Section, Soma

Key = str | tuple[str, float]
"""``soma``, a section's name, ``apical[3]:0.5`` or ``("apical[3]", 0.5)``."""

NO_NUMBER = "#D0D0D0"
"""Where nothing is known."""

COLOUR_MAP = "cividis"
"""Of even lightness steps, the same for colour-blind eyes: Nunez, Anderton & Renslow 2018,
PLoS ONE 13:e0199239, 10.1371/journal.pone.0199239."""


@dataclass(frozen=True)
class Colouring:
    """What the colours of a picture mean.

    Parameters
    ----------
    label : the quantity and its unit, for the colour bar.
    pieces : for each section one number for each piece between two of its points; NaN: grey.
    soma : its number; NaN: black.
    spines : numbers by the spines' names; a spine that is not there is grey.
    logarithmic : whether equal ratios look equally far apart; all numbers are positive then.
    """

    label: str
    pieces: tuple[FloatArray, ...]
    soma: float = float("nan")
    spines: Mapping[str, float] = field(default_factory=dict)
    logarithmic: bool = False

    def limits(self) -> tuple[float, float]:
        """Smallest and largest number; a little apart where all are the same."""
        every = np.concatenate([*self.pieces, [self.soma, *self.spines.values()]])
        every = every[np.isfinite(every)]
        low, high = float(every.min()), float(every.max())
        return (low, high) if high > low else (low - 0.5 * abs(low or 1), low + 0.5 * abs(low or 1))

    def ticks(self) -> list[float]:
        """Round numbers within the limits, for the colour bar; whole ones if all numbers are."""
        from matplotlib.ticker import LogLocator, MaxNLocator

        low, high = self.limits()
        every = np.concatenate([*self.pieces, [self.soma, *self.spines.values()]])
        whole = bool((every[np.isfinite(every)] % 1 == 0).all())
        chosen: list[float] = []
        if self.logarithmic:
            chosen = list(LogLocator(subs=(1.0, 2.0, 5.0)).tick_values(low, high))
            chosen = [tick for tick in chosen if low <= tick <= high]
        if len(chosen) < 3:
            chosen = list(MaxNLocator(6, integer=whole).tick_values(low, high))
        return [float(tick) for tick in chosen if low <= tick <= high]

    def scale(self) -> tuple[Any, Any]:
        """Matplotlib's colour map and norm."""
        from matplotlib import colormaps
        from matplotlib.colors import LogNorm, Normalize

        chart = colormaps[COLOUR_MAP].with_extremes(bad=NO_NUMBER)
        return chart, (LogNorm if self.logarithmic else Normalize)(*self.limits())


@dataclass(frozen=True)
class Measure:
    """A quantity that the shape alone gives.

    Parameters
    ----------
    label : with unit.
    of_piece : its values in the middle of a section's pieces, shape (n_points - 1,).
    of_soma : its value there.
    """

    label: str
    of_piece: Callable[[Section, Soma], FloatArray]
    of_soma: Callable[[Soma], float]


def _middles(values: FloatArray) -> FloatArray:
    return (values[:-1] + values[1:]) / 2


def _radial(section: Section, soma: Soma) -> FloatArray:
    return _middles(np.linalg.norm(section.points_um - soma.centre_um, axis=1))


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "path_distance": Measure(
            "path distance from the soma (µm)",
            lambda section, _: section.path_start_um + _middles(section.arc_um),
            lambda _: 0.0,
        ),
        "radial_distance": Measure(
            "straight distance from the soma's centre (µm)", _radial, lambda _: 0.0
        ),
        "diameter": Measure(
            "diameter (µm)",
            lambda section, _: _middles(section.diameters_um),
            lambda soma: float("nan"),
        ),
        "branch_order": Measure(
            "branch order",
            lambda section, _: np.full(len(section.arc_um) - 1, float(section.branch_order)),
            lambda _: float("nan"),
        ),
    }
)
"""What `by_measure` knows of every cell. The soma's own diameter would hide those of dendrites."""

SPINE_MEASURES: Mapping[str, str] = MappingProxyType(
    {
        "head_volume_um3": "head volume (µm³)",
        "head_diameter_um": "head diameter (µm)",
        "neck_length_um": "neck length (µm)",
        "neck_diameter_um": "neck diameter (µm)",
    }
)
"""What it knows of spines, with labels."""


def by_measure(morphology: Morphology, name: str, spines: Sequence[DrawnSpine] = ()) -> Colouring:
    """A cell and its spines by a measure of their shape.

    Parameters
    ----------
    name : of `MEASURES` (a spine takes the value of the dendrite it stands on), or of
        `SPINE_MEASURES` (the dendrite stays grey).

    Raises
    ------
    DescriptionError : no such measure, or one of spines where there are none.
    """
    if name in SPINE_MEASURES:
        if not spines:
            raise DescriptionError(
                f"'{name}' is a measure of spines, and none are drawn", where="colour_by"
            )
        numbers = {spine.name: float(getattr(spine, name)) for spine in spines}
        return by_values(morphology, spines=numbers, label=SPINE_MEASURES[name])
    known = MEASURES.get(name.removesuffix("_um"))
    if known is None:
        raise DescriptionError(
            f"there is no measure '{name}'",
            where="colour_by",
            tip=suggestion(name, (*MEASURES, *SPINE_MEASURES)),
        )
    soma = morphology.soma
    pieces = tuple(known.of_piece(section, soma) for section in morphology.sections)
    found = Colouring(known.label, pieces, known.of_soma(soma))
    return as_their_dendrites(found, morphology, {spine.name: spine for spine in spines})


def by_values(
    morphology: Morphology,
    values: Mapping[Key, float] | Any = MappingProxyType({}),
    *,
    label: str,
    spines: Mapping[str, float] | Any = MappingProxyType({}),
    logarithmic: bool = False,
) -> Colouring:
    """A cell and its spines by given numbers.

    Parameters
    ----------
    values : by place: ``soma``, a section's name, ``apical[3]:0.5`` or ``("apical[3]", 0.5)``; a
        dict or a pandas Series. Between the places of a section numbers are interpolated along it;
        sections without any are grey. So the tables of `spinecable.measures` fit:
        ``bap(cell, to="all").set_index(["section", "position"])["amplitude_mV"]``.
    label : the quantity with its unit.
    spines : numbers by the spines' names, a dict or a Series such as
        ``result.summary().set_index("spine")["peak_head_ca_uM"]``.
    logarithmic : equal ratios look equally far apart.

    Raises
    ------
    DescriptionError : no such place, no numbers at all, or one that is not positive on a
        logarithmic scale.
    """
    soma = float("nan")
    given: dict[str, list[tuple[float, float]]] = {}
    for key, value in values.items():
        if key == "soma" or (isinstance(key, tuple) and key[0] == "soma"):
            soma = float(value)
            continue
        name, position = place_of(key)
        morphology.section(name)
        given.setdefault(name, []).append((position, float(value)))
    pieces = tuple(_pieces(section, given.get(section.name, [])) for section in morphology.sections)
    numbers = {str(name): float(value) for name, value in spines.items()}
    every = np.concatenate([*pieces, [soma, *numbers.values()]])
    if not np.isfinite(every).any():
        raise DescriptionError("there are no numbers to show", where="values")
    if logarithmic and np.nanmin(every) <= 0:
        raise DescriptionError(
            f"{np.nanmin(every):g} has no place on a logarithmic scale",
            where="values",
            tip="Show it on a linear scale: logarithmic=False.",
        )
    return Colouring(label, pieces, soma, MappingProxyType(numbers), logarithmic)


def as_their_dendrites(
    colouring: Colouring, morphology: Morphology, spines: Mapping[str, Placement | DrawnSpine]
) -> Colouring:
    """The same with each spine in the colour of the piece of dendrite that it stands on."""
    numbers = {
        name: _at(
            morphology.sections[spine.section], colouring.pieces[spine.section], spine.position
        )
        for name, spine in spines.items()
    }
    return replace(colouring, spines=MappingProxyType(numbers))


def places_along(morphology: Morphology, every_um: float = 20.0) -> list[str]:
    """Places at most `every_um` apart on every section, as the measures take them.

    For maps of what is measured at named places:
    ``impedance(cell, at=places_along(morphology)).set_index("at")["input_Mohm"]``.
    """
    places = ["soma"]
    for section in morphology.sections:
        count = max(1, int(np.ceil(section.length_um / every_um)))
        places += [f"{section.name}:{(k + 0.5) / count:.6g}" for k in range(count)]
    return places


def place_of(key: Any) -> tuple[str, float]:
    """The section's name and the position of a key; 0.5 where it is not said.

    Raises
    ------
    DescriptionError : the position is no number from 0 to 1.
    """
    if isinstance(key, tuple) and len(key) == 2:
        name, text = str(key[0]), str(key[1])
    else:
        name, _, text = str(key).partition(":")
    try:
        position = float(text or 0.5)
    except ValueError:
        position = float("nan")
    if not 0 <= position <= 1:
        raise DescriptionError(
            f"{text} is no position along a section",
            where=f"'{name}'",
            tip="Positions are fractions of its length, 0 to 1.",
        )
    return name, position


def _pieces(section: Section, given: list[tuple[float, float]]) -> FloatArray:
    if not given:
        return np.full(len(section.arc_um) - 1, np.nan)
    positions, numbers = zip(*sorted(given), strict=True)
    middles = _middles(section.arc_um) / section.length_um
    return np.interp(middles, positions, numbers)


def _at(section: Section, pieces: FloatArray, position: float) -> float:
    """The number of the piece that holds a position."""
    piece = np.searchsorted(section.arc_um, position * section.length_um) - 1
    return float(pieces[np.clip(piece, 0, len(pieces) - 1)])
