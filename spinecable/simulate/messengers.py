"""Sodium, messengers and stores of a run: what synapses do to them, and what is seen of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from spinecable.chemistry.kernel import Kernel
from spinecable.chemistry.library.ip3 import GLUTAMATE_DRIVE, PLC_PER_RELEASE_UM
from spinecable.chemistry.library.sodium import SODIUM_INFLOW
from spinecable.chemistry.network import Floats
from spinecable.constants import (
    FARADAY_C_PER_MOL,
    GAS_J_PER_MOL_K,
    ZERO_CELSIUS_K,
)
from spinecable.describe.experiment import Experiment
from spinecable.electrics.ports import References
from spinecable.electrics.stimuli import released
from spinecable.result.variables import Variable

if TYPE_CHECKING:
    from spinecable.electrics.model import Model

SODIUM_OUTSIDE_MM = 145.0
"""Extracellular sodium (mM; ASSUMED: of usual bath solutions, 140-150)."""

POTASSIUM_REVERSAL_MV = -90.0
"""Reversal potential of potassium (mV): that of the CA1 set, Migliore 2005 (ModelDB 55035)."""

_UM_UM3_PER_NA_MS = 1e9 / FARADAY_C_PER_MOL
"""Amount (uM um^3 = 1e-21 mol) that 1 nA of monovalent ions carries in 1 ms."""

_UM_PER_MM = 1e3

_TRACE = ("spine", "time_ms")
VARIABLES: dict[str, Variable] = {
    "head_er_ca_uM": Variable(
        _TRACE, "uM", "free calcium in the lumen of the spine apparatus (0 where there is none)"
    ),
    "head_na_mM": Variable(_TRACE, "mM", "sodium in the spine head"),
    "shaft_na_mM": Variable(_TRACE, "mM", "sodium in the 1 um of dendrite at the neck base"),
    "head_ip3_uM": Variable(_TRACE, "uM", "IP3 in the spine head"),
    "shaft_ip3_uM": Variable(_TRACE, "uM", "IP3 in the 1 um of dendrite at the neck base"),
    "head_ras_uM": Variable(_TRACE, "uM", "active Ras-like messenger in the spine head"),
    "shaft_ras_uM": Variable(
        _TRACE, "uM", "active Ras-like messenger in the 1 um of dendrite at the neck base"
    ),
    "head_tracer": Variable(_TRACE, "1", "bright share of the tracer in the spine head"),
    "shaft_tracer": Variable(
        _TRACE, "1", "bright share of the tracer in the 1 um of dendrite at the neck base"
    ),
    "cofilin_active": Variable(_TRACE, "1", "share of cofilin without phosphate in the head"),
}
"""Traces that a run keeps where the experiment's chemistry has them."""


def described(name: str) -> dict[str, Variable]:
    """The variables that come from one of `VARIABLES`: its trace, its course and its peak."""
    one = VARIABLES[name]
    return {
        name: one,
        f"late_{name}": Variable(("spine", "late_time_min"), one.units, one.long_name),
        f"peak_{name}": Variable(("spine",), one.units, f"highest {one.long_name}"),
    }


class Watch:
    """Reads the optional observables of heads and of the dendrite below them.

    Parameters
    ----------
    heads : compartment of each head.
    windows : weights (n_spines, n_compartments) of the dendrite at each neck base.
    """

    def __init__(
        self,
        experiment: Experiment,
        kernel: Kernel,
        heads: NDArray[np.int64],
        windows: sparse.csr_matrix,
    ) -> None:
        chemistry = experiment.chemistry
        self._readers: dict[str, Callable[[], Floats]] = {}
        stored = np.array([spine.apparatus for spine in experiment.spines])
        if stored.any():
            amount = kernel.probe({"er_ca": 1.0}, heads[stored])
            share = kernel.parameter("er_volume_fraction")[heads[stored]]

            def luminal() -> Floats:
                found = np.zeros(len(heads))
                found[stored] = amount() / share
                return found

            self._readers["head_er_ca_uM"] = luminal
        every = np.arange(len(kernel.network.compartments))
        for on, species, name, unit in (
            (chemistry.sodium, "na", "na_mM", _UM_PER_MM),
            (chemistry.ip3, "ip3", "ip3_uM", 1.0),
            (chemistry.ras, "ras", "ras_uM", 1.0),
            (chemistry.tracer_um2_per_s > 0, "tracer", "tracer", 1.0),
        ):
            if on:
                weights = {species: 1.0 / unit}
                self._readers[f"head_{name}"] = kernel.probe(weights, heads)
                self._readers[f"shaft_{name}"] = _mean(kernel.probe(weights, every), windows)
        if chemistry.cofilin:
            active = kernel.probe({"cof": 1.0}, heads)
            total = kernel.probe({"cof": 1.0, "cof_p": 1.0}, heads)
            self._readers["cofilin_active"] = lambda: np.divide(
                active(), total(), out=np.zeros(len(heads)), where=total() > 0
            )

    def read(self) -> dict[str, Floats]:
        """Present values by name, each of shape (n_spines,); empty where nothing is watched."""
        return {name: reader() for name, reader in self._readers.items()}


def _mean(reader: Callable[[], Floats], windows: sparse.csr_matrix) -> Callable[[], Floats]:
    return lambda: np.asarray(windows @ reader())


class SynapticSodium:
    """Sodium that AMPA and NMDA receptors let into their heads.

    Their conductance g, which reverses at 0 mV, is one of sodium and one of potassium in parallel:
    ``i_Na = s g (v - E_Na)`` with ``s = -E_K / (E_Na - E_K)``. E_Na is that of resting sodium.
    """

    def __init__(
        self, experiment: Experiment, model: Model, kernel: Kernel, heads: NDArray[np.int64]
    ) -> None:
        self._kernel, self._heads = kernel, heads
        rest_mM = kernel.parameter("na_rest_uM")[heads[0]] / _UM_PER_MM
        kelvin = experiment.cell.temperature_C + ZERO_CELSIUS_K
        self.reversal_mV = float(
            1e3 * GAS_J_PER_MOL_K * kelvin / FARADAY_C_PER_MOL * np.log(SODIUM_OUTSIDE_MM / rest_mM)
        )
        self.share = -POTASSIUM_REVERSAL_MV / (self.reversal_mV - POTASSIUM_REVERSAL_MV)
        self._volts = References([spine.head_seg._ref_v for spine in model.spines])
        places, references = [], []
        for n, spine in enumerate(model.spines):
            for receptor in (spine.ampa, spine.nmda):
                if receptor is not None:
                    places.append(n)
                    references.append(receptor._ref_g)
        self._places = np.array(places, dtype=np.int64)
        self._conductances = References(references)
        self._values = np.zeros(len(kernel.network.compartments))

    def act(self) -> None:
        """Set the inflow of the next step from present conductances and voltages."""
        conductance_uS = np.bincount(
            self._places, weights=self._conductances.read(), minlength=len(self._heads)
        )
        current_nA = self.share * conductance_uS * (self._volts.read() - self.reversal_mV)
        inflow = -current_nA * _UM_UM3_PER_NA_MS * 1e3 / self._kernel.volumes_um3[self._heads]
        self._values[self._heads] = inflow
        self._kernel.set_parameter(SODIUM_INFLOW, self._values)

    def rest(self) -> None:
        """No synapse is open."""
        self._kernel.set_parameter(SODIUM_INFLOW, 0.0)


class Releases:
    """Glutamate that boutons release onto their heads, as far as phospholipase sees it."""

    def __init__(self, experiment: Experiment, kernel: Kernel, heads: NDArray[np.int64]) -> None:
        self._kernel, self._heads = kernel, heads
        self._acting = False
        self._times: list[Floats] = []
        self._amounts: list[Floats] = []
        for spine in experiment.spines:
            times, amounts = released(experiment, spine.name)
            self._times.append(np.array(times))
            self._amounts.append(np.concatenate([[0.0], np.cumsum(amounts)]))

    def act(self, time_ms: float, dt_ms: float) -> None:
        """Set the drive of the step that starts at `time_ms`."""
        edges = np.array([time_ms, time_ms + dt_ms]) - 1e-9
        glutamate = np.array(
            [
                np.diff(amounts[np.searchsorted(times, edges)])[0]
                for times, amounts in zip(self._times, self._amounts, strict=True)
            ]
        )
        now = bool(glutamate.any())
        if now or self._acting:
            self._set(glutamate * PLC_PER_RELEASE_UM / (1e-3 * dt_ms))
        self._acting = now

    def rest(self) -> None:
        """Nothing is released any more."""
        self._acting = False
        self._set(np.zeros(len(self._heads)))

    def _set(self, drive_uM_per_s: Floats) -> None:
        values = np.zeros(len(self._kernel.network.compartments))
        values[self._heads] = drive_uM_per_s
        self._kernel.set_parameter(GLUTAMATE_DRIVE, values)
