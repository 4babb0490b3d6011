"""Channel sets of CA1 pyramidal cells."""

from __future__ import annotations

from types import MappingProxyType
from typing import Literal

from spinecable.electrics.biophysics import Biophysics, Channel, Region
from spinecable.electrics.bundled.sourced import channels_of
from spinecable.electrics.profile import (
    Between,
    Capped,
    Constant,
    Linear,
    Profile,
    Ramp,
    Step,
    Zone,
)

MIGLIORE_2005 = (
    "Migliore, Ferrante & Ascoli 2005 J Neurophysiol 94:4145, 10.1152/jn.00521.2005, "
    "ModelDB 55035 fig2A.hoc"
)

POIRAZI_2003 = (
    "slow inactivation: Poirazi, Brannon & Mel 2003 Neuron 37:989, "
    "10.1016/S0896-6273(03)00149-1, ModelDB 20212 cell-setup.hoc"
)

CANNOT_CLOSE = Ramp(0.95, 0.30, to_um=300.0, from_um=50.0)
"""Share of the sodium channels of the apical trunk that the slow gate cannot close (`max_ar2`,
`min_ar2`, `decay_start` and `decay_end` of ModelDB 20212)."""

CANNOT_CLOSE_IN_TUFT = 0.95
"""The same in branches beyond 350 um (ModelDB 20212)."""


def ca1_migliore2005() -> Biophysics:
    """CA1 pyramidal cell; densities and kinetics are those of fig2A.hoc of ModelDB 55035.

    Its sodium channel has a gate of slow inactivation that the source leaves open (`ar` = 1). Real
    dendritic channels close it, the more the farther out (Colbert et al. 1997, J Neurosci 17:6512;
    Jung et al. 1997, 10.1523/JNEUROSCI.17-17-06639.1997; Mickus et al. 1999, Biophys J 76:846), so
    that spikes of a train fail in the distal dendrite. How many can is taken from ModelDB 20212,
    whose gate is the same but for the floor of its time constant, 3 ms (here 10, as in 55035): of
    the trunk 95 % cannot within 50 um of the soma and 30 % from 300 um on, with a straight line
    between, which is what its comments and parameters say (its code subtracts the slope times the
    whole distance and so steps at both ends); 95 % of what branches off beyond 350 um, the tuft;
    all in soma and basal dendrites. ASSUMED: obliques follow the trunk by their own distance;
    there they have its value up to 50 um from it, and 80 % of that of one trunk section beyond.
    """
    sodium, kdr, ka, h = 0.025, 0.01, 0.03, 5e-5
    ka_along = Linear(ka, 1.0 / 100.0)
    h_reversal = Constant(-30.0)

    channel = channels_of(MIGLIORE_2005)

    soma = (
        channel("sc_na3", Constant(sodium), ar=Constant(1.0)),
        channel("sc_kdr", Constant(kdr)),
        channel("sc_kap", Constant(ka)),
        channel("sc_hd", Constant(h), vhalf=Constant(-73.0), ehd=h_reversal),
    )

    def dendrite(ar: Profile) -> Region:
        channels = (
            channel("sc_na3", Constant(sodium), ar=ar),
            channel("sc_kdr", Constant(kdr)),
            channel("sc_kap", Between(ka_along, to_um=100.0)),
            channel("sc_kad", Between(ka_along, from_um=100.0)),
            channel(
                "sc_hd", Linear(h, 3.0 / 100.0), vhalf=Step(-73.0, -81.0, 100.0), ehd=h_reversal
            ),
        )
        return Region(28_000.0, 150.0, 1.0, channels)

    axon = (
        channel("sc_nax", Constant(5.0 * sodium)),
        channel("sc_kdr", Constant(kdr)),
        channel("sc_kap", Constant(ka)),
    )
    return Biophysics(
        name="ca1_migliore2005",
        regions=MappingProxyType(
            {
                "soma": Region(28_000.0, 150.0, 1.0, soma),
                "dendrite": dendrite(Constant(1.0)),
                "apical": dendrite(CANNOT_CLOSE),
                "apical_tuft": dendrite(Constant(CANNOT_CLOSE_IN_TUFT)),
                "axon": Region(28_000.0, 50.0, 1.0, axon),
            }
        ),
        reversal_mV=MappingProxyType({"na": 55.0, "k": -90.0}),
        source=f"{MIGLIORE_2005}; {POIRAZI_2003}",
    )


MIGLIORE_1999 = (
    "Migliore, Hoffman, Magee & Johnston 1999 J Comput Neurosci 7:5, ModelDB 2796 fig_1a.hoc "
    "and fig_1c.hoc"
)


def ca1_migliore1999() -> Biophysics:
    """CA1 pyramidal cell whose dendritic sodium channels inactivate slowly.

    Every number is that of fig_1a.hoc of ModelDB 2796: the same channels as in the set of 2005 at
    other densities, and of the slow gate 80 % at the soma and 50 % in the apical dendrite never
    close (`ar`; 100 % in the basal dendrites). Spikes of a train grow smaller from one to the next,
    the more the farther out. Spines are in the dendrite's cm and Rm (twice and half those of the
    soma). The source has no channels beyond 500 um or in apical branches of 0.5 um and less; on the
    bundled cell that is most of the tuft and nothing else, so here the tuft has none.
    """
    sodium, kdr, ka = 0.032, 0.01, 0.048
    ka_along = Linear(ka, 1.0 / 100.0)

    channel = channels_of(MIGLIORE_1999)

    def of_the_soma(ar: float) -> tuple[Channel, ...]:
        return (
            channel("sc_na3", sodium, ar=Constant(ar)),
            channel("sc_kdr", kdr),
            channel("sc_kap", ka),
        )

    apical = (
        channel("sc_na3", Between(Constant(sodium), to_um=500.0), ar=Constant(0.5)),
        channel("sc_kdr", Between(Constant(kdr), to_um=500.0)),
        channel("sc_kap", Between(ka_along, to_um=100.0)),
        channel("sc_kad", Between(ka_along, from_um=100.0, to_um=500.0)),
    )
    axon = (
        channel("sc_nax", 2.0 * sodium),
        channel("sc_kdr", kdr),
        channel("sc_kap", 0.2 * ka),
    )

    def dendrite(channels: tuple[Channel, ...]) -> Region:
        return Region(14_000.0, 150.0, 2.0, channels)

    return Biophysics(
        name="ca1_migliore1999",
        regions=MappingProxyType(
            {
                "soma": Region(28_000.0, 150.0, 1.0, of_the_soma(0.8)),
                "dendrite": dendrite(of_the_soma(1.0)),
                "apical": dendrite(apical),
                "apical_tuft": dendrite(()),
                "axon": Region(28_000.0, 50.0, 1.0, axon),
            }
        ),
        reversal_mV=MappingProxyType({"na": 55.0, "k": -90.0}),
        source=MIGLIORE_1999,
    )


GOLDING_2001 = (
    "Golding, Kath & Spruston 2001 J Neurophysiol 86:2998, 10.1152/jn.2001.86.6.2998, "
    "ModelDB 64167 init_fig8.hoc and run_fig9.hoc"
)


def ca1_golding2001(kind: Literal["strong", "weak"]) -> Biophysics:
    """CA1 pyramidal cell with strong or weak back-propagation, after the model of Golding et al.

    The two differ in sodium only: 0.027 S/cm2 at the soma, rising by 0.625 % a um up to 275 um, in
    the strong cell (the control of run_fig9.hoc's potassium family); 0.042 S/cm2 everywhere in the
    weak one (init_fig8.hoc). The source doubles cm and g_pas of the apical dendrite beyond 100 um
    for spines; here the cell's implicit spines do that. The source's axon (hillock, segment, nodes,
    myelin) is not there: of the stub's initial segment the last fifth has the source's 100-fold
    sodium, and what follows has the A-type density of its internodes, a fifth.
    """
    sodium, slope = (0.027, 0.00625) if kind == "strong" else (0.042, 0.0)
    ka_along = Capped(Linear(0.1, 0.01), 300.0)

    channel = channels_of(GOLDING_2001)

    soma = (channel("sc_nax", sodium), channel("sc_kdr", 0.04), channel("sc_kap", 0.1))
    apical = (
        channel("sc_nax", Capped(Linear(sodium, slope), 275.0)),
        channel("sc_kdr", 0.04),
        channel("sc_kap", Between(ka_along, to_um=100.0)),
        channel("sc_kad", Between(ka_along, from_um=100.0)),
    )
    axon = (
        channel("sc_nax", Zone(100.0 * sodium, sodium, 24.0, 30.0)),
        channel("sc_kdr", 0.04),
        channel("sc_kap", Step(0.1, 0.02, 30.0)),
    )
    regions = {"soma": soma, "dendrite": soma, "apical": apical, "axon": axon}
    return Biophysics(
        name=f"ca1_golding2001_{kind}",
        regions=MappingProxyType(
            {name: Region(40_000.0, 200.0, 0.75, channels) for name, channels in regions.items()}
        ),
        reversal_mV=MappingProxyType({"na": 55.0, "k": -90.0}),
        source=GOLDING_2001,
        resting_mV=-70.0,
    )
