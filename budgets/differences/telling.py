"""A comparison for others: as open data (JSON), and as one list of changes (CSV, XLSX)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from typing import Any

from budgets.data import ColumnData, DisclosureData, RowData, TableData
from budgets.differences.data import (
    ADDED,
    AMOUNT,
    CHANGED,
    MEANING,
    MOVED,
    PRINT,
    REMOVED,
    TEXT,
    CellDifference,
    CellText,
    ColumnDifference,
    DocumentDifference,
    ParagraphDifference,
    RowDifference,
    TableDifference,
)
from budgets.exports import csv_bytes
from budgets.money import yuan
from budgets.workbook.writer import write_table

# The list is an official file: its words are Chinese whatever the language of a page.
WORDS = {
    ADDED: "新增",
    REMOVED: "删去",
    CHANGED: "改动",
    MOVED: "移动",
    AMOUNT: "金额改动",
    TEXT: "文字改动",
    PRINT: "只是印法不同",
    MEANING: "只是读法不同",
}
OUTSIDE = {"code": "表号", "title": "表名", "unit": "单位", "line": "表头上方", "note": "表下说明"}

# A workbook of more lines takes longer to write than anyone waits; the CSV has them all.
LINES_OF_A_WORKBOOK = 10_000

_COLUMNS = (
    ("表号", "text"),
    ("表名", "text"),
    ("变动", "text"),
    ("行", "text"),
    ("栏", "text"),
    ("原单元格", "text"),
    ("现单元格", "text"),
    ("原为", "text"),
    ("改为", "text"),
    ("原金额（元）", "amount"),
    ("现金额（元）", "amount"),
    ("增减（元）", "amount"),
    ("增减（%）", "rate"),
)


def changes_document(
    difference: DocumentDifference, *, before_sha256: str = "", after_sha256: str = ""
) -> dict[str, Any]:
    """changes.json: every difference, quiet ones too, with amounts in fen and as printed."""
    after = difference.after
    return {
        "department": {"slug": after.slug, "name": after.department, "region": after.region},
        "kind": after.kind,
        "before": _version(difference.before, before_sha256),
        "after": _version(after, after_sha256),
        "counts": asdict(difference.counts),
        "tables": [_table(table) for table in difference.tables],
        "narrative": [_paragraph(paragraph) for paragraph in difference.paragraphs],
    }


def _version(data: DisclosureData, sha256: str) -> dict[str, Any]:
    return {"fiscal_year": data.fiscal_year, "version": data.version, "sha256": sha256}


def _table(table: TableDifference) -> dict[str, Any]:
    return {
        "what": table.what,
        "before": _named(table.before),
        "after": _named(table.after),
        "moved": table.moved,
        "layout": table.layout,
        "texts": [asdict(text) for text in table.texts],
        "columns": [
            {
                "what": column.what,
                "before": path_of(table.before, column.before),
                "after": path_of(table.after, column.after),
            }
            for column in table.changed_columns
        ],
        "rows": [_row(table, row) for row in table.rows],
    }


def _named(table: TableData | None) -> dict[str, Any] | None:
    if table is None:
        return None
    return {"n": table.n, "code": table.code, "title": table.title, "unit": table.unit}


def _row(table: TableDifference, row: RowDifference) -> dict[str, Any]:
    return {
        "what": row.what,
        "label": row.label,
        "before": row.before,
        "after": row.after,
        "moved": row.moved,
        "cells": [
            {
                "kind": cell.kind,
                "column": column_name(table, cell),
                "before": asdict(cell.before) if cell.before else None,
                "after": asdict(cell.after) if cell.after else None,
                "change_fen": cell.change,
                "change_percent": None if cell.percent is None else str(cell.percent),
            }
            for cell in row.cells
        ],
    }


def _paragraph(paragraph: ParagraphDifference) -> dict[str, Any]:
    return {
        "what": paragraph.what,
        "heading": paragraph.heading,
        "is_heading": paragraph.is_heading,
        "only_print": paragraph.only_print,
        "before": {"n": paragraph.before, "text": paragraph.text_before},
        "after": {"n": paragraph.after, "text": paragraph.text_after},
    }


def path_of(table: TableData | None, column: int | None) -> str:
    """The header over a column in one line: 预算数 / 基本支出 / 小计."""
    if table is None or column is None:
        return ""
    # A table can be wider than its columns are told.
    path = table.columns[column].path if column < len(table.columns) else ()
    return " / ".join(dict.fromkeys("".join(part.split("\n")) for part in path if part))


def column_name(table: TableDifference, cell: CellDifference) -> str:
    if cell.after is not None:
        return path_of(table.after, cell.after.column)
    return path_of(table.before, cell.place.column)


# --- One list ------------------------------------------------------------------------------------


def changes_csv(difference: DocumentDifference) -> bytes:
    """One line for every cell that is different, and for every text around the cells."""
    return csv_bytes(_listing(difference))


def changes_xlsx(difference: DocumentDifference) -> bytes:
    return write_table(_listing(difference))


def fits_a_workbook(difference: DocumentDifference) -> bool:
    """Whether the list is short enough to be written as a workbook while somebody waits."""
    return sum(1 for _ in islice(_lines(difference), LINES_OF_A_WORKBOOK + 1)) <= (
        LINES_OF_A_WORKBOOK
    )


def _listing(difference: DocumentDifference) -> TableData:
    """The list as a table, which is written as every other one."""
    columns = tuple(ColumnData((name,), kind) for name, kind in _COLUMNS)
    return TableData(
        n=1,
        kind="other",
        code="",
        title=f"{difference.after.department} {_told(difference)}",
        unit="元",
        header=(tuple(name for name, _ in _COLUMNS),),
        rows=tuple(RowData(tuple(line)) for line in _lines(difference)),
        columns=columns,
    )


def _told(difference: DocumentDifference) -> str:
    """What is beside what: 2026年第1版与第2版的不同, 2025年与2026年的不同."""
    before, after = difference.before, difference.after
    if difference.same_year:
        return f"{after.fiscal_year}年第{before.version}版与第{after.version}版的不同"
    return f"{before.fiscal_year}年与{after.fiscal_year}年的不同"


def _lines(difference: DocumentDifference) -> Iterator[list[str | None]]:
    for table in difference.tables:
        named: list[str | None] = [table.table.code, table.table.title]
        if table.what in (ADDED, REMOVED):
            yield [*named, f"{WORDS[table.what]}本表", *_empty(10)]
        if table.reformed:
            yield [*named, "表样不同，不能逐格对比", *_empty(10)]
        if table.moved:
            yield [*named, "移动本表", *_empty(10)]
        if table.layout:
            yield [*named, "只是版面不同", *_empty(10)]
        for text in table.texts:
            yield [*named, OUTSIDE[text.what], *_empty(4), text.before, text.after, *_empty(4)]
        for column in table.changed_columns:
            yield [
                *named,
                f"{WORDS[column.what]}栏",
                *_empty(4),
                *_paths(table, column),
                *_empty(4),
            ]
        for row in table.rows:
            if row.what == MOVED:
                yield [*named, WORDS[MOVED], row.label, *_empty(9)]
            for cell in row.cells:
                yield [*named, *_cell_line(table, row, cell)]
    for paragraph in difference.paragraphs:
        what = WORDS[PRINT] if paragraph.only_print else WORDS[paragraph.what]
        yield [
            "",
            "情况说明",
            what,
            paragraph.heading,
            *_empty(3),
            paragraph.text_before,
            paragraph.text_after,
            *_empty(4),
        ]


def _empty(count: int) -> list[str | None]:
    return [None] * count


def _paths(table: TableDifference, column: ColumnDifference) -> list[str | None]:
    return [path_of(table.before, column.before), path_of(table.after, column.after)]


def _cell_line(
    table: TableDifference, row: RowDifference, cell: CellDifference
) -> Iterator[str | None]:
    what = f"{WORDS[row.what]}行" if row.what in (ADDED, REMOVED) else WORDS[cell.kind]
    yield from (what, row.label, column_name(table, cell))
    yield cell.before.cell if cell.before else None
    yield cell.after.cell if cell.after else None
    yield cell.before.text if cell.before else None
    yield cell.after.text if cell.after else None
    yield _yuan(cell.before)
    yield _yuan(cell.after)
    yield None if cell.change is None else yuan(cell.change)
    yield None if cell.percent is None else str(cell.percent)


def _yuan(side: CellText | None) -> str | None:
    return yuan(side.fen) if side is not None and side.fen is not None else None
