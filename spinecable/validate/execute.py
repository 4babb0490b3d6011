"""Running rows: each piece of work once, in processes of its own, several at a time.

A row is measured as soon as all of its runs are there, and its answer can be stored at once, so
that an interrupted scoreboard goes on where it stopped.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from spinecable.cores import usable_cores
from spinecable.errors import SpinecableError
from spinecable.simulate.job import Progress, run_isolated, silent
from spinecable.validate.entry import Arrays, Row, Scale, Task
from spinecable.validate.score import RowScore, failed_with, score

Finished = Callable[[RowScore], None]
"""Called with each row's answer as it is there."""


def run_rows(
    rows: Sequence[Row],
    *,
    scale: Scale | None = None,
    jobs: int | None = None,
    progress: Progress = silent,
    finished: Finished | None = None,
) -> list[RowScore]:
    """The answer of every row, in order. A row that cannot be measured says why; others go on.

    Parameters
    ----------
    jobs : processes at a time; the available cores by default.
    progress : called with the finished fraction and what is being done.
    finished : called with each answer as it is there, in the caller's thread.
    """
    scale = scale or Scale()
    plan = _Plan(rows, scale)
    answers: dict[str, RowScore] = {}

    def settle(ready: Iterable[Row]) -> None:
        for row in ready:
            answers[row.id] = plan.measure(row)
            if finished is not None:
                finished(answers[row.id])

    settle(plan.ready())
    with _Workers(plan.waiting(), jobs or usable_cores()) as workers:
        for outcome in workers.outcomes(progress):
            plan.take(outcome)
            settle(plan.ready())
    progress(1.0, "measuring")
    return [answers[row.id] for row in rows]


@dataclass(frozen=True)
class _Outcome:
    """What became of a task: its arrays, or the error that ended it."""

    task: Task
    answer: Arrays | None
    error: BaseException | None
    seconds: float


class _Plan:
    """Which rows wait for which work."""

    def __init__(self, rows: Sequence[Row], scale: Scale) -> None:
        self._left = list(rows)
        self._tasks: dict[str, tuple[Task, ...]] = {}
        self._broken: dict[str, BaseException] = {}
        self._outcomes: dict[str, _Outcome] = {}
        self._shares: dict[str, int] = {}
        for row in rows:
            try:
                self._tasks[row.id] = row.tasks(scale)
            except Exception as error:
                self._tasks[row.id], self._broken[row.id] = (), error
            for key in {task.key for task in self._tasks[row.id]}:
                self._shares[key] = self._shares.get(key, 0) + 1

    def waiting(self) -> list[Task]:
        """All work, each piece once, in the order of the rows."""
        return list({t.key: t for tasks in self._tasks.values() for t in tasks}.values())

    def take(self, outcome: _Outcome) -> None:
        self._outcomes[outcome.task.key] = outcome

    def ready(self) -> list[Row]:
        """Rows that became ready since the last call."""
        found = [
            row
            for row in self._left
            if all(task.key in self._outcomes for task in self._tasks[row.id])
        ]
        self._left = [row for row in self._left if row not in found]
        return found

    def measure(self, row: Row) -> RowScore:
        """A ready row's answer."""
        start = time.perf_counter()
        outcomes = [self._outcomes[task.key] for task in self._tasks[row.id]]
        shares = {o.task.key: o.seconds / self._shares[o.task.key] for o in outcomes}
        seconds = sum(shares.values())
        error = self._broken.get(row.id) or next((o.error for o in outcomes if o.error), None)
        if error is None:
            try:
                arrays = [o.answer for o in outcomes]
                measured = row.measure(*arrays)
                return score(row, measured, seconds + time.perf_counter() - start)
            except Exception as fault:
                error = fault if isinstance(fault, SpinecableError) else _named(fault)
        return failed_with(row, error, seconds)


class _Workers:
    """Threads that each run one task at a time in a fresh process."""

    def __init__(self, tasks: Sequence[Task], jobs: int) -> None:
        self._count = len(tasks)
        self._todo: queue.SimpleQueue[Task] = queue.SimpleQueue()
        for task in tasks:
            self._todo.put(task)
        self._done: queue.SimpleQueue[_Outcome | None] = queue.SimpleQueue()
        self._fractions: dict[str, float] = {}
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, daemon=True)
            for _ in range(min(max(jobs, 1), self._count))
        ]

    def __enter__(self) -> _Workers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=2.0)

    def outcomes(self, progress: Progress) -> Iterable[_Outcome]:
        """Outcomes as they come."""
        left = self._count
        while left:
            done = self._count - left
            part = (done + sum(self._fractions.values())) / self._count
            progress(min(part, 1.0), f"{done} of {self._count} runs")
            with contextlib.suppress(queue.Empty):
                outcome = self._done.get(timeout=0.2)
                if outcome is not None:
                    left -= 1
                    yield outcome

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                task = self._todo.get_nowait()
            except queue.Empty:
                return
            self._done.put(self._run(task))

    def _run(self, task: Task) -> _Outcome:
        start = time.perf_counter()
        answer, error = None, None

        def report(fraction: float, doing: str) -> None:
            if self._stop.is_set():
                raise SpinecableError("interrupted")
            self._fractions[task.key] = fraction

        try:
            answer = run_isolated(task.function, *task.arguments, progress=report)
        except Exception as fault:
            error = fault
        self._fractions.pop(task.key, None)
        return _Outcome(task, answer, error, time.perf_counter() - start)


def _named(error: Exception) -> SpinecableError:
    return SpinecableError(f"{type(error).__name__}: {error}")
