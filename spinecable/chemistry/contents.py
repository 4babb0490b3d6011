"""The schemes of spine head, neck and shaft, and how a preparation's contents fill them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from spinecable.chemistry.library.buffers import calbindin, immobile_buffer
from spinecable.chemistry.library.calcineurin import calcineurin
from spinecable.chemistry.library.calmodulin import Lobes, forms
from spinecable.chemistry.library.calmodulin import calmodulin as calmodulin_scheme
from spinecable.chemistry.library.camkii import camkii
from spinecable.chemistry.library.phosphatase import pp1
from spinecable.chemistry.library.pumps import leak, ncx, pmca
from spinecable.chemistry.reactions import Scheme, compose
from spinecable.chemistry.steady import steady_state
from spinecable.constants import MOLECULES_PER_UM_UM3
from spinecable.describe.preparation import Preparation
from spinecable.errors import ChemistryError, suggestion

AUTONOMOUS_FACTOR = 0.6
"""Activity of pT286 CaMKII without calmodulin relative to calmodulin-bound (Chang 2019,
10.1038/s41467-019-10694-z, uses 0.6-1; 0.15-0.25 on regular substrates, Coultrap 2010,
10.1074/jbc.M109.069351)."""

GROUPS = ("head", "neck", "shaft")


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


def head_scheme(
    calmodulin: Lobes = "lobes4", kinetics: Mapping[str, float] | None = None
) -> Scheme:
    """Everything that reacts in a spine head: buffers, pumps, calmodulin, CaMKII, calcineurin.

    Parameters
    ----------
    calmodulin : ``lobes4`` (lobes empty or full) or ``lobes9`` (every calcium on each lobe).
    kinetics : parameter values that replace the library's, such as
        ``preparation.values("kinetics")``; names of other schemes are passed over.
    """
    return _with_totals(
        compose(
            "head",
            (
                immobile_buffer(),
                calbindin(),
                pmca(),
                ncx(),
                leak(),
                calmodulin_scheme(calmodulin),
                camkii(calmodulin),
                pp1(),
                calcineurin(calmodulin),
            ),
        ),
        kinetics,
    )


def _without_enzymes(name: str, calmodulin: Lobes, kinetics: Mapping[str, float] | None) -> Scheme:
    parts = (
        immobile_buffer(),
        calbindin(),
        pmca(),
        ncx(),
        leak(),
        calmodulin_scheme(calmodulin),
    )
    return _with_totals(compose(name, parts), kinetics)


def neck_scheme(
    calmodulin: Lobes = "lobes4", kinetics: Mapping[str, float] | None = None
) -> Scheme:
    """Buffers, pumps and calmodulin; the enzymes stay in the head. See `head_scheme`."""
    return _without_enzymes("neck", calmodulin, kinetics)


def shaft_scheme(
    calmodulin: Lobes = "lobes4", kinetics: Mapping[str, float] | None = None
) -> Scheme:
    """Buffers, pumps and calmodulin of the dendritic shaft. See `head_scheme`."""
    return _without_enzymes("shaft", calmodulin, kinetics)


def kinetic_parameters() -> dict[str, tuple[float, str, str]]:
    """Every rate and diffusion coefficient of the library: name -> (value, unit, source).

    What differs between compartments (totals, PP1, the leak) is contents and left out.
    """
    return {
        p.name: (p.value, p.unit, p.source)
        for lobes in ("lobes4", "lobes9")
        for p in head_scheme(lobes).parameters
        if not p.per_compartment
    }


def camkii_active_weights(
    scheme: Scheme, autonomous_factor: float = AUTONOMOUS_FACTOR
) -> dict[str, float]:
    """Weights whose sum over species, divided by total CaMKII, is its activity (0 to 1).

    Calmodulin-bound subunits count 1, phosphorylated ones without calmodulin
    `autonomous_factor`.
    """
    weights = {
        name: 1.0 for name in scheme.conserved["camkii"] if name.startswith(("k_cam", "p_cam"))
    }
    return {**weights, "p": autonomous_factor, "p2": autonomous_factor}


def can_active_weights(scheme: Scheme) -> dict[str, float]:
    """Weights whose sum over species, divided by total calcineurin, is its activity."""
    return {name: 1.0 for name in scheme.conserved["can"] if name != "can"}


def scheme_values(
    preparation: Preparation,
    group: str,
    volume_um3: float,
    area_um2: float,
    overrides: Mapping[str, float] | None = None,
    calmodulin: Lobes = "lobes4",
) -> dict[str, float]:
    """Totals and other parameters of one compartment, ready for ``Compartment.values``.

    Parameters
    ----------
    group : ``head``, ``neck`` or ``shaft``.
    volume_um3, area_um2 : of the compartment; a pump density d becomes d * area / volume.
    overrides : values that replace those of the preparation's group (unknown names refused).
    calmodulin : the scheme's kind.

    Returns
    -------
    dict : every total as ``{name}_total_uM``, and ``pp1_uM`` in a head. Calmodulin's total is
        what makes its free part equal ``calmodulin_uM`` at the resting calcium.

    Raises
    ------
    ChemistryError : an unknown group or an impossible size.
    DescriptionError : an unknown name in `overrides`.
    """
    if group not in GROUPS:
        raise ChemistryError(f"no compartments of kind '{group}'", tip=suggestion(group, GROUPS))
    if not (volume_um3 > 0.0 and area_um2 >= 0.0):
        raise ChemistryError(
            f"a compartment of {volume_um3:g} um^3 and {area_um2:g} um^2 cannot be",
            where=group,
        )
    own = preparation.overridden(group, overrides or {}).values(group)
    everywhere = {**preparation.values("head"), **own}
    density_to_uM = area_um2 / (MOLECULES_PER_UM_UM3 * volume_um3)
    found = {
        "imm_total_uM": own["immobile_buffer_uM"],
        "cbh_total_uM": 2.0 * own["calbindin_uM"],
        "cbm_total_uM": 2.0 * own["calbindin_uM"],
        "pmca_total_uM": own["pmca_per_um2"] * density_to_uM,
        "ncx_total_uM": own["ncx_per_um2"] * density_to_uM,
    }
    free = everywhere["calmodulin_uM"]
    if group != "head":
        return {**found, "cam_total_uM": free}
    found |= {
        "camkii_total_uM": own["camkii_uM"],
        "can_total_uM": own["calcineurin_uM"],
        "pp1_uM": own["pp1_uM"],
    }
    kinetics = tuple(sorted(preparation.values("kinetics").items()))
    enzymes = tuple((k, found[k]) for k in ("camkii_total_uM", "can_total_uM", "pp1_uM"))
    total = _calmodulin_total(calmodulin, kinetics, enzymes, own["resting_calcium_uM"], free)
    return {**found, "cam_total_uM": total}


@lru_cache(maxsize=256)
def _calmodulin_total(
    lobes: Lobes,
    kinetics: tuple[tuple[str, float], ...],
    enzymes: tuple[tuple[str, float], ...],
    calcium_uM: float,
    free_uM: float,
) -> float:
    """All calmodulin of a head (uM) whose free part is `free_uM` at rest."""
    scheme = head_scheme(lobes, dict(kinetics))
    state = steady_state(scheme, calcium_uM, values=dict(enzymes), free_calmodulin_uM=free_uM)
    return sum(w * state[name] for name, w in scheme.conserved["cam"].items())
