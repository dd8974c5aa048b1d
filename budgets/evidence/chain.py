"""Recomputes the chain of the log, and compares it with what the database otherwise knows."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from budgets import log, models

# The entries that make a version public, as publishing.py writes them.
PUBLISHING = ("publish", "load")
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of the log, which others can keep."""

    position: int
    sha256: str

    def __str__(self) -> str:
        return f"{self.position}:{self.sha256}"

    @classmethod
    def of(cls, text: str) -> Head:
        """Out of N:HASH. Raises ValueError."""
        position, _, sha256 = text.strip().partition(":")
        if not position.isdecimal() or len(sha256) != 64:
            raise ValueError(text)
        return cls(int(position), sha256.lower())


def head() -> models.LogEntry | None:
    """The last entry of the log."""
    return models.LogEntry.objects.order_by("-position").first()


@dataclass(frozen=True, slots=True)
class Taken:
    """A step of a version, as the log tells it."""

    action: str
    at: dt.datetime
    by: int | None
    detail: Mapping[str, Any]


@dataclass
class Steps:
    """What the log says of each version, by its key: gathered while the chain is walked."""

    begins: models.LogEntry | None = None
    last: models.LogEntry | None = None
    count: int = 0
    # Key of a disclosure -> the digest under which it was made public.
    published: dict[int, str] = field(default_factory=dict)
    # Key of a disclosure -> the state after its last step.
    states: dict[int, str] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    # Key of a disclosure -> its steps in their order.
    taken: dict[int, list[Taken]] = field(default_factory=dict)


def walk(steps: Steps, kept: Head | None = None) -> Iterator[str]:
    """What is wrong with the chain, entry by entry; `steps` is filled on the way."""
    previous, position = log.BEGINNING, 0
    met = False
    for entry in models.LogEntry.objects.order_by("position").iterator(chunk_size=BATCH):
        steps.count += 1
        steps.begins = steps.begins or entry
        steps.last = entry
        place = f"日志第 {entry.position} 条（{told(entry)}）"
        if entry.position != position + 1:
            missing = position + 1
            until = f" 至第 {entry.position - 1} 条" if entry.position - 1 > missing else " 条"
            yield f"日志缺第 {missing}{until}：有条目被删除。"
        elif entry.previous != previous:
            yield f"{place}所记的前一条摘要与前一条不符：条目被调换、插入或改动。"
        if log.digest(entry) != entry.sha256:
            yield f"{place}的内容与它的摘要不符：这一条被改动。"
        if kept is not None and entry.position == kept.position:
            met = True
            if entry.sha256 != kept.sha256:
                yield f"{place}的摘要与另行保存的 {kept.sha256[:16]}… 不同：这一条或它之前的日志被重写。"
        previous, position = entry.sha256, entry.position
        _gather(steps, entry)
    if kept is not None and not met:
        yield (
            f"另行保存的日志末条是第 {kept.position} 条，现在的日志只到第 {position} 条：末尾被截去。"
            if kept.position > position
            else f"日志里没有另行保存的第 {kept.position} 条。"
        )


def told(entry: models.LogEntry) -> str:
    when = f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M}"
    return " ".join(part for part in (when, entry.actor, entry.action, entry.subject) if part)


def _gather(steps: Steps, entry: models.LogEntry) -> None:
    if entry.subject_type != "budgets.disclosure" or not entry.subject_id.isdecimal():
        return
    try:
        detail = json.loads(entry.detail)
    except ValueError:
        return
    if not isinstance(detail, dict) or "to" not in detail:
        return
    key = int(entry.subject_id)
    steps.states[key] = str(detail["to"])
    steps.taken.setdefault(key, []).append(Taken(entry.action, entry.at, entry.actor_id, detail))
    steps.names[key] = f"{entry.subject}第 {detail.get('version')} 版"
    if entry.action in PUBLISHING:
        steps.published[key] = str(detail.get("sha256", ""))


def compare(steps: Steps) -> Iterator[str]:
    """Where the log and the versions disagree: what was made public without it, or is gone."""
    known = models.Disclosure.objects.select_related("department", "fiscal_year").order_by("pk")
    seen = set()
    for disclosure in known.iterator(chunk_size=BATCH):
        seen.add(disclosure.pk)
        name = f"{disclosure}第 {disclosure.version} 版"
        is_public = disclosure.status in ("published", "superseded", "withdrawn")
        logged = steps.published.get(disclosure.pk)
        if is_public and logged is None:
            # What was published before there was a log has no entry.
            if steps.begins is None or disclosure.published_at >= steps.begins.at:
                yield f"{name}是公开的，日志里却没有公开它的条目。"
        elif is_public and logged != disclosure.sha256:
            yield f"{name}的内容摘要与日志里公开时的不同。"
        elif logged is not None and not is_public:
            yield f"日志里公开过{name}，它现在的状态却是“{disclosure.get_status_display()}”。"
            continue
        state = steps.states.get(disclosure.pk)
        if state is not None and state != disclosure.status:
            was = models.Disclosure.Status(state).label if state in _STATES else state
            yield (
                f"{name}的状态是“{disclosure.get_status_display()}”，"
                f"日志里最后一步之后却是“{was}”。"
            )
    for key in sorted(steps.published.keys() - seen):
        yield f"日志里公开过{steps.names[key]}，数据库里却没有这一版。"


_STATES = set(models.Disclosure.Status.values)
