"""The child's side of `spinecable.simulate.job`: ``python -m spinecable.simulate.worker DIR``."""

from __future__ import annotations

import pickle
import sys
import time
from pathlib import Path

import cloudpickle

from spinecable.simulate.job import ANSWER, TASK

REPORT_EVERY_S = 0.1


def main() -> None:
    """Read the task in the folder, do it, leave the answer there."""
    folder = Path(sys.argv[1])
    function, arguments = pickle.loads((folder / TASK).read_bytes())
    last = 0.0

    def progress(fraction: float, doing: str) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= REPORT_EVERY_S:
            last = now
            sys.stdout.write(f"progress {fraction:.4f} {doing}\n")
            sys.stdout.flush()

    try:
        answer = (True, function(*arguments, progress=progress))
    except Exception as error:
        answer = (False, error)
    partial = folder / f"{ANSWER}.partial"
    try:
        partial.write_bytes(cloudpickle.dumps(answer))
    except Exception:
        partial.write_bytes(cloudpickle.dumps((False, RuntimeError(repr(answer[1])))))
    partial.rename(folder / ANSWER)


if __name__ == "__main__":
    main()
