"""Random gating: which streams it draws from, and when it begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spinecable.electrics.streams import stream_ids

if TYPE_CHECKING:
    from spinecable.electrics.model import Model


def start_noise(model: Model, seed: int, trial: int) -> None:
    """Let everything in the heads that gates at random do so from the next initialisation on.

    Before, R-type channels follow their mean, so that the cell is balanced, its calcium leak
    derived and its spike threshold found without noise, alike in all trials; receptors do nothing
    before the first glutamate. A model without random gating stays as it is.
    """
    for spine in model.spines:
        contents = spine.placed.contents
        for process, receptor in ((spine.ampa, contents.ampa), (spine.nmda, contents.nmda)):
            if receptor is not None and hasattr(process, "rng"):
                process.rng.set_ids(*stream_ids(seed, trial, spine.name, receptor.mechanism))
        if contents.cav23_channels:
            mean, single = spine.head_seg.sc_car, spine.head_seg.sc_car_stochastic
            single.rng.set_ids(*stream_ids(seed, trial, spine.name, "sc_car_stochastic"))
            single.gbar, mean.gbar = mean.gbar, 0.0
