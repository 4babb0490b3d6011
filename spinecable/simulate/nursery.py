"""Workers that need not import anything: they are forked by a process that has done so.

A small simulation takes less time than to import what it needs. So the first one starts a process
that imports it, the nursery, and every simulation is a fork of that: as fresh as a new interpreter,
since the nursery itself never loads NEURON. It ends with the process that started it.

Only Linux has one; elsewhere forks and the system's libraries do not go together.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, NoReturn

_LARGEST_REQUEST = 1 << 20
_lock = threading.Lock()
_nurseries: dict[int, socket.socket] = {}
"""By process: a fork of a process that has a nursery needs its own."""


class Forked:
    """A worker that the nursery forked, with what `job` uses of `subprocess.Popen`.

    Attributes
    ----------
    pid : of the worker, which leads a session of its own.
    stdout : what it writes there.
    """

    def __init__(self, stdin: int, stdout: int, reply: int) -> None:
        self._stdin = open(stdin, "wb")  # noqa: SIM115 - held open: its end is ours
        self._reply = open(reply, encoding="ascii")  # noqa: SIM115
        self.stdout: IO[str] = open(stdout, encoding="utf-8", errors="replace")  # noqa: SIM115
        pid = self._reply.readline()
        if not pid:
            self._close()
            raise ConnectionError("the nursery forked nothing")
        self.pid = int(pid)

    def wait(self) -> int:
        """Its exit status once it has ended; minus the signal that ended it."""
        status = self._reply.readline()
        self._close()
        return int(status) if status else -signal.SIGKILL

    def _close(self) -> None:
        for file in (self._stdin, self.stdout, self._reply):
            file.close()


def fork_worker(folder: Path, errors: IO[str], environment: Mapping[str, str]) -> Forked:
    """A worker on the task in `folder`, which is its current folder.

    Raises
    ------
    OSError : there is no nursery and none can be started.
    """
    request = {"folder": str(folder), "environment": dict(environment)}
    stdin, our_stdin = os.pipe()
    our_stdout, stdout = os.pipe()
    our_reply, reply = os.pipe()
    try:
        with _lock:
            nursery = _nurseries.get(os.getpid()) or _start(environment)
            theirs = [stdin, stdout, errors.fileno(), reply]
            socket.send_fds(nursery, [json.dumps(request).encode()], theirs)
    except OSError:
        for end in (our_stdin, our_stdout, our_reply):
            os.close(end)
        _nurseries.pop(os.getpid(), None)
        raise
    finally:
        for end in (stdin, stdout, reply):
            os.close(end)
    return Forked(our_stdin, our_stdout, our_reply)


def _start(environment: Mapping[str, str]) -> socket.socket:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "spinecable.simulate.nursery", str(theirs.fileno())],
            cwd="/",
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
    owner = os.getpid()

    def end() -> None:
        if os.getpid() == owner:
            ours.close()
            process.kill()  # a fork of this process may hold the socket open
            process.wait()

    atexit.register(end)
    _nurseries[owner] = ours
    return ours


# --- inside the nursery ------------------------------------------------------------------------


def main() -> None:
    """Import what workers need, then fork one for each request until the other side is gone."""
    import spinecable.simulate.experiment  # noqa: F401
    from spinecable.chemistry.contents import kinetic_parameters
    from spinecable.mechanisms.library import mechanism_set

    kinetic_parameters()
    mechanism_set()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(fileno=int(sys.argv[1])) as requests:
        while True:
            request, descriptors, _, _ = socket.recv_fds(requests, _LARGEST_REQUEST, 4)
            if not request:
                return
            if os.fork() == 0:
                requests.close()
                _keep(json.loads(request), descriptors)
            for descriptor in descriptors:
                os.close(descriptor)


def _keep(request: Mapping[str, str], descriptors: Sequence[int]) -> NoReturn:
    """Fork the worker and wait for its end, which nobody but its parent can learn."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    *streams, reply = descriptors
    pid = os.fork()
    if pid == 0:
        _work(request, streams, reply)
    for stream in streams:
        os.close(stream)
    _, status = os.waitpid(pid, 0)
    with contextlib.suppress(OSError):
        os.write(reply, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _work(request: Mapping[str, str], streams: Sequence[int], reply: int) -> NoReturn:
    from spinecable.simulate import worker

    os.setsid()
    os.write(reply, f"{os.getpid()}\n".encode())
    os.close(reply)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(request["folder"])
    environment: Mapping[str, str] = request["environment"]  # type: ignore[assignment]
    os.environ.clear()
    os.environ.update(environment)
    own = [request["folder"], *environment["PYTHONPATH"].split(os.pathsep)]
    sys.path[:] = [*own, *(path for path in sys.path[1:] if path not in own)]
    status = 1
    try:
        worker.main(Path(request["folder"]))
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
