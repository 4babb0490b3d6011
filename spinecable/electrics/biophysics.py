"""What a channel set is: the membrane of each part of a neuron, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from spinecable.electrics.profile import Profile
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
