"""Mobile calcium buffers: parvalbumin with magnesium, ATP, EGTA and BAPTA.

Free magnesium is a constant: its pool is far larger than what the buffers exchange.
"""

from __future__ import annotations

from spinecable.chemistry.library.common import (
    CALCIUM,
    CALCIUM_DIFFUSION,
    DIFFUSION,
    PER_S,
    PER_UM_S,
    UM,
    total,
)
from spinecable.chemistry.reactions import Parameter, Reaction, Scheme, Species

_SCHMIDT = "Schmidt 2003 J Physiol 551:13, table 2"
_NARAGHI = "ASSUMED: as usually quoted from Naraghi & Neher 1997 J Neurosci 17:6961"
_RODRIGUES = "Rodrigues 2023 eLife 12:e80152, 10.7554/eLife.80152"

MAGNESIUM = Parameter("magnesium_uM", 590.0, UM, "free magnesium inside", _SCHMIDT)


def one_site(
    name: str,
    label: str,
    *,
    on: Parameter,
    off: Parameter,
    diffusion: Parameter,
    source: str,
    forward: str | None = None,
    extra: tuple[Parameter, ...] = (),
) -> Scheme:
    """A mobile molecule that binds one calcium: ``ca + x <-> x_ca``."""
    return Scheme(
        name=name,
        species=(
            CALCIUM,
            Species(name, f"free {label}", diffusion.name),
            Species(f"{name}_ca", f"{label} with calcium", diffusion.name, calcium=1),
        ),
        reactions=(
            Reaction(
                f"{name}_binding",
                {"ca": 1, name: 1},
                {f"{name}_ca": 1},
                forward or on.name,
                off.name,
                source,
            ),
        ),
        parameters=(CALCIUM_DIFFUSION, diffusion, on, off, *extra, total(name, label)),
        conserved={name: {name: 1.0, f"{name}_ca": 1.0}},
    )


def parvalbumin() -> Scheme:
    """Sites that hold calcium or magnesium; `pv` counts sites (uM), twice the protein.

    Kd 9 nM without magnesium, 0.18 uM beside 0.59 mM, 0.05 uM beside 0.14 mM.
    """
    d = "d_pv_um2_per_s"
    return Scheme(
        name="parvalbumin",
        species=(
            CALCIUM,
            Species("pv", "free parvalbumin sites", d),
            Species("pv_ca", "parvalbumin sites with calcium", d, calcium=1),
            Species("pv_mg", "parvalbumin sites with magnesium", d),
        ),
        reactions=(
            Reaction("pv_calcium", {"ca": 1, "pv": 1}, {"pv_ca": 1}, "pv_on", "pv_off", _SCHMIDT),
            Reaction(
                "pv_magnesium",
                {"pv": 1},
                {"pv_mg": 1},
                "pv_mg_on*magnesium_uM",
                "pv_mg_off",
                _SCHMIDT,
            ),
        ),
        parameters=(
            CALCIUM_DIFFUSION,
            MAGNESIUM,
            Parameter(
                d,
                43.0,
                DIFFUSION,
                "diffusion coefficient of parvalbumin",
                "Schmidt 2003 Biophys J 84:2599 (43; 34-56)",
            ),
            Parameter("pv_on", 107.0, PER_UM_S, "calcium binds parvalbumin", _SCHMIDT),
            Parameter("pv_off", 0.95, PER_S, "calcium leaves parvalbumin", _SCHMIDT),
            Parameter("pv_mg_on", 0.8, PER_UM_S, "magnesium binds parvalbumin", _SCHMIDT),
            Parameter("pv_mg_off", 25.0, PER_S, "magnesium leaves parvalbumin", _SCHMIDT),
            total("pv", "parvalbumin sites"),
        ),
        conserved={"pv": {"pv": 1.0, "pv_ca": 1.0, "pv_mg": 1.0}},
    )


def atp() -> Scheme:
    """ATP, whose magnesium exchanges so fast that it only scales the on-rate of calcium.

    Kd 200 uM without magnesium, 2 mM beside 1 mM.
    """
    return one_site(
        "atp",
        "ATP",
        on=Parameter("atp_on", 500.0, PER_UM_S, "calcium binds ATP without magnesium", _NARAGHI),
        off=Parameter("atp_off", 1e5, PER_S, "calcium leaves ATP", _NARAGHI),
        diffusion=Parameter(
            "d_atp_um2_per_s", 220.0, DIFFUSION, "diffusion coefficient of ATP", _NARAGHI
        ),
        source=_NARAGHI,
        forward="atp_on/(1 + magnesium_uM/atp_mg_kd_uM)",
        extra=(
            MAGNESIUM,
            Parameter(
                "atp_mg_kd_uM",
                1000.0 / 9.0,
                UM,
                "dissociation constant of magnesium and ATP",
                f"{_NARAGHI}: apparent Kd of calcium 2 mM beside 1 mM magnesium",
            ),
        ),
    )


def egta() -> Scheme:
    """EGTA: slow, Kd 0.18 uM."""
    return _chelator("egta", "EGTA", 2.7, 0.49)


def bapta() -> Scheme:
    """BAPTA: 170 times faster than EGTA, Kd 0.18 uM."""
    return _chelator("bapta", "BAPTA", 450.0, 79.0)


def _chelator(name: str, label: str, on: float, off: float) -> Scheme:
    return one_site(
        name,
        label,
        on=Parameter(f"{name}_on", on, PER_UM_S, f"calcium binds {label}", _RODRIGUES),
        off=Parameter(f"{name}_off", off, PER_S, f"calcium leaves {label}", _RODRIGUES),
        diffusion=Parameter(
            f"d_{name}_um2_per_s",
            220.0,
            DIFFUSION,
            f"diffusion coefficient of {label}",
            _RODRIGUES,
        ),
        source=_RODRIGUES,
    )
