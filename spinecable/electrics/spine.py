"""One spine as two NEURON sections on its dendrite."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from spinecable.describe.geometry import SpineGeometry
from spinecable.electrics.biophysics import Region
from spinecable.electrics.contents import HeadElectrics, Inserted, Receptor, ShaftElectrics
from spinecable.electrics.engine import set_range
from spinecable.electrics.pool import require_unowned_calcium
from spinecable.mechanisms.load import neuron_h


@dataclass(frozen=True)
class PlacedSpine:
    """A spine with its place and its conductances, ready to be built.

    Parameters
    ----------
    name : of the spine.
    geometry : its shape.
    section : index of the section that carries it.
    position : fraction 0-1 along that section.
    contents : the conductances of its head.
    """

    name: str
    geometry: SpineGeometry
    section: int
    position: float
    contents: HeadElectrics = field(default_factory=HeadElectrics)

    @property
    def membrane_area_um2(self) -> float:
        """Membrane of head and neck (um^2), as NEURON sees it."""
        return self.geometry.head_area_um2 + self.geometry.neck_area_um2


@dataclass
class BuiltSpine:
    """A spine in NEURON.

    Parameters
    ----------
    placed : its description.
    head, neck : sections; `head_seg`, `neck_seg` their single segments.
    shaft_seg : the segment of the dendrite it stands on.
    asked_um, effective_um : the place asked for and the centre of `shaft_seg`, along the section.
    neck_resistance_Mohm : 4 Ra L / (pi d^2).
    half_head_resistance_Mohm : from the end of the neck to the middle of the head, where the
        head's membrane and synapses are.
    ampa, nmda : point processes, or None.
    ampa_factors : what multiplies the conductance that `ampa` was built with, by its cause.
    """

    placed: PlacedSpine
    head: Any
    neck: Any
    asked_um: float
    effective_um: float
    neck_resistance_Mohm: float
    half_head_resistance_Mohm: float
    shaft_seg: Any = None
    ampa: Any = None
    nmda: Any = None
    ampa_factors: dict[str, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Name of the spine."""
        return self.placed.name

    @property
    def head_seg(self) -> Any:
        """The head's segment."""
        return self.head(0.5)

    @property
    def neck_seg(self) -> Any:
        """The neck's middle segment."""
        return self.neck(0.5)

    def reshape(self, shape: SpineGeometry) -> None:
        """Give head and neck another size; densities per area stay as they are."""
        self.head.L = self.head.diam = shape.diameter_um
        self.neck.L, self.neck.diam = shape.neck_length_um, shape.neck_diameter_um

    def scale_ampa(self, cause: str, factor: float) -> None:
        """Multiply the AMPA conductance that was built, beside what other causes do to it."""
        receptor = self.placed.contents.ampa
        if receptor is None:
            return
        self.ampa_factors[cause] = factor
        self.ampa.gmax = receptor.values["gmax"] * math.prod(self.ampa_factors.values())


def create_spine(
    placed: PlacedSpine, host: Any, centre: float, length_um: float, Ra_ohm_cm: float
) -> BuiltSpine:
    """Head and neck, attached to `host` at the segment centre `centre` (0-1); no membrane yet.

    The sections have no 3-D points, so that later changes of diameter are obeyed. The head is a
    cylinder with L = diam, whose side is the membrane of the sphere.
    """
    h = neuron_h()
    shape = placed.geometry
    head, neck = (h.Section(name=f"{placed.name}_{part}") for part in ("head", "neck"))
    head.L = head.diam = shape.diameter_um
    neck.L, neck.diam = shape.neck_length_um, shape.neck_diameter_um
    head.nseg = neck.nseg = 1
    head.Ra = neck.Ra = Ra_ohm_cm
    head.connect(neck(1), 0)
    neck.connect(host(centre), 0)
    half_head = 1e-2 * Ra_ohm_cm * 2.0 / (h.PI * shape.diameter_um)
    return BuiltSpine(
        placed=placed,
        head=head,
        neck=neck,
        asked_um=placed.position * length_um,
        effective_um=centre * length_um,
        neck_resistance_Mohm=shape.neck_resistance_Mohm(Ra_ohm_cm),
        half_head_resistance_Mohm=half_head,
    )


def insert_spine_membrane(
    spine: BuiltSpine, region: Region, reversal_mV: Mapping[str, float]
) -> None:
    """The dendrite's own passive membrane (without F) and the head's conductances.

    `reversal_mV` by ion, for channels of the head.
    """
    contents = spine.placed.contents
    for section in (spine.head, spine.neck):
        section.cm = region.cm_uF_per_cm2
        section.insert("pas")
        section(0.5).pas.g = 1.0 / region.Rm_ohm_cm2
    insert_calcium(spine.head, contents)
    if contents.cav23_channels:
        spine.head.insert("sc_car_stochastic")
        spine.head_seg.sc_car_stochastic.channels = contents.cav23_channels
    insert_channels(spine.head, contents.inserted, reversal_mV)
    spine.ampa = _receptor(contents.ampa, spine.head_seg)
    spine.nmda = _receptor(contents.nmda, spine.head_seg)


def insert_calcium(section: Any, contents: HeadElectrics | ShaftElectrics) -> None:
    """Calcium channels of a head or a shaft, and the port through which chemistry sees them."""
    if contents.cav23_S_per_cm2 > 0:
        section.insert("sc_car")
        for segment in section:
            set_range(segment.sc_car, "gbar", contents.cav23_S_per_cm2, "sc_car")
    if contents.calcium_port:
        require_unowned_calcium(section, "sc_ca_port")
        section.insert("sc_ca_port")


def insert_channels(
    section: Any, inserted: Sequence[Inserted], reversal_mV: Mapping[str, float]
) -> None:
    """Further density mechanisms of a section; ions that they bring get their reversal potential.

    Raises
    ------
    MechanismError : a mechanism lacks one of the variables.
    """
    for item in inserted:
        section.insert(item.mechanism)
        for segment in section:
            for name, value in item.values.items():
                set_range(getattr(segment, item.mechanism), name, value, item.mechanism)
    if inserted:
        h = neuron_h()
        for ion, reversal in reversal_mV.items():
            if h.ismembrane(f"{ion}_ion", sec=section):
                setattr(section, f"e{ion}", reversal)


def _receptor(receptor: Receptor | None, segment: Any) -> Any:
    if receptor is None:
        return None
    process = getattr(neuron_h(), receptor.mechanism)(segment)
    for name, value in receptor.values.items():
        set_range(process, name, value, receptor.mechanism)
    return process
