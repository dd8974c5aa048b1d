"""The part of a form above its grid: headings with what they name beside them or below.

项目名称 | 办公设备购置; 中期资金总额： | 258.82; 3月底 over 30%; 总体目标 | 中期目标 over a text. A heading whose
neighbour is again a heading stands over a side of the form and names nothing itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from budgets.data import CellRef, ProblemData
from budgets.money import UNITS, normalise_figure
from budgets.vocabulary import fold
from performance.data import ANNUAL, MEDIUM, GoalData, ParticularData, PlanStepData
from performance.reading.amounts import Purse, Stated, measure_of
from performance.reading.grids import Block, Grid
from performance.reading.heads import MONEY
from performance.reading.money_rows import MoneyRows, is_amount
from performance.reading.plans import PlanReader
from performance.reading.words import fields_of

TEXTS = ("name", "code", "code_and_name", "category", "attribute", "period", "authority", "unit")
_MORE_TEXTS = ("body", "purpose", "remarks", "begin", "end")
_GOALS = frozenset({"goal", "medium_goal"})
_YEARLY = ("年度", "本年", "当年", "全年")
# Digits and numerals that were meant as an amount.
_WRITTEN = re.compile(
    r"[\d.,，一二三四五六七八九十百千万亿零〇两壹贰叁肆伍陆柒捌玖拾佰仟多余约]{2,16}(?:元|圆|整)*"
)
_INLINE = re.compile(r"^(?P<heading>[^:：]{2,24})[:：]\s*(?P<value>\S.*)$", re.DOTALL)


@dataclass(slots=True)
class Pairs:
    """What the headings of a form say."""

    texts: dict[str, tuple[str, CellRef]] = field(default_factory=dict)
    amounts: list[Stated] = field(default_factory=list)
    goals: list[GoalData] = field(default_factory=list)
    plan: tuple[PlanStepData, ...] = ()
    execution_weight: tuple[Decimal, CellRef] | None = None
    particulars: list[ParticularData] = field(default_factory=list)

    def text(self, name: str) -> str:
        return self.texts[name][0] if name in self.texts else ""


class PairReader:
    """Reads the rows of one form that are no grid of indicators."""

    def __init__(
        self, grid: Grid, rows: Sequence[int], purse: Purse, problems: list[ProblemData]
    ) -> None:
        self.grid = grid
        self.rows = rows
        self.inside = frozenset(rows)
        self.purse = purse
        self.problems = problems
        self.found = Pairs()
        # Cells that were taken as what a heading names: they are no headings themselves.
        self._taken: set[tuple[int, int]] = set()
        # The last total of each column: 其中：财政拨款 below it is a part of that one.
        self._totals: dict[int, bool] = {}
        self._money_rows = MoneyRows(grid, rows, purse, self.found.amounts, self._taken)

    def read(self) -> Pairs:
        plan = PlanReader(self.grid, self.rows, self.problems)
        self.found.plan = plan.read()
        self._taken |= plan.taken
        for row in self.rows:
            for block in list(self.grid.starting(row)):
                if block.at not in self._taken and not self.grid.is_marked(*block.at):
                    self._heading(block)
        self._purpose()
        self._terms()
        return self.found

    def _heading(self, block: Block) -> None:
        fields = fields_of(block.text)
        if not fields:
            self._inline(block)
            return
        if fields & {"person"}:
            self.grid.mark(*block.at)
        elif fields & _GOALS:
            self._goal(block, "medium_goal" if "medium_goal" in fields else "goal")
        elif name := next((n for n in (*TEXTS, *_MORE_TEXTS) if n in fields), ""):
            self._text(block, name)
        elif fields & MONEY:
            self._money(block)
        elif "execution_weight" in fields:
            self._execution_weight(block)
        elif fields & {"money", "side", "plan", "indicator"}:
            self.grid.mark(*block.at)
        elif "particulars" in fields:
            self._particular(block)

    # --- Texts ---

    def _is_heading(self, block: Block | None) -> bool:
        return block is not None and bool(fields_of(block.text))

    def _take(self, block: Block) -> None:
        self._taken.add(block.at)
        self.grid.mark(*block.at)

    def _particular(self, block: Block) -> None:
        """What a form tells under a heading that has no field: kept under that heading."""
        self.grid.mark(*block.at)
        right = self.grid.right_of(block)
        value: Block | None = None
        if right is not None and right.text and right.row <= block.last_row:
            value = None if fields_of(right.text) else right
        if value is None:
            value = self._stacked(block, right)
        if value is not None:
            cells = {"heading": self.grid.ref(*block.at), "text": self.grid.ref(*value.at)}
            self.found.particulars.append(ParticularData(block.text, value.text, cells))
            self._take(value)

    def _value_of(self, block: Block) -> Block | None:
        """The cell that says what a heading asks for: the next one, past what was once merged.

        Cells that were merged and are not any more leave empty ones behind.
        """
        right = past = self.grid.right_of(block)
        while past is not None and not past.text and past.height == 1:
            past = self.grid.right_of(past, block.row)
        if past is None or past.row != block.row or self._is_heading(past):
            return right
        return past

    def _text(self, block: Block, name: str) -> None:
        right = self._value_of(block)
        value: Block | None = None
        identity = {"name", "code", "code_and_name"}
        if right is not None and right.text and right.row <= block.last_row:
            keys = fields_of(right.text) & {*TEXTS, *_MORE_TEXTS, "person", "plan", "money"}
            if not fields_of(right.text) or (name in identity and not keys):
                value = right
        if value is None and (right is None or not right.text or self._is_heading(right)):
            value = self._stacked(block, right)
        if value is not None and _is_unit(value.text):
            return
        self.grid.mark(*block.at)
        if value is None:
            return
        if name in self.found.texts and self.found.texts[name][0] != value.text:
            # Said a second time with other words: kept at its cell, not read over the first.
            self.grid.doubt(*value.at, "同一项内容前面已经写过，与前面不同")
            self._taken.add(value.at)
            return
        self.found.texts.setdefault(name, (value.text, self.grid.ref(*value.at)))
        self._take(value)

    def _stacked(self, block: Block, right: Block | None) -> Block | None:
        """What stands below a heading in a row of headings."""
        below = self.grid.below(block)
        left = self.grid.block(block.row, block.column - 1) if block.column else None
        neighbours = self._is_heading(right) or (right is None and self._is_heading(left))
        if below is None or not neighbours or not below.text or below.row not in self.inside:
            return None
        if self._is_heading(below) or below.column != block.column:
            return None
        return below

    def _inline(self, block: Block) -> None:
        """项目名称：外事工作经费 in one cell."""
        match = _INLINE.match(block.text)
        if match is None:
            return
        fields = fields_of(match["heading"])
        ref = self.grid.ref(*block.at)
        value = match["value"].strip()
        if _is_unit(value):
            return
        if fields & _GOALS:
            term = MEDIUM if "medium_goal" in fields else ANNUAL
            cells = {"heading": ref, "text": ref}
            self.found.goals.append(GoalData(value, term, match["heading"].strip(), cells))
            self.grid.mark(*block.at)
        elif name := next((n for n in (*TEXTS, *_MORE_TEXTS) if n in fields), ""):
            if name not in self.found.texts:
                self.found.texts[name] = (value, ref)
                self.grid.mark(*block.at)
        elif "particulars" in fields:
            cells = {"heading": ref, "text": ref}
            self.found.particulars.append(ParticularData(match["heading"].strip(), value, cells))
            self.grid.mark(*block.at)
        elif fields & MONEY and (is_amount(value) or fields & {"total", "fiscal"}):
            heading = Block(
                block.row, block.column, block.last_row, block.last_column, match["heading"]
            )
            inner = Block(block.row, block.column, block.last_row, block.last_column, value)
            self._state(inner, [heading])

    # --- Goals ---

    def _goal(self, block: Block, field: str) -> None:
        self.grid.mark(*block.at)
        right = self.grid.right_of(block)
        pieces: list[Block] = []
        if right is not None and right.text and not fields_of(right.text) & {*_GOALS, "remarks"}:
            if right.row < block.row:
                return
            pieces = self._beside(block)
        elif right is not None and not right.text and not self._sibling(block):
            # A goal's own cell may be empty, or the text begins after empty cells.
            pieces = self._along(block)
        if not pieces and self._sibling(block):
            below = self.grid.below(block)
            if below is not None and below.text and not fields_of(below.text) & _GOALS:
                side = self._side(block)
                last = (
                    side.last_row
                    if side is not None and side.last_row > block.row
                    else below.last_row
                )
                pieces = self._down(below, last)
        if pieces and all(_says_goal(piece.text) for piece in pieces):
            # 长期目标：… above 年度目标：…, each with its heading in its own cell.
            for piece in pieces:
                self._taken.add(piece.at)
                self._inline(piece)
            return
        if not pieces:
            return
        text = pieces[0].text
        for before, piece in pairwise(pieces):
            text += ("" if piece.row == before.row else "\n") + piece.text
        for piece in pieces:
            self._take(piece)
        term = MEDIUM if field == "medium_goal" else ANNUAL
        cells = {"heading": self.grid.ref(*block.at), "text": self.grid.ref(*pieces[0].at)}
        self.found.goals.append(GoalData(text, term, block.text, cells))

    def _sibling(self, block: Block) -> bool:
        """Whether the heading has another goal beside it, in its own rows."""
        beside = any(
            other.at != block.at and other.height == block.height
            for other in self.grid.starting(block.row)
            if fields_of(other.text) & _GOALS
        )
        last = self._side(block) is not None and self.grid.right_of(block) is None
        return beside or last

    def _side(self, block: Block) -> Block | None:
        left = self.grid.block(block.row, block.column - 1) if block.column else None
        return left if left is not None and fields_of(left.text) & _GOALS else None

    def _down(self, first: Block, last_row: int) -> list[Block]:
        """A cell and those below it that begin in rows up to `last_row`."""
        pieces = [first]
        while (below := self.grid.below(pieces[-1])) is not None:
            if below.row > last_row or below.column != first.column or below.row not in self.inside:
                break
            if not below.text or fields_of(below.text):
                break
            pieces.append(below)
        return pieces

    def _beside(self, block: Block) -> list[Block]:
        """All texts on the right, in the heading's rows: 目标1： may have a cell of its own."""
        pieces: list[Block] = []
        for row in range(block.row, min(block.last_row, self.rows[-1]) + 1):
            for other in self.grid.starting(row):
                if other.column <= block.last_column:
                    continue
                if fields_of(other.text):
                    return pieces
                pieces.append(other)
        return pieces

    def _along(self, block: Block) -> list[Block]:
        for other in self.grid.blocks(block.row):
            if other.column > block.last_column and other.text:
                return [] if fields_of(other.text) else self._down(other, block.last_row)
        return []

    def _terms(self) -> None:
        """总体目标 beside 年度目标, each with its own words, is the medium-term one."""
        annual = [g for g in self.found.goals if g.term == ANNUAL]
        if len(annual) != 2 or any(g.term == MEDIUM for g in self.found.goals):
            return
        yearly = [any(w in g.heading for w in _YEARLY) for g in annual]
        if yearly.count(True) == 1:
            medium = annual[yearly.index(False)]
            self.found.goals = [
                GoalData(g.text, MEDIUM, g.heading, g.cells) if g is medium else g
                for g in self.found.goals
            ]

    # --- Money ---

    def _money(self, block: Block) -> None:
        right = self.grid.right_of(block)
        if right is not None and not right.text and not self._is_asked_for(right):
            right = self._value_of(block)
        if right is not None and right.row <= block.last_row:
            written = bool(fields_of(block.text) & MONEY) and bool(_WRITTEN.fullmatch(right.text))
            if self._amount_like(right) or written:
                # 八万 is told to be no figure where it stands.
                self._state(right, self._over(block))
                return
        if right is None or self._is_heading(right) or not right.text:
            if self._money_rows.read(block):
                return
            fields = fields_of(block.text)
            if (
                right is not None
                and not right.text
                and "money" not in fields
                and right.row == block.row
            ):
                self._state(right, self._over(block))
                return
        self.grid.mark(*block.at)

    def _is_asked_for(self, empty: Block) -> bool:
        """Whether a heading above an empty cell asks for its amount."""
        return any(
            fields_of(self.grid.text(row, empty.column)) & MONEY
            for row in self.rows
            if row < empty.row
        )

    def _amount_like(self, block: Block) -> bool:
        return bool(block.text) and is_amount(block.text)

    def _over(self, block: Block) -> list[Block]:
        """A heading and those on its left that divide into it (财政拨款 | 基本支出 | 100)."""
        chain = [block]
        while chain[0].column:
            left = self.grid.block(block.row, chain[0].column - 1)
            fields = fields_of(left.text)
            if (
                not left.text
                or not fields & MONEY
                or fields & {"money"}
                or left.height <= chain[0].height
            ):
                break
            chain.insert(0, left)
        return chain

    def _state(self, value: Block, headings: list[Block]) -> None:
        measure = measure_of([heading.text for heading in headings])
        column = headings[-1].column
        if measure == "total" and self._beside_annual(headings[-1]):
            measure = "medium_total"
        if measure in ("total", "medium_total"):
            self._totals[column] = measure == "medium_total"
        elif not measure.startswith(("medium", "previous")) and self._under_medium(column):
            measure = f"medium_{measure}"
        for heading in headings:
            self.grid.mark(*heading.at)
        self._taken.add(value.at)
        stated = self.purse.read(value, headings, measure)
        if stated is not None:
            self.found.amounts.append(stated)

    def _beside_annual(self, heading: Block) -> bool:
        """项目资金总额 beside 年度资金总额 is of all the project's years."""
        if any(word in heading.text for word in _YEARLY):
            return False
        return any(
            "total" in fields_of(other.text) and any(word in other.text for word in _YEARLY)
            for other in self.grid.starting(heading.row)
            if other.column > heading.column
        )

    def _under_medium(self, column: int) -> bool:
        before = [place for place in self._totals if place <= column]
        return bool(before) and self._totals[max(before)]

    def _execution_weight(self, block: Block) -> None:
        """执行率分值（10）, or the points beside or below it."""
        self.grid.mark(*block.at)
        inside = re.search(r"\((\d{1,3})分?\)", fold(block.text))
        if inside:
            self.found.execution_weight = Decimal(inside[1]), self.grid.ref(*block.at)
            return
        for other in (self.grid.right_of(block), self.grid.below(block)):
            folded = normalise_figure(other.text).removesuffix("分") if other else ""
            if other and re.fullmatch(r"\d{1,3}(\.\d{1,4})?", folded):
                self.found.execution_weight = Decimal(folded), self.grid.ref(*other.at)
                self._take(other)
                return

    # --- What is left ---

    def _purpose(self) -> None:
        """预算规模及资金用途: the text that stands in its rows and names nothing else."""
        side: Block | None = None
        for row in self.rows:
            side = self._purpose_side(row, side)
            if side is None:
                continue
            self.grid.mark(*side.at)
            for block in self.grid.starting(row):
                free = block.column > side.last_column and not fields_of(block.text)
                if free and block.at not in self._taken and not self.grid.is_marked(*block.at):
                    held = self.found.texts.get("purpose")
                    if held is None:
                        self.found.texts["purpose"] = block.text, self.grid.ref(*block.at)
                    else:
                        self.found.texts["purpose"] = f"{held[0]}\n{block.text}", held[1]
                    self._take(block)

    def _purpose_side(self, row: int, before: Block | None) -> Block | None:
        """The heading of 用途 that holds for a row: its own, or the one above an empty cell."""
        for side in self.grid.blocks(row):
            if "用途" in side.text and "money" in fields_of(side.text):
                return side
        goes_on = before is not None and not self.grid.text(row, before.column)
        return before if goes_on else None


def _says_goal(text: str) -> bool:
    match = _INLINE.match(text)
    return match is not None and bool(fields_of(match["heading"]) & _GOALS)


def _is_unit(text: str) -> bool:
    """单位：万元 names no body."""
    return "".join(text.split()) in UNITS
