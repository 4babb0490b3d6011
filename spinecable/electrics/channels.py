"""An experiment's own channels, checked against the mechanisms before anything is built."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from spinecable.describe.cell import Cell
from spinecable.describe.channel import Channel, covers
from spinecable.describe.experiment import Experiment
from spinecable.describe.lines import Path as KeyPath
from spinecable.electrics.contents import Inserted
from spinecable.electrics.presets import load_biophysics
from spinecable.electrics.sets import set_place
from spinecable.errors import DescriptionError, MechanismError, suggestion
from spinecable.mechanisms.library import MechanismSet, mechanism_set
from spinecable.mechanisms.nmodl import Mechanism

if TYPE_CHECKING:
    from spinecable.morphology.tree import Morphology

HEADS = "spine_heads"
PORT = "sc_ca_port"


def available_mechanisms(experiment: Experiment) -> MechanismSet:
    """The package's mechanisms and those of the experiment's folders.

    Raises
    ------
    MechanismError : a folder is missing or empty, or two files make one mechanism.
    """
    return mechanism_set(extra_dirs=experiment.mechanisms)


def check_channels(
    experiment: Experiment, known: MechanismSet, host_domains: Collection[str] = ()
) -> None:
    """Every channel of an experiment can be inserted where it is wanted, with the values given.

    Parameters
    ----------
    known : from `available_mechanisms`.
    host_domains : domains of the sections that carry explicit spines, where they are known.

    Raises
    ------
    MechanismError : an unknown mechanism; one that is no density; a value that is no RANGE
        parameter of it or outside its bounds; one that writes calcium where the chemistry or the
        cell's calcium pool does; two that write one concentration in one place.
    """
    for i, channel in enumerate(experiment.channels):
        where = f"channel[{i}]"
        if channel.mechanism not in known.names:
            raise MechanismError(
                f"there is no mechanism '{channel.mechanism}'",
                where=where,
                tip=suggestion(channel.mechanism, known.names),
            )
        mechanism = known[channel.mechanism]
        if mechanism.kind != "density":
            raise MechanismError(
                f"'{mechanism.name}' is a {mechanism.kind}, which cannot be inserted as a channel",
                where=where,
                tip="Name a mechanism that has a SUFFIX.",
            )
        _check_values(channel, mechanism, where)
        if "cai" in mechanism.writes:
            owner = _owner_of_calcium(experiment, channel, host_domains)
            if owner:
                raise MechanismError(
                    f"'{mechanism.name}' ({mechanism.path}) writes cai in '{channel.domain}', "
                    f"where {owner} owns it",
                    where=where,
                    tip="Write ica instead: the chemistry turns it into calcium.",
                )
    _check_owners(experiment.channels, known)


def check_regions(cell: Cell, morphology: Morphology | None = None) -> None:
    """The cell's channel set has a membrane for every part of the cell.

    Parameters
    ----------
    morphology : with the axon that the cell asks for; without it, soma, dendrite and the axon of a
        stub are taken to be there.

    Raises
    ------
    DescriptionError : a region is missing; the text has the set's file and line.
    """
    biophysics = load_biophysics(cell.biophysics)
    domains = ["soma", "basal", *(["axon"] if cell.axon == "stub" else [])]
    if morphology is not None:
        domains = ["soma", *dict.fromkeys(section.domain for section in morphology.sections)]
    for domain in domains:
        try:
            biophysics.region(domain)
        except DescriptionError:
            region = domain if domain in ("soma", "axon") else "dendrite"
            tip = f"Give it a [region.{region}]"
            if domain == "axon":
                tip += f', or cut the axon: cell.axon = "none" (it is "{cell.axon}")'
            raise DescriptionError(
                f"the cell has the domain '{domain}', for which the channel set has no region",
                where=set_place(cell.biophysics, ("region",)),
                tip=f"{tip}.",
            ) from None


def check_set(name: str, known: MechanismSet) -> None:
    """The mechanisms of a channel set are there and have the parameters that it sets.

    Parameters
    ----------
    name : of the set, or its file, which is what an error names.
    known : from `available_mechanisms`.

    Raises
    ------
    MechanismError : no such mechanism, none that goes into a section, or no RANGE variable of the
        name.
    """
    for part, region in load_biophysics(name).regions.items():
        wanted: list[tuple[KeyPath, str, tuple[str, ...]]] = [
            (("region", part, "channel", i), channel.mechanism, ("gbar", *channel.parameters))
            for i, channel in enumerate(region.channels)
        ]
        if region.pool is not None:
            pool = region.pool
            wanted.append((("region", part, "pool"), pool.mechanism, tuple(pool.parameters)))
        for key, mechanism, parameters in wanted:
            where = set_place(name, key)
            if mechanism not in known.names or known[mechanism].kind != "density":
                raise MechanismError(
                    f"there is no density mechanism '{mechanism}'",
                    where=where,
                    tip=suggestion(mechanism, (m.name for m in known if m.kind == "density")),
                )
            names = known[mechanism].range_names
            for parameter in parameters:
                if parameter not in names:
                    raise MechanismError(
                        f"the mechanism '{mechanism}' has no RANGE variable '{parameter}'",
                        where=where,
                        tip=suggestion(parameter, names),
                    )


def _check_values(channel: Channel, mechanism: Mechanism, where: str) -> None:
    parameters = {p.name: p for p in mechanism.parameters if p.name in mechanism.range_names}
    for name, value in channel.values.items():
        if name not in parameters:
            shared = any(p.name == name for p in mechanism.parameters)
            raise MechanismError(
                f"'{name}' of '{mechanism.name}' is the same everywhere (not a RANGE variable)"
                if shared
                else f"the mechanism '{mechanism.name}' has no parameter '{name}'",
                where=f"{where}.values",
                tip=suggestion(name, parameters),
            )
        bounds = parameters[name].bounds
        if bounds and not bounds[0] <= value <= bounds[1]:
            raise MechanismError(
                f"'{name}' of '{mechanism.name}' must lie between {bounds[0]:g} and "
                f"{bounds[1]:g}, not {value:g}",
                where=f"{where}.values",
            )


def _check_owners(channels: Sequence[Channel], known: MechanismSet) -> None:
    """No two mechanisms write one concentration (``nai``, ``ko``) in one place."""
    for i, later in enumerate(channels):
        for earlier in channels[:i]:
            together = covers(earlier.domain, [later.domain]) or covers(
                later.domain, [earlier.domain]
            )
            if earlier.mechanism == later.mechanism or not together:
                continue
            both = set(known[earlier.mechanism].writes) & set(known[later.mechanism].writes)
            shared = sorted(name for name in both if name[-1] in "io")
            if shared:
                raise MechanismError(
                    f"'{later.mechanism}' and '{earlier.mechanism}' both write {shared[0]} in "
                    f"'{later.domain}', where one would overwrite the other",
                    where=f"channel[{i}]",
                    tip="Leave one of them out, or give them different domains.",
                )


def _owner_of_calcium(
    experiment: Experiment, channel: Channel, host_domains: Collection[str]
) -> str | None:
    """Who writes ``cai`` in the channel's domain already."""
    if channel.domain == HEADS or covers(channel.domain, host_domains):
        return f"'{PORT}'"
    biophysics = load_biophysics(experiment.cell.biophysics)
    for name, region in biophysics.regions.items():
        if region.pool is not None and (
            covers(channel.domain, [name]) or covers(name, [channel.domain])
        ):
            return f"'{region.pool.mechanism}'"
    return None


def head_channels(experiment: Experiment) -> tuple[Inserted, ...]:
    """The channels that go into all heads."""
    return tuple(
        Inserted(c.mechanism, dict(c.values)) for c in experiment.channels if c.domain == HEADS
    )


def cable_channels(experiment: Experiment) -> tuple[tuple[str, Inserted], ...]:
    """The channels that go into the cell, with their domains."""
    return tuple(
        (c.domain, Inserted(c.mechanism, dict(c.values)))
        for c in experiment.channels
        if c.domain != HEADS
    )
