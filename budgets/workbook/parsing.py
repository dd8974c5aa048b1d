"""A found grid and the vocabulary -> TableData with coordinates, and every problem at its cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from budgets.coordinates import NOWHERE, Coordinates, within
from budgets.data import (
    ColumnData,
    FactData,
    Origin,
    ProblemData,
    RowData,
    TableData,
    Text,
    UninterpretedData,
)
from budgets.money import (
    UNITS,
    Amount,
    AmountError,
    Unit,
    is_nothing,
    looks_like_figure,
    parse_amount,
    unit_named,
)
from budgets.vocabulary import ROW, TITLE, Vocabulary, normalise
from budgets.workbook.axes import Columns, complete, header_paths, read_columns
from budgets.workbook.grid import GridCell, Sheet, address
from budgets.workbook.labels import read_rows
from budgets.workbook.matching import MONEY, Found
from budgets.workbook.nesting import BlockLabel

# What a table of this kind of document states when its header names no year: 预算 or 决算.
BASIS_OF_KIND = {"budget": "budget", "final-accounts": "final"}


@dataclass(slots=True)
class Parsed:
    """One table, and what came up while it was read."""

    table: TableData
    problems: list[ProblemData] = field(default_factory=list)
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What a table is read with. `unit` is the rest of the document's, for a table that names none."""

    vocabulary: Vocabulary
    fiscal_year: int
    kind: str
    unit: Unit | None = None


class _Grid:
    """The printed rows of a table as one grid, over all the sheets that it goes on over."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.first, self.last = found.columns
        self.width = self.last - self.first + 1
        self.header = [(found.sheet, row) for row in range(found.header[0], found.header[1] + 1)]
        self.body = [(found.sheet, row) for row in found.body]
        self.body += [(sheet, row) for sheet, rows in found.tail for row in rows]

    def cell(self, line: tuple[Sheet, int], column: int) -> GridCell | None:
        sheet, row = line
        return sheet.cells.get((row, self.first + column))

    def texts(self, line: tuple[Sheet, int]) -> tuple[Text, ...]:
        return tuple(
            cell.text if (cell := self.cell(line, column)) and cell.text != "" else None
            for column in range(self.width)
        )

    def merges(self) -> tuple[tuple[int, int, int, int], ...]:
        """Merges inside the table, in its own rows and columns, header rows first."""
        lines = [*self.header, *self.body]
        position = {(id(sheet), row): index for index, (sheet, row) in enumerate(lines)}
        sheets = {id(sheet): sheet for sheet, _ in lines}
        found = []
        for key, sheet in sheets.items():
            for top, left, bottom, right in sheet.merges:
                inside = [
                    position[key, row] for row in range(top, bottom + 1) if (key, row) in position
                ]
                left, right = max(left, self.first), min(right, self.last)
                if inside and right >= left and (len(inside), right - left) != (1, 0):
                    found.append((inside[0], left - self.first, inside[-1], right - self.first))
        return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class _Title:
    """What a title says: the slice, what it mentions besides, and the subjects it lists."""

    slice: Coordinates
    context: Coordinates
    topics: tuple[Coordinates, ...]
    catalogue: str
    words: str
    years: tuple[int, ...]


def _read_title(found: Found, context: Context, problems: list[ProblemData]) -> _Title:
    """What the title says that the table is about; an unexplained rest isolates the table."""
    reading = context.vocabulary.read(found.title, TITLE)
    slice_ = reading.coordinates
    if "two-sided" in reading.roles:
        slice_ = Coordinates.of({k: v for k, v in slice_.items() if k not in ("side", "use")})
    if reading.unknown and "subject" not in slice_:
        slice_ = slice_.with_({"subject": reading.unknown})
        problems.append(
            ProblemData(
                found.sheet.name,
                address(*found.title_at),
                f"表名“{found.title}”里的“{reading.unknown}”不在词汇中：本表照读，只在表内勾稽。",
                "notice",
            )
        )
    mentioned = {
        dimension: member
        for topic in reading.topics
        for dimension, member in topic.items()
        if dimension == "three_public"
    }
    words = "、".join(topic.get("subject", "三公经费") for topic in reading.topics)
    return _Title(
        slice_, Coordinates.of(mentioned), reading.topics, reading.key, words, reading.years
    )


def parse_table(found: Found, n: int, context: Context) -> Parsed:
    """Read one found table. Nothing is dropped: a figure is a fact, or uninterpreted with a why."""
    grid = _Grid(found)
    problems: list[ProblemData] = []
    header = tuple(grid.texts(line) for line in grid.header)
    origins = tuple(Origin(sheet.name, row, grid.first) for sheet, row in grid.header)
    unit = unit_named(found.unit_line)
    for text in (found.title, *(cell for row in header for cell in row if cell)):
        unit = unit or unit_in_words(text)
    if found.kind != MONEY:
        return _as_printed(found, n, grid, header, origins, unit)

    title = _read_title(found, context, problems)
    slice_ = title.slice
    if unit is None and context.unit is not None:
        unit = context.unit
        problems.append(
            ProblemData(
                found.sheet.name,
                address(*found.title_at),
                f"“{found.title}”没有写金额单位，按其余各表的“{unit.name}”读入，请核对。",
                "notice",
            )
        )
    merges = grid.merges()
    lines = [grid.texts(line) for line in grid.body]
    read = read_columns(
        header,
        merges,
        lines,
        slice_,
        context.vocabulary,
        context.fiscal_year,
        title.context,
        title.catalogue,
        BASIS_OF_KIND.get(context.kind, "budget"),
    )
    columns = complete(read.columns, slice_)
    unknown = dict(read.unknown)
    for index, column in enumerate(columns):
        if column.kind == "unknown":
            shown = " / ".join(column.path)
            unknown.setdefault(index, f"栏目“{shown}”包括哪些资金，从表上看不出来")
    strips = sorted(
        {
            strip
            for column, strip in zip(columns, read.strips, strict=True)
            if column.kind in ("amount", "unknown")
        }
    )
    depth = len(header)
    filled = _filled(lines, merges, depth, read, context.vocabulary)
    labels = read_rows(
        filled, read.keys, strips, slice_, context.vocabulary, title.context, title.catalogue
    )
    rows: list[RowData] = []
    facts: list[FactData] = []
    uninterpreted: list[UninterpretedData] = [
        UninterpretedData(-1, column, columns[column].path[-1] if columns[column].path else "", why)
        for column, why in unknown.items()
        if columns[column].kind == "unknown" and any(line[column] for line in lines)
    ]
    reader = _Cells(found, grid, columns, read.strips, slice_, unit, merges, context, problems)
    for index, line in enumerate(grid.body):
        blocks = labels[index]
        rows.append(_row(lines[index], blocks, Origin(line[0].name, line[1], grid.first)))
        reader.read(index, line, blocks, unknown, facts, uninterpreted)
    if title.topics:
        # A 合计 of “三公”经费、会议费 and 培训费 together is a figure that only this table knows.
        own = {"subject": title.words}
        slice_ = slice_.with_(own)
        facts = [
            fact
            if _topical(fact.coordinates)
            else replace(fact, coordinates=fact.coordinates.with_(own))
            for fact in facts
        ]
    table = TableData(
        n=n,
        kind=MONEY,
        code=found.code,
        title=found.title,
        unit=unit.name if unit else "",
        header=header,
        rows=tuple(rows),
        columns=tuple(columns),
        merges=merges,
        slice=slice_,
        unit_line=found.unit_line,
        title_lines=found.title_lines,
        notes=found.notes,
        facts=tuple(facts),
        uninterpreted=tuple(uninterpreted),
        sheet=found.sheet.name,
        header_origins=origins,
    )
    return Parsed(table, problems, title.years)


def _topical(coordinates: Coordinates) -> bool:
    return any(name in coordinates for name in ("three_public", "subject", "dept_economic"))


def unit_in_words(text: str) -> Unit | None:
    """A unit in brackets in a title or header: 预算金额（万元）."""
    folded = normalise(text)
    for name in UNITS:
        if f"({name})" in text.replace("（", "(").replace("）", ")") or f"单位{name}" in folded:
            return UNITS[name]
    return None


def _filled(
    lines: list[tuple[Text, ...]],
    merges: tuple[tuple[int, int, int, int], ...],
    depth: int,
    read: Columns,
    vocabulary: Vocabulary,
) -> list[tuple[Text, ...]]:
    """Body lines as they are meant where cells are merged.

    A label merged downwards stands in every row that it covers. One merged to the right past
    amounts labels the amount behind it: 公用经费合计 under the last of two strips. A 合计 in a
    column of another kind (序号) is the label of a row that has none.
    """
    filled = [list(line) for line in lines]
    kinds = [column.kind for column in read.columns]
    for top, left, bottom, right in merges:
        if top < depth or kinds[left] != "label":
            continue
        first = top - depth
        target = next(
            (
                index
                for index in range(right + 1, len(kinds))
                if kinds[index] in ("amount", "unknown")
            ),
            None,
        )
        if target is not None and read.strips[target] != read.strips[left]:
            moved = next((i for i in read.keys if read.strips[i] == read.strips[target]), left)
            filled[first][moved], filled[first][left] = filled[first][left], None
            left = moved
        for row in range(first + 1, bottom + 1 - depth):
            filled[row][left] = filled[row][left] or filled[first][left]
    first_label = min(read.keys, default=None)
    for line in filled:
        if first_label is None or any(line[index] for index in read.keys):
            continue
        for index, text in enumerate(line):
            if text and kinds[index] == "text":
                reading = vocabulary.read(text, ROW)
                if reading.total and reading.known:
                    line[first_label] = text
    return [tuple(line) for line in filled]


def _row(line: tuple[Text, ...], blocks: Mapping[int, BlockLabel], origin: Origin) -> RowData:
    leading = next(iter(blocks.values()), None)
    kind = "item"
    if any(label.total for label in blocks.values()):
        kind = "total"
    elif leading is None:
        kind = "text"
    elif leading.count:
        kind = "count"
    return RowData(
        cells=line,
        kind=kind,
        level=leading.depth if leading else 0,
        partial=bool(leading and leading.partial),
        coordinates=leading.coordinates if leading and leading.known else NOWHERE,
        origin=origin,
    )


class _Cells:
    """Turns the figures of body rows into facts, or into uninterpreted figures with a why."""

    def __init__(
        self,
        found: Found,
        grid: _Grid,
        columns: list[ColumnData],
        strips: list[int],
        slice_: Coordinates,
        unit: Unit | None,
        merges: tuple[tuple[int, int, int, int], ...],
        context: Context,
        problems: list[ProblemData],
    ) -> None:
        self.grid, self.columns, self.strips, self.slice = grid, columns, strips, slice_
        self.unit, self.context, self.problems = unit, context, problems
        depth = len(grid.header)
        self.spans = {
            (top - depth, left): (bottom - top, right - left)
            for top, left, bottom, right in merges
            if top >= depth
        }
        # Cells under a merged one have no figure of their own, and state no nil either.
        self.covered = {
            (row - depth, column)
            for top, left, bottom, right in merges
            if top >= depth
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
            if (row, column) != (top, left)
        }
        self.hidden_digits: list[str] = []
        self.found = found

    def read(
        self,
        index: int,
        line: tuple[Sheet, int],
        blocks: Mapping[int, BlockLabel],
        unknown: Mapping[int, str],
        facts: list[FactData],
        uninterpreted: list[UninterpretedData],
    ) -> None:
        for column, meaning in enumerate(self.columns):
            cell = self.grid.cell(line, column)
            if meaning.kind in ("label", "text", "number", "rate"):
                continue
            text = cell.text if cell else ""
            if meaning.kind == "unknown":
                if looks_like_figure(text):
                    unit = UNITS.get(meaning.unit) or self.unit
                    amount = self._amount(text, unit)
                    uninterpreted.append(
                        UninterpretedData(index, column, text, unknown[column], amount)
                    )
                continue
            label = blocks.get(self.strips[column])
            if is_nothing(text) and (label is None or (index, column) in self.covered):
                continue
            self._amount_cell(index, column, line, cell, label, facts, uninterpreted)

    def _amount(self, text: str, unit: Unit | None) -> Amount | None:
        try:
            return parse_amount(text, unit) if unit else None
        except AmountError:
            return None

    def _amount_cell(
        self,
        index: int,
        column: int,
        line: tuple[Sheet, int],
        cell: GridCell | None,
        label: BlockLabel | None,
        facts: list[FactData],
        uninterpreted: list[UninterpretedData],
    ) -> None:
        text = cell.text if cell else ""
        meaning = self.columns[column]
        where = (line[0].name, address(line[1], self.grid.first + column))
        unit = UNITS.get(meaning.unit) or self.unit
        if unit is None:
            if not is_nothing(text):
                why = "没有写明金额单位（元、万元…），无法读成金额"
                uninterpreted.append(UninterpretedData(index, column, text, why))
                self._once(where, "没有写明金额单位：请在表头上方写“单位：万元”或“单位：元”。")
            return
        try:
            amount = parse_amount(text, unit)
        except AmountError as error:
            uninterpreted.append(UninterpretedData(index, column, text, str(error)))
            self.problems.append(ProblemData(*where, f"{error}，请改正或删除。"))
            return
        if cell and cell.exact:
            self._hidden(where, text, cell.exact)
        span = self.spans.get((index, column))
        if span and amount.fen is not None and span != (0, 0):
            why = "金额单元格与相邻单元格合并，无法判断属于哪一行哪一栏"
            uninterpreted.append(UninterpretedData(index, column, text, why, amount))
            self.problems.append(ProblemData(*where, why + "，请取消合并。"))
            return
        why = ""
        if label is None:
            why = "这一行没有行标题，不知道金额属于哪个项目"
        elif not label.known:
            why = label.why
        else:
            coordinates, why = combine(self.slice, label.coordinates, meaning.coordinates)
            if not why:
                if "basis" not in coordinates:
                    basis = BASIS_OF_KIND.get(self.context.kind, "budget")
                    coordinates = coordinates.with_({"basis": basis})
                partial = label.partial or meaning.partial
                facts.append(FactData(index, column, coordinates, amount, partial))
                return
        if amount.fen is not None:
            uninterpreted.append(UninterpretedData(index, column, text, why, amount))

    def _hidden(self, where: tuple[str, str], text: str, exact: str) -> None:
        self.hidden_digits.append(where[1])
        if len(self.hidden_digits) == 1:
            self.problems.append(
                ProblemData(
                    *where,
                    f"单元格显示 {text}，实际存有 {exact}；本表按显示的位数读入。",
                    "notice",
                )
            )

    def _once(self, where: tuple[str, str], message: str) -> None:
        if not any(
            problem.message == message and problem.sheet == where[0] for problem in self.problems
        ):
            self.problems.append(ProblemData(*where, message))


@lru_cache(maxsize=65_536)
def combine(*parts: Coordinates) -> tuple[Coordinates, str]:
    """Coordinates of slice, row and column together; and why not, when they clash."""
    from_parts: dict[str, str] = {}
    for part in parts:
        for dimension, member in part.items():
            held = from_parts.get(dimension)
            if held is None or within(dimension, member, held):
                from_parts[dimension] = member
            elif not within(dimension, held, member):
                return NOWHERE, f"行、栏的含义不能并存：{dimension}={held} 与 {dimension}={member}"
    return Coordinates.of(from_parts), ""


def _as_printed(
    found: Found,
    n: int,
    grid: _Grid,
    header: tuple[tuple[Text, ...], ...],
    origins: tuple[Origin, ...],
    unit: Unit | None,
) -> Parsed:
    """A performance table: kept as printed. Who reads performance tells what it did not understand."""
    rows = [
        RowData(grid.texts(line), "text", origin=Origin(line[0].name, line[1], grid.first))
        for line in grid.body
    ]
    columns = tuple(
        ColumnData(path, "text") for path in header_paths(header, grid.merges(), grid.width)
    )
    return Parsed(
        TableData(
            n=n,
            kind=found.kind,
            code=found.code,
            title=found.title,
            unit=unit.name if unit else "",
            header=header,
            rows=tuple(rows),
            columns=columns,
            merges=grid.merges(),
            unit_line=found.unit_line,
            title_lines=found.title_lines,
            notes=found.notes,
            sheet=found.sheet.name,
            header_origins=origins,
        )
    )
