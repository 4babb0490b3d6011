"""The committed preparation beside measurements on rat CA1 spines.

One action potential and one EPSP, dialysed, on four spines. The published numbers stand here again
so that the table of the calibration cannot move them.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest

import spinecable
from spinecable.calibration.bench import LEAD_MS, Bench, Response, with_contents
from spinecable.calibration.measure import transient
from spinecable.calibration.rat_ca1 import FREE, contents, written
from spinecable.calibration.readings import per_spine, shaft_ions_per_um2, titration
from spinecable.describe.preparation import load_preparation

# name: low, high; Sabatini, Oertner & Svoboda 2002 Neuron 33:439, 10.1016/S0896-6273(02)00573-1
# (C1 70 +- 29 nM; C3 24 +- 11; C5 12-20 ms; C7 1.7 +- 0.6 uM; C8 1.5 +- 0.5 and 0.7;
# C11 0.7 +- 0.4), Cornelisse 2007, 10.1371/journal.pone.0001073 (C4 62-66; C10 2000 and 4400 /um2),
# Nimchinsky 2004, 10.1523/JNEUROSCI.5066-03.2004 (C17 below 1 on average)
RANGES = {
    "C1": (0.040, 0.110),
    "C3": (10.0, 35.0),
    "C4 shaft": (40.0, 90.0),
    "C5": (8.0, 20.0),
    "C7": (0.6, 2.9),
    "C7 peak": (0.6, 2.9),
    "C8": (0.5, 2.5),
    "C10 head": (1200.0, 2800.0),
    "C10 shaft": (2640.0, 6160.0),
    "C11": (0.2, 1.5),
    "C17": (0.1, 2.0),
}


@pytest.fixture(scope="module")
def bench():
    with Bench(load_preparation("rat_ca1", "dialysed")) as bench:
        yield bench


@pytest.fixture(scope="module")
def spike(bench: Bench) -> Response:
    return bench.run(spike_ms=LEAD_MS)


@pytest.fixture(scope="module")
def epsp(bench: Bench) -> Response:
    return bench.run(release_ms=[LEAD_MS])


@pytest.fixture(scope="module")
def readings(bench: Bench, spike: Response, epsp: Response) -> dict[str, np.ndarray]:
    head, shaft = titration(bench, spike, spike.charge_mA_ms_per_cm2, bench.preparation)
    return {
        **per_spine(spike, epsp),
        "C3": head,
        "C4 shaft": shaft,
        "C10 shaft": shaft_ions_per_um2(bench, spike),
    }


@pytest.mark.parametrize("name", RANGES)
def test_measured_in_rat_ca1(readings: dict[str, np.ndarray], name: str) -> None:
    low, high = RANGES[name]
    value = readings[name].mean()
    assert low <= value <= high, f"{name}: {value:.3g}, spines {np.round(readings[name], 3)}"


def test_replayed_inflow_gives_the_coupled_run(bench: Bench, spike: Response) -> None:
    again = bench.replay([spike.charge_mA_ms_per_cm2], bench.preparation)[0]
    np.testing.assert_allclose(again.head_ca_uM, spike.head_ca_uM, rtol=1e-9)


def test_inflow_scales_with_conductance(bench: Bench, epsp: Response) -> None:
    """What the fit relies on: half of the receptors carry half of the inflow, to some percent."""
    head = bench.preparation.values("head")
    n = len(epsp.head_ca_uM)
    full = epsp.charge_mA_ms_per_cm2[:, :n].sum(axis=0)
    receptors = [spine.nmda for spine in bench.model.spines]
    for receptor in receptors:
        receptor.gmax *= 0.5
    half = bench.run(release_ms=[LEAD_MS]).charge_mA_ms_per_cm2[:, :n].sum(axis=0)
    for receptor in receptors:
        receptor.gmax *= 2.0
    assert head["nmdar_count"] >= 5
    np.testing.assert_allclose(half, 0.5 * full, rtol=0.05)


def test_calbindin_makes_transients_smaller_and_slower(bench: Bench, spike: Response) -> None:
    intact = bench.replay([spike.charge_mA_ms_per_cm2], load_preparation("rat_ca1", "intact"))[0]
    pairs = [
        (transient(spike.time_ms, with_it), transient(spike.time_ms, without))
        for with_it, without in zip(intact.head_ca_uM, spike.head_ca_uM, strict=True)
    ]
    assert all(a.amplitude_uM < 0.5 * b.amplitude_uM for a, b in pairs)
    # Calbindin binds within milliseconds and lets go over tens of them: a fast fall and a long
    # tail, which one exponential does not describe. The mean time of the transient does.
    for with_it, without in zip(intact.head_ca_uM, spike.head_ca_uM, strict=True):
        assert mean_time(spike.time_ms, with_it) > 1.2 * mean_time(spike.time_ms, without)


def mean_time(time_ms: np.ndarray, calcium_uM: np.ndarray) -> float:
    """Centroid of what calcium rises above its first value, from the peak on (ms)."""
    peak = int(np.argmax(calcium_uM))
    above = calcium_uM[peak:] - calcium_uM[0]
    return float(np.average(time_ms[peak:] - time_ms[peak], weights=above))


def test_leak_is_never_negative(bench: Bench) -> None:
    for buffering in ("dialysed", "intact"):
        side = bench.chemistry(load_preparation("rat_ca1", buffering))
        assert side.leak_uM_per_s.min() >= 0


def test_values_lie_within_the_bounds() -> None:
    preparation = load_preparation("rat_ca1", "dialysed")
    for free in FREE:
        for group, key, factor in free.keys:
            value = preparation.quantity(group, key).value / factor
            assert free.low * 0.999 <= value <= free.high * 1.001, (group, key)
            assert "calibrated on rows" in preparation.quantity(group, key).source


def test_what_is_written_is_read_back() -> None:
    path = Path(spinecable.__file__).parent / "preparations" / "rat_ca1.toml"
    values = [free.low for free in FREE]
    text = written(path.read_text(encoding="utf-8"), values)
    tables = tomllib.loads(text)
    for group, entries in contents(values).items():
        for key, value in entries.items():
            assert tables[group][key]["value"] == pytest.approx(value, rel=5e-3)
    before = tomllib.loads(path.read_text(encoding="utf-8"))
    assert tables["head"]["calbindin_uM"] == before["head"]["calbindin_uM"]
    assert tables["dialysed"] == before["dialysed"]
    assert with_contents(load_preparation(), contents(values)).values("neck")["ncx_per_um2"] == 142
