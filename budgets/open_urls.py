"""Addresses to take away from: all data, and feeds of what changes."""

from __future__ import annotations

import re

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from budgets.bulk.making import TYPES
from budgets.models import BulkSet
from budgets.pages import bulk, feeds


class BulkScopeConverter(StringConverter):
    regex = "|".join(BulkSet.Scope.values)


class BulkFileConverter(StringConverter):
    regex = "|".join(re.escape(name) for name in TYPES)


register_converter(BulkScopeConverter, "bulkscope")
register_converter(BulkFileConverter, "bulkfile")

urlpatterns = [
    path("data/", bulk.data_page, name="data"),
    path("data/<bulkscope:scope>/<slug:key>/<bulkfile:name>", bulk.bulk_file, name="bulk-file"),
    path("feed/", feeds.site_feed, name="feed"),
    path("search/feed/", feeds.search_feed, name="search-feed"),
    path("regions/<slug:code>/feed/", feeds.region_feed, name="region-feed"),
    path("departments/<slug:slug>/feed/", feeds.department_feed, name="department-feed"),
]
