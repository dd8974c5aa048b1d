"""Lies in what a sheet or a text says: absurd places, areas, repeats, numbers, styles."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from tests.hostile.containers import members_of, packed
from tests.hostile.parts import ABSURD, REFERENCES
from tests.narrative import words

Random = random.Random
Vandal = Callable[[Random, bytes], bytes]

# ---- What the grid says


def in_sheets(change: Callable[[Random, str], str]) -> Vandal:
    def vandal(chance: Random, content: bytes) -> bytes:
        members = members_of(content)
        names = [
            name
            for name in members
            if re.search(r"sheet\d+\.xml$|^content\.xml$|document\.xml$", name)
        ]
        name = chance.choice(names)
        members[name] = change(chance, members[name].decode("utf-8", "replace")).encode(
            "utf-8", "replace"
        )
        return packed(list(members.items()))

    return vandal


def cells(chance: Random, text: str) -> str:
    """Cells at absurd places, of other types, with other values."""

    def other(_: re.Match[str]) -> str:
        reference, kind = (
            chance.choice(REFERENCES),
            chance.choice(["s", "str", "d", "b", "e", "n", "x", "inlineStr"]),
        )
        value = chance.choice([*ABSURD, "2026-02-30T25:61:61", "999999", "TRUE"])
        return (
            f'<c r="{reference}" t="{kind}" s="{chance.choice(ABSURD[:6])}"><f t="shared" si="9" ref="A1"/>'
            f"<v>{value}</v></c>"
        )

    return re.sub(r"<c [^>]*?(?:/>|>.*?</c>)", other, text, count=chance.choice([1, 4, 40]))


def merges(chance: Random, text: str) -> str:
    areas = chance.choice(
        [
            ["A1:XFD1048576"],
            ["A1:Z9", "B2:AA10", "A1:Z9"],
            ["B2:A1"],
            [f"A{row}:Z{row + 400}" for row in range(1, 3000)],
            [f"A{row}:J{row}" for row in range(1, 60_000)],
            [chance.choice(REFERENCES) + ":" + chance.choice(REFERENCES) for _ in range(20)],
        ]
    )
    listed = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    return re.sub(r"<mergeCells.*?</mergeCells>", "", text).replace(
        "</sheetData>", f"</sheetData><mergeCells>{listed}</mergeCells>"
    )


def rows(chance: Random, text: str) -> str:
    rows = chance.choice(
        [
            "".join(f'<row r="{row}"/>' for row in range(40, 150_000)),
            "".join(
                f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(40, 25_000)
            ),
            '<row r="900">'
            + "".join(f'<c r="A{n}"><v>1</v></c>' for n in range(20_000))
            + "</row>",
            '<row r="900">' + "<c><v>1</v></c>" * 17_000 + "</row>",
            '<row r="0"><c r="A0"><v>1</v></c></row>',
            '<row r="-5"><c><v>1</v></c></row>',
            '<row r="1e5" hidden="x"><c><v>1</v></c></row>',
            '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
            '<row r="7" spans="1:99999999" ht="NaN"/>' * 500,
        ]
    )
    return text.replace("</sheetData>", rows + "</sheetData>")


def around(chance: Random, text: str) -> str:
    """Lies about the sheet before its data."""
    columns = f'<cols><col min="{chance.choice(ABSURD)}" max="{chance.choice(ABSURD)}" hidden="1" width="1e9"/></cols>'
    lie = chance.choice(
        [
            '<dimension ref="A1:XFD1048576"/>',
            '<dimension ref="nonsense"/>',
            columns,
            '<cols><col min="1" max="2000000000" hidden="1"/></cols>',
            '<sheetViews><sheetView showZeros="maybe" workbookViewId="-1"/></sheetViews>',
        ]
    )
    return text.replace("<sheetData>", lie + "<sheetData>")


def repeats(chance: Random, text: str) -> str:
    """.ods: one element that stands for a billion."""
    many = chance.choice(["1000000000", "99999999999999999999", "0", "-1", "1e9", "٣", "1048576"])
    return chance.choice(
        [
            text.replace("<table:table-cell", f'<table:table-cell table:number-columns-repeated="{many}"'),
            text.replace("<table:table-row", f'<table:table-row table:number-rows-repeated="{many}"'),
            text.replace(
                "<table:table-cell",
                f'<table:table-cell table:number-columns-spanned="{many}" table:number-rows-spanned="{many}"',
                chance.choice([1, -1]),
            ),
            text.replace("<text:p>", f'<text:p><text:s text:c="{many}"/>'),
            text.replace("<text:p>", "<text:p>" + "<text:span>" * 5000).replace("</text:p>", "</text:span>" * 5000 + "</text:p>"),
            text.replace("<table:table-row>", "<table:table-row><table:table>", 1),
            text.replace("</table:table>", "<table:table-row/>" * 150_000 + "</table:table>"),
            text.replace("</table:table>", f'<table:table-column table:number-columns-repeated="{many}"'
                         ' table:visibility="collapse"/></table:table>'),
            text.replace('office:value="12.5"', f'office:value="{chance.choice(ABSURD)}"'),
        ]
    )  # fmt: skip


def word(chance: Random, text: str) -> str:
    """.docx: nesting and numbers beyond reason."""
    deep = chance.choice([50, 400, 3000])
    return chance.choice(
        [
            text.replace(
                "<w:p>",
                "<w:tbl><w:tr><w:tc>" * deep + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * deep + "<w:p>",
                1,
            ),
            text.replace("<w:r>", "<w:ins>" * deep + "<w:r>", 1).replace(
                "</w:r>", "</w:r>" + "</w:ins>" * deep, 1
            ),
            text.replace("<w:tc>", '<w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr>'),
            text.replace("</w:body>", words.p("五", number=(1, 0)) * 30_000 + "</w:body>"),
            text.replace("</w:body>", words.p("长" * 400_000) + "</w:body>"),
            text.replace('w:val="0"', f'w:val="{chance.choice(ABSURD)}"'),
            text.replace("<w:t ", '<w:footnoteReference w:id="1"/><w:t ', 1),
        ]
    )


def numbering(chance: Random, content: bytes) -> bytes:
    members = members_of(content)
    name = next(name for name in members if "numbering" in name)
    text = members[name].decode()
    many = chance.choice(["1000000000", "99999999999999999999", "-7", "0", "x"])
    form = chance.choice(
        ["upperRoman", "lowerLetter", "chineseCounting", "ordinalText", "none", "x"]
    )
    text = text.replace('<w:start w:val="1"/>', f'<w:start w:val="{many}"/>')
    text = re.sub(r'numFmt w:val="\w+"', f'numFmt w:val="{form}"', text)
    if chance.random() < 0.3:
        text = text.replace("%1", "%1" * 5000)
    return packed([*{**members, name: text.encode()}.items()])


def styles(chance: Random, content: bytes) -> bytes:
    """Styles that build on each other in a circle, number formats that no program writes."""
    members = members_of(content)
    name = next(name for name in members if name.endswith("styles.xml"))
    text = members[name].decode()
    code = chance.choice(["[" * 3000, "0" * 5000 + "." + "0" * 5000, '"' * 999, "#,##0.00;" * 500, "yyyy" * 900,
                          "[$-804]aaaa", "\\" * 999, "?/" * 500, "[>1e999]0", "General" * 500])  # fmt: skip
    text = re.sub(r'formatCode="[^"]*"', 'formatCode="' + code.replace('"', "&quot;") + '"', text)
    circle = '<w:style w:type="paragraph" w:styleId="h"><w:basedOn w:val="h"/></w:style>'
    text = text.replace("</w:styles>", circle + "</w:styles>")
    return packed([*{**members, name: text.encode()}.items()])


def relations(chance: Random, content: bytes) -> bytes:
    """Relations that lead to themselves, outside, or nowhere."""
    members = members_of(content)
    name = chance.choice([name for name in members if name.endswith(".rels")])
    target = chance.choice(["../_rels/.rels", "/xl/workbook.xml", "../" * 40 + "etc/passwd", "http://127.0.0.1:9/",
                            "file:///etc/passwd", "", ".", "worksheets/sheet1.xml", "\\\\server\\share"])  # fmt: skip
    text = re.sub(
        r'Target="[^"]*"',
        lambda _: f'Target="{target}"',
        members[name].decode(),
        count=chance.choice([0, 1]),
    )
    return packed([*{**members, name: text.encode()}.items()])
