"""The spine apparatus: endoplasmic reticulum in a head, with its pump, its leak and its channels.

Amounts are counted per volume of cytosol, luminal ones too: `er_ca` is luminal calcium times the
lumen's share of the volume, so that what leaves one side enters the other exactly. Luminal free
calcium is ``er_ca / er_volume_fraction``. The leak is derived at rest, never entered.

Receptors are a mean over many: their open share follows the rate equations, calcium at the gates
is that of the whole head. Gating calcium is not counted as bound.
"""

from __future__ import annotations

from spinecable.chemistry.library.common import (
    CALCIUM,
    CALCIUM_DIFFUSION,
    PER_S,
    PER_UM_S,
    UM,
    total,
)
from spinecable.chemistry.library.ip3 import IP3, IP3_DIFFUSION
from spinecable.chemistry.reactions import Derived, Parameter, Reaction, Scheme, Species, compose
from spinecable.describe.chemistry import Chemistry
from spinecable.errors import ChemistryError

_MAHAJAN = "Mahajan & Nadkarni 2019 J Physiol 597:3473, 10.1113/JP277726"
_SAFTENKU = f"kinetics of the Saftenku type as in {_MAHAJAN}"
_HIGGINS = "Higgins 2006 Biophys J 91:151 as in Bartol 2015 10.3389/fnsyn.2015.00017"
_ASHHAD = (
    "Ashhad & Narayanan 2013 J Physiol 591:1645 (ModelDB 150551, CA1; form of Li & Rinzel 1994 "
    "J Theor Biol 166:461)"
)

LUMEN = Species("er_ca", "free luminal calcium per volume of cytosol", calcium=1)
FRACTION = Parameter(
    "er_volume_fraction",
    0.1,
    "1",
    "volume of the lumen over that of the cytosol",
    "set by the contents",
    per_compartment=True,
)
RESTING_LUMEN = Parameter(
    "er_calcium_uM",
    250.0,
    UM,
    "free luminal calcium at rest, which the leak keeps",
    "set by the contents",
    per_compartment=True,
)
ER_LEAK = Parameter(
    "er_leak_per_s",
    0.0,
    PER_S,
    "leak out of the lumen for each uM of difference that balances the pump at rest",
    "derived from the resting state",
    per_compartment=True,
)


def store() -> Scheme:
    """The lumen and its leak, ``er_leak_per_s`` times the difference of free calcium."""
    return Scheme(
        name="store",
        species=(CALCIUM, LUMEN),
        reactions=(
            Reaction(
                "er_leak",
                {"er_ca": 1},
                {"ca": 1},
                "er_leak_per_s/er_volume_fraction",
                "er_leak_per_s",
            ),
        ),
        parameters=(CALCIUM_DIFFUSION, FRACTION, RESTING_LUMEN, ER_LEAK),
    )


def serca_hill() -> Scheme:
    """Uptake ``Vmax ca^2 / (K^2 + ca^2)`` per volume of cytosol."""
    return Scheme(
        name="serca_hill",
        species=(CALCIUM, LUMEN),
        reactions=(
            Reaction(
                "serca_uptake",
                {"ca": 1},
                {"er_ca": 1},
                "serca_uM_per_s*ca/(serca_k_uM*serca_k_uM + ca*ca)",
                source=_MAHAJAN,
            ),
        ),
        parameters=(
            CALCIUM_DIFFUSION,
            Parameter("serca_k_uM", 0.2, UM, "calcium at half the highest uptake", _MAHAJAN),
            Parameter(
                "serca_uM_per_s",
                0.0,
                "uM/s",
                "highest uptake by the endoplasmic reticulum",
                "set by the contents",
                per_compartment=True,
            ),
        ),
    )


def serca_kinetic() -> Scheme:
    """Two calcium bind outside (x0, x1, x2), cross (y2) and leave inside (y1, y0).

    Luminal calcium binds back, so that a full lumen slows the pump; balance is reached at a
    ratio of free calcium of about 16000.
    """
    states = {
        "serca_x0": ("empty, facing the cytosol", 0),
        "serca_x1": ("one calcium, facing the cytosol", 1),
        "serca_x2": ("two calcium, facing the cytosol", 2),
        "serca_y2": ("two calcium, facing the lumen", 2),
        "serca_y1": ("one calcium, facing the lumen", 1),
        "serca_y0": ("empty, facing the lumen", 0),
    }
    rates = (
        ("serca_x1_on", 200.0, PER_UM_S, "the first calcium binds from the cytosol"),
        ("serca_x1_off", 83.7, PER_S, "it leaves to the cytosol"),
        ("serca_x2_on", 100.0, PER_UM_S, "the second calcium binds from the cytosol"),
        ("serca_x2_off", 167.4, PER_S, "it leaves to the cytosol"),
        ("serca_cross", 0.6, PER_S, "two calcium turn to the lumen"),
        ("serca_cross_back", 0.097, PER_S, "two calcium turn to the cytosol"),
        ("serca_y2_off", 60.04, PER_S, "the first calcium leaves to the lumen"),
        ("serca_y2_on", 0.1, PER_UM_S, "it binds from the lumen (6 /s at 60 uM)"),
        ("serca_y1_off", 30.02, PER_S, "the second calcium leaves to the lumen"),
        ("serca_y1_on", 0.2, PER_UM_S, "it binds from the lumen (12 /s at 60 uM)"),
        ("serca_return", 0.4, PER_S, "the empty pump turns to the cytosol"),
        ("serca_return_back", 1.2e-3, PER_S, "the empty pump turns to the lumen"),
    )
    lumen = "/er_volume_fraction"
    return Scheme(
        name="serca_kinetic",
        species=(
            CALCIUM,
            LUMEN,
            *(Species(n, f"SERCA {text}", calcium=c) for n, (text, c) in states.items()),
        ),
        reactions=(
            Reaction(
                "serca_bind_1",
                {"ca": 1, "serca_x0": 1},
                {"serca_x1": 1},
                "serca_x1_on",
                "serca_x1_off",
                _HIGGINS,
            ),
            Reaction(
                "serca_bind_2",
                {"ca": 1, "serca_x1": 1},
                {"serca_x2": 1},
                "serca_x2_on",
                "serca_x2_off",
                _HIGGINS,
            ),
            Reaction(
                "serca_turn",
                {"serca_x2": 1},
                {"serca_y2": 1},
                "serca_cross",
                "serca_cross_back",
                _HIGGINS,
            ),
            Reaction(
                "serca_leave_2",
                {"serca_y2": 1},
                {"serca_y1": 1, "er_ca": 1},
                "serca_y2_off",
                f"serca_y2_on{lumen}",
                _HIGGINS,
            ),
            Reaction(
                "serca_leave_1",
                {"serca_y1": 1},
                {"serca_y0": 1, "er_ca": 1},
                "serca_y1_off",
                f"serca_y1_on{lumen}",
                _HIGGINS,
            ),
            Reaction(
                "serca_reset",
                {"serca_y0": 1},
                {"serca_x0": 1},
                "serca_return",
                "serca_return_back",
                _HIGGINS,
            ),
        ),
        parameters=(
            CALCIUM_DIFFUSION,
            FRACTION,
            *(Parameter(*rate, _HIGGINS) for rate in rates),
            total("serca", "SERCA"),
        ),
        conserved={"serca": dict.fromkeys(states, 1.0)},
    )


def ryr() -> Scheme:
    """Ryanodine receptors: four calcium bind one by one (c0 to c4), open o1 and o2, c5 and i.

    The flux is ``ryr_release`` times the open channels times the difference of free calcium.
    """
    closed = [f"ryr_c{n}" for n in range(5)]
    states = {name: f"ryanodine receptor with {n} calcium" for n, name in enumerate(closed)}
    states |= {
        "ryr_o1": "open ryanodine receptor",
        "ryr_o2": "open ryanodine receptor, second state",
        "ryr_c5": "ryanodine receptor closed after opening",
        "ryr_i": "inactivated ryanodine receptor",
    }
    binding = tuple(
        Reaction(
            f"ryr_bind_{n + 1}",
            {"ca": 1, closed[n]: 1},
            {"ca": 1, closed[n + 1]: 1},
            f"{4 - n}*ryr_on",
            "0",
            _SAFTENKU,
        )
        for n in range(4)
    ) + tuple(
        Reaction(
            f"ryr_unbind_{n + 1}",
            {closed[n + 1]: 1},
            {closed[n]: 1},
            f"{n + 1}*ryr_off",
            "0",
            _SAFTENKU,
        )
        for n in range(4)
    )
    steps = (
        ("ryr_c4", "ryr_o1", "ryr_c4_o1", 1e4, "ryr_o1_c4", 500.0),
        ("ryr_c4", "ryr_o2", "ryr_c4_o2", 1.0, "ryr_o2_c4", 0.5),
        ("ryr_o1", "ryr_c5", "ryr_o1_c5", 2.0, "ryr_c5_o1", 0.6666),
        ("ryr_o2", "ryr_c5", "ryr_o2_c5", 3000.0, "ryr_c5_o2", 100.0),
        ("ryr_c5", "ryr_i", "ryr_c5_i", 0.5, "ryr_i_c5", 1.5),
    )
    gating = tuple(
        Reaction(f"{forward}_step", {a: 1}, {b: 1}, forward, backward, _SAFTENKU)
        for a, b, forward, _, backward, _ in steps
    )
    rates = [
        Parameter("ryr_on", 712.0, PER_UM_S, "calcium binds one of four sites", _SAFTENKU),
        Parameter("ryr_off", 3000.0, PER_S, "calcium leaves one site", _SAFTENKU),
    ]
    for a, b, forward, f, backward, r in steps:
        there, back = a.removeprefix("ryr_"), b.removeprefix("ryr_")
        rates += [
            Parameter(forward, f, PER_S, f"from {there} to {back}", _SAFTENKU),
            Parameter(backward, r, PER_S, f"from {back} to {there}", _SAFTENKU),
        ]
    return Scheme(
        name="ryr",
        species=(CALCIUM, LUMEN, *(Species(name, text) for name, text in states.items())),
        reactions=(
            *binding,
            *gating,
            Reaction(
                "ryr_flux",
                {"er_ca": 1},
                {"ca": 1},
                "ryr_release*(ryr_o1 + ryr_o2)/er_volume_fraction",
                "ryr_release*(ryr_o1 + ryr_o2)",
                _MAHAJAN,
            ),
        ),
        parameters=(
            CALCIUM_DIFFUSION,
            FRACTION,
            *rates,
            Parameter(
                "ryr_release",
                66.8,
                PER_UM_S,
                "flux through 1 uM of open receptors for each uM of difference",
                f"0.111 um3/s a channel: 18.5 /s of a lumen of 0.006 um3 ({_MAHAJAN}; the lumen "
                "as 0.1 of its 0.06 um3 is ASSUMED)",
            ),
            total("ryr", "ryanodine receptors"),
        ),
        conserved={"ryr": dict.fromkeys(states, 1.0)},
    )


def ip3r() -> Scheme:
    """IP3 receptors reduced to fast activation and slow inactivation by calcium.

    ``Po = (ip3/(ip3 + Ki) ca/(ca + Ka) h)^3`` with h the share not inactivated,
    ``dh/dt = kon (Kh (1 - h) - ca h)``. `ip3r_h` and `ip3r_0` are this share and the rest of a
    nominal 1 uM: only the share counts.
    """
    gates = "ip3/(ip3 + ip3r_ip3_uM)*ca/(ca + ip3r_act_uM)*ip3r_h/(ip3r_h + ip3r_0)"
    return Scheme(
        name="ip3r",
        species=(
            CALCIUM,
            LUMEN,
            IP3,
            Species("ip3r_h", "IP3 receptors that are not inactivated"),
            Species("ip3r_0", "inactivated IP3 receptors"),
        ),
        reactions=(
            Reaction(
                "ip3r_inactivate",
                {"ca": 1, "ip3r_h": 1},
                {"ca": 1, "ip3r_0": 1},
                "ip3r_on",
                "0",
                _ASHHAD,
            ),
            Reaction(
                "ip3r_recover", {"ip3r_0": 1}, {"ip3r_h": 1}, "ip3r_on*ip3r_inh_uM", "0", _ASHHAD
            ),
            Reaction(
                "ip3r_flux",
                {"er_ca": 1},
                {"ca": 1},
                "ip3r_release*ip3r_open/er_volume_fraction",
                "ip3r_release*ip3r_open",
                _ASHHAD,
            ),
        ),
        parameters=(
            CALCIUM_DIFFUSION,
            IP3_DIFFUSION,
            FRACTION,
            Parameter("ip3r_ip3_uM", 0.8, UM, "IP3 at half activation of a gate", _ASHHAD),
            Parameter("ip3r_act_uM", 0.3, UM, "calcium at half activation of a gate", _ASHHAD),
            Parameter("ip3r_inh_uM", 0.2, UM, "calcium at half inactivation", _ASHHAD),
            Parameter("ip3r_on", 2.7, PER_UM_S, "calcium inactivates", _ASHHAD),
            Parameter(
                "ip3r_release",
                8.75,
                PER_S,
                "flux through all receptors, open, for each uM of difference",
                f"3500 uM/s over a luminal calcium of 400 uM: {_ASHHAD}",
            ),
            Parameter(
                "ip3r_total_uM",
                1.0,
                UM,
                "nominal amount of IP3 receptors",
                "ASSUMED: only the share that is open counts",
            ),
        ),
        derived=(
            Derived("ip3r_gate", gates, "1", "open probability of one of three gates"),
            Derived(
                "ip3r_open",
                "ip3r_gate*ip3r_gate*ip3r_gate",
                "1",
                "open probability of IP3 receptors",
            ),
        ),
        conserved={"ip3r": {"ip3r_h": 1.0, "ip3r_0": 1.0}},
    )


def luminal_buffer() -> Scheme:
    """Calreticulin's twenty sites of low affinity (Kd 2 mM); its one of 10 uM is always full."""
    return Scheme(
        name="luminal_buffer",
        species=(
            LUMEN,
            Species("er_buf", "free luminal buffer per volume of cytosol"),
            Species("er_buf_ca", "luminal buffer with calcium", calcium=1),
        ),
        reactions=(
            Reaction(
                "er_buffering",
                {"er_ca": 1, "er_buf": 1},
                {"er_buf_ca": 1},
                "er_buf_on/er_volume_fraction",
                "er_buf_off",
                _MAHAJAN,
            ),
        ),
        parameters=(
            FRACTION,
            Parameter("er_buf_on", 0.1, PER_UM_S, "luminal calcium binds", _MAHAJAN),
            Parameter("er_buf_off", 200.0, PER_S, "luminal calcium leaves", _MAHAJAN),
            total("er_buf", "luminal buffer per volume of cytosol"),
        ),
        conserved={"er_buf": {"er_buf": 1.0, "er_buf_ca": 1.0}},
    )


def apparatus(chemistry: Chemistry) -> Scheme:
    """All that the apparatus adds to a head.

    Raises
    ------
    ChemistryError : IP3 receptors without IP3.
    """
    if "ip3r" in chemistry.er_release and not chemistry.ip3:
        raise ChemistryError("IP3 receptors need IP3", tip="Set ip3 = true.")
    parts = [store(), serca_hill() if chemistry.serca == "hill" else serca_kinetic()]
    if "ryr" in chemistry.er_release:
        parts.append(ryr())
    if "ip3r" in chemistry.er_release:
        parts.append(ip3r())
    if chemistry.er_buffer:
        parts.append(luminal_buffer())
    return compose("apparatus", parts)
