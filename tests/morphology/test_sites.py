"""Where spines come to stand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.site import Site
from spinecable.describe.spine import Spine
from spinecable.errors import DescriptionError, MorphologyError
from spinecable.morphology import Morphology, read_morphology
from spinecable.morphology.sites import Placement, resolve_sites

GEOMETRY = SpineGeometry(head_volume_um3=0.08, neck_length_um=1.0, neck_diameter_um=0.1)


def spine(name: str, **site: Any) -> Spine:
    return Spine(name=name, site=Site(**site), geometry=GEOMETRY)


def place(cell: Morphology, **site: Any) -> Placement:
    return resolve_sites(cell, [spine("a", **site)])["a"]


def test_a_domain_and_a_distance_give_the_longest_branch_that_has_it(cell: Morphology) -> None:
    placement = place(cell, domain="apical_oblique", path_distance_um=150.0)
    having = [
        s for s in cell.in_domain("apical_oblique") if s.path_start_um <= 150 <= s.path_end_um
    ]
    assert cell.sections[placement.section].length_um == max(s.length_um for s in having)
    assert placement.path_distance_um == pytest.approx(150.0)
    assert cell.path_distance_um(placement.section, placement.position) == pytest.approx(150.0)
    assert placement.notice is None


def test_a_branch_that_has_just_begun_is_chosen_last(cell: Morphology) -> None:
    starts = {s.path_start_um for s in cell.in_domain("apical_oblique")}
    for start in sorted(starts)[3:20]:
        placement = place(cell, domain="apical_oblique", path_distance_um=start + 0.1)
        section = cell.sections[placement.section]
        from_end = min(placement.position, 1 - placement.position) * section.length_um
        assert from_end >= 3.0


def test_too_far_a_distance_takes_the_nearest_end(cell: Morphology) -> None:
    reach = max(section.path_end_um for section in cell.in_domain("basal"))
    placement = place(cell, domain="basal", path_distance_um=reach + 20)
    assert placement.path_distance_um == pytest.approx(reach - 3.0)
    assert placement.notice is not None
    assert "23.0 um from the asked distance" in placement.notice
    near = place(cell, domain="apical_tuft", path_distance_um=340.0)
    assert near.path_distance_um == pytest.approx(353.0, abs=0.1)


def test_beyond_the_tolerance_is_an_error_with_the_span(cell: Morphology) -> None:
    with pytest.raises(MorphologyError, match=r"They span 0 to 323 um") as caught:
        place(cell, domain="basal", path_distance_um=2000.0)
    assert str(caught.value).startswith("spine[0].site: ")


def test_a_missing_domain_falls_back_or_says_what_there_is() -> None:
    ball = read_morphology("ball_and_stick")
    with pytest.raises(MorphologyError, match=r"no apical_oblique dendrite.* It has basal"):
        place(ball, domain="apical_oblique", path_distance_um=150.0)
    placement = place(ball, domain="apical_oblique", path_distance_um=150.0, fallback="dendrite")
    assert placement.position == pytest.approx(0.3)
    assert placement.notice == "ball_and_stick has no apical_oblique; dendrite is used"


def test_a_named_section(cell: Morphology) -> None:
    placement = place(cell, section="apical[3]", position=0.25)
    section = cell.section("apical[3]")
    assert placement == Placement(section.index, 0.25, section.path_distance_um(0.25))
    with pytest.raises(
        DescriptionError, match=r"spine\[0\].site.section: .*no section 'apicl\[3\]'"
    ):
        place(cell, section="apicl[3]", position=0.25)


def test_axon_carries_no_spine(shared_data: Path) -> None:
    cell = read_morphology(shared_data / "morphologies" / "ca1_rat_c91662.swc")
    with pytest.raises(DescriptionError, match="is axon"):
        place(cell, section="axon[0]", position=0.5)


def test_near_another_spine_whatever_the_order() -> None:
    ball = read_morphology("ball_and_stick")
    spines = [
        spine("up", near="first", distance_um=3.0),
        spine("down", near="first", distance_um=-3.0),
        spine("first", section="basal[0]", position=0.5),
        spine("chain", near="up", distance_um=10.0),
    ]
    placed = resolve_sites(ball, spines)
    distances = {name: p.path_distance_um for name, p in placed.items()}
    assert list(placed) == ["up", "down", "first", "chain"]
    assert distances == pytest.approx({"up": 253, "down": 247, "first": 250, "chain": 263})


def test_near_turns_round_at_the_end() -> None:
    ball = read_morphology("ball_and_stick")
    first = spine("first", section="basal[0]", position=0.998)
    placed = resolve_sites(ball, [first, spine("b", near="first", distance_um=3.0)])
    assert placed["b"].path_distance_um == pytest.approx(496.0)
    assert placed["b"].notice == "turned round: basal[0] is too short"
    with pytest.raises(DescriptionError, match=r"off basal\[0\] both ways"):
        resolve_sites(ball, [first, spine("b", near="first", distance_um=600.0)])


def test_references_that_lead_nowhere(cell: Morphology) -> None:
    with pytest.raises(DescriptionError, match="Did you mean 'narrow'"):
        resolve_sites(
            cell,
            [
                spine("narrow", domain="basal", path_distance_um=100.0),
                spine("wide", near="narow", distance_um=3.0),
            ],
        )
    with pytest.raises(DescriptionError, match="placed near it"):
        resolve_sites(
            cell, [spine("a", near="b", distance_um=3.0), spine("b", near="a", distance_um=3.0)]
        )
    with pytest.raises(DescriptionError, match="two spines are called 'a'"):
        resolve_sites(cell, [spine("a", section="basal[0]", position=0.5)] * 2)


def test_two_spines_at_one_place_are_refused() -> None:
    ball = read_morphology("ball_and_stick")
    first = spine("a", section="basal[0]", position=0.5)
    with pytest.raises(DescriptionError, match="'b' stands where 'a' stands"):
        resolve_sites(ball, [first, spine("b", near="a", distance_um=0.009)])
    assert len(resolve_sites(ball, [first, spine("b", near="a", distance_um=0.011)])) == 2
