"""Channel sets: which membrane each part of a neuron has, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from spinecable.electrics.profile import (
    Between,
    Capped,
    Constant,
    Exponential,
    Linear,
    Profile,
    Step,
    Zone,
)
from spinecable.errors import DescriptionError, suggestion


@dataclass(frozen=True)
class Channel:
    """One density mechanism of a region.

    Parameters
    ----------
    mechanism : its NMODL name.
    gbar_S_per_cm2 : maximal conductance density along the path from the soma.
    parameters : other RANGE variables of the mechanism, in the mechanism's own units.
    source : where the numbers come from.
    """

    mechanism: str
    gbar_S_per_cm2: Profile
    parameters: Mapping[str, Profile] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True)
class CalciumPool:
    """A mechanism that owns ``cai`` where no chemistry does, for calcium-dependent channels.

    It is left out of every section that carries explicit spines: there ``sc_ca_port`` hands
    calcium to the chemistry, and two mechanisms must not write ``cai``.

    Parameters
    ----------
    mechanism : its NMODL name.
    parameters : its RANGE variables, in the mechanism's own units.
    source : where the numbers come from.
    """

    mechanism: str
    parameters: Mapping[str, float]
    source: str = ""


@dataclass(frozen=True)
class Region:
    """The membrane and the axial resistance of one part of the cell.

    Parameters
    ----------
    Rm_ohm_cm2 : specific resistance of the passive membrane, spines not included.
    Ra_ohm_cm : axial resistivity.
    cm_uF_per_cm2 : specific capacitance, spines not included.
    channels : the voltage-dependent conductances.
    pool : what owns calcium, None where no channel needs it.
    e_pas_mV : the source's reversal of the passive conductance, from which the natural resting
        state follows; None where the source balances each segment, as this package does.
    """

    Rm_ohm_cm2: float
    Ra_ohm_cm: float
    cm_uF_per_cm2: float
    channels: tuple[Channel, ...] = ()
    pool: CalciumPool | None = None
    e_pas_mV: float | None = None


@dataclass(frozen=True)
class Biophysics:
    """A channel set.

    Parameters
    ----------
    name : how a cell refers to it.
    regions : by domain. A domain that is not listed takes ``apical`` (for ``apical_trunk``,
        ``apical_oblique`` and ``apical_tuft``) and then ``dendrite``.
    reversal_mV : of the ions, ``{"na": 55.0, "k": -90.0}``. The reversal of the passive
        conductance is not listed: it is balanced segment by segment so that the cell rests.
    source : where the set comes from.
    resting_mV : the potential at which every segment rests, or ``natural``: where the set itself
        comes to rest with the regions' `e_pas_mV`, each segment at its own potential.
    """

    name: str
    regions: Mapping[str, Region]
    reversal_mV: Mapping[str, float]
    source: str
    resting_mV: float | Literal["natural"] = -65.0

    def region(self, domain: str) -> Region:
        """The region of a domain (``soma``, ``axon``, ``basal``, ``apical_oblique`` ...).

        Raises
        ------
        DescriptionError : the set has nothing for this domain.
        """
        names = [domain]
        if domain.startswith("apical"):
            names.append("apical")
        if domain not in ("soma", "axon"):
            names.append("dendrite")
        for name in names:
            if name in self.regions:
                return self.regions[name]
        raise DescriptionError(
            f"the channel set '{self.name}' has no region '{domain}'",
            where="cell.biophysics",
            tip=suggestion(domain, self.regions),
        )

    def mechanisms(self) -> frozenset[str]:
        """Names of all density mechanisms the set needs."""
        channels = {c.mechanism for r in self.regions.values() for c in r.channels}
        return frozenset(channels | {r.pool.mechanism for r in self.regions.values() if r.pool})


MIGLIORE_2005 = (
    "Migliore, Ferrante & Ascoli 2005 J Neurophysiol 94:4145, 10.1152/jn.00521.2005, "
    "ModelDB 55035 fig2A.hoc"
)


def _ca1_migliore2005() -> Biophysics:
    """CA1 pyramidal cell; every number is that of fig2A.hoc of ModelDB 55035."""
    sodium, kdr, ka, h = 0.025, 0.01, 0.03, 5e-5
    ka_along = Linear(ka, 1.0 / 100.0)
    h_reversal = Constant(-30.0)

    def channel(name: str, gbar: Profile, **parameters: Profile) -> Channel:
        return Channel(name, gbar, MappingProxyType(parameters), MIGLIORE_2005)

    soma = (
        channel("sc_na3", Constant(sodium), ar=Constant(1.0)),
        channel("sc_kdr", Constant(kdr)),
        channel("sc_kap", Constant(ka)),
        channel("sc_hd", Constant(h), vhalf=Constant(-73.0), ehd=h_reversal),
    )
    dendrite = (
        channel("sc_na3", Constant(sodium), ar=Constant(1.0)),
        channel("sc_kdr", Constant(kdr)),
        channel("sc_kap", Between(ka_along, to_um=100.0)),
        channel("sc_kad", Between(ka_along, from_um=100.0)),
        channel("sc_hd", Linear(h, 3.0 / 100.0), vhalf=Step(-73.0, -81.0, 100.0), ehd=h_reversal),
    )
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
                "dendrite": Region(28_000.0, 150.0, 1.0, dendrite),
                "axon": Region(28_000.0, 50.0, 1.0, axon),
            }
        ),
        reversal_mV=MappingProxyType({"na": 55.0, "k": -90.0}),
        source=MIGLIORE_2005,
    )


HAY_2011 = (
    "Hay et al. 2011 PLoS Comput Biol 7:e1002107, 10.1371/journal.pcbi.1002107, "
    "ModelDB 139653 L5PCbiophys3.hoc"
)

HAY_CELL_1_UM = 1300.5
"""Longest apical path of cell 1 of ModelDB 139653 (um; measured on cell1.asc)."""


def _l5_hay2011() -> Biophysics:
    """Thick-tufted layer-5 pyramidal cell; every number is that of L5PCbiophys3.hoc.

    The set was fitted to cell 1 at 34 C without implicit spines (cm 2 stands for them). With the
    source's e_pas of -90 mV everywhere that cell rests at -77 mV at the soma; the model
    rests as there, the tuft up to 13 mV above the soma. (At a uniform -77 mV, which
    ``simulation.initial_mV`` can ask for, a spike back-propagates with 17 instead of 27 mV to
    620 um.) The source scales the h gradient by each cell's own longest apical path; here it is
    that of cell 1 for all cells. SK in a section with explicit spines sees the calcium of the
    chemistry.
    """

    def channel(name: str, gbar: Profile | float, **parameters: Profile) -> Channel:
        profile = Constant(gbar) if isinstance(gbar, float) else gbar
        return Channel(name, profile, MappingProxyType(parameters), HAY_2011)

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


GOLDING_2001 = (
    "Golding, Kath & Spruston 2001 J Neurophysiol 86:2998, 10.1152/jn.2001.86.6.2998, "
    "ModelDB 64167 init_fig8.hoc and run_fig9.hoc"
)


def _ca1_golding2001(kind: Literal["strong", "weak"]) -> Biophysics:
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

    def channel(name: str, gbar: Profile | float) -> Channel:
        profile = Constant(gbar) if isinstance(gbar, float) else gbar
        return Channel(name, profile, source=GOLDING_2001)

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


EYAL_2016 = "Eyal et al. 2016 eLife 5:e16553, 10.7554/eLife.16553, ModelDB 195667 model_0603_cell08"
TREVELYAN_2002 = "Trevelyan & Jack 2002 J Physiol 539:623, 10.1113/jphysiol.2001.013291"
LINDROOS_2018 = "Lindroos et al. 2018, ModelDB 237653 MSN_builder.py and params_dMSN.json"


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


def _passive_sets() -> tuple[Biophysics, ...]:
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


_REGISTRY: dict[str, Biophysics] = {
    preset.name: preset
    for preset in (
        _ca1_migliore2005(),
        _ca1_golding2001("strong"),
        _ca1_golding2001("weak"),
        _l5_hay2011(),
        *_passive_sets(),
        passive(),
    )
}

_BUNDLED = frozenset(_REGISTRY)


def biophysics_names() -> tuple[str, ...]:
    """Names of the channel sets that can be asked for."""
    return tuple(sorted(_REGISTRY))


def load_biophysics(name: str) -> Biophysics:
    """The channel set of a name, or of a TOML file (see `spinecable.electrics.sets`).

    Raises
    ------
    DescriptionError : there is none of that name, or the file holds none.
    """
    if name.endswith(".toml"):
        from spinecable.electrics.sets import read_biophysics

        return read_biophysics(name)
    if name not in _REGISTRY:
        raise DescriptionError(
            f"there is no channel set '{name}'",
            where="cell.biophysics",
            tip=f"{suggestion(name, _REGISTRY)} Or give a TOML file of your own.",
        )
    return _REGISTRY[name]


def register_biophysics(biophysics: Biophysics) -> None:
    """Make a channel set available by its name to the cells of this process and of its runs.

    A result and a saved experiment hold the name only, with the content's hash in the provenance;
    `spinecable.electrics.sets.save_biophysics` writes a set as a file that can travel with them.

    Raises
    ------
    DescriptionError : another set has that name.
    """
    if _REGISTRY.get(biophysics.name, biophysics) != biophysics:
        raise DescriptionError(
            f"there is already another channel set '{biophysics.name}'",
            tip="Choose another name.",
        )
    _REGISTRY[biophysics.name] = biophysics


def registered_biophysics() -> tuple[Biophysics, ...]:
    """The sets of `register_biophysics`, without those of the package."""
    return tuple(item for name, item in _REGISTRY.items() if name not in _BUNDLED)
