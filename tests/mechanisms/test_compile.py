"""Real compiles: once per content, and never a wrong or half-made library."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from spinecable.errors import MechanismError
from spinecable.mechanisms import cache
from spinecable.mechanisms.compile import compile_mechanisms, compiled_libraries
from spinecable.mechanisms.library import MechanismSet, read_folder

Run = Callable[..., subprocess.CompletedProcess[str]]

LOAD = """
import sys
from pathlib import Path
from spinecable.mechanisms.library import MechanismSet, read_folder
from spinecable.mechanisms.load import load, neuron_h
mechanisms = MechanismSet(tuple(read_folder(Path(sys.argv[1]))))
load(mechanisms, progress=lambda text: sys.stderr.write(text + "\\n"))
section = neuron_h().Section()
section.insert("sc_tiny")
sys.stdout.write(f"{section(0.5).sc_tiny.e:g}")
"""


def tiny_set(folder: Path) -> MechanismSet:
    return MechanismSet(tuple(read_folder(folder)))


def test_the_second_call_does_not_compile(mod_dir: Path) -> None:
    said: list[str] = []
    assert compiled_libraries(tiny_set(mod_dir)) == {}
    libraries = compile_mechanisms(tiny_set(mod_dir), said.append)
    first = libraries["sc_tiny"]
    assert first.is_file()
    assert len(said) == 2
    made = first.stat().st_mtime_ns
    assert compile_mechanisms(tiny_set(mod_dir), said.append) == libraries
    assert compiled_libraries(tiny_set(mod_dir)) == libraries
    assert len(said) == 2
    assert first.stat().st_mtime_ns == made
    assert not list(first.parent.parent.glob(".build-*"))


def test_a_larger_set_compiles_only_what_is_new(mod_dir: Path) -> None:
    first = compile_mechanisms(tiny_set(mod_dir))["sc_tiny"]
    made = first.stat().st_mtime_ns
    text = (mod_dir / "sc_tiny.mod").read_text()
    (mod_dir / "sc_more.mod").write_text(text.replace("sc_tiny", "sc_more"))
    said: list[str] = []
    both = compile_mechanisms(tiny_set(mod_dir), said.append)
    assert list(both) == ["sc_more", "sc_tiny"]
    assert both["sc_tiny"] == first
    assert first.stat().st_mtime_ns == made
    assert both["sc_more"].is_file()
    assert [sentence.split()[1] for sentence in said] == ["1", "1"]


def test_a_changed_file_with_an_older_date_is_compiled_again(
    mod_dir: Path, run_python: Run
) -> None:
    assert run_python(LOAD, mod_dir).stdout == "-70"
    path = mod_dir / "sc_tiny.mod"
    path.write_text(path.read_text().replace("-70", "-71"))
    os.utime(path, (1e9, 1e9))
    assert run_python(LOAD, mod_dir).stdout == "-71"


def test_four_processes_at_once_all_load(mod_dir: Path, cache_dir: Path, tmp_path: Path) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", LOAD, str(mod_dir)],
            cwd=mod_dir.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    ended = [process.communicate(timeout=120) for process in started]
    assert [out for out, _ in ended] == ["-70"] * 4, ended
    assert sum("Compiled" in err for _, err in ended) == 1
    assert len(list((cache_dir / "mechanisms").glob("*/manifest.json"))) == 1


def test_a_race_without_a_lock_still_publishes_one_whole_library(
    mod_dir: Path, cache_dir: Path
) -> None:
    """Both builders run to the end; the second finds the place taken."""
    key = "k" * 64
    inner: list[Path] = []

    def slow(folder: Path) -> None:
        (folder / "lib.so").write_text("slow")
        root = cache.writable_cache_root()
        inner.append(cache._build(root, "kernels", key, "lib.so", "x", quick))

    def quick(folder: Path) -> None:
        (folder / "lib.so").write_text("quick")

    (cache_dir / "kernels").mkdir(parents=True)
    outer = cache._build(cache_dir, "kernels", key, "lib.so", "x", slow)
    assert outer == inner[0]
    assert outer.read_text() == "quick"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("(v - e)", "(v - e", "not valid NMODL"),
        ("(v - e)", "(v - reversal)", "'reversal' is used but not declared"),
    ],
)
def test_a_faulty_file_is_named_with_its_line(
    mod_dir: Path, old: str, new: str, message: str
) -> None:
    path = mod_dir / "sc_tiny.mod"
    faulty = path.read_text().replace(old, new)
    path.write_text(faulty)
    with pytest.raises(MechanismError, match=re.escape(message)) as caught:
        compile_mechanisms(tiny_set(mod_dir))
    where = str(caught.value.where)
    assert where.startswith(f"{path}:")
    line = int(where.rsplit(":", 1)[1])
    at_fault = next(n for n, text in enumerate(faulty.splitlines(), 1) if new in text)
    assert abs(line - at_fault) <= 1
    log = re.search(r"The whole log: (.*)", str(caught.value))
    assert log
    assert "sc_tiny.mod" in Path(log[1]).read_text()


def test_an_empty_set_is_refused() -> None:
    with pytest.raises(MechanismError, match="no mechanism to compile"):
        compile_mechanisms(MechanismSet(()))


def test_a_damaged_library_is_built_again(mod_dir: Path, run_python: Run) -> None:
    library = compile_mechanisms(tiny_set(mod_dir))["sc_tiny"]
    whole = library.read_bytes()
    library.write_bytes(whole[: len(whole) // 2])
    done = run_python(LOAD, mod_dir)
    assert done.stdout == "-70", done.stderr
    assert "Compiled" in done.stderr
    assert cache.find("mechanisms", library.parent.name, library.name) == library


def test_a_library_without_its_manifest_is_built_again(mod_dir: Path) -> None:
    library = compile_mechanisms(tiny_set(mod_dir))["sc_tiny"]
    (library.parent / cache.MANIFEST).write_text("{")
    said: list[str] = []
    assert compile_mechanisms(tiny_set(mod_dir), said.append)["sc_tiny"] == library
    assert said


def test_clearing_removes_libraries_and_nothing_else(mod_dir: Path, cache_dir: Path) -> None:
    library = compile_mechanisms(tiny_set(mod_dir))["sc_tiny"]
    (cache_dir / "mine.txt").write_text("keep")
    assert [entry.label for entry in cache.entries()] == ["sc_tiny"]
    assert [entry.folder for entry in cache.clear()] == [library.parent]
    assert cache.entries() == []
    assert (cache_dir / "mine.txt").read_text() == "keep"


def test_a_cache_that_cannot_be_written_names_the_variable(
    mod_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv(cache.CACHE_VARIABLE, str(blocked / "cache"))
    with pytest.raises(MechanismError, match=cache.CACHE_VARIABLE) as caught:
        compile_mechanisms(tiny_set(mod_dir))
    assert caught.value.where == str(blocked / "cache")


def test_the_key_separates_parts() -> None:
    assert cache.digest(["ab", "c"]) != cache.digest(["a", "bc"])
