"""The table in what was pasted: its title, unit, header and body, and what is no part of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from budgets.data import RowData, TableData
from budgets.differences.wording import figure_of, without_years
from budgets.money import Unit, unit_named
from budgets.pasting.clip import Clip, Dropped
from budgets.pasting.fitting import shared_heads
from budgets.vocabulary import fold
from budgets.workbook.grid import Sheet
from budgets.workbook.matching import MONEY, Found, find_tables
from budgets.workbook.numbering import is_numbering
from budgets.workbook.parsing import Context, parse_table

# Who made a table and when stands below it, beside no figure.
_FOOT = re.compile(
    r"(?:制表|填表|填报|审核|复核|联系|单位负责|部门负责|负责人|财务|打印|金额单位|单位|日期|注|说明|备注)"
    r"[^:]{0,8}:"
)
_BELOW = "表下面的话，不是表里的行"

# So many rows of a paste tell what its columns hold.
_FEW = 40

_OTHER = "不是这张表里的内容"
_SECOND = "属于另一张表“{title}”，请单独粘贴"


@dataclass(frozen=True, slots=True)
class Pasted:
    """A clip read as one table, which its words and place tell.

    `table` is what reading it as a sheet gives; `body` the rows of the clip that its rows are,
    `first` the column of the clip that its columns begin at. `unit` is the one that the paste tells.
    """

    clip: Clip
    table: TableData
    body: tuple[int, ...]
    first: int
    unit: Unit | None
    left: tuple[Dropped, ...]
    # Whether its rows and columns are laid out as the table's, header or form.
    is_its_form: bool = False

    @property
    def has_header(self) -> bool:
        return bool(self.table.header)

    @property
    def width(self) -> int:
        return len(self.table.columns)

    def text(self, row: int, column: int) -> str:
        """A body cell as it was pasted, "" where there is none."""
        cells = self.table.rows[row].cells
        return (cells[column] if column < len(cells) else None) or ""

    def cell(self, row: int, column: int) -> str:
        """Where a body cell stands in the paste, for people: 第 3 行第 2 栏."""
        return f"第 {self.body[row] + 1} 行第 {self.first + column + 1} 栏"


def read_pasted(clip: Clip, context: Context, targets: Sequence[TableData] = ()) -> Pasted:
    """The table of a clip. A header that no target knows a word of is the first row of a body."""
    sheet = clip.sheet()
    found = find_tables(sheet, context.vocabulary, context.kind)
    one = max(found, key=lambda table: len(table.body), default=None)
    if one is None:
        one = _all_body(sheet, clip, range(len(clip.rows)))
    elif one.header[1] >= one.header[0] and targets:
        read = _lightly(one, context)
        if not any(shared_heads(read, target) for target in targets):
            head = [
                row
                for row in range(one.header[0], one.header[1] + 1)
                if not is_numbering([text for text in clip.rows[row] if text.strip()])
            ]
            one = replace(one, header=(head[0], head[0] - 1), body=(*head, *one.body))
    others = [other for other in found if other is not one]
    return _pasted(clip, one, context, _left(clip, one, others))


def read_as(clip: Clip, target: TableData, context: Context, read: Pasted) -> Pasted:
    """The clip as this table, where it prints its very header, or is its form of blocks.

    Text alone tells of no merged cells; the table's own header does. Otherwise what was `read`.
    """
    header = [_words(line) for line in target.header]
    lines = [_words(line) for line in clip.rows]
    first = _found_in(lines, header or [_words(row.cells) for row in target.rows[:1]])
    if first is None or (not header and target.kind == MONEY):
        return read
    begin = first + len(header)
    repeated = {at for at, line in enumerate(lines) if at >= begin and line in header and any(line)}
    # Notes below the body were told apart from it already; a form of blocks has none.
    end = max(read.body, default=begin - 1) + 1 if target.kind == MONEY else len(lines)
    sheet = clip.sheet()
    merges = [
        (top + first, left, bottom + first, right)
        for top, left, bottom, right in target.merges
        if bottom < len(header)
    ]
    body_merges = [area for area in sheet.merges if area[0] >= begin]
    above = [text.strip() for line in clip.rows[:first] for text in line if text.strip()]
    one = Found(
        replace(sheet, merges=(*merges, *body_merges)),
        read.table.title or target.title,
        read.table.code or target.code,
        target.kind,
        (0, 0),
        tuple(text for text in above if not _names_a_unit(text)),
        next((text for text in above if "单位" in text and unit_named(fold(text))), ""),
        (first, begin - 1),
        tuple(row for row in range(begin, end) if row not in repeated),
        (0, max(clip.width, len(target.columns)) - 1),
    )
    left = [drop for drop in read.left if drop in clip.dropped or drop.line > end]
    left += _above(clip, first, (read.table, target))
    return replace(_pasted(clip, one, context, left, told=read.unit), is_its_form=True)


def _above(clip: Clip, first: int, tables: Sequence[TableData]) -> Iterator[Dropped]:
    """The lines over a header that are neither title nor unit nor what stands there in the table."""
    known = {
        without_years(text)
        for table in tables
        for text in (table.title, table.code, table.name, *table.title_lines, table.unit_line)
    }
    for row, line in enumerate(clip.rows[:first]):
        texts = [text for text in line if text.strip()]
        if not all(without_years(text) in known or _names_a_unit(text) for text in texts):
            yield Dropped(row + 1, _told(line), _OTHER)


def _words(line: Sequence[str | None]) -> tuple[str, ...]:
    words = [without_years(text or "") for text in line]
    while words and not words[-1]:
        words.pop()
    return tuple(words)


def _found_in(lines: Sequence[tuple[str, ...]], head: Sequence[tuple[str, ...]]) -> int | None:
    """Where these lines stand below each other among the lines."""
    if not head or not any(head):
        return None
    spots = range(len(lines) - len(head) + 1)
    return next((at for at in spots if list(lines[at : at + len(head)]) == list(head)), None)


def _pasted(
    clip: Clip, one: Found, context: Context, left: Sequence[Dropped], told: Unit | None = None
) -> Pasted:
    body = _without_foot(clip, one.body)
    left = [
        *left,
        *(Dropped(row + 1, _told(clip.rows[row]), _BELOW) for row in one.body[len(body) :]),
    ]
    said = unit_named(fold(one.unit_line)) if one.unit_line else None
    for row in one.body[len(body) :]:
        said = said or (
            unit_named(_told(clip.rows[row])) if "单位" in _told(clip.rows[row]) else None
        )
    one = replace(one, body=body)
    if said is None and _names_a_unit(one.title):
        said = unit_named(one.title)
    table = _lightly(one, context)
    dropped = [drop for drop in clip.dropped if drop not in left]
    return Pasted(clip, table, one.body, one.columns[0], said or told, (*dropped, *left))


def _names_a_unit(title: str) -> bool:
    return "单位" in title or title.rstrip(")） ").endswith("元")


def _without_foot(clip: Clip, body: Sequence[int]) -> tuple[int, ...]:
    """The rows of a body but for the lines below it that say who made it, in what unit."""
    end = len(body)
    while end > 1:
        texts = [fold(text).strip() for text in clip.rows[body[end - 1]] if text.strip()]
        if any(figure_of(text) is not None for text in texts) or not (
            texts and all(_FOOT.match(text) for text in texts)
        ):
            break
        end -= 1
    return tuple(body[:end])


def _told(line: Sequence[str]) -> str:
    return " ".join(part.strip() for part in line if part.strip())[:80]


def _lightly(found: Found, context: Context) -> TableData:
    """A found table as printed, its columns told by the first rows; no row is given its meaning."""
    read = parse_table(replace(found, body=found.body[:_FEW], tail=()), 1, context).table
    first, last = found.columns
    rows = tuple(
        RowData(tuple(found.sheet.text(row, at) or None for at in range(first, last + 1)))
        for row in found.body
    )
    return replace(read, rows=rows, facts=(), uninterpreted=())


def _all_body(sheet: Sheet, clip: Clip, rows: Iterable[int]) -> Found:
    return Found(
        sheet, "", "", MONEY, (0, 0), (), "", (0, -1), tuple(rows), (0, max(clip.width - 1, 0))
    )


def _left(clip: Clip, one: Found, others: Sequence[Found]) -> list[Dropped]:
    """The lines of the paste that are no part of the table, with why."""
    used = {*one.rows(), one.title_at[0]}
    told = {*one.title_lines, *one.notes, one.unit_line.strip(), one.title}
    whose = {row: other.title for other in others for row in (*other.rows(), other.title_at[0])}
    left = []
    for row, line in enumerate(clip.rows):
        text = _told(line)
        if row in used or not text or all(part.strip() in told for part in line if part.strip()):
            continue
        if one.code and text.replace(" ", "") == one.code:
            continue
        why = _SECOND.format(title=whose[row]) if whose.get(row) else _OTHER
        left.append(Dropped(row + 1, text, why))
    return left
