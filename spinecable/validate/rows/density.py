"""Numbers of spines on a dendrite, their membrane, and how alike two spines of one axon are."""

from __future__ import annotations

import numpy as np

from spinecable.describe.population import Population
from spinecable.morphology.read import read_morphology
from spinecable.morphology.tree import Section, frusta_area_um2
from spinecable.population.expand import population_spines
from spinecable.population.sampler import load_sampler
from spinecable.validate.entry import Arrays, Floats, Part, Row
from spinecable.validate.gates import Band, Watch
from spinecable.validate.slice_runs import TWINS, twins

BARE_UM = 60.0
"""The dendrite of human cells nearer to the soma carries hardly any spines (Eyal 2016)."""

COMPARTMENTS = {
    "basal": ("basal", None),
    "proximal apical": ("apical", (0.0, 300.0)),
    "distal apical": ("apical_tuft", None),
}
"""Of the CA1 cell (ASSUMED): name -> domain and range of path distances (um)."""


def outer_membrane_um2(section: Section, from_um: float) -> float:
    """Membrane of the pieces of a section whose middle is further than this from the soma."""
    arc = section.path_start_um + section.arc_um
    outer = np.flatnonzero((arc[1:] + arc[:-1]) / 2 > from_um)
    return sum(
        frusta_area_um2(section.points_um[i : i + 2], section.diameters_um[i : i + 2])
        for i in outer
    )


def _spine_factor(domain: str) -> float:
    """(dendrite + spines) / dendrite, spines at the sampler's density on the human cell."""
    morphology = read_morphology("l23_human")
    population = Population.model_validate(
        {
            "name": "spines",
            "sampler": "human_l23",
            "domain": domain,
            "density_per_um": "published",
            "path_distance_um": (BARE_UM, 1e4),
        }
    )
    spines = population_spines(population, morphology)
    own = sum(s.geometry.head_area_um2 + s.geometry.neck_area_um2 for s in spines)
    bare = sum(outer_membrane_um2(s, BARE_UM) for s in morphology.in_domain(domain))
    return 1.0 + own / bare


def _densities() -> dict[str, float]:
    """Spines per um of the bundled CA1 cell by compartment, at the sampler's density."""
    morphology = read_morphology("ca1_pyramidal")
    found = {}
    for name, (domain, reach_um) in COMPARTMENTS.items():
        about = {"path_distance_um": reach_um} if reach_um else {}
        population = Population.model_validate(
            {
                "name": "spines",
                "sampler": "rat_ca1",
                "domain": domain,
                "density_per_um": "published",
                **about,
            }
        )
        low, high = reach_um or (0.0, np.inf)
        length = sum(
            max(min(s.path_end_um, high) - max(s.path_start_um, low), 0.0)
            for s in morphology.in_domain(domain)
        )
        found[name] = len(population_spines(population, morphology)) / length
    return found


def pair_cv(volume_um3: Floats) -> float:
    """Median coefficient of variation of pairs (Bartol 2015: SD over mean of two, n - 1).

    Parameters
    ----------
    volume_um3 : shape (n_pairs, 2).
    """
    return float(np.median(volume_um3.std(axis=1, ddof=1) / volume_um3.mean(axis=1)))


def _pairs(run: Arrays) -> dict[str, float]:
    strangers = load_sampler("rat_ca1").draw(10_000, seed=1).head_volume_um3.reshape(-1, 2)
    time, volume = run["late_time_min"], run["late_head_volume_um3"]
    after = np.array([np.interp(40.0, time, v) for v in volume]).reshape(TWINS, 2)
    return {"no history shared": pair_cv(strangers), "equal heads after one train": pair_cv(after)}


ROWS = (
    Row(
        id="G3",
        quantity="CV of head volume of two spines of one axon",
        preparation="rat CA1, stratum radiatum, electron microscopy, 17 pairs on one dendrite",
        condition="anatomy",
        parts=(
            Part(0.083, "1", Watch(), name="no history shared"),
            Part(0.083, "1", Watch(), name="equal heads after one train"),
        ),
        source="Bartol et al. 2015 eLife 4:e10778, 10.7554/eLife.10778",
        how="median over pairs of SD over mean: two draws of the sampler, as it knows no axons; "
        f"and {TWINS} pairs of equal heads, 1 um apart, 40 min after a theta burst whose vesicles "
        "each bouton releases by chance",
        grade="A",
        runs=(twins,),
        measure=_pairs,
        note="One train is no life: what makes two spines alike that began unlike, nothing in the "
        "model does, because growth adds to the volume and never forgets it.",
    ),
    Row(
        id="G14",
        quantity="(dendrite + spines) / dendrite, membrane",
        preparation="human layer 2/3, confocal microscopy, two donors",
        condition="fixed tissue",
        parts=tuple(
            Part(
                2.39,
                "1",
                Band(1.8, 2.4),
                sd=sd,
                name=domain,
                says=f"2.39 ± {sd:g} at 40 years, {old:g} at 85",
            )
            for domain, sd, old in (("basal", 0.63, 1.89), ("apical", 0.27, 1.87))
        ),
        source="Eyal et al. 2016 eLife 5:e16553, 10.7554/eLife.16553",
        how="spines of the sampler human_l23 at its density on the bundled human cell beyond "
        f"{BARE_UM:g} um from the soma",
        grade="A",
        runs=(),
        measure=lambda: {domain: _spine_factor(domain) for domain in ("basal", "apical")},
        note="The dendrites are as thick as those of six cells of the same laboratories (1.19 um, "
        "ModelDB 195667), and spines have the paper's mean membrane of 3.9 um2. Their density of "
        "1.2 per um is ASSUMED: the factor would be 2.39 with 1.35 per um and 1.89 with 0.86. The "
        "cell preset l23_human does not use it: its implicit spines are set to the paper's 1.9.",
        fast=True,
    ),
    Row(
        id="G21",
        quantity="spine density by compartment",
        preparation="rat piriform cortex, pyramidal cells, P34-35, two-photon microscopy",
        condition="anatomy",
        parts=tuple(
            Part(mean, "/um", Watch(), name=name, says=f"{mean:g} ± {sem:g} (SEM)")
            for name, mean, sem in (
                ("basal", 0.76, 0.04),
                ("proximal apical", 0.94, 0.12),
                ("distal apical", 0.45, 0.03),
            )
        ),
        source="Poo & Isaacson 2007 J Neurosci 27:7553, 10.1523/JNEUROSCI.1786-07.2007, Fig. 3",
        how="spines at the density of the sampler rat_ca1 on the bundled CA1 cell: basal, apical "
        "within 300 um, tuft",
        grade="A",
        runs=(),
        measure=_densities,
        note="There is no preparation of piriform cortex. Electron microscopy of CA1 counts 2.89 "
        "per um in stratum radiatum and 0.81 in the tuft's layer (Harris & Weinberg 2012, "
        "10.1101/cshperspect.a005587); the least are in the tuft in both.",
        fast=True,
    ),
)
