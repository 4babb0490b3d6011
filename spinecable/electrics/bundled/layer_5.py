"""The channel set of thick-tufted layer-5 pyramidal cells."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from spinecable.electrics.biophysics import Biophysics, CalciumPool, Channel, Region
from spinecable.electrics.bundled.sourced import channels_of
from spinecable.electrics.profile import (
    Constant,
    Exponential,
    Linear,
    Product,
    Profile,
    Ramp,
    Zone,
)

HAY_2011 = (
    "Hay et al. 2011 PLoS Comput Biol 7:e1002107, 10.1371/journal.pcbi.1002107, "
    "ModelDB 139653 L5PCbiophys3.hoc"
)

ACKER_2009 = (
    "Acker & Antic 2009 J Neurophysiol 101:1524, ModelDB 117207 PFC_L5Pyramid_AckerAntic06.hoc"
)

KAMPA_2006 = (
    "Kampa & Stuart 2006 J Neurosci 26:7424, 10.1523/JNEUROSCI.3062-05.2006, "
    "ModelDB 108458 Ri18init.hoc"
)

HAY_CELL_1_UM = 1300.5
"""Longest apical path of cell 1 of ModelDB 139653 (um; measured on cell1.asc)."""


def l5_hay2011() -> Biophysics:
    """Thick-tufted layer-5 pyramidal cell; every number is that of L5PCbiophys3.hoc.

    The set was fitted to cell 1 at 34 C without implicit spines (cm 2 stands for them). With the
    source's e_pas of -90 mV everywhere that cell rests at -77 mV at the soma; the model
    rests as there, the tuft up to 13 mV above the soma. (At a uniform -77 mV, which
    ``simulation.initial_mV`` can ask for, a spike back-propagates with 17 instead of 27 mV to
    620 um.) The source scales the h gradient by each cell's own longest apical path; here it is
    that of cell 1 for all cells. SK in a section with explicit spines sees the calcium of the
    chemistry.
    """

    channel = channels_of(HAY_2011)

    def pool(gamma: float, decay_ms: float) -> CalciumPool:
        values = {"gamma": gamma, "decay": decay_ms, "depth": 0.1, "min_ca": 1e-4}
        return CalciumPool("sc_hay_cad", MappingProxyType(values), HAY_2011)

    def h_channel(gbar: Profile | float) -> Channel:
        return channel("sc_hay_ih", gbar, ehd=Constant(-45.0))

    def hot_zone(gbar: float, outside: float) -> Zone:
        return Zone(gbar, outside * gbar, 685.0, 885.0)

    e_pas_mV = -90.0
    soma = (
        channel("sc_hay_nat", 2.04),
        channel("sc_nap", 0.00172),
        channel("sc_hay_ktst", 0.0812),
        channel("sc_hay_kpst", 0.00223),
        channel("sc_skv31", 0.693),
        channel("sc_sk", 0.0441),
        channel("sc_hay_cahva", 9.92e-4),
        channel("sc_hay_calva", 0.00343),
        h_channel(2e-4),
    )
    apical = (
        channel("sc_hay_nat", 0.0213),
        channel("sc_skv31", 2.61e-4),
        channel("sc_sk", 0.0012),
        channel("sc_hay_im", 6.75e-5),
        channel("sc_hay_cahva", hot_zone(5.55e-4, 0.1)),
        channel("sc_hay_calva", hot_zone(0.0187, 0.01)),
        h_channel(Exponential(2e-4, -0.8696, 2.087, HAY_CELL_1_UM / 3.6161)),
    )
    return Biophysics(
        name="l5_hay2011",
        regions=MappingProxyType(
            {
                "soma": Region(1 / 3.38e-5, 100.0, 1.0, soma, pool(5.01e-4, 460.0), e_pas_mV),
                "apical": Region(1 / 5.89e-5, 100.0, 2.0, apical, pool(5.09e-4, 122.0), e_pas_mV),
                "dendrite": Region(1 / 4.67e-5, 100.0, 2.0, (h_channel(2e-4),), None, e_pas_mV),
                "axon": Region(1 / 3.25e-5, 100.0, 1.0, (), None, e_pas_mV),
            }
        ),
        reversal_mV=MappingProxyType({"na": 50.0, "k": -85.0}),
        source=HAY_2011,
        resting_mV="natural",
    )


def l5_hay2011_active_basal() -> Biophysics:
    """`l5_hay2011` with sodium, potassium and T-type calcium channels in basal dendrites.

    Sodium and potassium are the best fit of Acker & Antic 2009 to dye recordings of spikes in
    basal dendrites of layer 5 (rat prefrontal cortex): sodium falls from 150 pS/um2 at the soma
    to nothing at 300 um, A-type channels rise by 0.7 pS/um2 per um from 150 and change from the
    proximal to the distal form over 300 um, delayed rectifiers have 40 pS/um2. T-type channels
    have the 3 pS/um2 of Kampa & Stuart 2006, twice for spines as there; Acker & Antic, who
    measured no calcium, have 1.6. h channels, passive properties, reversal potentials and rest
    stay those of Hay et al. 2011 (both others rest at -65 to -71 mV). High-voltage-activated
    calcium channels of both are left out: a preparation has its own. The sum of the sources was
    fitted to nothing.
    """
    hay = l5_hay2011()
    channel = channels_of(ACKER_2009)
    a_type = Linear(0.015, 0.7 / 150.0)
    own = (
        channel("sc_acker_na", Ramp(0.015, 0.0, 300.0)),
        channel("sc_acker_kv", 0.004),
        channel("sc_kap", Product(a_type, Ramp(1.0, 0.0, 300.0))),
        channel("sc_kad", Product(a_type, Ramp(0.0, 1.0, 300.0))),
        channels_of(KAMPA_2006)("sc_kampa_it", 6e-4),
    )
    dendrite = hay.regions["dendrite"]
    basal = replace(dendrite, channels=(*dendrite.channels, *own))
    return replace(
        hay,
        name="l5_hay2011_active_basal",
        regions=MappingProxyType({**hay.regions, "basal": basal}),
        source=f"{HAY_2011}; basal dendrites: {ACKER_2009}; {KAMPA_2006}",
    )
