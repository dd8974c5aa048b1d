"""One printed table as a grid: header and body as one, merged cells filled, and what was understood.

Rows count from the first header row, so that it makes no difference where the head of a form was
taken to end; `Grid.ref` turns a position into the CellRef that everybody else speaks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from budgets.data import CellRef, ProblemData, TableData, UninterpretedData

NOT_READ = "没有读懂这一格，照原样登载"


@dataclass(frozen=True, slots=True)
class Block:
    """A cell as one sees it, single or merged: its area, ends included, and its text."""

    row: int
    column: int
    last_row: int
    last_column: int
    text: str

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def height(self) -> int:
        return self.last_row - self.row + 1

    @property
    def width(self) -> int:
        return self.last_column - self.column + 1

    @property
    def at(self) -> tuple[int, int]:
        return self.row, self.column


class Grid:
    """A table's cells by row and column, header rows first, both from 0."""

    def __init__(self, table: TableData, known: frozenset[tuple[int, int]] = frozenset()) -> None:
        """`known` are cells that need no reading (the labels of private persons)."""
        self.table = table
        self.depth = len(table.header)
        lines = [*table.header, *(row.cells for row in table.rows)]
        self.height = len(lines)
        self.width = max((len(line) for line in lines), default=0)
        self._texts = [
            [(line[c] or "").strip() if c < len(line) else "" for c in range(self.width)]
            for line in lines
        ]
        self._blocks: list[list[Block]] = [[] for _ in lines]
        self._at: list[list[Block | None]] = [[None] * self.width for _ in lines]
        self._known = known
        self._understood: set[tuple[int, int]] = set(known)
        self._why: dict[tuple[int, int], str] = {}
        self._lay()

    def _lay(self) -> None:
        """Every cell belongs to exactly one block; a covered cell with words keeps its own."""
        for top, left, bottom, right in self.table.merges:
            bottom, right = min(bottom, self.height - 1), min(right, self.width - 1)
            if not (0 <= top <= bottom and 0 <= left <= right):
                continue
            block = Block(top, left, bottom, right, self._texts[top][left])
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    own = self._texts[row][column] and (row, column) != (top, left)
                    if not own and self._at[row][column] is None:
                        self._at[row][column] = block
        for row, line in enumerate(self._at):
            last: Block | None = None
            for column, held in enumerate(line):
                block = held or Block(row, column, row, column, self._texts[row][column])
                line[column] = block
                if block is not last:
                    self._blocks[row].append(block)
                last = block

    # --- What stands where ---

    def block(self, row: int, column: int) -> Block:
        found = self._at[row][column]
        assert found is not None
        return found

    def text(self, row: int, column: int) -> str:
        """The text that holds for a cell: its own, or that of the merged cell it lies in."""
        return self.block(row, column).text

    def blocks(self, row: int) -> list[Block]:
        """The cells of a row from left to right, one merged over several columns once."""
        return self._blocks[row]

    def starting(self, row: int) -> Iterator[Block]:
        """The non-empty cells that begin in a row."""
        return (block for block in self._blocks[row] if block.text and block.row == row)

    def all_blocks(self) -> Iterator[Block]:
        """Every non-empty cell once, row by row."""
        for row in range(self.height):
            yield from self.starting(row)

    def right_of(self, block: Block, row: int | None = None) -> Block | None:
        """The cell to the right, None at the edge."""
        column = block.last_column + 1
        return (
            self.block(block.row if row is None else row, column) if column < self.width else None
        )

    def below(self, block: Block) -> Block | None:
        row = block.last_row + 1
        return self.block(row, block.column) if row < self.height else None

    def is_empty(self, row: int) -> bool:
        return not any(block.text for block in self._blocks[row])

    # --- Naming cells ---

    def cell(self, row: int, column: int) -> str:
        """The A1 reference of the (merged) cell at a position."""
        block = self.block(row, column)
        return self.table.cell(block.row - self.depth, block.column)

    def sheet(self, row: int) -> str:
        place = row - self.depth
        if place >= 0:
            return self.table.rows[place].origin.sheet or self.table.sheet
        origins = self.table.header_origins
        return (origins[place].sheet if origins else "") or self.table.sheet

    def ref(self, row: int, column: int) -> CellRef:
        """The cell as findings and pages name it; of a merged one its first cell."""
        block = self.block(row, column)
        table = self.table
        return CellRef(
            table.n,
            table.code or table.title,
            self.cell(row, column),
            block.row - self.depth,
            block.column,
        )

    def problem(self, row: int, column: int, message: str, severity: str = "error") -> ProblemData:
        return ProblemData(self.sheet(row), self.cell(row, column), message, severity)

    # --- What was understood ---

    def mark(self, row: int, column: int) -> None:
        """Count the (merged) cell as understood."""
        self._understood.add(self.block(row, column).at)

    def mark_all(self, blocks: Iterable[Block]) -> None:
        self._understood.update(block.at for block in blocks)

    def doubt(self, row: int, column: int, why: str) -> None:
        """Keep the cell as not understood, with a reason in Chinese."""
        at = self.block(row, column).at
        self._why[at] = why
        self._understood.discard(at)

    def is_doubted(self, row: int, column: int) -> bool:
        return self.block(row, column).at in self._why

    def is_marked(self, row: int, column: int) -> bool:
        return self.block(row, column).at in self._understood

    def understood(self) -> frozenset[tuple[int, int]]:
        return frozenset(self._understood)

    def only(self, understood: frozenset[tuple[int, int]]) -> None:
        """Take back whatever was counted as understood since."""
        self._understood = set(understood)

    @property
    def touched(self) -> bool:
        """Whether anybody understood anything here."""
        return bool(self._understood - self._known)

    def unread(self) -> tuple[UninterpretedData, ...]:
        """Every non-empty cell that nobody understood, with why; header cells in row -1."""
        return tuple(
            UninterpretedData(
                max(block.row - self.depth, -1),
                block.column,
                block.text,
                self._why.get(block.at, NOT_READ),
            )
            for block in self.all_blocks()
            if block.at not in self._understood
        )
