"""A somatic spike in the dendrites and spines of a CA1 cell, beside Golding, Kath & Spruston 2001.

Golding et al. 2001 (J Neurophysiol 86:2998, 10.1152/jn.2001.86.6.2998, digitised by HippoUnit):
first spike of a train, apical trunk, 66.7 +- 7.7, 61.6 +- 8.8 and 57.1 +- 6.7 mV at 50, 150 and
250 um; at 350 um 52.5 +- 5.8 mV in the strongly and 18.8 +- 1.9 mV in the weakly back-propagating
cells.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from spinecable.describe.cell import Cell
from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.site import Site
from spinecable.describe.spine import Spine
from spinecable.electrics.contents import HeadElectrics, Receptor, ShaftElectrics
from spinecable.electrics.model import build_model
from spinecable.electrics.ports import References, VoltageProbe
from spinecable.electrics.presets import load_biophysics
from spinecable.electrics.profile import Constant
from spinecable.electrics.spine import PlacedSpine
from spinecable.electrics.stimuli import Stimulation, spike_threshold_nA
from spinecable.measures.back_propagation import bap, bap_near
from spinecable.morphology import read_morphology
from spinecable.morphology.axon import with_axon
from spinecable.morphology.sites import resolve_sites

REST_MV = -65.0
GOLDING_MV = {50: (66.7, 7.7), 150: (61.6, 8.8), 250: (57.1, 6.7), 350: (52.5, 5.8)}
HEAD = HeadElectrics(
    ampa=Receptor("sc_ampa_jonas", {"gmax": 0.3e-3}),
    nmda=Receptor("sc_nmda_popescu", {"gmax": 0.6e-3}),
    cav23_S_per_cm2=7.4e-3,
    calcium_port=True,
)
SHAFT = ShaftElectrics(cav23_S_per_cm2=1e-3, calcium_port=True)
SHAPE = SpineGeometry(head_volume_um3=0.08, neck_length_um=1.0, neck_diameter_um=0.1)
SITES = {
    "trunk_250": Site(domain="apical_trunk", path_distance_um=250),
    "oblique_150": Site(domain="apical_oblique", path_distance_um=150),
    "oblique_250": Site(domain="apical_oblique", path_distance_um=250),
    "basal_100": Site(domain="basal", path_distance_um=100),
}


@dataclasses.dataclass(frozen=True)
class Spike:
    """Amplitudes (mV) from rest: by (spine, part), and by trunk distance averaged over +-20 um."""

    current_nA: float
    parts: dict[tuple[str, str], float]
    trunk: dict[int, float]


def evoke(name, *, sites=SITES, dt_ms=0.025, d_lambda=0.1, current_nA=None, biophysics=None):
    morphology = with_axon(read_morphology(name), "stub")
    described = [Spine(name=n, site=s, geometry=SHAPE) for n, s in sites.items()]
    places = resolve_sites(morphology, described)
    spines = [
        PlacedSpine(s.name, SHAPE, places[s.name].section, places[s.name].position, HEAD)
        for s in described
    ]
    with build_model(
        Cell(),
        morphology,
        spines,
        shaft=SHAFT,
        dt_ms=dt_ms,
        d_lambda=d_lambda,
        biophysics=biophysics,
    ) as model:
        current_nA = current_nA or 1.3 * spike_threshold_nA(model, 2.0)
        Stimulation(model).somatic_pulses([1.0], 2.0, current_nA)
        trunk = [
            (section.path_distance_um(segment.x), segment)
            for section in morphology.in_domain("apical_trunk")
            for segment in model.cell.cables[section.index]
        ]
        distances = np.array([distance for distance, _ in trunk])
        along, probe = References([s._ref_v for _, s in trunk]), VoltageProbe(model)
        model.initialise()
        peak_trunk, peak = along.read(), probe.read_mV()
        for _ in range(round(12.0 / dt_ms)):
            model.advance()
            peak_trunk = peak_trunk.clip(min=along.read())
            peak = peak.clip(min=probe.read_mV())
        return Spike(
            current_nA,
            dict(zip(probe.places, peak - REST_MV, strict=True)),
            {
                at: float(np.mean(peak_trunk[np.abs(distances - at) <= 20]) - REST_MV)
                for at in GOLDING_MV
            },
        )


@pytest.fixture(scope="module")
def spike():
    return evoke("ca1_pyramidal")


def assert_within_two_sd(amplitude_mV, distance_um):
    mean, sd = GOLDING_MV[distance_um]
    assert abs(amplitude_mV - mean) <= 2 * sd


@pytest.mark.parametrize(
    "distance_um",
    [
        pytest.param(
            50,
            marks=pytest.mark.xfail(
                strict=True,
                reason="85 mV against 66.7 +- 7.7: near the soma the set of Migliore et al. 2005 "
                "follows its own somatic spike, 96 mV from -65 mV",
            ),
        ),
        150,
        250,
        350,
    ],
)
def test_trunk_amplitudes_of_golding_2001(spike, distance_um):
    assert_within_two_sd(spike.trunk[distance_um], distance_um)


def test_the_soma_fires_and_the_spike_shrinks_on_its_way_out(spike):
    amplitudes = [spike.parts["soma", "soma"], *(spike.trunk[at] for at in (50, 150, 250))]
    assert amplitudes == sorted(amplitudes, reverse=True)
    assert 80 < amplitudes[0] < 110


def test_it_invades_obliques_basal_dendrites_and_the_heads_of_their_spines(spike):
    for name in SITES:
        head, shaft = spike.parts[name, "head"], spike.parts[name, "shaft"]
        assert shaft > 40
        assert 0.95 <= head / shaft <= 1.05


def test_halving_the_step_or_refining_the_cable_changes_amplitudes_by_less_than_1_percent(spike):
    for finer in ({"dt_ms": 0.0125}, {"d_lambda": 0.1 / 3}):
        found = evoke("ca1_pyramidal", current_nA=spike.current_nA, **finer)
        for part, amplitude in spike.parts.items():
            assert found.parts[part] == pytest.approx(amplitude, rel=0.01)


def test_without_a_type_current_the_distal_spike_is_at_least_that_of_strong_cells(spike):
    """Hoffman et al. 1997 (10.1038/43119): blocking I_A restores distal back-propagation."""
    ca1 = load_biophysics("ca1_migliore2005")

    def without(region):
        channels = tuple(
            dataclasses.replace(c, gbar_S_per_cm2=Constant(0.0)) if c.mechanism == "sc_kad" else c
            for c in region.channels
        )
        return dataclasses.replace(region, channels=channels)

    regions = {name: without(region) for name, region in ca1.regions.items()}
    blocked = dataclasses.replace(ca1, name="blocked", regions=regions)
    found = evoke("ca1_pyramidal", sites={}, biophysics=blocked)
    assert found.trunk[350] > spike.trunk[350] + 10
    assert found.trunk[350] > 52.5 - 2 * 5.8


def test_distal_spikes_of_a_train_fade_and_proximal_ones_do_not():
    """Five at 50 Hz; Spruston et al. 1995 (10.1126/science.7716524) saw it in CA1."""
    table = bap(Cell(), spikes=5, interval_ms=20.0)
    near, far = (bap_near(table, at) for at in (50, 350))
    assert near[5] > 0.85 * near[1]
    assert list(far) == sorted(far, reverse=True)
    assert far[5] < 0.5 * far[1]


@pytest.mark.parametrize(
    "distance_um",
    [
        150,
        pytest.param(
            250,
            marks=pytest.mark.xfail(
                strict=True,
                reason="42 mV against 57.1 +- 6.7: slow inactivation during the spike itself takes "
                "3 mV of 45",
            ),
        ),
    ],
)
def test_trunk_amplitudes_on_a_real_reconstruction(shared_data, distance_um):
    """NeuroMorpho n120, rat CA1."""
    found = evoke(shared_data / "morphologies" / "ca1_rat_n120.swc", sites={})
    assert_within_two_sd(found.trunk[distance_um], distance_um)


@pytest.fixture(scope="module")
def golding():
    """First-spike amplitudes (mV) by group and distance, of the authors' own channel sets."""
    tables = {kind: bap(Cell.preset(f"ca1_{kind}")) for kind in ("strong", "weak")}
    return {
        (kind, at): float(bap_near(table, at)[1])
        for kind, table in tables.items()
        for at in (0, *GOLDING_MV)
    }


@pytest.mark.parametrize("distance_um", [150, 250, 350])
def test_the_strong_cell_of_golding_2001(golding, distance_um):
    assert_within_two_sd(golding["strong", distance_um], distance_um)


def test_sodium_alone_makes_the_weak_group(golding):
    """Weak cells lose 71-87 % beyond 300 um; the sets differ in sodium only."""
    assert 1 - golding["weak", 350] / golding["weak", 0] > 0.71
    assert 1 - golding["strong", 350] / golding["strong", 0] < 0.42


@pytest.mark.xfail(
    strict=True,
    reason="86 mV against 66.7 +- 7.7, as with the set of Migliore et al. 2005: the somatic "
    "spike is 93 mV and an electrotonically near trunk follows it",
)
def test_the_strong_cell_near_the_soma(golding):
    assert_within_two_sd(golding["strong", 50], 50)


@pytest.mark.xfail(
    strict=True,
    reason="6 mV against 18.8 +- 1.9: on the bundled cell the spike fails completely beyond 200 um",
)
def test_what_is_left_in_the_weak_cell(golding):
    assert abs(golding["weak", 350] - 18.8) <= 2 * 1.9
