"""Joint distributions of spine shapes, one for a preparation, and draws from them.

Files ``spinecable/samplers/NAME.toml`` hold one distribution for head volume, PSD area, neck
length and neck diameter each, every number as ``{ value = ..., unit = "...", source = "..." }``.
The four are joined by a Gaussian copula: PSD area and neck diameter go with head volume by the
rank correlation of the file, the neck's length goes with nothing (Arellano et al. 2007,
10.3389/neuro.01.1.1.010.2007; Ofer et al. 2021, 10.1002/dneu.22829; Scholl et al. 2021,
10.1038/s41586-020-03044-3). All distributions have one mode: spines are a continuum.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from scipy.special import ndtri

from spinecable.describe.geometry import SpineGeometry
from spinecable.errors import DescriptionError, suggestion
from spinecable.population.marginal import Floats, Marginal, marginal
from spinecable.population.streams import stream as named_stream

UNITS: Mapping[str, str] = MappingProxyType(
    {
        "head_volume_um3": "um3",
        "psd_area_um2": "um2",
        "neck_length_um": "um",
        "neck_diameter_um": "um",
    }
)
"""The measures of a sampler, in the order of its random numbers, and their units."""

MEASURES = tuple(UNITS)
_SHAPES = ("lognormal", "normal")


@dataclass(frozen=True)
class Sourced:
    """One number with its unit and its source ('ASSUMED: reason' where there is none)."""

    value: float
    unit: str
    source: str


@dataclass(frozen=True)
class SpineSample:
    """Drawn spines as arrays of shape (n,)."""

    head_volume_um3: Floats
    psd_area_um2: Floats
    neck_length_um: Floats
    neck_diameter_um: Floats

    def __len__(self) -> int:
        return len(self.head_volume_um3)

    @property
    def head_diameter_um(self) -> Floats:
        """Diameter of the spherical head (um)."""
        return np.asarray(np.cbrt(6 * self.head_volume_um3 / math.pi))

    @property
    def head_area_um2(self) -> Floats:
        """Membrane of the head (um^2)."""
        return math.pi * self.head_diameter_um**2

    @property
    def membrane_area_um2(self) -> Floats:
        """Membrane of head and neck (um^2)."""
        return self.head_area_um2 + math.pi * self.neck_diameter_um * self.neck_length_um

    def neck_resistance_Mohm(self, Ra_ohm_cm: float) -> Floats:
        """Axial resistance of each neck, 4 Ra L / (pi d^2), in MOhm."""
        return 4e-2 * Ra_ohm_cm * self.neck_length_um / (math.pi * self.neck_diameter_um**2)

    def geometries(self) -> tuple[SpineGeometry, ...]:
        """The spines as descriptions."""
        columns = (getattr(self, name).tolist() for name in MEASURES)
        return tuple(
            SpineGeometry(
                head_volume_um3=volume,
                psd_area_um2=area,
                neck_length_um=length,
                neck_diameter_um=diameter,
            )
            for volume, area, length, diameter in zip(*columns, strict=True)
        )


@dataclass(frozen=True)
class SpineSampler:
    """The joint distribution of the spines of one preparation.

    Parameters
    ----------
    name, title : ``rat_ca1``, and what it is for people.
    marginals : by measure, see `MEASURES`.
    correlation : rank correlation (Spearman) of PSD area and neck diameter with head volume.
    density_per_um : spines per um by domain; empty where none is known.
    Ra_ohm_cm : axial resistivity for which neck resistances are quoted.
    numbers : every number of the file by ``table.key``, with its source.
    """

    name: str
    title: str
    marginals: Mapping[str, Marginal]
    correlation: Mapping[str, float]
    density_per_um: Mapping[str, float]
    Ra_ohm_cm: float
    numbers: Mapping[str, Sourced]

    def draw(self, count: int, seed: int = 1, *, first: int = 0, stream: str = "") -> SpineSample:
        """Spines `first` to ``first + count - 1`` of a seed's endless row.

        The n-th spine is the same whatever is drawn before or after it, in this process or in
        another. No neck is wider than its head: its diameter is drawn from the part of the
        distribution below the head's.

        Parameters
        ----------
        seed : of the row.
        stream : name of one of several independent rows of a seed.

        Raises
        ------
        DescriptionError : a negative `count` or `first`.
        """
        if count < 0 or first < 0:
            raise DescriptionError(f"cannot draw {count} spines from number {first} on")
        bits = named_stream(seed, f"{self.name}:{stream}")
        bits.advance(len(MEASURES) * first)
        uniform = np.random.Generator(bits).random((count, len(MEASURES)))
        size, area, length, width = ndtri(np.clip(uniform, 1e-16, None)).T
        volume = self.marginals["head_volume_um3"].quantile(size)
        head_um = np.cbrt(6 * volume / math.pi)
        return SpineSample(
            head_volume_um3=volume,
            psd_area_um2=self.marginals["psd_area_um2"].quantile(
                _joined(size, area, self.correlation["psd_area_um2"])
            ),
            neck_length_um=self.marginals["neck_length_um"].quantile(length),
            neck_diameter_um=self.marginals["neck_diameter_um"].quantile(
                _joined(size, width, self.correlation["neck_diameter_um"]), head_um
            ),
        )


def _joined(leader: Floats, own: Floats, spearman: float) -> Floats:
    """Normal deviates whose rank correlation with `leader` is `spearman` (Gaussian copula)."""
    r = 2 * math.sin(math.pi * spearman / 6)
    return r * leader + math.sqrt(1 - r * r) * own


def sampler_names() -> tuple[str, ...]:
    """The samplers that come with the package."""
    return tuple(sorted(path.stem for path in _folder().glob("*.toml")))


@lru_cache(maxsize=32)
def load_sampler(name_or_path: str | Path) -> SpineSampler:
    """A sampler by name (``rat_ca1``), or from a TOML file of the same form.

    Raises
    ------
    DescriptionError : no such sampler; a missing or unknown key; a wrong unit; a number without
        source; a distribution that cannot be.
    """
    text = str(name_or_path)
    path = Path(text).expanduser() if text.endswith(".toml") else _folder() / f"{text}.toml"
    if not path.is_file():
        raise DescriptionError(
            f"there is no sampler '{text}'",
            tip=f"{suggestion(text, sampler_names())} Or give a TOML file of the same form.",
        )
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise DescriptionError(f"not a TOML file: {error}", where=str(path)) from error
    tables = ("title", "Ra_ohm_cm", *MEASURES, "correlation", "density_per_um")
    _only(document, tables, str(path))
    for name in tables[:-1]:
        if name not in document:
            raise DescriptionError(f"'{name}' is missing", where=str(path))
    numbers: dict[str, Sourced] = {
        "Ra_ohm_cm": _sourced(document["Ra_ohm_cm"], "ohm cm", f"{path}: Ra_ohm_cm")
    }
    marginals = {}
    for measure, unit in UNITS.items():
        where = f"{path}: [{measure}]"
        found = _numbers(document[measure], unit, where)
        numbers |= {f"{measure}.{key}": number for key, number in found.items()}
        marginals[measure] = _marginal(document[measure].get("shape"), found, where)
    where = f"{path}: [correlation]"
    _only(document["correlation"], ("psd_area_um2", "neck_diameter_um"), where)
    correlation = {
        key: _sourced(document["correlation"].get(key), "1", f"{where} {key}")
        for key in ("psd_area_um2", "neck_diameter_um")
    }
    for key, number in correlation.items():
        if not -1 < number.value < 1:
            raise DescriptionError(
                f"a correlation of {number.value:g}",
                where=f"{where} {key}",
                tip="Give a number between -1 and 1.",
            )
    density = {
        key: _sourced(entry, "/um", f"{path}: [density_per_um] {key}")
        for key, entry in document.get("density_per_um", {}).items()
    }
    numbers |= {f"correlation.{key}": number for key, number in correlation.items()}
    numbers |= {f"density_per_um.{key}": number for key, number in density.items()}
    return SpineSampler(
        name=path.stem,
        title=str(document["title"]),
        marginals=MappingProxyType(marginals),
        correlation=MappingProxyType({key: n.value for key, n in correlation.items()}),
        density_per_um=MappingProxyType({key: n.value for key, n in density.items()}),
        Ra_ohm_cm=numbers["Ra_ohm_cm"].value,
        numbers=MappingProxyType(numbers),
    )


def _folder() -> Path:
    return Path(__file__).resolve().parents[1] / "samplers"


def _only(table: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in known:
            raise DescriptionError(f"unknown key '{key}'", where=where, tip=suggestion(key, known))


def _numbers(table: Mapping[str, Any], unit: str, where: str) -> dict[str, Sourced]:
    _only(table, ("shape", "mean", "sd", "ln_sd", "low", "high"), where)
    return {
        key: _sourced(entry, "1" if key == "ln_sd" else unit, f"{where} {key}")
        for key, entry in table.items()
        if key != "shape"
    }


def _marginal(shape: Any, numbers: Mapping[str, Sourced], where: str) -> Marginal:
    if shape not in _SHAPES:
        raise DescriptionError(
            f"there is no distribution '{shape}'",
            where=f"{where} shape",
            tip=suggestion(str(shape), _SHAPES),
        )
    spreads = [key for key in ("sd", "ln_sd") if key in numbers]
    if len(spreads) != 1 or not {"mean", "low", "high"} <= set(numbers):
        raise DescriptionError(
            "a distribution has mean, low, high and one of sd and ln_sd", where=where
        )
    if shape == "normal" and spreads == ["ln_sd"]:
        raise DescriptionError("ln_sd belongs to a log-normal distribution", where=where)
    value = {key: number.value for key, number in numbers.items()}
    try:
        return marginal(
            shape,
            value["mean"],
            value["low"],
            value["high"],
            sd=value.get("sd"),
            ln_sd=value.get("ln_sd"),
        )
    except DescriptionError as error:
        raise DescriptionError(error.what, where=where) from None


def _sourced(entry: Any, unit: str, where: str) -> Sourced:
    if not isinstance(entry, Mapping) or set(entry) != {"value", "unit", "source"}:
        raise DescriptionError(
            "a number must have a value, a unit and a source",
            where=where,
            tip='Write { value = ..., unit = "...", source = "..." }; where there is no source, '
            "'ASSUMED:' and the reason.",
        )
    value = entry["value"]
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise DescriptionError(f"'{value}' is not a number", where=where)
    if entry["unit"] != unit:
        raise DescriptionError(f"the unit is {unit}, not {entry['unit']}", where=where)
    if not str(entry["source"]).strip():
        raise DescriptionError("the source is empty", where=where)
    return Sourced(float(value), unit, str(entry["source"]))
