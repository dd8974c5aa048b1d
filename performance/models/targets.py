"""What one document aims at: a project's budget and a body's whole, with goals and indicators."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgets.models import Department, Disclosure
from performance.data import ValueData
from performance.identity import LONGEST_NAME
from performance.models.common import AtCell, OfPublished, Term, decimal_of, value_of
from performance.models.projects import Project


class ProjectBudget(AtCell):
    """项目年度预算: what one document says of a project; `code` and `name` as printed there.

    A document may print a project twice. The stated amounts with their cells are `amounts`; those
    that lists sort and charts draw stand here once more, in fen, null where not stated.
    """

    disclosure = models.ForeignKey(
        Disclosure, models.CASCADE, related_name="project_budgets", db_index=False
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="project_budgets", db_index=False
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    # Null where a form names no project at all.
    project = models.ForeignKey(
        Project,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="budgets",
        db_index=False,
        verbose_name=_("项目"),
    )
    position = models.PositiveIntegerField(_("次序"))
    code = models.TextField(_("项目编码"), blank=True)
    name = models.TextField(_("项目名称"), blank=True)
    name_key = models.CharField(max_length=LONGEST_NAME, blank=True)
    total_fen = models.BigIntegerField(_("年度资金总额（分）"), null=True, blank=True)
    fiscal_fen = models.BigIntegerField(_("财政拨款（分）"), null=True, blank=True)
    other_fen = models.BigIntegerField(_("其他资金（分）"), null=True, blank=True)
    medium_total_fen = models.BigIntegerField(_("中期资金总额（分）"), null=True, blank=True)
    category = models.TextField(_("项目类别"), blank=True)
    purpose = models.TextField(_("资金用途"), blank=True)
    authority = models.TextField(_("主管部门"), blank=True)
    unit = models.TextField(_("实施单位"), blank=True)
    attribute = models.TextField(_("项目属性"), blank=True)
    period = models.TextField(_("项目期"), blank=True)
    total_weight = models.TextField(_("总分值"), blank=True)
    execution_weight = models.TextField(_("预算执行率分值"), blank=True)
    form = models.CharField(_("表样"), max_length=60, blank=True)

    objects = OfPublished.as_manager()

    class Meta:
        ordering = ["-year", "position"]
        verbose_name = _("项目年度预算")
        verbose_name_plural = _("项目年度预算")
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure", "position"], name="one_project_budget_per_place"
            ),
        ]
        indexes = [
            models.Index(fields=["project", "year"], name="budget_of_a_project"),
            models.Index(fields=["department", "year"], name="project_budget_of_a_body"),
            models.Index(fields=["department", "name_key"], name="project_budget_by_name"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.name}"

    def amount(self, measure: str) -> StatedAmount | None:
        """The stated amount of a measure, out of the amounts that were fetched with this."""
        return next((one for one in self.amounts.all() if one.measure == measure), None)

    def goal(self, term: str = Term.ANNUAL) -> str:
        return next((one.text for one in self.goals.all() if one.term == term), "")


class OverallTarget(AtCell):
    """整体支出绩效目标 of a body: one of a document, with amounts, goals, activities, indicators."""

    disclosure = models.OneToOneField(Disclosure, models.CASCADE, related_name="overall_target")
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="overall_targets", db_index=False
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    body = models.TextField(_("单位名称"), blank=True)
    remarks = models.TextField(_("其他说明"), blank=True)
    total_weight = models.TextField(_("总分值"), blank=True)
    form = models.CharField(_("表样"), max_length=60, blank=True)

    objects = OfPublished.as_manager()

    class Meta:
        ordering = ["-year", "disclosure"]
        verbose_name = _("整体绩效目标")
        verbose_name_plural = _("整体绩效目标")
        indexes = [models.Index(fields=["department", "year"], name="overall_target_of_a_body")]

    def __str__(self) -> str:
        return f"{self.year} {self.body}".strip()

    def amount(self, measure: str) -> StatedAmount | None:
        """The body's stated amount of a measure, out of the amounts fetched with this."""
        own = (one for one in self.amounts.all() if one.activity_id is None)
        return next((one for one in own if one.measure == measure), None)

    def goal(self, term: str = Term.ANNUAL) -> str:
        return next((one.text for one in self.goals.all() if one.term == term), "")


def _constraints(name: str) -> list[models.BaseConstraint]:
    """A part belongs to a project's budget or to an overall target, and has its place there.

    The unique constraints are the indexes of the two foreign keys as well.
    """
    return [
        models.CheckConstraint(
            condition=Q(budget__isnull=False, overall__isnull=True)
            | Q(budget__isnull=True, overall__isnull=False),
            name=f"{name}_belongs_to_one_target",
        ),
        models.UniqueConstraint(
            fields=["budget", "position"],
            condition=Q(budget__isnull=False),
            name=f"one_{name}_per_place",
        ),
        models.UniqueConstraint(
            fields=["overall", "position"],
            condition=Q(overall__isnull=False),
            name=f"one_overall_{name}_per_place",
        ),
    ]


def _budget(related: str) -> models.ForeignKey:
    return models.ForeignKey(
        ProjectBudget,
        models.CASCADE,
        null=True,
        blank=True,
        related_name=related,
        db_index=False,
        verbose_name=_("项目年度预算"),
    )


def _overall(related: str) -> models.ForeignKey:
    return models.ForeignKey(
        OverallTarget,
        models.CASCADE,
        null=True,
        blank=True,
        related_name=related,
        db_index=False,
        verbose_name=_("整体绩效目标"),
    )


class Activity(AtCell):
    """活动 or 主要任务 of an overall target: its indicators stand under it, and money where stated.

    `is_total` marks a form's own line that adds the tasks up.
    """

    overall = models.ForeignKey(
        OverallTarget,
        models.CASCADE,
        related_name="activities",
        db_index=False,
        verbose_name=_("整体绩效目标"),
    )
    position = models.PositiveIntegerField(_("次序"))
    name = models.TextField(_("名称"), blank=True)
    content = models.TextField(_("内容"), blank=True)
    is_total = models.BooleanField(_("合计"), default=False)

    class Meta:
        ordering = ["position"]
        verbose_name = _("活动")
        verbose_name_plural = _("活动")
        constraints = [
            models.UniqueConstraint(fields=["overall", "position"], name="one_activity_per_place"),
        ]

    def __str__(self) -> str:
        return self.name


class StatedAmount(AtCell):
    """表列金额: an amount that a form states; `measure` as in StatedAmountData, "" unknown.

    One of an activity (a task with money) belongs to its overall target too.
    """

    budget = _budget("amounts")
    overall = _overall("amounts")
    activity = models.ForeignKey(
        Activity,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="amounts",
        verbose_name=_("活动"),
    )
    position = models.PositiveIntegerField(_("次序"))
    measure = models.CharField(_("口径"), max_length=30, blank=True)
    name = models.TextField(_("栏目"), blank=True)
    fen = models.BigIntegerField(_("金额（分）"), null=True, blank=True)
    printed = models.TextField(_("表列"), blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name = _("表列金额")
        verbose_name_plural = _("表列金额")
        constraints = [
            *_constraints("amount"),
            models.CheckConstraint(
                condition=Q(activity__isnull=True) | Q(overall__isnull=False),
                name="only_an_overall_amount_has_an_activity",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.printed}".strip()


class SpendingPlan(AtCell):
    """资金支出计划: the cumulative per cent to be spent by the end of a month."""

    budget = models.ForeignKey(
        ProjectBudget, models.CASCADE, related_name="plan", db_index=False, verbose_name=_("项目")
    )
    position = models.PositiveIntegerField(_("次序"))
    month = models.PositiveSmallIntegerField(_("月份"))
    printed = models.TextField(_("表列"), blank=True)
    # Null where what is printed is no percentage.
    hundredths = models.BigIntegerField(_("百分之一个百分点"), null=True, blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name = _("资金支出计划")
        verbose_name_plural = _("资金支出计划")
        constraints = [
            models.UniqueConstraint(fields=["budget", "position"], name="one_plan_step_per_place"),
        ]

    def __str__(self) -> str:
        return f"{self.month}月底 {self.printed}"


class Goal(AtCell):
    """绩效目标 in words, of a project in one document, or of a body."""

    budget = _budget("goals")
    overall = _overall("goals")
    position = models.PositiveIntegerField(_("次序"))
    term = models.CharField(_("期限"), max_length=10, choices=Term, default=Term.ANNUAL)
    heading = models.TextField(_("标题"), blank=True)
    text = models.TextField(_("内容"), blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name = _("绩效目标")
        verbose_name_plural = _("绩效目标")
        constraints = [
            *_constraints("goal"),
            models.CheckConstraint(
                condition=Q(term__in=Term.values), name="a_goal_has_a_known_term"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Indicator(AtCell):
    """绩效指标: printed and parsed, in the words of its form.

    `source_key` is what counts of its name: the same in every year's form and in the evaluation.
    `same_as` is the project's indicator that one of the overall form speaks of. `value` gives the
    parsed value as the frozen shape, `actual` what was reached, where the form has it.
    """

    budget = _budget("indicators")
    overall = _overall("indicators")
    activity = models.ForeignKey(
        Activity,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("活动"),
    )
    same_as = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="said_again",
        verbose_name=_("即项目指标"),
    )
    position = models.PositiveIntegerField(_("次序"))
    term = models.CharField(_("期限"), max_length=10, choices=Term, default=Term.ANNUAL)
    level1 = models.TextField(_("一级指标"), blank=True)
    level2 = models.TextField(_("二级指标"), blank=True)
    level3 = models.TextField(_("三级指标"), blank=True)
    name_printed = models.TextField(_("表列指标"), blank=True)
    source_key = models.CharField(max_length=LONGEST_NAME, blank=True)
    description = models.TextField(_("指标描述"), blank=True)
    value_printed = models.TextField(_("指标值"), blank=True)
    value_kind = models.CharField(_("值的种类"), max_length=10)
    operator = models.CharField(_("指标性质"), max_length=10, blank=True)
    number = models.TextField(_("数值"), blank=True)
    upper = models.TextField(_("上限"), blank=True)
    value_unit = models.TextField(_("度量单位"), blank=True)
    scale = models.JSONField(_("等级"), default=list, blank=True)
    month = models.PositiveSmallIntegerField(_("月"), default=0)
    day = models.PositiveSmallIntegerField(_("日"), default=0)
    direction = models.TextField(_("指标方向"), blank=True)
    weight = models.TextField(_("分值权重"), blank=True)
    basis = models.TextField(_("指标值确定依据"), blank=True)
    core = models.TextField(_("是否核心"), blank=True)
    actual_printed = models.TextField(_("完成值"), blank=True)
    actual_value = models.JSONField(null=True, blank=True)
    score = models.TextField(_("得分"), blank=True)
    reason = models.TextField(_("偏差原因"), blank=True)
    action = models.TextField(_("改进措施"), blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name = _("绩效指标")
        verbose_name_plural = _("绩效指标")
        constraints = [
            *_constraints("indicator"),
            models.CheckConstraint(
                condition=Q(term__in=Term.values), name="an_indicator_has_a_term"
            ),
            models.CheckConstraint(
                condition=Q(value_kind__in=["number", "scale", "deadline", "text", "none"]),
                name="the_value_of_an_indicator_is_of_a_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(activity__isnull=True) | Q(overall__isnull=False),
                name="only_an_overall_indicator_has_an_activity",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What people call it: its own name, or its finest level."""
        return self.level3 or self.level2 or self.level1

    @property
    def value(self) -> ValueData:
        return ValueData(
            printed=self.value_printed,
            kind=self.value_kind,
            operator=self.operator,
            number=decimal_of(self.number),
            upper=decimal_of(self.upper),
            unit=self.value_unit,
            scale=tuple(self.scale),
            month=self.month,
            day=self.day,
        )

    @property
    def actual(self) -> ValueData | None:
        return value_of(self.actual_value) if self.actual_value else None
