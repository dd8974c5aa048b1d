"""What was changed in a draft's tables: by whom, when, from what to what; each can be undone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from budgets.models.disclosures import Disclosure


class Change(models.Model):
    """改动: one act on a draft's tables, numbered through within its document.

    Texts in cells are told one by one, a row by its key (BudgetRow.key). Where rows or whole
    tables changed, `before` holds these tables as they were, in storage.py's form.
    """

    class What(models.TextChoices):
        TYPED = "typed", _("填写")
        PASTED = "pasted", _("粘贴")
        ROWS = "rows", _("增删移动行")
        FILLED = "filled", _("由明细表填写")
        BROUGHT = "brought", _("载入工作簿")
        BEGUN = "begun", _("建立空白表")
        ENTERED = "entered", _("录入绩效")
        FIXED = "fixed", _("采用应有的数")
        UNDONE = "undone", _("撤销")

    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="changes")
    number = models.PositiveIntegerField(_("序号"))
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("操作人"),
    )
    what = models.CharField(_("操作"), max_length=10, choices=What)
    # The table that it is about; none for the whole document.
    table_n = models.PositiveSmallIntegerField(_("表序"), null=True, blank=True)
    note = models.CharField(_("内容"), max_length=200, blank=True)
    # [[table n, row key, column, text before, text after, whether it is a total that followed]]
    cells = models.JSONField(_("单元格"), default=list)
    # {table n: stored table, or null where there was none}; empty where `cells` tells it all.
    before = models.JSONField(_("原来的表"), default=dict)
    # Of the tables in `before` as they were afterwards: whether undoing loses a later change.
    digest = models.CharField(max_length=64, blank=True)
    undoes = models.OneToOneField(
        "self", models.CASCADE, null=True, blank=True, related_name="undone_by"
    )

    class Meta:
        ordering = ["disclosure", "-number"]
        verbose_name = _("改动")
        verbose_name_plural = _("改动")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure", "number"], name="one_change_of_a_number_per_document"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_what_display()} {self.note}".strip()
