"""The bundled morphologies, made from published statistics and a seed.

Run ``python -m spinecable.morphology.synthesise`` to write them again; the files are the same to
the byte wherever it runs, since only uniform numbers of Python's Mersenne Twister are drawn.

The CA1 pyramidal cell
----------------------
A trunk tapers from the soma to the main bifurcation at the border of stratum lacunosum-moleculare.
Obliques leave it at stratified random distances, basal dendrites leave the soma's other side and
two tuft branches begin at the bifurcation. Each of these is a random binary tree; its lengths are
drawn and then scaled so that each domain has its planned total. At a fork, a daughter with the
share s of the terminals has s^(1/2) of the parent's diameter, never less than the domain's
thinnest. A branch off the trunk has its own diameter from the trunk's surface on.

Numbers of `CA1` and where they come from:

- total 12,000 um: Megias et al. 2001, 10.1016/S0306-4522(00)00496-6 (13,500 um: Ishizuka et al.
  1995, 10.1002/cne.903620103).
- all other numbers ASSUMED, most of them within the ranges of three reconstructed rat CA1 cells
  (NeuroMorpho n120, c91662, NMO_49821), beside which ``morphologies/README.md`` sets the result.
  The trunk is thicker than theirs, so that back-propagated spikes invade.

The other pyramidal cells are made in the same way and the medium spiny neuron likewise, its trees
leaving the soma all around. `MSN` has the lengths, stems, terminals and diameters of P270-20 of
Lindroos & Hellgren Kotaleski 2020 (ModelDB 266775), as ``spinecable morphology info`` measures
them.

`L5` follows cell 1 of Hay et al. 2011 (10.1371/journal.pcbi.1002107, ModelDB 139653):

- measured there: total lengths, the terminals of every basal tree, of every oblique in its order
  along the trunk and of both halves of the tuft, mean lengths of inner and last branches, the first
  and the last oblique, and the trunk: 10.8 um thick at the soma, a straight line beyond 50 um.
- least squares: diameter at the start (steps of 0.1 um) and the least one (steps of 0.05 um) of
  basal trees and obliques, on the logarithm of the mean diameter by path distance, weighted by
  length (ranges of `spinecable.morphology.taper`).
- of seeds 1 to 30 the one whose diameters and lengths by path distance are nearest.
- the tuft's stems are ASSUMED thicker than the 2.2 um of least squares (cell 1: 1.8 um). With 2.3
  um and the channels of Hay et al. 2011 a spike that 1.3 times the smallest pulse of 2 ms evokes
  sets off a calcium spike; so it does in cell 1 itself (73 mV at 620 um, 83 at 800), but not where
  spikes are evoked one by one in slices.

`L23_HUMAN` has the means of six reconstructed cells of human temporal cortex (Eyal et al. 2016,
10.7554/eLife.16553, ModelDB 195667; reconstructed by Mohan et al. 2015, 10.1093/cercor/bhv188),
measured in the same way: soma, lengths, stems, terminals, mean lengths of inner and last branches,
and the path to the last main bifurcation, 704 um. Diameters are fitted as those of `L5`, to the
mean over the six cells. The apical dendrite of five of them splits early; the second trunks, 370 um
a cell, are left out.

Every number of `L23_RAT` is ASSUMED.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from spinecable.resources import resource_dir

Vector = tuple[float, float, float]
STEP_UM = 8.0
WOBBLE = 0.18  # ASSUMED: standard deviation of the direction change at each step
BASAL, APICAL = 3, 4


@dataclass(frozen=True)
class Arbor:
    """Plan of the trees of one domain.

    Parameters
    ----------
    total_um : summed length of all of them.
    tips : terminals of each tree.
    inner_um, tip_um : mean lengths of inner and last branches before scaling.
    root_diameter_um, thinnest_um : diameter at the start and the least one.
    """

    total_um: float
    tips: tuple[int, ...]
    inner_um: float
    tip_um: float
    root_diameter_um: float
    thinnest_um: float


@dataclass(frozen=True)
class Pyramid:
    """Plan of a pyramidal cell; all lengths and diameters in um.

    The trunk is given by points of path distance and diameter, straight lines between them; it ends
    at the last one.
    """

    soma_diameter_um: float
    trunk: tuple[tuple[float, float], ...]
    oblique_range_um: tuple[float, float]
    basal: Arbor
    oblique: Arbor
    tuft: Arbor

    @property
    def trunk_um(self) -> float:
        """Length of the trunk."""
        return self.trunk[-1][0]

    def trunk_diameter_um(self, at_um: float) -> float:
        """Diameter of the trunk at a path distance between its ends."""
        for (near, thick), (far, thin) in pairwise(self.trunk):
            if at_um <= far:
                return thick + (thin - thick) * (at_um - near) / (far - near)
        raise ValueError(f"the trunk ends at {self.trunk_um:g} um, before {at_um:g} um")


CA1 = Pyramid(
    soma_diameter_um=16.0,
    trunk=((0.0, 3.6), (350.0, 1.7)),
    oblique_range_um=(50.0, 300.0),
    basal=Arbor(4300.0, (8, 6, 7, 5, 4), 35.0, 100.0, 1.7, 0.60),
    oblique=Arbor(
        4650.0, (2, 1, 3, 2, 4, 2, 1, 3, 2, 3, 2, 1, 3, 2, 2, 2), 25.0, 105.0, 0.95, 0.55
    ),
    tuft=Arbor(2700.0, (8, 6), 65.0, 130.0, 1.15, 0.50),
)
CA1_SEED = 7

L5 = Pyramid(
    soma_diameter_um=19.1,
    trunk=((0.0, 10.8), (8.0, 7.0), (15.0, 4.65), (31.0, 3.6), (50.0, 2.96), (627.0, 2.57)),
    oblique_range_um=(46.0, 382.0),
    basal=Arbor(5134.0, (12, 11, 8, 5, 4, 3, 2, 1), 25.5, 90.5, 1.2, 0.45),
    oblique=Arbor(3246.0, (3, 3, 10, 1, 5, 3, 3, 4, 1), 25.1, 80.1, 0.9, 0.65),
    tuft=Arbor(3568.0, (15, 7), 106.0, 65.8, 2.5, 0.30),
)
L5_SEED = 16
L23_RAT = Pyramid(
    soma_diameter_um=15.0,
    trunk=((0.0, 2.6), (200.0, 1.5)),
    oblique_range_um=(20.0, 130.0),
    basal=Arbor(2300.0, (5, 5, 4, 4, 3), 25.0, 85.0, 1.2, 0.55),
    oblique=Arbor(800.0, (2, 2, 1, 2, 1), 25.0, 85.0, 0.9, 0.50),
    tuft=Arbor(1400.0, (6, 5), 45.0, 100.0, 1.1, 0.50),
)
L23_HUMAN = Pyramid(
    soma_diameter_um=19.9,
    trunk=((0.0, 2.2), (704.0, 1.1)),
    oblique_range_um=(15.0, 340.0),
    basal=Arbor(8150.0, (9, 8, 8, 7, 7, 6), 29.0, 158.0, 2.2, 1.18),
    oblique=Arbor(5637.0, (3, 2, 3, 2, 3, 2, 2, 3, 2, 2, 3, 2), 47.0, 165.0, 1.2, 1.16),
    tuft=Arbor(2441.0, (6, 6), 121.0, 138.0, 1.2, 1.18),
)
MSN = Arbor(4035.0, (6, 5, 5, 4, 4, 3, 3, 3), 25.0, 100.0, 1.9, 0.9)
MSN_SOMA_UM = 12.2


@dataclass(frozen=True)
class Twig:
    """A branch and what grows from its end."""

    length_um: float
    children: tuple[Twig, ...] = ()

    @property
    def tips(self) -> int:
        """Terminals beyond it."""
        return sum(child.tips for child in self.children) or 1

    @property
    def total_um(self) -> float:
        """Length of it and all beyond."""
        return self.length_um + sum(child.total_um for child in self.children)

    def scaled(self, factor: float) -> Twig:
        """A copy with all lengths multiplied."""
        return Twig(self.length_um * factor, tuple(c.scaled(factor) for c in self.children))


def random_twig(rng: random.Random, tips: int, inner_um: float, tip_um: float) -> Twig:
    """A random binary tree of `tips` terminals; lengths vary by 40 % about their means."""
    if tips == 1:
        return Twig(tip_um * rng.uniform(0.6, 1.4))
    left = 1 + int(rng.random() * (tips - 1))
    children = tuple(random_twig(rng, n, inner_um, tip_um) for n in (left, tips - left))
    return Twig(inner_um * rng.uniform(0.6, 1.4), children)


def grow(rng: random.Random, arbor: Arbor) -> list[Twig]:
    """The trees of a domain, scaled to its total."""
    twigs = [random_twig(rng, tips, arbor.inner_um, arbor.tip_um) for tips in arbor.tips]
    factor = arbor.total_um / sum(twig.total_um for twig in twigs)
    return [twig.scaled(factor) for twig in twigs]


class Writer:
    """Collects SWC samples."""

    def __init__(self, comment: Iterable[str]) -> None:
        self._lines = [f"# {line}" for line in comment]
        self._count = 0

    def sample(self, kind: int, at: Vector, diameter_um: float, parent: int) -> int:
        """Add one sample and return its id."""
        self._count += 1
        x, y, z = (round(value, 3) + 0.0 for value in at)
        radius = round(diameter_um / 2, 4)
        self._lines.append(f"{self._count} {kind} {x} {y} {z} {radius} {parent}")
        return self._count

    def text(self) -> str:
        """The file."""
        return "\n".join(self._lines) + "\n"


def _unit(vector: Vector) -> Vector:
    norm = math.sqrt(sum(value * value for value in vector))
    return (vector[0] / norm, vector[1] / norm, vector[2] / norm)


def _moved(at: Vector, direction: Vector, distance: float) -> Vector:
    x, y, z = (at[k] + distance * direction[k] for k in range(3))
    return (x, y, z)


def _wobbled(rng: random.Random, direction: Vector, size: float, pull: Vector) -> Vector:
    """A direction turned at random and drawn a little towards `pull` (shorter than 1)."""
    spread = size * math.sqrt(12.0)
    x, y, z = (direction[k] + pull[k] + spread * (rng.random() - 0.5) for k in range(3))
    return _unit((x, y, z))


@dataclass(frozen=True)
class Tip:
    """Where growth goes on."""

    parent: int
    at: Vector
    direction: Vector


def _extend(
    rng: random.Random,
    writer: Writer,
    tip: Tip,
    kind: int,
    length_um: float,
    diameters_um: tuple[float, float],
    *,
    wobble: float = WOBBLE,
    pull: Vector = (0.0, 0.0, 0.0),
) -> Tip:
    """A branch of that length in steps of about `STEP_UM`, tapering linearly."""
    steps = max(1, round(length_um / STEP_UM))
    parent, at, direction = tip.parent, tip.at, tip.direction
    for step in range(1, steps + 1):
        direction = _wobbled(rng, direction, wobble, pull)
        at = _moved(at, direction, length_um / steps)
        diameter = diameters_um[0] + (diameters_um[1] - diameters_um[0]) * step / steps
        parent = writer.sample(kind, at, diameter, parent)
    return Tip(parent, at, direction)


def _grow_twig(
    rng: random.Random,
    writer: Writer,
    tip: Tip,
    kind: int,
    twig: Twig,
    diameter_um: float,
    thinnest_um: float,
    pull: Vector,
) -> None:
    end = max(thinnest_um, 0.9 * diameter_um)
    tip = _extend(rng, writer, tip, kind, twig.length_um, (diameter_um, end), pull=pull)
    turn = rng.uniform(0, 2 * math.pi)
    for side, child in zip((1.0, -1.0), twig.children, strict=False):
        aside = _perpendicular(tip.direction, turn)
        share = child.tips / twig.tips
        direction = _unit(_moved(tip.direction, aside, side * 0.55))
        thinner = max(thinnest_um, end * math.sqrt(share))
        start = Tip(tip.parent, tip.at, direction)
        _grow_twig(rng, writer, start, kind, child, thinner, thinnest_um, pull)


def _perpendicular(direction: Vector, turn: float) -> Vector:
    """The unit vector at a right angle to `direction`, turned about it by `turn` radians."""
    x, y, z = direction
    other: Vector = (0.0, 0.0, 1.0) if abs(z) < 0.9 else (1.0, 0.0, 0.0)
    u = _unit(
        (y * other[2] - z * other[1], z * other[0] - x * other[2], x * other[1] - y * other[0])
    )
    v = (y * u[2] - z * u[1], z * u[0] - x * u[2], x * u[1] - y * u[0])
    c, s = math.cos(turn), math.sin(turn)
    return (c * u[0] + s * v[0], c * u[1] + s * v[1], c * u[2] + s * v[2])


def ca1_pyramidal(plan: Pyramid = CA1, seed: int = CA1_SEED) -> str:
    """SWC text of a synthetic CA1 pyramidal cell; the apical dendrite grows along +y."""
    return pyramidal("CA1 pyramidal cell", plan, seed)


def l5_thick_tufted(plan: Pyramid = L5, seed: int = L5_SEED) -> str:
    """SWC text of a synthetic thick-tufted pyramidal cell of layer 5."""
    return pyramidal("thick-tufted layer-5 pyramidal cell", plan, seed)


def l23_rat(plan: Pyramid = L23_RAT, seed: int = 23) -> str:
    """SWC text of a synthetic layer-2/3 pyramidal cell of the size of a rat's."""
    return pyramidal("rat layer-2/3 pyramidal cell", plan, seed)


def l23_human(plan: Pyramid = L23_HUMAN, seed: int = 23) -> str:
    """SWC text of a synthetic layer-2/3 pyramidal cell of the size of a human's."""
    return pyramidal("human layer-2/3 pyramidal cell", plan, seed)


def msn(plan: Arbor = MSN, seed: int = 3) -> str:
    """SWC text of a synthetic striatal medium spiny neuron; its trees leave on all sides."""
    rng = random.Random(seed)
    writer = _writer("striatal medium spiny neuron", seed)
    writer.sample(1, (0.0, 0.0, 0.0), MSN_SOMA_UM, -1)
    twigs = grow(rng, plan)
    for k, twig in enumerate(twigs):
        up = 1 - 2 * (k + 0.5) / len(twigs)  # even heights and golden angles cover a sphere
        side = math.sqrt(1 - up * up)
        direction = (side * math.cos(2.4 * k), up, side * math.sin(2.4 * k))
        start = _moved((0.0, 0.0, 0.0), direction, MSN_SOMA_UM / 2)
        tip = Tip(writer.sample(BASAL, start, plan.root_diameter_um, 1), start, direction)
        diameter, thinnest = plan.root_diameter_um, plan.thinnest_um
        _grow_twig(rng, writer, tip, BASAL, twig, diameter, thinnest, (0.0, 0.0, 0.0))
    return writer.text()


def _writer(cell: str, seed: int) -> Writer:
    return Writer(
        (
            f"Synthetic {cell}, seed {seed}: no reconstruction, but published numbers.",
            "Made by python -m spinecable.morphology.synthesise; see README.md beside this file.",
            "id type x y z radius parent",
        )
    )


def pyramidal(cell: str, plan: Pyramid, seed: int) -> str:
    """SWC text of a synthetic pyramidal cell; `cell` names it in the file's first line."""
    rng = random.Random(seed)
    writer = _writer(cell, seed)
    radius = plan.soma_diameter_um / 2
    writer.sample(1, (0.0, 0.0, 0.0), plan.soma_diameter_um, -1)
    _grow_basal(rng, writer, plan.basal, radius)
    fork = _grow_trunk(rng, writer, plan, radius)
    turn = rng.uniform(0, math.pi)
    for k, twig in enumerate(grow(rng, plan.tuft)):
        aside = _perpendicular(fork.direction, turn + k * math.pi)
        start = Tip(fork.parent, fork.at, _unit(_moved(fork.direction, aside, 0.45)))
        depth = plan.trunk[-1][1] / 2
        _grow_off_trunk(rng, writer, start, plan.tuft, twig, depth, (0.0, 0.05, 0.0))
    return writer.text()


def _grow_basal(rng: random.Random, writer: Writer, arbor: Arbor, radius_um: float) -> None:
    twigs = grow(rng, arbor)
    for k, twig in enumerate(twigs):
        around = 2 * math.pi * (k + rng.uniform(-0.2, 0.2)) / len(twigs)
        down = rng.uniform(0.5, 0.9)
        side = math.sqrt(1 - down * down)
        direction = (side * math.cos(around), -down, side * math.sin(around))
        start = _moved((0.0, 0.0, 0.0), direction, radius_um)
        first = writer.sample(BASAL, start, arbor.root_diameter_um, 1)
        tip = Tip(first, start, direction)
        diameter, thinnest = arbor.root_diameter_um, arbor.thinnest_um
        _grow_twig(rng, writer, tip, BASAL, twig, diameter, thinnest, (0.0, -0.03, 0.0))


def _grow_trunk(rng: random.Random, writer: Writer, plan: Pyramid, radius_um: float) -> Tip:
    """The trunk with its obliques; returns the main bifurcation."""
    twigs = grow(rng, plan.oblique)
    near, far = plan.oblique_range_um
    slot = (far - near) / len(twigs)
    stops: list[tuple[float, Twig | None]] = [(at, None) for at, _ in plan.trunk[1:]]
    stops += [(near + slot * (k + rng.uniform(0.1, 0.9)), twig) for k, twig in enumerate(twigs)]
    start: Vector = (0.0, radius_um, 0.0)
    tip = Tip(writer.sample(APICAL, start, plan.trunk[0][1], 1), start, (0.0, 1.0, 0.0))
    done = 0.0
    turn = rng.uniform(0, 2 * math.pi)
    for place, twig in sorted(stops, key=lambda stop: stop[0]):
        diameters = (plan.trunk_diameter_um(done), plan.trunk_diameter_um(place))
        length = place - done
        tip = _extend(
            rng, writer, tip, APICAL, length, diameters, wobble=0.05, pull=(0.0, 0.15, 0.0)
        )
        done = place
        if twig is None:
            continue
        turn += 2.4  # radians, near the golden angle: neighbours point different ways
        direction = _unit(_moved(_perpendicular(tip.direction, turn), (0.0, 1.0, 0.0), 0.35))
        begin = Tip(tip.parent, tip.at, direction)
        _grow_off_trunk(rng, writer, begin, plan.oblique, twig, diameters[1] / 2, (0.0, 0.02, 0.0))
    return tip


def _grow_off_trunk(
    rng: random.Random,
    writer: Writer,
    tip: Tip,
    arbor: Arbor,
    twig: Twig,
    trunk_radius_um: float,
    pull: Vector,
) -> None:
    """A tree with a first sample at the trunk's surface; its length includes the way there."""
    surface = _moved(tip.at, tip.direction, trunk_radius_um)
    first = writer.sample(APICAL, surface, arbor.root_diameter_um, tip.parent)
    rest = Twig(twig.length_um - trunk_radius_um, twig.children)
    start = Tip(first, surface, tip.direction)
    diameter, thinnest = arbor.root_diameter_um, arbor.thinnest_um
    _grow_twig(rng, writer, start, APICAL, rest, diameter, thinnest, pull)


def ball_and_stick() -> str:
    """SWC text of a sphere of 20 um with one dendrite of 500 um x 2 um."""
    writer = Writer(
        (
            "Ball and stick: a spherical soma of 20 um and a dendrite of 500 um x 2 um from its "
            "surface.",
            "Made by python -m spinecable.morphology.synthesise; see README.md beside this file.",
            "id type x y z radius parent",
        )
    )
    soma = writer.sample(1, (0.0, 0.0, 0.0), 20.0, -1)
    first = writer.sample(BASAL, (10.0, 0.0, 0.0), 2.0, soma)
    writer.sample(BASAL, (510.0, 0.0, 0.0), 2.0, first)
    return writer.text()


BUNDLED = {
    "ball_and_stick": ball_and_stick,
    "ca1_pyramidal": ca1_pyramidal,
    "l5_thick_tufted": l5_thick_tufted,
    "l23_rat": l23_rat,
    "l23_human": l23_human,
    "msn": msn,
}


def write_all(folder: Path) -> list[Path]:
    """Write every bundled morphology into a folder; returns the files."""
    files = []
    for name, make in BUNDLED.items():
        file = folder / f"{name}.swc"
        file.write_text(make(), encoding="ascii", newline="\n")
        files.append(file)
    return files


if __name__ == "__main__":
    write_all(resource_dir("morphologies"))
