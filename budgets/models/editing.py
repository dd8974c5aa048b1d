"""Who is in which table of a draft at this moment: pages that are open, and where their eyes are."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from budgets.models.disclosures import Disclosure


class Presence(models.Model):
    """在场: one open page of a draft's table. It says so every few seconds, and is gone after."""

    # Made by the page: the same person may have two of them open.
    page = models.CharField(max_length=40, unique=True)
    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="presences")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    table_n = models.PositiveSmallIntegerField(_("表序"))
    # The cell that is chosen there, by the row's key (BudgetRow.key).
    key = models.PositiveIntegerField(null=True, blank=True)
    column = models.PositiveSmallIntegerField(null=True, blank=True)
    # Whether something is being typed there that is not stored yet.
    typing = models.BooleanField(default=False)
    at = models.DateTimeField(_("时间"), db_index=True)

    class Meta:
        verbose_name = _("在场")
        verbose_name_plural = _("在场")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.by} {self.table_n}"
