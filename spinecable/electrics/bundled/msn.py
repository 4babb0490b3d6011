"""The channel set of striatal medium spiny neurons."""

from __future__ import annotations

from math import exp
from types import MappingProxyType

from spinecable.electrics.biophysics import Biophysics, Channel, Region
from spinecable.electrics.bundled.sourced import channels_of
from spinecable.electrics.profile import Exponential, Sigmoid, Zone

LINDROOS_2018 = (
    "Lindroos et al. 2018 Front Neural Circuits 12:3, 10.3389/fncir.2018.00003, ModelDB 237653 "
    "MSN_builder.py and params_dMSN.json"
)

SOMA_UM = 5.6
"""What the source adds to the path from the soma's surface to have its distances (um)."""


def msn_lindroos2018() -> Biophysics:
    """Direct-pathway medium spiny neuron; every number is that of ModelDB 237653.

    Sodium and potassium channels of the source: naf, kaf, kas, kdr and the inward rectifier kir.
    Its calcium channels, SK and BK are left out, so that spikes lack the afterhyperpolarisation
    that they bring: the set is for behaviour below threshold. The cell rests where leak (e_pas
    -70 mV) and channels put it. The source's fit has no separate spines.
    """

    channel = channels_of(LINDROOS_2018)

    def region(*channels: Channel) -> Region:
        return Region(1 / 1.25e-5, 150.0, 1.0, channels, None, -70.0)

    soma = region(
        channel("sc_naf", 9.0),
        channel("sc_kaf", 0.11),
        channel("sc_kas", 0.012),
        channel("sc_msn_kdr", 7e-4),
        channel("sc_kir", 9e-4),
    )
    dendrite = region(
        channel("sc_naf", Sigmoid(0.9, 0.1, 0.9, 60.0 - SOMA_UM, 10.0)),
        channel("sc_kaf", Sigmoid(0.11, 1.0, 0.5, 120.0 - SOMA_UM, -30.0)),
        channel("sc_kas", Exponential(0.0012, 1.0, 9.0 * exp(-SOMA_UM / 5.0), -5.0)),
        channel("sc_msn_kdr", 7e-4),
        channel("sc_kir", 9e-4),
    )
    axon = region(
        channel("sc_naf", Zone(9.0, 9.9, 30.0 - SOMA_UM, 500.0 - SOMA_UM)),
        channel("sc_kas", 0.007),
    )
    return Biophysics(
        name="msn_lindroos2018",
        regions=MappingProxyType({"soma": soma, "dendrite": dendrite, "axon": axon}),
        reversal_mV=MappingProxyType({"na": 50.0, "k": -85.0}),
        source=LINDROOS_2018,
        resting_mV="natural",
    )
