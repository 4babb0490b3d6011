"""One picture of the cells that come with the package, with spines and what becomes of voltage.

``spinecable morphology presets --out presets.png`` makes the picture of ``docs/cells.md``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import numpy as np

from spinecable.describe.cell import Cell
from spinecable.describe.cell_presets import PRESETS
from spinecable.describe.population import Population
from spinecable.errors import DescriptionError, suggestion
from spinecable.measures import bap, impedance
from spinecable.morphology.colouring import (
    Colouring,
    as_their_dendrites,
    by_values,
    places_along,
)
from spinecable.morphology.draw import colour_bar, draw_morphology
from spinecable.morphology.scene import Scene, scene_of
from spinecable.morphology.sites import resolve_sites
from spinecable.morphology.tree import Morphology, Section
from spinecable.population.expand import population_spines
from spinecable.result.files import write_whole
from spinecable.simulate.job import Progress, silent

SAMPLERS: Mapping[str, str] = MappingProxyType(
    {
        "ca1_pyramidal": "rat_ca1",
        "ca1_strong": "rat_ca1",
        "ca1_weak": "rat_ca1",
        "ca1_slow_inactivation": "rat_ca1",
        "l5_thick_tufted": "mouse_l5_basal",
        "l23_rat": "ferret_l23",
        "l23_human": "human_l23",
        "msn": "msn",
        "msn_active": "msn",
    }
)
"""Whose spines each preset is drawn with: the nearest preparation that was measured."""

ASSUMED_DENSITY_PER_UM = 1.0
"""Where neither the preset nor the sampler has a density."""

COLUMNS = 5
CLOSE_UP_UM = 14.0
"""Side of the close-up."""


@dataclass(frozen=True)
class Portrait:
    """One preset with its spines and its colours."""

    name: str
    scene: Scene
    colouring: Colouring


def portrait(name: str) -> Portrait:
    """A preset with spines, coloured by what a run of its cell says.

    Spines are those of the sampler of `SAMPLERS`, as dense as the preset's implicit spines and
    beginning where they do; without those as the sampler's published density, or 1 per um
    (ASSUMED). Colours are the amplitude of one back-propagating spike where the cell fires, and the
    input resistance at rest (direct current) where it has no sodium channels.

    Raises
    ------
    DescriptionError : no preset of that name.
    """
    if name not in PRESETS:
        raise DescriptionError(f"there is no cell preset '{name}'", tip=suggestion(name, PRESETS))
    cell = Cell.preset(name)
    morphology = scene_of(cell).morphology
    spines = population_spines(_population(name, cell), morphology)
    scene = Scene(morphology, spines, resolve_sites(morphology, spines))
    colouring = _amplitude(cell, scene) if _fires(cell) else _resistance(cell, scene)
    return Portrait(name, scene, colouring)


def save_gallery(path: Path, names: Sequence[str] = (), progress: Progress = silent) -> None:
    """Draw presets side by side, each with a close-up of 14 um of a dendrite.

    Parameters
    ----------
    path : PNG, PDF or SVG.
    names : of presets; none: all of them.
    progress : called with the finished fraction (0-1) and the name of the preset in work.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    chosen = names or tuple(PRESETS)
    portraits = []
    for done, name in enumerate(chosen):
        progress(done / len(chosen), name)
        portraits.append(portrait(name))
    columns = min(COLUMNS, len(portraits))
    rows = -(-len(portraits) // columns)
    figure = Figure(figsize=(3.4 * columns, 5.2 * rows), layout="constrained")
    FigureCanvasAgg(figure)
    parts = np.atleast_1d(figure.subfigures(rows, columns, squeeze=False)).ravel()
    for part, one in zip(parts, portraits, strict=False):
        whole, near = part.subplots(2, 1, height_ratios=(3, 1))
        flat = one.scene.standing(flat=True)
        cell, colours = one.scene.morphology, one.colouring
        draw_morphology(cell, axes=whole, spines=flat, colouring=colours, axon=False)
        whole.set_title(one.name.replace("_", " "), fontweight="bold")
        colour_bar(whole, colours, shrink=0.7)
        window_um = _close_up(cell)
        draw_morphology(cell, axes=near, spines=flat, colouring=colours, window_um=window_um)
        near.set_title("")
        whole.set_anchor("N")
    write_whole(path, lambda file: figure.savefig(file, dpi=110), "picture")


def _population(name: str, cell: Cell) -> Population:
    from spinecable.population.sampler import load_sampler

    implicit, sampler = cell.implicit_spines, load_sampler(SAMPLERS[name])
    density: float | Literal["published"] = ASSUMED_DENSITY_PER_UM
    start_um = 0.0
    if implicit is not None:
        density, start_um = implicit.density_per_um, implicit.min_path_distance_um
    elif sampler.density_per_um:
        density = "published"
    return Population(
        name="spine",
        sampler=SAMPLERS[name],
        density_per_um=density,
        path_distance_um=(start_um, 1e5),
    )


def _fires(cell: Cell) -> bool:
    from spinecable.electrics.presets import load_biophysics

    return "na" in load_biophysics(cell.biophysics).reversal_mV


def _amplitude(cell: Cell, scene: Scene) -> Colouring:
    table = bap(cell, to="all").set_index(["section", "position"])["amplitude_mV"]
    found = by_values(scene.morphology, table, label="spike amplitude (mV)")
    return as_their_dendrites(found, scene.morphology, scene.placements)


def _resistance(cell: Cell, scene: Scene) -> Colouring:
    table = impedance(cell, at=places_along(scene.morphology)).set_index("at")["input_Mohm"]
    found = by_values(scene.morphology, table, label="input resistance (MΩ)", logarithmic=True)
    return as_their_dendrites(found, scene.morphology, scene.placements)


def _close_up(morphology: Morphology) -> tuple[float, float, float, float]:
    """A window on the middle of a thin dendrite (oblique, else basal) with little else in it."""
    thin = morphology.in_domain("apical_oblique") or morphology.in_domain("dendrite")
    half = CLOSE_UP_UM / 2
    long = [section for section in thin if section.length_um > CLOSE_UP_UM] or list(thin)
    every = np.array(
        [
            section.point_um(x)[:2]
            for section in morphology.sections
            for x in np.linspace(0, 1, 2 + int(section.length_um))
        ]
    )

    def crowd(section: Section) -> int:
        return int((np.abs(every - section.point_um(0.5)[:2]) < half).all(axis=1).sum())

    x, y, _ = min(long, key=lambda section: abs(crowd(section) - CLOSE_UP_UM)).point_um(0.5)
    return x - half, x + half, y - half, y + half
