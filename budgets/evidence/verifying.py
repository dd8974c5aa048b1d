"""Recomputes every proof at once: the log, the versions, their files, the triggers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from budgets import immutability, models
from budgets.evidence import chain, versions
from budgets.evidence.chain import Head
from budgets.evidence.records import check_record


@dataclass
class Report:
    """What was looked at, what is wrong, and what is only worth knowing."""

    wrong: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    entries: int = 0
    head: Head | None = None
    versions: int = 0
    files: int = 0

    def document(self) -> dict[str, Any]:
        return {
            "ok": not self.wrong,
            "log": {
                "entries": self.entries,
                "head": {"position": self.head.position, "sha256": self.head.sha256}
                if self.head
                else None,
            },
            "versions": self.versions,
            "files": self.files,
            "findings": self.wrong,
            "notices": self.notices,
        }


def verify(kept: Head | None = None) -> Report:
    """Everything; `kept` is a head of the log that somebody wrote down earlier."""
    report = Report()
    report.wrong += _triggers()
    steps = chain.Steps()
    report.wrong += chain.walk(steps, kept)
    report.wrong += chain.compare(steps)
    report.entries = steps.count
    if steps.last is not None:
        report.head = Head(steps.last.position, steps.last.sha256)
    public = models.Disclosure.objects.filter(status__in=versions.PUBLIC).order_by("pk")
    for disclosure in public.select_related("department__region", "fiscal_year").iterator():
        report.versions += 1
        report.files += disclosure.files.count()
        report.wrong += versions.check_version(disclosure)
        name = versions.named(disclosure)
        report.wrong += [f"{name}{told}" for told in check_record(disclosure, steps)]
    report.notices += [
        f"存放公开文件的地方有一个没有版本用到的文件：{path}（可能是中断的公开留下的）。"
        for path in versions.strays()
    ]
    return report


def _triggers() -> Iterator[str]:
    for name in immutability.amiss():
        yield f"数据库里的保护规则 {name} 不见了，或被改动、停用：重新执行 manage.py migrate 可以恢复。"
