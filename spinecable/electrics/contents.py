"""What a spine's head and the shaft beneath it hold electrically, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from spinecable.describe.bath import Bath
from spinecable.describe.geometry import SpineGeometry
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
class HeadElectrics:
    """The conductances of one head.

    Parameters
    ----------
    ampa, nmda : its receptors, or None.
    cav23_S_per_cm2 : R-type calcium channels.
    calcium_port : whether calcium is handed to the chemistry (mechanism ``sc_ca_port``).
    """

    ampa: Receptor | None = None
    nmda: Receptor | None = None
    cav23_S_per_cm2: float = 0.0
    calcium_port: bool = False

    def mechanisms(self) -> frozenset[str]:
        """Names of the mechanisms needed."""
        names = {r.mechanism for r in (self.ampa, self.nmda) if r is not None}
        names |= {"sc_car"} if self.cav23_S_per_cm2 > 0 else set()
        return frozenset(names | ({"sc_ca_port"} if self.calcium_port else set()))


@dataclass(frozen=True)
class ShaftElectrics:
    """What the sections that carry explicit spines hold beside their channels.

    Parameters
    ----------
    cav23_S_per_cm2 : R-type calcium channels, on the whole section.
    calcium_port : whether calcium is handed to the chemistry.
    """

    cav23_S_per_cm2: float = 0.0
    calcium_port: bool = False

    def mechanisms(self) -> frozenset[str]:
        """Names of the mechanisms needed."""
        names = {"sc_car"} if self.cav23_S_per_cm2 > 0 else set()
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
    ampa_mechanism: str = "sc_ampa_jonas",
    nmda_mechanism: str = "sc_nmda_popescu",
) -> HeadElectrics:
    """The conductances of a head from a preparation's ``[head]`` values.

    AMPA conductance = ampar_per_um3 x head volume x ampar_conductance_pS, NMDA conductance =
    nmdar_count x nmdar_conductance_pS, both with all receptors open.

    Parameters
    ----------
    values : at least the keys of `HEAD_KEYS`; others are ignored.

    Raises
    ------
    DescriptionError : a key is missing.
    """
    for key in HEAD_KEYS:
        if key not in values:
            raise DescriptionError(
                f"the value '{key}' is missing", where="head", tip=suggestion(key, values)
            )
    ampar = values["ampar_per_um3"] * geometry.volume_um3
    nmda: dict[str, float] = {
        "gmax": 1e-6 * values["nmdar_count"] * values["nmdar_conductance_pS"],
        "mg": bath.mg_mM,
        "f_ca": values["nmdar_calcium_fraction"],
    }
    if nmda_mechanism == "sc_nmda_popescu":
        nmda["frac_2b"] = values["glun2b_fraction"]
    return HeadElectrics(
        ampa=Receptor(ampa_mechanism, {"gmax": 1e-6 * ampar * values["ampar_conductance_pS"]}),
        nmda=Receptor(nmda_mechanism, nmda),
        cav23_S_per_cm2=values["cav23_S_per_cm2"],
        calcium_port=True,
    )


def shaft_electrics(values: Mapping[str, float]) -> ShaftElectrics:
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
    return ShaftElectrics(cav23_S_per_cm2=values[key], calcium_port=True)
