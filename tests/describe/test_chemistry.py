"""The [chemistry] table: names, amounts that need a name and names that need an amount."""

from __future__ import annotations

from pathlib import Path

import pytest

from spinecable.describe.chemistry import Chemistry
from spinecable.describe.toml import dump_experiment, load_experiment
from spinecable.errors import DescriptionError

EXPERIMENT = """
[[spine]]
name = "a"
site = { domain = "dendrite", path_distance_um = 50.0 }
geometry = { head_volume_um3 = 0.08, neck_length_um = 1.0, neck_diameter_um = 0.15 }
[simulation]
duration_ms = 10.0
[chemistry]
"""


def loaded(tmp_path: Path, table: str):
    path = tmp_path / "mine.toml"
    path.write_text(EXPERIMENT + table, encoding="utf-8")
    return load_experiment(path)


def test_a_full_table_survives_the_way_through_toml(tmp_path: Path) -> None:
    experiment = loaded(
        tmp_path,
        'calmodulin = "lobes9"\ncalmodulin_rates = "faas2011"\ncamkii_neighbours = "li2012"\n'
        'buffers = ["egta", "immobile"]\negta_uM = 5.0\ndye = "gcamp6s"\ndye_uM = 10.0\n'
        "inhibitor1 = true\npka_uM = 0.2\nneurogranin = true\nphotons_at_rest = 100.0\n",
    )
    chemistry = experiment.chemistry
    # The order of names has no meaning.
    assert chemistry.buffers == ("immobile", "egta")
    assert chemistry.amounts() == {"egta_uM": 5.0, "pka_uM": 0.2}
    path = tmp_path / "again.toml"
    path.write_text(dump_experiment(experiment), encoding="utf-8")
    assert load_experiment(path) == experiment


def test_without_a_table_the_recommended_schemes_run(tmp_path: Path) -> None:
    assert loaded(tmp_path, "").chemistry == Chemistry()


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ('dye = "fluo5"', "fluo5f"),
        ('dye = "fluo4"', "dye_uM = 100"),
        ("dye_uM = 3.0", "dye = "),
        ("photons_at_rest = 3.0", "dye = "),
        ('calmodulin_rates = "pepke"', "pepke2010"),
        ('camkii_neighbours = "li2011"', "li2012"),
        ('calcineurin_rates = "quintana"', "quintana2005"),
        ('buffers = ["calbindn"]', "calbindin"),
        ('buffers = ["atp", "atp"]', "stands twice"),
        ('buffers = ["egta"]', "egta_uM = 100"),
        ("bapta_uM = 10.0", "bapta"),
        ("pka_uM = 10.0", "inhibitor1 = true"),
        ("neurogranin_uM = 10.0", "neurogranin = true"),
        ("inhibitor_1 = true", "inhibitor1"),
        ("atp_uM = -1.0", "at least 0"),
    ],
)
def test_mistakes_say_what_to_write(tmp_path: Path, table: str, words: str) -> None:
    with pytest.raises(DescriptionError) as caught:
        loaded(tmp_path, table)
    assert words in str(caught.value)
    assert "chemistry" in str(caught.value)
    assert "mine.toml:" in str(caught.value)


APPARATUS = """
[[spine]]
name = "a"
site = { domain = "dendrite", path_distance_um = 50.0 }
geometry = { head_volume_um3 = 0.08, neck_length_um = 1.0, neck_diameter_um = 0.15 }
CONTENTS
[simulation]
duration_ms = 10.0
[chemistry]
"""


def with_spine(tmp_path: Path, spine: str, table: str):
    path = tmp_path / "mine.toml"
    path.write_text(APPARATUS.replace("CONTENTS", spine) + table, encoding="utf-8")
    return load_experiment(path)


def test_an_apparatus_and_messengers_survive_the_way_through_toml(tmp_path: Path) -> None:
    experiment = with_spine(
        tmp_path,
        "apparatus = true\ncontents = { ryr_count = 3.0, er_calcium_uM = 200.0 }",
        'serca = "higgins2006"\ner_release = ["ip3r", "ryr"]\ner_buffer = true\nip3 = true\n'
        "ras = true\nras_priming_per_uM = 5.0\nsodium = true\ncofilin = true\n",
    )
    assert experiment.spines[0].apparatus
    assert experiment.chemistry.er_release == ("ryr", "ip3r")
    assert experiment.chemistry.far_reaching
    again = tmp_path / "again.toml"
    again.write_text(dump_experiment(experiment), encoding="utf-8")
    assert load_experiment(again) == experiment


@pytest.mark.parametrize(
    ("spine", "table", "said"),
    [
        ("apparatus = true", 'er_release = ["ip3r"]', "nothing makes IP3. Give ip3 = true."),
        ("apparatus = true", 'er_release = ["ryr", "ryr"]', "'ryr' stands twice"),
        ("apparatus = true", 'er_release = ["ryrs"]', "Did you mean 'ryr'"),
        ("apparatus = true", 'serca = "hil"', "Did you mean 'hill'"),
        ("aparatus = true", "", "Did you mean 'apparatus'"),
        ("", "er_buffer = true", "no spine has an apparatus"),
        ("", 'serca = "higgins2006"', "no spine has an apparatus"),
        ("contents = { ryr_count = 3.0 }", "", "has no apparatus"),
        ("", "ras_priming_per_uM = 5.0", "Give ras = true."),
        ("", "ras = true\nras_priming_per_uM = -1.0", "must be at least 0"),
        ("", "sodim = true", "Did you mean 'sodium'"),
    ],
)
def test_what_has_no_effect_or_cannot_be_is_refused(
    tmp_path: Path, spine: str, table: str, said: str
) -> None:
    with pytest.raises(DescriptionError) as caught:
        with_spine(tmp_path, spine, table + "\n")
    assert said in str(caught.value)


def test_a_negative_amount_of_the_apparatus_is_refused(tmp_path: Path) -> None:
    from spinecable.describe.preparation import load_preparation

    with pytest.raises(DescriptionError, match=r"head\.er_calcium_uM.*not negative"):
        load_preparation().overridden("head", {"er_calcium_uM": -1.0})
    with pytest.raises(DescriptionError, match=r"a fraction of 1\.5"):
        load_preparation().overridden("head", {"er_volume_fraction": 1.5})
