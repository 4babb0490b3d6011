"""What a spine's head and the shaft beneath it hold electrically, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from spinecable.describe.bath import Bath
from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.noise import Noise
from spinecable.describe.receptors import Receptors
from spinecable.errors import DescriptionError, suggestion


@dataclass(frozen=True)
class Receptor:
    """One population of receptors in a head, as an NMODL point process.

    Parameters
    ----------
    mechanism : its NMODL name.
    values : its RANGE variables, in the mechanism's own units.
    weight : of a presynaptic event; scales the glutamate pulse.
    """

    mechanism: str
    values: Mapping[str, float] = field(default_factory=dict)
    weight: float = 1.0


@dataclass(frozen=True)
class Inserted:
    """A density mechanism with values of its RANGE variables, in the mechanism's own units."""

    mechanism: str
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class HeadElectrics:
    """The conductances of one head.

    Parameters
    ----------
    ampa, nmda : its receptors, or None.
    cav23_S_per_cm2 : R-type calcium channels.
    cav23_channels : how many they are where they gate at random; 0: they gate on average.
    calcium_port : whether calcium is handed to the chemistry (mechanism ``sc_ca_port``).
    inserted : further channels.
    """

    ampa: Receptor | None = None
    nmda: Receptor | None = None
    cav23_S_per_cm2: float = 0.0
    cav23_channels: int = 0
    calcium_port: bool = False
    inserted: tuple[Inserted, ...] = ()

    def mechanisms(self) -> frozenset[str]:
        """Names of the mechanisms needed."""
        names = {r.mechanism for r in (self.ampa, self.nmda) if r is not None}
        names |= {"sc_car"} if self.cav23_S_per_cm2 > 0 else set()
        names |= {"sc_car_stochastic"} if self.cav23_channels else set()
        names |= {item.mechanism for item in self.inserted}
        return frozenset(names | ({"sc_ca_port"} if self.calcium_port else set()))


@dataclass(frozen=True)
class ShaftElectrics:
    """What the sections that carry explicit spines hold beside their channels.

    Parameters
    ----------
    cav23_S_per_cm2 : R-type calcium channels, on the whole section.
    calcium_port : whether calcium is handed to the chemistry.
    inserted : further channels.
    """

    cav23_S_per_cm2: float = 0.0
    calcium_port: bool = False
    inserted: tuple[Inserted, ...] = ()

    def mechanisms(self) -> frozenset[str]:
        """Names of the mechanisms needed."""
        names = {"sc_car"} if self.cav23_S_per_cm2 > 0 else set()
        names |= {item.mechanism for item in self.inserted}
        return frozenset(names | ({"sc_ca_port"} if self.calcium_port else set()))


HEAD_KEYS = (
    "ampar_per_um3",
    "ampar_conductance_pS",
    "nmdar_count",
    "nmdar_conductance_pS",
    "glun2b_fraction",
    "nmdar_calcium_fraction",
    "cav23_S_per_cm2",
)


def head_electrics(
    geometry: SpineGeometry,
    values: Mapping[str, float],
    bath: Bath,
    *,
    receptors: Receptors | None = None,
    inserted: tuple[Inserted, ...] = (),
    noise: Noise | None = None,
) -> HeadElectrics:
    """The conductances of a head from a preparation's ``[head]`` values.

    AMPA conductance = ampar_per_um3 x head volume x ampar_conductance_pS, NMDA conductance =
    nmdar_count x nmdar_conductance_pS, both with all receptors open; two exponentials peak at the
    share of it that their `Receptors` name.

    Parameters
    ----------
    values : at least the keys of `HEAD_KEYS`; others are ignored.
    receptors : which schemes; None: the recommended ones.
    inserted : further channels.
    noise : which of them gate at random; None: none.

    Raises
    ------
    DescriptionError : a key is missing.
    """
    for key in HEAD_KEYS:
        if key not in values:
            raise DescriptionError(
                f"the value '{key}' is missing", where="head", tip=suggestion(key, values)
            )
    choice, noise = receptors or Receptors(), noise or Noise()
    ampar_count = values["ampar_per_um3"] * geometry.volume_um3
    ampa = _ampa(choice, 1e-6 * ampar_count * values["ampar_conductance_pS"])
    nmda_uS = 1e-6 * values["nmdar_count"] * values["nmdar_conductance_pS"]
    nmda = _nmda(choice, nmda_uS, values, bath)
    cav23_pS = 1e4 * values["cav23_S_per_cm2"] * geometry.head_area_um2
    gated = noise.vgcc and cav23_pS > 0
    return HeadElectrics(
        ampa=_one_by_one(ampa, ampar_count) if noise.ampa else ampa,
        nmda=_one_by_one(nmda, values["nmdar_count"]) if noise.nmda else nmda,
        cav23_S_per_cm2=values["cav23_S_per_cm2"],
        cav23_channels=_whole(cav23_pS / noise.vgcc_conductance_pS) if gated else 0,
        calcium_port=True,
        inserted=inserted,
    )


def _ampa(choice: Receptors, open_uS: float) -> Receptor:
    """AMPA receptors; values that nobody chose are the mechanism's own."""
    if choice.ampa == "exp2":
        own = {"tau1": choice.ampa_rise_ms, "tau2": choice.ampa_decay_ms}
        return Receptor("sc_ampa_exp2", {"gmax": choice.ampa_peak_open * open_uS, **_chosen(own)})
    return Receptor("sc_ampa_jonas", {"gmax": open_uS, **_chosen(_glutamate(choice))})


def _nmda(choice: Receptors, open_uS: float, values: Mapping[str, float], bath: Bath) -> Receptor:
    """NMDA receptors; values that nobody chose are the mechanism's own."""
    found = {"gmax": open_uS, "mg": bath.mg_mM, "f_ca": values["nmdar_calcium_fraction"]}
    if choice.nmda == "exp2":
        found["gmax"] = choice.nmda_peak_open * open_uS
        found |= _chosen({"tau1": choice.nmda_rise_ms, "tau2": choice.nmda_decay_ms})
    else:
        found |= _chosen(_glutamate(choice))
    if choice.nmda == "popescu":
        found["frac_2b"] = values["glun2b_fraction"]
    if choice.mg_block == "vargas_caballero":
        found["block"] = 1.0
    return Receptor(f"sc_nmda_{choice.nmda}", found)


def _one_by_one(receptor: Receptor, count: float) -> Receptor:
    """The same receptors as a whole number of channels that gate at random."""
    values = {**receptor.values, "channels": float(_whole(count))}
    return replace(receptor, mechanism=f"{receptor.mechanism}_stochastic", values=values)


def _whole(count: float) -> int:
    """The nearest number of channels, at least one; their conductance together is kept."""
    return max(1, round(count))


def _glutamate(choice: Receptors) -> dict[str, float | None]:
    return {"glu_peak": choice.glutamate_peak_mM, "glu_ms": choice.glutamate_ms}


def _chosen(values: Mapping[str, float | None]) -> dict[str, float]:
    return {name: value for name, value in values.items() if value is not None}


def shaft_electrics(
    values: Mapping[str, float], inserted: tuple[Inserted, ...] = ()
) -> ShaftElectrics:
    """The shaft's conductances from a preparation's ``[shaft]`` values.

    Raises
    ------
    DescriptionError : ``cav23_S_per_cm2`` is missing.
    """
    key = "cav23_S_per_cm2"
    if key not in values:
        raise DescriptionError(
            f"the value '{key}' is missing", where="shaft", tip=suggestion(key, values)
        )
    return ShaftElectrics(cav23_S_per_cm2=values[key], calcium_port=True, inserted=inserted)


def with_channels(
    values: Mapping[str, float], densities_S_per_cm2: Mapping[str, float]
) -> tuple[Mapping[str, float], tuple[Inserted, ...]]:
    """Values in which ``cav23``, if it is among the densities, replaces the R-type channels; and
    the other channels."""
    others = dict(densities_S_per_cm2)
    if "cav23" in others:
        values = {**values, "cav23_S_per_cm2": others.pop("cav23")}
    return values, calcium_family(others)


def calcium_family(densities_S_per_cm2: Mapping[str, float]) -> tuple[Inserted, ...]:
    """Channels by the names of `spinecable.describe.channel.CALCIUM_FAMILY`; zeros are left out."""
    return tuple(
        Inserted(f"sc_{name}", {"gbar": density})
        for name, density in sorted(densities_S_per_cm2.items())
        if density > 0
    )
