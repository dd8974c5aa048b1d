"""Self-evaluations while they are being read: what was found so far, and the frozen shape of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from budgets.data import CellRef, ProblemData
from performance.data import (
    TEXT,
    EvaluationData,
    ExecutionData,
    ItemData,
    PartData,
    ValueData,
)
from performance.forms.names import BEIJING_EVALUATION, NATIONAL_PROJECT_EVALUATION
from performance.reading.evaluation_words import is_row, key_of, project_of
from performance.reading.grids import Block, Grid
from performance.values import parse_value

OVERALL, PROJECT = "overall", "project"

ZERO = Decimal(0)
_REMARKED = re.compile(r"([^()（）]+)[(（][^()（）]*[)）]")
# Containment tells two wordings of one part only where the shorter one says something.
_SHORTEST_KEY = 4


@dataclass(slots=True)
class Points:
    """A figure in points and the cell that prints it."""

    value: Decimal
    ref: CellRef


@dataclass(slots=True)
class PartDraft:
    """A part and every weight that is printed for it, the summary's first."""

    name: str
    ref: CellRef | None = None
    weights: list[Points] = field(default_factory=list)
    score: Points | None = None
    in_summary: bool = False

    def state(self, value: Decimal, ref: CellRef, *, first: bool = False) -> None:
        """Keep a weight that some place prints, each place once."""
        if any(one.ref == ref for one in self.weights):
            return
        self.weights.insert(0 if first else len(self.weights), Points(value, ref))

    def frozen(self) -> PartData:
        cells = {}
        if self.ref:
            cells["name"] = self.ref
        if self.weights:
            cells["weight"] = self.weights[0].ref
        if self.score:
            cells["score"] = self.score.ref
        return PartData(
            self.name,
            self.weights[0].value if self.weights else None,
            self.score.value if self.score else None,
            tuple((one.value, one.ref) for one in self.weights[1:]),
            cells,
        )


@dataclass(slots=True)
class ItemDraft:
    """An item, its cells by role, and the points that its headings state."""

    grid: Grid
    row: int
    part: PartDraft
    level1: str = ""
    level2: str = ""
    level3: str = ""
    blocks: dict[str, Block] = field(default_factory=dict)
    weight: Decimal | None = None
    score: Decimal | None = None
    group: str = ""
    group_weight: Decimal | None = None
    group_ref: CellRef | None = None
    group_stated: tuple[tuple[Decimal, CellRef], ...] = ()
    headings: tuple[tuple[str, Decimal, CellRef], ...] = ()
    coefficient: Decimal | None = None
    more: dict[str, list[str]] = field(default_factory=dict)
    lines: list[ExecutionData] = field(default_factory=list)
    # The cells of weight and score beside each line of money.
    points_of_lines: list[dict[str, Block | None]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.level3 or self.level2 or self.level1

    @property
    def family(self) -> tuple[int, str, str, str, str]:
        """What items that stand under one heading have in common."""
        return id(self.grid), self.part.name, self.level1, self.level2, self.group

    def text(self, role: str) -> str:
        block = self.blocks.get(role)
        texts = [block.text] if block else []
        return "\n".join([*texts, *self.more.get(role, [])])

    def ref(self, role: str) -> CellRef | None:
        block = self.blocks.get(role)
        return self.grid.ref(*block.at) if block else None

    def value(self, role: str) -> ValueData:
        printed = self.text(role)
        unit = self.text("measure_unit")
        if not printed:
            return ValueData("")
        operator = self.text("operator") if role == "target" else ""
        value = parse_value(printed, operator=operator, unit=unit)
        if value.kind == TEXT and (match := _REMARKED.fullmatch(printed.strip())):
            # 10场（其中线上3场）: what stands before the remark is the value.
            before = parse_value(match[1], operator=operator, unit=unit)
            return replace(before, printed=value.printed) if before.number is not None else value
        return value

    def settle_points(self) -> None:
        """Points beside the whole of the money, or beside one line alone, are the item's own."""
        for role in ("weight", "score"):
            told = [
                (place, blocks[role])
                for place, blocks in enumerate(self.points_of_lines)
                if getattr(self.lines[place], role) is not None
            ]
            cells = {id(block) for _, block in told}
            if not told or (told[0][0] != 0 and len(cells) > 1):
                continue
            first, block = told[0]
            if len(cells) > 1 and not is_row(self.lines[first].name, "whole_row"):
                continue
            value = getattr(self.lines[first], role)
            if role == "weight":
                self.weight = value
            else:
                self.score = value
            if block is not None:
                self.blocks[role] = block
            for place, other in told:
                if other is not block:
                    continue
                line = self.lines[place]
                self.lines[place] = (
                    replace(line, weight=None) if role == "weight" else replace(line, score=None)
                )

    def frozen(self) -> ItemData:
        cells = {role: self.grid.ref(*block.at) for role, block in self.blocks.items()}
        if self.part.ref:
            cells.setdefault("part", self.part.ref)
        return ItemData(
            part=self.part.name,
            level1=self.level1,
            level2=self.level2,
            level3=self.level3,
            target=self.value("target"),
            actual=self.value("actual"),
            weight=self.weight,
            score=self.score,
            group=self.group,
            group_weight=self.group_weight,
            previous=self.value("previous") if "previous" in self.blocks else None,
            explanation=self.text("explanation"),
            standard=self.text("standard"),
            reason=self.text("reason"),
            action=self.text("action"),
            execution=tuple(self.lines),
            coefficient=self.coefficient,
            remarks=self.text("remarks"),
            group_stated=self.group_stated,
            headings=self.headings,
            cells=cells,
        )


def _shares_heading(first: ItemDraft, item: ItemDraft) -> bool:
    """Whether an item stands under the heading whose points the first one's weight cell repeats."""
    heading = first.group_ref
    told = heading is not None and first.weight is not None and first.weight == first.group_weight
    return told and heading == item.group_ref


@dataclass(slots=True)
class Total:
    """A row that prints a sum of points (合计, 综合得分), in the part that it stands in."""

    weight: Points | None
    score: Points | None
    part: PartDraft | None


@dataclass(slots=True)
class Draft:
    """One evaluation, over as many tables as it takes."""

    subject: str
    sheet: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    cells: dict[str, CellRef] = field(default_factory=dict)
    parts: list[PartDraft] = field(default_factory=list)
    items: list[ItemDraft] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    tables: list[int] = field(default_factory=list)
    stated: bool = False
    listed: bool = False

    def __bool__(self) -> bool:
        return bool(self.texts or self.parts or self.items or self.totals)

    def name_project(self, grid: Grid) -> None:
        """A project whose form has no line for its name: the title's, else that of the sheet."""
        if self.subject != PROJECT or self.listed or not self.items:
            return
        if {"project_name", "project_code"} & self.texts.keys():
            return
        if name := project_of(grid.table.title, self.sheet):
            # No cell of the table prints it.
            self.texts["project_name"] = name

    def put(self, role: str, text: str, ref: CellRef) -> None:
        """Keep a text, the first one printed."""
        if text and role not in self.texts:
            self.texts[role] = text
            self.cells[role] = ref

    def part(self, name: str) -> PartDraft | None:
        """The part of a name, however its ordinal, points and punctuation are printed."""
        key = key_of(name)
        for one in self.parts:
            if key_of(one.name) == key:
                return one
        for one in self.parts:
            other = key_of(one.name)
            if min(len(key), len(other)) >= _SHORTEST_KEY and (key in other or other in key):
                return one
        return None

    def exact_part(self, name: str) -> PartDraft | None:
        key = key_of(name)
        return next((one for one in self.parts if key_of(one.name) == key), None)

    def new_part(self, name: str, ref: CellRef | None = None) -> PartDraft:
        found = self.exact_part(name)
        if found is None:
            found = PartDraft(name, ref)
            self.parts.append(found)
        return found

    def seen(self, n: int) -> None:
        if n not in self.tables:
            self.tables.append(n)

    def frozen(self) -> tuple[EvaluationData, tuple[ProblemData, ...]]:
        for item in self.items:
            item.settle_points()
        self._execution_part()
        self._weights_as_shares()
        self._share_weights()
        problems = [*self._above_weights(), *self._nothing_scored()]
        self._share_texts()
        self._untitled_part()
        overall = self._overall_totals()
        score = next((one.score for one in overall if one.score), None)
        weight = next((one.weight for one in overall if one.weight), None)
        cells = dict(self.cells)
        if score:
            cells["score"] = score.ref
        if weight:
            cells["total_weight"] = weight.ref
        data = EvaluationData(
            subject=self.subject,
            parts=tuple(part.frozen() for part in self.parts),
            items=tuple(item.frozen() for item in self.items),
            score=score.value if score else None,
            total_weight=weight.value if weight else None,
            grade=self.texts.get("grade", ""),
            project_code=self.texts.get("project_code", ""),
            project_name=self.texts.get("project_name", ""),
            authority=self.texts.get("authority", ""),
            unit=self.texts.get("unit", ""),
            goal=self.texts.get("goal", "") or self.texts.get("goal_initial", ""),
            goal_reached=self.texts.get("goal_reached", ""),
            scores=tuple((one.score.value, one.score.ref) for one in overall if one.score),
            weights=tuple((one.weight.value, one.weight.ref) for one in overall if one.weight),
            form=self._form(),
            tables=tuple(sorted(self.tables)),
            cells=cells,
        )
        return data, tuple(problems)

    def _form(self) -> str:
        if self.subject == PROJECT:
            scored = any(not item.lines for item in self.items)
            return NATIONAL_PROJECT_EVALUATION if scored else ""
        beijing = any("previous" in item.blocks for item in self.items) or (
            any(part.score for part in self.parts) and any(item.lines for item in self.items)
        )
        return BEIJING_EVALUATION if beijing else ""

    # --- What only the whole tells ---

    def _weights_as_shares(self) -> None:
        """Weights of 0.3 and 0.7 under scores of 30 and 70 are shares of a hundred points."""
        own = [item.weight for item in self.items if item.weight is not None]
        scores = [item.score for item in self.items if item.score is not None]
        if not own or sum(own, ZERO) != 1 or not scores or max(scores) <= 1:
            return
        for item in self.items:
            if item.weight is not None:
                item.weight = item.weight.scaleb(2)
            if item.group_weight is not None and item.group_weight <= 1:
                item.group_weight = item.group_weight.scaleb(2)
        stated = [one for part in self.parts for one in part.weights]
        for points in [*stated, *(total.weight for total in self.totals if total.weight)]:
            if points.value <= 1:
                points.value = points.value.scaleb(2)

    def _above_weights(self) -> Iterable[ProblemData]:
        for item in self.items:
            block = item.blocks.get("score")
            if block is None or item.weight is None or item.score is None:
                continue
            if item.score > item.weight and not item.lines:
                points = item.blocks["weight"].text if "weight" in item.blocks else item.weight
                message = f"得分 {block.text} 高于分值 {points}"
                yield item.grid.problem(*block.at, message)

    def _nothing_scored(self) -> Iterable[ProblemData]:
        """A form that nobody filled in, or whose lines nobody added up."""
        if not self.items and "project_name" in self.texts and not self.listed:
            if not self.totals and not self.parts:
                at, message = self.cells["project_name"].cell, "这份自评没有填写指标和得分"
                yield ProblemData(self.sheet, at, message, "notice")
            return
        if not self.items or any("score" in item.blocks for item in self.items):
            return
        if any(total.score for total in self.totals) or all(item.lines for item in self.items):
            return
        if any(part.score for part in self.parts):
            return
        first = self.items[0]
        yield first.grid.problem(first.row, 0, "这张自评表没有填写得分", "notice")

    def _share_weights(self) -> None:
        """A weight over several items is their group's: merged, or printed for the first alone."""
        for run in self._runs():
            first = run[0]
            block = first.blocks.get("weight")
            if len(run) < 2 or block is None or first.weight is None:
                continue
            covered = [
                item for item in run if item.blocks.get("weight") is block and not item.lines
            ]
            alone = block.height == 1 and all(
                "weight" not in item.blocks and item.score is not None for item in run[1:]
            )
            shared = run if alone else covered
            if len(shared) < 2:
                continue
            told, points = first.group_weight, first.weight
            heading = first.group_ref
            if told is not None and told != points and heading is not None:
                first.group_stated = ((told, heading),)
            for item in shared:
                item.group = item.group or item.level2 or item.level1 or item.part.name
                item.group_weight = points
                item.weight = None
                item.blocks.setdefault("weight", block)

    def _runs(self) -> list[list[ItemDraft]]:
        """Neighbours that share a weight cell, or stand under one heading."""
        runs: list[list[ItemDraft]] = []
        for item in self.items:
            last = runs[-1][-1] if runs else None
            block = item.blocks.get("weight")
            same_cell = (
                last is not None
                and block is not None
                and block is last.blocks.get("weight")
                and last.grid is item.grid
            )
            begins = block is not None and not same_cell
            goes_on = last is not None and (
                same_cell or last.family == item.family or _shares_heading(runs[-1][0], item)
            )
            if goes_on and not begins:
                runs[-1].append(item)
            else:
                runs.append([item])
        return runs

    def _share_texts(self) -> None:
        """Explanation and standard printed for the first item of a heading alone hold for all."""
        families: dict[tuple[int, str, str, str, str], list[ItemDraft]] = {}
        for item in self.items:
            families.setdefault(item.family, []).append(item)
        for items in families.values():
            for role in ("explanation", "standard"):
                block = items[0].blocks.get(role)
                rest = [item for item in items[1:] if item.text(role)]
                if block and block.height == 1 and not rest:
                    for item in items[1:]:
                        item.blocks[role] = block
                        item.more[role] = items[0].more.get(role, [])

    def _execution_part(self) -> None:
        """The lines of money are a part of their own in the national form; an item may score it."""
        money = [item for item in self.items if item.lines]
        for item in money:
            if item.weight is None:
                scored = next(
                    (one for one in self.items if not one.lines and "执行率" in one.name), None
                )
                # The score beside the money is the item's, printed once more.
                if scored is not None and item.part.name == item.level1:
                    scored.lines = item.lines
                    self.items.remove(item)
                    if not any(one.part is item.part for one in self.items):
                        self.parts = [one for one in self.parts if one is not item.part]
                    continue
            alone = all(one is item or one.part is not item.part for one in self.items)
            if not alone or self.subject != PROJECT:
                continue
            weight, score = item.ref("weight"), item.ref("score")
            if not item.part.weights and item.weight is not None and weight:
                item.part.state(item.weight, weight)
            if item.part.score is None and item.score is not None and score:
                item.part.score = Points(item.score, score)

    def _untitled_part(self) -> None:
        """Levels that together weigh as much as the one part of the summary that nobody titled."""
        used = {id(item.part) for item in self.items}
        empty = [one for one in self.parts if one.in_summary and id(one) not in used]
        others = [one for one in self.parts if not one.in_summary]
        if len(empty) != 1 or not others or not all(one.weights for one in others):
            return
        part = empty[0]
        if not part.weights or part.weights[0].value != sum(one.weights[0].value for one in others):
            return
        for item in self.items:
            if not item.part.in_summary:
                item.group = item.group or item.part.name
                item.group_weight = item.group_weight or item.part.weights[0].value
                item.part = part
        self.parts = [one for one in self.parts if one.in_summary]

    def _overall_totals(self) -> list[Total]:
        """The totals of the whole; a total within a part that has its weight is the part's."""
        overall: list[Total] = []
        several = len(self.parts) > 1
        for total in self.totals:
            part = total.part
            weight = total.weight
            if (
                part is not None
                and several
                and weight is not None
                and any(one.value == weight.value for one in part.weights)
            ):
                part.state(weight.value, weight.ref)
                part.score = part.score or total.score
                continue
            overall.append(total)
        return overall
