"""The fluctuating conductance: mean, spread, correlation time and stream of each instance."""

from __future__ import annotations

import numpy as np
import pytest

from spinecable.mechanisms.load import load_mechanisms, neuron_h


@pytest.fixture(scope="module")
def h():
    load_mechanisms(["sc_gfluct"])
    return neuron_h()


def traces(h, step_ms, count, ids=(1, 2, 3), **values):
    section = h.Section(name="one")
    process = h.sc_gfluct(section(0.5))
    process.stream.set_ids(*ids)
    for name, value in values.items():
        setattr(process, name, value)
    h.dt = step_ms
    h.finitialize(-65)
    found = [(process.g_e, process.g_i, process.i)]
    for _ in range(count):
        h.fadvance()
        found.append((process.g_e, process.g_i, process.i))
    return np.array(found).T


@pytest.mark.parametrize("step_ms", [0.1, 2.0])
def test_moments_do_not_depend_on_the_step(h, step_ms):
    count = 60_000
    g_e, g_i, _ = traces(h, step_ms, count)
    for g, mean, spread, tau in (
        (g_e, 0.0121, 0.0030, 2.728),
        (g_i, 0.0573, 0.0066, 10.49),
    ):
        independent = count * step_ms / (2 * tau)
        assert g.mean() == pytest.approx(mean, abs=4 * spread / np.sqrt(independent))
        assert g.std() == pytest.approx(spread, rel=4 / np.sqrt(2 * independent) + 0.01)
        lag = max(1, round(tau / step_ms))
        x = g - g.mean()
        found = np.mean(x[lag:] * x[:-lag]) / np.var(x)
        assert found == pytest.approx(np.exp(-lag * step_ms / tau), abs=0.06)


def test_a_simulation_repeats_and_streams_differ(h):
    first, again, other = (traces(h, 0.1, 50, ids=(1, 2, n))[0] for n in (3, 3, 4))
    np.testing.assert_array_equal(first, again)
    assert abs(np.corrcoef(first, other)[0, 1]) < 0.9
    assert not np.array_equal(first, other)


def test_never_negative_and_only_between_start_and_stop(h):
    g_e, g_i, i = traces(h, 0.1, 400, std_e=0.1, start=10.0, stop=30.0)
    assert g_e.min() == 0.0
    assert (g_e[102:298] == 0.0).any()
    assert g_e[102:298].max() > 0.1
    outside = np.r_[0:98, 302:400]
    assert not g_e[outside].any()
    assert not g_i[outside].any()
    assert not i[outside].any()
