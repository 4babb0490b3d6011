"""Uncaging, and baths and drugs that change in the middle of a run."""

from __future__ import annotations

import numpy as np
import pytest

from spinecable.describe.experiment import Experiment
from spinecable.simulate.job import run_isolated
from spinecable.simulate.run import run

EPSPS = {"kind": "presynaptic", "times_ms": [10.0, 110.0]}
SPIKES = {"kind": "evoked_spikes", "times_ms": [10.0, 110.0]}


def experiment(stimuli, **changes) -> Experiment:
    fields = {
        "cell": {"morphology": "ball_and_stick", "axon": "none"},
        "spine": [
            {
                "name": "s",
                "site": {"domain": "dendrite", "path_distance_um": 100.0},
                "geometry": {
                    "head_volume_um3": 0.08,
                    "neck_length_um": 1.0,
                    "neck_diameter_um": 0.15,
                },
            }
        ],
        "stimulus": stimuli,
        "simulation": {"duration_ms": 180.0},
        "outcome": {"minutes_after": 0.5},
    }
    return Experiment.model_validate({**fields, **changes})


def peaks(result, name: str) -> tuple[float, float]:
    """Rise above the first sample, before 90 ms and after 110 ms."""
    trace, time = result[name].values.ravel(), result["time_ms"].values
    early, late = time < 90.0, time > 110.0
    return trace[early].max() - trace[0], trace[late].max() - trace[0]


@pytest.fixture(scope="module")
def plain():
    return run(experiment([EPSPS]))


def test_uncaging_at_amplitude_1_is_a_release_that_no_bouton_modifies(plain) -> None:
    uncaging = {**EPSPS, "kind": "uncaging"}
    same = run(experiment([uncaging], release={"mode": "mean", "sites": 1}))
    np.testing.assert_array_equal(same["head_ca_uM"], plain["head_ca_uM"])
    half = run(experiment([{**uncaging, "amplitude": 0.3}]))
    assert 0.1 < peaks(half, "head_mV")[0] / peaks(plain, "head_mV")[0] < 0.95


def test_magnesium_is_that_of_the_time(plain) -> None:
    """Before the change as in the one bath, after it as in the other."""
    late = [{**EPSPS, "times_ms": [110.0]}]
    changed = run(experiment(late, bath_change=[{"at_ms": 20.0, "mg_mM": 0.0}]))
    without = run(experiment(late, bath={"mg_mM": 0.0}))
    for name in ("head_mV", "head_ca_uM"):
        assert peaks(changed, name)[1] == pytest.approx(peaks(without, name)[1], rel=1e-3)
    too_late = run(experiment([EPSPS], bath_change=[{"at_ms": 109.9, "mg_mM": 0.0}]))
    before, after = peaks(too_late, "head_ca_uM")
    assert before == pytest.approx(peaks(plain, "head_ca_uM")[0], rel=1e-6)
    assert after > 3 * before


def test_receptor_blockers_leave_no_epsp_and_wash_out(plain) -> None:
    changes = [{"at_ms": 5.0, "block": {"apv": 1.0, "nbqx": 1.0}}]
    changes += [{"at_ms": 100.0, "block": {"apv": 0.0, "nbqx": 0.0}}]
    first, second = peaks(run(experiment([EPSPS], bath_change=changes)), "head_mV")
    assert first < 1e-6
    assert second == pytest.approx(peaks(plain, "head_mV")[0], rel=0.02)


def test_ttx_abolishes_spikes_and_snx482_their_calcium() -> None:
    bare = run(experiment([SPIKES]))
    ttx = run(experiment([SPIKES], bath_change=[{"at_ms": 90.0, "block": {"ttx": 1.0}}]))
    snx = run(experiment([SPIKES], bath_change=[{"at_ms": 90.0, "block": {"snx482": 1.0}}]))
    for result in (bare, ttx, snx):
        assert peaks(result, "soma_mV")[0] > 60
    assert peaks(bare, "soma_mV")[1] > 60
    assert peaks(ttx, "soma_mV")[1] < 40
    assert peaks(snx, "soma_mV")[1] > 60
    assert peaks(snx, "head_ca_uM")[1] < 0.05 * peaks(bare, "head_ca_uM")[1]


def test_twice_the_calcium_lets_in_twice_as_much(plain) -> None:
    changed = run(experiment([EPSPS], bath_change=[{"at_ms": 90.0, "ca_mM": 4.0}]))
    first, second = peaks(changed, "head_ca_uM")
    assert first == pytest.approx(peaks(plain, "head_ca_uM")[0], rel=1e-6)
    assert 1.5 < second / peaks(plain, "head_ca_uM")[1] < 3.0


def _end(given, progress):
    """Inflow at rest and share of phosphorylated CaMKII when the electrical part is over."""
    from spinecable.simulate import experiment as module

    kept = []
    original = module.course_until_outcome

    def look(experiment, loop):
        calcium, kernel = loop.calcium, loop.calcium.kernel
        scheme = kernel.network.schemes["head"]
        head = kernel.network.members["head"][0]
        phosphorylated = sum(
            kernel.state(name)[head] for name in scheme.conserved["camkii"] if name[0] == "p"
        )
        kept.append((calcium.resting_inflow.copy(), phosphorylated / 100.0))
        return original(experiment, loop)

    module.course_until_outcome = look
    module.simulate(given, progress)
    return kept[0]


def test_the_minutes_after_know_the_last_bath() -> None:
    """Window currents at rest are outward-to-inward pure calcium: twice outside, twice the flow."""
    silent = [{"kind": "calcium_current", "times_ms": [5.0], "pulse_ms": 1.0, "amplitude_pA": 0.0}]
    short = {"simulation": {"duration_ms": 20.0}}
    before = run_isolated(_end, experiment(silent, **short))[0]
    change = [{"at_ms": 10.0, "ca_mM": 4.0}]
    after = run_isolated(_end, experiment(silent, bath_change=change, **short))[0]
    carrying = np.abs(before) > 1e-3 * np.abs(before).max()
    np.testing.assert_allclose(after[carrying] / before[carrying], 2.0, rtol=0.02)


def test_an_inhibitor_takes_activity_and_autophosphorylation() -> None:
    pulses = {
        "kind": "calcium_current",
        "times_ms": {"start": 5.0, "interval": 25.0, "count": 5},
        "pulse_ms": 5.0,
        "amplitude_pA": 0.5,
    }
    changes = [{"at_ms": 2.0, "block": {"aip2": 1.0}}, {"at_ms": 150.0, "block": {"aip2": 0.0}}]
    bare = run(experiment([pulses]))
    inhibited = run(experiment([pulses], bath_change=changes))

    def active(result, start_ms: float, end_ms: float):
        time = result["time_ms"].values
        return result["camkii_active"].values[0, (time > start_ms) & (time < end_ms)]

    assert active(bare, 3, 149).max() > 0.2
    assert active(inhibited, 3, 149).max() == 0.0
    assert active(inhibited, 151, 180).min() > 0.2  # calmodulin has stayed bound
    start, end = (
        run_isolated(_end, experiment([pulses], bath_change=given))[1]
        for given in ([{**changes[0], "at_ms": 0.0}], [])
    )
    assert end > 0.05
    # What is phosphorylated at rest (2 to 3 % of all) stays so for seconds.
    assert start < 0.15 * end
