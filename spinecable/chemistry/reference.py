"""A network integrated by scipy: slow, adaptive, and independent of the compiled kernel.

Nothing is split, frozen or eliminated here: all species, reactions and diffusion are one system
of equations, solved to the asked tolerance. It is what the kernel is compared with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.integrate import solve_ivp

from spinecable.chemistry.equations import Equations
from spinecable.chemistry.network import Network, state_arrays
from spinecable.errors import ChemistryError

Floats = NDArray[np.float64]
Inflow = Callable[[float], ArrayLike]

_S_PER_MS = 1e-3


@dataclass(frozen=True)
class Trajectory:
    """What `integrate` returns.

    Parameters
    ----------
    times_ms : shape (n_times,).
    states : species -> uM, shape (n_compartments, n_times), nan where the kind lacks it.
    """

    times_ms: Floats
    states: Mapping[str, Floats]


class _System:
    """The network's state as one vector: kind by kind, species by species, compartments last."""

    def __init__(self, network: Network, clamped: NDArray[np.bool_]) -> None:
        self.network = network
        self.blocks: list[tuple[Equations, Floats, NDArray[np.int64], slice]] = []
        self.place: dict[tuple[str, int], int] = {}
        start = 0
        for kind, members in network.members.items():
            if not len(members):
                continue
            equations = Equations(network.schemes[kind])
            columns = [equations.parameter_values(network.compartments[i].values) for i in members]
            size = len(equations.species) * len(members)
            self.blocks.append(
                (equations, np.array(columns).T, members, slice(start, start + size))
            )
            for k, name in enumerate(equations.species):
                for m, i in enumerate(members):
                    self.place[name, int(i)] = start + k * len(members) + m
            start += size
        self.size = start
        self.calcium = np.array([self.place["ca", i] for i in range(len(network.compartments))])
        self.moving = np.ones(self.size)
        self.moving[self.calcium[clamped]] = 0.0
        self.diffusion = self._diffusion()

    def _diffusion(self) -> sparse.csr_array:
        """Matrix (s^-1) of exchange along the links."""
        rows, columns, entries = [], [], []
        volumes = self.network.volumes_um3
        for name in self.network.species:
            for link, g in zip(self.network.links, self.network.conductances(name), strict=True):
                if g == 0.0:
                    continue
                for here, there in ((link.a, link.b), (link.b, link.a)):
                    i, j = self.place[name, here], self.place[name, there]
                    rows += [i, i]
                    columns += [i, j]
                    entries += [-g / volumes[here], g / volumes[here]]
        shape = (self.size, self.size)
        return sparse.csr_array(sparse.coo_array((entries, (rows, columns)), shape=shape))

    def derivative(self, y: Floats, inflow_uM_per_s: Floats) -> Floats:
        """dy/dt in uM/s."""
        found = self.diffusion @ y
        for equations, p, members, part in self.blocks:
            x = y[part].reshape(-1, len(members))
            found[part] += equations.derivative(x, p).ravel()
        found[self.calcium] += inflow_uM_per_s
        return found * self.moving

    def jacobian(self, y: Floats) -> sparse.csc_array:
        """d(dy/dt)/dy in s^-1."""
        parts = []
        for equations, p, members, part in self.blocks:
            m = len(members)
            n = len(equations.species)
            blocks = equations.jacobian(y[part].reshape(n, m), p)
            i, j, c = np.indices(blocks.shape)
            parts.append(
                sparse.coo_array(
                    (blocks.ravel(), ((i * m + c).ravel(), (j * m + c).ravel())),
                    shape=(n * m, n * m),
                )
            )
        whole = sparse.block_diag(parts, format="csr") + self.diffusion
        return sparse.csc_array(sparse.diags_array(self.moving) @ whole)

    def pack(self, state: Mapping[str, Floats]) -> Floats:
        """The vector of a state given as arrays by species."""
        y = np.empty(self.size)
        for (name, i), k in self.place.items():
            y[k] = state[name][i]
        return y

    def unpack(self, y: Floats) -> dict[str, Floats]:
        """Species -> (n_compartments, n_times) of vectors (size, n_times)."""
        n = len(self.network.compartments)
        found = {name: np.full((n, y.shape[1]), np.nan) for name in self.network.species}
        for (name, i), k in self.place.items():
            found[name][i] = y[k]
        return found


def integrate(
    network: Network,
    initial: Mapping[str, Mapping[str, float]] | Mapping[str, ArrayLike],
    duration_ms: float,
    *,
    inflow: Inflow | ArrayLike | None = None,
    clamped: ArrayLike | None = None,
    sample_times_ms: ArrayLike | None = None,
    rtol: float = 1e-8,
    atol_uM: float = 1e-12,
    max_step_ms: float = np.inf,
    method: Literal["BDF", "Radau"] = "BDF",
) -> Trajectory:
    """Integrate a network with scipy's ``solve_ivp``.

    Parameters
    ----------
    network : compartments, links and schemes.
    initial : kind -> species -> uM, or species -> array (n_compartments,).
    inflow : calcium entering each compartment (uM um3/ms), constant or a function of time (ms).
        A function that jumps needs `max_step_ms` or one call for each piece.
    clamped : mask (n_compartments,) of compartments whose calcium is held.
    sample_times_ms : when to report; by default the end.
    rtol, atol_uM : tolerances of the solver.

    Raises
    ------
    ChemistryError : the solver gave up.
    """
    n = len(network.compartments)
    volumes = network.volumes_um3
    held = np.zeros(n, dtype=bool) if clamped is None else np.asarray(clamped, dtype=bool)
    system = _System(network, held)
    entering: Inflow
    if callable(inflow):
        entering = inflow
    else:
        constant = np.zeros(n) if inflow is None else np.asarray(inflow, dtype=float)

        def entering(_: float) -> ArrayLike:
            return constant

    def right_hand_side(t_s: float, y: Floats) -> Floats:
        amount = np.asarray(entering(t_s / _S_PER_MS), dtype=float)
        return system.derivative(y, amount / volumes / _S_PER_MS)

    times = np.array([duration_ms]) if sample_times_ms is None else np.asarray(sample_times_ms)
    solution = solve_ivp(
        right_hand_side,
        (0.0, duration_ms * _S_PER_MS),
        system.pack(state_arrays(network, initial)),
        method=method,
        t_eval=np.clip(times * _S_PER_MS, 0.0, duration_ms * _S_PER_MS),
        jac=lambda _t, y: system.jacobian(y),
        rtol=rtol,
        atol=atol_uM,
        max_step=max_step_ms * _S_PER_MS,
    )
    if not solution.success:
        raise ChemistryError(f"scipy could not integrate the network: {solution.message}")
    return Trajectory(np.asarray(times, dtype=float), system.unpack(solution.y))
