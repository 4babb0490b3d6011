"""A spine of another size: what its compartments hold afterwards, and the account of it.

(1) The change of volume leaves every amount where it is: concentrations change by V_old / V_new.
(2) Then the rules of `spinecable.describe.remodelling` add or remove: what follows membrane area
(pumps, and with them the leak) is multiplied by A_new / A_old, what follows volume (immobile
buffer, enzymes of the head) by V_new / V_old, every state of it alike, with what it has bound.
That difference is booked species by species. What diffuses is neither made nor removed; it flows.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np

from spinecable.chemistry.grid import Grid, spine_factors
from spinecable.chemistry.kernel import Kernel
from spinecable.chemistry.network import Floats
from spinecable.chemistry.rest import LEAK
from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.remodelling import Remodelling

BY_AREA = ("pmca", "ncx")
"""Totals that follow `Remodelling.pumps`."""
BUFFER = ("imm",)
"""Totals that follow `Remodelling.buffer`."""
ENZYMES = ("camkii", "can", "pp1", "i1")
"""Totals that follow `Remodelling.enzymes`."""
CONSTANTS = ("pp1_uM", "pka_uM")
"""Concentrations that a scheme holds as parameters; they follow `Remodelling.enzymes`."""


class Reshaper:
    """Changes the geometry of a kernel's spines.

    Parameters
    ----------
    kernel, grid : at rest; the compartments of one are those of the other.
    rule : what stays as it is when a size changes.

    Attributes
    ----------
    booked_uM_um3 : species -> amount that rules have added to (or, negative, removed from) each
        spine so far, shape (n_spines,).
    """

    def __init__(self, kernel: Kernel, grid: Grid, rule: Remodelling) -> None:
        self._kernel, self._grid = kernel, grid
        network = kernel.network
        self._volumes = kernel.volumes_um3.copy()
        self._areas = np.array([c.area_um2 for c in grid.compartments])
        self._factors = np.array([link.factor_um for link in network.links])
        places = {frozenset((link.a, link.b)): i for i, link in enumerate(network.links)}
        self._links = [
            [places[frozenset(pair)] for pair in _chain(spine.head, spine.neck, spine.base)]
            for spine in grid.spines
        ]
        self._owner = np.full(len(grid.compartments), -1)
        for n, spine in enumerate(grid.spines):
            self._owner[[spine.head, *spine.neck]] = n
        n = len(grid.compartments)
        rules = {**dict.fromkeys(BY_AREA, rule.pumps), **dict.fromkeys(BUFFER, rule.buffer)}
        rules |= dict.fromkeys(ENZYMES, rule.enzymes)
        self._by_area: dict[str, Floats] = {}
        self._by_volume: dict[str, Floats] = {}
        for kind, scheme in network.schemes.items():
            members = network.members[kind]
            fixed = {s.name for s in scheme.species if s.diffusion is None and not s.bookkeeping}
            for total, weights in scheme.conserved.items():
                if rules.get(total) != "density":
                    continue
                store = self._by_area if total in BY_AREA else self._by_volume
                for species in fixed & set(weights):
                    store.setdefault(species, np.zeros(n))[members] = 1.0
        self._leak_by_area = rule.pumps == "density"
        self._constants = () if rule.enzymes == "density" else CONSTANTS
        self.booked_uM_um3 = {
            name: np.zeros(len(grid.spines)) for name in sorted({*self._by_area, *self._by_volume})
        }

    def apply(self, shapes: Mapping[int, SpineGeometry]) -> None:
        """Give spines (by their number) new shapes."""
        kernel = self._kernel
        volumes, areas, factors = self._volumes.copy(), self._areas.copy(), self._factors.copy()
        for n, shape in shapes.items():
            cells = self._grid.spines[n]
            neck = list(cells.neck)
            volumes[cells.head], areas[cells.head] = shape.volume_um3, shape.head_area_um2
            volumes[neck] = shape.neck_volume_um3 / len(neck)
            areas[neck] = shape.neck_area_um2 / len(neck)
            factors[self._links[n]] = spine_factors(shape, len(neck))
        grown, spread = volumes / self._volumes, areas / np.where(self._areas > 0, self._areas, 1.0)
        kernel.set_geometry(volumes, factors)
        spines = self._owner >= 0
        for store, ratio in ((self._by_area, spread), (self._by_volume, grown)):
            for species, chosen in store.items():
                here = (chosen > 0) & spines & (ratio != 1.0)
                if not here.any():
                    continue
                before = kernel.state(species)
                after = np.where(here, before * ratio, before)
                kernel.set_state(species, np.nan_to_num(after))
                gain = (after - before)[here] * volumes[here]
                np.add.at(self.booked_uM_um3[species], self._owner[here], gain)
        leak = kernel.parameter(LEAK) / grown * (spread if self._leak_by_area else 1.0)
        kernel.set_parameter(LEAK, leak)
        for name in self._constants:
            if self._has(name):
                kernel.set_parameter(name, kernel.parameter(name) / grown)
        self._volumes, self._areas, self._factors = volumes, areas, factors

    def state(self) -> dict[str, Floats]:
        """Everything that goes on, for `restore`."""
        return {
            "volumes": self._volumes.copy(),
            "areas": self._areas.copy(),
            "factors": self._factors.copy(),
            **{f"booked.{name}": values.copy() for name, values in self.booked_uM_um3.items()},
            **{
                f"parameter.{name}": self._kernel.parameter(name)
                for name in (LEAK, *self._constants)
                if self._has(name)
            },
        }

    def restore(self, state: Mapping[str, Floats]) -> None:
        """Go on from what `state` returned; the kernel's species are restored after it."""
        self._volumes, self._areas = np.array(state["volumes"]), np.array(state["areas"])
        self._factors = np.array(state["factors"])
        self._kernel.set_geometry(self._volumes, self._factors)
        for name in self.booked_uM_um3:
            self.booked_uM_um3[name] = np.array(state[f"booked.{name}"])
        for key, values in state.items():
            if key.startswith("parameter."):
                self._kernel.set_parameter(key.removeprefix("parameter."), np.nan_to_num(values))

    def _has(self, name: str) -> bool:
        schemes = self._kernel.network.schemes.values()
        return any(p.name == name for s in schemes for p in s.parameters)


def _chain(head: int, neck: Sequence[int], base: int) -> list[tuple[int, int]]:
    row = (head, *neck, base)
    return list(itertools.pairwise(row))
