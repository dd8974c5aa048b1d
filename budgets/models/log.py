"""The log of what was done: appended to, never changed; each entry seals the one before it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LogEntry(models.Model):
    """日志: one act, in the words of that moment. Written only by log.py, kept by triggers.

    No key leads to a person or an object: an entry tells the same when they are renamed or gone.
    """

    position = models.PositiveBigIntegerField(_("序号"), unique=True)
    at = models.DateTimeField(_("时间"), db_index=True)
    actor_id = models.BigIntegerField(_("操作人编号"), null=True, blank=True)
    actor = models.CharField(_("操作人"), max_length=150, blank=True)
    action = models.CharField(_("操作"), max_length=40)
    subject_type = models.CharField(_("对象类型"), max_length=60, blank=True)
    subject_id = models.CharField(_("对象编号"), max_length=40, blank=True)
    subject = models.CharField(_("对象"), max_length=300, blank=True)
    # Whom it concerns, by slug and code: who may read the log of a body or region reads it. Both
    # are empty for what concerns the whole site.
    body = models.CharField(_("部门/单位"), max_length=80, blank=True, db_index=True)
    region = models.CharField(_("地区"), max_length=12, blank=True, db_index=True)
    # Canonical JSON as text: what is hashed is what is stored, byte for byte.
    detail = models.TextField(_("详情"), default="{}")
    previous = models.CharField(_("前一条摘要"), max_length=64, unique=True)
    sha256 = models.CharField(_("摘要"), max_length=64, unique=True)

    class Meta:
        ordering = ["-position"]
        verbose_name = _("日志")
        verbose_name_plural = _("日志")
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="log_of_a_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.action} {self.subject}".strip()
