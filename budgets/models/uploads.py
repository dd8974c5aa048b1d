"""Workbooks as they were uploaded: waiting to be looked at, or the source of a draft."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from budgets.models.disclosures import Disclosure
from budgets.models.places import Department


class Upload(models.Model):
    """上传的工作簿: private bytes, and what they were uploaded as.

    Until it is accepted an upload belongs to the one who brought it, and expires. Accepted, it is
    the source of its disclosure, so that reading it again finds every cell where the staff see it.
    """

    FOLDER = "private/uploads"

    token = models.CharField(max_length=40, unique=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name=_("上传人")
    )
    department = models.ForeignKey(Department, models.CASCADE, verbose_name=_("部门/单位"))
    year = models.PositiveSmallIntegerField(_("年度"))
    kind = models.CharField(_("种类"), max_length=20, choices=Disclosure.Kind)
    name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(_("摘要"), max_length=64)
    # The explanation that came with it, read already: SectionData in storage.py's form.
    narrative = models.JSONField(_("情况说明"), default=list, blank=True)
    created_at = models.DateTimeField(_("上传时间"), auto_now_add=True, db_index=True)
    disclosure = models.OneToOneField(
        Disclosure,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="upload",
        verbose_name=_("公开文件"),
    )

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("上传的工作簿")
        verbose_name_plural = _("上传的工作簿")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @property
    def stored_name(self) -> str:
        """Where the bytes lie in the storage; no public address leads there.

        By content too: what takes their place is written beside them, so that a crash or a full
        disk leaves the record with the bytes that it tells of.
        """
        return f"{self.FOLDER}/{self.token}.{self.sha256[:16]}"
