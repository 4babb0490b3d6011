"""Channel sets: which membrane each part of a neuron has, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from spinecable.electrics.profile import Between, Constant, Linear, Profile, Step
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
class Region:
    """The membrane and the axial resistance of one part of the cell.

    Parameters
    ----------
    Rm_ohm_cm2 : specific resistance of the passive membrane, spines not included.
    Ra_ohm_cm : axial resistivity.
    cm_uF_per_cm2 : specific capacitance, spines not included.
    channels : the voltage-dependent conductances.
    """

    Rm_ohm_cm2: float
    Ra_ohm_cm: float
    cm_uF_per_cm2: float
    channels: tuple[Channel, ...] = ()


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
    """

    name: str
    regions: Mapping[str, Region]
    reversal_mV: Mapping[str, float]
    source: str

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
        return frozenset(c.mechanism for r in self.regions.values() for c in r.channels)


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


_REGISTRY: dict[str, Biophysics] = {
    preset.name: preset for preset in (_ca1_migliore2005(), passive())
}


def biophysics_names() -> tuple[str, ...]:
    """Names of the channel sets that can be asked for."""
    return tuple(sorted(_REGISTRY))


def load_biophysics(name: str) -> Biophysics:
    """The channel set of a name.

    Raises
    ------
    DescriptionError : there is none of that name.
    """
    if name not in _REGISTRY:
        raise DescriptionError(
            f"there is no channel set '{name}'",
            where="cell.biophysics",
            tip=suggestion(name, _REGISTRY),
        )
    return _REGISTRY[name]


def register_biophysics(biophysics: Biophysics) -> None:
    """Make a channel set available by its name to cells built in this process.

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
