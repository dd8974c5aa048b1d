"""The cells of a table with its merges applied, and how the words in each are aligned."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from budgets.data import RowData, TableData, Text
from budgets.money import is_nothing, looks_like_figure
from budgets.printing.measuring import width_of

# What the columns of indicators and scores are called, in a row of a form that names them.
# fmt: off
_HEADS = frozenset((
    "一级指标", "二级指标", "三级指标", "四级指标", "指标", "绩效指标", "年度绩效指标",
    "指标名称", "绩效指标名称", "指标内容", "绩效指标描述", "指标描述", "指标说明", "指标解释",
    "指标值", "绩效指标值", "年度指标值", "本年绩效指标值", "目标值", "年度目标值", "中期指标值",
    "实施期指标值", "指标性质", "绩效指标性质", "指标方向", "度量单位", "绩效度量单位",
    "计量单位", "指标值确定依据", "确定依据", "分值", "权重", "分值权重", "指标分值", "得分",
    "评价得分", "自评得分", "评分标准", "评价内容", "实际完成值", "完成值", "全年实际值",
    "偏差原因分析及改进措施", "偏差原因分析", "活动", "是否核心指标", "是否核心", "备注",
    "预期目标", "实际完成情况", "年初预算数", "全年预算数", "全年执行数", "预算数", "执行数",
    "执行率", "预算执行率",
))
# fmt: on
_REMARK = re.compile(r"[(（][^()（）]*[)）]$")
# A label of a form is at most so wide, in em.
_LABEL = 14

# Up to this width in em, words stand centred in a column of short words.
_SHORT = 10


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
    that vertically merged cells tie together, `heads` groups of body rows that name the columns
    below them. `is_form`: labels beside their values instead of one header over columns."""

    columns: int
    header: tuple[tuple[Cell, ...], ...]
    body: tuple[tuple[Cell, ...], ...]
    blocks: tuple[tuple[int, int], ...]
    heads: tuple[tuple[int, int], ...] = ()
    is_form: bool = False


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
    heads = head_rows(table)
    is_form = table.kind == "performance" and not table.header
    # Above its heads a form has no columns: every cell is aligned by what it holds.
    below = (heads[0][0] if heads else len(table.rows)) if is_form else 0
    aligns = [_column_align(table, column, below) for column in range(width)]
    amounts = {(fact.row + depth, fact.column) for fact in table.facts} if is_form else set()

    def is_head(first: int, last: int) -> bool:
        return any(a <= first - depth and last - depth <= b for a, b in heads)

    def cells(number: int, texts: Sequence[Text]) -> Iterator[Cell]:
        for column in range(width):
            span = spans.get((number, column))
            if span is None and (number, column) in covered:
                continue
            rows, columns = span or (1, 1)
            text = (texts[column] if column < len(texts) else None) or ""
            align = "center"
            if (number, column) in amounts:
                align = "end"
            elif is_head(number, number + rows - 1):
                align = "head"
            elif number >= depth and is_form and (number - depth < below or rows > 1):
                align = "start" if 2 * columns > width else _form_align(text)
            elif number >= depth:
                align = _cell_align(text, aligns[column], columns)
            yield Cell(column, columns, rows, text, align)

    placed = tuple(tuple(cells(number, texts)) for number, texts in enumerate(grid))
    body = placed[depth:]
    return PlacedTable(width, placed[:depth], body, _blocks(body), heads, is_form)


def without_header(placed: PlacedTable) -> PlacedTable:
    """The same cells, those of the header among the body's."""
    body = placed.header + placed.body
    depth = len(placed.header)
    heads = tuple((first + depth, last + depth) for first, last in placed.heads)
    return PlacedTable(placed.columns, (), body, _blocks(body), heads, placed.is_form)


def free_heads(placed: PlacedTable) -> tuple[tuple[int, int], ...]:
    """The heads that no merged cell ties to the rows above or below them."""

    def tied(first: int, last: int) -> bool:
        return any(
            number <= last < number + cell.rows - 1 or number < first <= number + cell.rows - 1
            for number, row in enumerate(placed.body[: last + 1])
            for cell in row
        )

    return tuple(one for one in placed.heads if not tied(*one))


def repeated(placed: PlacedTable) -> list[tuple[int, int] | None]:
    """For every body row the heads that hold there, to be printed again where a page begins."""
    held: tuple[int, int] | None = None
    found: list[tuple[int, int] | None] = []
    begins = {first: (first, last) for first, last in placed.heads}
    for number in range(len(placed.body)):
        if number in begins:
            held = begins[number]
        found.append(held if held is not None and held[1] < number else None)
    return found


def head_rows(table: TableData) -> tuple[tuple[int, int], ...]:
    """Groups (first, last) of body rows of a performance table that name the columns below them."""
    if table.kind != "performance":
        return ()
    found: list[tuple[int, int]] = []
    for number, row in enumerate(table.rows):
        texts = [text for text in row.cells if text]
        named = sum(_bare(text) in _HEADS for text in texts)
        if named >= 2 and 2 * named >= len(texts):
            if found and found[-1][1] == number - 1:
                found[-1] = (found[-1][0], number)
            else:
                found.append((number, number))
    return tuple(found)


def _bare(text: str) -> str:
    return _REMARK.sub("", "".join(text.split()))


def is_amount(text: str) -> bool:
    """A figure as amounts are printed: 10.70, 1,000; a count or a rate is none."""
    grouped = "." in text or "," in text
    return grouped and looks_like_figure(text) and not text.endswith("%")


def _form_align(text: str) -> str:
    """Amounts to the right, prose to the left, labels and short words centred."""
    if is_amount(text) or text == "0":
        return "end"
    return "start" if "\n" in text or width_of(text) > _LABEL else "center"


def _blocks(body: Sequence[Sequence[Cell]]) -> tuple[tuple[int, int], ...]:
    blocks: list[tuple[int, int]] = []
    first = last = 0
    for number, row in enumerate(body):
        if number > last:
            blocks.append((first, last))
            first = number
        last = max([last, *(number + cell.rows - 1 for cell in row)])
    return (*blocks, (first, last)) if body else ()


def _column_align(table: TableData, column: int, first: int = 0) -> str:
    """Figures to the right, words to the left, short remarks such as ≥ or 定性 centred."""
    kind = table.columns[column].kind if column < len(table.columns) else "text"
    if kind in {"amount", "rate", "number"}:
        return "end"
    rows = table.rows[first:]
    texts = [row.cells[column] or "" for row in rows if column < len(row.cells)]
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
    if align != "end" and is_amount(text):
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
