"""The presets side by side."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import spinecable as sc
from spinecable.describe.cell_presets import PRESETS
from spinecable.morphology.gallery import SAMPLERS, portrait, save_gallery


def test_every_preset_has_spines_to_be_drawn_with() -> None:
    assert set(SAMPLERS) == set(PRESETS)
    assert all(sc.load_sampler(sampler) for sampler in SAMPLERS.values())
    with pytest.raises(sc.errors.DescriptionError, match="Did you mean 'msn'"):
        portrait("msm")


def test_a_preset_has_its_spines_and_the_resistance_grows_outward() -> None:
    """Of all places the soma, where all dendrites meet, resists least.

    There it resists like six real cells with the same membrane and F (33-58 MOhm, ModelDB 195667).
    """
    one = portrait("l23_human")
    cell = sc.Cell.preset("l23_human")
    beyond_um = sum(
        min(section.length_um, max(0.0, section.path_end_um - 60.0))
        for section in one.scene.morphology
    )
    assert len(one.scene.spines) == pytest.approx(0.874 * beyond_um, rel=0.05)
    assert min(place.path_distance_um for place in one.scene.placements.values()) >= 60.0
    everywhere = np.concatenate(one.colouring.pieces)
    assert one.colouring.soma < everywhere.min()
    tips = [
        one.colouring.pieces[s.index][-1] > one.colouring.pieces[s.index][0]
        for s in one.scene.morphology
        if not s.children
    ]
    assert all(tips)
    (at_soma,) = sc.measures.impedance(cell)["input_Mohm"]
    assert one.colouring.soma == at_soma
    assert 33 < at_soma < 58


def test_the_picture_is_written(tmp_path: Path) -> None:
    seen: list[str] = []
    save_gallery(tmp_path / "one.png", ["msn"], lambda _, name: seen.append(name))
    assert (tmp_path / "one.png").read_bytes().startswith(b"\x89PNG")
    assert seen == ["msn"]
