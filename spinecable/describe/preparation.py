"""A preparation: one set of contents and kinetics, with the source of every number.

Files ``spinecable/preparations/NAME.toml`` hold the tables ``[head]``, ``[neck]``, ``[shaft]``,
``[kinetics]`` and ``[readout]``, every entry as
``key = { value = 78.7, unit = "uM", source = "..." }``. Tables ``[dialysed.head]`` and so on
replace entries for the preset of buffering of that name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from spinecable.errors import DescriptionError, suggestion

if TYPE_CHECKING:
    from spinecable.describe.experiment import Experiment

_MEMBRANE = {
    "immobile_buffer_uM": "uM",
    "calbindin_uM": "uM",
    "pmca_per_um2": "/um2",
    "ncx_per_um2": "/um2",
    "parvalbumin_uM": "uM",
    "atp_uM": "uM",
    "neurogranin_uM": "uM",
    "nak_per_um2": "/um2",
}

UNITS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "head": {
            **_MEMBRANE,
            "resting_calcium_uM": "uM",
            "calmodulin_uM": "uM",
            "camkii_uM": "uM",
            "calcineurin_uM": "uM",
            "pp1_uM": "uM",
            "inhibitor1_uM": "uM",
            "pka_uM": "uM",
            "ampar_per_um3": "/um3",
            "ampar_conductance_pS": "pS",
            "nmdar_count": "1",
            "nmdar_conductance_pS": "pS",
            "glun2b_fraction": "1",
            "nmdar_calcium_fraction": "1",
            "cav23_S_per_cm2": "S/cm2",
            "er_volume_fraction": "1",
            "er_calcium_uM": "uM",
            "serca_uM_per_s": "uM/s",
            "serca_uM": "uM",
            "ryr_count": "1",
            "er_buffer_uM": "uM",
            "slingshot_uM": "uM",
            "cofilin_uM": "uM",
        },
        "neck": dict(_MEMBRANE),
        "shaft": {**_MEMBRANE, "cav23_S_per_cm2": "S/cm2"},
    }
)
"""The keys that the tables of contents must have, save those of `OPTIONAL`, and their units."""

CONTENTS = ("head", "neck", "shaft")
GROUPS = (*CONTENTS, "kinetics", "readout")

UNIFORM = frozenset(
    {
        "resting_calcium_uM",
        "calbindin_uM",
        "calmodulin_uM",
        "parvalbumin_uM",
        "atp_uM",
        "neurogranin_uM",
    }
)
"""Contents that are the same in a spine and its dendrite at rest, because they diffuse."""
APPARATUS = frozenset(
    {
        "er_volume_fraction",
        "er_calcium_uM",
        "serca_uM_per_s",
        "serca_uM",
        "ryr_count",
        "er_buffer_uM",
    }
)
"""Contents of the spine apparatus."""
INTACT = "intact"


@dataclass(frozen=True)
class Quantity:
    """One number with its unit and its source ('ASSUMED: reason' where there is none)."""

    value: float
    unit: str
    source: str


OPTIONAL: Mapping[str, Quantity] = MappingProxyType(
    {
        "parvalbumin_uM": Quantity(
            40.0, "uM", "Schmidt 2003 J Physiol 551:13: Purkinje cells (CA1 pyramids have none)"
        ),
        "atp_uM": Quantity(2000.0, "uM", "ASSUMED: the low end of 2-5 mM usually given"),
        "neurogranin_uM": Quantity(
            20.0, "uM", "Maki-Marttunen 2020 eLife 9:e55714, 10.7554/eLife.55714 (Li 2020: 40)"
        ),
        "inhibitor1_uM": Quantity(
            1.5,
            "uM",
            "the cofilin model of Blackwell's group (github.com/neurord/cofilin, after "
            "Jedrzejewska-Szmek 2017 10.1371/journal.pcbi.1005657)",
        ),
        "pka_uM": Quantity(0.05, "uM", "ASSUMED: an input; at rest it keeps most inhibitor-1 on"),
        "er_volume_fraction": Quantity(
            0.1, "1", "ASSUMED: lumen over cytosol, the order of what sections of spines show"
        ),
        "er_calcium_uM": Quantity(
            250.0, "uM", "Mahajan & Nadkarni 2019 J Physiol 597:3473, 10.1113/JP277726 (250-260)"
        ),
        "serca_uM_per_s": Quantity(
            1.0, "uM/s", "Mahajan & Nadkarni 2019 J Physiol 597:3473, 10.1113/JP277726"
        ),
        "serca_uM": Quantity(
            10.0,
            "uM",
            "ASSUMED: 1000 /um2 (Bartol 2015 10.3389/fnsyn.2015.00017) of tubules 60 nm wide that "
            "take a tenth of the head",
        ),
        "ryr_count": Quantity(5.0, "1", "ASSUMED: a cluster of few channels"),
        "er_buffer_uM": Quantity(
            72000.0,
            "uM",
            "of the lumen: 3.6 mM calreticulin with 20 sites, Mahajan & Nadkarni 2019 "
            "10.1113/JP277726",
        ),
        "slingshot_uM": Quantity(
            1.0, "uM", "ASSUMED: of the order of cofilin, as other enzymes of a head"
        ),
        "cofilin_uM": Quantity(
            1.6,
            "uM",
            "basal head of the cofilin model of Blackwell's group (github.com/neurord/cofilin)",
        ),
        "nak_per_um2": Quantity(
            1000.0,
            "/um2",
            "ASSUMED: with the rates of the library a dendrite of 1 um recovers in 7 s; seconds "
            "in Rose & Konnerth 2001 J Neurosci 21:4207",
        ),
    }
)
"""Contents that a file may leave out: amounts of what is there only where an experiment's
``[chemistry]`` names it."""


@dataclass(frozen=True)
class Preparation:
    """Contents and kinetics by group.

    Parameters
    ----------
    name : such as ``rat_ca1``.
    buffering : the preset that was applied: ``intact`` or one the file defines (``dialysed``).
    groups : group -> key -> `Quantity`. ``kinetics`` holds every rate of the chemistry library.
    """

    name: str
    buffering: str
    groups: Mapping[str, Mapping[str, Quantity]]

    def group(self, group: str) -> Mapping[str, Quantity]:
        """All quantities of one group.

        Raises
        ------
        DescriptionError : there is no such group.
        """
        if group not in self.groups:
            raise DescriptionError(
                f"the preparation '{self.name}' has no group '{group}'",
                tip=suggestion(group, self.groups),
            )
        return self.groups[group]

    def values(self, group: str) -> dict[str, float]:
        """Key -> number of one group."""
        return {key: quantity.value for key, quantity in self.group(group).items()}

    def quantity(self, group: str, key: str) -> Quantity:
        """One number with unit and source.

        Raises
        ------
        DescriptionError : unknown group or key.
        """
        found = self.group(group)
        if key not in found:
            raise DescriptionError(
                f"the preparation '{self.name}' has no '{key}' in [{group}]",
                tip=suggestion(key, found),
            )
        return found[key]

    def replaced_kinetics(self) -> dict[str, float]:
        """Rates that the file or the user puts in place of the library's."""
        library = _library()
        return {
            key: quantity.value
            for key, quantity in self.group("kinetics").items()
            if quantity != library.get(key)
        }

    def everywhere(self, values: Mapping[str, float]) -> Preparation:
        """A copy in which some contents are replaced in every group that has them.

        Raises
        ------
        DescriptionError : no group has the key, or a value that cannot be.
        """
        changed = self
        for key, value in values.items():
            groups = [group for group in CONTENTS if key in self.group(group)]
            if not groups:
                known = {k for group in CONTENTS for k in self.group(group)}
                raise DescriptionError(
                    f"the preparation '{self.name}' has no '{key}'", tip=suggestion(key, known)
                )
            for group in groups:
                changed = changed.overridden(group, {key: value})
        return changed

    def overridden(self, group: str, values: Mapping[str, float]) -> Preparation:
        """A copy in which some numbers of a group are replaced.

        Raises
        ------
        DescriptionError : unknown group or key, a value that is not a finite number >= 0, or a
            fraction above 1.
        """
        changed = dict(self.group(group))
        for key, value in values.items():
            old = self.quantity(group, key)
            if key.endswith("_fraction") and value > 1:
                raise DescriptionError(
                    f"a fraction of {value:g}",
                    where=f"{group}.{key}",
                    tip="Give a number from 0 to 1.",
                )
            changed[key] = replace(
                old, value=_number(value, f"{group}.{key}"), source="set by the user"
            )
        return replace(self, groups=MappingProxyType({**self.groups, group: changed}))


def experiment_preparation(experiment: Experiment) -> Preparation:
    """An experiment's preparation with all replacements but those of single spines.

    Raises
    ------
    DescriptionError : as `load_preparation` and `Preparation.overridden`.
    """
    return (
        load_preparation(experiment.preparation, experiment.buffering)
        .everywhere(experiment.contents)
        .overridden("shaft", experiment.shaft)
        .overridden("kinetics", experiment.kinetics)
    )


@lru_cache(maxsize=16)
def load_preparation(name: str = "rat_ca1", buffering: str = INTACT) -> Preparation:
    """Read a preparation.

    Parameters
    ----------
    name : a bundled one, or a path to a TOML file of the same form.
    buffering : ``intact`` or a preset that the file defines.

    Raises
    ------
    DescriptionError : no such file or preset; an unknown or missing key; a wrong unit; an entry
        without a source.
    """
    folder = Path(__file__).resolve().parents[1] / "preparations"
    path = Path(name) if name.endswith(".toml") else folder / f"{name}.toml"
    if not path.is_file():
        raise DescriptionError(
            f"there is no preparation '{name}'",
            tip=suggestion(name, (p.stem for p in folder.glob("*.toml"))),
        )
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise DescriptionError(f"not a TOML file: {error}", where=str(path)) from error
    presets = {key: table for key, table in tables.items() if key not in GROUPS}
    if buffering != INTACT and buffering not in presets:
        raise DescriptionError(
            f"the preparation '{name}' has no buffering '{buffering}'",
            where=str(path),
            tip=suggestion(buffering, (INTACT, *presets)),
        )
    groups = {group: _read(tables.get(group, {}), f"{path}: [{group}]") for group in GROUPS}
    for group in UNITS:
        optional = {key: OPTIONAL[key] for key in UNITS[group] if key in OPTIONAL}
        groups[group] = {**optional, **groups[group]}
    for group, entries in groups.items():
        _check(group, entries, str(path))
    if buffering != INTACT:
        for group, table in presets[buffering].items():
            where = f"{path}: [{buffering}.{group}]"
            if group not in groups:
                raise DescriptionError(
                    f"unknown group '{group}'", where=where, tip=suggestion(group, GROUPS)
                )
            for key, quantity in _read(table, where).items():
                if key not in groups[group]:
                    raise DescriptionError(
                        f"unknown key '{key}'", where=where, tip=suggestion(key, groups[group])
                    )
                groups[group][key] = quantity
    groups["kinetics"] = {**_library(), **groups["kinetics"]}
    frozen = {group: MappingProxyType(entries) for group, entries in groups.items()}
    return Preparation(path.stem, buffering, MappingProxyType(frozen))


@lru_cache(maxsize=1)
def _library() -> Mapping[str, Quantity]:
    """The numbers of the chemistry library, which a file's ``[kinetics]`` may replace."""
    from spinecable.chemistry.contents import kinetic_parameters

    return {name: Quantity(*entry) for name, entry in kinetic_parameters().items()}


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise DescriptionError(f"'{value}' is not a number", where=where)
    if not 0.0 <= value < float("inf"):
        raise DescriptionError(
            f"the value must be finite and not negative, not {value}", where=where
        )
    return float(value)


def _read(table: Mapping[str, Any], where: str) -> dict[str, Quantity]:
    fields = {"value", "unit", "source"}
    found = {}
    for key, entry in table.items():
        if not isinstance(entry, Mapping):
            raise DescriptionError(
                f"'{key}' has no unit and no source",
                where=where,
                tip=f'Write {key} = {{ value = ..., unit = "...", source = "..." }}.',
            )
        for name in entry:
            if name not in fields:
                raise DescriptionError(
                    f"unknown field '{name}' in '{key}'", where=where, tip=suggestion(name, fields)
                )
        if set(entry) != fields or not str(entry["source"]).strip():
            raise DescriptionError(
                f"'{key}' must have a value, a unit and a source",
                where=where,
                tip="Where there is no source write 'ASSUMED:' and the reason.",
            )
        number = _number(entry["value"], f"{where} {key}")
        found[key] = Quantity(number, str(entry["unit"]), str(entry["source"]))
    return found


def _check(group: str, entries: Mapping[str, Quantity], path: str) -> None:
    """Keys and units are the expected ones."""
    where = f"{path}: [{group}]"
    if group == "readout":
        return
    if group == "kinetics":
        expected = {name: quantity.unit for name, quantity in _library().items()}
    else:
        expected = dict(UNITS[group])
        for key in expected:
            if key not in entries:
                raise DescriptionError(f"'{key}' is missing", where=where)
    for key, quantity in entries.items():
        if key not in expected:
            raise DescriptionError(
                f"unknown key '{key}'", where=where, tip=suggestion(key, expected)
            )
        if quantity.unit != expected[key]:
            raise DescriptionError(
                f"'{key}' is in {quantity.unit}, not {expected[key]}", where=where
            )
