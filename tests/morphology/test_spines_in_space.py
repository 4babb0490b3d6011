"""Spines stand on their dendrites at right angles, at their true size."""

from __future__ import annotations

import numpy as np
import pytest

from spinecable import Population, Site, Spine, SpineGeometry
from spinecable.morphology import Morphology, read_morphology
from spinecable.morphology.sites import resolve_sites
from spinecable.morphology.spines_in_space import stand_spines
from spinecable.population.expand import population_spines

SHAPE = SpineGeometry(head_diameter_um=0.6, neck_length_um=1.0, neck_diameter_um=0.2)


@pytest.mark.parametrize("flat", [True, False])
def test_neck_and_head_have_their_lengths_at_right_angles(cell: Morphology, flat: bool) -> None:
    population = Population(name="p", geometry=SHAPE, count=60)
    spines = population_spines(population, cell)
    placed = resolve_sites(cell, spines)
    standing = stand_spines(cell, spines, placed, flat=flat)
    assert [spine.name for spine in standing] == [spine.name for spine in spines]
    for spine in standing:
        place = placed[spine.name]
        section = cell.sections[place.section]
        axis = section.point_um(place.position)
        step = 1e-7
        along = section.point_um(place.position + step) - section.point_um(place.position - step)
        outward = spine.head_um - axis
        assert np.linalg.norm(spine.base_um - axis) == pytest.approx(
            section.diameter_um(place.position) / 2
        )
        assert np.linalg.norm(spine.head_um - spine.base_um) == pytest.approx(1.0 + 0.3)
        assert abs(outward @ along) < 1e-4 * np.linalg.norm(outward) * np.linalg.norm(along)
        if flat:
            assert outward[2] == pytest.approx(0.0, abs=1e-9)


def test_other_spines_stand_all_round() -> None:
    stick = read_morphology("ball_and_stick")
    spines = population_spines(Population(name="p", geometry=SHAPE, count=40), stick)
    outward = np.array([s.head_um[1:] for s in stand_spines(stick, spines)])
    turns = np.sort(np.arctan2(outward[:, 1], outward[:, 0]))
    assert np.diff(turns).max() < 2 * (2 * np.pi / 40)


def test_flat_spines_stand_left_and_right_by_turns() -> None:
    stick = read_morphology("ball_and_stick")
    spines = [
        Spine(name=f"s{k}", site=Site(section="basal[0]", position=x), geometry=SHAPE)
        for k, x in enumerate((0.5, 0.1, 0.3))
    ]
    heads = {spine.name: spine.head_um for spine in stand_spines(stick, spines, flat=True)}
    assert [heads[name][1] for name in ("s1", "s2", "s0")] == pytest.approx([2.3, -2.3, 2.3])
