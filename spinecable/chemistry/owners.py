"""Which mechanisms own calcium in plain NEURON: schemes, default amounts and readouts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from spinecable.chemistry.contents import (
    APPARATUS,
    RECOMMENDED,
    camkii_active_weights,
    can_active_weights,
    network_schemes,
    scheme_values,
)
from spinecable.chemistry.library.ip3 import GLUTAMATE_DRIVE
from spinecable.chemistry.reactions import Parameter, Scheme
from spinecable.describe.chemistry import Chemistry
from spinecable.describe.preparation import (
    Preparation,
    experiment_preparation,
    load_preparation,
)
from spinecable.describe.toml import load_experiment
from spinecable.errors import ChemistryError


@dataclass(frozen=True)
class Owner:
    """What the generated mechanism adds to a scheme.

    Parameters
    ----------
    name : of the mechanism and its file.
    title : one line.
    scheme : what reacts.
    contents : amounts that a user sets, with defaults; totals (``camkii_total_uM``) or
        densities (``pmca_per_um2`` in place of ``pmca_total_uM``).
    shape : how the volume follows from the segment unless it is given.
    readouts : name -> (weights, conserved total): activities from 0 to 1.
    """

    name: str
    title: str
    scheme: Scheme
    contents: tuple[Parameter, ...]
    shape: Literal["sphere", "cylinder"]
    readouts: tuple[tuple[str, dict[str, float], str], ...] = ()


_KEYS = {
    "imm_total_uM": "immobile_buffer_uM",
    "cbh_total_uM": "calbindin_uM",
    "cbm_total_uM": "calbindin_uM",
    "pv_total_uM": "parvalbumin_uM",
    "atp_total_uM": "atp_uM",
    "ng_total_uM": "neurogranin_uM",
    "camkii_total_uM": "camkii_uM",
    "can_total_uM": "calcineurin_uM",
    "pp1_uM": "pp1_uM",
    "pp1_total_uM": "pp1_uM",
    "i1_total_uM": "inhibitor1_uM",
    "pka_uM": "pka_uM",
    "er_volume_fraction": "er_volume_fraction",
    "er_calcium_uM": "er_calcium_uM",
    "serca_uM_per_s": "serca_uM_per_s",
    "serca_total_uM": "serca_uM",
    "ryr_total_uM": "ryr_count",
    "er_buf_total_uM": "er_buffer_uM",
    "ssh_total_uM": "slingshot_uM",
    "cof_total_uM": "cofilin_uM",
}
"""Amount in a scheme -> the preparation's key that it comes from."""

_GIVEN = ("egta_total_uM", "bapta_total_uM", "dye_total_uM")
"""Amounts that only the [chemistry] table sets."""

_DERIVED = ("leak_uM_per_s", "er_leak_per_s")
"""What the mechanism finds at rest."""

_HEAD_UM3 = 0.08
"""Volume of the head for which the default amount of what is counted in numbers holds."""

_PAIRS = ("cbh_total_uM", "cbm_total_uM", "pv_total_uM")
"""Sites that a molecule has twice."""


def _contents(
    preparation: Preparation, group: str, scheme: Scheme, chemistry: Chemistry
) -> tuple[Parameter, ...]:
    """The amounts of a group: totals where a total is given, densities of the pumps."""
    kind = APPARATUS if scheme.name == APPARATUS else group
    totals = scheme_values(preparation, kind, _HEAD_UM3, 1.0, chemistry=chemistry)
    found = []
    for parameter in scheme.parameters:
        name = parameter.name
        density = name.replace("_total_uM", "_per_um2")
        if not parameter.per_compartment or name in _DERIVED:
            continue
        if name == GLUTAMATE_DRIVE:
            found.append(parameter)
            continue
        if name == "cam_total_uM":
            free = preparation.quantity("head", "calmodulin_uM")
            source = f"{free.value:g} uM free at rest and what enzymes bind then"
            value = totals[name]
        elif name in _GIVEN or _KEYS.get(name) in chemistry.amounts():
            source, value = "given in the [chemistry] table", totals[name]
        elif name in _KEYS:
            source = preparation.quantity(group, _KEYS[name]).source
            value = totals[name]
            if name in _PAIRS:
                source = f"two sites a molecule; {source}"
            if name == "ryr_total_uM":
                source = f"in {_HEAD_UM3:g} um3; {source}"
            if name == "er_buf_total_uM":
                source = f"its share of the volume times that of the lumen; {source}"
        else:
            quantity = preparation.quantity(group, density)
            meaning = parameter.meaning.replace("total", "density of the")
            found.append(Parameter(density, quantity.value, "/um2", meaning, quantity.source))
            continue
        found.append(Parameter(name, value, parameter.unit, parameter.meaning, source))
    return tuple(found)


def owners(
    preparation: Preparation | None = None,
    chemistry: Chemistry = RECOMMENDED,
    prefix: str = "sc_chem",
    *,
    with_apparatus: bool = False,
) -> tuple[Owner, ...]:
    """The mechanisms ``{prefix}_head`` and ``{prefix}_shaft`` for one composition.

    Without arguments these are the ones that stand in ``mod/``.

    Parameters
    ----------
    preparation : amounts, and rates that replace the library's; rat CA1 by default. What single
        spines hold differently is set through the mechanism's RANGE parameters.
    chemistry : which schemes, buffers and dye.
    with_apparatus : whether the head holds a spine apparatus.

    Raises
    ------
    ChemistryError : sodium, which belongs to another ion than calcium, or a name that cannot be.
    """
    if chemistry.sodium:
        raise ChemistryError(
            "a mechanism that owns calcium cannot own sodium",
            where="chemistry.sodium",
            tip="Leave sodium out and insert 'sc_na_pool' beside it.",
        )
    if not re.fullmatch(r"[A-Za-z]\w{0,40}", prefix, re.ASCII):
        raise ChemistryError(
            f"'{prefix}' cannot begin the name of a mechanism",
            tip="Use a letter followed by letters, digits and '_'.",
        )
    preparation = preparation or load_preparation()
    schemes = network_schemes(preparation, chemistry, with_apparatus=with_apparatus)
    head, shaft = schemes[APPARATUS if with_apparatus else "head"], schemes["shaft"]
    return (
        Owner(
            f"{prefix}_head",
            "Calcium, its buffers and pumps, calmodulin, CaMKII and calcineurin in a spine head",
            head,
            _contents(preparation, "head", head, chemistry),
            "sphere",
            (
                ("camkii_active", camkii_active_weights(head), "camkii"),
                ("can_active", can_active_weights(head), "can"),
            ),
        ),
        Owner(
            f"{prefix}_shaft",
            "Calcium, its buffers and pumps, and calmodulin in a piece of dendrite",
            shaft,
            _contents(preparation, "shaft", shaft, chemistry),
            "cylinder",
        ),
    )


def experiment_owners(name_or_path: str | Path) -> tuple[Owner, ...]:
    """The pair of an experiment file or bundled protocol, ``own_NAME_head`` and so on.

    Its ``[chemistry]``, ``[kinetics]``, ``[contents]``, ``[shaft]``, preparation and buffering
    count. The head holds a spine apparatus where one of its spines does. Sodium is left out: it
    has no part in the reactions of calcium, and ``sc_na_pool`` holds it.

    Raises
    ------
    DescriptionError : as `spinecable.describe.toml.load_experiment`.
    """
    experiment = load_experiment(name_or_path)
    preparation = experiment_preparation(experiment)
    stem = re.sub(r"\W", "_", Path(name_or_path).stem, flags=re.ASCII)[:30]
    stored = any(spine.apparatus for spine in experiment.spines)
    chemistry = experiment.chemistry.model_copy(update={"sodium": False})
    return owners(preparation, chemistry, f"own_{stem}", with_apparatus=stored)
