"""Measures of the rows of geometry and diffusion, and where spines of rows stand."""

from __future__ import annotations

import numpy as np
import pytest

from spinecable.morphology.read import read_morphology
from spinecable.morphology.tree import Section
from spinecable.validate.calcium_runs import slope_with_volume
from spinecable.validate.populations import imaged_shapes, mirrored_shapes, sites
from spinecable.validate.rows.density import outer_membrane_um2, pair_cv
from spinecable.validate.rows.diffusion import partial_correlations


def test_the_cv_of_a_pair_has_the_sd_of_two() -> None:
    """SD of (1, 3) is sqrt(2), their mean 2; the median over pairs leaves the outlier out."""
    pairs = np.array([[1.0, 3.0], [1.0, 3.0], [1.0, 100.0]])
    assert pair_cv(pairs) == pytest.approx(np.sqrt(2) / 2)
    assert pair_cv(np.array([[0.05, 0.05]])) == 0.0


def test_partial_correlations_follow_the_formula_for_one_other_cause() -> None:
    rng = np.random.default_rng(3)
    a, noise = rng.normal(size=(2, 400))
    b = 0.6 * a + rng.normal(size=400)
    y = a - 2 * b + noise
    r = np.corrcoef([y, a, b])
    expected = (r[0, 1] - r[0, 2] * r[1, 2]) / np.sqrt((1 - r[0, 2] ** 2) * (1 - r[1, 2] ** 2))
    found = partial_correlations(y, np.column_stack([a, b]))
    assert found[0] == pytest.approx(expected, abs=1e-12)
    assert found[0] > 0 > found[1]


def test_membrane_beyond_a_distance_is_that_of_the_outer_pieces() -> None:
    points = np.column_stack([np.linspace(0, 100, 101), np.zeros(101), np.zeros(101)])
    section = Section(0, "basal[0]", -1, "basal", points, np.full(101, 2.0), 20.0, 0, ())
    assert outer_membrane_um2(section, 60.0) == pytest.approx(np.pi * 2.0 * 60.0)
    assert outer_membrane_um2(section, 0.0) == pytest.approx(section.area_um2)
    assert outer_membrane_um2(section, 500.0) == 0.0


def test_sites_keep_to_the_asked_thickness() -> None:
    """To within what a dendrite tapers in the 1 um at which its thickness is looked at."""
    morphology = read_morphology("ca1_pyramidal")
    sections = {section.name: section for section in morphology.sections}
    found = sites("ca1_pyramidal", "basal", 40.0, 200.0, 30, thickness_um=(1.05, 1.4))
    thick = [sections[s.section].diameter_um(s.position) for s in found]
    assert len({(s.section, s.position) for s in found}) == 30
    assert min(thick) > 1.02
    assert max(thick) <= 1.4
    anywhere = sites("ca1_pyramidal", "basal", 40.0, 200.0, 30)
    assert min(sections[s.section].diameter_um(s.position) for s in anywhere) < 0.8


def test_necks_of_mirrored_shapes_know_nothing_of_their_heads() -> None:
    """Every neck of half a draw stands on two heads, and all head volumes of it occur twice."""
    shapes, drawn = mirrored_shapes(50), imaged_shapes(25)
    volume = np.log([shape.volume_um3 for shape in shapes])
    for measure in ("neck_diameter_um", "neck_length_um"):
        neck = np.array([getattr(shape, measure) for shape in shapes])
        assert np.corrcoef(volume, neck)[0, 1] == pytest.approx(0.0, abs=1e-4)
        assert sorted(neck) == sorted([getattr(shape, measure) for shape in drawn] * 2)
    twice = sorted([np.log(shape.volume_um3) for shape in drawn] * 2)
    assert sorted(volume) == pytest.approx(twice, abs=1e-4)


def test_the_slope_with_volume_has_its_standard_error() -> None:
    """Four points about a line of slope -1/2, and the error as textbooks have it."""
    x, off = np.array([-3.0, -1.0, 1.0, 3.0]), np.array([0.1, -0.1, -0.1, 0.1])
    trace = np.exp(-0.5 * x + off)[:, None] * np.array([0.0, 1.0, 0.5])
    slope, error = slope_with_volume({"head_volume_um3": np.exp(x), "head_ca_uM": trace})
    assert slope == pytest.approx(-0.5)
    assert error == pytest.approx(np.sqrt((off**2).sum() / 2 / (x**2).sum()))
