"""Indices of a function whose indices are known, and of a small cell."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import spinecable as sc
from spinecable.errors import DescriptionError
from spinecable.study import sensitivity as module
from spinecable.study.result import SweepResult
from spinecable.study.sensitivity import Span, parse_span

LENGTH = "spine.narrow.geometry.neck_length_um"
MG = "bath.mg_mM"
CA = "bath.ca_mM"
RANGES = {LENGTH: (0.5, 1.5), MG: (0.0, 1.0), CA: (1.0, 2.0)}


@pytest.fixture
def additive(monkeypatch: pytest.MonkeyPatch) -> None:
    """The runs are replaced by y = 4 length + 2 mg: what the indices are is then known."""

    def run_points(experiment, plan, keys, **_):
        values = [4 * p.settings[LENGTH] + 2 * p.settings[MG] for p in plan]
        table = pd.DataFrame(
            {"point": range(len(plan)), "trial": 0, "spine": "narrow", "weight_change": values}
        )
        for key in keys:
            table[key] = [p.settings[key] for p in plan]
        return SweepResult(table, keys, experiment)

    monkeypatch.setattr(module, "run_points", run_points)


@pytest.mark.usefixtures("additive")
def test_morris_effects_are_the_slopes() -> None:
    table = sc.sensitivity(sc.load("neighbours"), RANGES, samples=6)
    assert table["mu_star"].tolist() == pytest.approx([4.0, 2.0, 0.0], abs=1e-9)
    assert table["sigma"].tolist() == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)


@pytest.mark.usefixtures("additive")
def test_sobol_shares_of_the_variance() -> None:
    table = sc.sensitivity(sc.load("neighbours"), RANGES, method="sobol", samples=1024)
    assert table["first"].tolist() == pytest.approx([0.8, 0.2, 0.0], abs=0.02)  # 16:4 of variance
    assert table["total"].tolist() == pytest.approx([0.8, 0.2, 0.0], abs=0.02)


def test_neck_and_head_of_a_small_cell() -> None:
    small = sc.load(
        "single_epsp",
        [
            "cell.morphology=ball_and_stick",
            "simulation.duration_ms=15",
            "stimulus.0.times_ms=[5.0]",
            "outcome.minutes_after=0.1",
        ],
    )
    ranges = {
        "spine.spine.geometry.head_volume_um3": Span(0.03, 0.2, log=True),
        "spine.spine.contents.camkii_uM": Span(69.9, 70.1),
    }
    table = sc.sensitivity(small, ranges, samples=2, target="peak_head_ca_uM")
    volume, camkii = table["mu_star"]
    assert volume > 20 * camkii
    assert np.isfinite(table[["mu", "sigma"]].to_numpy()).all()


@pytest.mark.parametrize(
    ("text", "span"),
    [("a.b=1:2", Span(1.0, 2.0)), ("a.b=0.1:2:log", Span(0.1, 2.0, log=True))],
)
def test_span_from_text(text: str, span: Span) -> None:
    assert parse_span(text) == ("a.b", span)


@pytest.mark.parametrize("text", ["a.b", "a.b=1", "a.b=1:x", "a.b=1:2:cube", "=1:2"])
def test_what_is_no_span(text: str) -> None:
    with pytest.raises(DescriptionError, match="KEY=LOW:HIGH"):
        parse_span(text)


@pytest.mark.parametrize(
    ("ranges", "options", "says"),
    [
        ({}, {}, "no parameter"),
        ({MG: (1.0, 1.0)}, {}, "low end below"),
        ({MG: Span(0.0, 1.0, log=True)}, {}, "above 0"),
        ({MG: (0.0, 1.0)}, {"method": "sobol", "samples": 12}, "power of 2"),
        ({"bath.mg": (0.0, 1.0)}, {}, "unknown key 'mg'"),
    ],
)
def test_refused(ranges: dict, options: dict, says: str) -> None:
    with pytest.raises(DescriptionError, match=says):
        sc.sensitivity(sc.load("neighbours"), ranges, **options)
