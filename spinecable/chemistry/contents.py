"""The schemes of spine head, neck and shaft, and how a preparation's contents fill them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import get_args

from spinecable.chemistry.library.apparatus import apparatus
from spinecable.chemistry.library.buffers import calbindin, immobile_buffer
from spinecable.chemistry.library.calcineurin import calcineurin
from spinecable.chemistry.library.calmodulin import calmodulin as calmodulin_scheme
from spinecable.chemistry.library.calmodulin import forms
from spinecable.chemistry.library.camkii import camkii
from spinecable.chemistry.library.cofilin import cofilin
from spinecable.chemistry.library.dyes import DYES, indicator
from spinecable.chemistry.library.inhibitor1 import inhibitor1
from spinecable.chemistry.library.ip3 import ip3, phospholipase
from spinecable.chemistry.library.mobile import atp, bapta, egta, parvalbumin
from spinecable.chemistry.library.neurogranin import neurogranin
from spinecable.chemistry.library.phosphatase import pp1
from spinecable.chemistry.library.pumps import leak, ncx, pmca
from spinecable.chemistry.library.ras import ras, ras_activation
from spinecable.chemistry.library.sodium import sodium
from spinecable.chemistry.library.tracer import tracer
from spinecable.chemistry.reactions import Parameter, Scheme, compose
from spinecable.chemistry.steady import steady_state
from spinecable.constants import MOLECULES_PER_UM_UM3
from spinecable.describe.chemistry import Chemistry, Serca
from spinecable.describe.preparation import Preparation
from spinecable.errors import ChemistryError, suggestion

AUTONOMOUS_FACTOR = 0.6
"""Activity of pT286 CaMKII without calmodulin relative to calmodulin-bound (Chang 2019,
10.1038/s41467-019-10694-z, uses 0.6-1; 0.15-0.25 on regular substrates, Coultrap 2010,
10.1074/jbc.M109.069351)."""

GROUPS = ("head", "neck", "shaft")

APPARATUS = "head_er"
"""Kind of the heads with a spine apparatus; their contents are those of the group ``head``."""


def _with_totals(scheme: Scheme, kinetics: Mapping[str, float] | None) -> Scheme:
    """Totals that span several parts are added: calmodulin, and calcium wherever it is."""
    calcium = {s.name: float(s.calcium) for s in scheme.species if s.calcium}
    known_forms = {f"cam{form}" for lobes in ("lobes4", "lobes9") for form in forms(lobes)}
    cam = {s.name: 1.0 for s in scheme.species if s.name.rpartition("_")[2] in known_forms}
    values = {
        name: value
        for name, value in (kinetics or {}).items()
        if any(p.name == name for p in scheme.parameters)
    }
    return Scheme(
        scheme.name,
        scheme.species,
        scheme.reactions,
        scheme.parameters,
        scheme.derived,
        {**scheme.conserved, "cam": cam, "calcium": calcium},
    ).with_values(values)


RECOMMENDED = Chemistry()


def _calcium_parts(chemistry: Chemistry) -> Iterator[Scheme]:
    """What head, neck and shaft have in common; options come last, in the table's order."""
    optional = {"parvalbumin": parvalbumin, "atp": atp, "egta": egta, "bapta": bapta}
    if "immobile" in chemistry.buffers:
        yield immobile_buffer()
    if "calbindin" in chemistry.buffers:
        yield calbindin(chemistry.calbindin_rates)
    yield pmca()
    yield ncx()
    yield leak()
    yield calmodulin_scheme(chemistry.calmodulin, chemistry.calmodulin_rates)
    for name, part in optional.items():
        if name in chemistry.buffers:
            yield part()
    if chemistry.dye != "none":
        yield indicator(chemistry.dye)
    if chemistry.neurogranin:
        yield neurogranin(chemistry.calmodulin)
    if chemistry.sodium:
        yield sodium()
    if chemistry.ip3:
        yield ip3()
    if chemistry.ras:
        yield ras()
    if chemistry.tracer_um2_per_s > 0:
        yield tracer(chemistry.tracer_um2_per_s)


def _enzymes(chemistry: Chemistry) -> Iterator[Scheme]:
    lobes, capped = chemistry.calmodulin, chemistry.camkii_t305
    kinase = camkii(lobes, chemistry.calmodulin_rates, chemistry.camkii_neighbours, capped)
    yield kinase
    yield pp1(chemistry.inhibitor1, capped)
    yield calcineurin(lobes, chemistry.calcineurin_rates)
    if chemistry.inhibitor1:
        yield inhibitor1()
    if chemistry.ip3:
        yield phospholipase()
    if chemistry.ras:
        yield ras_activation(kinase, camkii_active_weights(kinase))
    if chemistry.cofilin:
        yield cofilin()


def head_scheme(
    chemistry: Chemistry = RECOMMENDED,
    kinetics: Mapping[str, float] | None = None,
    *,
    with_apparatus: bool = False,
) -> Scheme:
    """Everything that reacts in a spine head: buffers, pumps, calmodulin, CaMKII, calcineurin.

    Parameters
    ----------
    chemistry : which schemes, buffers and dye.
    kinetics : parameter values that replace the library's, such as
        ``preparation.replaced_kinetics()``; names of other schemes are passed over.
    with_apparatus : whether the head holds a spine apparatus.
    """
    parts = [*_calcium_parts(chemistry), *_enzymes(chemistry)]
    if with_apparatus:
        parts.append(apparatus(chemistry))
    return _with_totals(compose(APPARATUS if with_apparatus else "head", parts), kinetics)


def neck_scheme(
    chemistry: Chemistry = RECOMMENDED, kinetics: Mapping[str, float] | None = None
) -> Scheme:
    """Buffers, pumps and calmodulin; the enzymes stay in the head. See `head_scheme`."""
    return _with_totals(compose("neck", _calcium_parts(chemistry)), kinetics)


def shaft_scheme(
    chemistry: Chemistry = RECOMMENDED, kinetics: Mapping[str, float] | None = None
) -> Scheme:
    """Buffers, pumps and calmodulin of the dendritic shaft. See `head_scheme`."""
    return _with_totals(compose("shaft", _calcium_parts(chemistry)), kinetics)


def network_schemes(
    preparation: Preparation, chemistry: Chemistry = RECOMMENDED, *, with_apparatus: bool = False
) -> dict[str, Scheme]:
    """The schemes of ``head``, ``neck`` and ``shaft`` with the preparation's kinetics.

    The preparation's file and the user replace rates of whichever schemes are chosen.
    `with_apparatus` adds the scheme `APPARATUS` of heads with a spine apparatus.
    """
    kinetics = preparation.replaced_kinetics()
    found = {
        "head": head_scheme(chemistry, kinetics),
        "neck": neck_scheme(chemistry, kinetics),
        "shaft": shaft_scheme(chemistry, kinetics),
    }
    if with_apparatus:
        found[APPARATUS] = head_scheme(chemistry, kinetics, with_apparatus=True)
    return {name: with_own_sources(scheme, preparation) for name, scheme in found.items()}


def with_own_sources(scheme: Scheme, preparation: Preparation) -> Scheme:
    """A copy in which rates that the preparation replaces name its source, not the library's."""
    own = {key: preparation.quantity("kinetics", key) for key in preparation.replaced_kinetics()}
    return replace(
        scheme,
        parameters=tuple(
            replace(p, source=own[p.name].source) if p.name in own else p for p in scheme.parameters
        ),
    )


@lru_cache(maxsize=1)
def _every_parameter() -> tuple[Parameter, ...]:
    """Each parameter of the library once, as the recommended schemes have it."""
    everything = {
        "buffers": ("immobile", "calbindin", "parvalbumin", "atp", "egta", "bapta"),
        "egta_uM": 1.0,
        "bapta_uM": 1.0,
        "camkii_t305": True,
        "neurogranin": True,
        "inhibitor1": True,
        "sodium": True,
        "ip3": True,
        "ras": True,
        "cofilin": True,
        "er_release": ("ryr", "ip3r"),
        "er_buffer": True,
    }
    schemes = [head_scheme(), head_scheme(Chemistry(calmodulin="lobes9"))]
    for serca in get_args(Serca):
        full = Chemistry.model_validate({**everything, "serca": serca})
        schemes.append(head_scheme(full, with_apparatus=True))
    schemes += [indicator(name) for name in DYES]
    found: dict[str, Parameter] = {}
    for scheme in schemes:
        for p in scheme.parameters:
            found.setdefault(p.name, p)
    return tuple(found.values())


def kinetic_parameters() -> dict[str, tuple[float, str, str]]:
    """Every rate and diffusion coefficient of the library: name -> (value, unit, source).

    What differs between compartments (totals, PP1, the leak) is contents and left out. Where
    sources differ by name, the value is that of the default.
    """
    return {
        p.name: (p.value, p.unit, p.source) for p in _every_parameter() if not p.per_compartment
    }


def camkii_active_weights(
    scheme: Scheme, autonomous_factor: float = AUTONOMOUS_FACTOR
) -> dict[str, float]:
    """Weights whose sum over species, divided by total CaMKII, is its activity (0 to 1).

    Calmodulin-bound subunits count 1, phosphorylated ones without calmodulin
    `autonomous_factor`.
    """
    return {
        name: 1.0 if name.startswith(("k_cam", "p_cam")) else autonomous_factor
        for name in scheme.conserved["camkii"]
        if name != "k"
    }


def can_active_weights(scheme: Scheme) -> dict[str, float]:
    """Weights whose sum over species, divided by total calcineurin, is its activity."""
    return {name: 1.0 for name in scheme.conserved["can"] if name != "can"}


def scheme_values(
    preparation: Preparation,
    group: str,
    volume_um3: float,
    area_um2: float,
    overrides: Mapping[str, float] | None = None,
    chemistry: Chemistry = RECOMMENDED,
) -> dict[str, float]:
    """Totals and other parameters of one compartment, ready for ``Compartment.values``.

    Parameters
    ----------
    group : ``head``, ``neck``, ``shaft``, or `APPARATUS` for a head with a spine apparatus.
    volume_um3, area_um2 : of the compartment; a pump density d becomes d * area / volume.
    overrides : values that replace those of the preparation's group (unknown names refused).
    chemistry : the schemes, and amounts that replace the preparation's (not `overrides`).

    Returns
    -------
    dict : every total as ``{name}_total_uM``, and ``pp1_uM`` or ``pka_uM`` in a head. Calmodulin's
        total is what makes its mobile part (free or on neurogranin) equal ``calmodulin_uM`` at
        the resting calcium.

    Raises
    ------
    ChemistryError : an unknown group or an impossible size.
    DescriptionError : an unknown name in `overrides`.
    """
    with_apparatus = group == APPARATUS
    if with_apparatus:
        group = "head"
    if group not in GROUPS:
        raise ChemistryError(f"no compartments of kind '{group}'", tip=suggestion(group, GROUPS))
    if not (volume_um3 > 0.0 and area_um2 >= 0.0):
        raise ChemistryError(
            f"a compartment of {volume_um3:g} um^3 and {area_um2:g} um^2 cannot be",
            where=group,
        )
    amounts = preparation.values(group) | chemistry.amounts()
    own = amounts | {
        key: preparation.overridden(group, {key: value}).values(group)[key]
        for key, value in (overrides or {}).items()
    }
    everywhere = {**preparation.values("head"), **own}
    density_to_uM = area_um2 / (MOLECULES_PER_UM_UM3 * volume_um3)
    found = {
        **_buffer_totals(chemistry, own),
        "pmca_total_uM": own["pmca_per_um2"] * density_to_uM,
        "ncx_total_uM": own["ncx_per_um2"] * density_to_uM,
    }
    if chemistry.sodium:
        found["nak_total_uM"] = own["nak_per_um2"] * density_to_uM
    free = everywhere["calmodulin_uM"]
    if group != "head":
        return {**found, "cam_total_uM": free}
    enzymes = {"camkii_total_uM": own["camkii_uM"], "can_total_uM": own["calcineurin_uM"]}
    if chemistry.inhibitor1:
        enzymes |= {
            "pp1_total_uM": own["pp1_uM"],
            "i1_total_uM": own["inhibitor1_uM"],
            "pka_uM": own["pka_uM"],
        }
    else:
        enzymes["pp1_uM"] = own["pp1_uM"]
    if with_apparatus:
        found |= _apparatus_values(chemistry, own, volume_um3)
    if chemistry.cofilin:
        found |= {"ssh_total_uM": own["slingshot_uM"], "cof_total_uM": own["cofilin_uM"]}
    binders = dict(enzymes)
    if chemistry.neurogranin:
        binders["ng_total_uM"] = found["ng_total_uM"]
    kinetics = tuple(sorted(preparation.replaced_kinetics().items()))
    total = _calmodulin_total(
        chemistry.core(), kinetics, tuple(binders.items()), own["resting_calcium_uM"], free
    )
    return {**found, **enzymes, "cam_total_uM": total}


def _buffer_totals(chemistry: Chemistry, own: Mapping[str, float]) -> dict[str, float]:
    """Totals of the buffers, the dye and neurogranin that are there (uM of sites)."""
    found: dict[str, float] = {}
    if "immobile" in chemistry.buffers:
        found["imm_total_uM"] = own["immobile_buffer_uM"]
    if "calbindin" in chemistry.buffers:
        found["cbh_total_uM"] = found["cbm_total_uM"] = 2.0 * own["calbindin_uM"]
    if "parvalbumin" in chemistry.buffers:
        found["pv_total_uM"] = 2.0 * own["parvalbumin_uM"]
    for name in ("atp", "egta", "bapta"):
        if name in chemistry.buffers:
            found[f"{name}_total_uM"] = own[f"{name}_uM"]
    if chemistry.dye != "none":
        found["dye_total_uM"] = chemistry.dye_uM
    if chemistry.neurogranin:
        found["ng_total_uM"] = own["neurogranin_uM"]
    return found


def _apparatus_values(
    chemistry: Chemistry, own: Mapping[str, float], volume_um3: float
) -> dict[str, float]:
    """Amounts of a spine apparatus, per volume of cytosol."""
    share = own["er_volume_fraction"]
    if share <= 0.0 or own["er_calcium_uM"] <= 0.0:
        raise ChemistryError(
            "an apparatus needs a lumen and calcium in it",
            where="er_volume_fraction, er_calcium_uM",
            tip="Give numbers above 0, or leave the apparatus out of the spine.",
        )
    found = {"er_volume_fraction": share, "er_calcium_uM": own["er_calcium_uM"]}
    if chemistry.serca == "hill":
        found["serca_uM_per_s"] = own["serca_uM_per_s"]
    else:
        found["serca_total_uM"] = own["serca_uM"]
    if "ryr" in chemistry.er_release:
        found["ryr_total_uM"] = own["ryr_count"] / (MOLECULES_PER_UM_UM3 * volume_um3)
    if chemistry.er_buffer:
        found["er_buf_total_uM"] = share * own["er_buffer_uM"]
    return found


@lru_cache(maxsize=256)
def _calmodulin_total(
    chemistry: Chemistry,
    kinetics: tuple[tuple[str, float], ...],
    binders: tuple[tuple[str, float], ...],
    calcium_uM: float,
    free_uM: float,
) -> float:
    """All calmodulin of a head (uM) whose mobile part is `free_uM` at rest."""
    scheme = head_scheme(chemistry, dict(kinetics))
    state = steady_state(scheme, calcium_uM, values=dict(binders), free_calmodulin_uM=free_uM)
    return sum(w * state[name] for name, w in scheme.conserved["cam"].items())
