"""Where to go on from an address that has no page: the body or the region that it lies below."""

from __future__ import annotations

import re

from django.db import DatabaseError
from django.http import HttpRequest

from budgets.models import Department, Disclosure, Region

_BELOW = re.compile(r"(?:/en)?/(?P<kind>departments|regions)/(?P<name>[-\w]{1,80})/.")


def nearest_page(request: HttpRequest) -> Department | Region | None:
    """Of what has published something; one query at most. None too where the database is away."""
    found = _BELOW.match(request.path_info)
    if found is None:
        return None
    public = Disclosure.objects.published()
    try:
        if found["kind"] == "departments":
            having = public.filter(department__slug=found["name"]).values("department")
            return Department.objects.filter(pk__in=having).first()
        having = public.filter(department__region__code=found["name"])
        return Region.objects.filter(pk__in=having.values("department__region")).first()
    except DatabaseError:
        return None
