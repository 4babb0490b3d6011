"""Calcium of spikes along the dendrites of cortical cells, and of spikes together with EPSPs."""

from __future__ import annotations

import numpy as np

from spinecable.validate.calcium_runs import rise
from spinecable.validate.entry import Arrays, Floats, Part, Row
from spinecable.validate.gates import Band, Watch, Z, at_most
from spinecable.validate.spike_calcium_runs import (
    DELAYS_MS,
    apical_spike,
    apical_spike_hyperpolarised,
    basal_bap,
    basal_epsp,
    basal_pair,
    basal_release,
    basal_release_apv,
    basal_release_nbqx,
    basal_spike,
    over_sum,
)

NEVIAN = "Nevian & Sakmann 2004 J Neurosci 24:1689, 10.1523/JNEUROSCI.3332-03.2004"
SOMA_UM = {100: 80.0, 200: 62.0, 300: 50.0, 400: 40.0}
"""Calcium of a spike left by hyperpolarisation (%) by distance (um)."""

PAIRED = {10.0: (1.7, 0.2), 20.0: (1.5, 0.3), 50.0: (1.3, 0.1), -50.0: (0.86, 0.08)}
"""Paired signal over linear sum, mean and SD, by the spike's delay behind the EPSP (ms)."""

NOT_STELLATE = (
    "The bundled thick-tufted layer-5 cell with the contents of mouse_l5 stands in for a spiny "
    "stellate cell, which has no preset."
)
PASSIVE_BASAL = (
    "The set of Hay et al. 2011 has no sodium and calcium channels in basal dendrites: a spike of "
    "42 mV at 100 um, 27 at 150 and 15 at 200 does not open the R-type channels of the contents, "
    "its peak being at -50 mV at 150 um and lower beyond."
)


def _distal_over_proximal(spike: Arrays) -> float:
    signal, distance = rise(spike, "shaft_dff"), spike["path_distance_um"]
    return float(signal[distance > 130.0].mean() / signal[distance < 130.0].mean())


def _with_distance(spike: Arrays) -> dict[str, float]:
    signal, distance = rise(spike, "head_dff"), spike["path_distance_um"]
    near, far = signal[distance < 50.0].mean(), signal[distance > 150.0].mean()
    return {
        "beyond 150 um less within 50 um": float(100.0 * (far / near - 1.0)),
        "correlation with distance": float(np.corrcoef(distance, signal)[0, 1]),
    }


def _left_by_hyperpolarisation(control: Arrays, hyperpolarised: Arrays) -> dict[str, Floats]:
    left = 100.0 * rise_at_spike(hyperpolarised) / rise_at_spike(control)
    distance = control["path_distance_um"]
    return {f"{at} um": left[np.abs(distance - at) <= 50.0] for at in SOMA_UM}


def rise_at_spike(arrays: Arrays) -> Floats:
    """Peak of each head's signal less its value just before the spike."""
    before = int(np.searchsorted(arrays["time_ms"], 249.0))
    signal = arrays["head_dff"]
    return np.asarray(signal[:, before:].max(axis=1) - signal[:, before])


def _pairs(epsp: Arrays, bap: Arrays, *pairs: Arrays) -> dict[str, Floats]:
    return {
        f"{delay:+g} ms": over_sum(epsp, bap, pair, delay)
        for delay, pair in zip(DELAYS_MS, pairs, strict=True)
    }


ROWS = (
    Row(
        id="B10",
        quantity="calcium of a spike, distal over proximal basal dendrite",
        preparation="rat layer 5, 3-4 weeks, basal dendrites, 35 C",
        condition="single somatic spike, 200 uM OGB-1",
        parts=(Part(0.95, "1", Band(0.6, 1.2), says="18.3 ± 2.5 % and 17.3 ± 2.7 %"),),
        source="Kampa & Stuart 2006 J Neurosci 26:7424, 10.1523/JNEUROSCI.3062-05.2006",
        how="mean dF/F of the dendrite beyond 130 um of path over that nearer, 40 places",
        grade="B",
        runs=(basal_spike,),
        measure=_distal_over_proximal,
        why=f"{PASSIVE_BASAL} Real ones have T-type channels: with those of the paper's own model "
        "(set l5_hay2011_active_basal) the ratio is 1.09. Sodium matters little: with the sodium "
        "and potassium channels of that set (Acker & Antic 2009) alone the spike has 44, 26 and 14 "
        "mV and the ratio is 0.02. The paper's model as it stands (ModelDB 108458 in NEURON 9) has "
        "57, 44 and 34 mV at 100-130, 130-160 and 160-200 um and a ratio of 0.76, without sodium "
        "in basal dendrites 0.60, without T-type channels 0.31. The preset keeps the set that Hay "
        "et al. fitted: with the other C15 fails (1.13 at +10 ms, where the spike alone brings so "
        "much calcium that an EPSP adds little) and P15a too (0.77).",
    ),
    Row(
        id="B11",
        quantity="calcium of a spike in spines against distance",
        preparation="rat layer 4, spiny stellate cells, P13-15, 34-36 C",
        condition="single somatic spike, 200 uM OGB-1",
        parts=(
            Part(-41.0, "%", Watch(), name="beyond 150 um less within 50 um"),
            Part(-0.44, "1", Watch(), name="correlation with distance"),
        ),
        source=NEVIAN,
        how="dF/F of heads; the run of B10",
        grade="B",
        runs=(basal_spike,),
        measure=_with_distance,
        note=f"{NOT_STELLATE} {PASSIVE_BASAL}",
    ),
    Row(
        id="B12",
        quantity="calcium of a spike left by hyperpolarisation",
        preparation="rat layer 5, P14-21, apical dendrite, 32-35 C",
        condition="spike during a somatic step of -0.34 nA and 200 ms; Fluo-5F",
        parts=tuple(Part(left, "%", Watch(), name=f"{at} um") for at, left in SOMA_UM.items()),
        source="Sjostrom & Hausser 2006 Neuron 51:227, 10.1016/j.neuron.2006.06.017, Fig. 8B by "
        "eye",
        how="peak dF/F of trunk spines with the step over that without, within 50 um",
        grade="B",
        runs=(apical_spike, apical_spike_hyperpolarised),
        measure=_left_by_hyperpolarisation,
        note="In the paper the step hyperpolarised the soma by 23 mV.",
    ),
    Row(
        id="C13",
        quantity="synaptic calcium left by blockers",
        preparation="rat layer 5, P13-14, basal spines, 32-34 C",
        condition="EPSP; 100 uM APV, or 2 uM NBQX",
        parts=(
            Part(2.9, "%", at_most(20.0), sd=6.6, name="APV"),
            Part(76.0, "%", Band(45.0, 100.0), sd=15.0, name="NBQX"),
        ),
        source="Koester & Sakmann 1998 PNAS 95:9596, 10.1073/pnas.95.16.9596",
        how="peak of free calcium above rest without NMDA or without AMPA receptors over control, "
        "12 basal spines",
        grade="B",
        runs=(basal_release, basal_release_apv, basal_release_nbqx),
        measure=lambda control, apv, nbqx: {
            "APV": 100.0 * rise(apv) / rise(control),
            "NBQX": 100.0 * rise(nbqx) / rise(control),
        },
    ),
    Row(
        id="C15",
        quantity="calcium of EPSP and spike over their sum",
        preparation="rat layer 4, spiny stellate cells, P13-15, 34-36 C",
        condition="spike 10, 20, 50 ms after the EPSP and 50 ms before it; 200 uM OGB-1",
        parts=tuple(
            Part(mean, "1", Z(), sd=sd, name=f"{delay:+g} ms")
            for delay, (mean, sd) in PAIRED.items()
        ),
        source=NEVIAN,
        how="peak dF/F of heads over that of the sum of the single signals, shifted by the delay; "
        "12 basal spines activated together",
        grade="B",
        runs=(basal_epsp, basal_bap, *(basal_pair(delay) for delay in DELAYS_MS)),
        measure=_pairs,
        note=f"{NOT_STELLATE} {PASSIVE_BASAL}",
    ),
)
