"""Running rows in processes of their own: sharing, errors, order."""

from __future__ import annotations

import numpy as np
import pytest

from spinecable.validate.entry import Part, Scale, Task
from spinecable.validate.execute import run_rows
from spinecable.validate.gates import Watch


@pytest.fixture
def work(tmp_path):
    """Tasks that leave a line in a file each time they run, and one that fails."""
    folder = str(tmp_path)

    def noted(number, progress):
        import os
        from pathlib import Path

        with (Path(folder) / f"{number:g}").open("a") as file:
            file.write(f"{os.getpid()}\n")
        return {"value": np.array([number])}

    def broken(progress):
        raise RuntimeError("the pipette broke")

    return noted, broken


def test_rows_share_runs_and_a_broken_one_stops_no_other(make_row, work, tmp_path) -> None:
    noted, broken = work
    value = lambda arrays: arrays["value"]  # noqa: E731
    nine, twenty = (lambda scale, n=n: Task(noted, (n,)) for n in (9.0, 20.0))
    rows = [
        make_row("C1", runs=(nine,), measure=value),
        make_row("C2", runs=(nine, twenty), measure=lambda a, b: value(b) - value(a)),
        make_row("C3", runs=(lambda scale: Task(broken),), measure=value),
        make_row("C4", runs=(nine,), measure=lambda arrays: arrays["nothing"]),
        make_row("C5", parts=(Part(gate=Watch()),), runs=(lambda scale: 1 / 0,)),
        make_row("C6"),
    ]
    seen, fractions = [], []
    scores = run_rows(
        rows,
        jobs=2,
        finished=lambda s: seen.append(s.id),
        progress=lambda f, _: fractions.append(f),
    )
    assert [s.id for s in scores] == [r.id for r in rows]
    assert sorted(seen) == [r.id for r in rows]
    assert [s.parts[0].value for s in scores] == [9.0, 11.0, None, None, None, 10.0]
    assert [s.passed for s in scores] == [True, True, False, False, None, True]
    assert [s.error for s in scores] == [False, False, True, True, True, False]
    assert "the pipette broke" in scores[2].note
    assert "nothing" in scores[3].note
    assert "division by zero" in scores[4].note
    ran = {f.name: len(set(f.read_text().split())) for f in tmp_path.iterdir()}
    assert ran == {"9": 1, "20": 1}
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    shared, both = scores[0].seconds, scores[1].seconds
    assert both > shared > 0


def test_a_task_is_known_by_its_function_and_arguments() -> None:
    from spinecable.validate.calcium_runs import ca1, spike
    from spinecable.validate.tasks import benched, simulated

    fast, other = ca1(Scale(fast=True)), ca1(Scale(fast=True), stimulus=[spike(12.0)])
    assert simulated(fast).key == simulated(ca1(Scale(fast=True))).key
    assert len({simulated(fast).key, simulated(other).key, benched(fast, 50.0).key}) == 3


def test_traces_come_at_equal_intervals(simple_experiment) -> None:
    """A quiet run is sampled coarsely; the task's traces are not, and meet it at its samples."""
    from spinecable.simulate.run import run
    from spinecable.validate.tasks import run_experiment

    arrays = run_experiment(simple_experiment, lambda fraction, doing: None)
    result = run(simple_experiment)
    own = result["time_ms"].values
    assert np.ptp(np.diff(own)) > 0.1, "the run itself grows its steps"
    steps = np.diff(arrays["time_ms"])[:-1]
    np.testing.assert_allclose(steps, simple_experiment.recording.interval_ms)
    for name in ("head_ca_uM", "soma_mV"):
        trace = np.atleast_2d(arrays[name])[0]
        seen = np.atleast_2d(result[name].values)[0]
        np.testing.assert_allclose(
            np.interp(own, arrays["time_ms"], trace), seen, atol=0.02 * np.ptp(seen) + 1e-9
        )


@pytest.fixture
def simple_experiment():
    """One calcium pulse in one spine of a ball and stick, then quiet."""
    from spinecable.describe.experiment import Experiment

    return Experiment.model_validate(
        {
            "cell": {
                "morphology": "ball_and_stick",
                "biophysics": "passive",
                "implicit_spines": None,
            },
            "spine": [
                {
                    "name": "a",
                    "site": {"section": "basal[0]", "position": 0.2},
                    "geometry": {
                        "head_volume_um3": 0.08,
                        "neck_length_um": 0.6,
                        "neck_diameter_um": 0.15,
                    },
                }
            ],
            "stimulus": [
                {
                    "kind": "calcium_current",
                    "times_ms": [5.0],
                    "pulse_ms": 1.0,
                    "amplitude_pA": 2.0,
                }
            ],
            "recording": {"interval_ms": 0.2},
            "simulation": {"duration_ms": 150.0},
            "outcome": {"minutes_after": 0.01},
        }
    )
