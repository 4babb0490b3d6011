"""The compiled chemistry of a network: its state, its steps, its accounts."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spinecable.chemistry import rates
from spinecable.chemistry.adaptive import AdaptiveReport, advance_adaptive
from spinecable.chemistry.kernel_memory import Memory
from spinecable.chemistry.network import Floats, Link, Network, state_arrays
from spinecable.errors import ChemistryError, suggestion


class Kernel:
    """A network with a state, advanced in time by compiled code.

    Arrays that the caller passes or receives have one entry per compartment, in the order of
    ``network.compartments``.

    Parameters
    ----------
    network : compartments, links, schemes.
    initial : concentrations (uM) at the start, by kind (``{"head": {"ca": 0.05}}``) or as arrays
        by species; what is not named starts at 0.

    Attributes
    ----------
    source_hash : digest of the generated code, which the schemes alone decide.

    Raises
    ------
    ChemistryError : an initial value that cannot be.
    MechanismError, ToolchainError : no compiler, or it refuses the code.
    """

    def __init__(
        self,
        network: Network,
        *,
        initial: Mapping[str, Mapping[str, float]] | Mapping[str, ArrayLike],
    ) -> None:
        self.network = network
        self._memory = Memory(network)
        self.source_hash = self._memory.source_hash
        self._dt_ms = float("nan")
        for name, values in state_arrays(network, initial).items():
            self._memory.write("species", name, values)
        self._memory.publish()

    # -- state ----------------------------------------------------------------------------

    @property
    def ca_uM(self) -> Floats:
        """Free calcium (uM); a live array that each step overwrites. Do not write to it."""
        return self._memory.ca_uM

    @property
    def volumes_um3(self) -> Floats:
        """Present volume of every compartment."""
        return self._memory.volumes[self._memory.places]

    def state(self, species: str) -> Floats:
        """Concentration (uM) in every compartment; nan where the kind lacks the species."""
        return self._memory.read("species", species)

    def probe(self, weights: Mapping[str, float], compartments: ArrayLike) -> Callable[[], Floats]:
        """A fast reader of a weighted sum of species (uM) in some compartments of one kind.

        Calling what is returned gives shape (n,), in the order of `compartments`.
        """
        chosen = np.asarray(compartments, dtype=np.int64)
        places = []
        for name in weights:
            found = self._memory.positions(name)[chosen]
            if np.any(found < 0):
                bad = int(chosen[found < 0][0])
                raise ChemistryError(
                    f"there is no species '{name}'", where=self.network.compartments[bad].name
                )
            places.append(found)
        index = np.array(places)
        factors = np.array(list(weights.values()))
        return lambda: factors @ self._memory.state[index]

    def states(self) -> dict[str, Floats]:
        """Every species' concentrations; what `initial` takes."""
        return {name: self.state(name) for name in self.network.species}

    def set_state(self, species: str, values: ArrayLike) -> None:
        """Overwrite one species (uM), with a number or one value per compartment."""
        self.state(species)
        given = np.broadcast_to(np.asarray(values, dtype=float), len(self.network.compartments))
        self._memory.write("species", species, given)
        self._memory.publish()

    def parameter(self, name: str) -> Floats:
        """A parameter's value in every compartment; nan where the scheme lacks it."""
        return self._memory.read("parameter", name)

    def set_parameter(self, name: str, values: ArrayLike) -> None:
        """Overwrite a parameter; nothing is compiled again. Diffusion coefficients are refused."""
        self.parameter(name)
        if any(s.diffusion == name for v in self.network.schemes.values() for s in v.species):
            raise ChemistryError(
                f"'{name}' is a diffusion coefficient", tip="Build a new network with it."
            )
        given = np.broadcast_to(np.asarray(values, dtype=float), len(self.network.compartments))
        self._memory.write("parameter", name, given)

    def set_geometry(self, volumes_um3: ArrayLike, factors_um: ArrayLike) -> None:
        """New volumes and link factors; every amount stays where it is.

        Parameters
        ----------
        volumes_um3 : shape (n_compartments,).
        factors_um : area / length of each link, in the order of ``network.links``.
        """
        volumes = np.asarray(volumes_um3, dtype=float)
        factors = np.asarray(factors_um, dtype=float)
        if volumes.shape != self._memory.volumes.shape or len(factors) != len(self.network.links):
            raise ChemistryError("one volume per compartment and one factor per link are needed")
        if not (np.all(volumes > 0) and np.all(factors > 0)):
            raise ChemistryError("volumes and link factors must be positive")
        ratio = self.volumes_um3 / volumes
        for name in self.network.species:
            self._memory.write("species", name, self.state(name) * ratio)
        self._memory.volumes[:] = volumes[self._memory.order]
        self._memory.links[:] = self._memory.link_factors(
            [Link(k.a, k.b, float(f)) for k, f in zip(self.network.links, factors, strict=True)]
        )
        self._dt_ms = float("nan")
        self._memory.publish()

    def snapshot(self) -> Floats:
        """A copy of the whole state for `restore`."""
        return self._memory.state.copy()

    def restore(self, snapshot: Floats) -> None:
        """Return to a state taken with `snapshot`."""
        self._memory.state[:] = snapshot
        self._memory.publish()

    def tolerated(self) -> NDArray[np.bool_]:
        """Entries of a snapshot that count as error: not accounts, not what fills up blocks."""
        return self._memory.tolerated()

    # -- time -----------------------------------------------------------------------------

    def advance(
        self,
        dt_ms: float,
        inflow_uM_um3_per_ms: ArrayLike | None = None,
        clamped: ArrayLike | None = None,
        *,
        steps: int = 1,
        coupled: bool = False,
    ) -> None:
        """One step, or several with the same inflow.

        Parameters
        ----------
        dt_ms : length of a step.
        inflow_uM_um3_per_ms : calcium that enters each compartment through its membrane.
        clamped : True where free calcium is held (the amount that this takes is not booked).
        coupled : solve all mobile species together with calcium. Needed where steps are long
            against their diffusion; several times as costly.

        Raises
        ------
        ChemistryError : calcium is no longer a number.
        """
        n = len(self.network.compartments)
        inflow = mask = None
        if inflow_uM_um3_per_ms is not None:
            inflow = np.ascontiguousarray(inflow_uM_um3_per_ms, dtype=float)
            if inflow.shape != (n,):
                raise ChemistryError(f"the inflow has shape {inflow.shape}, not ({n},)")
        if clamped is not None:
            mask = np.ascontiguousarray(np.broadcast_to(np.asarray(clamped, dtype=np.uint8), n))
        if dt_ms != self._dt_ms:
            if not dt_ms > 0:
                raise ChemistryError(f"a step of {dt_ms} ms")
            self._memory.library.factorise(ctypes.byref(self._memory.tree), dt_ms * 1e-3)
            self._dt_ms = dt_ms
        failed = self._memory.library.advance(
            ctypes.byref(self._memory.tree),
            dt_ms * 1e-3,
            steps,
            None if inflow is None else inflow.ctypes.data,
            None if mask is None else mask.ctypes.data,
            int(coupled),
        )
        if failed:
            bad = failed - 1
            if inflow is not None and not np.isfinite(inflow).all():
                bad = int(np.argmin(np.isfinite(inflow)))
            raise ChemistryError(
                f"calcium is not a number after a step of {dt_ms:g} ms",
                where=self.network.compartments[bad].name,
                tip="Check the inflow and the parameters of this compartment.",
            )

    def advance_adaptive(
        self,
        duration_ms: float,
        inflow_uM_um3_per_ms: ArrayLike | None = None,
        *,
        clamped: ArrayLike | None = None,
        rtol: float = 1e-3,
        first_dt_ms: float = 0.1,
        largest_dt_ms: float = 6e4,
        sample_times_ms: Sequence[float] | Floats | None = None,
        on_sample: Callable[[float], None] | None = None,
    ) -> AdaptiveReport:
        """Steps as long as the accuracy allows; see `spinecable.chemistry.adaptive`."""
        return advance_adaptive(
            self,
            duration_ms,
            inflow_uM_um3_per_ms,
            clamped=clamped,
            rtol=rtol,
            first_dt_ms=first_dt_ms,
            largest_dt_ms=largest_dt_ms,
            sample_times_ms=sample_times_ms,
            on_sample=on_sample,
        )

    # -- accounts -------------------------------------------------------------------------

    def total(self, name: str) -> float:
        """Amount (uM um^3) of a species, or of a conserved total of the schemes."""
        weights: dict[str, Mapping[str, float]] = {}
        for kind, scheme in self.network.schemes.items():
            if name in scheme.conserved:
                weights[kind] = scheme.conserved[name]
            elif name in {s.name for s in scheme.species}:
                weights[kind] = {name: 1.0}
        if not weights:
            known = {t for s in self.network.schemes.values() for t in s.conserved}
            raise ChemistryError(f"no total '{name}'", tip=suggestion(name, known))
        return self._amount(weights)

    def calcium_total(self) -> float:
        """All calcium (uM um^3): free, bound, and the account of what was extruded."""
        return self._amount(
            {
                kind: {s.name: float(s.calcium) for s in scheme.species}
                for kind, scheme in self.network.schemes.items()
            }
        )

    def _amount(self, weights: Mapping[str, Mapping[str, float]]) -> float:
        volumes = self.volumes_um3
        return float(
            sum(
                weight * np.dot(volumes[self.network.members[kind]], self.state(name)[members])
                for kind, members in self.network.members.items()
                for name, weight in weights.get(kind, {}).items()
            )
        )

    def derivative(self, inflow_uM_um3_per_ms: ArrayLike | None = None) -> float:
        """Largest |dx/dt| relative to the turnover of the same species (0 at a fixed point)."""
        network = self.network
        for kind, scheme in network.schemes.items():
            for p in scheme.parameters:
                if p.per_compartment and len(network.members[kind]):
                    network = network.with_values(p.name, self._only(kind, p.name, network))
        return rates.imbalance(network, self.states(), inflow_uM_um3_per_ms)

    def _only(self, kind: str, name: str, network: Network) -> Floats:
        values = np.full(len(network.compartments), np.nan)
        members = network.members[kind]
        values[members] = self.parameter(name)[members]
        return values
