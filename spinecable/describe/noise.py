"""Which parts of a spine are noisy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from spinecable.describe.base import Description

if TYPE_CHECKING:
    from spinecable.describe.receptors import Receptors
    from spinecable.describe.release import Release
    from spinecable.describe.spine import Spine

GATED_ONE_BY_ONE = {"ampa": "jonas", "nmda": "popescu"}
"""The receptor schemes that exist with random gating."""


class Noise(Description):
    """Sources of chance, each switched by itself; all are off by default.

    Every source of every spine has a random stream of its own, fixed by `Simulation.seed`,
    `Simulation.trial` and the spine's name: neither other spines nor the number of processes change
    it. Voltage takes steps of implicit Euler where channels gate at random. Chemistry is never
    random: molecules count as concentrations.

    Parameters
    ----------
    release : vesicles, as ``release.mode = "stochastic"`` of every spine, see `Release`.
    ampa, nmda : gating of the receptors one by one; for ``jonas`` and ``popescu`` receptors. Their
        numbers are those of the contents, rounded; the conductance of all together is kept.
    vgcc : gating of the head's R-type calcium channels one by one.
    vgcc_conductance_pS : of one such channel (pS), which says how many there are. 3.72 (Church &
        Stanley 1996 J Physiol 496:59, physiological calcium); 17 in 20 mM barium (Magee & Johnston
        1995 J Physiol 487:67).
    """

    release: bool = False
    ampa: bool = False
    nmda: bool = False
    vgcc: bool = False
    vgcc_conductance_pS: float = Field(default=3.72, gt=0, le=1000)

    @property
    def gating(self) -> bool:
        """Whether any channel gates at random."""
        return self.ampa or self.nmda or self.vgcc


def check_noise(
    noise: Noise, spines: Sequence[Spine], receptors: Receptors, release: Release
) -> None:
    """Every spine has what its noise needs.

    Raises
    ------
    ValueError : a receptor scheme without random gating, or release that is wanted both on average
        and at random.
    """
    for spine in spines:
        own = spine.receptors or receptors
        for kind, scheme in GATED_ONE_BY_ONE.items():
            if getattr(noise, kind) and getattr(own, kind) != scheme:
                raise ValueError(
                    f"noise.{kind} needs receptors.{kind} = '{scheme}', but '{spine.name}' has "
                    f"'{getattr(own, kind)}', which has no random gating"
                )
        if noise.release and (spine.release or release).mode == "mean":
            raise ValueError(
                f"noise.release draws vesicles, but the release of '{spine.name}' has mode = "
                "'mean'; leave one of the two out"
            )
