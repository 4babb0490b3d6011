"""EPSPs, back-propagating spikes and summation against the same cell in plain NEURON."""

from __future__ import annotations

import numpy as np
import pytest

import spinecable as sc
from spinecable.errors import DescriptionError

NECKS_UM = (0.08, 0.25)
PLACES_UM = (150.0, 200.0)
ACTIVE = "ca1_migliore2005"


def test_epsps_in_head_dendrite_and_soma(described, plain):
    table = sc.measures.epsps(described(PLACES_UM, NECKS_UM), window_ms=40.0)
    table = table.set_index(["spine", "place"])
    model = plain(PLACES_UM, NECKS_UM)
    for i, spine in enumerate(("s0", "s1")):
        places = [model.heads[i](0.5), model.dend(model.at[i]), model.soma(0.5)]
        releases = [5.0] if i == 0 else [1e9, 5.0]
        time, *traces = model.run(places, 45.0, releases)
        for place, trace in zip(("head", "shaft", "soma"), traces, strict=True):
            row = table.loc[spine, place]
            above = trace + 65.0
            peak = above.max()
            assert row["amplitude_mV"] == pytest.approx(peak, rel=2e-3), (spine, place)
            assert row["time_to_peak_ms"] == pytest.approx(time[above.argmax()] - 5, abs=0.05)
            wide = np.flatnonzero(above > peak / 2)
            width = time[wide[-1]] - time[wide[0]]
            assert row["half_width_ms"] == pytest.approx(width, rel=0.01), (spine, place)
            rise = np.interp([0.2, 0.8], above[: above.argmax()] / peak, time[: above.argmax()])
            assert row["rise_20_80_ms"] == pytest.approx(rise[1] - rise[0], rel=0.02)
    heads = table.loc[("s0", "head"), "amplitude_mV"]
    assert table.loc[("s0", "soma"), "head_over_this"] == pytest.approx(
        heads / table.loc[("s0", "soma"), "amplitude_mV"]
    )
    assert table.loc[("s0", "shaft"), "head_over_this"] > 2


def test_the_epsp_of_a_run_is_that_of_the_measure(described):
    experiment = described(PLACES_UM, NECKS_UM)
    measured = sc.measures.epsps(experiment, window_ms=15.0)
    stimulus = sc.Presynaptic(spines=["s1"], times_ms=[5.0])
    ran = sc.run(
        experiment.changed(
            stimuli=(stimulus,),
            simulation=experiment.simulation.changed(duration_ms=20.0, chemistry_dt_ms=0.05),
            recording=sc.Recording(interval_ms=0.05),
            outcome=sc.Outcome(minutes_after=0.0),
        )
    )
    found = sc.measures.epsps_of(ran, 5.0, spines=["s1"])
    wanted = measured[measured["spine"] == "s1"]
    for name in ("amplitude_mV", "half_width_ms", "rise_20_80_ms"):
        assert found[name].to_numpy() == pytest.approx(
            wanted[name].to_numpy(), rel=0.02, nan_ok=True
        )
    with pytest.raises(DescriptionError, match="there is no spine 's7'"):
        sc.measures.epsps_of(ran, 5.0, spines=["s7"])


def test_back_propagating_spikes_along_the_dendrite_and_in_heads(described, plain):
    experiment = described(PLACES_UM, NECKS_UM, biophysics=ACTIVE)
    train = {"spikes": 2, "interval_ms": 20.0, "amplitude_nA": 1.5}
    table = sc.measures.bap(experiment, **train)
    heads = sc.measures.bap_in_spines(experiment, **train).set_index(["spine", "spike"])
    model = plain(PLACES_UM, NECKS_UM, active=True)
    clamps = []
    for onset in (5.0, 25.0):
        clamp = model.h.IClamp(model.soma(0.5))
        clamp.delay, clamp.dur, clamp.amp = onset, 2.0, 1.5
        clamps.append(clamp)
    along = np.unique(table["path_distance_um"])[::20]
    places = [model.soma(0.5), *(model.dend(x / 500.0) for x in along[1:])]
    ends = [segment for i in range(2) for segment in (model.heads[i](0.5), model.dend(model.at[i]))]
    time, *traces = model.run([*places, *ends], 50.0, dt_ms=0.0025)
    for spike, (start, end) in enumerate(((5.0, 25.0), (25.0, 50.0)), start=1):
        peaks = [t[(time >= start) & (time <= end)].max() + 65.0 for t in traces]
        rows = table[table["spike"] == spike].set_index("path_distance_um")
        assert peaks[0] > 80
        for x, peak in zip(along, peaks, strict=False):
            assert rows.loc[x, "amplitude_mV"] == pytest.approx(peak, rel=0.01), (spike, x)
            assert rows.loc[x, "relative"] == pytest.approx(peak / peaks[0], rel=0.01)
        for i in range(2):
            head, shaft = peaks[len(along) + 2 * i : len(along) + 2 * i + 2]
            assert heads.loc[(f"s{i}", spike), "head_mV"] == pytest.approx(head, rel=0.01)
            assert heads.loc[(f"s{i}", spike), "shaft_mV"] == pytest.approx(shaft, rel=0.01)
    near = sc.measures.bap_near(table, 300.0, within_um=20.0)
    rows = table[(table["path_distance_um"] - 300.0).abs() <= 20.0]
    assert near[2] == pytest.approx(rows[rows["spike"] == 2]["amplitude_mV"].mean())


MANY_UM = tuple(np.linspace(440.0, 480.0, 9))


def together(model, count, duration_ms=35.0, **options):
    places = [model.soma(0.5), *(model.dend(x) for x in model.at[:count])]
    return model.run(places, duration_ms, [5.0 + 0.1 * n for n in range(count)], **options)


def test_many_spines_add_less_than_linearly_on_a_passive_dendrite(described, plain):
    experiment = described(MANY_UM, [0.3] * 9)
    table = sc.measures.cooperativity(experiment, counts=[1, 4, 9], window_ms=30.0)
    model = plain(MANY_UM, [0.3] * 9)
    alone = 0.0
    for n in range(9):
        times = [1e9] * n + [5.0 + 0.1 * n]
        alone = alone + model.run([model.soma(0.5)], 35.0, times, dt_ms=0.01)[1] + 65.0
        if n + 1 in (1, 4, 9):
            row = table.set_index("n_spines").loc[n + 1]
            time, soma, *shafts = together(model, n + 1)
            actual = soma.max() + 65.0
            assert row["expected_mV"] == pytest.approx(alone.max(), rel=3e-3)
            assert row["actual_mV"] == pytest.approx(actual, rel=3e-3)
            assert row["ratio"] == pytest.approx(actual / alone.max(), rel=5e-3)
            assert row["soma_slope_V_per_s"] == pytest.approx(
                np.max(np.diff(soma) / np.diff(time)), rel=0.01
            )
            assert row["shaft_peak_mV"] == pytest.approx(np.max(shafts), rel=2e-3)
    assert table["ratio"].is_monotonic_decreasing
    assert table["ratio"].iloc[-1] < 0.95


def test_the_dendrite_fires_at_the_same_number_of_spines(described, plain):
    strong_uS = 5e-3
    experiment = described(MANY_UM, [0.3] * 9, biophysics=ACTIVE, ampa_uS=strong_uS)
    found = sc.measures.dendritic_spike_threshold(experiment, window_ms=20.0)
    assert found.n_spines is not None
    assert found.n_spines > 1
    model = plain(MANY_UM, [0.3] * 9, active=True, nseg=251)
    fewer = np.max(together(model, found.n_spines - 1, 25.0, ampa_uS=strong_uS)[2:])
    enough = np.max(together(model, found.n_spines, 25.0, ampa_uS=strong_uS)[2:])
    assert fewer < -20.0 < enough
    row = found.table.set_index("n_spines").loc[found.n_spines]
    assert found.threshold_mV == row["expected_mV"]
    assert found.nonlinearity_percent == pytest.approx(100 * row["actual_mV"] / row["expected_mV"])
    silent = sc.measures.dendritic_spike_threshold(experiment, window_ms=10.0, local_spike_mV=60.0)
    assert silent.n_spines is None


def test_blocking_sodium_stops_the_spike_and_keeps_the_rest(described):
    experiment = described(biophysics=ACTIVE)
    with pytest.raises(sc.errors.SimulationError, match="no sodium channels"):
        sc.measures.bap(experiment, blocked=["na"])
    with pytest.raises(DescriptionError, match="between 1 and the number of spines, 1"):
        sc.measures.cooperativity(experiment, counts=[2])


def test_a_map_of_the_spike_has_every_segment_and_holds_the_path():
    cell = sc.Cell(morphology="ball_and_stick", biophysics=ACTIVE, implicit_spines=None)
    everywhere = sc.measures.bap(cell, to="all").set_index(["section", "position"])
    along = sc.measures.bap(cell).set_index(["section", "position"])
    assert set(everywhere.reset_index()["section"]) == {"soma", "basal[0]", "ais", "axon"}
    assert everywhere.index.is_unique
    assert everywhere.loc[along.index, "amplitude_mV"].to_numpy() == pytest.approx(
        along["amplitude_mV"].to_numpy()
    )
