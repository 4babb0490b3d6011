"""Channels of one publication."""

from __future__ import annotations

from types import MappingProxyType
from typing import Protocol

from spinecable.electrics.biophysics import Channel
from spinecable.electrics.profile import Constant, Profile


class ChannelMaker(Protocol):
    """``channel(name, gbar, **parameters)``; a number is a density that is the same everywhere."""

    def __call__(self, name: str, gbar: Profile | float, **parameters: Profile) -> Channel: ...


def channels_of(source: str) -> ChannelMaker:
    """What makes channels that all name `source`."""

    def channel(name: str, gbar: Profile | float, **parameters: Profile) -> Channel:
        profile = Constant(gbar) if isinstance(gbar, float) else gbar
        return Channel(name, profile, MappingProxyType(parameters), source)

    return channel
