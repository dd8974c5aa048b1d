"""What can be found of what is public: texts with their places, and the tokens they are found by."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from budgets.models.disclosures import Disclosure
from budgets.models.places import Department


class SearchText(models.Model):
    """检索文本: one text of a current version, or a body's name (without a disclosure).

    Made from what is public and made again at any time (searching/index.py): no content of a
    version. How the database indexes `tokens` is engine.py's.
    """

    class What(models.TextChoices):
        BODY = "body", _("部门和单位")
        PROJECT = "project", _("项目")
        TABLE = "table", _("表")
        INDICATOR = "indicator", _("绩效指标")
        LINE = "line", _("表中各行")
        PASSAGE = "passage", _("情况说明")

    disclosure = models.ForeignKey(
        Disclosure, models.CASCADE, null=True, related_name="search_texts"
    )
    department = models.ForeignKey(Department, models.CASCADE, related_name="search_texts")
    year = models.PositiveSmallIntegerField(null=True)
    kind = models.CharField(max_length=20, blank=True)
    what = models.CharField(max_length=10, choices=What)
    text = models.TextField()
    code = models.CharField(max_length=200, blank=True)
    context = models.TextField(blank=True)
    # PlaceData of searching/data.py, each as [path, table, row, shown, unit, column].
    places = models.JSONField(default=list)
    tokens = models.TextField()

    class Meta:
        verbose_name = _("检索文本")
        verbose_name_plural = _("检索文本")
        default_permissions = ()

    def __str__(self) -> str:
        return self.text
