"""CaMKII on actin: balance of contents, and release by calmodulin and phosphate."""

from __future__ import annotations

import numpy as np
import pytest

from spinecable.chemistry.contents import (
    AUTONOMOUS_FACTOR,
    head_scheme,
    scheme_values,
)
from spinecable.chemistry.steady import steady_state
from spinecable.describe.preparation import load_preparation
from spinecable.plasticity.induction import enzyme_course, regular_train
from spinecable.plasticity.retention import (
    bound_per_free,
    effective_diffusion,
    free_to_bind,
)
from spinecable.plasticity.slot_model import sphere_area_um2


def test_at_rest_it_is_the_share_of_inactive_subunits() -> None:
    preparation = load_preparation()
    values = scheme_values(preparation, "head", 0.08, sphere_area_um2(0.08))
    rest = preparation.values("head")["resting_calcium_uM"]
    scheme = head_scheme(kinetics=preparation.values("kinetics"))
    state = steady_state(scheme, rest, values=values)
    course = enzyme_course(preparation, regular_train(1, 1.0, 4.0, 0.1, 20.0))
    share = state["k"] / values["camkii_total_uM"]
    found = free_to_bind(course)
    assert found[0] == pytest.approx(share, rel=1e-9)
    assert 0.0 < found.min() < found[0]
    # Calmodulin (counted once) and phosphate (at its factor) are all that is not free to bind.
    other = course.camkii_active - course.camkii_bound
    np.testing.assert_allclose(1 - found, course.camkii_bound + other / AUTONOMOUS_FACTOR)


def test_contents_and_diffusion_in_balance() -> None:
    """By hand: at rest half is bound, half of that once half of the sites have gone."""
    available = np.array([0.8, 0.4, 0.0])
    bound = bound_per_free(available)
    np.testing.assert_allclose(bound, [1.0, 0.5, 0.0])
    # Free at 1 in both: the head holds 1 + B, twice the dendrite's 1.
    assert 1.0 + bound[0] == pytest.approx(2.0)
    np.testing.assert_allclose(effective_diffusion(0.3, available), [0.15, 0.2, 0.3])
