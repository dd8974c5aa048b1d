"""work: what is done beside the server: jobs at once; in rounds publications and cleaning up."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from budgets import jobs
from budgets.bulk import making as bulk
from budgets.expiring import expire
from budgets.freshness import current_mark
from budgets.kept_files import sweep
from budgets.scheduling import publish_due

logger = logging.getLogger(__name__)

# Seconds between rounds of cleaning up.
CLEANING = 3600.0
# Seconds that a job has to hear that this process ends.
LEAVING = 5.0
# Seconds between two looks for files of all facts that are due, where nothing public has changed.
LOOKING = 600.0


class Command(BaseCommand):
    help = (
        "在后台运行：办理后台任务、到时公开文件、清理过期的上传。"
        "bin/serve 会启动它；多台机器各运行一个也无妨。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=float, default=20, metavar="SECONDS")
        parser.add_argument("--once", action="store_true", help="只做一轮")
        parser.add_argument(
            "--jobs", type=int, default=2, metavar="N", help="同时办理几件后台任务，0 表示不办理"
        )
        parser.add_argument(
            "--parent", type=int, metavar="PID", help="启动它的进程；它一结束，就随之结束"
        )

    def handle(self, **options: Any) -> None:
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_told: stop.set())
        parent = options["parent"]

        def orphaned() -> bool:
            # The parent may have ended before this program had started.
            return parent is not None and os.getppid() != parent

        workers = [] if options["once"] else [_worker(stop) for _ in range(options["jobs"])]
        if not options["once"]:
            workers.append(_bulk_maker(stop, options["every"]))
        work = _Work()
        try:
            while not stop.is_set() and not orphaned():
                work.round()
                if options["once"]:
                    bulk.make_due()
                    return
                ends = time.monotonic() + options["every"]
                while time.monotonic() < ends and not orphaned():
                    if stop.wait(min(1.0, options["every"])):
                        return
        finally:
            # What is under way is handed back; who does not hear of it in time is taken for dead.
            stop.set()
            for worker in workers:
                worker.join(LEAVING)


def _worker(stop: threading.Event) -> threading.Thread:
    thread = threading.Thread(target=jobs.work_on, args=(stop,), name="jobs", daemon=True)
    thread.start()
    return thread


def _bulk_maker(stop: threading.Event, every: float) -> threading.Thread:
    """Files of all facts take minutes for a large region: no publication waits for them."""

    def make() -> None:
        seen: object = None
        looked = float("-inf")
        while not stop.is_set():
            # Taken before the database is read: what is published meanwhile is seen the next time.
            mark = current_mark()
            if mark != seen or time.monotonic() - looked > LOOKING:
                seen, looked = mark, time.monotonic()
                try:
                    close_old_connections()
                    bulk.make_due(stop)
                except Exception:
                    # The database may be away, or the disk full: not for ever.
                    logger.exception("Files of all facts could not be made")
                    seen = None
                finally:
                    close_old_connections()
            stop.wait(every)

    thread = threading.Thread(target=make, name="bulk", daemon=True)
    thread.start()
    return thread


class _Work:
    """One round after the other; what goes wrong in one is logged, and the next one comes."""

    def __init__(self) -> None:
        self.cleaned = float("-inf")

    def round(self) -> None:
        # A connection that the database has closed is opened anew.
        close_old_connections()
        self._try(self._publish)
        if time.monotonic() - self.cleaned > CLEANING:
            self.cleaned = time.monotonic()
            self._try(expire)
            self._try(jobs.expire_jobs)
            self._try(sweep)
        close_old_connections()

    def _publish(self) -> None:
        for due in publish_due():
            if due.failure:
                logger.warning("Not published: %s: %s", due.disclosure, due.failure)
            else:
                logger.info("Published: %s", due.disclosure)

    def _try(self, do: Callable[[], object]) -> None:
        try:
            do()
        except Exception:
            # The database may be away, or the disk full: not for ever.
            logger.exception("A round of work failed")
