"""A disclosure as bytes for others: CSV, JSON and its fingerprint (the workbook: workbook.writer).

Amounts leave as printed (CSV) or as integer fen and decimal yuan (JSON), never as floats.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from budgets.data import CellRef, DisclosureData, FindingData, TableData, Text
from budgets.money import is_nothing, looks_like_figure, yuan
from budgets.workbook.writer import FIGURE_KINDS, width_of, write_table, write_workbook

__all__ = [
    "content_sha256",
    "csv_bytes",
    "document_digests",
    "document_sha256",
    "json_bytes",
    "json_document",
    "table_document",
    "write_table",
    "write_workbook",
]

# A spreadsheet takes a text that begins so for a formula, the full-width forms included.
_FORMULA_STARTS = tuple("=+-@＝＋－＠")
# Where a program parts fields otherwise than we do (; or tab), or takes a line for a row, the rest of
# a text begins a cell.
_INNER_FORMULA = re.compile(r"([;\t\r\n]\s*)(?=[=@＝＠]|[-+－＋][0-9A-Za-z(.'\"])")

SM3_MISSING = "这台机器的 OpenSSL 没有国密杂凑算法 SM3：需要 OpenSSL 1.1.1 以上、未裁剪的版本。"

# What the fingerprints leave out: themselves, and how many corrections came before.
_NOT_CONTENT = ("sha256", "sm3", "version")


def csv_bytes(table: TableData) -> bytes:
    """A table as CSV: UTF-8 with BOM and CRLF, for Excel and WPS as much as for programs.

    One header line, merged headers flattened to "a / b / c"; cells that a merged area covers are
    empty, as printed. Amounts stand as printed, without thousands separators.
    """
    width = width_of(table)
    figures = {(fact.row, fact.column) for fact in table.facts}
    kinds = [column.kind for column in table.columns]
    kinds += ["text"] * (width - len(kinds))
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    paths = [" / ".join(_line(part) for part in column.path) for column in table.columns]
    if any(paths):
        writer.writerow([harmless(path) for path in paths] + [""] * (width - len(paths)))
    for index, row in enumerate(table.rows):
        cells = [*row.cells, *[None] * (width - len(row.cells))]
        writer.writerow(
            _figure(text)
            if kinds[column] in FIGURE_KINDS or (index, column) in figures
            else harmless(text or "")
            for column, text in enumerate(cells)
        )
    return buffer.getvalue().encode("utf-8-sig")


def _line(text: str) -> str:
    """A header's text in one line: 财政\\n拨款 is one word, broken for the column's width."""
    return "".join(text.split("\n"))


def _figure(text: Text) -> str:
    if text and looks_like_figure(text):
        return text.replace(",", "").replace("，", "")
    return harmless(text or "")


def harmless(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would run it as a formula."""
    text = _INNER_FORMULA.sub(r"\1'", text)
    start = text.lstrip()[:1] or " "
    if text[:1] in ("\t", "\r", "\n") or start in _FORMULA_STARTS:
        # A dash says that there is no such item; it is no formula, and neither is -12.50.
        return text if is_nothing(text) or looks_like_figure(text) else "'" + text
    return text


def table_document(table: TableData) -> dict[str, Any]:
    """A table as printed, for JSON. `merges` count from the first header row."""
    return {
        "n": table.n,
        "code": table.code,
        "title": table.title,
        "unit": table.unit,
        "unit_line": table.unit_line,
        "title_lines": list(table.title_lines),
        "header": [list(line) for line in table.header],
        "merges": [list(area) for area in table.merges],
        "rows": [list(row.cells) for row in table.rows],
        "notes": list(table.notes),
    }


def facts_document(table: TableData) -> list[dict[str, Any]]:
    """The amounts of a table with their coordinates. A dash states no amount and has no fen."""
    return [
        {
            "table": table.n,
            "row": fact.row,
            "column": fact.column,
            "coordinates": dict(fact.coordinates),
            "fen": fact.amount.fen,
        }
        for fact in table.facts
        if fact.amount.fen is not None
    ]


def finding_document(finding: FindingData, explanation: str = "") -> dict[str, Any]:
    """A finding with amounts in yuan, or texts as printed, and what the body said to it."""

    def place(cell: CellRef) -> dict[str, str]:
        return {"table": cell.table, "cell": cell.cell}

    return {
        "severity": finding.severity,
        "kind": finding.kind,
        **place(finding.at),
        "stated": yuan(finding.stated) if finding.is_money else finding.stated_text,
        "expected": yuan(finding.expected) if finding.is_money else finding.expected_text,
        "difference": yuan(finding.difference) if finding.is_money else "",
        "against": [place(cell) for cell in finding.against],
        "message": finding.message,
        "explanation": explanation,
    }


def json_document(
    disclosure: DisclosureData,
    department_name: str = "",
    sha256: str = "",
    findings: Iterable[FindingData] = (),
    *,
    explanations: Mapping[str, str] | None = None,
    claims: Sequence[Mapping[str, Any]] = (),
    projects: Sequence[Mapping[str, Any]] = (),
    evaluation: Mapping[str, Any] | None = None,
    **others: Any,
) -> dict[str, Any]:
    """data.json: the whole disclosure, layout as printed and amounts with their meaning.

    Without `sha256` the fingerprints of the document itself are put in. `explanations` go by the
    key of the finding; `others` are further keys that a part of the program fills.
    """
    explained = explanations or {}
    document: dict[str, Any] = {
        "department": {
            "slug": disclosure.slug,
            "name": department_name or disclosure.department,
            "region": disclosure.region,
        },
        "fiscal_year": disclosure.fiscal_year,
        "kind": disclosure.kind,
        "version": disclosure.version,
        "sha256": sha256,
        "sm3": "",
        "tables": [table_document(table) for table in disclosure.tables],
        "facts": [fact for table in disclosure.tables for fact in facts_document(table)],
        "narrative": [asdict(section) for section in disclosure.narrative],
        "claims": list(claims),
        "projects": list(projects),
        "evaluation": evaluation,
        "findings": [
            finding_document(finding, explained.get(finding.key, "")) for finding in findings
        ],
        **others,
    }
    if not sha256:
        document |= document_digests(document)
    return document


def json_bytes(document: Any) -> bytes:
    """Canonical JSON: UTF-8, keys sorted, no white space, no floats (raises TypeError)."""
    _refuse_floats(document)
    return json.dumps(
        document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def document_sha256(document: Mapping[str, Any]) -> str:
    """The fingerprint of a data.json, which anybody can work out again.

    SHA-256 of its canonical JSON without the keys sha256, sm3 and version.
    """
    return document_digests(document)["sha256"]


def document_digests(document: Mapping[str, Any]) -> dict[str, str]:
    """The fingerprints of a data.json by their keys: SHA-256, and SM3 (GB/T 32905), its Chinese
    counterpart, over the same bytes."""
    content = {key: value for key, value in document.items() if key not in _NOT_CONTENT}
    hashed = json_bytes(content)
    return {"sha256": hashlib.sha256(hashed).hexdigest(), "sm3": sm3(hashed)}


def sm3(content: bytes) -> str:
    """SM3 as OpenSSL computes it. Raises ValueError where OpenSSL lacks it (SM3_MISSING)."""
    try:
        return hashlib.new("sm3", content).hexdigest()
    except ValueError as error:
        raise ValueError(SM3_MISSING) from error


def content_sha256(disclosure: DisclosureData, department_name: str = "", **others: Any) -> str:
    """The fingerprint of a disclosure; `others` as for json_document."""
    return str(json_document(disclosure, department_name, "", **others)["sha256"])


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError(f"a float in a document of amounts: {value!r}")
    if isinstance(value, Mapping):
        for inner in value.values():
            _refuse_floats(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_floats(inner)
