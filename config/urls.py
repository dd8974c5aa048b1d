"""Addresses: Chinese at the root, English below /en/. The path alone decides the language."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    *i18n_patterns(
        path("admin/performance/", include("performance.admin.urls")),
        path("admin/", admin.site.urls),
        path("", include("budgets.urls")),
        path("", include("performance.urls")),
        prefix_default_language=False,
    ),
]
