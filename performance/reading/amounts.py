"""Stated amounts of a form: their unit, their measure by their headings, their coordinates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from budgets.coordinates import Coordinates
from budgets.data import CellRef, DisclosureData, FactData, ProblemData
from budgets.money import (
    BLANK,
    UNITS,
    Amount,
    AmountError,
    Unit,
    looks_like_figure,
    normalise_figure,
    parse_amount,
    unit_named,
)
from budgets.vocabulary import fold, normalise
from performance.data import StatedAmountData
from performance.reading.grids import Block, Grid
from performance.reading.heads import NATURES, SOURCES
from performance.reading.words import bracketed_unit, fields_of

_PART = re.compile(r"\s*其中\s*[:：]")
_SOURCE_NAMES = {"unit_money": "unit"}
# What a measure's parts say in coordinates; 其他资金 (all that is not fiscal) has none.
_COORDINATES: dict[str, dict[str, str]] = {
    "total": {},
    "fiscal": {"source": "fiscal"},
    "general": {"source": "general"},
    "fund": {"source": "fund"},
    "capital": {"source": "capital"},
    "special": {"source": "special"},
    "unit": {"source": "unit"},
    "basic": {"nature": "basic"},
    "project": {"nature": "project"},
}


def common_unit(data: DisclosureData) -> Unit | None:
    """The unit of most tables of a document."""
    units = Counter(table.unit for table in data.tables if table.unit in UNITS)
    return UNITS[units.most_common(1)[0][0]] if units else None


def measure_of(headings: Sequence[str]) -> str:
    """The measure that headings name together, from the outermost: 财政拨款 / 基本支出."""
    source = nature = ""
    total = medium = False
    for heading in headings:
        fields = fields_of(heading)
        source = next((name for name in SOURCES if name in fields), source)
        nature = next((name for name in NATURES if name in fields), nature)
        total = total or bool(fields & {"total", "sum"})
        medium = medium or "medium_total" in fields or "medium_goal" in fields
    source = _SOURCE_NAMES.get(source, source)
    measure = "_".join(part for part in (source, nature) if part)
    if medium:
        return f"medium_{measure or 'total'}"
    if total and not measure and _PART.match(headings[-1]):
        return "part"
    return measure or ("total" if total else "")


def coordinates_of(measure: str, project: str | None) -> Coordinates | None:
    """Where the money tables state this measure; None where coordinates cannot say it.

    `project` is the project's name, None for a whole body.
    """
    found = {"side": "out", "basis": "budget"}
    for part in measure.split("_"):
        if part not in _COORDINATES:
            return None
        found |= _COORDINATES[part]
    if project is not None:
        name = normalise(project)
        if not name:
            return None
        found |= {"nature": "project", "project": name}
    return Coordinates.of(found)


def _is_too_fine(text: str, unit: Unit, other: Unit) -> bool:
    """Whether a figure would have parts of a fen in a unit, and none in the other: 86.27457 元."""
    try:
        parse_amount(text, other)
    except AmountError:
        return False
    try:
        parse_amount(text, unit)
    except AmountError:
        return True
    return False


@dataclass(slots=True)
class Stated:
    """A stated amount on its way, and the cell that its fact would have."""

    data: StatedAmountData
    row: int
    column: int


@dataclass(slots=True)
class Purse:
    """Reads the amounts of one grid, and keeps its facts."""

    grid: Grid
    common: Unit | None
    problems: list[ProblemData]
    facts: list[FactData] = field(default_factory=list)
    _told: bool = False
    _beaten: bool | None = None
    _unit_lines: list[tuple[int, Unit]] | None = None
    _money_blocks: list[tuple[Block, Unit]] | None = None

    def read(
        self, block: Block, headings: Sequence[Block], measure: str, name: str = ""
    ) -> Stated | None:
        """The amount in a cell under or beside its headings; None (and a problem) if it is none."""
        grid = self.grid
        row, column = block.at
        cells: dict[str, CellRef] = {"amount": grid.ref(row, column)}
        if headings:
            cells["heading"] = grid.ref(*headings[-1].at)
        for heading in headings:
            if fields_of(heading.text):
                grid.mark(*heading.at)
        path = " / ".join(heading.text for heading in headings)
        amount = BLANK
        if block.text:
            unit, odd = self._unit(block, headings)
            if odd is not None:
                cells["unit_heading"] = grid.ref(*odd.at)
                unit = self._fitting(unit, bracketed_unit(odd.text))
            read = self._parse(block, unit)
            if read is None:
                return None
            amount = read
        grid.mark(row, column)
        return Stated(StatedAmountData(measure, name or path, amount, cells), row, column)

    def refuse_merged(self, block: Block) -> None:
        """An amount in a cell merged over several columns or lines belongs to none of them."""
        why = "金额单元格与相邻单元格合并，无法判断属于哪一行哪一栏"
        if self.grid.is_doubted(*block.at):
            return
        self.grid.doubt(*block.at, why)
        self.problems.append(self.grid.problem(*block.at, why + "，请取消合并。"))

    def settle(self, stated: Sequence[Stated], project: str | None) -> tuple[StatedAmountData, ...]:
        """The amounts as data; each that has coordinates becomes a fact of the table."""
        for one in stated:
            coordinates = coordinates_of(one.data.measure, project)
            if coordinates is None or one.data.amount.fen is None or one.row < self.grid.depth:
                continue
            fact = FactData(
                one.row - self.grid.depth, one.column, coordinates, one.data.amount, True
            )
            self.facts.append(fact)
        return tuple(one.data for one in stated)

    def _parse(self, block: Block, unit: Unit | None) -> Amount | None:
        text = normalise_figure(block.text)
        # 10.7万元: a cell that names its own unit.
        own = next((name for name in UNITS if text.endswith(name)), "")
        unit = UNITS[own] if own else unit
        if unit is None:
            why = "没有写明金额单位（元、万元…），无法读成金额"
            self.grid.doubt(*block.at, why)
            if not self._told:
                self._told = True
                message = "没有写明金额单位：请在表头上方写“单位：万元”或“单位：元”。"
                self.problems.append(self.grid.problem(*block.at, message))
            return None
        try:
            amount = parse_amount(text.removesuffix(own), unit)
        except AmountError as error:
            self.grid.doubt(*block.at, str(error))
            self.problems.append(self.grid.problem(*block.at, f"{error}，请改正或删除。"))
            return None
        return Amount(amount.fen, block.text, amount.step)

    def _unit(self, block: Block, headings: Sequence[Block]) -> tuple[Unit | None, Block | None]:
        """The unit that an amount is read by, and a heading in brackets that contradicts it."""
        if self._money_blocks is None:
            self._look_for_units()
        lines, money = self._unit_lines or [], self._money_blocks or []
        line = next((unit for row, unit in reversed(lines) if row <= block.row), None)
        line = line or unit_named(self.grid.table.unit_line)
        bracket: tuple[Unit, Block] | None = None
        for heading in reversed(headings):
            if unit := bracketed_unit(heading.text):
                bracket = unit, heading
                break
        if bracket is None:
            for over, unit in reversed(money):
                beside = over.row <= block.row <= over.last_row and over.column < block.column
                above = (
                    over.last_row < block.row and over.column <= block.column <= over.last_column
                )
                if beside or above:
                    bracket = unit, over
                    break
        if line is not None:
            return line, bracket[1] if bracket and bracket[0] != line else None
        if bracket is not None:
            return bracket[0], None
        if unit := UNITS.get(self.grid.table.unit):
            return unit, None
        if money:
            # 年度预算申请（万元） names the unit of the form's other money too.
            return money[0][1], None
        if self.common is not None and not self._told:
            self._told = True
            message = f"没有写金额单位，按其余各表的“{self.common.name}”读入，请核对。"
            self.problems.append(self.grid.problem(*block.at, message, "notice"))
        return self.common, None

    def _fitting(self, line: Unit | None, bracket: Unit | None) -> Unit | None:
        """The unit line, unless figures of the table would then have parts of a fen."""
        if line is None or bracket is None or line.exponent > bracket.exponent:
            return line
        if self._beaten is None:
            self._beaten = any(
                looks_like_figure(block.text) and _is_too_fine(block.text, line, bracket)
                for block in self.grid.all_blocks()
                if len(block.text) < 24
            )
        return bracket if self._beaten else line

    def _look_for_units(self) -> None:
        """Unit lines inside the body (several forms in one sheet), and blocks like 项目资金（万元）."""
        self._unit_lines, self._money_blocks = [], []
        for block in self.grid.all_blocks():
            if len(block.text) > 24 or "元" not in block.text:
                continue
            folded = "".join(fold(block.text).split())
            unit = unit_named(folded)
            if unit and folded.strip("()").removeprefix("金额").startswith("单位"):
                self._unit_lines.append((block.row, unit))
                self.grid.mark(*block.at)
            elif fields_of(block.text) & {"money", "total"} and (
                unit := bracketed_unit(block.text)
            ):
                self._money_blocks.append((block, unit))
