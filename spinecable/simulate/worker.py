"""The child's side of `spinecable.simulate.job`: ``python -m spinecable.simulate.worker DIR``."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import time
import traceback
from pathlib import Path

import cloudpickle

from spinecable.electrics.presets import register_biophysics
from spinecable.simulate.job import ANSWER, PROGRESS_MARK, TASK

REPORT_EVERY_S = 0.1


def main(folder: Path) -> None:
    """Read the task in the folder, do it, leave the answer there."""
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    last = 0.0

    def progress(fraction: float, doing: str) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= REPORT_EVERY_S:
            last = now
            sys.stdout.write(f"{PROGRESS_MARK} {fraction:.4f} {doing}\n")
            sys.stdout.flush()

    answer: tuple[bool, object, str]
    try:
        channel_sets, function, arguments = pickle.loads((folder / TASK).read_bytes())
        for channel_set in channel_sets:
            register_biophysics(channel_set)
        answer = (True, function(*arguments, progress=progress), "")
    except Exception as error:
        answer = (False, error, traceback.format_exc())
    partial = folder / f"{ANSWER}.partial"
    partial.write_bytes(_portable(answer))
    partial.rename(folder / ANSWER)


def _portable(answer: tuple[bool, object, str]) -> bytes:
    """The answer as bytes that the parent is able to read; else a text that says what it was."""
    try:
        data = cloudpickle.dumps(answer)
        pickle.loads(data)
    except Exception as error:
        what = answer[1] if not answer[0] else f"its value cannot be sent back: {error}"
        data = cloudpickle.dumps((False, RuntimeError(f"{type(what).__name__}: {what}"), answer[2]))
    return data


def _end_with_the_parent() -> None:
    """Standard input ends when the parent does, however that came about."""
    sys.stdin.buffer.read()
    os.killpg(os.getpgid(0), signal.SIGKILL)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
