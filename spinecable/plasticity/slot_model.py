"""AMPA receptors between a mobile pool and slots of the postsynaptic density.

The model of Becker & Tetzlaff 2021 (PLoS Comput Biol 17:e1008813, 10.1371/journal.pcbi.1008813).
``U`` receptors move on the spine's surface of area ``A``, ``B`` are bound to slots (``P`` in
all), ``S`` are carried by one exocytosis event:

    dU/dt = kexo S + kin + kBU(B) B - (kendo + kout) U/A - kUB(B) (P - B) U/A
    dB/dt = kUB(B) (P - B) U/A - kBU(B) B
    dS/dt = kinRE - koutRE S/V

Bound receptors recruit others and hold them (cooperative, the default):

    kUB(B) = kUB0 (m B^0.8 + 1),          m = 24.6 / (12.5 + P)
    kBU(B) = kBU0 (l / (b + B) - 0.5),    l = 0.9 P + 15.5,  b = 0.6 P + 9.3

``kendo`` and ``kUB0`` are not free: they follow from the resting counts ``U0``, ``B0``.

Spines of another size. Receptors, slots and their supply are proportional to the resting head
volume (AMPA receptors against volume: Matsuzaki 2001 Nat Neurosci 4:1086), and every rate of one
receptor is that of the reference spine (ASSUMED). Then a spine of any resting volume follows
the reference spine with volume and area taken relative to rest, and the relative weight
``B/B0`` depends on the resting size only through what drives it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from spinecable.errors import DescriptionError


class Drive(NamedTuple):
    """Factors on the four regulated rates; all 1 at rest."""

    binding: float = 1.0
    exocytosis: float = 1.0
    unbinding: float = 1.0
    endocytosis: float = 1.0


REST = Drive()


def sphere_area_um2(volume_um3: float) -> float:
    """Surface of a sphere of that volume (um^2)."""
    return 4 * math.pi * (3 * volume_um3 / (4 * math.pi)) ** (2 / 3)


@dataclass(frozen=True)
class SlotModel:
    """The equations for the reference spine, with their fixed point.

    Every default is that of Becker & Tetzlaff 2021 (10.1371/journal.pcbi.1008813).

    Parameters
    ----------
    volume_um3 : head volume of the reference spine (um^3).
    slots : P, slots in its density.
    mobile, bound : U0 and B0, receptors on its surface at rest.
    supply_per_s : kin, receptors that enter from the dendrite's surface (s^-1).
    escape_um2_per_s : kout, towards the dendrite's surface (um^2 s^-1).
    exocytosis_per_s : kexo, events (s^-1).
    unbinding_per_s : kBU0 (s^-1).
    store_in_per_s : kinRE, receptors that enter the recycling endosome (s^-1).
    store_out_um3_per_s : koutRE (um^3 s^-1).
    cooperative : whether bound receptors recruit and hold others.
    """

    volume_um3: float = 0.08
    slots: float = 70.0
    mobile: float = 10.0
    bound: float = 20.0
    supply_per_s: float = 0.2
    escape_um2_per_s: float = 0.018
    exocytosis_per_s: float = 0.0018
    unbinding_per_s: float = 0.1
    store_in_per_s: float = 0.1
    store_out_um3_per_s: float = 0.000615
    cooperative: bool = True

    def __post_init__(self) -> None:
        if not 0 < self.bound < self.slots:
            raise DescriptionError(
                f"{self.bound:g} receptors cannot be bound to {self.slots:g} slots at rest"
            )
        if self.endocytosis_um2_per_s < 0:
            raise DescriptionError(
                "the resting counts need a negative rate of endocytosis",
                tip="Raise supply_per_s or exocytosis_per_s, or lower mobile.",
            )

    @property
    def area_um2(self) -> float:
        """A, surface of the reference spine (um^2)."""
        return sphere_area_um2(self.volume_um3)

    @property
    def store(self) -> float:
        """S0, receptors carried by one exocytosis event at rest."""
        return self.store_in_per_s * self.volume_um3 / self.store_out_um3_per_s

    @property
    def endocytosis_um2_per_s(self) -> float:
        """kendo (um^2 s^-1): what enters at rest leaves again."""
        entering = self.exocytosis_per_s * self.store + self.supply_per_s
        return entering * self.area_um2 / self.mobile - self.escape_um2_per_s

    @property
    def binding_um2_per_s(self) -> float:
        """kUB0 (um^2 s^-1): binding balances unbinding at rest."""
        leaving = self.unbinding_per_s * self.hold(self.bound) * self.bound
        free = (self.slots - self.bound) * self.mobile / self.area_um2
        return leaving / (free * self.recruit(self.bound))

    def recruit(self, bound: float) -> float:
        """kUB(B) / kUB0."""
        if not self.cooperative:
            return 1.0
        return float(24.6 / (12.5 + self.slots) * max(bound, 0.0) ** 0.8 + 1)

    def hold(self, bound: float) -> float:
        """kBU(B) / kBU0."""
        if not self.cooperative:
            return 1.0
        return (0.9 * self.slots + 15.5) / (0.6 * self.slots + 9.3 + bound) - 0.5

    def initial(self) -> NDArray[np.float64]:
        """The resting state (U0, B0, S0)."""
        return np.array([self.mobile, self.bound, self.store])

    def derivative(
        self, state: NDArray[np.float64], drive: Drive = REST, relative_volume: float = 1.0
    ) -> NDArray[np.float64]:
        """d(U, B, S)/dt in s^-1; `relative_volume` is the head volume over that at rest."""
        u, b, s = state
        density = u / (self.area_um2 * relative_volume ** (2 / 3))
        caught = (
            drive.binding
            * self.binding_um2_per_s
            * self.recruit(b)
            * max(self.slots - b, 0.0)
            * density
        )
        freed = drive.unbinding * self.unbinding_per_s * self.hold(b) * b
        entering = drive.exocytosis * self.exocytosis_per_s * s + self.supply_per_s
        leaving = (drive.endocytosis * self.endocytosis_um2_per_s + self.escape_um2_per_s) * density
        stored = self.store_in_per_s - self.store_out_um3_per_s * s / (
            self.volume_um3 * relative_volume
        )
        return np.array([entering + freed - leaving - caught, caught - freed, stored])

    def fixed_point(self, drive: Drive = REST, relative_volume: float = 1.0) -> NDArray[np.float64]:
        """(U, B, S) at which a lasting drive and volume leave everything constant.

        With S and U/A eliminated one equation in B is left; where it has several roots the one
        nearest to rest on the way there (from B0 in the drive's direction) is returned.
        """
        store = self.store * relative_volume
        entering = drive.exocytosis * self.exocytosis_per_s * store + self.supply_per_s
        density = entering / (
            drive.endocytosis * self.endocytosis_um2_per_s + self.escape_um2_per_s
        )

        def surplus(b: float) -> float:
            caught = self.binding_um2_per_s * self.recruit(b) * (self.slots - b) * density
            return drive.binding * caught - drive.unbinding * self.unbinding_per_s * (
                self.hold(b) * b
            )

        start = surplus(self.bound)
        scale = self.unbinding_per_s * self.bound
        if abs(start) < 1e-12 * scale:
            bound = self.bound
        else:
            path = np.linspace(self.bound, self.slots if start > 0 else 0.0, 400)
            values = np.array([surplus(float(b)) for b in path])
            turn = int(np.argmax(values * start <= 0))
            bound = float(brentq(surplus, path[turn - 1], path[turn], xtol=1e-12))
        area = self.area_um2 * relative_volume ** (2 / 3)
        return np.array([density * area, bound, store])
