"""``spinecable morphology`` from the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from spinecable.cli.morphology import morphology
from spinecable.errors import DescriptionError, MorphologyError

BROKEN = Path(__file__).resolve().parents[1] / "data" / "broken"


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(morphology, [str(argument) for argument in arguments])


def test_check_of_a_sound_file() -> None:
    result = invoke("check", "ca1_pyramidal")
    assert result.exit_code == 0
    assert result.output.strip() == ("usable: 152 sections, 12000.0 um of dendrite, 0.0 um of axon")


def test_check_lists_every_defect_and_fails(tmp_path: Path) -> None:
    file = tmp_path / "bad.swc"
    file.write_text(
        "1 1 0 0 0 8 -1\n2 3 0 -8 0 1 1\n3 3 0 -60 0 0 2\n4 3 0 99 0 1 -1\n5 3 0 120 0 1 4\n"
    )
    result = invoke("check", file)
    assert result.exit_code == 1
    assert f"{file}:4: 1 piece is connected to nothing" in result.output
    assert f"{file}:3: 1 of 4 points have the radius zero" in result.output
    accepted = invoke("check", file, "--accept", "zero_radii", "--accept", "disconnected")
    assert accepted.exit_code == 0
    assert accepted.output.count("accepted: ") == 2


def test_check_tells_what_was_passed_over_in_a_refused_file(tmp_path: Path) -> None:
    """Spine marks of a cell whose dendrite is too far from its soma."""
    file = tmp_path / "marks.asc"
    text = (BROKEN / "spine_marks.asc").read_text()
    file.write_text(text)
    sound = invoke("check", file)
    assert sound.exit_code == 0
    assert "2 spine marks passed over" in sound.output
    start = text.index("(CellBody)")
    stop = text.index("\n)", start)
    far = re.sub(r"\(\s*(-?[\d.]+) ", lambda m: f"({float(m[1]) + 300} ", text[start:stop])
    file.write_text(text[:start] + far + text[stop:])
    refused = invoke("check", file)
    assert refused.exit_code == 1
    assert "from the soma's surface (limit 50 um)" in refused.output
    assert "2 spine marks passed over" in refused.output
    assert "accepted: " not in refused.output


def test_check_as_json() -> None:
    result = invoke("check", BROKEN / "loop.swc", "--json")
    found = json.loads(result.output)
    assert result.exit_code == 1
    assert not found["usable"]
    assert [(row["code"], row["acceptable"]) for row in found["defects"]] == [("loop", False)]


def test_info_prints_a_table_and_json() -> None:
    assert "apical_oblique" in invoke("info", "ca1_pyramidal").output
    numbers = json.loads(invoke("info", "ca1_pyramidal", "--json").output)
    assert numbers["dendrite_length_um"] == pytest.approx(12_000, rel=0.001)


def test_draw_writes_the_picture(tmp_path: Path) -> None:
    picture = tmp_path / "cell.svg"
    result = invoke("draw", "ball_and_stick", "--out", picture)
    assert result.output.strip() == str(picture)
    assert "<svg" in picture.read_text()


def test_draw_writes_a_page_coloured_by_a_measure_with_spines(tmp_path: Path) -> None:
    page, picture = tmp_path / "cell.html", tmp_path / "cell.png"
    result = invoke(
        *("draw", "ball_and_stick", "--spines", "rat_ca1", "--density", "0.1"),
        *("--colour-by", "neck_length_um", "--html", page, "--out", picture, "--json"),
    )
    assert json.loads(result.output)["spines"] == 50
    assert "neck length (µm)" in page.read_text("utf-8")
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert invoke("draw", "ball_and_stick", "--density", "0.1", "--out", picture).exit_code == 2


def test_errors_reach_the_root_command(tmp_path: Path) -> None:
    assert isinstance(invoke("info", BROKEN / "loop.swc").exception, MorphologyError)
    wrong_ending = invoke("draw", "ball_and_stick", "--out", tmp_path / "cell.bmp")
    assert isinstance(wrong_ending.exception, DescriptionError)
    no_folder = invoke("draw", "ball_and_stick", "--out", tmp_path / "no" / "cell.png")
    assert "does not exist" in str(no_folder.exception)


@pytest.mark.parametrize("command", ["check", "info", "draw", "fetch"])
def test_help_has_an_example(command: str) -> None:
    assert re.search(r"Examples?:\s+spinecable morphology", invoke(command, "--help").output)
