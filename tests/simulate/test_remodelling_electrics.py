"""A head that grows, electrically: what it loads the dendrite with, and what it answers."""

from __future__ import annotations

import numpy as np
import pytest

from spinecable.describe.experiment import Experiment
from spinecable.describe.geometry import SpineGeometry
from spinecable.simulate.job import run_isolated

SMALL = SpineGeometry(head_volume_um3=0.06, neck_length_um=0.8, neck_diameter_um=0.15)
LARGE = SpineGeometry(head_volume_um3=0.18, neck_length_um=0.6, neck_diameter_um=0.2)
RA_OHM_CM, CM_UF_PER_CM2 = 150.0, 1.0
"""Of the biophysics `passive`."""


def shape(geometry: SpineGeometry) -> dict[str, float]:
    return {
        "head_volume_um3": geometry.volume_um3,
        "neck_length_um": geometry.neck_length_um,
        "neck_diameter_um": geometry.neck_diameter_um,
    }


def experiment(geometry: SpineGeometry = SMALL, **changes) -> Experiment:
    given = {
        "cell": {
            "morphology": "ball_and_stick",
            "biophysics": "passive",
            "axon": "none",
            "implicit_spines": None,
        },
        "contents": {"cav23_S_per_cm2": 0.0},
        "spine": [
            {
                "name": "s",
                "site": {"domain": "dendrite", "path_distance_um": 100.0},
                "geometry": shape(geometry),
            }
        ],
        "stimulus": [{"kind": "presynaptic", "times_ms": [5.0]}],
        "simulation": {"duration_ms": 60.0, "d_lambda": 0.5, "shaft_cell_um": 1.0},
        "outcome": {"minutes_after": 0.01},
    }
    return Experiment.model_validate({**given, **changes})


def probed(given: Experiment, reshaped: SpineGeometry | None, progress) -> dict[str, float]:
    """Input resistance of the head (MOhm), its first rise (mV / ms for 1 pA), all capacitance."""
    from spinecable.mechanisms.load import neuron_h
    from spinecable.simulate import experiment as module

    found = {}

    def look(experiment, loop):
        h, model = neuron_h(), loop.model
        spine = model.spines[0]
        if reshaped is not None:
            spine.reshape(reshaped)
        segments = [segment for section in model.sections() for segment in section]
        found["capacitance_pF"] = sum(s.cm * s.area() for s in segments) * 1e-2
        clamp = h.IClamp(spine.head_seg)
        clamp.delay, clamp.dur, clamp.amp = 0.0, 1e9, 1e-3
        model.initialise()
        before = float(spine.head_seg.v)
        h.dt = 1e-6
        h.fadvance()
        found["rise_mV_per_ms"] = (float(spine.head_seg.v) - before) / 1e-6
        h.dt = 1e5
        for _ in range(5):
            h.fadvance()
        found["input_Mohm"] = (float(spine.head_seg.v) - before) / 1e-3
        raise RuntimeError

    module.Loop.run, original = lambda loop, *_: look(None, loop), module.Loop.run
    try:
        module.simulate(given, progress)
    except RuntimeError:
        return found
    finally:
        module.Loop.run = original
    raise AssertionError


@pytest.fixture(scope="module")
def grown():
    return run_isolated(probed, experiment(), LARGE)


@pytest.fixture(scope="module")
def before():
    return run_isolated(probed, experiment(), None)


def test_a_grown_head_is_one_that_was_built_so(grown) -> None:
    built = run_isolated(probed, experiment(LARGE), None)
    for name, value in built.items():
        assert grown[name] == pytest.approx(value, rel=1e-6), name


def test_input_resistance_falls_by_that_of_the_neck(before, grown) -> None:
    """4 Ra L / (pi d^2) of the necks, and half of each head; the dendrite stays as it is."""

    def series_Mohm(geometry: SpineGeometry) -> float:
        neck = 4 * RA_OHM_CM * geometry.neck_length_um / (np.pi * geometry.neck_diameter_um**2)
        half = 2 * RA_OHM_CM / (np.pi * geometry.diameter_um)
        return 1e-2 * (neck + half)

    expected = series_Mohm(LARGE) - series_Mohm(SMALL)
    assert expected < -10.0
    assert grown["input_Mohm"] - before["input_Mohm"] == pytest.approx(expected, rel=0.01)


def test_capacitance_follows_the_membrane(before, grown) -> None:
    def area_um2(geometry: SpineGeometry) -> float:
        head = (36 * np.pi * geometry.volume_um3**2) ** (1 / 3)
        return head + np.pi * geometry.neck_diameter_um * geometry.neck_length_um

    more_pF = 1e-2 * CM_UF_PER_CM2 * (area_um2(LARGE) - area_um2(SMALL))
    found = grown["capacitance_pF"] - before["capacitance_pF"]
    assert found == pytest.approx(more_pF, rel=1e-6)
    for result, geometry in ((before, SMALL), (grown, LARGE)):
        head_pF = 1e-2 * CM_UF_PER_CM2 * (36 * np.pi * geometry.volume_um3**2) ** (1 / 3)
        assert result["rise_mV_per_ms"] == pytest.approx(1.0 / head_pF, rel=0.01)
