"""How a density or a parameter depends on the path distance from the soma."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Constant:
    """The same value everywhere."""

    value: float

    def at(self, path_distance_um: float) -> float:
        """The value at a path distance (um) from the soma's surface."""
        return self.value


@dataclass(frozen=True)
class Linear:
    """value(x) = at_soma * (1 + relative_slope_per_um * x), x the path distance (um)."""

    at_soma: float
    relative_slope_per_um: float

    def at(self, path_distance_um: float) -> float:
        """The value at a path distance (um) from the soma's surface."""
        return self.at_soma * (1.0 + self.relative_slope_per_um * path_distance_um)


@dataclass(frozen=True)
class Step:
    """`near` up to and including `switch_um`, `far` beyond it."""

    near: float
    far: float
    switch_um: float

    def at(self, path_distance_um: float) -> float:
        """The value at a path distance (um) from the soma's surface."""
        return self.near if path_distance_um <= self.switch_um else self.far


@dataclass(frozen=True)
class Capped:
    """A gradient up to `to_um`, constant beyond it."""

    profile: Linear
    to_um: float

    def at(self, path_distance_um: float) -> float:
        """The value at a path distance (um) from the soma's surface."""
        return self.profile.at(min(path_distance_um, self.to_um))


@dataclass(frozen=True)
class Between:
    """Another profile for from_um < x <= to_um, zero elsewhere."""

    profile: Constant | Linear | Step | Capped
    from_um: float = -math.inf
    to_um: float = math.inf

    def at(self, path_distance_um: float) -> float:
        """The value at a path distance (um) from the soma's surface."""
        if self.from_um < path_distance_um <= self.to_um:
            return self.profile.at(path_distance_um)
        return 0.0


@dataclass(frozen=True)
class Zone:
    """`inside` for from_um < x < to_um, `outside` elsewhere."""

    inside: float
    outside: float
    from_um: float
    to_um: float

    def at(self, path_distance_um: float) -> float:
        """The value at a path distance (um) from the soma's surface."""
        return self.inside if self.from_um < path_distance_um < self.to_um else self.outside


@dataclass(frozen=True)
class Ramp:
    """`near` up to `from_um`, a straight line to `far` at `to_um`, and `far` beyond it."""

    near: float
    far: float
    to_um: float
    from_um: float = 0.0

    def at(self, path_distance_um: float) -> float:
        """The value at a path distance (um) from the soma's surface."""
        share = (path_distance_um - self.from_um) / (self.to_um - self.from_um)
        return self.near + (self.far - self.near) * min(max(share, 0.0), 1.0)


@dataclass(frozen=True)
class Product:
    """A gradient times a ramp: a density that is shared out between two channels, say."""

    profile: Linear
    share: Ramp

    def at(self, path_distance_um: float) -> float:
        """The value at a path distance (um) from the soma's surface."""
        return self.profile.at(path_distance_um) * self.share.at(path_distance_um)


@dataclass(frozen=True)
class Exponential:
    """value(x) = scale * (offset + factor * exp(x / length_um)), x the path distance (um)."""

    scale: float
    offset: float
    factor: float
    length_um: float

    def at(self, path_distance_um: float) -> float:
        """The value at a path distance (um) from the soma's surface."""
        return self.scale * (
            self.offset + self.factor * math.exp(path_distance_um / self.length_um)
        )


@dataclass(frozen=True)
class Sigmoid:
    """value(x) = scale * (offset + factor / (1 + exp((x - half_um) / width_um))).

    x is the path distance (um); a positive width falls with it.
    """

    scale: float
    offset: float
    factor: float
    half_um: float
    width_um: float

    def at(self, path_distance_um: float) -> float:
        """The value at a path distance (um) from the soma's surface."""
        away = (path_distance_um - self.half_um) / (2.0 * self.width_um)
        share = 0.5 - 0.5 * math.tanh(away)
        return self.scale * (self.offset + self.factor * share)


Profile = (
    Constant | Linear | Step | Capped | Between | Zone | Ramp | Product | Exponential | Sigmoid
)
