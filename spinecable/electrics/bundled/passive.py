"""Channel sets without voltage-dependent channels."""

from __future__ import annotations

from types import MappingProxyType

from spinecable.electrics.biophysics import Biophysics, Region
from spinecable.electrics.bundled.ca1 import MIGLIORE_2005
from spinecable.electrics.bundled.msn import LINDROOS_2018

EYAL_2016 = "Eyal et al. 2016 eLife 5:e16553, 10.7554/eLife.16553, ModelDB 195667 model_0603_cell08"
TREVELYAN_2002 = "Trevelyan & Jack 2002 J Physiol 539:623, 10.1113/jphysiol.2001.013291"


def _passive_set(
    name: str, Rm: float, Ra: float, cm: float, resting_mV: float, source: str
) -> Biophysics:
    region = Region(Rm, Ra, cm)
    regions = {"soma": region, "dendrite": region, "axon": region}
    return Biophysics(
        name,
        MappingProxyType(regions),
        MappingProxyType({}),
        source,
        resting_mV=resting_mV,
    )


def passive_sets() -> tuple[Biophysics, ...]:
    """Sets without voltage-dependent channels, each from a fit to recordings.

    ``l23_human_eyal2016``: the source's cell 08; its -86 mV includes a junction potential of 16 mV.
    ``l23_rat_trevelyan2002``: the middles of the ranges at 36 C, cm 0.78-0.94 and Ra 140-170. The
    source could not pin Rm down, only the whole cell's conductance (7.2-18.4 nS); 12,000 ohm cm2 is
    ASSUMED, with which the preset's cell has about the middle of that; -75 mV is ASSUMED.
    ``msn_lindroos2018_passive``: leak, Ra and cm of a model in which potassium inward rectifiers,
    left out here, carry much of the resting conductance; rest as the source starts, -80 mV. Its fit
    has no separate spines.
    """
    return (
        _passive_set("l23_human_eyal2016", 38_907.0, 203.23, 0.45234, -86.0, EYAL_2016),
        _passive_set("l23_rat_trevelyan2002", 12_000.0, 155.0, 0.86, -75.0, TREVELYAN_2002),
        _passive_set("msn_lindroos2018_passive", 1 / 1.25e-5, 150.0, 1.0, -80.0, LINDROOS_2018),
    )


def passive(
    Rm_ohm_cm2: float = 28_000.0, Ra_ohm_cm: float = 150.0, cm_uF_per_cm2: float = 1.0
) -> Biophysics:
    """A cell without voltage-dependent channels.

    Parameters
    ----------
    Rm_ohm_cm2, Ra_ohm_cm, cm_uF_per_cm2 : of every part. Defaults as in `ca1_migliore2005`.
        The reversal potential is the resting potential of the simulation.
    """
    region = Region(Rm_ohm_cm2, Ra_ohm_cm, cm_uF_per_cm2)
    regions = {"soma": region, "dendrite": region, "axon": region}
    return Biophysics("passive", MappingProxyType(regions), MappingProxyType({}), MIGLIORE_2005)
