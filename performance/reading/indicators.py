"""The rows under indicator heads -> indicators: levels that hold downwards, halves, empty rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from budgets.data import CellRef, ProblemData
from budgets.money import normalise_figure
from budgets.vocabulary import fold
from performance.data import ANNUAL, MEDIUM, IndicatorData
from performance.levels import level_of, split_levels
from performance.reading.grids import Block, Grid
from performance.reading.heads import LEVELS, Column, Head
from performance.reading.words import fields_of
from performance.values import parse_value

# 指标 1：, which forms print in front of a name; alone, or as dots, it is an unused line.
_ORDINAL = re.compile(r"^指标\s*[\d一二三四五六七八九十]+\s*(?:[:：、.．]\s*|\s+|$)")
_UNUSED = re.compile(r"^[\s.．…·、/—－-]*$")
_NOTHING = re.compile(r"^[\s.．…·、/\\—－\-]*(?:无|不涉及|不适用|无此项)?[\s。.]*$")
_SUMS = frozenset({"合计", "总计", "小计", "总分", "合计分值", "权重合计", "分值合计", "总分值"})
_HALF = frozenset({*LEVELS, "indicator", "value", "medium_value", "operator"})
_SHARED = ("level1", "activity")
_TEXTS = ("description", "direction", "basis", "core", "remarks")


@dataclass(frozen=True, slots=True)
class Half:
    """The columns that one indicator of a row is read from, and the term that they speak of."""

    columns: tuple[Column, ...]
    term: str
    shared: frozenset[int] = frozenset()

    def first(self, field: str) -> Column | None:
        return next((column for column in self.columns if column.field == field), None)


def halves_of(head: Head, terms: Callable[[Column], str] | None = None) -> tuple[Half, ...]:
    """The sides of a head: level 2, level 3 and value printed twice are medium-term and annual."""
    groups: list[list[Column]] = [[]]
    for column in _graded(head.columns):
        seen = {one.field for one in groups[-1]}
        if column.field in _HALF and column.field in seen and seen & {"value", "medium_value"}:
            groups.append([])
        groups[-1].append(column)
    if len(groups) == 1:
        return _values_apart(groups[0])
    halves = []
    for place, group in enumerate(groups):
        own = {column.field for column in group}
        shared = [
            c
            for c in groups[0]
            if c.field in ("level1", "level2", "activity") and c.field not in own
        ]
        told = {terms(c) for c in group} - {""} if terms else set()
        medium = place < len(groups) - 1
        term = told.pop() if len(told) == 1 else (MEDIUM if medium else ANNUAL)
        columns = (*shared, *group) if place else tuple(group)
        halves.append(
            # A level 1 printed once for both sides makes no indicator of either.
            Half(
                columns,
                term,
                frozenset(c.first for c in (*shared, *group) if c in shared or c.field in _SHARED),
            )
        )
    return tuple(halves)


def _graded(columns: Sequence[Column]) -> Sequence[Column]:
    """优 良 中 差 in columns of their own: the best grade is what the indicator asks for."""
    grades = [column for column in columns if column.field == "grade"]
    if not grades or any(column.field in ("value", "medium_value") for column in columns):
        return columns
    return [replace(c, field="value") if c is grades[0] else c for c in columns]


def _values_apart(columns: list[Column]) -> tuple[Half, ...]:
    """中期指标值 and 年度指标值 of the same names are two indicators of a row."""
    medium = next((c for c in columns if c.field == "medium_value"), None)
    if medium is None:
        return (Half(tuple(columns), ANNUAL),)
    rest = tuple(c for c in columns if c is not medium)
    as_value = Column("value", medium.first, medium.last, medium.path)
    named = tuple(c for c in rest if c.field != "value")
    if not any(c.field == "value" for c in rest):
        return (Half((*named, as_value), MEDIUM),)
    return Half((*named, as_value), MEDIUM), Half(rest, ANNUAL)


@dataclass(slots=True)
class _Held:
    """What still holds where a cell is left blank below."""

    level1: tuple[str, CellRef | None] = ("", None)
    level2: tuple[str, CellRef | None] = ("", None)
    activity: tuple[str, CellRef | None] = ("", None)


class Rows:
    """Reads indicators of one head, row after row; `fresh` forgets what held (a new project)."""

    def __init__(
        self,
        grid: Grid,
        halves: Sequence[Half],
        problems: list[ProblemData],
        *,
        template: bool = False,
    ) -> None:
        """`template`: the lines are a form's own, and one that nobody filled in tells nothing."""
        self.grid = grid
        self.halves = halves
        self.problems = problems
        self.template = template
        self.numbers = [c for half in halves for c in half.columns if c.field == "number"]
        self.total_weight: tuple[Decimal, CellRef] | None = None
        self.fresh()

    def fresh(self) -> None:
        self._held = [_Held() for _ in self.halves]

    def read(self, row: int) -> list[IndicatorData]:
        """The indicators of a row, one for each half that has any."""
        for column in self.numbers:
            self.grid.mark(row, column.first)
        if self._is_sum(row):
            return []
        found = (
            self._half(row, half, held) for half, held in zip(self.halves, self._held, strict=True)
        )
        return [indicator for indicator in found if indicator is not None]

    def _is_sum(self, row: int) -> bool:
        """合计 under the levels, with the points that the weights add up to."""
        named = [c for c in self.halves[0].columns if c.field in (*LEVELS, "indicator", "activity")]
        first = next((b for c in named if (b := self.grid.block(row, c.first)).text), None)
        if first is None or "".join(first.text.split()) not in _SUMS or first.row != row:
            return False
        self.grid.mark(*first.at)
        weight = self.halves[0].first("weight")
        if weight is not None and (block := self.grid.block(row, weight.first)).text:
            number = self._number(block)
            if number is not None:
                self.total_weight = number, self.grid.ref(*block.at)
        return True

    def _half(self, row: int, half: Half, held: _Held) -> IndicatorData | None:
        blocks = self._cells(row, half)
        own = [
            block
            for column in half.columns
            if column.field and column.first not in half.shared
            for block in blocks[column.field]
            if block.text and block.row == row and self._counts(column, block)
        ]
        if not own:
            return None
        cells: dict[str, CellRef] = {}
        level1, level2, name, printed = self._names(blocks, held, cells)
        activity = self._holding("activity", blocks, held, cells)
        if self._unused(name or printed, blocks):
            self.grid.mark_all(own)
            return None
        value_blocks = self._split(blocks)
        texts = {
            field: self._text(field, value_blocks.get(field, []), cells)
            for field in ("value", "operator", "measure_unit", *_TEXTS)
        }
        if "measure_unit" in cells:
            cells["unit"] = cells.pop("measure_unit")
        if grades := blocks.get("grade"):
            texts["basis"] = self._graded(half, grades, texts["basis"])
            cells.setdefault("basis", self.grid.ref(*grades[0].at))
        weight = next(iter(blocks.get("weight", [])), None)
        number = None
        if weight and weight.text:
            number = self._number(weight)
            if number is not None:
                cells["weight"] = self.grid.ref(*weight.at)
        self.grid.mark_all(own_field for own_field in self._named(blocks))
        indicator = IndicatorData(
            level1=level1,
            level2=level2,
            level3=name,
            value=parse_value(texts["value"], texts["operator"], texts["measure_unit"]),
            description=texts["description"],
            direction=texts["direction"],
            weight=number,
            basis=texts["basis"],
            activity=activity,
            term=half.term,
            name_printed=printed,
            core=texts["core"],
            remarks=texts["remarks"],
            cells=cells,
        )
        self._complain(row, half, indicator, own[0])
        return indicator

    def _graded(self, half: Half, grades: Sequence[Block], basis: str) -> str:
        """What the lower grades ask for: 良：90%—95%；中：80%—90%."""
        told = [basis] if basis else []
        for block in grades:
            column = next(c for c in half.columns if c.first <= block.column <= c.last)
            told.append(f"{column.heading.text}：{block.text}")
            self.grid.mark(*block.at)
        return "；".join(told)

    def _counts(self, column: Column, block: Block) -> bool:
        """Levels merged over several rows stand for these; alone they make no indicator here."""
        if column.field == "side":
            return False
        if column.field in ("level1", "level2", "activity"):
            return block.height == 1
        return column.field in (
            *LEVELS,
            "indicator",
            "value",
            "medium_value",
            "operator",
            *_TEXTS,
        ) or (column.field in ("measure_unit", "weight"))

    def _blocks(self, row: int, column: Column) -> list[Block]:
        """The cells of a row under a heading, which may be wider than they are."""
        found: list[Block] = []
        for place in range(column.first, column.last + 1):
            block = self.grid.block(row, place)
            if block.text and block not in found:
                found.append(block)
        return found

    def _cells(self, row: int, half: Half) -> dict[str, list[Block]]:
        """The cells of each field; one merged over several columns belongs to its first.

        A level may be merged over the level below it: that tells what the cell is (`_names`).
        """
        blocks: dict[str, list[Block]] = {}
        for column in half.columns:
            found = self._blocks(row, column)
            if column.field not in LEVELS:
                found = [block for block in found if block.column >= column.first]
            if column.field == "grade":
                blocks.setdefault("grade", []).extend(found)
                continue
            blocks.setdefault(column.field, found)
        operators = blocks.get("operator", [])
        wide = len(operators) == 1 and operators[0].width > 1 and not blocks.get("value")
        if wide and not _is_sign(operators[0].text):
            # The words of a cell merged over 指标性质 and 指标值 are the value.
            blocks["operator"], blocks["value"] = [], operators
        return blocks

    def _split(self, blocks: dict[str, list[Block]]) -> dict[str, list[Block]]:
        """≥ | 5 | 个 in cells of their own under one heading 指标值."""
        values = blocks.get("value", [])
        if len(values) < 2 or blocks.get("operator"):
            return blocks
        split = dict(blocks)
        if _is_sign(values[0].text):
            split["operator"], values = values[:1], values[1:]
        if len(values) == 2 and not blocks.get("measure_unit"):
            split["measure_unit"], values = values[1:], values[:1]
        split["value"] = values
        return split

    def _names(
        self, blocks: dict[str, list[Block]], held: _Held, cells: dict[str, CellRef]
    ) -> tuple[str, str, str, str]:
        """Level 1, level 2, the indicator's own name, and the cell that runs them together."""
        if "indicator" in blocks and not any(level in blocks for level in ("level1", "level3")):
            text = self._text("indicator", blocks["indicator"], cells)
            if "indicator" in cells:
                cells["level3"] = cells.pop("indicator")
            text = _ORDINAL.sub("", text)
            level1, level2, name = split_levels(text)
            return level1, level2, name, text if (level1 or level2) and text else ""
        before = held.level1[0]
        level1 = self._holding("level1", blocks, held, cells)
        if blocks.get("level1") and level1 != before:
            held.level2 = ("", None)
        second, third = blocks.get("level2", []), blocks.get("level3", [])
        if second and second == blocks.get("level1"):
            second = []
        if third and third == (second or blocks.get("level1")):
            # Merged over level and name: it is the level where it says one, else the name.
            standard = level_of(third[0].text)[0] is not None
            second, third = (second, []) if standard else ([], third)
        level2 = self._holding("level2", {**blocks, "level2": second}, held, cells)
        name = _ORDINAL.sub("", self._text("level3", third, cells)).strip()
        return level1, level2, name, ""

    def _holding(
        self, field: str, blocks: dict[str, list[Block]], held: _Held, cells: dict[str, CellRef]
    ) -> str:
        own: dict[str, CellRef] = {}
        text = self._text(field, blocks.get(field, []), own)
        before: tuple[str, CellRef | None] = getattr(held, field)
        holds = (text, own.get(field)) if text else before
        setattr(held, field, holds)
        if holds[1] is not None:
            cells[field] = holds[1]
        return holds[0]

    def _text(self, field: str, blocks: Iterable[Block], cells: dict[str, CellRef]) -> str:
        texts = []
        for block in blocks:
            if block.text:
                cells.setdefault(field, self.grid.ref(*block.at))
                self.grid.mark(*block.at)
                texts.append(block.text)
        return "".join(texts)

    def _named(self, blocks: dict[str, list[Block]]) -> Iterable[Block]:
        return (b for field in ("level1", "level2", "level3") for b in blocks.get(field, []))

    def _unused(self, name: str, blocks: dict[str, list[Block]]) -> bool:
        """A line of the form that nobody filled in: 指标2：, …… or 生态效益指标 with 无."""
        told = [b for f in ("value", "operator", "description") for b in blocks.get(f, [])]
        if any(not _NOTHING.match(block.text) for block in told):
            return False
        if blocks.get("level3"):
            return bool((_NOTHING if self.template or told else _UNUSED).match(name))
        return self.template and not name

    def _number(self, block: Block) -> Decimal | None:
        """Points or per cent of a weight cell; a problem where it is neither."""
        folded = normalise_figure(block.text).removesuffix("分").removesuffix("%")
        if _UNUSED.match(folded):
            self.grid.mark(*block.at)
            return None
        try:
            number = Decimal(folded)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or not re.fullmatch(r"-?\d{1,6}(\.\d{1,6})?", folded):
            why = f"“{block.text[:20]}”不是分值或权重"
            self.grid.doubt(*block.at, why)
            self.problems.append(self.grid.problem(*block.at, f"{why}，请改正或删除。"))
            return None
        self.grid.mark(*block.at)
        return number

    def _complain(self, row: int, half: Half, indicator: IndicatorData, first: Block) -> None:
        """An indicator must have a name and a value; an amount of things wants its unit."""
        value = half.first("value")
        named = indicator.level3 or indicator.name_printed
        if not named and (half.first("level3") is None):
            named = indicator.name
        valued = indicator.value.printed
        if not valued and indicator.value.operator not in ("", "定性"):
            valued = ""
        where = first.at
        if not named and not valued:
            self._problem(where, "这一行有指标级次而没有指标名称和指标值，请补全或删除这一行。")
        elif not named:
            self._problem(where, "指标没有名称，请补上三级指标。")
        elif not valued:
            at = (row, value.first) if value is not None else where
            self._problem(at, f"指标“{indicator.name[:40]}”没有指标值，请补上。")
        elif self._wants_unit(indicator) and half.first("measure_unit") is not None:
            message = f"指标“{indicator.name[:40]}”的指标值 {valued} 没有度量单位，请核对。"
            self._problem((row, value.first) if value else where, message, "notice")

    def _wants_unit(self, indicator: IndicatorData) -> bool:
        value = indicator.value
        return value.number is not None and not value.unit and value.operator in "≥≤=＞＜><"

    def _problem(self, at: tuple[int, int], message: str, severity: str = "error") -> None:
        self.problems.append(self.grid.problem(*at, message, severity))


def _is_sign(text: str) -> bool:
    return fold(text).strip() in {*"<>=≥≤", "定性", ">=", "<=", "=>", "=<"}


def is_sum(text: str) -> bool:
    return "".join(text.split()) in _SUMS


def mark_head(grid: Grid, head: Head) -> None:
    """Count the headings of a head as understood, and 序号 columns below with them."""
    for column in head.columns:
        for block in column.path:
            if column.field or fields_of(block.text):
                grid.mark(*block.at)
