"""Further rules that read the weight from the same run, beside the receptor slots."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, field_validator, model_validator

from spinecable.describe.base import Description
from spinecable.errors import suggestion

GRAUPNER_BRUNEL = (
    "dp",
    "dpd",
    "dpd_prime",
    "p",
    "d",
    "d_prime",
    "hippocampal_slices",
    "hippocampal_cultures",
    "cortical_slices",
)
"""Parameter sets of Graupner & Brunel 2012, 10.1073/pnas.1109359109."""

RULES = (
    *(f"graupner_brunel_2012:{name}" for name in GRAUPNER_BRUNEL),
    "graupner_2016:linear",
    "graupner_2016:nonlinear",
    "deperrois_2020:markram",
    "deperrois_2020:sjostrom",
    "shouval_2002",
    "rodrigues_2023",
    "chindemi_2022",
)
"""Names of the rules; sources stand in `spinecable.plasticity`."""


class ReadoutRule(Description):
    """A published rule applied to the run, beside the default readout.

    It gives ``weight_NAME`` against time, ``weight_change_NAME`` and ``outcome_NAME``, read and
    judged by the criterion of ``[outcome]`` like the default.

    Parameters
    ----------
    rule : one of `RULES`.
    name : in the result; None: the rule's, with ``_`` for what is no letter or digit.
    calcium : of ``graupner_brunel_2012`` and ``graupner_2016:linear``: ``own`` is the published
        calcium of pre- and postsynaptic spike times, ``simulated`` is the head's calcium above
        rest divided by `calcium_unit_uM`.
    calcium_unit_uM : calcium above rest that counts as 1, the depression threshold. 1 uM (ASSUMED:
        no publication relates the rule's calcium to a concentration).
    stochastic : of ``graupner_brunel_2012``: False gives the expected weight from the transition
        probabilities, True sample paths with noise and both wells.
    synapses : sample paths that are averaged. 1 (default) is one two-state synapse.
    levels : of ``rodrigues_2023``: ``absolute`` compares the head's concentrations with the
        published regions, ``rescaled`` the active fractions times that model's totals.
    c_pre_uM_ms, c_post_uM_ms : of ``chindemi_2022``: peaks of the calcium integrator after one
        presynaptic and one somatic spike; None: found for each spine in a short run before.
    """

    rule: str
    name: str | None = None
    calcium: Literal["own", "simulated"] = "own"
    calcium_unit_uM: float = Field(default=1.0, gt=0, le=1e3)
    stochastic: bool = False
    synapses: int = Field(default=1, ge=1, le=100_000)
    levels: Literal["absolute", "rescaled"] = "absolute"
    c_pre_uM_ms: float | None = Field(default=None, gt=0)
    c_post_uM_ms: float | None = Field(default=None, gt=0)

    @field_validator("rule")
    @classmethod
    def _known(cls, rule: str) -> str:
        if rule not in RULES:
            raise ValueError(f"there is no readout rule '{rule}'. {suggestion(rule, RULES)}")
        return rule

    @field_validator("name")
    @classmethod
    def _identifier(cls, name: str | None) -> str | None:
        if name is not None and not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name):
            raise ValueError(f"'{name}' is no name; use letters, digits and _")
        return name

    @model_validator(mode="after")
    def _used(self) -> ReadoutRule:
        family = self.rule.partition(":")[0]
        for key, families in (
            ("calcium", ("graupner_brunel_2012", "graupner_2016")),
            ("stochastic", ("graupner_brunel_2012",)),
            ("levels", ("rodrigues_2023",)),
            ("c_pre_uM_ms", ("chindemi_2022",)),
            ("c_post_uM_ms", ("chindemi_2022",)),
        ):
            chosen = getattr(self, key) != type(self).model_fields[key].default
            if chosen and family not in families:
                raise ValueError(f"'{key}' has no effect on '{self.rule}'")
        if self.calcium == "simulated" and self.rule == "graupner_2016:nonlinear":
            raise ValueError(
                "'graupner_2016:nonlinear' adds pre- and postsynaptic calcium itself; "
                "it cannot take the simulated calcium"
            )
        if self.calcium_unit_uM != 1.0 and self.calcium == "own":
            raise ValueError("'calcium_unit_uM' has no effect unless calcium = 'simulated'")
        if self.synapses > 1 and not self.stochastic:
            raise ValueError("'synapses' has no effect unless stochastic = true")
        if (self.c_pre_uM_ms is None) != (self.c_post_uM_ms is None):
            raise ValueError("give both c_pre_uM_ms and c_post_uM_ms, or neither")
        return self

    @property
    def label(self) -> str:
        """Its name in the result."""
        return self.name or re.sub(r"\W", "_", self.rule)

    @property
    def needs_single_spikes(self) -> bool:
        """Whether a short run with single spikes must come first."""
        return self.rule == "chindemi_2022" and self.c_pre_uM_ms is None
