"""The layer-5 set of Hay et al. 2011 on its own cell (cell 1 of ModelDB 139653).

Back-propagation of one spike after 5 ms of 1.9 nA at the soma. Measured (as compiled by Hay et al.
2011, 10.1371/journal.pcbi.1002107): 45 +- 10 mV at 620 um and 36 +- 9.3 mV at 800 um. The files of
ModelDB 139653 run in NEURON 9.0.2 as they stand give a soma at -77.15 mV with a spike to 39.75 mV,
and 27.1 and 17.3 mV at 620 and 800 um.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from spinecable.describe.cell import Cell
from spinecable.describe.geometry import SpineGeometry
from spinecable.electrics.contents import HeadElectrics, ShaftElectrics
from spinecable.electrics.model import build_model
from spinecable.electrics.pool import insert_pool, require_unowned_calcium
from spinecable.electrics.ports import References
from spinecable.electrics.presets import load_biophysics
from spinecable.electrics.spine import PlacedSpine
from spinecable.electrics.stimuli import Stimulation
from spinecable.errors import DescriptionError, SimulationError
from spinecable.mechanisms.load import neuron_h
from spinecable.morphology import read_morphology
from spinecable.morphology.axon import with_axon

REST_MV = -77.0
CELL = Cell(biophysics="l5_hay2011", implicit_spines=None)
MEASURED_MV = {620: (45.0, 10.0), 800: (36.0, 9.3)}
SOURCE_MV = {620: 27.1, 800: 17.3}


def densities(domain, path_um):
    region = load_biophysics("l5_hay2011").region(domain)
    return {c.mechanism: c.gbar_S_per_cm2.at(path_um) for c in region.channels}


def test_hot_zone_and_h_gradient():
    near, hot, beyond = (densities("apical_tuft", x) for x in (684, 700, 886))
    assert [d["sc_hay_cahva"] for d in (near, hot, beyond)] == pytest.approx(
        [5.55e-5, 5.55e-4, 5.55e-5]
    )
    assert [d["sc_hay_calva"] for d in (near, hot, beyond)] == pytest.approx(
        [1.87e-4, 0.0187, 1.87e-4]
    )
    for share in (0.0, 0.5, 1.0):
        expected = 2e-4 * (-0.8696 + 2.087 * np.exp(3.6161 * share))
        assert densities("apical_tuft", share * 1300.5)["sc_hay_ih"] == pytest.approx(expected)
    assert densities("basal", 100) == {"sc_hay_ih": 2e-4}
    assert densities("axon", 100) == {}


def test_basal_channels_have_the_densities_of_their_sources():
    """On a dendrite of 500 um (pS/um2).

    By the lines of PFC_L5Pyramid_AckerAntic06.hoc; git_basal of Ri18init.hoc times spinescale.
    """
    cell = Cell(biophysics="l5_hay2011_active_basal", implicit_spines=None)
    morphology = read_morphology("ball_and_stick")
    (dendrite,) = morphology.in_domain("basal")
    with build_model(cell, morphology, []) as model:
        cable = model.cell.cables[dendrite.index]
        assert cable.nseg > 5
        for segment in cable:
            x = dendrite.path_distance_um(segment.x)
            ratio = max(1 - x / 300, 0)
            a_type = 150 + 0.7 * x
            expected = {
                "sc_acker_na": max(150 - 0.5 * x, 0),
                "sc_acker_kv": 40,
                "sc_kap": a_type * ratio,
                "sc_kad": a_type * (1 - ratio),
                "sc_kampa_it": 2 * 3.0,
                "sc_hay_ih": 2.0,
            }
            found = {name: 1e4 * getattr(segment, name).gbar for name in expected}
            assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_all_else_of_the_set_with_active_basal_dendrites_is_that_of_hay():
    both = [load_biophysics(name) for name in ("l5_hay2011", "l5_hay2011_active_basal")]
    hay, acker = (dict(item.regions) for item in both)
    basal = acker.pop("basal")
    assert acker == hay
    assert basal.channels[: len(hay["dendrite"].channels)] == hay["dendrite"].channels
    assert dataclasses.replace(basal, channels=()) == dataclasses.replace(
        hay["dendrite"], channels=()
    )


@pytest.fixture(scope="module")
def cell_1(shared_data):
    path = shared_data / "morphologies" / "l5ttpc_rat_hay_cell1.asc"
    return with_axon(read_morphology(path), "stub")


@dataclasses.dataclass(frozen=True)
class Spike:
    rest_mV: float
    peak_mV: float
    count: int
    dendrite: dict[int, float]


def evoke(morphology, initial_mV):
    """Amplitudes from local rest, averaged over all apical branches within 20 um."""
    settle_ms = 10.0
    with build_model(CELL, morphology, [], initial_mV=initial_mV) as model:
        Stimulation(model).somatic_pulses([settle_ms], 5.0, 1.9)
        apical = [
            (section.path_distance_um(segment.x), segment)
            for domain in ("apical_trunk", "apical_tuft")
            for section in morphology.in_domain(domain)
            for segment in model.cell.cables[section.index]
        ]
        distances = np.array([distance for distance, _ in apical])
        along = References([segment._ref_v for _, segment in apical])
        model.initialise()
        while model.t_ms < settle_ms - 0.01:
            model.advance()
        rest = peak = along.read()
        soma = [model.soma_seg.v]
        while model.t_ms < settle_ms + 15:
            model.advance()
            peak = peak.clip(min=along.read())
            soma.append(model.soma_seg.v)
        above = np.array(soma) > 0
        return Spike(
            soma[0],
            max(soma),
            int(np.count_nonzero(above[1:] & ~above[:-1])),
            {at: float(np.mean((peak - rest)[np.abs(distances - at) <= 20])) for at in MEASURED_MV},
        )


@pytest.fixture(scope="module")
def natural(cell_1):
    return evoke(cell_1, None)


@pytest.fixture(scope="module")
def uniform(cell_1):
    return evoke(cell_1, REST_MV)


def test_at_its_natural_rest_the_cell_is_that_of_the_source(natural):
    assert natural.rest_mV == pytest.approx(-77.15, abs=0.3)
    assert natural.peak_mV == pytest.approx(39.75, abs=0.5)
    for at, amplitude in SOURCE_MV.items():
        assert natural.dendrite[at] == pytest.approx(amplitude, rel=0.03)


def test_at_one_potential_everywhere_it_fires_once(uniform):
    assert uniform.rest_mV == pytest.approx(REST_MV, abs=0.01)
    assert uniform.count == 1
    assert uniform.peak_mV == pytest.approx(40, abs=2)
    assert 5 < uniform.dendrite[800] < uniform.dendrite[620] < uniform.peak_mV - REST_MV


@pytest.mark.parametrize("at", MEASURED_MV)
def test_back_propagation_is_within_two_sd_and_a_half_of_the_measured(natural, at):
    mean, sd = MEASURED_MV[at]
    assert abs(natural.dendrite[at] - mean) < 2.5 * sd


@pytest.mark.parametrize("at", MEASURED_MV)
@pytest.mark.xfail(
    strict=True,
    reason="27 and 17 mV, as the source itself gives; 17 and 11 mV once the cell rests at -77 mV "
    "everywhere, where the source lets its tuft rest at -70 to -64 mV",
)
@pytest.mark.parametrize("spike", ["natural", "uniform"])
def test_back_propagation_within_one_sd(request, spike, at):
    mean, sd = MEASURED_MV[at]
    assert abs(request.getfixturevalue(spike).dendrite[at] - mean) < sd


def test_the_natural_rest_is_the_sources_own_and_holds(cell_1):
    """With e_pas of -90 mV everywhere, as in the source; the tuft is up to 13 mV above the soma."""
    with build_model(CELL, cell_1, []) as model:
        assert model.rest.residual_mA_per_cm2 < 1e-12
        assert model.rest.lowest_e_pas_mV == pytest.approx(-90.0, abs=1e-3)
        assert model.rest.highest_e_pas_mV == pytest.approx(-90.0, abs=1e-3)
        assert model.rest.highest_mV - model.resting_mV(model.soma_seg) == pytest.approx(13, abs=1)
        model.initialise()
        model.advance(8000)
        volts = model.resting_potential.read()
        assert np.max(np.abs(volts - model.resting_potential.volts)) < 1e-3


def test_a_set_without_e_pas_has_no_natural_rest(forked):
    with pytest.raises(DescriptionError, match="no e_pas to come to rest with"):
        build_model(Cell(implicit_spines=None), forked, [], initial_mV="natural")


def test_it_stays_at_rest(cell_1):
    with build_model(CELL, cell_1, [], initial_mV=REST_MV) as model:
        assert model.rest.residual_mA_per_cm2 < 1e-12
        model.initialise()
        while model.t_ms < 100:
            model.advance()
        voltages = [segment.v for section in model.sections() for segment in section]
        assert max(abs(v - REST_MV) for v in voltages) < 1e-3
        assert model.soma_seg.cai == pytest.approx(1e-4, rel=1e-3)


def test_the_pool_gives_way_to_the_chemistry(forked):
    shape = SpineGeometry(head_volume_um3=0.1, neck_length_um=0.5, neck_diameter_um=0.2)
    spine = PlacedSpine("a", shape, 2, 0.5, HeadElectrics(calcium_port=True))
    shaft = ShaftElectrics(calcium_port=True)
    with build_model(CELL, forked, [spine], shaft=shaft, initial_mV=REST_MV) as model:
        ismembrane = neuron_h().ismembrane
        cables = model.cell.cables
        owners = {
            index: [name for name in ("sc_hay_cad", "sc_ca_port") if ismembrane(name, sec=cable)]
            for index, cable in cables.items()
        }
        assert owners == {0: [], 1: ["sc_hay_cad"], 2: ["sc_ca_port"], 3: ["sc_hay_cad"], 4: []}
        assert hasattr(cables[2](0.5), "sc_sk")
        pool = load_biophysics("l5_hay2011").region("apical").pool
        with pytest.raises(SimulationError, match="both write calcium"):
            insert_pool(cables[2], pool)
        with pytest.raises(SimulationError, match=r"'sc_ca_port' .* both write calcium"):
            require_unowned_calcium(cables[1], "sc_ca_port")
        require_unowned_calcium(cables[0], "sc_ca_port")


def test_the_bundled_cell_fires_once_and_its_spike_is_within_a_third_of_the_sources_cell():
    spike = evoke(with_axon(read_morphology("l5_thick_tufted"), "stub"), None)
    assert spike.count == 1
    for at, amplitude in SOURCE_MV.items():
        assert spike.dendrite[at] == pytest.approx(amplitude, rel=1 / 3)
