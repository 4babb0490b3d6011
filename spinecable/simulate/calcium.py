"""Calcium and chemistry of a built model, and its exchange with NEURON.

NEURON's segments and the calcium grid's cells are different divisions of the same dendrite: what
enters a segment is shared among its cells by membrane area, and a segment's channels see the
volume mean of its cells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from spinecable.chemistry.contents import (
    APPARATUS,
    camkii_active_weights,
    can_active_weights,
    network_schemes,
    scheme_values,
)
from spinecable.chemistry.fluorescence import delta_f_over_f, fluorescence
from spinecable.chemistry.grid import AttachedSpine, Grid, ShaftSection, build_grid
from spinecable.chemistry.kernel import Kernel
from spinecable.chemistry.library.dyes import find_dye
from spinecable.chemistry.network import Compartment, Floats, Network
from spinecable.chemistry.rest import settle
from spinecable.chemistry.surroundings import REACH_UM, sections_within
from spinecable.constants import PA_PER_UM2_IN_MA_PER_CM2, calcium_inflow
from spinecable.describe.experiment import Experiment
from spinecable.describe.preparation import Preparation
from spinecable.describe.stimulus import CalciumCurrent
from spinecable.simulate.interventions import ChemicalChanges
from spinecable.simulate.light import Light
from spinecable.simulate.messengers import Releases, SynapticSodium, Watch

if TYPE_CHECKING:
    from spinecable.electrics.bath import BathControl
    from spinecable.electrics.model import Model
    from spinecable.electrics.ports import CalciumPorts
    from spinecable.morphology.sites import Placement
    from spinecable.morphology.tree import Morphology


def build_calcium_grid(
    experiment: Experiment, morphology: Morphology, placements: Mapping[str, Placement]
) -> Grid:
    """Heads, necks and the sections that carry spines, in the order of their section index.

    Where sodium, IP3, Ras or a tracer diffuse there are also the sections that they reach from a
    spine (`REACH_UM`), joined where the dendrite branches; without them the ends of a section that
    carries spines are sealed.
    """
    hosts = {placement.section for placement in placements.values()}
    joints: list[tuple[str, str]] = []
    if experiment.chemistry.far_reaching:
        hosts |= sections_within(morphology, placements.values(), REACH_UM)
        joints = [
            (morphology.sections[index].name, morphology.sections[parent].name)
            for index in sorted(hosts)
            if (parent := morphology.sections[index].parent) in hosts
        ]
    sections = {index: morphology.sections[index] for index in sorted(hosts)}
    return build_grid(
        [
            AttachedSpine(
                spine.name,
                spine.geometry,
                sections[placements[spine.name].section].name,
                placements[spine.name].position
                * sections[placements[spine.name].section].length_um,
            )
            for spine in experiment.spines
        ],
        [
            ShaftSection(section.name, section.length_um, (section.arc_um, section.diameters_um))
            for section in sections.values()
        ],
        neck_cells=experiment.simulation.neck_cells,
        neck_cell_um=experiment.simulation.neck_cell_um,
        shaft_cell_um=experiment.simulation.shaft_cell_um,
        joints=joints,
    )


def build_network(experiment: Experiment, preparation: Preparation, grid: Grid) -> Network:
    """The grid with the preparation's contents in every compartment."""
    chemistry = experiment.chemistry
    own = {f"{spine.name}.head": spine.contents for spine in experiment.spines}
    stored = {f"{spine.name}.head" for spine in experiment.spines if spine.apparatus}

    def filled(c: Compartment) -> Compartment:
        overrides = own.get(c.name, {})
        kind = APPARATUS if c.name in stored else c.kind
        values = scheme_values(preparation, kind, c.volume_um3, c.area_um2, overrides, chemistry)
        return replace(c, kind=kind, values=values)

    schemes = network_schemes(preparation, chemistry, with_apparatus=bool(stored))
    return Network(tuple(filled(c) for c in grid.compartments), grid.links, schemes)


class CalciumSide:
    """The chemistry of one run.

    Parameters
    ----------
    model, ports : the electrical side, at rest.
    bath : changes of the bath during the run; None: none.
    preparation : with the experiment's replacements.

    Attributes
    ----------
    kernel : the compiled network, at rest when built.
    resting_inflow : calcium entering each compartment through channels at rest
        (uM um^3 / ms), shape (n_compartments,).
    """

    def __init__(
        self,
        experiment: Experiment,
        preparation: Preparation,
        grid: Grid,
        model: Model,
        ports: CalciumPorts,
        bath: BathControl | None = None,
    ) -> None:
        self.grid = grid
        network = build_network(experiment, preparation, grid)
        self._areas_um2 = ports.areas_um2
        self._shares, self._means = _exchange(grid, model, ports)
        self._heads = np.array([spine.head for spine in grid.spines])
        self._windows = grid.windows()
        head = network.schemes["head"]
        self._currents = [
            _Pulses(experiment, i, stimulus, self._heads)
            for i, stimulus in enumerate(experiment.stimuli)
            if isinstance(stimulus, CalciumCurrent)
        ]
        self.rest_with(ports.current_mA_per_cm2())
        rest = settle(
            network,
            resting_calcium_uM=preparation.values("head")["resting_calcium_uM"],
            inflow_uM_um3_per_ms=self.resting_inflow,
        )
        self.kernel = Kernel(rest.network, initial=rest.state)
        self.leak_uM_per_s = rest.leak_uM_per_s
        self._camkii = _Fraction(
            self.kernel, self._heads, camkii_active_weights(head), head.conserved["camkii"]
        )
        self._can = _Fraction(
            self.kernel, self._heads, can_active_weights(head), head.conserved["can"]
        )
        self.changes = ChemicalChanges(bath, ports, self)
        self._light = None
        if experiment.chemistry.tracer_um2_per_s > 0:
            self._light = Light(experiment, self.kernel, self._heads)
        self.watch = Watch(experiment, self.kernel, self._heads, self._windows)
        self._sodium = None
        if experiment.chemistry.sodium:
            self._sodium = SynapticSodium(experiment, model, self.kernel, self._heads)
        self._releases = None
        if experiment.chemistry.ip3:
            self._releases = Releases(experiment, self.kernel, self._heads)
        self._microscope = None
        if experiment.chemistry.dye != "none":
            self._microscope = _Microscope(
                self.kernel, experiment.chemistry.dye, self._heads, self._windows
            )

    def rest_with(self, current_mA_per_cm2: Floats) -> None:
        """From now on this is the ports' calcium current at rest, whatever their areas."""
        self._resting_current = current_mA_per_cm2
        self.resting_inflow = self.inflow(current_mA_per_cm2, 1.0)

    def measured(self, ports: CalciumPorts) -> None:
        """Take over the ports' areas and the enzymes' totals after a change of geometry."""
        self._areas_um2 = ports.areas_um2
        self.rest_with(self._resting_current)
        self._camkii.renew()
        self._can.renew()

    def state(self) -> dict[str, Floats]:
        """Everything that goes on while the electrics are at rest, for `restore`."""
        return {
            "kernel": self.kernel.snapshot(),
            "resting_current": self._resting_current.copy(),
            "camkii": self._camkii.total.copy(),
            "can": self._can.total.copy(),
        }

    def restore(self, state: Mapping[str, Floats]) -> None:
        """Go on from what `state` returned; the kernel's geometry is restored before."""
        self.kernel.restore(state["kernel"])
        self.rest_with(np.array(state["resting_current"]))
        self._camkii.total, self._can.total = np.array(state["camkii"]), np.array(state["can"])

    def inflow(self, charge_mA_ms_per_cm2: Floats, dt_ms: float) -> Floats:
        """Calcium inflow of each compartment (uM um^3 / ms) from the ports' charge over `dt_ms`."""
        amount = calcium_inflow(1.0, 1.0) * charge_mA_ms_per_cm2 * self._areas_um2
        return np.asarray(self._shares @ amount) / dt_ms

    def advance(
        self,
        time_ms: float,
        dt_ms: float,
        charge_mA_ms_per_cm2: Floats,
        *,
        coupled: bool = False,
    ) -> None:
        """One chemistry step from `time_ms`, with what the ports have summed over it.

        `coupled`: all mobile species are solved together, as long steps need.
        """
        inflow = self.inflow(charge_mA_ms_per_cm2, dt_ms)
        self.changes.act(time_ms)
        for current in self._currents:
            current.add(inflow, time_ms, dt_ms)
        if self._sodium is not None:
            self._sodium.act()
        if self._releases is not None:
            self._releases.act(time_ms, dt_ms)
        if self._light is not None:
            self._light.act(time_ms, dt_ms)
        self.kernel.advance(dt_ms, inflow, coupled=coupled)

    def fall_silent(self) -> None:
        """The part with electrical resolution is over: no synapse acts any more."""
        if self._sodium is not None:
            self._sodium.rest()
        if self._releases is not None:
            self._releases.rest()

    def port_calcium_uM(self) -> Floats:
        """What each port's segment sees."""
        return np.asarray(self._means @ self.kernel.ca_uM)

    def inhibit(self, camkii: float = 1.0, calcineurin: float = 1.0) -> None:
        """From now on only these shares of the enzymes' activity count."""
        self._camkii.share, self._can.share = camkii, calcineurin

    def head_ca_uM(self) -> Floats:
        """Free calcium of each head, shape (n_spines,)."""
        return self.kernel.ca_uM[self._heads]

    def shaft_ca_uM(self) -> Floats:
        """Mean free calcium over the 1 um of dendrite centred on each neck base."""
        return np.asarray(self._windows @ self.kernel.ca_uM)

    def dff(self) -> tuple[Floats, Floats] | None:
        """dF/F of the indicator in each head and in the 1 um of dendrite; None without a dye."""
        return None if self._microscope is None else self._microscope.read()

    def camkii_active(self) -> Floats:
        """Active fraction of CaMKII subunits in each head."""
        return self._camkii.read()

    def can_active(self) -> Floats:
        """Active fraction of calcineurin in each head."""
        return self._can.read()


class _Microscope:
    """dF/F of heads and of the dendrite below them; made at rest, which sets F0."""

    def __init__(
        self, kernel: Kernel, dye: str, heads: NDArray[np.int64], windows: sparse.csr_matrix
    ) -> None:
        self._kernel, self._dye = kernel, find_dye(dye)
        own = sparse.csr_matrix(
            (np.ones(len(heads)), (np.arange(len(heads)), heads)), shape=windows.shape
        )
        self._weights = sparse.vstack([own, windows]).tocsr()
        self._rest = np.asarray(self._weights @ fluorescence(self._dye, *self._indicator()))

    def _indicator(self) -> tuple[Floats, Floats]:
        return self._kernel.state("dye"), self._kernel.state("dye_ca")

    def read(self) -> tuple[Floats, Floats]:
        """dF/F of each head and of the dendrite at its base."""
        found = delta_f_over_f(self._dye, *self._indicator(), self._rest, self._weights)
        heads, shafts = np.split(found, 2)
        return heads, shafts


class _Fraction:
    """The active share of an enzyme in each head."""

    def __init__(
        self,
        kernel: Kernel,
        heads: NDArray[np.int64],
        active: Mapping[str, float],
        total: Mapping[str, float],
    ) -> None:
        self._active = kernel.probe(active, heads)
        self._all = kernel.probe(total, heads)
        self.total = self._all()
        self.share = 1.0

    def renew(self) -> None:
        """Take the present total."""
        self.total = self._all()

    def read(self) -> Floats:
        """Zero where the enzyme is absent."""
        return np.divide(
            self.share * self._active(),
            self.total,
            out=np.zeros_like(self.total),
            where=self.total > 0,
        )


def _exchange(
    grid: Grid, model: Model, ports: CalciumPorts
) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """Shares (compartments x ports) of each port's inflow, and means (ports x compartments)."""
    shape = (len(grid.compartments), len(ports.segments))
    shares, means = sparse.lil_matrix(shape), sparse.lil_matrix(shape[::-1])
    column = {place: n for n, place in enumerate(ports.places)}
    for spine in grid.spines:
        port = column[spine.name, 0]
        shares[spine.head, port] = means[port, spine.head] = 1.0
    for host in model.hosts.values():
        cells = np.array(grid.shaft(host.name).compartments)
        own = np.array([column[host.name, n] for n in range(len(host.segments))])
        shares[cells[:, None], own[None, :]] = grid.inflow_weights(host.name, host.boundaries_um)
        means[own[:, None], cells[None, :]] = grid.segment_weights(host.name, host.boundaries_um)
    return shares.tocsr(), means.tocsr()


class _Pulses:
    """A prescribed calcium current into some heads."""

    def __init__(
        self, experiment: Experiment, index: int, stimulus: CalciumCurrent, heads: NDArray[np.int64]
    ) -> None:
        self._onsets = np.array(experiment.times_ms(index))
        self._pulse_ms = stimulus.pulse_ms
        self._rate = calcium_inflow(-PA_PER_UM2_IN_MA_PER_CM2 * stimulus.amplitude_pA, 1.0)
        chosen = [
            n for n, spine in enumerate(experiment.spines) if experiment.reaches(index, spine.name)
        ]
        self._cells = heads[chosen]

    def add(self, inflow: Floats, time_ms: float, dt_ms: float) -> None:
        """Add the mean current over a step to the inflow (uM um^3 / ms)."""
        start = np.maximum(self._onsets, time_ms)
        end = np.minimum(self._onsets + self._pulse_ms, time_ms + dt_ms)
        share = float(np.clip(end - start, 0.0, None).sum()) / dt_ms
        if share:
            inflow[self._cells] += share * self._rate
