"""The slot readout of each spine: thresholds of the preparation, amounts of the spine's own."""

from __future__ import annotations

from spinecable.describe.experiment import Experiment
from spinecable.describe.preparation import Preparation, load_preparation
from spinecable.plasticity.slots import SlotReadout


def slot_readouts(experiment: Experiment, preparation: Preparation) -> list[SlotReadout]:
    """One readout a spine, in order.

    The thresholds of a preparation are shares of the amounts of CaMKII and calcineurin in its
    file. Slots answer to amounts: a spine with a tenth of the kinase meets ten times the threshold,
    and one without any is never potentiated.

    Parameters
    ----------
    preparation : with what the experiment replaces.
    """
    usual = load_preparation(experiment.preparation, experiment.buffering).values("head")
    readout = SlotReadout.from_preparation(
        preparation, ras_priming_per_uM=experiment.chemistry.ras_priming_per_uM
    )
    found = []
    for spine in experiment.spines:
        own = preparation.overridden("head", spine.contents).values("head")
        shares = (own[name] / usual[name] for name in ("camkii_uM", "calcineurin_uM"))
        found.append(readout.with_amounts(*shares))
    return found
