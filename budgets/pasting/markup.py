"""Tables in the HTML that Excel, WPS, Word, LibreOffice and web pages put on the clipboard.

The HTML is only taken apart for its texts: nothing of it is shown, loaded or run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from budgets.money import normalise_figure
from budgets.pasting.clip import (
    HTML,
    MOST_COLUMNS,
    MOST_ROWS,
    TOO_LARGE,
    Clip,
    Exact,
    UnusablePaste,
    within_limits,
)

_TABLE, _ROW, _CELLS = "table", "tr", frozenset({"td", "th"})
_UNTOLD = frozenset({"style", "script", "head", "title", "template", "noscript", "xml"})
# What begins a new line within a cell.
_BLOCKS = frozenset({"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table"})
# Office wraps the lines of its source: between two Chinese characters that is no space.
_WRAP = re.compile(r"(?<=[\u2e80-\uffef])[ \t\f]*[\r\n][ \t\r\n\f]*(?=[\u2e80-\uffef])")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
# Excel lets a long text run over the next cells, and tells that as a span.
_OVERFLOW = re.compile(r"mso-ignore\s*:\s*colspan", re.IGNORECASE)
# Where programs keep the number behind what a cell shows.
_NUMBERS = ("x:num", "sdval", "data-sheets-numeric-value")
_BREAK = "\x00"


def has_table(html: str) -> bool:
    return "<table" in html.lower()


def read_markup(html: str) -> Clip:
    """The tables of an HTML clipboard below each other, with the lines of text around them."""
    try:
        root = document_fromstring(
            # As bytes: a text that names its own encoding is refused.
            html.replace("\0", "").encode("utf-8", "replace"),
            parser=HTMLParser(
                encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True
            ),
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnusablePaste("粘贴的内容读不出来：请改为只粘贴文字，或上传工作簿。") from error
    laying = _Laying()
    for kind, element in _parts(root):
        if kind == _TABLE:
            laying.table(element)
        else:
            laying.line(element)
    within_limits(laying.rows)
    return Clip(
        HTML,
        tuple(tuple(line) for line in laying.rows),
        tuple(laying.merges),
        tuple(laying.hidden),
        tuple(laying.exact),
    )


def _parts(root: Any) -> Iterator[tuple[str, Any]]:
    """The tables that hold rows of their own, and the texts outside of them, in their order."""
    waiting: list[str] = []

    def flush() -> Iterator[tuple[str, Any]]:
        for text in _lines("".join(waiting)):
            yield "line", text
        waiting.clear()

    stack: list[Any] = [root]
    while stack:
        one = stack.pop()
        if isinstance(one, str):
            waiting.append(one)
            continue
        if not isinstance(one.tag, str) or one.tag in _UNTOLD:
            continue
        if one.tag == _TABLE and not _is_frame(one):
            yield from flush()
            yield _TABLE, one
            continue
        mark = _BREAK if one.tag in _BLOCKS or one.tag in _CELLS or one.tag == "br" else ""
        inside: list[Any] = [mark + (one.text or "")]
        for child in one:
            inside += [child, child.tail or ""]
        stack.extend(reversed([*inside, mark]))
    yield from flush()


def _is_frame(table: Any) -> bool:
    """Whether a table only places other tables on a page."""
    inner = table.find(f".//{_TABLE}")
    if inner is None:
        return False
    return len(_rows(table)) <= len(_rows(inner))


def _rows(table: Any) -> list[Any]:
    """The rows of a table itself, not of one within its cells."""
    found = []
    for child in table:
        if child.tag == _ROW:
            found.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            found += [row for row in child if row.tag == _ROW]
    return found


class _Laying:
    """The grid as it grows: spans take their places before later cells do."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self.merges: list[tuple[int, int, int, int]] = []
        self.hidden: list[int] = []
        self.exact: list[Exact] = []

    def line(self, text: str) -> None:
        self.rows.append([text])

    def table(self, table: Any) -> None:
        taken: set[tuple[int, int]] = set()
        lines = _rows(table)
        if len(self.rows) + len(lines) > MOST_ROWS:
            raise UnusablePaste(TOO_LARGE)
        first = len(self.rows)
        self.rows += [[] for _ in lines]
        for row, line in enumerate(lines, first):
            if _HIDDEN.search(line.get("style") or ""):
                self.hidden.append(row)
            column = 0
            for cell in line:
                if cell.tag not in _CELLS:
                    continue
                while (row, column) in taken:
                    column += 1
                column = self._cell(cell, row, column, len(self.rows) - 1, taken)

    def _cell(
        self, cell: Any, row: int, column: int, last: int, taken: set[tuple[int, int]]
    ) -> int:
        """Lay one cell; the column after it."""
        wide = _span(cell.get("colspan"), MOST_COLUMNS)
        deep = min(_span(cell.get("rowspan"), MOST_ROWS), last - row + 1)
        if column + wide > MOST_COLUMNS:
            raise UnusablePaste(TOO_LARGE)
        line = self.rows[row]
        line += [""] * (column + wide - len(line))
        text = _text(cell)
        line[column] = text
        exact = _exact(cell, text)
        if exact:
            self.exact.append(Exact(row, column, exact))
        if (wide, deep) != (1, 1):
            # A cell of the row below gives way to one that reaches down to it.
            taken.update(
                (below, over)
                for below in range(row + 1, row + deep)
                for over in range(column, column + wide)
            )
            if not _OVERFLOW.search(cell.get("style") or ""):
                self.merges.append((row, column, row + deep - 1, column + wide - 1))
        return column + wide


def _span(text: str | None, most: int) -> int:
    try:
        return min(max(int(text or 1), 1), most)
    except ValueError:
        return 1


def _text(cell: Any) -> str:
    """What a cell shows: its lines one below the other, spaces as HTML counts them."""
    pieces: list[str] = []
    stack: list[Any] = [cell]
    while stack:
        one = stack.pop()
        if isinstance(one, str):
            pieces.append(one)
            continue
        if not isinstance(one.tag, str) or one.tag in _UNTOLD:
            continue
        mark = _BREAK if one.tag in _BLOCKS or one.tag == "br" else ""
        inside: list[Any] = [mark + (one.text or "")]
        for child in one:
            inside += [child, child.tail or ""]
        stack.extend(reversed(inside if one.tag == "br" else [*inside, mark]))
    return "\n".join(_lines("".join(pieces)))


def _lines(text: str) -> list[str]:
    """The lines that are not empty; an indent of hard spaces stays in front of the first."""
    found = []
    for line in text.split(_BREAK):
        plain = _SPACE.sub(" ", _WRAP.sub("", line)).strip(" ").replace("\xa0", " ").rstrip()
        if plain:
            found.append(plain)
    return [found[0], *(line.strip() for line in found[1:])] if found else []


def _exact(cell: Any, text: str) -> str:
    """The stored number, where the cell shows another one; "" where it shows all of it."""
    for name in _NUMBERS:
        value = (cell.get(name) or "").strip()
        if not value:
            continue
        try:
            stored = Decimal(value)
            shown = Decimal(normalise_figure(text).replace(",", ""))
        except InvalidOperation:
            return ""
        if stored.is_finite() and stored != shown:
            return f"{stored:f}"
    return ""
