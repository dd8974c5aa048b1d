"""A disclosure in one version: its tables and rows as printed and read, findings, and history."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from budgets.models.places import Department, FiscalYear


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    def published(self) -> DisclosureQuerySet:
        """What the public may see as current: the one published version of each document."""
        return self.filter(status=Disclosure.Status.PUBLISHED)

    def public(self) -> DisclosureQuerySet:
        """Everything that is or was published: the current versions and the superseded ones."""
        return self.filter(status__in=[Disclosure.Status.PUBLISHED, Disclosure.Status.SUPERSEDED])

    def withdrawn(self) -> DisclosureQuerySet:
        """What was public once, and has a notice in its place."""
        return self.filter(status=Disclosure.Status.WITHDRAWN)


def _person(label: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=label,
    )


class Disclosure(models.Model):
    """一份公开文件的一个版本. Only importing.py makes one, only publishing.py changes its state."""

    class Kind(models.TextChoices):
        BUDGET = "budget", _("预算")
        FINAL_ACCOUNTS = "final-accounts", _("决算")
        PERFORMANCE = "performance", _("绩效目标")
        EVALUATION = "evaluation", _("绩效自评")

    class Status(models.TextChoices):
        DRAFT = "draft", _("草稿")
        SUBMITTED = "submitted", _("待审")
        APPROVED = "approved", _("已审定")
        PUBLISHED = "published", _("已公开")
        SUPERSEDED = "superseded", _("已被更正")
        WITHDRAWN = "withdrawn", _("已撤下")

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="disclosures", verbose_name=_("部门/单位")
    )
    fiscal_year = models.ForeignKey(
        FiscalYear, models.PROTECT, related_name="disclosures", verbose_name=_("年度")
    )
    kind = models.CharField(_("种类"), max_length=20, choices=Kind, default=Kind.BUDGET)
    version = models.PositiveSmallIntegerField(_("版本"), default=1)
    status = models.CharField(_("状态"), max_length=12, choices=Status, default=Status.DRAFT)
    standard = models.CharField(_("表样"), max_length=60, blank=True)
    as_published = models.BooleanField(
        _("按原样公开"),
        default=False,
        help_text=_("在别处已经公开的文件，照原样载入，其中的矛盾列出而不更正。"),
    )
    # 情况说明: SectionData in storage.py's form.
    narrative = models.JSONField(_("情况说明"), default=list, blank=True)
    # Whether the program writes it, from the tables and from `told`; a text that was brought stays.
    narrative_is_written = models.BooleanField(_("情况说明由程序编写"), default=False)
    # Counts every change of the content: pages tell by it whether they are behind.
    revision = models.PositiveIntegerField(_("改动次数"), default=0)
    source_name = models.CharField(_("来源文件名"), max_length=200, blank=True)
    source_sha256 = models.CharField(_("来源文件摘要"), max_length=64, blank=True)
    # Of the canonical JSON: at submission of what is to be reviewed, then of what is public.
    sha256 = models.CharField(_("内容摘要"), max_length=64, blank=True, db_index=True)
    sm3 = models.CharField(_("内容摘要（SM3）"), max_length=64, blank=True, db_index=True)
    reason = models.TextField(_("更正原因"), blank=True)
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)
    submitted_at = models.DateTimeField(_("送审时间"), null=True, blank=True)
    submitted_by = _person(_("送审人"))
    approved_at = models.DateTimeField(_("审定时间"), null=True, blank=True)
    approved_by = _person(_("审定人"))
    publish_at = models.DateTimeField(_("定时公开"), null=True, blank=True)
    scheduled_by = _person(_("定时人"))
    published_at = models.DateTimeField(_("公开时间"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("撤下时间"), null=True, blank=True)
    withdrawal_notice = models.TextField(_("撤下公告"), blank=True)

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        ordering = ["-fiscal_year__year", "department__name", "kind", "-version"]
        verbose_name = _("公开文件")
        verbose_name_plural = _("公开文件")
        permissions = [("publish_disclosure", "可以对外公开文件")]
        # What happened last: feeds, the home page. Not by status first: SQLite would go by that
        # through all documents, and sort them, for every list of published ones.
        indexes = [
            models.Index(fields=["-published_at"], name="disclosures_by_date"),
            models.Index(
                fields=["-withdrawn_at"],
                condition=Q(status="withdrawn"),
                name="withdrawn_disclosures_by_date",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "fiscal_year", "kind", "version"],
                name="one_disclosure_per_version",
            ),
            models.UniqueConstraint(
                fields=["department", "fiscal_year", "kind"],
                condition=Q(status="published"),
                name="one_published_version_per_document",
                violation_error_message=_("该部门本年度的这类文件已有公开版本，请改用更正。"),
            ),
            models.UniqueConstraint(
                fields=["department", "fiscal_year", "kind"],
                condition=Q(status__in=["draft", "submitted", "approved"]),
                name="one_working_version_per_document",
                violation_error_message=_("该部门本年度的这类文件已有草稿。"),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "submitted", "approved"])
                | (Q(published_at__isnull=False) & ~Q(sha256="")),
                name="a_public_disclosure_has_its_date_and_hash",
            ),
            models.CheckConstraint(
                condition=~Q(status="withdrawn")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawal_notice="")),
                name="a_withdrawn_disclosure_has_its_date_and_notice",
            ),
            models.CheckConstraint(
                condition=Q(publish_at__isnull=True) | Q(status="approved"),
                name="only_what_is_approved_is_scheduled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.title}"

    def get_absolute_url(self) -> str:
        address = [self.department.slug, self.fiscal_year.year, self.kind]
        if self.status in (self.Status.SUPERSEDED, self.Status.WITHDRAWN):
            return reverse("disclosure-version", args=[*address, self.version])
        return reverse("disclosure", args=address)

    @property
    def title(self) -> str:
        """What the document is called: 2026年预算公开."""
        return _("%(year)s年%(kind)s公开") % {
            "year": self.fiscal_year.year,
            "kind": self.get_kind_display(),
        }

    @property
    def is_public(self) -> bool:
        return self.status in (self.Status.PUBLISHED, self.Status.SUPERSEDED)

    @property
    def has_been_public(self) -> bool:
        """Its files were made, and are kept, though a withdrawn version shows none of them."""
        return self.is_public or self.status == self.Status.WITHDRAWN


class BudgetTable(models.Model):
    """一张表 as printed: header, merges and places, and what its columns mean."""

    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="tables")
    n = models.PositiveSmallIntegerField(_("序号"))
    kind = models.CharField(_("类别"), max_length=12)
    code = models.CharField(_("表号"), max_length=40, blank=True)
    title = models.CharField(_("表名"), max_length=200)
    unit = models.CharField(_("单位"), max_length=10, blank=True)
    # Everything of TableData that is not a row, in storage.py's form.
    layout = models.JSONField(default=dict)
    # {"sources": [codes], "digest": of their content, "own": of what it printed then, "open": [cells
    # that people fill in], "told": which money pays for what}: filled from other tables, whose change
    # it offers to follow (deriving.py). Empty for a table that was brought or typed.
    derived = models.JSONField(_("由其他表填写"), default=dict, blank=True)

    class Meta:
        ordering = ["disclosure", "n"]
        verbose_name = _("表")
        verbose_name_plural = _("表")
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "n"], name="one_table_per_place"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()


class BudgetRow(models.Model):
    """行: printed texts, and the amounts with their coordinates, in storage.py's form."""

    table = models.ForeignKey(BudgetTable, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField(_("行次"))
    # What a row is called while others come, go and move around it.
    key = models.PositiveIntegerField(_("行标识"), default=0)
    kind = models.CharField(_("类别"), max_length=10, default="item")
    cells = models.JSONField(default=list)
    meaning = models.JSONField(default=dict)

    class Meta:
        ordering = ["table", "position"]
        verbose_name = _("行")
        verbose_name_plural = _("行")
        constraints = [
            models.UniqueConstraint(fields=["table", "position"], name="one_row_per_position"),
            models.UniqueConstraint(fields=["table", "key"], name="one_row_per_key"),
        ]

    def __str__(self) -> str:
        return " ".join(text for text in self.cells if text)


class Problem(models.Model):
    """读入问题: what in the workbook a person must look at, at its cell."""

    class Severity(models.TextChoices):
        ERROR = "error", _("错误")
        NOTICE = "notice", _("提示")

    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="problems")
    sheet = models.CharField(_("工作表"), max_length=100, blank=True)
    cell = models.CharField(_("单元格"), max_length=20, blank=True)
    message = models.TextField(_("问题"))
    severity = models.CharField(_("程度"), max_length=10, choices=Severity, default=Severity.ERROR)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("读入问题")
        verbose_name_plural = _("读入问题")

    def __str__(self) -> str:
        return f"{self.sheet} {self.cell}：{self.message}"


class Finding(models.Model):
    """勾稽问题: a contradiction at a cell, and the explanation that staff gave for it."""

    class Severity(models.TextChoices):
        ERROR = "error", _("错误")
        WARNING = "warning", _("提醒")
        ROUNDING = "rounding", _("尾差")

    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="findings")
    position = models.PositiveIntegerField(_("次序"))
    severity = models.CharField(_("程度"), max_length=10, choices=Severity)
    kind = models.CharField(_("类别"), max_length=20)
    table_n = models.PositiveSmallIntegerField(_("表序"))
    table_code = models.CharField(_("表号"), max_length=40, blank=True)
    row = models.IntegerField(_("行次"))
    column = models.IntegerField(_("栏次"))
    cell = models.CharField(_("单元格"), max_length=20)
    stated = models.BigIntegerField(_("所填（分）"))
    expected = models.BigIntegerField(_("应为（分）"))
    # What is no money: a rate, a score, a word, as printed.
    stated_text = models.TextField(_("所填"), blank=True)
    expected_text = models.TextField(_("应为"), blank=True)
    against = models.JSONField(_("依据"), default=list)
    message = models.TextField(_("说明"))
    key = models.CharField(max_length=200)
    explained_by = models.CharField(max_length=200, blank=True)
    explanation = models.TextField(_("情况说明"), blank=True)

    class Meta:
        ordering = ["disclosure", "position"]
        verbose_name = _("勾稽问题")
        verbose_name_plural = _("勾稽问题")
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "key"], name="one_finding_per_key"),
        ]

    def __str__(self) -> str:
        return self.message


class DisclosureEvent(models.Model):
    """What happened to a disclosure: who did what, when, with which note."""

    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="events")
    at = models.DateTimeField(_("时间"))
    # Who did something stays known: a person who leaves is disabled, not deleted.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name=_("操作人")
    )
    what = models.CharField(_("操作"), max_length=40)
    note = models.TextField(_("备注"), blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("办理记录")
        verbose_name_plural = _("办理记录")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.what}"
