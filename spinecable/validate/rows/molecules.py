"""Amounts of molecules in a spine, and how calcineurin answers calcium."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from spinecable.chemistry.contents import can_active_weights, head_scheme, scheme_values
from spinecable.chemistry.library.calcineurin import calcineurin
from spinecable.chemistry.library.calmodulin import calmodulin
from spinecable.chemistry.reactions import compose
from spinecable.chemistry.steady import steady_state
from spinecable.constants import MOLECULES_PER_UM_UM3
from spinecable.describe.preparation import load_preparation
from spinecable.plasticity.retention import bound_per_free
from spinecable.plasticity.slot_model import sphere_area_um2
from spinecable.population.sampler import load_sampler
from spinecable.validate.entry import Floats, Part, Row, absent
from spinecable.validate.gates import Band, Sign, Watch, at_least, at_most

RODRIGUES = "Rodrigues et al. 2023 eLife 12:e80152, 10.7554/eLife.80152"
FENG = "Feng, Raghavachari & Lisman 2011 Brain Res 1419:46, PMID 21925648"
INPUT = "An input, so that the row shows no skill."
CHEN = "Chen et al. 2005 PNAS 102:11551, 10.1073/pnas.0505359102"
PSD_HOLOENZYMES_PER_UM2 = 80.0 / (np.pi * 0.18**2)
"""CaMKII in a postsynaptic density: 80 in one 360 nm wide, Chen 2005."""
MUSHROOM_UM3 = (0.2, 0.35)
"""Heads that hold the 2590 holoenzymes at 16 uM of Feng 2011: 0.27 um3."""

ENZYME_UM, CALMODULIN_UM = 0.003, 0.1
"""Calcineurin and calmodulin of an assay in vitro: much more of the latter (ASSUMED)."""


def _content(name: str) -> float:
    return load_preparation().values("head")[name]


def hill_slope(calcium_uM: Floats, activity: Floats) -> float:
    """Slope of log(activity / (1 - activity)) against log calcium between 20 and 80 %."""
    share = activity / activity.max()
    steep = (share >= 0.2) & (share <= 0.8)
    logit = np.log(share[steep] / (1.0 - share[steep]))
    return float(np.polyfit(np.log(calcium_uM[steep]), logit, 1)[0])


def _calcineurin_hill() -> float:
    """Calcineurin, calmodulin and calcium alone, at steady state."""
    parts = compose("assay", [calmodulin(), calcineurin()])
    cam = {s.name: 1.0 for s in parts.species if "cam" in s.name}
    scheme = replace(parts, conserved={**parts.conserved, "cam": cam})
    totals = {"can_total_uM": ENZYME_UM}
    calcium = np.geomspace(0.02, 50.0, 60)
    weights = can_active_weights(scheme)
    activity = []
    for held in calcium:
        state = steady_state(scheme, held, values=totals, free_calmodulin_uM=CALMODULIN_UM)
        activity.append(sum(w * state[name] for name, w in weights.items()))
    return hill_slope(calcium, np.array(activity))


def _receptors() -> dict[str, float]:
    """AMPA receptors of 50 spines; largest of each of 40 draws."""
    volume = load_sampler("rat_ca1").draw(2000, seed=1).head_volume_um3
    count = _content("ampar_per_um3") * volume
    return {
        "slope": float(np.polyfit(volume, count, 1)[0]),
        "largest of 50": float(count.reshape(40, 50).max(axis=1).mean()),
    }


def _share_in_density() -> float:
    """Of the CaMKII in large heads of the sampler (%), median."""
    sample = load_sampler("rat_ca1").draw(10_000, seed=1)
    large = (sample.head_volume_um3 > MUSHROOM_UM3[0]) & (sample.head_volume_um3 < MUSHROOM_UM3[1])
    inside = PSD_HOLOENZYMES_PER_UM2 * sample.psd_area_um2[large]
    holoenzyme_uM = _content("camkii_uM") / 12.0
    every = MOLECULES_PER_UM_UM3 * holoenzyme_uM * sample.head_volume_um3[large]
    return float(100.0 * np.median(inside / every))


def _bound() -> dict[str, float]:
    """CaMKII that actin binds at rest in 200 heads of the sampler."""
    volume = load_sampler("rat_ca1").draw(200, seed=1).head_volume_um3
    held = bound_per_free(np.ones(1))[0]
    amount = _content("camkii_uM") * volume * held / (1.0 + held)
    low, high = np.quantile(amount, (0.05, 0.95))
    return {
        "correlation with size": float(np.corrcoef(amount, volume)[0, 1]),
        "range": float(high / low),
        "bound share": float(100.0 * held / (1.0 + held)),
    }


def _mobile_binding() -> float:
    """Calcium on calbindin per free calcium ion, around rest."""
    preparation = load_preparation()
    scheme = head_scheme(kinetics=preparation.values("kinetics"))
    values = scheme_values(preparation, "head", 0.08, sphere_area_um2(0.08))
    rest = _content("resting_calcium_uM")
    on = {s.name: s.calcium for s in scheme.species if s.name.startswith(("cbh", "cbm"))}

    def bound(calcium: float) -> float:
        state = steady_state(scheme, calcium, values=values)
        return sum(n * state[name] for name, n in on.items())

    step = 0.02 * rest
    return (bound(rest + step) - bound(rest - step)) / (2 * step)


ROWS = (
    Row(
        id="M1",
        quantity="CaMKII subunits in the spine",
        preparation="rat hippocampus, from content and electron microscopy",
        condition="input",
        parts=(Part(100.0, "uM", Band(80.0, 200.0), says="> 100; 16 of holoenzyme"),),
        source=FENG,
        how="content of the head, in subunits",
        grade="A",
        runs=(),
        measure=lambda: _content("camkii_uM"),
        note=INPUT,
        fast=True,
    ),
    Row(
        id="M2",
        quantity="CaMKII in the postsynaptic density",
        preparation="rat hippocampus, mushroom spine",
        condition="content",
        parts=(Part(5.5, "%", Watch(), says="5-6 % of the spine's"),),
        source=FENG,
        how="what the density's area holds (80 holoenzymes in one 360 nm wide, Chen 2005) over the "
        "head's content, in heads of 0.2 to 0.35 um3 of the CA1 sampler, median; runs have no such "
        "pool: all CaMKII of a head is one",
        grade="A",
        runs=(),
        measure=_share_in_density,
        note="The content of the preparation is lower than the paper's 16 uM of holoenzyme (M1), "
        "which enters here in inverse proportion; the rest is a density that covers more of a head "
        "in the sampler than in the paper's mushroom spine.",
        fast=True,
    ),
    Row(
        id="M3",
        quantity="composition of the density",
        preparation="rat forebrain",
        condition="scanning transmission electron microscopy",
        parts=(Part(300.0, "1", Watch(), says="300 PSD-95; 80 CaMKII"),),
        source=CHEN,
        how="scaffold proteins in a density",
        grade="A",
        runs=(),
        measure=absent("There are no scaffold proteins; slots hold AMPA receptors only."),
        fast=True,
    ),
    Row(
        id="M4",
        quantity="bound CaMKII and head size",
        preparation="rat CA1",
        condition="baseline",
        parts=(
            Part(gate=Sign(1), unit="1", name="correlation with size", says="rises with size"),
            Part(10.0, "1", Watch(), name="range", says="tenfold"),
            Part(gate=Watch(), unit="%", name="bound share", says="constant"),
        ),
        source="Asrican, Lisman & Otmakhov 2007 J Neurosci 27:14007, PMC6673528",
        how="CaMKII that actin binds at rest (`spinecable.plasticity.retention`) in 200 heads of "
        "the CA1 sampler: correlation with volume, 95th over 5th percentile, share of the head's",
        grade="A",
        runs=(),
        measure=_bound,
        note="Content is a concentration and the bound share is the same in every head, so that "
        "correlation and constant share hold by construction and show no skill; the range is that "
        "of head volumes.",
        fast=True,
    ),
    Row(
        id="M5",
        quantity="calmodulin, free at rest",
        preparation="spine",
        condition="input",
        parts=(Part(30.0, "uM", Watch()),),
        source=RODRIGUES,
        how="content of the head",
        grade="B",
        runs=(),
        measure=lambda: _content("calmodulin_uM"),
        note=INPUT,
        fast=True,
    ),
    Row(
        id="M6",
        quantity="calcineurin",
        preparation="hippocampus",
        condition="input",
        parts=(Part(20.0, "uM", Watch(), says="> 10 estimated; 20 in the model"),),
        source=RODRIGUES,
        how="content of the head",
        grade="B",
        runs=(),
        measure=lambda: _content("calcineurin_uM"),
        note=f"{INPUT} Published totals reach from 1 to 20 uM.",
        fast=True,
    ),
    Row(
        id="M7",
        quantity="Hill coefficient of calcineurin against calcium",
        preparation="in vitro",
        condition="purified enzyme with calmodulin",
        parts=(Part(2.9, "1", Band(2.0, 4.0), says="2.8 to 3"),),
        source=f"Stemmer & Klee 1994 Biochemistry 33:6859, as given by {RODRIGUES}",
        how="steady state of 3 nM calcineurin with 0.1 uM free calmodulin at held calcium, slope "
        "of the logit between 20 and 80 % of the largest activity",
        grade="B",
        runs=(),
        measure=_calcineurin_hill,
        fast=True,
    ),
    Row(
        id="M8",
        quantity="NMDA receptors per synapse",
        preparation="rat CA1",
        condition="input",
        parts=(Part(10.0, "1", Band(5.0, 30.0), says="5 to 30 (about 10)"),),
        source="Spruston 1995 J Physiol 482:325, Nimchinsky 2004 J Neurosci 24:2054, Takumi 1999 "
        f"Nat Neurosci 2:618, as given by {RODRIGUES}",
        how="content of the head",
        grade="B",
        runs=(),
        measure=lambda: _content("nmdar_count"),
        note="Calibrated on other rows within this range.",
        fast=True,
    ),
    Row(
        id="M9",
        quantity="AMPA receptors and head size",
        preparation="rat CA1, uncaging maps",
        condition="spines of many sizes",
        parts=(
            Part(gate=at_least(0.0), unit="/um3", name="slope", says="more in larger heads"),
            Part(150.0, "1", at_most(200.0), name="largest of 50", says="up to 150"),
        ),
        source="Matsuzaki et al. 2001 Nat Neurosci 4:1086, 10.1038/nn736",
        how="receptors in spines of the CA1 sampler: slope with head volume, and the largest of 50 "
        "spines, mean of 40 draws",
        grade="B",
        runs=(),
        measure=_receptors,
        why="The density is that of small and middle heads; the sampler draws heads up to 0.5 um3, "
        "larger than those of the maps.",
        fast=True,
    ),
    Row(
        id="M10",
        quantity="binding ratio of the mobile buffer",
        preparation="rat CA1, model",
        condition="at rest",
        parts=(Part(34.5, "1", Watch(), says="76.7 uM of Kd 2.1 uM"),),
        source=f"Bartol et al. 2015, 10.3389/fnsyn.2015.00017, as given by {RODRIGUES}, Table 6",
        how="calcium on calbindin per free calcium ion around rest; 34.5 is our arithmetic from "
        "the published amount and rates",
        grade="B",
        runs=(),
        measure=_mobile_binding,
        note=f"{INPUT} The preparation has calbindin instead.",
        fast=True,
    ),
)
