"""Self-evaluations: what was reached, its points as printed, and what the rules give."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgets.models import Department, Disclosure
from performance.data import ValueData
from performance.identity import LONGEST_NAME
from performance.models.common import AtCell, OfPublished, value_of
from performance.models.projects import Project

OVERALL, PROJECT = "overall", "project"


class Evaluation(AtCell):
    """绩效自评 of a body or of one project: what is printed, and what the rules give.

    Scores are decimals as text; `explanation` holds the steps and `unexplained` what no rule
    explains, sentences of performance.scoring. `shares` tells of items under one weight: name,
    part, weight, items (their positions), stated, verdict, steps.
    """

    class Subject(models.TextChoices):
        OVERALL = OVERALL, _("整体")
        PROJECT = PROJECT, _("项目")

    disclosure = models.ForeignKey(
        Disclosure, models.CASCADE, related_name="evaluations", db_index=False
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="evaluations", db_index=False
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    subject = models.CharField(_("对象"), max_length=10, choices=Subject)
    project = models.ForeignKey(
        Project,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluations",
        db_index=False,
        verbose_name=_("项目"),
    )
    position = models.PositiveIntegerField(_("次序"))
    code = models.TextField(_("项目编码"), blank=True)
    name = models.TextField(_("项目名称"), blank=True)
    name_key = models.CharField(max_length=LONGEST_NAME, blank=True)
    authority = models.TextField(_("主管部门"), blank=True)
    unit = models.TextField(_("实施单位"), blank=True)
    goal = models.TextField(_("预期目标"), blank=True)
    goal_reached = models.TextField(_("实际完成情况"), blank=True)
    total_weight = models.TextField(_("总分值"), blank=True)
    score = models.TextField(_("得分"), blank=True)
    score_hundredths = models.BigIntegerField(_("得分（百分之一分）"), null=True, blank=True)
    grade = models.TextField(_("等级"), blank=True)
    recomputed_score = models.TextField(_("复算得分"), blank=True)
    recomputed_grade = models.CharField(_("复算等级"), max_length=30, blank=True)
    scheme = models.CharField(_("评分办法"), max_length=60, blank=True)
    verdict = models.CharField(_("复算结论"), max_length=20, blank=True)
    explanation = models.JSONField(_("得分由来"), default=list, blank=True)
    unexplained = models.JSONField(_("没有依据的扣分"), default=list, blank=True)
    shares = models.JSONField(_("共用分值的各项"), default=list, blank=True)
    form = models.CharField(_("表样"), max_length=60, blank=True)
    tables = models.JSONField(_("所在各表"), default=list, blank=True)

    objects = OfPublished.as_manager()

    class Meta:
        ordering = ["-year", "position"]
        verbose_name = _("绩效自评")
        verbose_name_plural = _("绩效自评")
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure", "position"], name="one_evaluation_per_place"
            ),
            models.CheckConstraint(
                condition=Q(subject=PROJECT) | Q(subject=OVERALL, project__isnull=True),
                name="only_the_evaluation_of_a_project_has_one",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "year"], name="evaluation_of_a_project"),
            models.Index(fields=["department", "subject", "year"], name="evaluation_of_a_body"),
            models.Index(fields=["department", "name_key"], name="evaluation_by_name"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.name} {self.score} {self.grade}"


class EvaluationPart(AtCell):
    """自评的一部分 and its points: 当年预算执行情况 20, 18.83."""

    evaluation = models.ForeignKey(
        Evaluation, models.CASCADE, related_name="parts", db_index=False, verbose_name=_("自评")
    )
    position = models.PositiveIntegerField(_("次序"))
    name = models.TextField(_("名称"), blank=True)
    weight = models.TextField(_("分值"), blank=True)
    score = models.TextField(_("得分"), blank=True)
    score_hundredths = models.BigIntegerField(_("得分（百分之一分）"), null=True, blank=True)
    recomputed = models.TextField(_("复算得分"), blank=True)
    verdict = models.CharField(_("复算结论"), max_length=20, blank=True)
    explanation = models.JSONField(_("得分由来"), default=list, blank=True)
    unexplained = models.JSONField(_("没有依据的扣分"), default=list, blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name = _("自评的部分")
        verbose_name_plural = _("自评的部分")
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "position"], name="one_part_of_an_evaluation_per_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.score}"


class EvaluationItem(AtCell):
    """自评的一项: target, result and points as printed, and how the rules come to its score.

    `target`, `actual` and `previous` give the parsed values as the frozen shape; `execution` keeps
    the lines of money of an execution rate, amounts in fen beside what is printed.
    """

    evaluation = models.ForeignKey(
        Evaluation, models.CASCADE, related_name="items", db_index=False, verbose_name=_("自评")
    )
    position = models.PositiveIntegerField(_("次序"))
    part = models.TextField(_("部分"), blank=True)
    level1 = models.TextField(_("一级指标"), blank=True)
    level2 = models.TextField(_("二级指标"), blank=True)
    level3 = models.TextField(_("三级指标"), blank=True)
    source_key = models.CharField(max_length=LONGEST_NAME, blank=True)
    target_printed = models.TextField(_("指标值"), blank=True)
    target_value = models.JSONField()
    actual_printed = models.TextField(_("完成值"), blank=True)
    actual_value = models.JSONField()
    previous_printed = models.TextField(_("上年值"), blank=True)
    previous_value = models.JSONField(null=True, blank=True)
    group = models.TextField(_("所属标题"), blank=True)
    group_weight = models.TextField(_("标题分值"), blank=True)
    weight = models.TextField(_("分值"), blank=True)
    score = models.TextField(_("得分"), blank=True)
    score_hundredths = models.BigIntegerField(_("得分（百分之一分）"), null=True, blank=True)
    interpretation = models.TextField(_("指标解释"), blank=True)
    standard = models.TextField(_("评分标准"), blank=True)
    reason = models.TextField(_("偏差原因"), blank=True)
    action = models.TextField(_("改进措施"), blank=True)
    execution = models.JSONField(_("预算执行"), default=list, blank=True)
    share = models.TextField(_("共用分值"), blank=True)
    rule = models.CharField(_("评分规则"), max_length=60, blank=True)
    rule_name = models.TextField(_("规则名称"), blank=True)
    rule_source = models.TextField(_("规则出处"), blank=True)
    rule_basis = models.CharField(_("规则数值来源"), max_length=20, blank=True)
    recomputed = models.TextField(_("复算得分"), blank=True)
    verdict = models.CharField(_("复算结论"), max_length=20, blank=True)
    inputs = models.JSONField(_("计算所用"), default=list, blank=True)
    explanation = models.JSONField(_("得分由来"), default=list, blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name = _("自评的一项")
        verbose_name_plural = _("自评的各项")
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "position"], name="one_item_of_an_evaluation_per_place"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.level3 or self.level2 or self.level1

    @property
    def target(self) -> ValueData:
        return value_of(self.target_value)

    @property
    def actual(self) -> ValueData:
        return value_of(self.actual_value)

    @property
    def previous(self) -> ValueData | None:
        return value_of(self.previous_value) if self.previous_value else None
