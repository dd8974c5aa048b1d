"""What is public of a version besides its content, against what the log kept of it: its files, its
reason, who took its steps and when, and the history that its page tells."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from budgets import models
from budgets.evidence.chain import PUBLISHING, Steps, Taken
from budgets.parts import parts
from budgets.states import Step
from budgets.version_files import list_digest

_WORDS = {step.action: str(step) for step in Step}


def check_record(disclosure: models.Disclosure, steps: Steps) -> Iterator[str]:
    """Where the record of a public version is another one than the log's, without its name."""
    taken = steps.taken.get(disclosure.pk, [])
    published = _last(taken, *PUBLISHING)
    if published is None:
        # Published before there was a log, or told already.
        return
    yield from _fields(disclosure, taken, published)
    listed = published.detail.get("files")
    if listed is not None and listed != list_digest(disclosure):
        yield "的文件清单与日志里公开时的不同：有文件被换掉、删去或添上。"
    if disclosure.status == models.Disclosure.Status.PUBLISHED:
        yield from _derived(disclosure, published.detail.get("derived"))
    yield from _history(disclosure, steps, taken)


def _derived(disclosure: models.Disclosure, logged: Any) -> Iterator[str]:
    """What parts of the program made of the current version, which their pages ask."""
    if logged is None:
        return
    now = [told for part in parts() if (told := part.fingerprint(disclosure))]
    # A later release has other columns: digests of before tell nothing then.
    schemas = [[told.partition(":")[0] for told in one] for one in (now, logged)]
    if now != logged and (schemas[0] == schemas[1] or not now or not logged):
        yield "的绩效数据（项目和跨年页面所用）与公开时的不同。"


def _fields(disclosure: models.Disclosure, taken: list[Taken], published: Taken) -> Iterator[str]:
    told = published.detail
    yield from _different("公开时间", disclosure.published_at, published.at)
    for label, stored, name in (
        ("更正原因", disclosure.reason, "reason"),
        ("“按原样公开”", disclosure.as_published, "as_published"),
    ):
        if name in told:
            yield from _different(label, stored, told[name])
    standing = _since_it_was_a_draft(taken)
    for label, action, by, at in (
        ("送审", "submit", disclosure.submitted_by_id, disclosure.submitted_at),
        ("审定", "approve", disclosure.approved_by_id, disclosure.approved_at),
    ):
        done = _last(standing, action)
        if done is None and published.action == "publish":
            # Submitted or approved before there was a log.
            continue
        yield from _different(f"{label}人", by, done.by if done else None)
        yield from _different(f"{label}时间", at, done.at if done else None)
    gone = _last(taken, "withdraw")
    notice = gone.detail.get("note", "") if gone else ""
    yield from _different("撤下时间", disclosure.withdrawn_at, gone.at if gone else None)
    yield from _different("撤下公告", disclosure.withdrawal_notice, notice)


def _since_it_was_a_draft(taken: list[Taken]) -> list[Taken]:
    """What was sent back was submitted by nobody any more."""
    back = [at for at, one in enumerate(taken) if one.action in ("call-back", "send-back")]
    return taken[back[-1] + 1 :] if back else taken


def _different(label: str, stored: Any, logged: Any) -> Iterator[str]:
    if stored != logged:
        yield f"的{label}与日志里的不同：是“{_said(stored)}”，日志里是“{_said(logged)}”。"


def _history(disclosure: models.Disclosure, steps: Steps, taken: list[Taken]) -> Iterator[str]:
    """The steps that the page of the version tells, against the entries of the log."""
    events = disclosure.events.filter(what__in=list(Step))
    if steps.begins is not None:
        events = events.filter(at__gte=min(steps.begins.at, taken[0].at))
    told = Counter(events.values_list("what", "at", "by", "note"))
    logged = Counter(
        (_WORDS.get(one.action, one.action), one.at, one.by, one.detail.get("note", ""))
        for one in taken
    )
    if told != logged:
        more, less = (told - logged).total(), (logged - told).total()
        yield f"的办理记录与日志不同：日志里没有的 {more} 条，日志里有而这里没有的 {less} 条。"


def _last(taken: list[Taken], *actions: str) -> Taken | None:
    return next((one for one in reversed(taken) if one.action in actions), None)


def _said(value: Any) -> str:
    match value:
        case None | "":
            return "空"
        case bool():
            return "是" if value else "否"
        case dt.datetime():
            return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"
    return str(value)[:100]
