"""The ready-made files of all facts of a region or a year, and what they were made of."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class BulkSet(models.Model):
    """整批数据: all facts of a region or of a year as files, at one moment.

    Made beside the server and made again at any time (bulk/making.py): no content of a version.
    `stamp` tells which documents it was made of; "" where nothing may be handed out, since what
    it held was withdrawn, or nothing has been made yet.
    """

    FOLDER = "bulk"

    class Scope(models.TextChoices):
        REGION = "region", _("地区")
        YEAR = "year", _("年度")

    scope = models.CharField(_("范围"), max_length=10, choices=Scope)
    key = models.CharField(_("代码或年度"), max_length=12)
    stamp = models.CharField(max_length=80, blank=True)
    documents = models.PositiveIntegerField(_("文件数"), default=0)
    facts = models.PositiveBigIntegerField(_("行数"), default=0)
    # [{"name", "type", "size", "sha256", "stored"}], in the order listed.
    files = models.JSONField(default=list)
    made_at = models.DateTimeField(_("生成时间"), null=True)
    # Who makes it says so; one that has fallen silent is taken for dead.
    begun_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["scope", "key"]
        verbose_name = _("整批数据")
        verbose_name_plural = _("整批数据")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["scope", "key"], name="one_bulk_set_of_a_scope"),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"

    @property
    def is_ready(self) -> bool:
        return bool(self.stamp and self.files)

    def file(self, name: str) -> dict[str, Any] | None:
        """The file of this name, if there is one to hand out."""
        if not self.is_ready:
            return None
        return next((one for one in self.files if one["name"] == name), None)
