"""From the rules that an experiment names, and from a user's functions, to readouts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from spinecable.describe.readout import ReadoutRule
from spinecable.errors import DescriptionError
from spinecable.plasticity.chindemi import ChindemiReadout
from spinecable.plasticity.graupner_brunel import SETS, GraupnerBrunelReadout
from spinecable.plasticity.readout import FunctionReadout, Readout, Traces
from spinecable.plasticity.rodrigues import RodriguesReadout
from spinecable.plasticity.shouval import ShouvalReadout

UserReadout = Readout | Callable[[Traces], Any]
"""A function of `Traces` that returns the relative weight at every time, or a `Readout`."""


def make_readout(rule: ReadoutRule) -> Readout:
    """The readout that a rule stands for."""
    if rule.rule in SETS:
        return GraupnerBrunelReadout(
            SETS[rule.rule],
            rule.label,
            rule.calcium_unit_uM if rule.calcium == "simulated" else None,
            rule.synapses if rule.stochastic else 0,
        )
    if rule.rule == "shouval_2002":
        return ShouvalReadout(rule.label)
    if rule.rule == "rodrigues_2023":
        return RodriguesReadout(rule.levels == "rescaled", rule.label)
    return ChindemiReadout(rule.c_pre_uM_ms, rule.c_post_uM_ms, rule.label)


def further_readouts(
    rules: Sequence[ReadoutRule], own: Sequence[UserReadout] = ()
) -> Mapping[str, Readout]:
    """Name in the result -> readout.

    Raises
    ------
    DescriptionError : two have one name, or a user's is neither a function nor a readout.
    """
    found: dict[str, Readout] = {rule.label: make_readout(rule) for rule in rules}
    for given in own:
        if isinstance(given, Readout):
            name, readout = given.name, given
        elif callable(given):
            name = getattr(given, "__name__", type(given).__name__)
            readout = FunctionReadout(name, given)
        else:
            raise DescriptionError(
                f"{given!r} is neither a function nor a readout",
                where="readouts",
                tip="Give a function of the traces that returns the relative weight.",
            )
        label = re.sub(r"\W+", "_", name).strip("_") or "own"
        if label in found:
            raise DescriptionError(
                f"two readouts are called '{label}'",
                where="readouts",
                tip="Give the function or the readout another name.",
            )
        found[label] = readout
    return found
