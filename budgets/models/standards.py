"""Sets of forms (表样) that a finance bureau made from a blank workbook of its own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from budgets.models.places import Region


class OwnStandard(models.Model):
    """自建表样: what a file of budgets/standards says, made in the admin instead of by us."""

    key = models.SlugField(_("标识"), max_length=60, unique=True)
    name = models.CharField(_("名称"), max_length=100)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("地区"))
    first_year = models.PositiveSmallIntegerField(_("启用年度"))
    # The content of such a file, in its shape: unit, places, conventions, form.
    document = models.JSONField(_("内容"), default=dict)
    is_retired = models.BooleanField(_("停用"), default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name=_("操作人")
    )
    made_at = models.DateTimeField(_("建立时间"), auto_now_add=True)

    class Meta:
        ordering = ["region", "-first_year", "name"]
        verbose_name = _("表样")
        verbose_name_plural = _("表样")

    def __str__(self) -> str:
        return self.name
