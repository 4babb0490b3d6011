"""Every part of the reaction library by the setting of ``[chemistry]`` that chooses it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from spinecable.chemistry.contents import camkii_active_weights
from spinecable.chemistry.library.apparatus import (
    ip3r,
    luminal_buffer,
    ryr,
    serca_hill,
    serca_kinetic,
    store,
)
from spinecable.chemistry.library.buffers import calbindin, immobile_buffer
from spinecable.chemistry.library.calcineurin import calcineurin
from spinecable.chemistry.library.calmodulin import calmodulin
from spinecable.chemistry.library.camkii import camkii
from spinecable.chemistry.library.cofilin import cofilin
from spinecable.chemistry.library.common import CALCIUM_DIFFUSION
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
from spinecable.chemistry.reactions import Scheme
from spinecable.describe.chemistry import (
    CalbindinRates,
    CalcineurinRates,
    CalmodulinRates,
    Lobes,
    Neighbours,
)
from spinecable.errors import ChemistryError, suggestion

_NO_SOURCE = ("set by", "derived from", "given in")
"""How the source of a number begins that the library does not have."""


@dataclass(frozen=True)
class Part:
    """One part of the reaction list.

    Parameters
    ----------
    setting : what chooses it, as ``key=value``; ``always=NAME`` where nothing does.
    what : one line.
    scheme : its species, reactions and numbers.
    """

    setting: str
    what: str
    scheme: Scheme

    @property
    def sources(self) -> tuple[str, ...]:
        """Where its reactions and rates come from, each once (not that of calcium's diffusion)."""
        named = [r.source for r in self.scheme.reactions]
        own = (p for p in self.scheme.parameters if p.name != CALCIUM_DIFFUSION.name)
        named += [p.source for p in own]
        return tuple(sorted({n for n in named if n and not n.startswith(_NO_SOURCE)}))

    def as_dict(self) -> dict[str, object]:
        """All of it in types that JSON knows."""
        return {
            "setting": self.setting,
            "what": self.what,
            "species": {s.name: s.meaning for s in self.scheme.species},
            "reactions": [
                {
                    "name": r.name,
                    "left": dict(r.left),
                    "right": dict(r.right),
                    "forward": r.forward,
                    "backward": r.backward,
                }
                for r in self.scheme.reactions
            ],
            "parameters": [
                {
                    "name": p.name,
                    "value": None if p.per_compartment else p.value,
                    "unit": p.unit,
                    "meaning": p.meaning,
                    "source": p.source,
                }
                for p in self.scheme.parameters
            ],
            "sources": list(self.sources),
        }


def reaction_parts() -> tuple[Part, ...]:
    """All parts, in the order of the table of ``[chemistry]``."""
    return tuple(_parts())


def reaction_part(setting: str) -> Part:
    """The part that a setting chooses (``dye=fluo4``; spaces do not matter).

    Raises
    ------
    ChemistryError : there is none.
    """
    wanted = setting.replace(" ", "").replace('"', "")
    parts = {part.setting: part for part in reaction_parts()}
    if wanted not in parts:
        raise ChemistryError(
            f"there is no part '{setting}' of the reaction list", tip=suggestion(wanted, parts)
        )
    return parts[wanted]


def _parts() -> Iterator[Part]:
    yield Part("always=pmca", "calcium ATPase of the membrane", pmca())
    yield Part("always=ncx", "sodium-calcium exchanger of the membrane", ncx())
    yield Part("always=leak", "calcium that leaks in, derived at rest", leak())
    for lobes in get_args(Lobes):
        what = f"calmodulin, {'4' if lobes == 'lobes4' else '9'} states"
        yield Part(f"calmodulin={lobes}", what, calmodulin(lobes))
    for rates in get_args(CalmodulinRates):
        yield Part(
            f"calmodulin_rates={rates}", "calcium on calmodulin", calmodulin("lobes9", rates)
        )
    for neighbours in get_args(Neighbours):
        scheme = camkii("lobes4", "pepke2010", neighbours, False)
        yield Part(f"camkii_neighbours={neighbours}", "CaMKII by subunit", scheme)
    capped = camkii("lobes4", "pepke2010", "mean_field", True)
    yield Part("camkii_t305=true", "CaMKII with the state pT286 pT305", capped)
    yield Part("always=pp1", "protein phosphatase 1 on CaMKII", pp1())
    yield Part("neurogranin=true", "neurogranin on empty calmodulin", neurogranin())
    for source in get_args(CalcineurinRates):
        what = "calcineurin on full calmodulin"
        yield Part(f"calcineurin_rates={source}", what, calcineurin("lobes4", source))
    yield Part("inhibitor1=true", "inhibitor-1 between PKA, calcineurin and PP1", inhibitor1())
    yield Part("buffers=immobile", "immobile buffer", immobile_buffer())
    for reading in get_args(CalbindinRates):
        scheme = calbindin(reading)
        yield Part(f"calbindin_rates={reading}", "calbindin, two pairs of sites", scheme)
    for name, make in {
        "parvalbumin": parvalbumin,
        "atp": atp,
        "egta": egta,
        "bapta": bapta,
    }.items():
        yield Part(f"buffers={name}", f"{name if name == 'parvalbumin' else name.upper()}", make())
    for name, dye in DYES.items():
        yield Part(f"dye={name}", f"{dye.label}, rates {dye.known}", indicator(name))
    yield Part("apparatus=store", "lumen of the spine apparatus and its leak", store())
    yield Part("serca=hill", "pump of the spine apparatus, Hill form", serca_hill())
    yield Part("serca=higgins2006", "pump of the spine apparatus, six states", serca_kinetic())
    yield Part("er_release=ryr", "ryanodine receptors, nine states", ryr())
    yield Part("er_release=ip3r", "IP3 receptors", ip3r())
    yield Part("er_buffer=true", "calreticulin in the lumen", luminal_buffer())
    yield Part("sodium=true", "sodium and its pump", sodium())
    yield Part("ip3=true", "IP3 in the cytosol", ip3())
    yield Part("ip3=true,head", "phospholipase that makes IP3 in the head", phospholipase())
    yield Part("ras=true", "a messenger like Ras", ras())
    kinase = camkii("lobes4", "pepke2010", "mean_field", False)
    switch = ras_activation(kinase, camkii_active_weights(kinase))
    yield Part("ras=true,head", "CaMKII switches it on", switch)
    yield Part("cofilin=true", "slingshot and cofilin under calcineurin", cofilin())
    yield Part("tracer_um2_per_s=50", "an inert tracer", tracer(50.0))
