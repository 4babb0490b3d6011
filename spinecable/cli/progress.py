"""A progress bar that appears only where it helps: on a terminal, after two seconds."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any

PATIENCE_S = 2.0


class LateBar:
    """Reports progress on stderr if that is a terminal and the work takes over two seconds.

    Call it with the finished fraction (0-1) and what is being done; use it as a context manager.
    """

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> LateBar:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, fraction: float, doing: str) -> None:
        if not sys.stderr.isatty() or time.monotonic() - self._start < PATIENCE_S:
            return
        if self._bar is None:
            self._show()
        self._bar.update(self._task, completed=fraction, description=doing)

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._bar.start()
        self._task = self._bar.add_task("", total=1.0)
