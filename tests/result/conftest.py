"""Results with the shape of a real run: two spines, a train, forty minutes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.integrate import trapezoid

from spinecable.describe.experiment import Experiment
from spinecable.result.provenance import Provenance
from spinecable.result.result import Result
from spinecable.result.variables import SpineScalars


def make_experiment(n_spines: int) -> Experiment:
    diameters = np.linspace(0.1, 0.3, max(n_spines, 2))
    spines = [
        {
            "name": f"s{i}",
            "site": {"domain": "apical_oblique", "path_distance_um": 150.0 + i},
            "geometry": {
                "head_volume_um3": 0.08,
                "neck_length_um": 1.0,
                "neck_diameter_um": float(diameters[i]),
            },
        }
        for i in range(n_spines)
    ]
    return Experiment.model_validate(
        {
            "title": "neighbours",
            "spine": spines,
            "stimulus": [
                {
                    "kind": "presynaptic",
                    "times_ms": {"start": 50.0, "interval": 100.0, "count": 10},
                }
            ],
            "simulation": {"duration_ms": 1500.0, "seed": 7},
        }
    )


def make_result(n_spines: int = 2) -> Result:
    experiment = make_experiment(n_spines)
    time = np.arange(0, 1500.5, 0.5)
    late = np.concatenate([[-0.0158, -0.005], np.linspace(0, 40, 81)])
    events = 50 + 100 * np.arange(10)
    since = time[:, None] - events[None, :]

    def kernel(rise: float, decay: float) -> np.ndarray:
        lag = np.clip(since, 0, None)
        return ((np.exp(-lag / decay) - np.exp(-lag / rise)) * (since > 0)).sum(axis=1)

    scale = np.linspace(1.0, 0.5, n_spines)[:, None]
    head = -65 + 45 * scale * kernel(0.5, 8)
    shaft = -65 + 12 * (1.5 - scale) * kernel(1, 12)
    ca = 0.05 + 3.0 * scale * kernel(2, 20)
    shaft_ca = 0.05 + 0.3 * (1.5 - scale) * kernel(4, 40)
    slow = 1 - np.exp(-np.clip(time - 50, 0, None) / 600)
    change = np.linspace(0.6, -0.25, n_spines)[:, None]
    weight = 1 + change * (1 - np.exp(-np.clip(late, 0, None) / 4))
    scalars = [
        SpineScalars(
            spine=s.name,
            section="apical[3]",
            path_distance_um=150.0 + i,
            position_asked=0.4,
            position_effective=0.401,
            site_error_um=0.05,
            head_volume_um3=s.geometry.volume_um3,
            neck_length_um=s.geometry.neck_length_um,
            neck_diameter_um=s.geometry.neck_diameter_um,
            neck_resistance_Mohm=s.geometry.neck_resistance_Mohm(150.0),
            peak_head_mV=float(head[i].max()) + 0.2,
            peak_shaft_mV=float(shaft[i].max()),
            peak_head_ca_uM=float(ca[i].max()),
            peak_shaft_ca_uM=float(shaft_ca[i].max()),
            ca_integral_uM_ms=float(trapezoid(ca[i] - 0.05, time)),
            peak_camkii_active=0.3,
            peak_can_active=0.2,
        )
        for i, s in enumerate(experiment.spines)
    ]
    return Result.from_arrays(
        experiment,
        time_ms=time,
        soma_mV=-65 + 4 * kernel(3, 25),
        head_mV=head,
        shaft_mV=shaft,
        head_ca_uM=ca,
        shaft_ca_uM=shaft_ca,
        camkii_active=0.02 + 0.3 * scale * slow,
        can_active=0.01 + 0.2 * (1.5 - scale) * slow,
        late_time_min=late,
        weight=weight,
        spines=scalars,
        provenance=Provenance(
            mechanism_hash="abc", kernel_hash="def", morphology_name="m.swc", notices=("µ moved",)
        ),
    )


@pytest.fixture
def result_of() -> Callable[[int], Result]:
    return make_result


@pytest.fixture
def result() -> Result:
    return make_result(2)
