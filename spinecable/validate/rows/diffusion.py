"""Diffusion through necks: recovery after bleaching, and what holds large molecules back."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from spinecable.chemistry.contents import kinetic_parameters
from spinecable.chemistry.grid import AttachedSpine, ShaftSection, build_grid
from spinecable.describe.geometry import SpineGeometry
from spinecable.plasticity.retention import effective_diffusion, free_to_bind
from spinecable.population.sampler import SpineSample, load_sampler
from spinecable.validate.entry import Floats, Part, Row
from spinecable.validate.gates import Band, Sign, Watch, at_least
from spinecable.validate.populations import imaged_shapes
from spinecable.validate.rows.kinase import IMPOSED, induced_enzymes

CAMKII_UM2_PER_S = 0.32
"""Diffusion of the holoenzyme: the cofilin model of Blackwell's group, as the head's PP1
(ASSUMED for this row; models have 0.1 to 7.6, and the reactions keep CaMKII in the head)."""

SHARES = (0.6, 0.2)
"""Of the difference at the start; the time constant is fitted between them, when the head has
settled with its neck."""

DRAWN = 100

LAST_PULSE_S = 58.0
"""Of the train of Chang 2019."""


@lru_cache(maxsize=1)
def _ca1(count: int) -> SpineSample:
    return load_sampler("rat_ca1").draw(count, seed=1)


def exchange_s(geometry: SpineGeometry, diffusion_um2_per_s: float) -> float:
    """Time constant at which an inert molecule leaves a head into 40 um of 1 um dendrite (s).

    On the grid of the chemistry: the amounts' linear equations, solved by their eigenvectors, and
    a straight line through the logarithm of the head's excess over the final level.
    """
    grid = build_grid(
        [AttachedSpine("s", geometry, "d", 20.0)],
        [ShaftSection("d", 40.0, 1.0)],
        neck_cells=20,
        shaft_cell_um=0.2,
    )
    volume = np.array([c.volume_um3 for c in grid.compartments])
    flow = np.zeros((len(volume), len(volume)))
    for link in grid.links:
        for a, b in ((link.a, link.b), (link.b, link.a)):
            flow[a, b] += link.factor_um
            flow[a, a] -= link.factor_um
    root = np.sqrt(volume)
    rates, vectors = np.linalg.eigh(diffusion_um2_per_s * flow / np.outer(root, root))
    head = grid.spines[0].head
    final = volume[head] / volume.sum()
    slow = geometry.volume_um3 * geometry.neck_length_um / geometry.neck_cross_section_um2
    time = np.linspace(0.0, 4.0 * slow / diffusion_um2_per_s, 400)
    excess = (np.exp(np.outer(time, rates)) @ vectors[head] ** 2 - final) / (1.0 - final)
    fitted = (excess <= SHARES[0]) & (excess >= SHARES[1])
    return float(-1.0 / np.polyfit(time[fitted], np.log(excess[fitted]), 1)[0])


def _resistances() -> dict[str, Floats | float]:
    """Neck resistance from the exchange of a dye, R = tau D rho / V, over the electrical one."""
    sampler = load_sampler("mouse_l5_basal")
    shapes = sampler.draw(50, seed=1).geometries()
    found, electrical = [], []
    for g in shapes:
        tau = exchange_s(g, 50.0)
        found.append(1e-2 * tau * 50.0 * sampler.Ra_ohm_cm / g.volume_um3)
        electrical.append(g.neck_resistance_Mohm(sampler.Ra_ohm_cm))
    ratio = np.array(found) / np.array(electrical)
    near = float(100 * (np.abs(ratio - 1) <= 0.15).mean())
    return {"exchange over electrical": ratio, "spines within 15 %": near}


def _tail() -> float:
    s = _ca1(10_000)
    tau = s.head_volume_um3 * s.neck_length_um / s.neck_diameter_um**2
    return float(np.quantile(tau, 0.99) / np.median(tau))


def partial_correlations(values: Floats, causes: Floats) -> Floats:
    """Of `values`, shape (n,), with each of `causes`, shape (n, k), the others held; shape (k,)."""
    found = []
    for i in range(causes.shape[1]):
        others = np.column_stack([np.ones(len(values)), np.delete(causes, i, axis=1)])
        left = [v - others @ np.linalg.lstsq(others, v)[0] for v in (values, causes[:, i])]
        found.append(np.corrcoef(*left)[0, 1])
    return np.array(found)


def _width_decides() -> dict[str, float]:
    """Partial correlations of the time constant with width, length and volume."""
    found = {}
    for name, shapes in (
        ("", imaged_shapes(DRAWN)),
        (", all sizes", load_sampler("rat_ca1").draw(DRAWN, seed=1).geometries()),
    ):
        tau = np.array([exchange_s(g, 50.0) for g in shapes])
        causes = [(g.neck_diameter_um, g.neck_length_um, g.volume_um3) for g in shapes]
        width, length, volume = np.abs(partial_correlations(tau, np.array(causes)))
        found[f"width over length{name}"] = float(width / length)
        found[f"width over volume{name}"] = float(width / volume)
    return found


def _holoenzyme() -> float:
    s = _ca1(10_000)
    average = SpineGeometry(
        head_volume_um3=float(s.head_volume_um3.mean()),
        neck_length_um=float(s.neck_length_um.mean()),
        neck_diameter_um=float(s.neck_diameter_um.mean()),
    )
    return exchange_s(average, CAMKII_UM2_PER_S)


def _held_back() -> dict[str, float]:
    """The holoenzyme where actin binds it: rest, and the fastest during an induction."""
    course = induced_enzymes()
    diffusion = effective_diffusion(CAMKII_UM2_PER_S, free_to_bind(course))
    top = int(np.argmax(diffusion))
    half = diffusion[0] + 0.5 * (diffusion[top] - diffusion[0])
    last = course.time_s[np.flatnonzero(diffusion > half)[-1]]
    return {
        "spine less dendrite": float(diffusion[0] - CAMKII_UM2_PER_S),
        "in LTP over before": float(diffusion[top] / diffusion[0]),
        "half back": float(last - LAST_PULSE_S),
    }


def _coefficients() -> dict[str, float]:
    rates = kinetic_parameters()
    return {"free calcium": rates["d_ca_um2_per_s"][0], "OGB-1": rates["d_ogb1_um2_per_s"][0]}


ROWS = (
    Row(
        id="D2",
        quantity="neck resistance from dye exchange and from its shape",
        preparation="mouse layer 5, basal dendrites",
        condition="fluorescence recovery of a cytosolic dye",
        parts=(
            Part(
                1.0,
                "1",
                Band(0.85, 1.15),
                name="exchange over electrical",
                says="204 and 179 Mohm",
            ),
            Part(100.0, "%", Watch(), name="spines within 15 %", says="all"),
        ),
        source="Acker, Hoyos & Loew 2016 eNeuro 3(2), 10.1523/ENEURO.0050-15.2016",
        how="exchange of an inert dye (50 um2/s) between head and dendrite on the grid of the "
        "chemistry, R = tau D rho / V with the head's volume, over the resistance of the neck's "
        "cylinder; 50 spines",
        grade="A",
        runs=(),
        measure=_resistances,
        note="The bare formula gives the neck no volume, the head and the dendrite no resistance: "
        "from 1 % (narrow necks, large heads) to 17 % (small heads) the exchange is slower.",
        fast=True,
    ),
    Row(
        id="D3",
        quantity="spines that hardly exchange",
        preparation="rat CA1, organotypic, PA-GFP",
        condition="photoactivation",
        parts=(Part(10.0, "1", Watch(), says="an isolated class"),),
        source="Bloodgood & Sabatini 2005 Science 310:866, 10.1126/science.1114816",
        how="99th percentile over median of V L / (D A) of 10000 CA1 spines; D cancels",
        grade="A",
        runs=(),
        measure=_tail,
        note="The isolated class of the paper depends on activity, which no fixed shape shows.",
        fast=True,
    ),
    Row(
        id="D5",
        quantity="what decides compartmentalisation",
        preparation="mouse CA1, organotypic, STED",
        condition="fluorescence recovery",
        parts=(
            Part(gate=at_least(1.0), name="width over length", says="width first"),
            Part(gate=at_least(1.0), name="width over volume", says="width first"),
            Part(gate=Watch(), name="width over length, all sizes", says="not measured"),
            Part(gate=Watch(), name="width over volume, all sizes", says="not measured"),
        ),
        source="Tonnesen, Katona, Rozsa & Nagerl 2014 Nat Neurosci 17:678, 10.1038/nn.3682",
        how="partial correlations of the exchange time with neck width, neck length and head "
        f"volume in {DRAWN} spines as chosen under a microscope (0.03 to 0.12 um3), and for "
        "comparison in as many of the sampler rat_ca1",
        grade="A",
        runs=(),
        measure=_width_decides,
        note="Time goes with width to the power -2, length and volume to the power 1, so the order "
        "is that of their spreads: among all sizes that electron microscopy sees, with heads of "
        "0.003 to 0.56 um3, width does not lead.",
        fast=True,
    ),
    Row(
        id="D6",
        quantity="diffusion coefficients",
        preparation="cytosol",
        condition="input",
        parts=(
            Part(220.0, "um2/s", Watch(), name="free calcium"),
            Part(50.0, "um2/s", Watch(), name="OGB-1"),
        ),
        source="Allbritton, Meyer & Stryer 1992 Science 258:1812, 10.1126/science.1465619; "
        "Cornelisse et al. 2007 PLoS ONE 2:e1073, 10.1371/journal.pone.0001073",
        how="constants of the library",
        grade="B",
        runs=(),
        measure=_coefficients,
        note="An input, so that the row shows no skill.",
        fast=True,
    ),
    Row(
        id="D7",
        quantity="actin holds proteins above 100 kDa",
        preparation="hippocampal spines, two-photon FCS",
        condition="baseline, and early in structural LTP",
        parts=(
            Part(gate=Sign(-1), unit="um2/s", name="spine less dendrite", says="slower in spines"),
            Part(gate=at_least(1.0), name="in LTP over before", says="faster for a while"),
            Part(gate=Watch(), unit="s", name="half back", says="early in LTP"),
        ),
        source="Obashi et al. 2019 Cell Rep 27:1503, PII S2211-1247(19)30461-9",
        how="effective diffusion of CaMKII that binds actin while it holds neither calmodulin nor "
        "phosphate (`spinecable.plasticity.retention`): spine less dendrite at rest, its highest "
        f"value over rest {IMPOSED}, and the time from the last pulse until half of the rise is "
        "gone",
        grade="A",
        runs=(),
        measure=_held_back,
        note="Binding is set by the content of spines, twice that of dendrites (Feng 2011), so "
        "that the sign shows no skill, nor does that of the change: active CaMKII lets go of "
        "actin. The paper finds a mesh that holds inert proteins too; here there is only binding, "
        "and only of CaMKII. In runs CaMKII stays in the head.",
        fast=True,
    ),
    Row(
        id="D8",
        quantity="escape of the CaMKII holoenzyme",
        preparation="rat CA1, spine of average size",
        condition="diffusion only; a Monte-Carlo model, no measurement",
        parts=(Part(4.0, "s", Band(2.0, 8.0)),),
        source="Byrne, Waxham & Kubota 2011 J Comput Neurosci 31:1, 10.1007/s10827-010-0293-9",
        how="exchange of an inert molecule of 0.32 um2/s from a head of the sampler's mean volume "
        "through a neck of its mean length and width",
        grade="A",
        runs=(),
        measure=_holoenzyme,
        note="Models of the holoenzyme have 0.1 to 7.6 um2/s; the time goes with its inverse. In "
        "runs CaMKII stays in the head.",
        why="The published geometry and coefficient are not those used here; with this "
        "coefficient the mean CA1 spine loses the holoenzyme faster.",
        fast=True,
    ),
)
