"""Electrical measures as work of the scoreboard, and where on the cells they are taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from spinecable.describe.cell import Cell
from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.site import Site
from spinecable.describe.spine import Spine
from spinecable.electrics.model import Model
from spinecable.electrics.ports import References
from spinecable.measures.impedance import along
from spinecable.measures.places import path_to
from spinecable.measures.subject import build, subject_of
from spinecable.mechanisms.load import neuron_h
from spinecable.morphology.read import read_morphology
from spinecable.population.sampler import load_sampler
from spinecable.simulate.job import Progress
from spinecable.validate.entry import Arrays, Floats, Scale, Task
from spinecable.validate.populations import imaged_shapes, sites, spines

CLUSTER_UM = 30.0
"""Length of branch over which many spines are activated (Harnett 2012, Losonczy & Magee 2006)."""

STEP_NA, STEP_MS, READ_MS = -0.04, 400.0, 30.0
"""The step of current that tells how a voltage attenuates, and how long before its end it is read
(Golding 2005)."""

SETTLE_MS = 1500.0
"""Time to come to rest after a block: many times the membrane's and the gates' time constants."""

STEADY_DT_MS = 0.1
"""Time step where nothing is fast (Golding 2005)."""

CA1_CELL = Cell()
"""Rat CA1 pyramidal cell, 34 C, implicit spines."""

L5_CELL = Cell.preset("l5_thick_tufted")
"""Thick-tufted layer-5 pyramidal cell."""


def numbers(table: Any) -> dict[str, Floats]:
    """The numerical columns of a table."""
    return {
        str(name): np.asarray(table[name], dtype=np.float64)
        for name in table.columns
        if table[name].dtype.kind in "fiu"
    }


def back_propagation(
    cell: Cell, spikes: int, blocked: tuple[str, ...], progress: Progress
) -> dict[str, Floats]:
    """`spinecable.measures.bap` along the apical dendrite."""
    from spinecable.measures import bap

    return numbers(bap(cell, spikes=spikes, blocked=blocked))


def invasion(cell: Cell, own: tuple[Spine, ...], progress: Progress) -> dict[str, Floats]:
    """`spinecable.measures.bap_in_spines` of one spike."""
    from spinecable.measures import bap_in_spines

    return numbers(bap_in_spines(cell, own))


def half_length(
    cell: Cell, blocked: tuple[str, ...], rest_mV: float, progress: Progress
) -> dict[str, Floats]:
    """Where a line through the ratios V / V_soma of the apical dendrite falls to a half.

    As Golding et al. 2005 did it: a step of -40 pA (theirs are of 30 to 50 pA, below 5 mV) for
    400 ms into the soma, read in its last 30 ms, and a line through recordings up to about 400 um
    out. Channels are blocked in the cell that rests with them at `rest_mV`: its leak stays as it
    is, and it is left to rest where it then does.

    Returns
    -------
    ``half_length_um``, ``rest_mV`` of the soma before the step and ``input_Mohm``.
    """
    with build(subject_of(cell, initial_mV=rest_mV)) as built:
        model = built.model
        for section in model.sections():
            for segment in section:
                for name in blocked:
                    if hasattr(segment, name):
                        getattr(segment, name).gbar = 0.0
        path = path_to(built, None)
        x = np.array([float(along(built, segment)["path_distance_um"]) for segment in path])
        rest, stepped = _step_from_rest(model, [model.soma_seg, *path])
    change = stepped - rest
    own = (x >= 50.0) & (x <= 400.0)
    slope, at_soma = np.polyfit(x[own], change[1:][own] / change[0], 1)
    return {
        "half_length_um": np.array([(0.5 - at_soma) / slope]),
        "rest_mV": rest[:1],
        "input_Mohm": change[:1] / STEP_NA,
    }


def _step_from_rest(model: Model, segments: Sequence[Any]) -> tuple[Floats, Floats]:
    """Voltages (mV) before the step, and their mean over its last 30 ms."""
    probe = References([segment._ref_v for segment in segments])
    clamp = neuron_h().IClamp(model.soma_seg)
    clamp.delay, clamp.dur, clamp.amp = SETTLE_MS, STEP_MS, STEP_NA
    model.initialise()
    model.advance(round(SETTLE_MS / STEADY_DT_MS), STEADY_DT_MS)
    rest = probe.read()
    model.advance(round((STEP_MS - READ_MS) / STEADY_DT_MS), STEADY_DT_MS)
    read = []
    for _ in range(round(READ_MS)):
        model.advance(round(1.0 / STEADY_DT_MS), STEADY_DT_MS)
        read.append(probe.read())
    clamp.amp = 0.0
    return rest, np.mean(read, axis=0)


def potentials(cell: Cell, own: tuple[Spine, ...], progress: Progress) -> dict[str, Floats]:
    """EPSP amplitudes of each spine by itself, and the impedance of the dendrite below it."""
    from spinecable.measures import attenuation, epsps

    table = epsps(cell, own)
    found = {}
    for place in ("head", "shaft", "soma"):
        at = table[table["place"] == place]
        found[f"{place}_mV"] = np.asarray(at["amplitude_mV"], dtype=np.float64)
        found[f"{place}_half_width_ms"] = np.asarray(at["half_width_ms"], dtype=np.float64)
    return {**found, **numbers(attenuation(cell, own))}


def potentials_at_soma(
    cell: Cell, own: tuple[Spine, ...], soma_mV: float, progress: Progress
) -> dict[str, Floats]:
    """`potentials` with every spine's receptors scaled so that its somatic EPSP has this size.

    Two corrections in proportion; what is left of the difference is a few percent.
    """
    from spinecable.describe.preparation import load_preparation

    head = load_preparation("mouse_l5").values("head")
    scale = np.ones(len(own))
    found = potentials(cell, own, progress)
    for round_ in (1, 2):
        progress(round_ / 3, "receptors for the somatic EPSP")
        scale *= soma_mV / found["soma_mV"]
        scaled = tuple(
            spine.model_copy(
                update={
                    "contents": {
                        "ampar_per_um3": factor * head["ampar_per_um3"],
                        "nmdar_count": factor * head["nmdar_count"],
                    }
                }
            )
            for spine, factor in zip(own, scale.tolist(), strict=True)
        )
        found = potentials(cell, scaled, progress)
    return found


def resistances(cell: Cell, own: tuple[Spine, ...], progress: Progress) -> dict[str, Floats]:
    """`spinecable.measures.neck_resistance`."""
    from spinecable.measures import neck_resistance

    return numbers(neck_resistance(cell, own))


def summed(
    cell: Cell, own: tuple[Spine, ...], counts: tuple[int, ...], progress: Progress
) -> dict[str, Floats]:
    """`spinecable.measures.cooperativity` without sodium channels."""
    from spinecable.measures import cooperativity

    return numbers(cooperativity(cell, own, counts=counts, window_ms=40.0, blocked=["na"]))


def dendritic_spike(cell: Cell, own: tuple[Spine, ...], progress: Progress) -> dict[str, Floats]:
    """`spinecable.measures.dendritic_spike_threshold`; NaN where the branch does not fire."""
    from spinecable.measures import dendritic_spike_threshold

    found = dendritic_spike_threshold(cell, own, window_ms=30.0)
    return {
        "threshold_mV": np.array([found.threshold_mV]),
        "nonlinearity_percent": np.array([found.nonlinearity_percent]),
        "slope_V_per_s": np.array([found.soma_slope_V_per_s]),
        "soma_fired": np.array([float(found.soma_fired)]),
    }


def ca1_spike(scale: Scale) -> Task:
    """One somatic spike in the CA1 cell."""
    return Task(back_propagation, (CA1_CELL, 1, ()))


def ca1_spike_without_a_type(scale: Scale) -> Task:
    """One spike without the A-type channels of the distal dendrite."""
    return Task(back_propagation, (CA1_CELL, 1, ("sc_kad",)))


def ca1_half_length(scale: Scale) -> Task:
    """A steady somatic voltage along the apical dendrite, at the rest of the recorded cells."""
    return Task(half_length, (CA1_CELL, (), -67.0))


def ca1_half_length_without_h(scale: Scale) -> Task:
    """The same cell with its h channels blocked."""
    return Task(half_length, (CA1_CELL, ("sc_hd",), -67.0))


def ca1_branches(scale: Scale) -> list[tuple[str, float]]:
    """Oblique branches that hold a whole cluster, and where it starts (fraction of the branch).

    Spread over all that are long enough, in order of their distance from the soma.
    """
    found = []
    for section in read_morphology(CA1_CELL.morphology).in_domain("apical_oblique"):
        start = max(0.0, 60.0 - section.path_distance_um(0.0)) + 10.0
        if section.length_um >= start + CLUSTER_UM + 10.0:
            at_um = section.path_distance_um(0.0) + start
            found.append((at_um, section.name, start / section.length_um))
    found.sort()
    count = min(scale.of(10, 1), len(found))
    chosen = [found[round(i)] for i in np.linspace(0, len(found) - 1, count)]
    return [(name, position) for _, name, position in chosen]


def cluster(branch: tuple[str, float], count: int) -> tuple[Spine, ...]:
    """Equally spaced spines over `CLUSTER_UM` of a branch."""
    name, start = branch
    length = read_morphology(CA1_CELL.morphology).section(name).length_um
    places = [
        Site(section=name, position=round(start + CLUSTER_UM * i / count / length, 6))
        for i in range(count)
    ]
    return tuple(spines(places, imaged_shapes(count)))


def ca1_spikes_of_branch(number: int) -> Any:
    """The run of one branch: more and more of its spines at once, until it fires."""

    def run(scale: Scale) -> Task:
        branch = ca1_branches(Scale())[number]
        return Task(dendritic_spike, (CA1_CELL, cluster(branch, 24)))

    return run


def ca1_summation_of_branch(number: int) -> Any:
    """The run of one branch: up to fifty spines at once without sodium channels."""

    def run(scale: Scale) -> Task:
        branch = ca1_branches(Scale())[number]
        counts = (5, 10, 20, 30, 40, 50)
        return Task(summed, (CA1_CELL, cluster(branch, 50), counts))

    return run


def ca1_spines(scale: Scale) -> tuple[Spine, ...]:
    """Spines of the trunk, of obliques and of the distal tuft, in this order."""
    places: list[Site] = []
    for domain, near, far, count in (
        ("apical_trunk", 50.0, 340.0, scale.of(16, 2)),
        ("apical_oblique", 60.0, 400.0, scale.of(18, 2)),
        ("apical_tuft", 500.0, 840.0, scale.of(16, 2)),
    ):
        places += sites(CA1_CELL.morphology, domain, near, far, count)
    return tuple(spines(places, imaged_shapes(len(places))))


def ca1_trunk_necks(scale: Scale) -> Task:
    """Necks drawn from rat CA1 on the apical trunk."""
    count = scale.of(50, 6)
    places = sites(CA1_CELL.morphology, "apical_trunk", 60.0, 340.0, count)
    shapes = list(load_sampler("rat_ca1").draw(count).geometries())
    return Task(resistances, (CA1_CELL, tuple(spines(places, shapes))))


def ca1_potentials(scale: Scale) -> Task:
    """EPSPs of the spines of `ca1_spines`."""
    return Task(potentials, (CA1_CELL, ca1_spines(scale)))


def shapes_of_resistance(resistances_Mohm: Sequence[float], Ra: float) -> list[SpineGeometry]:
    """Heads of 0.05 um^3 on necks 0.6 um long, as thin as each resistance asks for.

    Parameters
    ----------
    Ra : axial resistivity (ohm cm).
    """
    length_um = 0.6
    return [
        SpineGeometry(
            head_volume_um3=0.05,
            neck_length_um=length_um,
            neck_diameter_um=float(f"{np.sqrt(0.04 * Ra * length_um / (np.pi * R)):.6g}"),
        )
        for R in resistances_Mohm
    ]


def l5_basal(scale: Scale) -> list[Site]:
    """Places on proximal basal dendrites of the layer-5 cell."""
    return sites(L5_CELL.morphology, "basal", 25.0, 100.0, scale.of(12, 2))


def l5_potentials(scale: Scale) -> Task:
    """EPSPs of drawn basal spines that are 0.59 mV at the soma (Acker 2016)."""
    places = l5_basal(scale)
    shapes = list(load_sampler("mouse_l5_basal").draw(len(places)).geometries())
    return Task(potentials_at_soma, (L5_CELL, tuple(spines(places, shapes)), 0.59))


def l5_potentials_through(resistance_Mohm: float) -> Any:
    """The run of equal heads at the same places on necks of one resistance."""

    def run(scale: Scale) -> Task:
        places = l5_basal(scale)
        shapes = shapes_of_resistance([resistance_Mohm] * len(places), 100.0)
        return Task(potentials, (L5_CELL, tuple(spines(places, shapes))))

    return run


def l5_potentials_of_length(neck_length_um: float) -> Any:
    """The run of equal heads at the same places on necks 0.1 um wide and of one length."""

    def run(scale: Scale) -> Task:
        places = l5_basal(scale)
        shape = SpineGeometry(
            head_volume_um3=0.1, neck_length_um=neck_length_um, neck_diameter_um=0.1
        )
        return Task(potentials, (L5_CELL, tuple(spines(places, [shape] * len(places)))))

    return run


def l5_spike(scale: Scale) -> Task:
    """One somatic spike in the layer-5 cell."""
    return Task(back_propagation, (L5_CELL, 1, ()))


def ca1_invasion(scale: Scale) -> Task:
    """One somatic spike in spines with necks of 20 to 1000 MOhm."""
    count = scale.of(50, 4)
    places = sites(CA1_CELL.morphology, "apical_oblique", 60.0, 300.0, count)
    shapes = shapes_of_resistance(np.geomspace(20.0, 1000.0, count).tolist(), 150.0)
    return Task(invasion, (CA1_CELL, tuple(spines(places, shapes))))


def near(arrays: Arrays, spike: int, at_um: float, within_um: float = 20.0) -> Floats:
    """Amplitudes (mV) of one spike (from 1; -1 the last) at segments near a path distance."""
    number = arrays["spike"].max() if spike < 0 else spike
    away = np.abs(arrays["path_distance_um"] - at_um)
    own = arrays["spike"] == number
    close = own & (away <= max(within_um, float(away[own].min())))
    return np.asarray(arrays["amplitude_mV"][close])
