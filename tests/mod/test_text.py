"""Every mechanism file keeps the house rules of NMODL and its units are consistent."""

from __future__ import annotations

import re
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from spinecable.resources import resource_dir

FILES = sorted(resource_dir("mod").glob("*.mod"))
HAND_WRITTEN = [path for path in FILES if not path.stem.startswith("sc_chem")]
OURS = [path for path in HAND_WRITTEN if path.stem != "sc_ampar_slots"]
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
BLOCKS = (
    "TITLE",
    "COMMENT",
    "NEURON",
    "UNITS",
    "PARAMETER",
    "ASSIGNED",
    "STATE",
    "INITIAL",
    "BREAKPOINT",
)


def code(path: Path) -> str:
    """The file without its COMMENT and without comments at the ends of lines."""
    text = re.sub(r"COMMENT.*?ENDCOMMENT", "", path.read_text("ascii"), flags=re.S)
    return re.sub(r":.*", "", text)


def block(path: Path, name: str) -> str:
    found = re.search(rf"^{name} \{{(.*?)^\}}", path.read_text("ascii"), re.S | re.M)
    return found.group(1) if found else ""


def declared_units(path: Path) -> dict[str, str]:
    """Unit of each variable in PARAMETER and ASSIGNED that carries one."""
    lines = (block(path, "PARAMETER") + block(path, "ASSIGNED")).splitlines()
    pattern = re.compile(r"^\s+(\w+)(?:\[\d+\])?(?:\s*=\s*\S+)?\s+\(([^)]+)\)")
    return {m.group(1): m.group(2) for line in lines if (m := pattern.match(line))}


@each_file
def test_units_are_consistent(path: Path) -> None:
    program = Path(sysconfig.get_path("scripts")) / "modlunit"
    done = subprocess.run([program, str(path)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


@each_file
def test_header(path: Path) -> None:
    assert path.read_bytes().isascii()
    text = path.read_text("ascii")
    assert "VERBATIM" not in text
    comment = text[text.index("COMMENT") : text.index("ENDCOMMENT")]
    for heading in ("Model:", "Source:", "Changes:", "Units:"):
        assert heading in comment, heading
    assert re.search(rf"^ +(SUFFIX|POINT_PROCESS) {path.stem}$", text, re.M)
    assert "THREADSAFE" in text


@pytest.mark.parametrize("path", HAND_WRITTEN, ids=lambda path: path.stem)
def test_block_order(path: Path) -> None:
    text = path.read_text("ascii")
    places = [m.start() for name in BLOCKS if (m := re.search(rf"^{name}\b", text, re.M))]
    assert places == sorted(places)


@pytest.mark.parametrize("path", HAND_WRITTEN, ids=lambda path: path.stem)
def test_every_parameter_says_where_it_comes_from(path: Path) -> None:
    lines = [line for line in block(path, "PARAMETER").splitlines() if line.strip()]
    for line in lines:
        assert re.search(r"\([^)]+\).*: \S", line), line


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_neuron_knows_the_declared_units(path: Path, h: Any) -> None:
    names = re.findall(r"RANGE (.*)", code(path))[0].replace(" ", "").split(",")
    units = declared_units(path)
    point = "POINT_PROCESS" in code(path)
    for name in names:
        known = h.units(f"{path.stem}.{name}" if point else f"{name}_{path.stem}")
        assert known.strip("()") == units[name], name


def test_readme_lists_exactly_the_mechanisms() -> None:
    rows = re.findall(r"^\| `(sc_\w+)` \|", (FILES[0].parent / "README.md").read_text(), re.M)
    assert len(set(rows)) == len(rows)
    assert set(rows) >= {path.stem for path in FILES}
