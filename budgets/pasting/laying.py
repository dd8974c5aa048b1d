"""A paste laid over a table: the body that it gives, row by row, and what found no place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from budgets.data import RowData, TableData, Text
from budgets.differences.keeping import same_rows
from budgets.differences.wording import label_key, same_figure, same_words
from budgets.edits import Place, Style, typed, unit_of
from budgets.money import AmountError, Unit, is_nothing, normalise_figure, parse_amount
from budgets.pasting.clip import Dropped
from budgets.pasting.recognising import Pasted
from budgets.workbook.rereading import Line, lines_of

_MONEY = frozenset({"amount", "unknown"})
# Of the figures that can be compared so many must differ by one power of ten to tell a unit.
_MOST = 0.5
_LEAST_FIGURES = 2
_UNITS = {2: "元", 5: "千元", 6: "万元", 8: "百万元", 10: "亿元"}

_TOTALS = frozenset({"合计", "总计"})

NO_COLUMN = "这一栏没有放进表里"
UNSURE = "这一行的数比别的行少，看不出各属于哪一栏"


class Mode(StrEnum):
    """What a paste does to the table: takes its place, fills its blanks, changes its rows."""

    REPLACE = "replace"
    FILL = "fill"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Laid:
    """The body of a table after a paste; `lines` say which row each was.

    `touched` are the cells whose text is another one, by their places in `lines`. Counts are of
    rows: `matched` are in both, `new` in the paste alone, `missing` in the table alone.
    """

    lines: tuple[Line, ...]
    touched: tuple[Place, ...]
    matched: int
    new: int
    missing: int
    left: tuple[Dropped, ...]
    # The totals of the table that the paste leaves out: they stay, and follow.
    totals: int = 0
    by_place: bool = False

    @property
    def changes(self) -> bool:
        return bool(self.touched) or [line.was for line in self.lines] != list(
            range(len(self.lines))
        )


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a paste in the columns of the table, and which rows of it they are.

    A cell is None where the paste says nothing about it: no column of it, or nobody knows.
    """

    cells: tuple[tuple[Text, ...], ...]
    was: tuple[int | None, ...]
    left: tuple[Dropped, ...]
    by_place: bool


def place_rows(
    pasted: Pasted,
    target: TableData,
    columns: Sequence[int | None],
    unit: Unit | None,
) -> Rows:
    """Every row of a paste as the table would print it, `unit` being that of its figures."""
    wide = len(target.columns)
    style = Style.of(target)
    # A table without amounts has no way of its own to print them: they stay as they were pasted.
    is_blank = not style.of_columns
    unsure = set(pasted.clip.unsure)
    rows: list[tuple[Text, ...]] = []
    left: list[Dropped] = []
    for row in range(len(pasted.table.rows)):
        cells: list[Text] = [None] * wide
        line = pasted.body[row]
        for at in range(pasted.width):
            text = pasted.text(row, at)
            place = columns[at] if at < len(columns) else None
            if place is None:
                if text.strip():
                    left.append(Dropped(line + 1, text[:80], NO_COLUMN))
            elif line in unsure and target.columns[place].kind != "label":
                if text.strip():
                    left.append(Dropped(line + 1, text[:80], UNSURE))
            elif target.columns[place].kind in _MONEY and not (
                is_blank and unit in (None, unit_of(target, place))
            ):
                cells[place] = typed(text, target, -1, place, unit=unit, style=style)
            else:
                cells[place] = text.strip("\n")
        rows.append(tuple(cells))
    labelled = any(place is not None and target.columns[place].kind == "label" for place in columns)
    # A form of blocks has its own labels in all its columns: as many rows are the same rows.
    by_place = not labelled or (
        pasted.is_its_form and not target.header and len(rows) == len(target.rows)
    )
    if not by_place:
        now = {new: old for old, new in same_rows(target, _as_table(target, rows))}
        was = [now.get(row) for row in range(len(rows))]
    else:
        was = [row if row < len(target.rows) else None for row in range(len(rows))]
    return Rows(tuple(rows), tuple(was), tuple(left), by_place)


def _as_table(target: TableData, rows: Sequence[Sequence[Text]]) -> TableData:
    """Rows in the columns of a table, as far as their labels tell; no amount is read."""
    labels = [at for at, column in enumerate(target.columns) if column.kind == "label"]
    totals = {
        tuple(label_key(_at(row.cells, at)) for at in labels)
        for row in target.rows
        if row.kind == "total"
    }
    made = []
    for cells in rows:
        named = tuple(label_key(_at(cells, at)) for at in labels)
        is_total = named in totals or "".join(named) in _TOTALS
        made.append(RowData(tuple(text or None for text in cells), "total" if is_total else "item"))
    header = [area for area in target.merges if area[0] < len(target.header)]
    return replace(target, rows=tuple(made), merges=tuple(header), facts=(), uninterpreted=())


def lay(target: TableData, rows: Rows, mode: Mode) -> Laid:
    """The body that the table has once the rows are put into it."""
    body = lines_of(target)
    taken = {was for was in rows.was if was is not None}
    lines: list[Line] = []
    left = list(rows.left)
    if mode == Mode.REPLACE:
        for cells, was in zip(rows.cells, rows.was, strict=True):
            old = body[was].cells if was is not None else ()
            lines.append(Line(_put(target, old, cells, was), was))
    else:
        new = {
            was: cells for was, cells in zip(rows.was, rows.cells, strict=True) if was is not None
        }
        for at, line in enumerate(body):
            cells = new.get(at, ())
            if mode == Mode.FILL:
                cells = tuple(
                    None if at < len(line.cells) and (line.cells[at] or "").strip() else text
                    for at, text in enumerate(cells)
                )
            lines.append(Line(_put(target, line.cells, cells, at), at))
    totals = 0
    if mode == Mode.REPLACE:
        lines, totals = _with_totals(target, lines, taken)
    touched = [
        (at, column)
        for at, line in enumerate(lines)
        for column, text in enumerate(line.cells)
        if (text or "") != (_at(body[line.was].cells, column) if line.was is not None else "")
    ]
    return Laid(
        tuple(lines),
        tuple(touched),
        len(taken),
        sum(was is None for was in rows.was),
        len(body) - len(taken) - totals,
        tuple(left),
        totals,
        rows.by_place,
    )


def _at(cells: Sequence[Text], column: int) -> str:
    return (cells[column] or "") if column < len(cells) else ""


def _put(
    target: TableData, old: Sequence[Text], new: Sequence[Text], row: int | None
) -> tuple[Text, ...]:
    """A row with the texts that say something else; what is printed otherwise stays as it is."""
    wide = max(len(old), len(new))
    return tuple(
        _at(old, column) or None
        if column >= len(new)
        or new[column] is None
        or _says_the_same(target, column, _at(old, column), new[column] or "")
        else new[column] or None
        for column in range(wide)
    )


def _says_the_same(target: TableData, column: int, old: str, new: str) -> bool:
    """Whether two texts of a column are the same amount or words. Blank, dash and zero are three."""
    if old == new:
        return True
    if not old.strip() or not new.strip():
        return not old.strip() and not new.strip()
    if is_nothing(old) or is_nothing(new):
        return is_nothing(old) and is_nothing(new)
    if column < len(target.columns) and target.columns[column].kind in _MONEY:
        unit = unit_of(target, column)
        try:
            return parse_amount(old, unit).fen == parse_amount(new, unit).fen
        except AmountError:
            return normalise_figure(old) == normalise_figure(new)
    return same_figure(old, new) or same_words(old, new, same_year=True)


def _with_totals(
    target: TableData, lines: Sequence[Line], taken: set[int]
) -> tuple[list[Line], int]:
    """The rows, with the totals at the head and the foot of the table that the paste leaves out."""
    kinds = [row.kind == "total" for row in target.rows]
    if not any(kinds) or any(kinds[at] for at in taken):
        return list(lines), 0
    head = next((at for at, total in enumerate(kinds) if not total), len(kinds))
    foot = next((at for at, total in enumerate(reversed(kinds)) if not total), len(kinds))
    rows = lines_of(target)
    above = rows[:head]
    below = rows[len(rows) - foot :] if head < len(kinds) else []
    return [*above, *lines, *below], len(above) + len(below)


# --- Units ---------------------------------------------------------------------------------------


def unit_suspected(target: TableData, rows: Rows) -> str:
    """The unit that a paste seems to be in, though it was read in the table's: "" where none.

    Most of its figures are then a power of ten apart from those of the same rows.
    """
    apart: list[int] = []
    for cells, was in zip(rows.cells, rows.was, strict=True):
        if was is None:
            continue
        for column, text in enumerate(cells):
            if not text or target.columns[column].kind != "amount":
                continue
            unit = unit_of(target, column)
            try:
                old = parse_amount(_at(target.rows[was].cells, column), unit).value
                new = parse_amount(text, unit).value
            except AmountError:
                continue
            if old and new:
                apart.append(_power(old, new))
    if len(apart) < _LEAST_FIGURES:
        return ""
    power = max(set(apart), key=apart.count)
    if power in (0, _NONE) or apart.count(power) < _MOST * len(apart):
        return ""
    return _UNITS.get(unit_of(target, len(target.columns) - 1).exponent - power, "")


_NONE = 99


def _power(old: int, new: int) -> int:
    """k where new is about 10 ** k times old (rounded to two places of the larger unit)."""
    for power in (-8, -4, -3, 3, 4, 8):
        larger, smaller, shift = (new, old, power) if power > 0 else (old, new, -power)
        if abs(larger - smaller * 10**shift) * 200 <= abs(larger):
            return power
    return 0 if old == new else _NONE


def converted(pasted: Pasted, target: TableData) -> bool:
    """Whether the paste tells another unit than the table has."""
    return pasted.unit is not None and pasted.unit != unit_of(target, len(target.columns) - 1)
