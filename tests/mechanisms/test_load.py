"""Loading into NEURON: once, verified, and refused where another source has the name."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from spinecable.mechanisms.installation import find_neuron
from spinecable.mechanisms.toolchain import require_compiler

Run = Callable[..., subprocess.CompletedProcess[str]]

PRELUDE = """
import sys
from pathlib import Path
from spinecable.errors import SpinecableError
from spinecable.mechanisms.compile import compile_mechanisms
from spinecable.mechanisms.library import MechanismSet, read_folder
from spinecable.mechanisms.load import load, loaded_mechanisms, neuron_h
def folder(path):
    return MechanismSet(tuple(read_folder(Path(path))))
def attempt(mechanisms, libraries=None):
    try:
        load(mechanisms, libraries)
    except SpinecableError as error:
        print(error)
    else:
        print("loaded")
"""


def test_loading_twice_and_then_more(mod_dir: Path, run_python: Run) -> None:
    text = (mod_dir / "sc_tiny.mod").read_text()
    code = (
        PRELUDE
        + """
first = folder(sys.argv[1])
attempt(first)
attempt(first)
path = Path(sys.argv[1]) / "sc_more.mod"
path.write_text(first["sc_tiny"].text.replace("sc_tiny", "sc_more"))
attempt(folder(sys.argv[1]))
section = neuron_h().Section()
section.insert("sc_tiny")
section.insert("sc_more")
print(loaded_mechanisms()["sc_tiny"].text == first["sc_tiny"].text)
"""
    )
    done = run_python(code, mod_dir)
    assert done.stdout.split() == ["loaded", "loaded", "loaded", "True"], done.stderr
    assert done.stderr == ""
    assert text == (mod_dir / "sc_tiny.mod").read_text()


def test_a_stale_folder_that_neuron_loads_by_itself_is_detected(
    mod_dir: Path, tmp_path: Path, run_python: Run
) -> None:
    cwd = tmp_path / "project"
    cwd.mkdir()
    stale = (mod_dir / "sc_tiny.mod").read_text().replace("-70", "-99")
    (cwd / "sc_tiny.mod").write_text(stale)
    neuron = find_neuron()
    subprocess.run(
        [str(neuron.nrnivmodl)],
        cwd=cwd,
        env=neuron.environment(require_compiler()),
        check=True,
        capture_output=True,
    )
    done = run_python(PRELUDE + "attempt(folder(sys.argv[1]))", mod_dir, cwd=cwd)
    assert "another mechanism called 'sc_tiny' is already loaded" in done.stdout, done.stderr
    assert "of the current folder" in done.stdout
    same = run_python(PRELUDE + "attempt(folder('.'))", cwd=cwd)
    assert same.stdout.strip() == "loaded", same.stderr


def test_another_source_under_a_loaded_name_is_refused(mod_dir: Path, run_python: Run) -> None:
    code = (
        PRELUDE
        + """
attempt(folder(sys.argv[1]))
path = Path(sys.argv[1]) / "sc_tiny.mod"
path.write_text(path.read_text().replace("-70", "-71"))
attempt(folder(sys.argv[1]))
"""
    )
    first, second = run_python(code, mod_dir).stdout.splitlines()
    assert first == "loaded"
    assert "start a new Python process" in second


def test_a_name_built_into_neuron_is_refused(mod_dir: Path, run_python: Run) -> None:
    text = (mod_dir / "sc_tiny.mod").read_text()
    (mod_dir / "sc_tiny.mod").unlink()
    (mod_dir / "pas.mod").write_text(text.replace("sc_tiny", "pas"))
    done = run_python(PRELUDE + "attempt(folder(sys.argv[1]))", mod_dir)
    assert "built into NEURON" in done.stdout


def test_a_library_that_does_not_load_or_lacks_a_mechanism_is_an_error(
    mod_dir: Path, tmp_path: Path, run_python: Run
) -> None:
    junk = tmp_path / "libnrnmech.so"
    junk.write_text("not a library")
    other = tmp_path / "other"
    other.mkdir()
    text = (mod_dir / "sc_tiny.mod").read_text()
    (other / "sc_other.mod").write_text(text.replace("sc_tiny", "sc_other"))
    code = (
        PRELUDE
        + """
attempt(folder(sys.argv[1]), {"sc_tiny": Path(sys.argv[2])})
other = compile_mechanisms(folder(sys.argv[3]))["sc_other"]
attempt(folder(sys.argv[1]), {"sc_tiny": other})
"""
    )
    done = run_python(code, mod_dir, junk, other)
    first, second = done.stdout.splitlines()
    assert "could not load" in first
    assert "does not hold the mechanism sc_tiny" in second
