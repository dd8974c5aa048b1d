"""Ends this process with SIGKILL before its n-th act on the disk or the database, and counts them.

An act is a statement that writes, a COMMIT, or the making, flushing, naming, touching or deleting
of a file below a folder. What comes between two acts leaves no trace: killing before each act, and
after the last, is killing at every moment (but within an act, which the database and the file
system answer for).
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

_WRITES = ("insert", "update", "delete", "replace")
_FILE_EVENTS = {"os.rename", "os.link", "os.remove", "os.chmod", "os.utime", "os.mkdir", "os.rmdir"}


class Acts:
    """Counts acts from now on; with `end_at`, ends the process before that one (from 0)."""

    def __init__(self, folder: Path, *, end_at: int | None = None) -> None:
        self.folder = str(folder)
        self.end_at = end_at
        self.seen: list[str] = []
        self.settled: Callable[[], None] | None = None
        self._unsettled = self._busy = False
        sys.addaudithook(self._audited)
        self._count_flushes()
        self._count_commits()
        connection.execute_wrappers.append(self._statement)

    def act(self, what: str) -> None:
        if len(self.seen) == self.end_at:
            os.kill(os.getpid(), signal.SIGKILL)
        self.seen.append(what)

    def _settle(self) -> None:
        """Whatever was written by now stands: tell whoever looks at the states in between."""
        if self.settled and self._unsettled and not connection.in_atomic_block:
            self._unsettled, self._busy = False, True
            self.settled()
            self._busy = False

    def _statement(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if self._busy:
            return execute(sql, params, many, context)
        self._settle()
        if str(sql).lstrip().lower().startswith(_WRITES):
            self.act(str(sql)[:60])
            self._unsettled = True
        return execute(sql, params, many, context)

    def _audited(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _mode, flags = arguments
            if not (isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
                return
        elif event in _FILE_EVENTS:
            path = arguments[0]
        else:
            return
        if isinstance(path, str | os.PathLike) and os.fspath(path).startswith(self.folder):
            self.act(f"{event} {Path(path).name}")

    def _count_flushes(self) -> None:
        # Nothing waits for the disk: what a killed process has written, the system keeps.
        def counted(_descriptor: int) -> None:
            self.act("fsync")

        os.fsync = counted

    def _count_commits(self) -> None:
        commit = BaseDatabaseWrapper._commit

        def counted(wrapper: BaseDatabaseWrapper) -> None:
            self.act("COMMIT")
            commit(wrapper)

        BaseDatabaseWrapper._commit = counted
