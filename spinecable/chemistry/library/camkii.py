"""CaMKII by subunit: calmodulin binding, T286 phosphorylation by active neighbours, trapping.

States (uM of subunits): `k` inactive; `k_cam*` with calmodulin; `p_cam*` phosphorylated and
trapping calmodulin; `p` phosphorylated without calmodulin (autonomous); `p2` a second,
protected phosphorylated state. The holoenzyme is a mean field: a subunit with a full lobe is
phosphorylated at ``camkii_phos`` times the share of active subunits (Chang 2019).

Detailed balance holds between calcium and CaMKII on calmodulin. On-rates are those of Pepke
2010; off-rates follow from ``Kd(form) = Kd(CaM4) prod(K_free / K_bound)`` over the calcium that
the form lacks, which replaces the deposited ones (they miss balance by up to a factor of two,
and tenfold in the form with one calcium on each lobe, whose on-rate 3.3 is taken as 0.33).
"""

from __future__ import annotations

from spinecable.chemistry.library.calmodulin import (
    CALCIUM_RATES,
    DIFFUSION_PARAMETER,
    PEPKE,
    Lobes,
    calcium_parameters,
    calcium_steps,
    forms,
    free_species,
    lobe_denominators,
    meaning,
)
from spinecable.chemistry.library.common import (
    CALCIUM,
    CALCIUM_DIFFUSION,
    PER_S,
    PER_UM_S,
    UM,
    total,
)
from spinecable.chemistry.reactions import Derived, Parameter, Reaction, Scheme, Species

_CHANG = "Chang 2019 Nat Commun 10:2784, 10.1038/s41467-019-10694-z"

BOUND_CALCIUM_RATES = {
    "c1_on": 44.0,
    "c1_off": 33.0,
    "c2_on": 44.0,
    "c2_off": 2.7,
    "n1_on": 75.0,
    "n1_off": 300.0,
    "n2_on": 76.0,
    "n2_off": 33.0,
}
"""Calmodulin on CaMKII (uM^-1 s^-1, s^-1)."""

BINDING_ON = {
    "0": 0.0038,
    "1c": 0.059,
    "2c": 0.92,
    "1n": 0.022,
    "2n": 0.10,
    "1c1n": 0.33,
    "2c1n": 5.2,
    "1c2n": 1.9,
    "4": 30.0,
}
"""Association of each calmodulin form with a subunit (uM^-1 s^-1)."""

CAM4_OFF = 1.7
"""Dissociation of fully loaded calmodulin (s^-1); anchors the balance."""


def _affinity_gain(step: str) -> float:
    """How many times tighter one calcium step is on CaMKII than on free calmodulin."""
    free = CALCIUM_RATES[f"{step}_off"] / CALCIUM_RATES[f"{step}_on"]
    bound = BOUND_CALCIUM_RATES[f"{step}_off"] / BOUND_CALCIUM_RATES[f"{step}_on"]
    return free / bound


def balanced_off(form: str) -> float:
    """Dissociation rate (s^-1) of a calmodulin form that closes the thermodynamic cycle."""
    c, n = forms("lobes9")[form]
    kd = CAM4_OFF / BINDING_ON["4"]
    for lobe, held in (("c", c), ("n", n)):
        for site in range(held + 1, 3):
            kd *= _affinity_gain(f"{lobe}{site}")
    return BINDING_ON[form] * kd


def _binding_parameters(lobes: Lobes) -> tuple[Parameter, ...]:
    found: list[Parameter] = []
    for form in forms(lobes):
        off_source = PEPKE if form == "4" else f"balanced against CaM4, on-rates of {PEPKE}"
        on_source = PEPKE if form != "1c1n" else f"{PEPKE}; the deposited 3.3 read as 0.33"
        words = meaning(form)
        found += [
            Parameter(
                f"bind_{form}_on", BINDING_ON[form], PER_UM_S, f"{words} binds CaMKII", on_source
            ),
            Parameter(
                f"bind_{form}_off", balanced_off(form), PER_S, f"{words} leaves CaMKII", off_source
            ),
        ]
    return tuple(found)


def camkii(lobes: Lobes = "lobes4") -> Scheme:
    """Calmodulin-dependent kinase II without its phosphatase.

    Every form with at least one full lobe is phosphorylated (the author code of Chang 2019
    leaves out fully loaded calmodulin).
    """
    bound = forms(lobes)
    with_cam = [f"k_cam{form}" for form in bound]
    trapped = [f"p_cam{form}" for form in bound]
    active = " + ".join([*with_cam, *trapped, "p", "p2"])
    species = [
        CALCIUM,
        *free_species(lobes),
        Species("k", "inactive CaMKII subunits"),
        *(
            Species(f"k_cam{form}", f"CaMKII with {meaning(form)}", calcium=sum(counts))
            for form, counts in bound.items()
        ),
        *(
            Species(f"p_cam{form}", f"pT286 CaMKII with {meaning(form)}", calcium=sum(counts))
            for form, counts in bound.items()
        ),
        Species("p", "pT286 CaMKII without calmodulin"),
        Species("p2", "pT286 CaMKII, protected"),
    ]
    reactions = [
        Reaction(
            f"bind_{form}",
            {"k": 1, f"cam{form}": 1},
            {f"k_cam{form}": 1},
            f"bind_{form}_on",
            f"bind_{form}_off",
            PEPKE,
        )
        for form in bound
    ]
    reactions += calcium_steps("k_cam", "kcam", lobes)
    reactions += calcium_steps("p_cam", "kcam", lobes)
    reactions += [
        Reaction(
            f"phosphorylate_{form}",
            {f"k_cam{form}": 1},
            {f"p_cam{form}": 1},
            "camkii_phos*camkii_share",
            source=_CHANG,
        )
        for form, counts in bound.items()
        if 2 in counts
    ]
    reactions += [
        Reaction(
            f"release_{form}",
            {f"p_cam{form}": 1},
            {"p": 1, f"cam{form}": 1},
            "camkii_release",
            f"camkii_rebind*bind_{form}_on",
            _CHANG,
        )
        for form in bound
    ]
    reactions.append(
        Reaction("protect", {"p": 1}, {"p2": 1}, "camkii_protect", "camkii_expose", _CHANG)
    )
    return Scheme(
        name="camkii",
        species=tuple(species),
        reactions=tuple(reactions),
        parameters=(
            CALCIUM_DIFFUSION,
            DIFFUSION_PARAMETER,
            *calcium_parameters("kcam", BOUND_CALCIUM_RATES, PEPKE),
            *_binding_parameters(lobes),
            Parameter(
                "camkii_phos",
                6.3,
                PER_S,
                "phosphorylation of a subunit whose neighbour is active",
                "Lucic 2008, measured; used by Li 2012 PLoS ONE 7:e43810, "
                "10.1371/journal.pone.0043810 (Chang 2019 uses 30)",
            ),
            Parameter(
                "camkii_release",
                1.0 / 3.0,
                PER_S,
                "calmodulin leaves a phosphorylated subunit",
                _CHANG,
            ),
            Parameter(
                "camkii_rebind",
                0.0,
                "1",
                "on-rate of calmodulin to p as a share of that to k",
                f"{_CHANG} (0; figures of the paper 0.1)",
            ),
            Parameter("camkii_protect", 1.0 / 60.0, PER_S, "p becomes protected", _CHANG),
            Parameter("camkii_expose", 0.25 / 6.0, PER_S, "p2 returns to p", _CHANG),
            Parameter(
                "camkii_floor_uM",
                1e-30,
                UM,
                "makes the active share 0 where there is no CaMKII",
                "lost in rounding beside any real amount",
            ),
            total("camkii", "CaMKII subunits"),
        ),
        derived=(
            *(lobe_denominators("kcam") if lobes == "lobes4" else ()),
            Derived(
                "camkii_share",
                f"({active})/(k + {active} + camkii_floor_uM)",
                "1",
                "share of active subunits",
            ),
        ),
        conserved={"camkii": dict.fromkeys(["k", *with_cam, *trapped, "p", "p2"], 1.0)},
    )
