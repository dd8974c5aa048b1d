"""Several processes write at once through the real writers: `python -m tests.durability.write_at_once
FOLDER PROCESSES TRANSACTIONS`. Writes a JSON object: what was done, what went wrong, the longest lock.
"""

from __future__ import annotations

import argparse
import json
import os
import time
import traceback
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connections  # noqa: E402
from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402

from budgets import isolation, log, models  # noqa: E402
from budgets.admin import uploads  # noqa: E402
from budgets.data import SectionData  # noqa: E402
from budgets.evidence.verifying import verify  # noqa: E402
from budgets.explaining import explain  # noqa: E402
from budgets.importing import store_draft  # noqa: E402
from budgets.narrating import put_text  # noqa: E402
from budgets.publishing import publish_directly  # noqa: E402
from budgets.workbook.writer import write_workbook  # noqa: E402
from tests.builders import by_nature, department, disclosure_data, overview  # noqa: E402
from tests.durability.actions import _preview  # noqa: E402


class Locks:
    """How often this process began a transaction, how long it waited for that and how long it held
    the write lock (on SQLite it has it from the beginning)."""

    def __init__(self) -> None:
        self.count = 0
        self.waited = self.held = 0.0
        self.longest = ""
        self.doing = ""
        self._since = 0.0
        self._wrap(type(connections["default"]))

    def _wrap(self, wrapper: type[BaseDatabaseWrapper]) -> None:
        set_autocommit, commit, rollback = (
            wrapper.set_autocommit,
            wrapper._commit,
            wrapper._rollback,
        )

        def begun(one: Any, autocommit: bool, *given: Any, **named: Any) -> None:
            start = time.monotonic()
            set_autocommit(one, autocommit, *given, **named)
            if not autocommit:
                self.count += 1
                self._since = time.monotonic()
                self.waited = max(self.waited, self._since - start)

        def ended(end: Any) -> Any:
            def wrapped(one: Any) -> None:
                try:
                    end(one)
                finally:
                    took = time.monotonic() - self._since
                    if took > self.held:
                        self.held, self.longest = took, self.doing

            return wrapped

        wrapper.set_autocommit = begun
        wrapper._commit = ended(commit)
        wrapper._rollback = ended(rollback)


def write(number: int, transactions: int) -> dict[str, Any]:
    """Everything that staff of one body do, again and again."""
    locks = Locks()
    body = department(f"body-{number}", f"第{number}单位")
    contradicting = _preview(_workbook("130.50"), body)
    right = _preview(_workbook("120.50"), body)
    sessions = import_module(settings.SESSION_ENGINE).SessionStore
    user = get_user_model().objects.create_user(f"user-{number}")
    wrong: list[str] = []
    done: Counter[str] = Counter()

    def draft() -> models.Disclosure:
        return models.Disclosure.objects.get(department=body, status="draft")

    def publish() -> None:
        store_draft(right, department=body, by=user)
        publish_directly(draft(), by=user)

    def bring() -> None:
        kept = uploads.keep(
            _workbook(), by=user, department=body, year=2026, kind="budget", name="a.xlsx"
        )
        uploads.accept(kept, contradicting, by=user)

    def sign_in() -> None:
        session = sessions()
        session["_auth_user_id"] = str(user.pk)
        session.save()
        session["again"] = True
        session.save()

    def say() -> None:
        keys = draft().findings.values_list("key", flat=True)
        explain(draft(), explanations=dict.fromkeys(keys, f"说明{locks.count}"), by=user)

    def tell() -> None:
        text = f"收入总计130.50万元（{locks.count}）。"
        put_text(draft(), sections=[SectionData("一、基本情况", 1, (text,))], by=user)

    steps = [bring, say, tell, sign_in, lambda: log.append("test", by=user), say, sign_in]
    while locks.count < transactions:
        at = sum(done.values())
        step = publish if at in (8, 24) else steps[at % len(steps)]
        name = "log" if step.__name__ == "<lambda>" else step.__name__
        drafts = models.Disclosure.objects.filter(department=body, status="draft")
        if step in (publish, say, tell) and not drafts.exists():
            name, step = "bring", bring
        locks.doing = name
        try:
            step()
        except Exception as error:  # noqa: BLE001  (told)
            wrong.append(f"{name}: {error!r}")
            traceback.print_exc()
        done[name] += 1
    return {
        "transactions": locks.count,
        "done": done,
        "wrong": wrong,
        "held": round(locks.held, 3),
        "longest": locks.longest,
        "waited": round(locks.waited, 3),
    }


def _workbook(total: str = "120.50") -> bytes:
    return write_workbook(disclosure_data(overview(total_in=total), by_nature()))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("processes", type=int)
    parser.add_argument("transactions", type=int)
    options = parser.parse_args()
    isolation.configure(here=True)
    department()
    connections.close_all()
    children = {}
    for number in range(options.processes):
        answers = options.folder / f"writer-{number}.json"
        child = os.fork()
        if child == 0:
            try:
                answers.write_text(json.dumps(write(number, options.transactions)))
            except BaseException:  # noqa: BLE001  (told, and the process ends)
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        children[child] = answers
    ended = [os.waitpid(child, 0)[1] for child in children]
    told = [json.loads(answers.read_text()) for answers in children.values() if answers.exists()]
    report = verify()
    print(  # noqa: T201  (a program)
        json.dumps(
            {
                "ended": ended,
                "transactions": sum(one["transactions"] for one in told),
                "done": sum((Counter(one["done"]) for one in told), Counter()),
                "wrong": [wrong for one in told for wrong in one["wrong"]] + list(report.wrong),
                "held": max(told, key=lambda one: one["held"], default={}),
                "waited": max((one["waited"] for one in told), default=0),
                "published": models.Disclosure.objects.exclude(published_at=None).count(),
                "entries": models.LogEntry.objects.count(),
            },
            ensure_ascii=False,
        )
    )


if __name__ == "__main__":
    main()
