"""Channel sets as TOML files: a user's own, and the bundled ones written out to start from.

A file has ``name`` (its stem by default), ``source``, ``resting_mV``, ``[reversal_mV]`` and one
``[region.NAME]`` for each part of the cell with ``[[region.NAME.channel]]`` and
``[region.NAME.pool]``. A density or parameter is a number or a profile along the path from the
soma, ``{ linear = { at_soma = 0.03, relative_slope_per_um = 0.01 } }``; the profiles and their
keys are those of `spinecable.electrics.profile`.
"""

from __future__ import annotations

import hashlib
import math
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

import tomli_w

from spinecable.describe.complaints import dotted
from spinecable.describe.lines import KeyLines
from spinecable.describe.lines import Path as KeyPath
from spinecable.electrics.biophysics import Biophysics, CalciumPool, Channel, Region
from spinecable.electrics.presets import registered_biophysics
from spinecable.electrics.profile import (
    Between,
    Capped,
    Constant,
    Linear,
    Product,
    Profile,
    Ramp,
    Step,
)
from spinecable.errors import DescriptionError, suggestion

REGIONS = (
    "soma",
    "dendrite",
    "axon",
    "basal",
    "apical",
    "apical_trunk",
    "apical_oblique",
    "apical_tuft",
)
"""What a region may be called; more special names win over ``apical`` and ``dendrite``."""

_PROFILES: Mapping[str, Any] = MappingProxyType(
    {kind.__name__.lower(): kind for kind in get_args(Profile)}
)
_HELD = {
    (Capped, "profile"): (Linear,),
    (Between, "profile"): (Constant, Linear, Step, Capped),
    (Product, "profile"): (Linear,),
    (Product, "share"): (Ramp,),
}
"""Which profiles a profile's own key takes."""

_RESTING = 'Give a number such as -70.0, or "natural".'


def is_set_file(name: str) -> bool:
    """Whether a cell's biophysics is a file and not a name."""
    return name.endswith(".toml")


def set_sha256(name: str) -> str:
    """Content hash of a channel set's file, or of a registered set as such a file would have it.

    Empty for a set that comes with the package.
    """
    if is_set_file(name):
        return hashlib.sha256(_bytes(Path(name))).hexdigest()
    own = [item for item in registered_biophysics() if item.name == name]
    return hashlib.sha256(dump_biophysics(own[0]).encode()).hexdigest() if own else ""


def set_place(name: str, at: KeyPath) -> str:
    """Where a key of a channel set stands: its file with line and key, or ``cell.biophysics``."""
    if not is_set_file(name):
        return f"cell.biophysics ('{name}'), {dotted(at)}"
    line = KeyLines(_bytes(Path(name)).decode("utf-8-sig")).of(at)
    return f"{name}:{line}, {dotted(at)}" if line is not None else f"{name}, {dotted(at)}"


def read_biophysics(path: str | Path) -> Biophysics:
    """The channel set of a TOML file.

    A channel or a calcium pool without ``source`` takes that of the set. Mechanisms are not looked
    for here: `spinecable.electrics.channels.check_set` does that.

    Raises
    ------
    DescriptionError : no such file, not TOML, an unknown or missing key, or a value that cannot
        be, each with file, line and key.
    """
    path = Path(path)
    try:
        text = _bytes(path).decode("utf-8-sig")
        document = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DescriptionError(f"this is not a TOML file: {error}", where=str(path)) from error
    return _Reader(path, text).set(document)


def dump_biophysics(biophysics: Biophysics) -> str:
    """A channel set as TOML text; `read_biophysics` of it gives an equal one."""
    document: dict[str, Any] = {
        "name": biophysics.name,
        "source": biophysics.source,
        "resting_mV": biophysics.resting_mV,
        "reversal_mV": dict(biophysics.reversal_mV),
        "region": {
            name: _region_table(region, biophysics.source)
            for name, region in biophysics.regions.items()
        },
    }
    return tomli_w.dumps(document)


def save_biophysics(biophysics: Biophysics, path: str | Path) -> None:
    """Write a channel set as TOML, for ``cell.biophysics = "my_channels.toml"``."""
    Path(path).write_text(dump_biophysics(biophysics), encoding="utf-8")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DescriptionError(
            f"the channel set cannot be read ({error.strerror})", where=str(path)
        ) from error


def _region_table(region: Region, source: str) -> dict[str, Any]:
    table: dict[str, Any] = {
        "Rm_ohm_cm2": region.Rm_ohm_cm2,
        "Ra_ohm_cm": region.Ra_ohm_cm,
        "cm_uF_per_cm2": region.cm_uF_per_cm2,
    }
    if region.e_pas_mV is not None:
        table["e_pas_mV"] = region.e_pas_mV
    if region.pool is not None:
        table["pool"] = {
            "mechanism": region.pool.mechanism,
            **_source(region.pool.source, source),
            "parameters": dict(region.pool.parameters),
        }
    if region.channels:
        table["channel"] = [
            {
                "mechanism": channel.mechanism,
                "gbar_S_per_cm2": _profile_value(channel.gbar_S_per_cm2),
                **_source(channel.source, source),
                "parameters": {n: _profile_value(p) for n, p in channel.parameters.items()},
            }
            for channel in region.channels
        ]
    return table


def _source(own: str, of_set: str) -> dict[str, str]:
    return {"source": own} if own and own != of_set else {}


def _profile_value(profile: Profile) -> Any:
    if isinstance(profile, Constant):
        return profile.value
    inner: dict[str, Any] = {}
    for item in fields(profile):
        value = getattr(profile, item.name)
        if not isinstance(value, float | int):
            inner[item.name] = _profile_value(value)
        elif math.isfinite(value):
            inner[item.name] = value
    return {type(profile).__name__.lower(): inner}


class _Reader:
    """Checks one document; every fault is an error that says where it stands."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._lines = KeyLines(text)

    def set(self, document: Mapping[str, Any]) -> Biophysics:
        self._only(document, ("name", "source", "resting_mV", "reversal_mV", "region"), ())
        source = self._text(document, "source", ())
        regions = self._table(document, "region", ())
        self._only(regions, REGIONS, ("region",))
        for needed in ("soma", "dendrite"):
            if needed not in regions:
                raise self._fault(
                    f"there is no [region.{needed}]",
                    ("region",),
                    "Every set has a soma and a dendrite; other regions replace them in parts.",
                )
        resting = self._resting(document)
        read = {
            name: self._region(regions, name, source, natural=resting == "natural")
            for name in regions
        }
        reversal = self._table(document, "reversal_mV", ()) if "reversal_mV" in document else {}
        return Biophysics(
            name=self._text(document, "name", ()) if "name" in document else self._path.stem,
            regions=MappingProxyType(read),
            reversal_mV=MappingProxyType(
                {ion: self._number(reversal, ion, ("reversal_mV",)) for ion in reversal}
            ),
            source=source,
            resting_mV=resting,
        )

    def _resting(self, document: Mapping[str, Any]) -> float | Literal["natural"]:
        if "resting_mV" not in document:
            raise self._missing("resting_mV", (), _RESTING)
        value = document["resting_mV"]
        if isinstance(value, str):
            if value == "natural":
                return "natural"
            raise self._fault(f"'{value}' is no potential", ("resting_mV",), _RESTING)
        return self._number(document, "resting_mV", ())

    def _region(
        self, regions: Mapping[str, Any], name: str, source: str, *, natural: bool
    ) -> Region:
        at: KeyPath = ("region", name)
        table = self._table(regions, name, ("region",))
        cable = ("Rm_ohm_cm2", "Ra_ohm_cm", "cm_uF_per_cm2")
        self._only(table, (*cable, "e_pas_mV", "channel", "pool"), at)
        Rm, Ra, cm = (self._number(table, key, at, positive=True) for key in cable)
        if natural and "e_pas_mV" not in table:
            raise self._missing(
                "e_pas_mV", at, 'resting_mV = "natural" needs the passive reversal of each region.'
            )
        e_pas = self._number(table, "e_pas_mV", at) if "e_pas_mV" in table else None
        items = table.get("channel", [])
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise self._fault(
                f"must be a list of tables, each headed [[region.{name}.channel]]",
                (*at, "channel"),
            )
        channels = tuple(
            self._channel(item, (*at, "channel", i), source) for i, item in enumerate(items)
        )
        pool = self._pool(table, at, source) if "pool" in table else None
        return Region(Rm, Ra, cm, channels, pool, e_pas)

    def _channel(self, table: Mapping[str, Any], at: KeyPath, source: str) -> Channel:
        self._only(table, ("mechanism", "gbar_S_per_cm2", "parameters", "source"), at)
        mechanism = self._text(table, "mechanism", at)
        gbar = self._profile(table, "gbar_S_per_cm2", at, tuple(_PROFILES))
        if gbar.at(0.0) < 0:
            raise self._fault("a density is not negative", (*at, "gbar_S_per_cm2"))
        own = self._table(table, "parameters", at) if "parameters" in table else {}
        inside = (*at, "parameters")
        parameters = {name: self._profile(own, name, inside, tuple(_PROFILES)) for name in own}
        return Channel(
            mechanism,
            gbar,
            MappingProxyType(parameters),
            self._text(table, "source", at) if "source" in table else source,
        )

    def _pool(self, region: Mapping[str, Any], above: KeyPath, source: str) -> CalciumPool:
        at: KeyPath = (*above, "pool")
        table = self._table(region, "pool", above)
        self._only(table, ("mechanism", "parameters", "source"), at)
        own = self._table(table, "parameters", at) if "parameters" in table else {}
        return CalciumPool(
            self._text(table, "mechanism", at),
            MappingProxyType({name: self._number(own, name, (*at, "parameters")) for name in own}),
            self._text(table, "source", at) if "source" in table else source,
        )

    def _profile(
        self, table: Mapping[str, Any], key: str, at: KeyPath, kinds: Collection[str]
    ) -> Any:
        if key not in table:
            raise self._missing(key, at)
        value = table[key]
        if not isinstance(value, dict):
            if "constant" not in kinds:
                raise self._fault(f"must be one of: {', '.join(kinds)}", (*at, key))
            return Constant(self._number(table, key, at))
        inside: KeyPath = (*at, key)
        self._only(value, kinds, inside)
        if len(value) != 1:
            raise self._fault(
                f"must be a number or one profile, not {len(value)}",
                inside,
                f"The profiles are: {', '.join(kinds)}.",
            )
        (name,) = value
        kind, here = _PROFILES[name], (*inside, name)
        if kind is Constant:
            return Constant(self._number(value, name, inside))
        own = self._table(value, name, inside)
        self._only(own, [item.name for item in fields(kind)], here)
        values: dict[str, Any] = {}
        for item in fields(kind):
            if (kind, item.name) in _HELD:
                held = tuple(inner.__name__.lower() for inner in _HELD[kind, item.name])
                values[item.name] = self._profile(own, item.name, here, held)
            elif item.name in own or item.default is MISSING:
                values[item.name] = self._number(own, item.name, here)
        if values.get("length_um") == 0:
            raise self._fault("must not be 0", (*here, "length_um"))
        if kind is Ramp and values["to_um"] <= values.get("from_um", 0.0):
            raise self._fault("must be greater than from_um", (*here, "to_um"))
        return kind(**values)

    def _number(
        self, table: Mapping[str, Any], key: str, at: KeyPath, *, positive: bool = False
    ) -> float:
        if key not in table:
            raise self._missing(key, at)
        value = table[key]
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._fault("must be a number", (*at, key))
        if not math.isfinite(value):
            raise self._fault("must be a finite number", (*at, key))
        if positive and value <= 0:
            raise self._fault(f"must be greater than 0, not {value:g}", (*at, key))
        return float(value)

    def _text(self, table: Mapping[str, Any], key: str, at: KeyPath) -> str:
        if key not in table:
            tip = 'Name the paper, or say "ASSUMED: " and why.' if key == "source" else None
            raise self._missing(key, at, tip)
        if not isinstance(table[key], str) or not table[key].strip():
            raise self._fault("must be text in quotes", (*at, key))
        return str(table[key])

    def _table(self, table: Mapping[str, Any], key: str, at: KeyPath) -> Mapping[str, Any]:
        if key not in table:
            raise self._missing(key, at)
        if not isinstance(table[key], dict):
            raise self._fault("must be a table", (*at, key))
        own: Mapping[str, Any] = table[key]
        return own

    def _only(self, table: Mapping[str, Any], known: Collection[str], at: KeyPath) -> None:
        for key in table:
            if key not in known:
                raise self._fault(f"unknown key '{key}'", (*at, key), suggestion(key, known))

    def _missing(self, key: str, at: KeyPath, tip: str | None = None) -> DescriptionError:
        return self._fault(f"'{key}' is missing", at, tip or "Add it.")

    def _fault(self, what: str, at: KeyPath, tip: str | None = None) -> DescriptionError:
        line = self._lines.of(at) if at else None
        place = f"{self._path}:{line}" if line is not None else str(self._path)
        return DescriptionError(what, where=f"{place}, {dotted(at)}" if at else place, tip=tip)
