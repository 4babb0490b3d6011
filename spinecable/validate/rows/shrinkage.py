"""Shrinkage of heads under slow uncaging, and what it needs."""

from __future__ import annotations

from spinecable.validate.entry import Arrays, Part, Row
from spinecable.validate.gates import Sign, Watch, at_least, at_most
from spinecable.validate.rows.common import CRITERION, NOGUCHI, SLICE_TEXT, unreachable
from spinecable.validate.slice_runs import SHRINK, SIZES_UM3, grown, shrinkage


def _shrunk(arrays: Arrays) -> dict[str, float]:
    change = grown(arrays, 39.0)
    small, none = change[SHRINK.index("v80")], change[SHRINK.index("no_nmda")]
    return {"change": float(small), "without NMDA receptors": float(abs(none) / abs(small))}


def _shrunk_share(arrays: Arrays) -> float:
    return 100 * float((grown(arrays, 39.0)[: len(SIZES_UM3)] < -CRITERION).mean())


def _shrinkage_pathway(arrays: Arrays) -> dict[str, float]:
    change = grown(arrays, 39.0)
    control = change[SHRINK.index("v80")]
    return {
        "left without calcineurin": float(change[SHRINK.index("no_calcineurin")] / control),
        "left without PP1": float(change[SHRINK.index("no_pp1")] / control),
    }


ROWS = (
    Row(
        id="P10",
        quantity="shrinkage by slow uncaging",
        preparation=SLICE_TEXT,
        condition="90 uncaging pulses at 0.1 Hz, 1 mM Mg",
        parts=(
            Part(-0.3, "1", Sign(-1), name="change", says="shrinks (-20 to -40 % from memory)"),
            Part(gate=at_most(0.5), name="without NMDA receptors", says="needs NMDA receptors"),
        ),
        source="Oh, Hill & Zito 2013 PNAS 110:E305, 10.1073/pnas.1214705110",
        how="volume of a head of 0.08 um3 39 min after; the second number relative to it",
        grade="A",
        runs=(shrinkage,),
        measure=_shrunk,
        note="The size is far off: about 1 % where the paper has tens, as the calcium of a pulse "
        "(0.4 uM) hardly reaches calcineurin. That large heads also need mGluR and IP3 receptors "
        "is not asked here.",
    ),
    Row(
        id="P11",
        quantity="share of heads that shrink",
        preparation="mouse neocortex in vivo",
        condition="as P10",
        parts=(Part(34.0, "%", Watch()),),
        source=NOGUCHI,
        how=f"heads of {len(SIZES_UM3)} sizes that lose more than 10 %",
        grade="A",
        runs=(shrinkage,),
        measure=_shrunk_share,
    ),
    Row(
        id="P12",
        quantity="what shrinkage needs",
        preparation="neonatal rat CA1",
        condition="low-frequency stimulation, here as P10",
        parts=(
            Part(gate=at_most(0.5), name="left without calcineurin", says="needs calcineurin"),
            Part(gate=at_least(0.5), name="left without PP1", says="not PP1"),
        ),
        source="Zhou, Homma & Poo 2004 Neuron 44:749, 10.1016/j.neuron.2004.11.011",
        how="shrinkage with 1 nM of the enzyme relative to that of P10",
        grade="A",
        runs=(shrinkage,),
        measure=_shrinkage_pathway,
        note="Remodelling shrinks by calcineurin alone by construction; cofilin does not act on "
        "the volume.",
    ),
    unreachable(
        "P14",
        "spread of shrinkage",
        (Part(15.0, "um", Watch(), says="< 15"),),
        "shrinkage follows the spine's own calcineurin, which does not leave the head.",
        preparation="rat CA1",
        condition="GABA with uncaging and spikes",
        source="Hayama et al. 2013 Nat Neurosci 16:1409, 10.1038/nn.3496",
        how="distance of shrinking heads",
        grade="A",
    ),
)
