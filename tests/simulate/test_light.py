"""Bleaching and photoactivation of a tracer behind a neck: theory, reference, amounts, ranks."""

from __future__ import annotations

import numpy as np
import pytest

from spinecable.chemistry.grid import AttachedSpine, ShaftSection, build_grid
from spinecable.chemistry.kernel import Kernel
from spinecable.chemistry.library.tracer import TRACER, tracer
from spinecable.chemistry.network import Network
from spinecable.chemistry.reactions import Scheme, Species
from spinecable.describe.experiment import Experiment
from spinecable.describe.geometry import SpineGeometry
from spinecable.electrics.presets import load_biophysics
from spinecable.errors import SpinecableError
from spinecable.simulate.light import fitted_tau_ms
from spinecable.simulate.run import run

D_UM2_PER_S = 27.0
SHAPES = {"narrow": (0.08, 1.0, 0.10), "wide": (0.08, 1.0, 0.2), "large": (0.2, 1.0, 0.15)}
FLASH_MS = 10.0


def geometry(volume: float, length: float, diameter: float) -> dict[str, float]:
    return {
        "head_volume_um3": volume,
        "neck_length_um": length,
        "neck_diameter_um": diameter,
    }


def experiment(kind: str = "photobleach", **changes: object) -> Experiment:
    return Experiment.model_validate(
        {
            "cell": {"morphology": "ball_and_stick"},
            "spine": [
                {
                    "name": name,
                    "site": {"domain": "dendrite", "path_distance_um": 40.0 + 8.0 * n},
                    "geometry": geometry(*shape),
                }
                for n, (name, shape) in enumerate(SHAPES.items())
            ],
            "stimulus": [{"kind": kind, "spines": ["narrow", "wide"], "times_ms": [FLASH_MS]}],
            "chemistry": {"tracer_um2_per_s": D_UM2_PER_S},
            "simulation": {"duration_ms": 1500.0},
            "outcome": {"minutes_after": 0.1},
            **changes,
        }
    )


@pytest.fixture(scope="module")
def bleached():
    return run(experiment())


@pytest.fixture(scope="module")
def activated():
    return run(experiment("photoactivation"))


def test_time_constants_are_those_of_a_volume_behind_a_resistance(bleached):
    """tau = V R / (rho D) with the electrical resistance R of the neck (row D2: within 15 %).

    A wide neck is no resistor alone: it holds tracer, a third of which counts with the head, and
    half the head lies in series. With both, within 5 % (what is left is the dendrite's share).
    """
    region = load_biophysics(experiment().cell.biophysics).region("dendrite")
    rho_Mohm_um = 1e-2 * region.Ra_ohm_cm
    resistance_Mohm = bleached["neck_resistance_Mohm"].values
    tau_ms = bleached["tracer_tau_ms"].values
    for n, name in enumerate(("narrow", "wide")):
        volume, length, diameter = SHAPES[name]
        area = np.pi * diameter**2 / 4
        half_head = 2.0 / (np.pi * np.cbrt(6.0 * volume / np.pi))
        full_ms = 1e3 * (volume + length * area / 3) * (length / area + half_head) / D_UM2_PER_S
        assert tau_ms[n] == pytest.approx(full_ms, rel=0.05)
    identity_ms = 1e3 * SHAPES["narrow"][0] * resistance_Mohm[0] / (rho_Mohm_um * D_UM2_PER_S)
    assert tau_ms[0] == pytest.approx(identity_ms, rel=0.15)
    assert tau_ms[2] == 0.0


def test_a_bleach_empties_the_head_and_leaves_others_alone(bleached):
    time_ms, head = bleached["time_ms"].values, bleached["head_tracer"].values
    np.testing.assert_allclose(head[:, time_ms <= FLASH_MS - 1.0], 1.0, atol=1e-12)
    just_after = head[:, time_ms > FLASH_MS][:, 0]
    assert np.all(just_after[:2] < 0.2)
    assert just_after[2] > 0.99
    assert np.all(head[:2, -1] > 0.95)
    assert np.all(bleached["shaft_tracer"].values > 0.9)


def test_activation_mirrors_bleaching(bleached, activated):
    """The bright and the dark form diffuse alike; asleep, steps are accurate to 1e-3."""
    np.testing.assert_allclose(
        activated["head_tracer"].values, 1.0 - bleached["head_tracer"].values, rtol=0, atol=1e-3
    )
    np.testing.assert_allclose(
        activated["tracer_tau_ms"].values, bleached["tracer_tau_ms"].values, rtol=1e-3
    )


def test_without_a_tracer_nothing_is_there_and_nothing_else_changes(bleached):
    plain = run(experiment(stimulus=[], chemistry={}, simulation={"duration_ms": 5.0}))
    assert not [name for name in plain.dataset if "tracer" in name]
    np.testing.assert_allclose(
        plain["head_ca_uM"].values[:, 0], bleached["head_ca_uM"].values[:, 0], rtol=1e-9
    )


def alone(shapes: dict[str, tuple[float, float, float]]) -> tuple[Kernel, np.ndarray]:
    """The tracer alone (beside idle calcium) in spines 20 um apart."""
    grid = build_grid(
        [
            AttachedSpine(name, SpineGeometry(**geometry(*shape)), "dend", 20.0 * (n + 1))
            for n, (name, shape) in enumerate(shapes.items())
        ],
        [ShaftSection("dend", 20.0 * (len(shapes) + 1), 1.0)],
    )
    own = tracer(D_UM2_PER_S)
    scheme = Scheme("alone", (Species("ca", "calcium", None), *own.species), (), own.parameters)
    network = Network(
        grid.compartments, grid.links, dict.fromkeys(("head", "neck", "shaft"), scheme)
    )
    kernel = Kernel(
        network,
        initial={"ca": np.zeros(len(grid.compartments)), TRACER: np.ones(len(grid.compartments))},
    )
    return kernel, np.array([spine.head for spine in grid.spines])


def test_the_amount_is_conserved_and_agrees_with_an_exact_solution():
    """The matrix exponential of the links, written out here."""
    from scipy.linalg import expm

    kernel, heads = alone(SHAPES)
    bright = np.ones(len(kernel.volumes_um3))
    bright[heads] = 0.0
    kernel.set_state(TRACER, bright)
    volumes = kernel.volumes_um3
    before = float(volumes @ kernel.state(TRACER))
    matrix = np.zeros((len(volumes), len(volumes)))
    for link in kernel.network.links:
        flow = 1e-3 * D_UM2_PER_S * link.factor_um
        for a, b in ((link.a, link.b), (link.b, link.a)):
            matrix[a, a] -= flow / volumes[a]
            matrix[a, b] += flow / volumes[a]
    for _ in range(1000):
        kernel.advance(0.1, np.zeros(len(volumes)))
    assert float(volumes @ kernel.state(TRACER)) == pytest.approx(before, rel=1e-12)
    exact = expm(100.0 * matrix) @ bright
    np.testing.assert_allclose(kernel.state(TRACER), exact, atol=2e-3)


def test_neck_diameter_ranks_first_over_drawn_geometries():
    """Row D5 (Tonnesen 2014, 10.1038/nn.3682): partial correlations of tau with d, L and V."""
    draw = np.random.default_rng(3)
    n = 40
    shapes = {
        f"s{i}": (
            float(np.clip(0.08 * np.exp(0.4 * draw.standard_normal()), 0.03, 0.3)),
            float(np.clip(0.7 * np.exp(0.35 * draw.standard_normal()), 0.3, 2.0)),
            float(np.clip(0.15 * np.exp(0.35 * draw.standard_normal()), 0.07, 0.3)),
        )
        for i in range(n)
    }
    kernel, heads = alone(shapes)
    bright = np.ones(len(kernel.volumes_um3))
    bright[heads] = 0.0
    kernel.set_state(TRACER, bright)
    time_ms = np.arange(0.0, 800.0, 2.0)
    seen = []
    for _ in time_ms:
        seen.append(kernel.state(TRACER)[heads])
        kernel.advance(2.0, np.zeros(len(bright)))
    taus = [fitted_tau_ms(time_ms, head) for head in np.array(seen).T]
    columns = np.column_stack([np.array(list(shapes.values())), taus])
    ranks = np.argsort(np.argsort(columns, axis=0), axis=0).astype(float)
    inverse = np.linalg.inv(np.corrcoef(ranks.T))
    partial = -inverse[3, :3] / np.sqrt(inverse[3, 3] * np.diag(inverse)[:3])
    volume, length, diameter = partial
    assert diameter < 0 < min(volume, length)
    assert -diameter > max(volume, length)


def test_the_fit_finds_a_known_time_constant_in_uneven_samples():
    time_ms = np.concatenate([np.arange(0.0, 100.0, 1.0), np.geomspace(100.0, 1000.0, 20)])
    assert fitted_tau_ms(time_ms, 0.9 - 0.8 * np.exp(-time_ms / 123.0)) == pytest.approx(
        123.0, rel=1e-4
    )
    assert fitted_tau_ms(time_ms, np.ones_like(time_ms)) == 0.0


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"chemistry": {}}, "there is no tracer"),
        (
            {
                "stimulus": [
                    {"kind": "photobleach", "times_ms": [1.0]},
                    {"kind": "photoactivation", "times_ms": [2.0]},
                ]
            },
            "bleach and activate in two runs",
        ),
    ],
)
def test_light_that_cannot_be_is_refused(changes, text):
    with pytest.raises((SpinecableError, ValueError), match=text):
        experiment(**changes)
