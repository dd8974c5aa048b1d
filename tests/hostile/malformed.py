"""Malformed files by seed: workbooks and explanations as vandals and broken programs write them.

    name, field, content = malformed(4711)

The same seed gives the same file. A base (xlsx, xls, ods, docx) is changed in one to three ways,
each at one level: the bytes of the container, the XML of a part, what the grid says.
"""

from __future__ import annotations

import io
import random
import re
import warnings
from collections.abc import Callable
from functools import cache

import xlwt

from budgets.workbook.package import ZIP_ERRORS
from budgets.workbook.writer import write_workbook
from tests.builders import whole_document
from tests.hostile import containers as c
from tests.hostile import grids as g
from tests.hostile import parts as p
from tests.narrative import words
from tests.workbook import files

Random = random.Random
Vandal = Callable[[Random, bytes], bytes]


def malformed(seed: int) -> tuple[str, str, bytes]:
    """The name of the file, the field of the upload form that it is for, and its bytes."""
    chance = Random(seed)
    kind = chance.choices(["xlsx", "xls", "ods", "docx", "other"], [50, 18, 15, 12, 5])[0]
    if kind == "other":
        return "malformed.xlsx", chance.choice(["file", "narrative"]), _other(chance)
    content = chance.choice(_bases()[kind])
    vandals = [*_OF_KIND[kind], *(_OF_BYTES if kind == "xls" else _OF_ZIP)]
    for vandal in chance.sample(vandals, chance.choice([1, 1, 1, 2, 3])):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                content = vandal(chance, content)
        except (*ZIP_ERRORS, LookupError, AttributeError, StopIteration):
            # An earlier one has left nothing that this one could change.
            continue
    field = "narrative" if kind == "docx" else "file"
    return f"malformed.{chance.choice([kind, kind, kind, 'xlsx', 'xls', 'docx'])}", field, content


@cache
def _bases() -> dict[str, list[bytes]]:
    rows = "".join(
        files.inline(f"A{row}", f"2010{row:03}") + files.number(f"B{row}", f"{row}.50", 1)
        for row in range(4, 30)
    )
    plain = files.xlsx(
        files.data(files.inline("A1", "支出总表"), files.inline("A2", "科目"), rows),
        names=["预算01表"],
        formats=["#,##0.00"],
    )
    return {
        "xlsx": [write_workbook(whole_document()), plain],
        "xls": [_xls()],
        "ods": [_ods()],
        "docx": [_docx()],
    }


def _xls() -> bytes:
    book = xlwt.Workbook()
    for table in whole_document().tables:
        sheet = book.add_sheet(f"{table.n} {table.title}"[:31].replace("“", "").replace("”", ""))
        sheet.write(0, 0, table.title)
        lines = [*table.header, *(row.cells for row in table.rows)]
        for number, line in enumerate(lines, 2):
            for column, text in enumerate(line):
                figure = re.fullmatch(r"\d+\.\d\d", text or "")
                sheet.write(number, column, float(text) if figure and text else text or "")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _ods() -> bytes:
    line = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>2010301</text:p>'
        '</table:table-cell><table:table-cell office:value-type="float" office:value="12.5">'
        '<text:p>12.50</text:p></table:table-cell><table:table-cell table:number-columns-repeated="3"/>'
        "</table:table-row>"
    )
    title = "<table:table-row><table:table-cell><text:p>支出总表</text:p></table:table-cell></table:table-row>"
    return files.ods(f'<table:table table:name="预算01表">{title}{line * 12}</table:table>')


def _docx() -> bytes:
    return words.word(
        words.p("一、收入预算说明", style="h", number=(1, 0)),
        words.p("2026年收入预算120.50万元，比2025年增加7.28%。", number=(1, 1)),
        words.table(["项目", "金额"], ["基本支出", "100.50万元"]),
        words.p("二、支出预算说明"),
        styles=words.style("h", "heading 1"),
        numbering=words.levels(("chineseCounting", "%1、"), ("upperRoman", "（%2）")),
    )


def _other(chance: Random) -> bytes:
    """Something else under the name of a workbook."""
    return chance.choice(
        [
            b"",
            b"%PDF-1.7\n%%EOF",
            b"\x89PNG\r\n\x1a\n" + bytes(200),
            b"<html><script>alert(1)</script><table><tr><td>=1+1",
            "科目,金额\n=cmd|' /C calc'!A0,1\n".encode("gb18030"),
            b"\xff\xfe" + "科目\t金额".encode("utf-16-le"),
            b"{\\rtf1 " + b"\\par" * 1000,
            b"7z\xbc\xaf\x27\x1c" + bytes(64),
            b"\x1f\x8b\x08" + bytes(64),
            b"<?xml version='1.0'?>" + p.LAUGHS.encode() + b"<a>&e9;</a>",
            files.ole("EncryptedPackage"),
            files.ole("WordDocument"),
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + chance.randbytes(4096),
            b"PK\x03\x04" + chance.randbytes(500),
            b"PK\x05\x06" + bytes(18),
            chance.randbytes(chance.randrange(1, 3000)),
            b"\x09\x08\x10\x00" + chance.randbytes(800),
            b"a" * 2**20,
            ("一、" * 200_000).encode(),
            ("\n" * 300_000).encode(),
        ]
    )


_OF_BYTES: list[Vandal] = [c.truncate, c.flip, c.overwrite, c.insert, c.surround]
_OF_ZIP: list[Vandal] = [
    *_OF_BYTES,
    *(c.header_field, c.header_field, c.duplicate_member, c.strange_names, c.many_members, c.bomb),
    c.without_a_part,
    *(p.in_a_part(p.document_type), p.in_a_part(p.inside), p.in_a_part(p.elements)) * 2,
    *(p.in_a_part(p.attributes),) * 3,
    *map(p.in_a_part, (p.encoding, p.namespace, c.truncate, c.flip)),
]
_OF_SHEETS = (g.cells, g.cells, g.cells, g.merges, g.merges, g.rows, g.rows, g.around)
_OF_KIND: dict[str, list[Vandal]] = {
    "xlsx": [*map(g.in_sheets, _OF_SHEETS), g.styles, g.relations],
    "ods": [g.in_sheets(g.repeats)] * 8,
    "docx": [*[g.in_sheets(g.word)] * 4, g.numbering, g.styles, g.relations],
    "xls": [*(c.sector_lie, c.record, c.record) * 2, c.directory_lie, c.dropped_record],
}
