"""The frozen shapes of performance (绩效): projects, overall goals and evaluations, as read.

They are an interpretation of the printed tables of a DisclosureData, made anew whenever they are
needed (`performance.reading.read_performance`): the tables stay the one stored truth. Every part
remembers the cells that it was read from in `cells`, field name -> CellRef, which does not count
when two are compared. Percentages are Decimals in per cent (94.15), scores and weights Decimals in
points, money is an Amount (fen). Texts are as printed, without surrounding space.

Private persons (项目负责人, 联系电话) have no field here on purpose: nothing reads them in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from budgets.data import CellRef
from budgets.money import Amount

Cells = Mapping[str, CellRef]

ANNUAL, MEDIUM = "annual", "medium"

# What a value is: a bare number or one inside words (number), a scale of grades (scale), a date
# (deadline), words only (text), nothing (none).
NUMBER, SCALE, DEADLINE, TEXT, NONE = "number", "scale", "deadline", "text", "none"

QUALITATIVE = "定性"


def _cells() -> Cells:
    return {}


@dataclass(frozen=True, slots=True)
class ValueData:
    """What an indicator asks for or reached: parsed, beside what is printed.

    `operator` is one of ≥ ≤ = ＞ ＜ 定性, "" where none is told. `number` is in `unit` as printed
    (10.7 万元, 85 %, 100 元 of 人均费用不超过100元); `upper` closes a range (3—5个). `scale` holds the
    grades of 优良中低差 from best to worst. `month` and `day` (0 = not told) are of a deadline.
    `printed` is the value cell alone; the operator and the unit may have cells of their own.
    """

    printed: str
    kind: str = NONE
    operator: str = ""
    number: Decimal | None = None
    upper: Decimal | None = None
    unit: str = ""
    scale: tuple[str, ...] = ()
    month: int = 0
    day: int = 0


@dataclass(frozen=True, slots=True)
class IndicatorData:
    """绩效指标. `level3` is its own name; level 1 and 2 are "" where the form does not say them.

    `name_printed` is the cell of a name that runs its levels together (产出指标数量指标全年挂旗场次), else
    "". `activity` is the 活动 of an overall form. `term` is annual or medium (中期). cells: level1,
    level2, level3, description, operator, value, unit, direction, weight, basis, activity, actual,
    score, reason, action, core, remarks. `core` is 是否核心 and `remarks` 备注 as printed.
    """

    level1: str
    level2: str
    level3: str
    value: ValueData
    description: str = ""
    direction: str = ""
    weight: Decimal | None = None
    basis: str = ""
    activity: str = ""
    term: str = ANNUAL
    name_printed: str = ""
    actual: ValueData | None = None
    score: Decimal | None = None
    reason: str = ""
    action: str = ""
    core: str = ""
    remarks: str = ""
    cells: Cells = field(default_factory=_cells, compare=False)

    @property
    def name(self) -> str:
        """What people call it: its own name, or its finest level."""
        return self.level3 or self.level2 or self.level1


@dataclass(frozen=True, slots=True)
class PlanStepData:
    """A step of the spending plan: cumulative per cent to be spent by the end of a month.

    `unit` is "%" where the heading of the plan says so. cells: month (the heading), percent.
    """

    month: int
    percent: Decimal | None
    printed: str
    cells: Cells = field(default_factory=_cells, compare=False)
    unit: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class GoalData:
    """绩效目标 in words, annual or medium-term; `heading` as printed (中期目标（2022年—2024年）).

    cells: heading, text (the first cell of it).
    """

    text: str
    term: str = ANNUAL
    heading: str = ""
    cells: Cells = field(default_factory=_cells, compare=False)


@dataclass(frozen=True, slots=True)
class StatedAmountData:
    """An amount that a form states: `name` is its heading path (财政拨款 / 基本支出).

    `measure`: total, fiscal, other, medium_total, medium_fiscal, medium_other of a project;
    for a body total, basic, project, fiscal, fiscal_basic, fiscal_project, special, special_basic,
    special_project, unit, unit_basic, unit_project, other, other_basic, other_project; "" unknown.
    The whole by levels of government: upper (上级补助) and own (本级安排) pay, kept (本级使用) and passed
    (对下转移支付) spend it. `previous` is of an earlier year, never a part of this one; `part` is a part of the
    whole that only 其中 tells.
    `special` is 专户资金, `unit` 单位资金, `other` all that is not fiscal. Some forms divide the whole
    further: carried (上年结转), general, fund, capital of a project or body, also with _basic and
    _project: only where none of these is stated is fiscal + other the total.
    cells: amount, heading, and unit_heading where a heading's bracket names another unit than the
    unit line that the amount was read by (总体资金情况（元） under 单位：万元).
    """

    measure: str
    name: str
    amount: Amount
    cells: Cells = field(default_factory=_cells, compare=False)


@dataclass(frozen=True, slots=True)
class ParticularData:
    """What a form tells besides under a heading of its own: 立项依据, 省级财政部门. cells: heading, text."""

    heading: str
    text: str
    cells: Cells = field(default_factory=_cells, compare=False)


@dataclass(frozen=True, slots=True)
class ProjectData:
    """项目支出绩效目标 of one project in one document.

    `code` is "" where the form prints none. `form` names the layout that it was read from or is to
    be printed in (performance.forms), `n` the table. `attribute` is 项目属性 (延续性项目), `period`
    项目期, `category` 项目类别 (31-部门项目). `total_weight` is the points that a form adds its
    indicators' weights up to (合计), `execution_weight` those of 预算执行率 where it has some. cells:
    code, name, category, purpose, authority, unit, attribute, period, remarks,
    total_weight, execution_weight, unit_heading (see StatedAmountData).
    """

    code: str
    name: str
    amounts: tuple[StatedAmountData, ...] = ()
    category: str = ""
    purpose: str = ""
    authority: str = ""
    unit: str = ""
    attribute: str = ""
    period: str = ""
    plan: tuple[PlanStepData, ...] = ()
    goals: tuple[GoalData, ...] = ()
    indicators: tuple[IndicatorData, ...] = ()
    form: str = ""
    n: int = 0
    total_weight: Decimal | None = None
    execution_weight: Decimal | None = None
    remarks: str = ""
    particulars: tuple[ParticularData, ...] = ()
    cells: Cells = field(default_factory=_cells, compare=False)

    def amount(self, measure: str) -> Amount | None:
        """The stated amount of a measure, None where the form does not state it."""
        return next((one.amount for one in self.amounts if one.measure == measure), None)

    def goal(self, term: str = ANNUAL) -> str:
        return next((goal.text for goal in self.goals if goal.term == term), "")


@dataclass(frozen=True, slots=True)
class TaskData:
    """A task (主要任务) of an overall form with its money; `total` marks the line that adds them up.

    `duty` is the 职责 that a 活动 stands under; the total of a duty bears its name. `goal` is what the
    task is to reach (期望达到的目标). cells: name, content, duty, goal.
    """

    name: str
    content: str = ""
    amounts: tuple[StatedAmountData, ...] = ()
    total: bool = False
    duty: str = ""
    goal: str = ""
    cells: Cells = field(default_factory=_cells, compare=False)


@dataclass(frozen=True, slots=True)
class OverallData:
    """整体支出绩效目标 of a body: its money, its goal, and activities (活动) with indicators.

    `body` is "" where the form does not name it. cells: body, remarks, total_weight, unit_heading
    (see StatedAmountData).
    """

    body: str
    amounts: tuple[StatedAmountData, ...] = ()
    goals: tuple[GoalData, ...] = ()
    remarks: str = ""
    indicators: tuple[IndicatorData, ...] = ()
    form: str = ""
    n: int = 0
    tasks: tuple[TaskData, ...] = ()
    total_weight: Decimal | None = None
    particulars: tuple[ParticularData, ...] = ()
    cells: Cells = field(default_factory=_cells, compare=False)

    def amount(self, measure: str) -> Amount | None:
        return next((one.amount for one in self.amounts if one.measure == measure), None)

    def goal(self, term: str = ANNUAL) -> str:
        return next((goal.text for goal in self.goals if goal.term == term), "")

    @property
    def activities(self) -> tuple[str, ...]:
        """The activities in the order printed, each once."""
        return tuple(dict.fromkeys(i.activity for i in self.indicators if i.activity))


@dataclass(frozen=True, slots=True)
class ExecutionData:
    """A line of money of an evaluation: planned, spent, and the rate (per cent) as printed.

    `initial` is 年初预算数, `budget` 全年预算数. cells: name, initial, budget, executed, rate, weight,
    score.
    """

    name: str
    budget: Amount | None = None
    executed: Amount | None = None
    initial: Amount | None = None
    rate: Decimal | None = None
    rate_printed: str = ""
    weight: Decimal | None = None
    score: Decimal | None = None
    cells: Cells = field(default_factory=_cells, compare=False)


@dataclass(frozen=True, slots=True)
class PartData:
    """A part of an evaluation and its points: 当年预算执行情况 20, 18.83. cells: name, weight, score.

    A part may be stated twice, in the summary and over its own sheet (当年预算执行情况（20分）): `stated`
    keeps each other weight that is printed for it, with its cell.
    """

    name: str
    weight: Decimal | None = None
    score: Decimal | None = None
    stated: tuple[tuple[Decimal, CellRef], ...] = field(default=(), compare=False)
    cells: Cells = field(default_factory=_cells, compare=False)


@dataclass(frozen=True, slots=True)
class ItemData:
    """A scored line of an evaluation.

    `group` names the heading that it stands under (产出（30）, 财务管理（4）) and `group_weight` its
    points: printed in the heading, or in a weight cell merged over several items, whose own `weight`
    is then None. `previous` is last year's figure of a ratio (结转结余率), which stands where other
    items have their target. `explanation` is 指标解释, `standard` 评分标准, both as printed and as they
    hold for the item (a merged cell holds for all it covers). `execution` holds the lines of money
    that an execution rate is made of, the whole first. `group_stated` keeps the points that a heading
    says where its weight cell says others, with its cell; `headings` those that higher headings say
    (name, points, cell). `coefficient` is 得分系数, the per cent of its
    weight that a line was given; `remarks` is 备注.
    cells: part, level1, level2, level3, target, actual, previous, weight, score, standard,
    explanation, reason, action, coefficient, remarks.
    """

    part: str
    level1: str
    level2: str
    level3: str
    target: ValueData
    actual: ValueData
    weight: Decimal | None = None
    score: Decimal | None = None
    group: str = ""
    group_weight: Decimal | None = None
    previous: ValueData | None = None
    explanation: str = ""
    standard: str = ""
    reason: str = ""
    action: str = ""
    execution: tuple[ExecutionData, ...] = ()
    coefficient: Decimal | None = None
    remarks: str = ""
    group_stated: tuple[tuple[Decimal, CellRef], ...] = field(default=(), compare=False)
    headings: tuple[tuple[str, Decimal, CellRef], ...] = field(default=(), compare=False)
    cells: Cells = field(default_factory=_cells, compare=False)

    @property
    def name(self) -> str:
        return self.level3 or self.level2 or self.level1


@dataclass(frozen=True, slots=True)
class EvaluationData:
    """绩效自评 of a body (`subject` "overall") or of one project ("project").

    `total_weight` and `score` are as printed (合计, 综合得分); `scores` and `weights` keep every place
    that prints the total score and its points. `goal`, `goal_reached` are 预期目标 and 实际完成情况.
    cells: score, total_weight, grade, goal, goal_reached, project_code, project_name.
    """

    subject: str
    parts: tuple[PartData, ...] = ()
    items: tuple[ItemData, ...] = ()
    score: Decimal | None = None
    total_weight: Decimal | None = None
    grade: str = ""
    project_code: str = ""
    project_name: str = ""
    authority: str = ""
    unit: str = ""
    goal: str = ""
    goal_reached: str = ""
    scores: tuple[tuple[Decimal, CellRef], ...] = field(default=(), compare=False)
    weights: tuple[tuple[Decimal, CellRef], ...] = field(default=(), compare=False)
    form: str = ""
    tables: tuple[int, ...] = ()
    cells: Cells = field(default_factory=_cells, compare=False)


@dataclass(frozen=True, slots=True)
class ListSumData:
    """A line of a list that adds projects up: 合计, or the body that they belong to.

    `projects` are their places in PerformanceData.projects. cells: name.
    """

    name: str
    amounts: tuple[StatedAmountData, ...]
    projects: tuple[int, ...]
    n: int = 0
    cells: Cells = field(default_factory=_cells, compare=False)


@dataclass(frozen=True, slots=True)
class ScoreListData:
    """A list of projects with their scores (自评结果汇总表): its line of sums, and what it adds up."""

    total: ExecutionData
    lines: tuple[ExecutionData, ...] = ()
    n: int = 0


@dataclass(frozen=True, slots=True)
class PerformanceData:
    """Everything about performance in one document; `score_lists` are those that print sums."""

    projects: tuple[ProjectData, ...] = ()
    overall: OverallData | None = None
    evaluations: tuple[EvaluationData, ...] = ()
    sums: tuple[ListSumData, ...] = ()
    score_lists: tuple[ScoreListData, ...] = ()

    @property
    def evaluation(self) -> EvaluationData | None:
        """The body's own evaluation, else the only one of a project."""
        overall = [one for one in self.evaluations if one.subject == "overall"]
        some = overall or list(self.evaluations)
        return some[0] if len(some) == 1 or overall else None

    def __bool__(self) -> bool:
        return bool(self.projects or self.overall or self.evaluations)
