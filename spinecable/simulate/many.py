"""Many independent function calls, each in a fresh process, a few at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from spinecable.cores import usable_cores
from spinecable.errors import SpinecableError
from spinecable.simulate.job import run_isolated

T = TypeVar("T")


@dataclass(frozen=True)
class Answer(Generic[T]):
    """What became of one call: its value, or the error that ended it."""

    index: int
    value: T | None
    error: SpinecableError | None


def run_many(
    function: Callable[..., T], arguments: Sequence[tuple[Any, ...]], jobs: int | None = None
) -> Iterator[Answer[T]]:
    """``function(*arguments[i], progress=...)`` for every i, in the order in which they end.

    Parameters
    ----------
    jobs : how many at a time; None: one a core.

    Returns
    -------
    Iterator of `Answer`. A call that fails, or whose process dies, does not stop the others. When
    the iterator is closed, calls that have not begun are dropped.
    """
    with ThreadPoolExecutor(max_workers=jobs or usable_cores()) as pool:
        waiting: dict[Future[T], int] = {
            pool.submit(run_isolated, function, *given): index
            for index, given in enumerate(arguments)
        }
        try:
            while waiting:
                for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                    yield _answer(waiting.pop(future), future)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _answer(index: int, future: Future[T]) -> Answer[T]:
    try:
        return Answer(index, future.result(), None)
    except SpinecableError as error:
        return Answer(index, None, error)
