"""Counts and measures that a form says, in its own cells or inside prose, and how two compare."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from budgets.data import CellRef
from performance.checks.cells import value_cell
from performance.data import (
    NUMBER,
    TEXT,
    GoalData,
    IndicatorData,
    OverallData,
    ProjectData,
    TaskData,
)
from performance.figures import scale_of
from performance.identity import indicator_key
from performance.levels import level_of
from performance.likeness import ALIKE_ENOUGH, WIDER, closeness, is_told, nearness, subject_key
from performance.statements import StatementData, statements_of
from performance.values import COUNTED, fold, is_share, money_unit, unit_of

SAME = 100
_TIMES = {"year": 1, "half-year": 2, "quarter": 4, "month": 12}
_PERIOD_WORDS = {
    "year": "每年",
    "half-year": "每半年",
    "quarter": "每季度",
    "month": "每月",
    "week": "每周",
}
_PER_MILLE = frozenset({"‰", "千分比"})
_DURATIONS = frozenset(
    (
        "年",
        "月",
        "周",
        "天",
        "日",
        "小时",
        "个小时",
        "分钟",
        "秒",
        "个工作日",
        "季度",
        "学时",
        "课时",
        "分",
        "点",
    )
)
# What is left of a name when these are taken away tells whose it is; nothing left: any project's.
_COMMON = re.compile(
    r"服务对象|受益对象|受益群众|社会公众|使用人员|工作人员|相关人员|项目|任务|工作|活动|完成|按时|按期|及时|质量|数量|满意度|满意|"
    r"指标|合格|达标|验收|率|情况|程度|进度|效果|成本|社会|经济|生态|可持续|影响|效益|预期|预算|控制|资金|支付|执行|总|"
    r"期次|期数|次数|人数|人次|场次|批次|天数|时长|份数|数|金额|时间|时限|时效|覆盖|知晓|参与|群众|公众|职工|性|的|度"
)


@dataclass(frozen=True, slots=True)
class Said:
    """A number that is said of a subject, with its cell: in a cell of its own, or inside prose.

    `part_of_year`: a stage on the way (11月前完成…), which may be less than the whole. `rows` names the
    indicator that says it, None for a goal or a paragraph.
    """

    subject: str
    operator: str
    number: Decimal
    unit: str
    period: str
    at: CellRef
    part_of_year: bool = False
    deadline: int = 0
    ranged: bool = False
    in_prose: bool = True
    row: IndicatorData | None = None
    form: ProjectData | OverallData | None = None

    @property
    def yearly(self) -> Decimal | None:
        """The number for a whole year, None where that can't be told."""
        if not self.period:
            return self.number
        times = _TIMES.get(self.period)
        return self.number * times if times else None

    @property
    def words(self) -> str:
        """As a sentence quotes it: 每月国际信息参阅 2期."""
        figure = f"{self.number:f}"
        return (
            f"{_PERIOD_WORDS.get(self.period, '')}{self.subject} {self.operator}{figure}{self.unit}"
        )

    @property
    def common(self) -> bool:
        return is_common(self.subject)


@lru_cache(maxsize=16384)
def is_common(name: str) -> bool:
    """Whether a name could stand in any project and says nothing of whose it is."""
    if level_of(name)[0] is not None:
        return True
    return len(_COMMON.sub("", "".join(fold(name).split()))) < 2


def said_by(form: ProjectData | OverallData, term: str) -> Iterator[Said]:
    """Everything that the indicators of a form say for a term, in the order printed."""
    for one in form.indicators:
        if one.term == term:
            yield from said_in(form, one)


def said_in(form: ProjectData | OverallData, one: IndicatorData) -> Iterator[Said]:
    """What an indicator says: its own number under its own name, and the counts in its words."""
    value, at = one.value, value_cell(one)
    staged = any(word in one.level2 for word in ("进度", "时效"))
    stated = statements_of(value.printed) if value.kind in (NUMBER, TEXT) else ()
    # 每年举办论坛1场 counts what it says itself, whatever the row is called.
    if not stated and value.kind == NUMBER and value.number is not None and one.level3:
        yield Said(
            one.level3,
            value.operator,
            value.number,
            value.unit,
            "",
            at,
            ranged=value.upper is not None,
            in_prose=False,
            row=one,
            form=form,
        )
    for statement in stated:
        yield _said(statement, at, staged=staged, row=one, form=form)


def said_of_goal(form: ProjectData | OverallData, goal: GoalData) -> Iterator[Said]:
    at = goal.cells.get("text") or next(iter(goal.cells.values()), None)
    if at is not None:
        for stated in statements_of(goal.text):
            yield _said(stated, at, form=form)


def said_of_purpose(form: ProjectData) -> Iterator[Said]:
    """What a project's 资金用途 or 项目概况 counts."""
    if form.purpose and "purpose" in form.cells:
        for stated in statements_of(form.purpose):
            yield _said(stated, form.cells["purpose"], form=form)


def said_of_task(form: OverallData, task: TaskData) -> Iterator[Said]:
    """What a task counts in its content and in what it is to reach."""
    for name, text in (("content", task.content), ("goal", task.goal)):
        if text and name in task.cells:
            for stated in statements_of(text):
                yield _said(stated, task.cells[name], form=form)


def said_in_text(text: str, at: CellRef) -> Iterator[tuple[StatementData, Said]]:
    for stated in statements_of(text):
        yield stated, _said(stated, at)


def _said(
    stated: StatementData,
    at: CellRef,
    *,
    staged: bool = False,
    row: IndicatorData | None = None,
    form: ProjectData | OverallData | None = None,
) -> Said:
    return Said(
        stated.subject,
        stated.operator,
        stated.number,
        stated.unit,
        stated.period,
        at,
        part_of_year=0 < stated.deadline < 12 or (staged and not stated.period),
        deadline=stated.deadline,
        ranged=stated.upper is not None,
        row=row,
        form=form,
    )


# --- Comparing ---------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def canonical(unit: str) -> str:
    """A unit as one of its spellings: 场次 and 场 count the same, 万株 and 株 alike."""
    plain = scale_of(unit_of(unit))[1]
    if plain != "%" and is_share(plain) and plain not in _PER_MILLE:
        return "%"
    return COUNTED.get(plain, plain)


def is_duration(unit: str) -> bool:
    return canonical(unit) in _DURATIONS


def same_subject(one: Said, other: Said) -> bool:
    """Whether two speak of exactly the same thing, dressed differently at most."""
    if indicator_key(one.subject) == indicator_key(other.subject):
        return True
    told = is_told(one.subject) and is_told(other.subject)
    return told and closeness(one.subject, other.subject) == SAME


def numbers(one: Said, other: Said) -> tuple[Decimal, Decimal] | None:
    """Both numbers in one unit and for one length of time, None where they can't be compared."""
    if one.ranged or other.ranged:
        return None
    if one.period == other.period:
        first, second = one.number, other.number
    else:
        yearly = one.yearly, other.yearly
        if yearly[0] is None or yearly[1] is None:
            return None
        first, second = yearly[0], yearly[1]
    money = money_unit(one.unit), money_unit(other.unit)
    if money[0] and money[1]:
        return first * money[0].fen, second * money[1].fen
    (large, unit), (other_large, other_unit) = scale_of(one.unit), scale_of(other.unit)
    if canonical(unit) != canonical(other_unit):
        return None
    return first * large, second * other_large


class Index:
    """Many numbers, found by the last word of their subjects: what ends otherwise is another thing."""

    def __init__(self, said: Iterable[Said]) -> None:
        self._by_end: dict[str, list[Said]] = defaultdict(list)
        for one in said:
            self._by_end[_end(one)].append(one)

    def like(self, one: Said) -> list[Said]:
        """Those that may speak of the same thing, in their order."""
        return self._by_end.get(_end(one), [])


def _end(one: Said) -> str:
    return subject_key(one.subject)[-2:]


AGREE, MAY_AGREE, CONTRADICT = "agree", "may agree", "contradict"


def compared(one: Said, other: Said) -> str:
    """Whether two numbers of one thing agree, may both hold (≥20 and 24), or contradict."""
    pair = numbers(one, other)
    if pair is None or pair[0] == pair[1]:
        return AGREE
    if one.part_of_year != other.part_of_year:
        part, whole = pair if one.part_of_year else pair[::-1]
        return CONTRADICT if part > whole else AGREE
    if one.part_of_year and one.deadline != other.deadline:
        return AGREE
    signs = {_sign(one.operator), _sign(other.operator)}
    if signs == {"≥", "≤"}:
        return AGREE
    if len(signs) == 1 and signs != {"="}:
        return CONTRADICT
    bound, exact = pair if _sign(one.operator) != "=" else pair[::-1]
    sign = next((sign for sign in signs if sign != "="), "=")
    holds = (sign == "≥" and exact >= bound) or (sign == "≤" and exact <= bound)
    return MAY_AGREE if holds else CONTRADICT


def _sign(operator: str) -> str:
    return {"≥": "≥", "＞": "≥", "≤": "≤", "＜": "≤"}.get(operator, "=")


def whole_of(one: Said, partners: Sequence[Said]) -> list[Said]:
    """The partners to compare with: stages on the way only where nothing tells the whole."""
    whole = [other for other in partners if not other.part_of_year]
    return whole if whole and not one.part_of_year else list(partners)


def near_contradiction(one: Said, other: Said) -> bool:
    """Whether two numbers can't both hold of things that are near, or one a part of the other."""
    pair = numbers(one, other)
    near = WIDER if one.common else nearness(one.subject, other.subject)
    if pair is None or not near or compared(one, other) != CONTRADICT:
        return False
    if near == ALIKE_ENOUGH:
        return True
    # A part is not more than its whole.
    return pair[0] < pair[1] if near == WIDER else pair[0] > pair[1]
