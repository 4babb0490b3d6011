"""Calcium indicators: binding, diffusion and brightness of each, and how well it is known.

The species are `dye` and `dye_ca` whichever indicator is chosen; its rates carry its name
(``fluo4_on``), so that ``[kinetics]`` can replace them by another published pair.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from spinecable.chemistry.library.common import DIFFUSION, PER_S, PER_UM_S
from spinecable.chemistry.library.mobile import one_site
from spinecable.chemistry.reactions import Parameter, Scheme
from spinecable.errors import ChemistryError, suggestion

_CORNELISSE = "Cornelisse 2007 PLoS ONE 2:e1073, 10.1371/journal.pone.0001073 (ModelDB 97903)"
_BARTOL = "Bartol 2015 Front Synaptic Neurosci 7:17, 10.3389/fnsyn.2015.00017, table 1"
_DENIZOT = "Denizot 2019 PLoS Comput Biol 15:e1006795, 10.1371/journal.pcbi.1006795, table 2"
_LIKE_OGB1 = f"ASSUMED: as OGB-1 in {_CORNELISSE}; models have 15-60"


@dataclass(frozen=True)
class Dye:
    """One indicator.

    Parameters
    ----------
    label : as people write it.
    on, off : binding of calcium (uM^-1 s^-1, s^-1).
    range : brightness of the bound form over that of the free form; below 1 it darkens.
    known : ``measured`` (rates in a publication), ``copied`` (rates seen in model code only) or
        ``poorly`` (no kinetics found: rates ASSUMED).
    source : of the rates, with the published alternatives.
    bright_source : of `range` and `hill`.
    diffusion : um^2/s.
    hill : exponent of brightness; 1 for a dye whose every bound molecule shines alike.
    """

    label: str
    on: float
    off: float
    range: float
    known: Literal["measured", "copied", "poorly"]
    source: str
    bright_source: str
    diffusion: float = 50.0
    diffusion_source: str = _LIKE_OGB1
    hill: float = 1.0

    @property
    def kd_uM(self) -> float:
        """Dissociation constant."""
        return self.off / self.on


_FLUO_RANGE = "ASSUMED: vendors give more than 100"
_GCAMP_D = "ASSUMED: 50, as models with GCaMP have it"

DYES: dict[str, Dye] = {
    "fluo4": Dye(
        "Fluo-4",
        800.0,
        240.0,
        100.0,
        "measured",
        f"{_BARTOL}; model code also has 236 and 82.6 (Kd 0.35 uM)",
        _FLUO_RANGE,
    ),
    "fluo5f": Dye(
        "Fluo-5F",
        500.0,
        750.0,
        100.0,
        "copied",
        "model code, Kd 1.5 uM (Yasuda 2004 Sci STKE 2004:pl5 measured 1.3 in vitro and 0.8 in "
        "cells); model code also has 236 and 543 (2.3 uM)",
        _FLUO_RANGE,
    ),
    "fluo4ff": Dye(
        "Fluo-4FF",
        412.0,
        4000.0,
        100.0,
        "copied",
        "model code, Kd 9.7 uM; it also has 80 and 776 (same Kd)",
        _FLUO_RANGE,
    ),
    "ogb1": Dye(
        "OGB-1",
        450.0,
        92.0,
        14.0,
        "measured",
        f"{_CORNELISSE}; model code also has 430 and 140 (Kd 0.33 uM), 800 and 160, 600 and 126",
        "ASSUMED: 14, from memory of the vendor's figure",
        diffusion_source=_CORNELISSE,
    ),
    "ogb5n": Dye(
        "OGB-5N",
        877.0,
        33200.0,
        39.4,
        "copied",
        "ModelDB 263995, Kd 38 uM",
        "ModelDB 263995",
    ),
    "ogb6f": Dye(
        "OGB-6F",
        450.0,
        1350.0,
        14.0,
        "poorly",
        "ASSUMED: Kd 3 uM (vendor, from memory) with the on-rate of OGB-1; no kinetics were found",
        "ASSUMED: as OGB-1",
    ),
    "fura2": Dye(
        "Fura-2",
        1000.0,
        185.0,
        0.1,
        "copied",
        "model code, Kd 0.185 uM (vendor: 0.135 without magnesium, 0.224 beside 1 mM at 37 C)",
        "ASSUMED: excited at 380 nm, where calcium darkens it tenfold",
    ),
    "gcamp6f": Dye(
        "GCaMP6f",
        10.5,
        3.93,
        52.0,
        "measured",
        f"{_DENIZOT}: one effective site",
        "ASSUMED: range 52 and Hill exponent 2.3, from memory of Chen 2013 Nature 499:295, "
        "10.1038/nature12354",
        diffusion_source=_GCAMP_D,
        hill=2.3,
    ),
    "gcamp6s": Dye(
        "GCaMP6s",
        7.78,
        1.12,
        63.0,
        "copied",
        "model code: one effective site, Kd 0.144 uM",
        "ASSUMED: range 63 and Hill exponent 2.9, from memory of Chen 2013 Nature 499:295, "
        "10.1038/nature12354",
        diffusion_source=_GCAMP_D,
        hill=2.9,
    ),
}


def find_dye(name: str) -> Dye:
    """The indicator called `name`.

    Raises
    ------
    ChemistryError : there is none.
    """
    if name not in DYES:
        raise ChemistryError(f"there is no dye '{name}'", tip=suggestion(name, DYES))
    return DYES[name]


def indicator(name: str) -> Scheme:
    """``ca + dye <-> dye_ca`` with the rates of one indicator."""
    dye = find_dye(name)
    return one_site(
        "dye",
        dye.label,
        on=Parameter(f"{name}_on", dye.on, PER_UM_S, f"calcium binds {dye.label}", dye.source),
        off=Parameter(f"{name}_off", dye.off, PER_S, f"calcium leaves {dye.label}", dye.source),
        diffusion=Parameter(
            f"d_{name}_um2_per_s",
            dye.diffusion,
            DIFFUSION,
            f"diffusion coefficient of {dye.label}",
            dye.diffusion_source,
        ),
        source=dye.source,
    )
