"""Published models, run by this package or beside it, under the same input."""

from __future__ import annotations

from collections.abc import Callable

from spinecable.validate.cross_runs import (
    FOLDER,
    neck_resistances,
    own_step,
    somatic_epsps,
    step_of,
)
from spinecable.validate.entry import Arrays, Part, Row, Scale, Task
from spinecable.validate.gates import Band, Watch, Within

PEPKE = "Pepke et al. 2010 PLoS Comput Biol 6:e1000675, 10.1371/journal.pcbi.1000675"
STEFAN = "Stefan, Edelstein & Le Novere 2008 PNAS 105:10768, 10.1073/pnas.0804672105"
HAYER = "Hayer & Bhalla 2005 PLoS Comput Biol 1:e20, 10.1371/journal.pcbi.0010020"
POPOVIC = "Popovic et al. 2015 Nat Commun 6:8436, 10.1038/ncomms9436 (ModelDB 2016666)"
PALMER = "Palmer & Stuart 2009 J Neurosci 29:6897, 10.1523/JNEUROSCI.5847-08.2009 (ModelDB 120798)"

STEP = "free calcium held at 0.08 uM, at 1 uM from 10 to 20 s, and at 0.08 uM again"
HOW = (
    "the file as BioModels has it, read and solved by this package, beside the numbers of another "
    "solver; and the head of rat CA1 under the same calcium"
)
TOLERANCE = Within(1e-3)
WHERE = f"The file is not part of the package; {FOLDER} names the folder that holds it."

NECKS_UM = {0.05: 510.57, 0.10: 128.60, 0.18: 40.571, 0.50: 6.37}
"""Neck diameter -> neck and half a head of the published model, run in NEURON 9.0.2 (Mohm)."""

EPSPS = {103.0: 96.9, 206.0: 94.0, 308.0: 91.3, 411.0: 88.8, 514.0: 86.5}
"""Neck resistance (Mohm) -> somatic EPSP of the published model in NEURON 9.0.2, % of none."""


def _of_file(name: str, factor: float = 1.0) -> Callable[[Arrays, Arrays], dict[str, float]]:
    """End of the step and 40 s later: of the file, and of this package's head beside it."""

    def measure(file: Arrays, head: Arrays) -> dict[str, float]:
        own = head["calcineurin" if "PP2B" in name else "camkii"]
        return {
            "file, end of step": factor * float(file[name][0]),
            "file, 40 s later": factor * float(file[name][1]),
            "this head, end of step": 100.0 * float(own[0]),
            "this head, 40 s later": 100.0 * float(own[1]),
        }

    return measure


def _parts(
    unit: str, end: float, later: float, end_share: float, later_share: float
) -> tuple[Part, ...]:
    return (
        Part(end, unit, TOLERANCE, name="file, end of step"),
        Part(later, unit, TOLERANCE, name="file, 40 s later"),
        Part(unit="%", gate=Watch(), name="this head, end of step", says=f"{end_share:g}"),
        Part(unit="%", gate=Watch(), name="this head, 40 s later", says=f"{later_share:g}"),
    )


def _resistances(scale: Scale) -> Task:
    return Task(neck_resistances, (tuple(NECKS_UM),))


def _epsps(scale: Scale) -> Task:
    return Task(somatic_epsps, (tuple(EPSPS),))


ROWS = (
    Row(
        id="X1",
        quantity="CaMKII, Pepke 2010",
        preparation="published SBML model, MODEL1001150000",
        condition=STEP,
        parts=_parts("uM", 50.147285, 51.066738, 37.3, 36.2),
        source=PEPKE,
        how=f"free CaMKII of {HOW}: share of active CaMKII, published bound or phosphorylated",
        grade="A",
        runs=(step_of("pepke2010"), own_step),
        measure=_of_file("KaMe"),
        note="The published model has no phosphatase and 30 uM of calmodulin for 80 uM of CaMKII, "
        f"which stays bound; here PP1 takes the phosphate off. {WHERE}",
    ),
    Row(
        id="X2",
        quantity="calcineurin, Stefan 2008",
        preparation="published SBML model, BIOMD0000000183",
        condition=STEP,
        parts=_parts("%", 12.283518, 12.252702, 12.3, 12.3),
        source=STEFAN,
        how=f"calcineurin with calmodulin of {HOW}: its share",
        grade="A",
        runs=(step_of("stefan2008"), own_step),
        measure=_of_file("PP2Bbar", 100.0),
        note="Calcineurin of pM affinity holds all calmodulin (0.2 uM for 1.6 uM) at rest, so that "
        f"calcium moves nothing. {WHERE}",
    ),
    Row(
        id="X3",
        quantity="CaMKII, Hayer 2005",
        preparation="published SBML model, MODEL9086926384",
        condition=STEP,
        parts=_parts("uM", 10.636857, 2.9836799, 51.5, 13.9),
        source=HAYER,
        how=f"active CaMKII in the cytosol of {HOW}: share of active CaMKII",
        grade="A",
        runs=(step_of("hayer2005"), own_step),
        measure=_of_file("act_CaMKII_cyt"),
        note=WHERE,
    ),
    Row(
        id="X4",
        quantity="neck, Popovic 2015",
        preparation="published NEURON model",
        condition="Ra 100 ohm cm, neck 1 um long, head 0.5 um",
        parts=tuple(
            Part(value, "Mohm", TOLERANCE, name=f"neck {diameter:g} um wide")
            for diameter, value in NECKS_UM.items()
        ),
        source=POPOVIC,
        how="neck and half a head, voltage over current in NEURON as the published code has it",
        grade="A",
        runs=(_resistances,),
        measure=lambda run: {
            f"neck {diameter:g} um wide": float(value)
            for diameter, value in zip(NECKS_UM, run["Mohm"], strict=True)
        },
        fast=True,
    ),
    Row(
        id="X5",
        quantity="somatic EPSP, Palmer 2009",
        preparation="published NEURON model",
        condition="0.5 nS, 0.2 and 2 ms; Rm 8500 ohm cm2, 2 uF/cm2, Ra 105 ohm cm",
        parts=tuple(
            Part(value, "%", Band(value - 2.0, value + 2.0), name=f"{resistance:g} Mohm")
            for resistance, value in EPSPS.items()
        ),
        source=PALMER,
        how="somatic EPSP left by necks of growing resistance, over that without a neck; ball and "
        "stick with the published membrane, whose cell is not part of the package, so that 2 % are "
        "allowed",
        grade="A",
        runs=(_epsps,),
        measure=lambda run: {
            f"{resistance:g} Mohm": float(value)
            for resistance, value in zip(EPSPS, run["percent"], strict=True)
        },
        fast=True,
    ),
)
