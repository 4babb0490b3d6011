from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from spinecable.describe.cell import Cell
from spinecable.describe.geometry import SpineGeometry
from spinecable.describe.implicit_spines import ImplicitSpines
from spinecable.electrics.bundled.passive import passive
from spinecable.electrics.contents import HeadElectrics, Receptor
from spinecable.electrics.measure import membrane_area_um2
from spinecable.electrics.model import build_model
from spinecable.electrics.ports import VoltageProbe
from spinecable.electrics.spine import PlacedSpine
from spinecable.electrics.stimuli import Stimulation
from spinecable.errors import DescriptionError, MechanismError, SimulationError
from spinecable.mechanisms.load import neuron_h

SHAPE = SpineGeometry(head_volume_um3=0.08, neck_length_um=1.0, neck_diameter_um=0.15)
EXP2 = Receptor("Exp2Syn", {"tau1": 0.2, "tau2": 3.0, "e": 0.0}, weight=0.3e-3)
SMOOTH = Cell(biophysics="passive", implicit_spines=None)
SPINY = Cell(biophysics="passive", implicit_spines=ImplicitSpines())


def spine(name, section, position, shape=SHAPE):
    return PlacedSpine(name, shape, section, position, HeadElectrics(ampa=EXP2))


SPINES = (spine("a", 2, 0.31), spine("b", 2, 0.334), spine("c", 3, 0.8), spine("d", 0, 0.05))


def test_spines_stand_where_they_were_asked_for(forked):
    with build_model(SMOOTH, forked, SPINES) as model:
        for built in model.spines:
            length = forked.sections[built.placed.section].length_um
            assert built.asked_um == pytest.approx(built.placed.position * length)
            assert abs(built.effective_um - built.asked_um) <= 0.5
            parent = built.neck.parentseg()
            assert parent == built.shaft_seg
            assert parent.x * length == pytest.approx(built.effective_um, abs=1e-9)
            host = model.hosts[built.placed.section]
            i = host.segment_index(built.asked_um)
            assert host.segments[i] == built.shaft_seg
            assert host.boundaries_um[i] <= built.asked_um <= host.boundaries_um[i + 1]
            assert (built.head.n3d(), built.neck.n3d()) == (0, 0)
            assert built.head_seg.area() == pytest.approx(SHAPE.head_area_um2, rel=1e-12)


def test_cables_have_the_length_and_area_of_the_file_and_start_at_the_soma(forked):
    with build_model(SMOOTH, forked, []) as model:
        h = neuron_h()
        for section, cable in zip(forked, model.cell.cables.values(), strict=True):
            assert pytest.approx(section.length_um, rel=1e-6) == cable.L
            area = sum(segment.area() for segment in cable)
            assert area == pytest.approx(section.area_um2, rel=1e-6)
            if section.parent < 0:
                assert cable.parentseg() == model.soma_seg
        assert model.soma_seg.area() == pytest.approx(math.pi * 16**2)
        h.distance(0, model.soma_seg)
        tip = model.cell.cables[3](1)
        assert h.distance(tip) == pytest.approx(forked.sections[3].path_end_um, rel=1e-6)


def test_total_membrane_does_not_depend_on_how_many_spines_are_explicit(forked):
    implicit = SPINY.implicit_spines
    spiny_um = sum(
        s.length_um - max(0.0, implicit.min_path_distance_um - s.path_start_um)
        for s in forked
        if s.domain != "axon"
    )
    expected = implicit.density_per_um * implicit.area_um2 * spiny_um
    for spines in ((), SPINES[:1], SPINES[:3]):
        with build_model(SPINY, forked, spines) as model:
            areas = membrane_area_um2(model)
            assert areas["implicit"] + areas["explicit"] == pytest.approx(expected, rel=1e-10)
            for segment in model.cell.cables[4]:
                assert segment.cm == 1.0


def test_leak_follows_the_same_factor_as_capacitance(forked):
    with build_model(SPINY, forked, SPINES) as model:
        for cable in model.cell.cables.values():
            for segment in cable:
                assert segment.pas.g * 28_000 == pytest.approx(segment.cm)
        assert model.spines[0].head_seg.cm == 1.0
        assert model.spines[0].neck_seg.pas.g == pytest.approx(1 / 28_000)


def epsps(morphology, spines):
    with build_model(SPINY, morphology, spines) as model:
        stimulation = Stimulation(model)
        stimulation.presynaptic([s.name for s in SPINES], [1.0, 4.0])
        probe = VoltageProbe(model)
        model.initialise()
        traces = []
        for _ in range(400):
            model.advance()
            traces.append(probe.read_mV())
        order = sorted(range(len(probe.places)), key=lambda i: probe.places[i])
        return np.array(traces)[:, order]


def test_order_of_spines_and_sections_does_not_matter(forked):
    reference = epsps(forked, SPINES)
    assert np.ptp(reference) > 1.0
    assert np.abs(epsps(forked, SPINES[::-1]) - reference).max() < 1e-9

    new = [4, 1, 3, 0, 2]
    place = {old: i for i, old in enumerate(new)}
    sections = tuple(
        dataclasses.replace(
            forked.sections[old],
            index=i,
            parent=place.get(forked.sections[old].parent, -1),
            children=tuple(place[c] for c in forked.sections[old].children),
        )
        for i, old in enumerate(new)
    )
    shuffled = dataclasses.replace(forked, sections=sections)
    moved = [dataclasses.replace(s, section=place[s.section]) for s in SPINES]
    assert np.abs(epsps(shuffled, moved) - reference).max() < 1e-9


def test_a_second_model_needs_the_first_one_closed(forked):
    model = build_model(SMOOTH, forked, SPINES)
    with pytest.raises(SimulationError, match="already holds"):
        build_model(SMOOTH, forked, [])
    model.close()
    assert list(neuron_h().allsec()) == []
    with pytest.raises(SimulationError, match="closed"):
        model.initialise()
    with build_model(SMOOTH, forked, []) as again:
        assert again.t_ms == 0.0


def test_an_earlier_model_leaves_no_trace(forked):
    first = epsps(forked, SPINES)
    hot = SPINY.changed(temperature_C=20.0)
    with build_model(hot, forked, SPINES[:2], dt_ms=0.1, initial_mV=-80.0) as model:
        model.run(5.0)
    assert np.array_equal(epsps(forked, SPINES), first)


def test_a_failed_build_leaves_nothing_behind(forked):
    wrong = dataclasses.replace(EXP2, values={"tau3": 1.0})
    bad = dataclasses.replace(SPINES[0], contents=HeadElectrics(ampa=wrong))
    with pytest.raises(MechanismError, match="'Exp2Syn' has no variable 'tau3'"):
        build_model(SMOOTH, forked, [bad])
    assert list(neuron_h().allsec()) == []


def test_too_many_explicit_spines_name_section_and_spines(forked):
    crowd = [spine(f"s{i}", 2, 0.5 + 1e-3 * i) for i in range(30)]
    with pytest.raises(DescriptionError, match=r"apical\[1\] from .* s29"):
        build_model(SPINY, forked, crowd)


def test_unknown_spine_is_answered_with_the_nearest(forked):
    with (
        build_model(SMOOTH, forked, [spine("narrow", 2, 0.5)]) as model,
        pytest.raises(DescriptionError, match="Did you mean 'narrow'"),
    ):
        model.spine("narow")


def test_a_hundred_spines_on_one_branch_build_quickly_and_stay_exact(forked):
    crowd = [spine(f"s{i}", 2, (i + 0.5) / 100) for i in range(100)]
    with build_model(SMOOTH, forked, crowd, biophysics=passive()) as model:
        assert max(abs(s.effective_um - s.asked_um) for s in model.spines) <= 0.5
