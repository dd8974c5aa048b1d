"""Addresses of the interface, once each: it speaks both languages at once."""

from __future__ import annotations

import re

from django.urls import URLPattern, path

# The converters of years and kinds come with the addresses of documents.
from api import views
from api.resource import Detail
from api.resources import RESOURCES
from budgets import urls as documents
from budgets.pages.moment import at_one_moment

assert documents.urlpatterns

app_name = "api"
_CONVERTERS = {
    "code": "slug",
    "slug": "slug",
    "year": "year",
    "kind": "kind",
    "version": "int",
    "n": "int",
    "key": "str",
}


def _single(detail: Detail) -> URLPattern:
    names = re.findall(r"{(\w+)}", detail.path)
    route = re.sub(r"{(\w+)}", lambda found: f"<{_CONVERTERS[found[1]]}:{found[1]}>", detail.path)
    name = "-".join([detail.path.split("/")[0], *names])
    return path(f"{route}/", at_one_moment(views.single), {"detail": detail}, name=name)


urlpatterns = [
    path("", views.index, name="index"),
    path("openapi.json", views.openapi_document, name="openapi"),
    *(
        path(
            f"{resource.name}/",
            at_one_moment(views.listing),
            {"resource": resource},
            name=resource.name,
        )
        for resource in RESOURCES
    ),
    *(_single(detail) for resource in RESOURCES for detail in resource.details),
]
