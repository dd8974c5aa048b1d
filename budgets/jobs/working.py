"""What a job says while it is worked at: a beat, its step, how far it is; and that it shall stop."""

from __future__ import annotations

import logging
import threading
import time
from types import TracebackType

from django.db import Error, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from budgets.isolation import telling
from budgets.jobs.queue import mine
from budgets.models import Job

logger = logging.getLogger(__name__)

# Seconds between beats, and between two words about the progress.
BEAT, PROGRESS = 5.0, 0.5


class Stopped(Exception):
    """The job was cancelled, is somebody else's by now, or this process is to end."""


class Working:
    """One attempt at a job, from its beginning to its end. Short ones write nothing in between."""

    def __init__(self, job: Job, ending: threading.Event | None = None) -> None:
        self._job = job
        self._step, self._done, self._total = "", 0, 0
        self._written = time.monotonic()
        self._over = threading.Event()
        self._lost = threading.Event()
        self._ending = ending or threading.Event()
        self._heart = threading.Thread(target=self._beat, name=f"job {job.pk}", daemon=True)

    def __enter__(self) -> Working:
        self._heart.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()

    @property
    def is_ending(self) -> bool:
        return self._ending.is_set()

    def step(self, words: str) -> None:
        """Say what is done now, in words for the person. Raises Stopped."""
        self._step, self._done, self._total = words, 0, 0
        self._tell()

    def hear(self, told: telling.Told | None) -> None:
        """What a child tells (isolation.watched). Raises Stopped, which ends the child."""
        if told is not None:
            what, self._done, self._total = told
            self._step = _("读工作表") if what == telling.SHEETS else _("认表格")
            if what == telling.TABLES and self._done == self._total:
                # All is read; what comes after it counts nothing.
                self._step, self._done, self._total = _("核对"), 0, 0
        self._tell()

    def _tell(self) -> None:
        if self._lost.is_set() or self._ending.is_set():
            raise Stopped
        if time.monotonic() - self._written < PROGRESS:
            return
        self._write()
        if self._lost.is_set():
            raise Stopped

    def _write(self) -> None:
        self._written = time.monotonic()
        told = {"step": self._step, "done": self._done, "total": self._total}
        if not mine(self._job).update(beat_at=timezone.now(), **told):
            self._lost.set()

    def _beat(self) -> None:
        """In a thread of its own: what is reckoned in between may take longer than silence may."""
        try:
            while not self._over.wait(BEAT):
                try:
                    self._write()
                except Error:
                    logger.warning("A beat could not be written", exc_info=True)
        finally:
            connection.close()
