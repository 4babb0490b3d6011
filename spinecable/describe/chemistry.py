"""Which reactions take place beside calcium: the schemes by name, buffers and the dye."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import Field, field_validator, model_validator

from spinecable.describe.base import Description

Lobes = Literal["lobes4", "lobes9"]
CalmodulinRates = Literal["pepke2010", "chang2019", "faas2011"]
Neighbours = Literal["mean_field", "li2012"]
CalcineurinRates = Literal["rodrigues2023", "quintana2005"]
CalbindinRates = Literal["per_site", "per_pair"]
Buffer = Literal["immobile", "calbindin", "parvalbumin", "atp", "egta", "bapta"]
Serca = Literal["hill", "higgins2006"]
Release = Literal["ryr", "ip3r"]
Dye = Literal[
    "none",
    "fluo4",
    "fluo5f",
    "fluo4ff",
    "ogb1",
    "ogb5n",
    "ogb6f",
    "fura2",
    "gcamp6f",
    "gcamp6s",
]

NEEDS: dict[str, str] = {
    "parvalbumin_uM": "parvalbumin",
    "atp_uM": "atp",
    "egta_uM": "egta",
    "bapta_uM": "bapta",
}
"""Amounts that mean something only where `buffers` names the buffer."""

ADDED = ("egta", "bapta")
"""Buffers that no cell holds by itself: their amount must be given."""


class Chemistry(Description):
    """The reaction schemes of heads, necks and dendrite. Defaults are the recommended ones.

    Parameters
    ----------
    calmodulin : ``lobes4`` (each lobe empty or full) or ``lobes9`` (0, 1 or 2 calcium a lobe).
    calmodulin_rates : ``pepke2010`` (10.1371/journal.pcbi.1000675), ``chang2019``
        (10.1038/s41467-019-10694-z) or ``faas2011`` (10.1038/nn.2746, N lobe 15-200 times
        faster at 35 C). Off-rates from CaMKII close the thermodynamic cycle with each of them.
    camkii_neighbours : how fast active neighbours phosphorylate a subunit with the active share
        r: ``mean_field`` (k r, Chang 2019) or ``li2012`` (k p(r), a polynomial fitted to
        hexamers, 10.1371/journal.pone.0043810).
    camkii_t305 : the state pT286 pT305, which rebinds no calmodulin.
    neurogranin : binds calmodulin without calcium. Then ``calmodulin_uM`` of the preparation
        is what enzymes do not hold: free and on neurogranin.
    calcineurin_rates : matched on- and off-rate, ``rodrigues2023`` (35 C, leaves in 50 s;
        10.7554/eLife.80152) or ``quintana2005`` (22 C, 830 s).
    calbindin_rates : the on-rates of Nagerl 2000 read ``per_site`` (Schmidt 2003) or
        ``per_pair`` (twice that per site: Bartol 2015).
    inhibitor1 : inhibitor-1 phosphorylated by PKA blocks PP1; calcineurin reverses it.
    pka_uM : active PKA in the head, an input; None takes the preparation's.
    inhibitor1_uM, neurogranin_uM, parvalbumin_uM, atp_uM : amounts everywhere; None takes the
        preparation's contents.
    egta_uM, bapta_uM : must be given where `buffers` names them.
    buffers : which calcium buffers there are; without a name from this list a buffer's contents
        have no effect.
    dye, dye_uM : calcium indicator and its concentration, everywhere. Adds the traces
        ``head_dff`` and ``shaft_dff`` beside free calcium.
    photons_at_rest : photons that one sample detects at resting fluorescence; 0 leaves shot
        noise out. The seed is that of the simulation.
    serca : pump of the spine apparatus, in spines with ``apparatus = true``: ``hill`` (Mahajan &
        Nadkarni 2019, 10.1113/JP277726) or ``higgins2006`` (six states).
    er_release : its channels, of ``ryr`` and ``ip3r``; the latter need `ip3`.
    er_buffer : calreticulin in its lumen.
    sodium : sodium that synapses let into heads, its diffusion and its pump.
    ip3 : glutamate makes IP3 in the head, which diffuses.
    ras : active CaMKII makes a messenger like Ras, which reaches neighbouring spines.
    ras_priming_per_uM : how much `ras` lowers the threshold of the slot readout, see
        `spinecable.plasticity.coupling`; None takes the preparation's, 0: not at all.
    cofilin : calcineurin activates cofilin by way of slingshot.
    tracer_um2_per_s : diffusion coefficient of an inert fluorescent tracer, for stimuli of the
        kinds ``photobleach`` and ``photoactivation``; 0: there is none.
    """

    calmodulin: Lobes = "lobes4"
    calmodulin_rates: CalmodulinRates = "pepke2010"
    camkii_neighbours: Neighbours = "mean_field"
    camkii_t305: bool = False
    neurogranin: bool = False
    neurogranin_uM: float | None = Field(default=None, ge=0, le=1e3)
    calcineurin_rates: CalcineurinRates = "rodrigues2023"
    calbindin_rates: CalbindinRates = "per_site"
    inhibitor1: bool = False
    inhibitor1_uM: float | None = Field(default=None, ge=0, le=1e3)
    pka_uM: float | None = Field(default=None, ge=0, le=1e3)
    buffers: tuple[Buffer, ...] = ("immobile", "calbindin")
    parvalbumin_uM: float | None = Field(default=None, ge=0, le=1e4)
    atp_uM: float | None = Field(default=None, ge=0, le=1e5)
    egta_uM: float | None = Field(default=None, gt=0, le=1e5)
    bapta_uM: float | None = Field(default=None, gt=0, le=1e5)
    dye: Dye = "none"
    dye_uM: float = Field(default=0.0, ge=0, le=1e4)
    photons_at_rest: float = Field(default=0.0, ge=0, le=1e12)
    serca: Serca = "hill"
    er_release: tuple[Release, ...] = ("ryr",)
    er_buffer: bool = False
    sodium: bool = False
    ip3: bool = False
    ras: bool = False
    ras_priming_per_uM: float | None = Field(default=None, ge=0, le=1e3)
    cofilin: bool = False
    tracer_um2_per_s: float = Field(default=0.0, ge=0, le=1e4)

    @field_validator("buffers")
    @classmethod
    def _once(cls, buffers: tuple[Buffer, ...]) -> tuple[Buffer, ...]:
        for name in buffers:
            if buffers.count(name) > 1:
                raise ValueError(f"'{name}' stands twice; give each buffer once")
        return tuple(name for name in get_args(Buffer) if name in buffers)

    @field_validator("er_release")
    @classmethod
    def _each_once(cls, release: tuple[Release, ...]) -> tuple[Release, ...]:
        for name in release:
            if release.count(name) > 1:
                raise ValueError(f"'{name}' stands twice; give each receptor once")
        return tuple(name for name in get_args(Release) if name in release)

    @model_validator(mode="after")
    def _amounts_and_names_agree(self) -> Chemistry:
        for key, name in NEEDS.items():
            given = getattr(self, key) is not None
            if given and name not in self.buffers:
                raise ValueError(
                    f"there is {key} but buffers does not name '{name}'; give "
                    f'buffers = [..., "{name}"]'
                )
            if not given and name in ADDED and name in self.buffers:
                raise ValueError(f"buffers names '{name}'; give {key} = 100.0")
        for key, switch in (
            ("neurogranin_uM", "neurogranin"),
            ("inhibitor1_uM", "inhibitor1"),
            ("pka_uM", "inhibitor1"),
            ("ras_priming_per_uM", "ras"),
        ):
            if getattr(self, key) is not None and not getattr(self, switch):
                raise ValueError(f"{key} has no effect; give {switch} = true")
        if self.dye != "none" and self.dye_uM == 0:
            raise ValueError(f"the dye '{self.dye}' has no concentration; give dye_uM = 100.0")
        if self.dye == "none" and self.dye_uM > 0:
            raise ValueError('dye_uM has no effect; give dye = "fluo4" or another name')
        if self.dye == "none" and self.photons_at_rest > 0:
            raise ValueError('photons_at_rest has no effect; give dye = "fluo4" or another name')
        if "ip3r" in self.er_release and not self.ip3:
            raise ValueError("er_release names 'ip3r', but nothing makes IP3; give ip3 = true")
        return self

    @property
    def far_reaching(self) -> bool:
        """Whether something diffuses further than calcium: over tens of um."""
        return self.sodium or self.ip3 or self.ras or self.tracer_um2_per_s > 0

    def core(self) -> Chemistry:
        """A copy without sodium, messengers and apparatus, which calmodulin does not see."""
        off = {"sodium": False, "ip3": False, "ras": False, "cofilin": False}
        plain = {"serca": "hill", "er_release": ("ryr",), "er_buffer": False}
        none = {"ras_priming_per_uM": None, "tracer_um2_per_s": 0.0}
        return self.model_copy(update={**off, **plain, **none})

    def amounts(self) -> dict[str, float]:
        """Contents (uM) that the table gives: they replace the preparation's in every group."""
        keys = (*NEEDS, "neurogranin_uM", "inhibitor1_uM", "pka_uM")
        return {k: v for k in keys if (v := getattr(self, k)) is not None}
