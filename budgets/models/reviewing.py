"""What reviewers and staff say to each other at a cell."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgets.models.disclosures import Disclosure


class CellComment(models.Model):
    """批注: a remark at a cell of a version, or on all of it; open until it is settled.

    The place is told as it is printed (table, A1 reference), since rows are stored anew with
    every upload; table_n, row and column lead to the cell as it stood when the remark was made.
    """

    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="comments")
    table_n = models.PositiveSmallIntegerField(_("表序"), null=True, blank=True)
    table_code = models.CharField(_("表号"), max_length=40, blank=True)
    cell = models.CharField(_("单元格"), max_length=20, blank=True)
    row = models.IntegerField(_("行次"), null=True, blank=True)
    column = models.IntegerField(_("栏次"), null=True, blank=True)
    text = models.TextField(_("批注"), max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("批注人")
    )
    at = models.DateTimeField(_("时间"))
    answers = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="replies"
    )
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(_("了结时间"), null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("批注")
        verbose_name_plural = _("批注")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True, settled_at__isnull=True)
                | Q(settled_by__isnull=False, settled_at__isnull=False),
                name="a_settled_comment_has_person_and_time",
            ),
        ]

    def __str__(self) -> str:
        return self.text
