"""``draw``: one call for the picture of a morphology, a cell, an experiment or a result."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from spinecable.describe.cell import Cell
from spinecable.morphology.browser import save_page
from spinecable.morphology.colouring import Colouring
from spinecable.morphology.draw import colour_bar, draw_morphology
from spinecable.morphology.scene import Scene, scene_of
from spinecable.morphology.tree import Morphology
from spinecable.result.files import write_whole

if TYPE_CHECKING:
    from spinecable.describe.experiment import Experiment
    from spinecable.result.result import Result

Drawable = Morphology | Cell | Scene
"""And `Experiment` and `Result`."""


def draw(
    what: Drawable | Experiment | Result,
    *,
    colour_by: str | Colouring | None = None,
    axes: Any = None,
    axon: bool = True,
    around: str | None = None,
    width_um: float = 20.0,
) -> Any:
    """Draw a cell with its spines in two dimensions, with true diameters.

    Parameters
    ----------
    what : a morphology, a cell, or an experiment or a result, whose spines are drawn.
    colour_by : None: the domains; ``path_distance``, ``radial_distance``, ``diameter`` or
        ``branch_order``; of the spines ``head_volume_um3``, ``head_diameter_um``,
        ``neck_length_um`` or ``neck_diameter_um``; of a result every number that it has for each
        spine, such as ``peak_head_ca_uM``; or numbers of your own by
        `spinecable.morphology.colouring.by_values`.
    axes : matplotlib axes to draw into; a new figure by default.
    axon : whether to draw the axon.
    around : the middle of what is shown: a spine, ``soma``, a section's name or ``apical[3]:0.5``;
        None: everything is shown.
    width_um : of the square shown around it.

    Returns
    -------
    The matplotlib axes; ``draw(...).figure.savefig("cell.png")``.

    Raises
    ------
    DescriptionError : no such measure or place.
    """
    scene = what if isinstance(what, Scene) else scene_of(what)
    colouring = scene.colouring(colour_by) if isinstance(colour_by, str) else colour_by
    axes = draw_morphology(
        scene.morphology,
        spines=scene.standing(flat=True),
        colouring=colouring,
        axes=axes,
        axon=axon,
        window_um=None if around is None else scene.window_um(around, width_um),
    )
    if colouring is not None:
        colour_bar(axes, colouring)
    return axes


def save_drawing(
    what: Drawable | Experiment | Result,
    file: Path,
    colour_by: str | Colouring | None = None,
    *,
    around: str | None = None,
    width_um: float = 20.0,
) -> None:
    """Write the picture; the ending gives the format: png, pdf, svg, or html for one to turn.

    Parameters
    ----------
    what, colour_by, around, width_um : as in `draw`; a page to turn shows everything.
    """
    scene = what if isinstance(what, Scene) else scene_of(what)
    if file.suffix.lower() == ".html":
        colouring = scene.colouring(colour_by) if isinstance(colour_by, str) else colour_by
        save_page(scene.morphology, file, scene.standing(flat=False), colouring)
        return
    figure = draw(scene, colour_by=colour_by, around=around, width_um=width_um).figure
    write_whole(file, lambda part: figure.savefig(part, dpi=200, bbox_inches="tight"), "picture")
