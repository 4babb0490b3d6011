"""dF/F: resting brightness, saturation, averages over volume and photon noise."""

from __future__ import annotations

import numpy as np
import pytest

from spinecable.chemistry.fluorescence import delta_f_over_f, fluorescence, with_shot_noise
from spinecable.chemistry.library.dyes import DYES
from spinecable.errors import ChemistryError


def at(dye, ca_uM, total_uM=100.0):
    """Free and bound indicator in balance with calcium."""
    bound = total_uM * np.asarray(ca_uM) / (np.asarray(ca_uM) + dye.kd_uM)
    return total_uM - bound, bound


@pytest.mark.parametrize("name", ["fluo4", "ogb1", "ogb5n"])
def test_a_dye_saturates_at_its_dynamic_range(name):
    dye = DYES[name]
    rest = 0.05 / (0.05 + dye.kd_uM)
    base = fluorescence(dye, *at(dye, [0.05]))
    found = delta_f_over_f(dye, *at(dye, [1e9]), base, np.eye(1))[0]
    # Fmin + (Fmax - Fmin) b in units of Fmin, bound and at rest.
    assert found == pytest.approx(dye.range / (1.0 + (dye.range - 1.0) * rest) - 1.0, rel=1e-6)


def test_ogb1_is_a_fifth_bound_at_50_nM():
    dye = DYES["ogb1"]
    free, bound = at(dye, 0.05)
    assert bound / (free + bound) == pytest.approx(0.2, abs=0.01)
    # So its dF/F cannot exceed 2.97, whatever calcium does.
    base = fluorescence(dye, [free], [bound])
    assert delta_f_over_f(dye, [0.0], [100.0], base, np.eye(1))[0] < 3.0


def test_fura2_darkens():
    dye = DYES["fura2"]
    base = fluorescence(dye, *at(dye, [0.05]))
    assert delta_f_over_f(dye, *at(dye, [1.0]), base, np.eye(1))[0] < -0.5


@pytest.mark.parametrize("name", ["gcamp6f", "gcamp6s"])
def test_gcamp_is_a_hill_function_of_calcium_in_balance(name):
    dye = DYES[name]
    ca = np.array([0.03, 0.1, 0.3, 1.0, 3.0])
    hill = ca**dye.hill / (ca**dye.hill + dye.kd_uM**dye.hill)
    expected = 100.0 * (1.0 + (dye.range - 1.0) * hill)
    assert np.allclose(fluorescence(dye, *at(dye, ca)), expected, rtol=1e-12)
    assert np.all(np.isfinite(fluorescence(dye, [0.0, 1.0], [1.0, 0.0])))


def test_a_pixel_adds_the_light_of_its_volume():
    """Two equal volumes, one saturated: half of the largest change, not that of mean calcium."""
    dye = DYES["ogb1"]
    base = fluorescence(dye, *at(dye, np.array([0.05])))
    free, bound = at(dye, np.array([0.05, 1e9]))
    weights = np.array([[0.5, 0.5], [1.0, 0.0], [0.0, 1.0]])
    mean, still, full = delta_f_over_f(dye, free, bound, np.repeat(base, 3), weights)
    assert still == pytest.approx(0.0, abs=1e-14)
    assert mean == pytest.approx(0.5 * full, rel=1e-12)


def test_no_dye_gives_no_light():
    assert fluorescence(DYES["fluo4"], [0.0], [0.0])[0] == 0.0


def test_shot_noise_is_that_of_counted_photons():
    clean = np.full((2, 20000), 1.0)
    noisy = with_shot_noise(clean, 400.0, 7)
    # 800 photons expected: standard deviation sqrt(800) / 400 of dF/F.
    assert noisy.mean() == pytest.approx(1.0, abs=4 * np.sqrt(800) / 400 / np.sqrt(clean.size))
    assert noisy.std() == pytest.approx(np.sqrt(800) / 400, rel=0.02)
    assert np.array_equal(noisy, with_shot_noise(clean, 400.0, 7))
    assert not np.array_equal(noisy, with_shot_noise(clean, 400.0, 8))
    with pytest.raises(ChemistryError, match="photons"):
        with_shot_noise(clean, 0.0, 7)
