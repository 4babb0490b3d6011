"""Pairings of release and spike: frequency, timing, place on the dendrite."""

from __future__ import annotations

import numpy as np

from spinecable.validate.entry import Arrays, Part, Row
from spinecable.validate.gates import Band, Gate, InAnyBand, Sign, Watch
from spinecable.validate.pairing_runs import (
    WINDOW_MS,
    distal_ratios,
    pairing,
    ratios,
    stdp_window,
    time_constant,
)
from spinecable.validate.rows.common import CRITERION, unreachable

SJOSTROM = "Sjostrom, Turrigiano & Nelson 2001 Neuron 32:1149, 10.1016/S0896-6273(01)00542-6"

EGGER = "Egger, Feldmeyer & Sakmann 1999 Nat Neurosci 2:1098, 10.1038/16026"


def _window_constants(arrays: Arrays) -> dict[str, float]:
    delay, change = np.array(WINDOW_MS), arrays["weight_change"]
    before = delay > 0
    return {
        "before": time_constant(delay[before], change[before]),
        "after": time_constant(delay[~before], change[~before]),
    }


def _sem_gate(mean: float, sem: float) -> Gate:
    """Within two standard errors, or a change of the same sign.

    The sign counts only where the published change is beyond two standard errors, and the
    model's beyond `CRITERION`.
    """
    near = (mean - 2 * sem, mean + 2 * sem)
    if abs(mean - 1.0) <= 2 * sem:
        return Band(*near)
    same = (1.0 + CRITERION, float("inf")) if mean > 1 else (0.0, 1.0 - CRITERION)
    return InAnyBand((near, same))


def _pairing(row: str, rate: float, delay: float, mean: float, sem: float, count: int) -> Row:
    """One point of the frequency curves of Sjostrom 2001."""
    return Row(
        id=row,
        quantity=f"pairing at {rate:g} Hz, {delay:+.0f} ms",
        preparation="rat V1, layer 5 to layer 5, P12-21",
        condition="50 single pairings at 0.1 Hz, 2.5 mM Ca"
        if rate == 0.1
        else "5 pairs, 15 times at 0.1 Hz, 2.5 mM Ca",
        parts=(
            Part(
                mean,
                "1",
                _sem_gate(mean, sem),
                sd=round(sem * np.sqrt(count), 3),
                says=f"{mean:g} ± {sem:g} (SEM, n {count})",
            ),
        ),
        source=f"{SJOSTROM}; digitised in BlueBrain/plastyfire",
        how="weight of the receptor slots 40 min after over before, basal spines 50-120 um from "
        "the soma of the layer-5 cell",
        grade="B",
        runs=(pairing(rate),),
        measure=lambda arrays: ratios(arrays, delay),
        note="Contents are those of mouse layer 5, thresholds those of rat CA1.",
        why="At 50 Hz spikes and EPSPs take basal heads to between -43 and -19 mV (basal dendrites "
        "of the channel set are passive) and calcium to 1.2 to 2.2 uM; neither CaMKII (0.20 to "
        "0.23 active, 0.15 at rest) nor calcineurin (0.01 to 0.02) comes near thresholds that "
        "stem from CA1 inductions of 4 uM, and weights fall by 4 to 8 % whatever the delay. Three "
        "of nine spines, on branches that fire a calcium spike of their own (8 to 16 uM), change "
        "by +15, -9 and -9 %. So the mean hardly depends on frequency: 0.93 to 0.96 from 10 to "
        "50 Hz at +10 ms, 0.96 to 0.97 at -10 ms. Depression by endocannabinoids, which these "
        "cells have, is not in the model.",
    )


POINTS: tuple[tuple[str, float, float, float, float, int], ...] = (
    ("P15a", 0.1, 10.0, 0.964, 0.051, 7),
    ("P15b", 10.0, 10.0, 1.152, 0.102, 6),
    ("P15c", 20.0, 10.0, 1.305, 0.139, 3),
    ("P15d", 40.0, 10.0, 1.540, 0.113, 6),
    ("P15e", 50.0, 10.0, 1.559, 0.269, 6),
    ("P15f", 0.1, -10.0, 0.682, 0.077, 7),
    ("P15g", 10.0, -10.0, 0.564, 0.108, 3),
    ("P15h", 20.0, -10.0, 0.639, 0.090, 4),
    ("P15i", 40.0, -10.0, 1.500, 0.305, 5),
    ("P15j", 50.0, -10.0, 1.692, 0.186, 10),
)
"""Row, frequency (Hz), delay (ms), mean and SEM of the EPSP ratio, number of pairs of cells."""


ROWS = (
    *(_pairing(*point) for point in POINTS),
    Row(
        id="P16",
        quantity="synchronous pairing",
        preparation="rat V1, layer 5 to layer 5",
        condition="as P15, 0 ms",
        parts=tuple(
            Part(mean, "1", Watch(), sd=sem, name=f"{rate} Hz", says=f"{mean:g} ± {sem:g} (SEM)")
            for rate, mean, sem in (
                ("0.1", 0.910, 0.139),
                ("20", 0.761, 0.099),
                ("40", 0.929, 0.038),
                ("100", 1.245, 0.064),
            )
        ),
        source=f"{SJOSTROM}, Fig. 7D",
        how="as P15",
        grade="B",
        runs=tuple(pairing(rate) for rate in (0.1, 20.0, 40.0, 100.0)),
        measure=lambda *runs: {
            f"{rate} Hz": ratios(run, 0.0)
            for rate, run in zip(("0.1", "20", "40", "100"), runs, strict=True)
        },
    ),
    Row(
        id="P18",
        quantity="proximal less distal, 50 Hz, +10 ms",
        preparation="rat V1, layer 5 to 5 and layer 2/3 to 5, P14-21",
        condition="5 pairs, 15 times at 0.1 Hz",
        parts=(Part(0.34, "1", Sign(1), sd=0.11, says="1.40 (n 34) and 1.06 (n 19)"),),
        source="Sjostrom & Hausser 2006 Neuron 51:227, 10.1016/j.neuron.2006.06.017",
        how="weight after over before of basal spines less that of tuft spines 500-900 um away",
        grade="B",
        runs=(pairing(50.0),),
        measure=lambda run: float(ratios(run, 10.0).mean() - distal_ratios(run).mean()),
        note="Three spines each; both are depressed (P15), the distal ones more.",
    ),
    unreachable(
        "P19",
        "bursts and distance",
        (
            Part(0.72, "1", Watch(), name="1 spike, +10 ms", says="0.72 ± 0.03"),
            Part(1.30, "1", Watch(), name="3 spikes, +10 ms, proximal", says="1.30 ± 0.10"),
            Part(1.42, "1", Watch(), name="3 spikes, -10 ms, distal", says="1.42 ± 0.09"),
        ),
        "the dendritic calcium spike that separates distal from proximal synapses has not been "
        "checked in the layer-5 cell; without it a number would say nothing.",
        preparation="rat layer 2/3 to layer 5, 3-6 weeks",
        condition="bursts at 200 Hz, 1 Hz",
        source="Letzkus, Kampa & Stuart 2006 J Neurosci 26:10420, 10.1523/JNEUROSCI.2650-06.2006",
        how="weight after over before",
        grade="B",
    ),
    Row(
        id="P22",
        quantity="time constants of the pairing window",
        preparation="hippocampal culture",
        condition="60 pairings at 1 Hz",
        parts=(
            Part(16.8, "ms", Watch(), name="before"),
            Part(33.7, "ms", Watch(), name="after"),
        ),
        source="Bi & Poo 1998 J Neurosci 18:10464, 10.1523/JNEUROSCI.18-24-10464.1998",
        how="exponentials through the weight changes at eight delays, the release before or after "
        "the spike",
        grade="B",
        runs=(stdp_window,),
        measure=_window_constants,
    ),
    unreachable(
        "P27",
        "depression by depolarisation alone",
        (Part(0.70, "1", Watch(), sd=0.15, says="0.70 ± 0.04 (SEM, n 14)"),),
        "endocannabinoid-mediated, presynaptic depression is not part of the model.",
        preparation="rat V1, layer 5 to layer 5, P13-19",
        condition="presynaptic burst with a 250 ms subthreshold step",
        source="Sjostrom, Turrigiano & Nelson 2004 J Neurophysiol 92:3338, 10.1152/jn.00376.2004",
        how="weight after over before",
        grade="B",
    ),
    unreachable(
        "P28",
        "depression that ignores timing",
        tuple(
            Part(mean, "1", Watch(), name=f"{rate} Hz", says=f"{mean:g} ± {sem:g}")
            for rate, mean, sem in (
                (1, 0.816, 0.060),
                (10, 0.595, 0.060),
                (20, 0.672, 0.059),
                (50, 0.966, 0.066),
            )
        ),
        "there is no spiny stellate cell of layer 4 and no preparation for it.",
        preparation="rat layer 4, spiny stellate to spiny stellate, P12-14",
        condition="pairings at +10 ms",
        source=EGGER,
        how="weight after over before",
        grade="B",
    ),
)
