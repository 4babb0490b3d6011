"""When a model's number counts as agreeing with a published one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

Ranges = tuple[tuple[float, float], ...]
INFINITY = float("inf")

SHARE_OF_MEAN = 0.15
"""No published spread counts as smaller than this share of the mean."""


def sigma(value: float, sd: float | None) -> float:
    """The larger of the published SD and 15 % of the published mean, in the mean's unit."""
    return max(sd or 0.0, SHARE_OF_MEAN * abs(value))


def z_score(model: float, value: float, sd: float | None) -> float:
    """(model - published) / `sigma`; a published mean of zero needs an SD."""
    return (model - value) / sigma(value, sd)


class Gate(Protocol):
    """One criterion."""

    def passed(self, model: float, value: float | None, sd: float | None) -> bool | None:
        """Whether the model's number agrees; None where nothing is decided.

        Parameters
        ----------
        model : the model's mean.
        value, sd : the published mean and standard deviation, None where the paper has none.
        """

    def text(self, value: float | None, sd: float | None) -> str:
        """The criterion in a few words."""

    def accepted(self, value: float | None, sd: float | None) -> Ranges:
        """The ranges that pass; empty where nothing is decided."""


@dataclass(frozen=True)
class Z:
    """At most `limit` sigma off, with `sigma` of the published mean and SD."""

    limit: float = 2.0

    def passed(self, model: float, value: float | None, sd: float | None) -> bool | None:
        return abs(z_score(model, _given(value), sd)) <= self.limit

    def text(self, value: float | None, sd: float | None) -> str:
        return f"|z| <= {self.limit:g}"

    def accepted(self, value: float | None, sd: float | None) -> Ranges:
        return (_around(_given(value), sd, self.limit),)


@dataclass(frozen=True)
class Band:
    """From `low` to `high`, both included."""

    low: float
    high: float

    def passed(self, model: float, value: float | None, sd: float | None) -> bool | None:
        return self.low <= model <= self.high

    def text(self, value: float | None, sd: float | None) -> str:
        if self.low == -INFINITY:
            return f"<= {self.high:g}"
        return f">= {self.low:g}" if self.high == INFINITY else f"{self.low:g} to {self.high:g}"

    def accepted(self, value: float | None, sd: float | None) -> Ranges:
        return ((self.low, self.high),)


def at_least(low: float) -> Band:
    """No upper limit."""
    return Band(low, INFINITY)


def at_most(high: float) -> Band:
    """No lower limit."""
    return Band(-INFINITY, high)


@dataclass(frozen=True)
class Within:
    """At most the given share of the published value off."""

    share: float

    def passed(self, model: float, value: float | None, sd: float | None) -> bool | None:
        published = _given(value)
        return abs(model - published) <= self.share * abs(published)

    def text(self, value: float | None, sd: float | None) -> str:
        return f"within {100 * self.share:g} %"

    def accepted(self, value: float | None, sd: float | None) -> Ranges:
        published = _given(value)
        reach = self.share * abs(published)
        return ((published - reach, published + reach),)


@dataclass(frozen=True)
class Sign:
    """Above zero (`direction` 1) or below zero (-1)."""

    direction: int

    def passed(self, model: float, value: float | None, sd: float | None) -> bool | None:
        return model * self.direction > 0

    def text(self, value: float | None, sd: float | None) -> str:
        return "> 0" if self.direction > 0 else "< 0"

    def accepted(self, value: float | None, sd: float | None) -> Ranges:
        return ((0.0, INFINITY),) if self.direction > 0 else ((-INFINITY, 0.0),)


@dataclass(frozen=True)
class OneOf:
    """At most `limit` sigma off one of several published groups, each (mean, SD)."""

    groups: tuple[tuple[float, float], ...]
    limit: float = 2.0

    def passed(self, model: float, value: float | None, sd: float | None) -> bool | None:
        return any(abs(z_score(model, *group)) <= self.limit for group in self.groups)

    def text(self, value: float | None, sd: float | None) -> str:
        means = " or ".join(f"{mean:g}" for mean, _ in self.groups)
        return f"|z| <= {self.limit:g} of {means}"

    def accepted(self, value: float | None, sd: float | None) -> Ranges:
        return tuple(_around(mean, own, self.limit) for mean, own in self.groups)


@dataclass(frozen=True)
class InAnyBand:
    """Inside one of several ranges."""

    bands: tuple[tuple[float, float], ...]

    def passed(self, model: float, value: float | None, sd: float | None) -> bool | None:
        return any(low <= model <= high for low, high in self.bands)

    def text(self, value: float | None, sd: float | None) -> str:
        return " or ".join(f"{low:g} to {high:g}" for low, high in self.bands)

    def accepted(self, value: float | None, sd: float | None) -> Ranges:
        return self.bands


@dataclass(frozen=True)
class Watch:
    """Shown beside the published value; nothing is decided."""

    def passed(self, model: float, value: float | None, sd: float | None) -> bool | None:
        return None

    def text(self, value: float | None, sd: float | None) -> str:
        return "watched"

    def accepted(self, value: float | None, sd: float | None) -> Ranges:
        return ()


def _given(value: float | None) -> float:
    if value is None:
        raise ValueError("this gate needs a published value")
    return value


def _around(value: float, sd: float | None, limit: float) -> tuple[float, float]:
    reach = limit * sigma(value, sd)
    return value - reach, value + reach
