"""Where the cells of a table go on paper: merged cells, size of type, page direction, widths.

Widths are settled here, from what the cells hold, because a typesetter that guesses them breaks
figures or sets Chinese one character a line. The unit "em" is the size of type; a Han character is
one em wide. Everything else about a page is decided in report.typ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import ceil, sqrt

from budgets.data import RowData, TableData, Text
from budgets.money import is_nothing, looks_like_figure

# Points on an A4 page inside the margins that report.typ sets; heights without title and footer.
PORTRAIT = (493.0, 640.0)
LANDSCAPE = (739.5, 390.0)

# Sizes of type in points, best first. Below the last one print can't be read.
SIZES = (9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
# No smaller type only to save lines.
_COMFORTABLE = 8.5
# Distance of text from the rules, and from one line to the next, in em.
INSET_X = 0.5
INSET_Y = 0.42
LINE = 1.4
# Lines hold a little less than their width: words and punctuation don't break just anywhere.
_SLACK = 1.03

# Advance widths of Noto Sans CJK in em; everything outside ASCII counts as full width.
_WIDTHS = {
    character: width
    for characters, width in (
        (" |ij',.:;l", 0.29),
        ('I!f()[]{}-tr/\\*"?sz', 0.48),
        ("xcvyYJLFkeags_", 0.57),
        ("$+0123456789<=>^~", 0.556),
        ("#XVESTZ`ohuAnbdpqPRC", 0.64),
        ("K&BDGUN", 0.73),
        ("HOQw", 0.81),
        ("MW%m@", 0.95),
    )
    for character in characters
}
# No line may break inside these: a word or figure, with the punctuation that clings to it.
_WORD = re.compile(r"[（《〈“‘【]*[!-~]+[，。；：、）》〉”’】％]*")

# Up to this width in em, words stand centred in a column of short words.
_SHORT = 10
_HAN = re.compile(r"[\u4e00-\u9fff]+")


def width_of(text: str) -> float:
    """The width of one line of text in em."""
    if not text.isascii():
        return sum(_WIDTHS.get(character, 1.0) for character in text)
    return sum(_WIDTHS.get(character, 0.6) for character in text)


@lru_cache(maxsize=8192)
def _measured(text: str) -> tuple[float, float]:
    """The widest line of a text, and its widest unbreakable word, in em."""
    width = max((width_of(line) for line in text.split("\n")), default=0.0)
    if width <= 1:
        return width, width
    word = max((width_of(match) for match in _WORD.findall(text)), default=0.0)
    return width, word


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed cell with the columns and rows that it covers. `align`: start, center, end."""

    column: int
    columns: int
    rows: int
    text: str
    align: str = "center"


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """The cells of a table row by row, each where it begins; `blocks` are body rows (first, last)
    that vertically merged cells tie together."""

    columns: int
    header: tuple[tuple[Cell, ...], ...]
    body: tuple[tuple[Cell, ...], ...]
    blocks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """How a table lies on paper: size of type and widths in points."""

    flipped: bool
    size: float
    widths: tuple[float, ...]
    lines: float
    pages: float

    def room(self, cell: Cell) -> float:
        """The width in em that a cell leaves to its text."""
        points = sum(self.widths[cell.column : cell.column + cell.columns])
        return max(points / self.size - 2 * INSET_X, 1.0)

    def height(self, row: Sequence[Cell]) -> float:
        """About how much of a page a row takes, merged cells spread over their rows."""
        lines = max(
            (_lines_in(cell.text, self.room(cell)) / cell.rows for cell in row), default=1.0
        )
        page = (LANDSCAPE if self.flipped else PORTRAIT)[1]
        return (lines * LINE + 2 * INSET_Y) * self.size / page


def place(table: TableData) -> PlacedTable:
    """The cells of a table, its merges applied.

    A merge is cut at the foot of the header, since a repeated header can't reach into the body, and
    at the edge of the table; one that overlaps an earlier merge is left out.
    """
    width = max(
        [len(table.columns)]
        + [len(row) for row in table.header]
        + [len(row.cells) for row in table.rows]
    )
    depth = len(table.header)
    grid = [*table.header, *(row.cells for row in table.rows)]
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for first_row, first_column, last_row, last_column in sorted(table.merges):
        end = min(last_row + 1, depth if first_row < depth else len(grid))
        right = min(last_column + 1, width)
        area = {(r, c) for r in range(first_row, end) for c in range(first_column, right)}
        if area and not area & covered:
            covered |= area
            spans[first_row, first_column] = (end - first_row, right - first_column)
    aligns = [_column_align(table, column) for column in range(width)]

    def cells(number: int, texts: Sequence[Text]) -> Iterator[Cell]:
        for column in range(width):
            span = spans.get((number, column))
            if span is None and (number, column) in covered:
                continue
            rows, columns = span or (1, 1)
            text = (texts[column] if column < len(texts) else None) or ""
            align = "center"
            if number >= depth:
                align = _cell_align(text, aligns[column], columns)
            yield Cell(column, columns, rows, text, align)

    placed = tuple(tuple(cells(number, texts)) for number, texts in enumerate(grid))
    return PlacedTable(width, placed[:depth], placed[depth:], _blocks(placed[depth:]))


def without_header(placed: PlacedTable) -> PlacedTable:
    """The same cells, those of the header among the body's."""
    body = placed.header + placed.body
    return PlacedTable(placed.columns, (), body, _blocks(body))


def _blocks(body: Sequence[Sequence[Cell]]) -> tuple[tuple[int, int], ...]:
    blocks: list[tuple[int, int]] = []
    first = last = 0
    for number, row in enumerate(body):
        if number > last:
            blocks.append((first, last))
            first = number
        last = max([last, *(number + cell.rows - 1 for cell in row)])
    return (*blocks, (first, last)) if body else ()


def _column_align(table: TableData, column: int) -> str:
    """Figures to the right, words to the left, short remarks such as ≥ or 定性 centred."""
    kind = table.columns[column].kind if column < len(table.columns) else "text"
    if kind in {"amount", "rate", "number"}:
        return "end"
    texts = [row.cells[column] or "" for row in table.rows if column < len(row.cells)]
    texts = [text for text in texts if not is_nothing(text)]
    if kind == "text" and texts:
        if all(looks_like_figure(text) for text in texts):
            return "end"
        if sum(width_of(text) <= _SHORT / 2 for text in texts) >= 0.6 * len(texts):
            return "center"
    return "start"


def _cell_align(text: str, align: str, columns: int) -> str:
    if align == "end" and text and not (looks_like_figure(text) or is_nothing(text)):
        return "start"
    # An amount among words, as forms have it: 预算支出总额 above, a goal below.
    if align != "end" and looks_like_figure(text) and ("." in text or "," in text):
        return "end"
    if align == "center" and (columns > 1 or width_of(text) > _SHORT):
        return "start"
    return align


def has_data(table: TableData) -> bool:
    """Whether the body says anything besides labels: a blank or a dash says nothing."""
    if not any(text for row in table.rows for text in row.cells):
        return False
    figures = [i for i, column in enumerate(table.columns) if column.kind not in {"label", "text"}]
    if not figures:
        return True

    def says(row: RowData) -> bool:
        return any(not is_nothing(row.cells[i] or "") for i in figures if i < len(row.cells))

    # A listing whose only rows are empty totals has no data, even though 合计 stands in it.
    return any(says(row) for row in table.rows) or any(
        row.kind == "item" and any(row.cells) for row in table.rows
    )


def _body_floor(text: str) -> float:
    """The least width in em at which body text reads well."""
    width, word = _measured(text)
    return max(word, min(width, max(5.0, 0.9 * sqrt(width * _lines_of(text))), 14.0))


def _lines_of(text: str) -> int:
    return text.count("\n") + 1


def _header_floor(text: str) -> float:
    width, word = _measured(text)
    return max(word, min(width, max(4.0, width / 4), 8.0))


@dataclass(slots=True)
class _Column:
    floor: float = 1.0
    want: float = 1.0
    # Cells that may take more than one line: row, width in em, lines at least, rows merged.
    long: list[tuple[int, float, int, int]] = field(default_factory=list)

    def lines(self, width: float) -> list[int]:
        """The lines that each of the long cells takes."""
        counts = []
        for _, need, least, _ in self.long:
            count = 1 if need <= width * _SLACK else int(need / width) + 1
            counts.append(count if count > least else least)
        return counts


def _demands(placed: PlacedTable) -> list[_Column]:
    """The least and the wished width of every column, in em without insets."""
    columns = [_Column() for _ in range(placed.columns)]
    wide: list[tuple[Cell, float, float]] = []
    for row in placed.header:
        for cell in row:
            floor, want = _header_floor(cell.text), min(_measured(cell.text)[0], 8.0)
            if cell.columns > 1:
                wide.append((cell, floor, floor))
                continue
            column = columns[cell.column]
            column.floor, column.want = max(column.floor, floor), max(column.want, want)
    for number, row in enumerate(placed.body):
        for cell in row:
            if not cell.text:
                continue
            floor, want = _body_floor(cell.text), _measured(cell.text)[0]
            if cell.columns > 1:
                wide.append((cell, floor, min(want, 24.0)))
                continue
            column = columns[cell.column]
            column.floor, column.want = max(column.floor, floor), max(column.want, want)
            if want > 4:
                lines = _lines_of(cell.text)
                column.long.append((number, want * _SLACK, lines, cell.rows))
    for cell, floor, want in wide:
        covered = columns[cell.column : cell.column + cell.columns]
        inner = 2 * INSET_X * (cell.columns - 1)
        for name, need in (("floor", floor), ("want", want)):
            lack = need - inner - sum(getattr(column, name) for column in covered)
            if lack > 0:
                for column in covered:
                    setattr(column, name, getattr(column, name) + lack / len(covered))
    for column in columns:
        column.want = max(column.want, column.floor)
    return columns


def _spread(columns: Sequence[_Column], room: float, rows: int) -> tuple[list[float], float]:
    """Widths in em that fill `room`, and the height of the body in lines.

    Every column starts at its floor; what is left goes, one line break at a time, to the column in
    which a little more width saves the most lines, and at last to all alike.
    """
    wants = sum(column.want for column in columns)
    if wants <= room:
        return [column.want * room / wants for column in columns], float(rows)
    widths = [column.floor for column in columns]
    rest = room - sum(widths)
    lines = [column.lines(width) for column, width in zip(columns, widths, strict=True)]
    tallest = _tallest(columns, lines, rows)
    # (lines saved for an em, width) of every column. Only the column that grew is looked at again:
    # the others judge rows that have meanwhile shrunk a little too kindly, which does no harm.
    offers = [
        _offer(column, counts, width, rest, tallest)
        for column, counts, width in zip(columns, lines, widths, strict=True)
    ]
    while offers:
        best = max(range(len(columns)), key=lambda i: offers[i][0])
        gain, width = offers[best]
        if gain <= 0:
            break
        if width - widths[best] <= rest:
            rest -= width - widths[best]
            widths[best] = width
            lines[best] = columns[best].lines(width)
            tallest = _tallest(columns, lines, rows)
        offers[best] = _offer(columns[best], lines[best], widths[best], rest, tallest)
    total = sum(widths)
    return [width + rest * width / total for width in widths], sum(tallest)


def _tallest(columns: Sequence[_Column], lines: Sequence[Sequence[int]], rows: int) -> list[float]:
    """The lines of every row; a merged cell counts evenly in each of its rows."""
    tallest = [1.0] * rows
    for column, counts in zip(columns, lines, strict=True):
        for (first, _, _, span), count in zip(column.long, counts, strict=True):
            if count > span:
                share = count / span
                for row in range(first, min(first + span, rows)):
                    if share > tallest[row]:
                        tallest[row] = share
    return tallest


def _offer(
    column: _Column, lines: Sequence[int], width: float, rest: float, tallest: Sequence[float]
) -> tuple[float, float]:
    """The most lines that a little more width saves in a column, for an em, and that width."""
    breaks = {
        round(need / (count - 1) + 0.005, 2)
        for (_, need, least, _), count in zip(column.long, lines, strict=True)
        if count > least
    }
    best = (0.0, width)
    # The next few widths at which some cell needs a line less.
    for wider in sorted(wider for wider in breaks if width < wider <= width + rest)[:6]:
        saved = 0.0
        for (row, _, _, span), count, fewer in zip(
            column.long, lines, column.lines(wider), strict=True
        ):
            if fewer < count:
                # Lines beside a taller cell of the same row save nothing yet.
                share = 1.0 if count / span >= tallest[row] else 0.15
                saved += share * (count - fewer) / span
        best = max(best, (saved / (wider - width), wider))
    return best


def lay_out(placed: PlacedTable) -> Sheet:
    """The direction, size of type and widths that read best.

    Upright where the columns fit without crowding and it takes no more pages than lying; else lying
    in the largest type that fits. What fits nowhere shrinks to the smallest type.
    """
    columns = _demands(placed)
    upright = _fit(placed, columns, flipped=False, sizes=SIZES[:3])
    if upright and placed.columns <= 3:
        return upright
    lying = _fit(placed, columns, flipped=True, sizes=SIZES) or _squeeze(columns)
    if upright and (upright.lines <= 1.2 * lying.lines + 1 or upright.pages <= 1 < lying.pages):
        return upright
    return lying


def _fit(
    placed: PlacedTable, columns: Sequence[_Column], *, flipped: bool, sizes: Iterable[float]
) -> Sheet | None:
    """The largest type in which the columns fit, or one a little smaller that saves many lines."""
    width, height = LANDSCAPE if flipped else PORTRAIT
    insets = 2 * INSET_X * len(columns)
    floors = sum(column.floor for column in columns)
    chosen: Sheet | None = None
    largest = 0.0
    for size in sizes:
        room = width / size - insets
        if floors > room:
            continue
        largest = largest or size
        if chosen and (size < largest - 1 or size < _COMFORTABLE):
            break
        widths, lines = _spread(columns, room, len(placed.body))
        tall = lines * LINE + len(placed.body) * (2 * INSET_Y + 1 - LINE)
        points = tuple(round((em + 2 * INSET_X) * size, 2) for em in widths)
        if chosen is None or lines < 0.9 * chosen.lines - 1:
            chosen = Sheet(flipped, size, points, lines, tall * size / height)
    return chosen


def _squeeze(columns: Sequence[_Column]) -> Sheet:
    size = SIZES[-1]
    total = sum(column.floor + 2 * INSET_X for column in columns)
    shares = [(column.floor + 2 * INSET_X) / total for column in columns]
    points = tuple(round(share * LANDSCAPE[0], 2) for share in shares)
    return Sheet(True, size, points, float("inf"), float("inf"))


def _lines_in(text: str, room: float) -> int:
    if len(text) * 0.95 <= room:
        return text.count("\n") + 1
    return sum(int(width_of(line) * _SLACK / room) + 1 for line in text.split("\n"))


def pieces(text: str, room: float) -> str | list[list[str]]:
    """The text as report.typ takes it: plain, or lines of pieces between which a line may break.

    Pieces are made only of words wider than `room` (in em), which would else run over the rules.
    """
    if "\n" not in text and _measured(text)[1] <= room:
        return text
    lines = []
    for line in text.split("\n"):
        parts: list[str] = []
        start = 0
        for match in _WORD.finditer(line):
            if width_of(match[0]) > room:
                parts.append(line[start : match.start()])
                parts.extend(_cut(match[0], room))
                start = match.end()
        parts.append(line[start:])
        lines.append([part for part in parts if part])
    return lines


def balanced(text: str, room: float) -> str | list[list[str]]:
    """A header's text in lines of even length, so that no character stands alone in the last.

    Chinese words are mostly of two characters: lines of an even number break fewer of them.
    """
    before, bracket, rest = text.partition("（" if "（" in text else "(")
    if bracket and width_of(text) > room >= max(width_of(before), width_of(bracket + rest)):
        return [[before], [bracket + rest]]
    count = ceil(len(text) / max(int(room), 1))
    if count < 2 or not _HAN.fullmatch(text):
        return pieces(text, room)
    length = ceil(len(text) / count)
    even = length + length % 2
    if even <= room and len(text) % even != 1 and ceil(len(text) / even) == count:
        length = even
    return [[text[i : i + length]] for i in range(0, len(text), length)]


def _cut(word: str, room: float) -> Iterator[str]:
    piece, width = "", 0.0
    for character in word:
        advance = width_of(character)
        if piece and width + advance > room:
            yield piece
            piece, width = "", 0.0
        piece += character
        width += advance
    yield piece
