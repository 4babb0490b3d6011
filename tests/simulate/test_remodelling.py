"""Spines that change their shape: what is conserved, what follows, what it depends on."""

from __future__ import annotations

import numpy as np
import pytest

from spinecable.chemistry.contents import head_scheme
from spinecable.chemistry.grid import AttachedSpine, ShaftSection, build_grid
from spinecable.chemistry.kernel import Kernel
from spinecable.chemistry.rest import settle
from spinecable.describe.experiment import Experiment
from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.preparation import experiment_preparation
from spinecable.describe.remodelling import Remodelling
from spinecable.errors import SpinecableError
from spinecable.plasticity.shape import reshaped
from spinecable.simulate.calcium import build_network
from spinecable.simulate.reshape import Reshaper
from spinecable.simulate.run import run

SHAPE = SpineGeometry(head_volume_um3=0.06, neck_length_um=0.8, neck_diameter_um=0.15)


def experiment(**changes) -> Experiment:
    """Twenty pulses of calcium at 10 Hz into one of two heads of a passive ball and stick."""
    given = {
        "cell": {"morphology": "ball_and_stick", "biophysics": "passive", "axon": "none"},
        "spine": [
            {
                "name": name,
                "site": {"domain": "dendrite", "path_distance_um": at},
                "geometry": {
                    "head_volume_um3": 0.06,
                    "neck_length_um": 0.8,
                    "neck_diameter_um": 0.15,
                },
            }
            for name, at in (("driven", 100.0), ("silent", 105.0))
        ],
        "stimulus": [
            {
                "kind": "calcium_current",
                "spines": ["driven"],
                "times_ms": {"start": 20.0, "interval": 100.0, "count": 20},
                "pulse_ms": 5.0,
                "amplitude_pA": 1.5,
            }
        ],
        "remodelling": {"on": True, "update_interval_s": 1.0},
        "simulation": {
            "duration_ms": 2100.0,
            "d_lambda": 0.5,
            "neck_cells": 3,
            "neck_cell_um": 1.0,
            "shaft_cell_um": 1.0,
        },
        "outcome": {"minutes_after": 20.0},
    }
    return Experiment.model_validate({**given, **changes})


@pytest.fixture
def chemistry():
    """A kernel at rest with its grid."""
    one = experiment()
    preparation = experiment_preparation(one)
    names = [spine.name for spine in one.spines]
    grid = build_grid(
        [AttachedSpine(name, SHAPE, "d", at) for name, at in zip(names, (3.0, 6.0), strict=True)],
        [ShaftSection("d", 10.0, 1.0)],
    )
    network = build_network(one, preparation, grid)
    rest = settle(network, resting_calcium_uM=0.05)
    return Kernel(rest.network, initial=rest.state), grid


def advance_fixed(kernel: Kernel, inflow: np.ndarray) -> None:
    kernel.advance(0.1, inflow, steps=100)


def advance_adaptive(kernel: Kernel, inflow: np.ndarray) -> None:
    kernel.advance_adaptive(10.0, inflow)


def amount_of(kernel: Kernel, species: str) -> float:
    return float(np.nansum(kernel.state(species) * kernel.volumes_um3))


@pytest.mark.parametrize("advance", [advance_fixed, advance_adaptive])
def test_amount_before_plus_booked_is_amount_after(chemistry, advance) -> None:
    """Of every species, over growth and shrinkage, and of all calcium while it flows in between."""
    kernel, grid = chemistry
    inflow = np.zeros(len(grid.compartments))
    inflow[grid.spines[0].head] = 0.05
    advance(kernel, inflow)
    species = kernel.network.species
    reshaper = Reshaper(kernel, grid, Remodelling(on=True))
    for factor in (1.7, 3.0, 0.6):
        wide = reshaped(SHAPE, factor, factor, Remodelling()).geometry
        before = {name: amount_of(kernel, name) for name in species}
        booked = {k: v.sum() for k, v in reshaper.booked_uM_um3.items()}
        reshaper.apply({0: wide})
        after = {k: v.sum() for k, v in reshaper.booked_uM_um3.items()}
        for name, amount in before.items():
            gain = after.get(name, 0.0) - booked.get(name, 0.0)
            found = amount_of(kernel, name)
            assert found == pytest.approx(amount + gain, rel=1e-12, abs=1e-15), name
        assert sum(abs(after[k] - booked[k]) for k in after) > 0.01
        all_before = kernel.calcium_total()
        advance(kernel, inflow)
        assert kernel.calcium_total() == pytest.approx(all_before + 10.0 * 0.05, rel=1e-10)


def test_counts_book_nothing(chemistry) -> None:
    kernel, grid = chemistry
    rule = Remodelling(on=True, pumps="count", buffer="count", enzymes="count")
    reshaper = Reshaper(kernel, grid, rule)
    head = grid.spines[0].head
    before, leak = kernel.state("k")[head], kernel.parameter("leak_uM_per_s")[head]
    reshaper.apply({0: reshaped(SHAPE, 2.0, 2.0, rule).geometry})
    assert not reshaper.booked_uM_um3
    assert kernel.state("k")[head] == pytest.approx(before / 2, rel=1e-12)
    assert kernel.parameter("leak_uM_per_s")[head] == pytest.approx(leak / 2, rel=1e-12)


def test_densities_stay_and_the_leak_follows_the_membrane(chemistry) -> None:
    kernel, grid = chemistry
    reshaper = Reshaper(kernel, grid, Remodelling(on=True))
    head = grid.spines[0].head
    names = ("k", "imm", "pmca")
    before = {name: kernel.state(name)[head] for name in names}
    leak = kernel.parameter("leak_uM_per_s")[head]
    reshaper.apply({0: reshaped(SHAPE, 2.0, 2.0, Remodelling()).geometry})
    per_volume = 2 ** (2 / 3) / 2
    assert kernel.state("k")[head] == pytest.approx(before["k"], rel=1e-12)
    assert kernel.state("imm")[head] == pytest.approx(before["imm"], rel=1e-12)
    assert kernel.state("pmca")[head] == pytest.approx(before["pmca"] * per_volume, rel=1e-9)
    found = kernel.parameter("leak_uM_per_s")[head]
    assert found == pytest.approx(leak * per_volume, rel=1e-9)
    # Calcium returns to where pumps and leak, both by area, balance: its old resting value.
    kernel.advance_adaptive(60e3)
    assert kernel.ca_uM[head] == pytest.approx(0.05, rel=1e-3)


def test_shapes_follow_and_limits_hold() -> None:
    rule = Remodelling(largest_volume_um3=0.2)
    big = reshaped(SHAPE, 2.0, 1.5, rule)
    assert big.geometry.volume_um3 == pytest.approx(0.12)
    assert big.geometry.neck_diameter_um == pytest.approx(0.15 * 2**0.25)
    assert big.geometry.neck_length_um == pytest.approx(0.8 * 2**-0.25)
    assert big.psd_share == pytest.approx(1.5)
    assert big.clipped == ()
    assert reshaped(SHAPE, 9.0, 9.0, rule).clipped == ("largest_volume_um3",)
    assert reshaped(SHAPE, -1.0, 1.0, rule).geometry.volume_um3 == pytest.approx(0.004)
    stubby = SpineGeometry(head_volume_um3=0.06, neck_length_um=0.06, neck_diameter_um=0.42)
    assert reshaped(stubby, 2.5, 1.0, rule).clipped == ("shortest_neck_um",)
    narrow = Remodelling(widest_neck_share=0.5, neck_width_exponent=1.0)
    assert "widest_neck_share" in reshaped(SHAPE, 3.0, 3.0, narrow).clipped


@pytest.fixture(scope="module")
def potentiated():
    return run(experiment())


def test_the_driven_head_grows_then_settles_above_rest(potentiated) -> None:
    minutes = potentiated["late_time_min"].values
    driven, silent = potentiated["late_head_volume_um3"].values
    assert driven[0] == 0.06
    assert driven.max() > 0.1
    assert minutes[int(np.argmax(driven))] < 3
    assert 0.065 < driven[-1] < 0.9 * driven.max()
    assert np.ptp(silent) < 0.05 * 0.06
    assert potentiated["late_neck_diameter_um"].values[0].max() > 0.16
    assert potentiated["late_neck_length_um"].values[0].min() < 0.75
    assert potentiated["weight"].values[0][-1] > 1.05


def test_what_was_booked_is_what_the_new_volume_holds(potentiated, tmp_path) -> None:
    """CaMKII of the head: its concentration times the volume gained, over all states."""
    subunits = head_scheme().conserved["camkii"]
    result = type(potentiated).load(potentiated.save(tmp_path / "result.nc"))
    booked = result["booked_uM_um3"].sel(spine="driven")
    total = sum(w * float(booked.sel(species=name)) for name, w in subunits.items())
    contents = experiment_preparation(result.experiment).values("head")
    volume = result["late_head_volume_um3"].values[0]
    assert total == pytest.approx(contents["camkii_uM"] * (volume[-1] - volume[0]), rel=1e-9)


def test_a_shorter_update_interval_changes_little(potentiated) -> None:
    finer = run(experiment(remodelling={"on": True, "update_interval_s": 0.25}))
    for name in ("weight", "late_head_volume_um3"):
        coarse, fine = (float(r[name].values[0][-1]) for r in (potentiated, finer))
        assert coarse == pytest.approx(fine, rel=0.01), name


def test_a_head_outside_of_the_limits_is_refused() -> None:
    with pytest.raises((SpinecableError, ValueError), match=r"largest_volume_um3"):
        experiment(remodelling={"on": True, "largest_volume_um3": 0.05})
