"""The log in the admin: read, searched and taken along by those who may, each for their places."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from budgets import log, models
from budgets.access import Access, Action
from budgets.admin.journal_words import name_told, place_of, value_told
from budgets.admin.scope import Scoped
from budgets.exports import harmless

# What the words of the log mean; one that is missing here is shown as it is.
ACTIONS: dict[str, Any] = {
    "bring": _("载入工作簿"),
    "begin": _("建立空白表"),
    "submit": _("送审"),
    "call-back": _("撤回送审"),
    "send-back": _("退回"),
    "approve": _("审定"),
    "schedule": _("定时公开"),
    "unschedule": _("取消定时"),
    "miss": _("定时公开未成"),
    "publish": _("公开"),
    "load": _("直接公开"),
    "supersede": _("被更正"),
    "withdraw": _("撤下"),
    "correct": _("开始更正"),
    "discard": _("删除草稿"),
    "export": _("导出文件"),
    "export-log": _("导出日志"),
    "export-inspection": _("导出检查结果"),
    "add": _("新增"),
    "change": _("修改"),
    "delete": _("删除"),
    "grant": _("授予岗位"),
    "revoke": _("收回岗位"),
    "person": _("增改人员"),
    "login": _("登录"),
    "login-failed": _("登录失败"),
    "lock-out": _("多次失败，暂停登录"),
    "logout": _("退出"),
    "password": _("更改密码"),
    "password-link": _("发放密码链接"),
    "sessions-ended": _("结束其他登录"),
    "second-factor": _("通过第二步验证"),
    "second-factor-failed": _("第二步验证失败"),
    "second-factor-set-up": _("设置第二步验证"),
    "second-factor-removed": _("取消第二步验证"),
    "backup-codes": _("生成备用码"),
    "single-sign-on-bound": _("绑定单点登录"),
    "single-sign-on-unbound": _("解除单点登录"),
    "approval-day": _("填写批复日"),
    "adjust-rule": _("调整检查规则"),
    "excuse": _("不须公开"),
    "remind": _("催办"),
    "dismiss-reminder": _("了结催办"),
    "backup": _("备份"),
    "restore": _("恢复"),
}
CSV = "text/csv; charset=utf-8"


def readable(user: Any) -> QuerySet[models.LogEntry]:
    """The entries that a person may read: of their bodies and regions, or all of them."""
    entries = models.LogEntry.objects.all()
    access = Access.of(user)
    if access.may_in_region(Action.LOG, None):
        return entries
    return entries.filter(
        Q(body__in=access.departments(Action.LOG).order_by().values("slug"))
        | Q(region__in=access.regions(Action.LOG).order_by().values("code"))
    )


class ActionFilter(admin.SimpleListFilter):
    """By what was done; the words are known, so that no search through the log is needed."""

    title = _("操作")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(ACTIONS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(action=self.value()) if self.value() else queryset


@admin.register(models.LogEntry)
class LogEntryAdmin(Scoped):
    """日志: only read."""

    list_display = ["position", "when", "actor_told", "action_told", "subject", "body", "summary"]
    list_display_links = ["position"]
    list_filter = [ActionFilter, ("at", admin.DateFieldListFilter)]
    date_hierarchy = "at"
    search_fields = ["actor", "subject", "=body", "=region", "=subject_id"]
    search_help_text = _("按操作人、对象、部门的网址名、地区代码或对象编号查找。")
    ordering = ["-position"]
    list_per_page = 100
    show_full_result_count = False
    actions = None
    change_list_template = "admin/budgets/log_list.html"
    fields = [
        "position",
        "when",
        "actor_told",
        "action_told",
        "subject",
        "body",
        "region",
        "told",
        "previous",
        "sha256",
        "whole",
    ]
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.LogEntry]:
        return readable(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "view", None)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_safe(self.export))
        return [path("log.csv", view, name="budgets_logentry_csv"), *super().get_urls()]

    @admin.display(description=_("时间"), ordering="at")
    def when(self, entry: models.LogEntry) -> str:
        return f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}"

    @admin.display(description=_("操作人"), ordering="actor")
    def actor_told(self, entry: models.LogEntry) -> Any:
        return entry.actor or _("程序")

    @admin.display(description=_("操作"), ordering="action")
    def action_told(self, entry: models.LogEntry) -> Any:
        return ACTIONS.get(entry.action, entry.action)

    @admin.display(description=_("详情"))
    def summary(self, entry: models.LogEntry) -> str:
        told = "；".join(f"{name}：{value}" for name, value in details(entry, leave_out="sha256"))
        return told if len(told) <= 80 else told[:79] + "…"

    @admin.display(description=_("详情"))
    def told(self, entry: models.LogEntry) -> Any:
        pairs = format_html_join("", "<dt>{}</dt><dd>{}</dd>", details(entry))
        return format_html('<dl class="log-detail">{}</dl>', pairs) if pairs else None

    @admin.display(description=_("重算摘要"))
    def whole(self, entry: models.LogEntry) -> Any:
        return _("一致") if log.digest(entry) == entry.sha256 else _("不一致：这一条被改动过")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        head = models.LogEntry.objects.first()
        query = request.GET.urlencode()
        return super().changelist_view(
            request, {"head": head, "query": f"?{query}" if query else "", **(extra_context or {})}
        )

    def export(self, request: HttpRequest) -> StreamingHttpResponse:
        """The entries that the list shows, as CSV: that too goes into the log."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            shown = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters as error:
            raise SuspiciousOperation from error
        # Without the entry that tells of this export.
        shown = shown.filter(position__lte=shown.aggregate(last=Max("position"))["last"] or 0)
        detail = {"filter": request.GET.urlencode()[:500], "entries": shown.count()}
        log.append("export-log", by=request.user, detail=detail)
        response = StreamingHttpResponse(_lines(shown), content_type=CSV)
        response["Content-Disposition"] = 'attachment; filename="log.csv"'
        return response


def details(entry: models.LogEntry, leave_out: str = "") -> list[tuple[str, str]]:
    """The details by their names, in the words that people know."""
    try:
        told = json.loads(entry.detail)
    except ValueError:
        return [("", entry.detail)]
    if not isinstance(told, dict):
        return [("", entry.detail)]
    shown = [
        (name, value_told(name, value))
        for name, value in sorted(told.items(), key=place_of)
        if value not in ("", None) and name != leave_out
    ]
    return [
        (
            name_told(name, entry.action, entry.subject_type),
            value if isinstance(value, str) else json.dumps(value, ensure_ascii=False),
        )
        for name, value in shown
    ]


class _Echo:
    """What csv writes goes straight on."""

    def write(self, line: str) -> str:
        return line


def _lines(entries: QuerySet[models.LogEntry]) -> Iterator[bytes]:
    columns = [
        "position",
        "at",
        "actor",
        "action",
        "subject_type",
        "subject_id",
        "subject",
        "body",
        "region",
        "detail",
        "previous",
        "sha256",
    ]
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield writer.writerow(columns).encode("utf-8-sig")
    for entry in entries.iterator(chunk_size=2_000):
        at = timezone.localtime(entry.at).isoformat()
        values = (at if name == "at" else str(getattr(entry, name)) for name in columns)
        yield writer.writerow([harmless(value) for value in values]).encode()
