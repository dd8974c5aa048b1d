"""A table as HTML needs it: which cells are printed, how far they reach, which heads they have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from budgets.data import TableData
from budgets.money import looks_like_figure

Position = tuple[int, int]
FIGURES = ("amount", "rate", "number")
# Texts longer than this get a wide column; columns of shorter ones than SHORT never wrap.
LONG, SHORT = 30, 9


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed cell. `marks` are the numbers of the findings that stand at it, `names` tells that
    it names something: it may have a gloss."""

    text: str
    heading: bool = False
    id: str = ""
    scope: str = ""
    headers: str = ""
    rowspan: int = 1
    colspan: int = 1
    look: str = ""
    marks: tuple[int, ...] = ()
    names: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A body row under its anchor, r1 for the first."""

    id: str
    look: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """`colgroups` are the spans that the first header row makes; its heads have a group's scope.

    `width` counts columns, `breadth` the room that they need: a column of prose is worth two.
    """

    colgroups: tuple[int, ...]
    head: tuple[tuple[Cell, ...], ...]
    body: tuple[Line, ...]
    width: int
    breadth: int


class _Areas:
    """Merged areas of one part of a table, by the positions they cover, clipped to that part."""

    def __init__(
        self, merges: tuple[tuple[int, int, int, int], ...], first: int, last: int, width: int
    ) -> None:
        self.anchors: dict[Position, Position] = {}
        self.spans: dict[Position, tuple[int, int]] = {}
        for top, left, bottom, right in merges:
            top, bottom, right = max(top, first), min(bottom, last), min(right, width - 1)
            if top > bottom or left > right or (top, left) == (bottom, right):
                continue
            anchor = (top - first, left)
            covered = [
                (row, column)
                for row in range(top - first, bottom - first + 1)
                for column in range(left, right + 1)
            ]
            # Areas that overlap cannot both be drawn: the first one stands.
            if any(position in self.anchors for position in covered):
                continue
            self.spans[anchor] = (bottom - top + 1, right - left + 1)
            self.anchors.update(dict.fromkeys(covered, anchor))

    def anchor(self, row: int, column: int) -> Position:
        return self.anchors.get((row, column), (row, column))

    def hides(self, row: int, column: int) -> bool:
        return self.anchor(row, column) != (row, column)

    def span(self, row: int, column: int) -> tuple[int, int]:
        return self.spans.get((row, column), (1, 1))


def grid_of(
    table: TableData,
    *,
    texts: Mapping[Position, str] | None = None,
    marks: Mapping[Position, tuple[int, ...]] | None = None,
) -> Grid:
    """The cells of `table`; `texts` replaces what is printed at a body position.

    Heads are linked by id wherever `scope` alone would leave a reader guessing: below merged
    heads, beside a second listing, and under merged labels.
    """
    return _Layout(table, texts or {}, marks or {}).grid()


class _Layout:
    def __init__(
        self,
        table: TableData,
        texts: Mapping[Position, str],
        marks: Mapping[Position, tuple[int, ...]],
    ) -> None:
        self.table = table
        self.texts = texts
        self.marks = marks
        lines = [*table.header, *(row.cells for row in table.rows)]
        self.width = max((len(line) for line in lines), default=0)
        self.heads = len(table.header)
        self.above = _Areas(table.merges, 0, self.heads - 1, self.width)
        self.below = _Areas(table.merges, self.heads, self.heads + len(table.rows) - 1, self.width)
        self.kinds = [column.kind for column in table.columns]
        self.kinds += ["text"] * (self.width - len(self.kinds))
        self.blocks = [column.block for column in table.columns]
        self.blocks += [0] * (self.width - len(self.blocks))
        self.lowest = min((row.level for row in table.rows if row.kind == "item"), default=0)
        self.linked = self.heads > 1 or max(self.blocks, default=0) > 0 or bool(self.below.spans)
        self.above_column = [self._heads_above(column) for column in range(self.width)]
        self.labels_of = [self._labels_beside(column) for column in range(self.width)]
        self.looks = [self._look(column) for column in range(self.width)]

    def grid(self) -> Grid:
        return Grid(
            colgroups=tuple(self._colgroups()),
            head=tuple(tuple(self._head(row)) for row in range(self.heads)),
            body=tuple(
                Line(f"r{row + 1}", self._line_look(row), tuple(self._body(row)))
                for row in range(len(self.table.rows))
            ),
            width=self.width,
            breadth=self.width + sum("prose" in look.split() for look in self.looks),
        )

    def _header_text(self, row: int, column: int) -> str:
        line = self.table.header[row]
        return (line[column] if column < len(line) else None) or ""

    def _text(self, row: int, column: int) -> str:
        if (row, column) in self.texts:
            return self.texts[row, column]
        cells = self.table.rows[row].cells
        return (cells[column] if column < len(cells) else None) or ""

    def _colgroups(self) -> Iterator[int]:
        column = 0
        while column < self.width:
            reach = self.above.span(0, column)[1] if self.heads else 1
            yield reach
            column += reach

    def _heads_above(self, column: int) -> tuple[str, ...]:
        """The ids of the filled header cells over a column, from the top down."""
        anchors = dict.fromkeys(self.above.anchor(row, column) for row in range(self.heads))
        return tuple(f"h{row}-{at}" for row, at in anchors if self._header_text(row, at))

    def _labels_beside(self, column: int) -> tuple[int, ...]:
        """The label columns that name a column's figures: the last run of them to its left."""
        labels = [
            at
            for at in range(column)
            if self.kinds[at] == "label" and self.blocks[at] == self.blocks[column]
        ]
        if self.kinds[column] == "label" or not labels:
            return ()
        run = [labels.pop()]
        while labels and labels[-1] == run[0] - 1:
            run.insert(0, labels.pop())
        return tuple(run)

    def _look(self, column: int) -> str:
        names = []
        if self.kinds[column] in FIGURES or self._all_figures(column):
            names.append("figure")
        else:
            longest = max(
                (
                    len(self._text(row, column))
                    for row in range(len(self.table.rows))
                    # What reaches over several columns makes none of them wide.
                    if self.below.span(row, column)[1] == 1
                ),
                default=0,
            )
            if longest > LONG:
                names.append("prose")
            elif longest <= SHORT:
                names.append("short")
        if column == 0 and self.kinds[0] == "label":
            names.append("stick")
        if column and self.blocks[column] != self.blocks[column - 1]:
            names.append("block")
        return " ".join(names)

    def _all_figures(self, column: int) -> bool:
        """Whether a column that was kept as text holds figures only."""
        texts = [text for row in range(len(self.table.rows)) if (text := self._text(row, column))]
        plain = self.kinds[column] == "text" and self.table.header
        return bool(plain and texts) and all(looks_like_figure(text) for text in texts)

    def _line_look(self, row: int) -> str:
        kind = self.table.rows[row].kind
        return kind if kind in ("total", "heading") else ""

    def _head(self, row: int) -> Iterator[Cell]:
        for column in range(self.width):
            if self.above.hides(row, column):
                continue
            text = self._header_text(row, column)
            rowspan, colspan = self.above.span(row, column)
            yield Cell(
                text,
                heading=bool(text),
                id=f"h{row}-{column}" if self.linked and text else "",
                scope=("colgroup" if colspan > 1 else "col") if text else "",
                rowspan=rowspan,
                colspan=colspan,
                look=self.looks[column]
                if colspan == 1
                else _only(self.looks[column], "stick block"),
                marks=self._head_marks(row, column, rowspan, colspan),
                names=bool(text),
            )

    def _head_marks(self, row: int, column: int, rowspan: int, colspan: int) -> tuple[int, ...]:
        """The marks of the columns under a lowest head."""
        if row + rowspan < self.heads:
            return ()
        return tuple(
            n for at in range(column, column + colspan) for n in self.marks.get((-1, at), ())
        )

    def _body(self, row: int) -> Iterator[Cell]:
        for column in range(self.width):
            if self.below.hides(row, column):
                continue
            text = self._text(row, column)
            rowspan, colspan = self.below.span(row, column)
            heading = self.kinds[column] == "label" and bool(text)
            look = self.looks[column]
            if colspan > 1:
                look = _only(look, "figure stick block")
            if (
                self.kinds[column] == "label"
                and (level := self.table.rows[row].level - self.lowest) > 0
            ):
                look = f"{look} level-{min(level, 4)}".strip()
            yield Cell(
                text,
                heading=heading,
                # Every cell that says something has its own address.
                id=f"r{row + 1}c{column + 1}" if text else "",
                scope="row" if heading else "",
                headers=" ".join(self._headers(row, column)) if self.linked else "",
                rowspan=rowspan,
                colspan=colspan,
                look=look,
                marks=self.marks.get((row, column), ()),
                names=bool(text) and "figure" not in look.split(),
            )

    def _headers(self, row: int, column: int) -> Iterator[str]:
        _, colspan = self.below.span(row, column)
        yield from dict.fromkeys(
            head for at in range(column, column + colspan) for head in self.above_column[at]
        )
        for at in self.labels_of[column]:
            anchor_row, anchor_column = self.below.anchor(row, at)
            if anchor_column != column and self._text(anchor_row, anchor_column):
                yield f"r{anchor_row + 1}c{anchor_column + 1}"


def _only(look: str, names: str) -> str:
    return " ".join(name for name in look.split() if name in names.split())
