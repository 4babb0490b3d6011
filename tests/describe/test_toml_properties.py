"""Any experiment that can be described can be written and read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spinecable.describe.bath import Bath
from spinecable.describe.cell import Cell
from spinecable.describe.experiment import Experiment
from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.implicit_spines import ImplicitSpines, SpineZone
from spinecable.describe.simulation import Outcome, Recording, Simulation
from spinecable.describe.site import Site
from spinecable.describe.spine import Spine
from spinecable.describe.stimulus import (
    Bursts,
    CalciumCurrent,
    EvokedSpikes,
    Following,
    Presynaptic,
    SomaticCurrent,
    Train,
)
from spinecable.describe.toml import load_experiment, save_experiment

DURATION_MS = 1e6
names = st.from_regex(r"\A[A-Za-z][A-Za-z0-9_-]{0,8}\Z")
titles = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False)


@st.composite
def geometries(draw: st.DrawFn) -> SpineGeometry:
    size = draw(
        st.one_of(
            st.builds(lambda v: {"head_volume_um3": v}, numbers(0.004, 1.0)),
            st.builds(lambda d: {"head_diameter_um": d}, numbers(0.2, 1.2)),
        )
    )
    return SpineGeometry(
        **size,
        neck_length_um=draw(numbers(0.05, 5.0)),
        neck_diameter_um=draw(numbers(0.03, 0.19)),
        psd_area_um2=draw(st.none() | numbers(0.01, 1.0)),
    )


sites = st.one_of(
    st.builds(
        Site,
        domain=st.sampled_from(["basal", "apical", "apical_oblique", "dendrite"]),
        path_distance_um=numbers(0, 500),
        fallback=st.none() | st.just("dendrite"),
    ),
    st.builds(Site, section=st.just("apical[3]"), position=numbers(0, 1)),
)
trains = st.builds(Train, start=numbers(0, 100), interval=numbers(1, 100), count=st.integers(1, 50))
bursts = st.builds(
    Bursts,
    start=numbers(0, 100),
    interval=numbers(1, 10),
    count=st.integers(1, 5),
    burst_interval=numbers(100, 500),
    bursts=st.integers(1, 5),
)
lists = st.lists(st.integers(0, 10**5), min_size=1, max_size=5, unique=True).map(
    lambda times: [float(time) for time in sorted(times)]
)
times = st.one_of(trains, bursts, lists)


@st.composite
def stimuli(draw: st.DrawFn, spines: list[str]) -> tuple[Any, ...]:
    """A presynaptic stimulus and others, one of which follows it."""
    some = st.just("all") | st.lists(st.sampled_from(spines), min_size=1, max_size=3)
    first = Presynaptic(name="first", spines=draw(some), times_ms=draw(times))
    follower = EvokedSpikes(
        times_ms=Following(after="first", delay=draw(numbers(0, 50))),
        amplitude_nA=draw(st.none() | numbers(0.01, 5)),
    )
    others = st.one_of(
        st.builds(
            SomaticCurrent,
            start_ms=numbers(0, 100),
            duration_ms=numbers(0.1, 100),
            amplitude_nA=numbers(-2, 2),
        ),
        st.builds(
            CalciumCurrent,
            spines=some,
            times_ms=times,
            pulse_ms=numbers(0.1, 10),
            amplitude_pA=numbers(0, 100),
        ),
    )
    return (first, follower, *draw(st.lists(others, max_size=2)))


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    spine_names = draw(st.lists(names, min_size=1, max_size=4, unique=True))
    spines = [
        Spine(
            name=name,
            site=draw(sites),
            geometry=draw(geometries()),
            contents=draw(st.just({}) | st.just({"nmdar_count": 5.0})),
        )
        for name in spine_names
    ]
    zone = st.builds(
        SpineZone,
        domain=st.sampled_from(["basal", "apical_tuft", "dendrite"]),
        from_um=st.none() | numbers(0, 100),
        to_um=st.none() | numbers(101, 300),
        density_per_um=numbers(0, 5),
        area_um2=st.none() | numbers(0, 2),
    )
    implicit = st.builds(
        ImplicitSpines,
        density_per_um=numbers(0, 5),
        zones=st.lists(zone, max_size=2).map(tuple),
        scale_channels=st.booleans(),
    )
    return Experiment(
        title=draw(titles),
        cell=Cell(
            morphology=draw(st.sampled_from(["ca1_pyramidal", "/absent/cell.swc"])),
            temperature_C=draw(numbers(20, 40)),
            axon=draw(st.sampled_from(["stub", "keep", "none"])),
            implicit_spines=draw(st.none() | implicit),
            accept=draw(st.just(()) | st.just(("no_soma", "soma_gap"))),
        ),
        spines=spines,
        stimuli=draw(stimuli(spine_names)),
        bath=Bath(mg_mM=draw(numbers(0, 2))),
        buffering=draw(st.sampled_from(["intact", "dialysed"])),
        simulation=Simulation(duration_ms=DURATION_MS, seed=draw(st.integers(0, 2**31))),
        recording=Recording(interval_ms=draw(numbers(0.1, 5))),
        outcome=Outcome(minutes_after=draw(numbers(0, 100))),
    )


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("experiment") / "experiment.toml"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(experiment=experiments())
def test_written_and_read_is_equal(experiment: Experiment, file: Path) -> None:
    save_experiment(experiment, file)
    assert load_experiment(file) == experiment
