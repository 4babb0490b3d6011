"""Populations on a dendrite: number, density, spacing, clusters, room, and what is the same."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from spinecable.describe.cell import Cell
from spinecable.describe.experiment import Experiment
from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.implicit_spines import ImplicitSpines
from spinecable.describe.population import Clusters, Population
from spinecable.describe.simulation import Simulation
from spinecable.describe.site import Site
from spinecable.describe.spine import Spine
from spinecable.describe.stimulus import Presynaptic
from spinecable.electrics.membrane import ExplicitArea, implicit_windows
from spinecable.errors import DescriptionError
from spinecable.morphology.read import read_morphology
from spinecable.morphology.sites import resolve_sites
from spinecable.morphology.tree import Morphology
from spinecable.population.expand import population_spines

SHAPE = SpineGeometry(head_volume_um3=0.03, neck_length_um=0.5, neck_diameter_um=0.1)
SHORT = Simulation(duration_ms=10)


@pytest.fixture(scope="module")
def ca1() -> Morphology:
    return read_morphology("ca1_pyramidal")


def places(spines: tuple[Spine, ...], cell: Morphology) -> dict[str, list[float]]:
    """Places (um) along each section, ascending."""
    found = defaultdict(list)
    for spine in spines:
        section = cell.section(str(spine.site.section))
        assert spine.site.position is not None
        found[section.name].append(spine.site.position * section.length_um)
    return {name: sorted(at) for name, at in found.items()}


@given(
    count=st.integers(1, 150),
    domain=st.sampled_from(["basal", "apical", "apical_oblique", "dendrite"]),
    low=st.floats(0, 150),
    width=st.floats(20, 200),
    spacing=st.floats(0.05, 2.0),
    seed=st.integers(0, 1000),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_by_number_where_asked_and_apart(
    ca1: Morphology,
    count: int,
    domain: str,
    low: float,
    width: float,
    spacing: float,
    seed: int,
) -> None:
    population = Population(
        name="p",
        geometry=SHAPE,
        domain=domain,  # type: ignore[arg-type]
        path_distance_um=(low, low + width),
        count=count,
        min_spacing_um=spacing,
        seed=seed,
    )
    # Random places fill a line up to a good half of what fits; ask for less than a quarter.
    room = sum(
        max(0.0, min(s.path_end_um, low + width) - max(s.path_start_um, low) - 0.1)
        for s in ca1.in_domain(domain)
    )
    assume(count * spacing < room / 4)
    spines = population_spines(population, ca1)
    assert [spine.name for spine in spines] == [f"p_{n:04d}" for n in range(1, count + 1)]
    allowed = {section.name for section in ca1.in_domain(domain)}
    for spine in spines:
        section = ca1.section(str(spine.site.section))
        assert section.name in allowed
        assert spine.site.position is not None
        path = section.path_distance_um(spine.site.position)
        assert low - 1e-6 <= path <= low + width + 1e-6
    for at in places(spines, ca1).values():
        assert not np.any(np.diff(at) < spacing - 1e-9)


def test_a_longer_population_begins_with_the_shorter_one(ca1: Morphology) -> None:
    short, long = (
        population_spines(Population(name="p", sampler="rat_ca1", count=count), ca1)
        for count in (30, 100)
    )
    assert long[:30] == short
    other = population_spines(Population(name="p", sampler="rat_ca1", count=30, seed=2), ca1)
    assert other[0].geometry != short[0].geometry
    assert other[0].site != short[0].site


def test_places_are_uniform_along_the_dendrite(ca1: Morphology) -> None:
    """Numbers in each section against the binomial of its length: chi-square below its 99.9 %."""
    spines = population_spines(
        Population(name="p", geometry=SHAPE, count=3000, domain="basal", min_spacing_um=0.02), ca1
    )
    sections = ca1.in_domain("basal")
    total = sum(section.length_um for section in sections)
    numbers = Counter(spine.site.section for spine in spines)
    expected = np.array([3000 * section.length_um / total for section in sections])
    seen = np.array([numbers[section.name] for section in sections])
    from scipy import stats

    assert stats.chisquare(seen, expected).pvalue > 1e-3


def test_published_densities_of_ca1_make_the_total_of_megias_2001(ca1: Morphology) -> None:
    """2.89 per um in stratum radiatum, 0.81 in lacunosum-moleculare: 30,000 on 12,000 um."""
    spines = population_spines(
        Population(name="p", sampler="rat_ca1", density_per_um="published"), ca1
    )
    tuft = {section.name for section in ca1.in_domain("apical_tuft")}
    tuft_um, all_um = ca1.total_length_um("apical_tuft"), ca1.total_length_um("dendrite")
    outer = sum(spine.site.section in tuft for spine in spines)
    assert outer / tuft_um == pytest.approx(0.81, rel=0.05)
    assert (len(spines) - outer) / (all_um - tuft_um) == pytest.approx(2.89, rel=0.02)
    assert len(spines) == pytest.approx(30_000, rel=0.25)


def test_density_by_domain_and_by_distance(ca1: Morphology) -> None:
    """Poo & Isaacson 2007: basal 0.76, distal apical 0.45 per um."""
    population = Population(
        name="p", geometry=SHAPE, density_per_um={"basal": 0.76, "apical_tuft": 0.45}
    )
    numbers = Counter(
        ca1.section(str(spine.site.section)).domain for spine in population_spines(population, ca1)
    )
    assert set(numbers) == {"basal", "apical_tuft"}
    for domain, density in (("basal", 0.76), ("apical_tuft", 0.45)):
        expected = density * ca1.total_length_um(domain)
        assert numbers[domain] == pytest.approx(expected, abs=4 * expected**0.5)

    population = Population(
        name="p", geometry=SHAPE, domain="apical", density_at=((50, 0.0), (100, 2.0), (200, 1.0))
    )
    paths = [
        ca1.section(str(spine.site.section)).path_distance_um(spine.site.position or 0.0)
        for spine in population_spines(population, ca1)
    ]
    assert min(paths) > 49
    for low, high, mean in ((60, 70, 0.6), (90, 110, 1.89), (250, 300, 1.0)):
        length = sum(
            max(0.0, min(s.path_end_um, high) - max(s.path_start_um, low))
            for s in ca1.in_domain("apical")
        )
        seen = sum(low <= path < high for path in paths)
        assert seen == pytest.approx(mean * length, abs=4 * (mean * length) ** 0.5)


def test_spacing_is_exact_on_every_branch(ca1: Morphology) -> None:
    spines = population_spines(
        Population(name="p", geometry=SHAPE, domain="basal", spacing_um=4.0), ca1
    )
    found = places(spines, ca1)
    for section in ca1.in_domain("basal"):
        at = found.get(section.name, [])
        np.testing.assert_allclose(np.diff(at), 4.0, atol=1e-6)
        assert abs(len(at) - section.length_um / 4.0) <= 1


def test_clusters_are_apart_and_tight(ca1: Morphology) -> None:
    population = Population(
        name="p",
        geometry=SHAPE,
        domain="apical_oblique",
        clusters=Clusters(count=20, spines=6, length_um=8.0),
        branch_order=(1, 9),
    )
    spines = population_spines(population, ca1)
    assert len(spines) == 120
    groups = [spines[k : k + 6] for k in range(0, 120, 6)]
    spans = defaultdict(list)
    for group in groups:
        (name,) = {str(spine.site.section) for spine in group}
        section = ca1.section(name)
        assert section.branch_order >= 1
        at = [section.length_um * (spine.site.position or 0.0) for spine in group]
        assert max(at) - min(at) <= 8.0
        spans[name].append((min(at), max(at)))
    for own in spans.values():
        own.sort()
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(own))


def test_order_sections_and_their_faults(ca1: Morphology) -> None:
    only = population_spines(
        Population(name="p", geometry=SHAPE, count=5, sections=("basal[3]",)), ca1
    )
    assert {spine.site.section for spine in only} == {"basal[3]"}
    with pytest.raises(DescriptionError, match="no dendrite of ca1_pyramidal is left"):
        population_spines(
            Population(name="p", geometry=SHAPE, count=5, path_distance_um=(9000, 9001)), ca1
        )
    with pytest.raises(DescriptionError, match=r"no section 'basal\[999\]'"):
        population_spines(
            Population(name="p", geometry=SHAPE, count=5, sections=("basal[999]",)), ca1
        )


def experiment(*populations: Population, **values: object) -> Experiment:
    return Experiment(populations=populations, simulation=SHORT, **values)  # type: ignore[arg-type]


@given(density=st.floats(0.2, 2.0), seed=st.integers(0, 100))
@settings(max_examples=8, deadline=None)
def test_the_allowance_of_implicit_spines_is_kept(
    ca1: Morphology, density: float, seed: int
) -> None:
    implicit = ImplicitSpines()
    population = Population(
        name="p", sampler="rat_ca1", domain="basal", density_per_um=density, seed=seed
    )
    done = experiment(population, cell=Cell(implicit_spines=implicit)).expanded(ca1)
    by_section = defaultdict(list)
    for spine in done.spines:
        section = ca1.section(str(spine.site.section))
        by_section[section.name].append(
            ExplicitArea(
                spine.name,
                section.length_um * (spine.site.position or 0.0),
                spine.geometry.head_area_um2 + spine.geometry.neck_area_um2,
            )
        )
    for name, own in by_section.items():
        section = ca1.section(name)
        implicit_windows(section, implicit, own)


def test_no_room_is_told(ca1: Morphology) -> None:
    with pytest.raises(DescriptionError) as caught:
        experiment(
            Population(
                name="crowd",
                sampler="ferret_l23",
                sections=("basal[3]",),
                path_distance_um=(60, 80),
                count=60,
            )
        ).expanded(ca1)
    assert "no room for spine" in str(caught.value)
    assert "population[0]" in str(caught.value)


def test_spines_listed_one_by_one_keep_their_place(ca1: Morphology) -> None:
    own = Spine(name="own", site=Site(section="basal[3]", position=0.5), geometry=SHAPE)
    done = experiment(
        Population(name="p", geometry=SHAPE, sections=("basal[3]",), count=20, min_spacing_um=0.5),
        spines=(own,),
    ).expanded(ca1)
    assert done.spines[0] == own
    (at,) = places(done.spines, ca1).values()
    assert len(at) == 21
    assert np.diff(at).min() >= 0.5


def test_stimuli_name_populations_and_expanding_twice_changes_nothing(ca1: Morphology) -> None:
    own = Spine(name="own", site=Site(section="basal[3]", position=0.5), geometry=SHAPE)
    described = experiment(
        Population(name="few", geometry=SHAPE, count=3),
        Population(name="more", geometry=SHAPE, count=4),
        spines=(own,),
        stimuli=(
            Presynaptic(spines=["few", "own"], times_ms=[1.0]),
            Presynaptic(spines=["more_0002"], times_ms=[2.0]),
            Presynaptic(spines="all", times_ms=[4.0]),
        ),
    )
    done = described.expanded(ca1)
    assert [getattr(s, "spines") for s in done.stimuli] == [  # noqa: B009
        ["few_0001", "few_0002", "few_0003", "own"],
        ["more_0002"],
        "all",
    ]
    assert len(done.spines) == 8
    assert done.expanded(ca1) == done
    assert len(resolve_sites(ca1, done.spines)) == 8
    assert all(population.expanded for population in done.populations)


def test_faults_of_a_population() -> None:
    for values, text in (
        ({"count": 3}, "exactly one of sampler, geometry and file"),
        ({"geometry": SHAPE}, "how many spines"),
        ({"geometry": SHAPE, "count": 3, "spacing_um": 2.0}, "how many spines"),
        ({"geometry": SHAPE, "density_per_um": "published"}, "belongs to a sampler"),
        ({"geometry": SHAPE, "count": 3, "path_distance_um": (5, 2)}, "lower number first"),
        ({"file": "a.csv", "count": 3}, "places come from the file"),
        ({"geometry": SHAPE, "density_per_um": 99.0}, "between 0 and 30"),
    ):
        with pytest.raises(ValueError, match=text):
            Population(name="p", **values)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="'a' is taken"):
        experiment(
            Population(name="a", geometry=SHAPE, count=1),
            spines=(Spine(name="a", site=Site(section="s", position=0), geometry=SHAPE),),
        )


def test_a_name_that_a_population_will_give(ca1: Morphology) -> None:
    own = Spine(name="p_0002", site=Site(section="basal[3]", position=0.5), geometry=SHAPE)
    with pytest.raises(DescriptionError, match="Rename the spine"):
        experiment(Population(name="p", geometry=SHAPE, count=1), spines=(own,)).expanded(ca1)
