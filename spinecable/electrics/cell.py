"""Soma, dendrites and axon as NEURON sections with their membrane."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from spinecable.describe.implicit_spines import ImplicitSpines
from spinecable.electrics.biophysics import Biophysics, Region
from spinecable.electrics.engine import set_range
from spinecable.electrics.grid import ac_lengths, d_lambda_nseg, refined_nseg
from spinecable.electrics.membrane import (
    ExplicitArea,
    Window,
    check_zones,
    implicit_windows,
    segment_areas,
)
from spinecable.electrics.pool import insert_pool
from spinecable.errors import DescriptionError
from spinecable.mechanisms.load import neuron_h

if TYPE_CHECKING:
    from spinecable.morphology.tree import Morphology, Section


@dataclass(frozen=True)
class CablePlan:
    """What one section will be, decided before NEURON is asked anything.

    Parameters
    ----------
    nseg : electrical segments.
    windows : the implicit spine membrane along it.
    """

    section: Section
    region: Region
    nseg: int
    windows: tuple[Window, ...]


@dataclass
class CableCell:
    """The sections of a cell; `cables` by the index of the morphology's section."""

    soma: Any
    cables: dict[int, Any]
    plans: dict[int, CablePlan]


def plan_cables(
    morphology: Morphology,
    biophysics: Biophysics,
    implicit: ImplicitSpines | None,
    explicit: Mapping[int, Sequence[tuple[str, float, float]]],
    d_lambda: float,
    electrodes: Mapping[int, Sequence[float]] = MappingProxyType({}),
) -> dict[int, CablePlan]:
    """Segments and implicit spine membrane of every section.

    Parameters
    ----------
    explicit : by section index, for each explicit spine its name, position (0-1) and area (um^2).
    electrodes : by section index, positions (0-1) that want a segment's centre too.

    Raises
    ------
    DescriptionError : explicit spines need more membrane than the implicit ones leave, or implicit
        ones are for a dendrite that the cell has not.
    """
    check_zones(morphology, implicit)
    plans = {}
    for section in morphology.sections:
        region = biophysics.region(section.domain)
        here = explicit.get(section.index, ())
        windows = implicit_windows(
            section,
            implicit,
            [ExplicitArea(name, x * section.length_um, area) for name, x, area in here],
        )
        spine_area = sum(w.area_within(w.start_um, w.end_um) for w in windows)
        cm = region.cm_uF_per_cm2 * (1 + spine_area / section.area_um2)
        lengths = ac_lengths(section.points_um, section.diameters_um, region.Ra_ohm_cm, cm)
        nseg = refined_nseg(
            d_lambda_nseg(lengths, d_lambda),
            section.length_um,
            [*(x for _, x, _ in here), *electrodes.get(section.index, ())],
        )
        plans[section.index] = CablePlan(section, region, nseg, windows)
    return plans


def create_sections(morphology: Morphology, plans: Mapping[int, CablePlan]) -> CableCell:
    """The tree of sections, without membrane.

    Neurites start at the middle of the soma; the gap between the soma's surface and a neurite's
    first point adds no length.
    """
    h = neuron_h()
    soma = h.Section(name="soma")
    soma.nseg = 1
    soma.L = morphology.soma.length_um
    soma.diam = morphology.soma.area_um2 / (h.PI * morphology.soma.length_um)
    cables: dict[int, Any] = {}
    for index, plan in plans.items():
        cable = h.Section(name=plan.section.name)
        for (x, y, z), d in zip(plan.section.points_um, plan.section.diameters_um, strict=True):
            cable.pt3dadd(float(x), float(y), float(z), float(d))
        cable.nseg = plan.nseg
        cables[index] = cable
    for index, plan in plans.items():
        parent = plan.section.parent
        if parent < 0:
            cables[index].connect(soma(0.5), 0)
        else:
            cables[index].connect(cables[parent](1), 0)
    return CableCell(soma, cables, dict(plans))


def insert_membrane(
    cell: CableCell,
    biophysics: Biophysics,
    *,
    scale_channels: bool = False,
    without_pool: Collection[int] = (),
) -> None:
    """Passive membrane, implicit spines, channels and calcium pools of every section.

    Asks NEURON for areas, so every section must have been created and connected before.

    Parameters
    ----------
    scale_channels : whether the channels are scaled by F as the passive membrane is.
    without_pool : indices of sections whose calcium somebody else owns.
    """
    soma = biophysics.region("soma")
    _insert_passive(cell.soma, soma, [1.0])
    insert_region_channels(cell.soma, soma, [1.0], [0.0], biophysics)
    insert_pool(cell.soma, soma.pool)
    for index, plan in cell.plans.items():
        cable, section = cell.cables[index], plan.section
        spines = segment_areas(plan.windows, section.length_um, plan.nseg)
        factors = [1.0 + area / segment.area() for area, segment in zip(spines, cable, strict=True)]
        paths = [section.path_start_um + seg.x * section.length_um for seg in cable]
        _insert_passive(cable, plan.region, factors)
        channel_factors = factors if scale_channels else [1.0] * plan.nseg
        insert_region_channels(cable, plan.region, channel_factors, paths, biophysics)
        if index not in without_pool:
            insert_pool(cable, plan.region.pool)


def insert_region_channels(
    section: Any,
    region: Region,
    factors: Sequence[float],
    paths_um: Sequence[float],
    biophysics: Biophysics,
) -> None:
    """The channels of a region in every segment of a section, and the reversals of their ions.

    Parameters
    ----------
    factors : by segment, how many times the region's density.
    paths_um : by segment, the path distance from the soma at which densities are taken.

    Raises
    ------
    DescriptionError : a density is negative there.
    """
    for channel in region.channels:
        densities = [channel.gbar_S_per_cm2.at(path) for path in paths_um]
        if not any(densities):
            continue
        if min(densities) < 0:
            path, density = min(zip(paths_um, densities, strict=True), key=lambda pair: pair[1])
            raise DescriptionError(
                f"the density of '{channel.mechanism}' falls to {density:.3g} S/cm2 at "
                f"{path:.0f} um from the soma",
                where=f"channel set '{biophysics.name}'",
                tip="Bound its profile by capped or between.",
            )
        section.insert(channel.mechanism)
        for segment, path, factor, density in zip(
            section, paths_um, factors, densities, strict=True
        ):
            mechanism = getattr(segment, channel.mechanism)
            set_range(mechanism, "gbar", factor * density, channel.mechanism)
            for name, profile in channel.parameters.items():
                set_range(mechanism, name, profile.at(path), channel.mechanism)
    h = neuron_h()
    for ion, reversal in biophysics.reversal_mV.items():
        if h.ismembrane(f"{ion}_ion", sec=section):
            setattr(section, f"e{ion}", reversal)


def _insert_passive(cable: Any, region: Region, factors: Sequence[float]) -> None:
    cable.Ra = region.Ra_ohm_cm
    cable.insert("pas")
    for segment, factor in zip(cable, factors, strict=True):
        segment.cm = region.cm_uF_per_cm2 * factor
        segment.pas.g = factor / region.Rm_ohm_cm2
