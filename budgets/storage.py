"""DisclosureData <-> rows of the database. The only place that knows the stored form of a table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import F

from budgets import models
from budgets.coordinates import Coordinates
from budgets.data import (
    CellRef,
    ColumnData,
    DisclosureData,
    FactData,
    FindingData,
    Origin,
    ProblemData,
    RowData,
    SectionData,
    TableData,
    UninterpretedData,
)
from budgets.money import Amount

# A table as plain JSON values: what a change keeps of it, so that it can be brought back.
StoredTable = dict[str, Any]

# --- Writing -------------------------------------------------------------------------------------


@transaction.atomic
def write_content(
    disclosure: models.Disclosure,
    data: DisclosureData,
    problems: Iterable[ProblemData] = (),
    findings: Sequence[FindingData] = (),
    keys: Mapping[int, Sequence[int]] | None = None,
) -> None:
    """Put a document's content in place of what the disclosure holds.

    Explanations stay with the findings that are still there, by their keys. `keys` are those of the
    rows of a table, by its n; rows are numbered through where none are told.
    """
    disclosure.narrative = [asdict(section) for section in data.narrative]
    disclosure.save(update_fields=["narrative"])
    count_revision(disclosure)
    disclosure.tables.all().delete()
    tables = [
        models.BudgetTable(disclosure=disclosure, n=table.n, **_head(table))
        for table in data.tables
    ]
    models.BudgetTable.objects.bulk_create(tables)
    models.BudgetRow.objects.bulk_create(
        row
        for stored, table in zip(tables, data.tables, strict=True)
        for row in _rows(stored, table, (keys or {}).get(table.n, ()))
    )
    disclosure.problems.all().delete()
    models.Problem.objects.bulk_create(
        models.Problem(
            disclosure=disclosure,
            sheet=problem.sheet,
            cell=problem.cell,
            message=problem.message,
            severity=problem.severity,
        )
        for problem in problems
    )
    write_findings(disclosure, findings)


@transaction.atomic
def write_findings(disclosure: models.Disclosure, findings: Sequence[FindingData]) -> None:
    """Put these findings in place of the stored ones; explanations stay with their keys.

    Only what differs is written: after most changes that is little.
    """
    held = {one.key: one for one in disclosure.findings.all()}
    new, moved, changed = [], [], []
    for position, finding in enumerate(findings):
        old = held.pop(finding.key, None)
        values = _finding_fields(finding)
        if old is None:
            new.append(models.Finding(disclosure=disclosure, position=position, **values))
            continue
        differs = [name for name, value in values.items() if getattr(old, name) != value]
        if old.position != position and not differs:
            moved.append(old)
        elif differs:
            changed.append(old)
        old.position = position
        for name in differs:
            setattr(old, name, values[name])
    if held:
        disclosure.findings.filter(pk__in=[one.pk for one in held.values()]).delete()
    models.Finding.objects.bulk_update(moved, ["position"])
    for one in changed:
        one.save()
    models.Finding.objects.bulk_create(new)


def _finding_fields(finding: FindingData) -> dict[str, Any]:
    """What a stored finding says but for its place among the others and its explanation."""
    return {
        "severity": finding.severity,
        "kind": finding.kind,
        "table_n": finding.at.n,
        "table_code": finding.at.table,
        "row": finding.at.row,
        "column": finding.at.column,
        "cell": finding.at.cell,
        "stated": finding.stated,
        "expected": finding.expected,
        "stated_text": finding.stated_text,
        "expected_text": finding.expected_text,
        "against": [asdict(reference) for reference in finding.against],
        "message": finding.message,
        "key": finding.key,
        "explained_by": finding.explained_by,
    }


def count_revision(disclosure: models.Disclosure) -> None:
    """Count one more change of a draft's content."""
    models.Disclosure.objects.filter(pk=disclosure.pk).update(revision=F("revision") + 1)
    disclosure.revision += 1


def write_table(
    disclosure: models.Disclosure, table: TableData, keys: Sequence[int | None]
) -> list[int]:
    """Put one table's content in place of what the draft holds at its n, which must be there.

    `keys` tells each row's key, None for a new one; returns the keys of all. Where the same rows
    stand in the same order, only those that changed are written.
    """
    stored = disclosure.tables.get(n=table.n)
    head = _head(table)
    if any(getattr(stored, name) != value for name, value in _plain(head).items()):
        for name, value in head.items():
            setattr(stored, name, value)
        stored.save(update_fields=list(head))
    present = {row.key: row for row in stored.rows.all()}
    newest = max(present, default=0)
    named = []
    for key in keys:
        if key is None:
            newest += 1
        named.append(newest if key is None else key)
    rows = list(_rows(stored, table, named))
    if named == list(present):
        changed = []
        for row in rows:
            old = present[row.key]
            told = _plain({"kind": row.kind, "cells": row.cells, "meaning": row.meaning})
            if any(getattr(old, name) != value for name, value in told.items()):
                row.pk = old.pk
                changed.append(row)
        models.BudgetRow.objects.bulk_update(changed, ["kind", "cells", "meaning"])
    else:
        stored.rows.all().delete()
        models.BudgetRow.objects.bulk_create(rows)
    return named


def add_table(disclosure: models.Disclosure, table: TableData) -> None:
    """Put a further table into what the draft holds; nothing stands at its n yet."""
    stored = models.BudgetTable.objects.create(disclosure=disclosure, n=table.n, **_head(table))
    models.BudgetRow.objects.bulk_create(_rows(stored, table))


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the database gives them back: lists where Python had tuples."""
    return dict(json.loads(json.dumps(values)))


def keys_of(disclosure: models.Disclosure, n: int) -> list[int]:
    """The keys of a table's rows, from the first to the last."""
    found = models.BudgetRow.objects.filter(table__disclosure=disclosure, table__n=n)
    return list(found.order_by("position").values_list("key", flat=True))


def stored_table(stored: models.BudgetTable) -> StoredTable:
    """A table of the database as plain JSON values; `put_table` brings it back."""
    return {
        "kind": stored.kind,
        "code": stored.code,
        "title": stored.title,
        "unit": stored.unit,
        "layout": stored.layout,
        "derived": stored.derived,
        "rows": [[row.key, row.kind, row.cells, row.meaning] for row in stored.rows.all()],
    }


def put_table(disclosure: models.Disclosure, n: int, told: StoredTable | None) -> None:
    """Put a kept table at its place, or (None) take away what stands there."""
    disclosure.tables.filter(n=n).delete()
    if told is None:
        return
    head = {name: value for name, value in told.items() if name != "rows"}
    table = models.BudgetTable.objects.create(disclosure=disclosure, n=n, **head)
    models.BudgetRow.objects.bulk_create(
        models.BudgetRow(
            table=table, position=position, key=key, kind=kind, cells=cells, meaning=meaning
        )
        for position, (key, kind, cells, meaning) in enumerate(told["rows"])
    )


def _head(table: TableData) -> dict[str, Any]:
    """The fields of a stored table but for its rows."""
    return {
        "kind": table.kind,
        "code": table.code,
        "title": table.title,
        "unit": table.unit,
        "layout": _layout(table),
    }


def _layout(table: TableData) -> dict[str, Any]:
    return {
        "header": table.header,
        "merges": table.merges,
        "slice": dict(table.slice),
        "unit_line": table.unit_line,
        "title_lines": table.title_lines,
        "notes": table.notes,
        "sheet": table.sheet,
        "origins": [[origin.row, origin.column] for origin in table.header_origins],
        "columns": [
            {
                "path": column.path,
                "kind": column.kind,
                "coordinates": dict(column.coordinates),
                "partial": column.partial,
                "total": column.total,
                "subtotal": column.subtotal,
                "block": column.block,
                "unit": column.unit,
            }
            for column in table.columns
        ],
        "lost": [_lost(item) for item in table.uninterpreted if item.row < 0],
        # How much a table says, for lists that do not load it.
        "told": sum(fact.amount.fen is not None for fact in table.facts),
        "unread": len(table.uninterpreted),
    }


def _rows(
    stored: models.BudgetTable, table: TableData, keys: Sequence[int] = ()
) -> Iterable[models.BudgetRow]:
    facts: dict[int, list[Any]] = {}
    lost: dict[int, list[Any]] = {}
    for fact in table.facts:
        coordinates = dict(fact.coordinates)
        facts.setdefault(fact.row, []).append(
            [fact.column, *_amount(fact.amount), coordinates, fact.partial]
        )
    for item in table.uninterpreted:
        if item.row >= 0:
            lost.setdefault(item.row, []).append(_lost(item))
    for position, row in enumerate(table.rows):
        yield models.BudgetRow(
            table=stored,
            position=position,
            key=keys[position] if keys else position + 1,
            kind=row.kind,
            cells=row.cells,
            meaning={
                "level": row.level,
                "partial": row.partial,
                "coordinates": dict(row.coordinates),
                "origin": [row.origin.sheet, row.origin.row, row.origin.column],
                "facts": facts.get(position, []),
                "lost": lost.get(position, []),
            },
        )


def _amount(amount: Amount) -> list[Any]:
    return [amount.fen, amount.printed, amount.step]


def _lost(item: UninterpretedData) -> list[Any]:
    return [item.column, item.text, item.why, _amount(item.amount) if item.amount else None]


# --- Reading -------------------------------------------------------------------------------------


def load_disclosure(
    disclosure: models.Disclosure, tables: tuple[TableData, ...] | None = None
) -> DisclosureData:
    """The content of a disclosure, whole. Three queries, however large it is; `tables` spares two."""
    if tables is None:
        stored = disclosure.tables.prefetch_related("rows")
        tables = tuple(_table(table) for table in stored)
    return DisclosureData(
        department=disclosure.department.name,
        fiscal_year=disclosure.fiscal_year.year,
        kind=disclosure.kind,
        tables=tables,
        slug=disclosure.department.slug,
        region=disclosure.department.region.code,
        version=disclosure.version,
        standard=disclosure.standard,
        narrative=sections(disclosure.narrative),
    )


def sections(stored: Iterable[dict[str, Any]]) -> tuple[SectionData, ...]:
    """The explanation out of its stored form, which is asdict of each section."""
    return tuple(
        SectionData(one["heading"], one["level"], tuple(one["paragraphs"])) for one in stored
    )


def load_findings(disclosure: models.Disclosure) -> tuple[FindingData, ...]:
    """The stored findings of a disclosure, in their order."""
    return tuple(finding_data(finding) for finding in disclosure.findings.all())


def finding_data(finding: models.Finding) -> FindingData:
    """A stored finding as the frozen shape."""
    return FindingData(
        severity=finding.severity,
        kind=finding.kind,
        at=CellRef(finding.table_n, finding.table_code, finding.cell, finding.row, finding.column),
        stated=finding.stated,
        expected=finding.expected,
        against=tuple(CellRef(**ref) for ref in finding.against),
        message=finding.message,
        key=finding.key,
        explained_by=finding.explained_by,
        stated_text=finding.stated_text,
        expected_text=finding.expected_text,
    )


def _table(stored: models.BudgetTable) -> TableData:
    layout = stored.layout
    rows: list[RowData] = []
    facts: list[FactData] = []
    lost: list[UninterpretedData] = [_uninterpreted(-1, item) for item in layout["lost"]]
    for position, row in enumerate(stored.rows.all()):
        meaning = row.meaning
        rows.append(
            RowData(
                cells=tuple(row.cells),
                kind=row.kind,
                level=meaning["level"],
                partial=meaning["partial"],
                coordinates=Coordinates.of(meaning["coordinates"]),
                origin=Origin(*meaning["origin"]),
            )
        )
        facts += [
            FactData(position, column, Coordinates.of(where), Amount(fen, printed, step), partial)
            for column, fen, printed, step, where, partial in meaning["facts"]
        ]
        lost += [_uninterpreted(position, item) for item in meaning["lost"]]
    return TableData(
        n=stored.n,
        kind=stored.kind,
        code=stored.code,
        title=stored.title,
        unit=stored.unit,
        header=tuple(tuple(line) for line in layout["header"]),
        rows=tuple(rows),
        columns=tuple(_column(column) for column in layout["columns"]),
        merges=tuple(tuple(area) for area in layout["merges"]),
        slice=Coordinates.of(layout["slice"]),
        unit_line=layout["unit_line"],
        title_lines=tuple(layout["title_lines"]),
        notes=tuple(layout["notes"]),
        facts=tuple(facts),
        uninterpreted=tuple(lost),
        sheet=layout["sheet"],
        header_origins=tuple(Origin(layout["sheet"], *place) for place in layout["origins"]),
    )


def _column(stored: dict[str, Any]) -> ColumnData:
    return ColumnData(
        path=tuple(stored["path"]),
        kind=stored["kind"],
        coordinates=Coordinates.of(stored["coordinates"]),
        partial=stored["partial"],
        total=stored["total"],
        subtotal=stored["subtotal"],
        block=stored["block"],
        unit=stored["unit"],
    )


def _uninterpreted(row: int, stored: list[Any]) -> UninterpretedData:
    column, text, why, amount = stored
    return UninterpretedData(row, column, text, why, Amount(*amount) if amount else None)
