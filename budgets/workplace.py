"""The admin as a site: Django's, without what tells of objects by their number, or of others' work."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import QuerySet
from django.http import HttpRequest

# Leads from a number to the public address of any object, whoever asks.
_CLOSED = frozenset({"view_on_site"})


class Workplace(AdminSite):
    """The workplace of staff; `admin.site` is one of these (config/apps.py)."""

    def get_urls(self) -> list[Any]:
        return [one for one in super().get_urls() if getattr(one, "name", None) not in _CLOSED]

    def get_log_entries(self, request: HttpRequest) -> QuerySet[Any]:
        """最近动作: one's own."""
        entries: QuerySet[Any] = super().get_log_entries(request).filter(user=request.user.pk)
        return entries
