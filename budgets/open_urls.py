"""Addresses to take away from: all data, and feeds of what changes."""

from __future__ import annotations

import re

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from budgets.bulk.making import TYPES
from budgets.models import BulkSet
from budgets.pages import bulk, feeds
from budgets.pages.moment import at_one_moment


class BulkScopeConverter(StringConverter):
    regex = "|".join(BulkSet.Scope.values)


class BulkFileConverter(StringConverter):
    regex = "|".join(re.escape(name) for name in TYPES)


register_converter(BulkScopeConverter, "bulkscope")
register_converter(BulkFileConverter, "bulkfile")

urlpatterns = [
    path("data/", at_one_moment(bulk.data_page), name="data"),
    path("data/<bulkscope:scope>/<slug:key>/<bulkfile:name>", bulk.bulk_file, name="bulk-file"),
    path("feed/", at_one_moment(feeds.site_feed), name="feed"),
    path("search/feed/", at_one_moment(feeds.search_feed), name="search-feed"),
    path("regions/<slug:code>/feed/", at_one_moment(feeds.region_feed), name="region-feed"),
    path(
        "departments/<slug:slug>/feed/",
        at_one_moment(feeds.department_feed),
        name="department-feed",
    ),
]
