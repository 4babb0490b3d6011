"""Calcineurin to slingshot to cofilin: the step towards shrinkage, reduced.

Calcineurin takes the phosphate off slingshot, which takes it off cofilin; kinases at a constant
level put them back. Complexes of the source are replaced by their kcat / Km. Active (free of
phosphate) cofilin severs actin.
"""

from __future__ import annotations

from spinecable.chemistry.library.common import COFILIN_MODEL, PER_S, PER_UM_S, total
from spinecable.chemistry.reactions import Parameter, Reaction, Scheme, Species


def cofilin() -> Scheme:
    """States `ssh_p` and `ssh`, `cof_p` and `cof`; at rest about 0.6 of cofilin is active."""
    return Scheme(
        name="cofilin",
        species=(
            Species("can_cam4", "calcineurin with fully loaded calmodulin", calcium=4),
            Species("ssh_p", "slingshot with its phosphate, inactive"),
            Species("ssh", "active slingshot"),
            Species("cof_p", "cofilin with its phosphate, inactive"),
            Species("cof", "active cofilin"),
        ),
        reactions=(
            Reaction(
                "ssh_activate",
                {"ssh_p": 1},
                {"ssh": 1},
                "ssh_basal_on + ssh_can_rate*can_cam4",
                "ssh_off",
                COFILIN_MODEL,
            ),
            Reaction(
                "cof_activate",
                {"cof_p": 1},
                {"cof": 1},
                "cof_ssh_rate*ssh",
                "cof_off",
                COFILIN_MODEL,
            ),
        ),
        parameters=(
            Parameter(
                "ssh_can_rate",
                0.192,
                PER_UM_S,
                "calcineurin on slingshot, kcat / Km",
                f"0.96 * 0.64 / (2.56 + 0.64): {COFILIN_MODEL}",
            ),
            Parameter(
                "ssh_basal_on",
                1e-3,
                PER_S,
                "other phosphatases on slingshot",
                "ASSUMED: a tenth of slingshot is active at rest",
            ),
            Parameter(
                "ssh_off",
                0.01,
                PER_S,
                "kinases on slingshot",
                "ASSUMED: it forgets in a minute or two",
            ),
            Parameter(
                "cof_ssh_rate",
                4.66,
                PER_UM_S,
                "slingshot on cofilin, kcat / Km",
                f"21.8 * 23 / (84.7 + 23): {COFILIN_MODEL}",
            ),
            Parameter(
                "cof_off",
                0.28,
                PER_S,
                "LIM kinase on cofilin",
                "ASSUMED: 1.0 uM of 1.6 uM cofilin is active at rest, as in the basal head of "
                + COFILIN_MODEL,
            ),
            total("ssh", "slingshot"),
            total("cof", "cofilin"),
        ),
        conserved={"ssh": {"ssh_p": 1.0, "ssh": 1.0}, "cof": {"cof_p": 1.0, "cof": 1.0}},
    )
