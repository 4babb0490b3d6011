"""Which receptor schemes stand in the heads, and the glutamate that reaches them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from spinecable.describe.base import Description


class Spillover(Description):
    """Glutamate that reaches neighbouring spines on the same section.

    A neighbour at the distance d along the dendrite gets the share `fraction` exp(-d / `length_um`)
    of a release: of the glutamate's concentration where receptors are schemes, of the conductance
    where they are two exponentials.

    Parameters
    ----------
    fraction : share at no distance. 0.1 (ASSUMED; there is no agreed number).
    length_um : decay along the dendrite. 0.5 um (ASSUMED, the distance to the next bouton in CA1).
    smallest : shares below this are left out (ASSUMED 1e-3).
    """

    fraction: float = Field(default=0.1, ge=0, le=1)
    length_um: float = Field(default=0.5, gt=0, le=100)
    smallest: float = Field(default=1e-3, gt=0, le=1)


class Receptors(Description):
    """The receptors of a head by name; how many there are stands among its contents.

    Parameters
    ----------
    ampa : ``jonas`` (Jonas 1993 scheme) or ``exp2`` (two exponentials).
    nmda : ``popescu`` (GluN2A and GluN2B schemes), ``kampa`` (10 states with magnesium kinetics)
        or ``exp2``.
    mg_block : ``jahr_stevens`` (10.1523/JNEUROSCI.10-09-03178.1990) or ``vargas_caballero``
        (Vargas-Caballero & Robinson 2003); ``kampa`` has its own.
    ampa_rise_ms, ampa_decay_ms, nmda_rise_ms, nmda_decay_ms : of ``exp2``; None takes the
        mechanism's, with its source.
    ampa_peak_open, nmda_peak_open : share of receptors open at the peak of ``exp2``. 0.60 and 0.17
        are those of ``jonas`` and ``popescu`` after 1 mM for 1 ms at 34 C, measured in these
        mechanisms.
    glutamate_peak_mM, glutamate_ms : pulse that the schemes see; None takes the mechanism's (1 mM,
        1 ms: Liu 1999).
    spillover : to neighbours; None: none.
    """

    ampa: Literal["jonas", "exp2"] = "jonas"
    nmda: Literal["popescu", "exp2", "kampa"] = "popescu"
    mg_block: Literal["jahr_stevens", "vargas_caballero"] = "jahr_stevens"
    ampa_rise_ms: float | None = Field(default=None, gt=0)
    ampa_decay_ms: float | None = Field(default=None, gt=0)
    nmda_rise_ms: float | None = Field(default=None, gt=0)
    nmda_decay_ms: float | None = Field(default=None, gt=0)
    ampa_peak_open: float = Field(default=0.60, ge=0, le=1)
    nmda_peak_open: float = Field(default=0.17, ge=0, le=1)
    glutamate_peak_mM: float | None = Field(default=None, ge=0, le=100)
    glutamate_ms: float | None = Field(default=None, gt=0, le=100)
    spillover: Spillover | None = None

    @model_validator(mode="after")
    def _used(self) -> Receptors:
        for kind in ("ampa", "nmda"):
            if getattr(self, kind) != "exp2":
                for name in (f"{kind}_rise_ms", f"{kind}_decay_ms"):
                    if getattr(self, name) is not None:
                        raise ValueError(f"'{name}' has no effect unless {kind} = 'exp2'")
            rise, decay = getattr(self, f"{kind}_rise_ms"), getattr(self, f"{kind}_decay_ms")
            if rise is not None and decay is not None and rise >= decay:
                raise ValueError(f"'{kind}_rise_ms' must be smaller than '{kind}_decay_ms'")
        if self.nmda == "kampa" and self.mg_block != "jahr_stevens":
            raise ValueError("nmda = 'kampa' has a magnesium block of its own")
        if self.ampa == self.nmda == "exp2":
            for name in ("glutamate_peak_mM", "glutamate_ms"):
                if getattr(self, name) is not None:
                    raise ValueError(f"'{name}' has no effect on two-exponential receptors")
        return self
