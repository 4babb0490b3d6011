"""A simulation's process: what comes back from it, and what happens when it dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from spinecable.errors import MorphologyError, SimulationError
from spinecable.simulate.job import run_isolated


def test_value_comes_back_from_another_process() -> None:
    factor = 3

    def work(x, progress):  # a closure: travels by value
        import os

        return os.getpid(), factor * x

    pid, value = run_isolated(work, 14)
    assert value == 42
    assert pid != os.getpid()


def test_package_errors_keep_their_place_and_tip() -> None:
    def work(progress):
        raise MorphologyError("radius is zero", where="cell.swc:7", tip="Mend it.")

    with pytest.raises(MorphologyError) as caught:
        run_isolated(work)
    assert str(caught.value) == "cell.swc:7: radius is zero. Mend it."


def test_a_crash_of_the_interpreter_becomes_an_error() -> None:
    def work(progress):
        import os
        import signal

        os.kill(os.getpid(), signal.SIGSEGV)

    with pytest.raises(SimulationError, match=signal.Signals.SIGSEGV.name):
        run_isolated(work)


def test_progress_is_reported() -> None:
    seen = []

    def work(progress):
        progress(0.25, "voltage and calcium")

    run_isolated(work, progress=lambda fraction, doing: seen.append((fraction, doing)))
    assert seen == [(0.25, "voltage and calcium")]


def test_stray_mechanism_folder_is_not_picked_up(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "x86_64").mkdir()
    monkeypatch.chdir(tmp_path)

    def work(progress):
        import os

        return os.getcwd(), os.listdir()

    folder, entries = run_isolated(work)
    assert folder != str(tmp_path)
    assert "x86_64" not in entries


def test_script_without_main_guard(tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text("def twice(x):\n    return 2 * x\n")
    script = tmp_path / "script.py"
    script.write_text(
        "import helper\n"
        "from spinecable.simulate.job import run_isolated\n"
        "def work(x, progress):\n"
        "    return helper.twice(x)\n"
        "print(run_isolated(work, 21))\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, cwd="/", check=False
    )
    assert done.stdout == "42\n", done.stderr
