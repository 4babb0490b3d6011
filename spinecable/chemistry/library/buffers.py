"""Calcium buffers: the immobile endogenous one and the two kinds of calbindin site."""

from __future__ import annotations

from typing import get_args

from spinecable.chemistry.library.common import (
    CALCIUM,
    CALCIUM_DIFFUSION,
    DIFFUSION,
    PER_S,
    PER_UM_S,
    total,
)
from spinecable.chemistry.reactions import Parameter, Reaction, Scheme, Species
from spinecable.describe.chemistry import CalbindinRates
from spinecable.errors import ChemistryError, suggestion

_BARTOL = "Bartol 2015 Front Synaptic Neurosci 7:17, 10.3389/fnsyn.2015.00017, table 1"
_NAGERL = (
    "Nagerl 2000 Biophys J 79:3009 (PMID 11106608), on-rate per site as in Schmidt 2003 "
    "J Physiol 551:13, table 2 (Bartol 2015 reads it per pair: twice this)"
)

_NAGERL_PAIR = (
    "Nagerl 2000 Biophys J 79:3009 (PMID 11106608), on-rate per pair of sites as in Bartol 2015 "
    "Front Synaptic Neurosci 7:17, 10.3389/fnsyn.2015.00017"
)


def immobile_buffer() -> Scheme:
    """``ca + imm <-> imm_ca``: fixed endogenous sites, Kd 2.1 uM."""
    return Scheme(
        name="immobile_buffer",
        species=(
            CALCIUM,
            Species("imm", "free immobile buffer"),
            Species("imm_ca", "immobile buffer with calcium", calcium=1),
        ),
        reactions=(
            Reaction(
                "immobile_binding", {"ca": 1, "imm": 1}, {"imm_ca": 1}, "imm_on", "imm_off", _BARTOL
            ),
        ),
        parameters=(
            CALCIUM_DIFFUSION,
            Parameter("imm_on", 247.0, PER_UM_S, "calcium binds the immobile buffer", _BARTOL),
            Parameter("imm_off", 524.0, PER_S, "calcium leaves the immobile buffer", _BARTOL),
            total("imm", "immobile buffer"),
        ),
        conserved={"imm": {"imm": 1.0, "imm_ca": 1.0}},
    )


def calbindin(rates: CalbindinRates = "per_site") -> Scheme:
    """Calbindin-D28k as independent sites: two of high and two of medium affinity a molecule.

    The published on-rates are read per site (Kd 0.47 and 0.82 uM) or per pair of sites, twice as
    fast per site (Kd 0.24 and 0.41 uM).

    `cbh` and `cbm` count sites (uM), twice the protein each. All four diffuse with the protein.
    """
    d = "d_cb_um2_per_s"
    if rates not in get_args(CalbindinRates):
        raise ChemistryError(
            f"there are no calbindin rates '{rates}'",
            tip=suggestion(rates, get_args(CalbindinRates)),
        )
    factor, source = (1.0, _NAGERL) if rates == "per_site" else (2.0, _NAGERL_PAIR)
    return Scheme(
        name="calbindin",
        species=(
            CALCIUM,
            Species("cbh", "free high-affinity calbindin sites", d),
            Species("cbh_ca", "high-affinity calbindin sites with calcium", d, calcium=1),
            Species("cbm", "free medium-affinity calbindin sites", d),
            Species("cbm_ca", "medium-affinity calbindin sites with calcium", d, calcium=1),
        ),
        reactions=(
            Reaction(
                "calbindin_high", {"ca": 1, "cbh": 1}, {"cbh_ca": 1}, "cbh_on", "cbh_off", _NAGERL
            ),
            Reaction(
                "calbindin_medium", {"ca": 1, "cbm": 1}, {"cbm_ca": 1}, "cbm_on", "cbm_off", _NAGERL
            ),
        ),
        parameters=(
            CALCIUM_DIFFUSION,
            Parameter(
                d,
                20.0,
                DIFFUSION,
                "diffusion coefficient of calbindin",
                "Schmidt 2005 PNAS 102:5850 (20-26; part of it may be immobile)",
            ),
            Parameter(
                "cbh_on", 5.5 * factor, PER_UM_S, "calcium binds a high-affinity site", source
            ),
            Parameter("cbh_off", 2.6, PER_S, "calcium leaves a high-affinity site", _NAGERL),
            Parameter(
                "cbm_on", 43.5 * factor, PER_UM_S, "calcium binds a medium-affinity site", source
            ),
            Parameter("cbm_off", 35.8, PER_S, "calcium leaves a medium-affinity site", _NAGERL),
            total("cbh", "high-affinity calbindin sites"),
            total("cbm", "medium-affinity calbindin sites"),
        ),
        conserved={
            "cbh": {"cbh": 1.0, "cbh_ca": 1.0},
            "cbm": {"cbm": 1.0, "cbm_ca": 1.0},
        },
    )
