"""A cell with its explicit spines in NEURON.

``build_model`` builds in this order: plan (segments, implicit membrane), sections, spines in
descending position along each dendrite, and only then membrane, channels and receptors, because
the first question about geometry makes NEURON lay out the whole tree. The model is then balanced at
rest. One model exists per process; ``Model.close`` makes room for the next.

A run looks like this::

    model = build_model(cell, morphology, spines, bath=bath)   # (1) sections at rest
    stimulation = attach_stimuli(model, experiment)            # (2) events for every initialise
    ports, probe = CalciumPorts(model), VoltageProbe(model)    # (3) what others see of the model
    ports.write_uM(calcium)                                    # (4) calcium at rest
    model.initialise()
    while model.t_ms < duration_ms:
        model.advance(4)                                       # (5) four voltage steps
        charge = ports.take_charge()                           #     ... then one of chemistry
        ports.write_uM(kernel_calcium)
    model.close()
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from spinecable.describe.bath import Bath
from spinecable.describe.cell import Cell
from spinecable.describe.channel import covers
from spinecable.electrics.balance import RestReport, balance
from spinecable.electrics.biophysics import Biophysics
from spinecable.electrics.cell import (
    CableCell,
    create_sections,
    insert_membrane,
    insert_region_channels,
    plan_cables,
)
from spinecable.electrics.contents import Inserted, ShaftElectrics
from spinecable.electrics.engine import claim, clear, require_mechanisms, set_globals
from spinecable.electrics.grid import segment_centre
from spinecable.electrics.presets import load_biophysics
from spinecable.electrics.resting_potential import START_MV, RestingPotential, come_to_rest
from spinecable.electrics.spine import (
    BuiltSpine,
    PlacedSpine,
    create_spine,
    insert_calcium,
    insert_channels,
    insert_spine_membrane,
)
from spinecable.errors import DescriptionError, SimulationError, suggestion
from spinecable.mechanisms.load import neuron_h

if TYPE_CHECKING:
    from spinecable.morphology.tree import Morphology


@dataclass(frozen=True)
class HostSection:
    """A section that carries explicit spines, as the calcium grid needs it.

    Parameters
    ----------
    index, name, length_um : of the morphology's section.
    boundaries_um : edges of the electrical segments along it, nseg + 1 values from 0.
    segments : NEURON's segments, in the same order.
    """

    index: int
    name: str
    length_um: float
    boundaries_um: tuple[float, ...]
    segments: tuple[Any, ...]

    def segment_index(self, at_um: float) -> int:
        """Index of the segment that holds a place (um along the section)."""
        count = len(self.segments)
        return min(max(int(at_um / self.length_um * count), 0), count - 1)


@dataclass
class Model:
    """A built model; see the module for how it is used.

    Parameters
    ----------
    cell : soma and cables (`cell.soma`, `cell.cables[index]`).
    spines : in the order asked for.
    hosts : by section index, the sections that carry spines.
    resting_potential : the resting potential of every segment.
    dt_ms : step.
    resting_calcium_uM : of every segment with calcium, until the chemistry writes its own.
    rest : what balancing did; None where it was not asked for.
    """

    cell: CableCell
    spines: tuple[BuiltSpine, ...]
    hosts: dict[int, HostSection]
    biophysics: Biophysics
    resting_potential: RestingPotential
    dt_ms: float
    resting_calcium_uM: float
    rest: RestReport | None = None
    keep: list[Any] = field(default_factory=list)
    closed: bool = False
    _by_name: dict[str, BuiltSpine] = field(default_factory=dict, repr=False)

    @property
    def soma_seg(self) -> Any:
        """The middle of the soma."""
        return self.cell.soma(0.5)

    @property
    def t_ms(self) -> float:
        """NEURON's time (ms)."""
        return float(neuron_h().t)

    def sections(self) -> Iterator[Any]:
        """All sections of the model."""
        yield self.cell.soma
        yield from self.cell.cables.values()
        for spine in self.spines:
            yield spine.neck
            yield spine.head

    def spine(self, name: str) -> BuiltSpine:
        """The spine of that name.

        Raises
        ------
        DescriptionError : there is none.
        """
        if len(self._by_name) != len(self.spines):
            self._by_name = {spine.name: spine for spine in self.spines}
        if name in self._by_name:
            return self._by_name[name]
        raise DescriptionError(
            f"there is no spine '{name}'", tip=suggestion(name, [s.name for s in self.spines])
        )

    def resting_mV(self, segment: Any) -> float:
        """The resting potential of a segment."""
        return self.resting_potential.at(segment)

    def initialise(self) -> None:
        """Time 0, every gate at steady state at the resting potential, all events queued again."""
        self._check_open()
        h = neuron_h()
        h.dt = self.dt_ms
        self.resting_potential.write()
        h.finitialize()

    def advance(
        self, steps: int = 1, dt_ms: float | None = None, *, staggered: bool = False
    ) -> None:
        """Take voltage steps of `dt_ms` (the model's own if not given).

        By implicit Euler, or `staggered`: Crank-Nicolson with gates half a step ahead, which is of
        second order but rings after sudden changes.
        """
        h = neuron_h()
        step_ms = self.dt_ms if dt_ms is None else dt_ms
        order = 2 if staggered else 0
        if h.secondorder != order and h.dt == step_ms:
            # NEURON renews the capacitive terms of its matrix only when dt changes.
            step_ms = math.nextafter(step_ms, math.inf)
        h.secondorder, h.dt = order, step_ms
        step = h.fadvance
        for _ in range(steps):
            step()

    def skip_to(self, time_ms: float) -> None:
        """Set the clock forward, everything else as it is. No event may lie in between."""
        neuron_h().t = time_ms

    def run(self, duration_ms: float) -> None:
        """Take voltage steps until `duration_ms` have passed."""
        self.advance(round(duration_ms / self.dt_ms))

    def close(self) -> None:
        """Take the model out of NEURON. A closed model cannot be used again."""
        if self.closed:
            return
        h = neuron_h()
        self.keep.clear()
        for spine in self.spines:
            spine.ampa = spine.nmda = spine.shaft_seg = None
        self.hosts.clear()
        for section in list(self.sections()):
            h.delete_section(sec=section)
        self.cell.cables.clear()
        self.spines = ()
        self.closed = True

    def _check_open(self) -> None:
        if self.closed:
            raise SimulationError("the model has been closed", tip="Build it again.")

    def __enter__(self) -> Model:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def build_model(
    cell: Cell,
    morphology: Morphology,
    spines: Sequence[PlacedSpine],
    *,
    biophysics: Biophysics | None = None,
    shaft: ShaftElectrics | None = None,
    channels: Sequence[tuple[str, Inserted]] = (),
    bath: Bath | None = None,
    initial_mV: float | Literal["natural"] | None = None,
    dt_ms: float = 0.025,
    d_lambda: float = 0.1,
    resting_calcium_uM: float = 0.05,
    balanced: bool = True,
    electrodes: Mapping[int, Sequence[float]] = MappingProxyType({}),
) -> Model:
    """Build a cell with its explicit spines.

    Parameters
    ----------
    cell : its biophysics, temperature and implicit spines; the morphology is given separately.
    morphology : with the axon already as `cell.axon` wants it.
    spines : in any order.
    biophysics : used in place of the preset that `cell.biophysics` names.
    shaft : conductances of the sections that carry spines; None adds nothing.
    channels : further channels, each with the domain it goes into (``soma``, ``axon``, ``apical``
        ...), see `spinecable.describe.channel.Channel`.
    bath : outside calcium; default as in `Bath`.
    initial_mV, dt_ms, d_lambda : as in `Simulation`.
    resting_calcium_uM : 0.05, within the 50-70 nM of CA1 (Maravall 2000: 37-54 nM;
        Sabatini 2002: 70 +- 29 nM).
    balanced : set e_pas of every segment so that the model rests at `initial_mV`; if False,
        e_pas is `initial_mV` (a number) everywhere.
    electrodes : by section index, positions (0-1) of electrodes, which then stand as near a
        segment's centre as spines do.

    Raises
    ------
    SimulationError : NEURON already holds sections, or a segment cannot be balanced.
    DescriptionError : explicit spines have more membrane than the implicit ones they replace,
        or a name is not known.
    MechanismError : a mechanism or one of its variables is not there.
    """
    bath = bath or Bath()
    shaft = shaft or ShaftElectrics()
    biophysics = biophysics or load_biophysics(cell.biophysics)
    initial_mV = biophysics.resting_mV if initial_mV is None else initial_mV
    explicit: dict[int, list[tuple[str, float, float]]] = {}
    for spine in spines:
        entry = (spine.name, spine.position, spine.membrane_area_um2)
        explicit.setdefault(spine.section, []).append(entry)
    plans = plan_cables(
        morphology, biophysics, cell.implicit_spines, explicit, d_lambda, electrodes
    )

    claim()
    require_mechanisms(required_mechanisms(biophysics, shaft, spines, channels))
    set_globals(
        temperature_C=cell.temperature_C,
        dt_ms=dt_ms,
        calcium_outside_mM=bath.ca_mM,
        calcium_inside_mM=1e-3 * resting_calcium_uM,
    )
    try:
        cables = create_sections(morphology, plans)
        built = _create_spines(cables, spines)
        spiny = cell.implicit_spines
        scale = spiny is not None and spiny.scale_channels
        hosts = _insert_everything(cables, built, biophysics, shaft, channels, scale)
        model = Model(
            cell=cables,
            spines=tuple(built),
            hosts=hosts,
            biophysics=biophysics,
            resting_potential=_resting_potential(cables, built, initial_mV),
            dt_ms=dt_ms,
            resting_calcium_uM=resting_calcium_uM,
        )
        _set_resting_calcium(model)
        if initial_mV == "natural":
            come_to_rest(model)
        else:
            for section in model.sections():
                section.e_pas = initial_mV
        if balanced:
            model.rest = balance(model)
        else:
            model.initialise()
    except BaseException:
        clear()
        raise
    return model


def required_mechanisms(
    biophysics: Biophysics,
    shaft: ShaftElectrics,
    spines: Sequence[PlacedSpine],
    channels: Sequence[tuple[str, Inserted]] = (),
) -> frozenset[str]:
    """Names of the mechanisms that such a model inserts, NEURON's own among them."""
    names = biophysics.mechanisms() | shaft.mechanisms()
    names |= {item.mechanism for _, item in channels}
    return names.union(*(spine.contents.mechanisms() for spine in spines))


def _insert_everything(
    cables: CableCell,
    spines: Sequence[BuiltSpine],
    biophysics: Biophysics,
    shaft: ShaftElectrics,
    channels: Sequence[tuple[str, Inserted]],
    scale_channels: bool,
) -> dict[int, HostSection]:
    indices = {spine.placed.section for spine in spines}
    insert_membrane(
        cables,
        biophysics,
        scale_channels=scale_channels,
        without_pool=indices if shaft.calcium_port else (),
    )
    hosts = {}
    for index in sorted(indices):
        insert_calcium(cables.cables[index], shaft)
        insert_channels(cables.cables[index], shaft.inserted, biophysics.reversal_mV)
        hosts[index] = _host(cables, index)
    for spine in spines:
        host = hosts[spine.placed.section]
        spine.shaft_seg = host.segments[host.segment_index(spine.effective_um)]
        plan = cables.plans[host.index]
        region = plan.region
        if scale_channels and plan.section.domain != "axon":
            path_um = plan.section.path_start_um + spine.shaft_seg.x * host.length_um
            for section in (spine.neck, spine.head):
                insert_region_channels(section, region, [1.0], [path_um], biophysics)
        insert_spine_membrane(spine, region, biophysics.reversal_mV)
    for domain, item in channels:
        own = [cables.soma] if domain == "soma" else []
        own += [
            cables.cables[index]
            for index, plan in cables.plans.items()
            if covers(domain, [plan.section.domain])
        ]
        if not own:
            raise DescriptionError(
                f"the channel '{item.mechanism}' goes nowhere: the cell has no '{domain}'",
                where="channel",
                tip=suggestion(
                    domain, {p.section.domain for p in cables.plans.values()} | {"soma"}
                ),
            )
        for section in own:
            insert_channels(section, [item], biophysics.reversal_mV)
    return hosts


def _resting_potential(
    cables: CableCell, spines: Sequence[BuiltSpine], initial_mV: float | Literal["natural"]
) -> RestingPotential:
    sections = [cables.soma, *cables.cables.values()]
    sections += [section for spine in spines for section in (spine.neck, spine.head)]
    segments = [segment for section in sections for segment in section]
    return RestingPotential(segments, START_MV if initial_mV == "natural" else initial_mV)


def _set_resting_calcium(model: Model) -> None:
    for section in model.sections():
        for segment in section:
            if hasattr(segment, "sc_ca_port"):
                segment.sc_ca_port.ca_set = 1e-3 * model.resting_calcium_uM


def _create_spines(cables: CableCell, spines: Sequence[PlacedSpine]) -> list[BuiltSpine]:
    """Spines in the order given, attached to each section from its far end to its near end.

    NEURON keeps siblings sorted by position and searches from the start of the list, so that
    descending order takes constant time per spine.
    """
    built: dict[int, BuiltSpine] = {}
    order = sorted(range(len(spines)), key=lambda i: (spines[i].section, -spines[i].position))
    for i in order:
        spine = spines[i]
        plan = cables.plans[spine.section]
        built[i] = create_spine(
            spine,
            cables.cables[spine.section],
            segment_centre(spine.position, plan.nseg),
            plan.section.length_um,
            plan.region.Ra_ohm_cm,
        )
    return [built[i] for i in range(len(spines))]


def _host(cables: CableCell, index: int) -> HostSection:
    plan = cables.plans[index]
    length = plan.section.length_um
    return HostSection(
        index=index,
        name=plan.section.name,
        length_um=length,
        boundaries_um=tuple(length * i / plan.nseg for i in range(plan.nseg + 1)),
        segments=tuple(cables.cables[index]),
    )
