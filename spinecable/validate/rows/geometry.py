"""Sizes and numbers of spines: what the samplers draw beside what was measured."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.population import Population
from spinecable.morphology.read import read_morphology
from spinecable.population.expand import population_spines
from spinecable.population.sampler import SpineSample, load_sampler
from spinecable.validate.entry import Floats, Part, Row
from spinecable.validate.gates import Band, Sign, Watch, Within, at_least

BARTOL_A = "Bartol et al. 2015 Front Synaptic Neurosci 7:17, 10.3389/fnsyn.2015.00017"
BARTOL_B = "Bartol et al. 2015 eLife 4:e10778, 10.7554/eLife.10778"
SCHOLL = "Scholl et al. 2021 Nature 590:111, 10.1038/s41586-020-03044-3 (the authors' data)"
HARRIS = "Harris & Stevens 1989 J Neurosci 9:2982, 10.1523/JNEUROSCI.09-08-02982.1989"
EYAL = "Eyal et al. 2016 eLife 5:e16553, 10.7554/eLife.16553"

CA1 = "rat CA1, stratum radiatum, electron microscopy"
FERRET = "ferret visual cortex, layer 2/3, electron microscopy, 155 spines"
SET = "The sampler takes this number from the same source, so that the row shows no skill."

DRAWS = 10_000


@lru_cache(maxsize=8)
def _draw(name: str, count: int = DRAWS) -> SpineSample:
    return load_sampler(name).draw(count, seed=1)


def _r(a: Floats, b: Floats) -> float:
    return float(np.corrcoef(a, b)[0, 1])


def _ca1_sizes() -> dict[str, Floats]:
    s = _draw("rat_ca1")
    return {"head volume": s.head_volume_um3, "length": s.neck_length_um + s.head_diameter_um}


def _ranges() -> float:
    """Largest over smallest of 287 heads, median of 34 draws."""
    volumes = _draw("rat_ca1").head_volume_um3[: 34 * 287].reshape(34, 287)
    return float(np.median(volumes.max(axis=1) / volumes.min(axis=1)))


def _moments(values: Floats) -> dict[str, float]:
    return {
        "mean": float(values.mean()),
        "SD": float(values.std(ddof=1)),
        "median": float(np.median(values)),
    }


def _ferret_volume() -> dict[str, float]:
    volume = _draw("ferret_l23").head_volume_um3
    logs = np.log(volume)
    return {**_moments(volume), "ln mean": float(logs.mean()), "ln SD": float(logs.std(ddof=1))}


def _ferret_correlations() -> dict[str, float]:
    s = _draw("ferret_l23")
    return {
        "with PSD area": _r(s.head_volume_um3, s.psd_area_um2),
        "with neck length": _r(s.head_volume_um3, s.neck_length_um),
    }


def _ca1_correlations() -> dict[str, float]:
    s = _draw("rat_ca1")
    return {
        "with neck length": _r(s.head_volume_um3, s.neck_length_um),
        "with neck diameter": _r(s.head_volume_um3, s.neck_diameter_um),
    }


def _thicker() -> float:
    """Mean neck resistance with necks as in frozen tissue over that with fixed ones."""
    s = _draw("rat_ca1")
    frozen = 1.0 / (s.neck_diameter_um / 1.42) ** 2
    return float(
        (s.neck_length_um * frozen).mean() / (s.neck_length_um / s.neck_diameter_um**2).mean()
    )


def _human_neck() -> float:
    shape = SpineGeometry(
        head_volume_um3=(2.8 / np.pi) ** 1.5 * np.pi / 6, neck_length_um=1.35, neck_diameter_um=0.25
    )
    return shape.neck_resistance_Mohm(load_sampler("human_l23").Ra_ohm_cm)


def _human_less_mouse() -> dict[str, float]:
    human, mouse = _draw("human_l23"), _draw("mouse_l5_basal")
    return {
        "head volume": float(human.head_volume_um3.mean() - mouse.head_volume_um3.mean()),
        "neck length": float(human.neck_length_um.mean() - mouse.neck_length_um.mean()),
        "neck diameter": float(human.neck_diameter_um.mean() - mouse.neck_diameter_um.mean()),
    }


def _ca1_total() -> dict[str, float]:
    morphology = read_morphology("ca1_pyramidal")
    everywhere = Population(
        name="spines", sampler="rat_ca1", domain="dendrite", density_per_um="published"
    )
    count = len(population_spines(everywhere, morphology))
    length = sum(section.length_um for section in morphology.in_domain("dendrite"))
    return {"spines": float(count), "per um": count / length}


def _msn_density() -> float:
    return float(np.mean(list(load_sampler("msn").density_per_um.values())))


def _within_20_percent(unit: str, **numbers: float) -> tuple[Part, ...]:
    return tuple(
        Part(value, unit if "ln" not in name else "1", Within(0.20), name=name.replace("_", " "))
        for name, value in numbers.items()
    )


ROWS = (
    Row(
        id="G1",
        quantity="mean size of spines",
        preparation=f"{CA1}, 72 spines of a large apical dendrite",
        condition="anatomy",
        parts=(
            Part(0.03, "um3", Within(0.30), name="head volume"),
            Part(0.85, "um", Within(0.30), name="length", says="0.85, base to tip"),
        ),
        source=BARTOL_A,
        how="10,000 draws of the sampler rat_ca1; length is neck and head",
        grade="A",
        runs=(),
        measure=_ca1_sizes,
        note="The sampler takes its mean volume from the same source; the length is not set.",
        fast=True,
    ),
    Row(
        id="G2",
        quantity="largest over smallest head volume",
        preparation=f"{CA1}, 287 spines",
        condition="anatomy",
        parts=(Part(60.0, "1", Band(30.0, 120.0)),),
        source=BARTOL_B,
        how="median over 34 draws of 287 spines",
        grade="A",
        runs=(),
        measure=_ranges,
        note=SET,
        fast=True,
    ),
    Row(
        id="G4",
        quantity="head area against head volume, r2",
        preparation=f"{CA1}, 287 spines",
        condition="anatomy",
        parts=(Part(0.99, "1", at_least(0.95)),),
        source=BARTOL_B,
        how="squared Pearson correlation over 10,000 draws; heads are spheres",
        grade="A",
        runs=(),
        measure=lambda: _r(_draw("rat_ca1").head_volume_um3, _draw("rat_ca1").head_area_um2) ** 2,
        why="Heads are spheres, whose area grows with the power 2/3 of the volume; over a range of "
        "100 a straight line misses that curve. Real heads flatten as they grow.",
        fast=True,
    ),
    Row(
        id="G5",
        quantity="head volume, correlation",
        preparation="rat CA1; mouse cortex",
        condition="anatomy",
        parts=(
            Part(0.0, "1", Band(-0.15, 0.15), name="with neck length", says="none"),
            Part(unit="1", gate=Band(0.0, 0.5), name="with neck diameter", says="none or weak"),
        ),
        source=f"{BARTOL_B}; Arellano et al. 2007 Front Neurosci 1:131, "
        "10.3389/neuro.01.1.1.010.2007; Ofer et al. 2021 Dev Neurobiol 81:746, 10.1002/dneu.22829",
        how="Pearson correlation over 10,000 draws",
        grade="A",
        runs=(),
        measure=_ca1_correlations,
        note=SET,
        fast=True,
    ),
    Row(
        id="G6",
        quantity="head volume",
        preparation=FERRET,
        condition="anatomy",
        parts=_within_20_percent(
            "um3", mean=0.393, SD=0.296, median=0.346, ln_mean=-1.32, ln_SD=1.04
        ),
        source=SCHOLL,
        how="10,000 draws of the sampler ferret_l23",
        grade="A",
        runs=(),
        measure=_ferret_volume,
        note=SET,
        fast=True,
    ),
    Row(
        id="G7",
        quantity="PSD area",
        preparation=FERRET,
        condition="anatomy",
        parts=_within_20_percent("um2", mean=0.293, SD=0.219, median=0.256),
        source=SCHOLL,
        how="10,000 draws of the sampler ferret_l23",
        grade="A",
        runs=(),
        measure=lambda: _moments(_draw("ferret_l23").psd_area_um2),
        note=SET,
        fast=True,
    ),
    Row(
        id="G8",
        quantity="neck length",
        preparation=FERRET,
        condition="anatomy",
        parts=_within_20_percent("um", mean=1.87, SD=0.86, median=1.74),
        source=SCHOLL,
        how="10,000 draws of the sampler ferret_l23",
        grade="A",
        runs=(),
        measure=lambda: _moments(_draw("ferret_l23").neck_length_um),
        note=f"Long beside rodents. {SET}",
        fast=True,
    ),
    Row(
        id="G9",
        quantity="head volume, correlation",
        preparation=FERRET,
        condition="anatomy",
        parts=(
            Part(0.79, "1", Band(0.7, 0.9), name="with PSD area"),
            Part(0.02, "1", Band(-0.15, 0.15), sd=0.08, name="with neck length", says="0.02"),
        ),
        source=SCHOLL,
        how="Pearson correlation over 10,000 draws of the sampler ferret_l23",
        grade="A",
        runs=(),
        measure=_ferret_correlations,
        note=SET,
        fast=True,
    ),
    Row(
        id="G10",
        quantity="neck diameter",
        preparation="rat CA1, electron microscopy",
        condition="anatomy",
        parts=(Part(0.15, "um", Within(0.30), sd=0.06),),
        source=HARRIS,
        how="10,000 draws of the sampler rat_ca1",
        grade="B",
        runs=(),
        measure=lambda: _draw("rat_ca1").neck_diameter_um,
        note=SET,
        fast=True,
    ),
    Row(
        id="G11",
        quantity="neck resistance, frozen over fixed tissue",
        preparation="mouse cortex, electron microscopy",
        condition="cryo beside chemical fixation",
        parts=(Part(2.02, "1", Watch(), says="2.0 (necks 42 % thicker)"),),
        source="Tamada et al. 2020 eLife 9:e56384, 10.7554/eLife.56384",
        how="mean resistance with every neck 1.42 times thinner, over that of the sampler rat_ca1",
        grade="B",
        runs=(),
        measure=_thicker,
        note="The samplers do not correct for fixation: their neck resistances are low by this.",
    ),
    Row(
        id="G12",
        quantity="neck length",
        preparation="rodent hippocampus, light microscopy",
        condition="anatomy",
        parts=(Part(0.7, "um", Watch(), sd=0.6),),
        source="Adrian et al. 2017 Biophys J 113:2261, as in Rodrigues et al. 2023 "
        "eLife 12:e80152, 10.7554/eLife.80152",
        how="10,000 draws of the sampler rat_ca1",
        grade="B",
        runs=(),
        measure=lambda: _draw("rat_ca1").neck_length_um,
    ),
    Row(
        id="G15",
        quantity="neck resistance of the mean human spine",
        preparation="human layer 2/3",
        condition="model of the paper: head 2.8 um2, neck 1.35 um x 0.25 um",
        parts=(Part(unit="Mohm", gate=Band(50.0, 80.0), says="50-80"),),
        source=EYAL,
        how="4 Ra L / (pi d2) with the axial resistivity of the preparation",
        grade="A",
        runs=(),
        measure=_human_neck,
        fast=True,
    ),
    Row(
        id="G16",
        quantity="human less mouse spines",
        preparation="human and mouse cortex, confocal microscopy",
        condition="fixed tissue",
        parts=tuple(
            Part(unit=unit, gate=Sign(1), name=name, says=says)
            for name, unit, says in (
                ("head volume", "um3", "larger heads"),
                ("neck length", "um", "longer necks"),
                ("neck diameter", "um", "thicker necks"),
            )
        ),
        source="Ofer et al. 2022 eNeuro 9(3), 10.1523/ENEURO.0039-22.2022",
        how="difference of the means of the samplers human_l23 and mouse_l5_basal",
        grade="A",
        runs=(),
        measure=_human_less_mouse,
        fast=True,
    ),
    Row(
        id="G18",
        quantity="spines of a whole cell",
        preparation="rat CA1 pyramidal cell, electron microscopy",
        condition="anatomy",
        parts=(
            Part(30_000.0, "1", Within(0.25), name="spines"),
            Part(2.5, "/um", Within(0.25), name="per um"),
        ),
        source="Megias et al. 2001 Neuroscience 102:527, 10.1016/S0306-4522(00)00496-6",
        how="spines placed at the sampler's densities on all dendrite of the bundled cell",
        grade="A",
        runs=(),
        measure=_ca1_total,
        note="The cell's length is from the same paper, the densities are from a table of several: "
        "2.89 per um, and 0.81 in the tuft (Harris & Weinberg 2012, 10.1101/cshperspect.a005587).",
        fast=True,
    ),
    Row(
        id="G19",
        quantity="spine density",
        preparation="mouse striatum, D1 and D2 medium spiny neurons",
        condition="light microscopy, sham",
        parts=(Part(0.65, "/um", Within(0.20), says="0.64 and 0.66"),),
        source="Gagnon et al. 2017 Sci Rep 7:41432, 10.1038/srep41432",
        how="density of the sampler msn",
        grade="A",
        runs=(),
        measure=_msn_density,
        note=SET,
        fast=True,
    ),
)
