"""A few typical spines on one cell, and their responses to a spike, an EPSP or both.

The spines stand far apart in one model. A run is coupled as in `spinecable.simulate`. Calcium
hardly changes its own inflow (the Goldman-Hodgkin-Katz driving force falls by 0.1 % at 2 uM), so
the inflow of one coupled run can also be replayed into other chemistry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from spinecable.chemistry.network import Floats
from spinecable.constants import AVOGADRO_PER_MOL, FARADAY_C_PER_MOL
from spinecable.describe.experiment import Experiment
from spinecable.describe.preparation import Preparation
from spinecable.electrics.contents import head_electrics, shaft_electrics
from spinecable.electrics.model import Model, build_model, required_mechanisms
from spinecable.electrics.ports import CalciumPorts, References, VoltageProbe
from spinecable.electrics.presets import load_biophysics
from spinecable.electrics.spine import PlacedSpine
from spinecable.electrics.stimuli import spike_threshold_nA
from spinecable.mechanisms.load import load_mechanisms, neuron_h
from spinecable.morphology.axon import with_axon
from spinecable.morphology.read import read_morphology
from spinecable.morphology.sites import resolve_sites
from spinecable.simulate.calcium import CalciumSide, build_calcium_grid

IONS_PER_CHARGE = 1e-14 * AVOGADRO_PER_MOL / (2.0 * FARADAY_C_PER_MOL)
"""Calcium ions per um^2 in 1 mA ms / cm^2."""

PULSE_MS = 2.0
SAFETY = 1.3
"""Somatic pulse and its factor above threshold, as in `EvokedSpikes`."""

LEAD_MS = 5.0
"""Rest before the first event."""

OGB_1 = {"on": 450.0, "off": 92.0}
"""Oregon Green BAPTA-1: binding (/uM/s) and unbinding (/s), Cornelisse 2007 ModelDB 97903."""

OGB_1_DIFFUSION_UM2_PER_S = 50.0
"""Cornelisse 2007 ModelDB 97903."""

Contents = Mapping[str, Mapping[str, float]]
"""Group -> key -> value that replaces the preparation's."""


def population(chemistry_dt_ms: float = 0.1, neck_length_um: float = 0.6) -> Experiment:
    """Four spines on obliques of the bundled CA1 cell, 104-145 um from the soma, at 34 C.

    Heads of 0.03 to 0.12 um^3 (Harris & Stevens 1989, 10.1523/JNEUROSCI.09-08-02982.1989: mean
    0.05, and those seen well in a microscope are the larger ones) on necks 0.15 um wide (same
    source), as in Sabatini 2002: nearer than 150 um, 34 C.
    """
    places = [("apical[2]", 0.11, 0.03), ("apical[3]", 0.18, 0.06), ("apical[11]", 0.10, 0.08)]
    places.append(("apical[14]", 0.10, 0.12))
    return Experiment.model_validate(
        {
            "buffering": "dialysed",
            "cell": {
                "morphology": "ca1_pyramidal",
                "biophysics": "ca1_migliore2005",
                "temperature_C": 34.0,
            },
            "spine": [
                {
                    "name": f"head_{1000 * volume:.0f}",
                    "site": {"section": section, "position": position},
                    "geometry": {
                        "head_volume_um3": volume,
                        "neck_length_um": neck_length_um,
                        "neck_diameter_um": 0.15,
                    },
                }
                for section, position, volume in places
            ],
            "simulation": {"duration_ms": 100.0, "chemistry_dt_ms": chemistry_dt_ms},
        }
    )


def with_contents(preparation: Preparation, contents: Contents) -> Preparation:
    """A preparation with some values of some groups replaced."""
    for group, values in contents.items():
        preparation = preparation.overridden(group, values)
    return preparation


def with_dye(preparation: Preparation, dye_uM: float) -> Preparation:
    """Oregon Green BAPTA-1 in place of calbindin: all of its sites get the dye's rates."""
    rates = {f"{site}_{way}": v for site in ("cbh", "cbm") for way, v in OGB_1.items()}
    dye: dict[str, Mapping[str, float]] = {
        group: {"calbindin_uM": dye_uM / 4.0} for group in ("head", "neck", "shaft")
    }
    dye["kinetics"] = {**rates, "d_cb_um2_per_s": OGB_1_DIFFUSION_UM2_PER_S}
    return with_contents(preparation, dye)


def dye_capacity(dye_uM: float, rest_uM: float, peak_uM: float | Floats) -> Any:
    """Calcium that the dye takes up per free calcium, from rest to a peak."""
    kd = OGB_1["off"] / OGB_1["on"]
    return dye_uM * kd / ((kd + rest_uM) * (kd + peak_uM))


@dataclass(frozen=True)
class Response:
    """One run; traces have the shape (n_spines, n_times) and start at time 0.

    Parameters
    ----------
    time_ms : end of each chemistry step.
    head_ca_uM, shaft_ca_uM : free calcium; of the shaft over 1 um about the neck base.
    charge_mA_ms_per_cm2 : calcium current of each port over each step, shape (n_steps, n_ports).
    head_mV : voltage of the heads, empty where inflow was replayed.
    nmda_open : NMDA receptors open and unblocked in each head, empty where replayed.
    ampa_open : AMPA receptors open in each head, empty where replayed.
    """

    time_ms: Floats
    head_ca_uM: Floats
    shaft_ca_uM: Floats
    charge_mA_ms_per_cm2: Floats
    head_mV: Floats
    nmda_open: Floats
    ampa_open: Floats


class Bench:
    """The population in NEURON with the conductances of one preparation.

    Use as a context manager: NEURON holds one model at a time.

    Parameters
    ----------
    preparation : its contents fill all spines alike.
    experiment : the spines, the cell and the steps; its stimuli are not used.
    spike_current_nA : of the somatic pulse; None looks for it.
    """

    def __init__(
        self,
        preparation: Preparation,
        experiment: Experiment | None = None,
        spike_current_nA: float | None = None,
    ) -> None:
        self.preparation = preparation
        self.experiment = experiment or population()
        cell = self.experiment.cell
        morphology = with_axon(read_morphology(cell.morphology, cell.accept), cell.axon)
        places = resolve_sites(morphology, self.experiment.spines)
        head = preparation.values("head")
        spines = [
            PlacedSpine(
                spine.name,
                spine.geometry,
                places[spine.name].section,
                places[spine.name].position,
                head_electrics(spine.geometry, head, self.experiment.bath),
            )
            for spine in self.experiment.spines
        ]
        shaft = shaft_electrics(preparation.values("shaft"))
        biophysics = load_biophysics(cell.biophysics)
        load_mechanisms(
            {n for n in required_mechanisms(biophysics, shaft, spines) if n.startswith("sc_")}
        )
        self.model: Model = build_model(
            cell,
            morphology,
            spines,
            biophysics=biophysics,
            shaft=shaft,
            bath=self.experiment.bath,
            dt_ms=self.experiment.simulation.dt_ms,
            initial_mV=self.experiment.simulation.initial_mV,
            d_lambda=self.experiment.simulation.d_lambda,
            resting_calcium_uM=head["resting_calcium_uM"],
        )
        self._given_current_nA = spike_current_nA
        self.grid = build_calcium_grid(self.experiment, morphology, places)
        self.ports = CalciumPorts(self.model)
        self._voltage = VoltageProbe(self.model)
        self._receptors = [spine.nmda for spine in self.model.spines]
        self._ampa = [spine.ampa for spine in self.model.spines]
        self._stimuli = _Stimuli(self.model)

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *exc: object) -> None:
        self._receptors.clear()
        self._ampa.clear()
        self._stimuli.clear()
        self.model.close()

    @cached_property
    def spike_current_nA(self) -> float:
        """The somatic pulse that evokes one spike."""
        if self._given_current_nA is not None:
            return self._given_current_nA
        return SAFETY * spike_threshold_nA(self.model, PULSE_MS)

    def chemistry(self, preparation: Preparation | None = None) -> CalciumSide:
        """The chemistry of all spines, at rest."""
        chosen = preparation or self.preparation
        self._stimuli.choose(None, (), 0.0)
        self.ports.write_uM(chosen.values("head")["resting_calcium_uM"])
        self.model.initialise()
        return CalciumSide(self.experiment, chosen, self.grid, self.model, self.ports)

    def run(
        self,
        *,
        spike_ms: float | None = None,
        release_ms: Sequence[float] = (),
        apart_ms: float = 0.0,
        duration_ms: float = 80.0,
        preparation: Preparation | None = None,
    ) -> Response:
        """Voltage and chemistry in turns.

        Parameters
        ----------
        spike_ms : onset of the somatic pulse, or None.
        release_ms : times of glutamate release at the first spine.
        apart_ms : by how much each spine's releases follow those of the one before it; releases
            onto many spines at once would add up in the dendrite.
        preparation : other contents of the chemistry; the conductances stay.
        """
        calcium = self.chemistry(preparation)
        current = self.spike_current_nA if spike_ms is not None else 0.0
        self._stimuli.choose(spike_ms, release_ms, current, apart_ms)
        simulation = self.experiment.simulation
        substeps = round(simulation.chemistry_dt_ms / simulation.dt_ms)
        head = self.preparation.values("head")
        nmda = _Open(self._receptors, 1e6 / head["nmdar_conductance_pS"])
        ampa = _Open(self._ampa, 1e6 / head["ampar_conductance_pS"])
        self.ports.write_uM(calcium.port_calcium_uM())
        self.model.initialise()
        self.ports.take_charge()
        keep = _Keep(calcium)
        keep.add(self._voltage.read_mV()[1::2], nmda.read(), ampa.read(), None)
        for step in range(round(duration_ms / simulation.chemistry_dt_ms)):
            self.model.advance(substeps)
            charge = self.ports.take_charge()
            dt_ms = simulation.chemistry_dt_ms
            calcium.advance(step * dt_ms, dt_ms, charge)
            self.ports.write_uM(calcium.port_calcium_uM())
            keep.add(self._voltage.read_mV()[1::2], nmda.read(), ampa.read(), charge)
        return keep.response(simulation.chemistry_dt_ms)

    def replay(self, charges: Sequence[Floats], preparation: Preparation) -> list[Response]:
        """The inflow of other runs (`Response.charge_mA_ms_per_cm2`) into other chemistry."""
        calcium = self.chemistry(preparation)
        rest = calcium.kernel.snapshot()
        dt_ms = self.experiment.simulation.chemistry_dt_ms
        nothing = np.zeros(0)
        responses = []
        for charge in charges:
            calcium.kernel.restore(rest)
            keep = _Keep(calcium)
            keep.add(nothing, nothing, nothing, None)
            for step, part in enumerate(charge):
                calcium.advance(step * dt_ms, dt_ms, part)
                keep.add(nothing, nothing, nothing, part)
            responses.append(keep.response(dt_ms))
        return responses


class _Open:
    """Receptors open: conductance over that of one receptor (per uS)."""

    def __init__(self, receptors: Sequence[Any], per_uS: float) -> None:
        self._conductance = References([receptor._ref_g for receptor in receptors])
        self._per_uS = per_uS

    def read(self) -> Floats:
        return self._per_uS * self._conductance.read()


class _Keep:
    """Traces of one run."""

    def __init__(self, calcium: CalciumSide) -> None:
        self._calcium = calcium
        self._rows: list[tuple[Floats, ...]] = []
        self._charge: list[Floats] = []

    def add(
        self, head_mV: Floats, nmda_open: Floats, ampa_open: Floats, charge: Floats | None
    ) -> None:
        head, shaft = self._calcium.head_ca_uM().copy(), self._calcium.shaft_ca_uM()
        self._rows.append((head, shaft, head_mV, nmda_open, ampa_open))
        if charge is not None:
            self._charge.append(charge)

    def response(self, dt_ms: float) -> Response:
        head, shaft, volts, nmda, ampa = (
            np.array(column, dtype=np.float64).T for column in zip(*self._rows, strict=True)
        )
        time = dt_ms * np.arange(head.shape[1], dtype=np.float64)
        return Response(time, head, shaft, np.array(self._charge), volts, nmda, ampa)


class _Stimuli:
    """One somatic pulse and releases at every spine, chosen anew for each run."""

    def __init__(self, model: Model) -> None:
        h = neuron_h()
        self._clamp = h.IClamp(model.soma_seg)
        self._clamp.amp, self._clamp.dur = 0.0, PULSE_MS
        self._connections: list[tuple[int, Any]] = []
        for index, spine in enumerate(model.spines):
            for process, receptor in (
                (spine.ampa, spine.placed.contents.ampa),
                (spine.nmda, spine.placed.contents.nmda),
            ):
                if process is not None and receptor is not None:
                    connection = h.NetCon(None, process)
                    connection.weight[0] = receptor.weight
                    self._connections.append((index, connection))
        self._release_ms: tuple[float, ...] = ()
        self._apart_ms = 0.0
        self._handler = h.FInitializeHandler(1, self._queue)

    def choose(
        self,
        spike_ms: float | None,
        release_ms: Sequence[float],
        amp_nA: float,
        apart_ms: float = 0.0,
    ) -> None:
        self._clamp.delay = spike_ms or 0.0
        self._clamp.amp = 0.0 if spike_ms is None else amp_nA
        self._release_ms = tuple(release_ms)
        self._apart_ms = apart_ms

    def clear(self) -> None:
        self._connections.clear()
        self._clamp = self._handler = None

    def _queue(self) -> None:
        for index, connection in self._connections:
            for time in self._release_ms:
                connection.event(time + index * self._apart_ms)
