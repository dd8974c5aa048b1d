"""Takes the structure tree of a tagged PDF apart: what a screen reader would say of every cell.

A reader announces the cells that a data cell's Headers name; where a cell has no Headers, the
header cells above it whose Scope covers columns (ISO 32000-1, 14.8.5.7). `wrong_cells` compares
that with the header that was printed, so it needs to know nothing of how the PDF was made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO

import pikepdf

from budgets.data import TableData
from budgets.printing.placing import free_heads, place, repeated


@dataclass(slots=True)
class TaggedCell:
    """A TH or TD with its place in the grid. `headers` is None where the cell names none."""

    kind: str
    text: str
    row: int
    column: int
    rows: int
    columns: int
    id: str
    scope: str
    headers: tuple[str, ...] | None


@dataclass(slots=True)
class TaggedTable:
    """A table as the tree has it, and the headings and paragraphs before it."""

    cells: list[TaggedCell] = field(default_factory=list)

    def announced(self, cell: TaggedCell) -> list[str]:
        """The texts of the headers that a reader says for a cell, from the top."""
        if cell.headers is not None:
            named = {other.id: other for other in self.cells if other.id}
            return [named[name].text for name in cell.headers if name in named]
        span = range(cell.column, cell.column + cell.columns)
        return [
            other.text
            for other in self.cells
            if other.kind == "TH"
            and other.row < cell.row
            and other.scope in {"Column", "Both"}
            and any(column in span for column in range(other.column, other.column + other.columns))
        ]


def tagged_tables(pdf: bytes) -> list[TaggedTable]:
    """Every table of the document in reading order."""
    with pikepdf.open(BytesIO(pdf)) as document:
        texts = {page.objgen: _marked_text(page) for page in document.pages}
        root = document.Root.StructTreeRoot
        return [_table(element, texts) for element in _elements(root.K, "Table")]


def tagged_text(pdf: bytes, role: str) -> list[str]:
    """The text of every element of a role, such as H1."""
    with pikepdf.open(BytesIO(pdf)) as document:
        texts = {page.objgen: _marked_text(page) for page in document.pages}
        return [
            _text(element, texts) for element in _elements(document.Root.StructTreeRoot.K, role)
        ]


def wrong_cells(table: TaggedTable, data: TableData) -> list[tuple[TaggedCell, list[str]]]:
    """The data cells whose announced headers are not the printed ones, with what was expected."""
    wrong = []
    for cell in table.cells:
        if cell.kind != "TD":
            continue
        expected = expected_headers(data, cell.column, cell.columns)
        expected += expected_heads(data, cell.row - len(data.header), cell.column, cell.columns)
        said = [_bare(text) for text in table.announced(cell) if _bare(text)]
        if sorted(said) != sorted(map(_bare, expected)):
            wrong.append((cell, expected))
    return wrong


def expected_headers(data: TableData, column: int, columns: int) -> list[str]:
    """The texts of all printed header cells above the columns, merged ones once."""
    depth = len(data.header)
    found: dict[tuple[int, int], str] = {}
    for row in range(depth):
        for at in range(column, column + columns):
            place = next(
                (
                    (top, left)
                    for top, left, bottom, right in data.merges
                    if top <= row <= bottom and left <= at <= right
                ),
                (row, at),
            )
            text = data.header[place[0]][place[1]] if place[0] < depth else None
            if text:
                found[place] = text
    return list(found.values())


def expected_heads(data: TableData, row: int, column: int, columns: int) -> list[str]:
    """The texts above a body cell that name its columns inside of the body, and are tagged so."""
    placed = place(data)
    above = [(first, last) for first, last in free_heads(placed) if last < row]
    if not above or repeated(placed)[row] != above[-1]:
        return []
    first, last = above[-1]
    return [
        cell.text
        for line in placed.body[first : last + 1]
        for cell in line
        if cell.text and cell.column < column + columns and column < cell.column + cell.columns
    ]


def _bare(text: str) -> str:
    return "".join(text.split())


def _elements(node: pikepdf.Object, role: str) -> Iterator[pikepdf.Dictionary]:
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _elements(child, role)
    elif isinstance(node, pikepdf.Dictionary):
        if node.get("/S") == f"/{role}":
            yield node
        elif "/K" in node:
            yield from _elements(node.K, role)


def _table(
    element: pikepdf.Dictionary, texts: dict[tuple[int, int], dict[int, str]]
) -> TaggedTable:
    table = TaggedTable()
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(_elements(element.K, "TR")):
        column = 0
        for child in _children(row):
            kind = str(child.get("/S", ""))[1:]
            if kind not in {"TH", "TD"}:
                continue
            while (number, column) in taken:
                column += 1
            attributes = _attributes(child)
            columns = int(attributes.get("/ColSpan", 1))
            rows = int(attributes.get("/RowSpan", 1))
            taken |= {(number + r, column + c) for r in range(rows) for c in range(columns)}
            headers = attributes.get("/Headers")
            table.cells.append(
                TaggedCell(
                    kind=kind,
                    text=_text(child, texts),
                    row=number,
                    column=column,
                    rows=rows,
                    columns=columns,
                    id=str(child.get("/ID", "")),
                    scope=str(attributes.get("/Scope", ""))[1:],
                    headers=None if headers is None else tuple(map(str, headers)),
                )
            )
            column += columns
    return table


def _children(element: pikepdf.Dictionary) -> list[pikepdf.Dictionary]:
    kids = element.get("/K", pikepdf.Array())
    return [
        kid
        for kid in (kids if isinstance(kids, pikepdf.Array) else [kids])
        if isinstance(kid, pikepdf.Dictionary)
    ]


def _attributes(element: pikepdf.Dictionary) -> dict[str, pikepdf.Object]:
    given = element.get("/A", pikepdf.Array())
    merged: dict[str, pikepdf.Object] = {}
    for attributes in given if isinstance(given, pikepdf.Array) else [given]:
        if isinstance(attributes, pikepdf.Dictionary):
            merged.update(dict(attributes.items()))
    return merged


def _text(
    node: pikepdf.Object,
    texts: dict[tuple[int, int], dict[int, str]],
    page: tuple[int, int] | None = None,
) -> str:
    if isinstance(node, pikepdf.Array):
        return "".join(_text(kid, texts, page) for kid in node)
    if isinstance(node, pikepdf.Dictionary):
        page = node.Pg.objgen if "/Pg" in node else page
        if "/ActualText" in node:
            return str(node.ActualText)
        if "/MCID" in node:
            return texts.get(page or (0, 0), {}).get(int(node.MCID), "")
        return _text(node.K, texts, page) if "/K" in node else ""
    if isinstance(node, int) and page is not None:
        return texts.get(page, {}).get(node, "")
    return ""


# ---- Text of a page by the numbers of its marked content


def _marked_text(page: pikepdf.Page) -> dict[int, str]:
    fonts = {
        name: _unicode_map(font)
        for name, font in page.obj.get("/Resources", {}).get("/Font", {}).items()
    }
    found: dict[int, str] = {}
    open_marks: list[int | None] = []
    current: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC":
                properties = operands[1]
                mark = None
                if isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties:
                    mark = int(properties.MCID)
                open_marks.append(mark)
            case "BMC":
                open_marks.append(None)
            case "EMC":
                open_marks.pop()
            case "Tf":
                current = fonts.get(str(operands[0]), {})
            case "Tj" | "TJ" as name:
                mark = next((one for one in reversed(open_marks) if one is not None), None)
                if mark is not None:
                    strings = operands[0] if name == "TJ" else [operands[0]]
                    found[mark] = found.get(mark, "") + _decode(strings, current)
    return found


def _decode(strings: Sequence[pikepdf.Object], characters: dict[int, str]) -> str:
    text = ""
    for string in strings:
        if isinstance(string, pikepdf.String):
            raw = bytes(string)
            text += "".join(
                characters.get(int.from_bytes(raw[i : i + 2], "big"), "\ufffd")
                for i in range(0, len(raw), 2)
            )
    return text


_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f]*)>")


def _unicode_map(font: pikepdf.Dictionary) -> dict[int, str]:
    """Two-byte codes to text, from the font's ToUnicode map."""
    characters: dict[int, str] = {}
    if "/ToUnicode" not in font:
        return characters
    for section, body in _SECTION.findall(font.ToUnicode.read_bytes()):
        values = [bytes.fromhex(value.decode()) for value in _HEX.findall(body)]
        width = 2 if section == b"bfchar" else 3
        for i in range(0, len(values) - width + 1, width):
            first = int.from_bytes(values[i], "big")
            last = first if width == 2 else int.from_bytes(values[i + 1], "big")
            text = values[i + width - 1].decode("utf-16-be")
            for code in range(first, last + 1):
                characters[code] = text[:-1] + chr(ord(text[-1]) + code - first)
    return characters
