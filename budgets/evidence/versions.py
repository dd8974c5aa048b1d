"""Recomputes what proves a public version: its files, its digests, its rows against its data.json."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage

from budgets import models
from budgets.coordinates import DIMENSIONS
from budgets.data import DisclosureData
from budgets.exports import document_digests, facts_document, finding_document, table_document
from budgets.key_amounts import key_amounts
from budgets.storage import finding_data, load_disclosure

DATA = "data.json"
PUBLIC = ("published", "superseded", "withdrawn")
_CHUNK = 1 << 20


def named(disclosure: models.Disclosure) -> str:
    return f"{disclosure}第 {disclosure.version} 版"


def check_version(disclosure: models.Disclosure) -> Iterator[str]:
    """What is wrong with a public version, a sentence each."""
    name = named(disclosure)
    files = {file.path: file for file in disclosure.files.all()}
    for file in files.values():
        if wrong := check_file(file):
            yield f"{name}的文件 {file.path} {wrong}"
    if DATA not in files:
        yield f"{name}没有 {DATA}：记录被删除。"
        return
    document = document_in(files[DATA])
    if document is None:
        # Said above: missing or changed.
        return
    digests = document_digests(document)
    for key, label in (("sha256", "SHA-256"), ("sm3", "SM3")):
        stored = getattr(disclosure, key)
        if stored and stored != digests[key]:
            yield f"{name}的内容摘要（{label}）与 {DATA} 重算的不同：{stored[:16]}… 应为 {digests[key][:16]}…。"
    try:
        for told in _differences(disclosure, document):
            yield f"{name}{told}"
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        # Rows that nobody of ours wrote; what is wrong with the others must still be said.
        yield f"{name}存的内容读不出来（{type(error).__name__}）：被改动。"


def check_file(file: models.PublishedFile) -> str:
    """What is wrong with the bytes of a file, "" for nothing."""
    try:
        with default_storage.open(file.stored_name) as stored:
            content = hashlib.sha256()
            size = 0
            while chunk := stored.read(_CHUNK):
                content.update(chunk)
                size += len(chunk)
    except FileNotFoundError:
        return "不见了。"
    if content.hexdigest() != file.sha256:
        return f"被改动：字节的摘要是 {content.hexdigest()[:16]}…，公开时是 {file.sha256[:16]}…。"
    if size != file.size:
        return f"的记录被改动：文件有 {size} 字节，记录为 {file.size} 字节。"
    return ""


def document_in(file: models.PublishedFile) -> dict[str, Any] | None:
    """data.json of a version; None where it is missing or no JSON object."""
    try:
        with default_storage.open(file.stored_name) as stored:
            document = json.loads(stored.read())
    except (FileNotFoundError, ValueError):
        return None
    return document if isinstance(document, dict) else None


def _differences(disclosure: models.Disclosure, document: Mapping[str, Any]) -> Iterator[str]:
    """Where the stored rows say otherwise than data.json, which was made of them.

    Keys that a later release added or dropped are passed over: what was published stays true.
    """
    data = load_disclosure(disclosure)
    told = document.get("department", {})
    for label, stored, public in (
        ("所属部门的网址名", data.slug, told.get("slug")),
        ("年度", data.fiscal_year, document.get("fiscal_year")),
        ("种类", data.kind, document.get("kind")),
        ("版本号", data.version, document.get("version")),
    ):
        if stored != public:
            yield f"的{label}是 {stored}，公开时是 {public}。"
    yield from _tables(data, document.get("tables", []))
    stored_facts = [fact for table in data.tables for fact in facts_document(table)]
    yield from _listed("数字的含义（坐标）", stored_facts, document.get("facts", []))
    sections = [
        {"heading": one.heading, "level": one.level, "paragraphs": list(one.paragraphs)}
        for one in data.narrative
    ]
    yield from _listed("情况说明", sections, document.get("narrative", []))
    findings = [
        finding_document(finding_data(finding), finding.explanation)
        for finding in disclosure.findings.all()
    ]
    yield from _listed("勾稽问题及其说明", findings, document.get("findings", []))
    if disclosure.status == models.Disclosure.Status.PUBLISHED:
        yield from _facts(disclosure, data)
        yield from _compared(disclosure, data)


def _tables(data: DisclosureData, public: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    stored = [table_document(table) for table in data.tables]
    if [one["n"] for one in stored] != [one.get("n") for one in public]:
        yield f"有 {len(stored)} 张表，公开时有 {len(public)} 张。"
        return
    for now, then in zip(stored, public, strict=True):
        place = f"的表 {now['n']}《{now['title']}》"
        rows, printed = now["rows"], then.get("rows", [])
        if len(rows) != len(printed):
            yield f"{place}有 {len(rows)} 行，公开时有 {len(printed)} 行。"
        for number, (row, other) in enumerate(zip(rows, printed, strict=False), 1):
            if row != other:
                yield f"{place}第 {number} 行与公开时不同：{_first_difference(row, other)}。"
        if not _same({**now, "rows": 0}, {**then, "rows": 0}):
            yield f"{place}的表名、表头或附注与公开时不同。"


def _first_difference(row: Sequence[Any], other: Sequence[Any]) -> str:
    for column, (now, then) in enumerate(zip(row, other, strict=False), 1):
        if now != then:
            return f"第 {column} 栏是“{now or ''}”，公开时是“{then or ''}”"
    return f"有 {len(row)} 栏，公开时有 {len(other)} 栏"


def _listed(what: str, stored: Sequence[Any], public: Sequence[Any]) -> Iterator[str]:
    if len(stored) != len(public):
        yield f"的{what}有 {len(stored)} 项，公开时有 {len(public)} 项。"
        return
    different = [
        number
        for number, (now, then) in enumerate(zip(stored, public, strict=True), 1)
        if not _same(now, then)
    ]
    if different:
        shown = "、".join(str(number) for number in different[:5])
        yield f"的{what}有 {len(different)} 项与公开时不同（第 {shown} 项）。"


def _same(now: Any, then: Any) -> bool:
    if isinstance(now, dict) and isinstance(then, dict):
        return all(now[key] == then[key] for key in now.keys() & then.keys())
    return bool(now == then)


def _facts(disclosure: models.Disclosure, data: DisclosureData) -> Iterator[str]:
    """The read model of the current version, which comparisons over years ask."""
    columns = ("table_n", "row", "column", "fen", "department", "year", *DIMENSIONS)
    stored = set(disclosure.facts.values_list(*columns))
    wanted = {
        (
            table.n,
            fact.row,
            fact.column,
            fact.amount.fen,
            disclosure.department_id,
            data.fiscal_year,
            *(fact.coordinates.get(name, "") for name in DIMENSIONS),
        )
        for table, fact in data.facts()
        if fact.amount.fen is not None
    }
    if stored != wanted:
        yield (
            f"的事实（跨年比较所用）与各表不同：多 {len(stored - wanted)} 条，"
            f"少 {len(wanted - stored)} 条。"
        )


def strays() -> Iterator[str]:
    """Files among the published ones that no version names: left by a crash, or put there."""
    root = Path(settings.MEDIA_ROOT) / "published"
    batch: list[str] = []
    for place, _folders, names in os.walk(root):
        batch += [str((Path(place) / name).relative_to(root)) for name in names if name[:1] != "."]
        if len(batch) >= 500:
            yield from _unknown(batch)
            batch = []
    yield from _unknown(batch)


def _unknown(batch: Sequence[str]) -> Iterator[str]:
    by_name = {Path(path).name: path for path in batch}
    known = set(
        models.PublishedFile.objects.filter(sha256__in=by_name).values_list("sha256", flat=True)
    )
    for name, path in sorted(by_name.items()):
        if name not in known or path != f"{name[:2]}/{name}":
            yield f"published/{path}"


def _compared(disclosure: models.Disclosure, data: DisclosureData) -> Iterator[str]:
    """Where an amount that it is compared by is not what its tables say.

    Measures that a later release added or dropped are passed over.
    """
    names = ("region_id", "department_id", "year", "kind", "fen", "table_n", "row", "column")
    told = {
        one.key: tuple(getattr(one, name) for name in names)
        for one in key_amounts(disclosure, data)
    }
    stored = {row[0]: row[1:] for row in disclosure.key_amounts.values_list("key", *names)}
    wrong = sorted(key for key in stored.keys() & told.keys() if stored[key] != told[key])
    if wrong:
        yield f"用来比较的数（可比数）有 {len(wrong)} 个与各表的不同：{'、'.join(wrong[:5])}。"
