"""A simulation's process: what comes back from it, and what happens when it dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
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


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks its workers")
def test_workers_are_forks_without_neuron_and_survive_their_nursery() -> None:
    """The nursery is the parent of a worker's parent; without it a worker starts anew."""

    def work(progress):
        import os
        import sys

        with open(f"/proc/{os.getppid()}/stat") as stat:
            return int(stat.read().rpartition(")")[2].split()[1]), "neuron" in sys.modules

    nursery, loaded = run_isolated(work)
    assert (nursery, loaded) == run_isolated(work)
    assert not loaded
    os.kill(nursery, signal.SIGKILL)
    assert run_isolated(work)[0] != nursery


def test_a_worker_ends_with_the_process_that_asked_for_it(tmp_path: Path) -> None:
    sign = tmp_path / "sign"
    code = (
        "from pathlib import Path\n"
        "import os, time\n"
        "from spinecable.simulate.job import run_isolated\n"
        "def work(progress):\n"
        f"    Path({str(sign)!r}).write_text(str(os.getpid()))\n"
        "    time.sleep(60)\n"
        "run_isolated(work)\n"
    )
    asking = subprocess.Popen([sys.executable, "-c", code])
    wait_until(lambda: sign.exists() and sign.read_text() != "")
    asking.kill()
    asking.wait()
    wait_until(lambda: not is_running(int(sign.read_text())))


def wait_until(holds: Callable[[], bool]) -> None:
    """At most 30 s."""
    for _ in range(600):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("still not so after 30 s")


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
