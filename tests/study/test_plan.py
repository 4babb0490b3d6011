"""What is varied, and the experiments that follow from it."""

from __future__ import annotations

import math

import pytest

from spinecable.describe.sweep import Axis, Sweep, parse_axis
from spinecable.describe.toml import load_experiment
from spinecable.errors import DescriptionError
from spinecable.study.plan import changed_experiment, plan_sweep


@pytest.fixture(scope="module")
def neighbours():
    return load_experiment("neighbours")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a.b=1,2.5", (1, 2.5)),
        ("a.b=0:1:3", (0.0, 0.5, 1.0)),
        ("a.b=0.01:1:3:log", (0.01, 0.1, 1.0)),
        ("a.b=stub,none", ("stub", "none")),
        ("a.b=[1, 2],[3]", ([1, 2], [3])),
        ('a.b={ start = 1, count = 2 },"x,y"', ({"start": 1, "count": 2}, "x,y")),
    ],
)
def test_axis_from_text(text: str, values: tuple) -> None:
    axis = parse_axis(text)
    assert axis.key == "a.b"
    assert axis.values == pytest.approx(values) if isinstance(values[0], float) else values


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a.b", "KEY=VALUES"),
        ("a.b=", "KEY=VALUES"),
        ("a.b=1:x:3", "in numbers"),
        ("a.b=2:1:3", "LOW below HIGH"),
        ("a.b=0:1:3:log", "above 0"),
        ("a.b=1:2:3:cube", ":lin or :log"),
    ],
)
def test_what_is_no_axis(text: str, says: str) -> None:
    with pytest.raises(DescriptionError, match=says) as caught:
        parse_axis(text)
    assert caught.value.where == f"--vary {text}"


def test_a_value_or_a_key_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        Axis(key="a", values=(1, 1))
    with pytest.raises(ValueError, match="varied twice"):
        Sweep(axes=(Axis(key="a", values=(1,)), Axis(key="a", values=(2,))))


def test_points_are_all_combinations_and_trials(neighbours) -> None:
    axes = (parse_axis("bath.mg_mM=0,1"), parse_axis("cell.temperature_C=32,33,34"))
    plan = plan_sweep(neighbours, Sweep(axes=axes, trials=2))
    assert [(p.number, p.trial) for p in plan] == [(n, t) for n in range(6) for t in range(2)]
    found = {(p.experiment.bath.mg_mM, p.experiment.cell.temperature_C) for p in plan}
    assert found == {(mg, t) for mg in (0.0, 1.0) for t in (32.0, 33.0, 34.0)}


def test_a_trial_has_the_same_random_numbers_at_every_point(neighbours) -> None:
    plan = plan_sweep(neighbours, Sweep(axes=(parse_axis("bath.mg_mM=0,1"),), trials=3))
    random = [(p.experiment.simulation.seed, p.experiment.simulation.trial) for p in plan]
    assert random[:3] == random[3:]
    assert len(set(random)) == 3
    assert plan[3].experiment == neighbours


def test_star_means_every_spine(neighbours) -> None:
    changed = changed_experiment(neighbours, {"spine.*.geometry.neck_length_um": 0.7})
    assert [s.geometry.neck_length_um for s in changed.spines] == [0.7, 0.7]


def test_a_resistance_sets_the_diameter_at_the_new_length(neighbours) -> None:
    settings = {
        "spine.narrow.geometry.neck_resistance_Mohm": 300.0,
        "spine.narrow.geometry.neck_length_um": 0.5,
    }
    narrow = changed_experiment(neighbours, settings).spines[0].geometry
    Ra_ohm_um = 150.0 * 1e4
    area_um2 = math.pi * narrow.neck_diameter_um**2 / 4
    assert Ra_ohm_um * 0.5 / area_um2 == pytest.approx(300e6)


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("spine.narow.geometry.neck_length_um", 1.0, "Did you mean 'narrow'"),
        ("spine.narrow.geometry.neck_lenght_um", 1.0, "Did you mean 'neck_length_um'"),
        ("spine.narrow.geometry.neck_length_um", -1.0, "greater than 0"),
        ("spine.narrow.geometry.neck_resistance_Mohm", 0.0, "above 0"),
        ("spine.narrow.contents.nmdar_cuont", 3, "Did you mean 'nmdar_count'"),
        ("cell.*.x", 1.0, "no list"),
        ("site.neck_resistance_Mohm", 1.0, "no spine's geometry"),
    ],
)
def test_refused_before_any_run(neighbours, key: str, value: float, says: str) -> None:
    with pytest.raises(DescriptionError, match=says) as caught:
        changed_experiment(neighbours, {key: value})
    assert str(caught.value).startswith(f"--vary {key}")
