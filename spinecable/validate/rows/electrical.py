"""Neck resistance and synaptic potentials in spine, dendrite and soma."""

from __future__ import annotations

import numpy as np
from scipy.stats import spearmanr

from spinecable.population.sampler import load_sampler
from spinecable.validate.electrical_runs import (
    ca1_invasion,
    ca1_potentials,
    ca1_summation_of_branch,
    ca1_trunk_necks,
    l5_potentials,
    l5_potentials_of_length,
    l5_potentials_through,
)
from spinecable.validate.entry import Arrays, Floats, Part, Row
from spinecable.validate.gates import Band, Sign, Watch, at_least, at_most

ACKER = "Acker, Hoyos & Loew 2016 eNeuro 3(2), 10.1523/ENEURO.0050-15.2016"
HARNETT = "Harnett et al. 2012 Nature 491:599, 10.1038/nature11554"


def _amplification(arrays: Arrays) -> dict[str, float]:
    ratio = arrays["head_mV"] / arrays["shaft_mV"]
    rank = spearmanr(ratio, arrays["shaft_Mohm"]).statistic
    return {
        "smallest": float(ratio.min()),
        "largest": float(ratio.max()),
        "rank correlation with impedance": float(rank),
    }


def _supralinearity(*branches: Arrays) -> Floats:
    return np.array([100.0 * (b["ratio"].max() - 1.0) for b in branches])


def _l5_necks() -> dict[str, float]:
    sampler = load_sampler("mouse_l5_basal")
    found = sampler.draw(DRAWS).neck_resistance_Mohm(sampler.Ra_ohm_cm)
    return {
        "median": float(np.median(found)),
        "share in 20-550": float(100.0 * np.mean((found >= 20.0) & (found <= 550.0))),
    }


def _highest_of_a_thousand() -> float:
    sampler = load_sampler("rat_ca1")
    found = sampler.draw(DRAWS).neck_resistance_Mohm(sampler.Ra_ohm_cm)
    return float(np.median(found.reshape(-1, 1000).max(axis=1)))


DRAWS = 10_000

ROWS = (
    Row(
        id="N1",
        quantity="neck resistance",
        preparation="rat CA1, spines of the apical trunk",
        condition="uncaging and dendritic recording",
        parts=(Part(500.0, "Mohm", Band(250.0, 1000.0), says="about 500"),),
        source=HARNETT,
        how="(V head - V base) / I for a steady current into the head, 50 drawn spines",
        grade="A",
        runs=(ca1_trunk_necks,),
        measure=lambda arrays: arrays["measured_Mohm"],
        why="Necks as wide as in electron microscopy (0.15 um) and 150 ohm cm give less than a "
        "fifth of it. Fixation makes necks thicker by 42 % (G11), which accounts for a factor of "
        "2. The model of the same laboratory (Milstein et al. 2015) has every neck 1.58 um by "
        "0.077 um for it, 509 Mohm at 150 ohm cm, longer and thinner than the mean of electron "
        "microscopy. Laboratories disagree: 179 and 204 Mohm (N6), up to 500 (N7), 1230 (N12).",
        fast=True,
    ),
    Row(
        id="N2",
        quantity="head over dendrite, EPSP amplitude",
        preparation="rat CA1, from the trunk to thin distal dendrites",
        condition="one spine activated at a time",
        parts=(
            Part(1.5, "1", at_most(2.0), name="smallest", says="about 1.5, thin distal"),
            Part(45.0, "1", at_least(30.0), name="largest", says="about 45, trunk"),
            Part(
                gate=Sign(-1),
                name="rank correlation with impedance",
                says="falls as impedance rises",
            ),
        ),
        source=HARNETT,
        how="peak in the head over peak at the neck base, 50 spines on trunk, obliques and tuft",
        grade="A",
        runs=(ca1_potentials,),
        measure=_amplification,
        why="The ratio is 1 + neck resistance / impedance of the dendrite. Necks as wide as in "
        "electron microscopy (0.15 um) have some 50 Mohm, a tenth of what Harnett et al. find "
        "electrically (N1); with 500 Mohm the model's trunk would reach 40.",
    ),
    Row(
        id="N3",
        quantity="many spines at once, above the linear sum",
        preparation="rat CA1, apical obliques about 100-150 um out",
        condition="TTX; up to 50 spines within 30 um",
        parts=(Part(44.0, "%", Band(30.0, 60.0), sd=6.0),),
        source=f"{HARNETT}, as in the model of Milstein et al. 2015, 10.1016/j.neuron.2015.08.025",
        how="largest actual over expected somatic EPSP less one, sodium channels blocked, three "
        "branches",
        grade="B",
        runs=tuple(ca1_summation_of_branch(i) for i in (0, 3, 6)),
        measure=_supralinearity,
        why="The NMDA current of a spine is too small: 12 receptors of 35 pS, open to 0.2, which "
        "calcium set (C11, C17). Necks of 500 Mohm alone change nothing (-37 % at 40 spines of one "
        "branch), nor do four times the receptors (-34 %); sixteen times the receptors behind such "
        "necks add to 102 % above the sum, 74 % with the steeper block of Vargas-Caballero & "
        "Robinson 2003. The model that Milstein et al. fitted to this row has up to 3.6 nS of NMDA "
        "conductance a spine, a steeper block and necks of 509 Mohm. Where no number of spines "
        "exceeds the sum, the value is that of the fewest, five.",
    ),
    Row(
        id="N4",
        quantity="EPSP in the head",
        preparation="mouse layer 5, proximal basal spines",
        condition="uncaging like a miniature EPSP, 0.59 mV at the soma",
        parts=(Part(13.0, "mV", Band(6.5, 30.8), says="13.0 (6.5-30.8)"),),
        source=ACKER,
        how="peak in the head; receptors of each of 12 drawn spines scaled for 0.59 mV at the soma",
        grade="A",
        runs=(l5_potentials,),
        measure=lambda arrays: arrays["head_mV"],
    ),
    Row(
        id="N5",
        quantity="attenuation from head to soma",
        preparation="mouse layer 5, proximal basal spines",
        condition="as N4",
        parts=(
            Part(25.3, "1", Band(15.0, 40.0), name="amplitude ratio"),
            Part(11.7, "ms", Watch(), name="half-width at the soma"),
        ),
        source=ACKER,
        how="peak in the head over peak at the soma, as N4",
        grade="A",
        runs=(l5_potentials,),
        measure=lambda arrays: {
            "amplitude ratio": arrays["head_mV"] / arrays["soma_mV"],
            "half-width at the soma": arrays["soma_half_width_ms"],
        },
        note="The ratio follows the thickness of the dendrite: 17 to 32 where it has up to 240 "
        "Mohm, 40 to 55 where it has more, as thin branches of this cell have from 50 um on. By "
        "the same run cell 1 of Hay et al. 2011, whose diameters the cell follows, has 47 (SD 23), "
        "and a mouse's cell of motor cortex (NeuroMorpho BS0284) with the same membrane 35.",
    ),
    Row(
        id="N6",
        quantity="neck resistance",
        preparation="mouse layer 5, proximal basal spines",
        condition="voltage-sensitive dye and uncaging; diffusion of a dye",
        parts=(
            Part(179.0, "Mohm", Band(100.0, 300.0), name="median", says="179 (23-420); 204"),
            Part(unit="%", gate=at_least(90.0), name="share in 20-550", says="most within 20-550"),
        ),
        source=ACKER,
        how="10,000 draws of the sampler mouse_l5_basal",
        grade="A",
        runs=(),
        measure=_l5_necks,
        note="The sampler's neck diameter was chosen with this resistance in view.",
        fast=True,
    ),
    Row(
        id="N7",
        quantity="somatic EPSP lost to the neck",
        preparation="rat neocortical pyramidal cells",
        condition="neck of 500 Mohm beside almost none",
        parts=(Part(unit="%", gate=at_most(15.0), says="< 15"),),
        source="Palmer & Stuart 2009 J Neurosci 29:6897, 10.1523/JNEUROSCI.5847-08.2009",
        how="100 (1 - somatic EPSP at 500 Mohm over that at 5 Mohm), 12 basal spines of the "
        "layer-5 cell",
        grade="A",
        runs=(l5_potentials_through(500.0), l5_potentials_through(5.0)),
        measure=lambda narrow, wide: 100.0 * (1.0 - narrow["soma_mV"] / wide["soma_mV"]),
    ),
    Row(
        id="N12",
        quantity="highest neck resistance of a thousand spines",
        preparation="rat CA1, organotypic",
        condition="pharmacology of calcium signals, model fit",
        parts=(Part(1230.0, "Mohm", Watch(), says="1230 in active spines"),),
        source="Grunditz et al. 2008 J Neurosci 28:13457, 10.1523/JNEUROSCI.2702-08.2008 "
        "(ModelDB 116769)",
        how="median of the highest of 1000 draws of the sampler rat_ca1, 150 ohm cm",
        grade="B",
        runs=(),
        measure=_highest_of_a_thousand,
    ),
    Row(
        id="N14",
        quantity="spike in the head over that in the dendrite",
        preparation="cortical slices and cultures",
        condition="single back-propagating spike",
        parts=(Part(1.0, "1", Band(0.95, 1.05), says="1.0, no loss"),),
        source="Palmer & Stuart 2009 J Neurosci 29:6897, 10.1523/JNEUROSCI.5847-08.2009; Kwon et "
        "al. 2017 Cell Rep 20:1100, 10.1016/j.celrep.2017.07.012; Jayant et al. 2017 Nat "
        "Nanotechnol 12:335, 10.1038/nnano.2016.268",
        how="peak above rest, necks of 20 to 1000 Mohm on obliques of the CA1 cell",
        grade="A",
        runs=(ca1_invasion,),
        measure=lambda arrays: arrays["head_over_shaft"],
        fast=True,
    ),
    Row(
        id="N16",
        quantity="somatic EPSP, long less short neck",
        preparation="mouse layer 5",
        condition="minimal stimulation and uncaging",
        parts=(Part(unit="%", gate=Watch(), says="falls with neck length"),),
        source="Araya, Vogels & Yuste 2014 PNAS 111:E2895, 10.1073/pnas.1321869111",
        how="change of the somatic EPSP from necks of 0.3 to 2.0 um, 0.1 um wide, equal receptors",
        grade="A",
        runs=(l5_potentials_of_length(0.3), l5_potentials_of_length(2.0)),
        measure=lambda short, long: 100.0 * (long["soma_mV"] / short["soma_mV"] - 1.0),
        note="A neck's resistance alone gives no more than N7; a strong correlation asks for "
        "weaker synapses on longer necks.",
    ),
)
