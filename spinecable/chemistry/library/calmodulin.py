"""Calmodulin: two lobes (C and N) with two calcium sites each, filled in sequence.

Two descriptions share the same rates. `lobes9` has every state (0, 1 or 2 calcium a lobe).
`lobes4`, the default, keeps empty or full lobes. Its singly bound lobe stands at its
quasi-steady state, so that a lobe fills at ``k1on k2on ca^2 / D`` and empties at
``k1off k2off / D`` with ``D = k1off + k2on ca``. The equilibrium is exact; the calcium held by
singly bound lobes is left out. The same calcium steps, with the rates of bound calmodulin, run
on the complexes with CaMKII.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from spinecable.chemistry.library.common import (
    CALCIUM,
    CALCIUM_DIFFUSION,
    DIFFUSION,
    PER_S,
    PER_UM_S,
    total,
)
from spinecable.chemistry.reactions import Derived, Parameter, Reaction, Scheme, Species
from spinecable.describe.chemistry import CalmodulinRates, Lobes
from spinecable.errors import ChemistryError, suggestion

PEPKE = "Pepke 2010 PLoS Comput Biol 6:e1000675, 10.1371/journal.pcbi.1000675"
DIFFUSES = "d_cam_um2_per_s"

_FORMS4 = {"0": (0, 0), "2c": (2, 0), "2n": (0, 2), "4": (2, 2)}
_FORMS9 = {
    "0": (0, 0),
    "1c": (1, 0),
    "2c": (2, 0),
    "1n": (0, 1),
    "2n": (0, 2),
    "1c1n": (1, 1),
    "2c1n": (2, 1),
    "1c2n": (1, 2),
    "4": (2, 2),
}


def forms(lobes: Lobes) -> dict[str, tuple[int, int]]:
    """Calcium-bound forms: suffix -> calcium on the (C lobe, N lobe)."""
    if lobes not in get_args(Lobes):
        raise ChemistryError(
            f"there is no calmodulin scheme '{lobes}'", tip=suggestion(lobes, get_args(Lobes))
        )
    return dict(_FORMS4 if lobes == "lobes4" else _FORMS9)


def meaning(form: str) -> str:
    """Words for a calcium-bound form: 'calmodulin with 2 Ca on C, 1 on N'."""
    c, n = _FORMS9[form]
    if c == n == 0:
        return "calmodulin without calcium"
    return f"calmodulin with {c} Ca on C, {n} on N"


def calcium_parameters(prefix: str, rates: dict[str, float], source: str) -> tuple[Parameter, ...]:
    """The eight calcium rates ``{prefix}_{c|n}{1|2}_{on|off}`` of two lobes."""
    ordinal = {"1": "first", "2": "second"}
    found = []
    for key, value in rates.items():
        step, way = key.split("_")
        found.append(
            Parameter(
                f"{prefix}_{key}",
                value,
                PER_UM_S if way == "on" else PER_S,
                f"{ordinal[step[1]]} calcium {'binds' if way == 'on' else 'leaves'} the "
                f"{step[0].upper()} lobe",
                source,
            )
        )
    return tuple(found)


def lobe_denominators(rates: str) -> tuple[Derived, ...]:
    """What the quasi-steady singly bound lobe divides by, for the rates named `rates`."""
    return tuple(
        Derived(
            f"{rates}_{lobe}_d",
            f"{rates}_{lobe}1_off + {rates}_{lobe}2_on*ca",
            PER_S,
            f"rate at which a singly bound {lobe.upper()} lobe changes",
        )
        for lobe in "cn"
    )


def calcium_steps(
    species: str, rates: str, lobes: Lobes, source: str = PEPKE
) -> Iterator[Reaction]:
    """Calcium binding on ``{species}{form}`` with the rates called `rates`."""
    by_calcium = {counts: form for form, counts in forms(lobes).items()}
    step = 2 if lobes == "lobes4" else 1
    for (c, n), form in by_calcium.items():
        for lobe, had, gained in (("c", c, (c + step, n)), ("n", n, (c, n + step))):
            if gained not in by_calcium:
                continue
            left, right = f"{species}{form}", f"{species}{by_calcium[gained]}"
            r = f"{rates}_{lobe}"
            if lobes == "lobes4":
                forward = f"{r}1_on*{r}2_on/{r}_d"
                backward = f"{r}1_off*{r}2_off/{r}_d"
            else:
                forward, backward = f"{r}{had + 1}_on", f"{r}{had + 1}_off"
            yield Reaction(
                f"{left}_to_{right}", {left: 1, "ca": step}, {right: 1}, forward, backward, source
            )


CALCIUM_RATES = {
    "c1_on": 4.0,
    "c1_off": 40.0,
    "c2_on": 10.0,
    "c2_off": 9.25,
    "n1_on": 100.0,
    "n1_off": 2500.0,
    "n2_on": 150.0,
    "n2_off": 750.0,
}
"""Free calmodulin (uM^-1 s^-1, s^-1), Pepke 2010."""

CHANG = "Chang 2019 Nat Commun 10:2784, 10.1038/s41467-019-10694-z"
FAAS = "Faas 2011 Nat Neurosci 14:301, 10.1038/nn.2746, 35 C"

FREE_RATES: dict[CalmodulinRates, dict[str, float]] = {
    "pepke2010": CALCIUM_RATES,
    "chang2019": {
        "c1_on": 5.0,
        "c1_off": 50.0,
        "c2_on": 10.0,
        "c2_off": 10.0,
        "n1_on": 100.0,
        "n1_off": 2000.0,
        "n2_on": 200.0,
        "n2_off": 500.0,
    },
    "faas2011": {
        "c1_on": 2 * 84.0,
        "c1_off": 2.6e3,
        "c2_on": 25.0,
        "c2_off": 2 * 6.5,
        "n1_on": 2 * 770.0,
        "n1_off": 1.6e5,
        "n2_on": 3.2e4,
        "n2_off": 2 * 2.2e4,
    },
}
"""Free calmodulin by source (uM^-1 s^-1, s^-1), statistical factors included. The dissociation
constants that Faas 2011 prints (193, 0.788, 27.8, 0.264 uM) differ from its rates by 10 %."""

SOURCES: dict[CalmodulinRates, str] = {"pepke2010": PEPKE, "chang2019": CHANG, "faas2011": FAAS}


def free_rates(rates: CalmodulinRates) -> dict[str, float]:
    """The eight calcium rates of free calmodulin.

    Raises
    ------
    ChemistryError : an unknown name.
    """
    if rates not in FREE_RATES:
        raise ChemistryError(
            f"there are no calmodulin rates '{rates}'", tip=suggestion(rates, FREE_RATES)
        )
    return FREE_RATES[rates]


def free_species(lobes: Lobes) -> tuple[Species, ...]:
    """Calmodulin that is bound to no enzyme; it diffuses."""
    return tuple(
        Species(f"cam{form}", meaning(form), DIFFUSES, calcium=sum(counts))
        for form, counts in forms(lobes).items()
    )


DIFFUSION_PARAMETER = Parameter(
    DIFFUSES,
    11.0,
    DIFFUSION,
    "diffusion coefficient of calmodulin",
    "Maki-Marttunen 2020 eLife 9:e55714, 10.7554/eLife.55714 (11; other models 4-66)",
)


def calmodulin(lobes: Lobes = "lobes4", rates: CalmodulinRates = "pepke2010") -> Scheme:
    """Free calmodulin and its calcium."""
    values, source = free_rates(rates), SOURCES[rates]
    return Scheme(
        name="calmodulin",
        species=(CALCIUM, *free_species(lobes)),
        reactions=tuple(calcium_steps("cam", "cam", lobes, source)),
        parameters=(
            CALCIUM_DIFFUSION,
            DIFFUSION_PARAMETER,
            *calcium_parameters("cam", values, source),
            total("cam", "calmodulin in all its forms, bound to enzymes or not"),
        ),
        derived=lobe_denominators("cam") if lobes == "lobes4" else (),
    )
