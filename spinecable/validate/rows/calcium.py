"""Calcium at rest, after a spike and after a synaptic release, buffers and NMDA receptors."""

from __future__ import annotations

import numpy as np

from spinecable.describe.preparation import load_preparation
from spinecable.validate.calcium_runs import (
    ca1,
    ca1_bench,
    ca1_release,
    ca1_release_no_magnesium,
    ca1_release_sizes,
    ca1_release_sizes_receptors,
    ca1_release_without_r,
    ca1_spike,
    ca1_spike_without_r,
    decay_ms,
    half_width_ms,
    l5_bench,
    l5_spike_ogb1,
    l5_train,
    last_over_first,
    rise,
    slope_with_volume,
)
from spinecable.validate.entry import Arrays, Floats, Part, Row, Scale, Task
from spinecable.validate.gates import Band, Sign, Watch, Within, at_least, at_most
from spinecable.validate.tasks import calcium_share, column

SABATINI = "Sabatini, Oertner & Svoboda 2002 Neuron 33:439, 10.1016/S0896-6273(02)00573-1"
CORNELISSE = "Cornelisse et al. 2007 PLoS ONE 2:e1073, 10.1371/journal.pone.0001073"
NIMCHINSKY = (
    "Nimchinsky, Yasuda, Oertner & Svoboda 2004 J Neurosci 24:2054, 10.1523/JNEUROSCI.5066-03.2004"
)

L5 = "mouse layer 5, P6-15, oblique and secondary dendrites about 100 um out, 33-35 C"
L5_NOTE = "The model has these contents in spines of the bundled CA1 cell."
CA1 = "rat CA1, P14-20, apical obliques nearer than 150 um, 34 C"
UNITARY_PS = 17.0
"""Of an R-type channel (Magee & Johnston 1995 J Physiol 487:67)."""


def _dyed_decays(arrays: Arrays) -> dict[str, Floats]:
    head, shaft = decay_ms(arrays, "head_dff"), decay_ms(arrays, "shaft_dff")
    return {"head": head, "shaft": shaft, "head over shaft": head / shaft}


def _train(arrays: Arrays) -> dict[str, Floats]:
    head = last_over_first(arrays, "head_ca_uM")
    return {
        "head, 5th over 1st": head,
        "shaft over head": last_over_first(arrays, "shaft_ca_uM") / head,
    }


def _nmda_share(scale: Scale) -> Task:
    return Task(calcium_share, (-60.0,))


def _against_volume(equal: Arrays, growing: Arrays) -> dict[str, float]:
    found = {}
    for name, arrays in (("equal receptors", equal), ("receptors grow with the head", growing)):
        found[name], found[f"{name}, standard error"] = slope_with_volume(arrays)
    return found


def _channels_per_head() -> Floats:
    """From the density and the unitary conductance, on the imaged population."""
    density_S_per_cm2 = load_preparation().values("head")["cav23_S_per_cm2"]
    areas_um2 = np.array([s.geometry.head_area_um2 for s in ca1(Scale()).spines])
    return np.asarray(1e4 * density_S_per_cm2 / UNITARY_PS * areas_um2)


ROWS = (
    Row(
        id="C1",
        quantity="resting calcium, head",
        preparation=CA1,
        condition="no stimulus",
        parts=(Part(0.070, "uM", Band(0.040, 0.110), sd=0.029),),
        source=SABATINI,
        how="two dyes; the model's free calcium at rest with pumps and leak on",
        grade="B",
        runs=(ca1_bench,),
        measure=column("C1"),
        note="Resting calcium is a content of the preparation, so this row shows no skill.",
        fast=True,
    ),
    Row(
        id="C2",
        quantity="resting calcium elsewhere",
        preparation="mouse layer 5; rat CA1 dendrite",
        condition="no stimulus",
        parts=(
            Part(0.110, "uM", Watch(), name="layer 5"),
            Part(0.045, "uM", Watch(), name="CA1 dendrite", says="0.037 to 0.054"),
        ),
        source=f"{CORNELISSE}; Maravall et al. 2000 Biophys J 78:2655, "
        "10.1016/S0006-3495(00)76809-3",
        how="contents of the preparations",
        grade="B",
        runs=(),
        measure=lambda: {
            "layer 5": load_preparation("mouse_l5").values("head")["resting_calcium_uM"],
            "CA1 dendrite": load_preparation().values("head")["resting_calcium_uM"],
        },
    ),
    Row(
        id="C3",
        quantity="buffer capacity, head",
        preparation=CA1,
        condition="titration with a dye, single spike",
        parts=(Part(24.0, "1", Band(10.0, 35.0), sd=11.0),),
        source=SABATINI,
        how="amplitude of the fitted decay against added dye capacity, 0, 30 and 100 uM OGB-1; "
        "where 1/amplitude extrapolates to zero",
        grade="B",
        runs=(ca1_bench,),
        measure=column("C3"),
        note="Calibrated on this row.",
        fast=True,
    ),
    Row(
        id="C4",
        quantity="buffer capacity",
        preparation=L5,
        condition="titration with a dye, single spike",
        parts=(
            Part(20.0, "1", Band(10.0, 35.0), name="head", says="19-21"),
            Part(64.0, "1", Band(40.0, 90.0), name="shaft", says="62-66"),
        ),
        source=CORNELISSE,
        how="as C3, in the head and in 1 um of dendrite at the neck base",
        grade="B",
        runs=(l5_bench,),
        measure=lambda bench: {"head": bench["C3"], "shaft": bench["C4 shaft"]},
        note=L5_NOTE,
        fast=True,
    ),
    Row(
        id="C5",
        quantity="decay after a spike, head, no dye",
        preparation=CA1,
        condition="single back-propagating spike, zero dye",
        parts=(Part(12.0, "ms", Band(8.0, 20.0), says="12 (12-20)"),),
        source=SABATINI,
        how="exponential fitted to free calcium from 2 ms after its peak",
        grade="B",
        runs=(ca1_bench,),
        measure=column("C5"),
        note="Calibrated on this row.",
        fast=True,
    ),
    Row(
        id="C6",
        quantity="decay after a spike with 100 uM OGB-1",
        preparation=L5,
        condition="single back-propagating spike, 100 uM OGB-1",
        parts=(
            Part(91.0, "ms", Within(0.35), sd=61.0, name="head", says="91 ± 13 (SEM, n 22)"),
            Part(201.0, "ms", Within(0.35), sd=94.0, name="shaft", says="201 ± 20 (SEM, n 22)"),
            Part(0.45, "1", Band(0.35, 0.60), name="head over shaft"),
        ),
        source=CORNELISSE,
        how="exponential fitted to the dye's signal over 300 ms, spines on stems of the bundled "
        "CA1 cell as thick (1.05 to 1.4 um) as the dendrite of the authors' model (1.22 um, "
        "ModelDB 97903)",
        grade="B",
        runs=(l5_spike_ogb1,),
        measure=_dyed_decays,
        note="The shaft's decay goes with its thickness (146 ms per um on 12 obliques of 0.55 to "
        "0.93 um, r 0.997), by the membrane with pumps per volume.",
    ),
    Row(
        id="C7",
        quantity="rise after a spike, head, no dye",
        preparation=CA1,
        condition="single back-propagating spike, zero dye",
        parts=(Part(1.7, "uM", Band(0.6, 2.9), sd=0.6),),
        source=SABATINI,
        how="fitted decay extrapolated to the peak, as dyes see it",
        grade="B",
        runs=(ca1_bench,),
        measure=column("C7"),
        note="Calibrated on this row. The population of the paper has 1.1 (0.6-8.2).",
        fast=True,
    ),
    Row(
        id="C8",
        quantity="rise after a spike, dendrite, no dye",
        preparation=CA1,
        condition="single back-propagating spike, zero dye",
        parts=(Part(1.1, "uM", Band(0.5, 2.5), sd=0.5, says="1.5 ± 0.5 and 0.7"),),
        source=SABATINI,
        how="as C7, mean over 1 um of dendrite at the neck base; 1.1 lies between the two means",
        grade="B",
        runs=(ca1_bench,),
        measure=column("C8"),
        note="Calibrated on this row.",
        fast=True,
    ),
    Row(
        id="C10",
        quantity="calcium ions entering per spike",
        preparation=L5,
        condition="single back-propagating spike",
        parts=(
            Part(2000.0, "/um2", Band(1200.0, 2800.0), name="head"),
            Part(4400.0, "/um2", Band(2640.0, 6160.0), name="shaft"),
        ),
        source=CORNELISSE,
        how="calcium current over 2 e and membrane area",
        grade="B",
        runs=(l5_bench,),
        measure=lambda bench: {"head": bench["C10 head"], "shaft": bench["C10 shaft"]},
        note=f"Calibrated on this row. {L5_NOTE}",
        fast=True,
    ),
    Row(
        id="C11",
        quantity="rise after one release, head, no dye",
        preparation=CA1,
        condition="one successful release from rest, zero dye",
        parts=(Part(0.7, "uM", Band(0.2, 1.5), sd=0.4),),
        source=f"{SABATINI}, as read by Chindemi et al. 2022, 10.1038/s41467-022-30214-w",
        how="peak of free calcium above rest",
        grade="B",
        runs=(ca1_bench,),
        measure=column("C11"),
        note="Calibrated on this row.",
        fast=True,
    ),
    Row(
        id="C12",
        quantity="build-up of calcium in a train",
        preparation=L5,
        condition="five spikes at 50 Hz",
        parts=(
            Part(unit="1", gate=at_most(1.7), name="head, 5th over 1st", says="follows each spike"),
            Part(unit="1", gate=at_least(1.0), name="shaft over head", says="dendrite builds up"),
        ),
        source=f"{CORNELISSE}, Fig. 1E",
        how="peak above rest after the fifth spike over that after the first; the dendrite's ratio "
        "over the head's",
        grade="A",
        runs=(l5_train,),
        measure=_train,
        note=f"The dye of the figure is not known to us; free calcium without dye. {L5_NOTE}",
    ),
    Row(
        id="C17",
        quantity="NMDA receptors open at the peak",
        preparation="rat CA1",
        condition="one release at -65 mV, 1 mM magnesium",
        parts=(Part(0.5, "1", Band(0.1, 2.0), says="< 1 on average (0.5)"),),
        source=NIMCHINSKY,
        how="mean number open and not blocked at the peak of the response",
        grade="A",
        runs=(ca1_bench,),
        measure=column("C17"),
        note="Calibrated on this row; it stands near the low end.",
        fast=True,
    ),
    Row(
        id="C18",
        quantity="AMPA receptors opening per release",
        preparation="rat CA1",
        condition="one release",
        parts=(Part(10.0, "1", Watch(), says="about 10"),),
        source=NIMCHINSKY,
        how="mean number open at the peak",
        grade="B",
        runs=(ca1_bench,),
        measure=column("C18"),
        note="Receptors per head and their peak open probability of 0.61 give this number.",
    ),
    Row(
        id="C19",
        quantity="calcium after a release against head volume",
        preparation="rat CA1",
        condition="uncaging on spines of many sizes",
        parts=(
            Part(gate=Sign(-1), name="equal receptors", says="more in small spines"),
            Part(gate=Watch(), name="equal receptors, standard error", says="of the slope"),
            Part(gate=Sign(-1), name="receptors grow with the head", says="more in small spines"),
            Part(
                gate=Watch(),
                name="receptors grow with the head, standard error",
                says="of the slope",
            ),
        ),
        source="Sobczyk, Scheuss & Svoboda 2005 J Neurosci 25:6037, "
        "10.1523/JNEUROSCI.1221-05.2005; Noguchi et al. 2005 Neuron 46:609, "
        "10.1016/j.neuron.2005.03.015",
        how="slope of the logarithm of peak calcium against that of head volume, 0.03 to 0.12 um3, "
        "in 50 spines whose necks do not go with their heads (Harris & Stevens 1989); NMDA "
        "receptors equal in all heads (Sobczyk), or as 35 pS + 625 pS/um3 (Noguchi, as O'Donnell "
        "et al. 2011, 10.1523/JNEUROSCI.2520-11.2011, ModelDB 144463, have it)",
        grade="A",
        runs=(ca1_release_sizes, ca1_release_sizes_receptors),
        measure=_against_volume,
        note="The laboratories disagree on the NMDA current, not on calcium. Receptors keep "
        "calcium flowing in for longer (50 ms) than it stays (12 ms), so that its level is inflow "
        "over clearance. With receptors in proportion to the head's membrane both grow alike, and "
        "the slope at equal necks is -0.002 ± 0.009; but Noguchi et al. found many receptors in "
        "the smallest heads too. Wider necks of larger heads, by which they explain theirs, add "
        "little here: a correlation of 0.2, the most that the 92 necks of Harris & Stevens allow, "
        "makes the slope steeper by 0.04.",
    ),
    Row(
        id="C20",
        quantity="R-type channels in a head",
        preparation="rat CA1",
        condition="optical fluctuation analysis of spike-evoked calcium",
        parts=(Part(unit="1", gate=Band(1.0, 20.0), says="1 to 20"),),
        source="Sabatini & Svoboda 2000 Nature 408:589, 10.1038/35046076",
        how="conductance of the head divided by 17 pS (Magee & Johnston 1995)",
        grade="B",
        runs=(),
        measure=_channels_per_head,
    ),
    Row(
        id="C21",
        quantity="what R-type channels do in a spine",
        preparation="rat CA1",
        condition="SNX-482 or channels removed; spike, and uncaging",
        parts=(
            Part(unit="1", gate=at_most(0.5), name="spike calcium left", says="collapses"),
            Part(2.0, "1", at_least(1.0), name="release calcium left", says="about doubles"),
        ),
        source="Bloodgood & Sabatini 2007 Neuron 53:249, 10.1016/j.neuron.2006.12.017; Yasuda, "
        "Sabatini & Svoboda 2003 Nat Neurosci 6:948, 10.1038/nn1112",
        how="peak calcium above rest without R-type channels, relative to control",
        grade="B",
        runs=(ca1_spike, ca1_spike_without_r, ca1_release, ca1_release_without_r),
        measure=lambda bap, bap_less, epsp, epsp_less: {
            "spike calcium left": rise(bap_less) / rise(bap),
            "release calcium left": rise(epsp_less) / rise(epsp),
        },
        why="In the experiment the EPSP opens R-type channels, which feed SK channels that shunt "
        "the synapse. Here it does not open them: it has 2 to 5 mV in heads at -65 mV, up to 16 mV "
        "behind necks of 0.05 um, and half of them open at 3 mV (Magee & Johnston 1995). SK2 in "
        "the heads (15 of 10 pS, Rodrigues 2023) lowers calcium by 4 %, with R-type channels and "
        "without; 1 nS by 19 %. The preparation therefore has none.",
    ),
    Row(
        id="C23",
        quantity="calcium's share of NMDA current",
        preparation="neurons, -60 mV, 1.6-2 mM calcium",
        condition="voltage clamp",
        parts=(Part(6.8, "%", Band(5.0, 13.0), says="6.8; 10 is also used"),),
        source="Schneggenburger, Zhou, Konnerth & Neher 1993 Neuron 11:133, "
        "10.1016/0896-6273(93)90277-X",
        how="charge carried by calcium over all charge of one response at -60 mV",
        grade="B",
        runs=(_nmda_share,),
        measure=column("share", 100.0),
        note="The share at rest is a content of the preparation (0.10).",
        fast=True,
    ),
    Row(
        id="C24",
        quantity="duration of calcium after uncaging",
        preparation="rat CA1, organotypic",
        condition="one uncaging pulse, low magnesium",
        parts=(Part(100.0, "ms", Watch(), says="about 100"),),
        source="Chang, Nakahata, Hayano & Yasuda 2019 Nat Commun 10:2784, "
        "10.1038/s41467-019-10694-z",
        how="time above half of the rise in the head, no magnesium",
        grade="B",
        runs=(ca1_release_no_magnesium,),
        measure=half_width_ms,
    ),
)


def published(name: str) -> Part:
    """A published number of this module: ``C5``, or ``C10 head`` where a row has several."""
    row_id, _, part = name.partition(" ")
    for row in ROWS:
        if row.id == row_id:
            for one in row.parts:
                if one.name == part:
                    return one
    raise KeyError(name)
