"""One function call in a process of its own.

NEURON keeps sections, mechanisms and globals until its process ends, so every simulation gets
a fresh one. The child runs ``spinecable.simulate.worker``, forked by `nursery` or started anew, not
through `multiprocessing`, so a script without a main guard and a notebook work alike; it runs in an
empty folder, where no stray ``x86_64`` library can be picked up.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, TypeVar

import cloudpickle

from spinecable.electrics.presets import registered_biophysics
from spinecable.errors import SimulationError, SpinecableError
from spinecable.simulate.nursery import Forked, fork_worker

T = TypeVar("T")
Progress = Callable[[float, str], None]
"""Called with the finished fraction (0-1) and what is being done."""

TASK, ANSWER = "task.pickle", "answer.pickle"

PROGRESS_MARK = "\x01spinecable-progress"
"""First word of a line on the child's standard output: ``MARK <fraction> <what it does>``."""


def silent(fraction: float, doing: str) -> None:
    """The default progress report: none."""


def run_isolated(
    function: Callable[..., T], *arguments: Any, progress: Progress | None = None
) -> T:
    """``function(*arguments, progress=...)`` in a fresh process; its value or its exception.

    Arguments and value travel by cloudpickle and must not hold NEURON objects; the channel sets
    that this process has registered go with them.

    Raises
    ------
    SimulationError : the process died without an answer; the text has its last words.
    """
    report = progress or silent
    task = cloudpickle.dumps((registered_biophysics(), function, arguments))
    with tempfile.TemporaryDirectory(prefix="spinecable-") as name:
        folder = Path(name)
        (folder / TASK).write_bytes(task)
        with (folder / "stderr").open("w+", errors="replace") as errors:
            child = _started(folder, errors)
            try:
                for line in child.stdout or ():
                    _forward(line, report)
                code = child.wait()
            except BaseException:
                _kill(child)
                raise
            errors.seek(0)
            last_words = errors.read().strip()
        answer = folder / ANSWER
        if not answer.exists():
            raise SimulationError(
                f"the simulation's process ended without a result ({_ending(code)})"
                + (f"; its last words: {last_words[-800:]}" if last_words else ""),
                tip="Run it again; if it ends the same way, report the experiment file.",
            )
        succeeded, value, trace = pickle.loads(answer.read_bytes())
    if succeeded:
        return value
    if isinstance(value, SpinecableError):
        raise value
    error = SimulationError(f"the simulation failed: {value}")
    error.add_note(trace)
    raise error


def _started(folder: Path, errors: IO[str]) -> subprocess.Popen[str] | Forked:
    """A worker on the task in `folder`; what it writes on standard error goes to `errors`."""
    environment = _environment()
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            return fork_worker(folder, errors, environment)
    return subprocess.Popen(
        [sys.executable, "-m", "spinecable.simulate.worker", str(folder)],
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )


def _kill(child: subprocess.Popen[str] | Forked) -> None:
    """End the child and what it has started (a compiler)."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _environment() -> dict[str, str]:
    """The child's environment: same modules, no display, one thread for each library."""
    env = dict(os.environ)
    env["NEURON_MODULE_OPTIONS"] = "-nogui"
    env.setdefault("OMP_NUM_THREADS", "1")
    own = [
        str(Path(p).resolve()) for p in sys.path if not p.startswith((sys.prefix, sys.base_prefix))
    ]
    env["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(own))
    return env


def _forward(line: str, report: Progress) -> None:
    """Pass a worker's report on; other output is NEURON's chatter."""
    mark, _, rest = line.partition(" ")
    if mark == PROGRESS_MARK:
        fraction, _, doing = rest.strip().partition(" ")
        report(float(fraction), doing)


def _ending(code: int) -> str:
    if code < 0:
        try:
            return f"killed by {signal.Signals(-code).name}"
        except ValueError:
            return f"killed by signal {-code}"
    return f"exit status {code}"
