"""What takes longer than a request may: done beside the server, with progress, the result waits."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from budgets.models.disclosures import Disclosure
from budgets.models.uploads import Upload


class Job(models.Model):
    """后台任务: one piece of long work of one person; its result waits for them."""

    FOLDER = "private/jobs"

    class Kind(models.TextChoices):
        PREVIEW = "preview", _("读入工作簿")
        PDF = "pdf", _("生成 PDF")
        ANNOTATED = "annotated", _("生成标错的工作簿")

    class State(models.TextChoices):
        WAITING = "waiting", _("等待")
        RUNNING = "running", _("进行中")
        DONE = "done", _("完成")
        FAILED = "failed", _("没有完成")
        CANCELLED = "cancelled", _("已取消")

    token = models.CharField(max_length=40, unique=True, editable=False)
    kind = models.CharField(_("种类"), max_length=12, choices=Kind)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.WAITING)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("操作人"))
    disclosure = models.ForeignKey(Disclosure, models.CASCADE, null=True, blank=True)
    upload = models.ForeignKey(Upload, models.CASCADE, null=True, blank=True)
    # The revision of the draft that it was made from: a later one makes the result old.
    revision = models.PositiveIntegerField(null=True, blank=True)
    # What it is doing now, in words, and how far it is.
    step = models.CharField(_("进度"), max_length=200, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    # Why it failed, in words for the person.
    error = models.TextField(_("原因"), blank=True)
    # Whatever its kind needs to tell besides its file (jobs.py).
    result = models.JSONField(default=dict, blank=True)
    # The file that it made, in FOLDER, and the name under which it is downloaded.
    stored_name = models.CharField(max_length=200, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(_("提交时间"), auto_now_add=True, db_index=True)
    started_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    # Who does it says so every few seconds; one that has fallen silent is taken up again.
    beat_at = models.DateTimeField(null=True, blank=True)
    # How often it was taken up; whoever works at it names the attempt with everything they write.
    attempts = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("后台任务")
        verbose_name_plural = _("后台任务")
        default_permissions = ()
        indexes = [models.Index(fields=["state", "created_at"], name="jobs_that_wait")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.get_state_display()}"
