"""The side of the site: one nursery a process, a bounded number of children, and what they answer."""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from budgets.isolation import telling, wire
from budgets.isolation.limits import Limits

T = TypeVar("T")

# More than a workbook has sheets and tables.
_MANY_TOLD = 100_000
_TIME = {-signal.SIGALRM, -signal.SIGXCPU}
_START = """
import os, sys
sys.path[:] = sys.argv.pop(1).split(os.pathsep)
from budgets.isolation import nursery
nursery.main(sys.argv[1:])
"""


class Busy(Exception):
    """All children are at work, and none became free in time."""


class Ended(Exception):
    """The child ended without an answer. `why`: time, memory, killed."""

    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(f"{why} {detail}".strip())
        self.why = why


class Failed(Exception):
    """The function raised what its caller does not know; the text is the traceback."""


class _Lost(Exception):
    """The nursery went away during a call."""


class _Configuration:
    """See `configure`."""

    modules: tuple[str, ...] = ()
    patience: float = 30.0
    here: bool = False
    places = threading.BoundedSemaphore(max(os.cpu_count() or 1, 1))


def configure(
    *,
    modules: tuple[str, ...] | None = None,
    children: int | None = None,
    patience: float | None = None,
    here: bool | None = None,
) -> None:
    """What a nursery loads before its first child, how many children this process has at once, and
    how many seconds a call waits for one to become free. `here` runs every call in this process:
    for tests of other things, which make thousands of documents."""
    if modules is not None:
        _Configuration.modules = modules
    if children is not None:
        _Configuration.places = threading.BoundedSemaphore(children)
    if patience is not None:
        _Configuration.patience = patience
    if here is not None:
        _Configuration.here = here


def run(
    function: Callable[..., T],
    *arguments: Any,
    raises: tuple[type[Exception], ...] = (),
    limits: Limits | None = None,
) -> T:
    """What `function(*arguments)` returns, worked out in a child process.

    The function is one of a module without Django; it declares a type that can cross (wire.py),
    and the exceptions in `raises` cross with their texts. Raises Busy, Ended and Failed besides.
    """
    if _Configuration.here:
        with telling.telling_to(telling.hearer()):
            return function(*arguments)
    task = pickle.dumps((function, arguments, raises), pickle.HIGHEST_PROTOCOL)
    with _a_place():
        try:
            kind, content = _asked(task, limits or Limits())
        except _Lost:
            # It was killed, perhaps together with its children: nobody's file is to blame yet.
            kind, content = _asked(task, limits or Limits())
    if kind == wire.FAILED:
        raise Failed(content.decode("utf-8", "replace"))
    try:
        if kind == wire.RAISED:
            raise wire.rebuilt(content, raises)
        result: T = wire.decoded(function, kind, content)
    except wire.Unfit as error:
        raise Ended("killed", f"unfit: {error}") from error
    return result


@contextlib.contextmanager
def _a_place() -> Iterator[None]:
    places = _Configuration.places
    if not places.acquire(timeout=_Configuration.patience):
        raise Busy
    try:
        yield
    finally:
        places.release()


def _asked(task: bytes, limits: Limits) -> tuple[bytes, bytes]:
    """The kind and content of the answer. Raises Ended, _Lost."""
    until = time.monotonic() + limits.seconds
    ours, theirs = socket.socketpair()
    end, told = socket.socketpair()
    with ours, end:
        with theirs, told:
            nursery = _nursery(json.dumps(asdict(limits)).encode(), theirs, told)
        try:
            ours.settimeout(limits.seconds)
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                # A child that is gone already has its reason to tell.
                wire.send(ours, task)
            answer = _answer(ours, limits, until)
        except (EOFError, ConnectionResetError):
            raise _reason(end, nursery) from None
        except TimeoutError:
            raise Ended("time") from None
        except wire.Unfit as error:
            raise Ended("killed", str(error)) from None
    return answer[:1], answer[1:]


def _answer(connection: socket.socket, limits: Limits, until: float) -> bytes:
    """The answer, after everything that is told before it."""
    hear = telling.hearer()
    meanwhile = functools.partial(hear, None) if hear is not None else None
    for _ in range(_MANY_TOLD):
        message = wire.receive(connection, limits.answer, until, meanwhile)
        if message[:1] != wire.PROGRESS:
            return message
        try:
            told = telling.unpacked(message[1:])
        except ValueError as error:
            raise wire.Unfit(str(error)) from error
        if hear is not None:
            hear(told)
    raise wire.Unfit("a child that tells and never answers")


def _reason(end: socket.socket, nursery: subprocess.Popen[bytes]) -> Exception:
    """Why there was no answer, out of the child's exit status."""
    end.settimeout(5)
    try:
        status = int(end.recv(32) or b"")
    except (ValueError, OSError):
        return _Lost(f"nursery {nursery.pid}")
    if status in _TIME:
        return Ended("time", f"status {status}")
    if status == wire.NO_MEMORY:
        return Ended("memory", f"status {status}")
    return Ended("killed", f"status {status}")


# ---- The nursery

_lock = threading.Lock()
_running: tuple[int, subprocess.Popen[bytes], socket.socket] | None = None


def _nursery(message: bytes, *sockets: socket.socket) -> subprocess.Popen[bytes]:
    """Hands a call to the nursery, a new one where there is none or the last one died."""
    global _running
    with _lock:
        for _ in range(3):
            # After a fork of this process the nursery belongs to the parent.
            if _running and (_running[0] != os.getpid() or _running[1].poll() is not None):
                _running[2].close()
                _running = None
            if _running is None:
                _running = _started()
            _, process, control = _running
            try:
                socket.send_fds(control, [message], [one.fileno() for one in sockets])
            except OSError:
                control.close()
                process.kill()
                process.wait()
                _running = None
            else:
                return process
    raise Ended("killed", "no nursery")


def _started() -> tuple[int, subprocess.Popen[bytes], socket.socket]:
    control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(  # noqa: S603 -- our own module
            [
                sys.executable,
                # Isolated, and with an environment of its own: the address of the database and the
                # key of the site are not in it.
                "-I",
                "-c",
                _START,
                os.pathsep.join(str(Path(place).absolute()) for place in sys.path),
                *_Configuration.modules,
            ],
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            env={"LANG": "C.UTF-8", "PATH": os.defpath},
            start_new_session=True,
        )
    return os.getpid(), process, control


@atexit.register
def stop() -> None:
    """Ends the nursery and its children; the next call starts another one."""
    global _running
    with _lock:
        if _running is not None and _running[0] == os.getpid():
            _running[2].close()
            try:
                _running[1].wait(5)
            except subprocess.TimeoutExpired:
                _running[1].kill()
        _running = None
