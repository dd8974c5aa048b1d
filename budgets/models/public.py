"""The read model: facts of published versions, and the files made when they were published."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from budgets.models.disclosures import Disclosure
from budgets.models.places import Department


class Fact(models.Model):
    """事实: a published amount at its coordinates. "" stands for "all of the dimension".

    Region, body and year stand in the row itself, so that facts can be partitioned by them and
    a comparison reads one index. Written only by publishing.py, for the current version.
    """

    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="facts")
    department = models.ForeignKey(Department, models.PROTECT, related_name="facts")
    year = models.PositiveSmallIntegerField(_("年度"))
    table_n = models.PositiveSmallIntegerField(_("表序"))
    row = models.PositiveIntegerField(_("行次"))
    column = models.PositiveSmallIntegerField(_("栏次"))
    fen = models.BigIntegerField(_("金额（分）"))

    side = models.CharField(max_length=12, blank=True)
    vintage = models.CharField(max_length=12, blank=True)
    use = models.CharField(max_length=12, blank=True)
    source = models.CharField(max_length=12, blank=True)
    nature = models.CharField(max_length=12, blank=True)
    cost = models.CharField(max_length=12, blank=True)
    construction = models.CharField(max_length=12, blank=True)
    three_public = models.CharField(max_length=12, blank=True)
    procurement = models.CharField(max_length=12, blank=True)
    basis = models.CharField(max_length=12, blank=True)
    function = models.CharField(max_length=20, blank=True)
    gov_economic = models.CharField(max_length=20, blank=True)
    dept_economic = models.CharField(max_length=20, blank=True)
    body = models.CharField(max_length=60, blank=True)
    project = models.CharField(max_length=200, blank=True)
    service = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("事实")
        verbose_name_plural = _("事实")
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure", "table_n", "row", "column"], name="one_fact_per_cell"
            ),
        ]
        indexes = [
            models.Index(fields=["department", "year", "side", "basis"], name="fact_of_a_body"),
            models.Index(fields=["year", "function", "basis"], name="fact_of_a_function"),
        ]

    def __str__(self) -> str:
        return f"{self.table_n}/{self.row}/{self.column}: {self.fen}"


class PublishedFile(models.Model):
    """A file of one version, made once. `path` is its address below the disclosure's own."""

    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="files")
    path = models.CharField(_("路径"), max_length=120)
    content_type = models.CharField(_("类型"), max_length=100)
    sha256 = models.CharField(_("摘要"), max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("字节"))

    class Meta:
        ordering = ["disclosure", "path"]
        verbose_name = _("公开的文件")
        verbose_name_plural = _("公开的文件")
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "path"], name="one_file_per_path"),
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def stored_name(self) -> str:
        """Where the bytes lie in the storage: by content, so that a name never changes meaning."""
        return f"published/{self.sha256[:2]}/{self.sha256}"
