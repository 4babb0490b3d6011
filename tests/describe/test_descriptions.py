"""What descriptions derive and what they refuse when made in Python."""

from __future__ import annotations

import math

import pytest
from pydantic import ValidationError

from spinecable.describe.experiment import Experiment
from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.simulation import Simulation
from spinecable.describe.site import Site
from spinecable.describe.spine import Spine
from spinecable.describe.stimulus import Bursts, Following, Presynaptic, SomaticCurrent, Train
from spinecable.errors import DescriptionError

SHAPE = SpineGeometry(head_volume_um3=0.08, neck_length_um=1.0, neck_diameter_um=0.1)
SPINE = Spine(name="a", site=Site(section="apical[0]", position=0.5), geometry=SHAPE)


def experiment(*stimuli: object, duration_ms: float = 1000.0) -> Experiment:
    return Experiment(
        spines=[SPINE], stimuli=stimuli, simulation=Simulation(duration_ms=duration_ms)
    )


def test_neck_resistance_of_popovic_2015() -> None:
    """Popovic et al. 2015, Fig 8A: neck 1 um x 0.18 um at 100 ohm cm; half of a 0.5 um head adds
    1.273 Mohm to the published 40.571."""
    neck = SpineGeometry(head_diameter_um=0.5, neck_length_um=1.0, neck_diameter_um=0.18)
    half_head = 1e-2 * 100 * 0.25 / (math.pi * 0.5**2 / 4)
    assert neck.neck_resistance_Mohm(100) + half_head == pytest.approx(40.571, rel=1e-4)


def test_head_volume_and_diameter_are_those_of_a_sphere() -> None:
    by_volume = SpineGeometry(head_volume_um3=0.0654498, neck_length_um=1, neck_diameter_um=0.1)
    assert by_volume.diameter_um == pytest.approx(0.5, rel=1e-6)
    assert by_volume.head_area_um2 == pytest.approx(0.785398, rel=1e-6)


def test_head_needs_one_size() -> None:
    with pytest.raises(ValidationError, match="give head_volume_um3 or head_diameter_um"):
        SpineGeometry(neck_length_um=1, neck_diameter_um=0.1)
    with pytest.raises(ValidationError, match="contradict"):
        SpineGeometry(
            head_volume_um3=0.08, head_diameter_um=0.3, neck_length_um=1, neck_diameter_um=0.1
        )


def test_descriptions_cannot_be_changed_but_copied() -> None:
    with pytest.raises(ValidationError):
        SHAPE.neck_length_um = 2.0
    assert SHAPE.changed(neck_length_um=2.0).neck_length_um == 2.0
    with pytest.raises(DescriptionError, match="Did you mean 'neck_length_um'"):
        SHAPE.changed(neck_lenght_um=2.0)


@pytest.mark.parametrize(
    "site",
    [
        {},
        {"domain": "basal"},
        {"domain": "basal", "path_distance_um": 50, "near": "a", "distance_um": 1},
        {"section": "apical[0]", "distance_um": 1},
    ],
)
def test_a_site_is_given_in_one_way(site: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="a site is given by"):
        Site(**site)


def test_times_of_trains_bursts_and_followers() -> None:
    train = Presynaptic(name="train", times_ms=Train(start=10, interval=5, count=3))
    bursts = Presynaptic(
        name="bursts",
        times_ms=Bursts(start=0, interval=10, count=2, burst_interval=200, bursts=2),
    )
    after = Presynaptic(name="after", times_ms=Following(after="train", delay=2.5))
    later = Presynaptic(times_ms=Following(after="after", delay=1.0))
    made = experiment(train, bursts, after, later)
    assert made.times_ms(0) == [10, 15, 20]
    assert made.times_ms(1) == [0, 10, 200, 210]
    assert made.times_ms(2) == [12.5, 17.5, 22.5]
    assert made.times_ms(3) == [13.5, 18.5, 23.5]
    assert made.last_event_ms() == 210


def test_the_last_event_is_the_end_of_a_current() -> None:
    current = SomaticCurrent(start_ms=10, duration_ms=80, amplitude_nA=0.1)
    assert experiment(current).last_event_ms() == 90


@pytest.mark.parametrize(
    ("times", "told"),
    [
        ([], "is empty"),
        ([5.0, 5.0], "strictly ascending"),
        ([-1.0], "starts before 0 ms"),
        ([1000.0], "after the end of the run"),
        (Bursts(start=0, interval=10, count=9, burst_interval=50, bursts=2), "ascending"),
        (Following(after="me"), "follows itself|no stimulus here"),
    ],
)
def test_times_that_cannot_be(times: object, told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        experiment(Presynaptic(name="me", times_ms=times))


def test_two_that_follow_each_other_are_refused() -> None:
    with pytest.raises(ValidationError, match="follows itself"):
        experiment(
            Presynaptic(name="a", times_ms=Following(after="b")),
            Presynaptic(name="b", times_ms=Following(after="a")),
        )


def test_chemistry_steps_are_whole_multiples() -> None:
    with pytest.raises(ValidationError, match="whole multiple"):
        Experiment(
            spines=[SPINE],
            simulation=Simulation(duration_ms=10, dt_ms=0.025, chemistry_dt_ms=0.06),
        )
