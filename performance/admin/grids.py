"""The grid of indicators as text: what Excel puts on the clipboard, and what the page sends.

One row a line, cells parted by tabs, a cell with a tab, quote or line break in quotes. The page
sends its grid as this one text, since a field for every cell would be too many (hundreds of rows).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from performance.data import ANNUAL, MEDIUM, IndicatorData
from performance.figures import number_of
from performance.forms.official import FORMS
from performance.levels import level_of
from performance.readback import Mistake
from performance.values import format_value, operator_of, parse_value

MAX_ROWS, MAX_CELL = 500, 2000
# A longer value is prose, and has a column for prose.
LONG_VALUE = 24

# The words for a term in its cell.
TERMS = {ANNUAL: "年度", MEDIUM: "中期"}
OPERATORS = ("≥", "≤", "=", "＞", "＜", "定性")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the grid. `look` is how wide it is: short, middle or long; `choices` a list."""

    name: str
    label: str | Promise
    look: str = "middle"
    choices: str = ""


_ALL = (
    Column("term", _("期限"), "short", "terms"),
    Column("activity", _("活动"), "middle"),
    Column("level1", _("一级指标"), "middle", "level1"),
    Column("level2", _("二级指标"), "middle", "level2"),
    Column("level3", _("三级指标"), "long"),
    Column("description", _("指标描述"), "long"),
    Column("operator", _("指标性质"), "short", "operators"),
    Column("value", _("指标值"), "middle"),
    Column("unit", _("度量单位"), "short"),
    Column("direction", _("指标方向"), "short"),
    Column("weight", _("分值"), "short"),
    Column("basis", _("指标值确定依据"), "middle"),
)
# What a layout calls the fields of an indicator, where it is not by the column's own name.
_FIELDS = {
    "unit": {"measure_unit"},
    "level1": {"level1", "indicator"},
    "level2": {"level2", "indicator", "annual.level2"},
    "level3": {"level3", "indicator", "annual.level3"},
    "value": {"value", "annual.value"},
    "term": {"medium.value"},
}
# A cell in quotes ends where a tab, a line break or the end follows: Excel leaves a cell that only
# begins with quotes (“"十四五"规划”) as it is.
_CELL = re.compile(r'(?:"((?:[^"]|"")*)"(?=[\t\n]|\Z)|([^\t\n]*))(\t|\n|\Z)')


class GridError(ValueError):
    """The grid can't be taken; `mistakes` name rows from 0 and columns."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("；".join(one.message for one in mistakes))
        self.mistakes = tuple(mistakes)


def columns_of(form: str, present: Sequence[IndicatorData] = ()) -> tuple[Column, ...]:
    """The columns that a form or its printed table has, in the order in which people fill them in.

    A table may have more columns than its form, or print operator and unit inside the value.
    """
    fields = FORMS[form].fields
    found = {one.name for one in _ALL if fields & _FIELDS.get(one.name, {one.name})}
    for name in ("activity", "description", "direction", "weight", "basis"):
        if any(getattr(one, name) for one in present):
            found.add(name)
    if any(one.term == MEDIUM for one in present):
        found.add("term")
    for name in ("operator", "unit"):
        told = [one for one in present if getattr(one.value, name) and "value" in one.cells]
        if told:
            apart = any(
                one.cells.get(name, one.cells["value"]) != one.cells["value"] for one in told
            )
            found = found | {name} if apart else found - {name}
    prose = any(len(one.value.printed) > LONG_VALUE for one in present)
    return tuple(
        replace(one, look="long") if prose and one.name == "value" else one
        for one in _ALL
        if one.name in found
    )


def heading_of(column: Column) -> str:
    """What official forms print over a column, whatever language the page is in."""
    with translation.override("zh-hans"):
        return str(column.label)


def column_named(name: str) -> Column | None:
    return next((one for one in _ALL if one.name == name), None)


def lines_of(text: str) -> Iterator[list[str]]:
    """Every line of a pasted or sent grid, cells without surrounding space."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    row: list[str] = []
    place = 0
    while place < len(plain):
        cell = _CELL.match(plain, place)
        assert cell is not None  # An empty cell matches anywhere.
        quoted = cell[1].replace('""', '"') if cell[1] is not None else cell[2]
        row.append(quoted.strip())
        place = cell.end()
        if cell[3] != "\t":
            yield row
            row = []
    if row:
        yield [*row, ""]


def rows_of(text: str) -> list[list[str]]:
    """The rows of a grid, blank lines left out. Raises GridError."""
    rows = [row for row in lines_of(text) if any(row)]
    if len(rows) > MAX_ROWS:
        raise GridError([Mistake(f"一次最多 {MAX_ROWS} 行，现在有 {len(rows)} 行。", "grid")])
    long = [place for place, row in enumerate(rows) if any(len(cell) > MAX_CELL for cell in row)]
    if long:
        message = "第 {} 行有超过 {} 字的单元格。"
        raise GridError([Mistake(message.format(at + 1, MAX_CELL), "grid", at) for at in long])
    return rows


def text_of(rows: Iterable[Sequence[str]]) -> str:
    """The rows as the text that rows_of reads again."""
    return "".join("\t".join(map(_quoted, row)) + "\n" for row in rows)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in '\t\n"') else cell


def cells_of(indicator: IndicatorData, columns: Sequence[Column]) -> list[str]:
    """An indicator as a row of the grid."""
    own_operator = any(column.name == "operator" for column in columns)
    own_unit = any(column.name == "unit" for column in columns)
    value = indicator.value
    said = {
        "term": TERMS[indicator.term],
        "activity": indicator.activity,
        "level1": indicator.level1,
        "level2": indicator.level2,
        "level3": indicator.level3,
        "description": indicator.description,
        "operator": value.operator,
        "value": value.printed if own_operator or own_unit else format_value(value),
        "unit": value.unit,
        "direction": indicator.direction,
        "weight": plain(indicator.weight),
        "basis": indicator.basis,
    }
    return [said[column.name] for column in columns]


def indicators_of(
    text: str, columns: Sequence[Column], *, together: bool = False
) -> tuple[IndicatorData, ...]:
    """The indicators that a grid states; `together`: their levels are printed in one cell.

    Raises GridError with all that is wrong in it.
    """
    rows = _below_headings(rows_of(text), columns)
    mistakes = [one for place, row in enumerate(rows) for one in _mistakes(place, row, columns)]
    if mistakes:
        raise GridError(mistakes)
    return tuple(_indicator(row, columns, together=together) for row in rows)


def _below_headings(rows: list[list[str]], columns: Sequence[Column]) -> list[list[str]]:
    """The rows without their headings, which are pasted along where no script takes them off."""
    pairs = zip(columns, rows[0] if rows else (), strict=False)
    told = [heading_of(column).endswith(cell) for column, cell in pairs if len(cell) > 1]
    return rows[1:] if len(told) > 1 and all(told) else rows


def _said(row: Sequence[str], columns: Sequence[Column]) -> dict[str, str]:
    return {column.name: cell for column, cell in zip(columns, row, strict=False)}


def _mistakes(place: int, row: Sequence[str], columns: Sequence[Column]) -> Iterator[Mistake]:
    where = f"第 {place + 1} 行"
    if any(row[len(columns) :]):
        message = f"{where}有 {len(row)} 格，表里只有 {len(columns)} 列，请核对粘贴的位置。"
        yield Mistake(message, "grid", place)
    said = _said(row, columns)
    operator, weight = said.get("operator", ""), said.get("weight", "")
    if operator and not operator_of(operator):
        choices = "、".join(OPERATORS)
        yield Mistake(f"{where}的指标性质“{operator}”应是 {choices} 之一。", "operator", place)
    if weight and number_of(weight) is None:
        yield Mistake(f"{where}的分值“{weight}”不是数字。", "weight", place)
    if said.get("term", "") not in ("", *TERMS.values()):
        yield Mistake(f"{where}的期限应是年度或中期。", "term", place)
    if not any(said.get(name) for name in ("level1", "level2", "level3")):
        yield Mistake(f"{where}没有指标名称。", "level3", place)


def _indicator(row: Sequence[str], columns: Sequence[Column], *, together: bool) -> IndicatorData:
    said = _said(row, columns)
    level1, level2 = said.get("level1", ""), said.get("level2", "")
    if together:
        # Levels that are printed in one cell can be told apart by their standard names only.
        level1, level2 = _standard(level1, 1), _standard(level2, 2, level1)
    weight = said.get("weight", "")
    return IndicatorData(
        level1=level1,
        level2=level2,
        level3=said.get("level3", ""),
        value=parse_value(
            said.get("value", ""), operator_of(said.get("operator", "")), said.get("unit", "")
        ),
        description=said.get("description", ""),
        direction=said.get("direction", ""),
        weight=number_of(weight) if weight else None,
        basis=said.get("basis", ""),
        activity=said.get("activity", ""),
        term=MEDIUM if said.get("term") == TERMS[MEDIUM] else ANNUAL,
    )


def _standard(text: str, level: int, parent: str = "") -> str:
    found, name = level_of(text, parent)
    return name if found == level else text


def plain(number: Decimal | None) -> str:
    """A number as a cell holds it."""
    return "" if number is None else f"{number:f}"
