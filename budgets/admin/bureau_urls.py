"""The addresses of the bureau's pages, below admin/bureau/."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.urls import URLPattern, path

from budgets.admin import (
    bureau,
    bureau_days,
    bureau_document,
    bureau_export,
    bureau_reminders,
    bureau_rules,
)

app_name = "bureau"
_YEAR = "<slug:code>/<int:year>/"


def own(address: str, view: Callable[..., Any], name: str) -> URLPattern:
    return path(address, admin.site.admin_view(view), name=name)


urlpatterns = [
    own("", bureau.start, "start"),
    own("drafts/<int:pk>/", bureau_document.preview, "preview"),
    own("reminders/<int:pk>/noted/", bureau_reminders.take_note, "noted"),
    own("<slug:code>/rules/", bureau_rules.rules_page, "rules"),
    own("<slug:code>/rules/<slug:rule>/", bureau_rules.rule_page, "rule"),
    own(_YEAR, bureau.region_page, "region"),
    own(f"{_YEAR}look/", bureau.look_at_more, "look"),
    own(f"{_YEAR}days/", bureau_days.days_page, "days"),
    own(f"{_YEAR}days/exceptions/", bureau_days.exception, "exception"),
    own(f"{_YEAR}days/exceptions/<int:pk>/drop/", bureau_days.drop_exception, "drop-exception"),
    own(f"{_YEAR}days/excuses/", bureau_days.excuse_body, "excuse"),
    own(f"{_YEAR}days/excuses/<int:pk>/drop/", bureau_days.drop_excuse, "drop-excuse"),
    own(f"{_YEAR}remind/", bureau_reminders.compose, "remind"),
    own(f"{_YEAR}reminders/", bureau_reminders.history, "reminders"),
    own(f"{_YEAR}export.xlsx", bureau_export.workbook, "export"),
    own(f"{_YEAR}export.csv", bureau_export.documents_csv, "export-csv"),
    own(f"{_YEAR}reasons.csv", bureau_export.reasons_csv, "reasons-csv"),
    own(f"{_YEAR}bodies/<slug:slug>/", bureau_document.body_page, "body"),
    own(f"{_YEAR}bodies/<slug:slug>/<slug:kind>/", bureau_document.document_page, "document"),
]
