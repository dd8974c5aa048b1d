"""Projects: what documents of several years mean by one code."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from budgets.models import Department
from performance.identity import LONGEST_CODE, LONGEST_NAME


class Project(models.Model):
    """项目: what documents of several years, and of several bodies, mean by one code.

    A document that prints no code means the project of this body and name (storage.settle finds
    which code that is); `moved_to` leads from there to the project that has the code. `name` is the
    one printed in the newest year, `first_year` and `last_year` say what years are public, both
    null while nothing is.
    """

    code = models.CharField(_("项目编码"), max_length=LONGEST_CODE, blank=True)
    key = models.CharField(_("网址名"), max_length=140, unique=True)
    name = models.TextField(_("项目名称"), blank=True)
    name_key = models.CharField(max_length=LONGEST_NAME, blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="projects", verbose_name=_("部门/单位")
    )
    moved_to = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="known_as",
        verbose_name=_("即项目"),
    )
    first_year = models.PositiveSmallIntegerField(_("最早年度"), null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(_("最近年度"), null=True, blank=True)

    class Meta:
        ordering = ["code", "key"]
        verbose_name = _("项目")
        verbose_name_plural = _("项目")
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=~Q(code=""),
                name="one_project_per_code",
                violation_error_message=_("已有这个编码的项目。"),
            ),
            models.UniqueConstraint(
                fields=["department", "name_key"],
                condition=Q(code=""),
                name="one_project_without_code_per_body_and_name",
            ),
            models.CheckConstraint(condition=~Q(key=""), name="a_project_has_an_address"),
            models.CheckConstraint(
                condition=Q(code="") | Q(moved_to__isnull=True),
                name="only_a_project_without_code_moves",
            ),
            models.CheckConstraint(
                condition=Q(first_year__isnull=True, last_year__isnull=True)
                | Q(first_year__lte=models.F("last_year")),
                name="the_first_year_of_a_project_is_not_after_its_last",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()

    def get_absolute_url(self) -> str:
        return reverse("project", args=[self.key])
