"""Drawn spines against the published numbers; each test names the paper's."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from spinecable.describe.geometry import SpineGeometry
from spinecable.errors import DescriptionError
from spinecable.population.marginal import marginal
from spinecable.population.sampler import (
    MEASURES,
    SpineSample,
    load_sampler,
    sampler_names,
)

COUNT = 10_000
SEED = 7


@pytest.fixture(scope="module")
def drawn() -> dict[str, SpineSample]:
    return {name: load_sampler(name).draw(COUNT, SEED) for name in sampler_names()}


def test_the_samplers_of_the_package() -> None:
    assert set(sampler_names()) >= {"rat_ca1", "ferret_l23", "human_l23", "mouse_l5_basal", "msn"}


def test_ca1_means_of_bartol_2015(drawn: dict[str, SpineSample]) -> None:
    spines = drawn["rat_ca1"]
    assert spines.head_volume_um3.mean() == pytest.approx(0.03, rel=0.3)
    length = spines.neck_length_um + spines.head_diameter_um
    assert length.mean() == pytest.approx(0.85, rel=0.3)


def test_ca1_heads_span_sixty_fold() -> None:
    """Bartol 2015: 60-fold among 287 spines; the median over 101 draws of as many."""
    sampler = load_sampler("rat_ca1")
    sets = [sampler.draw(287, seed).head_volume_um3 for seed in range(101)]
    assert 30 < np.median([volume.max() / volume.min() for volume in sets]) < 120


def test_ca1_necks_of_harris_and_stevens_1989(drawn: dict[str, SpineSample]) -> None:
    width = drawn["rat_ca1"].neck_diameter_um
    assert width.mean() == pytest.approx(0.15, rel=0.3)
    assert width.std() == pytest.approx(0.06, rel=0.3)


def test_ca1_has_necks_above_one_gigaohm(drawn: dict[str, SpineSample]) -> None:
    """Grunditz 2008: 1.23 GOhm in a spine with 150 ohm cm."""
    resistance = drawn["rat_ca1"].neck_resistance_Mohm(150.0)
    assert resistance.max() > 1000
    assert (resistance > 1000).mean() < 0.01


def test_ca1_has_a_diffusionally_isolated_tail(drawn: dict[str, SpineSample]) -> None:
    """Bloodgood & Sabatini 2005: some spines exchange ten times slower than the median.

    The time constant of a head behind its neck is V L / (D A).
    """
    spines = drawn["rat_ca1"]
    tau = spines.head_volume_um3 * spines.neck_length_um / spines.neck_diameter_um**2
    assert tau.max() > 10 * np.median(tau)


def test_ferret_heads_of_scholl_2021(drawn: dict[str, SpineSample]) -> None:
    volume = drawn["ferret_l23"].head_volume_um3
    assert volume.mean() == pytest.approx(0.393, rel=0.2)
    assert volume.std() == pytest.approx(0.296, rel=0.2)
    assert np.median(volume) == pytest.approx(0.346, rel=0.2)
    assert np.log(volume).mean() == pytest.approx(-1.32, rel=0.2)
    assert np.log(volume).std() == pytest.approx(1.04, rel=0.2)
    assert volume.min() >= 0.003
    assert volume.max() <= 1.26


def test_ferret_densities_and_necks_of_scholl_2021(drawn: dict[str, SpineSample]) -> None:
    spines = drawn["ferret_l23"]
    for values, mean, sd, median in (
        (spines.psd_area_um2, 0.293, 0.219, 0.256),
        (spines.neck_length_um, 1.87, 0.86, 1.74),
    ):
        assert values.mean() == pytest.approx(mean, rel=0.2)
        assert values.std() == pytest.approx(sd, rel=0.2)
        assert np.median(values) == pytest.approx(median, rel=0.2)


@pytest.mark.parametrize("name", sampler_names())
def test_correlations(name: str, drawn: dict[str, SpineSample]) -> None:
    """Scholl 2021: PSD 0.79 (Spearman 0.87), length 0.02; Arellano 2007, Ofer 2021: diameter."""
    spines = drawn[name]
    volume = spines.head_volume_um3
    assert 0.7 <= np.corrcoef(volume, spines.psd_area_um2)[0, 1] <= 0.9
    assert 0.7 <= stats.spearmanr(volume, spines.psd_area_um2)[0] <= 0.9
    assert abs(np.corrcoef(volume, spines.neck_length_um)[0, 1]) < 0.15
    assert 0 <= np.corrcoef(volume, spines.neck_diameter_um)[0, 1] <= 0.5


@pytest.mark.parametrize("name", sampler_names())
def test_heads_have_one_mode(name: str, drawn: dict[str, SpineSample]) -> None:
    """Ofer 2021, 2022: unimodal. A smooth density of the logarithm rises once and falls once."""
    for measure in MEASURES:
        values = getattr(drawn[name], measure)
        inner = values[(values > np.percentile(values, 2)) & (values < np.percentile(values, 98))]
        grid = np.linspace(inner.min(), inner.max(), 40)
        density = stats.gaussian_kde(inner, 0.3)(grid)
        peaks = np.flatnonzero((density[1:-1] > density[:-2]) & (density[1:-1] > density[2:]))
        assert len(peaks) == 1, measure


def test_human_mean_spine_of_eyal_2016(drawn: dict[str, SpineSample]) -> None:
    spines = drawn["human_l23"]
    assert spines.head_area_um2.mean() == pytest.approx(2.8, rel=0.1)
    assert spines.neck_length_um.mean() == pytest.approx(1.35, rel=0.05)
    assert spines.neck_diameter_um.mean() == pytest.approx(0.25, rel=0.05)
    mean = SpineGeometry(
        head_diameter_um=math.sqrt(2.8 / math.pi), neck_length_um=1.35, neck_diameter_um=0.25
    )
    assert 50 <= mean.neck_resistance_Mohm(load_sampler("human_l23").Ra_ohm_cm) <= 80


def test_human_spines_are_larger_than_those_of_mouse(drawn: dict[str, SpineSample]) -> None:
    """Ofer 2022: longer and thicker necks, larger heads."""
    human, mouse = drawn["human_l23"], drawn["mouse_l5_basal"]
    for measure in ("head_volume_um3", "neck_length_um", "neck_diameter_um"):
        assert getattr(human, measure).mean() > getattr(mouse, measure).mean()


def test_l5_basal_neck_resistances_of_acker_2016(drawn: dict[str, SpineSample]) -> None:
    """179 (23-420) and 204 (52-521) MOhm."""
    sampler = load_sampler("mouse_l5_basal")
    resistance = drawn["mouse_l5_basal"].neck_resistance_Mohm(sampler.Ra_ohm_cm)
    assert 100 <= np.median(resistance) <= 300
    assert ((resistance > 20) & (resistance < 550)).mean() >= 0.9


def test_whole_msn_spines_of_wilson_1983(drawn: dict[str, SpineSample]) -> None:
    """Mean volume 0.12 um3 and surface 1.46 um2 of a whole spine, head and neck."""
    spines = drawn["msn"]
    neck = math.pi / 4 * spines.neck_diameter_um**2 * spines.neck_length_um
    assert (spines.head_volume_um3 + neck).mean() == pytest.approx(0.12, rel=0.1)
    assert spines.membrane_area_um2.mean() == pytest.approx(1.46, rel=0.1)


@pytest.mark.parametrize("name", sampler_names())
def test_no_neck_is_wider_than_its_head_and_all_can_be_built(
    name: str, drawn: dict[str, SpineSample]
) -> None:
    spines = drawn[name]
    assert np.all(spines.neck_diameter_um <= spines.head_diameter_um * (1 + 1e-9))
    first = load_sampler(name).draw(50, SEED).geometries()
    assert [g.volume_um3 for g in first] == spines.head_volume_um3[:50].tolist()


def test_a_spine_is_the_same_whatever_is_drawn_around_it() -> None:
    sampler = load_sampler("rat_ca1")
    whole = sampler.draw(1000, 3)
    part = sampler.draw(10, 3, first=500)
    for measure in MEASURES:
        assert getattr(part, measure).tolist() == getattr(whole, measure)[500:510].tolist()
    other = sampler.draw(1000, 3, stream="b")
    assert not np.any(other.head_volume_um3 == whole.head_volume_um3)
    assert abs(np.corrcoef(other.head_volume_um3, whole.head_volume_um3)[0, 1]) < 0.15


@pytest.mark.parametrize("shape", ["lognormal", "normal"])
def test_truncated_moments_against_numerical_integration(shape: str) -> None:
    found = marginal(shape, 0.4, 0.01, 1.2, sd=0.25)  # type: ignore[arg-type]
    x = np.linspace(0.01, 1.2, 200_001)
    density = found.density(x)
    mean = np.trapezoid(x * density, x)
    assert np.trapezoid(density, x) == pytest.approx(1, rel=1e-6)
    assert mean == pytest.approx(0.4, rel=1e-5)
    assert math.sqrt(np.trapezoid((x - mean) ** 2 * density, x)) == pytest.approx(0.25, rel=1e-5)


def test_a_distribution_that_cannot_be() -> None:
    with pytest.raises(DescriptionError, match="no normal distribution"):
        marginal("normal", 0.5, 0.0, 1.0, sd=0.6)
    with pytest.raises(DescriptionError, match="outside"):
        marginal("normal", 1.5, 0.0, 1.0, sd=0.1)


def test_every_number_has_a_source() -> None:
    for name in sampler_names():
        for key, number in load_sampler(name).numbers.items():
            assert len(number.source) > 5, (name, key)


def test_an_unknown_sampler_is_told() -> None:
    with pytest.raises(DescriptionError, match="Did you mean 'rat_ca1'"):
        load_sampler("rat_ca2")


def test_named_shapes_of_harris_1992() -> None:
    """Obashi 2021, Table 1: thin and mushroom spines."""
    thin, mushroom = SpineGeometry.named("thin"), SpineGeometry.named("mushroom")
    assert (thin.volume_um3, thin.neck_diameter_um) == (0.03, 0.10)
    assert (mushroom.volume_um3, mushroom.psd_area_um2) == (0.27, 0.30)
    # Total volume 0.04 +- 0.02 and 0.29 +- 0.13 um3, total surface 0.59 +- 0.29 and 2.7 +- 0.93.
    assert thin.volume_um3 + thin.neck_volume_um3 == pytest.approx(0.04, abs=0.02)
    assert mushroom.volume_um3 + mushroom.neck_volume_um3 == pytest.approx(0.29, abs=0.13)
    assert thin.head_area_um2 + thin.neck_area_um2 == pytest.approx(0.59, abs=0.29)
    assert mushroom.head_area_um2 + mushroom.neck_area_um2 == pytest.approx(2.7, abs=0.93)
    for name in ("stubby", "filopodium"):
        assert SpineGeometry.named(name).neck_diameter_um <= SpineGeometry.named(name).diameter_um
    assert SpineGeometry.named("thin", head_diameter_um=0.5).volume_um3 == pytest.approx(
        math.pi * 0.5**3 / 6
    )
    with pytest.raises(DescriptionError, match="Did you mean 'mushroom'"):
        SpineGeometry.named("mushrom")
