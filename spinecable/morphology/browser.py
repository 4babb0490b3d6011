"""A cell in three dimensions as one HTML file: no network, no further program than a browser."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from spinecable.morphology.colouring import NO_NUMBER, Colouring
from spinecable.morphology.draw import COLOURS, LABELS
from spinecable.morphology.draw_spines import SPINE_COLOUR, least_points
from spinecable.morphology.spines_in_space import DrawnSpine
from spinecable.morphology.tree import DOMAINS, FloatArray, Morphology
from spinecable.result.files import write_whole

SHADES = 256
"""Steps of the colour scale."""


def save_page(
    morphology: Morphology,
    file: Path,
    spines: Sequence[DrawnSpine] = (),
    colouring: Colouring | None = None,
) -> None:
    """Write a page with the cell as solid cones and spheres, to turn, shift and enlarge.

    Parameters
    ----------
    spines : from `spinecable.morphology.spines_in_space.stand_spines`.
    colouring : what the colours mean; None: the domains.

    Raises
    ------
    SpinecableError : the file cannot be written.
    """
    data = page_data(morphology, spines, colouring)
    content = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    page = files("spinecable.morphology").joinpath("viewer.html").read_text("utf-8")
    page = page.replace("{{title}}", html.escape(morphology.name))
    page = page.replace("{{data}}", content.replace("<", "\\u003c"))
    write_whole(file, lambda part: part.write_text(page, "utf-8"), "page")


def page_data(
    morphology: Morphology, spines: Sequence[DrawnSpine], colouring: Colouring | None
) -> dict[str, Any]:
    """What the page shows, ready for JSON.

    Returns
    -------
    name; ``palette``, colours as ``#rrggbb``; ``cones``, nine numbers each: x, y, z, radius of
    both ends (um) and the number of a colour; ``balls``, five: x, y, z, radius, colour;
    ``somata``, how many of the balls, the first ones, are the soma's; ``least``, the smallest
    radius at which a ball is seen (pixels);
    ``legend``: either ``label``, ``shades`` (how many colours at the palette's start) and
    ``ticks`` as pairs of a place (0-1) and a text, or ``items`` as pairs of a colour and a text.
    """
    palette, legend = _scale(colouring) if colouring else _domains(morphology, bool(spines))
    pieces = [np.full(len(s.points_um) - 1, DOMAINS.index(s.domain)) for s in morphology.sections]
    soma_shade = len(palette) - 1
    on_spines = [len(DOMAINS)] * len(spines)
    if colouring is not None:
        pieces = [_shades(colouring, numbers) for numbers in colouring.pieces]
        if np.isfinite(colouring.soma):
            soma_shade = int(_shades(colouring, np.array([colouring.soma]))[0])
        numbers = np.array([colouring.spines.get(spine.name, np.nan) for spine in spines])
        on_spines = list(_shades(colouring, numbers))
    cones: list[list[float]] = []
    for section, shades in zip(morphology.sections, pieces, strict=True):
        points = np.column_stack([section.points_um, section.diameters_um / 2])
        cones += np.column_stack([points[:-1], points[1:], shades]).tolist()
    soma = morphology.soma
    balls = [[*soma.centre_um, soma.diameter_um / 2, soma_shade]]
    if soma.kind not in ("contour", "assumed"):
        samples = zip(soma.points_um, soma.diameters_um, strict=True)
        balls = [[*point, diameter / 2, soma_shade] for point, diameter in samples]
    somata = len(balls)
    for spine, shade in zip(spines, on_spines, strict=True):
        neck = spine.neck_diameter_um / 2
        cones.append([*spine.base_um, neck, *spine.head_um, neck, shade])
        balls.append([*spine.head_um, spine.head_diameter_um / 2, shade])
    return {
        "name": morphology.name,
        "palette": palette,
        "cones": _short(cones),
        "balls": _short(balls),
        "somata": somata,
        "least": round(least_points(len(spines)) / 2, 3),
        "legend": legend,
    }


def _short(rows: list[list[float]]) -> list[float]:
    """All numbers in one list, rounded to nanometres, whole ones without a fraction."""
    values = (round(float(value), 3) for row in rows for value in row)
    return [int(value) if value.is_integer() else value for value in values]


def _shades(colouring: Colouring, numbers: FloatArray) -> Any:
    """Numbers of colours; that after the scale where there is no number."""
    _, norm = colouring.scale()
    place = np.ma.filled(norm(np.ma.masked_invalid(numbers)), np.nan)
    known = np.clip(np.nan_to_num(place) * SHADES, 0, SHADES - 1).astype(int)
    return np.where(np.isnan(place), SHADES, known)


def _scale(colouring: Colouring) -> tuple[list[str], dict[str, Any]]:
    from matplotlib.colors import to_hex

    chart, norm = colouring.scale()
    palette = [to_hex(chart((k + 0.5) / SHADES)) for k in range(SHADES)]
    return [*palette, NO_NUMBER, COLOURS["soma"]], {
        "label": colouring.label,
        "shades": SHADES,
        "ticks": [[float(norm(tick)), f"{tick:g}"] for tick in colouring.ticks()],
    }


def _domains(morphology: Morphology, spines: bool) -> tuple[list[str], dict[str, Any]]:
    palette = [*(COLOURS[domain] for domain in DOMAINS), SPINE_COLOUR, COLOURS["soma"]]
    present = {section.domain for section in morphology.sections}
    items = [[COLOURS[d], LABELS[d]] for d in DOMAINS if d in present]
    if spines:
        items.append([SPINE_COLOUR, "spines"])
    return palette, {"items": items}
