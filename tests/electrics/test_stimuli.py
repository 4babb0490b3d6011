from __future__ import annotations

import numpy as np
import pytest

from spinecable.describe.cell import Cell
from spinecable.describe.experiment import Experiment
from spinecable.describe.geometry import SpineGeometry
from spinecable.electrics.contents import HeadElectrics, Receptor
from spinecable.electrics.model import build_model
from spinecable.electrics.ports import VoltageProbe
from spinecable.electrics.spine import PlacedSpine
from spinecable.electrics.stimuli import Stimulation, attach_stimuli, spike_threshold_nA
from spinecable.errors import DescriptionError, SimulationError
from spinecable.mechanisms.load import neuron_h
from spinecable.morphology import read_morphology

PASSIVE = Cell(biophysics="passive", implicit_spines=None)
ACTIVE = Cell(implicit_spines=None)
SHAPE = SpineGeometry(head_volume_um3=0.08, neck_length_um=1.0, neck_diameter_um=0.15)
EXP2 = Receptor("Exp2Syn", {"tau1": 0.2, "tau2": 3.0, "e": 0.0}, weight=0.3e-3)
SPINES = tuple(
    PlacedSpine(name, SHAPE, 0, x, HeadElectrics(ampa=EXP2))
    for name, x in (("near", 0.2), ("far", 0.8))
)


def traces_mV(model, duration_ms):
    probe = VoltageProbe(model)
    model.initialise()
    found = [probe.read_mV()]
    for _ in range(round(duration_ms / model.dt_ms)):
        model.advance()
        found.append(probe.read_mV())
    return np.array(found), probe.places


def crossings(voltage_mV, level_mV):
    return int(np.sum((voltage_mV[1:] > level_mV) & (voltage_mV[:-1] <= level_mV)))


def test_no_presynaptic_event_is_lost_and_none_reaches_another_spine():
    times = [0.0, 12.0, 24.0, 36.0]
    with build_model(PASSIVE, read_morphology("ball_and_stick"), SPINES) as model:
        Stimulation(model).presynaptic(["far"], times)
        for _ in range(2):
            traces, places = traces_mV(model, 48.0)
            far = traces[:, places.index(("far", "head"))]
            near = traces[:, places.index(("near", "head"))]
            assert crossings(np.diff(far), 0.1) == len(times)
            assert np.diff(near).max() < 0.05


def test_somatic_pulses_are_those_of_a_clamp_per_pulse():
    stick = read_morphology("ball_and_stick")
    with build_model(PASSIVE, stick, []) as model:
        Stimulation(model).somatic_pulses([1.0, 5.0, 9.0], 2.0, 0.5)
        switched, _ = traces_mV(model, 15.0)
    with build_model(PASSIVE, stick, []) as model:
        clamps = []
        for start in (1.0, 5.0, 9.0):
            clamp = neuron_h().IClamp(model.soma_seg)
            clamp.delay, clamp.dur, clamp.amp = start, 2.0, 0.5
            clamps.append(clamp)
        plain, _ = traces_mV(model, 15.0)
    assert np.ptp(plain) > 5
    assert np.abs(switched - plain).max() < 0.02 * np.ptp(plain)
    assert switched[-1] == pytest.approx(plain[-1], rel=1e-3)


def test_pulses_that_overlap_are_refused():
    with (
        build_model(PASSIVE, read_morphology("ball_and_stick"), []) as model,
        pytest.raises(DescriptionError, match="at 1 and 2 ms overlap"),
    ):
        Stimulation(model).somatic_pulses([1.0, 2.0], 2.0, 0.5)


def test_a_cell_without_sodium_channels_cannot_be_made_to_fire():
    with (
        build_model(PASSIVE, read_morphology("ball_and_stick"), []) as model,
        pytest.raises(SimulationError, match="no sodium channels"),
    ):
        spike_threshold_nA(model, 2.0)


def test_the_threshold_current_fires_and_a_little_less_does_not():
    with build_model(ACTIVE, read_morphology("ball_and_stick"), []) as model:
        threshold = spike_threshold_nA(model, 2.0)
        assert model.t_ms == 0.0
        assert spike_threshold_nA(model, 2.0) == threshold
    peaks = []
    for factor in (0.98, 1.0):
        with build_model(ACTIVE, read_morphology("ball_and_stick"), []) as model:
            Stimulation(model).somatic_current(0.0, 2.0, factor * threshold)
            traces, _ = traces_mV(model, 12.0)
            peaks.append(traces[:, 0].max())
    assert peaks[0] < 0 < peaks[1]


def test_an_experiment_evokes_one_spike_per_pulse():
    experiment = Experiment.model_validate(
        {
            "cell": {"morphology": "ball_and_stick", "implicit_spines": None},
            "spine": [
                {
                    "name": s.name,
                    "site": {"section": "basal[0]", "position": s.position},
                    "geometry": SHAPE.model_dump(exclude={"head_diameter_um"}),
                }
                for s in SPINES
            ],
            "stimulus": [
                {"kind": "presynaptic", "spines": ["near"], "times_ms": [20.0, 60.0, 100.0]},
                {"kind": "evoked_spikes", "times_ms": {"after": "presynaptic", "delay": 10.0}},
                {"kind": "current", "start_ms": 130.0, "duration_ms": 5.0, "amplitude_nA": -0.2},
            ],
            "simulation": {"duration_ms": 150.0},
        }
    )
    with build_model(experiment.cell, read_morphology("ball_and_stick"), SPINES) as model:
        stimulation = attach_stimuli(model, experiment)
        traces, places = traces_mV(model, 150.0)
        soma = traces[:, 0]
        assert set(stimulation.spike_current_nA) == {1}
        assert crossings(soma, 0.0) == 3
        for time in (30.0, 70.0, 110.0):
            window = soma[round(time / 0.025) : round((time + 8.0) / 0.025)]
            assert window.max() > 0
        assert soma[round(134.9 / 0.025)] < -66
        near = traces[:, places.index(("near", "head"))]
        assert near[round(22.0 / 0.025)] > -64
