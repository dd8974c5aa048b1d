"""What a bureau enters and keeps: approval days, who is excused, a region's rules, looks, reminders."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgets.models.disclosures import Disclosure
from budgets.models.places import Department, FiscalYear, Region


def _person() -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("操作人"),
    )


class ApprovalDay(models.Model):
    """批复日: when the documents of a kind were approved, in a region or, as an exception, for a body.

    `for_units`: the day on which the department approved those of the units below it; for a region,
    the day for all units whose department says nothing else.
    """

    region = models.ForeignKey(
        Region, models.PROTECT, related_name="approval_days", verbose_name=_("地区")
    )
    fiscal_year = models.ForeignKey(
        FiscalYear, models.PROTECT, related_name="approval_days", verbose_name=_("年度")
    )
    kind = models.CharField(_("种类"), max_length=20, choices=Disclosure.Kind)
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="approval_days",
        verbose_name=_("部门/单位"),
    )
    for_units = models.BooleanField(_("批复所属单位的日期"), default=False)
    day = models.DateField(_("批复日"))
    note = models.CharField(_("备注"), max_length=200, blank=True)
    by = _person()
    at = models.DateTimeField(_("时间"))

    class Meta:
        ordering = ["region", "fiscal_year", "kind", "department", "for_units"]
        verbose_name = _("批复日")
        verbose_name_plural = _("批复日")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["region", "fiscal_year", "kind", "for_units"],
                condition=Q(department__isnull=True),
                name="one_approval_day_per_region_year_and_kind",
                violation_error_message=_("该地区本年度的这类文件已有批复日。"),
            ),
            models.UniqueConstraint(
                fields=["department", "fiscal_year", "kind", "for_units"],
                condition=Q(department__isnull=False),
                name="one_approval_day_per_body_year_and_kind",
                violation_error_message=_("该部门本年度的这类文件已有单独的批复日。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department or self.region} {self.fiscal_year} {self.get_kind_display()} {self.day}"

    def clean(self) -> None:
        if self.department is not None and self.department.region_id != self.region_id:
            raise ValidationError({"department": _("部门须在这个地区。")})


class Excused(models.Model):
    """不须公开: a body that need not publish a document of a year, and why (涉密, 撤并)."""

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="excused", verbose_name=_("部门/单位")
    )
    fiscal_year = models.ForeignKey(
        FiscalYear, models.PROTECT, related_name="excused", verbose_name=_("年度")
    )
    kind = models.CharField(_("种类"), max_length=20, choices=Disclosure.Kind)
    reason = models.CharField(_("原因"), max_length=300)
    by = _person()
    at = models.DateTimeField(_("时间"))

    class Meta:
        ordering = ["department", "fiscal_year", "kind"]
        verbose_name = _("不须公开")
        verbose_name_plural = _("不须公开")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["department", "fiscal_year", "kind"],
                name="one_excuse_per_document",
                violation_error_message=_("已登记为不须公开。"),
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="an_excuse_has_its_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.fiscal_year} {self.get_kind_display()}：{self.reason}"


class RuleAdjustment(models.Model):
    """地区的检查规则: what a region changes of a rule of inspection/rules.toml.

    `changes` holds fields of inspection.rules.Adjustment, points in tenths; `off` is why the rule
    is not applied. Regions below go by it unless they adjust the rule themselves.
    """

    region = models.ForeignKey(
        Region, models.PROTECT, related_name="rule_adjustments", verbose_name=_("地区")
    )
    code = models.CharField(_("规则"), max_length=20)
    off = models.CharField(_("停用的原因"), max_length=300, blank=True)
    changes = models.JSONField(_("调整"), default=dict, blank=True)
    by = _person()
    at = models.DateTimeField(_("时间"))

    class Meta:
        ordering = ["region", "code"]
        verbose_name = _("检查规则的调整")
        verbose_name_plural = _("检查规则的调整")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["region", "code"], name="one_adjustment_per_region_and_rule"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.code}"


class Inspection(models.Model):
    """检查结果: what was seen in a version, and its points under one set of rules. A read model.

    `looked` (inspection.data.to_json) depends on the version alone; `marks` and `counts` on the
    rules that `rules` names by their digest, and are made anew from `looked` when these change.
    """

    disclosure = models.OneToOneField(Disclosure, models.CASCADE, related_name="inspection")
    looked = models.JSONField(default=dict)
    looked_version = models.PositiveSmallIntegerField()
    # The region's threshold of changes that owe a reason, which the look went by.
    threshold = models.DecimalField(max_digits=5, decimal_places=2)
    covers = models.JSONField(default=list)
    rules = models.CharField(max_length=64)
    marks = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    # Of 100, in tenths, without the clock: what can be averaged over many bodies.
    content_score = models.PositiveSmallIntegerField(null=True)
    explained = models.PositiveIntegerField(_("已说明的勾稽问题"), default=0)

    class Meta:
        verbose_name = _("检查结果")
        verbose_name_plural = _("检查结果")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.disclosure)


class Reminder(models.Model):
    """催办: a bureau reminds a body of a document; one a document and day."""

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="reminders", verbose_name=_("部门/单位")
    )
    fiscal_year = models.ForeignKey(
        FiscalYear, models.PROTECT, related_name="reminders", verbose_name=_("年度")
    )
    kind = models.CharField(_("种类"), max_length=20, choices=Disclosure.Kind)
    # The region on whose page it was written.
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="reminders", verbose_name=_("地区")
    )
    text = models.TextField(_("内容"), max_length=2000)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("催办人")
    )
    sent_at = models.DateTimeField(_("时间"))
    # The local day, which the constraint needs.
    sent_on = models.DateField(_("日期"))
    mailed = models.PositiveSmallIntegerField(_("邮件数"), default=0)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("知悉人"),
    )
    dismissed_at = models.DateTimeField(_("知悉时间"), null=True, blank=True)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = _("催办")
        verbose_name_plural = _("催办")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["department", "fiscal_year", "kind", "sent_on"],
                name="one_reminder_per_document_and_day",
                violation_error_message=_("今天已经催办过。"),
            ),
            models.CheckConstraint(
                condition=Q(dismissed_by__isnull=True, dismissed_at__isnull=True)
                | Q(dismissed_by__isnull=False, dismissed_at__isnull=False),
                name="a_dismissed_reminder_has_person_and_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sent_on} {self.department} {self.fiscal_year} {self.get_kind_display()}"
