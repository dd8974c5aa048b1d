"""The process that children are forked from: it has loaded our readers once, and is confined.

The site starts it with a socket as its standard input. A message there carries two sockets and the
limits of a call; the child that is forked for it takes its task from the first and answers there,
and the second tells the site how the child ended. When the site closes the second, the child is
killed; when the site is gone, the nursery goes, and its children with it.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import pickle
import selectors
import signal
import socket
import traceback
from typing import NoReturn

from budgets.isolation import confinement, telling, wire
from budgets.isolation.limits import Limits

_MAX_TASK = 2**30


def main(modules: list[str]) -> None:
    """Serves until the site closes its end. `modules` are loaded before the first child."""
    confinement.leave_first_to_the_kernel()
    for module in modules:
        loaded = importlib.import_module(module)
        # What every call would otherwise load again: words, fonts.
        getattr(loaded, "prepare", lambda: None)()
    # What is there is left alone by the collector of every child, and so stays shared memory.
    gc.collect()
    gc.freeze()
    confinement.confine()
    with socket.socket(fileno=os.dup(0)) as control:
        silence = os.open(os.devnull, os.O_RDWR)
        os.dup2(silence, 0)
        os.dup2(silence, 1)
        os.close(silence)
        _Nursery(control).serve()


class _Nursery:
    """The children that are alive, and the sockets through which the site hears of their end."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._children: dict[int, socket.socket] = {}
        self._selector = selectors.DefaultSelector()
        # A child's end wakes the loop through this pair.
        self._ended, waking = socket.socketpair()
        for one in (self._ended, waking):
            one.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(waking.fileno(), warn_on_full_buffer=False)
        self._waking = waking
        self._selector.register(control, selectors.EVENT_READ)
        self._selector.register(self._ended, selectors.EVENT_READ)

    def serve(self) -> None:
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._ended:
                    with contextlib.suppress(BlockingIOError):
                        self._ended.recv(4096)
                elif key.fileobj is self._control:
                    message, sockets, _, _ = socket.recv_fds(self._control, 4096, 2)
                    if not message:
                        return
                    self._begin(message, [socket.socket(fileno=one) for one in sockets])
                else:
                    # The site has closed its end: nobody waits for this child any more.
                    self._kill(key.data)
            self._reap()

    def _begin(self, message: bytes, sockets: list[socket.socket]) -> None:
        limits = Limits(**json.loads(message))
        task, end = sockets
        nursery = os.getpid()
        child = os.fork()
        if child == 0:
            self._become_child(task, end, limits, nursery)
        task.close()
        self._children[child] = end
        self._selector.register(end, selectors.EVENT_READ, child)

    def _become_child(
        self, task: socket.socket, end: socket.socket, limits: Limits, nursery: int
    ) -> NoReturn:
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._selector.close()
            for one in (self._control, self._ended, self._waking, end, *self._children.values()):
                one.close()
            # Nor may it write into the site's log.
            os.dup2(0, 2)
            confinement.confine_child(limits, nursery)
            status = _work(task)
        except MemoryError:
            status = wire.NO_MEMORY
        finally:
            os._exit(status)

    def _kill(self, child: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        # Once is enough; its end is told when it has come.
        self._selector.unregister(self._children[child])

    def _reap(self) -> None:
        while self._children:
            try:
                child, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not child:
                return
            end = self._children.pop(child)
            with contextlib.suppress(KeyError, ValueError):
                self._selector.unregister(end)
            with contextlib.suppress(OSError):
                end.send(str(os.waitstatus_to_exitcode(status)).encode())
            end.close()


def _work(connection: socket.socket) -> int:
    """One task from its pickle to its answer; the exit status."""
    task = wire.receive(connection, _MAX_TASK)
    expected: tuple[type[Exception], ...] = ()
    try:
        function, arguments, expected = pickle.loads(task)  # noqa: S301 -- the site made it
        with telling.telling_to(lambda told: _progress(connection, told)):
            kind, content = wire.encoded(function(*arguments))
    except expected as error:
        kind, content = wire.RAISED, wire.raised(error)
    except MemoryError:
        return wire.NO_MEMORY
    except Exception:  # noqa: BLE001 -- told to the site, which logs it
        kind, content = wire.FAILED, traceback.format_exc().encode("utf-8", "replace")
    wire.send(connection, kind, content)
    return 0


def _progress(connection: socket.socket, told: telling.Told) -> None:
    wire.send(connection, wire.PROGRESS, telling.packed(told))
