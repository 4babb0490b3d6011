"""CaMKII by subunit: calmodulin binding, T286 phosphorylation by active neighbours, trapping.

States (uM of subunits): `k` inactive; `k_cam*` with calmodulin; `p_cam*` phosphorylated and
trapping calmodulin; `p` phosphorylated without calmodulin (autonomous); `p2` a second,
protected phosphorylated state. The holoenzyme is a mean field: a subunit with a full lobe is
phosphorylated at ``camkii_phos`` times the share of active subunits (Chang 2019) or times the
chance of an active neighbour in a hexamer with that share (Li 2012). `p305` is phosphorylated on
T305 too and rebinds no calmodulin.

Detailed balance holds between calcium and CaMKII on calmodulin. On-rates are those of Pepke
2010; off-rates follow from ``Kd(form) = Kd(CaM4) prod(K_free / K_bound)`` over the calcium that
the form lacks, which replaces the deposited ones (they miss balance by up to a factor of two,
and tenfold in the form with one calcium on each lobe, whose on-rate 3.3 is taken as 0.33).
"""

from __future__ import annotations

from dataclasses import dataclass

from spinecable.chemistry.library.calmodulin import (
    CHANG,
    DIFFUSION_PARAMETER,
    PEPKE,
    SOURCES,
    calcium_parameters,
    calcium_steps,
    forms,
    free_rates,
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
from spinecable.describe.chemistry import CalmodulinRates, Lobes, Neighbours

_LI = "Li 2012 PLoS ONE 7:e43810, 10.1371/journal.pone.0043810"
_HAYER = "Hayer & Bhalla 2005 PLoS Comput Biol 1:e20, 10.1371/journal.pcbi.0010020"

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
"""Calmodulin on CaMKII (uM^-1 s^-1, s^-1), Pepke 2010; also where free calmodulin has the rates
of Faas 2011, who measured none on CaMKII."""

_CHANG_BOUND = {**BOUND_CALCIUM_RATES, "c2_off": 0.8, "n1_on": 76.0, "n2_off": 20.0}

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
"""Association of each calmodulin form with a subunit (uM^-1 s^-1), Pepke 2010."""

_CHANG_ON = {**BINDING_ON, "2n": 0.12}

CAM4_OFF = 1.7
"""Dissociation of fully loaded calmodulin (s^-1), Pepke 2010; anchors the balance."""

_CHANG_CAM4_OFF = 1.5


@dataclass(frozen=True)
class _OnKinase:
    """Calmodulin and CaMKII in one source: calcium rates when bound, association, anchor."""

    calcium: dict[str, float]
    on: dict[str, float]
    cam4_off: float
    source: str


_PEPKE_ON_KINASE = _OnKinase(BOUND_CALCIUM_RATES, BINDING_ON, CAM4_OFF, PEPKE)
_ON_KINASE: dict[CalmodulinRates, _OnKinase] = {
    "pepke2010": _PEPKE_ON_KINASE,
    "chang2019": _OnKinase(_CHANG_BOUND, _CHANG_ON, _CHANG_CAM4_OFF, CHANG),
    "faas2011": _PEPKE_ON_KINASE,
}


def balanced_off(form: str, rates: CalmodulinRates = "pepke2010") -> float:
    """Dissociation rate (s^-1) of a calmodulin form that closes the thermodynamic cycle."""
    c, n = forms("lobes9")[form]
    free, kinase = free_rates(rates), _ON_KINASE[rates]
    kd = kinase.cam4_off / kinase.on["4"]
    for lobe, held in (("c", c), ("n", n)):
        for site in range(held + 1, 3):
            step = f"{lobe}{site}"
            bound = kinase.calcium[f"{step}_off"] / kinase.calcium[f"{step}_on"]
            kd *= free[f"{step}_off"] / free[f"{step}_on"] / bound
    return kinase.on[form] * kd


def _binding_parameters(lobes: Lobes, rates: CalmodulinRates) -> tuple[Parameter, ...]:
    found: list[Parameter] = []
    kinase = _ON_KINASE[rates]
    for form in forms(lobes):
        own = form in ("0", "2c", "2n", "4") or rates == "pepke2010"
        source = kinase.source if own else PEPKE
        with_free = "" if rates != "faas2011" else f", calcium on free calmodulin: {SOURCES[rates]}"
        balance = f"balanced against CaM4, on-rates of {source}{with_free}"
        off_source = source if form == "4" else balance
        on_source = source if form != "1c1n" else f"{PEPKE}; the deposited 3.3 read as 0.33"
        words = meaning(form)
        found += [
            Parameter(
                f"bind_{form}_on", kinase.on[form], PER_UM_S, f"{words} binds CaMKII", on_source
            ),
            Parameter(
                f"bind_{form}_off",
                balanced_off(form, rates),
                PER_S,
                f"{words} leaves CaMKII",
                off_source,
            ),
        ]
    return tuple(found)


T305 = (
    Parameter(
        "camkii_t305_on",
        0.02,
        PER_S,
        "p is phosphorylated on T305 or T306",
        "model code after Pharris 2019 PLoS Comput Biol 15:e1006941, 10.1371/journal.pcbi.1006941",
    ),
    Parameter(
        "camkii_t305_share",
        0.25,
        "1",
        "dephosphorylation of p305, to p, as a share of that of p",
        f"{_HAYER}: turnover 0.125 beside 0.5 s^-1; ASSUMED that T305 goes first",
    ),
)


def t305_cap(pp1: str = "pp1_uM") -> tuple[Reaction, ...]:
    """``p <-> p305``: phosphorylated within the holoenzyme, removed by `pp1`."""
    off = f"camkii_t305_share*pp1_kcat*{pp1}/(pp1_km_uM + p + p305)"
    return (Reaction("cap", {"p": 1}, {"p305": 1}, "camkii_t305_on", off, _HAYER),)


def _share(active: str, neighbours: Neighbours) -> tuple[Derived, ...]:
    """The active share of subunits, and the chance of an active neighbour where they differ."""
    share = Derived(
        "camkii_share",
        f"({active})/(k + {active} + camkii_floor_uM)",
        "1",
        "share of active subunits",
    )
    if neighbours == "mean_field":
        return (share,)
    r = "camkii_share"
    fit = f"((((0.38*{r} - 0.8354)*{r} + 0.2942)*{r} + 1.158)*{r} + 0.002378)*{r} - 3.676e-5"
    return (
        share,
        Derived("camkii_fit", fit, "1", "polynomial of the share; below 0 near share 0"),
        Derived(
            "camkii_neighbour",
            "0.5*(camkii_fit + fabs(camkii_fit))",
            "1",
            f"chance that a neighbour is active: {_LI}",
        ),
    )


def camkii(
    lobes: Lobes = "lobes4",
    rates: CalmodulinRates = "pepke2010",
    neighbours: Neighbours = "mean_field",
    t305: bool = False,
) -> Scheme:
    """Calmodulin-dependent kinase II without its phosphatase.

    Every form with at least one full lobe is phosphorylated (the author code of Chang 2019
    leaves out fully loaded calmodulin; the model of Li 2012 takes in empty calmodulin too).

    Parameters
    ----------
    rates : calcium on calmodulin, bound and free, and the association of both.
    neighbours : phosphorylation goes with the active share or with its hexamer polynomial.
    t305 : adds the species `p305`; its reactions are those of `t305_cap`.
    """
    kinase = _ON_KINASE[rates]
    chance = "camkii_share" if neighbours == "mean_field" else "camkii_neighbour"
    chance_source = CHANG if neighbours == "mean_field" else _LI
    bare = ["p", "p2", *(["p305"] if t305 else [])]
    bound = forms(lobes)
    with_cam = [f"k_cam{form}" for form in bound]
    trapped = [f"p_cam{form}" for form in bound]
    active = " + ".join([*with_cam, *trapped, *bare])
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
        *((Species("p305", "pT286 pT305 CaMKII, which binds no calmodulin"),) if t305 else ()),
    ]
    reactions = [
        Reaction(
            f"bind_{form}",
            {"k": 1, f"cam{form}": 1},
            {f"k_cam{form}": 1},
            f"bind_{form}_on",
            f"bind_{form}_off",
            kinase.source,
        )
        for form in bound
    ]
    reactions += calcium_steps("k_cam", "kcam", lobes, kinase.source)
    reactions += calcium_steps("p_cam", "kcam", lobes, kinase.source)
    reactions += [
        Reaction(
            f"phosphorylate_{form}",
            {f"k_cam{form}": 1},
            {f"p_cam{form}": 1},
            f"camkii_phos*{chance}",
            source=chance_source,
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
            CHANG,
        )
        for form in bound
    ]
    reactions.append(
        Reaction("protect", {"p": 1}, {"p2": 1}, "camkii_protect", "camkii_expose", CHANG)
    )
    return Scheme(
        name="camkii",
        species=tuple(species),
        reactions=tuple(reactions),
        parameters=(
            CALCIUM_DIFFUSION,
            DIFFUSION_PARAMETER,
            *calcium_parameters("kcam", kinase.calcium, kinase.source),
            *_binding_parameters(lobes, rates),
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
                CHANG,
            ),
            Parameter(
                "camkii_rebind",
                0.0,
                "1",
                "on-rate of calmodulin to p as a share of that to k",
                f"{CHANG} (0; figures of the paper 0.1)",
            ),
            Parameter("camkii_protect", 1.0 / 60.0, PER_S, "p becomes protected", CHANG),
            Parameter("camkii_expose", 0.25 / 6.0, PER_S, "p2 returns to p", CHANG),
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
            *_share(active, neighbours),
        ),
        conserved={"camkii": dict.fromkeys(["k", *with_cam, *trapped, *bare], 1.0)},
    )
